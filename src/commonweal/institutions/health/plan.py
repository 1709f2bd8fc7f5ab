"""How many more treatments a week reach a waiting-time target by a month, and for whom.

Each draw of the list's flows is solved on its own: the extra treatments are the fewest with
which that draw's list meets the target at the end of the month named.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.health.flows import by_cohort, estimate, moved_up
from commonweal.institutions.health.projection import (
    Fortunes,
    Sampling,
    as_today,
    fortunes,
    staying,
)
from commonweal.institutions.health.rtt import ListSeries, days_of_month, month_number
from commonweal.institutions.health.within import share_within

Profile = Literal["oldest", "today"]
_FEWEST_WEEKS, _MOST_WEEKS = 5.0, 52.0
_MOST_MONTHS = 120
_HALVINGS = 26
_YEAR = 12
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Aim:
    """The share of the list that is to have waited less than so many weeks, and when.

    Raises ParameterError for a share or weeks that no list could be planned for.
    """

    share: float
    weeks: float
    by: str

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise ParameterError(
                f"a target is a share above 0 and below 1, not {self.share:g}",
                where="--target",
                remedy="Write 0.92 for 92%. That nobody waits longer would need an empty queue.",
            )
        if not _FEWEST_WEEKS <= self.weeks <= _MOST_WEEKS:
            raise ParameterError(
                f"ages by month can be planned for 5 to 52 weeks, not {self.weeks:g}",
                where="--within-weeks",
            )
        month_number(self.by, where="--by")


@dataclass(frozen=True, slots=True)
class Means:
    """How extra treatments are laid on: level or ramped, to whom, and how many there can be.

    ``at_most``: extra treatments a week, or None for no limit; ``growth_a_year``: how many
    more join each year.
    """

    ramp: bool = False
    profile: Profile = "oldest"
    at_most: float | None = None
    growth_a_year: float = 0.0


@dataclass(frozen=True, eq=False)
class Today:
    """What the list's own months come to in a year: treated, removals, joined; and for whom."""

    treated: float
    removals: float
    joined: float
    treated_by_age: Floats


@dataclass(frozen=True, eq=False)
class Plan:
    """What the target takes, in each of n draws.

    ``extra_a_week``: f8[n], the extra treatments a week, at the end where they are ramped;
    ``reached``: f8[n], the share within the limit at the end; ``waiting``: f8[n] at the end;
    ``without``: f8[n], the share with no extra; ``treated``, ``removals``, ``joined``: f8[n] in
    the last twelve months, or fewer where there are fewer (``months_counted``), removals being
    the treated and those who leave unrecorded. ``extra_by_age`` and ``treated_by_age``: f8[b],
    shares of those months. ``today``: the same of the months seen.
    """

    aim: Aim
    months: tuple[str, ...]
    months_counted: int
    extra_a_week: Floats
    reached: Floats
    without: Floats
    waiting: Floats
    treated: Floats
    removals: Floats
    joined: Floats
    extra_by_age: Floats
    treated_by_age: Floats
    today: Today

    @property
    def met(self) -> float:
        """The share of draws that meet the target within the means."""
        return float(np.mean(self.reached >= self.aim.share - _ROUNDING))


@dataclass(frozen=True, eq=False)
class _Course:
    """What became of the list: f8[n, months, b] each."""

    path: Floats
    slots: Floats
    extra: Floats
    removed: Floats


def solve(series: ListSeries, aim: Aim, means: Means, sampling: Sampling) -> Plan:
    """Find the extra treatments a week. Raises ParameterError for what cannot be planned.

    Where ``means.at_most`` is not enough in some draw, that draw has all there are, and
    ``met`` is below 1: the answer is then the nearest feasible one, not the target's.
    """
    months = month_number(aim.by) - month_number(series.months[-1])
    if not 0 < months <= _MOST_MONTHS:
        raise ParameterError(
            f"{aim.by} is not within ten years after the list's last month, {series.months[-1]}",
            where="--by",
            remedy="Name a month after the list's last, as in 2029-03.",
        )
    if means.at_most is not None and not 0 < means.at_most < np.inf:
        raise ParameterError(
            "with no extra treatments there is nothing to plan",
            where="--at-most",
            remedy="Name more than 0 a week, or leave --at-most away for no limit.",
        )
    future = fortunes(estimate(series), series.months[-1], months, sampling, means.growth_a_year)
    start = series.waiting[-1]
    found = _fewest(start, future, aim, means)
    course = _carry(start, future, _laid_on(found, future, means), means.profile)
    nothing = _carry(start, future, np.zeros_like(future.slots), means.profile)
    return _plan(found, course, nothing, future, aim, _today(series))


