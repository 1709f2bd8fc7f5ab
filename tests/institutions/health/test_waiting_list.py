"""What must be true of the waiting list whatever the numbers."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.core.protocol import LUCK, checked
from commonweal.core.units import unit_named
from commonweal.institutions.health import cohort, opening, weekly, worlds
from commonweal.institutions.health.calendar import AT, Calendar
from commonweal.institutions.health.guarantee import others_wait_with_removals
from commonweal.institutions.health.trial import (
    EVEN,
    GUARANTEE,
    PLAIN,
    even_list,
    long_run,
    run_list,
    stated_draws,
)
from commonweal.institutions.registry import find
from commonweal.parameters.policy import resolve

FORMULA = {"waiting_list.engine": "formula"}
ROOM = find("health")
ARMS = [{}, GUARANTEE, {**GUARANTEE, "waiting_list.capacity": 0.5}]


def prepared(changes, world="steady-list"):
    policy = resolve(ROOM, ROOM.period.start, changes)
    return ROOM.prepare(ROOM.open_world(world), policy, ROOM.period)


def lists_values():
    """Values inside the priors and somewhat beyond, capacity response included."""
    return st.fixed_dictionaries(
        {
            "steady_wait": st.floats(1.0, 45.0),
            "fundholding_share": st.floats(0.05, 0.75),
            "adherence": st.floats(0.0, 1.0),
            "capacity_response": st.floats(-0.25, 1.25),
            "removal_hazard": st.floats(0.0, 0.02),
        }
    )


@pytest.mark.parametrize("world", list(ROOM.worlds))
@pytest.mark.parametrize("changes", ARMS)
def test_a_run_keeps_the_protocol(changes, world):
    model = prepared(changes, world)
    checked(model.run(stated_draws(count=3)), model, ROOM.measures, 3)


def test_the_formula_keeps_the_protocol():
    model = prepared({**FORMULA, **GUARANTEE})
    checked(model.run(stated_draws(count=3)), model, ROOM.measures, 3)


def test_the_formula_reads_no_luck_and_the_list_does():
    assert LUCK not in prepared(FORMULA).reads
    assert LUCK in prepared({}).reads
    assert LUCK not in prepared(EVEN).reads


def test_first_come_reads_nothing_about_the_guarantee():
    assert prepared({}).reads == {"steady_wait", "fundholding_share", "removal_hazard", LUCK}


def test_a_real_list_brings_its_own_wait_and_removals():
    assert prepared(GUARANTEE, "dorset-2024-11").reads == {
        "fundholding_share", "adherence", "capacity_response", LUCK,
    }  # fmt: skip


def test_every_measure_has_a_known_unit_and_says_which_way_is_better():
    assert {unit_named(measure.unit).name for measure in ROOM.measures.values()} == {
        "week", "share", "patient",
    }  # fmt: skip
    assert {measure.better for measure in ROOM.measures.values()} <= {"lower", "higher", "neither"}


def test_the_list_yields_every_declared_measure():
    assert set(run_list({}).measures) == set(ROOM.measures)


def test_the_same_draws_give_the_same_bits_in_any_batch():
    draws = stated_draws({"removal_hazard": 0.004, "capacity_response": 0.3}, count=6)
    model = prepared(GUARANTEE)
    whole = model.run(draws)
    parts = [model.run(draws.rows(start, start + 2)) for start in (0, 2, 4)]
    joined = np.concatenate([part.units["patients"].value for part in parts])
    assert np.array_equal(whole.units["patients"].value, joined)
    waits = np.concatenate([part.measures["mean_wait"] for part in parts])
    assert np.array_equal(whole.measures["mean_wait"], waits)


def test_both_arms_meet_the_same_patients():
    draws = stated_draws(count=4)
    calendar = Calendar(past=60)
    world = worlds.steady_list()
    before = opening.open_list(world, calendar, draws, random=True, capacity=1.0)
    other_slots = opening.open_list(world, calendar, draws, random=True, capacity=0.5)
    assert np.array_equal(before.joined, other_slots.joined)


def test_both_arms_have_the_same_units_in_the_same_order():
    first_come, guarantee = (run_list(changes).units["patients"] for changes in ({}, GUARANTEE))
    assert np.array_equal(first_come.table.ids, guarantee.table.ids)
    assert np.array_equal(first_come.presence, guarantee.presence)


def test_a_shorter_horizon_draws_the_same_patients():
    draws, world = stated_draws(count=2), worlds.steady_list()
    short = opening.open_list(world, Calendar(60, 100), draws, random=True, capacity=1.0)
    long = opening.open_list(world, Calendar(60, 200), draws, random=True, capacity=1.0)
    assert np.array_equal(short.joined, long.joined[:, :, :160])


def test_one_more_patient_changes_nobody_ahead_on_a_first_come_list():
    calendar, draws = Calendar(past=60), stated_draws()
    start = opening.open_list(worlds.steady_list(), calendar, draws, random=True, capacity=1.0)
    plan = weekly.Plan(calendar.past, calendar.weeks, 10_000, 8)
    books = [weekly.new_book(1, calendar.measured, len(AT)) for _ in range(2)]
    joined_later = start.joined.copy()
    joined_later[0, 1, 100] += 1.0
    for book, joined in zip(books, (start.joined, joined_later), strict=True):
        left = cohort.lines(joined, np.zeros(1))
        weekly.run_weeks(left, start.alive, start.slots, np.zeros(1), plan, book)
    assert np.array_equal(books[0].cells[..., :100], books[1].cells[..., :100])
    assert not np.array_equal(books[0].cells, books[1].cells)


def test_doubling_the_horizon_changes_no_wait():
    model = prepared(GUARANTEE)
    draws = stated_draws({"removal_hazard": 0.005}, count=3)
    twice = cohort.CohortList(
        model.world, Calendar(model.calendar.past, 2 * model.calendar.weeks), model.discipline,
        model.capacity, model.random, model.central_share,
    )  # fmt: skip
    assert np.array_equal(
        model.run(draws).measures["mean_wait"], twice.run(draws).measures["mean_wait"]
    )


@settings(max_examples=40, deadline=None)
@given(values=lists_values())
def test_who_joined_was_treated_removed_or_still_waits(values):
    result = run_list(GUARANTEE, stated_draws(values))
    removed, waiting = result.measures["share_removed"], result.measures["share_untreated"]
    assert np.all(removed > -1e-9)
    assert np.all(removed + waiting < 1 + 1e-9)


@settings(max_examples=40, deadline=None)
@given(values=lists_values())
def test_the_weeks_waited_by_all_are_those_of_both_classes(values):
    waits = even_list(GUARANTEE, **{**values, "removal_hazard": 0.0})
    share = values["fundholding_share"]
    fundholding, others, everybody = long_run(waits, "mean_wait")
    assert share * fundholding + (1 - share) * others == pytest.approx(everybody, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(values=lists_values())
def test_formula_and_list_agree_on_any_steady_list(values):
    stated = {**values, "removal_hazard": 0.0}
    listed = long_run(even_list(GUARANTEE, **stated), "mean_wait")
    formula = long_run(run_list({**FORMULA, **GUARANTEE}, stated_draws(stated)), "mean_wait")
    assert listed == pytest.approx(formula, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(values=lists_values())
def test_without_new_slots_a_guarantee_never_shortens_the_others_wait(values):
    stated = {**values, "capacity_response": 0.0}
    before = even_list({}, **stated).measures["mean_wait"][0, 1, 1:]
    after = even_list(GUARANTEE, **stated).measures["mean_wait"][0, 1, 1:]
    assert np.all(after > before - 1e-9)


def test_more_new_slots_than_are_used_shorten_the_others_wait():
    assert long_run(even_list(GUARANTEE, capacity_response=1.25), "mean_wait")[1] < 20


@pytest.mark.parametrize("hazard", [0.002, 0.01])
@pytest.mark.parametrize("response", [0.0, 0.5, 1.0, 1.25])
def test_the_others_wait_follows_the_balance_of_slots_where_patients_are_removed(hazard, response):
    listed = even_list(GUARANTEE, capacity_response=response, removal_hazard=hazard)
    w, covered, h, k = (np.array([x]) for x in (20.0, 0.6, hazard, response))
    expected = others_wait_with_removals(w, covered, 8.0, h, k)[0]
    assert long_run(listed, "mean_wait")[1] == pytest.approx(expected, abs=0.01)


def test_the_guaranteed_may_leave_the_others_no_slot():
    w, covered, h, k = (np.array([x]) for x in (60.0, 0.8, 0.02, 0.0))
    assert np.isinf(others_wait_with_removals(w, covered, 8.0, h, k)[0])


@pytest.mark.parametrize("engine", [EVEN, FORMULA])
def test_the_relative_gap_is_that_of_the_two_mean_waits(engine):
    waits = run_list({**engine, **GUARANTEE})
    assert long_run(waits, "relative_gap") == pytest.approx([(38 - 8) / 38], abs=1e-9)


def test_the_relative_gap_turns_its_sign_where_others_come_first():
    rules = {"waiting_list.discipline": "accumulating", "waiting_list.points_ratio": 0.01}
    result = even_list(rules)
    fundholding, others, _ = long_run(result, "mean_wait")
    assert others < fundholding
    assert long_run(result, "relative_gap") == pytest.approx([others / fundholding - 1], abs=1e-12)


def test_there_is_no_gap_where_nobody_waits():
    assert long_run(even_list({"waiting_list.capacity": 3}), "relative_gap") == [0.0]


def test_luck_averages_out_to_the_formula():
    waits = run_list(GUARANTEE, stated_draws(count=400)).measures["mean_wait"][:, 1, -1]
    standard_error = waits.std() / np.sqrt(waits.size)
    assert abs(waits.mean() - 38.0) < 4 * standard_error


def test_the_size_of_the_list_moves_luck_only():
    steady = worlds.steady_list()
    larger = type(steady)(
        "larger", dict(steady.arrays), dict(steady.labels),
        {**steady.facts, "joined_per_week": 1_000.0},
    )  # fmt: skip
    policy = resolve(ROOM, ROOM.period.start, {**EVEN, **GUARANTEE})
    waits = ROOM.prepare(larger, policy, ROOM.period).run(stated_draws()).measures["mean_wait"]
    assert waits == pytest.approx(even_list(GUARANTEE).measures["mean_wait"], abs=1e-9)


def test_a_hazard_by_age_removes_only_at_that_age():
    steady = worlds.steady_list()
    late_only = type(steady)(
        "late", {"removal_profile": np.r_[np.zeros(12), 1.0]}, {}, dict(steady.facts)
    )
    policy = resolve(ROOM, ROOM.period.start, {**EVEN, **GUARANTEE})
    draws = stated_draws({"removal_hazard": 0.01})
    removed = ROOM.prepare(late_only, policy, ROOM.period).run(draws).measures["share_removed"]
    assert removed[0, 0, -1] == pytest.approx(0.0, abs=1e-12)
    assert removed[0, 1, -1] > 0.1


LIMIT_FOR_ALL = {"waiting_list.target": "everybody", "waiting_list.guarantee_weeks": 26}


@pytest.mark.parametrize(
    "changes",
    [
        GUARANTEE,
        {"waiting_list.discipline": "by-lot", **LIMIT_FOR_ALL},
        {"waiting_list.discipline": "strict"},
        {"waiting_list.discipline": "accumulating"},
        {"waiting_list.discipline": "urgent-first", **LIMIT_FOR_ALL},
    ],
)
def test_the_plain_code_gives_what_the_compiled_code_gives(changes):
    program = (
        "from commonweal.institutions.health.trial import *;"
        f"r = run_list({changes!r}, stated_draws({{'removal_hazard': 0.004}}));"
        "print(*r.measures['mean_wait'].ravel(), *r.measures['age_percentile'].ravel())"
    )
    plain = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    compiled = run_list(changes, stated_draws({"removal_hazard": 0.004})).measures
    expected = [*compiled["mean_wait"].ravel(), *compiled["age_percentile"].ravel()]
    assert [float(x) for x in plain.stdout.split()] == pytest.approx(expected)


def test_importing_the_institution_compiles_nothing():
    program = (
        "import sys, commonweal.institutions.health.model as m;"
        "m.institution.levers; sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_essays_figures_are_those_of_the_plain_case():
    assert PLAIN["fundholding_share"] == ROOM.uncertainties["fundholding_share"].value
    assert PLAIN["steady_wait"] == ROOM.uncertainties["steady_wait"].value
    assert ROOM.levers["waiting_list.guarantee_weeks"].on(ROOM.period.start).value == 8


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
@pytest.mark.parametrize("changes", [{**GUARANTEE, **EVEN}, {**GUARANTEE, **FORMULA}])
def test_the_ledger_of_all_is_that_of_the_patients_of_the_draw(changes, share):
    """Where nobody leaves, the mean of the last cells is the mean wait of all patients."""
    stated = stated_draws({"fundholding_share": share, "removal_hazard": 0.0})
    result = prepared(changes).run(stated)
    units = result.units["patients"]
    joined = units.table.groups.get("joined", np.zeros(2))
    last = joined == joined.max()
    mean = np.average(units.value[0, last], weights=units.weight[0, last])
    assert mean == pytest.approx(result.measures["mean_wait"][0, 2, -1])


def test_waits_by_age_are_those_of_the_list_at_the_start():
    found = run_list(EVEN, world="dorset-2024-11").measures
    ages = found["mean_wait_by_age"][0, -1]
    assert ages[0] < found["mean_wait"][0, -1, 0] < ages[2]
    assert ages[1] >= 18
    assert ages[2] >= 52


def test_nobody_on_a_short_list_has_waited_long():
    assert run_list(EVEN, stated_draws({"steady_wait": 12})).measures["mean_wait_by_age"][
        0, -1
    ].tolist() == [12, 0, 0]


def test_by_lot_hurts_those_who_have_waited_longest_most():
    waits = [
        run_list({**EVEN, "waiting_list.discipline": rule}, world="dorset-2024-11").measures[
            "mean_wait_by_age"
        ][0, -1]
        for rule in ("first-come", "by-lot")
    ]
    assert waits[1][2] - waits[0][2] > waits[1][0] - waits[0][0] > 0
