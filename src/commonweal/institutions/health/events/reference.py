"""The list of persons again, done plainly: at each call, sort everybody and take the first.

Slow and short. It knows nothing of lines, heads or trees; the compiled list must agree with it
to the bit, except that it sorts where the other keeps heaps.
"""

from __future__ import annotations

import math

from commonweal.institutions.health.events.patients import Patients
from commonweal.institutions.health.events.rules import Rule


def plain_starts(
    patients: Patients, rule: Rule, servers: int, opens: float = -math.inf
) -> list[float]:
    """When each patient's treatment starts, NaN for those who give up: as ``simulate``."""
    starts = [math.nan] * len(patients)
    free_at = [opens] * servers
    waiting: list[int] = []
    coming = list(range(len(patients)))
    while coming or waiting:
        free_at.sort()
        now = free_at[0]
        while coming and patients.arrives[coming[0]] <= now:
            waiting.append(coming.pop(0))
        waiting = [row for row in waiting if patients.gives_up[row] > now]
        if waiting:
            waiting.sort(key=lambda row: _place(patients, rule, row, now))
            row = waiting.pop(0)
            starts[row] = now
            free_at[0] = now + patients.treatment[row]
        elif coming:
            free_at[0] = patients.arrives[coming[0]]
    return starts


def plain_overtaken(patients: Patients, starts: list[float]) -> list[int]:
    """How many joined later than each patient and were called before: compare all pairs."""
    joined = patients.arrives
    return [
        sum(
            bool(joined[other] > joined[row] and start < starts[row])
            for other, start in enumerate(starts)
        )
        for row in range(len(starts))
    ]


def _place(patients: Patients, rule: Rule, row: int, now: float) -> tuple[float, float, int]:
    """Where a patient stands: level, then the larger claim, then who joined first."""
    group = patients.group[row]
    weeks = now - patients.arrives[row]
    is_moved_up = bool(patients.honoured[row]) and weeks >= rule.call_at[group]
    level = -math.inf if is_moved_up else float(rule.level[group])
    return level, -float(rule.growth[group] * weeks + rule.head_start[group]), row
