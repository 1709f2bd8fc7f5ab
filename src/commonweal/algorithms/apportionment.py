"""Sharing out seats in proportion to votes: highest averages and largest remainders.

A tie is a value, never broken in silence. An apportionment holds the seats that are certain,
and for the seats that equal claims compete for, a ``Tie`` that names the claimants; what
settles it (more votes, a lot) is the caller's stated policy. The result does not depend on the
order in which lists are given.

``highest_averages`` is the fast form, ``exact_highest_averages`` the reference: the same
seats and ties by fractions, dividing one seat at a time.
"""

from __future__ import annotations

import itertools
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


def divisors(formula: Formula, seats: int) -> Ints:
    """The numbers votes are divided by in turn: 1, 2, 3 … or 1, 3, 5 …

    D'Hondt rewards larger lists slightly; Sainte-Laguë leans neither way.

    >>> divisors("sainte-lague", 3).tolist()
    [1, 3, 5]
    """
    steps = np.arange(seats, dtype=np.int64)
    return steps + 1 if formula == "dhondt" else 2 * steps + 1


def highest_averages(votes: Sequence[int] | Ints, seats: int, formula: Formula) -> Apportionment:
    """Give each seat to the list with the highest average of votes for its seats so far.

    ``votes``: whole numbers, none negative. All quotients are formed at once; those above the
    quotient of the last seat are certain, and those equal to it tie where they are too many.
    Raises ParameterError where nobody voted, or numbers are too large to be told apart.

    >>> highest_averages([340_000, 280_000, 160_000, 60_000], 7, "dhondt").seats
    (3, 3, 1, 0)
    """
    cast = _checked(votes, seats)
    if seats == 0:
        return Apportionment((0,) * cast.size)
    by = divisors(formula, seats)
    if int(cast.max()) * int(by[-1]) >= _LARGEST_PRODUCT:
        return exact_highest_averages(cast, seats, formula)
    quotients = cast[:, None] / by[None, :]
    last = np.partition(quotients, -seats, axis=None)[-seats]
    certain = (quotients > last).sum(axis=1)
    equal = np.flatnonzero((quotients == last).any(axis=1))
    return _apportionment(certain.tolist(), equal.tolist(), seats)


def exact_highest_averages(
    votes: Sequence[int] | Ints, seats: int, formula: Formula
) -> Apportionment:
    """The reference for ``highest_averages``: exact fractions, one round after another.

    Each round gives a seat to every list with the highest average; where the seats left do not
    go round, those lists tie for them.
    """
    cast = [int(v) for v in _checked(votes, seats)]
    step: Callable[[int], int] = (
        (lambda held: held + 1) if formula == "dhondt" else (lambda held: 2 * held + 1)
    )
    held = [0] * len(cast)
    left = seats
    while left:
        averages = [Fraction(v, step(h)) for v, h in zip(cast, held, strict=True)]
        highest = max(averages)
        claimants = [i for i, average in enumerate(averages) if average == highest]
        if len(claimants) > left:
            return Apportionment(tuple(held), Tie(tuple(claimants), left))
        for claimant in claimants:
            held[claimant] += 1
        left -= len(claimants)
    return Apportionment(tuple(held))


def largest_remainders(votes: Sequence[int] | Ints, seats: int, quota: Quota) -> Apportionment:
    """Give each list a seat for every full quota, then the rest to the largest remainders.

    The Hare quota is votes / seats, exactly; the Droop quota is the smallest whole number of
    votes that more lists than there are seats cannot reach. Not house-monotone: a list may
    lose a seat when the house grows (the Alabama paradox).
    Raises ParameterError where there are too few votes for the quota to fill the house.

    >>> largest_remainders([6, 6, 2], 10, "hare").seats
    (4, 4, 2)
    """
    cast = [int(v) for v in _checked(votes, seats)]
    if seats == 0:
        return Apportionment((0,) * len(cast))
    total = sum(cast)
    size = Fraction(total, seats) if quota == "hare" else Fraction(total // (seats + 1) + 1)
    certain = [int(v // size) for v in cast]
    rest = [v - s * size for v, s in zip(cast, certain, strict=True)]
    left = seats - sum(certain)
    ranked = sorted((r for r in rest if r > 0), reverse=True)
    if left > len(ranked):
        raise ParameterError(
            f"{total} votes are too few to share {seats} seats by the {quota} quota",
            remedy="Take fewer seats, or another formula.",
        )
    if left == 0:
        return Apportionment(tuple(certain))
    last = ranked[left - 1]
    certain = [s + (r > last) for s, r in zip(certain, rest, strict=True)]
    equal = [i for i, r in enumerate(rest) if r == last]
    return _apportionment(certain, equal, seats)


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


def _checked(votes: Sequence[int] | Ints, seats: int) -> Ints:
    cast = np.asarray(votes)
    if cast.ndim != 1 or cast.dtype.kind not in "iu":
        raise ParameterError("votes are whole numbers, one for each list")
    if seats < 0 or (cast.size and int(cast.min()) < 0):
        raise ParameterError("neither seats nor votes may be negative")
    if seats and not (cast.size and int(cast.max()) > 0):
        raise ParameterError("there are seats to share, but nobody voted")
    return cast.astype(np.int64)


def _apportionment(certain: list[int], equal: list[int], seats: int) -> Apportionment:
    """Give the equal claimants their seats if there are enough, and otherwise say they tie."""
    left = seats - sum(certain)
    if len(equal) > left:
        return Apportionment(tuple(int(s) for s in certain), Tie(tuple(equal), left))
    given = set(equal)
    return Apportionment(tuple(int(s) + (i in given) for i, s in enumerate(certain)))
