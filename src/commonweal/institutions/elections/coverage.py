"""Whether intervals hold what they promise, on elections that had no part in making them.

The intervals of each pair come from the misses of the other pairs of its era, 1918 to 1950 or
later. Seats of one election share its luck, so the unit is the election: its share of hits is
one number, and the error of their mean is taken over elections.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import backtest, contests, uncertainty
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.grounds import Pair
from commonweal.institutions.elections.history import UNKNOWN, Ints
from commonweal.institutions.elections.swing import Base
from commonweal.institutions.elections.uncertainty import Misses

LEVELS = (0.5, 0.8, 0.95)
SECOND_ERA = "1950"
_LARGE = ("con", "lab", "lib")


@dataclass(frozen=True, eq=False)
class Covered:
    """One election: where what came lies among the draws, from 0 to 1.

    ``shares``: f8[candidacies]; ``totals``: f8[3], the seats of Conservatives, Labour and
    Liberals, ties split.
    """

    pair: str
    shares: Floats
    totals: Floats


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of what came inside a central interval: the mean over elections, and its error."""

    level: float
    of: str
    mean: float
    error: float
    elections: int


def leave_one_out(pairs: Sequence[Pair], method: Method, draws: int, seed: int) -> list[Covered]:
    """Each election among the draws that the other elections of its era make of it.

    Raises ParameterError where an era has fewer than three pairs.
    """
    misses = [uncertainty.misses_of(pair, method) for pair in pairs]
    return [
        among_draws(pair, method, uncertainty.spread_of(others_of(pair, misses)), draws, seed)
        for pair in pairs
    ]


def others_of(pair: Pair, misses: Sequence[Misses]) -> list[Misses]:
    """The misses on the other pairs of a pair's era. Raises ParameterError for fewer than two."""
    late = pair.before.day >= SECOND_ERA
    found = [
        other for other in misses
        if other.pair != pair.name and (other.since >= SECOND_ERA) == late
    ]  # fmt: skip
    if len(found) < 2:
        raise ParameterError(
            f"nothing to learn from beside {pair.name}", remedy="Give more pairs of its era."
        )
    return found


def among_draws(
    pair: Pair, method: Method, spread: uncertainty.Spread, draws: int, seed: int,
    known: tuple[Base, Floats] | None = None,
) -> Covered:  # fmt: skip
    """Where what came lies among the draws of a method.

    ``known``: the base and the shares of its areas; those that came, where it is None.
    """
    from commonweal.institutions.elections import montecarlo

    base, target = known or backtest.told_result(pair, method.newcomer)
    thought = uncertainty.outlook(method, base, target, pair.before, spread)
    found, seat, party = contests.contests_of(thought, np.inf)
    keys = contests.keys(seed, draws)
    shares, seats = np.empty((draws, seat.size)), contests.no_seats(draws, thought)
    montecarlo.draw_shares(keys, montecarlo.DECISIONS, found, shares)
    montecarlo.draw_winners(keys, montecarlo.DECISIONS, found, seats, contests.no_wins(found))
    came = pair.after.shares[seat, party]
    columns = [pair.after.parties.index(group) for group in _LARGE]
    return Covered(pair.name, (shares < came).mean(axis=0), _totals(seats, pair)[columns])


def _totals(seats: Ints, pair: Pair) -> Floats:
    known = pair.after.winner[pair.after.winner != UNKNOWN]
    won = np.bincount(known, minlength=seats.shape[1])
    found: Floats = ((seats < won).mean(axis=0) + (seats <= won).mean(axis=0)) / 2
    return found


def summary(found: Sequence[Covered]) -> list[Coverage]:
    """Coverage at each level of the shares of seats and of the seats in the house."""
    rows = []
    for of in ("shares", "totals"):
        for level in LEVELS:
            hits = np.array([
                np.mean(np.abs(getattr(covered, of) - 0.5) <= level / 2) for covered in found
            ])  # fmt: skip
            error = float(hits.std(ddof=1) / np.sqrt(hits.size))
            rows.append(Coverage(level, of, float(hits.mean()), error, hits.size))
    return rows
