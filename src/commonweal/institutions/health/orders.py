"""Every other order of calling, compiled: by points, by lot, or by a profile of ages.

The list is kept in up to four lines, one for each kind of patient the order tells apart. Within
a line and a week of joining all are alike, so a rule decides what share of them is called.
``overdue first`` lies over any order: those who have waited so many weeks come before it.
"""

# ruff: noqa: PLR0913, PLR0917 - see weekly.py: a tuple of arrays costs more than the sums
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commonweal.core.kernel import kernel
from commonweal.core.protocol import Floats
from commonweal.institutions.health.calendar import WEEKS_OF_A_YEAR
from commonweal.institutions.health.weekly import (
    GUARANTEED,
    LATE,
    MET,
    OVERTAKEN,
    PASSED,
    STILL_WAITING,
    TREATED,
    WEEKS,
    WITHIN_8,
    WITHIN_18,
    WITHIN_52,
    Book,
    Plan,
    group_of,
)

BY_POINTS, BY_LOT, BY_PROFILE = 0, 1, 2
_CRUMB = 1e-3
"""Fewer patients than this in a whole week's joiners are called with the rest, out of slots."""
_SAME_POINTS = 1e-9
_WATCHED = 52
"""The run-in's last weeks, which show how many a limit takes for good: of those who come so far,
the ones who would have left untreated. New slots answer to them as long as the limit lasts."""


class Order(NamedTuple):
    """How the next patient is found: ``kind``, and what it needs.

    ``start`` and ``rate``: f8[lines], points on joining and a week; ``profile``: f8[ages], the
    share of the slots for those who have waited so many weeks; ``promised``: f8[lines], 1
    where the overdue come first.
    """

    kind: int
    start: Floats
    rate: Floats
    profile: Floats
    promised: Floats


class RunIn(NamedTuple):
    """Weeks run before week 0, so that the list has the shape its order gives it.

    Nothing is promised in them or written down, and the slots are those that keep the list as
    it is: a week's number divided by ``capacity``.
    """

    weeks: int
    capacity: float


@kernel
def run_orders(
    left: Floats, fundholding: Floats, survival: Floats, slots: Floats, response: Floats,
    order: Order, plan: Plan, run_in: RunIn, book: Book,
) -> None:  # fmt: skip
    """Run every draw's list week by week under an order of calling, and write the book.

    ``left``: f8[n, lines, cohorts] as joined, used up; ``fundholding``: f8[n, lines, cohorts],
    the share of fundholding patients there; the rest as in ``weekly.run_weeks``.
    How many were treated within 8, 18 and 52 weeks stands with each year's first joiners.
    """
    for row in range(left.shape[0]):
        book.cleared[row] = _run_one(
            left[row], fundholding[row], survival[row], slots[row], response[row], order, plan,
            run_in.weeks, slots[row] / run_in.capacity, book.cells[row], book.state[row], book.waits[row], book.ages[row],
        )  # fmt: skip


