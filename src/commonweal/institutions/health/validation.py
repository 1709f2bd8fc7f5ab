"""What the waiting list must reproduce: identities, closed forms and official figures.

Figures are worked out by hand from the essay's case: a steady list of W = 20 weeks, a
promise of D = 8 weeks, φ = .6 of the patients promised, 100 joining a week.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from commonweal.core.checks import Check
from commonweal.core.protocol import Result
from commonweal.institutions.health import (
    cohort,
    faults,
    flow_checks,
    guarantee,
    opening,
    orders_checks,
    planning_checks,
    reference,
    rtt_checks,
    weekly,
)
from commonweal.institutions.health import worlds as lists
from commonweal.institutions.health.calendar import AT, Calendar
from commonweal.institutions.health.events import checks as event_checks
from commonweal.institutions.health.trial import (
    GUARANTEE,
    even_list,
    long_run,
    run_list,
    stated_draws,
)

_closed_form = partial(
    Check, kind="closed form", source="Little's law: W_F = D, W_N = W + φ/(1 − φ)(W − D)"
)
_identity = partial(Check, kind="identity", source="Derived: see the module's docstrings")
_official = partial(
    Check,
    kind="official result",
    source="NHS England, RTT waiting times, November 2024, provider RBD (OGL v3.0)",
)
_FIRST_COME: Mapping[str, object] = {}
_WEEKS_OF_A_MONTH = 30 / 7


def checks() -> Sequence[Check]:
    """Every identity, closed form and official figure that the list must reproduce."""
    return (
        *_essay_checks(),
        *_limits(),
        *_conservation(),
        *_equalities(),
        *_dorset_checks(),
        *planning_checks.checks(),
        *flow_checks.checks(),
        *rtt_checks.checks(),
        *event_checks.checks(),
        *orders_checks.checks(),
    )


def _essay_checks() -> list[Check]:
    return [
        _closed_form(
            id="formula-20-weeks",
            title="The formula: promised 8 of 20 weeks, the others wait 38",
            expected=[8.0, 38.0],
            got=_formula_waits,
            tolerance=1e-12,
            faults=(faults.NO_DIVISOR,),
        ),
        _closed_form(
            id="guarantee-20-weeks",
            title="The list week by week: promised 8 of 20 weeks, the others wait 38",
            expected=[8.0, 38.0, 20.0],
            got=_waits,
            tolerance=1e-9,
            faults=(faults.LATE_CALLS, faults.EXTRA_SLOTS),
        ),
        _closed_form(
            id="guarantee-12-weeks",
            title="The list week by week: promised 8 of 12 weeks, the others wait 18",
            expected=[8.0, 18.0, 12.0],
            got=lambda: _waits(steady_wait=12.0),
            tolerance=1e-9,
            faults=(faults.ALL_PROMISED, faults.LATE_CALLS),
        ),
        _closed_form(
            id="promise-is-the-wait",
            title="The promised wait as long as promised: 4, 8 and 13 weeks",
            expected=[4.0, 8.0, 13.0],
            got=lambda: [_promising(weeks)[0] for weeks in (4, 8, 13)],
            tolerance=1e-9,
            faults=(faults.LATE_CALLS,),
        ),
        _closed_form(
            id="called-early",
            title="Called three weeks before the limit, the promised wait 5 weeks, the others 42.5",
            expected=[5.0, 42.5, 20.0],
            got=lambda: _waits({"waiting_list.lead_weeks": 3}),
            tolerance=1e-9,
            faults=(faults.LATE_CALLS,),
        ),
        _closed_form(
            id="new-slots",
            title="The others' wait when new slots replace none, half or all of those used",
            expected=[38.0, 29.0, 20.0],
            got=lambda: [_waits(capacity_response=share)[1] for share in (0.0, 0.5, 1.0)],
            tolerance=1e-9,
            faults=(faults.NO_NEW_SLOTS,),
        ),
        _closed_form(
            id="fall-costs-others",
            title="A fall of δ for φ costs the others φδ/(1 − φ): 8% for three fifths costs 12%",
            expected=0.12,
            got=lambda: _promising(23, steady_wait=25.0)[1] / 25 - 1,
            tolerance=1e-9,
            faults=(faults.LATE_CALLS,),
        ),
        _closed_form(
            id="overtaken",
            title="Each of the others is overtaken by λφ(W_N − D) = 60 × 30 patients",
            expected=[0.0, 1800.0, 720.0],
            got=lambda: long_run(even_list(GUARANTEE), "overtaken"),
            tolerance=1e-6,
            faults=(faults.TWICE_OVERTAKEN, faults.LATE_CALLS),
        ),
    ]


def _limits() -> list[Check]:
    """Where the simple formula stops: its conditions, one by one."""
    return [
        _closed_form(
            id="removals-break-the-formula",
            title="With 1% a week removed the others wait 40 weeks, 2.95 more than the formula says",
            expected=[40.0, 2.952],
            got=_waits_with_removals,
            tolerance=1e-3,
            faults=(faults.NO_REMOVALS,),
        ),
        _closed_form(
            id="new-slots-with-removals",
            title="New slots for all that is taken leave the others' wait at 20 weeks, removals or not",
            expected=[20.0, 20.0],
            got=lambda: [
                _waits(capacity_response=1.0, removal_hazard=hazard)[1] for hazard in (0.0, 0.01)
            ],
            tolerance=1e-9,
            faults=(faults.NOTHING_TAKEN, faults.NO_NEW_SLOTS),
        ),
        _closed_form(
            id="promise-beyond-the-wait",
            title="A promise of 8 weeks changes nothing where everybody waits 7",
            expected=[7.0, 7.0, 7.0],
            got=lambda: _waits(steady_wait=7.0),
            tolerance=1e-9,
            faults=(faults.EXTRA_SLOTS,),
        ),
        _closed_form(
            id="impossible-guarantee",
            title="Half the slots cannot keep a promise to three fifths: in the end all are late",
            expected=[1.0],
            got=lambda: long_run(
                even_list({**GUARANTEE, "waiting_list.capacity": 0.5}), "guarantee_missed"
            ),
            tolerance=1e-9,
            faults=(faults.NO_LATENESS,),
        ),
    ]


def _conservation() -> list[Check]:
    return [
        _identity(
            id="steady-under-first-come",
            title="First come, first served keeps a list of 20.5 weeks as it is, year after year",
            expected=[20.5] * len(AT[1:]),
            got=_first_come_waits,
            tolerance=1e-9,
            faults=(faults.WRONG_SLOTS,),
        ),
        _identity(
            id="waits-are-conserved",
            title="The mean wait over everybody is 20 weeks whatever is promised to some",
            expected=[20.0, 20.0, 20.0],
            got=lambda: [_promising(weeks)[2] for weeks in (4, 8, 13)],
            tolerance=1e-9,
            faults=(faults.EXTRA_SLOTS,),
        ),
        _identity(
            id="patients-are-conserved",
            title="Who joined was treated or is still waiting: share missing, slots cut to 60%",
            expected=[0.0, 0.0, 0.0],
            got=_patients_missing,
            tolerance=1e-9,
            faults=(faults.LOST_PATIENTS,),
        ),
        _identity(
            id="littles-law",
            title="A list is the patients who join a week times the weeks they wait",
            expected=[480.0, 1520.0, 2000.0],
            got=lambda: long_run(even_list(GUARANTEE), "list_size"),
            tolerance=1e-6,
            faults=(faults.LATE_CALLS,),
        ),
        _identity(
            id="length-bias",
            title="The weeks waited so far are E[W²]/2E[W] of the completed waits",
            expected=[4.0, 19.0, 15.4],
            got=lambda: long_run(even_list(GUARANTEE), "age_of_waiting"),
            tolerance=1e-9,
            faults=(faults.AGES_FROM_ZERO,),
        ),
    ]


def _equalities() -> list[Check]:
    """Two ways to the same numbers: the largest difference between them."""
    return [
        _identity(
            id="never-kept-is-first-come",
            title="A guarantee that no hospital keeps is first come, first served, to the bit",
            expected=0.0,
            got=lambda: _from_first_come(GUARANTEE, adherence=0.0),
            tolerance=0.0,
            faults=(faults.ALL_KEPT,),
        ),
        _identity(
            id="unenforced-is-first-come",
            title="Enforcement at 0 is first come, first served, to the bit",
            expected=0.0,
            got=lambda: _from_first_come({**GUARANTEE, "waiting_list.enforcement": 0}),
            tolerance=0.0,
            faults=(faults.ALWAYS_SOME,),
        ),
        _closed_form(
            id="formula-is-the-list",
            title="Formula and list agree where promises are kept in part and some slots are new",
            expected=[0.0, 0.0, 0.0],
            got=_list_less_formula,
            tolerance=1e-9,
            faults=(faults.ALL_KEPT, faults.NO_NEW_SLOTS, faults.NO_DIVISOR),
        ),
        _identity(
            id="plain-reference",
            title="The compiled list agrees with one that is sorted anew each week",
            expected=0.0,
            got=_list_less_reference,
            tolerance=1e-6,
            faults=(faults.LATE_CALLS, faults.NO_NEW_SLOTS),
        ),
    ]


def _dorset_checks() -> list[Check]:
    return [
        _official(
            id="dorset-waiting",
            title="Dorset, November 2024: pathways waiting as the list opens",
            expected=21_702.0,
            got=lambda: float(_dorset().measures["list_size"][0, 2, 0]),
            tolerance=1e-6,
            faults=(faults.COUNTED_TWICE,),
        ),
        _official(
            id="dorset-within-18-weeks",
            title="Dorset: 12,539 of 21,702 waiting less than 18 weeks, published as 57.8%",
            expected=[12_539 / 21_702, 57.8],
            got=_dorset_within_18_weeks,
            tolerance=1e-9,
            faults=(faults.SHIFTED_WEEKS,),
        ),
        _official(
            id="dorset-flows",
            title="Dorset: joined, treated after admission, treated without; waiting to be admitted",
            expected=[5_003.0, 1_544.0, 2_925.0, 5_322.0],
            got=lambda: [
                float(lists.pathways(part).sum())
                for part in ("joined", "admitted", "not admitted", "to be admitted")
            ],
            tolerance=0.0,
            faults=(faults.COUNTED_TWICE,),
        ),
        _official(
            id="dorset-clearance",
            title="Dorset: months to clear the list at the month's pace",
            expected=4.86,
            got=lambda: float(_dorset().measures["clearance_time"][0, 0]) / _WEEKS_OF_A_MONTH,
            tolerance=0.005,
            faults=(faults.WAITING_COUNTED_TWICE,),
        ),
    ]


def _formula_waits() -> list[float]:
    one = np.ones(1)
    waits = guarantee.steady_waits(20 * one, 0.6 * one, one, 8.0, 0 * one)
    return [float(waits.moved_up[0]), float(waits.others[0])]


def _waits(changes: Mapping[str, object] | None = None, **values: float) -> list[float]:
    """Long-run waits of fundholding, others and all under the guarantee, joiners even."""
    return long_run(even_list({**GUARANTEE, **(changes or {})}, **values), "mean_wait")


def _promising(weeks: int, **values: float) -> list[float]:
    return _waits({"waiting_list.guarantee_weeks": weeks}, **values)


def _waits_with_removals() -> list[float]:
    """φ is chosen so that the balance of slots (1−h)^W = φ(1−h)^D + (1−φ)(1−h)^40 holds."""
    left = 0.99
    share = (left**20 - left**40) / (left**8 - left**40)
    others = _waits(fundholding_share=share, removal_hazard=0.01)[1]
    simple = 20 + share / (1 - share) * (20 - 8)
    return [others, others - simple]


def _first_come_waits() -> list[float]:
    waits = even_list(_FIRST_COME, steady_wait=20.5).measures["mean_wait"]
    return [float(wait) for wait in waits[0, 2, 1:]]


def _patients_missing() -> list[float]:
    result = run_list({**GUARANTEE, "waiting_list.capacity": 0.6})
    return [float(np.abs(shares).max()) for shares in result.measures["share_removed"][0]]


def _from_first_come(changes: Mapping[str, object], **values: float) -> float:
    """The largest difference from the first-come list in any measure or cell, luck included."""
    draws = stated_draws({"removal_hazard": 0.004, **values})
    return _largest_difference(run_list(changes, draws), run_list(_FIRST_COME, draws))


def _largest_difference(one: Result, other: Result) -> float:
    gaps = [
        np.abs(one.measures[name] - other.measures[name]).max()
        for name in one.measures
        if name != "guarantee_missed"
    ]
    gaps.append(np.abs(one.units["patients"].value - other.units["patients"].value).max())
    return float(max(gaps))


def _list_less_formula() -> list[float]:
    changes = dict(GUARANTEE)
    values = {
        "steady_wait": 20.5,
        "fundholding_share": 0.55,
        "adherence": 0.7,
        "capacity_response": 0.3,
    }
    listed = long_run(even_list(changes, **values), "mean_wait")
    formula = run_list({**changes, "waiting_list.engine": "formula"}, stated_draws(values))
    return [a - b for a, b in zip(listed, long_run(formula, "mean_wait"), strict=True)]


def _list_less_reference() -> float:
    """Treated patients and their weeks, by class and cohort, with luck, removals and new slots."""
    calendar, call_at, kept, response = Calendar(past=30, weeks=104), 8, 0.7, 0.4
    draws = stated_draws({"removal_hazard": 0.01, "steady_wait": 18.5})
    start = opening.open_list(lists.steady_list(), calendar, draws, random=True, capacity=1.0)
    plain = reference.plain_cells(start, calendar, call_at, kept, response)
    book = weekly.new_book(1, calendar.cohorts, len(AT), calendar.past)
    plan = weekly.Plan(calendar.past, calendar.weeks, call_at, call_at)
    left = cohort.lines(start.joined, np.array([kept]))
    weekly.run_weeks(left, start.alive, start.slots, np.array([response]), plan, book)
    cells = book.cells[0]
    ages = calendar.weeks - 1 - calendar.joining_weeks()
    weeks = cells[:, weekly.WEEKS] - cells[:, weekly.STILL_WAITING] * ages
    return float(
        max(np.abs(cells[:, weekly.TREATED] - plain[:, 0]).max(), np.abs(weeks - plain[:, 1]).max())
    )


def _dorset() -> Result:
    return run_list({"waiting_list.arrivals": "even"}, world=lists.DORSET)


def _dorset_within_18_weeks() -> list[float]:
    share = float(_dorset().measures["share_waiting_within"][0, 2, 1, 0])
    return [share, round(100 * share, 1)]
