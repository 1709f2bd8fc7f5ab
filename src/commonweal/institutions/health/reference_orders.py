"""The other orders of calling again, done plainly: rows of patients, sorted and called.

It takes the words of each rule as they stand in ``parameters.yaml`` and knows nothing of lines,
heads or points kept by line; ``orders`` must agree with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonweal.core.protocol import Floats
from commonweal.institutions.health.calendar import Calendar
from commonweal.institutions.health.disciplines import Discipline
from commonweal.institutions.health.opening import Opening


@dataclass
class _Row:
    """Patients of one class and urgency who joined in one week and are promised the same."""

    side: int
    urgent: bool
    promised: bool
    joined: int
    patients: float


def plain_cells(
    start: Opening, calendar: Calendar, rule: Discipline, profile: Floats, honoured: float
) -> Floats:
    """Treated patients and their weeks by class and cohort, of the first draw: f8[2, 2, cohorts].

    ``profile``: the share of the slots by weeks waited, where the rule asks for one;
    ``honoured``: the share for whom the target is kept. No new slots.
    """
    cells = np.zeros((2, 2, calendar.cohorts))
    alive, slots = start.alive[0], float(start.slots[0])
    rows: list[_Row] = []
    for week in range(-calendar.past, calendar.weeks):
        rows += _joiners(start, calendar, week, rule, honoured)
        if week < 0:
            continue
        free = slots
        for joined in sorted({r.joined for r in rows if week - r.joined >= rule.call_at_weeks}):
            due = [r for r in rows if r.promised and r.joined == joined]
            free = _call(due, free, week, calendar, cells)
        if rule.order == "lot":
            _call(rows, free, week, calendar, cells)
            free = 0.0
        if rule.order == "profile":
            free = _call_by_age(rows, free, week, profile, calendar, cells)
        for points in sorted({_points(r, week, rule) for r in rows}, reverse=True):
            same = [r for r in rows if _points(r, week, rule) == points]
            free = _call(same, free, week, calendar, cells)
        for row in rows:
            age = week - row.joined
            row.patients *= alive[age + 1] / alive[age]
        rows = [row for row in rows if row.patients > 0]
    return cells


def _points(row: _Row, week: int, rule: Discipline) -> tuple[float, float]:
    """What is compared: rank first, then points; more is called earlier."""
    age = float(week - row.joined)
    if rule.order == "class":
        return (float(row.side == 0), age)
    if rule.order == "urgent":
        return (float(row.urgent), age)
    faster = rule.order == "points" and row.side == 0
    return (0.0, age * (rule.points_ratio if faster else 1.0))


def _joiners(
    start: Opening, calendar: Calendar, week: int, rule: Discipline, honoured: float
) -> list[_Row]:
    left = start.alive[0, max(-week, 0)]
    rows = []
    for side in (0, 1):
        joined = float(start.joined[0, side, week + calendar.past] * left)
        for urgent, part in ((True, rule.urgent_share), (False, 1 - rule.urgent_share)):
            for promised, kept in ((True, honoured), (False, 1 - honoured)):
                rows.append(_Row(side, urgent, promised, week, joined * part * kept))
    return [row for row in rows if row.patients > 0]


def _call(rows: list[_Row], slots: float, week: int, calendar: Calendar, cells: Floats) -> float:
    """Call equal shares of the rows; returns the slots that are left."""
    total = sum(row.patients for row in rows)
    if total == 0 or slots <= 0:
        return slots
    share = min(slots / total, 1.0)
    for row in rows:
        treated = share * row.patients
        cells[row.side, 0, row.joined + calendar.past] += treated
        cells[row.side, 1, row.joined + calendar.past] += treated * (week - row.joined)
        row.patients -= treated
    return max(slots - total, 0.0)


def _call_by_age(
    rows: list[_Row], slots: float, week: int, profile: Floats, calendar: Calendar, cells: Floats
) -> float:
    """Give each age somebody waits at its part of the slots; returns what is left."""
    ages = sorted({week - row.joined for row in rows if row.patients > 0})
    parts = {age: float(profile[age]) if age < profile.size else 0.0 for age in ages}
    total = sum(parts.values())
    left = slots
    for age in ages:
        if total > 0 and parts[age] > 0:
            quota = slots * parts[age] / total
            same = [row for row in rows if week - row.joined == age]
            left -= quota - _call(same, quota, week, calendar, cells)
    return max(left, 0.0)
