"""How seats answer to votes: effective parties, wasted votes, safe seats, bias, responsiveness.

Two parties are compared by taking their votes from each other evenly everywhere, a uniform swing
between the two; every other vote stays where it was. What is counted and what is not stands
with each measure, since words such as "wasted" have several meanings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import worlds
from commonweal.institutions.elections.history import GroupElection, Ints, Mask
from commonweal.institutions.elections.pacts import OTH as OTHERS

SAFE = 0.1
"""A seat is safe whose winner leads by more than this share of its votes."""
_STEP = 0.01


def effective_parties(shares: Floats) -> float:
    """How many parties of equal size would be as divided as these: one by the sum of squares.

    Laakso and Taagepera, "Effective number of parties", Comparative Political Studies 12 (1979).

    >>> effective_parties(np.array([0.5, 0.25, 0.25]))
    2.6666666666666665
    """
    return float(1 / (shares**2).sum())


@dataclass(frozen=True)
class Wasted:
    """Votes that did not matter to who was elected, by party: f8[parties].

    ``lost``: votes for whoever was not elected. ``surplus``: of a winner's votes those beyond
    one more than the second had. Both count the votes of single-member seats only.
    """

    lost: Floats
    surplus: Floats

    @property
    def total(self) -> Floats:
        """All wasted votes of each party."""
        return self.lost + self.surplus


def wasted(votes: Ints) -> Wasted:
    """The wasted votes of first-past-the-post seats; ``votes``: i8[seats, parties]."""
    order = np.sort(votes, axis=1)
    row, first = np.arange(votes.shape[0]), votes.argmax(axis=1)
    lost = votes.copy()
    lost[row, first] = 0
    surplus = np.zeros_like(votes)
    surplus[row, first] = np.maximum(order[:, -1] - order[:, -2] - 1, 0)
    return Wasted(lost.sum(axis=0).astype(np.float64), surplus.sum(axis=0).astype(np.float64))


def efficiency_gap(one: Floats, other: Floats) -> float:
    """How many more votes the second party wastes than the first, as a share of both's votes.

    ``one``, ``other``: f8[seats], votes of two parties where one of the two won. A loser's votes
    are wasted, and a winner's beyond half of the two's. Above zero the first is favoured.
    Stephanopoulos and McGhee, "Partisan gerrymandering and the efficiency gap", University of
    Chicago Law Review 82 (2015).
    """
    both = one + other
    won = one > other
    waste_one = np.where(won, one - both / 2, one)
    waste_other = np.where(won, other, other - both / 2)
    return float((waste_other.sum() - waste_one.sum()) / both.sum())


def margins(votes: Ints) -> Floats:
    """The winner's lead over the second as a share of the seat's votes: f8[seats]."""
    order = np.sort(votes, axis=1)
    found: Floats = (order[:, -1] - order[:, -2]) / votes.sum(axis=1)
    return found


def safe_share(votes: Ints, beyond: float = SAFE) -> float:
    """The share of seats whose winner leads by more than so large a share of the votes."""
    return float((margins(votes) > beyond).mean())


@dataclass(frozen=True, eq=False)
class TwoParty:
    """Two parties' votes in the single-member seats where both stood and there was a contest.

    ``one``, ``other``: f8[seats], votes; ``best``: f8[seats], the most any third party had;
    ``turnout``: f8[seats], all votes. ``elsewhere``: the seats each won where not both stood.
    """

    one: Floats
    other: Floats
    best: Floats
    turnout: Floats
    elsewhere: tuple[int, int]

    def seats(self, swing: float) -> tuple[int, int]:
        """Seats of both after a swing: so much of each seat's votes goes to the first.

        A party cannot lose more votes than it has in a seat.
        """
        moved = swing * self.turnout
        moved = np.clip(moved, -self.one, self.other)
        one, other = self.one + moved, self.other - moved
        won = (one > other) & (one > self.best)
        lost = (other > one) & (other > self.best)
        return self.elsewhere[0] + int(won.sum()), self.elsewhere[1] + int(lost.sum())

    @property
    def vote(self) -> float:
        """The first party's part of the two's votes."""
        return float(self.one.sum() / (self.one.sum() + self.other.sum()))

    @property
    def level_swing(self) -> float:
        """The swing to the first that gives both the same number of votes."""
        return float((self.other.sum() - self.one.sum()) / (2 * self.turnout.sum()))

    @property
    def bias(self) -> int:
        """How many more seats the first would have than the second with as many votes.

        After Butler, "The relation of seats to votes", in The British General Election of 1951.
        """
        one, other = self.seats(self.level_swing)
        return one - other

    def responsiveness(self, step: float = _STEP) -> float:
        """By how much the first's part of the two's seats moves with its part of their votes.

        Over a swing of so much either way from what happened; 3 near equality under the cube law.
        """
        ends = []
        for swing in (-step, step):
            one, other = self.seats(swing)
            moved = np.clip(swing * self.turnout, -self.one, self.other).sum()
            votes = (self.one.sum() + moved) / (self.one.sum() + self.other.sum())
            ends.append((one / (one + other), float(votes)))
        (low_seats, low_votes), (high_seats, high_votes) = ends
        return (high_seats - low_seats) / (high_votes - low_votes)

    def cube_law(self) -> float:
        """The exponent with which the ratio of votes becomes the ratio of seats at equal votes.

        Half a swing either way from equality; 3 under the cube law. Kendall and Stuart, "The law
        of the cubic proportion in election results", British Journal of Sociology 1 (1950).
        """
        total = float(self.one.sum() + self.other.sum())
        odds = []
        for swing in (self.level_swing - _STEP, self.level_swing + _STEP):
            one, other = self.seats(swing)
            moved = float(np.clip(swing * self.turnout, -self.one, self.other).sum())
            votes = float(self.one.sum()) + moved
            odds.append((np.log(one / other), np.log(votes / (total - votes))))
        (low_seats, low_votes), (high_seats, high_votes) = odds
        return float((high_seats - low_seats) / (high_votes - low_votes))


def two_party(found: GroupElection, one: str = "con", other: str = "lab") -> TwoParty:
    """Two groups of an election against each other, from votes by constituency.

    Pooled others win a seat only where one of them won it in fact. Seats of several members
    and without a contest are left out. Raises UnknownName for a group that is not known, and
    ParameterError where the two nowhere met.
    """
    a, b = found.column(one), found.column(other)
    single = (found.seats == 1) & found.contested
    if found.speaker >= 0:
        single[found.speaker] = False
    met = single & found.stood[:, a] & found.stood[:, b]
    if not met.any():
        raise ParameterError(
            f"'{one}' and '{other}' nowhere stood against each other", where=found.day,
            remedy="Take two groups that did.",
        )  # fmt: skip
    third = _others_where_won(found)
    third[:, [a, b]] = 0
    votes = found.votes[met].astype(np.float64)
    apart = single & ~met
    elsewhere = (int((found.winner[apart] == a).sum()), int((found.winner[apart] == b).sum()))
    return TwoParty(
        votes[:, a], votes[:, b], third[met].max(axis=1).astype(np.float64), votes.sum(axis=1),
        elsewhere,
    )  # fmt: skip


def contested(found: GroupElection) -> Ints:
    """Votes of the single-member seats with a contest: i8[seats, candidates].

    Candidate by candidate since 2010, the first of each seat in the first column. Before, the
    votes of each group, since nothing else is known: others then count as one.
    """
    single: Mask = (found.seats == 1) & found.contested
    votes: dict[str, list[int]] = {found.code[at]: [] for at in np.flatnonzero(single)}
    for row in worlds.candidacies(found.day):
        if row["constituency"] in votes:
            votes[row["constituency"]].append(int(row["votes"]))
    if not all(votes.values()):
        return found.votes[single]
    by_place = np.zeros((len(votes), max(map(len, votes.values()))), dtype=np.int64)
    for at, cast in enumerate(votes.values()):
        by_place[at, : len(cast)] = sorted(cast, reverse=True)
    return by_place


def _others_where_won(found: GroupElection) -> Ints:
    votes = found.votes.copy()
    votes[:, OTHERS] = np.where(found.winner == OTHERS, votes[:, OTHERS], 0)
    return votes
