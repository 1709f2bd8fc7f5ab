"""What a count of ranked ballots gives: winners, stages, and every tie with what settled it.

Tallies are whole numbers of *parts* of a vote, so that every stage can be checked to the last
part: tallies, exhausted votes and what rounding lost add up to the votes cast. A tie is a value:
it names who was level, who prevailed, and whether earlier stages, a lot or the order given
decided.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from commonweal.algorithms.profiles import Profile
from commonweal.core.errors import BallotError

Ints = npt.NDArray[np.int64]
Action = Literal["first preferences", "surplus", "exclusion", "transfer", "points"]
Settled = Literal["history", "lot", "order"]


@dataclass(frozen=True, slots=True)
class TiePolicy:
    """What settles a tie that the rule itself leaves open.

    ``history``: look at earlier stages first, in the direction the rule says. ``last``: then
    draw a ``lot``, or prefer whoever is earlier in the ``order`` of the list of candidates. The
    lot is drawn once a count, from the seed and the candidates' names: who wins it does not
    depend on the order in which candidates or ballots are given.
    """

    history: bool = True
    last: Literal["lot", "order"] = "lot"
    seed: int = 0

    def standing(self, candidates: tuple[str, ...]) -> Ints:
        """Places from 0, i8[candidates]: of two who are level, the higher prevails."""
        if self.last == "order":
            return np.arange(len(candidates) - 1, -1, -1, dtype=np.int64)
        drawn = sorted(range(len(candidates)), key=lambda c: _drawn(self.seed, candidates[c]))
        standing = np.empty(len(candidates), dtype=np.int64)
        standing[drawn] = np.arange(len(candidates))
        return standing


def _drawn(seed: int, name: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=16).digest()


LOT = TiePolicy()
"""Earlier stages, then a lot drawn with seed 0."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Candidates who were level when one had to be told from the others.

    ``stage``: number of the stage that the decision began; ``over``: what was decided;
    ``claimants``: who was level; ``chosen``: whom the decision fell on (to be excluded, to be
    transferred first, to be elected).
    """

    stage: int
    over: Literal["exclusion", "surplus", "seat"]
    claimants: tuple[int, ...]
    chosen: tuple[int, ...]
    settled_by: Settled


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a count, after its transfers.

    ``candidates``: whose votes moved; ``elected``: who was elected at its end; ``tallies``: parts
    of a vote, one for each candidate; ``exhausted``: parts that no candidate can have any more;
    ``lost``: parts dropped by rounding since the count began; ``keep``: by Meek's method, the
    parts of each vote that every candidate keeps.
    """

    number: int
    action: Action
    candidates: tuple[int, ...]
    elected: tuple[int, ...]
    tallies: tuple[int, ...]
    exhausted: int
    lost: int
    quota: int
    keep: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """The result of counting a profile by one rule.

    ``elected``: places in ``candidates``, in order of election; ``parts``: parts of a vote (or of
    a point) that tallies, quota, exhausted and lost are numbers of; ``quota`` is 0 where the
    rule has none.
    """

    rule: str
    candidates: tuple[str, ...]
    seats: int
    elected: tuple[int, ...]
    parts: int
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...]

    @property
    def winners(self) -> tuple[str, ...]:
        """The names of those elected, in order of election."""
        return tuple(self.candidates[c] for c in self.elected)

    @property
    def quota(self) -> Fraction:
        """The quota at the end of the count, in votes."""
        return Fraction(self.stages[-1].quota, self.parts)

    @property
    def exhausted(self) -> Fraction:
        """Votes that ended with nobody, for want of a further preference."""
        return Fraction(self.stages[-1].exhausted, self.parts)

    @property
    def by_lot(self) -> bool:
        """Whether a lot, or the order given, decided anything."""
        return any(tie.settled_by != "history" for tie in self.ties)

    def votes(self, stage: int) -> tuple[Fraction, ...]:
        """The tallies at the end of a stage (numbered from 1), in votes."""
        return tuple(Fraction(t, self.parts) for t in self.stages[stage - 1].tallies)


def seats_checked(profile: Profile, seats: int, rule: str, *, only_one: bool = False) -> int:
    """The number of seats, if this rule can fill them from these candidates.

    Raises BallotError otherwise.
    """
    standing = len(profile.candidates)
    if only_one and seats != 1:
        raise BallotError(
            f"{rule} elects one candidate, not {seats}",
            remedy="Ask for one seat, or for a rule that fills several, such as scottish-stv.",
        )
    if not 1 <= seats <= standing:
        raise BallotError(
            f"{standing} candidates cannot fill {seats} seats",
            remedy=f"Ask for 1 to {standing} seats.",
        )
    return seats


def highest(
    tallies: Ints, seats: int, standing: Ints, settled_by: Settled
) -> tuple[tuple[int, ...], tuple[Tie, ...]]:
    """Those with the most, and the tie for the last seat if there is one.

    Where candidates are level for fewer seats than there are of them, the higher ``standing``
    prevails. ``settled_by`` says what the standing came from.
    """
    order = np.lexsort((-standing, -tallies))
    last = tallies[order[seats - 1]]
    level = np.flatnonzero(tallies == last)
    elected = tuple(order[:seats].tolist())
    chosen = tuple(c for c in elected if tallies[c] == last)
    if len(chosen) == level.size:
        return elected, ()
    return elected, (Tie(1, "seat", tuple(level.tolist()), chosen, settled_by),)


def elected_order(elected_at: Ints, tallies: Ints, standing: Ints) -> tuple[int, ...]:
    """Those elected: the earlier stage first, then the more votes, then the higher standing."""
    elected = np.flatnonzero(elected_at >= 0).tolist()
    return tuple(
        sorted(elected, key=lambda c: (elected_at[c], -tallies[elected_at[c], c], -standing[c]))
    )


def read_stages(
    actions: tuple[Action, ...], tallies: Ints, facts: Ints, order: tuple[int, ...],
    elected_at: Ints, keeps: Ints | None = None,
) -> tuple[Stage, ...]:  # fmt: skip
    """Stages from what a kernel noted: facts are action, whose votes, exhausted, lost, quota."""
    at = [int(elected_at[c]) for c in order]
    return tuple(
        Stage(
            number + 1, actions[action], () if moved < 0 else (moved,),
            tuple(c for c, stage in zip(order, at, strict=True) if stage == number),
            tuple(tallies[number].tolist()), exhausted, lost, quota,
            () if keeps is None else tuple(keeps[number].tolist()),
        )
        for number, (action, moved, exhausted, lost, quota) in enumerate(facts.tolist())
    )  # fmt: skip


def read_ties(found: Ints, claimants: npt.NDArray[np.bool_], last: Settled) -> tuple[Tie, ...]:
    """Ties from what a kernel noted: stage, 1 for a surplus or 2 for an exclusion, chosen, how."""
    return tuple(
        Tie(
            stage, "surplus" if over == 1 else "exclusion",
            tuple(np.flatnonzero(level).tolist()), (chosen,), "history" if by == 1 else last,
        )
        for (stage, over, chosen, by), level in zip(found.tolist(), claimants, strict=True)
    )  # fmt: skip
