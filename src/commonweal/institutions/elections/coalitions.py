"""Who could govern with whom: the House of Commons as a weighted vote.

A party votes as one. What counts as a majority depends on who votes at all: the Speaker does
not, and Sinn Féin's members never have. So a house is read in variants, and which was taken
belongs to every answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        if twice := [party for party in spectrum if spectrum.count(party) > 1]:
            raise ParameterError(
                f"'{twice[0]}' is there twice in the spectrum", where=self.day,
                remedy="Name each party at most once, from left to right.",
            )  # fmt: skip
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
    the Speaker with a party, so that ``absent`` is refused. ``absent``: parties whose members
    stay away; Sinn Féin may be named where it has none. Raises UnknownName for an election, or a
    party with a seat, that is not known, ParameterError where nobody is left.
    """
    day = history.election(name).day
    elected = {
        row["party"]: int(row["seats"] or 0)
        for row in tables.rows("party_results")
        if row["election"] == day and int(row["seats"] or 0)
    }
    _check_variant(day, speaker, absent, elected)
    found = {party: seats for party, seats in elected.items() if party not in absent}
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


def _check_variant(
    day: str, speaker: Speaker, absent: Sequence[str], elected: Mapping[str, int]
) -> None:
    """Raise what ``house`` does for a party, or a Speaker, whose absence would change nothing."""
    for party in absent:
        if party not in elected and party not in ABSTENTIONISTS:
            raise UnknownName("party with a seat", party, elected, where=day)
    if speaker == "absent" and _SPEAKER not in {*elected, *absent}:
        raise ParameterError(
            "the source counts the Speaker of this house with a party, and does not say which",
            where=day, remedy="Leave the Speaker's absence out, or take an election since 2010.",
        )  # fmt: skip


def _former_party(day: str) -> str:
    return next(row["speaker_party"] for row in tables.rows("elections") if row["election"] == day)
