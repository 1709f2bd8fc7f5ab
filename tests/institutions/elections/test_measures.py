"""What results amount to, and whose vote counts for more."""

import numpy as np
import pytest

from commonweal.experiments.run import run
from commonweal.experiments.specification import Arm, Experiment
from commonweal.institutions.elections.measures import gallagher, loosemore_hanby
from commonweal.institutions.elections.model import institution

LISTS = {"electoral_system": "list-pr"}


def measured(model, draws, name):
    return model.run(draws(1)).measures[name][0]


def test_shares_add_up_to_one(counted, draws):
    model = counted(institution.worlds["ge2019"]())
    assert measured(model, draws, "vote_share").sum() == pytest.approx(1)
    assert measured(model, draws, "seat_share").sum() == pytest.approx(1)


def test_perfect_proportion_has_no_disproportionality():
    shares = np.array([0.5, 0.3, 0.2])
    assert gallagher(shares, shares) == 0
    assert loosemore_hanby(shares, shares) == 0


def test_loosemore_and_hanby_count_the_misplaced_seats():
    assert loosemore_hanby(np.array([0.6, 0.4]), np.array([1.0, 0.0])) == pytest.approx(40)


@pytest.mark.parametrize(
    ("world", "index"),
    [("ge2010", 15.08), ("ge2015", 15.02), ("ge2017", 6.47), ("ge2019", 11.81), ("ge2024", 23.70)],
)
def test_gallagher_of_each_election_to_two_decimals(counted, draws, world, index):
    found = measured(counted(institution.worlds[world]()), draws, "gallagher")
    assert round(float(found), 2) == index


def test_votes_that_elect_nobody_are_fewer_under_lists(counted, draws):
    world = institution.worlds["ge2024"]()
    assert measured(counted(world), draws, "wasted_share") == pytest.approx(0.5778, abs=1e-4)
    assert measured(counted(world, **LISTS), draws, "wasted_share") < 0.04


def test_the_majority_is_below_zero_in_a_hung_parliament(counted, draws):
    assert measured(counted(institution.worlds["ge2010"]()), draws, "majority") == -38


@pytest.mark.parametrize("year", [2010, 2015, 2017, 2019, 2024])
def test_no_party_has_had_a_majority_under_lists_since_2010(year, counted, draws):
    world = institution.worlds[f"ge{year}"]()
    assert measured(counted(world, **LISTS), draws, "majority") < 0


def test_two_parties_alone_leave_one_a_majority_under_lists_too(counted, draws):
    world = institution.worlds["ge1955"]()
    assert measured(counted(world, **LISTS), draws, "majority") > 0


def test_voter_groups_keep_their_ids_under_every_rule(counted):
    world = institution.worlds["ge2015"]()
    now = counted(world).voters.table
    then = counted(world, **LISTS, speaker__counted_with="former-party").voters.table
    assert np.array_equal(now.ids, then.ids)
    assert np.array_equal(now.weight, then.weight)


def test_voter_groups_weigh_as_much_as_there_are_votes(counted):
    table = counted(institution.worlds["ge2015"]()).voters.table
    assert table.weight.sum() == 30_697_525


def test_the_same_group_has_the_same_id_at_two_elections(counted):
    first = counted(institution.worlds["ge2017"]()).voters.table
    second = counted(institution.worlds["ge2019"]()).voters.table
    assert np.isin(labelled(first, "Con", "Wales"), labelled(second, "Con", "Wales")).all()


def labelled(table, party, region):
    chosen = table.groups["party"] == table.labels["party"].index(party)
    chosen &= table.groups["region"] == table.labels["region"].index(region)
    return table.ids[chosen]


@pytest.fixture(scope="module")
def reform():
    arms = (Arm("now", {}), Arm("same", {}), Arm("lists", LISTS))
    return run(Experiment("elections", arms, world="ge2015"), draws=200)


def test_the_null_reform_changes_nobody(reform):
    assert reform.ledger("same", "now").rows[0].mean == 0
    assert reform.ledger("same", "now").rows[0].worse_off == 0


def test_lists_make_a_ukip_vote_count_for_more(reform):
    rows = {(row.group, row.label): row for row in reform.ledger("lists", "now").rows}
    assert rows["party", "UKIP"].mean == pytest.approx((80 - 1) / 38.81099, rel=1e-6)
    assert rows["party", "SNP"].mean < 0


def test_a_group_with_as_many_seats_as_before_is_not_worse_off(reform):
    rows = {(row.group, row.label): row for row in reform.ledger("lists", "now").rows}
    assert (rows["party", "SDLP"].mean, rows["party", "SDLP"].worse_off) == (0, 0)


def test_a_reform_moves_seats_but_makes_none(reform):
    assert reform.ledger("lists", "now").rows[0].total == pytest.approx(0, abs=1e-3)


def test_seats_by_party_come_through_a_run(reform):
    assert reform.measure("lists", "seats", {"party": "UKIP"}).tolist() == [[80, 80]] * 200


@pytest.mark.parametrize(
    ("world", "votes", "seats", "safe"),
    [("ge1955", 2.16, 2.02, 0.717), ("ge2010", 3.71, 2.58, 0.694), ("ge2024", 4.75, 2.24, 0.657)],
)
def test_effective_parties_and_safe_seats(counted, draws, world, votes, seats, safe):
    model = counted(institution.worlds[world]())
    assert measured(model, draws, "effective_parties") == pytest.approx(votes, abs=0.02)
    assert measured(model, draws, "effective_parties_seats") == pytest.approx(seats, abs=0.02)
    assert measured(model, draws, "safe_share") == pytest.approx(safe, abs=0.01)


def test_a_candidate_alone_leads_by_every_vote(counted, draws, small_world):
    model = counted(
        small_world(
            constituency=np.array([0, 0, 1, 2, 2]), party=np.array([0, 1, 0, 0, 2]),
            votes=np.array([500, 460, 100, 450, 450]),
        )
    )  # fmt: skip
    assert measured(model, draws, "safe_share") == pytest.approx(1 / 3)
