"""Constituency members beside list members, with and without overhang."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.algorithms.additional_members import (
    entitled,
    exact_without_overhang,
    with_overhang,
    without_overhang,
)
from commonweal.algorithms.apportionment import Tie, highest_averages
from commonweal.core.errors import ParameterError
from commonweal.institutions.elections.proportion_checks import NEW_ZEALAND_2008, SCOTLAND_2016

FORMULAS = st.sampled_from(["dhondt", "sainte-lague"])
LISTS = st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 6)), min_size=1, max_size=6)


def test_new_zealands_house_of_2008_grows_by_two_for_the_maori_party():
    votes, won, seats = zip(*NEW_ZEALAND_2008.values(), strict=True)
    house = with_overhang(votes, won, 120, entitled=entitled(votes, 0.05, won, waived_by=1))
    assert house.seats == seats
    assert dict(zip(NEW_ZEALAND_2008, house.overhang, strict=True))["Māori"] == 2
    assert sum(house.seats) == 122


def test_thirty_nine_voters_stood_between_labour_and_nationals_last_seat():
    votes, won, _ = zip(*NEW_ZEALAND_2008.values(), strict=True)
    votes = [votes[0], votes[1] + 39, *votes[2:]]
    house = with_overhang(votes, won, 120, entitled=entitled(votes, 0.05, won, waived_by=1))
    assert house.seats[:2] == (57, 44)


@pytest.mark.parametrize("region", SCOTLAND_2016)
def test_scotlands_regions_of_2016_are_filled_as_declared(region):
    votes, won, seats = zip(*SCOTLAND_2016[region], strict=True)
    assert without_overhang(votes, won, sum(won) + 7).seats == seats


@given(LISTS, st.integers(0, 12), FORMULAS)
def test_the_fast_count_equals_the_exact_one(lists, added, formula):
    votes, won = zip(*lists, strict=True)
    house = sum(won) + added
    fast = without_overhang(votes, won, house, formula=formula)
    assert fast == exact_without_overhang(votes, won, house, formula=formula)


@given(LISTS, st.integers(0, 12), FORMULAS)
def test_without_overhang_the_house_never_grows(lists, added, formula):
    votes, won = zip(*lists, strict=True)
    found = without_overhang(votes, won, sum(won) + added, formula=formula)
    assert sum(found.seats) + (found.tie.seats if found.tie else 0) == sum(won) + added


@given(LISTS, st.integers(0, 12), FORMULAS)
def test_with_overhang_the_house_grows_by_the_overhang_alone(lists, added, formula):
    votes, won = zip(*lists, strict=True)
    house = sum(won) + added
    found = with_overhang(votes, won, house, formula=formula)
    settled = found.settled(found.tie.claimants[: found.tie.seats] if found.tie else ())
    assert sum(settled.seats) == house + sum(settled.overhang)


@given(LISTS, st.integers(0, 12))
def test_nobody_loses_a_constituency(lists, added):
    votes, won = zip(*lists, strict=True)
    found = with_overhang(votes, won, sum(won) + added)
    assert all(seats >= have for seats, have in zip(found.seats, won, strict=True))


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6), st.integers(1, 30), FORMULAS)
def test_without_constituencies_both_are_lists(votes, house, formula):
    none = [0] * len(votes)
    lists = highest_averages(votes, house, formula)
    assert without_overhang(votes, none, house, formula=formula).share == lists
    assert with_overhang(votes, none, house, formula=formula).share == lists


def test_an_independent_takes_a_seat_off_the_house_that_is_shared():
    house = with_overhang([600, 300, 0], [0, 0, 1], 10)
    assert house.seats == (6, 3, 1)
    assert house.overhang == (0, 0, 0)


def test_a_list_below_the_threshold_keeps_its_constituency():
    votes, won = [600, 360, 40], [3, 2, 1]
    house = with_overhang(votes, won, 11, entitled=entitled(votes, 0.05))
    assert house.seats == (6, 4, 1)
    assert house.overhang == (0, 0, 0)


def test_one_constituency_waives_the_threshold_where_the_law_says_so():
    votes, won = [600, 360, 40], [3, 2, 1]
    assert entitled(votes, 0.05, won, waived_by=1) == (True, True, True)
    assert entitled(votes, 0.05, won, waived_by=3) == (True, True, False)


def test_exactly_the_threshold_is_enough():
    assert entitled([95, 5], 0.05) == (True, True)
    assert entitled([95_001, 4_999], 0.05) == (True, False)


def test_a_tie_is_a_value_and_is_settled_by_name():
    house = without_overhang([50, 50], [1, 1], 3)
    assert house.tie == Tie((0, 1), 1)
    assert house.seats == (1, 1)
    assert house.settled([1]).seats == (1, 2)


def test_a_threshold_nobody_reaches_is_an_error():
    with pytest.raises(ParameterError, match="no list reaches the threshold"):
        entitled([50, 50], 0.6)


@pytest.mark.parametrize("rule", [without_overhang, with_overhang])
def test_more_constituencies_than_seats_are_an_error(rule):
    with pytest.raises(ParameterError, match="5 constituencies are more than the 4 seats"):
        rule([60, 40], [3, 2], 4)


@pytest.mark.parametrize("won", [[1], [1, -1]])
def test_constituencies_fit_the_lists(won):
    with pytest.raises(ParameterError, match="whole numbers from 0"):
        without_overhang([60, 40], won, 4)


def test_entitlement_is_said_of_each_list():
    with pytest.raises(ParameterError, match="say of each list"):
        with_overhang([60, 40], [1, 1], 4, entitled=[True])
