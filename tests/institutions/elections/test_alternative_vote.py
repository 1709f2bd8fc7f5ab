"""The alternative vote: to whom votes pass, who is out, and what a voter of another party gains."""

from pathlib import Path

import numpy as np
import pytest

from commonweal.core.errors import ParameterError, UnknownName
from commonweal.core.protocol import LUCK
from commonweal.institutions.elections import preferential, preferential_kernels, transfers
from commonweal.institutions.elections.model import institution
from tests.institutions.elections import held_out_wards as held_out

AV = {"electoral_system": "av"}
OWN = {"electoral_system": "av", "transfers__from": "own"}
NAMES = ("Con", "Lab", "LD", "UKIP")


def one_seat(votes, party=(0, 1, 2)):
    party = np.array(party)
    return preferential.seats_of(
        party * 0, party, np.array(votes), NAMES, np.ones(1, dtype=np.bool_)
    )


def passing(**shares):
    return transfers.of_matrix(
        {pair.replace("_", " to "): s for pair, s in shares.items()}
    ).passing()


def seats(model, draws):
    return dict(zip(model.labels["party"], model.run(draws).measures["seats"][0], strict=True))


def test_the_votes_of_the_last_decide_between_the_first_two():
    found = preferential.count(one_seat([45, 40, 15]), passing(LD_Lab=0.7, LD_Con=0.2))
    assert found.won.tolist() == [0, 1, 0]
    assert found.behind.tolist() == pytest.approx([0, 40, 10.5])


def test_more_than_half_of_the_first_preferences_needs_no_transfer():
    tallies, whose = preferential.stages(one_seat([60, 30, 10]), passing(LD_Lab=1.0), 0)
    assert tallies.tolist() == [[60, 30, 10, 0]]
    assert whose.tolist() == [0, 1, 2]


def test_each_stage_shows_where_votes_went_and_what_is_exhausted():
    tallies, _ = preferential.stages(one_seat([45, 40, 15]), passing(LD_Lab=0.4, LD_Con=0.2), 0)
    assert tallies.tolist() == [[45, 40, 15, 0], [48, 46, 0, pytest.approx(6)]]


def test_candidates_level_at_the_bottom_go_out_together_whatever_their_order():
    there = preferential.count(one_seat([40, 30, 30]), passing(Lab_LD=1.0))
    back = preferential.count(one_seat([30, 30, 40], (2, 1, 0)), passing(Lab_LD=1.0))
    assert there.won.tolist() == [1, 0, 0]
    assert back.won.tolist() == [0, 0, 1]


def test_two_who_stay_level_tie_for_the_seat():
    found = preferential.count(one_seat([40, 40, 20]), passing(LD_Lab=0.5, LD_Con=0.5))
    assert found.won.sum() == 0
    assert found.ties[0].claimants == (0, 1)


def test_a_tied_seat_falls_by_lot(small_world, counted, draws):
    model = counted(small_world(), **AV, transfers__from="nobody")
    assert model.reads == {LUCK}
    assert model.run(draws(2)).measures["seats"].sum(axis=1).tolist() == [3, 3]


def test_votes_pass_over_a_party_that_is_out_already():
    rows = transfers.of_matrix({"LD to Green": 1.0, "Green to Lab": 0.5}).passing()
    only_con_and_lab = 0b11
    ld = transfers.SUPPORTERS.index("LD")
    assert rows[ld, only_con_and_lab].tolist() == [0, 0.5, 0, 0, 0, 0, 0.5]


def test_a_vote_never_leaves_a_party_that_is_still_in():
    rows = transfers.scottish("2022").passing()
    all_in, without_greens = transfers.MASKS - 1, transfers.MASKS - 1 - 0b10000
    rest = [0, 1, 2, 3, 5, 6]
    assert (rows[:, without_greens, rest] >= rows[:, all_in, rest] - 1e-12).all()


