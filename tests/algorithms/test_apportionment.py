"""Sharing out seats: what every formula must keep to, and what each is known for."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.algorithms.apportionment import (
    Apportionment,
    Tie,
    exact_highest_averages,
    highest_averages,
    largest_remainders,
    over_threshold,
    paradoxes,
    quota_size,
)
from commonweal.core.errors import ParameterError
from commonweal.institutions.elections.proportion_checks import CENSUS_1880

FORMULAS = st.sampled_from(["dhondt", "sainte-lague"])
QUOTAS = st.sampled_from(["hare", "droop"])
VOTES = st.lists(st.integers(0, 60), min_size=1, max_size=7).filter(any)
MANY_VOTES = st.lists(st.integers(1000, 10**7), min_size=1, max_size=8)
SEATS = st.integers(0, 40)


def held(shared: Apportionment) -> int:
    return sum(shared.seats) + (shared.tie.seats if shared.tie else 0)


def test_dhondt_gives_the_textbook_result():
    assert highest_averages([340_000, 280_000, 160_000, 60_000], 7, "dhondt").seats == (3, 3, 1, 0)


def test_sainte_lague_gives_the_textbook_result():
    shared = highest_averages([53_000, 24_000, 23_000], 7, "sainte-lague")
    assert shared.seats == (3, 2, 2)


@given(VOTES, SEATS, FORMULAS)
def test_the_fast_count_equals_the_exact_one(votes, seats, formula):
    assert highest_averages(votes, seats, formula) == exact_highest_averages(votes, seats, formula)


@given(MANY_VOTES, st.integers(1, 120), FORMULAS)
@settings(max_examples=60)
def test_the_fast_count_equals_the_exact_one_for_real_numbers_of_votes(votes, seats, formula):
    assert highest_averages(votes, seats, formula) == exact_highest_averages(votes, seats, formula)


def test_numbers_too_large_for_floating_point_are_still_told_apart():
    votes = [2**53, 2**53 - 1]
    assert highest_averages(votes, 1, "dhondt").seats == (1, 0)


@given(st.lists(st.integers(10**15, 10**15 + 3), min_size=1, max_size=5), SEATS, FORMULAS)
@settings(max_examples=30)
def test_the_fast_count_is_exact_for_numbers_floating_point_cannot_hold(votes, seats, formula):
    assert highest_averages(votes, seats, formula) == exact_highest_averages(votes, seats, formula)


@given(VOTES, SEATS, FORMULAS)
def test_averages_fill_the_house(votes, seats, formula):
    assert held(highest_averages(votes, seats, formula)) == seats


@given(MANY_VOTES, SEATS, QUOTAS)
def test_remainders_fill_the_house(votes, seats, quota):
    assert held(largest_remainders(votes, seats, quota)) == seats


@given(st.permutations(range(6)), st.lists(st.integers(1, 60), min_size=6, max_size=6), FORMULAS)
def test_it_does_not_matter_in_which_order_lists_are_given(order, votes, formula):
    shuffled = highest_averages([votes[i] for i in order], 9, formula)
    assert shuffled.seats == tuple(highest_averages(votes, 9, formula).seats[i] for i in order)


@given(VOTES, FORMULAS)
def test_nobody_loses_a_certain_seat_when_the_house_grows(votes, formula):
    assert paradoxes(range(25), lambda house: highest_averages(votes, house, formula)) == []


@given(MANY_VOTES.filter(lambda votes: len(votes) > 1), st.integers(1, 40))
def test_dhondt_never_punishes_a_merger(votes, seats):
    apart = highest_averages(votes, seats, "dhondt")
    merged = highest_averages([votes[0] + votes[1], *votes[2:]], seats, "dhondt")
    assert merged.seats[0] + bool(merged.tie) >= apart.seats[0] + apart.seats[1]


@given(MANY_VOTES, st.integers(1, 40), QUOTAS)
def test_remainders_keep_within_one_seat_above_the_quota(votes, seats, quota):
    shared = largest_remainders(votes, seats, quota)
    ceilings = [v * (seats + 1) // sum(votes) + 1 for v in votes]
    assert [s <= c for s, c in zip(shared.seats, ceilings, strict=True)] == [True] * len(votes)


def test_three_equal_lists_tie_for_two_seats():
    shared = highest_averages([5, 5, 5], 2, "dhondt")
    assert shared == Apportionment((0, 0, 0), Tie((0, 1, 2), 2))


def test_equal_averages_of_unequal_lists_tie():
    shared = highest_averages([60, 30], 2, "dhondt")
    assert shared == Apportionment((1, 0), Tie((0, 1), 1))


def test_equal_remainders_tie():
    assert largest_remainders([50, 50], 1, "hare") == Apportionment((0, 0), Tie((0, 1), 1))


def test_equal_claims_with_seats_for_all_are_no_tie():
    assert highest_averages([7, 7], 2, "sainte-lague") == Apportionment((1, 1))


def test_a_tie_is_settled_for_the_winners_named():
    assert highest_averages([60, 30], 2, "dhondt").settled([1]) == (1, 1)


def test_without_a_tie_there_is_nothing_to_settle():
    assert highest_averages([60, 20], 2, "dhondt").settled([]) == (2, 0)


@pytest.mark.parametrize("winners", [[], [0, 1], [2]])
def test_a_tie_is_not_settled_for_too_few_too_many_or_strangers(winners):
    with pytest.raises(ParameterError, match="do not settle the tie"):
        highest_averages([60, 30, 1], 2, "dhondt").settled(winners)


def test_the_small_list_loses_a_seat_as_the_house_grows_under_remainders():
    found = paradoxes(range(10, 12), lambda house: largest_remainders([6, 6, 2], house, "hare"))
    assert found == [(10, 2)]


def test_alabama_loses_a_seat_as_the_house_of_1880_grows_to_300():
    def shared(house):
        return largest_remainders(list(CENSUS_1880.values()), house, "hare", least=1)

    assert dict(zip(CENSUS_1880, shared(299).seats, strict=True))["Alabama"] == 8
    assert dict(zip(CENSUS_1880, shared(300).seats, strict=True))["Alabama"] == 7
    assert paradoxes([299, 300], shared) == [(299, 0)]


@pytest.mark.parametrize("formula", ["dhondt", "sainte-lague"])
def test_alabama_would_have_lost_nothing_by_averages(formula):
    populations = list(CENSUS_1880.values())
    found = paradoxes(range(275, 351), lambda house: highest_averages(populations, house, formula))
    assert found == []


def test_nobody_falls_below_the_least():
    assert largest_remainders([60, 39, 1], 5, "hare", least=1) == Apportionment((3, 1, 1))


def test_too_few_seats_for_the_least_are_an_error():
    with pytest.raises(ParameterError, match="more than 2 seats"):
        largest_remainders([97, 2, 1], 2, "hare", least=1)


@given(VOTES, SEATS, FORMULAS, st.data())
def test_seats_held_beforehand_count_as_in_the_exact_rule(votes, seats, formula, data):
    held = data.draw(st.lists(st.integers(0, 9), min_size=len(votes), max_size=len(votes)))
    fast = highest_averages(votes, seats, formula, held)
    assert fast == exact_highest_averages(votes, seats, formula, held)


def test_seats_held_beforehand_are_not_given_again():
    assert highest_averages([60, 31], 2, "dhondt", held=[3, 0]).seats == (0, 2)


@pytest.mark.parametrize("held", [[1], [0, -1]])
def test_seats_held_beforehand_fit_the_lists(held):
    with pytest.raises(ParameterError, match="held beforehand"):
        highest_averages([60, 30], 2, "dhondt", held=held)


@pytest.mark.parametrize(("quota", "size"), [("hare", Fraction(1000, 7)), ("droop", 126)])
def test_a_quota_is_what_a_seat_costs(quota, size):
    assert quota_size(1000, 7, quota) == size


def test_droop_is_kinder_to_the_large_than_hare():
    votes = [47_000, 16_000, 15_800, 12_000, 6_100, 3_100]
    assert largest_remainders(votes, 10, "hare").seats == (5, 2, 1, 1, 1, 0)
    assert largest_remainders(votes, 10, "droop").seats == (5, 2, 2, 1, 0, 0)


def test_a_list_with_exactly_the_threshold_is_in():
    assert over_threshold([5, 95], 0.05).tolist() == [True, True]


def test_a_list_below_the_threshold_is_out():
    assert over_threshold([4999, 95001], 0.05).tolist() == [False, True]


def test_a_threshold_nobody_reaches_is_an_error():
    with pytest.raises(ParameterError, match="no list reaches the threshold"):
        over_threshold([50, 50], 0.6)


@pytest.mark.parametrize("votes", [[], [0, 0]])
def test_seats_need_voters(votes):
    with pytest.raises(ParameterError):
        highest_averages(votes, 3, "dhondt")


@pytest.mark.parametrize("votes", [[3, -1], [1.5, 2.0]])
def test_votes_are_whole_and_not_negative(votes):
    with pytest.raises(ParameterError):
        largest_remainders(votes, 3, "hare")


def test_a_list_without_remainder_comes_after_those_with_one():
    assert largest_remainders([1, 20], 12, "droop").seats == (1, 11)
    assert largest_remainders([1, 20, 0], 11, "droop").seats == (1, 10, 0)


def test_too_few_votes_for_the_droop_quota_are_an_error():
    with pytest.raises(ParameterError, match="too few"):
        largest_remainders([10], 9, "droop")


def test_no_seats_are_shared_as_none():
    assert largest_remainders([3, 4], 0, "hare") == Apportionment((0, 0))
