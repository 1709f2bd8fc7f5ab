"""Who could govern with whom: the House of Commons as a weighted vote.

A party votes as one. What counts as a majority depends on who votes at all: the Speaker does
not, and Sinn Féin's members never have. So a house is read in variants, and which was taken
belongs to every answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from commonweal.algorithms import power
from commonweal.algorithms.power import Game
from commonweal.core.errors import ParameterError, UnknownName
from commonweal.institutions.elections import history, tables

Speaker = Literal["former-party", "absent"]
ABSTENTIONISTS: tuple[str, ...] = ("SF",)
"""Parties whose members do not take their seats."""
_SPEAKER = "Speaker"
_SINGLE: frozenset[str] = frozenset({"Ind", "etc", "one-seat"})
"""Rows that hold members without a common party: each of them is a party of one."""


@dataclass(frozen=True)
class House:
    """The members who vote, by party: names, seats, and the game that a majority decides."""

    day: str
    parties: tuple[str, ...]
    seats: tuple[int, ...]

    @property
    def game(self) -> Game:
        """More than half of those who vote."""
        return power.majority(self.seats)

    def together(self, *parties: str) -> int:
        """Seats of some parties together.

        Raises UnknownName for a party without a member here.
        """
        for party in parties:
            if party not in self.parties:
                raise UnknownName("party with a seat", party, self.parties, where=self.day)
        return sum(
            seats for party, seats in zip(self.parties, self.seats, strict=True) if party in parties
        )

    def surplus(self, *parties: str) -> int:
        """How many seats some parties have beyond the fewest that win; below 0, how many they lack."""
        return self.together(*parties) - self.game.quota

    def minimal(self) -> tuple[tuple[str, ...], ...]:
        """Every coalition that has a majority and needs all of its parties for it."""
        return tuple(
            tuple(self.parties[member] for member in coalition)
            for coalition in power.minimal_winning(self.game)
        )

    def connected(self, spectrum: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Coalitions of neighbours along a spectrum that have a majority and are no longer than needed.

        Raises UnknownName for a party without a member here, ParameterError for one named twice.
        """
        self.together(*spectrum)
        places = [self.parties.index(party) for party in spectrum]
        return tuple(
            tuple(self.parties[member] for member in coalition)
            for coalition in power.minimal_connected(self.game, places)
        )


def house(
    name: str | int, *, speaker: Speaker = "former-party", absent: Sequence[str] = ABSTENTIONISTS
) -> House:
    """The house that a general election since 1918 returned, those who do not vote left out.

    ``speaker``: counted with the former party, or absent; before 2010 the source itself counts
    the Speaker with a party. ``absent``: parties whose members stay away. Raises UnknownName for
    an election that is not known, ParameterError where nobody is left.
    """
    day = history.election(name).day
    found: dict[str, int] = {}
    for row in tables.rows("party_results"):
        if row["election"] == day and int(row["seats"] or 0) and row["party"] not in absent:
            found[row["party"]] = int(row["seats"])
    chair = found.pop(_SPEAKER, 0)
    if chair and speaker == "former-party" and (former := _former_party(day)) not in absent:
        found[former] = found.get(former, 0) + chair
    listed = [
        (party if each == seats else f"{party} {number + 1}", each)
        for party, seats in found.items()
        for number, each in enumerate([1] * seats if party in _SINGLE else [seats])
    ]
    if not listed:
        raise ParameterError(
            "nobody is left in the house", where=day, remedy="Let fewer parties stay away."
        )
    listed.sort(key=lambda member: -member[1])
    return House(day, tuple(party for party, _ in listed), tuple(seats for _, seats in listed))


def _former_party(day: str) -> str:
    return next(row["speaker_party"] for row in tables.rows("elections") if row["election"] == day)
