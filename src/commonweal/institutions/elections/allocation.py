"""Sharing out seats among lists by any of the rules, in one district or in many.

Ties stay undecided unless a seed for the lot is given. The lot is drawn from the seed and the
names, so it does not depend on the order of a file.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal, cast

from commonweal.algorithms import additional_members, apportionment
from commonweal.algorithms.apportionment import Apportionment, Formula
from commonweal.algorithms.biproportional import biproportional
from commonweal.core.errors import ParameterError, UnknownName
from commonweal.institutions.elections.votes_file import ListVotes, Votes

Rule = Literal["dhondt", "sainte-lague", "hare", "droop", "ams", "mmp", "biproportional"]
RULES: Mapping[str, str] = {
    "dhondt": "D'Hondt (highest averages)",
    "sainte-lague": "Sainte-Laguë (highest averages)",
    "hare": "largest remainders by the Hare quota",
    "droop": "largest remainders by the Droop quota",
    "ams": "additional members without overhang, as in Scotland",
    "mmp": "mixed members with overhang, as in New Zealand",
    "biproportional": "in proportion by district and party at once, as in Zürich",
}
_FORMULAS: Mapping[str, Formula] = {
    "ams": "dhondt", "mmp": "sainte-lague", "biproportional": "sainte-lague",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """The rule and what it leaves open.

    ``threshold``: share of votes a list needs; ``waived_by``: constituencies that do instead, 0
    for none; ``formula``: which averages ams, mmp and biproportional use; ``lot``: the seed that
    settles ties, None to leave them open. The defaults of ``formula`` and ``waived_by`` are
    those of the laws that the rules are named after.
    """

    rule: Rule
    threshold: float = 0.0
    waived_by: int | None = None
    formula: Formula | None = None
    lot: int | None = None

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise UnknownName("rule", self.rule, RULES)
        if not 0 <= self.threshold <= 1:
            raise ParameterError("a threshold is a share of the votes, from 0 to 1")
        if self.formula is not None and self.rule not in _FORMULAS:
            raise ParameterError(
                f"the rule {self.rule} leaves no formula open",
                where="--formula", remedy=f"It can be chosen for {', '.join(_FORMULAS)}.",
            )  # fmt: skip

    @property
    def averages(self) -> Formula:
        """The divisors in use, where the rule is one of averages."""
        return self.formula or _FORMULAS.get(self.rule) or cast("Formula", self.rule)

    @property
    def waiver(self) -> int:
        """How many constituencies waive the threshold."""
        return int(self.rule == "mmp") if self.waived_by is None else self.waived_by


@dataclass(frozen=True, slots=True)
class ListResult:
    """What a list gets in a district: certain seats, of which so many from its list.

    ``entitled``: over the threshold, or waived. ``overhang``: constituencies beyond its share.
    """

    district: str
    party: str
    votes: int
    entitled: bool
    constituencies: int
    seats: int
    overhang: int = 0

    @property
    def additional(self) -> int:
        """Seats from the list."""
        return self.seats - self.constituencies


@dataclass(frozen=True, slots=True)
class TiedSeats:
    """Equal claims: so many ``seats`` among these, and who has them where the lot was drawn.

    ``claimants`` and ``winners``: (district, party).
    """

    seats: int
    claimants: tuple[tuple[str, str], ...]
    winners: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Allocation:
    """Who has the seats. ``house``: the seats there were to share, before any overhang."""

    terms: Terms
    house: int
    results: tuple[ListResult, ...]
    ties: tuple[TiedSeats, ...] = ()
    quotas: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def undecided(self) -> int:
        """Seats left to a lot that was not drawn."""
        return sum(tie.seats for tie in self.ties if not tie.winners)

    @property
    def votes(self) -> int:
        """All votes for lists."""
        return sum(result.votes for result in self.results)

    @cached_property
    def parties(self) -> tuple[ListResult, ...]:
        """Each party's results added up over the districts, the largest first."""
        totals: dict[str, ListResult] = {}
        for result in self.results:
            before = totals.get(result.party)
            totals[result.party] = result if before is None else _sum(before, result)
        return tuple(sorted(totals.values(), key=lambda r: (-r.votes, r.party)))

    @property
    def gallagher(self) -> float | None:
        """Gallagher's index over parties, in points; None while seats are undecided."""
        import numpy as np

        from commonweal.institutions.elections.measures import gallagher

        seats = np.array([party.seats for party in self.parties], dtype=np.float64)
        if self.undecided or not seats.sum():
            return None
        votes = np.array([party.votes for party in self.parties], dtype=np.float64)
        return gallagher(votes / votes.sum(), seats / seats.sum())


