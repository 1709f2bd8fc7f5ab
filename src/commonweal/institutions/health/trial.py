"""A few draws with stated values: how the checks and tests ask the list a question."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from commonweal.core.protocol import Draws, Result
from commonweal.core.randomness import draw_keys
from commonweal.institutions.health import model
from commonweal.parameters.policy import resolve

PLAIN: Mapping[str, float] = {
    "steady_wait": 20.0,
    "fundholding_share": 0.6,
    "adherence": 1.0,
    "capacity_response": 0.0,
    "removal_hazard": 0.0,
}
"""The essay's figures on a list of 20 weeks: no removals, no new slots, every promise kept."""
GUARANTEE: Mapping[str, object] = {"waiting_list.discipline": "guarantee"}
EVEN: Mapping[str, object] = {"waiting_list.arrivals": "even"}


def stated_draws(values: Mapping[str, float] = PLAIN, *, count: int = 1, seed: int = 1) -> Draws:
    """Draws that all have the same values, those of PLAIN unless given, and luck of their own."""
    index = np.arange(count, dtype=np.int64)
    replicate = np.zeros(count, dtype=np.int64)
    held = {name: np.full(count, value) for name, value in {**PLAIN, **values}.items()}
    return Draws(index, replicate, held, draw_keys(seed, index, replicate))


def run_list(
    changes: Mapping[str, object], draws: Draws | None = None, world: str = "steady-list"
) -> Result:
    """Run the list under the changed levers; by default one draw of PLAIN."""
    room = model.institution
    policy = resolve(room, room.period.start, changes)
    prepared = room.prepare(room.open_world(world), policy, room.period)
    return prepared.run(stated_draws() if draws is None else draws)


def even_list(changes: Mapping[str, object], **values: float) -> Result:
    """Run one draw on the steady list with even numbers joining."""
    return run_list({**EVEN, **changes}, stated_draws(values))


def long_run(result: Result, name: str) -> list[float]:
    """A measure of the first draw in the long run: one number a class, or one in all."""
    return [float(value) for value in np.atleast_1d(result.measures[name][0, ..., -1])]
