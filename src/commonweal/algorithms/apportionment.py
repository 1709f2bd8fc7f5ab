"""Sharing out seats in proportion to votes: highest averages and largest remainders.

A tie is a value, never broken in silence. An apportionment holds the seats that are certain,
and for the seats that equal claims compete for, a ``Tie`` that names the claimants; what
settles it (more votes, a lot) is the caller's stated policy. The result does not depend on the
order in which lists are given.

``highest_averages`` is the fast form, ``exact_highest_averages`` the reference: the same
seats and ties by fractions, dividing one seat at a time. Seats that lists already hold, as
constituency members are under the additional member system, count towards their averages.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ParameterError

Ints = npt.NDArray[np.int64]
Formula = Literal["dhondt", "sainte-lague"]
Quota = Literal["hare", "droop"]

_LARGEST_PRODUCT = 2**52
"""Two unequal quotients v/d differ in floating point while v × d stays below this."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal claims to fewer seats than there are claimants: ``seats`` among ``claimants``."""

    claimants: tuple[int, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class Apportionment:
    """The seats each list has for certain, and the tie for those left over, if there is one.

    The certain seats and those of the tie add up to the house.
    """

    seats: tuple[int, ...]
    tie: Tie | None = None

    def settled(self, winners: Iterable[int]) -> tuple[int, ...]:
        """The seats once the tie is settled for these claimants.

        Raises ParameterError unless they are as many of the claimants as there are seats.
        """
        chosen = set(winners)
        claimants = set(self.tie.claimants) if self.tie else set()
        if not chosen <= claimants or len(chosen) != (self.tie.seats if self.tie else 0):
            raise ParameterError(
                "these winners do not settle the tie",
                remedy="Name as many of its claimants as it has seats, each once.",
            )
        return tuple(s + (i in chosen) for i, s in enumerate(self.seats))


def divisors(formula: Formula, seats: int) -> range:
    """The numbers votes are divided by in turn: 1, 2, 3 … or 1, 3, 5 …

    D'Hondt rewards larger lists slightly; Sainte-Laguë leans neither way.

    >>> list(divisors("sainte-lague", 3))
    [1, 3, 5]
    """
    return range(1, seats + 1) if formula == "dhondt" else range(1, 2 * seats, 2)


def highest_averages(
    votes: Sequence[int] | Ints, seats: int, formula: Formula, held: Sequence[int] = ()
) -> Apportionment:
    """Give each seat to the list with the highest average of votes for its seats so far.

    ``votes``: whole numbers, none negative. ``held``: seats that each list has beforehand, on
    top of which these come; none unless given. Seats that are certain by a bound on the last
    quotient are given at once, the few that remain one round after another.
    Raises ParameterError where nobody voted, or a list holds fewer seats than none.

    >>> highest_averages([340_000, 280_000, 160_000, 60_000], 7, "dhondt").seats
    (3, 3, 1, 0)
    """
    cast = _checked(votes, seats)
    before = _held(held, len(cast))
    if seats == 0:
        return Apportionment((0,) * len(cast))
    by = divisors(formula, seats + max(before, default=0))
    ratio: Callable[[int, int], float | Fraction] = (
        operator.truediv if max(cast) * by[-1] < _LARGEST_PRODUCT else Fraction
    )
    first, step = by.start, by.step
    now = before.copy() if held else _certain_at_once(cast, seats, by)
    averages = [ratio(v, first + step * s) for v, s in zip(cast, now, strict=True)]
    left = seats + sum(before) - sum(now)
    while left:
        highest = max(averages)
        claimants = averages.count(highest)
        if claimants > left:
            tied = tuple(i for i, average in enumerate(averages) if average == highest)
            return Apportionment(_added(now, before), Tie(tied, left))
        for _ in range(claimants):
            lucky = averages.index(highest)
            now[lucky] += 1
            averages[lucky] = ratio(cast[lucky], first + step * now[lucky])
        left -= claimants
    return Apportionment(_added(now, before))


def _certain_at_once(cast: Sequence[int], seats: int, by: range) -> list[int]:
    """Seats whose quotients are so high that no more than ``seats`` can be as high.

    List i has at most (v / q + step - first) / step quotients of q or more. For
    q = total / room these add up to the seats, so all of them are among the highest.
    """
    room = by.step * seats - len(cast) * (by.step - by.start)
    if room <= 0:
        return [0] * len(cast)
    total = sum(cast)
    lowest, each = by.start * total, by.step * total
    return [max(0, (v * room - lowest) // each + 1) for v in cast]


def exact_highest_averages(
    votes: Sequence[int] | Ints, seats: int, formula: Formula, held: Sequence[int] = ()
) -> Apportionment:
    """The reference for ``highest_averages``: exact fractions, one round after another.

    Each round gives a seat to every list with the highest average; where the seats left do not
    go round, those lists tie for them.
    """
    cast = _checked(votes, seats)
    step: Callable[[int], int] = (
        (lambda have: have + 1) if formula == "dhondt" else (lambda have: 2 * have + 1)
    )
    before = _held(held, len(cast))
    now = before.copy()
    left = seats
    while left:
        averages = [Fraction(v, step(s)) for v, s in zip(cast, now, strict=True)]
        highest = max(averages)
        claimants = [i for i, average in enumerate(averages) if average == highest]
        if len(claimants) > left:
            return Apportionment(_added(now, before), Tie(tuple(claimants), left))
        for claimant in claimants:
            now[claimant] += 1
        left -= len(claimants)
    return Apportionment(_added(now, before))


def quota_size(total: int, seats: int, quota: Quota) -> Fraction:
    """How many votes a seat costs: votes / seats (Hare), or ⌊votes / (seats + 1)⌋ + 1 (Droop).

    >>> quota_size(100, 3, "hare"), quota_size(100, 3, "droop")
    (Fraction(100, 3), Fraction(26, 1))
    """
    return Fraction(total, seats) if quota == "hare" else Fraction(total // (seats + 1) + 1)


def largest_remainders(
    votes: Sequence[int] | Ints, seats: int, quota: Quota, *, least: int = 0
) -> Apportionment:
    """Give each list a seat for every full quota, then the rest to the largest remainders.

    The Hare quota is votes / seats, exactly; the Droop quota is the smallest whole number of
    votes that more lists than there are seats cannot reach. Not house-monotone: a list may
    lose a seat when the house grows (the Alabama paradox). ``least``: seats that every list
    has whatever its votes, as each state of the United States has one; a list that owes them to
    this has no remainder.
    Raises ParameterError where there are too few votes for the quota to fill the house, or too
    few seats for the least.

    >>> largest_remainders([6, 6, 2], 10, "hare").seats
    (4, 4, 2)
    """
    cast = _checked(votes, seats)
    if seats == 0:
        return Apportionment((0,) * len(cast))
    total = sum(cast)
    size = quota_size(total, seats, quota)
    full = [int(v // size) for v in cast]
    certain = [max(s, least) for s in full]
    left = seats - sum(certain)
    if left < 0:
        raise ParameterError(
            f"full quotas and {least} for every list besides come to more than {seats} seats",
            remedy="Take more seats, or a smaller least.",
        )
    rest = {
        at: v - s * size
        for at, (v, s) in enumerate(zip(cast, full, strict=True))
        if v and s >= least
    }
    if left > len(rest):
        raise ParameterError(
            f"{total} votes are too few to share {seats} seats by the {quota} quota",
            remedy="Take fewer seats, or another formula.",
        )
    if left == 0:
        return Apportionment(tuple(certain))
    last = sorted(rest.values(), reverse=True)[left - 1]
    for at, remainder in rest.items():
        certain[at] += remainder > last
    return _apportionment(certain, [at for at, r in rest.items() if r == last], seats)


def over_threshold(votes: Sequence[int] | Ints, share: float) -> npt.NDArray[np.bool_]:
    """Which lists have at least this share of all votes: bool[lists].

    A list that has exactly the share is in. Raises ParameterError where no list is.
    """
    cast = np.asarray(votes, dtype=np.int64)
    total = int(cast.sum())
    reached = cast / total >= share if total else np.zeros(cast.shape, dtype=np.bool_)
    if not bool(reached.any()):
        raise ParameterError(
            f"no list reaches the threshold of {share:.3g} of the votes",
            remedy="Lower the threshold: the seats would have nobody to go to.",
        )
    return reached


def paradoxes(
    houses: Iterable[int], share_out: Callable[[int], Apportionment]
) -> list[tuple[int, int]]:
    """Where a list loses a seat as the house grows by one: (smaller house, list) pairs."""
    results = [(house, share_out(house).seats) for house in houses]
    return [
        (house, position)
        for (house, before), (_, after) in itertools.pairwise(results)
        for position in range(len(before))
        if after[position] < before[position]
    ]


def _checked(votes: Sequence[int] | Ints, seats: int) -> list[int]:
    cast = votes.tolist() if isinstance(votes, np.ndarray) else list(votes)
    if set(map(type, cast)) - {int}:
        array = np.asarray(cast)
        if array.ndim != 1 or array.dtype.kind not in "iu":
            raise ParameterError("votes are whole numbers, one for each list")
        cast = array.tolist()
    if seats < 0 or (cast and min(cast) < 0):
        raise ParameterError("neither seats nor votes may be negative")
    if seats and not any(cast):
        raise ParameterError("there are seats to share, but nobody voted")
    return cast


def _held(held: Sequence[int], lists: int) -> list[int]:
    if not held:
        return [0] * lists
    if len(held) != lists or min(held) < 0:
        raise ParameterError("the seats held beforehand are whole numbers from 0, one a list")
    return [int(seats) for seats in held]


def _added(now: Sequence[int], before: Sequence[int]) -> tuple[int, ...]:
    return tuple(map(operator.sub, now, before))


def _apportionment(certain: list[int], equal: list[int], seats: int) -> Apportionment:
    """Give the equal claimants their seats if there are enough, and otherwise say they tie."""
    left = seats - sum(certain)
    if len(equal) > left:
        return Apportionment(tuple(int(s) for s in certain), Tie(tuple(equal), left))
    given = set(equal)
    return Apportionment(tuple(int(s) + (i in given) for i, s in enumerate(certain)))
