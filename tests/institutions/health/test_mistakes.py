"""A list that cannot be run says so, where, and what to do."""

from __future__ import annotations

import numpy as np
import pytest

from commonweal.core.errors import ParameterError, UnknownName, WorldError
from commonweal.core.world import World
from commonweal.institutions.health import weekly, worlds
from commonweal.institutions.health.trial import EVEN, GUARANTEE, even_list, run_list, stated_draws
from commonweal.institutions.registry import find
from commonweal.parameters.policy import resolve

FORMULA = {"waiting_list.engine": "formula"}
ROOM = find("health")


def prepare_world(arrays=None, **facts):
    """Prepare the first-come list on Dorset's world with some of its contents replaced."""
    dorset = worlds.dorset()
    changed = World("changed", {**dorset.arrays, **(arrays or {})}, {}, {**dorset.facts, **facts})
    return ROOM.prepare(changed, resolve(ROOM, ROOM.period.start, {}), ROOM.period)


def test_no_slots_at_all():
    with pytest.raises(ParameterError, match="nobody is ever treated") as error:
        run_list({"waiting_list.capacity": 0})
    assert "above 0" in error.value.remedy


@pytest.mark.parametrize("closings", [0, -1, 2.5, float("nan"), "6", None])
def test_a_book_with_no_whole_number_of_closing_days(closings):
    with pytest.raises(ParameterError, match="not a whole number from 1 on") as error:
        weekly.new_book(1, 60, closings)
    assert "closings" in error.value.where


def test_a_book_that_lacks_the_years_in_which_its_cohorts_join():
    with pytest.raises(ParameterError, match="need 3 closing days, not 2") as error:
        weekly.new_book(1, 83, 2, past=30)
    assert "one more for each year begun" in error.value.remedy


def test_a_book_with_one_closing_day_for_each_year_begun():
    assert weekly.new_book(1, 82, 2, past=30).waits.shape[:3] == (1, 2, 2)
    assert weekly.new_book(1, 83, 3, past=30).waits.shape[:3] == (1, 2, 3)


def test_a_world_without_slots():
    with pytest.raises(WorldError, match="no slots"):
        prepare_world(slots_per_week=0.0)


def test_a_world_that_nobody_joins():
    with pytest.raises(WorldError, match="nobody joins"):
        prepare_world(joined_per_week=0.0)


def test_a_world_with_negative_patients():
    with pytest.raises(WorldError, match="none negative"):
        prepare_world({"waiting": np.array([5.0, -1.0])})


def test_a_world_without_its_removals():
    with pytest.raises(WorldError, match="removal_hazard"):
        prepare_world(removal_hazard="unknown")


def test_a_world_whose_removals_are_negative():
    with pytest.raises(WorldError, match="removal_profile"):
        prepare_world({"removal_profile": np.array([-1.0])})


def test_a_steady_world_that_reaches_back_nowhere():
    steady = worlds.steady_list()
    short = World("short", dict(steady.arrays), {}, {**steady.facts, "oldest_weeks": 0})
    with pytest.raises(WorldError, match="oldest_weeks"):
        ROOM.prepare(short, resolve(ROOM, ROOM.period.start, {}), ROOM.period)


def test_the_formula_on_a_real_list():
    with pytest.raises(WorldError, match="steady list only") as error:
        run_list(FORMULA, world="dorset-2024-11")
    assert "cohort" in error.value.remedy


def test_the_formula_with_other_slots():
    with pytest.raises(ParameterError, match="slots keep the list steady"):
        run_list({**FORMULA, "waiting_list.capacity": 0.9})


def test_a_guarantee_for_everybody():
    with pytest.raises(ParameterError, match="covers everybody"):
        run_list({**FORMULA, **GUARANTEE}, stated_draws({"fundholding_share": 1.0}))


def test_a_share_beyond_one():
    with pytest.raises(ParameterError, match="fundholding_share"):
        run_list(GUARANTEE, stated_draws({"fundholding_share": 1.2}))


def test_an_adherence_below_zero():
    with pytest.raises(ParameterError, match="adherence"):
        run_list(GUARANTEE, stated_draws({"adherence": -0.1}))


def test_called_before_the_guarantee_begins():
    with pytest.raises(ParameterError, match="cannot be called 9 weeks before"):
        run_list({**GUARANTEE, "waiting_list.lead_weeks": 9})


def test_a_wait_longer_than_the_list_reaches():
    with pytest.raises(ParameterError, match="up to 60 weeks"):
        run_list({}, stated_draws({"steady_wait": 61.0}))


def test_removals_of_everybody():
    with pytest.raises(ParameterError, match="weekly removals"):
        run_list({}, stated_draws({"removal_hazard": 1.0}))


def test_an_unknown_discipline():
    with pytest.raises(UnknownName, match="no variant named 'guarantees'"):
        run_list({"waiting_list.discipline": "guarantees"})


def test_a_guarantee_above_capacity_is_flagged_and_its_waits_are_a_lower_bound():
    short = {**GUARANTEE, "waiting_list.capacity": 0.5}
    result = even_list(short)
    assert result.measures["guarantee_missed"][0, -1] == 1.0
    assert result.measures["share_untreated"][0, 1, -1] > 0.9


def test_a_guarantee_that_can_be_met_is_not_flagged():
    assert run_list({**EVEN, **GUARANTEE}).measures["guarantee_missed"][0, -1] == 0.0
