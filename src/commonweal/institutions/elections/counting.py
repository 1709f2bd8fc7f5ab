"""Who wins the seats: first past the post, transferable votes, and lists by the highest averages.

All counts have one shape. Candidates belong to *lists* and lists win seats: in a constituency of
one member each candidate is a list of one, under list PR a party's candidates in a district are
one list. Independents and the Speaker are lists of one under any: pooled, they would win
seats that nobody voted to give them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np

from commonweal.algorithms import additional_members as mixed_members
from commonweal.algorithms import apportionment
from commonweal.algorithms.apportionment import Apportionment, Formula, Ints, Tie
from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.core.world import World
from commonweal.institutions.elections import districts, preferential, slates, transfers
from commonweal.institutions.elections.worlds import INDEPENDENT, SPEAKER, checked
from commonweal.parameters.policy import Policy

Key = np.ndarray[tuple[int], np.dtype[np.uint32]]
Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
_DISTRICTS = "elections.districts.drawn_up"


@dataclass(frozen=True, eq=False)
class Contest:
    """The votes of an election, and with which party each candidate's are counted.

    One entry a candidate: ``constituency``, ``stood_for``, ``counted_for`` (codes of parties),
    ``votes``, ``alone`` (a list of one). One entry a constituency: ``region``, ``nation``.
    """

    world: World
    constituency: Ints
    stood_for: Ints
    counted_for: Ints
    votes: Ints
    alone: np.ndarray[tuple[int], np.dtype[np.bool_]]
    region: Ints
    nation: Ints

    @property
    def parties(self) -> tuple[str, ...]:
        return self.world.labels["party"]

    @property
    def seats(self) -> int:
        return self.region.size


@dataclass(frozen=True, eq=False)
class Count:
    """What a count found: each candidate's list, each list's certain seats, and the ties.

    ``list_of``: i8[candidates]; ``won``: i8[lists]. The claimants of a tie are lists. Where votes
    pass on, ``behind``: f8[candidates] is how many of a candidate's voters ended with the winner
    of their seat; nought for everybody in a seat that is tied.
    """

    list_of: Ints
    won: Ints
    ties: tuple[Tie, ...]
    behind: Floats | None = None


def contest(world: World, policy: Policy) -> Contest:
    """Lay a rulebook's choice about the Speaker over the votes of a world."""
    checked(world)
    parties = world.labels["party"]
    stood_for = world["party"].astype(np.int64)
    counted_for = stood_for.copy()
    names = np.array(parties)
    is_speaker = names[stood_for] == SPEAKER
    former = str(world.facts.get("speaker_party", ""))
    if policy.choice("speaker.counted_with") == "former-party" and former in parties:
        counted_for[is_speaker] = parties.index(former)
        is_speaker = np.zeros_like(is_speaker)
    return Contest(
        world, world["constituency"].astype(np.int64), stood_for, counted_for,
        world["votes"].astype(np.int64), is_speaker | (names[stood_for] == INDEPENDENT),
        world["region"].astype(np.int64), world["nation"].astype(np.int64),
    )  # fmt: skip


def first_past_the_post(contest: Contest, policy: Policy) -> Count:
    """Elect in each constituency the candidate with the most votes.

    Representation of the People Act 1983, Schedule 1, rule 18; equal votes are settled by lot
    (rule 49).
    """
    most = np.zeros(contest.seats, dtype=np.int64)
    np.maximum.at(most, contest.constituency, contest.votes)
    first = contest.votes == most[contest.constituency]
    rivals = np.bincount(contest.constituency, first, contest.seats)
    ties = tuple(
        Tie(tuple(np.flatnonzero(first & (contest.constituency == place)).tolist()), 1)
        for place in np.flatnonzero(rivals > 1)
    )
    won = first & (rivals[contest.constituency] == 1)
    return Count(np.arange(contest.votes.size), won.astype(np.int64), ties)


