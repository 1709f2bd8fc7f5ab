"""Every general election since 1918 by constituency and group of parties.

The sources before 2010 know five groups and no candidates: Conservatives and their allies,
Liberals, Labour, the nationalists of Scotland and Wales, and all others together. From 2010 the
groups are added up from the candidates. Three traps are values here and not silences: nobody
stood for a group (``stood``), nobody opposed a member (``unopposed``), and nobody can tell from
pooled votes who won (``winner`` is ``UNKNOWN``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import UnknownName
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import tables

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

GROUPS = ("con", "lib", "lab", "nat", "oth")
"""Columns of votes: Conservatives and allies, Liberals, Labour, SNP and Plaid Cymru, others."""
GROUP_OF_PARTY: Mapping[str, str] = {
    "Con": "con", "LD": "lib", "Lab": "lab", "SNP": "nat", "PC": "nat",
}  # fmt: skip
"""The groups of parties from 2010 on; every other party, and the Speaker, is with the others."""
UNKNOWN = -1
"""A winner that the votes of a group do not show."""
_OTHERS = GROUPS.index("oth")
_1974 = {"1974-02-28": "1974F", "1974-10-10": "1974O"}


@dataclass(frozen=True, eq=False)
class GroupElection:
    """One general election by constituency and group.

    ``votes``: i8[constituencies, groups], 0 where nobody stood; ``stood``: the mask of who did,
    with votes or without; ``unopposed``: i8[constituencies, groups], members returned without a
    vote. One entry a constituency: ``seats`` (members), ``electorate`` (nan where not known),
    ``declared`` (the winner's group where the votes do not show it, else UNKNOWN), and texts
    ``code``, ``name``, ``nation``, ``region``. Codes agree between elections on the same
    boundaries (``boundary_set``).
    """

    day: str
    boundary_set: str
    code: tuple[str, ...]
    name: tuple[str, ...]
    nation: tuple[str, ...]
    region: tuple[str, ...]
    votes: Ints
    stood: Mask
    unopposed: Ints
    seats: Ints
    electorate: Floats
    declared: Ints

    @property
    def groups(self) -> tuple[str, ...]:
        return GROUPS

    @property
    def house(self) -> int:
        """Members elected, in all constituencies."""
        return int(self.seats.sum())

    @cached_property
    def contested(self) -> Mask:
        """Constituencies where votes were cast."""
        return np.asarray(self.votes.sum(axis=1) > 0)

    @cached_property
    def winner(self) -> Ints:
        """The group that won each one-member constituency; UNKNOWN where more were elected.

        The group with the most votes, unless another was declared: others are pooled, and may
        have more votes together than the winner had.
        """
        most = np.argmax(self.votes, axis=1)
        alone = np.argmax(self.unopposed, axis=1)
        found = np.where(self.contested, most, alone)
        found = np.where(self.declared == UNKNOWN, found, self.declared)
        known: Ints = np.where(self.seats == 1, found, UNKNOWN)
        return known

    @cached_property
    def pooled(self) -> Mask:
        """Constituencies before 1950 where others lead and nobody else was declared.

        The others may be several candidates, each behind the next group. From 1950 on the winners
        agree with the published seats.
        """
        doubtful = (self.winner == _OTHERS) & self.contested & (self.declared == UNKNOWN)
        return np.asarray(doubtful & (self.day < "1950"))

    @cached_property
    def speaker(self) -> int:
        """The place of the Speaker seeking re-election; UNKNOWN where there was none.

        The group they are counted with is that of the source: with their former party, or
        with the others.
        """
        seats = _speakers(self.day) & set(self.code)
        return self.code.index(seats.pop()) if seats else UNKNOWN

    def members(self) -> Ints:
        """Members of each group: i8[groups], those of contested two-member seats left out.

        ``house - members().sum()`` is how many are left out: 0 from 1950 on.
        """
        one = self.winner[self.winner != UNKNOWN]
        many = self.unopposed[self.seats > 1].sum(axis=0)
        found: Ints = np.bincount(one, minlength=len(GROUPS)) + many
        return found

    def column(self, group: str) -> int:
        """The place of a group; raises UnknownName for one that is not known."""
        if group not in GROUPS:
            raise UnknownName("group of parties", group, GROUPS, where=self.day)
        return GROUPS.index(group)

    def support(self, group: str) -> tuple[float, float]:
        """Bounds of the share of all votes that a group would have had, had it stood everywhere.

        The lower bound is the share it had; the upper adds every vote cast where it did not
        stand. A party without a candidate had supporters, and no vote says how many.
        """
        place = self.column(group)
        cast = self.votes.sum(axis=1)
        total = int(cast.sum())
        had = int(self.votes[:, place].sum())
        absent = int(cast[~self.stood[:, place]].sum())
        return had / total, (had + absent) / total

    def only(self, *nations: str) -> GroupElection:
        """The constituencies of some nations: Great Britain is England, Scotland and Wales."""
        for nation in nations:
            if nation not in self.nation:
                raise UnknownName("nation", nation, sorted(set(self.nation)), where=self.day)
        return self.where(np.array([nation in nations for nation in self.nation]))

    def where(self, kept: Mask) -> GroupElection:
        """The constituencies that a mask keeps."""

        def some(texts: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(text for text, here in zip(texts, kept.tolist(), strict=True) if here)

        return GroupElection(
            self.day, self.boundary_set, some(self.code), some(self.name), some(self.nation),
            some(self.region), self.votes[kept], self.stood[kept], self.unopposed[kept],
            self.seats[kept], self.electorate[kept], self.declared[kept],
        )  # fmt: skip


def days() -> tuple[str, ...]:
    """The days of every general election since 1918, the earliest first."""
    return tuple(sorted({row["election"] for row in tables.rows("party_results")}))


def names() -> Mapping[str, str]:
    """The day of each election by its short name: the year, or 1974F and 1974O."""
    return {_1974.get(day, day[:4]): day for day in days()}


def election(name: str | int) -> GroupElection:
    """A general election by its year (1951), by 1974F or 1974O, or by its day.

    Raises UnknownName for a year without one; the two of 1974 are named apart.
    """
    known = names()
    text = str(name)
    if text not in known and text not in known.values():
        raise UnknownName("general election", text, known, where="elections since 1918")
    day = known.get(text, text)
    return from_candidates(day) if day >= "2010" else from_groups(day)


def _speakers(day: str) -> set[str]:
    older = {row["constituency"] for row in tables.rows("speakers") if row["election"] == day}
    since_2010 = {
        row["constituency"]
        for row in tables.rows("candidacies")
        if row["election"] == day and row["party"] == "Speaker" and row["elected"] == "true"
    }
    return older | since_2010


@cache
def from_groups(day: str) -> GroupElection:
    """Read an election before 2010, by its day."""
    rows = [row for row in tables.rows("group_results") if row["election"] == day]
    places = {row["constituency"]: row for row in tables.rows("group_constituencies")}
    here = [places[row["constituency"]] for row in rows]
    votes = np.array([[int(row[group] or 0) for group in GROUPS] for row in rows])
    unopposed = np.array(
        [[row["unopposed"].split("+").count(group) for group in GROUPS] for row in rows]
    )
    declared = [GROUPS.index(row["winner"]) if row["winner"] else UNKNOWN for row in rows]
    return GroupElection(
        day,
        here[0]["boundary_set"],
        tuple(row["constituency"] for row in rows),
        tuple(row["name"] for row in here),
        tuple(row["nation"] for row in here),
        tuple(row["region"] for row in here),
        votes.astype(np.int64),
        (votes > 0) | (unopposed > 0),
        unopposed.astype(np.int64),
        np.array([int(row["seats"]) for row in rows], dtype=np.int64),
        np.array([float(row["electorate"] or "nan") for row in rows]),
        np.array(declared, dtype=np.int64),
    )


@cache
def notional() -> GroupElection:
    """The votes of 2019 as they would have fallen on the boundaries of 2024: nobody cast them so."""
    rows = tables.rows("notional_candidacies")
    return _added_up(rows[0]["election"], "2024", rows)


@cache
def from_candidates(day: str) -> GroupElection:
    """Add candidates up into groups; the winner is the one declared elected."""
    boundaries = {row["election"]: row["boundary_set"] for row in tables.rows("elections")}[day]
    stood = [row for row in tables.rows("candidacies") if row["election"] == day]
    return _added_up(day, boundaries, stood)


def _added_up(day: str, boundaries: str, candidacies: Sequence[tables.Row]) -> GroupElection:
    places = {
        row["constituency"]: row
        for row in tables.rows("constituencies")
        if row["boundary_set"] == boundaries
    }
    place_of = {code: number for number, code in enumerate(places)}
    votes = np.zeros((len(places), len(GROUPS)), dtype=np.int64)
    declared = np.full(len(places), UNKNOWN, dtype=np.int64)
    stood = np.zeros(votes.shape, dtype=np.bool_)
    for row in candidacies:
        place = place_of[row["constituency"]]
        group = GROUPS.index(GROUP_OF_PARTY.get(row["party"], "oth"))
        votes[place, group] += int(row["votes"])
        stood[place, group] = True
        if row["elected"] == "true":
            declared[place] = group
    electors = {
        row["constituency"]: float(row["electorate"])
        for row in tables.rows("electorates")
        if row["election"] == day and boundaries == "2010"
    }
    described = tuple(places.values())
    return GroupElection(
        day,
        boundaries,
        tuple(places),
        tuple(row["name"] for row in described),
        tuple(row["nation"] for row in described),
        tuple(row["region"] for row in described),
        votes,
        stood,
        np.zeros_like(votes),
        np.ones(len(places), dtype=np.int64),
        np.array([electors.get(code, math.nan) for code in places]),
        declared,
    )
