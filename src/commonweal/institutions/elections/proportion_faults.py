"""Mistakes planted in rules of proportion, each to be caught by ``proportion_checks``."""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.algorithms import apportionment
from commonweal.algorithms.apportionment import Apportionment, Formula, Quota
from commonweal.algorithms.biproportional import Biproportional

_highest_averages = apportionment.highest_averages


def never_waived(
    votes: Sequence[int],
    share: float,
    constituency: Sequence[int] = (),
    waived_by: int = 0,
    **others: Sequence[bool],
) -> tuple[bool, ...]:
    """Let nobody in who misses the threshold."""
    return tuple(cast >= share * sum(votes) for cast in votes)


def as_if_nobody_held_any(
    votes: Sequence[int], seats: int, formula: Formula, held: Sequence[int] = ()
) -> Apportionment:
    """Share list seats on their own."""
    return _highest_averages(votes, seats, formula)


def remainders_by_averages(
    votes: Sequence[int], seats: int, quota: Quota, *, least: int = 0
) -> Apportionment:
    """Use averages instead of remainders."""
    return _highest_averages(votes, seats, "sainte-lague")


def each_district_alone(
    votes: Sequence[Sequence[int]], districts: Sequence[int], parties: Sequence[int],
    formula: Formula,
) -> Biproportional:  # fmt: skip
    """Forget what the parties are due."""
    seats = tuple(
        _highest_averages(list(line), due, formula).seats
        for line, due in zip(votes, districts, strict=True)
    )
    return Biproportional(seats, (), (0,) * len(districts), (0,) * len(parties))


def whole_numbers(formula: Formula, seats: int) -> range:
    """Divide by 1, 2, 3 whatever the formula."""
    return range(1, seats + 1)
