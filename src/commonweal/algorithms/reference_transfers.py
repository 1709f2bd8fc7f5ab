"""The reference for ``transfers``: the same rules by exact fractions and parcels of papers.

Written from the text of the rules, for being read and for checking the fast form against; it
shares no code with it. ``places=None`` leaves out the truncation of transfer values, which is
the textbook weighted inclusive Gregory method that other programs count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from commonweal.algorithms.counts import LOT, TiePolicy
from commonweal.algorithms.profiles import Profile


class ReferenceStage(NamedTuple):
    """One stage: what was done, whose votes moved, who was elected, and where the votes are."""

    action: str
    moved: tuple[int, ...]
    elected: frozenset[int]
    tallies: tuple[Fraction, ...]
    exhausted: Fraction
    lost: Fraction


class Parcel(NamedTuple):
    """Like papers that are worth the same: the preferences left on them, voters, value of each."""

    preferences: tuple[int, ...]
    voters: int
    value: Fraction


class ReferenceTie(NamedTuple):
    """Who was level, whom the decision fell on, and whether earlier stages told them apart."""

    claimants: frozenset[int]
    chosen: int
    by_history: bool


@dataclass
class ReferenceCount:
    """A count under way: parcels by candidate, and the stages so far."""

    profile: Profile
    seats: int
    ties: TiePolicy
    piles: list[list[Parcel]]
    continuing: set[int]
    exhausted: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)
    stages: list[ReferenceStage] = field(default_factory=list)
    tied: list[ReferenceTie] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    held_back: dict[int, Fraction] = field(default_factory=dict)
    """What an elected candidate keeps once the surplus has gone."""

    @classmethod
    def of(cls, profile: Profile, seats: int, ties: TiePolicy) -> ReferenceCount:
        piles: list[list[Parcel]] = [[] for _ in profile.candidates]
        for row, length, voters in zip(
            profile.rankings.tolist(), profile.lengths, profile.weights, strict=True
        ):
            piles[row[0]].append(Parcel(tuple(row[1:length]), int(voters), Fraction(1)))
        return cls(profile, seats, ties, piles, set(range(len(piles))))

    def tally(self, candidate: int) -> Fraction:
        papers = sum((p.voters * p.value for p in self.piles[candidate]), Fraction(0))
        return self.held_back.get(candidate, Fraction(0)) + papers

    def end_stage(self, action: str, moved: Iterable[int], elected: Iterable[int]) -> None:
        newly = frozenset(elected)
        self.continuing -= newly
        self.elected += sorted(newly, key=lambda c: -self.tally(c))
        tallies = tuple(self.tally(c) for c in range(len(self.piles)))
        self.stages.append(
            ReferenceStage(action, tuple(moved), newly, tallies, self.exhausted, self.lost)
        )

    def pass_on(self, candidate: int, rate: Fraction, places: int | None) -> Fraction:
        """Give each paper, at its value × rate, to the next who continues; the total given."""
        parcels, self.piles[candidate] = self.piles[candidate], []
        given = Fraction(0)
        for parcel in parcels:
            value = _cut(parcel.value * rate, places)
            given += parcel.voters * value
            left = [c for c in parcel.preferences if c in self.continuing]
            if left:
                after = parcel.preferences[parcel.preferences.index(left[0]) + 1 :]
                self.piles[left[0]].append(Parcel(after, parcel.voters, value))
            else:
                self.exhausted += parcel.voters * value
        return given

    def pick(self, among: Iterable[int], sign: int) -> int:
        """The candidate with most votes (sign 1) or fewest (-1): by history, then by standing."""
        tallies = {c: sign * self.tally(c) for c in among}
        level = [c for c, votes in tallies.items() if votes == max(tallies.values())]
        claimants = frozenset(level)
        for stage in reversed(self.stages) if self.ties.history else ():
            best = max(sign * stage.tallies[c] for c in level)
            level = [c for c in level if sign * stage.tallies[c] == best]
        standing = self.ties.standing(self.profile.candidates)
        chosen = max(level, key=lambda c: sign * int(standing[c]))
        if len(claimants) > 1:
            self.tied.append(ReferenceTie(claimants, chosen, len(level) == 1))
        return chosen


def reference_alternative_vote(profile: Profile, ties: TiePolicy = LOT) -> ReferenceCount:
    """Exclude the last until one has more than half of the votes that are not exhausted."""
    count = ReferenceCount.of(profile, 1, ties)
    action, moved = "first preferences", tuple[int, ...]()
    while True:
        active = sum(count.tally(c) for c in count.continuing)
        winners = [c for c in count.continuing if 2 * count.tally(c) > active]
        if len(count.continuing) == 1:
            winners = list(count.continuing)
        count.end_stage(action, moved, winners)
        if winners:
            return count
        last = count.pick(count.continuing, -1)
        count.continuing.discard(last)
        count.pass_on(last, Fraction(1), None)
        action, moved = "exclusion", (last,)


def reference_scottish_stv(
    profile: Profile, seats: int, ties: TiePolicy = LOT, places: int | None = 5
) -> ReferenceCount:
    """The Scottish rules 46 to 53, in their order."""
    count = ReferenceCount.of(profile, seats, ties)
    quota = Fraction(profile.votes // (seats + 1) + 1)
    surpluses: set[int] = set()
    action, moved = "first preferences", tuple[int, ...]()
    while True:
        reached = {c for c in count.continuing if count.tally(c) >= quota}
        surpluses |= {c for c in reached if count.tally(c) > quota}
        vacancies = seats - len(count.elected) - len(reached)
        left = count.continuing - reached
        if vacancies == 0 or len(left) == vacancies:
            count.end_stage(action, moved, reached | (left if vacancies else set()))
            return count
        count.end_stage(action, moved, reached)
        if surpluses:
            giver = count.pick(surpluses, 1)
            surpluses.discard(giver)
            total = count.tally(giver)
            given = count.pass_on(giver, (total - quota) / total, places)
            count.held_back[giver] = quota
            count.lost += total - quota - given
            action, moved = "surplus", (giver,)
        else:
            last = count.pick(count.continuing, -1)
            count.continuing.discard(last)
            count.pass_on(last, Fraction(1), None)
            action, moved = "exclusion", (last,)


def _cut(value: Fraction, places: int | None) -> Fraction:
    """The value with its remainder beyond some decimal places ignored."""
    if places is None:
        return value
    return Fraction(value * 10**places // 1, 10**places)
