"""Power in a weighted vote: how often each member's weight decides, counted exactly.

A coalition wins if its weights reach the quota. Counting coalitions one by one doubles with
every member; a generating function counts them by weight instead. Its coefficients stand side
by side in one whole number, so that multiplying and dividing whole numbers counts coalitions
exactly, for hundreds of members. ``reference_power`` counts them one by one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from commonweal.core.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Game:
    """A weighted vote: the members' weights, and the weight that decides.

    Raises ParameterError for weights or a quota that are not whole numbers, weights below 0,
    and a quota that nobody needs or nobody can reach.

    >>> Game((2, 1, 1), 3).total
    4
    """

    weights: tuple[int, ...]
    quota: int

    def __post_init__(self) -> None:
        if any(not isinstance(weight, int) or weight < 0 for weight in self.weights):
            raise ParameterError(
                "the weights of a vote are whole numbers from 0", where=f"weights {self.weights}",
                remedy="Give each member's seats or votes; multiply fractions by one number.",
            )  # fmt: skip
        if not isinstance(self.quota, int) or not 1 <= self.quota <= self.total:
            raise ParameterError(
                f"a quota of {self.quota} cannot be reached, or is reached by nobody at all",
                where=f"weights {self.weights}",
                remedy=f"Take a whole number from 1 to {self.total}; 'majority' gives more than half.",
            )

    @property
    def total(self) -> int:
        """The weight of all members together."""
        return sum(self.weights)


def majority(weights: Sequence[int]) -> Game:
    """The game that more than half of all the weight decides.

    >>> majority([307, 258, 85]).quota
    326
    """
    return Game(tuple(weights), sum(weights) // 2 + 1)


def swings(game: Game) -> tuple[int, ...]:
    """In how many coalitions of the others each member turns a losing one into a winning one.

    The generating function is the product of 1 + x^w over the members; a member's own factor is
    divided out again. Brams and Affuso, "Power and size: a new paradox", Theory and Decision 7
    (1976).

    >>> swings(Game((2, 1, 1), 3))
    (3, 1, 1)
    """
    bits = len(game.weights) + 1
    everybody = 1
    for weight in game.weights:
        everybody += everybody << (weight * bits)
    found = {
        weight: _between(everybody // (1 + (1 << (weight * bits))), bits, game.quota, weight)
        for weight in set(game.weights)
    }
    return tuple(found[weight] for weight in game.weights)


def banzhaf(game: Game) -> tuple[Fraction, ...]:
    """Each member's share of all swings: the normalised Banzhaf index.

    Banzhaf, "Weighted voting doesn't work", Rutgers Law Review 19 (1965).

    >>> [str(power) for power in banzhaf(Game((2, 1, 1), 3))]
    ['3/5', '1/5', '1/5']
    """
    counted = swings(game)
    every = sum(counted)
    return tuple(Fraction(own, every) for own in counted)


def absolute_banzhaf(game: Game) -> tuple[Fraction, ...]:
    """How likely each member decides if all others vote as coins fall: the Penrose measure.

    >>> str(absolute_banzhaf(Game((2, 1, 1), 3))[0])
    '3/4'
    """
    coalitions = 2 ** (len(game.weights) - 1)
    return tuple(Fraction(own, coalitions) for own in swings(game))


def shapley_shubik(game: Game) -> tuple[Fraction, ...]:
    """How likely each member is the one who completes a majority, joining in random order.

    The generating function counts coalitions by weight and size. Shapley and Shubik, "A method
    for evaluating the distribution of power in a committee system", American Political Science
    Review 48 (1954).

    >>> [str(power) for power in shapley_shubik(Game((2, 1, 1), 3))]
    ['2/3', '1/6', '1/6']
    """
    members = len(game.weights)
    bits = members + 1
    by_size = [1] + [0] * members
    for weight in game.weights:
        for size in range(members, 0, -1):
            by_size[size] += by_size[size - 1] << (weight * bits)
    orders = [math.factorial(size) * math.factorial(members - 1 - size) for size in range(members)]
    found = {
        weight: sum(
            many * _between(others, bits, game.quota, weight)
            for many, others in zip(orders, _without(by_size, weight * bits), strict=True)
        )
        for weight in set(game.weights)
    }
    every = math.factorial(members)
    return tuple(Fraction(found[weight], every) for weight in game.weights)


def minimal_winning(game: Game) -> tuple[tuple[int, ...], ...]:
    """Every coalition that wins and would lose without any one of its members.

    Members by their places, the heaviest first; coalitions in the order of the heaviest
    members. Riker, The Theory of Political Coalitions (1962).

    >>> minimal_winning(Game((2, 1, 1), 3))
    ((0, 1), (0, 2))
    """
    order = sorted(range(len(game.weights)), key=lambda member: (-game.weights[member], member))
    return tuple(_completed(game, order, (), 0, 0))


def minimal_connected(game: Game, order: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Every run of neighbours along an order that wins, and would not if it were shorter.

    ``order``: places of members, from one end of the spectrum to the other; members left out
    join nothing. Axelrod, Conflict of Interest (1970). Raises ParameterError for an order that
    names a member twice, or one that is not there.

    >>> minimal_connected(Game((2, 1, 1), 2), [1, 0, 2])
    ((0,),)
    """
    if len(set(order)) != len(order) or not set(order) <= set(range(len(game.weights))):
        raise ParameterError(
            "the order of a spectrum names a member twice, or one that is not there",
            where=f"order {tuple(order)}",
            remedy=f"Name places from 0 to {len(game.weights) - 1}, each at most once.",
        )
    found: list[tuple[int, ...]] = []
    for last in range(len(order)):
        first = last
        weight = game.weights[order[last]]
        while first > 0 and weight < game.quota:
            first -= 1
            weight += game.weights[order[first]]
        shorter = weight - game.weights[order[last]]
        if weight >= game.quota and (first == last or shorter < game.quota):
            found.append(tuple(order[first : last + 1]))
    return tuple(found)


def _between(counts: int, bits: int, quota: int, weight: int) -> int:
    """Coalitions of others that lose, and win with one more member of this weight."""
    first = max(0, quota - weight)
    mask = (1 << bits) - 1
    return sum((counts >> (total * bits)) & mask for total in range(first, quota))


def _without(by_size: Sequence[int], shift: int) -> list[int]:
    """The counts by size of coalitions without one member: its factor divided out."""
    found: list[int] = []
    before = 0
    for counts in by_size[:-1]:
        before = counts - (before << shift)
        found.append(before)
    return found


def _completed(
    game: Game, order: Sequence[int], members: tuple[int, ...], weight: int, start: int
) -> Iterator[tuple[int, ...]]:
    """Coalitions that lighter and lighter members complete: the last to join is the lightest."""
    left = sum(game.weights[member] for member in order[start:])
    for place in range(start, len(order)):
        if weight + left < game.quota:
            return
        own = game.weights[order[place]]
        left -= own
        grown = (*members, order[place])
        if weight + own >= game.quota:
            yield grown
        else:
            yield from _completed(game, order, grown, weight + own, place + 1)
