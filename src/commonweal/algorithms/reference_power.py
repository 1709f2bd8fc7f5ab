"""Power counted coalition by coalition and order by order: the plain reference of ``power``.

For a dozen members and no more: there are as many coalitions as two to the number of members.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations

from commonweal.algorithms.power import Game


def swings(game: Game) -> tuple[int, ...]:
    """In how many coalitions of the others each member turns a losing one into a winning one."""
    return tuple(sum(1 for _ in _decided(game, member)) for member in range(len(game.weights)))


def shapley_shubik(game: Game) -> tuple[Fraction, ...]:
    """The share of all orders in which each member completes the majority."""
    members = len(game.weights)
    return tuple(
        Fraction(
            sum(
                math.factorial(len(others)) * math.factorial(members - 1 - len(others))
                for others in _decided(game, member)
            ),
            math.factorial(members),
        )
        for member in range(members)
    )


def minimal_winning(game: Game) -> frozenset[frozenset[int]]:
    """Every coalition that wins and would lose without any one of its members."""
    return frozenset(
        frozenset(coalition)
        for coalition in _coalitions(range(len(game.weights)))
        if _weight(game, coalition) >= game.quota
        and all(
            _weight(game, coalition) - game.weights[member] < game.quota for member in coalition
        )
    )


def _decided(game: Game, member: int) -> Iterator[tuple[int, ...]]:
    others = [other for other in range(len(game.weights)) if other != member]
    return (
        coalition
        for coalition in _coalitions(others)
        if _weight(game, coalition) < game.quota <= _weight(game, coalition) + game.weights[member]
    )


def _coalitions(members: range | list[int]) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(members, size) for size in range(len(members) + 1))


def _weight(game: Game, coalition: tuple[int, ...]) -> int:
    return sum(game.weights[member] for member in coalition)
