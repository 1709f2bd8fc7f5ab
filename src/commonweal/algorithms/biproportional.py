"""Seats in proportion to votes by party and by district at once.

Every district has its seats and every party its seats; each party's votes in each district are
divided by a divisor of the district and one of the party, and rounded, so that both add up
(Balinski and Demange 1989; in use in Zürich since 2006, after Pukelsheim).

``biproportional`` finds the seats exactly. It begins with each district shared out on its own
and moves seats from parties with too many to parties with too few, each along the cheapest
chain: the product of the quotients given up over those taken is the price, and the cheapest
chain keeps the whole proportional (Rote and Zachariasen 2007). ``scaled_biproportional`` is the
reference: Pukelsheim's alternating scaling, which adjusts the divisors of districts and parties
in turn. It need not come to an end where seats are tied.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from commonweal.algorithms.apportionment import Formula, divisors, exact_highest_averages
from commonweal.core.errors import ParameterError

Cell = tuple[int, int]
Matrix = Sequence[Sequence[int]]
_Edge = tuple[int, int, Fraction]

_MOST_ROUNDS = 200
_COARSE = 10**6
"""Divisors are fractions of at most this denominator where that is fine enough."""


@dataclass(frozen=True, slots=True)
class Biproportional:
    """Seats by district (rows) and party (columns), those that are certain.

    ``tied``: cells with equal claims, each to one seat more. ``districts`` and ``parties``: the
    seats that each still has to get from its tied cells; all zero where nothing is tied.
    """

    seats: tuple[tuple[int, ...], ...]
    tied: tuple[Cell, ...]
    districts: tuple[int, ...]
    parties: tuple[int, ...]

    def settled(self, winners: Collection[Cell]) -> tuple[tuple[int, ...], ...]:
        """The seats once the tie is settled for these cells, of each district and party enough.

        Raises ParameterError where they are not tied, or do not fill districts and parties.
        """
        chosen = set(winners)
        by_district = tuple(sum(r == row for r, _ in chosen) for row in range(len(self.districts)))
        by_party = tuple(sum(c == at for _, c in chosen) for at in range(len(self.parties)))
        if not chosen <= set(self.tied) or (by_district, by_party) != (
            self.districts,
            self.parties,
        ):
            raise ParameterError(
                "these winners do not settle the tie",
                remedy="Name tied cells: of each district and each party as many as it lacks.",
            )
        return tuple(
            tuple(s + ((row, at) in chosen) for at, s in enumerate(line))
            for row, line in enumerate(self.seats)
        )


def biproportional(
    votes: Matrix, districts: Sequence[int], parties: Sequence[int], formula: Formula
) -> Biproportional:
    """Share seats so that every district and every party has its own number, in proportion.

    ``votes``: one row a district, one column a party; ``districts`` and ``parties``: the seats
    of each, which add up to the same house. Exact, and the same whatever the order of rows and
    columns; equal claims are a tie.

    Raises ParameterError where seats and votes do not fit, or a party is due more seats than
    the districts it stood in can give.

    >>> biproportional([[60, 40], [10, 90]], [5, 5], [3, 7], "sainte-lague").seats
    ((3, 2), (0, 5))
    """
    _check(votes, districts, parties)
    rows, columns = len(districts), len(parties)
    seats = [_any_shares(line, due, formula) for line, due in zip(votes, districts, strict=True)]
    excess = [have - due for have, due in zip(_sums(seats, columns), parties, strict=True)]
    while any(excess):
        surplus = [at for at, over in enumerate(excess) if over > 0]
        wanting = [at for at, over in enumerate(excess) if over < 0]
        chain = _cheapest_chain(_edges(votes, seats, formula), rows, columns, surplus, wanting)
        for start, end in itertools.pairwise(chain):
            if start >= rows:
                seats[end][start - rows] -= 1
            else:
                seats[start][end - rows] += 1
        excess[chain[0] - rows] -= 1
        excess[chain[-1] - rows] += 1
    return _without_ties(votes, seats, districts, parties, formula)


def scaled_biproportional(
    votes: Matrix, districts: Sequence[int], parties: Sequence[int], formula: Formula
) -> tuple[tuple[int, ...], ...]:
    """The reference for ``biproportional``: alternating scaling, discrete and by fractions.

    Divisors of the districts are set so that each has its seats, then those of the parties, and
    so on until both fit. Raises ParameterError where that does not happen: seats are tied, or
    cannot be shared so at all.
    """
    _check(votes, districts, parties)
    by_row = [Fraction(1)] * len(districts)
    by_column = [Fraction(1)] * len(parties)
    columns = list(zip(*votes, strict=True))
    for _ in range(_MOST_ROUNDS):
        by_row = [
            _divisor([v / d for v, d in zip(line, by_column, strict=True)], due, formula)
            for line, due in zip(votes, districts, strict=True)
        ]
        by_column = [
            _divisor([v / d for v, d in zip(line, by_row, strict=True)], due, formula)
            for line, due in zip(columns, parties, strict=True)
        ]
        seats = tuple(
            tuple(_rounded(v / (r * c), formula) for v, c in zip(line, by_column, strict=True))
            for line, r in zip(votes, by_row, strict=True)
        )
        if [sum(line) for line in seats] == list(districts):
            return seats
    raise ParameterError("scaling did not come to an end: seats are tied, or cannot be shared")


def _check(votes: Matrix, districts: Sequence[int], parties: Sequence[int]) -> None:
    if len(votes) != len(districts) or {len(line) for line in votes} != {len(parties)}:
        raise ParameterError("votes have one row for each district and one column for each party")
    if min((*districts, *parties, *(min(line) for line in votes)), default=0) < 0:
        raise ParameterError("neither seats nor votes may be negative")
    if sum(districts) != sum(parties):
        raise ParameterError(
            f"the districts have {sum(districts)} seats, the parties {sum(parties)}",
            remedy="Both must add up to the same house.",
        )


def _any_shares(line: Sequence[int], due: int, formula: Formula) -> list[int]:
    """A district shared out on its own; where claims are equal, the first have the seats."""
    shared = exact_highest_averages(line, due, formula)
    winners = shared.tie.claimants[: shared.tie.seats] if shared.tie else ()
    return list(shared.settled(winners))


def _sums(seats: Sequence[Sequence[int]], columns: int) -> list[int]:
    return [sum(line[at] for line in seats) for at in range(columns)]


def _edges(votes: Matrix, seats: Matrix, formula: Formula) -> list[_Edge]:
    """What it costs to add a seat to a cell, or to take its last away, as factors.

    Nodes are the districts and then the parties. An edge from a district to a party adds a
    seat to the cell, at the price of one over the quotient it takes; an edge from a party to a
    district takes one away, at the price of the quotient given up.
    """
    rows = len(votes)
    by = divisors(formula, 1 + max(max(line) for line in seats))
    found: list[_Edge] = []
    for row, (cast, held) in enumerate(zip(votes, seats, strict=True)):
        for at, (v, s) in enumerate(zip(cast, held, strict=True)):
            if v:
                found.append((row, rows + at, Fraction(by[s], v)))
            if s:
                found.append((rows + at, row, Fraction(v, by[s - 1])))
    return found


def _cheapest_chain(
    edges: Sequence[_Edge], rows: int, columns: int,
    surplus: Sequence[int], wanting: Sequence[int],
) -> list[int]:  # fmt: skip
    """The nodes of the cheapest chain from a party with too many seats to one with too few."""
    price: list[Fraction | None] = [None] * (rows + columns)
    before = [-1] * (rows + columns)
    for at in surplus:
        price[rows + at] = Fraction(1)
    _relax(edges, price, before)
    reached = [(found, rows + at) for at in wanting if (found := price[rows + at]) is not None]
    if not reached:
        raise ParameterError(
            "the seats of districts and parties do not fit: some party is due more seats than "
            "the districts in which it has votes can give",
            remedy="Check the seats of the districts, and that no party's votes are missing.",
        )
    _, node = min(reached)
    chain = [node]
    while before[chain[-1]] >= 0:
        chain.append(before[chain[-1]])
    return chain[::-1]


def _relax(edges: Sequence[_Edge], price: list[Fraction | None], before: list[int]) -> None:
    """Bellman and Ford's shortest paths, with products in place of sums."""
    changed = True
    while changed:
        changed = False
        for start, end, factor in edges:
            known = price[start]
            if known is None:
                continue
            offered, current = known * factor, price[end]
            if current is None or offered < current:
                price[end], before[end], changed = offered, start, True


