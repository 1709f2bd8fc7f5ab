"""What the flows of a monthly list, and a plan made from them, must reproduce."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from commonweal.core.checks import Check, Fault
from commonweal.core.protocol import Floats
from commonweal.institutions.health import flows, plan, rtt_tables
from commonweal.institutions.health.projection import Sampling

_identity = partial(Check, kind="identity", source="Derived: see the module's docstrings")


def checks() -> Sequence[Check]:
    """Removals by cohort, patients in a plan, and its answer."""
    return (
        _identity(
            id="removals-by-cohort",
            title="England, twelve months: removals by cohort add up to those of the list, 2,977,432",
            expected=2_977_432.0,
            got=lambda: float(flows.removals(rtt_tables.england_by_month()).sum()),
            tolerance=0.5,
            faults=(_OLDEST_LOST, _TREATED_TWICE),
        ),
        _identity(
            id="plan-keeps-patients",
            title="A plan of a year: the list's change less joined plus removals, largest of draws",
            expected=0.0,
            got=_patients_missing,
            tolerance=1e-2,
            faults=(_OLDEST_LEAVE,),
        ),
        _identity(
            id="plan-is-the-fewest",
            title="With the plan's treatments 92% is reached, with one in a thousand fewer it is not",
            expected=[0.92, False],
            got=_reached,
            tolerance=1e-5,
            faults=(_YOUNGEST_FIRST,),
        ),
    )


def _england(at_most: float | None = None) -> plan.Plan:
    aim = plan.Aim(0.92, 18.0, "2026-05")
    means = plan.Means(at_most=at_most)
    return plan.solve(rtt_tables.england_by_month(), aim, means, Sampling(draws=8))


def _patients_missing() -> float:
    found = _england()
    start = rtt_tables.england_by_month().snapshots[-1].size
    return float(np.abs(found.waiting - start - found.joined + found.removals).max())


def _reached() -> list[float | bool]:
    found = _england()
    fewer = _england(at_most=0.999 * float(found.extra_a_week.min()))
    return [float(found.reached.min()), bool(np.any(fewer.reached >= 0.92))]


def _fault(description: str, name: str, replacement: Callable[..., Floats]) -> Fault:
    return Fault(description, f"commonweal.institutions.health.{name}", replacement)


def _moves_up_without_the_oldest(waiting: Floats, joined: Floats) -> Floats:
    return np.concatenate([np.asarray(joined)[..., None], waiting[..., :-1]], axis=-1)


def _calls_the_youngest(there: Floats, slots: Floats) -> Floats:
    younger = np.cumsum(there, axis=1) - there
    return np.asarray(np.clip(slots[:, None] - younger, 0.0, there))


_OLDEST_LOST = _fault("the oldest vanish", "flows.moved_up", _moves_up_without_the_oldest)
_OLDEST_LEAVE = _fault("the oldest vanish", "plan.moved_up", _moves_up_without_the_oldest)
_TREATED_TWICE = _fault(
    "halves are handed on twice", "flows.by_cohort", lambda treated: 1.5 * treated
)
_YOUNGEST_FIRST = _fault("the youngest are called first", "plan.oldest_first", _calls_the_youngest)
