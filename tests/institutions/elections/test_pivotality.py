"""How likely one more vote is to change a seat, and whose it is."""

import numpy as np
import pytest

from commonweal.algorithms import apportionment
from commonweal.core.errors import ParameterError
from commonweal.institutions.elections import counting, pivotality, tables, transfers
from commonweal.institutions.elections.model import institution
from commonweal.institutions.elections.preferential_kernels import count_seat
from commonweal.parameters.policy import resolve

WITH = {"pivotality.count": "with-pivotality"}
DISTRICTS = [
    ([340, 280, 160, 60], 7),
    ([1000, 990, 10], 2),
    ([52, 31, 17, 9, 4], 11),
]


def policy(**levers):
    changes = {name.replace("__", "."): value for name, value in levers.items()}
    return resolve(institution, institution.period.start, WITH | changes)


def contest(year="2010"):
    return counting.contest(institution.worlds[f"ge{year}"](), policy())


@pytest.fixture
def few(monkeypatch):
    """Eight elections of each size are enough for what does not hang on luck."""
    monkeypatch.setattr(pivotality, "ELECTIONS", 8)


@pytest.mark.parametrize("formula", ["dhondt", "sainte-lague"])
@pytest.mark.parametrize(("votes", "seats"), DISTRICTS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_so_many_more_votes_give_a_list_a_seat_and_one_fewer_does_not(votes, seats, formula, place):
    needed = pivotality.needed_for_a_seat(
        np.array(votes, dtype=float), seats, 1 if formula == "dhondt" else 2
    )[place]
    before = apportionment.highest_averages(votes, seats, formula).seats
    more = np.eye(len(votes), dtype=np.int64)[place]
    enough = apportionment.highest_averages(
        votes + more * (int(np.floor(needed)) + 1), seats, formula
    )
    short = apportionment.highest_averages(
        votes + more * max(int(np.ceil(needed)) - 1, 0), seats, formula
    )
    assert enough.seats[place] == before[place] + 1
    assert short.seats[place] == before[place]


def test_a_list_that_has_every_seat_cannot_gain_one():
    assert pivotality.needed_for_a_seat(np.array([700.0, 299.0, 1.0]), 1, 1)[0] == np.inf


def test_a_vote_is_worth_something_only_where_the_seat_is_close():
    found = contest()
    changed = pivotality._first_past_the_post(found, policy())(found.votes.astype(float))
    place = found.constituency
    most = np.zeros(found.seats)
    np.maximum.at(most, place, found.votes)
    voters = np.bincount(place, found.votes)
    assert (most[place] - found.votes < voters[place] / 100)[changed > 0].all()
    assert changed[found.votes == most[place]].sum() == 0
    assert changed.sum() > 0


def recounted(found, votes):
    """What every added vote changes, each seat counted again for each candidate."""
    seats, passing = counting.preferential_seats(found), transfers.scottish("2022").passing()
    more = 0.01 * np.bincount(found.constituency, found.votes)
    changed = np.zeros(votes.size)
    for seat in range(found.seats):
        here = seats.order[seats.start[seat] : seats.start[seat + 1]]
        kinds = seats.kinds[seats.start[seat] : seats.start[seat + 1]]
        still_in, tallies = np.ones(here.size, bool), np.empty((here.size, here.size + 1))
        winner = count_seat(votes[here], kinds, passing, still_in, tallies)[0]
        for place, candidate in enumerate(here):
            added = votes[here] + more[seat] * (np.arange(here.size) == place)
            other = count_seat(added, kinds, passing, still_in, tallies)[0]
            changed[candidate] = (other != winner) / more[seat]
    return changed


def test_seats_passed_over_as_certain_are_changed_by_nobody():
    found, rules = contest(), policy(electoral_system="av")
    votes = found.votes.astype(float)
    shortened = pivotality._alternative_vote(found, rules)(votes)
    assert np.array_equal(shortened, recounted(found, votes))
    assert shortened.any()


def test_a_vote_that_nobody_passes_on_is_worth_the_same_by_both_rules():
    found, rules = contest(), policy(electoral_system="av", transfers__from="nobody")
    votes = found.votes.astype(float)
    plain = pivotality._first_past_the_post(found, rules)(votes)
    assert pivotality._alternative_vote(found, rules)(votes) == pytest.approx(plain)


def test_elections_drawn_are_the_same_under_every_rule_and_keep_the_voters(few):
    found = contest()
    first = pivotality.elections(found, 0.1)
    again = pivotality.elections(found, 0.1)
    assert np.array_equal(first, again)
    for votes in first:
        assert np.bincount(found.constituency, votes) == pytest.approx(
            np.bincount(found.constituency, found.votes)
        )


def test_swings_are_as_large_as_they_are_said_to_be(monkeypatch):
    monkeypatch.setattr(pivotality, "ELECTIONS", 60)
    found = contest()
    labour = found.parties.index("Lab")
    share = found.votes[found.counted_for == labour].sum() / found.votes.sum()
    drawn = [
        votes[found.counted_for == labour].sum() / found.votes.sum()
        for votes in pivotality.elections(found, 0.2)
    ]
    # All parties swing and shares are made to add up again, which takes a part of it back.
    unit = np.sqrt(share * (1 - share))
    assert 0.6 * 0.2 < np.std(drawn) / unit < 1.2 * 0.2


@pytest.mark.parametrize("tilt", [0.0, 1.0, 1.5])
def test_votes_by_class_add_up_to_the_votes_and_to_the_classes(tilt):
    found = contest()
    shares = pivotality._classes(found, "census")
    known = (shares.sum(axis=0) > 0)[found.constituency]
    votes = np.where(known, found.votes, 0).astype(float)
    raked = pivotality._raked(found, votes, shares, tilt)
    assert raked.sum(axis=0) == pytest.approx(votes)
    by_class = [np.bincount(found.constituency, row) for row in raked]
    voters = np.bincount(found.constituency, votes)
    assert np.array(by_class) == pytest.approx(shares * voters, rel=1e-4)


def test_classes_that_live_and_vote_alike_have_votes_worth_the_same(few):
    worth = pivotality.of(contest(), policy(pivotality__classes="evenly"))
    by_class = worth.by_class(0.1, 0.0)
    assert by_class == pytest.approx(np.full(4, by_class[-1]))


def test_all_voters_are_the_mean_of_the_classes(few):
    found = contest()
    worth = pivotality.of(found, policy()).by_class(0.1, 1.0)
    shares = pivotality._classes(found, "census")
    voters = (shares * np.bincount(found.constituency, found.votes)).sum(axis=1)
    assert np.average(worth[:3], weights=voters) == pytest.approx(worth[3])


def test_other_elections_drawn_say_nearly_the_same_of_each_class(monkeypatch):
    found = contest()
    first = pivotality.of(found, policy()).by_class(0.1, 1.0)
    monkeypatch.setattr(pivotality, "_KEY", np.array([7, 7], dtype=np.uint32))
    other = pivotality.of(found, policy()).by_class(0.1, 1.0)
    assert other / other[-1] == pytest.approx(first / first[-1], abs=0.01)


def test_measures_are_there_only_when_they_are_asked_for(few, draws):
    world = institution.worlds["ge2015"]()
    plain = institution.prepare(world, resolve(institution, institution.period.start, {}), None)
    asked = institution.prepare(world, policy(), None)
    assert plain.reads == frozenset()
    assert asked.reads == set(pivotality.READS)
    assert asked.labels["class"] == ("higher", "intermediate", "working", "all")
    assert "pivotality" not in plain.run(draws(1)).measures


def test_constituencies_that_the_census_table_does_not_know_are_named():
    with pytest.raises(ParameterError, match="nothing is known of the classes in 'E14001063'"):
        pivotality.of(contest("2024"), policy())


def test_every_constituency_of_great_britain_has_its_classes():
    known = {row["constituency"] for row in tables.rows("classes")}
    here = {
        row["constituency"]
        for row in tables.rows("constituencies")
        if row["boundary_set"] == "2010" and row["nation"] != "Northern Ireland"
    }
    assert known == here
