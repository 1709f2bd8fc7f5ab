"""What came of checking a claim: the verdict, its qualifiers, and everything behind them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from commonweal.claims.schema import Claim
    from commonweal.experiments.attribution import Attribution
    from commonweal.experiments.ledger import Ledger

Verdict = Literal[
    "supported",
    "contradicted",
    "immaterial",
    "undecided",
    "consistent",
    "inconsistent",
    "recorded",
]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 90% interval (of the priors, or as published) and unit."""

    mean: float
    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of the priors whose expected measure lies in each region of the claim.

    What the three leave over to 1 lies in no declared region.
    """

    claim: float
    immaterial: float
    opposite: float


@dataclass(frozen=True, slots=True)
class Hinge:
    """An uncertainty the verdict turns on.

    ``importance`` is the share of the variance of the effect's margin that it explains, 0 to 1;
    ``effect_low`` and ``effect_high`` are the effect with the uncertainty at the low and high
    end of its central 90%, the others standing at their middle; ``switching_value`` is where
    the claim turns from holding in most draws to failing in most, or back, if it does.
    """

    name: str
    title: str
    unit: str
    importance: float
    effect_low: float
    effect_high: float
    switching_value: float | None = None


@dataclass(frozen=True, slots=True)
class AlternativeOutcome:
    """The verdict under one alternative; ``excluded`` is the author's reason to set it aside.

    ``effect`` is what was found under the alternative; for consistency claims it is absent.
    """

    name: str
    verdict: Verdict
    p: float | None = None
    interval: Interval | None = None
    excluded: str = ""
    effect: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """The same comparison with the mechanism switched off: an effect here has another cause."""

    changes: Mapping[str, Any]
    effect: Estimate
    shares: Shares | None = None


@dataclass(frozen=True, slots=True)
class EvidenceOutcome:
    """One published finding beside the claim.

    ``published`` and ``predicted`` are the finding and what the model gives for the same
    quantity, both with 90% intervals, where the finding is an effect. ``bears`` says which way
    it points; ``used`` whether it reweighted the draws, was held out, or only stands beside.
    """

    id: str
    finding: str
    cite: str
    published: Estimate | None = None
    predicted: Estimate | None = None
    bears: Literal["for", "against", "neither"] = "neither"
    used: Literal["reweighted", "held out", "shown"] = "shown"


@dataclass(frozen=True, slots=True)
class Reweighting:
    """How evidence moved p, and how many equally weighted draws the rest is worth."""

    p_before: float
    p_after: float
    effective_sample_size: float


@dataclass(frozen=True, slots=True)
class FigureReading:
    """A stated figure as one reading takes it: the interval, and which rule of the lexicon."""

    name: str
    stated: str
    low: float
    high: float
    unit: str
    base: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A consistency claim under one reading of its hedges.

    ``holds`` is whether some values inside the intervals satisfy the expression. ``severity``
    is the share of alternative values that would have been found out: 0 for a test that
    anything passes, 1 for one that only the stated value passes.
    """

    name: Literal["strict", "loose"]
    holds: bool
    expression: str
    left: Interval
    right: Interval
    figures: tuple[FigureReading, ...]
    severity: float
    passed_share: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """What the query of a data claim returned: column names, and rows of plain values."""

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Preregistration:
    """What was fixed before the first run: its hash, since when, and whether it changed.

    ``since`` is the ISO date of the first registration, or None for a claim never registered;
    ``changed`` is true when the claim's terms are not those of every entry of the register;
    ``history`` lists (date, hash), more than one where a later entry changed the terms or
    covers more of them; ``notes`` say what a reader should know of the registration.
    """

    hash: str
    since: str | None
    changed: bool
    history: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Judgement:
    """The outcome of checking one claim.

    ``p`` is the share of the stated priors under which the expected measure lies in the
    claim's region, with its Wilson ``interval``: a share of priors, not a probability of
    truth. ``shares`` gives the three regions; ``effect`` the compared measure (for a data or
    forecast claim the value found); ``exceedance`` pairs (v, P(effect > v)), v ascending.
    ``tipping_error`` is the error of the effect, in its unit, that would tip the verdict.
    ``discrepancy`` is the model's own error in the same unit, fitted on published effects.
    ``condition`` says when a verdict by construction holds. ``attribution`` divides the effect
    among the rules that differ, where it was asked for. ``run`` is the id of the stored run,
    None where nothing was run.
    """

    claim: Claim
    verdict: Verdict
    qualifiers: tuple[str, ...] = ()
    reason: str = ""
    p: float | None = None
    interval: Interval | None = None
    shares: Shares | None = None
    effect: Estimate | None = None
    exceedance: tuple[tuple[float, float], ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    hinges: tuple[Hinge, ...] = ()
    fails_where: tuple[str, ...] = ()
    alternatives: tuple[AlternativeOutcome, ...] = ()
    control: Control | None = None
    evidence: tuple[EvidenceOutcome, ...] = ()
    reweighting: Reweighting | None = None
    tipping_error: float | None = None
    discrepancy: float | None = None
    condition: str = ""
    attribution: Attribution | None = None
    readings: tuple[Reading, ...] = ()
    rows: Rows | None = None
    sources: tuple[str, ...] = ()
    run: str | None = None
    seed: int | None = None
    draws: int | None = None
    replicates: int | None = None
    command: str = ""
    preregistration: Preregistration | None = None

    @property
    def id(self) -> str:
        return self.claim.id

    @property
    def left_out(self) -> str:
        """What the claim's model or arithmetic leaves out, in the author's words."""
        return self.claim.left_out

    def as_json(self) -> dict[str, Any]:
        """The object of ``commonweal check --json``: plain values, no NaN, stable keys."""
        fields = {
            item.name: _plain(getattr(self, item.name))
            for item in dataclasses.fields(self)
            if item.name != "claim"
        }
        claim = self.claim
        about = {
            "id": claim.id,
            "kind": claim.kind,
            "statement": claim.statement,
            "source": _plain(claim.source.model_dump(exclude_defaults=True)),
            "interpretation": claim.interpretation,
            "regions": _plain(claim.regions.model_dump()) if claim.regions else None,
        }
        return {**about, **fields, "left_out": self.left_out}


def _plain(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value reads best
    """A value as JSON can hold it; an infinite or missing number becomes null."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if hasattr(value, "as_json"):
        return _plain(value.as_json())
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(_plain(item) for item in value)
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return str(value)
