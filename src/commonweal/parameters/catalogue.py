"""The file ``parameters.yaml``: the levers, uncertainties and measures of an institution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

from pydantic import Field, model_validator

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Better, Measure
from commonweal.core.yamlfile import YamlFile, read_yaml, validated
from commonweal.parameters.levers import DatedValue, Lever, LeverKind, checked_unit
from commonweal.parameters.priors import Prior, Uncertainty
from commonweal.parameters.sources import Form, Source, Text

_ALWAYS = date(1, 1, 1)


class _DatedForm(Form):
    from_: date = Field(alias="from")
    value: Any
    source: Source | None = None
    note: str = ""


class _LeverForm(Form):
    kind: LeverKind = "number"
    title: Text
    unit: str = "1"
    value: Any = None
    values: tuple[_DatedForm, ...] = ()
    min: float | None = None
    max: float | None = None
    whole: bool = False
    options: Mapping[str, str] = Field(default_factory=dict)
    keys: tuple[str, ...] = ()
    law: str = ""
    source: Source | None = None
    assumption: str = ""

    @model_validator(mode="after")
    def _has_one_history(self) -> _LeverForm:
        if (self.value is None) == (not self.values):
            raise ValueError("a lever has either 'value' or dated 'values'")
        if self.kind in ("choice", "variant") and not self.options:
            raise ValueError(f"a {self.kind} lever lists its 'options'")
        sourced = self.source or self.law or all(v.source for v in self.values or [self])
        if not (sourced or self.assumption):
            raise ValueError("a lever has a 'source', a 'law', or says its 'assumption'")
        return self


class _UncertaintyForm(Form):
    title: Text
    unit: str
    value: float
    prior: Prior
    source: Source | None = None
    assumption: str = ""

    @model_validator(mode="after")
    def _says_why(self) -> _UncertaintyForm:
        if self.source is None and not self.assumption:
            raise ValueError("an uncertainty has a 'source' or says its 'assumption'")
        return self


class _MeasureForm(Form):
    title: Text
    unit: str
    dimensions: tuple[str, ...] = ()
    better: Better = "neither"
    description: str = ""


class _CatalogueForm(Form):
    schema_: Literal[1] = Field(alias="schema")
    levers: Mapping[str, _LeverForm] = Field(default_factory=dict)
    uncertainties: Mapping[str, _UncertaintyForm] = Field(default_factory=dict)
    measures: Mapping[str, _MeasureForm]


@dataclass(frozen=True)
class Catalogue:
    """What an institution declares: levers, uncertainties and measures by name."""

    levers: Mapping[str, Lever]
    uncertainties: Mapping[str, Uncertainty]
    measures: Mapping[str, Measure]
    path: Path
    lines: Mapping[str, int]


def read_catalogue(path: Path) -> Catalogue:
    """Read and check ``parameters.yaml``.

    Raises FileError or ParameterError with the line; UnitError for an unknown unit.
    """
    file = read_yaml(path)
    form = validated(_CatalogueForm, file, ParameterError)
    levers = {name: _lever(name, item, file) for name, item in form.levers.items()}
    uncertainties = {
        name: Uncertainty(
            name, item.title,
            checked_unit(item.unit, where=file.where(("uncertainties", name, "unit"))),
            item.value, item.prior, item.source, item.assumption,
        )
        for name, item in form.uncertainties.items()
    }  # fmt: skip
    measures = {
        name: Measure(
            name, checked_unit(item.unit, where=file.where(("measures", name, "unit"))),
            item.title, item.dimensions, item.better, item.description,
        )
        for name, item in form.measures.items()
    }  # fmt: skip
    lines = {place[1]: line for place, line in file.lines.items() if len(place) == 2}
    return Catalogue(
        MappingProxyType(levers), MappingProxyType(uncertainties), MappingProxyType(measures),
        path, MappingProxyType(lines),
    )  # fmt: skip


def _lever(name: str, form: _LeverForm, file: YamlFile) -> Lever:
    where = file.where(("levers", name))
    bare = Lever(
        name, form.kind, form.title, checked_unit(form.unit, where=where), (),
        low=form.min if form.min is not None else float("-inf"),
        high=form.max if form.max is not None else float("inf"),
        whole=form.whole, options=MappingProxyType(dict(form.options)),
        keys=form.keys, law=form.law, assumption=form.assumption,
    )  # fmt: skip
    dated = form.values or (
        _DatedForm.model_validate({"from": _ALWAYS, "value": form.value, "source": form.source}),
    )
    history = tuple(
        DatedValue(item.from_, bare.accept(item.value, where=where), item.source, item.note)
        for item in sorted(dated, key=lambda item: item.from_)
    )
    for item in history:
        missing = [key for key in bare.keys if key not in cast(Mapping[str, float], item.value)]
        if bare.kind == "table" and missing:
            raise ParameterError(
                f"the table '{name}' from {item.start} lacks '{missing[0]}'", where=where,
                remedy="Give every entry that its 'keys' list.",
            )  # fmt: skip
    if len({item.start for item in history}) != len(history):
        raise ParameterError(
            f"the lever '{name}' has two values from the same day", where=where,
            remedy="Keep one of them.",
        )  # fmt: skip
    return Lever(
        bare.name, bare.kind, bare.title, bare.unit, history, bare.low, bare.high,
        bare.whole, bare.options, bare.keys, bare.law, bare.assumption,
    )  # fmt: skip
