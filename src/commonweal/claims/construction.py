"""By construction: whether the mechanism could have given another answer at all.

A verdict is worth little if no value of the uncertainties inside the central 90% of each
prior could have turned it. So the experiment is run again at chosen values: the centre, each
uncertainty at its low and high end, the draws that lie in that box, and the corner that works
hardest against the verdict, found greedily. Finding nothing is no proof for a mechanism that
turns twice between the ends; what was probed is told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from commonweal.claims.comparison import Comparison
from commonweal.claims.judgement import Verdict
from commonweal.claims.phrases import said_range
from commonweal.claims.regions import Region, Regions
from commonweal.core.protocol import Floats
from commonweal.parameters.priors import Prior

ENDS = (0.05, 0.5, 0.95)
"""The ends of the central 90% of a prior, and its middle."""
_ROUNDS = 3
_LUCK = 3.0
"""Standard errors of luck by which a single effect must pass the turn before it counts."""
_ROUNDING = 1e-9
_MOST_NAMED = 6

Probe = Callable[[Mapping[str, Floats]], tuple[Floats, float]]
"""The effect at stated values, f8[points], and the standard error luck leaves in it."""


@dataclass(frozen=True, slots=True)
class Box:
    """What was probed: the effects at each end of each uncertainty, and all scores.

    ``ends``: the effect with an uncertainty at its low and high end, the others at their
    middle. ``bounds``: those ends.
    """

    bounds: Mapping[str, tuple[float, float]]
    ends: Mapping[str, tuple[float, float]]
    centre: float
    effects: Floats
    luck: float


@dataclass(frozen=True, slots=True)
class Construction:
    """Whether a verdict holds by construction, and on what condition, in words."""

    holds: bool
    condition: str = ""


Score = Callable[[Floats], Floats]
"""Positive where the answer is one way, negative where it is the other, 0 at the turn."""


def explore(probe: Probe, priors: Mapping[str, Prior], score: Score) -> Box:
    """Probe the box: the centre, both ends of each prior, then the corner against the centre.

    ``priors``: of the uncertainties that the models read; none gives one probe.
    """
    names = list(priors)
    points = {name: priors[name].quantile(np.asarray(ENDS)) for name in names}
    middle = {name: float(points[name][1]) for name in names}
    rows = [middle]
    rows += [{**middle, name: float(points[name][end])} for name in names for end in (0, 2)]
    effects, luck = probe(_columns(rows))
    ends = {
        name: (float(effects[1 + 2 * i]), float(effects[2 + 2 * i])) for i, name in enumerate(names)
    }
    found = [effects]
    if names:
        found += _against(probe, points, ends, effects, score)
    bounds = {name: (float(points[name][0]), float(points[name][2])) for name in names}
    return Box(bounds, ends, float(effects[0]), np.concatenate(found), luck)


def constructed(
    verdict: Verdict,
    comparison: Comparison,
    regions: Regions,
    box: Box,
    drawn: tuple[Floats, Mapping[str, Floats], float],
    named: Mapping[str, tuple[str, str]],
) -> Construction:
    """Whether nothing in the box gives another answer than the verdict's.

    ``drawn``: the effects of the draws f8[n], their values f8[n] by name, and the error that
    luck leaves in one. ``named``: title and unit by uncertainty. An undecided claim is never
    by construction.
    """
    if verdict not in ("supported", "contradicted", "immaterial"):
        return Construction(False)
    score, answer = question(verdict, comparison, regions)
    if not box.bounds:
        return Construction(
            True, "The models read nothing uncertain: the answer follows from the rules, the "
            "world and the luck of the draw alone." if box.luck else
            "The models read nothing uncertain: the answer follows from the rules and the "
            "world alone.",
        )  # fmt: skip
    effects, values, luck = drawn
    inside = np.ones(effects.size, dtype=np.bool_)
    for name, (low, high) in box.bounds.items():
        inside &= (values[name] >= low) & (values[name] <= high)
    scores = [(score(box.effects), box.luck), (score(effects[inside]), luck)]
    one_way = any(bool((s > _slack(s, error)).any()) for s, error in scores)
    other_way = any(bool((s < -_slack(s, error)).any()) for s, error in scores)
    if one_way and other_way:
        return Construction(False)
    ranges = [
        f"{named[name][0]}: {said_range(low, high, named[name][1])}"
        for name, (low, high) in box.bounds.items()
    ]
    more = len(ranges) - _MOST_NAMED
    listed = "; ".join(ranges[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
    return Construction(True, f"Nothing that was tried gives {answer} within: {listed}.")


def question(verdict: Verdict, comparison: Comparison, regions: Regions) -> tuple[Score, str]:
    """What would count as another answer: another sign, or leaving the region of the verdict.

    The sign is the question where claim and opposite lie on different sides of no effect;
    for a level, a rank, an equivalence or an immaterial effect it is the region.
    """
    neutral = comparison.neutral
    if verdict != "immaterial" and neutral is not None and _parted(regions, neutral):
        at = neutral
        return (lambda effect: effect - at), "another sign"
    region: Region | None = regions.immaterial if verdict == "immaterial" else regions.claim
    assert region is not None  # noqa: S101 - an immaterial verdict has its region
    side = "an effect in" if verdict == "contradicted" else "an effect outside"
    return region.margin, f"{side} the region '{region.text}'"


def _parted(regions: Regions, neutral: float) -> bool:
    claim, opposite = regions.claim, regions.opposite
    if opposite is None:
        return False
    return (claim.low >= neutral >= opposite.high) or (claim.high <= neutral <= opposite.low)


def _against(
    probe: Probe,
    points: Mapping[str, Floats],
    ends: Mapping[str, tuple[float, float]],
    effects: Floats,
    score: Score,
) -> list[Floats]:
    """Walk to the corner that works hardest against the centre's answer."""
    way = float(np.sign(score(effects[:1])[0])) or float(np.sign(score(effects).sum())) or 1.0

    def toward(values: Floats) -> Floats:
        return way * score(values)

    corner = {name: int(2 * np.argmin(toward(np.asarray(ends[name])))) for name in points}
    found: list[Floats] = []
    best = np.inf
    for _ in range(_ROUNDS):
        moves = [corner, *({**corner, name: end} for name in points for end in (0, 1, 2))]
        rows = [{name: float(points[name][end]) for name, end in move.items()} for move in moves]
        reached, _ = probe(_columns(rows))
        found.append(reached)
        scores = toward(reached)
        least = int(np.argmin(scores))
        if least == 0 or scores[least] >= best:
            break
        best, corner = float(scores[least]), moves[least]
    return found


def _columns(rows: list[dict[str, float]]) -> dict[str, Floats]:
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _slack(scores: Floats, luck: float) -> float:
    """What rounding and luck may feign in any of so many effects.

    Of a thousand effects of nothing but luck, some lie beyond three standard errors. The reach
    grows with their number so that all together feign as rarely as one does: the tail of a
    normal distribution beyond √(z² + 2 ln n) is less than an nth of that beyond z.
    """
    if not scores.size:
        return 0.0
    reach = math.sqrt(_LUCK**2 + 2 * math.log(scores.size))
    return max(reach * luck, _ROUNDING * max(1.0, float(np.abs(scores).max())))
