"""Hinges: which uncertainties a verdict turns on, where it turns, and where the claim fails.

Everything is read off the draws at hand. The influence of an uncertainty is measured on the
continuous margin (how far the effect lies inside the claim's region), because a share of
draws that is near 0 or 1 has hardly any variance left to explain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commonweal.claims.phrases import percent_said, said
from commonweal.claims.verdicts import effective_size
from commonweal.core.protocol import Floats

_BIN_DRAWS = 40
"""Draws in a bin: enough for a mean, few enough to follow a curve."""
_FEWEST_BINS, _MOST_BINS = 4, 25
_CHANCE = 0.01
"""An influence is shown as a switching value only if chance gives it less often than this."""
_SEPARATION = 0.3
"""How much better than a coin a threshold must tell failing draws from others (Youden's J)."""
_FEWEST_FAILING = 10
_MOST_HINGES = 3
_TAIL = 0.005
"""Share of the draws beyond the outermost quantile on either side of the curve."""


@dataclass(frozen=True, slots=True)
class Influence:
    """How one uncertainty moves the margin.

    ``importance``: share of the margin's variance, 0 to 1; ``chance``: how often an
    uncertainty without influence would seem to have as much; ``centres`` and ``holding``: the
    mean value of each bin, in rising order, and the share of its draws inside the region.
    """

    importance: float
    chance: float
    centres: Floats
    holding: Floats

    @property
    def switching_value(self) -> float | None:
        """Where the claim turns from holding in most draws to failing in most, if it does.

        Read off the share of draws and not off the mean margin, which a few draws with huge
        effects would carry to the other side of the edge. Interpolated between bins; of
        several crossings the one nearest the middle of the draws. None where the influence
        may be chance.
        """
        if self.chance > _CHANCE:
            return None
        above = self.holding - 0.5
        turns = np.flatnonzero((above[:-1] > 0) != (above[1:] > 0))
        if turns.size == 0:
            return None
        turn = turns[np.argmin(np.abs(turns - (above.size - 2) / 2))]
        low, high = above[turn], above[turn + 1]
        part = low / (low - high)
        return float(self.centres[turn] + part * (self.centres[turn + 1] - self.centres[turn]))


def influence(
    values: Floats,
    margin: Floats,
    weights: Floats | None = None,
    holds: npt.NDArray[np.bool_] | None = None,
) -> Influence:
    """The first-order sensitivity of a margin to one uncertainty, f8[n] each.

    ``holds``: bool[n], which draws lie in the region; those whose margin is above 0 if absent.

    The variance of the mean margin over bins of equal count, as a share of all variance,
    corrected for what binning of noise alone gives (Kelley's epsilon squared). Bins are of
    ranks, so the scale of the uncertainty does not matter; an uncertainty with few values
    has a bin for each.
    """
    mass = np.ones(values.size) if weights is None else weights
    inside = margin > 0 if holds is None else holds
    counted = mass > 0  # evidence may leave draws whose weight is too small to be a number
    values, margin, mass, inside = values[counted], margin[counted], mass[counted], inside[counted]
    # only ratios of margins count; halved often enough, their squares stay numbers
    margin = np.ldexp(margin, -np.frexp(np.abs(margin).max(initial=0.0))[1])
    size = effective_size(mass)
    bins = _bins(values, size)
    total = np.bincount(bins, mass)
    centres = np.bincount(bins, mass * values) / total
    margins = np.bincount(bins, mass * margin) / total
    holding = np.bincount(bins, mass * inside) / total
    mean = float(np.average(margin, weights=mass))
    scale = size / float(mass.sum())
    between = scale * float((total * (margins - mean) ** 2).sum())
    within = scale * float((mass * (margin - margins[bins]) ** 2).sum())
    groups = total.size
    freedom = size - groups
    if groups < 2 or freedom <= 0 or between + within <= 0:
        return Influence(0.0, 1.0, centres, holding)
    noise = within / freedom
    importance = (between - (groups - 1) * noise) / (between + within)
    chance = _chance(between / (groups - 1), noise, groups - 1, freedom)
    return Influence(min(1.0, max(0.0, importance)), chance, centres, holding)


def exceedance(
    effect: Floats, weights: Floats | None = None, edges: Sequence[float] = (), points: int = 61
) -> tuple[tuple[float, float], ...]:
    """P(effect > v), v rising, on a grid of at most ``2 * points`` values and the ``edges``.

    Half of the grid is even and begins just below the least effect, where the share is 1, and
    ends just above the greatest, where it is 0; the other half are quantiles of the effect, so
    that a long tail leaves steps enough where most draws lie.
    """
    mass = np.full(effect.size, 1.0) if weights is None else weights
    mass = mass / mass.sum()
    low, high = float(effect.min()), float(effect.max())
    pad = 0.02 * (high - low) or max(abs(low), 1.0) * 0.02
    order = np.argsort(effect, kind="stable")
    ranked, below = effect[order], np.cumsum(mass[order])
    at = np.searchsorted(below, np.linspace(_TAIL, 1 - _TAIL, points))
    quantiles = ranked[np.minimum(at, effect.size - 1)]
    even = np.linspace(low - pad, high + pad, points)
    grid = np.unique(np.concatenate([even, quantiles, list(edges)]))
    above = 1.0 - np.concatenate([[0.0], below])
    above[-1] = 0.0
    shares = above[np.searchsorted(ranked, grid, side="right")]
    return tuple(zip(grid.tolist(), np.clip(shares, 0.0, 1.0).tolist(), strict=True))


def fails_where(
    influences: Mapping[str, Influence],
    values: Mapping[str, Floats],
    named: Mapping[str, tuple[str, str]],
    holds: npt.NDArray[np.bool_],
    weights: Floats | None = None,
) -> tuple[str, ...]:
    """In sentences, the part of the priors where the claim fails: one a telling hinge.

    ``named``: title and unit by uncertainty; ``holds``: bool[n], where the effect lies in the
    claim's region. Empty where the claim hardly ever fails, or hardly ever holds.
    """
    mass = np.full(holds.size, 1.0) if weights is None else weights
    if min(int((~holds).sum()), int(holds.sum())) < _FEWEST_FAILING:
        return ()
    ranked = sorted(influences, key=lambda name: -influences[name].importance)
    texts = []
    for name in ranked[:_MOST_HINGES]:
        if influences[name].chance <= _CHANCE:
            title, unit = named[name]
            text = _threshold(values[name], holds, mass, title, unit)
            texts += [text] if text else []
    return tuple(texts)


def _threshold(
    values: Floats, holds: npt.NDArray[np.bool_], mass: Floats, title: str, unit: str
) -> str:
    """The cut of one uncertainty that best parts failing draws from others, in a sentence."""
    cuts = np.unique(np.quantile(values, np.linspace(0.05, 0.95, 19)))
    failing, holding = mass * ~holds, mass * holds
    best, cut, below_fails = 0.0, 0.0, True
    for candidate in cuts:
        below = values < candidate
        caught = float(failing[below].sum() / failing.sum())
        false = float(holding[below].sum() / holding.sum())
        if abs(caught - false) > best:
            best, cut, below_fails = abs(caught - false), float(candidate), caught > false
    if best < _SEPARATION:
        return ""
    inside = values < cut if below_fails else values >= cut
    there = float(failing[inside].sum() / mass[inside].sum())
    elsewhere = float(failing[~inside].sum() / mass[~inside].sum())
    end = said(cut, unit)
    where = f"below {end}" if below_fails else f"{end} or more"
    return (
        f"The claim mostly fails where “{title}” is {where}: there in {percent_said(there)} of the "
        f"draws, elsewhere in {percent_said(elsewhere)}."
    )


def _bins(values: Floats, size: float) -> npt.NDArray[np.int64]:
    """A bin for each value, numbered from 0 without gaps; equal values share one."""
    distinct, position = np.unique(values, return_inverse=True)
    count = int(min(max(size // _BIN_DRAWS, _FEWEST_BINS), _MOST_BINS))
    if distinct.size <= count:
        return position.astype(np.int64)
    edges = np.quantile(values, np.linspace(0, 1, count + 1)[1:-1])
    _, bins = np.unique(np.searchsorted(edges, values, side="right"), return_inverse=True)
    return bins.astype(np.int64)


def _chance(between: float, within: float, groups: float, freedom: float) -> float:
    """The upper tail of Fisher's F."""
    if within <= 0:
        return 0.0
    from commonweal.core.special import f_tail

    return f_tail(groups, freedom, between / within)
