"""Mistakes planted on purpose: each stands in for a real function while its check must miss."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from commonweal.core.checks import Fault
from commonweal.core.protocol import Floats
from commonweal.institutions.health import disciplines, guarantee, measures, weekly, worlds
from commonweal.institutions.health.weekly import Book, Plan
from commonweal.parameters.policy import Policy

_ROOM = "commonweal.institutions.health"
_run_weeks, _list_measures, _pathways = (
    weekly.run_weeks,
    measures.list_measures,
    worlds.pathways,
)


def _calls_a_week_late(
    left: Floats, survival: Floats, slots: Floats, response: Floats, plan: Plan, book: Book
) -> None:
    _run_weeks(left, survival, slots, response, plan._replace(call_at=plan.call_at + 1), book)


def _forgets_new_slots(
    left: Floats, survival: Floats, slots: Floats, response: Floats, plan: Plan, book: Book
) -> None:
    _run_weeks(left, survival, slots, np.zeros_like(response), plan, book)


def _adds_slots(
    left: Floats, survival: Floats, slots: Floats, response: Floats, plan: Plan, book: Book
) -> None:
    _run_weeks(left, survival, 1.01 * slots, response, plan, book)


def _loses_patients(
    left: Floats, survival: Floats, slots: Floats, response: Floats, plan: Plan, book: Book
) -> None:
    left[:, 2, ::10] = 0.0
    _run_weeks(left, survival, slots, response, plan, book)


def _never_notes_lateness(
    left: Floats, survival: Floats, slots: Floats, response: Floats, plan: Plan, book: Book
) -> None:
    _run_weeks(left, survival, slots, response, plan._replace(guarantee=10_000), book)


def _counts_overtaking_by_everybody(
    left: Floats, survival: Floats, slots: Floats, response: Floats, plan: Plan, book: Book
) -> None:
    _run_weeks(left, survival, slots, response, plan, book)
    book.cells[:, :, weekly.OVERTAKEN] *= 2.0


def _promises_everybody(joined: Floats, honoured: Floats) -> Floats:
    return np.stack([joined[:, 0], 0 * joined[:, 0], joined[:, 1]], axis=1)


def _promises_others_too(joined: Floats, honoured: Floats) -> Floats:
    return np.stack([joined.sum(axis=1), 0 * joined[:, 0], 0 * joined[:, 1]], axis=1)


def _removes_nobody(hazard: Floats, profile: Floats, ages: int) -> Floats:
    return np.ones((hazard.size, ages))


def _rounds_the_wait_down(alive: Floats, wait: Floats) -> Floats:
    return alive[np.arange(wait.size), np.floor(wait).astype(np.int64) + 2] * 0.99


def _takes_nothing_for_good(covered: Floats, due: Floats, slots: Floats) -> Floats:
    return np.zeros_like(covered)


def _counts_ages_from_zero(state: Floats, slots: Floats) -> dict[str, Floats]:
    shifted = state.copy()
    shifted[:, :, 1] -= 0.5 * state[:, :, 0]
    return _list_measures(shifted, slots)


def _forgets_the_share_that_waits(
    wait: Floats, share: Floats, honoured: Floats, target: float, response: Floats
) -> guarantee.SteadyWaits:
    others = wait + share * (wait - target)
    return guarantee.SteadyWaits(wait * 0 + target, wait * 0 + target, others, wait)


def _always_keeps_some(policy: Policy) -> disciplines.Discipline:
    resolved = disciplines.guarantee(policy)
    return disciplines.Discipline(
        resolved.name, resolved.guarantee_weeks, 0, max(resolved.enforcement, 0.05)
    )


def _counts_the_total_again(part: str) -> Floats:
    return 2 * _pathways(part)


def _counts_the_waiting_again(part: str) -> Floats:
    return (2 if part == "waiting" else 1) * _pathways(part)


def _counts_weeks_from_one(part: str) -> Floats:
    return np.concatenate([np.zeros(1), _pathways(part)])


def _fault(description: str, target: str, replacement: object) -> Fault:
    return Fault(description, f"{_ROOM}.{target}", replacement)


LATE_CALLS = _fault("the guaranteed are called a week late", "weekly.run_weeks", _calls_a_week_late)
NO_NEW_SLOTS = _fault("new slots are forgotten", "weekly.run_weeks", _forgets_new_slots)
NOTHING_TAKEN = _fault(
    "what is taken for good is forgotten", "cohort.slots_taken", _takes_nothing_for_good
)
EXTRA_SLOTS = _fault("slots appear from nowhere", "weekly.run_weeks", _adds_slots)
LOST_PATIENTS = _fault("every tenth week's others vanish", "weekly.run_weeks", _loses_patients)
NO_LATENESS = _fault("nobody is ever late", "weekly.run_weeks", _never_notes_lateness)
TWICE_OVERTAKEN = _fault(
    "each overtaking counts twice", "weekly.run_weeks", _counts_overtaking_by_everybody
)
ALL_KEPT = _fault("every promise is kept", "cohort.lines", _promises_everybody)
ALL_PROMISED = _fault("others are promised too", "cohort.lines", _promises_others_too)
NO_REMOVALS = _fault("nobody is removed", "opening.survival", _removes_nobody)
WRONG_SLOTS = _fault("slots do not fit the wait", "opening.slots_per_joiner", _rounds_the_wait_down)
AGES_FROM_ZERO = _fault("ages begin at zero", "measures.list_measures", _counts_ages_from_zero)
NO_DIVISOR = _fault(
    "the others' share is left out", "guarantee.steady_waits", _forgets_the_share_that_waits
)
ALWAYS_SOME = _fault(
    "a twentieth is moved up though nothing is enforced",
    "cohort.DISCIPLINES",
    MappingProxyType({**disciplines.DISCIPLINES, "guarantee": _always_keeps_some}),
)
COUNTED_TWICE = _fault("the total row is added", "worlds.pathways", _counts_the_total_again)
WAITING_COUNTED_TWICE = _fault(
    "parts 2 and 2A are added", "worlds.pathways", _counts_the_waiting_again
)
SHIFTED_WEEKS = _fault("weeks are counted from one", "worlds.pathways", _counts_weeks_from_one)
