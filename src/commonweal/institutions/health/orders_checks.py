"""What the other orders of calling must reproduce, and the mistakes that must be caught.

Figures are worked out by hand on a steady list of even numbers: W = 20 weeks on average, 100
joining a week, φ = .6 of them fundholding patients, unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from commonweal.core.checks import Check, Fault
from commonweal.core.protocol import Floats
from commonweal.institutions.health import (
    measures,
    opening,
    ordered,
    orders,
    reference_orders,
    weekly,
)
from commonweal.institutions.health import worlds as lists
from commonweal.institutions.health.calendar import Calendar
from commonweal.institutions.health.disciplines import Discipline, Order
from commonweal.institutions.health.trial import GUARANTEE, even_list, long_run, stated_draws
from commonweal.institutions.health.weekly import Book, Plan

_closed_form = partial(
    Check, kind="closed form", source="Derived: waits are conserved, Σ λW = λ · 20 weeks"
)
_identity = partial(Check, kind="identity", source="Derived: see the module's docstrings")
_DISCIPLINE = "waiting_list.discipline"
_BY_LOT: Mapping[str, object] = {_DISCIPLINE: "by-lot"}
_HURT: Mapping[str, object] = {"waiting_list.count_hurt": "with-comparison"}
_TARGET: Mapping[str, object] = {
    **_HURT,
    **_BY_LOT, "waiting_list.target": "everybody", "waiting_list.guarantee_weeks": 26,
}  # fmt: skip
_IFS = {0.59: 59.0, 0.71: 71.0, 0.90: 90.0}
"""Shares within 18 weeks that England had at different times on lists of about four million."""
_IFS_WAIT = 13.0
"""Weeks: four million patients at the pace of about 300,000 a week."""

_run_orders: Callable[..., None] = orders.run_orders
_run_weeks, _order_of = weekly.run_weeks, ordered.order_of
_list_measures, _quantile_measures = measures.list_measures, measures.quantile_measures


def checks() -> Sequence[Check]:
    """Closed forms of each order, the shape test, and the plain reference."""
    return (*_order_checks(), *_limit_checks(), *_shape_checks(), _reference_check())


def _order_checks() -> list[Check]:
    return [
        _closed_form(
            id="strict-priority",
            title="Strict priority for three fifths: they wait 0 weeks, the others 20/.4 = 50",
            expected=[0.0, 50.0, 20.0],
            got=lambda: long_run(even_list({_DISCIPLINE: "strict"}), "mean_wait"),
            tolerance=0.01,
            faults=(_NO_PRIORITY,),
        ),
        _closed_form(
            id="accumulating-priority",
            title="Points gathered twice as fast, W = 14: 2 W_F = W_N, so 10 and 20 weeks",
            expected=[10.0, 20.0, 14.0],
            got=lambda: long_run(
                even_list({_DISCIPLINE: "accumulating"}, steady_wait=14.0), "mean_wait"
            ),
            tolerance=0.01,
            faults=(_NO_PRIORITY,),
        ),
        _closed_form(
            id="urgent-first",
            title="A fifth urgent: the others wait 20/.8 = 25 weeks, the median with them",
            expected=[20.0, 25.0],
            got=lambda: [
                _of({_DISCIPLINE: "urgent-first"}, "mean_wait", 2),
                _of({_DISCIPLINE: "urgent-first"}, "wait_percentile", 2, 0),
            ],
            tolerance=0.01,
            faults=(_NO_PRIORITY,),
        ),
        _closed_form(
            id="by-lot",
            title="By lot: geometric waits of mean 20; median 14, 92nd percentile 51 weeks",
            expected=[20.0, 14.0, 51.0],
            got=lambda: [
                _of(_BY_LOT, "mean_wait", 2),
                _of(_BY_LOT, "wait_percentile", 2, 0),
                _of(_BY_LOT, "wait_percentile", 2, 1),
            ],
            tolerance=0.01,
            faults=(_ALL_BY_AGE,),
        ),
        _closed_form(
            id="percentiles-apart",
            title="Promised 8 weeks: 92% treated within 8 and 38; those waiting, 7.36 and 34.96",
            expected=[8.0, 38.0, 7.36, 34.96],
            got=lambda: [
                _of(GUARANTEE, name, side, 1)
                for name in ("wait_percentile", "age_percentile")
                for side in (0, 1)
            ],
            tolerance=1e-6,
            faults=(_AGES_FOR_WAITS,),
        ),
        _closed_form(
            id="backlog-clearing",
            title="A backlog of 2,000 with 125 slots for 100 joiners is cleared in 80 weeks",
            expected=[80.0, 80.0],
            got=lambda: [
                float(
                    even_list({**rule, "waiting_list.capacity": 1.25}).measures["time_to_clear"][0]
                )
                for rule in ({}, {_DISCIPLINE: "strict"})
            ],
            tolerance=1e-9,
            faults=(_NEVER_CLEARED,),
        ),
    ]


def _limit_checks() -> list[Check]:
    return [
        _closed_form(
            id="target-hurts-and-helps",
            title="By lot, then 26 weeks for all on the same slots: shares hurt and helped",
            expected=_hurt_and_helped_by_hand(),
            got=lambda: [_of(_TARGET, name, 0) for name in ("share_hurt", "share_helped")],
            tolerance=0.002,
            faults=(_ALL_HURT,),
        ),
        _closed_form(
            id="target-paid-by-new-slots",
            title="New slots for all who were overdue: nobody hurt, (20/21)^27 = 26.8% helped",
            expected=[0.0, (20 / 21) ** 27],
            got=lambda: [
                float(even_list(_TARGET, capacity_response=1.0).measures[name][0, 0, -1])
                for name in ("share_hurt", "share_helped")
            ],
            tolerance=0.005,
            faults=(_NO_NEW_SLOTS,),
        ),
        _identity(
            id="target-with-removals",
            title="With 1% a week removed too, new slots for all that is taken leave nobody hurt",
            expected=0.0,
            got=lambda: float(
                even_list(_TARGET, capacity_response=1.0, removal_hazard=0.01).measures[
                    "share_hurt"
                ][0, 0, -1]
            ),
            tolerance=0.01,
            faults=(_NO_NEW_SLOTS,),
        ),
        _identity(
            id="target-conserves-waits",
            title="A target that takes slots from nobody outside leaves the mean wait at 20 weeks",
            expected=20.0,
            got=lambda: _of(_TARGET, "mean_wait", 2),
            tolerance=0.01,
            faults=(_EXTRA_SLOTS,),
        ),
        _identity(
            id="guarantee-hurts-and-helps",
            title="The essay's guarantee helps its three fifths and hurts the others, all of them",
            expected=[0.4, 0.4, 0.4, 0.6, 0.6, 0.6],
            got=lambda: [
                _of({**GUARANTEE, **_HURT}, name, k)
                for name in ("share_hurt", "share_helped")
                for k in range(3)
            ],
            tolerance=1e-9,
            faults=(_ALL_HURT,),
        ),
    ]


def _shape_checks() -> list[Check]:
    """A property of the model, not a prediction: the urgent shares are those that give the figures.

    What England's figures ask of any model is that one size of list can have all three.
    """
    return [
        Check(
            id="shape-test",
            kind="closed form",
            source="Derived: 18(1 − u)/W of the list wait less than 18 weeks; u is set to give what the "
            "Institute for Fiscal Studies found at one list size",
            title="One list of 13 weeks' work, three urgent shares: 59, 71, 90% within 18 weeks",
            expected=[*_IFS.values(), 0.0],
            got=_shapes,
            tolerance=0.05,
            faults=(_SIZE_ONLY,),
        )
    ]


def _reference_check() -> Check:
    return _identity(
        id="orders-against-plain-reference",
        title="Each order, compiled and by plain sorting: the largest difference in any cell",
        expected=0.0,
        got=_largest_difference,
        tolerance=1e-6,
        faults=(_NO_PRIORITY, _ALL_BY_AGE, _EXTRA_SLOTS),
    )


def _of(changes: Mapping[str, object], name: str, *where: int) -> float:
    return float(even_list(changes).measures[name][(0, *where, -1)])


def _hurt_and_helped_by_hand() -> list[float]:
    """Before, waits are geometric with 1/21 called a week; after, with 1 − q up to week 26.

    The mean wait is Σ P(W > a), so q solves q + q² + … + q²⁶ = 20. Who is ranked u waits
    whole weeks under both; the shares are those of ranks that wait more, and less.
    """
    low, high = 0.9, 1.0
    for _ in range(60):
        q = (low + high) / 2
        low, high = (q, high) if sum(q**k for k in range(1, 27)) < 20 else (low, q)
    weeks = np.arange(2_000)
    before, after = 1 - (20 / 21) ** (weeks + 1.0), 1 - q ** (weeks + 1.0)
    after[26:] = 1.0
    edges = np.union1d(before, after)
    middle, width = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    one, two = np.searchsorted(before, middle), np.searchsorted(after, middle)
    first = float(min(edges[0], 1.0))
    assert np.searchsorted(before, first / 2) == np.searchsorted(after, first / 2) == 0  # noqa: S101
    return [float(width[two > one].sum()), float(width[two < one].sum())]


def _shapes() -> list[float]:
    """Percent waiting under 18 weeks for three shares of urgent patients, and the lists' spread.

    Urgent patients do not wait, the others W/(1 − u) weeks, so 18(1 − u)/W of those waiting
    have waited less than 18.
    """
    runs = [
        even_list(
            {_DISCIPLINE: "urgent-first", "waiting_list.urgent_share": 1 - share * _IFS_WAIT / 18},
            steady_wait=_IFS_WAIT,
        ).measures
        for share in _IFS
    ]
    sizes = [float(run["list_size"][0, 2, -1]) for run in runs]
    within = [100 * float(run["share_waiting_within"][0, 2, 1, -1]) for run in runs]
    return [*within, max(sizes) - min(sizes)]


def _largest_difference() -> float:
    kinds: tuple[tuple[Order, float], ...] = (
        ("oldest", 0.0), ("class", 0.0), ("points", 0.0), ("urgent", 0.3), ("lot", 0.0),
        ("profile", 0.0),
    )  # fmt: skip
    return max(
        _list_less_reference(Discipline(kind, 12, 12, 1.0, kind, 1.7, share, True))
        for kind, share in kinds
    )


def _list_less_reference(rule: Discipline) -> float:
    """Treated patients and their weeks by class and cohort: luck, removals, a target in part."""
    calendar, kept = Calendar(past=30, weeks=80), 0.6
    draws = stated_draws({"removal_hazard": 0.01, "steady_wait": 14.5})
    start = opening.open_list(lists.steady_list(), calendar, draws, random=True, capacity=1.0)
    profile = np.r_[0.2, 0.1, 0.0, np.full(20, 0.035)]
    plain = reference_orders.plain_cells(start, calendar, rule, profile, kept)
    left, fundholding = ordered.groups_of(rule, start.joined, np.array([kept]))
    book = weekly.new_book(1, calendar.cohorts, 3, calendar.past)
    plan = weekly.Plan(calendar.past, calendar.weeks, 12, 12)
    orders.run_orders(
        left, fundholding, start.alive, start.slots, np.zeros(1),
        ordered.order_of(rule, profile, paired=True), plan, orders.RunIn(0, 1.0), book,
    )  # fmt: skip
    cells = book.cells[0]
    ages = calendar.weeks - 1 - calendar.joining_weeks()
    weeks = cells[:, weekly.WEEKS] - cells[:, weekly.STILL_WAITING] * ages
    treated = np.abs(cells[:, weekly.TREATED] - plain[:, 0]).max()
    return float(max(treated, np.abs(weeks - plain[:, 1]).max() / 20))


def _fault(description: str, target: str, replacement: object) -> Fault:
    return Fault(description, f"commonweal.institutions.health.{target}", replacement)


def _gives_nobody_priority(discipline: Discipline, profile: Floats, paired: bool) -> orders.Order:
    made = _order_of(discipline, profile, paired)
    return made._replace(start=0 * made.start, rate=0 * made.rate + 1)


def _calls_all_by_age(discipline: Discipline, profile: Floats, paired: bool) -> orders.Order:
    return _order_of(discipline, profile, paired)._replace(kind=orders.BY_POINTS)


def _adds_slots(*given: Any) -> None:
    _run_orders(*given[:3], 1.02 * given[3], *given[4:])


def _forgets_new_slots(*given: Any) -> None:
    _run_orders(*given[:4], 0 * given[4], *given[5:])


def _takes_ages_for_waits(waits: Floats, ages: Floats) -> dict[str, Floats]:
    return _quantile_measures(ages, waits)


def _never_clears(
    left: Floats, survival: Floats, slots: Floats, response: Floats, plan: Plan, book: Book
) -> None:
    _run_weeks(left, survival, slots, response, plan, book)
    book.cleared[:] = plan.weeks


def _calls_everybody_hurt(first: Floats, second: Floats) -> Floats:
    return np.ones(first.shape[:-1])


def _knows_only_the_size(state: Floats, slots: Floats) -> dict[str, Floats]:
    """A rival: a list of N at the pace c is N/c weeks long, so min(1, 18c/N) is within 18."""
    found = _list_measures(state, slots)
    weeks = found["list_size"] / slots[:, None, None]
    for k, within in enumerate((8, 18, 52)):
        found["share_waiting_within"][:, :, k] = np.minimum(
            1.0, within / np.where(weeks > 0, weeks, 1.0)
        )
    return found


_NO_PRIORITY = _fault("nobody has priority", "ordered.order_of", _gives_nobody_priority)
_ALL_BY_AGE = _fault("the oldest are called instead", "ordered.order_of", _calls_all_by_age)
_EXTRA_SLOTS = _fault("slots appear from nowhere", "orders.run_orders", _adds_slots)
_NO_NEW_SLOTS = _fault("new slots are forgotten", "orders.run_orders", _forgets_new_slots)
_NEVER_CLEARED = _fault("a cleared list is not noticed", "weekly.run_weeks", _never_clears)
_AGES_FOR_WAITS = _fault(
    "ages are taken for completed waits", "measures.quantile_measures", _takes_ages_for_waits
)
_ALL_HURT = _fault("everybody counts as hurt", "harm._order_kept", _calls_everybody_hurt)
_SIZE_ONLY = _fault("the list's size alone decides", "measures.list_measures", _knows_only_the_size)
