"""The traps into which models of waiting lists fall, each with the test that catches it here.

Totals counted twice and months taken for weeks are traps of reading: ``test_rtt_extract.py``
and ``test_tables.py`` hold them.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from commonweal.institutions.health import opening, ordered, orders, weekly, worlds
from commonweal.institutions.health.calendar import AT, Calendar
from commonweal.institutions.health.disciplines import DISCIPLINES
from commonweal.institutions.health.guarantee import others_wait_with_removals, steady_waits
from commonweal.institutions.health.ordered import RUN_IN_WEEKS
from commonweal.institutions.health.trial import (
    EVEN,
    GUARANTEE,
    even_list,
    long_run,
    run_list,
    stated_draws,
)
from commonweal.institutions.registry import find
from commonweal.parameters.policy import resolve

ROOM = find("health")
DORSET = "dorset-2024-11"
RULE = "waiting_list.discipline"
ORDERS = ["strict", "accumulating", "urgent-first", "by-lot"]
LIMIT = {"waiting_list.target": "everybody", "waiting_list.guarantee_weeks": 26}


def prepared(changes, world="steady-list"):
    return ROOM.prepare(
        ROOM.open_world(world), resolve(ROOM, ROOM.period.start, changes), ROOM.period
    )


def treated_within(weeks, changes):
    """The share of Dorset's treated patients, of the first month's calls, who waited so long."""
    result = run_list({**EVEN, **changes}, world=DORSET)
    return float(result.measures["share_within"][0, 2, weeks, -1])


def with_calendar(model, **changes):
    return dataclasses.replace(model, calendar=dataclasses.replace(model.calendar, **changes))


def books(rule, joined):
    """Two runs of a list of 60 past weeks by one rule: as given, and with other joiners."""
    draws = stated_draws()
    start = opening.open_list(
        worlds.steady_list(), Calendar(past=60), draws, random=True, capacity=1.0
    )
    discipline = DISCIPLINES[rule](resolve(ROOM, ROOM.period.start, {RULE: rule}))
    made = []
    for who in (start.joined, start.joined + joined(start.joined)):
        book = weekly.new_book(1, Calendar(past=60).measured, len(AT))
        left, fundholding = ordered.groups_of(discipline, who, np.zeros(1))
        orders.run_orders(
            left, fundholding, start.alive, start.slots, np.zeros(1),
            ordered.order_of(discipline, np.zeros(1), paired=False),
            weekly.Plan(60, 520, 10**6, 8), orders.RunIn(0, 1.0), book,
        )  # fmt: skip
        made.append(book)
    return made


def one_more(cohort_number):
    def joined(like):
        more = np.zeros_like(like)
        more[0, 1, cohort_number] = 1.0
        return more

    return joined


def test_first_come_is_assumed_where_a_real_list_is_not():
    treated = worlds.treated_in_month()
    real = treated[:9].sum() / treated.sum()
    assert real > 0.4
    assert treated_within(0, {}) == 0.0
    assert treated_within(0, {RULE: "profile"}) == pytest.approx(real, abs=0.1)


def test_dorset_treated_a_tenth_in_their_first_week_while_a_twentieth_had_waited_a_year():
    treated = worlds.treated_in_month()
    assert treated[0] / treated.sum() == pytest.approx(0.096, abs=0.001)
    assert treated[53:].sum() / treated.sum() > 0.05


def spread_of_size(changes, **values):
    """The spread of the list's size over 200 runs, at the start and at each year's end."""
    result = run_list(changes, stated_draws(values, count=200))
    return result.measures["list_size"][:, 2].std(axis=0)


@pytest.mark.parametrize("changes", [{}, GUARANTEE])
def test_a_full_list_is_not_stationary_doubling_the_horizon_widens_its_spread(changes):
    spread = spread_of_size(changes)
    assert spread[4] / spread[2] == pytest.approx(2**0.5, rel=0.2)
    assert spread[4] / spread[1] == pytest.approx(2.0, rel=0.3)


def test_removals_make_a_full_list_settle():
    spread = spread_of_size({}, removal_hazard=0.02)
    assert spread[5] / spread[2] == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize("changes", [{}, GUARANTEE, *({RULE: rule} for rule in ORDERS)], ids=str)
def test_the_age_of_those_waiting_is_not_their_completed_wait(changes):
    """On a steady list E[age] = E[W²]/2E[W]; in whole weeks, half the mean of W² over W."""
    book_of = even_list(changes)
    age, wait = long_run(book_of, "age_of_waiting")[2], long_run(book_of, "mean_wait")[2]
    assert age != pytest.approx(wait, abs=0.4)
    assert age >= wait / 2 - 1e-6


@pytest.mark.parametrize("rule", ["first-come", "strict", "urgent-first"])
def test_waits_do_not_depend_on_when_the_run_ends(rule):
    model = prepared({RULE: rule, **EVEN})
    short = with_calendar(model, weeks=400).run(stated_draws()).measures["mean_wait"]
    assert short == pytest.approx(model.run(stated_draws()).measures["mean_wait"], abs=1e-9)


def test_a_run_cut_short_says_how_many_still_wait():
    model = with_calendar(prepared({RULE: "by-lot", **EVEN}), weeks=270).run(stated_draws())
    assert model.measures["share_untreated"][0, 2, -1] > 0.1
    assert long_run(even_list({RULE: "by-lot"}), "share_untreated")[2] < 1e-4


@pytest.mark.parametrize("rule", [*ORDERS, "first-come"])
def test_one_more_patient_changes_nobody_treated_before_they_join(rule):
    before, after = books(rule, one_more(200))
    closings = slice(0, 1 + (200 - 60) // 52)
    assert np.array_equal(before.state[..., closings], after.state[..., closings])
    assert not np.array_equal(before.cells, after.cells)


def test_one_more_patient_who_gives_way_changes_nobody_who_goes_before_them():
    before, after = books("strict", one_more(200))
    assert np.array_equal(before.cells[:, 0], after.cells[:, 0])


def test_no_reform_changes_who_joins():
    draws, world = stated_draws(count=3), worlds.steady_list()
    lists = [
        opening.open_list(world, Calendar(60 + run_in), draws, True, 1.0, run_in).joined
        for run_in in (0, RUN_IN_WEEKS)
    ]
    assert np.array_equal(lists[0][:, :, 60:], lists[1][:, :, 60 + RUN_IN_WEEKS :])


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({**GUARANTEE, "waiting_list.capacity": 0.5}, {}),
        ({RULE: "by-lot", **LIMIT}, {"steady_wait": 30.0}),
        ({RULE: "urgent-first", **LIMIT}, {"steady_wait": 30.0}),
    ],
)  # fmt: skip
def test_a_guarantee_that_cannot_be_met_is_flagged(changes, values):
    assert even_list(changes, **values).measures["guarantee_missed"][0, -1] > 0.99


@pytest.mark.parametrize("changes", [GUARANTEE, {RULE: "by-lot", **LIMIT}])
def test_a_guarantee_that_can_be_met_is_not_flagged(changes):
    assert even_list(changes).measures["guarantee_missed"][0, -1] == 0.0


def test_removals_break_the_simple_formula_and_the_list_says_by_how_much():
    listed = long_run(even_list(GUARANTEE, removal_hazard=0.01), "mean_wait")[1]
    one = np.ones(1)
    simple = steady_waits(20 * one, 0.6 * one, one, 8.0, 0 * one).others[0]
    balanced = others_wait_with_removals(20 * one, 0.6 * one, 8.0, 0.01 * one, 0 * one)[0]
    assert listed - simple > 3
    assert listed == pytest.approx(balanced, abs=0.01)


@pytest.mark.parametrize("changes", [GUARANTEE, {RULE: "by-lot", **LIMIT}])
def test_fifty_starts_lead_to_one_equilibrium(changes):
    """Lists of one size in fifty shapes, on the same slots, settle into the same waits."""
    rng = np.random.default_rng(1)
    steady = worlds.steady_list()
    ends = []
    for _ in range(50):
        shape = rng.gamma(0.5, size=60)
        world = dataclasses.replace(
            steady,
            arrays={"waiting": 2_000 * shape / shape.sum(), "removal_profile": np.ones(1)},
            facts={**steady.facts, "slots_per_week": 90.0, "removal_hazard": 0.005},
        )
        policy = resolve(ROOM, ROOM.period.start, {**EVEN, **changes})
        result = ROOM.prepare(world, policy, ROOM.period).run(stated_draws())
        ends.append(result.measures["list_size"][0, 2, -1])
    assert np.ptp(ends) < 0.01 * np.mean(ends)
