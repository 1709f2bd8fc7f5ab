"""How far a swing may be out: by pattern, region and seat, from the misses of backtests.

Misses are measured in units of the square root of p(1 - p), in which they are about as large
for small parties as for large ones. Their covariances between groups of parties come from
pairs of elections at which the method was told the shares of nations; what a forecast does not
know of the nation, the errors of final polls, is a level of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import backtest, patterns, swing
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.grounds import Ground, Pair, alone
from commonweal.institutions.elections.history import GROUPS, Mask
from commonweal.institutions.elections.swing import Base

_FEWEST = 10
_STEP = 1e-4


@dataclass(frozen=True, eq=False)
class Spread:
    """How far whole elections, regions and seats depart from a swing.

    ``usual`` and ``patterns``: mean and covariance of the amounts of ``patterns.NAMES``;
    ``national`` (in shares squared), ``regional`` and ``seat`` (in units of p(1 - p)):
    covariances between the groups of ``history``, f8[groups, groups]. ``newcomer`` is how many
    times as far a party's share is out where it newly stands.
    """

    usual: Floats
    patterns: Floats
    national: Floats
    regional: Floats
    seat: Floats
    newcomer: float


@dataclass(frozen=True, eq=False)
class Misses:
    """What one pair of elections says of a method's misses; nan where it says nothing.

    ``amounts`` of its patterns; covariance ``within`` regions and ``between`` them; how many
    times as large the mean square of ``newcomers`` was.
    """

    pair: str
    since: str
    amounts: Floats
    within: Floats
    between: Floats
    newcomers: float


def misses_of(pair: Pair, method: Method) -> Misses:
    """What a pair by group says of a method, told the shares of nations."""
    amounts = patterns.amounts(pair, method)
    misses, newly = standard_misses(pair, method, amounts)
    old = np.where(newly, np.nan, misses)
    within, between = _levels(old, pair.before.region)
    enough = newly.sum() >= _FEWEST
    newcomers = np.mean(misses[newly] ** 2) / np.nanmean(old**2) if enough else np.nan
    return Misses(pair.name, pair.before.day, amounts, within, between, float(newcomers))


def spread_of(found: Sequence[Misses], *, usual_patterns: bool = True) -> Spread:
    """Covariances from the misses on pairs, each pair counting the same.

    It is the spread of one who is told the nation's shares. Without ``usual_patterns`` no
    pattern is expected of the next election, and all of them are luck. Raises ParameterError
    for fewer than two pairs.
    """
    pairs = len(found)
    if pairs < 2:
        raise ParameterError("two pairs of elections are the fewest to learn from")
    amounts = np.array([misses.amounts for misses in found])
    usual = np.nan_to_num(_column_means(amounts)) * usual_patterns
    # A new election departs from a mean that few elections made: by n + 1 parts of n.
    apart = _mean([np.outer(row, row) for row in amounts - usual]) * (pairs + 1) / (pairs - 1)
    newcomers = [misses.newcomers for misses in found if np.isfinite(misses.newcomers)]
    return Spread(
        usual, positive(apart),
        np.zeros((len(GROUPS), len(GROUPS))),
        positive(_mean([misses.between for misses in found])),
        positive(_mean([misses.within for misses in found])),
        float(np.sqrt(np.median(newcomers))) if newcomers else 1.0,
    )  # fmt: skip


def standard_misses(pair: Pair, method: Method, amount: Floats) -> tuple[Floats, Mask]:
    """What came less what was said with the election's patterns, over the root of p(1 - p).

    f8[seats, parties], nan where nobody stood, with the mask of who newly stood.
    """
    base, target = backtest.told_result(pair, method.newcomer)
    said = method.predict(base, target)
    moved = patterns.directions(base, said)
    shown = said + patterns.moved_by(moved, patterns.groups_of(base.parties), amount)
    misses = np.where(base.stood, (pair.after.shares - shown) / patterns.size(said), np.nan)
    return misses, base.newly


def _levels(misses: Floats, region: Sequence[str]) -> tuple[Floats, Floats]:
    """Covariance within regions, and between them less what chance makes of it."""
    groups = misses.shape[1]
    names = sorted(set(region))
    of = np.array([names.index(name) for name in region])
    means = np.array([_column_means(misses[of == at]) for at in range(len(names))])
    inside = misses - means[of]
    within, between = np.full((2, groups, groups), np.nan)
    for a in range(groups):
        for b in range(groups):
            both = np.isfinite(inside[:, a]) & np.isfinite(inside[:, b])
            if both.sum() < _FEWEST:
                continue
            within[a, b] = (inside[both, a] * inside[both, b]).mean()
            seats = np.bincount(of[both], minlength=len(names))
            # A nation that is one region was told its shares: it has no regional miss.
            here = seats >= _FEWEST
            if here.sum() > 1:
                products = means[here, a] * means[here, b] - within[a, b] / seats[here]
                between[a, b] = products.mean()
    return within, between


def _column_means(misses: Floats) -> Floats:
    seen = np.isfinite(misses)
    total = np.where(seen, misses, 0.0).sum(axis=0)
    return np.where(seen.any(axis=0), total / np.maximum(seen.sum(axis=0), 1), np.nan)


def _mean(matrices: Sequence[Floats]) -> Floats:
    """The mean over pairs of each entry, of those that could be reckoned; 0 where none could."""
    each = np.array(matrices)
    seen = np.isfinite(each)
    total: Floats = np.where(seen, each, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    return total


def positive(covariance: Floats) -> Floats:
    """The nearest covariance without negative directions: their eigenvalues are set to zero."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    found: Floats = (vectors * np.maximum(values, 0.0)) @ vectors.T
    return found


