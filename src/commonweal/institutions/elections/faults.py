"""Mistakes planted on purpose, each to be caught by a check of ``validation``."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from commonweal.algorithms.apportionment import (
    Apportionment,
    Formula,
    Ints,
    Quota,
    exact_highest_averages,
    largest_remainders,
)
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import tables
from commonweal.institutions.elections.counting import Contest, Count
from commonweal.institutions.elections.measures import VOTES_BEHIND_A_VALUE, VoterGroups
from commonweal.parameters.policy import Policy

_rows = tables.rows
_EIGHT_LABOUR_MEMBERS_1951 = 231_063


def runner_up(contest: Contest, policy: Policy) -> Count:
    """Elect the second candidate of every constituency."""
    won = np.zeros(contest.votes.size, dtype=np.int64)
    for place in range(contest.seats):
        here = np.flatnonzero(contest.constituency == place)
        won[here[np.argsort(-contest.votes[here], kind="stable")[1]]] = 1
    return Count(np.arange(won.size), won, ())


def with_notional_rows(day: str) -> list[tables.Row]:
    """Count the candidates of 2019 twice, as a file that also holds notional results would."""
    stood = [row for row in _rows("candidacies") if row["election"] == day]
    return stood + stood if day == "2019-12-12" else stood


def ulster_conservatives_as_independents(day: str) -> list[tables.Row]:
    """Leave 17 candidates of 2010 without their party."""
    return [
        {**row, "party": "Ind"} if row["party"] == "UCUNF" else row
        for row in _rows("candidacies")
        if row["election"] == day
    ]


def without_eight_labour_members(name: str) -> tuple[tables.Row, ...]:
    """Take the votes of eight Labour members from the total of 1951."""
    return tuple(
        {**row, "votes": str(int(row["votes"]) - _EIGHT_LABOUR_MEMBERS_1951)}
        if (row.get("election"), row.get("party")) == ("1951-10-25", "Lab")
        else row
        for row in _rows(name)
    )


def one_seat_short(votes: Sequence[int] | Ints, seats: int, formula: Formula) -> Apportionment:
    """Share out one seat fewer than there are."""
    return exact_highest_averages(votes, seats - 1, formula)


def odd_divisors_only(formula: Formula, seats: int) -> range:
    """Divide by 1, 3, 5 whatever the formula."""
    return range(1, 2 * seats, 2)


def by_largest_remainders(
    votes: Sequence[int] | Ints, seats: int, formula: Formula
) -> Apportionment:
    """Use Hare remainders instead of averages."""
    return largest_remainders(votes, seats, "hare")


def remainders_by_averages(votes: Sequence[int] | Ints, seats: int, quota: Quota) -> Apportionment:
    """Use averages instead of remainders."""
    return exact_highest_averages(votes, seats, "sainte-lague")


def twice_loosemore_hanby(vote_share: Floats, seat_share: Floats) -> float:
    """Add up the differences instead of their squares."""
    return math.fsum(100 * abs(v - s) for v, s in zip(vote_share, seat_share, strict=True))


def whole_lists_to_every_region(
    self: VoterGroups, contest: Contest, count: Count, won: Ints
) -> Floats:
    """Give every region's voters of a list all of its seats, not their part of them."""
    groups = self.table.ids.size
    pairs = np.unique(count.list_of * groups + self.group_of)
    seats = np.bincount(pairs % groups, won[pairs // groups].astype(np.float64), groups)
    return VOTES_BEHIND_A_VALUE * seats / self.table.weight


def gallagher_without_the_half(vote_share: Floats, seat_share: Floats) -> float:
    """Take the root of all squared differences."""
    return math.sqrt(
        math.fsum((100 * (v - s)) ** 2 for v, s in zip(vote_share, seat_share, strict=True))
    )


def everybody_small_pooled(contest: Contest, district: Ints) -> Ints:
    """Let all but the seven largest parties of the country run as one list in each district."""
    party = np.minimum(contest.counted_for, 7)
    _, list_of = np.unique(district[contest.constituency] * 8 + party, return_inverse=True)
    return list_of.astype(np.int64)
