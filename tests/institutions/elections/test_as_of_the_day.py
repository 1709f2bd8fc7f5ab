"""Results are as of polling day: what by-elections changed in between is no part of any table."""

from collections import Counter

import pytest

from commonweal.institutions.elections import history, outcome, tables

ROCHESTER, CLACTON = "E14000898", "E14000642"
"""Lost by the Conservatives to UKIP at by-elections in the autumn of 2014."""


@pytest.mark.parametrize("place", [ROCHESTER, CLACTON])
def test_a_by_election_leaves_the_general_election_before_it_alone(place):
    assert outcome.winners("2010-05-06")[place] == "Con"


def test_the_next_general_election_has_winners_of_its_own():
    found = outcome.winners("2015-05-07")
    assert (found[ROCHESTER], found[CLACTON]) == ("Con", "UKIP")


@pytest.mark.parametrize("table", ["candidacies", "group_results"])
def test_only_general_elections_are_in_the_tables(table):
    assert {row["election"] for row in tables.rows(table)} <= set(history.days())


def test_every_constituency_votes_once_in_an_election():
    rows = Counter((row["election"], row["constituency"]) for row in tables.rows("group_results"))
    assert set(rows.values()) == {1}
    winners = Counter(
        (row["election"], row["constituency"])
        for row in tables.rows("candidacies")
        if row["elected"] == "true"
    )
    assert set(winners.values()) == {1}
