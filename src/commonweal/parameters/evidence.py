"""Evidence: published figures with their error, source and date, *fitted* or *held out*."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from commonweal.core.errors import ParameterError
from commonweal.core.yamlfile import read_yaml, validated
from commonweal.parameters.sources import Form, Source, Text


class Effect(Form):
    """A published effect, stated on a measure of the model so that the two can be compared.

    ``relation`` says what the figure compares: the rule's arm minus the other arm, their
    ratio, or one arm's level. ``low`` and ``high`` are the published 95% interval.
    """

    measure: Text
    where: Mapping[str, str] = Field(default_factory=dict)
    at: str | None = None
    relation: Literal["difference", "ratio", "level"]
    value: float
    unit: Text
    standard_error: float | None = Field(default=None, gt=0)
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _has_error(self) -> Effect:
        if self.standard_error is None and (self.low is None or self.high is None):
            raise ValueError("an effect needs a 'standard_error', or 'low' and 'high'")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError("the effect's low must lie below its high")
        return self

    @property
    def error(self) -> float:
        """The standard error; a 95% interval is read as 1.96 of it either side."""
        if self.standard_error is not None:
            return self.standard_error
        assert self.low is not None and self.high is not None  # noqa: S101 - by validation
        return (self.high - self.low) / (2 * 1.959963984540054)


class Evidence(Form):
    """One published finding: in words, with its source, and as an effect where it has one.

    ``status`` is "held out", or "fitted" with the calibration that used it.
    """

    id: str = ""
    finding: Text
    source: Source
    status: Literal["held out", "fitted"] = "held out"
    calibration: str = ""
    effect: Effect | None = None

    @model_validator(mode="after")
    def _names_its_calibration(self) -> Evidence:
        if self.status == "fitted" and not self.calibration:
            raise ValueError("fitted evidence names the 'calibration' that used it")
        return self


class EvidenceFile(Form):
    """The file ``evidence.yaml`` of an institution or of a folder of claims."""

    schema_: Literal[1] = Field(alias="schema")
    evidence: Mapping[str, Evidence]


def read_evidence(path: Path) -> dict[str, Evidence]:
    """Read an evidence file; a missing file is no evidence."""
    if not path.exists():
        return {}
    form = validated(EvidenceFile, read_yaml(path), ParameterError)
    return {key: item.model_copy(update={"id": key}) for key, item in form.evidence.items()}
