"""The list of persons: the loop against a plain one, whose luck is whose, and bad input."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.core.errors import ParameterError, UnknownName
from commonweal.institutions.health.events import luck, trials
from commonweal.institutions.health.events.patients import (
    PatientClass,
    Patients,
    given_patients,
)
from commonweal.institutions.health.events.reference import plain_overtaken, plain_starts
from commonweal.institutions.health.events.rules import RULES, Rule, guarantee, rule
from commonweal.institutions.health.events.simulate import simulate

every_rule = pytest.mark.parametrize("name", RULES)


def small_list(servers_busy: float = 1.0, **changes) -> Patients:
    classes = [
        PatientClass(1.0 * servers_busy, honoured=0.6, backlog=9, backlog_weeks=6, **changes),
        PatientClass(2.0 * servers_busy, backlog=6, backlog_weeks=9, **changes),
    ]
    return luck.draw_patients(classes, 40.0, trials.key_of(3))


def with_row(people: Patients, **row) -> Patients:
    """The same patients and one more, put in the order of joining."""
    columns = {f.name: np.append(getattr(people, f.name), row[f.name]) for f in fields(people)}
    order = np.argsort(columns["arrives"], kind="stable")
    return Patients(**{name: column[order] for name, column in columns.items()})


EXTRA = {
    "arrives": 12.34, "group": 0, "person": -1, "treatment": 0.8, "gives_up": np.inf,
    "honoured": True,
}  # fmt: skip


@every_rule
@pytest.mark.parametrize("opens", [-np.inf, 0.0, 3.5])
@pytest.mark.parametrize("hazard", [0.0, 0.05])
def test_the_loop_agrees_with_one_that_sorts_everybody_at_each_call(name, opens, hazard):
    people = small_list(removal_hazard=hazard)
    numbers = trials.NUMBERS[name]
    called = simulate(people, rule(name, numbers), servers=3, opens=opens)
    plain = plain_starts(people, rule(name, numbers), 3, opens)
    assert np.array_equal(called.starts, plain, equal_nan=True)
    assert called.overtaken().tolist() == plain_overtaken(people, plain)


times = st.lists(st.integers(0, 12), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(times=times, servers=st.integers(1, 4), data=st.data())
def test_the_loop_agrees_where_many_things_happen_at_once(times, servers, data):
    n = len(times)
    column = st.lists(st.integers(0, 4), min_size=n, max_size=n)
    numbers = data.draw(st.lists(st.integers(0, 3), min_size=3, max_size=3))
    people = given_patients(
        np.sort(times), np.array(data.draw(column)) % 3, data.draw(column),
        gives_up=np.sort(times) + np.array(data.draw(column)) * 2.0,
        honoured=np.array(data.draw(column)) > 1,
    )  # fmt: skip
    name = data.draw(st.sampled_from(sorted(RULES)))
    called = simulate(people, rule(name, numbers), servers=servers)
    plain = plain_starts(people, rule(name, numbers), servers)
    assert np.array_equal(called.starts, plain, equal_nan=True)
    assert called.overtaken().tolist() == plain_overtaken(people, plain)


def test_with_the_compiler_off_the_same_code_gives_the_same_starts():
    listing = (
        "import json; from commonweal.institutions.health.events import trials;"
        "from commonweal.institutions.health.events.patients import PatientClass as C;"
        "people = trials.patients([C(1.2, removal_hazard=.01), C(3.3, treatment='lognormal')], 400);"
        "print(json.dumps([trials.under(r, people).starts.tolist() for r in trials.NUMBERS]))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", listing], check=True, stdout=subprocess.PIPE,
            env={**os.environ, "NUMBA_DISABLE_JIT": off},
        ).stdout
        for off in ("0", "1")
    ]  # fmt: skip
    compiled, plain = (np.array(json.loads(out), np.float64) for out in said)
    assert np.allclose(compiled, plain, rtol=1e-12, atol=0, equal_nan=True)


def test_one_patient_more_changes_nobody_elses_luck():
    people = small_list()
    more = with_row(people, **EXTRA)
    others = more.person != EXTRA["person"]
    assert all(
        np.array_equal(getattr(people, f.name), getattr(more, f.name)[others])
        for f in fields(people)
    )


def test_one_patient_more_leaves_those_before_as_they_were_and_moves_some_after():
    people = small_list()
    more = with_row(people, **EXTRA)
    others = more.person != EXTRA["person"]
    fcfs = rule("first-come", (0, 0))
    before = simulate(people, fcfs, servers=3).starts
    after = simulate(more, fcfs, servers=3).starts[others]
    earlier = people.arrives < EXTRA["arrives"]
    assert np.array_equal(before[earlier], after[earlier])
    assert (before[~earlier] != after[~earlier]).any()


def test_a_class_joining_faster_changes_nobody_of_the_other_class():
    slow, fast = small_list(1.0), small_list(3.0)
    assert set(slow.treatment) <= set(fast.treatment)
    one = luck.draw_patients([PatientClass(1.0), PatientClass(2.0)], 50, trials.key_of(1))
    other = luck.draw_patients([PatientClass(1.0), PatientClass(9.0)], 50, trials.key_of(1))
    assert np.array_equal(one.arrives[one.group == 0], other.arrives[other.group == 0])
    assert np.array_equal(one.treatment[one.group == 0], other.treatment[other.group == 0])


def test_a_longer_run_begins_with_the_shorter_one():
    short, long = (
        luck.draw_patients([PatientClass(2.0), PatientClass(1.0)], weeks, trials.key_of(1))
        for weeks in (30.0, 90.0)
    )
    assert np.array_equal(long.arrives[: len(short)], short.arrives)


def test_no_two_patients_share_an_id():
    assert len(set(small_list().person)) == len(small_list())


def test_a_promise_nobody_keeps_is_first_come_to_the_bit():
    people = luck.draw_patients(
        [PatientClass(1.2, honoured=0.0), PatientClass(3.3)], 400, trials.key_of(2)
    )
    promised = simulate(people, rule("guarantee", (0.5, np.inf)), servers=5)
    assert np.array_equal(promised.starts, trials.under("first-come", people).starts)


def test_a_promise_is_kept_to_as_many_as_stated():
    people = luck.draw_patients([PatientClass(1.0, honoured=0.3)], 40_000, trials.key_of(2))
    assert people.honoured.mean() == pytest.approx(0.3, abs=0.01)


def test_calling_early_moves_the_promised_earlier_still():
    people = small_list(1.5)
    late, early = (
        simulate(people, guarantee((6.0, np.inf), lead), servers=3, opens=0.0)
        for lead in (0.0, 3.0)
    )
    kept = people.honoured & (people.group == 0)
    assert early.waits[kept].mean() < late.waits[kept].mean()


def test_as_many_leave_untreated_as_the_hazard_says():
    people = luck.draw_patients([PatientClass(50.0, removal_hazard=0.1)], 400, trials.key_of(1))
    called = simulate(people, rule("first-come", (0,)), slots=np.array([1e6]))
    assert np.isnan(called.starts).all()
    stayed = people.gives_up - people.arrives > 5
    assert stayed.mean() == pytest.approx(0.9**5, abs=0.01)


def test_a_slot_nobody_takes_is_lost():
    people = given_patients([0.5, 2.0], [0, 0], [0.0, 0.0])
    called = simulate(people, rule("first-come", (0,)), slots=np.array([0.0, 1.0, 2.0]))
    assert called.starts.tolist() == [1.0, 2.0]


def test_who_still_waits_at_the_last_slot_has_no_completed_wait():
    people = given_patients([0.0, 0.0], [0, 0], [0.0, 0.0])
    called = simulate(people, rule("first-come", (0,)), slots=np.array([1.0]))
    assert called.mean_wait() == 1.0
    assert np.isnan(called.starts[1])
    assert np.isnan(called.mean_wait(since=5.0))


def test_those_still_waiting_have_ages_and_those_treated_have_waits():
    people = given_patients(
        [0, 1, 2, 3], [0, 1, 0, 0], [0.0] * 4, gives_up=np.array([9, 9, 2.5, 9])
    )
    called = simulate(people, rule("first-come", (0, 0)), slots=np.array([1.0, 4.0]))
    assert called.ages_at(2.0).tolist() == [1.0, 0.0]
    assert called.ages_at(2.0, group=1).tolist() == [1.0]
    assert called.ages_at(3.0).tolist() == [2.0, 0.0]
    assert called.ages_at(9.0).size == 0
    assert called.waits[:2].tolist() == [1.0, 3.0]


def test_a_backlog_is_there_when_the_doors_open():
    people = small_list()
    called = simulate(people, rule("first-come", (0, 0)), servers=3, opens=0.0)
    assert (people.arrives < 0).sum() == 15
    assert called.starts.min() == 0.0


def test_a_backlog_of_no_weeks_comes_before_those_who_join():
    people = luck.draw_patients([PatientClass(1.0, backlog=4)], 9.0, trials.key_of(1), 5.0)
    assert people.arrives[:4].tolist() == [5.0] * 4
    assert people.arrives[4] > 5.0


def bad(**changes):
    return lambda: PatientClass(**{"joins_per_week": 1.0, **changes})


NOBODY = given_patients([], [], [])
ONE = given_patients([0.0], [0], [1.0])
FIRST = rule("first-come", (0,))


@pytest.mark.parametrize(
    "mistake",
    [
        bad(joins_per_week=-1), bad(joins_per_week=float("nan")), bad(treatment_weeks=-1),
        bad(honoured=1.1), bad(removal_hazard=1.0), bad(backlog=-3), bad(variation=-1),
        bad(backlog_weeks=float("inf")), bad(treatment="quick"), bad(arrivals="late"),
        lambda: luck.draw_patients([], 1.0, trials.key_of(1)),
        lambda: luck.draw_patients([PatientClass(1.0)], 0.0, trials.key_of(1)),
        lambda: given_patients([1.0], [0, 0], [1.0]),
        lambda: given_patients([np.nan], [0], [1.0]),
        lambda: given_patients([0.0], [0], [-1.0]),
        lambda: given_patients([0.0], [-1], [1.0]),
        lambda: given_patients([0.0], [0], [1.0], gives_up=np.array([np.nan])),
        lambda: simulate(ONE, FIRST),
        lambda: simulate(ONE, FIRST, servers=1, slots=np.zeros(1)),
        lambda: simulate(ONE, FIRST, servers=0),
        lambda: simulate(ONE, FIRST, slots=np.array([2.0, 1.0])),
        lambda: simulate(ONE, FIRST, slots=np.array([np.nan])),
        lambda: simulate(given_patients([0.0], [1], [1.0]), FIRST, servers=1),
        lambda: rule("first-come", ()),
        lambda: rule("accumulating-priority", (1.0, -1.0)),
        lambda: rule("accumulating-priority", (1.0, np.inf)),
        lambda: rule("strict-priority", (float("nan"),)),
        lambda: rule("earliest-deadline", (1.0, np.inf)),
        lambda: guarantee((4.0,), 5.0),
        lambda: guarantee((4.0,), -1.0),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_refused_with_a_remedy(mistake):
    with pytest.raises(ParameterError) as refused:
        mistake()
    assert refused.value.remedy


def test_a_misspelt_rule_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="strict-priority"):
        rule("strict-prority", (0, 1))


def test_nobody_to_treat_is_a_list_all_the_same():
    called = simulate(NOBODY, FIRST, servers=1)
    assert called.starts.size == called.overtaken().size == 0


def test_urgent_patients_go_first_and_the_others_by_waiting_alone():
    people = given_patients([0, 0.1, 0.2, 0.3], [0, 2, 1, 2], [1.0] * 4)
    called = simulate(people, rule("urgent-first", (0, 1, 0)), servers=1)
    assert called.starts.tolist() == [0.0, 2.0, 1.0, 3.0]


def test_the_readme_shows_a_list_that_runs(capsys):
    readme = Path(luck.__file__).with_name("README.md").read_text(encoding="utf-8")
    exec(readme.split("```python\n")[1].split("```")[0], {})  # noqa: S102 - our own page
    first, second = capsys.readouterr().out.split()[:2]
    assert float(first) == pytest.approx(0.2, abs=0.02)
    assert float(second) == pytest.approx(2.0, abs=0.5)


def test_as_many_slots_as_joiners_is_no_steady_list_but_one_that_drifts():
    starting = {
        weeks: luck.draw_patients([PatientClass(5.0)], weeks, trials.key_of(1))
        for weeks in (500.0, 50_000.0)
    }
    waits = {
        weeks: trials.under("first-come", people).mean_wait() for weeks, people in starting.items()
    }
    assert waits[50_000.0] > 3 * waits[500.0]


def test_every_registered_rule_is_one_row_a_class():
    assert all(isinstance(make((1.0, 2.0)), Rule) for make in RULES.values())
    assert {make((1.0,)).name for make in RULES.values()} == set(RULES)