def allocate(votes: Votes, terms: Terms, seats: int | None = None) -> Allocation:
    """Share out the seats of each district, or of all at once, by the terms.

    ``seats``: of the house, where the votes do not say it of each district; for ams and mmp the
    whole house, constituencies and lists together. The threshold is a share of the votes of a
    district, under biproportional of all votes.

    Raises ParameterError for seats that are missing or contradict the file, a threshold that
    nobody reaches, and what the rule itself refuses.
    """
    houses = _houses(votes, seats)
    if any(row.constituencies for row in votes.rows) and terms.rule not in ("ams", "mmp"):
        raise ParameterError(
            f"the rule {terms.rule} knows no constituencies",
            where="column 'constituencies'",
            remedy="Leave the column out, or take ams or mmp.",
        )
    if terms.rule == "biproportional":
        return _across_districts(votes, houses, terms)
    found = [_within(votes.within(name), due, terms) for name, due in houses.items()]
    quotas = {
        name: apportionment.quota_size(
            sum(row.votes for row in votes.within(name)), due, terms.rule
        )
        for name, due in houses.items()
        if terms.rule in ("hare", "droop") and due
    }
    return Allocation(
        terms, sum(houses.values()), tuple(r for results, _ in found for r in results),
        tuple(tie for _, tie in found if tie), quotas,
    )  # fmt: skip


def _houses(votes: Votes, seats: int | None) -> dict[str, int]:
    """The seats of each district."""
    stated = [votes.seats.get(name) for name in votes.districts]
    known = {n: s for n, s in zip(votes.districts, stated, strict=True) if s is not None}
    if not known and len(stated) == 1 and seats is not None:
        return {votes.districts[0]: seats}
    if len(known) < len(stated):
        missing = next(name for name in votes.districts if name not in known)
        raise ParameterError(
            f"the seats of {missing or 'the house'} are not stated",
            remedy="Give --seats N." if len(stated) == 1
            else "Add a column 'seats': those of its district in each row.",
        )  # fmt: skip
    if seats is not None and seats != sum(known.values()):
        raise ParameterError(
            f"the file says {sum(known.values())} seats, not {seats}",
            where="--seats", remedy="Leave --seats out: the file says them.",
        )  # fmt: skip
    return known


def _within(
    rows: Sequence[ListVotes], house: int, terms: Terms
) -> tuple[list[ListResult], TiedSeats | None]:
    """The seats of one district."""
    votes, won = [row.votes for row in rows], [row.constituencies for row in rows]
    _check_house(house, votes, rows[0].district)
    may = additional_members.entitled(votes, terms.threshold, won, terms.waiver)
    counted = [v if m else 0 for v, m in zip(votes, may, strict=True)]
    if terms.rule in ("ams", "mmp"):
        rule = (
            additional_members.without_overhang if terms.rule == "ams"
            else additional_members.with_overhang
        )  # fmt: skip
        mixed = rule(votes, won, house, formula=terms.averages, entitled=may)
        tie = _drawn(mixed.share, rows, terms)
        if tie and tie.winners:
            mixed = mixed.settled(_places(tie, rows))
        given, over = mixed.seats, mixed.overhang
    else:
        shared = _shared(counted, house, terms)
        tie = _drawn(shared, rows, terms)
        given = shared.settled(_places(tie, rows)) if tie and tie.winners else shared.seats
        over = (0,) * len(rows)
    results = [
        ListResult(row.district, row.party, row.votes, m, row.constituencies, s, o)
        for row, m, s, o in zip(rows, may, given, over, strict=True)
    ]
    return results, tie


def _shared(votes: Sequence[int], house: int, terms: Terms) -> Apportionment:
    if terms.rule in ("hare", "droop"):
        return apportionment.largest_remainders(votes, house, terms.rule)
    return apportionment.highest_averages(votes, house, terms.averages)


