"""Forecasts that past elections would have had from their final polls, by the frozen method.

Each is made from the election before, the polls of its last week, and what the other elections
say of polls and of swings; its own votes only score it. Nations move by as many points as Great
Britain does, since few had polls of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from commonweal.core.errors import UnknownName
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import backtest, coverage, grounds, history, swing, tables
from commonweal.institutions.elections.backtest import Method, Score
from commonweal.institutions.elections.coverage import Covered
from commonweal.institutions.elections.grounds import GREAT_BRITAIN, Pair
from commonweal.institutions.elections.history import GROUPS
from commonweal.institutions.elections.swing import Base
from commonweal.institutions.elections.uncertainty import Misses, Spread, misses_of, spread_of

_NAMED = ("con", "lab", "lib")


@cache
def final_polls() -> Mapping[str, Mapping[str, float]]:
    """The mean of the final polls of each election, by day and by group of parties."""
    return {
        row["election"]: {group: float(row[group]) for group in _NAMED}
        for row in tables.rows("final_polls")
    }


def british(day: str) -> Floats:
    """The shares of the groups in the votes of Great Britain: f8[groups]."""
    votes = history.election(day).only(*GREAT_BRITAIN).votes.sum(axis=0)
    found: Floats = votes / votes.sum()
    return found


def poll_error(day: str) -> Floats:
    """Votes less final polls of an election: f8[groups].

    What three parties have too little the others have too much; nationalists, whom polls of Great
    Britain count among the others, are given none. Raises UnknownName for a day without polls.
    """
    if day not in final_polls():
        raise UnknownName("election with final polls", day, final_polls())
    votes = british(day)
    found = np.zeros(len(GROUPS))
    for group, share in final_polls()[day].items():
        at = GROUPS.index(group)
        found[at] = votes[at] - share
    found[GROUPS.index("oth")] = -found.sum()
    return found


def pairs() -> tuple[Pair, ...]:
    """The pairs by group to 2019 whose second election has final polls."""
    return tuple(pair for pair in grounds.group_pairs() if pair.after.day in final_polls())


def target_of(pair: Pair, base: Base) -> Floats:
    """The shares that final polls give each nation: f8[nations, groups].

    No vote of the second election is read but who stands in each seat.
    """
    polls, before = final_polls()[pair.after.day], british(pair.before.day)
    change = np.zeros(len(GROUPS))
    for group, share in polls.items():
        change[GROUPS.index(group)] = share - before[GROUPS.index(group)]
    change[GROUPS.index("oth")] = -change.sum()
    return swing.whole(base.totals() + change)


def score(method: Method, pair: Pair) -> Score:
    """The seats a method names and the error of its shares, from final polls."""
    base = swing.base_of(pair.before, pair.after.stood, method.newcomer)
    return backtest.scored(method.predict(base, target_of(pair, base)), pair)


def leave_one_out(method: Method, draws: int, seed: int) -> list[Covered]:
    """Each election since 1951 among the draws made from its polls and the other elections."""
    of = {pair.name: misses_of(pair, method) for pair in grounds.group_pairs()}
    return [_among(pair, method, list(of.values()), draws, seed) for pair in pairs()]


def _among(pair: Pair, method: Method, misses: list[Misses], draws: int, seed: int) -> Covered:
    told = spread_of(coverage.others_of(pair, misses))
    errors = np.array([
        poll_error(day) for day in final_polls() if day != pair.after.day and day < "2024"
    ])  # fmt: skip
    national = errors.T @ errors / len(errors)
    spread = Spread(
        told.usual, told.patterns, national, told.regional, told.seat, told.newcomer
    )  # fmt: skip
    base = swing.base_of(pair.before, pair.after.stood, method.newcomer)
    return coverage.among_draws(pair, method, spread, draws, seed, (base, target_of(pair, base)))