def _fewest(start: Floats, future: Fortunes, aim: Aim, means: Means) -> Floats:
    """The fewest extra treatments a week that meet the aim, by halving: f8[n]."""

    def met(extra: Floats) -> Floats:
        laid_on = _laid_on(extra, future, means)
        (end, *_) = deque(_month_by_month(start, future, laid_on, means.profile), maxlen=1)[0]
        return np.asarray(_share_at_end(end, future, aim) >= aim.share)

    # A month's slots for the whole list and all who join leave nobody waiting.
    weeks = 28 / 7 / (len(future.months) if means.ramp else 1)
    everybody = (start.sum() + future.joined.sum(axis=1)) / weeks
    most = everybody if means.at_most is None else np.full(future.draws, means.at_most)
    low = np.zeros(future.draws)
    high = np.where(met(low), 0.0, most)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = met(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _laid_on(extra_a_week: Floats, future: Fortunes, means: Means) -> Floats:
    """Extra treatments of each month: f8[n, months], even or rising evenly from nothing."""
    weeks = np.array([days_of_month(month_number(month)) / 7 for month in future.months])
    months = len(future.months)
    part = np.arange(1, months + 1) / months if means.ramp else np.ones(months)
    return np.asarray(extra_a_week[:, None] * (weeks * part))


def _month_by_month(
    start: Floats, future: Fortunes, extra: Floats, profile: Profile
) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
    """Each month's list, usual and extra treatments, and removals: f8[n, b] each.

    The usual slots are given out in today's order, then the extra ones.
    """
    left = np.broadcast_to(start, (future.draws, start.size))
    for month in range(len(future.months)):
        begun = moved_up(left, future.joined[:, month])
        there = staying(begun, future.removed[:, month])
        wanted = future.hazard[:, month] * begun
        usual = as_today(there, wanted, future.slots[:, month])
        rest = there - usual
        if profile == "oldest":
            more = oldest_first(rest, extra[:, month])
        else:
            more = as_today(rest, wanted, extra[:, month])
        left = rest - more
        yield left, usual, more, begun - there


def _carry(start: Floats, future: Fortunes, extra: Floats, profile: Profile) -> _Course:
    months = list(_month_by_month(start, future, extra, profile))
    return _Course(*(np.stack(parts, axis=1) for parts in zip(*months, strict=True)))


def oldest_first(there: Floats, slots: Floats) -> Floats:
    """Who of each cohort is treated when the oldest are called first: f8[n, b]."""
    older = np.cumsum(there[:, ::-1], axis=1)[:, ::-1] - there
    return np.asarray(np.clip(slots[:, None] - older, 0.0, there))


def _share_at_end(end: Floats, future: Fortunes, aim: Aim) -> Floats:
    return share_within(end[:, None], future.months[-1:], aim.weeks)[:, 0]


def _today(series: ListSeries) -> Today:
    treated = series.treated[1:].sum(axis=1).mean()
    unrecorded = series.removals().mean()
    return Today(
        float(_YEAR * treated),
        float(_YEAR * (treated + unrecorded)),
        float(_YEAR * series.joined[1:].mean()),
        _shares(by_cohort(series.treated[1:])[None]),
    )


def _plan(
    found: Floats, course: _Course, nothing: _Course, future: Fortunes, aim: Aim, today: Today
) -> Plan:
    last = min(_YEAR, len(future.months))
    extra, usual = course.extra[:, -last:], course.slots[:, -last:]
    treated = (extra + usual).sum(axis=(1, 2))
    reached = _share_at_end(course.path[:, -1], future, aim)
    return Plan(
        aim=aim,
        months=future.months,
        months_counted=last,
        extra_a_week=found,
        reached=reached,
        without=_share_at_end(nothing.path[:, -1], future, aim),
        waiting=course.path[:, -1].sum(axis=1),
        treated=treated,
        removals=treated + course.removed[:, -last:].sum(axis=(1, 2)),
        joined=future.joined[:, -last:].sum(axis=1),
        extra_by_age=_shares(extra),
        treated_by_age=_shares(extra + usual),
        today=today,
    )


def _shares(patients: Floats) -> Floats:
    by_age = patients.sum(axis=(0, 1))
    total = by_age.sum()
    return np.asarray(by_age / total if total > 0 else by_age)