@kernel
def _run_one(
    left: Floats, fundholding: Floats, survival: Floats, slots: float, response: float,
    order: Order, plan: Plan, run_in: int, run_in_slots: float, cells: Floats, state: Floats,
    waits: Floats, ages: Floats,
) -> float:  # fmt: skip
    """One draw; returns the weeks until nobody was left to call, or those of the whole run."""
    cohorts = left.shape[1]
    closings = state.shape[2]
    called = np.zeros(cohorts)
    passed = np.zeros(cohorts + 1)
    patients = np.zeros((2, cohorts))
    alive = survival[::-1].copy()
    first, first_promised, new_slots, cleared = 0, 0, 0.0, float(plan.weeks)
    taken, overdue = 0.0, 0.0
    newest = plan.past - 1 - run_in
    for number in range(-run_in, plan.weeks):
        if number == 0:
            _meet(left, fundholding, survival, first, newest, cells)
        if number >= 0 and number % WEEKS_OF_A_YEAR == 0 and number // WEEKS_OF_A_YEAR < closings:
            closing = number // WEEKS_OF_A_YEAR
            _note_state(left, fundholding, survival, first, newest, closing, state, ages)
        newest = plan.past + number
        passed[newest] = 0.0
        if number >= 0:
            ahead = 0.0
            for cohort in range(newest - 1, first - 1, -1):
                ahead += called[cohort + 1]
                passed[cohort] = ahead
        free = max(slots + response * taken / _WATCHED, 0.0) if number >= 0 else run_in_slots
        due = newest - plan.call_at if -_WATCHED <= number < 0 else -1
        overdue = _promised_until(left, survival, first, due, newest, order)
        taken += _promised_until(left, survival, due, due, newest, order)
        last_called = newest - plan.call_at if number >= 0 else -1
        free, brought_forward = _overdue_first(
            left, fundholding, survival, first_promised, last_called, free, newest, order, plan,
            passed, called, cells, waits,
        )  # fmt: skip
        first_promised = _first_promised(left, first_promised, last_called, order)
        new_slots += response * brought_forward
        open_slots = free + new_slots
        bound = last_called if free <= 0.0 else -1
        unused = open_slots
        if open_slots > 0.0 and order.kind == BY_LOT:
            unused = _by_lot(left, fundholding, alive, first, max(first_promised, bound + 1),
                             open_slots, newest, order, plan, passed, called, patients, cells, waits)  # fmt: skip
        elif open_slots > 0.0:
            unused = _by_profile(left, fundholding, survival, first, bound, open_slots, newest,
                                 order, plan, passed, called, cells, waits)  # fmt: skip
            unused = _by_points(left, fundholding, survival, first, bound, unused, newest,
                                order, plan, passed, called, cells, waits)  # fmt: skip
        new_slots = min(unused, max(new_slots, 0.0)) if open_slots > 0.0 else open_slots
        while first <= newest and left[:, first].sum() * survival[newest - first] <= _CRUMB:
            for line in range(left.shape[0]):
                if left[line, first] > 0.0:
                    _treat(left, fundholding, survival, line, first, 1.0, newest, order, plan,
                           passed[first], called, cells, waits)  # fmt: skip
            first += 1
        taken -= overdue - _promised_until(left, survival, first, due, newest, order)
        if number >= 0 and first > newest and cleared == plan.weeks:
            cleared = number + 1.0
        if number >= (closings - 1) * WEEKS_OF_A_YEAR and first >= cells.shape[2]:
            break
    _note_within(cells, waits, plan)
    _note_unserved(left, fundholding, survival, first, newest, order, plan, cells, waits)
    return cleared


@kernel
def _overdue_first(
    left: Floats, fundholding: Floats, survival: Floats, first: int, last_called: int,
    slots: float, newest: int, order: Order, plan: Plan, passed: Floats, called: Floats,
    cells: Floats, waits: Floats,
) -> tuple[float, float]:  # fmt: skip
    """Call the promised who have waited long enough, the oldest first.

    Returns the slots that are left, and the patients called who were overdue before week 0.
    """
    free, brought_forward = slots, 0.0
    for cohort in range(first, last_called + 1):
        if free <= 0.0:
            break
        waiting = 0.0
        for line in range(left.shape[0]):
            if order.promised[line] > 0.0:
                waiting += left[line, cohort] * survival[newest - cohort]
        if waiting <= 0.0:
            continue
        share = 1.0 if waiting <= free else free / waiting
        for line in range(left.shape[0]):
            if order.promised[line] > 0.0:
                _treat(left, fundholding, survival, line, cohort, share, newest, order, plan,
                       passed[cohort], called, cells, waits)  # fmt: skip
        free = free - waiting if share == 1.0 else 0.0
        if plan.past - cohort > plan.call_at:
            brought_forward += share * waiting
    return free, brought_forward


@kernel
def _first_promised(left: Floats, first: int, last: int, order: Order) -> int:
    """The oldest cohort, up to one after the last, in which somebody is owed the limit."""
    for cohort in range(first, last + 1):
        for line in range(left.shape[0]):
            if order.promised[line] > 0.0 and left[line, cohort] > 0.0:
                return cohort
    return max(first, last + 1)


