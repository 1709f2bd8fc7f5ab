"""What a result amounts to: seats, shares, disproportionality, and whose vote counts for more."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonweal.algorithms.apportionment import Ints
from commonweal.core.protocol import Floats, UnitTable
from commonweal.institutions.elections import metrics
from commonweal.institutions.elections.counting import Contest, Count
from commonweal.institutions.elections.worlds import INDEPENDENT, SPEAKER

VOTES_BEHIND_A_VALUE = 100_000
"""A voter group's value is its seats for so many of its votes."""
_NAMED_SHARE = 0.001
_SMALLER = "smaller parties"


def of(contest: Contest, count: Count, won: Ints) -> dict[str, Floats]:
    """Every measure of one result; ``won``: i8[lists], ties settled."""
    parties = len(contest.parties)
    votes: Floats = np.bincount(contest.counted_for, contest.votes, parties).astype(np.float64)
    seats: Floats = np.bincount(_party_of_list(contest, count), won, parties).astype(np.float64)
    total = float(votes.sum())
    vote_share, seat_share = votes / total, seats / contest.seats
    independent = np.array(contest.parties) == INDEPENDENT
    behind = _behind(contest, count, won)
    single = {
        "gallagher": gallagher(vote_share, seat_share),
        "loosemore_hanby": loosemore_hanby(vote_share, seat_share),
        "wasted_share": (total - float(behind.sum())) / total,
        "majority": float(2 * seats[~independent].max() - contest.seats),
        "total_votes": total,
        "effective_parties": metrics.effective_parties(vote_share),
        "effective_parties_seats": metrics.effective_parties(seat_share),
        "safe_share": float((_margins(contest) > metrics.SAFE).mean()),
    }
    by_party = {
        "seats": seats,
        "vote_share": vote_share,
        "seat_share": seat_share,
        "seats_per_100k_votes": VOTES_BEHIND_A_VALUE * seats / np.maximum(votes, 1.0),
    }
    return by_party | {name: np.array(value) for name, value in single.items()}


def _margins(contest: Contest) -> Floats:
    """The lead of the first candidate over the second, as a share of a constituency's votes."""
    order = np.lexsort((-contest.votes, contest.constituency))
    place, cast = contest.constituency[order], contest.votes[order]
    first = np.flatnonzero(np.diff(place, prepend=-1))
    beside = np.minimum(first + 1, place.size - 1)
    contested = place[beside] == place[first]
    second = np.where(contested & (beside > first), cast[beside], 0)
    whole = np.bincount(contest.constituency, contest.votes, contest.seats)
    found: Floats = (cast[first] - second) / whole[place[first]]
    return found


def gallagher(vote_share: Floats, seat_share: Floats) -> float:
    """How far seats depart from votes, in points: the root of half the squared differences.

    Gallagher, "Proportionality, disproportionality and electoral systems", Electoral Studies
    10 (1991), the least-squares index. Every party counts on its own; candidates who share a
    label without a party count as one.
    """
    squares = [(100 * (v - s)) ** 2 for v, s in zip(vote_share, seat_share, strict=True)]
    return math.sqrt(math.fsum(squares) / 2)


def loosemore_hanby(vote_share: Floats, seat_share: Floats) -> float:
    """The share of seats that are with the wrong party, in points: half the differences.

    Loosemore and Hanby, "The theoretical limits of maximum distortion", British Journal of
    Political Science 1 (1971).
    """
    gaps = [100 * abs(v - s) for v, s in zip(vote_share, seat_share, strict=True)]
    return math.fsum(gaps) / 2


@dataclass(frozen=True, eq=False)
class VoterGroups:
    """The voters of a party in a region, as units of the ledger.

    ``group_of``: i8[candidates], the unit that a candidate's voters belong to.
    """

    table: UnitTable
    group_of: Ints

    def values(self, contest: Contest, count: Count, won: Ints) -> Floats:
        """Seats for 100,000 votes of each group: f8[groups].

        A list's seats belong to its voters in equal parts. Where a district is larger than a
        region, a group has its part of the seats won there. Where votes pass on, a seat belongs
        in equal parts to all whose votes ended with its winner.
        """
        groups = self.table.ids.size
        if count.behind is not None:
            behind = _behind(contest, count, won)
            whole = np.bincount(contest.constituency, behind, contest.seats)
            part = behind / np.maximum(whole, 1.0)[contest.constituency]
            seats = np.bincount(self.group_of, part, groups)
            return VOTES_BEHIND_A_VALUE * seats / self.table.weight
        pairs, pair_of = np.unique(count.list_of * groups + self.group_of, return_inverse=True)
        both = np.bincount(pair_of, contest.votes, pairs.size)
        whole = np.bincount(count.list_of, contest.votes, won.size)
        of_list, of_group = pairs // groups, pairs % groups
        # A list that lies in one group gives it whole seats, so that equal seats are equal bits.
        part = both / np.maximum(whole[of_list], 1.0)
        seats = np.bincount(of_group, won[of_list] * part, groups)
        return VOTES_BEHIND_A_VALUE * seats / self.table.weight


def voter_groups(contest: Contest) -> VoterGroups:
    """Group the voters by the party they voted for and their region, whatever the rulebook.

    A group's id is a hash of both names: the same at every election and under every rule.
    """
    labels = contest.world.labels
    regions = len(labels["region"])
    here = contest.region[contest.constituency]
    cells, group_of = np.unique(contest.stood_for * regions + here, return_inverse=True)
    weight: Floats = np.bincount(group_of, contest.votes, cells.size).astype(np.float64)
    party, region = cells // regions, cells % regions
    nation_of_region = np.zeros(regions, dtype=np.int64)
    nation_of_region[contest.region] = contest.nation
    ids = [
        _identity(labels["party"][p], labels["region"][r])
        for p, r in zip(party.tolist(), region.tolist(), strict=True)
    ]
    named, code = _named_parties(contest)
    table = UnitTable(
        "voters", "Seats for every 100,000 voters of a party in a region", "seat", "higher",
        np.array(ids, dtype=np.int64), weight,
        {"party": code[party], "region": region, "nation": nation_of_region[region]},
        {"party": named, "region": labels["region"], "nation": labels["nation"]},
    )  # fmt: skip
    return VoterGroups(table, group_of.astype(np.int64))


def _named_parties(contest: Contest) -> tuple[tuple[str, ...], Ints]:
    """Parties with a thousandth of the votes by name, the others together: only to show them."""
    votes = np.bincount(contest.stood_for, contest.votes, len(contest.parties))
    kept = [
        name
        for name, cast in zip(contest.parties, votes, strict=True)
        if cast >= _NAMED_SHARE * votes.sum() or name == SPEAKER
    ]
    place: Mapping[str, int] = {name: i for i, name in enumerate(kept)}
    code = np.array([place.get(name, len(kept)) for name in contest.parties], dtype=np.int64)
    return (*kept, _SMALLER), code


def _behind(contest: Contest, count: Count, won: Ints) -> Floats:
    """The voters of each candidate who have a share in a seat: f8[candidates]."""
    own: Floats = np.where(won[count.list_of] > 0, contest.votes, 0).astype(np.float64)
    if count.behind is None:
        return own
    by_seat = np.bincount(contest.constituency, count.behind, contest.seats)
    return np.where(by_seat[contest.constituency] > 0, count.behind, own)


def _party_of_list(contest: Contest, count: Count) -> Ints:
    party = np.zeros(count.won.size, dtype=np.int64)
    party[count.list_of] = contest.counted_for
    return party


def _identity(party: str, region: str) -> int:
    digest = hashlib.blake2b(f"{party}|{region}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1
