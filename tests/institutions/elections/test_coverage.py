"""Intervals on past elections: what a hit is, and the record of how many there were."""

import numpy as np
import pytest

from commonweal.core.errors import ParameterError
from commonweal.institutions.elections import coverage, frozen, grounds, polled
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.coverage import Covered


def figures(found):
    return {(row.of, row.level): row for row in coverage.summary(found)}


def test_what_lies_in_the_middle_of_the_draws_is_a_hit_at_every_level():
    found = [Covered("one", np.array([0.5]), np.array([0.5])) for _ in range(3)]
    assert {row.mean for row in coverage.summary(found)} == {1.0}


def test_an_election_counts_once_however_many_seats_it_has():
    many = Covered("many", np.full(900, 0.99), np.array([0.5]))
    few = Covered("few", np.full(3, 0.5), np.array([0.5]))
    row = figures([many, few])["shares", 0.8]
    assert (row.mean, row.elections) == (0.5, 2)
    assert row.error == pytest.approx(0.5)


def test_a_lone_pair_of_its_era_cannot_be_left_out():
    with pytest.raises(ParameterError, match="nothing to learn from"):
        coverage.leave_one_out(grounds.group_pairs()[-2:], Method("uniform"), 10, 1)


@pytest.mark.slow
def test_the_record_of_those_told_how_nations_voted_stands():
    found = coverage.leave_one_out(grounds.group_pairs(), frozen.chosen().method, 200, 1)
    rows = figures(found)
    assert len(found) == 27
    assert rows["shares", 0.8].mean == pytest.approx(0.818, abs=0.02)
    assert rows["shares", 0.95].mean == pytest.approx(0.959, abs=0.015)
    assert rows["totals", 0.8].mean < 0.8 - rows["totals", 0.8].error, "too narrow, as is told"


@pytest.mark.slow
def test_the_record_of_forecasts_from_final_polls_stands():
    found = polled.leave_one_out(frozen.chosen().method, 200, 1)
    rows = figures(found)
    assert len(found) == 20
    assert rows["shares", 0.8].mean == pytest.approx(0.791, abs=0.03)
    assert rows["totals", 0.8].mean == pytest.approx(0.617, abs=0.06)
    assert rows["totals", 0.95].mean == pytest.approx(0.85, abs=0.05)