def alternative_vote(contest: Contest, policy: Policy) -> Count:
    """Exclude the last of a constituency until one has more than half of the votes still in play.

    The Parliamentary Voting System and Constituencies Act 2011, section 9, which never came into
    force. First preferences are the votes as cast, and pass as ``transfers`` has it; those of
    Northern Ireland pass to nobody, since no ballots tell of its parties.
    """
    return keyed_alternative_vote(contest, policy)(None, None)


def keyed_alternative_vote(contest: Contest, policy: Policy) -> Keyed:
    """The count for shares of transfers drawn by a key; as they were measured for None."""
    preferences = transfers.chosen(policy)
    seats = preferential_seats(contest)

    def count(shares_key: Key | None, luck: Key | None) -> Count:
        shares = None if shares_key is None else preferences.drawn(shares_key)
        found = preferential.count(seats, preferences.passing(shares))
        return Count(np.arange(contest.votes.size), found.won, found.ties, found.behind)

    return count


def single_transferable_vote(contest: Contest, policy: Policy) -> Count:
    """Elect three to six members in each district of neighbouring constituencies.

    The first of ``districts.ways``; how much hangs on it, ``districts.drawn_up: drawn`` tells. Each
    region keeps as many seats as it has constituencies. Votes pass as under the alternative vote.
    """
    return keyed_single_transferable_vote(contest, policy)(None, None)


def keyed_single_transferable_vote(contest: Contest, policy: Policy) -> Keyed:
    """The count for districts drawn by luck, and shares of transfers by a key; None: as they are."""
    preferences = transfers.chosen(policy)
    ways = districts.ways(contest.world.labels["constituency"], tuple(contest.region.tolist()))

    @lru_cache(maxsize=len(ways))
    def drawn(way: int) -> tuple[Ints, Ints, preferential.Seats, Bools]:
        return slates_of(contest, ways[way])

    def count(shares_key: Key | None, luck: Key | None) -> Count:
        list_of, members, seats, alone = drawn(0 if luck is None else _way(luck, len(ways)))
        shares = None if shares_key is None else preferences.drawn(shares_key)
        won = slates.count(seats, alone, members, preferences.passing(shares))
        return Count(list_of, won, ())

    return count


def slates_of(contest: Contest, district: Ints) -> tuple[Ints, Ints, preferential.Seats, Bools]:
    """The lists of candidates, the members of each district, and the lists ready for votes to pass."""
    list_of = lists(contest, district)
    first = np.unique(list_of, return_index=True)[1]
    place = contest.constituency[first]
    names = np.array(contest.world.labels["nation"])
    votes = np.bincount(list_of, contest.votes).astype(np.int64)
    home, members = district[place], np.bincount(district)
    away = np.ones(members.size, dtype=np.bool_)
    away[home] = names[contest.nation[place]] != "Northern Ireland"
    seats = preferential.seats_of(home, contest.counted_for[first], votes, contest.parties, away)
    return list_of, members, seats, contest.alone[first][seats.order]


def _way(luck: Key, ways: int) -> int:
    from commonweal.core import randomness

    one = np.zeros(1, dtype=np.int64)
    return int(randomness.uniforms(luck, randomness.decision(_DISTRICTS), one)[0] * ways)


def additional_members(contest: Contest, policy: Policy) -> Count:
    """Elect one member in each merged constituency, and the others of a region from lists.

    One to three neighbouring constituencies become one, so that rather more than half of the
    members have one, as in Scotland (Scotland Act 1998, sections 1 to 8). List seats go by the
    averages of ``list_pr.formula`` on top of those held, among lists over ``list_pr.threshold``;
    nobody's house grows. The one vote that was cast is taken for both; independents have no list.

    Raises ParameterError where two are level in a merged constituency.
    """
    return keyed_additional_members(contest, policy)(None, None)


