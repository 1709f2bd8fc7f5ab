"""What the models of swing are checked against, and a mistake that each check must catch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commonweal.core.checks import Check, Fault
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import contests, grounds, patterns, swing, uncertainty
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.history import GROUPS
from commonweal.institutions.elections.swing import Base

_SWING = "commonweal.institutions.elections.swing"
_CONTESTS = "commonweal.institutions.elections.contests"
_SHARES = [[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]]
_TARGET = [[0.2, 0.55, 0.25]]
_BY_HAND = {
    "uniform": [0.4, 0.3, 0.3, 0.0, 0.8, 0.2],
    "proportional": [10 / 29, 9 / 29, 10 / 29, 2 / 31, 24 / 31, 5 / 31],
    "strong-transition": [11 / 30, 0.3, 1 / 3, 1 / 30, 0.8, 1 / 6],
}
"""Three parties in two seats of equal size; the first loses ten points to the third."""


def checks() -> Sequence[Check]:
    """No swing changes nothing; small swings by hand; areas have the shares they are to have."""
    return (
        Check(
            "swing-none", "identity",
            "Largest change of a share in 2019 when no nation's shares change, by model",
            [0.0] * (len(swing.MODELS) + 1), _unmoved, 1e-12, "By definition of a swing",
            (Fault("everybody loses a tenth", f"{_SWING}.whole", _a_tenth_lost),),
        ),
        *(
            Check(
                f"swing-by-hand-{name}", "closed form",
                f"Shares of two seats after a swing of ten points, {name}",
                expected, lambda name=name: _small(name), 1e-12, "By hand",  # type: ignore[misc]
                (_in_models(name),),
            )
            for name, expected in _BY_HAND.items()
        ),
        Check(
            "swing-areas-met", "identity",
            "Largest distance of a nation's shares from those it is to have, additive logit",
            0.0, _missed, 1e-9, "By definition of the model",
            (Fault("one round instead of many", f"{_SWING}._ROUNDS", 1),),
        ),
        Check(
            "swing-drawn-without-doubt", "identity",
            "Seats of 2019 that ten draws without any uncertainty give to another than the swing",
            0, _given_to_others, 0, "By definition of a draw",
            (Fault("seats miss although nothing is unsure", f"{_CONTESTS}._triangle", np.ones_like),),
        ),
    )  # fmt: skip


def small_base() -> Base:
    """Three parties that all stand in two seats of one area."""
    shares = np.array(_SHARES)
    everywhere = np.ones(shares.shape, dtype=np.bool_)
    return Base(
        ("Red", "Blue", "Green"), shares, everywhere, ~everywhere, np.zeros(2, dtype=np.int64),
        np.full(2, 1000.0), ("all",),
    )  # fmt: skip


def _unmoved() -> list[float]:
    ground = grounds.general_election("2019-12-12")
    base = swing.base_of(ground, ground.stood, 0.0)
    models = [*(swing.model(name) for name in swing.MODELS), swing.model("blend", 0.5)]
    return [float(np.abs(found(base, base.totals()) - base.shares).max()) for found in models]


def _small(name: str) -> list[float]:
    found: list[float] = swing.model(name)(small_base(), np.array(_TARGET)).ravel().tolist()
    return found


def _missed() -> float:
    before, after = (grounds.general_election(day) for day in ("2017-06-08", "2019-12-12"))
    base = swing.base_of(before, before.stood, 0.0)
    target = swing.area_shares(after.shares, after.votes, base.area, len(base.areas))
    target = swing.whole(np.where(base.totals() > 0, target, 0.0))
    return float(np.abs(base.totals(swing.additive_logit(base, target)) - target).max())


def _given_to_others() -> int:
    from commonweal.institutions.elections import montecarlo

    ground = grounds.general_election("2019-12-12")
    base = swing.base_of(ground, ground.stood, 0.0)
    nothing = np.zeros((len(GROUPS), len(GROUPS)))
    amounts = len(patterns.NAMES)
    certain = uncertainty.Spread(
        np.zeros(amounts), np.zeros((amounts, amounts)), nothing, nothing, nothing, 1.0
    )
    thought = uncertainty.outlook(Method("uniform"), base, base.totals(), ground, certain)
    found, _, _ = contests.contests_of(thought, np.inf)
    seats, wins = contests.no_seats(10, thought), contests.no_wins(found)
    montecarlo.draw_winners(contests.keys(1, 10), montecarlo.DECISIONS, found, seats, wins)
    winners = np.bincount(ground.winner, minlength=len(ground.parties))
    return int(np.abs(seats - winners).sum())


def _a_tenth_lost(shares: Floats) -> Floats:
    return np.maximum(shares, 0.0) * 0.9


def _in_models(name: str) -> Fault:
    another = "proportional" if name == "uniform" else "uniform"
    return Fault(
        f"{another} in place of {name}", f"{_SWING}.MODELS",
        {**swing.MODELS, name: swing.MODELS[another]},
    )  # fmt: skip
