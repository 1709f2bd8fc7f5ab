"""The weekly waiting list, compiled: who is called in each week, and how long they waited.

Three lines stand on the list: fundholding patients whose guarantee is honoured, other
fundholding patients, and the patients of other practices. Each is served in order of
joining, so a rule only ever looks at the heads of the lines. ``left`` counts a cohort as it
joined: those still there after a weeks are ``left × survival[a]``, and nobody has to be
removed one by one.

The inner functions take their arrays one by one: numba counts references to arrays that
travel in a tuple, which costs more than the sums done here.
"""

# ruff: noqa: PLR0913, PLR0917 - arrays one by one, as said above
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ParameterError
from commonweal.core.kernel import kernel
from commonweal.core.protocol import Floats
from commonweal.core.randomness import poisson
from commonweal.institutions.health.calendar import WEEKS_OF_A_YEAR

Ints = npt.NDArray[np.int64]

LINES = 3
MOVED_UP, IGNORED, OTHERS = 0, 1, 2
"""The lines: guarantee honoured; fundholding but not honoured; other practices."""

FACTS = (
    "treated", "still waiting", "weeks", "within 8", "within 18", "within 52", "overtaken",
    "late", "guaranteed", "passed", "met",
)  # fmt: skip
"""What is written down about each cohort: patients, but for the weeks all of them waited
and the sum of those who were moved up past them. "passed" counts the patients passed by anybody; "met",
where the list has a run-in, those on it when the rulebook begins."""
TREATED, STILL_WAITING, WEEKS = 0, 1, 2
WITHIN_8, WITHIN_18, WITHIN_52, OVERTAKEN, LATE, GUARANTEED, PASSED, MET = 3, 4, 5, 6, 7, 8, 9, 10

STATE = ("patients", "weeks", "within 8", "within 18", "within 52")
"""What is written down about the list on the first day and at each year's end."""


LONGEST_WEEKS = 260
"""Waits and ages are told apart up to here; the last place holds this or longer."""


class Plan(NamedTuple):
    """What is the same in every draw: the calendar and the weeks of the guarantee.

    ``past``: cohorts that joined before week 0; ``weeks``: at which the run ends;
    ``call_at``: weeks after which the guaranteed are called; ``guarantee``: weeks promised.
    """

    past: int
    weeks: int
    call_at: int
    guarantee: int


class Week(NamedTuple):
    """The week at hand: the cohort that joins in it, and the weeks promised."""

    newest: int
    guarantee: int


class Book(NamedTuple):
    """What is written down, by class (0 fundholding, 1 others).

    ``cells``: f8[n, 2, facts, measured], by cohort; ``state``: f8[n, 2, 5, closings];
    ``waits``: f8[n, 2, closings, weeks], completed waits by when the patients joined; ``ages``:
    the same shape, of those on the list at each closing; ``cleared``: f8[n], the weeks until
    nobody was left to call, or those of the whole run.
    """

    cells: Floats
    state: Floats
    waits: Floats
    ages: Floats
    cleared: Floats


def new_book(rows: int, measured: int, closings: int, past: int | None = None) -> Book:
    """An empty book for so many draws, cohorts and closing days.

    ``past``: how many of the cohorts joined before week 0; where it is given, every year in
    which a measured cohort joins must have its closing day. Raises ParameterError otherwise,
    and for numbers that are not whole or below 1: compiled code writes where it is told to,
    also beyond the end of a book that is too small.
    """
    for name, number in (("rows", rows), ("measured", measured), ("closings", closings)):
        if not isinstance(number, int | np.integer) or number < 1:
            raise ParameterError(
                f"a book has {number} {name}, not a whole number from 1 on",
                where=f"new_book({name})",
                remedy="Give draws, cohorts and closing days as whole numbers, one at least.",
            )
    needed = 1 if past is None else 1 - (past - measured) // WEEKS_OF_A_YEAR
    if closings < needed:
        raise ParameterError(
            f"{measured} cohorts, {past} of them before week 0, need {needed} closing days, "
            f"not {closings}",
            where="new_book(closings)",
            remedy="Give the first day and one more for each year begun, or measure fewer cohorts.",
        )
    return Book(
        np.zeros((rows, 2, len(FACTS), measured)),
        np.zeros((rows, 2, len(STATE), closings)),
        np.zeros((rows, 2, closings, LONGEST_WEEKS + 1)),
        np.zeros((rows, 2, closings, LONGEST_WEEKS + 1)),
        np.zeros(rows),
    )


