"""The weekly list again, done plainly: sort everybody each week, and call from the top.

Slow and short. It keeps each group of patients as a row, removes the removed week by week,
and knows nothing of lines and heads; the compiled list must agree with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from commonweal.core.protocol import Floats
from commonweal.institutions.health.calendar import Calendar
from commonweal.institutions.health.opening import Opening


@dataclass
class _Row:
    """Patients of one class who joined in one week and are promised the same."""

    side: int
    promised: bool
    joined: int
    patients: float


def plain_cells(
    start: Opening, calendar: Calendar, call_at: int, honoured: float, response: float
) -> Floats:
    """Treated patients and their weeks by class and cohort, of the first draw: f8[2, 2, cohorts].

    ``start``: the list as it opens; ``call_at``: the weeks after which the promised are called;
    ``honoured`` and ``response`` as in ``guarantee.steady_waits``.
    """
    cells = np.zeros((2, 2, calendar.cohorts))
    alive, slots = start.alive[0], float(start.slots[0])
    waiting = [
        row
        for week in range(-calendar.past, 0)
        for row in _joiners(start, calendar, week, honoured)
    ]
    new_slots = 0.0
    for week in range(calendar.weeks):
        for row in waiting:
            age = week - row.joined
            row.patients *= alive[age] / alive[age - 1]
        waiting += _joiners(start, calendar, week, honoured)
        due = [row for row in waiting if row.promised and week - row.joined >= call_at]
        overdue = sum(row.patients for row in due if row.joined + call_at < 0)
        free = _call(due, slots, week, calendar, cells)
        overdue -= sum(row.patients for row in due if row.joined + call_at < 0)
        new_slots += response * overdue
        is_behind = any(row.patients > 0 for row in due)
        others = [row for row in waiting if not (is_behind and row.promised)]
        open_slots = free + new_slots
        unused = _call(others, max(open_slots, 0.0), week, calendar, cells)
        new_slots = min(unused, max(new_slots, 0.0)) if open_slots > 0 else open_slots
        waiting = [row for row in waiting if row.patients > 0]
    return cells


def _joiners(start: Opening, calendar: Calendar, week: int, honoured: float) -> list[_Row]:
    cohort = week + calendar.past
    fundholding, others = start.joined[0, :, cohort]
    left = start.alive[0, max(-1 - week, 0)]
    return [
        _Row(0, True, week, float(honoured * fundholding * left)),
        _Row(0, False, week, float((1 - honoured) * fundholding * left)),
        _Row(1, False, week, float(others * left)),
    ]


def _call(rows: list[_Row], slots: float, week: int, calendar: Calendar, cells: Floats) -> float:
    """Call the longest waiters first, those of one week in equal shares; returns slots left."""
    free = slots
    for joined, together in groupby(sorted(rows, key=lambda r: r.joined), key=lambda r: r.joined):
        same_week = list(together)
        total = sum(row.patients for row in same_week)
        if total == 0:
            continue
        share = min(free / total, 1.0)
        for row in same_week:
            cells[row.side, 0, joined + calendar.past] += share * row.patients
            cells[row.side, 1, joined + calendar.past] += share * row.patients * (week - joined)
            row.patients *= 1 - share
        free = max(free - total, 0.0)
    return free
