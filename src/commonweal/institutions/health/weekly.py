"""The weekly waiting list, compiled: who is called in each week, and how long they waited.

Three lines stand on the list: fundholding patients whose guarantee is honoured, other
fundholding patients, and the patients of other practices. Each is served in order of
joining, so a rule only ever looks at the heads of the lines. ``left`` counts a cohort as it
joined: those still there after a weeks are ``left × survival[a]``, and nobody has to be
removed one by one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from commonweal.core.kernel import kernel
from commonweal.core.protocol import Floats
from commonweal.core.randomness import poisson

Ints = npt.NDArray[np.int64]

LINES = 3
MOVED_UP = 0
"""The line of those whose guarantee is honoured; line 2 are the patients of other practices."""
CELL_FACTS = ("treated", "still waiting", "weeks")
TALLY_FACTS = ("within 8", "within 18", "within 52", "overtaken", "late", "guaranteed")
STATE_FACTS = ("patients", "weeks", "within 8", "within 18", "within 52")
TREATED, STILL_WAITING, WEEKS = 0, 1, 2
WITHIN_8, WITHIN_18, WITHIN_52, OVERTAKEN, LATE, GUARANTEED = 0, 1, 2, 3, 4, 5


class Plan(NamedTuple):
    """What is the same in every draw: the calendar and the weeks of the guarantee."""

    past: int
    weeks: int
    call_at: int
    guarantee: int
    groups: Ints
    closing: Ints


class Book(NamedTuple):
    """What is written down, by class (0 fundholding, 1 others).

    ``cells`` f8[..., 2, 3, measured] by cohort; ``tally`` f8[..., 2, 6, groups] by year of
    joining; ``state`` f8[..., 2, 5, groups] of the list at each closing week. The second of
    the three axes follows CELL_FACTS, TALLY_FACTS and STATE_FACTS.
    """

    cells: Floats
    tally: Floats
    state: Floats


class Lists(NamedTuple):
    """One draw's list: its lines, their heads, and how many were moved up before whom.

    ``ahead[j]``: patients moved up who joined before cohort j, known once the head of their
    line has passed it. ``moved`` f8[1]: all moved up so far.
    """

    left: Floats
    heads: Ints
    survival: Floats
    ahead: Floats
    moved: Floats


def new_book(rows: int, measured: int, groups: int) -> Book:
    """An empty book for so many draws."""
    return Book(
        np.zeros((rows, 2, len(CELL_FACTS), measured)),
        np.zeros((rows, 2, len(TALLY_FACTS), groups)),
        np.zeros((rows, 2, len(STATE_FACTS), groups)),
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
        lists = Lists(
            left[row], np.zeros(LINES, np.int64), survival[row], np.zeros(left.shape[2] + 1),
            np.zeros(1),
        )  # fmt: skip
        page = Book(book.cells[row], book.tally[row], book.state[row])
        _run_one(lists, slots[row], response[row], plan, page)


@kernel
def _run_one(lists: Lists, slots: float, response: float, plan: Plan, page: Book) -> None:
    """One draw: each week the guarantee is served, then whoever has waited longest."""
    measured = page.cells.shape[2]
    closings = plan.closing.shape[0]
    closing = 0
    owed = 0.0
    week = 0
    while week < plan.weeks:
        while closing < closings and plan.closing[closing] < week:
            _note_state(lists, plan.past + week - 1, closing, page)
            closing += 1
        newest = plan.past + week
        free, new_slots = _serve_guarantee(lists, newest, slots, plan, page)
        rest = free + owed + response * new_slots
        owed = min(rest, 0.0)
        _serve_oldest(lists, newest, max(rest, 0.0), plan, page)
        week += 1
        if closing == closings and lists.heads.min() >= measured:
            break
    while closing < closings:
        _note_state(lists, plan.past + week - 1, closing, page)
        closing += 1
    _note_unserved(lists, plan.past + week - 1, plan, page)


@kernel
def _serve_guarantee(
    lists: Lists, newest: int, slots: float, plan: Plan, page: Book
) -> tuple[float, float]:
    """Call the guaranteed who have waited long enough.

    Returns the slots that are left, and how many were used for patients who were already
    overdue when the guarantee began: only those shorten one line for good.
    """
    brought_forward = 0.0
    free = slots
    while free > 0.0 and lists.heads[MOVED_UP] <= newest - plan.call_at:
        cohort = lists.heads[MOVED_UP]
        waiting = lists.left[MOVED_UP, cohort] * lists.survival[newest - cohort]
        share = 1.0 if waiting <= free else free / waiting
        _treat(lists, MOVED_UP, newest, share, plan, page)
        free = free - waiting if share == 1.0 else 0.0
        if plan.past - cohort > plan.call_at:
            brought_forward += share * waiting
    return free, brought_forward


@kernel
def _serve_oldest(lists: Lists, newest: int, slots: float, plan: Plan, page: Book) -> None:
    """Call whoever has waited longest; where a week's joiners do not all fit, equal shares.

    While guaranteed patients are overdue, new slots go to the lines that gave way to them.
    """
    overdue = lists.heads[MOVED_UP] <= newest - plan.call_at
    first_line = 1 if overdue else 0
    free = slots
    while free > 0.0:
        oldest = lists.heads[first_line:].min()
        if oldest > newest:
            break
        waiting = 0.0
        for line in range(first_line, LINES):
            if lists.heads[line] == oldest:
                waiting += lists.left[line, oldest] * lists.survival[newest - oldest]
        share = 1.0 if waiting <= free else free / waiting
        for line in range(first_line, LINES):
            if lists.heads[line] == oldest:
                _treat(lists, line, newest, share, plan, page)
        free = free - waiting if share == 1.0 else 0.0


@kernel
def _treat(lists: Lists, line: int, newest: int, share: float, plan: Plan, page: Book) -> None:
    """Treat a share of the cohort at the head of a line, and write down what they waited."""
    cohort = lists.heads[line]
    wait = newest - cohort
    treated = share * lists.left[line, cohort] * lists.survival[wait]
    lists.left[line, cohort] *= 1.0 - share
    if line == MOVED_UP:
        lists.moved[0] += treated
    if cohort < page.cells.shape[2]:
        _note_treated(lists, line, wait, treated, plan, page)
    if share == 1.0:
        lists.heads[line] = cohort + 1
        if line == MOVED_UP:
            lists.ahead[cohort + 1] = lists.moved[0]


@kernel
def _note_treated(
    lists: Lists, line: int, wait: int, treated: float, plan: Plan, page: Book
) -> None:
    """Add treated patients to their cohort and to the year in which they joined."""
    cohort = lists.heads[line]
    side = 1 if line == LINES - 1 else 0
    page.cells[side, TREATED, cohort] += treated
    page.cells[side, WEEKS, cohort] += treated * wait
    group = plan.groups[cohort]
    tally = page.tally[side]
    if wait <= 8:
        tally[WITHIN_8, group] += treated
    if wait <= 18:
        tally[WITHIN_18, group] += treated
    if wait <= 52:
        tally[WITHIN_52, group] += treated
    if line == MOVED_UP:
        tally[GUARANTEED, group] += treated
        if wait > plan.guarantee:
            tally[LATE, group] += treated
    elif lists.heads[MOVED_UP] > cohort:
        tally[OVERTAKEN, group] += treated * (lists.moved[0] - lists.ahead[cohort + 1])


@kernel
def _note_state(lists: Lists, newest: int, closing: int, page: Book) -> None:
    """Write down who is waiting at the end of a week, in the ages official lists use.

    Patients join throughout a week, so at its end the newest have waited half a week.
    """
    for line in range(LINES):
        state = page.state[1 if line == LINES - 1 else 0]
        for cohort in range(lists.heads[line], newest + 1):
            age = newest - cohort
            waiting = lists.left[line, cohort] * lists.survival[age]
            state[0, closing] += waiting
            state[1, closing] += waiting * (age + 0.5)
            if age < 8:
                state[2, closing] += waiting
            if age < 18:
                state[3, closing] += waiting
            if age < 52:
                state[4, closing] += waiting


@kernel
def _note_unserved(lists: Lists, newest: int, plan: Plan, page: Book) -> None:
    """Count those still waiting when the run ends, with the weeks they have waited so far."""
    measured = page.cells.shape[2]
    for line in range(LINES):
        side = 1 if line == LINES - 1 else 0
        for cohort in range(lists.heads[line], measured):
            wait = newest - cohort
            waiting = lists.left[line, cohort] * lists.survival[wait]
            page.cells[side, STILL_WAITING, cohort] += waiting
            page.cells[side, WEEKS, cohort] += waiting * wait
            if line == MOVED_UP:
                page.tally[side, GUARANTEED, plan.groups[cohort]] += waiting
                if wait > plan.guarantee:
                    page.tally[side, LATE, plan.groups[cohort]] += waiting


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
