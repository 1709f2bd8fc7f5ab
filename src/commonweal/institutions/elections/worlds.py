"""The votes of each general election since 1955, as worlds, and what any world of votes must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from commonweal.core.errors import UnknownName, WorldError
from commonweal.core.world import World
from commonweal.institutions.elections import older_worlds, tables

INDEPENDENT = "Ind"
"""The label of candidates without a party. They share a label, never a list."""
SPEAKER = "Speaker"
"""The label of the Speaker seeking re-election, unopposed by the larger parties."""


def election_named(day: str) -> tables.Row:
    """The row of an election by its day.

    Raises UnknownName for a day on which none of the shipped elections was held.
    """
    days = {row["election"]: row for row in tables.rows("elections")}
    if day not in days:
        raise UnknownName("general election", day, days, where="elections")
    return days[day]


def candidacies(day: str) -> list[tables.Row]:
    """Everybody who stood at an election; results on boundaries nobody voted in are not shipped."""
    return [row for row in tables.rows("candidacies") if row["election"] == day]


def general_election(day: str) -> World:
    """The votes of one general election since 2010, candidate by candidate (``counted_by_candidate``)."""
    election = election_named(day)
    facts = {
        "date": day,
        "title": election["title"],
        "speaker_party": election["speaker_party"],
        "source": "UK Parliament, election results",
        "licence": "Open Parliament Licence v3.0",
    }
    places = constituencies(election["boundary_set"])
    return counted_by_candidate(f"ge{day[:4]}", candidacies(day), places, facts)


def notional() -> World:
    """The votes of 2019 as they would have fallen on the boundaries of 2024: nobody cast them so.

    An estimate, for comparing 2024 with 2019; it is no shipped world and its winners are notional.
    """
    stood = list(tables.rows("notional_candidacies"))
    facts = {
        "date": stood[0]["election"],
        "title": "General election of 2019 on the boundaries of 2024 (notional)",
        "speaker_party": election_named(stood[0]["election"])["speaker_party"],
        "source": "UK Parliament, election results (notional results)",
        "licence": "Open Parliament Licence v3.0",
    }
    return counted_by_candidate("ge2019-on-2024", stood, constituencies("2024"), facts)


def constituencies(boundary_set: str) -> Mapping[str, tables.Row]:
    """The constituencies of a set of boundaries by their codes."""
    return {
        row["constituency"]: row
        for row in tables.rows("constituencies")
        if row["boundary_set"] == boundary_set
    }


def counted_by_candidate(
    name: str,
    stood: Sequence[tables.Row],
    places: Mapping[str, tables.Row],
    facts: Mapping[str, str],
) -> World:
    """Candidates and constituencies as a world.

    Arrays, one entry a candidate: ``constituency`` and ``party`` (codes into the labels),
    ``votes``, ``elected`` (as declared). One entry a constituency: ``region``, ``nation``.
    Parties are in order of their votes.
    """
    votes: Counter[str] = Counter()
    for row in stood:
        votes[row["party"]] += int(row["votes"])
    labels = {
        "constituency": tuple(places),
        "constituency_name": tuple(row["name"] for row in places.values()),
        "party": tuple(sorted(votes, key=lambda party: (-votes[party], party))),
        "region": tuple(sorted({row["region"] for row in places.values()})),
        "nation": tuple(sorted({row["nation"] for row in places.values()})),
    }
    code = {label: {text: i for i, text in enumerate(texts)} for label, texts in labels.items()}
    arrays = {
        "constituency": np.array([code["constituency"][row["constituency"]] for row in stood]),
        "party": np.array([code["party"][row["party"]] for row in stood]),
        "votes": np.array([int(row["votes"]) for row in stood]),
        "elected": np.array([row["elected"] == "true" for row in stood]),
        "region": np.array([code["region"][row["region"]] for row in places.values()]),
        "nation": np.array([code["nation"][row["nation"]] for row in places.values()]),
    }
    return World(name, arrays, labels, facts)


def shipped() -> Mapping[str, Callable[[], World]]:
    """Every shipped election by the name of its world: by candidate from 2010, then by group."""
    return {
        f"ge{row['election'][:4]}": partial(general_election, row["election"])
        for row in tables.rows("elections")
    } | {
        older_worlds.name_of(day): partial(older_worlds.general_election, day, INDEPENDENT, SPEAKER)
        for day in older_worlds.days()
    }


def checked(world: World) -> World:
    """The world if it is an election that can be counted, whoever made it.

    Raises UnknownName for an array that is missing, WorldError for votes below zero, codes
    without a label, or a constituency in which nobody stood.
    """
    where = f"world '{world.name}'"
    for name, labels in (
        ("constituency", "constituency"), ("party", "party"), ("region", "region"),
        ("nation", "nation"),
    ):  # fmt: skip
        if labels not in world.labels:
            raise UnknownName("label", labels, world.labels, where=where)
        codes = world[name]
        if codes.size and not 0 <= int(codes.min()) <= int(codes.max()) < len(world.labels[labels]):
            raise WorldError(
                f"'{name}' holds a code that has no label", where=where,
                remedy=f"Codes count from 0 to {len(world.labels[labels]) - 1}.",
            )  # fmt: skip
    if world["votes"].size and int(world["votes"].min()) < 0:
        raise WorldError(
            "a candidate has fewer than no votes", where=where,
            remedy="Check the array 'votes': it holds whole numbers from 0.",
        )  # fmt: skip
    seats = len(world.labels["constituency"])
    lengths = {world[name].size for name in ("constituency", "party", "votes")}
    if len(lengths) != 1 or {world["region"].size, world["nation"].size} != {seats}:
        raise WorldError(
            "the arrays do not fit together", where=where,
            remedy="constituency, party and votes have one entry a candidate; region and nation "
            "one a constituency.",
        )  # fmt: skip
    empty = np.flatnonzero(np.bincount(world["constituency"], world["votes"], seats) == 0)
    if empty.size:
        raise WorldError(
            f"nobody won a vote in '{world.labels['constituency'][int(empty[0])]}'", where=where,
            remedy="An uncontested seat cannot be counted: leave it out, and say so.",
        )  # fmt: skip
    return world
