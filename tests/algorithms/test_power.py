"""Power in a weighted vote: known games, laws, and the count one by one."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.algorithms import reference_power
from commonweal.algorithms.power import (
    Game,
    absolute_banzhaf,
    banzhaf,
    majority,
    minimal_connected,
    minimal_winning,
    shapley_shubik,
    swings,
)
from commonweal.core.errors import ParameterError

HOUSE_2010 = (307, 258, 57, 8, 6, 5, 3, 3, 1, 1, 1)
EUROPE_1958 = Game((4, 4, 4, 2, 2, 1), 12)
"""The Council of the six founding members of the European Economic Community."""
GAMES = st.lists(st.integers(0, 9), min_size=1, max_size=7).filter(any).flatmap(
    lambda weights: st.builds(Game, st.just(tuple(weights)), st.integers(1, sum(weights)))
)  # fmt: skip


def test_the_textbook_game_of_two_and_one_and_one():
    game = Game((2, 1, 1), 3)
    assert swings(game) == (3, 1, 1)
    assert banzhaf(game) == (Fraction(3, 5), Fraction(1, 5), Fraction(1, 5))
    assert shapley_shubik(game) == (Fraction(2, 3), Fraction(1, 6), Fraction(1, 6))


def test_luxembourg_had_no_power_in_the_council_of_six():
    assert [round(float(power), 3) for power in banzhaf(EUROPE_1958)] == [
        0.238, 0.238, 0.238, 0.143, 0.143, 0.0,
    ]  # fmt: skip
    assert shapley_shubik(EUROPE_1958)[-1] == 0


def test_the_house_of_2010_with_the_speaker_as_a_conservative():
    game = majority(HOUSE_2010)
    assert game.quota == 326
    assert [round(float(p), 3) for p in banzhaf(game)[:3]] == [0.363, 0.208, 0.208]
    assert [round(float(p), 3) for p in shapley_shubik(game)[:3]] == [0.399, 0.217, 0.217]


@given(GAMES)
@settings(deadline=None)
def test_the_indices_are_those_of_counting_one_by_one(game):
    assert swings(game) == reference_power.swings(game)
    assert shapley_shubik(game) == reference_power.shapley_shubik(game)


@given(GAMES)
def test_minimal_winning_coalitions_are_those_of_looking_at_all(game):
    found = minimal_winning(game)
    assert frozenset(map(frozenset, found)) == reference_power.minimal_winning(game)
    assert len(set(found)) == len(found)


@given(GAMES)
def test_power_is_shared_out_whole(game):
    assert sum(banzhaf(game)) == sum(shapley_shubik(game)) == 1


@given(GAMES)
def test_more_weight_never_has_less_power(game):
    order = sorted(range(len(game.weights)), key=lambda member: game.weights[member])
    for power in (banzhaf(game), shapley_shubik(game)):
        ranked = [power[member] for member in order]
        assert ranked == sorted(ranked)


@given(GAMES)
def test_a_member_without_weight_has_no_power(game):
    joined = Game((*game.weights, 0), game.quota)
    assert banzhaf(joined) == (*banzhaf(game), 0)
    assert shapley_shubik(joined) == (*shapley_shubik(game), 0)


def test_six_hundred_equal_members_have_equal_power():
    game = majority((1,) * 601)
    assert set(banzhaf(game)) == set(shapley_shubik(game)) == {Fraction(1, 601)}


def test_a_majority_alone_is_a_dictator():
    game = majority((418, 165, 46, 30))
    assert banzhaf(game) == (1, 0, 0, 0)
    assert absolute_banzhaf(game)[0] == 1
    assert minimal_winning(game) == ((0,),)


def test_neighbours_on_the_spectrum_form_connected_coalitions():
    labour, liberals, conservatives = 0, 1, 2
    game = majority((258, 57, 335))
    spectrum = [labour, liberals, conservatives]
    assert minimal_connected(game, spectrum) == ((conservatives,),)
    hung = majority((300, 50, 299))
    assert minimal_connected(hung, spectrum) == ((0, 1), (1, 2))


def test_a_connected_coalition_keeps_whom_it_needs_in_the_middle():
    assert minimal_connected(Game((3, 1, 3), 6), [0, 1, 2]) == ((0, 1, 2),)


@pytest.mark.parametrize(
    ("weights", "quota"),
    [((2, -1), 1), ((2, 1), 0), ((2, 1), 4), ((0, 0), 1), ((1.5, 1), 2), ((), 1)],
)
def test_a_vote_that_nobody_can_win_or_lose_is_refused(weights, quota):
    with pytest.raises(ParameterError):
        Game(weights, quota)


@pytest.mark.parametrize("order", [[0, 0], [0, 5]])
def test_a_spectrum_names_each_member_once(order):
    with pytest.raises(ParameterError, match="spectrum"):
        minimal_connected(Game((2, 1, 1), 3), order)
