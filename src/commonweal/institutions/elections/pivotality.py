"""Whose vote counts: how likely one more vote of a class of voters is to change a seat.

An election like a given one is drawn many times: parties do better or worse in the country, in a
region, in a seat. In each, a few more votes are added for one candidate in one place, and the
house is counted again. The chance that the parties' seats change, for each added vote, is what
one vote is worth there.

Classes are known of places and not of voters. A class's vote is worth what votes are worth where
it lives, for the parties it votes for: this is ecological, and says so in every measure's title.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

import numpy as np

from commonweal.algorithms import apportionment
from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import counting, preferential, tables, transfers
from commonweal.institutions.elections.counting import Contest
from commonweal.parameters.policy import Policy

CLASSES = ("higher", "intermediate", "working")
READS = ("pivotality_swing", "class_voting")
SIZES = (0.05, 0.125, 0.2)
"""National swings for which the house is counted; between them worth is interpolated."""
ELECTIONS = 400
"""Elections drawn for each size, the same under every rule."""
REGIONAL, LOCAL = 0.06, 0.10
"""Spread of swings between regions and between seats: means over three parties and the pairs of
elections from 2010 to 2019, in units of the root of p(1 - p)."""
TILTS = (0.0, 0.5, 1.0, 1.5)
_KEY = np.array([2010, 13], dtype=np.uint32)
_PART_OF_A_SEAT = 0.01
_PART_OF_A_LIST_SEAT = 0.5
"""How many votes are added, as a part of those for a seat: few, for the order of two to turn on them,
but enough to meet a close election in some of those drawn. What a list still needs for its next seat
lies anywhere up to a whole seat's votes, so half a seat's votes meet it evenly."""
_MILLION = 1_000_000
_ROUNDS = 50
_SURVEY = {
    "higher": {"Con": 39.0, "Lab": 27.0, "LD": 27.0},
    "intermediate": {"Con": 39.0, "Lab": 27.0, "LD": 27.0},
    "working": {"Con": 35.0, "Lab": 35.0, "LD": 20.0},
}
"""Ipsos, How Britain voted in 2010: grades ABC1 for the first two classes, C2DE for the third."""

_SETS_A_RULE = (
    "electoral_system", "speaker.counted_with", "list_pr.formula", "list_pr.threshold",
    "list_pr.district", "transfers.from", "transfers.own",
)  # fmt: skip
"""The levers that what a vote is worth depends on."""

Changed = Callable[[Floats], Floats]
"""From votes, f8[candidates], to the chance that one more vote for each changes a seat."""


@dataclass(frozen=True, eq=False)
class Pivotality:
    """What a vote is worth: by size of swing and candidate, and by whom it is cast.

    ``worth``: f8[sizes, candidates], chances; ``cast``: f8[tilts, classes + all, candidates], how
    the votes of each class, and of all, are spread over candidates; rows add up to one.
    """

    worth: Floats
    cast: Floats

    def taken(self, swing: Floats, tilt: Floats) -> dict[str, Floats]:
        """The measures of all rows by class, all voters last: f8[rows, classes + all].

        Row by row, since a product of larger matrices may add in another order.
        """
        worth = np.array([self.by_class(*row) for row in zip(swing, tilt, strict=True)])
        return {
            "pivotality": _MILLION * worth,
            "relative_pivotality": worth / worth[:, -1:],
        }

    def by_class(self, swing: float, tilt: float) -> Floats:
        """The chance that one more vote of each class changes a seat: f8[classes + all]."""
        found = np.einsum("t,tgs,s->g", _at(TILTS, tilt), self._by_class, _at(SIZES, swing))
        return np.asarray(found, dtype=np.float64)

    @cached_property
    def _by_class(self) -> Floats:
        """What a vote of each class is worth: f8[tilts, classes + all, sizes]."""
        return np.asarray(self.cast @ self.worth.T, dtype=np.float64)


def of(contest: Contest, policy: Policy) -> Pivotality:
    """What votes are worth under a rulebook, in Great Britain.

    Raises ParameterError for a world whose constituencies the census table does not know.
    """
    shares = _classes(contest, policy.choice("pivotality.classes"))
    rule = tuple((name, str(policy.values[name])) for name in _SETS_A_RULE)
    sample = (ELECTIONS, *_KEY.tolist())
    worth = _worth(_Asked(contest.world.hash, rule, sample, contest, policy))
    return Pivotality(worth, np.array([_cast(contest, shares, tilt) for tilt in TILTS]))


@dataclass(frozen=True)
class _Asked:
    """A contest under a rule, the same if world, rule and sample are: arms often ask for the same again."""

    world: str
    rule: tuple[tuple[str, str], ...]
    sample: tuple[int, ...]
    contest: Contest = field(compare=False)
    policy: Policy = field(compare=False)


@lru_cache(maxsize=32)
def _worth(asked: _Asked) -> Floats:
    """The chance that one more vote for each candidate changes a seat: f8[sizes, candidates]."""
    system = asked.policy.choice("electoral_system")
    if system not in _RULES:
        raise ParameterError(
            f"what a vote is worth is not reckoned under {system}", where="pivotality.count",
            remedy=f"Take one of {', '.join(_RULES)}.",
        )  # fmt: skip
    changed = _RULES[system](asked.contest, asked.policy)
    found = [
        sum(changed(votes) for votes in elections(asked.contest, size)) / ELECTIONS
        for size in SIZES
    ]
    worth = np.array(found)
    worth.setflags(write=False)
    return worth


def elections(contest: Contest, size: float) -> list[Floats]:
    """Votes at elections like this one: f8[candidates] each, with as many voters in each seat.

    A party's share departs by normal swings of the country (of this size), of the region and of
    the seat, in units of the root of p(1 - p). They depend on parties, regions and places alone,
    not on the rule that counts them.
    """
    from commonweal.core import randomness

    decision = randomness.decision(_SWINGS)
    place = contest.constituency
    total = _voters(contest)[place]
    share = contest.votes / total
    unit = np.sqrt(share * (1 - share))
    of_region = contest.stood_for * 1_000 + contest.region[place]
    levels = [
        np.unique(of_whom, return_inverse=True)
        for of_whom in (contest.stood_for, of_region, np.arange(contest.votes.size))
    ]
    found = []
    for number in range(ELECTIONS):
        national, regional, local = (
            randomness.normals(_KEY, decision, of_whom, 3 * number + level)[back]
            for level, (of_whom, back) in enumerate(levels)
        )
        swung = np.maximum(
            share + unit * (size * national + REGIONAL * regional + LOCAL * local), 0.0
        )
        whole = np.bincount(place, swung, contest.seats)[place]
        found.append(np.asarray(total * swung / whole, dtype=np.float64))
    return found


_SWINGS = "elections.pivotality.swings"


def _first_past_the_post(contest: Contest, policy: Policy) -> Changed:
    place = contest.constituency
    more = _PART_OF_A_SEAT * _voters(contest)[place]

    def changed(votes: Floats) -> Floats:
        most = np.zeros(contest.seats)
        np.maximum.at(most, place, votes)
        behind = most[place] - votes
        return np.asarray(((behind > 0) & (behind < more)) / more, dtype=np.float64)

    return changed


def _alternative_vote(contest: Contest, policy: Policy) -> Changed:
    from commonweal.institutions.elections import preferential_kernels as kernels

    seats: preferential.Seats = counting.preferential_seats(contest)
    passing = transfers.chosen(policy).passing()
    more: Floats = _PART_OF_A_SEAT * _voters(contest)

    def changed(votes: Floats) -> Floats:
        found = np.zeros(votes.size)
        kernels.changed_by_more(seats.start, votes[seats.order], seats.kinds, passing, more, found)
        by_candidate = np.empty_like(found)
        by_candidate[seats.order] = found
        return by_candidate / more[contest.constituency]

    return changed


def _list_pr(contest: Contest, policy: Policy) -> Changed:
    district = counting.district_of(contest, policy.choice("list_pr.district"))
    list_of = counting.lists(contest, district)
    home = np.zeros(int(list_of.max()) + 1, dtype=np.int64)
    home[list_of] = district[contest.constituency]
    step = 1 if policy.choice("list_pr.formula") == "dhondt" else 2
    least = policy.number("list_pr.threshold")
    seats = np.bincount(district).tolist()

    def changed(votes: Floats) -> Floats:
        by_list: Floats = np.bincount(list_of, votes, home.size).astype(np.float64)
        worth = np.zeros(home.size)
        for place, house in enumerate(seats):
            here = np.flatnonzero(home == place)
            whole = by_list[here]
            here = here[apportionment.over_threshold(np.rint(whole).astype(np.int64), least)]
            more = _PART_OF_A_LIST_SEAT * float(whole.sum()) / house
            worth[here] = (needed_for_a_seat(by_list[here], house, step) < more) / more
        return np.asarray(worth[list_of], dtype=np.float64)

    return changed


def needed_for_a_seat(votes: Floats, seats: int, step: int) -> Floats:
    """How many more votes would give each list one more seat of a district: f8[lists].

    By the divisors 1, 1 + step, 1 + 2 step and so on. A list gains once its next average is
    above the lowest average by which another list has a seat.

    >>> needed_for_a_seat(np.array([340.0, 280.0, 160.0, 60.0]), 7, 1).round().tolist()
    [33.0, 173.0, 27.0, 33.0]
    """
    # The last average that wins is no lower than this, so whoever has less wins no seat at all.
    able = votes >= votes.sum() / (step * seats + votes.size)
    quotients = votes[able, None] / (1 + step * np.arange(seats))
    last = np.partition(quotients.ravel(), -seats)[-seats]
    won = np.zeros(votes.size)
    won[able] = (quotients >= last).sum(axis=1)
    lowest = np.where(won > 0, votes / (1 + step * np.maximum(won - 1, 0)), np.inf)
    first, second = np.sort(lowest)[:2] if lowest.size > 1 else (np.inf, np.inf)
    others = np.where(lowest == first, second, first)
    return np.asarray(others * (1 + step * won) - votes, dtype=np.float64)


_RULES: dict[str, Callable[[Contest, Policy], Changed]] = {
    "first-past-the-post": _first_past_the_post,
    "av": _alternative_vote,
    "list-pr": _list_pr,
}


def _classes(contest: Contest, choice: str) -> Floats:
    """The share of each class among the residents of a seat who have one: f8[classes, seats].

    Nought in Northern Ireland, whose classes are not in the table.
    """
    known = _census()
    codes = contest.world.labels["constituency"]
    nations = np.array(contest.world.labels["nation"])[contest.nation]
    found = np.zeros((len(CLASSES), contest.seats))
    for seat, (code, nation) in enumerate(zip(codes, nations.tolist(), strict=True)):
        if nation == "Northern Ireland":
            continue
        if code not in known:
            raise ParameterError(
                f"nothing is known of the classes in '{code}'", where="pivotality.count",
                remedy="The census table has the boundaries of 2010: take ge2010 to ge2019.",
            )  # fmt: skip
        found[:, seat] = known[code]
    if choice == "evenly":
        voters = _voters(contest)
        inside = found.sum(axis=0) > 0
        found[:, inside] = ((found * voters).sum(axis=1) / voters[inside].sum())[:, None]
    return found


@cache
def _census() -> dict[str, Floats]:
    found = {}
    for row in tables.rows("classes"):
        percent = np.array([float(row[name]) for name in CLASSES])
        found[row["constituency"]] = percent / percent.sum()
    return found


def _voters(contest: Contest) -> Floats:
    """How many voted in each seat: f8[seats]."""
    return np.bincount(contest.constituency, contest.votes, contest.seats).astype(np.float64)


def _cast(contest: Contest, shares: Floats, tilt: float) -> Floats:
    """How the votes of each class, and of all, are spread: f8[classes + 1, candidates]."""
    votes = contest.votes * (shares.sum(axis=0) > 0)[contest.constituency]
    by_class = _raked(contest, votes.astype(np.float64), shares, tilt)
    found = np.concatenate([by_class, votes[None]])
    return np.asarray(found / found.sum(axis=1, keepdims=True), dtype=np.float64)


def _raked(contest: Contest, votes: Floats, shares: Floats, tilt: float) -> Floats:
    """Votes by class and candidate that add up to each candidate's votes and each class's share.

    They begin from the survey's odds to the power of ``tilt`` (0: classes of a place vote alike)
    and are fitted to both margins of each seat in turn (iterative proportional fitting).
    """
    odds = np.array([[_odds(name, party) for party in contest.parties] for name in CLASSES])
    start = (odds**tilt)[:, contest.stood_for] * votes
    place = contest.constituency
    want = shares * np.bincount(place, votes, contest.seats)
    found = start
    for _ in range(_ROUNDS):
        have = np.array([np.bincount(place, row, contest.seats) for row in found])
        found = found * (want / np.maximum(have, 1e-12))[:, place]
        found = found * (votes / np.maximum(found.sum(axis=0), 1e-12))
    return np.asarray(found, dtype=np.float64)


def _odds(name: str, party: str) -> float:
    """What a class gave a party in the survey, beside what all classes gave it."""
    shares = _SURVEY[name]
    own = shares.get(party, 100 - math.fsum(shares.values()))
    everybody: Sequence[float] = [
        survey.get(party, 100 - math.fsum(survey.values())) for survey in _SURVEY.values()
    ]
    return own / (math.fsum(everybody) / len(everybody))


def _at(points: Sequence[float], at: float) -> Floats:
    """How much each point counts for a value between two of them; beyond the ends, the end does."""
    found = np.zeros(len(points))
    right = int(np.clip(np.searchsorted(points, at), 1, len(points) - 1))
    part = float(np.clip((at - points[right - 1]) / (points[right] - points[right - 1]), 0, 1))
    found[right - 1 : right + 1] = 1 - part, part
    return found
