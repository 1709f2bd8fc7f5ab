"""The reference for ``meek``: exact fractions, cut to as many decimal places as one likes.

With nine places and 0.0001 votes it is the published arithmetic, and equals the fast form to the
last part. With many places and a tiny surplus it comes as near as one likes to the ideal that
Meek described, against which programs that count in floating point are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from commonweal.algorithms.counts import LOT, TiePolicy
from commonweal.algorithms.profiles import Profile
from commonweal.algorithms.reference_transfers import ReferenceStage


@dataclass
class ReferenceMeek:
    """A count by Meek's method under way."""

    profile: Profile
    seats: int
    ties: TiePolicy
    places: int
    small: Fraction
    keep: list[Fraction] = field(init=False)
    hopeful: set[int] = field(init=False)
    elected: list[int] = field(default_factory=list)
    stages: list[ReferenceStage] = field(default_factory=list)
    tied: list[tuple[frozenset[int], int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keep = [Fraction(1)] * len(self.profile.candidates)
        self.hopeful = set(range(len(self.keep)))

    def up(self, value: Fraction) -> Fraction:
        return Fraction(ceil(value * 10**self.places), 10**self.places)

    def share(self) -> tuple[list[Fraction], Fraction, Fraction]:
        """Votes of each candidate, exhausted votes and quota at the present keep values."""
        votes, exhausted = [Fraction(0)] * len(self.keep), Fraction(0)
        for row, length, voters in zip(
            self.profile.rankings.tolist(), self.profile.lengths, self.profile.weights, strict=True
        ):
            left = Fraction(1)
            for candidate in row[:length]:
                kept = self.up(left * self.keep[candidate])
                votes[candidate] += int(voters) * kept
                left -= kept
            exhausted += int(voters) * left
        part = Fraction(1, 10**self.places)
        exact = (self.profile.votes - exhausted) / (self.seats + 1)
        return votes, exhausted, floor(exact / part) * part + part

    def exclude(self) -> int:
        """Exclude the last hopeful candidate, telling apart those level by earlier stages."""
        votes = self.stages[-1].tallies
        lowest = min(votes[c] for c in self.hopeful)
        level = [c for c in self.hopeful if votes[c] < lowest + self.small]
        claimants = frozenset(level)
        for stage in reversed(self.stages) if self.ties.history else ():
            lowest = min(stage.tallies[c] for c in level)
            level = [c for c in level if stage.tallies[c] < lowest + self.small]
        standing = self.ties.standing(self.profile.candidates)
        chosen = min(level, key=lambda c: int(standing[c]))
        if len(claimants) > 1:
            self.tied.append((claimants, chosen))
        self.hopeful.discard(chosen)
        self.keep[chosen] = Fraction(0)
        return chosen

    def run(self) -> ReferenceMeek:
        action, moved = "first preferences", tuple[int, ...]()
        before: Fraction | None = None
        while True:
            votes, exhausted, quota = self.share()
            vacancies = self.seats - len(self.elected)
            reached = {c for c in self.hopeful if votes[c] >= quota}
            if len(self.hopeful) == vacancies:
                reached = set(self.hopeful)
            self.hopeful -= reached
            self.elected += sorted(reached, key=lambda c: -votes[c])
            surplus = sum((max(votes[c] - quota, Fraction(0)) for c in self.elected), Fraction(0))
            settled = surplus < self.small or (before is not None and surplus >= before)
            done = len(self.elected) == self.seats
            if reached or settled or done:
                self.stages.append(
                    ReferenceStage(
                        action, moved, frozenset(reached), tuple(votes), exhausted, Fraction(0)
                    )
                )
            if done:
                return self
            if reached and surplus >= self.small:
                action, moved, before = "transfer", (), None
            elif reached or settled:
                last = self.exclude()
                action, moved, before = "exclusion", (last,), None
                continue
            else:
                before = surplus
            for c in self.elected:
                if votes[c] > quota:
                    self.keep[c] = min(Fraction(1), self.up(self.keep[c] * quota / votes[c]))


def reference_meek(
    profile: Profile,
    seats: int,
    ties: TiePolicy = LOT,
    places: int = 9,
    small: Fraction = Fraction(1, 10_000),
) -> ReferenceMeek:
    """Count a profile by Meek's method, keeping ``places`` decimal places."""
    return ReferenceMeek(profile, seats, ties, places, small).run()