def keyed_additional_members(contest: Contest, policy: Policy) -> Keyed:
    """The count for constituencies merged by luck, or in the first way for None."""
    list_of = lists(contest, contest.region)

    def count(shares_key: Key | None, luck: Key | None) -> Count:
        return topped_up(contest, policy, list_of, held_in_merged(contest, list_of, luck))

    return count


def held_in_merged(
    contest: Contest, list_of: Ints, luck: Key | None = None,
    sizes: tuple[int, ...] = districts.MERGED,
) -> Ints:  # fmt: skip
    """How many merged constituencies each regional list wins by a plurality: i8[lists]."""
    ways = districts.ways(
        contest.world.labels["constituency"], tuple(contest.region.tolist()), sizes=sizes
    )
    way = ways[0 if luck is None else _way(luck, len(ways))]
    winners = _merged_winners(contest, way, list_of)
    return np.bincount(winners, minlength=int(list_of.max()) + 1).astype(np.int64)


def _merged_winners(contest: Contest, way: Ints, list_of: Ints) -> Ints:
    """The regional list of whoever wins each merged constituency: i8[merged]."""
    standing = lists(contest, way)
    candidate = np.unique(standing, return_index=True)[1]
    votes, place = np.bincount(standing, contest.votes), way[contest.constituency[candidate]]
    most = np.zeros(int(way.max()) + 1)
    np.maximum.at(most, place, votes)
    first = votes == most[place]
    if first.sum() > most.size:
        shared = np.bincount(place[first]).argmax()
        raise _level(contest, int(np.flatnonzero(first & (place == shared))[0]), standing)
    return np.asarray(list_of[candidate[first]], dtype=np.int64)


def av_plus(contest: Contest, policy: Policy) -> Count:
    """Elect most members by the alternative vote, and about a sixth from lists on top of them.

    The Independent Commission on the Voting System (Cm 4090, 1998) proposed a top-up of 15 to 20%
    of members, from some eighty small areas; here they are whole regions, and some constituencies
    are merged in pairs to make room. One vote is taken for both, as in ``additional_members``.
    """
    return keyed_av_plus(contest, policy)(None, None)


def keyed_av_plus(contest: Contest, policy: Policy) -> Keyed:
    """The count for pairs drawn by luck, and shares of transfers by a key; None: as they are."""
    preferences = transfers.chosen(policy)
    list_of = lists(contest, contest.region)
    ways = districts.ways(
        contest.world.labels["constituency"], tuple(contest.region.tolist()),
        sizes=districts.PAIRED,
    )  # fmt: skip

    def count(shares_key: Key | None, luck: Key | None) -> Count:
        standing, _, seats, _ = slates_of(
            contest, ways[0 if luck is None else _way(luck, len(ways))]
        )
        shares = None if shares_key is None else preferences.drawn(shares_key)
        found = preferential.count(seats, preferences.passing(shares))
        if found.ties:
            raise _level(contest, found.ties[0].claimants[0], standing)
        of_region = list_of[np.unique(standing, return_index=True)[1]]
        held = np.bincount(of_region, found.won, int(list_of.max()) + 1).astype(np.int64)
        return topped_up(contest, policy, list_of, held)

    return count


def _level(contest: Contest, claimant: int, standing: Ints) -> ParameterError:
    candidate = int(np.flatnonzero(standing == claimant)[0])
    place = contest.world.labels["constituency"][int(contest.constituency[candidate])]
    return ParameterError(
        f"two are level in a merged constituency near '{place}'", where="electoral_system",
        remedy="A lot would decide it, and the lists after it; no rule for that is modelled.",
    )  # fmt: skip


