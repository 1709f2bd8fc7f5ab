"""An election as it came out: who stood, who voted for whom, and who was elected."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from commonweal.institutions.elections import history, measures, tables, worlds
from commonweal.institutions.elections.history import UNKNOWN, GroupElection

TITLES: Mapping[str, str] = {
    "con": "Conservatives", "lib": "Liberals", "lab": "Labour",
    "nat": "Scottish and Welsh nationalists", "oth": "others",
}  # fmt: skip
"""Groups of parties in words."""
_LIBERAL_DEMOCRATS = "1992"
_WITH_ALLIES = ("1931", "1951")
SMALLER = "smaller parties"
_SMALL = 0.005
_NATIONAL = ("con", "lib", "lab")


@dataclass(frozen=True, slots=True)
class PartyOutcome:
    """What became of a party: constituencies stood in, members returned without a vote, votes.

    ``at_most``: the share of all votes it would have had, had everybody voted for it where it
    did not stand; nan for those that never meant to stand everywhere, and since 2010. ``seats``: members, those elected unopposed with them.
    """

    party: str
    stood: int
    unopposed: int
    votes: int
    share: float
    at_most: float
    seats: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A general election: its parties by seats and votes, and what the table cannot tell.

    ``undecided``: members of two- and three-member constituencies whose party is not known;
    ``uncontested``: constituencies without a vote; ``pooled``: those led by pooled others
    before 1950; ``gallagher`` in points, nan where members are unknown or others are pooled.
    """

    name: str
    day: str
    house: int
    votes: int
    electors: int
    parties: tuple[PartyOutcome, ...]
    undecided: int
    uncontested: int
    pooled: int
    speaker: str
    by_group: bool
    gallagher: float


def outcome(name: str | int) -> Outcome:
    """The outcome of any general election since 1918; raises UnknownName for another year."""
    found = history.election(name)
    by_group = found.day < "2010"
    parties = _groups(found) if by_group else _parties(found)
    known = bool((found.electorate > 0).all())
    undecided = found.house - int(found.members().sum())
    short = {day: short for short, day in history.names().items()}[found.day]
    return Outcome(
        short, found.day, found.house, int(found.votes.sum()),
        int(found.electorate.sum()) if known else 0,
        tuple(sorted(parties, key=lambda p: (p.party == SMALLER, -p.seats, -p.votes))),
        undecided, int((~found.contested).sum()), int(found.pooled.sum()),
        found.name[found.speaker] if found.speaker != UNKNOWN else "",
        by_group, math.nan if by_group else _gallagher(found),
    )  # fmt: skip


def _groups(found: GroupElection) -> Sequence[PartyOutcome]:
    rows = []
    members = found.members()
    for place, group in enumerate(found.groups):
        if not found.stood[:, place].any():
            continue
        low, high = found.support(group)
        rows.append(PartyOutcome(
            title_of(group, found.day), int(found.stood[:, place].sum()), int(found.unopposed[:, place].sum()),
            int(found.votes[:, place].sum()), low, high if group in _NATIONAL else math.nan,
            int(members[place]),
        ))  # fmt: skip
    return rows


def title_of(group: str, day: str) -> str:
    """A group of parties in words, as it was known on the day."""
    if group == "lib" and day >= _LIBERAL_DEMOCRATS:
        return "Liberal Democrats"
    if group == "con" and _WITH_ALLIES[0] <= day[:4] <= _WITH_ALLIES[1]:
        return "Conservatives and allies"
    return TITLES[group]


def _parties(found: GroupElection) -> Sequence[PartyOutcome]:
    """Parties with a seat or half a per cent of the votes, and all others as one row."""
    cast, seats = _tallies(found.day)
    places: dict[str, set[str]] = {}
    for row in worlds.candidacies(found.day):
        places.setdefault(row["party"], set()).add(row["constituency"])
    named = party_names()
    total = sum(cast.values())
    small = {party for party in cast if not seats[party] and cast[party] < _SMALL * total}
    rows = [
        PartyOutcome(
            named[party], len(places[party]), 0, cast[party], cast[party] / total, math.nan,
            seats[party],
        )
        for party in cast
        if party not in small
    ]  # fmt: skip
    rest = sum(cast[party] for party in small)
    stood = set[str]().union(*(places[party] for party in small))
    return [*rows, PartyOutcome(SMALLER, len(stood), 0, rest, rest / total, math.nan, 0)]


def _gallagher(found: GroupElection) -> float:
    cast, seats = _tallies(found.day)
    votes = np.array(list(cast.values()), dtype=np.float64)
    won = np.array([seats[party] for party in cast], dtype=np.float64)
    return measures.gallagher(votes / votes.sum(), won / won.sum())


def _tallies(day: str) -> tuple[Counter[str], Counter[str]]:
    """Votes and seats of each party at an election since 2010."""
    cast, seats = Counter[str](), Counter[str]()
    for row in worlds.candidacies(day):
        cast[row["party"]] += int(row["votes"])
        seats[row["party"]] += row["elected"] == "true"
    return cast, seats


def winners(day: str) -> Mapping[str, str]:
    """The party that won each constituency of an election since 2010, by the constituency's code."""
    return {
        row["constituency"]: row["party"]
        for row in worlds.candidacies(day)
        if row["elected"] == "true"
    }


def boundaries(day: str) -> str:
    """The set of boundaries on which an election since 2010 was held."""
    return worlds.election_named(day)["boundary_set"]


def party_names() -> Mapping[str, str]:
    """The first registered name of each party since 2010, by its id."""
    return {row["party"]: row["name"].split(" / ")[0] for row in tables.rows("parties")}