@kernel(inlined=True)
def _may_be_called(order: Order, line: int, cohort: int, bound: int) -> bool:
    """False for those promised who are overdue and could not all be called this week."""
    return cohort > bound or order.promised[line] == 0.0


@kernel
def _by_points(
    left: Floats, fundholding: Floats, survival: Floats, first: int, bound: int, slots: float,
    newest: int, order: Order, plan: Plan, passed: Floats, called: Floats, cells: Floats,
    waits: Floats,
) -> float:  # fmt: skip
    """Call the head with most points, heads of equal points in equal shares."""
    heads = np.full(left.shape[0], first, np.int64)
    free = slots
    while free > 0.0:
        best = -np.inf
        for line in range(left.shape[0]):
            while heads[line] <= newest and (
                left[line, heads[line]] <= 0.0
                or not _may_be_called(order, line, heads[line], bound)
            ):
                heads[line] += 1
            if heads[line] <= newest:
                points = order.start[line] + order.rate[line] * (newest - heads[line])
                best = max(best, points)
        if best == -np.inf:
            break
        waiting = 0.0
        chosen = np.zeros(left.shape[0])
        for line in range(left.shape[0]):
            if heads[line] <= newest:
                points = order.start[line] + order.rate[line] * (newest - heads[line])
                if points >= best - _SAME_POINTS:
                    chosen[line] = 1.0
                    waiting += left[line, heads[line]] * survival[newest - heads[line]]
        share = 1.0 if waiting <= free else free / waiting
        for line in range(left.shape[0]):
            if chosen[line] > 0.0:
                cohort = heads[line]
                _treat(left, fundholding, survival, line, cohort, share, newest, order, plan,
                       passed[cohort], called, cells, waits)  # fmt: skip
        free = free - waiting if share == 1.0 else 0.0
    return free


@kernel
def _by_lot(
    left: Floats, fundholding: Floats, alive: Floats, first: int, first_promised: int,
    slots: float, newest: int, order: Order, plan: Plan, passed: Floats, called: Floats, patients: Floats,
    cells: Floats, waits: Floats,
) -> float:  # fmt: skip
    """Call the same share of everybody; returns the slots nobody was there to take.

    ``first_promised``: the oldest cohort whose promised patients take part, ``alive``: f8[ages],
    the survival by weeks to come rather than past, ``patients``: f8[2, cohorts], room to work in.
    """
    waiting = 0.0
    for line in range(left.shape[0]):
        begin = first if order.promised[line] == 0.0 else max(first, first_promised)
        here, staying = left[line, begin : newest + 1], alive[alive.size - 1 - newest + begin :]
        for place in range(here.size):
            waiting += here[place] * staying[place]
    if waiting <= 0.0:
        return slots
    share = 1.0 if waiting <= slots else slots / waiting
    for line in range(left.shape[0]):
        begin = first if order.promised[line] == 0.0 else max(first, first_promised)
        here, staying = left[line, begin : newest + 1], alive[alive.size - 1 - newest + begin :]
        whose, sums = fundholding[line, begin : newest + 1], called[begin : newest + 1]
        theirs, others = patients[0, begin : newest + 1], patients[1, begin : newest + 1]
        for place in range(here.size):
            treated = share * here[place] * staying[place]
            here[place] *= 1.0 - share
            sums[place] += treated
            theirs[place] = whose[place] * treated
            others[place] = treated - theirs[place]
        if newest >= plan.past:
            _note_treated(patients, begin, newest, order.promised[line] > 0.0, plan, passed,
                          cells, waits)  # fmt: skip
    return slots - waiting if share == 1.0 else 0.0


