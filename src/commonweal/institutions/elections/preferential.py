"""The alternative vote on votes that were cast for one candidate each.

First preferences are the votes as cast; to whom they pass is what ``transfers`` says of each
party's supporters. A count then has fractions of votes, the expected numbers, not papers. Where
ballots are known they are counted as such: ``algorithms.transfers.alternative_vote``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonweal.algorithms.apportionment import Ints, Tie
from commonweal.core.protocol import Floats
from commonweal.institutions.elections.transfers import FAMILIES, SUPPORTERS

_FAMILY: Mapping[str, str] = {name: name for name in FAMILIES} | {"PC": "SNP", "Lib": "LD"}
"""Plaid Cymru is taken for the SNP; before 1992 the tables have Liberals, and the Alliance."""
_LIKE_UKIP = frozenset({"UKIP", "BNP", "BRX", "RUK", "ED", "NF"})
"""Parties whose voters are taken to pass their votes on as UKIP's did."""


@dataclass(frozen=True, eq=False)
class Seats:
    """The candidates of each seat, seat by seat, with whose supporters pass to whom.

    ``order``: i8[candidates], the place of each in the contest; ``start``: i8[seats + 1];
    ``votes``: f8[candidates]; ``kinds``: i8[candidates, 2], places in ``SUPPORTERS`` (-1 where
    votes pass to nobody) and in ``FAMILIES``.
    """

    order: Ints
    start: Ints
    votes: Floats
    kinds: Ints


@dataclass(frozen=True, eq=False)
class Counted:
    """``won``: i8[candidates], 1 for a winner; ``behind``: f8[candidates], voters who ended with
    the winner of their seat; ties for seats. All in the order of the contest.
    """

    won: Ints
    behind: Floats
    ties: tuple[Tie, ...]


def seats_of(constituency: Ints, party: Ints, votes: Ints, names: tuple[str, ...],
             passes: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Seats:  # fmt: skip
    """Sort candidates by seat. ``party``: codes into ``names``; ``passes``: bool[constituencies]."""
    order = np.argsort(constituency, kind="stable")
    family = np.array([FAMILIES.index(_FAMILY.get(name, "Other")) for name in names])
    supporters = np.array(
        [SUPPORTERS.index("UKIP") if name in _LIKE_UKIP else FAMILIES.index(_FAMILY.get(name, "Other"))
         for name in names]
    )  # fmt: skip
    kinds = np.stack(
        [np.where(passes[constituency], supporters[party], -1), family[party]], axis=1
    )[order]
    start = np.concatenate([[0], np.cumsum(np.bincount(constituency))])
    return Seats(order, start, votes[order].astype(np.float64), np.ascontiguousarray(kinds))


def count(seats: Seats, passing: Floats) -> Counted:
    """Exclude the last of each seat until one has more than half of the votes still in play.

    ``passing``: f8[supporters, sets, families + nobody] of ``transfers.Preferences``. Those who
    are exactly level at the bottom go out together; where all who are left are level, they tie
    for the seat.
    """
    from commonweal.institutions.elections import preferential_kernels as kernels

    places, candidates = seats.start.size - 1, seats.votes.size
    winners = np.empty(places, dtype=np.int64)
    behind, level = np.zeros(candidates), np.zeros(candidates, dtype=np.bool_)
    kernels.count_all(seats.start, seats.votes, seats.kinds, passing, winners, behind, level)
    won = np.zeros(candidates, dtype=np.int64)
    won[winners[winners >= 0]] = 1
    ties = tuple(
        Tie(tuple(sorted(seats.order[first + np.flatnonzero(level[first:end])].tolist())), 1)
        for first, end in zip(
            seats.start[:-1][winners < 0], seats.start[1:][winners < 0], strict=True
        )
    )
    found = Counted(np.empty_like(won), np.empty_like(behind), ties)
    found.won[seats.order], found.behind[seats.order] = won, behind
    return found


def stages(seats: Seats, passing: Floats, seat: int) -> tuple[Floats, Ints]:
    """The stages of one seat: tallies f8[stages, candidates + exhausted], and whose they are.

    The second array has each candidate's place in the contest.
    """
    from commonweal.institutions.elections import preferential_kernels as kernels

    here = slice(int(seats.start[seat]), int(seats.start[seat + 1]))
    votes = seats.votes[here]
    tallies = np.empty((votes.size, votes.size + 1))
    still_in = np.ones(votes.size, dtype=np.bool_)
    _, made, _ = kernels.count_seat(votes, seats.kinds[here], passing, still_in, tallies)
    return tallies[:made], seats.order[here]
