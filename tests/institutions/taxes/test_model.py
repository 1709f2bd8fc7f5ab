"""The institution runs: the law once, take-up by luck, every household in the ledger."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest

from commonweal.core.errors import ParameterError, UnitError, UnknownName
from commonweal.core.protocol import LUCK, Draws, checked
from commonweal.experiments.run import run
from commonweal.experiments.specification import Arm, Experiment
from commonweal.institutions.taxes import model, people
from commonweal.institutions.taxes.model import TAKE_UP, institution
from commonweal.institutions.taxes.trials import DAY_OF_2024_25, drawn, policy
from commonweal.parameters.policy import resolve

ONCE = Draws(np.zeros(1, int), np.zeros(1, int), {}, np.zeros((1, 2), np.uint32))
WORLD = people.example_households()
SCHEDULE = {"income_tax.main_rates": {"basic": 0.25}}


def prepared(changes=None, world=WORLD, day=None):
    reform = policy(day, changes) if day else policy(changes=changes)
    return institution.prepare(world, reform, institution.period)


def test_the_law_alone_reads_nothing_and_is_run_once():
    assert prepared().reads == frozenset()


def test_estimated_take_up_reads_the_share_and_luck():
    assert prepared({"take_up.applied": "estimated"}).reads == {TAKE_UP, LUCK}


def test_only_what_follows_from_a_claim_is_computed_again():
    assert prepared().drawn == (
        "child_benefit", "child_benefit_charge", "child_benefit_kept",
        "household_child_benefit_kept", "household_net_income",
    )  # fmt: skip


def test_every_declared_measure_is_yielded_as_promised():
    here = prepared()
    result = checked(here.run(ONCE), here, institution.measures, 1)
    assert set(result.measures) == set(institution.measures)


def test_measures_and_units_agree():
    result = prepared().run(ONCE)
    units = result.units["households"]
    assert result.measures["net_income"][0] == pytest.approx(
        float(units.value[0] @ units.table.weight)
    )
    assert units.table.ids.tolist() == WORLD["household"].tolist()


def test_rows_are_independent_of_their_batch():
    together = drawn(WORLD, 0.8, 6).measures["net_income"]
    apart = prepared({"take_up.applied": "estimated"})
    index = np.arange(6)
    keys = np.column_stack([index, index + 6]).astype(np.uint32)
    draws = Draws(index, np.zeros(6, int), {TAKE_UP: np.full(6, 0.8)}, keys)
    single = [apart.run(draws.rows(n, n + 1)).measures["net_income"][0] for n in range(6)]
    assert together.tolist() == single


def test_a_higher_basic_rate_takes_from_every_taxpayer_outside_scotland():
    experiment = Experiment("taxes", (Arm("law"), Arm("reform", SCHEDULE)))
    ledger = run(experiment, draws=1).ledger("reform", "law")
    changes = {(row.group, row.label): row.mean for row in ledger.rows}
    assert changes["region", "Scotland"] == 0.0
    assert changes["region", "London"] < 0.0


def test_a_null_reform_changes_nobody():
    experiment = Experiment("taxes", (Arm("law"), Arm("same", dict(policy().values))))
    ledger = run(experiment, draws=1).ledger("same", "law")
    assert {row.mean for row in ledger.rows} == {0.0}
    assert {row.worse_off for row in ledger.rows} == {0.0}


def test_more_take_up_pays_more_families():
    low, high = (drawn(WORLD, share, 20).measures["child_benefit"] for share in (0.3, 0.9))
    assert bool(np.all(low <= high))


def test_a_table_is_changed_entry_by_entry():
    changed = model.parameters_of(policy(changes=SCHEDULE))
    assert changed["main_rates"].tolist() == [0.25, 0.40, 0.45]


def test_bands_that_overlap_are_refused():
    with pytest.raises(ParameterError, match="overlap"):
        prepared({"income_tax.main_rate_limits": {"basic": 200000}})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"income_tax.main_rates": {"basic": 1.2}}, ParameterError),
        ({"income_tax.main_rates": {"super": 0.6}}, UnknownName),
        ({"income_tax.personal_allowance": "8 weeks"}, UnitError),
        ({"income_tax.personal_alowance": 1}, UnknownName),
        ({"take_up.applied": "sometimes"}, UnknownName),
        ({"child_benefit.eldest_child_weekly": "thirty pounds"}, ParameterError),
    ],
)
def test_an_impossible_reform_is_refused(changes, error):
    with pytest.raises(error):
        resolve(institution, institution.period.start, changes)


def test_earlier_law_is_that_of_its_own_year():
    before = prepared(day=DAY_OF_2024_25).run(ONCE).measures
    now = prepared().run(ONCE).measures
    assert before["employer_national_insurance"][0] < now["employer_national_insurance"][0]
    assert before["child_benefit"][0] < now["child_benefit"][0]


def test_a_year_before_the_history_is_refused_by_name():
    with pytest.raises(ParameterError, match="history begins"):
        resolve(institution, DAY_OF_2024_25.replace(year=2001), {})


def test_a_reform_resolves_in_milliseconds():
    prepared()
    start = time.perf_counter()
    prepared(SCHEDULE).run(ONCE)
    assert time.perf_counter() - start < 0.1


def test_importing_the_institution_does_not_import_numba():
    code = (
        "import sys, commonweal.institutions.taxes.model as m; m.institution.levers;"
        "m.institution.worlds['example-households'](); print('numba' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_threads_and_processes_give_the_same_bits():
    experiment = Experiment("taxes", (Arm("law", {"take_up.applied": "estimated"}),))
    one = run(experiment, draws=100).measure("law", "net_income")
    two = run(experiment, draws=100, workers=2).measure("law", "net_income")
    assert one.tobytes() == two.tobytes()