def topped_up(contest: Contest, policy: Policy, list_of: Ints, held: Ints) -> Count:
    """Give each region's other seats to its lists, on top of those they hold."""
    votes = np.bincount(list_of, np.where(contest.alone, 0, contest.votes), held.size)
    cast_for = votes.astype(np.int64)
    home = np.zeros(held.size, dtype=np.int64)
    home[list_of] = contest.region[contest.constituency]
    formula = cast("Formula", policy.choice("list_pr.formula"))
    won, ties = held.astype(np.int64), []
    for region, house in enumerate(np.bincount(contest.region).tolist()):
        here = np.flatnonzero(home == region)
        over = apportionment.over_threshold(cast_for[here], policy.number("list_pr.threshold"))
        mixed = mixed_members.without_overhang(
            np.where(over, cast_for[here], 0).tolist(), won[here].tolist(), house, formula=formula
        )
        won[here] = mixed.seats
        if mixed.tie:
            ties.append(Tie(tuple(here[list(mixed.tie.claimants)].tolist()), mixed.tie.seats))
    return Count(list_of, won, tuple(ties))


def preferential_seats(contest: Contest) -> preferential.Seats:
    """The candidates of each constituency, ready for votes to pass."""
    names = np.array(contest.world.labels["nation"])
    return preferential.seats_of(
        contest.constituency, contest.counted_for, contest.votes, contest.parties,
        names[contest.nation] != "Northern Ireland",
    )  # fmt: skip


def list_pr(contest: Contest, policy: Policy) -> Count:
    """Share out the seats of each district among lists in proportion to their votes.

    A district has as many seats as it has constituencies, so that no area gains or loses
    members by the reform. The threshold is a share of the votes cast in the district.
    """
    district = district_of(contest, policy.choice("list_pr.district"))
    list_of = lists(contest, district)
    count = int(list_of.max()) + 1
    votes = np.zeros(count, dtype=np.int64)
    np.add.at(votes, list_of, contest.votes)
    home = np.zeros(count, dtype=np.int64)
    home[list_of] = district[contest.constituency]
    formula = cast("Formula", policy.choice("list_pr.formula"))
    won = np.zeros(count, dtype=np.int64)
    ties: list[Tie] = []
    for place, seats in enumerate(np.bincount(district).tolist()):
        here = np.flatnonzero(home == place)
        here = here[apportionment.over_threshold(votes[here], policy.number("list_pr.threshold"))]
        shared: Apportionment = apportionment.highest_averages(votes[here], seats, formula)
        won[here] = shared.seats
        if shared.tie:
            claimants = tuple(here[list(shared.tie.claimants)].tolist())
            ties.append(Tie(claimants, shared.tie.seats))
    return Count(list_of, won, tuple(ties))


def district_of(contest: Contest, choice: str) -> Ints:
    """The district of each constituency: its region, its nation, or the whole country."""
    if choice == "country":
        return np.zeros(contest.seats, dtype=np.int64)
    return contest.region if choice == "region" else contest.nation


def lists(contest: Contest, district: Ints) -> Ints:
    """Number the lists: a party's candidates in a district share one."""
    shared = district[contest.constituency] * len(contest.parties) + contest.counted_for
    own = -1 - np.arange(contest.votes.size)
    _, list_of = np.unique(np.where(contest.alone, own, shared), return_inverse=True)
    return list_of.astype(np.int64)


Keyed = Callable[[Key | None, Key | None], Count]
"""A count by the key of drawn transfers and the key of the row's luck, u4[2] each, or None."""
KEYED: Mapping[str, Callable[[Contest, Policy], Keyed]] = {
    "av": keyed_alternative_vote,
    "stv": keyed_single_transferable_vote,
    "ams": keyed_additional_members,
    "av-plus": keyed_av_plus,
}
"""The rules of which something may be drawn: to whom votes pass, where districts lie."""

System = Callable[[Contest, Policy], Count]
SYSTEMS: Mapping[str, System] = {
    "first-past-the-post": first_past_the_post,
    "av": alternative_vote,
    "stv": single_transferable_vote,
    "ams": additional_members,
    "av-plus": av_plus,
    "list-pr": list_pr,
}
"""The registered rules of the lever ``electoral_system``."""
