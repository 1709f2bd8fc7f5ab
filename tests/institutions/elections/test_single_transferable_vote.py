"""Districts of several members: how they are drawn, and how slates fill their seats."""

import numpy as np
import pytest

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import LUCK
from commonweal.institutions.elections import (
    districts,
    hexagons,
    preferential,
    slates,
    slates_kernels,
    transfers,
)
from commonweal.institutions.elections.model import institution

STV = {"electoral_system": "stv"}
NAMES = ("Con", "Lab", "LD", "SNP", "Green", "Ind")
NOBODY = transfers.exhausted().passing()


def district(votes, party, members, passing=NOBODY, alone=None):
    party = np.array(party)
    lists = preferential.seats_of(
        party * 0, party, np.array(votes), NAMES, np.ones(1, dtype=np.bool_)
    )
    only = np.zeros(party.size, np.bool_) if alone is None else np.array(alone)
    return slates.count(lists, only, np.array([members]), passing).tolist()


def ways(year, number=12):
    world = institution.worlds[f"ge{year}"]()
    region = tuple(world["region"].tolist())
    return world, districts.ways(world.labels["constituency"], region, number)


@pytest.mark.parametrize("year", ["2010", "2024"])
def test_every_district_has_three_to_six_members_of_one_region(year):
    world, found = ways(year)
    for way in found:
        members = np.bincount(way)
        assert set(members) <= {3, 4, 5, 6}
        regions = np.zeros(members.size, dtype=np.int64)
        regions[way] = world["region"]
        assert np.array_equal(regions[way], world["region"])


def test_districts_are_of_one_piece_but_for_crossings():
    world, found = ways("2010", 3)
    known, centres = hexagons.centres("2010")
    place = [known.index(code) for code in world.labels["constituency"]]
    apart = np.linalg.norm(centres[place][:, None] - centres[place][None], axis=2)
    for way in found:
        alone = (((apart < 1.01) & (way[:, None] == way[None])).sum(axis=1) == 1).sum()
        assert alone <= 4


def test_there_are_more_than_a_hundred_ways_and_no_two_are_alike():
    world = institution.worlds["ge2015"]()
    found = districts.ways(world.labels["constituency"], tuple(world["region"].tolist()))
    assert len({way.tobytes() for way in found}) == len(found) == districts.WAYS > 100


def test_constituencies_that_are_on_no_map_cannot_be_grouped(counted):
    with pytest.raises(ParameterError, match="on no map"):
        counted(institution.worlds["ge1997"](), **STV)


def test_a_slate_has_a_seat_for_every_quota():
    # 100 votes, 4 members: the quota is 21.
    assert district([65, 25, 10], [0, 1, 2], 4) == [3, 1, 0]


def test_votes_of_the_last_slate_decide_the_last_seat():
    # Quota 26: one seat each; then 20 and 16 are left, and 12 of the third pass to the second.
    to_second = transfers.of_matrix({"LD to Lab": 1.0}).passing()
    assert district([46, 42, 12], [0, 1, 2], 3) == [2, 1, 0]
    assert district([46, 42, 12], [0, 1, 2], 3, to_second) == [1, 2, 0]


def test_as_many_slates_as_seats_have_one_each():
    # Nobody reaches the quota of 27; the last three go out, and no vote passes.
    assert district([20, 19, 18, 17, 16, 15], [0, 1, 2, 3, 4, 5], 3) == [1, 1, 1, 0, 0, 0]


def test_the_surplus_of_a_candidate_alone_passes_on():
    # Quota 34: the independent's surplus of 26 lifts the second above the first.
    passing = transfers.of_matrix({"Other to Lab": 1.0}).passing()
    alone = [False, False, True]
    assert district([21, 19, 60], [0, 1, 5], 2, passing, alone) == [0, 1, 1]
    assert district([21, 19, 60], [0, 1, 5], 2, NOBODY, alone) == [1, 0, 1]


def test_votes_that_came_from_another_slate_follow_their_own_voters_order():
    # The Greens go to the Liberals, then, once those are out, to the SNP and not to Labour.
    orders = transfers._preferences(
        [(4, [2, 3], 1.0), (2, [1], 1.0), *((place, [], 1.0) for place in (0, 1, 3, 5, 6))],
        [1.0] * 7,
    )
    votes = [30, 27, 13, 26, 12]
    assert district(votes, [0, 1, 2, 3, 4], 1, orders.passing()) == [0, 1, 0, 0, 0]
    assert district([30, 27, 9, 26, 12], [0, 1, 2, 3, 4], 1, orders.passing()) == [0, 0, 0, 1, 0]


def test_every_vote_is_with_a_member_or_a_slate_or_exhausted():
    votes = np.array([460.0, 310.0, 150.0, 60.0, 20.0])
    kinds = np.array([[place, place] for place in range(5)])
    sitting, won = np.empty((5, 5)), np.zeros(5, dtype=np.int64)
    exhausted, used = slates_kernels.count_district(
        votes, kinds, np.zeros(5, np.bool_), 4, transfers.scottish("2022").passing(), won, sitting
    )
    assert won.sum() == 4
    assert exhausted + used + sitting.sum() == pytest.approx(votes.sum())


def test_the_loop_means_the_same_without_the_compiler(monkeypatch):
    votes, kinds = np.array([46.0, 42.0, 12.0]), np.array([[0, 0], [1, 1], [2, 2]])
    passing = transfers.scottish("2012").passing()
    compiled, plain = np.zeros((2, 3), dtype=np.int64)
    count, sitting = slates_kernels.count_district, np.empty((3, 3))
    single = np.zeros(3, np.bool_)
    first = count(votes, kinds, single, 3, passing, compiled, sitting)
    for name in ("families_in", "share_out", "leave"):
        monkeypatch.setattr(slates_kernels, name, getattr(slates_kernels, name).py_func)
    again = count.py_func(votes, kinds, single, 3, passing, plain, sitting)
    assert compiled.tolist() == plain.tolist()
    assert first == pytest.approx(again)


def test_drawn_districts_are_luck_and_move_some_seats(counted, draws):
    model = counted(institution.worlds["ge2015"](), **STV, districts__drawn_up="drawn")
    assert model.reads == {LUCK}
    seats = model.run(draws(12)).measures["seats"]
    assert (seats.sum(axis=1) == 650).all()
    assert len({row.tobytes() for row in seats}) > 6


def test_what_a_vote_is_worth_is_not_reckoned_for_districts(counted):
    with pytest.raises(ParameterError, match="not reckoned under stv"):
        counted(institution.worlds["ge2010"](), **STV, pivotality__count="with-pivotality")


def test_a_region_too_small_for_a_district_is_an_error():
    luck = np.random.Generator(np.random.Philox(key=1))
    with pytest.raises(ParameterError, match="2 constituencies cannot be cut"):
        districts._grouped([[1], [0]], luck, (3, 6))


def test_seats_of_a_district_belong_to_its_lists(counted):
    model = counted(institution.worlds["ge2010"](), **STV)
    held = model.voters.values(model.contest, model.count, model.count.won)
    assert (held * model.voters.table.weight).sum() / 100_000 == pytest.approx(650)
