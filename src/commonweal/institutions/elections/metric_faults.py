"""Mistakes about how seats answer to votes, each to be caught by a check of ``metric_checks``."""

from __future__ import annotations

import numpy as np

from commonweal.core.protocol import Floats
from commonweal.institutions.elections import metrics
from commonweal.institutions.elections.history import Ints
from commonweal.institutions.elections.metrics import SAFE, TwoParty, Wasted

_seats = TwoParty.seats
_wasted = metrics.wasted


def no_swing(self: TwoParty) -> float:
    """Leave the votes as they are."""
    return 0.0


def wrong_way(self: TwoParty) -> float:
    """Give the leader as many votes as would make the two equal."""
    return float((self.one.sum() - self.other.sum()) / (2 * self.turnout.sum()))


def once(self: TwoParty, swing: float) -> tuple[int, int]:
    """Take for the swing half of the votes that pass."""
    return _seats(self, swing / 2)


def without_the_one(votes: Ints) -> Wasted:
    """Count the vote that a winner needed to lead as surplus too."""
    found = _wasted(votes)
    won = votes.max(axis=1, keepdims=True) == votes
    return Wasted(found.lost, found.surplus + won.sum(axis=0))


def at_least(votes: Ints, beyond: float = SAFE) -> float:
    """Call a seat safe whose winner leads by exactly the margin."""
    return float((metrics.margins(votes) >= beyond).mean())


def total_waste(one: Floats, other: Floats) -> float:
    """Add up what both parties waste, which is half of all votes whatever happens."""
    both = one + other
    waste = np.where(one > other, one - both / 2 + other, one + other - both / 2)
    return float(waste.sum() / both.sum())
