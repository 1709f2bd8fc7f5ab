"""Arms meet the same people and luck; bits do not depend on how a run is made."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from commonweal.core.errors import ClaimError, ModelError, ParameterError, UnknownName
from commonweal.core.protocol import Result
from commonweal.experiments import block as blocks
from commonweal.experiments.run import run, run_at
from commonweal.experiments.specification import Arm, prepare
from commonweal.parameters.priors import Prior
from tests.support.bits import same_bits


def test_baseline_values_laid_over_the_policy_change_nothing_at_all(experiment):
    same = Arm("same", {"tax": 0, "grant": 0, "match": 0, "luck": "on"})
    done = run(experiment(Arm("now"), same), draws=100)
    assert np.all(
        done.measure("now", "mean_income", {"group": "all"})
        == done.measure("same", "mean_income", {"group": "all"})
    )
    ledger = done.ledger("same", "now")
    assert [row.mean for row in ledger.rows] == [0.0] * len(ledger.rows)
    assert ledger.row().worse_off == 0.0


def test_arms_run_in_separate_processes_meet_the_same_people(experiment):
    both = run(experiment(), draws=50)
    alone = run(
        experiment(Arm("tax", {"tax": 10, "grant": 4})), draws=50, workers=2, mode="processes"
    )
    np.testing.assert_array_equal(
        both.measure("tax", "total_income"), alone.measure("tax", "total_income")
    )


def test_a_reform_that_consumes_numbers_elsewhere_changes_nobody(experiment):
    greedy = Arm("greedy", {"idle_numbers": 7})
    done = run(experiment(Arm("now"), greedy), draws=50)
    np.testing.assert_array_equal(
        done.sums["people"].total["now"], done.sums["people"].total["greedy"]
    )


@pytest.mark.parametrize(("workers", "mode"), [(2, "threads"), (2, "processes")])
def test_two_workers_give_the_same_bits_as_one(experiment, workers, mode):
    same_bits(
        run(experiment(), draws=150), run(experiment(), draws=150, workers=workers, mode=mode)
    )


@pytest.mark.parametrize("batch", [1, 7, 100])
def test_any_batch_size_gives_the_same_bits(experiment, batch):
    prepared = prepare(experiment())
    whole, pieces = blocks.compute(prepared, 1, 2), blocks.compute(prepared, 1, 2, batch)
    for name, values in whole.columns.items():
        np.testing.assert_array_equal(values, pieces.columns[name])
    for arm, total in whole.units["people"].total.items():
        np.testing.assert_array_equal(total, pieces.units["people"].total[arm])


def test_another_process_started_afresh_gives_the_same_bits(experiment):
    code = (
        "from commonweal.experiments.run import run\n"
        "from commonweal.experiments.specification import Arm, Experiment\n"
        "from tests.support.planted import plugged_in\n"
        "import pathlib, tempfile\n"
        "with plugged_in(pathlib.Path(tempfile.mkdtemp()), 'planted',"
        " 'tests.support.planted:institution'):\n"
        "    done = run(Experiment('planted', (Arm('now'), Arm('tax', {'tax': 10, 'grant': 4}))),"
        " draws=50)\n"
        "    print(float(done.measure('tax', 'total_income').sum()).hex())\n"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = run(experiment(), draws=50).measure("tax", "total_income").sum()
    assert there.stdout.strip() == float(here).hex()


def test_draws_are_rounded_up_to_whole_blocks(experiment):
    assert run(experiment(), draws=60).draws == 100


def test_more_draws_leave_the_first_ones_as_they_were(experiment):
    few, many = run(experiment(), draws=50), run(experiment(), draws=100)
    np.testing.assert_array_equal(
        few.measure("now", "total_income"), many.measure("now", "total_income")[:50]
    )


def test_replicates_of_a_draw_differ_by_luck_alone(experiment):
    done = run(experiment(), draws=50, replicates=3)
    incomes = done.measure("now", "total_income")
    assert incomes.shape == (50, 3)
    assert np.all(incomes[:, 0] != incomes[:, 1])
    assert done.values["base_income"].shape == (50,)


def test_a_model_without_luck_is_run_once_a_draw_and_repeated(experiment):
    calm = Arm("calm", {"luck": "off"})
    done = run(experiment(calm), draws=50, replicates=2)
    incomes = done.measure("calm", "total_income")
    assert incomes.shape == (50, 2)
    np.testing.assert_array_equal(incomes[:, 0], incomes[:, 1])
    np.testing.assert_allclose(incomes[:, 0], 40 * done.values["base_income"])


def test_an_arm_without_luck_beside_one_with_luck_is_repeated_over_its_rows(experiment):
    done = run(experiment(Arm("calm", {"luck": "off"}), Arm("lucky")), draws=50)
    calm = done.measure("calm", "total_income")
    np.testing.assert_array_equal(calm[:, 0], calm[:, 1])
    assert np.all(done.measure("lucky", "total_income") != calm)


def test_stated_values_are_run_as_stated_and_meet_the_same_luck(experiment):
    done = run_at(experiment(), {"base_income": np.array([0.0, 1.0])}, replicates=1)
    incomes = done.measure("now", "total_income")
    assert incomes.shape == (2, 1)
    np.testing.assert_allclose(incomes[1] - incomes[0], 40.0)


def test_a_prior_of_the_experiment_replaces_the_shipped_one(experiment):
    fixed = replace(experiment(), priors={"base_income": Prior(distribution="point", value=7)})
    assert set(run(fixed, draws=50).values["base_income"]) == {7.0}


@pytest.mark.parametrize(
    ("measure", "where", "error"),
    [
        ("mean_incme", {}, UnknownName),
        ("mean_income", {}, ClaimError),
        ("mean_income", {"group": "por"}, UnknownName),
        ("mean_income", {"grupe": "poor", "group": "poor"}, UnknownName),
    ],
)
def test_a_measure_asked_for_wrongly_is_an_error_that_names_the_near_miss(
    experiment, measure, where, error
):
    done = run(experiment(), draws=50)
    with pytest.raises(error):
        done.measure("now", measure, where)


@pytest.mark.parametrize(
    ("arm", "error"),
    [
        (Arm("typo", {"taxx": 1}), UnknownName),
        (Arm("low", {"grant": -1}), ParameterError),
        (Arm("nan", {"grant": float("nan")}), ParameterError),
        (Arm("text", {"grant": "much"}), ParameterError),
        (Arm("option", {"luck": "maybe"}), UnknownName),
    ],
)
def test_a_reform_that_cannot_be_is_refused(experiment, arm, error):
    with pytest.raises(error):
        run(experiment(arm), draws=50)


def test_a_model_led_out_of_its_range_is_refused_in_words_not_warned_of(experiment, monkeypatch):
    def out_of_range(_, draws):
        return Result({"mean_income": np.ones((len(draws), 3)) / np.zeros(3)})

    monkeypatch.setattr("tests.support.planted.PlantedModel.run", out_of_range)
    with pytest.raises(ModelError, match="not a finite number in every draw") as refusal:
        run(experiment(), draws=50)
    assert "nearer to its usual value" in refusal.value.remedy


@pytest.mark.parametrize("effort", [{"draws": 10**25}, {"replicates": 10**9}])
def test_more_rows_than_can_be_held_are_refused_before_the_work(experiment, effort):
    with pytest.raises(ClaimError, match="more than the 1,000,000 rows") as refusal:
        run(experiment(), **effort)
    assert "--draws" in refusal.value.remedy


def test_no_workers_at_all_is_refused(experiment):
    with pytest.raises(ClaimError, match="workers"):
        run(experiment(), draws=50, workers=0)


def test_progress_is_told_of_every_block(experiment):
    told = []
    run(experiment(), draws=150, progress=lambda done, of: told.append((done, of)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
