"""What the answer of seats to votes is checked against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commonweal.core.checks import Check, Fault
from commonweal.core.special import normal_quantiles
from commonweal.institutions.elections import history, metric_faults, metrics

_METRICS = "commonweal.institutions.elections.metrics"
_BIASED = ("2005", "2010")
_PLACES = 20_001


def checks() -> Sequence[Check]:
    """Bias as published, the cube law of a normal distribution, and three indices by hand."""
    return (
        Check(
            "bias-2005-2010", "published estimate",
            "Seats by which Labour would have led with as many votes as the Conservatives",
            [111, 54],
            lambda: [-metrics.two_party(history.election(name)).bias for name in _BIASED], 3,
            "Johnston, Rossiter and Pattie, Journal of Elections, Public Opinion and Parties 16 "
            "(2006); Smith, Could the pro-Labour bias disappear (Nottingham, 30 April 2015). They "
            "take Great Britain and its votes",
            (Fault("seats are taken as they fell", f"{_METRICS}.TwoParty.level_swing",
                   property(metric_faults.no_swing)),
             Fault("the swing goes the wrong way", f"{_METRICS}.TwoParty.level_swing",
                   property(metric_faults.wrong_way))),
        ),
        Check(
            "cube-law-of-a-normal-distribution", "closed form",
            "Exponent and responsiveness where the vote of two parties is normal over seats, with a "
            "standard deviation of 0.133",
            [3.0, 3.0], _normal_seats, 0.05,
            "By hand: seats move with votes by 1 / (0.133 √(2π)) = 3 at equality; Kendall and "
            "Stuart (1950)",
            (Fault("a vote that is moved counts once", f"{_METRICS}.TwoParty.seats",
                   metric_faults.once),),
        ),
        Check(
            "metrics-by-hand", "closed form",
            "Votes of 50:40:10 and 20:70:10: lost, surplus, margins' safe share, efficiency gap of the "
            "first two, effective parties",
            [60 + 20, 9 + 49, 0.5, (65.0 - 25.0) / 180 , 1 / (0.35**2 + 0.55**2 + 0.1**2)],
            _by_hand, 1e-12, "By hand",
            (Fault("all of a winner's lead is surplus", f"{_METRICS}.wasted",
                   metric_faults.without_the_one),
             Fault("a lead of just so much is safe", f"{_METRICS}.safe_share",
                   metric_faults.at_least),
             Fault("the gap is of all votes wasted", f"{_METRICS}.efficiency_gap",
                   metric_faults.total_waste)),
        ),
    )  # fmt: skip


def _normal_seats() -> list[float]:
    """Equal seats whose first party's part of the vote is normal about a half."""
    part = 0.5 + 0.133 * normal_quantiles((np.arange(_PLACES) + 0.5) / _PLACES)
    found = metrics.TwoParty(part, 1 - part, np.zeros(_PLACES), np.ones(_PLACES), (0, 0))
    return [found.cube_law(), found.responsiveness()]


def _by_hand() -> list[float]:
    votes = np.array([[50, 40, 10], [20, 70, 10]])
    waste = metrics.wasted(votes)
    one, other = votes[:, 0].astype(np.float64), votes[:, 1].astype(np.float64)
    return [
        float(waste.lost.sum()), float(waste.surplus.sum()), metrics.safe_share(votes),
        metrics.efficiency_gap(one, other), metrics.effective_parties(votes.sum(axis=0) / 200),
    ]  # fmt: skip
