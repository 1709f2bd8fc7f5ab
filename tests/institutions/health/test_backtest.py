"""The backtest scores trajectories and rivals on months they have not seen."""

import dataclasses

import numpy as np
import pytest

from commonweal.core.errors import ParameterError
from commonweal.institutions.health import rtt_tables
from commonweal.institutions.health.backtest import backtest, forecasts, lists_of
from commonweal.institutions.health.projection import Sampling
from commonweal.institutions.health.rtt import ListSeries
from tests.support.monthly import steady

FEW = Sampling(draws=20)
KEY = ("list size", "trajectory")


def test_on_a_steady_list_nobody_is_wrong():
    scores = backtest([steady(months=10)], sampling=FEW)
    sizes = [score for score in scores if score.measure == "list size"]
    assert [score.p90_error for score in sizes] == pytest.approx([0, 0, 0], abs=1e-8)


def test_only_trajectories_give_intervals():
    scores = backtest(lists_of("england"), sampling=FEW)
    assert [score.coverage is None for score in scores] == [False, True, True] * 2


def test_the_halves_share_no_trust_and_leave_none_out():
    fit, test = lists_of("fit"), lists_of("test")
    assert (len(fit), len(test)) == (20, 19)
    assert len({one.provider for one in fit + test}) == 39


def test_later_months_do_not_reach_the_forecast():
    real = rtt_tables.england_by_month()
    later = [dataclasses.replace(one, waiting=0.5 * one.waiting) for one in real.snapshots[7:]]
    changed = ListSeries((*real.snapshots[:7], *later))
    said, still_said = forecasts(real, 7, FEW), forecasts(changed, 7, FEW)
    np.testing.assert_array_equal(said[KEY].said, still_said[KEY].said)
    np.testing.assert_array_equal(said[KEY].high, still_said[KEY].high)


def test_all_months_seen_leave_none_to_score():
    with pytest.raises(ParameterError, match="leave none to score"):
        backtest([steady(7)], sampling=FEW)