@pytest.mark.parametrize("year", ["2012", "2022"])
def test_every_vote_goes_to_somebody_or_nobody(year):
    assert transfers.scottish(year).passing().sum(axis=2) == pytest.approx(1.0)


def test_drawn_shares_lie_about_the_measured_ones_as_far_as_wards_do():
    orders = transfers.scottish("2012")
    keys = [np.array([3, row], dtype=np.uint32) for row in range(200)]
    to_con = [orders.passing(orders.drawn(key))[2, 0b11, 0] for key in keys]
    mean = orders.passing()[2, 0b11, 0]
    assert np.mean(to_con) == pytest.approx(mean, abs=0.03)
    expected = np.sqrt(mean * (1 - mean) / (orders.concentration[2] + 1))
    assert np.std(to_con) == pytest.approx(expected, rel=0.2)


def test_a_matrix_of_ones_own_is_sure_and_drawn_as_it_is_stated():
    stated = transfers.of_matrix({"Con to LD": 0.5, "LD to Lab": 0.4})
    assert stated.drawn(np.array([3, 1], dtype=np.uint32)) == pytest.approx(stated.shares)


def test_drawn_transfers_are_read_as_an_uncertainty_and_not_as_luck(counted):
    drawn = counted(institution.worlds["ge2010"](), **AV, transfers__shares="drawn")
    assert drawn.reads == {"transfers_drawn"}


def test_the_voters_of_others_share_in_a_seat_they_helped_to_win(small_world, counted, draws):
    world = small_world(
        party=np.array([0, 1, 2, 0, 1, 0, 2, 2]),
        votes=np.array([450, 400, 150, 400, 600, 500, 100, 90]),
    )
    matrix = {"Other to Lab": 1.0}
    labels = {**world.labels, "party": ("Con", "Lab", "Ind")}
    model = counted(type(world)("island", world.arrays, labels, {}), **OWN, transfers__own=matrix)
    assert seats(model, draws(1)) == {"Con": 1, "Lab": 2, "Ind": 0}
    values = model.run(draws(1)).units["voters"].value[0]
    assert (values * model.voters.table.weight).sum() == pytest.approx(3 * 100_000)
    assert (values > 0).sum() == 3


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ({"LD to Lab": 0.6, "LD to Con": 0.5}, "the transfers of LD's voters add up to 1.1"),
        ({"LD to Lab": -0.1}, "'LD to Lab' is -0.1"),
    ],
)
def test_a_matrix_that_is_none_is_refused(matrix, said):
    with pytest.raises(ParameterError, match=said):
        transfers.of_matrix(matrix)


def test_a_party_that_no_ballot_knows_is_refused_by_name():
    with pytest.raises(UnknownName, match="Labour to LD"):
        transfers.of_matrix({"Labour to LD": 0.5})
    with pytest.raises(UnknownName, match="2017"):
        transfers.scottish("2017")


def test_the_loop_means_the_same_without_the_compiler():
    votes, orders = np.array([45.0, 40.0, 15.0]), passing(LD_Lab=0.7, LD_Con=0.2)
    kinds = np.array([[0, 0], [1, 1], [2, 2]])
    compiled, plain = np.zeros((2, 3, 4))
    still_in = np.ones(3, dtype=np.bool_)
    count = preferential_kernels.count_seat
    assert count(votes, kinds, orders, still_in, compiled) == count.py_func(
        votes, kinds, orders, still_in, plain
    )
    assert compiled.tolist() == plain.tolist()


@pytest.mark.real
@pytest.mark.skipif(not held_out.WARDS.exists(), reason="the folder ../shared is not there")
@pytest.mark.parametrize("year", ["2012", "2022"])
def test_transfers_tell_who_wins_wards_they_were_not_measured_on(year):
    right, plurality, wards = held_out.scores(year)
    assert wards > 30
    assert right > plurality


def test_no_ballot_file_is_shipped():
    data = Path(transfers.__file__).parent / "data"
    assert not [path.name for path in data.iterdir() if "ward" in path.name]