def _across_districts(votes: Votes, houses: Mapping[str, int], terms: Terms) -> Allocation:
    """Seats by district and party at once."""
    cast_for = {(row.district, row.party): row.votes for row in votes.rows}
    totals = [sum(row.votes for row in votes.rows if row.party == party) for party in votes.parties]
    _check_house(sum(houses.values()), totals, "")
    may = additional_members.entitled(totals, terms.threshold)
    parties = [party for party, entitled in zip(votes.parties, may, strict=True) if entitled]
    whole = [ListVotes("", p, t) for p, t, m in zip(votes.parties, totals, may, strict=True) if m]
    shared = apportionment.highest_averages(
        [row.votes for row in whole], sum(houses.values()), terms.averages
    )
    upper = _drawn(shared, whole, terms)
    if upper and not upper.winners:
        raise ParameterError(
            f"{_named(upper)} have equal claims to {upper.seats} of the seats of the house",
            remedy="Draw the lot with --lot SEED; then the districts can be shared out.",
        )
    due = shared.settled(_places(upper, whole)) if upper else shared.seats
    matrix = [[cast_for.get((name, party), 0) for party in parties] for name in houses]
    found = biproportional(matrix, list(houses.values()), due, terms.averages)
    cells = [(list(houses)[row], parties[at]) for row, at in found.tied]
    winners: tuple[tuple[int, int], ...] = ()
    if cells and terms.lot is not None:
        winners = _cells_by_lot(found.tied, cells, found.districts, found.parties, terms.lot)
    table = found.settled(winners) if winners else found.seats
    given = {
        (name, party): seats
        for name, line in zip(houses, table, strict=True)
        for party, seats in zip(parties, line, strict=True)
    }
    results = tuple(
        ListResult(row.district, row.party, row.votes, row.party in parties, 0,
                   given.get((row.district, row.party), 0))
        for row in votes.rows
    )  # fmt: skip
    ties = [upper] if upper else []
    if cells:
        named = tuple((list(houses)[row], parties[at]) for row, at in winners)
        ties.append(TiedSeats(sum(found.districts), tuple(cells), named))
    return Allocation(terms, sum(houses.values()), results, tuple(ties))


def _check_house(house: int, votes: Sequence[int], district: str) -> None:
    place = f" in {district}" if district else ""
    if house < 1:
        raise ParameterError(f"there are no seats to share out{place}", remedy="Give 1 or more.")
    if not any(votes):
        raise ParameterError(f"nobody voted{place}: the seats have nobody to go to")


def _drawn(shared: Apportionment, rows: Sequence[ListVotes], terms: Terms) -> TiedSeats | None:
    """The tie, with the winners where there is a lot."""
    if shared.tie is None:
        return None
    names = [(rows[at].district, rows[at].party) for at in shared.tie.claimants]
    if terms.lot is None:
        return TiedSeats(shared.tie.seats, tuple(names))
    seed = terms.lot
    ranked = sorted(names, key=lambda name: _lot(seed, *name), reverse=True)
    return TiedSeats(shared.tie.seats, tuple(names), tuple(ranked[: shared.tie.seats]))


def _places(tie: TiedSeats | None, rows: Sequence[ListVotes]) -> list[int]:
    won = set(tie.winners) if tie else set()
    return [at for at, row in enumerate(rows) if (row.district, row.party) in won]


def _cells_by_lot(
    tied: Sequence[tuple[int, int]], names: Sequence[tuple[str, str]],
    districts: Sequence[int], parties: Sequence[int], seed: int,
) -> tuple[tuple[int, int], ...]:  # fmt: skip
    """Let each tied cell draw a number, and take the cells with the highest numbers together.

    The numbers are so near to one another that no cell would get two seats before another
    gets one, so sharing the seats in proportion to them takes each cell once at most.
    """
    table = [[0] * len(parties) for _ in districts]
    for (row, at), name in zip(tied, names, strict=True):
        table[row][at] = (1 << 80) + _lot(seed, *name)
    chosen = biproportional(table, districts, parties, "dhondt")
    return tuple(cell for cell in tied if chosen.seats[cell[0]][cell[1]])


def _lot(seed: int, district: str, party: str) -> int:
    text = f"{seed}\0{district}\0{party}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def _named(tie: TiedSeats) -> str:
    return ", ".join(party for _, party in tie.claimants)


def _sum(one: ListResult, other: ListResult) -> ListResult:
    added = map(
        operator.add,
        (one.votes, one.constituencies, one.seats, one.overhang),
        (other.votes, other.constituencies, other.seats, other.overhang),
    )
    votes, won, seats, over = added
    return ListResult("", one.party, votes, one.entitled or other.entitled, won, seats, over)
