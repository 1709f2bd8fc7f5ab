"""The Electoral Reform Society's rules of 1997: a single transferable vote made for hand counts.

Papers move in batches of one value, and only the batch that gave rise to a surplus is looked at
again. It is counted plainly, in whole hundredths of a vote, as the rules are written: there is
no compiled form, so none to check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from commonweal.algorithms.counts import (
    LOT,
    Action,
    Count,
    Stage,
    Tie,
    TiePolicy,
    seats_checked,
)
from commonweal.algorithms.profiles import Profile

ERS97_PARTS = 100
"""Values are taken to two decimal places."""


class Batch(NamedTuple):
    """Papers of one value that came in one transfer: (ballot, rank it stands at) each."""

    value: int
    papers: list[tuple[int, int]]


@dataclass
class Counting:
    """A count under way; votes are in hundredths."""

    profile: Profile
    seats: int
    ties: TiePolicy
    rankings: list[list[int]]
    voters: list[int]
    batches: list[list[Batch]]
    votes: list[int]
    continuing: set[int]
    quota: int = 0
    exhausted: int = 0
    lost: int = 0
    elected: list[int] = field(default_factory=list)
    surpluses: set[int] = field(default_factory=set)
    points: list[tuple[int, ...]] = field(default_factory=list)
    """Votes at the first stage and after every batch: where ties look for a difference."""
    stages: list[Stage] = field(default_factory=list)
    tied: list[Tie] = field(default_factory=list)

    @property
    def places(self) -> int:
        return self.seats - len(self.elected)

    def surplus(self) -> int:
        return sum(self.votes[c] - self.quota for c in self.surpluses)

    def set_quota(self) -> None:
        """5.1.6 and 5.4.8: votes in play by seats and one, to two places, any remainder up."""
        self.quota = -(-(self.profile.votes * ERS97_PARTS - self.exhausted) // (self.seats + 1))

    def told_apart(self, level: Sequence[int], sign: int) -> list[int]:
        """Those of the level who had most (sign 1) or fewest (-1) at the earliest difference."""
        left = list(level)
        for votes in self.points if self.ties.history else ():
            best = max(sign * votes[c] for c in left)
            left = [c for c in left if sign * votes[c] == best]
        return left

    def pick(self, level: Sequence[int], over: Literal["surplus", "exclusion"]) -> int:
        """5.2.3 and 5.2.5: the earliest difference tells them apart, or else the lot."""
        sign = 1 if over == "surplus" else -1
        left = self.told_apart(level, sign)
        standing = self.ties.standing(self.profile.candidates)
        chosen = max(left, key=lambda c: sign * int(standing[c]))
        if len(level) > 1:
            how = "history" if len(left) == 1 else self.ties.last
            self.tied.append(Tie(len(self.stages), over, tuple(sorted(level)), (chosen,), how))
        return chosen

    def deem_elected(self) -> list[int]:
        """5.1.7, 5.3.13, 5.4.9: elect in descending order who has a quota, or cannot be passed.

        5.6.2: of equal candidates too many for the places, the earliest difference elects; where
        there is none, none of them is elected yet.
        """
        found: list[int] = []
        while self.places and self.continuing:
            most = max(self.votes[c] for c in self.continuing)
            active = sum(self.votes[c] for c in self.continuing) + self.surplus()
            if most < self.quota and (most == 0 or most * (self.places + 1) < active):
                break
            level = sorted(c for c in self.continuing if self.votes[c] == most)
            if len(level) > self.places:
                first = self.told_apart(level, 1)
                if len(first) > self.places:
                    break
                if first != level:
                    claimants, stage = tuple(level), len(self.stages) + 1
                    self.tied.append(Tie(stage, "seat", claimants, tuple(first), "history"))
                level = first
            for candidate in level:
                self.elect(candidate)
            found += level
        return found

    def elect(self, candidate: int) -> None:
        self.continuing.discard(candidate)
        self.elected.append(candidate)
        if self.votes[candidate] > self.quota:
            self.surpluses.add(candidate)

    def sorted_on(self, papers: Iterable[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
        """Papers by next available preference; under -1 those that have none."""
        found: dict[int, list[tuple[int, int]]] = {}
        for ballot, rank in papers:
            row = self.rankings[ballot]
            after = rank + 1
            while after < len(row) and row[after] not in self.continuing:
                after += 1
            receiver = row[after] if after < len(row) else -1
            found.setdefault(receiver, []).append((ballot, after))
        return found

    def number(self, papers: Iterable[tuple[int, int]]) -> int:
        return sum(self.voters[ballot] for ballot, _ in papers)

    def credit(self, piles: dict[int, list[tuple[int, int]]], value: int) -> int:
        """Give each pile to its candidate at a value; the hundredths given."""
        given = 0
        for receiver, papers in piles.items():
            self.batches[receiver].append(Batch(value, papers))
            self.votes[receiver] += value * self.number(papers)
            given += value * self.number(papers)
        return given

    def transfer_surplus(self, giver: int) -> list[int]:
        """5.3: only the batch received last is examined, all papers at the first stage."""
        surplus = self.votes[giver] - self.quota
        batch = self.batches[giver][-1]
        piles = self.sorted_on(batch.papers)
        piles.pop(-1, None)
        papers = sum(self.number(pile) for pile in piles.values())
        is_cut = papers * batch.value > surplus
        given = self.credit(piles, surplus // papers if is_cut else batch.value)
        if is_cut:
            self.lost += surplus - given
        else:
            self.exhausted += surplus - given
        self.votes[giver] = self.quota
        self.surpluses.discard(giver)
        self.points.append(tuple(self.votes))
        return self.deem_elected()

    def transfer_excluded(self, excluded: list[int]) -> list[int]:
        """5.4: batches of all excluded together, the highest value first."""
        found: list[int] = []
        by_value: dict[int, list[tuple[int, list[tuple[int, int]]]]] = {}
        for candidate in excluded:
            for batch in self.batches[candidate]:
                by_value.setdefault(batch.value, []).append((candidate, batch.papers))
        for value in sorted(by_value, reverse=True):
            if not self.places:
                break
            papers = [paper for _, held in by_value[value] for paper in held]
            for candidate, held in by_value[value]:
                self.votes[candidate] -= value * self.number(held)
            piles = self.sorted_on(papers)
            self.exhausted += value * self.number(piles.pop(-1, []))
            self.credit(piles, value)
            if not self.elected:
                self.set_quota()
            self.points.append(tuple(self.votes))
            found += self.deem_elected()
        return found

    def excludable(self) -> list[int]:
        """5.2.5: the most candidates who even together could not overtake the next above.

        Empty where surpluses, if transferred, could change who is last (5.2.2). The set never
        divides candidates who are level, unless the fewest votes are theirs: then one is picked.
        """
        order = sorted(self.continuing, key=lambda c: self.votes[c])
        total, best = self.surplus(), 0
        for count in range(1, len(order) - self.places + 1):
            total += self.votes[order[count - 1]]
            above = self.votes[order[count]]
            if total <= above and self.votes[order[count - 1]] < above:
                best = count
        if best:
            return sorted(order[:best])
        fewest = self.votes[order[0]]
        if self.surplus() + fewest > self.votes[order[1]]:
            return []
        return [self.pick([c for c in order if self.votes[c] == fewest], "exclusion")]

    def end_stage(self, action: Action, moved: Iterable[int], elected: Iterable[int]) -> None:
        self.stages.append(
            Stage(
                len(self.stages) + 1, action, tuple(moved), tuple(elected), tuple(self.votes),
                self.exhausted, self.lost, self.quota,
            )
        )  # fmt: skip


def ers97_stv(profile: Profile, seats: int, ties: TiePolicy = LOT) -> Count:
    """Count by the Electoral Reform Society's rules of 1997.

    Quota: votes / (seats + 1), to two places, any remainder rounded up; it falls with exhausted
    votes until somebody is elected. Surpluses wait while they cannot change who is last; several
    of the last are excluded at once where they could not overtake. Ties: the earliest point of
    the count at which the candidates were not level, then as ``ties`` says.
    Source: Newland and Britton, How to conduct an election by the single transferable vote, 3rd
    edition, Electoral Reform Society 1997, sections 5 and 6. Raises BallotError for fewer
    candidates than seats.

    >>> ballots = [["ann", "bob"], ["bob"], ["cat"]]
    >>> ers97_stv(Profile.of(ballots, [6, 2, 3]), 2).winners
    ('ann', 'bob')
    """
    seats_checked(profile, seats, "ers97")
    count = _begun(profile, seats, ties)
    action: Action = "first preferences"
    moved: list[int] = []
    found = count.deem_elected()
    while True:
        if len(count.continuing) == count.places:
            found += _remaining(count)
        count.end_stage(action, moved, found)
        if not count.places:
            break
        action, moved, transfer = _next(count)
        if action == "exclusion" and len(count.continuing) - len(moved) == count.places:
            count.continuing -= set(moved)
            found = _remaining(count)
            count.end_stage(action, moved, found)
            break
        count.continuing -= set(moved)
        found = transfer()
    return Count(
        "ers97", profile.candidates, seats, tuple(count.elected), ERS97_PARTS,
        tuple(count.stages), tuple(count.tied),
    )  # fmt: skip


def _begun(profile: Profile, seats: int, ties: TiePolicy) -> Counting:
    rankings = [
        row[:length] for row, length in zip(profile.rankings.tolist(), profile.lengths, strict=True)
    ]
    first: list[list[tuple[int, int]]] = [[] for _ in profile.candidates]
    for ballot, row in enumerate(rankings):
        first[row[0]].append((ballot, 0))
    everybody = range(len(profile.candidates))
    count = Counting(
        profile, seats, ties, rankings, profile.weights.tolist(),
        [[Batch(ERS97_PARTS, papers)] for papers in first], [0 for _ in everybody], set(everybody),
    )  # fmt: skip
    count.votes = [ERS97_PARTS * count.number(papers) for papers in first]
    count.points.append(tuple(count.votes))
    count.set_quota()
    return count


def _remaining(count: Counting) -> list[int]:
    """5.5.1: those left are as many as the places, and elected."""
    found = sorted(count.continuing, key=lambda c: -count.votes[c])
    for candidate in found:
        count.elect(candidate)
    return found


def _next(count: Counting) -> tuple[Action, list[int], Callable[[], list[int]]]:
    """5.2: the largest surplus, unless it may wait; otherwise the exclusion of the last."""
    last = count.excludable()
    if last:
        return "exclusion", last, lambda: count.transfer_excluded(last)
    largest = max(count.votes[c] for c in count.surpluses)
    giver = count.pick([c for c in count.surpluses if count.votes[c] == largest], "surplus")
    return "surplus", [giver], lambda: count.transfer_surplus(giver)
