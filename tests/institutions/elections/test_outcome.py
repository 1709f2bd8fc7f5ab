"""How elections came out, with what the tables leave unknown."""

import math

import pytest

from commonweal.core.errors import UnknownName
from commonweal.institutions.elections import outcome as outcomes
from commonweal.institutions.elections.outcome import SMALLER, outcome


def party(found, name):
    return next(row for row in found.parties if row.party == name)


def test_in_1951_the_second_party_in_votes_came_first_in_seats():
    found = outcome(1951)
    first, second = found.parties[:2]
    assert (first.party, first.seats) == ("Conservatives and allies", 321)
    assert (second.party, second.seats) == ("Labour", 295)
    assert second.votes > first.votes


def test_a_party_that_did_not_stand_has_a_bound_and_not_a_zero():
    assert party(outcome(1951), "Liberals").at_most > 0.8
    assert math.isnan(party(outcome(1951), "others").at_most)


def test_what_is_unknown_is_counted():
    found = outcome(1945)
    assert (found.undecided, found.uncontested, found.pooled) == (39, 3, 13)
    assert sum(row.seats for row in found.parties) == found.house - 39


def test_since_1950_every_seat_is_somebodys():
    found = outcome("1974F")
    assert (found.undecided, found.pooled) == (0, 0)
    assert sum(row.seats for row in found.parties) == found.house == 635


def test_since_2010_parties_stand_in_their_own_names_and_small_ones_last():
    found = outcome(2015)
    assert party(found, "UK Independence Party").seats == 1
    assert found.parties[-1].party == SMALLER
    assert sum(row.votes for row in found.parties) == found.votes == 30_697_525


def test_gallaghers_index_needs_parties():
    assert outcome(2010).gallagher == pytest.approx(15.10, abs=0.03)
    assert math.isnan(outcome(1983).gallagher)


def test_electors_are_told_where_all_of_them_are_known():
    assert outcome(2019).electors == 47_567_752
    assert outcome(1951).electors == 0


def test_liberals_are_named_as_they_were():
    assert party(outcome(1983), "Liberals").seats == 23
    assert party(outcome(1992), "Liberal Democrats").seats == 20


def test_each_constituency_since_2010_has_one_winner():
    assert len(outcomes.winners("2019-12-12")) == 650
    assert outcomes.boundaries("2019-12-12") == "2010"


def test_a_year_without_an_election_is_an_error():
    with pytest.raises(UnknownName, match="2011"):
        outcome(2011)
