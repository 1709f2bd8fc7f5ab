"""Verdicts: what the share of the priors that lies in each region lets one say.

p is the share of the stated priors under which the expected measure lies in the region of
the claim. It is a share of priors, not a probability that the claim is true. Its Wilson
interval covers sampling alone: how far p would move with other draws of the same priors.
See ``docs/decisions/verdicts.md`` for the definitions and their reasons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from commonweal.claims.judgement import Shares, Verdict
from commonweal.claims.phrases import percent_said
from commonweal.claims.regions import Regions
from commonweal.core.protocol import Floats

Reason = Literal["", "too few draws", "too imprecise", "mixed"]

SHARE = 0.95
"""The share of the priors that must lie in one region before a verdict says so."""
Z = 2.5758293035489004
"""Of a two-sided 99% interval: support then needs p of .99 at 200 draws, .968 at 1,000."""
FLOOR = 200
"""Fewer draws than this are refused; a reweighted sample worth fewer decides nothing."""
EITHER_WAY = 0.05
"""Mass that must lie on each side before the priors are said to allow either answer."""


@dataclass(frozen=True, slots=True)
class Masses:
    """How the draws fall: into the regions, into none (``gap``), and against the claim.

    ``against`` is the mass that counts towards a contradiction: all the opposition, or, for
    an equivalence claim, the larger of the two sides beyond its edges; ``across`` is then the
    smaller side, and 0 for other claims.
    """

    shares: Shares
    gap: float
    against: float
    across: float


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and what it rests on.

    ``interval`` is the 99% Wilson interval of ``p``; ``size`` is the number of draws, or the
    effective number where they are weighted; ``because`` explains in one sentence.
    """

    verdict: Verdict
    reason: Reason
    because: str
    p: float
    interval: tuple[float, float]
    masses: Masses
    size: float


def wilson(share: float, size: float, z: float = Z) -> tuple[float, float]:
    """The interval in which a share lies, given how many independent draws it was counted on.

    ``size`` may be fractional (an effective sample size). Wilson (1927), Journal of the
    American Statistical Association 22, 209–212.

    >>> round(wilson(0.99, 200)[0], 4)
    0.9505
    """
    if size <= 0:
        return 0.0, 1.0
    spread = z * z / size
    centre = share + spread / 2
    reach = z * math.sqrt(max(share * (1 - share), 0.0) / size + spread / (4 * size))
    return (
        max(0.0, (centre - reach) / (1 + spread)),
        min(1.0, (centre + reach) / (1 + spread)),
    )


def effective_size(weights: Floats) -> float:
    """How many equal draws a weighted sample is worth (Kish 1965): (Σw)² / Σw²."""
    total = float(weights.sum())
    return total * total / float((weights * weights).sum())


def masses_of(effect: Floats, regions: Regions, weights: Floats | None = None) -> Masses:
    """The share of the draws in each region; ``effect`` f8[n], ``weights`` f8[n] or equal."""
    mass = np.full(effect.shape, 1.0) if weights is None else weights
    mass = mass / mass.sum()

    def share(mask: npt.NDArray[np.bool_]) -> float:
        # a share of all draws is 1 exactly, whatever the rounding of their weights
        return 1.0 if bool(mask.all()) else float(mass[mask].sum())

    claim, immaterial = regions.claim.contains(effect), regions.immaterial_mask(effect)
    opposite = regions.opposite_mask(effect)
    against, across = share(opposite), 0.0
    if regions.equivalence:
        sides = (
            share(opposite & (effect < regions.claim.low)),
            share(opposite & (effect > regions.claim.high)),
        )
        against, across = max(sides), min(sides)
    shares = Shares(share(claim), share(immaterial), share(opposite))
    return Masses(shares, share(~(claim | immaterial | opposite)), against, across)


def decide(
    effect: npt.ArrayLike,
    regions: Regions,
    *,
    weights: Floats | None = None,
    exact: bool = False,
) -> Decision:
    """Give the verdict that the draws of an effect support.

    ``effect``: f8[n], one expected effect a draw, in the unit of the regions; ``weights``:
    f8[n], where evidence moved the draws. ``exact`` says that the effect depends on no draw
    (nothing uncertain was read), so that p is 0 or 1 and has no sampling error.
    """
    values = np.atleast_1d(np.asarray(effect, dtype=np.float64))
    masses = masses_of(values, regions, weights)
    p = masses.shares.claim
    size = float(values.size) if weights is None else effective_size(weights)
    if exact:
        size = math.inf
    interval = (p, p) if exact else wilson(p, size)
    verdict, reason, because = _judged(masses, regions, size, exact=exact)
    return Decision(verdict, reason, because, p, interval, masses, size)


def _judged(
    masses: Masses, regions: Regions, size: float, *, exact: bool
) -> tuple[Verdict, Reason, str]:
    if exact:
        return _judged_exactly(masses, regions)
    candidates: tuple[tuple[Verdict, float, str], ...] = (
        ("supported", masses.shares.claim, f"the claim's region ({regions.claim.text})"),
        ("contradicted", masses.against, _contrary_region(regions)),
        ("immaterial", masses.shares.immaterial, "the immaterial region"),
    )
    if size >= FLOOR:
        for verdict, share, region in candidates:
            if wilson(share, size)[0] >= SHARE:
                return verdict, "", f"{percent_said(share)} of the priors lie in {region}."
    for _, share, region in candidates:
        if wilson(share, size)[1] >= SHARE:
            return (
                "undecided", "too few draws",
                f"{percent_said(share)} of the priors lie in {region}, but {size:.0f} draws cannot "
                f"tell whether that is {percent_said(SHARE)}.",
            )  # fmt: skip
    return ("undecided", *_why_undecided(masses, regions))


def _why_undecided(masses: Masses, regions: Regions) -> tuple[Reason, str]:
    """Too imprecise where the priors allow either answer; mixed where they part otherwise."""
    one, other = (
        (masses.against, masses.across)
        if regions.equivalence
        else (masses.shares.claim, masses.against)
    )
    if min(one, other) >= EITHER_WAY:
        sides = (
            ("beyond one edge of the claim's region", "beyond the other")
            if regions.equivalence
            else ("the claim's way", "the opposite way")
        )
        return "too imprecise", (
            f"The priors allow either answer: {percent_said(one)} lie {sides[0]} and "
            f"{percent_said(other)} {sides[1]}."
        )
    return "mixed", (
        f"The priors part: {percent_said(masses.shares.claim)} lie in the claim's region, "
        f"{percent_said(masses.shares.immaterial)} in the immaterial, {percent_said(masses.shares.opposite)} in the "
        f"opposite one and {percent_said(masses.gap)} in none."
    )


def _judged_exactly(masses: Masses, regions: Regions) -> tuple[Verdict, Reason, str]:
    """The verdict on a figure that no draw moves: it lies in one region, or in none."""
    if masses.shares.claim == 1:
        return "supported", "", f"The figure lies in the claim's region ({regions.claim.text})."
    if masses.against == 1:
        return "contradicted", "", f"The figure lies in {_contrary_region(regions)}."
    if masses.shares.immaterial == 1:
        return "immaterial", "", "The figure lies in the immaterial region."
    return "undecided", "mixed", "The figure lies in none of the regions."


def _contrary_region(regions: Regions) -> str:
    if regions.opposite is not None:
        side = "one side of " if regions.equivalence else ""
        return f"{side}the opposite region ({regions.opposite.text})"
    return f"the ground beyond one edge of the claim's region ({regions.claim.text})"
