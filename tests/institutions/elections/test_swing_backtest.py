"""Backtests of swing: the known figures, and the traps of choosing and of knowing too much."""

import inspect

import numpy as np
import pytest

from commonweal.core.errors import ParameterError
from commonweal.institutions.elections import backtest, grounds
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.grounds import GREAT_BRITAIN, Pair

DAYS = ("2010-05-06", "2015-05-07", "2017-06-08", "2019-12-12")


def labelled(before, after):
    return Pair(*(grounds.by_label(day).within(*GREAT_BRITAIN) for day in (before, after)))


@pytest.mark.parametrize(
    ("before", "after", "right"),
    [(DAYS[0], DAYS[1], 594), (DAYS[1], DAYS[2], 580), (DAYS[2], DAYS[3], 585)],
)
def test_uniform_swing_by_nation_names_the_known_number_of_british_seats(before, after, right):
    found = backtest.plain(labelled(before, after), "uniform")
    assert (found.right, found.seats) == (right, 632)


def test_no_model_is_chosen_on_the_election_it_is_scored_on():
    with pytest.raises(ParameterError, match="chosen on the election it is scored on: 2017 to"):
        backtest.choose(backtest.methods(), grounds.candidate_pairs(), "2019-12-12")


def test_the_pairs_to_choose_on_are_over_before_2020_and_there_are_more_than_twenty():
    days = [pair.after.day for pair in backtest.pairs()]
    assert max(days) == "2019-12-12"
    assert len(set(days)) == len(days) == 27


def test_a_prediction_sees_the_votes_of_areas_and_never_those_of_seats():
    pair = grounds.candidate_pairs()[1]
    base, target = backtest.told_result(pair, 0.8)
    shuffled = Pair(pair.before, pair.after.rows(np.arange(632)))
    again = backtest.told_result(shuffled, 0.8)[1]
    assert np.allclose(target, again)
    assert list(inspect.signature(Method.predict).parameters) == ["self", "base", "target"]
    assert base.shares.shape == pair.before.shares.shape


def test_a_seat_whose_boundaries_changed_is_left_out_of_a_pair():
    pair = next(pair for pair in grounds.group_pairs() if pair.name == "1951 to 1955")
    assert 200 < len(pair.before.code) < 600
    assert pair.before.name == pair.after.name


def test_northern_ireland_two_member_and_unopposed_seats_are_in_no_pair():
    for pair in backtest.pairs():
        assert "Northern Ireland" not in pair.before.nation + pair.after.nation
        assert (pair.before.votes > 0).all()
        assert np.allclose(pair.after.shares.sum(axis=1), 1.0)


def test_tactics_of_nothing_change_nothing():
    pair = grounds.candidate_pairs()[2]
    without = backtest.score(Method("blend", 0.4, 0.8), pair)
    assert backtest.score(Method("blend", 0.4, 0.8, 0.0), pair) == without
    assert backtest.score(Method("blend", 0.4, 0.8, 0.5), pair).error > without.error


@pytest.mark.parametrize(("part", "least", "most"), [(0.0, -0.01, 0.01), (0.2, 0.05, 0.2)])
def test_the_tactical_part_is_found_where_it_is_planted(part, least, most):
    pair = grounds.candidate_pairs()[2]
    base, target = backtest.told_result(pair, 0.0)
    planted = Method("uniform", tactics=part).predict(base, target)
    after = type(pair.after)(**{**pair.after.__dict__, "shares": planted})
    found = backtest.fitted_tactics(Method("uniform"), Pair(pair.before, after))
    assert least <= found <= most
