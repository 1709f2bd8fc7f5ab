"""Additional members on real elections: merged constituencies, and lists on top of them."""

import numpy as np
import pytest

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import LUCK
from commonweal.institutions.elections import counting, districts
from commonweal.institutions.elections.model import institution

AMS = {"electoral_system": "ams"}


def model(counted, year="2019", **levers):
    return counted(institution.worlds[f"ge{year}"](), **AMS, **levers)


def by_party(found):
    party = np.zeros(found.count.won.size, dtype=np.int64)
    party[found.count.list_of] = found.contest.counted_for
    return np.bincount(party, found.count.won, len(found.contest.parties))


def test_every_region_keeps_its_members(counted):
    found = model(counted)
    home = np.zeros(found.count.won.size, dtype=np.int64)
    home[found.count.list_of] = found.contest.region[found.contest.constituency]
    members = np.bincount(home, found.count.won)
    assert np.array_equal(members, np.bincount(found.contest.region))


def test_rather_more_than_half_of_the_members_have_a_constituency(counted):
    found = model(counted)
    held = counting.held_in_merged(found.contest, found.count.list_of)
    assert 0.5 < held.sum() / 650 < 0.6


def test_no_list_loses_a_constituency_it_won(counted):
    found = model(counted, "2024")
    held = counting.held_in_merged(found.contest, found.count.list_of)
    assert (found.count.won >= held).all()


def test_seats_are_near_those_of_lists_where_nobody_holds_too_many(counted):
    lists = counted(institution.worlds["ge2019"](), electoral_system="list-pr")
    assert np.abs(by_party(model(counted)) - by_party(lists)).max() <= 2


def test_independents_win_no_seat_from_a_list(counted):
    found = model(counted, "2024")
    held = counting.held_in_merged(found.contest, found.count.list_of)
    alone = np.zeros(held.size, dtype=np.bool_)
    alone[found.count.list_of] = found.contest.alone
    assert np.array_equal(found.count.won[alone], held[alone])


def test_a_threshold_keeps_small_lists_out(counted):
    high = by_party(model(counted, "2015", list_pr__threshold=0.05))
    low = by_party(model(counted, "2015"))
    greens = institution.worlds["ge2015"]().labels["party"].index("Green")
    assert high[greens] < low[greens]


def test_merged_constituencies_have_one_to_three_of_the_old():
    world = institution.worlds["ge2010"]()
    region = tuple(world["region"].tolist())
    for way in districts.ways(world.labels["constituency"], region, 5, districts.MERGED):
        assert set(np.bincount(way)) == {1, 2, 3}


def test_drawn_constituencies_are_luck(counted, draws):
    drawn = model(counted, "2024", districts__drawn_up="drawn")
    assert drawn.reads == {LUCK}
    seats = drawn.run(draws(8)).measures["seats"]
    assert (seats.sum(axis=1) == 650).all()
    assert len({row.tobytes() for row in seats}) > 1


def test_two_who_are_level_are_named_and_not_chosen_between(counted):
    world = institution.worlds["ge2010"]()
    level = type(world)(
        "level", {**world.arrays, "votes": world["votes"] * 0 + 1}, world.labels, world.facts
    )
    with pytest.raises(ParameterError, match="level in a merged constituency"):
        counted(level, **AMS)
