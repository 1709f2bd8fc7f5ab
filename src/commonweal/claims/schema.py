"""The claim file: its keys, which kinds need and allow them, and its published JSON Schema.

A claim is data: who says what, how that is understood, how it is tested, and what would
refute it. ``docs/claims.md`` explains every key to those who write claims.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from commonweal.core.yamlfile import Place, YamlFile
from commonweal.parameters.priors import Prior
from commonweal.parameters.sources import Day, Form, Source, Text

Kind = Literal["counterfactual", "data", "consistency", "forecast", "record"]
KINDS: tuple[Kind, ...] = ("counterfactual", "data", "consistency", "forecast", "record")
FEWEST_DRAWS = 200
"""Fewer draws cannot support a claim: even p = 1 at 150 draws has a wide Wilson interval."""


def _spelt(value: Any) -> Any:
    """YAML reads 2010-05-06 as a date and 2010 as a number; both are meant as text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_use(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Spelt = Annotated[str, BeforeValidator(_spelt, json_schema_input_type=str | int)]
Changes = Mapping[str, Any]
"""Lever names and their new values."""


class ClaimSource(Form):
    """Where the claim was made: article and paragraph, headings and standfirst not counted."""

    author: Text
    title: Text
    publisher: Text
    published: Day
    paragraph: int | None = Field(default=None, ge=1)
    link: str = ""


class ExperimentForm(Form):
    """The same people under several rulebooks: ``arms`` maps a name to its changed levers."""

    institution: Text
    world: str = ""
    period: Spelt = ""
    arms: Mapping[str, Changes] = Field(min_length=1)
    priors: Mapping[str, Prior] = Field(default_factory=dict)
    draws: int | None = Field(default=None, ge=FEWEST_DRAWS)


class MeasureForm(Form):
    """Which number is compared: a measure, the labels of its dimensions, and when."""

    name: Text
    where: Mapping[str, Spelt] = Field(default_factory=dict)
    at: Spelt | None = None


class RegionsForm(Form):
    """Where the number must lie for the claim, for no matter, and for the opposite."""

    claim: Text
    immaterial: Text | None = None
    opposite: Text | None = None


class FigureForm(Form):
    """A stated figure: value as written, hedge, unit, what it is a figure of, and its source.

    ``value`` is a number or the author's wording of one ("1.9 million", "a quarter", "4 to 5");
    for ``unit: date`` a day, a month or a year.
    """

    value: Annotated[
        str,
        BeforeValidator(lambda v: str(v) if isinstance(v, float) else _spelt(v),
                        json_schema_input_type=str | float),
        Field(min_length=1),
    ]  # fmt: skip
    unit: Text = "1"
    hedge: str = ""
    base: str = ""
    date: Day | None = None
    source: Source | None = None


class AlternativeForm(Form):
    """Another defensible choice, laid over the claim; ``excluded`` is a reason to set it aside."""

    name: Text
    set: Changes | None = None
    arms: Mapping[str, Changes] | None = None
    world: str | None = None
    period: Spelt | None = None
    measure: MeasureForm | None = None
    compare: str | None = None
    priors: Mapping[str, Prior] | None = None
    query: str | None = None
    regions: RegionsForm | None = None
    figures: Mapping[str, FigureForm] | None = None
    expression: str | None = None
    excluded: str = ""

    @model_validator(mode="after")
    def _changes_something(self) -> AlternativeForm:
        changes = {key: getattr(self, key) for key in self.model_fields_set - {"name", "excluded"}}
        default = {"world": "", "period": ""}  # where an empty text means the institution's own
        for key, value in changes.items():
            if value in ({}, "", None) and value != default.get(key):
                raise ValueError(f"an alternative's '{key}' is empty: fill it, or take it out")
        if not changes:
            raise ValueError("an alternative changes something: levers, world, query, figures …")
        return self


class EvidenceUse(Form):
    """A published finding, and what to do with it: show it, or reweight the draws by it.

    ``arms`` says between which arms the finding is predicted, such as ``guarantee / first-come``.
    """

    id: Text
    arms: str = ""
    use: Literal["show", "reweight"] = "show"


class Resolution(Form):
    """The published outcome that resolves a forecast, and the day from which it is known."""

    date: date
    value: float | None = None
    query: str | None = None
    unit: Text = "1"
    source: Source

    @model_validator(mode="after")
    def _one_outcome(self) -> Resolution:
        if self.value is not None and self.query is not None:
            raise ValueError("a resolution has a 'value' or a 'query', not both")
        return self


class Claim(Form):
    """One claim as its file states it."""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    statement: Text
    quote: str = ""
    source: ClaimSource
    kind: Kind
    interpretation: Text
    experiment: ExperimentForm | None = None
    measure: MeasureForm | None = None
    compare: Text | None = None
    control: Changes | None = None
    regions: RegionsForm | None = None
    query: Text | None = None
    unit: Text | None = None
    figures: Mapping[str, FigureForm] | None = Field(default=None, min_length=1)
    expression: Text | None = None
    resolution: Resolution | None = None
    reason: Text | None = None
    alternatives: tuple[AlternativeForm, ...] = ()
    evidence: tuple[
        Annotated[EvidenceUse, BeforeValidator(_as_use, json_schema_input_type=str | EvidenceUse)],
        ...,
    ] = ()
    left_out: str = ""

    _file: YamlFile | None = PrivateAttr(default=None)

    @property
    def path(self) -> Path | None:
        """The file the claim was read from; None for one made in memory."""
        return self._file.path if self._file else None

    @property
    def folder(self) -> Path | None:
        """The folder of the article, whose tables and evidence the claim may use."""
        return self._file.path.parent if self._file else None

    def where(self, *place: Any) -> str:
        """Name a place of the file for an error: file, line and key."""
        if self._file is None:
            return f"claim '{self.id}'" + (f" ({', '.join(map(str, place))})" if place else "")
        return self._file.where(tuple(place))

    def read_from(self, file: YamlFile) -> Claim:
        """The same claim, knowing the file it stands in."""
        copy = self.model_copy()
        copy._file = file
        return copy

    def with_changes(self, **changes: Any) -> Claim:
        """The same claim with some keys replaced, as an alternative does."""
        return self.model_copy(update=changes)


REQUIRED: Mapping[Kind, frozenset[str]] = {
    "counterfactual": frozenset({"experiment", "measure", "compare", "regions"}),
    "data": frozenset({"query", "regions"}),
    "consistency": frozenset({"figures", "expression"}),
    "forecast": frozenset({"resolution", "regions"}),
    "record": frozenset({"reason"}),
}
"""The keys a kind needs beside those of every claim."""
ALLOWED: Mapping[Kind, frozenset[str]] = {
    "counterfactual": REQUIRED["counterfactual"] | {"control", "alternatives"},
    "data": REQUIRED["data"] | {"unit", "alternatives"},
    "consistency": REQUIRED["consistency"] | {"alternatives"},
    "forecast": REQUIRED["forecast"],
    "record": REQUIRED["record"],
}
"""The keys a kind may have beside those of every claim."""
OF_EVERY_KIND = frozenset(
    {"schema", "id", "statement", "quote", "source", "kind", "interpretation", "evidence", "left_out"}
)  # fmt: skip
ALTERS: Mapping[Kind, frozenset[str]] = {
    "counterfactual": frozenset(
        {"set", "arms", "world", "period", "measure", "compare", "priors", "regions"}
    ),
    "data": frozenset({"query", "regions"}),
    "consistency": frozenset({"figures", "expression"}),
    "forecast": frozenset(),
    "record": frozenset(),
}
"""What an alternative of each kind may change."""


def misplaced_keys(claim: Claim) -> list[tuple[str, Place, str]]:
    """Keys that the claim's kind lacks or cannot use: (what is wrong, where, remedy)."""
    given = {_key(name) for name in claim.model_fields_set if getattr(claim, name) is not None}
    wrong: list[tuple[str, Place, str]] = [
        (f"a {claim.kind} claim needs the key '{key}'", (), f"Add '{key}:'.")
        for key in sorted(REQUIRED[claim.kind] - given)
    ]
    fitting = ALLOWED[claim.kind] | OF_EVERY_KIND
    for key in sorted(given - fitting):
        kinds = " or ".join(kind for kind in KINDS if key in ALLOWED[kind])
        wrong.append(
            (f"a {claim.kind} claim has no key '{key}'", (key,),
             f"It belongs to a claim of kind {kinds}: remove it, or change 'kind:'.")
        )  # fmt: skip
    for position, alternative in enumerate(claim.alternatives):
        changed = alternative.model_fields_set - {"name", "excluded"}
        wrong += [
            (f"an alternative of a {claim.kind} claim cannot change '{key}'",
             ("alternatives", position, key),
             f"It may change: {', '.join(sorted(ALTERS[claim.kind])) or 'nothing'}.")
            for key in sorted(changed - ALTERS[claim.kind])
        ]  # fmt: skip
    return wrong


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a claim file (draft 2020-12), for editors and other tools."""
    schema = Claim.model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Commonweal claim, schema 1"
    schema["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {
                "required": sorted(REQUIRED[kind]),
                "propertyNames": {"enum": sorted(ALLOWED[kind] | OF_EVERY_KIND)},
            },
        }
        for kind in KINDS
    ]
    return schema


def _key(name: str) -> str:
    return "schema" if name == "schema_" else name
