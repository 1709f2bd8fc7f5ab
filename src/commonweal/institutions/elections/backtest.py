"""Backtests of swing: what each model would have said, told the shares of whole nations.

These backtests know how each nation voted, which no forecast does: they test the step from
votes to seats and nothing else, and say so by their name ``told_result``. A model is chosen on
elections before the one it is scored on; ``choose`` refuses any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import grounds, swing
from commonweal.institutions.elections.grounds import Pair
from commonweal.institutions.elections.history import UNKNOWN, Ints, Mask
from commonweal.institutions.elections.swing import Base, Tactics

UNIFORM_PARTS = tuple(part / 10 for part in range(1, 10))
NEWCOMERS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Method:
    """How votes become seats: a model of swing, and what stands beside it.

    ``uniform_part`` is the blend's; ``newcomer`` what a party has where it newly stands, of its
    share elsewhere; ``tactics`` the part of the bloc's votes that gather.
    """

    model: str
    uniform_part: float = 0.0
    newcomer: float = 0.0
    tactics: float = 0.0

    def predict(self, base: Base, target: Floats) -> Floats:
        """Shares in each seat, given those of each area: f8[seats, parties]."""
        found = swing.model(self.model, self.uniform_part)(base, target)
        if self.tactics:
            found = swing.whole(swing.tactical(base, found, Tactics(self.tactics)))
        return found


@dataclass(frozen=True, slots=True)
class Score:
    """How a method did on one pair: seats whose winner it named, of those known, and its error.

    ``error`` is the mean absolute error of the shares of those who stood, in points: the
    continuous ranked probability score of a forecast without intervals.
    """

    pair: str
    seats: int
    right: int
    error: float

    @property
    def share_right(self) -> float:
        return self.right / self.seats


def told_result(pair: Pair, newcomer: float, by: str = "nation") -> tuple[Base, Floats]:
    """The base of a pair, and the shares its areas turned out to have."""
    base = swing.base_of(pair.before, pair.after.stood, newcomer, by)
    after = pair.after
    return base, swing.area_shares(after.shares, after.votes, base.area, len(base.areas))


def score(method: Method, pair: Pair, by: str = "nation") -> Score:
    """Score a method on a pair whose areas' shares it is told."""
    base, target = told_result(pair, method.newcomer, by)
    return scored(method.predict(base, target), pair)


def plain(pair: Pair, model: str) -> Score:
    """A model as it is commonly run: the base election as it was, whoever stands now."""
    before, after = pair.before, pair.after
    areas, area = before.codes("nation")
    base = Base(
        before.parties, before.shares, after.stood, after.stood & ~before.stood, area,
        before.votes, areas,
    )  # fmt: skip
    target = swing.area_shares(after.shares, after.votes, area, len(areas))
    return scored(swing.model(model)(base, target), pair)


def scored(said: Floats, pair: Pair) -> Score:
    """How shares that were said of each seat compare with those that came."""
    stood = pair.after.stood
    first = winners(said, stood, pair.after.parties)
    known = pair.after.winner != UNKNOWN
    errors = np.abs(said - pair.after.shares)[stood]
    return Score(
        pair.name, int(known.sum()), int((first == pair.after.winner)[known].sum()),
        100.0 * float(errors.mean()),
    )  # fmt: skip


def winners(shares: Floats, stood: Mask, parties: Sequence[str]) -> Ints:
    """The column with the largest share in each seat, of those that are one candidate."""
    able = stood & grounds.may_win(parties)
    first: Ints = np.argmax(np.where(able, shares, -1.0), axis=1)
    return first


def choose(methods: Iterable[Method], pairs: Sequence[Pair], scored_on: str) -> Method:
    """The method with the least error, each pair counting once; earlier ones win ties.

    Raises ParameterError where a pair is not over before the election that is to score it.
    """
    late = [pair.name for pair in pairs if pair.after.day >= scored_on]
    if late:
        raise ParameterError(
            f"the model would be chosen on the election it is scored on: {late[0]}",
            where=scored_on, remedy="Choose it on elections before that day.",
        )  # fmt: skip
    return min(methods, key=lambda method: mean_error(method, pairs))


def mean_error(method: Method, pairs: Sequence[Pair]) -> float:
    """The mean of a method's errors over pairs, in points."""
    return float(np.mean([score(method, pair).error for pair in pairs]))


def methods() -> Iterator[Method]:
    """Every method that is compared, without tactics."""
    for newcomer in NEWCOMERS:
        for name in swing.MODELS:
            yield Method(name, newcomer=newcomer)
        for part in UNIFORM_PARTS:
            yield Method("blend", part, newcomer)


def pairs() -> tuple[Pair, ...]:
    """Pairs to 2019: by candidate where candidates are known, by group before."""
    older = tuple(pair for pair in grounds.group_pairs() if pair.before.day < "2010")
    return older + grounds.candidate_pairs()


def fitted_tactics(method: Method, pair: Pair) -> float:
    """The part of the bloc's votes that gathered behind one of them, by least squares.

    Below zero where they spread instead.
    """
    base, target = told_result(pair, method.newcomer)
    said = method.predict(base, target)
    moved = swing.tactical_direction(base, said, Tactics(1.0))
    return float((moved * (pair.after.shares - said)).sum() / np.square(moved).sum())
