"""How seats answer to votes."""

import numpy as np
import pytest

from commonweal.core.errors import ParameterError, UnknownName
from commonweal.institutions.elections import history, metrics
from tests.institutions.elections.conftest import group_election

VOTES = np.array([[50, 40, 10], [20, 70, 10]])


def test_equal_parties_count_as_many_as_there_are():
    assert metrics.effective_parties(np.full(4, 0.25)) == pytest.approx(4)


def test_what_is_lost_what_is_surplus_and_what_decided_make_up_all_votes():
    waste = metrics.wasted(VOTES)
    assert waste.lost.tolist() == [20, 40, 20]
    assert waste.surplus.tolist() == [9, 49, 0]
    decided = VOTES.sum() - waste.total.sum()
    assert decided == (40 + 1) + (20 + 1)


def test_a_tie_leaves_no_surplus():
    assert metrics.wasted(np.array([[40, 40]])).surplus.tolist() == [0, 0]


def test_the_gap_favours_who_wins_with_fewer_votes_to_spare():
    assert metrics.efficiency_gap(np.array([50.0, 20.0]), np.array([40.0, 70.0])) > 0
    assert metrics.efficiency_gap(np.array([40.0, 70.0]), np.array([50.0, 20.0])) < 0


def test_seats_are_safe_beyond_a_margin():
    assert metrics.safe_share(VOTES) == 0.5
    assert metrics.safe_share(VOTES, beyond=0.05) == 1
    assert metrics.safe_share(VOTES, beyond=0.6) == 0


def mirrored():
    return group_election([[600, 0, 400, 0, 0], [400, 0, 600, 0, 0], [550, 0, 450, 0, 0],
                           [450, 0, 550, 0, 0]])  # fmt: skip


def test_two_parties_placed_alike_have_no_bias():
    found = metrics.two_party(mirrored())
    assert (found.bias, found.level_swing, found.vote) == (0, 0, 0.5)


def test_votes_piled_up_in_one_seat_are_a_bias():
    found = metrics.two_party(group_election([[100, 0, 900, 0, 0], [600, 0, 400, 0, 0],
                                              [600, 0, 400, 0, 0]]))  # fmt: skip
    assert found.bias == 1


def test_a_third_party_keeps_the_seats_that_neither_reaches():
    found = metrics.two_party(group_election([[200, 500, 300, 0, 0], [600, 0, 400, 0, 0]]))
    assert found.seats(0) == (1, 0)
    assert found.seats(0.05) == (1, 0)


def test_nobody_loses_more_votes_than_they_have():
    found = metrics.two_party(group_election([[900, 0, 50, 0, 0], [400, 0, 600, 0, 0]]))
    assert found.seats(0.2) == (2, 0)
    assert found.seats(-1.0) == (0, 2)


@pytest.mark.parametrize("name", ["1951", "1983", "2005", "2024"])
def test_without_a_swing_the_seats_are_those_won(name):
    found = history.election(name)
    members = found.members()
    if found.speaker >= 0:
        members[found.winner[found.speaker]] -= 1
    unopposed = found.unopposed.sum(axis=0)
    seats = metrics.two_party(found).seats(0)
    assert seats == (members[0] - unopposed[0], members[2] - unopposed[2])


def test_bias_turned_from_the_conservatives_to_labour():
    bias = {name: metrics.two_party(history.election(name)).bias for name in ("1951", "2001")}
    assert bias["1951"] > 30
    assert bias["2001"] < -130


def test_the_cube_law_held_in_the_fifties_and_not_in_the_eighties():
    laws = {
        name: metrics.two_party(history.election(name)).cube_law()
        for name in ("1951", "1955", "1983", "1987")
    }
    assert min(laws["1951"], laws["1955"]) > 2.5
    assert max(laws["1983"], laws["1987"]) < 1.5


def test_parties_that_never_met_cannot_be_compared():
    with pytest.raises(ParameterError, match="nowhere stood"):
        metrics.two_party(mirrored(), "con", "nat")


def test_a_group_that_is_not_known_is_refused():
    with pytest.raises(UnknownName):
        metrics.two_party(mirrored(), "con", "whig")


def test_votes_for_different_losers_are_not_taken_for_one_candidate_since_2010():
    votes = metrics.contested(history.election("2019"))
    waste = metrics.wasted(votes)
    # Electoral Reform Society, "Voters left voiceless" (2020): 14.5 and 8.1 million.
    assert waste.lost.sum() / 1e6 == pytest.approx(14.5, abs=0.05)
    assert waste.surplus.sum() / 1e6 == pytest.approx(8.1, abs=0.05)
    assert metrics.contested(history.election("1951")).shape[1] == 5
