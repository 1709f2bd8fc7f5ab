"""Scores of forecasts: what they are on small cases, and the record of 2024, run once."""

import importlib
import math
from pathlib import Path

import numpy as np
import pytest

from commonweal.institutions.elections import frozen, grounds, scoring

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "data" / "elections"


def test_a_forecast_of_one_number_scores_its_absolute_error():
    draws = np.full((100, 2), 3.0)
    assert scoring.crps(draws, np.array([5.0, 3.0])) == pytest.approx([2.0, 0.0])


def test_two_equal_chances_score_half_less_than_a_certain_mistake():
    draws = np.array([[0.0], [1.0]])
    assert scoring.crps(draws, np.array([0.0])) == pytest.approx([0.25])


def test_the_score_of_many_draws_of_a_normal_is_that_of_the_normal():
    draws = np.random.default_rng(5).normal(size=(20_000, 1))
    known = 2 / math.sqrt(2 * math.pi) - 1 / math.sqrt(math.pi)
    assert scoring.crps(draws, np.array([0.0])) == pytest.approx([known], abs=0.01)


def test_a_certain_winner_scores_nothing_and_an_impossible_one_a_finite_loss():
    wins = np.array([[1000.0, 0.0]])
    assert scoring.log_score(wins, np.array([0])) == pytest.approx(0.0, abs=0.001)
    assert scoring.log_score(wins, np.array([1])) == pytest.approx(math.log(2002), abs=0.001)


def test_2019_on_the_boundaries_of_2024_is_the_same_seats_in_the_same_order():
    pair = scoring.pair_of_2024()
    assert pair.before.code == pair.after.code
    assert len(pair.before.code) == 632


def test_the_plain_yardsticks_of_2024_are_the_known_ones():
    uniform, proportional = scoring.plain_of_2024(["uniform", "proportional"])
    assert (uniform.right, proportional.right) == (478, 502)


def test_nothing_that_was_frozen_came_from_2024():
    content = frozen._content()
    days = [*content["polls"]["elections"], content["scored_on"]]
    assert days == sorted(days)
    assert max(content["pairs"] + content["spread_of"]) < "2024"
    assert not any("2024" in pair for pair in content["pairs"] + content["spread_of"])


@pytest.mark.slow
def test_the_record_of_2024_stands():
    chosen = frozen.chosen()
    found = scoring.told("chosen", chosen.method, chosen.told, scoring.pair_of_2024(), 500, 2024)
    assert found.right == pytest.approx(485, abs=4)
    assert found.log_score == pytest.approx(0.661, abs=0.02)
    assert found.crps_shares == pytest.approx(2.81, abs=0.03)


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not there")
def test_the_frozen_file_is_what_its_tool_gives(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    monkeypatch.setattr(frozen, "FILE", tmp_path / "frozen.yaml")
    monkeypatch.setattr("sys.argv", ["elections_freeze.py", str(SHARED)])
    before = (ROOT / "src/commonweal/institutions/elections/frozen.yaml").read_text("utf-8")
    importlib.import_module("elections_freeze").main()
    assert (tmp_path / "frozen.yaml").read_text("utf-8") == before


def test_a_result_says_whom_it_thought_likely_and_how_sure_it_was():
    pair = grounds.candidate_pairs()[2]
    few = list(range(0, 632, 20))
    chosen = frozen.chosen()
    small = grounds.Pair(pair.before.rows(few), pair.after.rows(few))
    found = scoring.told("chosen", chosen.method, chosen.told, small, 100, 1)
    assert found.seats == len(few)
    assert found.said.sum() == pytest.approx(len(few))
    assert (found.low <= found.high).all()
    assert found.came.sum() == len(few)
