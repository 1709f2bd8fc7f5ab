"""Drawing the patients of a list: who joins when, and the luck that is theirs whatever the rule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.kernel import kernel
from commonweal.core.normal import normal_quantile
from commonweal.core.protocol import Floats
from commonweal.core.randomness import Key, decision, exponentials, uniform_pair, uniforms
from commonweal.institutions.health.events.patients import (
    NEVER,
    TREATMENTS,
    Flags,
    Ints,
    PatientClass,
    Patients,
)


class Habits(NamedTuple):
    """How the patients of each class join and are treated: one entry a class.

    ``rates``: f8, joining a week; ``is_even``: whether evenly; ``kinds``: i8, places in
    ``TREATMENTS``; ``centres``: f8, mean weeks of a treatment (of the logarithm, for a
    lognormal); ``spreads``: f8, the logarithm's standard deviation.
    """

    rates: Floats
    is_even: Flags
    kinds: Ints
    centres: Floats
    spreads: Floats


class Columns(NamedTuple):
    """The columns of ``Patients`` that are drawn in order of joining."""

    arrives: Floats
    group: Ints
    person: Ints
    treatment: Floats


_CLASS_STEP = 1 << 40
_BACKLOG_STEP = 1 << 39
_SPARE_ROOM = 64
_SHORTEST = 1e-300
_EXPONENTIAL, _LOGNORMAL = TREATMENTS.index("exponential"), TREATMENTS.index("lognormal")

_JOINS = decision("health.events.joins")
_HONOURED = decision("health.events.honoured")
_GIVES_UP = decision("health.events.gives-up")
_BACKLOG = decision("health.events.backlog")
_ORDER = decision("health.events.order")


def draw_patients(
    classes: Sequence[PatientClass], weeks: float, key: Key, start: float = 0.0
) -> Patients:
    """Draw everybody who joins within so many weeks of the start, after the backlog.

    ``key``: u4[2], a row of ``Draws.keys``. A backlog joined before the start, evenly over
    its weeks but for luck. Raises ParameterError for no classes or no weeks.
    """
    if not classes or not (math.isfinite(weeks) and weeks > 0):
        raise ParameterError(
            "there is nobody to draw", remedy="Give at least one class and some weeks to join in."
        )
    habits = _habits(classes)
    backlog = _draw_backlog(classes, habits, start, key)
    joining = _draw_joining(habits, weeks, key)
    arrives = np.concatenate([backlog.arrives, start + joining.arrives])
    group = np.concatenate([backlog.group, joining.group])
    person = np.concatenate([backlog.person, joining.person])
    return Patients(
        arrives, group, person, np.concatenate([backlog.treatment, joining.treatment]),
        _give_up_weeks(classes, np.maximum(arrives, start), group, person, key),
        _kept_promises(classes, group, person, key),
    )  # fmt: skip


def patients_of_counts(
    counts: Ints, first_week: int, classes: Sequence[PatientClass], key: Key
) -> Patients:
    """Persons for a list known by numbers: those of one week in an order drawn by luck.

    ``counts``: i8[classes, weeks], how many of each class joined in each week, the first being
    ``first_week``. Of each class only removals and promises are used; treatments take no time,
    so a list of counts is treated in slots.
    """
    group = np.repeat(np.arange(len(classes)), counts.sum(axis=1))
    weeks = np.broadcast_to(first_week + np.arange(counts.shape[1]), counts.shape)
    number = np.concatenate([np.arange(size) for size in counts.sum(axis=1)])
    person = group * _CLASS_STEP + number
    arrives = np.repeat(weeks.ravel(), counts.ravel()).astype(np.float64)
    order = np.lexsort((uniforms(key, _ORDER, person), arrives))
    group, person, arrives = group[order], person[order], arrives[order]
    return Patients(
        arrives, group, person, np.zeros(arrives.size),
        _give_up_weeks(classes, arrives, group, person, key),
        _kept_promises(classes, group, person, key),
    )  # fmt: skip


def _habits(classes: Sequence[PatientClass]) -> Habits:
    kinds = np.array([TREATMENTS.index(each.treatment) for each in classes], np.int64)
    spreads = np.array([math.sqrt(math.log1p(each.variation**2)) for each in classes])
    means = np.array([each.treatment_weeks for each in classes])
    of_logarithm = np.log(np.maximum(means, _SHORTEST)) - spreads**2 / 2
    return Habits(
        np.array([each.joins_per_week for each in classes], np.float64),
        np.array([each.arrivals == "even" for each in classes]),
        kinds,
        np.where(kinds == _LOGNORMAL, of_logarithm, means),
        spreads,
    )


def _room(patients: int) -> Columns:
    return Columns(
        np.empty(patients), np.empty(patients, np.int64), np.empty(patients, np.int64),
        np.empty(patients),
    )  # fmt: skip


def _rows(columns: Columns, rows: slice | Ints) -> Columns:
    arrives, group, person, treatment = columns
    return Columns(arrives[rows], group[rows], person[rows], treatment[rows])


def _draw_joining(habits: Habits, weeks: float, key: Key) -> Columns:
    """Everybody who joins within so many weeks from 0; room is made as needed."""
    expected = weeks * float(habits.rates.sum())
    room = int(expected + 6 * math.sqrt(expected)) + _SPARE_ROOM
    while True:
        columns = _room(room)
        joined = _join(key, _JOINS, habits, weeks, columns)
        if joined <= room:
            return _rows(columns, slice(joined))
        room *= 2


@kernel
def _join(key: Key, joins: int, habits: Habits, weeks: float, columns: Columns) -> int:
    """Write down everybody who joins, in order; returns how many, or more than there is room.

    One pair of numbers a patient: the gap since the one before in the class, and the treatment.
    """
    arrives, group, person, treatment = columns
    k0, k1 = key[0], key[1]
    classes = habits.rates.size
    coming, lasting = np.zeros(classes), np.empty(classes)
    number = np.zeros(classes, np.int64)
    for which in range(classes):
        gap, lasting[which] = _next_patient(k0, k1, joins, which, 0, habits)
        coming[which] = gap
    row = 0
    while True:
        first = 0
        for which in range(1, classes):
            if coming[which] < coming[first]:
                first = which
        if coming[first] > weeks:
            return row
        if row == arrives.size:
            return row + 1
        arrives[row], group[row], treatment[row] = coming[first], first, lasting[first]
        person[row] = np.int64(first) * _CLASS_STEP + number[first]
        row += 1
        number[first] += 1
        gap, lasting[first] = _next_patient(k0, k1, joins, first, number[first], habits)
        coming[first] += gap


@kernel(inlined=True)
def _next_patient(
    k0: int, k1: int, joins: int, which: int, number: int, habits: Habits
) -> tuple[float, float]:
    """Weeks since the patient before in the class, and weeks of treatment."""
    rate = habits.rates[which]
    if rate == 0.0:
        return np.inf, 0.0
    whose = np.int64(which) * _CLASS_STEP + np.int64(number)
    first, second = uniform_pair(k0, k1, joins, whose, 0)
    gap = 1.0 if habits.is_even[which] else -math.log(1.0 - first)
    return gap / rate, _treatment_weeks(habits, which, second)


@kernel(inlined=True)
def _treatment_weeks(habits: Habits, which: int, luck: float) -> float:
    centre: float = habits.centres[which]
    if habits.kinds[which] == _EXPONENTIAL:
        return -centre * math.log(1.0 - luck)
    if habits.kinds[which] == _LOGNORMAL:
        return math.exp(centre + habits.spreads[which] * normal_quantile(luck))
    return centre


def _draw_backlog(
    classes: Sequence[PatientClass], habits: Habits, start: float, key: Key
) -> Columns:
    """Those who wait as the run begins, oldest first."""
    sizes = [each.backlog for each in classes]
    columns = _room(sum(sizes))
    columns.group[:] = np.repeat(np.arange(len(classes)), sizes)
    within = np.concatenate([np.arange(size) for size in sizes])
    columns.person[:] = columns.group * _CLASS_STEP + _BACKLOG_STEP + within
    spans = np.array([each.backlog_weeks for each in classes], np.float64)
    _fill_backlog(key, _BACKLOG, habits, start, spans, columns)
    order = np.argsort(columns.arrives, kind="stable")
    return _rows(columns, order)


@kernel
def _fill_backlog(
    key: Key, backlog: int, habits: Habits, start: float, spans: Floats, columns: Columns
) -> None:
    arrives, group, person, treatment = columns
    for row in range(group.size):
        first, second = uniform_pair(key[0], key[1], backlog, person[row], 0)
        arrives[row] = start - spans[group[row]] * first
        treatment[row] = _treatment_weeks(habits, group[row], second)


def _give_up_weeks(
    classes: Sequence[PatientClass], since: Floats, group: Ints, person: Ints, key: Key
) -> Floats:
    """The week in which each would leave untreated, if not called before.

    ``since``: when they joined, or the start for a backlog: those in it have not left yet, and
    a constant hazard knows no past.
    """
    hazards = np.array([each.removal_hazard for each in classes])
    if not hazards.any():
        return np.full(since.size, NEVER)
    rates = -np.log1p(-hazards)[group]
    patience = exponentials(key, _GIVES_UP, person)
    weeks: Floats = np.divide(patience, rates, out=np.full(since.size, NEVER), where=rates > 0)
    return since + weeks


def _kept_promises(classes: Sequence[PatientClass], group: Ints, person: Ints, key: Key) -> Flags:
    shares = np.array([each.honoured for each in classes])
    if bool((shares == 1).all()):
        return np.ones(group.size, bool)
    return uniforms(key, _HONOURED, person) < shares[group]
