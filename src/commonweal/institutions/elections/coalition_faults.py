"""Mistakes about power, each to be caught by a check of ``coalition_checks``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from commonweal.algorithms import power
from commonweal.algorithms.power import Game
from commonweal.institutions.elections import coalitions
from commonweal.institutions.elections.coalitions import House, Speaker

_counted = power._between
_house = coalitions.house


def share_of_seats(game: Game) -> tuple[Fraction, ...]:
    """Take a member's share of the weight for its power."""
    return tuple(Fraction(weight, game.total) for weight in game.weights)


def half(weights: Sequence[int]) -> Game:
    """Let half of the weight win, without one more."""
    return Game(tuple(weights), sum(weights) // 2)


def one_weight_short(counts: int, bits: int, quota: int, weight: int) -> int:
    """Leave out the coalitions that one more member brings exactly to the quota."""
    return _counted(counts, bits, quota, max(0, weight - 1))


def one_more_than_needed(
    game: Game, order: Sequence[int], members: tuple[int, ...], weight: int, start: int
) -> Iterator[tuple[int, ...]]:
    """Take everybody for a coalition that needs all of its members."""
    yield tuple(order)


def everybody_votes(
    name: str | int, *, speaker: Speaker = "former-party", absent: Sequence[str] = ()
) -> House:
    """Count the Speaker with a party, and those who stay away as present."""
    return _house(name, speaker="former-party", absent=())
