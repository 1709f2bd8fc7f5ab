"""The judge is tested blind: planted claims of known truth, judged from their files alone."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from commonweal.claims import blind
from commonweal.claims.planted import MECHANISMS
from commonweal.claims.planting import Planted, plant
from commonweal.core.errors import UnknownName
from commonweal.institutions import registry

KINDS = {"counterfactual", "data", "consistency", "forecast", "record"}
TOOL = Path(__file__).parents[2] / "tools" / "blind_judge.py"


@pytest.fixture(scope="module", params=[1, 2, 3])
def scored(request):
    planted = plant(request.param)
    return blind.score(planted, blind.judge_blind(planted))


def test_at_least_forty_claims_over_all_kinds_are_planted():
    planted = plant(1)
    assert len(planted) >= 40
    assert {item.claim["kind"] for item in planted} == KINDS


def test_at_least_nine_in_ten_planted_claims_are_judged_right(scored):
    assert np.mean([row.right for row in scored]) >= 0.9


def test_true_and_false_are_never_swapped(scored):
    assert [row.id for row in scored if row.reversed_] == []


def test_every_family_is_judged_right_more_often_than_not(scored):
    families = {row.family for row in scored}
    shares = {f: np.mean([row.right for row in scored if row.family == f]) for f in families}
    assert {family for family, share in shares.items() if share <= 0.5} == set()


def test_the_same_seed_plants_the_same_claims_and_another_seed_others():
    assert plant(7) == plant(7)
    assert plant(7) != plant(8)


def test_the_judge_is_given_no_truth():
    given = {field.name for field in dataclasses.fields(Planted)} - {"claim", "beside"}
    assert given == {"id", "family", "right", "truth", "qualifier"}
    texts = " ".join(json.dumps([item.claim, item.beside]) for item in plant(1))
    assert [word for word in ("supported", "contradicted", "true", "false") if word in texts] == []


def test_a_judge_that_always_says_supported_fails_the_test():
    planted = plant(1)
    judged = blind.judge_blind(planted[:1]) * len(planted)
    rows = blind.score(planted, judged)
    assert np.mean([row.right for row in rows]) < 0.9
    assert any(row.reversed_ for row in rows)


@pytest.mark.parametrize(("inside", "expected"), [(2.0, 0.56), (3.0, 0.88), (4.0, 0.98)])
def test_a_truth_so_far_inside_is_supported_as_often_as_specified(inside, expected):
    # 1,000 trials: a standard error of at most 1.6 percentage points
    assert blind.normal_case(inside, trials=1000)["supported"] == pytest.approx(expected, abs=0.04)


def test_an_honest_prior_hardly_ever_supports_a_claim_whose_truth_lies_on_its_edge():
    assert blind.normal_case(0.0, trials=1000)["supported"] < 0.05


def test_the_planted_institution_is_registered_only_for_the_test():
    with pytest.raises(UnknownName):
        registry.find("planted-mechanisms")
    assert "planted-mechanisms" not in registry.SHIPPED


def test_a_mechanism_that_only_gives_one_sign_does_so():
    responses = np.linspace(-5, 5, 11)
    assert (MECHANISMS["square"](responses, responses) >= 0).all()


@pytest.mark.slow
def test_the_tool_prints_its_rows_as_json():
    done = subprocess.run(
        [sys.executable, TOOL, "--seeds", "1", "--draws", "200", "--json"],
        check=False, capture_output=True,
    )  # fmt: skip
    shown = json.loads(done.stdout)
    assert shown["reversals"] == 0
    assert {"seed", "id", "kind", "truth", "verdict", "right"} <= shown["claims"][0].keys()