def for_parties(covariance: Floats, parties: Sequence[str]) -> Floats:
    """The covariance of groups carried over to parties: f8[parties, parties].

    Two parties of one group are independent of each other.
    """
    of = patterns.groups_of(tuple(parties)).tolist()
    found = covariance[np.ix_(of, of)].copy()
    for a in range(len(of)):
        for b in range(len(of)):
            if a != b and of[a] == of[b]:
                found[a, b] = 0.0
    return positive(found)


def reach_of(method: Method, base: Base, target: Floats) -> Floats:
    """How far a point more of a party's national share moves its share in a seat.

    f8[seats, parties]: 1 everywhere for a uniform swing, in proportion for a proportional one; 0
    for those who are no party of the nation. The others make room in proportion: shares that are
    more than a whole are no shares, and no swing has them.
    """
    said = method.predict(base, target)
    found = np.zeros_like(said)
    for party in np.flatnonzero(~alone(base.parties)).tolist():
        room = 1.0 - target[:, [party]]
        more = target * np.maximum(room - _STEP, 0.0) / np.maximum(room, _STEP)
        more[:, party] = target[:, party] + _STEP
        found[:, party] = (method.predict(base, more)[:, party] - said[:, party]) / _STEP
    return np.where(base.stood, np.maximum(found, 0.0), 0.0)


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is thought of every seat: mean shares, what moves them, and how far they miss.

    ``shares``, ``reach`` (by a point of the nation) and ``scale`` (the unit of a miss):
    f8[seats, parties]; ``moved``: f8[3, seats, parties], by one unit of each pattern.
    """

    ground: Ground
    stood: Mask
    shares: Floats
    reach: Floats
    moved: Floats
    scale: Floats
    spread: Spread

    @property
    def parties(self) -> tuple[str, ...]:
        return self.ground.parties


def outlook(method: Method, base: Base, target: Floats, ground: Ground, spread: Spread) -> Outlook:
    """What a method says of every seat, the usual patterns included, with its uncertainty."""
    said = method.predict(base, target)
    moved = patterns.directions(base, said)
    usual = patterns.moved_by(moved, patterns.groups_of(base.parties), spread.usual)
    scale = patterns.size(said) * np.where(base.newly, spread.newcomer, 1.0)
    shares = swing.whole(np.where(base.stood, said + usual, 0.0))
    return Outlook(
        ground, base.stood, shares, reach_of(method, base, target), moved, scale, spread
    )  # fmt: skip
