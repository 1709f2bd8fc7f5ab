"""The general elections of 1955 to 2005 as worlds: groups of parties in place of candidates.

In each constituency Conservatives, Labour, Liberals, Scottish and Welsh nationalists are one
candidate each, and all others together are one independent: a list of one under any rule, so
that small parties which a source has pooled never win a seat of a region by being added up
across it. They win where they did win, most of all in Northern Ireland since 1974. Elections
before 1955 are not here: nobody can count a seat without a contest, or one of two members whose
candidates are added together (``history`` has them).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from commonweal.core.world import World
from commonweal.institutions.elections import history, tables
from commonweal.institutions.elections.history import GroupElection, Ints

_FIRST = "1955"
_NATIONALISTS: Mapping[str, str] = {"Scotland": "SNP", "Wales": "PC"}
POOLED = (
    "Groups of parties in place of candidates: all others of a constituency are pooled as one "
    "independent, so that lists of small parties win less here than they might have."
)


def days() -> tuple[str, ...]:
    """The elections that can be counted by group."""
    return tuple(day for day in history.days() if _FIRST <= day < "2010")


def name_of(day: str) -> str:
    """The name of its world: ``ge1983``, and ``ge1974F`` and ``ge1974O``."""
    return "ge" + {known: name for name, known in history.names().items()}[day]


def general_election(day: str, independent: str, speaker: str) -> World:
    """The votes of one general election by group, in the shape of ``worlds.general_election``.

    ``independent`` and ``speaker`` are the labels of lists of one.
    """
    return world_of(history.election(day), name_of(day), _facts(day), (independent, speaker))


def world_of(
    found: GroupElection, name: str, facts: Mapping[str, str], alone: tuple[str, str]
) -> World:
    """An election by groups as a world; ``alone``: the labels of independents and the Speaker."""
    parties = _parties(found, *alone)
    place, group = np.nonzero(found.votes)
    cast = found.votes[place, group]
    stood = [parties[at][column] for at, column in zip(place.tolist(), group.tolist(), strict=True)]
    of_party: dict[str, int] = {}
    for party, votes in zip(stood, cast.tolist(), strict=True):
        of_party[party] = of_party.get(party, 0) + votes
    labels = {
        "constituency": found.code,
        "constituency_name": found.name,
        "party": tuple(sorted(of_party, key=lambda party: (-of_party[party], party))),
        "region": tuple(sorted(set(found.region))),
        "nation": tuple(sorted(set(found.nation))),
    }
    arrays = {
        "constituency": place,
        "party": _codes(stood, labels["party"]),
        "votes": cast,
        "elected": found.winner[place] == group,
        "region": _codes(found.region, labels["region"]),
        "nation": _codes(found.nation, labels["nation"]),
    }
    return World(name, arrays, labels, facts)


def _parties(found: GroupElection, independent: str, speaker: str) -> list[list[str]]:
    """The party each group stands for, constituency by constituency."""
    liberal = "Lib" if found.day < "1988" else "LD"
    named = [
        ["Con", liberal, "Lab", _NATIONALISTS.get(nation, "nat"), independent]
        for nation in found.nation
    ]
    if found.speaker != history.UNKNOWN:
        named[found.speaker][int(found.winner[found.speaker])] = speaker
    return named


def _codes(texts: list[str] | tuple[str, ...], labels: tuple[str, ...]) -> Ints:
    code = {text: number for number, text in enumerate(labels)}
    return np.array([code[text] for text in texts], dtype=np.int64)


def _facts(day: str) -> Mapping[str, str]:
    chairs = {row["election"]: row["party"] for row in tables.rows("speakers")}
    month = {"1974-02-28": "February ", "1974-10-10": "October "}.get(day, "")
    return {
        "date": day,
        "title": f"General election of {month}{day[:4]}, by groups of parties",
        "speaker_party": chairs.get(day, ""),
        "groups": POOLED,
        "source": "House of Commons Library, CBP-8647",
        "licence": "Open Parliament Licence v3.0",
    }
