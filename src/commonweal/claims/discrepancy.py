"""The model's own error: fitted on published effects, or the error that would tip the verdict.

Draws over priors say nothing of what the model leaves out. Where three or more effects were
published, how far the model misses them tells how wrong it tends to be; where there are
fewer, the reader is told how wrong it would have to be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from commonweal.claims.cases import Case
from commonweal.claims.evidence import Published
from commonweal.claims.judgement import Verdict
from commonweal.claims.verdicts import decide
from commonweal.core.protocol import Floats

FEWEST_EFFECTS = 3
"""Published effects from which the model's own error is fitted; fewer cannot show it."""


def fitted_discrepancy(
    effects: Sequence[Published], case: Case, weights: Floats | None
) -> float | None:
    """The model's own error of an effect, as a standard deviation in the claim's unit.

    Fitted on held-out effects of the same relation and unit (their level residuals cancel),
    where there are three or more: the τ at which the squared misses, each over its variance
    (published error, spread of the prediction, τ²), sum to their number (Paule & Mandel 1982,
    with a mean error of zero). None where there are too few; 0 where no more is needed.
    """
    if case.comparison.kind not in ("difference", "ratio"):
        return None
    fit = [
        e for e in effects
        if e.held_out and e.unit == case.unit and e.comparison.kind == case.comparison.kind
    ]  # fmt: skip
    if len(fit) < FEWEST_EFFECTS:
        return None
    means = np.array([np.average(e.predicted, weights=weights) for e in fit])
    spreads = np.array(
        [
            np.average((e.predicted - m) ** 2, weights=weights)
            for e, m in zip(fit, means, strict=True)
        ]
    )
    misses = np.array([e.value for e in fit]) - means
    known = np.array([e.error for e in fit]) ** 2 + spreads

    def excess(variance: float) -> float:
        return float((misses**2 / (known + variance)).sum()) - len(fit)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float((misses**2).sum())
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return math.sqrt(high)


def tipping_error(
    effect: Floats, case: Case, verdict: Verdict, weights: Floats | None, *, exact: bool
) -> float | None:
    """The smallest error of the effect, in its unit, that would turn the verdict into another.

    Every draw is shifted by the same amount, up or down; None for an undecided claim, or
    where no shift within reach of the regions tips it.
    """
    if verdict not in ("supported", "contradicted", "immaterial"):
        return None

    def tipped(shift: float) -> bool:
        moved = decide(effect + shift, case.regions, weights=weights, exact=exact)
        return moved.verdict != verdict

    reach = float(np.ptp(effect)) + max(
        abs(edge - value)
        for region in (case.regions.claim, case.regions.immaterial, case.regions.opposite)
        if region is not None
        for edge in region.edges
        for value in (float(effect.min()), float(effect.max()))
    )
    for step in range(1, 129):
        size = reach * step / 128
        tips = [sign for sign in (1.0, -1.0) if tipped(sign * size)]
        if tips:
            return min(_bisected(tipped, sign, reach * (step - 1) / 128, size) for sign in tips)
    return None


def _bisected(tipped: Callable[[float], bool], sign: float, low: float, high: float) -> float:
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if tipped(sign * middle) else (middle, high)
    return high


def with_discrepancy(effect: Floats, deviation: float, seed: int) -> Floats:
    """The effect with the model's own error laid over it: one normal error a draw, f8[draws]."""
    from commonweal.core import randomness

    zero = np.zeros(1, dtype=np.int64)
    key = randomness.draw_keys(seed, zero, zero)[0]
    errors = randomness.normals(
        key, randomness.decision("model discrepancy"), np.arange(effect.size, dtype=np.int64)
    )
    return effect + deviation * errors
