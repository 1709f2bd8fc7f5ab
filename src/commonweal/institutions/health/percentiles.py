"""Percentiles of patients counted by whole weeks, compiled: no running totals are kept."""

from __future__ import annotations

import numpy as np

from commonweal.core.kernel import kernel
from commonweal.core.protocol import Floats

_A_HAIR_LESS = 1 - 1e-12
"""A share reached but for rounding is reached."""


@kernel
def fill_percentiles(patients: Floats, levels: Floats, between: bool, found: Floats) -> None:
    """Fill ``found`` with the weeks at which each share of the patients is reached.

    ``patients``: f8[n, 2, groups, weeks] by class; ``levels``: f8[levels]; ``found``: f8[n, 3,
    levels, groups], by class and for all, 0 for nobody. The fewest whole weeks that reach the share;
    with ``between``, the place inside that week, as if its patients were spread evenly over it.
    """
    rows, classes, groups, weeks = patients.shape
    reached = np.empty((classes + 1, weeks))
    for row in range(rows):
        for group in range(groups):
            for side in range(classes):
                total = 0.0
                for week in range(weeks):
                    total += patients[row, side, group, week]
                    reached[side, week] = total
            for week in range(weeks):
                reached[classes, week] = reached[0, week] + reached[1, week]
            for side in range(classes + 1):
                for place in range(levels.size):
                    sought = levels[place] * reached[side, weeks - 1] * _A_HAIR_LESS
                    found[row, side, place, group] = _week_of(reached[side], sought, between)


@kernel(inlined=True)
def _week_of(reached: Floats, sought: float, between: bool) -> float:
    """The first week by whose end so many are reached; with its part where that is wanted."""
    week = 0
    while reached[week] < sought:
        week += 1
    if not between:
        return float(week)
    before = reached[week - 1] if week > 0 else 0.0
    there = reached[week] - before
    return week + (sought - before) / there if there > 0.0 else float(week)
