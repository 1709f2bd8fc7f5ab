"""Forecasts wait for their outcome; records are kept with a reason."""

import pytest

from commonweal.claims.check import check
from commonweal.core.errors import ClaimError
from tests.support.kinds_of_claim import DATA, FORECAST, RECORD, claim


@pytest.mark.parametrize(
    ("value", "verdict"), [("12", "supported"), ("7", "immaterial"), ("3", "contradicted")]
)
def test_a_forecast_is_resolved_by_its_outcome(value, verdict):
    assert check(claim(FORECAST.replace("value: 12", f"value: {value}"))).verdict == verdict


def test_an_outcome_is_converted_to_the_unit_of_the_regions():
    text = FORECAST.replace("value: 12, unit: percent", "value: 0.12, unit: share")
    assert check(claim(text)).verdict == "supported"


def test_an_outcome_may_be_a_query():
    text = FORECAST.replace("value: 12", "query: SELECT 12 AS value")
    assert check(claim(text)).verdict == "supported"


def test_a_forecast_without_outcome_is_undecided_and_says_when_to_look():
    judgement = check(claim(FORECAST.replace("value: 12, ", "")))
    assert judgement.verdict == "undecided"
    assert "2015-06-01" in judgement.reason


def test_a_resolution_has_one_outcome():
    with pytest.raises(ClaimError, match="not both"):
        claim(FORECAST.replace("value: 12", "value: 12, query: SELECT 1 AS value"))


def test_a_record_gives_its_reason():
    judgement = check(claim(RECORD))
    assert (judgement.verdict, judgement.reason) == (
        "recorded", "There is no mechanism to model.",
    )  # fmt: skip


def test_fewer_than_200_draws_are_refused():
    with pytest.raises(ClaimError, match="199 draws are too few"):
        check(claim(DATA), draws=199)


def test_the_command_gives_the_same_judgement_again(tmp_path):
    path = tmp_path / "my claim.yaml"
    assert check(claim(DATA, path), seed=7).command == f"commonweal check '{path}' --seed 7"


def test_a_shipped_claim_is_named_in_the_command_by_its_id():
    from commonweal.claims.files import find

    assert check(find("a13")).command == "commonweal check a13-people-in-east-aleppo"
