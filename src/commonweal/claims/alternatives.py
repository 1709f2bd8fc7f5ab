"""Alternatives: the same claim under other defensible choices, and what they do to a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commonweal.claims.judgement import AlternativeOutcome, Verdict
from commonweal.claims.schema import AlternativeForm, Changes, Claim

_STRENGTH: Mapping[Verdict, int] = {
    "supported": 2, "contradicted": 2, "consistent": 2, "inconsistent": 2,
    "immaterial": 1, "undecided": 0, "recorded": 0,
}  # fmt: skip


def laid_over(claim: Claim, alternative: AlternativeForm) -> Claim:
    """The claim as an alternative would have it; what it does not name stays.

    ``arms`` replace the arms they name; ``set`` is then laid over every arm; ``priors``
    replace those of the uncertainties they name.
    """
    changes: dict[str, Any] = {
        name: getattr(alternative, name)
        for name in ("measure", "compare", "regions", "query", "figures", "expression")
        if getattr(alternative, name) is not None
    }
    if claim.experiment is not None:
        form = claim.experiment
        arms = {**form.arms, **(alternative.arms or {})}
        experiment = {
            "arms": {name: merged(arm, alternative.set or {}) for name, arm in arms.items()},
            "priors": {**form.priors, **(alternative.priors or {})},
            "world": form.world if alternative.world is None else alternative.world,
            "period": form.period if alternative.period is None else alternative.period,
        }
        changes["experiment"] = form.model_copy(update=experiment)
    return claim.with_changes(**changes)


def merged(arm: Changes, over: Changes) -> dict[str, Any]:
    """Changes laid over those of an arm; of a table only the entries that are named."""
    combined = dict(arm)
    for lever, value in over.items():
        held = combined.get(lever)
        tables = isinstance(held, Mapping) and isinstance(value, Mapping)
        combined[lever] = {**held, **value} if tables else value  # type: ignore[dict-item]
    return combined


def qualifiers(verdict: Verdict, outcomes: Sequence[AlternativeOutcome]) -> tuple[str, ...]:
    """What alternatives add to a verdict: ``depends on NAME`` for each reversal, or ``fragile``.

    An alternative excluded with a reason adds nothing. Supported and contradicted reverse
    each other; fragile is a verdict that some alternative turns into a weaker one (immaterial
    is weaker than the two, undecided weaker than all).

    >>> qualifiers("supported", [AlternativeOutcome("capacity grows", "contradicted")])
    ('depends on capacity grows',)
    """
    counted = [outcome for outcome in outcomes if not outcome.excluded]
    reversals = tuple(
        f"depends on {outcome.name}"
        for outcome in counted
        if outcome.verdict != verdict and _opposed(verdict, outcome.verdict)
    )
    weaker = any(_STRENGTH[outcome.verdict] < _STRENGTH[verdict] for outcome in counted)
    return reversals + (("fragile",) if weaker else ())


def _opposed(one: Verdict, other: Verdict) -> bool:
    pair = {one, other}
    return pair in ({"supported", "contradicted"}, {"consistent", "inconsistent"})