@kernel
def _note_treated(
    patients: Floats, begin: int, newest: int, promised: bool, plan: Plan, passed: Floats,
    cells: Floats, waits: Floats,
) -> None:  # fmt: skip
    """Write down what those called from one line waited, f8[2, cohorts] by class: fact by fact.

    It writes what ``_treat`` writes for one cohort, but every loop runs along one row of memory,
    so that the compiler can do several numbers at a time.
    """
    end = min(newest + 1, cells.shape[2])
    for side in range(2):
        treated, ahead = patients[side, begin:end], passed[begin:end]
        number, weeks, overtaken, were_passed, guaranteed, late = (
            cells[side, TREATED, begin:end], cells[side, WEEKS, begin:end],
            cells[side, OVERTAKEN, begin:end], cells[side, PASSED, begin:end],
            cells[side, GUARANTEED, begin:end], cells[side, LATE, begin:end],
        )  # fmt: skip
        for place in range(treated.size):
            number[place] += treated[place]
        for place in range(treated.size):
            weeks[place] += treated[place] * (newest - begin - place)
        for place in range(treated.size):
            overtaken[place] += treated[place] * ahead[place]
        for place in range(treated.size):
            were_passed[place] += treated[place] if ahead[place] >= 1.0 else 0.0
        if promised:
            for place in range(treated.size):
                guaranteed[place] += treated[place]
            for place in range(min(treated.size, newest - begin - plan.guarantee)):
                late[place] += treated[place]
        _note_waits(treated, begin, newest, plan.past, waits[side])


@kernel
def _note_waits(treated: Floats, begin: int, newest: int, past: int, waits: Floats) -> None:
    """Add the joiners of consecutive weeks, all treated now, to their years' weeks waited."""
    longest = waits.shape[1] - 1
    place = 0
    while place < treated.size:
        group = group_of(begin + place, past)
        next_group = (
            begin + treated.size if group == waits.shape[0] - 1 else past + group * WEEKS_OF_A_YEAR
        )
        stop = min(treated.size, next_group - begin)
        while place < stop and newest - begin - place >= longest:
            waits[group, longest] += treated[place]
            place += 1
        wait = newest - begin - place
        weeks = waits[group]
        for step in range(stop - place):
            weeks[wait - step] += treated[place + step]
        place = max(place, stop)


@kernel
def _by_profile(
    left: Floats, fundholding: Floats, survival: Floats, first: int, bound: int, slots: float,
    newest: int, order: Order, plan: Plan, passed: Floats, called: Floats, cells: Floats,
    waits: Floats,
) -> float:  # fmt: skip
    """Give each age its share of the slots; returns what could not be used there."""
    if order.kind != BY_PROFILE:
        return slots
    in_profile = 0.0
    oldest_named = max(first, newest - order.profile.shape[0] + 1)
    for cohort in range(oldest_named, newest + 1):
        if _waiting(left, survival, cohort, bound, newest, order) > 0.0:
            in_profile += order.profile[newest - cohort]
    if in_profile <= 0.0:
        return slots
    used = 0.0
    for cohort in range(oldest_named, newest + 1):
        quota = slots * order.profile[newest - cohort] / in_profile
        waiting = _waiting(left, survival, cohort, bound, newest, order)
        if waiting > 0.0 and quota > 0.0:
            share = min(quota / waiting, 1.0)
            for line in range(left.shape[0]):
                if left[line, cohort] > 0.0 and _may_be_called(order, line, cohort, bound):
                    _treat(left, fundholding, survival, line, cohort, share, newest, order, plan,
                           passed[cohort], called, cells, waits)  # fmt: skip
            used += share * waiting
    return max(slots - used, 0.0)


@kernel(inlined=True)
def _waiting(
    left: Floats, survival: Floats, cohort: int, bound: int, newest: int, order: Order
) -> float:
    """Patients of one week of joining who may be called."""
    waiting = 0.0
    for line in range(left.shape[0]):
        if _may_be_called(order, line, cohort, bound):
            waiting += left[line, cohort] * survival[newest - cohort]
    return waiting


@kernel(inlined=True)
def _treat(
    left: Floats, fundholding: Floats, survival: Floats, line: int, cohort: int, share: float,
    newest: int, order: Order, plan: Plan, passed: float, called: Floats, cells: Floats,
    waits: Floats,
) -> None:  # fmt: skip
    """Treat a share of one line's joiners of a week, and write down what they waited."""
    wait = newest - cohort
    patients = share * left[line, cohort] * survival[wait]
    left[line, cohort] *= 1.0 - share
    called[cohort] += patients
    if newest < plan.past or cohort >= cells.shape[2] or patients <= 0.0:
        return
    group = 0 if cohort < plan.past else 1 + (cohort - plan.past) // WEEKS_OF_A_YEAR
    treated = fundholding[line, cohort] * patients
    for side in range(2):
        cells[side, TREATED, cohort] += treated
        cells[side, WEEKS, cohort] += treated * wait
        cells[side, OVERTAKEN, cohort] += treated * passed
        if passed >= 1.0:
            cells[side, PASSED, cohort] += treated
        if order.promised[line] > 0.0:
            cells[side, GUARANTEED, cohort] += treated
            if wait > plan.guarantee:
                cells[side, LATE, cohort] += treated
        waits[side, group, min(wait, waits.shape[2] - 1)] += treated
        treated = patients - treated