@kernel
def run_weeks(
    left: Floats, survival: Floats, slots: Floats, response: Floats, plan: Plan, book: Book
) -> None:
    """Run every draw's list week by week, and write the book.

    ``left``: f8[n, 3, cohorts], as joined, used up by the run; ``survival``: f8[n, ages];
    ``slots``: f8[n] a week; ``response``: f8[n], new slots for each one brought forward.
    """
    for row in range(left.shape[0]):
        book.cleared[row] = _run_one(
            left[row], survival[row], slots[row], response[row], plan,
            book.cells[row], book.state[row], book.waits[row], book.ages[row],
        )  # fmt: skip


@kernel
def _run_one(
    left: Floats, survival: Floats, slots: float, response: float, plan: Plan,
    cells: Floats, state: Floats, waits: Floats, ages: Floats,
) -> float:  # fmt: skip
    """One draw: each week the guarantee is served, then whoever has waited longest.

    ``ahead[j]`` counts the patients moved up who joined before cohort j, once the head of
    their line has come so far; the entry behind the head counts all who were moved up.
    """
    heads = np.zeros(LINES, np.int64)
    ahead = np.zeros(left.shape[1] + 2)
    closings = state.shape[2]
    new_slots, cleared = 0.0, float(plan.weeks)
    for number in range(plan.weeks):
        week = Week(plan.past + number, plan.guarantee)
        if number % WEEKS_OF_A_YEAR == 0 and number // WEEKS_OF_A_YEAR < closings:
            _note_state(left, survival, heads, week.newest - 1, number // WEEKS_OF_A_YEAR,
                        state, ages)  # fmt: skip
        last_called = week.newest - plan.call_at
        free = slots
        brought_forward = 0.0
        while free > 0.0 and heads[MOVED_UP] <= last_called:
            cohort = heads[MOVED_UP]
            waiting = left[MOVED_UP, cohort] * survival[week.newest - cohort]
            share = 1.0 if waiting <= free else free / waiting
            _treat(left, survival, heads, ahead, cells, waits, MOVED_UP, share, week, plan.past)
            free = free - waiting if share == 1.0 else 0.0
            # Only patients already overdue when the guarantee began shorten their line for good.
            if plan.past - cohort > plan.call_at:
                brought_forward += share * waiting
        new_slots += response * brought_forward
        # While the guaranteed are overdue, new slots go to the lines that gave way to them.
        first = IGNORED if heads[MOVED_UP] <= last_called else MOVED_UP
        slots_left = free + new_slots
        unused = _serve_oldest(left, survival, heads, ahead, cells, waits, first, slots_left,
                               week, plan.past)  # fmt: skip
        # An old slot nobody takes is lost; a new one is opened later, and a closed one is owed.
        new_slots = min(unused, max(new_slots, 0.0)) if slots_left > 0.0 else slots_left
        if heads.min() > week.newest and cleared == plan.weeks:
            cleared = number + 1.0
        if number >= (closings - 1) * WEEKS_OF_A_YEAR and heads.min() >= cells.shape[2]:
            break
    _note_unserved(left, survival, heads, week, plan.past, cells, waits)
    return cleared


@kernel(inlined=True)
def _serve_oldest(
    left: Floats, survival: Floats, heads: Ints, ahead: Floats, cells: Floats, waits: Floats,
    first: int, slots: float, week: Week, past: int,
) -> float:  # fmt: skip
    """Call whoever has waited longest; where a week's joiners do not all fit, equal shares.

    Returns the slots that nobody was there to take.
    """
    free = slots
    while free > 0.0:
        oldest = min(heads[IGNORED], heads[OTHERS])
        if first == MOVED_UP:
            oldest = min(oldest, heads[MOVED_UP])
        if oldest > week.newest:
            break
        waiting = 0.0
        for line in range(first, LINES):
            if heads[line] == oldest:
                waiting += left[line, oldest] * survival[week.newest - oldest]
        share = 1.0 if waiting <= free else free / waiting
        for line in range(first, LINES):
            if heads[line] == oldest:
                _treat(left, survival, heads, ahead, cells, waits, line, share, week, past)
        free = free - waiting if share == 1.0 else 0.0
    return free


