"""Every general election since 1918 at once: a pact of Labour and Liberals, or a campaign of Labour's.

The world is the votes of all constituencies at all elections, by group of parties; the model
counts each election as it was, or with one partner standing down, or with more votes for Labour
in one part of the country, and adds up for how many years each result stood. An election is taken by itself: its votes and its day are those of history,
whatever a pact would have made of the elections before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import cast

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Draws, Floats, Result, UnitValues
from commonweal.core.world import World
from commonweal.institutions.elections import campaign, history, pacts
from commonweal.institutions.elections.century_voters import VOTES_BEHIND_A_VALUE, Voters, voters
from commonweal.institutions.elections.history import GROUPS, Ints
from commonweal.institutions.elections.pacts import (
    CON,
    LAB,
    LIB,
    Fought,
    Transfers,
)
from commonweal.parameters.policy import Policy

NAME = "since-1918"
SPANS: Mapping[str, tuple[str, str]] = {
    "1918 to 2000": ("1918-12-14", "2000-12-31"),
    "1918 to 2012": ("1918-12-14", "2012-10-01"),
    "1945 to 2012": ("1945-07-05", "2012-10-01"),
    "1918 to 2024": ("1918-12-14", "2024-07-04"),
}
"""First and last day: to the end of the century, to the essay of October 2012, to the last election."""
_YEAR = 365.25
_READS = ("liberals_follow", "liberals_leak", "labour_follow", "labour_leak")
_READS_OF_A_CAMPAIGN = ("campaign_votes", "campaign_from_conservatives", "campaign_from_liberals")


@cache
def world() -> World:
    """The votes of every general election since 1918, constituency by constituency.

    Arrays, one entry a constituency at an election: ``election``, ``region`` (codes),
    ``weaker_before``, ``open``; by group also ``votes``, ``stood``, ``members``. One entry an
    election: ``day`` (as an ordinal).
    """
    short = {day: name for name, day in history.names().items()}
    found = [history.election(day) for day in history.days()]
    fought = [
        pacts.fought(one, before) for one, before in zip(found, [None, *found[:-1]], strict=True)
    ]
    regions = tuple(sorted({region for one in found for region in one.region}))
    code = {region: number for number, region in enumerate(regions)}
    arrays = {
        name: np.concatenate([getattr(one, name) for one in fought])
        for name in ("votes", "stood", "members", "open", "weaker_before")
    }
    arrays["election"] = np.repeat(np.arange(len(found)), [len(one.code) for one in found])
    arrays["region"] = np.array([code[region] for one in found for region in one.region])
    arrays["day"] = np.array([date.fromisoformat(one.day).toordinal() for one in found])
    labels = {
        "election": tuple(short[one.day] for one in found), "group": GROUPS, "region": regions,
    }  # fmt: skip
    facts = {
        "title": "Every general election since 1918, by groups of parties",
        "source": "House of Commons Library, CBP-8647; UK Parliament, election results",
        "licence": "Open Parliament Licence v3.0",
    }
    return World(NAME, arrays, labels, facts)


def shipped() -> Mapping[str, Callable[[], World]]:
    """The world by its name."""
    return {NAME: world}


def is_century(of: World) -> bool:
    """Whether a world holds many elections, and not one."""
    return "election" in of.labels and "group" in of.labels


@lru_cache(maxsize=4)
def fought(of: World) -> tuple[Fought, ...]:
    """The elections of a world as a pact finds them, the earliest first."""
    elections = len(of.labels["election"])
    rows = [np.flatnonzero(of["election"] == place) for place in range(elections)]
    return tuple(
        Fought(
            of["votes"][here], of["stood"][here], of["members"][here], of["open"][here],
            of["weaker_before"][here],
        )
        for here in rows
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Century:
    """Every election under one rulebook, ready to report."""

    world: World
    rule: pacts.Rule
    scope: pacts.Scope

    @property
    def reads(self) -> frozenset[str]:
        """What voters do whose candidate stands down; nothing where nobody does."""
        return frozenset(() if self.rule == "none" else _READS)

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        return _labels(self.world)

    @property
    def elections(self) -> tuple[Fought, ...]:
        return fought(self.world)

    @cached_property
    def voters(self) -> Voters:
        return voters(self.world)

    def run(self, draws: Draws) -> Result:
        """Seats, majorities, years and voter groups for each row."""
        rows = len(draws)
        transfers = self._transfers(draws)
        seats = np.zeros((rows, len(GROUPS), len(self.elections)))
        held = np.zeros((rows, self.voters.table.ids.size))
        for place, one in enumerate(self.elections):
            pacted = pacts.tried(one, one.leaving(self.rule, self.scope), transfers)
            seats[:, :, place] = pacts.seats(one, pacted)
            held += self.voters.held(place, one, pacted)
        value = VOTES_BEHIND_A_VALUE * held / self.voters.table.weight
        return Result(
            of_seats(seats, self.world["day"]), {"voters": UnitValues(self.voters.table, value)}
        )

    def _transfers(self, draws: Draws) -> Transfers:
        if self.rule == "none":
            nothing = np.zeros(len(draws))
            return Transfers(nothing, nothing, nothing, nothing)
        return Transfers(*(draws.values[name] for name in _READS))


def _labels(of: World) -> Mapping[str, tuple[str, ...]]:
    return {
        "group": of.labels["group"], "election": of.labels["election"], "span": tuple(SPANS),
    }  # fmt: skip


def of_seats(seats: Floats, day: Ints) -> dict[str, Floats]:
    """What seats amount to: f8[n, groups, elections] into every measure of the world."""
    house = seats.sum(axis=1)
    conservative, partners = seats[:, CON], seats[:, LAB] + seats[:, LIB]
    majority = (2 * conservative > house).astype(np.float64)
    most = (conservative > partners).astype(np.float64)
    joint = (2 * partners > house).astype(np.float64)
    years = years_after(day)
    return {
        "group_seats": seats,
        "conservative_majority": majority,
        "conservative_majority_years": _added(majority, years),
        "conservative_lead_years": _added(most, years),
        "joint_majority_years": _added(joint, years),
    }


def _added(held: Floats, years: Floats) -> Floats:
    """Years of each span, f8[n, spans], added up in the order of the elections.

    A product of matrices would add in an order that depends on how many rows there are.
    """
    total = np.zeros((held.shape[0], years.shape[1]))
    for place in range(held.shape[1]):
        total += held[:, place, None] * years[place]
    return total


def years_after(day: Ints) -> Floats:
    """Years of each span that follow each election, up to the next: f8[elections, spans]."""
    first, after = day.astype(np.float64), np.append(day[1:], np.inf)
    spans = [tuple(date.fromisoformat(end).toordinal() for end in ends) for ends in SPANS.values()]
    return np.stack(
        [
            np.clip(np.minimum(after, last) - np.maximum(first, start), 0, None) / _YEAR
            for start, last in spans
        ],
        axis=1,
    )


@dataclass(frozen=True, eq=False)
class Campaigned:
    """Every election with more votes for Labour in one area, ready to report.

    It has no units: some of those who vote Labour then had not voted, and belong to no group.
    """

    world: World
    area: str

    @property
    def reads(self) -> frozenset[str]:
        """How many votes are won, and from whom."""
        return frozenset(_READS_OF_A_CAMPAIGN)

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        return _labels(self.world)

    @property
    def elections(self) -> tuple[Fought, ...]:
        return fought(self.world)

    def run(self, draws: Draws) -> Result:
        """Seats, majorities and years for each row."""
        gain = campaign.Gain(*(draws.values[name] for name in _READS_OF_A_CAMPAIGN))
        seats = np.zeros((len(draws), len(GROUPS), len(self.elections)))
        for place, one in enumerate(self.elections):
            region = self.world["region"][self.world["election"] == place]
            here = campaign.reached(one, self.area, region, self.world.labels["region"])
            seats[:, :, place] = campaign.seats(one, here, campaign.votes(one, here, gain))
        return Result(of_seats(seats, self.world["day"]))


def prepare(of: World, policy: Policy) -> Century | Campaigned:
    """Take every election under a rulebook.

    Raises ParameterError for a voting system that needs candidates, since this world has groups,
    and for a pact and a campaign at once.
    """
    if policy.choice("electoral_system") != "first-past-the-post":
        raise ParameterError(
            "a pact is tried under first past the post only", where=f"world '{of.name}'",
            remedy="Leave electoral_system at first-past-the-post, or take the world of one election.",
        )  # fmt: skip
    rule = cast("pacts.Rule", policy.choice("pact.stand_down"))
    area = policy.choice("campaign.where")
    if area != "nowhere":
        if rule != "none":
            raise ParameterError(
                "a pact and a campaign cannot be tried at once", where=f"world '{of.name}'",
                remedy="Leave pact.stand_down at none, or campaign.where at nowhere.",
            )  # fmt: skip
        return Campaigned(of, area)
    return Century(of, rule, cast("pacts.Scope", policy.choice("pact.where")))


def refuse_scenarios(of: World, policy: Policy) -> None:
    """Say that one election's candidates are neither paired nor moved here.

    Raises ParameterError where a rulebook asks for a pact or a campaign in a world of one election.
    """
    for lever, word, nothing in (
        ("pact.stand_down", "pact", "none"), ("campaign.where", "campaign", "nowhere"),
    ):  # fmt: skip
        if policy.choice(lever) != nothing:
            raise ParameterError(
                f"a {word} is tried on every election since 1918 together, not on one by candidate",
                where=f"world '{of.name}'",
                remedy=f"Take the world '{NAME}': its measures are by election.",
            )