def _without_ties(
    votes: Matrix, seats: list[list[int]], districts: Sequence[int], parties: Sequence[int],
    formula: Formula,
) -> Biproportional:  # fmt: skip
    """Take back the seats that equal claims compete for: those on a cycle that costs nothing."""
    rows, columns = len(districts), len(parties)
    edges = _edges(votes, seats, formula)
    price: list[Fraction | None] = [Fraction(1)] * (rows + columns)
    _relax(edges, price, [-1] * (rows + columns))
    free = [
        (start, end) for start, end, factor in edges
        if price[end] == (price[start] or 0) * factor
    ]  # fmt: skip
    tied: set[Cell] = set()
    certain = [list(line) for line in seats]
    for start, end in _on_cycles(free, rows + columns):
        row, at = (start, end - rows) if start < rows else (end, start - rows)
        tied.add((row, at))
        certain[row][at] -= start >= rows
    left_by_party = map(operator.sub, parties, _sums(certain, columns))
    return Biproportional(
        tuple(tuple(line) for line in certain), tuple(sorted(tied)),
        tuple(due - sum(line) for due, line in zip(districts, certain, strict=True)),
        tuple(left_by_party),
    )  # fmt: skip


def _on_cycles(edges: Sequence[tuple[int, int]], nodes: int) -> Iterator[tuple[int, int]]:
    """The edges from whose end their start can be reached again."""
    onward: list[list[int]] = [[] for _ in range(nodes)]
    for start, end in edges:
        onward[start].append(end)
    reach = [_reachable(onward, node) for node in range(nodes)]
    return ((start, end) for start, end in edges if start in reach[end])


def _reachable(onward: Sequence[Sequence[int]], node: int) -> set[int]:
    found, new = {node}, {node}
    while new:
        new = reduce(operator.or_, (set(onward[at]) for at in new)) - found
        found |= new
    return found


def _rounded(quotient: Fraction, formula: Formula) -> int:
    """The seats of a quotient: rounded down under D'Hondt, to the nearest under Sainte-Laguë."""
    return int(quotient) if formula == "dhondt" else int(quotient + Fraction(1, 2))


def _divisor(quotas: Sequence[Fraction], due: int, formula: Formula) -> Fraction:
    """A divisor by which quotas round to so many seats: about half-way between all that do.

    There is none where claims are equal; whatever is returned then does not fit.
    """
    parts = 1 if formula == "dhondt" else 2
    steps = [Fraction(by, parts) for by in divisors(formula, due + 1)]
    tops = sorted((q / step for q in quotas if q for step in steps), reverse=True)
    if len(tops) < due + 1:
        return Fraction(1)
    middle = (tops[due] + (tops[due - 1] if due else 2 * tops[0])) / 2
    short = middle.limit_denominator(_COARSE)
    return short if tops[due] < short < middle * 2 - tops[due] else middle
