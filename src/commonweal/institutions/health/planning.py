"""The planning formulas of the English NHS for one waiting list, in closed form.

Fong, Walton, Zanna and others (2022), "An improved waiting list management approach, based on
queueing theory", medRxiv 2022.08.23.22279117; also in the R package NHSRwaitinglist.
"""

from __future__ import annotations

import math

from commonweal.core.errors import ParameterError

_WAITS_IN_A_TARGET = 4.0
"""The mean wait is held to a quarter of the target: were waits exponential, e⁻⁴ (1.8%) of the
patients would wait longer than the target."""


def target_mean_wait(target_weeks: float, factor: float = _WAITS_IN_A_TARGET) -> float:
    """The mean wait, in weeks, at which hardly anybody waits longer than the target.

    >>> target_mean_wait(52)
    13.0
    """
    _must_be_above_zero(target_weeks=target_weeks, factor=factor)
    return target_weeks / factor


def target_list(joined_per_week: float, target_weeks: float) -> float:
    """The list, in patients, that goes with the target mean wait, by Little's law.

    >>> target_list(30, 52)
    390.0
    """
    _must_be_above_zero(joined_per_week=joined_per_week)
    return joined_per_week * target_mean_wait(target_weeks)


def relief_capacity(
    joined_per_week: float, waiting: float, target_patients: float, weeks: float
) -> float:
    """Treatments a week that bring the list down to its target in so many weeks.

    >>> round(relief_capacity(30, 1200, 390, 26), 3)
    61.154
    """
    _must_be_above_zero(joined_per_week=joined_per_week, weeks=weeks)
    if not (math.isfinite(waiting) and waiting >= 0 and math.isfinite(target_patients)):
        raise ParameterError("a list must hold a finite number of patients, zero or more")
    return joined_per_week + (waiting - target_patients) / weeks


def target_capacity(
    joined_per_week: float,
    target_weeks: float,
    variation_of_joining: float = 1.0,
    variation_of_slots: float = 1.0,
) -> float:
    """Treatments a week that keep a list at its target: the demand and a little more.

    The variations are coefficients of variation: 1 for Poisson numbers.

    >>> round(target_capacity(30, 52), 4)
    30.0769
    """
    _must_be_above_zero(joined_per_week=joined_per_week)
    spread = (variation_of_joining**2 + variation_of_slots**2) / 2
    return joined_per_week + spread / target_mean_wait(target_weeks)


def pressure(mean_wait_weeks: float, target_weeks: float) -> float:
    """How hard a list presses against its target: above 1 it is likely to miss it.

    >>> round(pressure(63, 52), 3)
    2.423
    """
    _must_be_above_zero(target_weeks=target_weeks)
    return 2 * mean_wait_weeks / target_weeks


def _must_be_above_zero(**figures: float) -> None:
    for name, figure in figures.items():
        if not (math.isfinite(figure) and figure > 0):
            raise ParameterError(
                f"{name.replace('_', ' ')} must be a number above zero, not {figure}", where=name
            )
