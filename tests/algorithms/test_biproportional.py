"""Seats in proportion by district and by party at once."""

import itertools
from fractions import Fraction
from math import prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commonweal.algorithms.apportionment import divisors, highest_averages
from commonweal.algorithms.biproportional import biproportional, scaled_biproportional
from commonweal.core.errors import ParameterError

FORMULAS = st.sampled_from(["dhondt", "sainte-lague"])
VOTES = st.integers(1, 4).flatmap(
    lambda parties: st.lists(
        st.lists(st.integers(0, 60), min_size=parties, max_size=parties).filter(any),
        min_size=1,
        max_size=4,
    )
)
THREE_BY_THREE = [[123, 45, 815], [912, 714, 414], [312, 255, 215]]
"""A worked example, with 20 seats: districts have 5, 11 and 4, parties 7, 5 and 8."""


def houses(votes, seats, formula):
    """The seats of districts and of parties by their votes; nothing where these are tied."""
    districts = highest_averages([sum(line) for line in votes], seats, formula)
    parties = highest_averages([sum(c) for c in zip(*votes, strict=True)], seats, formula)
    assume(districts.tie is None and parties.tie is None)
    return districts.seats, parties.seats


def shared(function, *arguments):
    try:
        return function(*arguments)
    except ParameterError:
        assume(False)


def best_of_all(votes, districts, parties, formula):
    """The tables with the highest product of quotients, among all with the right sums."""
    seats = sum(districts)
    by = divisors(formula, seats)
    cells = [range(seats + 1) if v else range(1) for line in votes for v in line]
    width = len(parties)
    worth = {}
    for flat in itertools.product(*cells):
        table = [flat[at : at + width] for at in range(0, len(flat), width)]
        if [sum(line) for line in table] == list(districts) and [
            sum(column) for column in zip(*table, strict=True)
        ] == list(parties):
            worth[tuple(table)] = prod(
                Fraction(v, by[k])
                for line, held in zip(votes, table, strict=True)
                for v, s in zip(line, held, strict=True)
                for k in range(s)
            )
    most = max(worth.values(), default=0)
    return [table for table, value in worth.items() if value == most]


def test_the_worked_example_comes_out():
    found = biproportional(THREE_BY_THREE, (5, 11, 4), (7, 5, 8), "sainte-lague")
    assert found.seats == ((1, 0, 4), (4, 4, 3), (2, 1, 1))
    assert found.tied == ()


@given(VOTES, st.integers(1, 25), FORMULAS)
@settings(max_examples=60)
def test_chains_of_seats_and_alternating_scaling_agree(votes, seats, formula):
    districts, parties = houses(votes, seats, formula)
    found = shared(biproportional, votes, districts, parties, formula)
    assume(not found.tied)
    assert scaled_biproportional(votes, districts, parties, formula) == found.seats


@given(
    st.lists(
        st.lists(st.integers(0, 12), min_size=2, max_size=2).filter(any), min_size=2, max_size=2
    ),
    st.integers(1, 5),
    FORMULAS,
)
@settings(max_examples=60)
def test_no_other_table_has_higher_quotients_and_a_tie_names_them_all(votes, seats, formula):
    districts, parties = houses(votes, seats, formula)
    found = shared(biproportional, votes, districts, parties, formula)
    best = best_of_all(votes, districts, parties, formula)
    least = tuple(
        tuple(min(table[row][at] for table in best) for at in range(2)) for row in range(2)
    )
    assert found.seats == least
    assert bool(found.tied) == (len(best) > 1)


@given(VOTES, st.integers(1, 25), FORMULAS, st.data())
@settings(max_examples=40)
def test_the_order_of_districts_and_parties_does_not_matter(votes, seats, formula, data):
    districts, parties = houses(votes, seats, formula)
    found = shared(biproportional, votes, districts, parties, formula)
    order = data.draw(st.permutations(range(len(votes))))
    turned = biproportional(
        [votes[i] for i in order], [districts[i] for i in order], parties, formula
    )
    assert turned.seats == tuple(found.seats[i] for i in order)


@given(VOTES, st.integers(1, 25), FORMULAS)
@settings(max_examples=40)
def test_districts_and_parties_have_their_seats(votes, seats, formula):
    districts, parties = houses(votes, seats, formula)
    found = shared(biproportional, votes, districts, parties, formula)
    rows = tuple(sum(line) + left for line, left in zip(found.seats, found.districts, strict=True))
    columns = tuple(
        sum(column) + left
        for column, left in zip(zip(*found.seats, strict=True), found.parties, strict=True)
    )
    assert (rows, columns) == (districts, parties)


def test_one_district_is_a_list_system():
    votes, parties = [340_000, 280_000, 160_000, 60_000], (3, 3, 1, 0)
    assert biproportional([votes], [7], parties, "dhondt").seats == (parties,)


def test_a_party_has_no_seat_where_it_has_no_votes():
    found = biproportional([[0, 50], [50, 1]], [2, 2], [2, 2], "sainte-lague")
    assert found.seats == ((0, 2), (2, 0))


def test_equal_claims_are_a_tie_and_settled_by_name():
    found = biproportional([[1, 1], [1, 1]], [1, 1], [1, 1], "dhondt")
    assert found.seats == ((0, 0), (0, 0))
    assert found.tied == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert found.settled([(0, 1), (1, 0)]) == ((0, 1), (1, 0))


@pytest.mark.parametrize("winners", [[], [(0, 0), (0, 1)], [(0, 0)], [(2, 2), (0, 0)]])
def test_a_tie_is_not_settled_for_cells_that_do_not_add_up(winners):
    with pytest.raises(ParameterError, match="do not settle the tie"):
        biproportional([[1, 1], [1, 1]], [1, 1], [1, 1], "dhondt").settled(winners)


@pytest.mark.parametrize("rule", [biproportional, scaled_biproportional])
@pytest.mark.parametrize(
    ("votes", "districts", "parties", "complaint"),
    [
        ([[1, 2]], [3], [1, 1], "have 3 seats, the parties 2"),
        ([[1, 2], [3]], [1, 1], [1, 1], "one row for each district"),
        ([[1, -2]], [2], [1, 1], "negative"),
    ],
)
def test_votes_and_seats_fit(rule, votes, districts, parties, complaint):
    with pytest.raises(ParameterError, match=complaint):
        rule(votes, districts, parties, "dhondt")


def test_a_party_due_more_seats_than_its_districts_have_is_an_error():
    with pytest.raises(ParameterError, match="due more seats than"):
        biproportional([[0, 50], [50, 1]], [3, 1], [2, 2], "sainte-lague")


def test_scaling_says_so_where_it_cannot_end():
    with pytest.raises(ParameterError, match="did not come to an end"):
        scaled_biproportional([[1, 1], [1, 1]], [1, 1], [1, 1], "dhondt")
