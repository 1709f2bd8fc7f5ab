"""Who wins the seats, what a tie is, and what independents are spared."""

import numpy as np
import pytest

from commonweal.core.errors import ParameterError, UnknownName, WorldError
from commonweal.core.protocol import LUCK
from commonweal.core.world import World
from commonweal.institutions.elections import worlds
from commonweal.institutions.elections.model import institution

LISTS = {"electoral_system": "list-pr"}
NO_TIE = {"votes": np.array([500, 300, 200, 400, 600, 300, 460, 450])}


def seats(model, draws):
    return dict(zip(model.labels["party"], model.run(draws).measures["seats"][0], strict=True))


def test_first_past_the_post_elects_whoever_has_most_votes(small_world, counted, draws):
    model = counted(small_world(**NO_TIE))
    assert seats(model, draws(1)) == {"Red": 1, "Blue": 1, "Ind": 1}


def test_a_count_of_real_votes_reads_nothing(counted):
    assert counted(institution.worlds["ge2010"]()).reads == frozenset()


def test_a_tie_is_logged_and_reads_luck(small_world, counted):
    model = counted(small_world())
    assert model.reads == {LUCK}
    assert model.tie_log == ("1 seat(s) by lot between Ind (Dale), Ind (Dale)",)


def test_a_tie_between_parties_falls_either_way_by_lot(small_world, counted, draws):
    world = small_world(votes=np.array([500, 500, 200, 400, 600, 300, 460, 450]))
    red = counted(world).run(draws(200)).measures["seats"][:, 0]
    assert 60 < red.sum() < 140


def test_the_same_lot_is_drawn_whatever_the_batch(small_world, counted, draws):
    world = small_world(votes=np.array([500, 500, 200, 400, 600, 300, 460, 450]))
    model, rows = counted(world), draws(12)
    whole = model.run(rows)
    one_by_one = [model.run(rows.rows(i, i + 1)).measures["seats"][0] for i in range(12)]
    assert np.array_equal(whole.measures["seats"], one_by_one)


def test_every_row_has_the_same_bits_without_a_tie(counted, draws):
    model = counted(institution.worlds["ge2017"](), **LISTS)
    many, one = model.run(draws(3)), model.run(draws(1))
    assert np.array_equal(many.units["voters"].value, np.repeat(one.units["voters"].value, 3, 0))


def test_lists_share_the_seats_of_their_region(small_world, counted, draws):
    model = counted(small_world(**NO_TIE), **LISTS)
    assert seats(model, draws(1)) == {"Red": 1, "Blue": 1, "Ind": 1}


def test_independents_are_not_pooled_into_a_winning_list(small_world, counted, draws):
    world = small_world(votes=np.array([500, 300, 200, 400, 600, 500, 300, 300]))
    model = counted(world, **LISTS)
    assert seats(model, draws(1)) == {"Red": 2, "Blue": 1, "Ind": 0}


def test_a_threshold_keeps_small_lists_out(counted, draws):
    world = institution.worlds["ge2015"]()
    without = seats(counted(world, **LISTS), draws(1))
    with_five_percent = seats(counted(world, **LISTS, list_pr__threshold=0.05), draws(1))
    assert (without["Green"], with_five_percent["Green"]) == (20, 7)


def test_a_threshold_that_nobody_reaches_is_an_error(counted):
    with pytest.raises(ParameterError, match="no list reaches the threshold"):
        counted(institution.worlds["ge2010"](), **LISTS, list_pr__threshold=0.9)


@pytest.mark.parametrize("threshold", [-0.1, 1.5])
def test_a_threshold_is_a_share(counted, small_world, threshold):
    with pytest.raises(ParameterError, match="between 0 and 1"):
        counted(small_world(), list_pr__threshold=threshold)


def test_the_speaker_is_counted_with_the_former_party_if_so_chosen(counted, draws):
    world = institution.worlds["ge2010"]()
    apart = seats(counted(world), draws(1))
    joined = seats(counted(world, speaker__counted_with="former-party"), draws(1))
    assert (apart["Con"], apart["Speaker"]) == (306, 1)
    assert (joined["Con"], joined["Speaker"]) == (307, 0)


def test_an_unknown_election_is_an_error_that_names_the_known_ones():
    with pytest.raises(WorldError, match="ge2015"):
        institution.open_world("ge2016")


def test_an_unknown_day_is_an_error():
    with pytest.raises(UnknownName, match="general election"):
        worlds.general_election("2016-06-23")


def test_an_unknown_system_is_an_error(counted, small_world):
    with pytest.raises(UnknownName, match="list-pr"):
        counted(small_world(), electoral_system="list-prr")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"votes": np.array([500, 300, 200, 400, 600, 300, 450, -1])}, "fewer than no votes"),
        ({"party": np.array([0, 1, 2, 0, 1, 0, 2, 9])}, "no label"),
        ({"votes": np.array([500, 300, 200, 0, 0, 300, 450, 450])}, "nobody won a vote in 'Cape'"),
        ({"votes": np.array([500, 300, 200])}, "do not fit together"),
        ({"region": np.array([0, 1])}, "do not fit together"),
    ],
    ids=["negative votes", "unknown party", "uncontested seat", "too few votes", "too few regions"],
)
def test_votes_that_cannot_be_counted_are_refused(small_world, counted, changes, message):
    with pytest.raises(WorldError, match=message):
        counted(small_world(**changes))


def test_a_world_without_votes_is_refused(counted):
    with pytest.raises(UnknownName):
        counted(World("empty", {}, {}, {}))


def test_a_saved_election_counts_the_same(tmp_path, counted, draws):
    world = institution.worlds["ge2024"]()
    opened = institution.open_world(str(world.save(tmp_path / "votes")))
    assert seats(counted(opened), draws(1)) == seats(counted(world), draws(1))
