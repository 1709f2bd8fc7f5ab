"""Labour wins the same votes in one part of the country or another."""

from dataclasses import replace

import numpy as np
import pytest

from commonweal.core.errors import ParameterError
from commonweal.institutions.elections import campaign, century, pacts
from commonweal.institutions.elections.campaign import Gain
from commonweal.institutions.elections.model import institution
from commonweal.institutions.elections.pacts import LAB, NAT, OTH
from commonweal.parameters.policy import resolve
from tests.institutions.elections.conftest import group_election

NAMES = ("Scotland", "South East")
REGION = np.array([0, 1])


def gain(votes, from_conservatives=0.5, from_liberals=0.5):
    return Gain(*(np.array([share]) for share in (votes, from_conservatives, from_liberals)))


@pytest.fixture
def two_seats():
    return pacts.fought(group_election([[400, 100, 500, 0, 0], [500, 100, 400, 0, 0]]))


def after(fought, area, won):
    here = campaign.reached(fought, area, REGION, NAMES)
    return here, campaign.votes(fought, here, won)


def first(votes):
    """Conservative, Liberal and Labour votes of the first constituency reached."""
    return [float(of[0, 0]) for of in (votes.conservative, votes.liberal, votes.labour)]


def test_votes_come_from_whom_they_are_taken_from(two_seats):
    _, votes = after(two_seats, "south", gain(0.1))
    assert first(votes) == [400, 50, 600]


def test_nobody_loses_more_than_they_have(two_seats):
    _, votes = after(two_seats, "south", gain(0.5, 0.2, 1.0))
    assert first(votes) == [300, 0, 1400]


def test_where_votes_are_won_decides_what_they_are_worth(two_seats):
    seats = {area: campaign.seats(two_seats, *after(two_seats, area, gain(0.1)))[0, LAB]
             for area in ("heartland", "south", "held-seats")}  # fmt: skip
    assert seats == {"heartland": 1, "south": 2, "held-seats": 1}


def test_votes_won_are_spread_by_the_votes_of_the_constituencies():
    fought = pacts.fought(group_election([[400, 0, 600, 0, 0], [1000, 0, 2000, 0, 0]]))
    _, votes = after(fought, "everywhere", gain(0.1, 0.0, 0.0))
    assert (votes.labour[0] - [600, 2000]).tolist() == [100, 300]


def test_a_third_party_keeps_what_nobody_takes_from_it():
    fought = pacts.fought(group_election([[100, 0, 300, 600, 0], [100, 0, 300, 0, 600]]))
    seats = campaign.seats(fought, *after(fought, "everywhere", gain(0.05)))
    assert seats[0, [LAB, NAT, OTH]].tolist() == [0, 1, 1]


def test_labour_wins_nothing_where_it_did_not_stand(two_seats):
    stood = two_seats.stood.copy()
    stood[1, LAB] = False
    here, _ = after(replace(two_seats, stood=stood), "everywhere", gain(0.1))
    assert here.tolist() == [True, False]


def test_a_campaign_needs_somewhere_to_go(two_seats):
    with pytest.raises(ParameterError, match="reaches no constituency"):
        campaign.votes(two_seats, np.zeros(2, bool), gain(0.1))


def test_what_is_won_is_a_share():
    with pytest.raises(ParameterError, match="no share"):
        gain(1.5)


def prepared(world, **changes):
    levers = {name.replace("__", "."): value for name, value in changes.items()}
    return institution.prepare(
        world, resolve(institution, institution.period.start, levers), institution.period
    )


def test_the_model_counts_every_election_with_the_same_votes_won(draws):
    model = prepared(century.world(), campaign__where="south")
    values = {name: np.array([share, share]) for name, share in
              (("campaign_votes", 0.0), ("campaign_from_conservatives", 0.5),
               ("campaign_from_liberals", 0.5))}  # fmt: skip
    seats = model.run(replace(draws(2), values=values)).measures["group_seats"]
    at = model.labels["election"].index("2010")
    assert seats[:, LAB, at].tolist() == [258, 258]
    assert seats.sum(axis=1)[:, at].tolist() == [650, 650]


def test_a_pact_and_a_campaign_are_not_tried_at_once():
    with pytest.raises(ParameterError, match="at once"):
        prepared(century.world(), campaign__where="south", pact__stand_down="weaker-here")


def test_a_campaign_needs_the_world_of_many_elections():
    with pytest.raises(ParameterError, match="since-1918"):
        prepared(institution.worlds["ge2010"](), campaign__where="south")