@kernel(inlined=True)
def _treat(
    left: Floats, survival: Floats, heads: Ints, ahead: Floats, cells: Floats, waits: Floats,
    line: int, share: float, week: Week, past: int,
) -> None:  # fmt: skip
    """Treat a share of the cohort at the head of a line, and write down what they waited."""
    cohort = heads[line]
    wait = week.newest - cohort
    treated = share * left[line, cohort] * survival[wait]
    left[line, cohort] *= 1.0 - share
    if line == MOVED_UP:
        ahead[cohort + 1] += treated
    if cohort < cells.shape[2] and treated > 0.0:
        side = 1 if line == OTHERS else 0
        cells[side, TREATED, cohort] += treated
        cells[side, WEEKS, cohort] += treated * wait
        if wait <= 8:
            cells[side, WITHIN_8, cohort] += treated
        if wait <= 18:
            cells[side, WITHIN_18, cohort] += treated
        if wait <= 52:
            cells[side, WITHIN_52, cohort] += treated
        if line == MOVED_UP:
            cells[side, GUARANTEED, cohort] += treated
            if wait > week.guarantee:
                cells[side, LATE, cohort] += treated
        elif heads[MOVED_UP] > cohort:
            passed = ahead[heads[MOVED_UP] + 1] - ahead[cohort + 1]
            cells[side, OVERTAKEN, cohort] += treated * passed
            if passed >= 1.0:
                cells[side, PASSED, cohort] += treated
        waits[side, group_of(cohort, past), min(wait, LONGEST_WEEKS)] += treated
    if share == 1.0:
        heads[line] = cohort + 1
        if line == MOVED_UP:
            ahead[cohort + 2] = ahead[cohort + 1]


@kernel(inlined=True)
def group_of(cohort: int, past: int) -> int:
    """The position in ``calendar.AT`` under which a cohort is reported."""
    return 0 if cohort < past else 1 + (cohort - past) // WEEKS_OF_A_YEAR


@kernel
def _note_state(
    left: Floats, survival: Floats, heads: Ints, newest: int, closing: int, state: Floats,
    ages: Floats,
) -> None:  # fmt: skip
    """Write down who is waiting at the end of a week, in the ages official lists use.

    Patients join throughout a week, so at its end the newest have waited half a week.
    """
    for line in range(LINES):
        side = 1 if line == OTHERS else 0
        for cohort in range(heads[line], newest + 1):
            age = newest - cohort
            waiting = left[line, cohort] * survival[age]
            state[side, 0, closing] += waiting
            state[side, 1, closing] += waiting * (age + 0.5)
            if age < 8:
                state[side, 2, closing] += waiting
            if age < 18:
                state[side, 3, closing] += waiting
            if age < 52:
                state[side, 4, closing] += waiting
            ages[side, closing, min(age, LONGEST_WEEKS)] += waiting


@kernel
def _note_unserved(
    left: Floats, survival: Floats, heads: Ints, week: Week, past: int, cells: Floats,
    waits: Floats,
) -> None:  # fmt: skip
    """Count those still waiting when the run ends, with the weeks they have waited so far."""
    for line in range(LINES):
        side = 1 if line == OTHERS else 0
        for cohort in range(heads[line], cells.shape[2]):
            wait = week.newest - cohort
            waiting = left[line, cohort] * survival[wait]
            cells[side, STILL_WAITING, cohort] += waiting
            cells[side, WEEKS, cohort] += waiting * wait
            waits[side, group_of(cohort, past), min(wait, LONGEST_WEEKS)] += waiting
            if line == MOVED_UP:
                cells[side, GUARANTEED, cohort] += waiting
                if wait > week.guarantee:
                    cells[side, LATE, cohort] += waiting


@kernel
def draw_joined(
    keys: npt.NDArray[np.uint32], means: Floats, decisions: Ints, first_week: int, joined: Floats
) -> None:
    """Poisson numbers joining each week: f8[n, 2, cohorts] from the means f8[n, 2].

    A number depends on its draw's key, the class and the week only, never on the rulebook.
    """
    for row in range(joined.shape[0]):
        for side in range(2):
            for cohort in range(joined.shape[2]):
                joined[row, side, cohort] = poisson(
                    keys[row, 0], keys[row, 1], decisions[side], first_week + cohort, 0,
                    means[row, side],
                )  # fmt: skip