@kernel
def _note_state(
    left: Floats, fundholding: Floats, survival: Floats, first: int, newest: int, closing: int,
    state: Floats, ages: Floats,
) -> None:  # fmt: skip
    """Write down who is waiting at the end of a week, as ``weekly`` does."""
    for line in range(left.shape[0]):
        for cohort in range(first, newest + 1):
            age = newest - cohort
            patients = left[line, cohort] * survival[age]
            if patients <= 0.0:
                continue
            for side in range(2):
                part = fundholding[line, cohort] if side == 0 else 1.0 - fundholding[line, cohort]
                waiting = part * patients
                state[side, 0, closing] += waiting
                state[side, 1, closing] += waiting * (age + 0.5)
                if age < 8:
                    state[side, 2, closing] += waiting
                if age < 18:
                    state[side, 3, closing] += waiting
                if age < 52:
                    state[side, 4, closing] += waiting
                ages[side, closing, min(age, ages.shape[2] - 1)] += waiting


@kernel
def _promised_until(
    left: Floats, survival: Floats, first: int, last: int, newest: int, order: Order
) -> float:
    """Patients who joined from one week to another and for whom the limit is kept."""
    promised = 0.0
    for cohort in range(max(first, 0), last + 1):
        for line in range(left.shape[0]):
            if order.promised[line] > 0.0:
                promised += left[line, cohort] * survival[newest - cohort]
    return promised


@kernel
def _note_within(cells: Floats, waits: Floats, plan: Plan) -> None:
    """Write down with each year's first joiners how many of the year's were treated in time."""
    for group in range(waits.shape[1]):
        leader = 0 if group == 0 else plan.past + (group - 1) * WEEKS_OF_A_YEAR
        for side in range(2):
            cells[side, WITHIN_8, leader] = waits[side, group, :9].sum()
            cells[side, WITHIN_18, leader] = waits[side, group, :19].sum()
            cells[side, WITHIN_52, leader] = waits[side, group, :53].sum()


@kernel
def _meet(
    left: Floats, fundholding: Floats, survival: Floats, first: int, newest: int, cells: Floats
) -> None:
    """Count those on the list when the rulebook begins."""
    for line in range(left.shape[0]):
        for cohort in range(first, newest + 1):
            met = left[line, cohort] * survival[newest - cohort]
            cells[0, MET, cohort] += fundholding[line, cohort] * met
            cells[1, MET, cohort] += (1.0 - fundholding[line, cohort]) * met


@kernel
def _note_unserved(
    left: Floats, fundholding: Floats, survival: Floats, first: int, newest: int, order: Order,
    plan: Plan, cells: Floats, waits: Floats,
) -> None:  # fmt: skip
    """Count those still waiting when the run ends, with the weeks they have waited so far."""
    for line in range(left.shape[0]):
        for cohort in range(first, cells.shape[2]):
            wait = newest - cohort
            for side in range(2):
                part = fundholding[line, cohort] if side == 0 else 1.0 - fundholding[line, cohort]
                waiting = part * left[line, cohort] * survival[wait]
                cells[side, STILL_WAITING, cohort] += waiting
                cells[side, WEEKS, cohort] += waiting * wait
                waits[side, group_of(cohort, plan.past), min(wait, waits.shape[2] - 1)] += waiting
                if order.promised[line] > 0.0:
                    cells[side, GUARANTEED, cohort] += waiting
                    if wait > plan.guarantee:
                        cells[side, LATE, cohort] += waiting
