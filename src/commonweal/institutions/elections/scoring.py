"""Scores of a forecast against what came: seats named, probabilities, and whole distributions.

The logarithmic score is the mean of -log p of the party that won; the continuous ranked
probability score is the mean distance of draws from what came less half their distance from
each other, so that a single number scores its absolute error. Lower is better for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonweal.core.protocol import Floats
from commonweal.institutions.elections import backtest, contests, grounds, uncertainty
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.grounds import GREAT_BRITAIN, Pair
from commonweal.institutions.elections.history import Ints
from commonweal.institutions.elections.uncertainty import Spread

NAMED = ("Con", "Lab", "LD", "SNP", "RUK", "Green", "PC")


@dataclass(frozen=True, eq=False)
class Result:
    """How a method with intervals did on one election.

    ``right``: seats whose most likely winner won; ``log_score`` over seats; ``crps_shares`` in
    points, over all who stood; ``crps_seats``: the mean over ``NAMED`` of the seats in the house.
    ``said`` and ``came``: seats by party, the mean of the draws; ``low`` and ``high``: the ends
    of their central 95%.
    """

    name: str
    seats: int
    right: int
    log_score: float
    crps_shares: float
    crps_seats: float
    said: Floats
    low: Floats
    high: Floats
    came: Ints

    @property
    def share_right(self) -> float:
        return self.right / self.seats


def told(
    name: str, method: Method, spread: Spread, pair: Pair, draws: int, seed: int
) -> Result:  # fmt: skip
    """Score a method that is told how the nations voted."""
    from commonweal.institutions.elections import montecarlo

    base, target = backtest.told_result(pair, method.newcomer)
    thought = uncertainty.outlook(method, base, target, pair.before, spread)
    found, seat, party = contests.contests_of(thought, np.inf)
    keys = contests.keys(seed, draws)
    shares, seats = np.empty((draws, seat.size)), contests.no_seats(draws, thought)
    wins = contests.no_wins(found)
    montecarlo.draw_shares(keys, montecarlo.DECISIONS, found, shares)
    montecarlo.draw_winners(keys, montecarlo.DECISIONS, found, seats, wins)
    table = np.zeros(pair.after.shares.shape)
    table[seat, party] = wins
    came = np.bincount(pair.after.winner, minlength=len(pair.after.parties))
    columns = [pair.after.parties.index(one) for one in NAMED]
    low, high = np.quantile(seats, [0.025, 0.975], axis=0)
    return Result(
        name, len(pair.after.code), int((table.argmax(axis=1) == pair.after.winner).sum()),
        log_score(table, pair.after.winner),
        100.0 * float(crps(shares, pair.after.shares[seat, party]).mean()),
        float(crps(seats[:, columns].astype(np.float64), came[columns]).mean()),
        seats.mean(axis=0), low, high, came,
    )  # fmt: skip


def log_score(wins: Floats, winner: Ints) -> float:
    """The mean of -log p of the winners: f8[seats, parties] wins over draws.

    Half a win is given to everybody, so that what no draw showed is not thought impossible.
    """
    draws = wins.sum(axis=1)
    probability = (wins[np.arange(winner.size), winner] + 0.5) / (draws + 0.5 * wins.shape[1])
    return float(-np.log(probability).mean())


def crps(draws: Floats, came: Floats | Ints) -> Floats:
    """The continuous ranked probability score of each column: f8[draws, n] and [n] give f8[n]."""
    ordered = np.sort(draws, axis=0)
    number = ordered.shape[0]
    weights = (2.0 * np.arange(1, number + 1) - number - 1.0) / number**2
    found: Floats = np.abs(ordered - came).mean(axis=0) - weights @ ordered
    return found


def pair_of_2024() -> Pair:
    """The votes of 2019 on the boundaries of 2024, and those of 2024: Great Britain."""
    before = grounds.notional().within(*GREAT_BRITAIN)
    return Pair(before, grounds.general_election("2024-07-04").within(*GREAT_BRITAIN))


def plain_of_2024(models: Sequence[str]) -> list[backtest.Score]:
    """The yardsticks: plain swings from 2019 to 2024, every label of the source on its own."""
    before = grounds.notional_by_label().within(*GREAT_BRITAIN)
    after = grounds.by_label("2024-07-04").within(*GREAT_BRITAIN)
    return [backtest.plain(Pair(before, after), model) for model in models]
