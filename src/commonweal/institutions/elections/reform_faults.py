"""Mistakes planted in transferable votes, each to be caught by a check of ``reform_checks``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commonweal.algorithms.additional_members import Mixed
from commonweal.algorithms.apportionment import Formula, Ints, highest_averages
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import slates, transfers
from commonweal.institutions.elections.preferential import Counted, Seats
from commonweal.institutions.elections.transfers import NOBODY, Preferences

_passing = Preferences.passing
_scottish = transfers.scottish
_slates = slates.count


def most_first_preferences(seats: Seats, passing: Floats) -> Counted:
    """Elect whoever has the most first preferences."""
    won = np.zeros(seats.votes.size, dtype=np.int64)
    for first, end in zip(seats.start[:-1], seats.start[1:], strict=True):
        won[seats.order[first + int(np.argmax(seats.votes[first:end]))]] = 1
    return Counted(won, won.astype(np.float64), ())


def two_members_too_many(seats: Seats, alone: np.ndarray, members: Ints, passing: Floats) -> Ints:
    """Fill two seats more than there are, and drop whoever won them last."""
    found = _slates(seats, alone, members + 2, passing)
    return np.minimum(found, 1)


def all_members_to_the_first(
    seats: Seats, alone: np.ndarray, members: Ints, passing: Floats
) -> Ints:
    """Give every member of a district to the list with the most first preferences."""
    won = np.zeros(seats.votes.size, dtype=np.int64)
    for house, first, end in zip(members, seats.start[:-1], seats.start[1:], strict=True):
        won[seats.order[first + int(np.argmax(seats.votes[first:end]))]] = house
    return won


def nobody_exhausted_is_counted(self: Preferences, shares: Floats | None = None) -> Floats:
    """Leave out the votes that pass to nobody."""
    found = _passing(self, shares).copy()
    found[:, :, NOBODY] = 0.0
    return found


def the_other_year(year: str) -> Preferences:
    """Give the ballots of 2022 for 2012, and those of 2012 for 2022."""
    return _scottish("2012" if year == "2022" else "2022")


def parallel(
    votes: Sequence[int], constituency: Sequence[int], house: int, *, formula: Formula = "dhondt"
) -> Mixed:
    """Share the list seats by themselves, and add the constituencies to them."""
    rest = house - sum(constituency)
    return Mixed(tuple(constituency), highest_averages(votes, rest, formula))


def lists_alone(
    votes: Sequence[int], constituency: Sequence[int], house: int, *, formula: Formula = "dhondt"
) -> Mixed:
    """Share all seats among lists, as if nobody held a constituency."""
    return Mixed((0,) * len(votes), highest_averages(votes, house, formula))
