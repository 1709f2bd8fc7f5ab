"""The alternative vote with a top-up from lists, on real elections."""

import numpy as np
import pytest

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import LUCK
from commonweal.institutions.elections import districts
from commonweal.institutions.elections.model import institution


def model(counted, year="2019", **levers):
    return counted(institution.worlds[f"ge{year}"](), electoral_system="av-plus", **levers)


def test_every_region_keeps_its_members(counted):
    found = model(counted)
    home = np.zeros(found.count.won.size, dtype=np.int64)
    home[found.count.list_of] = found.contest.region[found.contest.constituency]
    assert np.array_equal(np.bincount(home, found.count.won), np.bincount(found.contest.region))


@pytest.mark.parametrize("year", ["2010", "2024"])
def test_about_a_sixth_of_the_members_come_from_lists(counted, year):
    contest = model(counted, year).contest
    ways = districts.ways(
        contest.world.labels["constituency"],
        tuple(contest.region.tolist()),
        sizes=districts.PAIRED,
    )
    lists = 650 - (ways.max(axis=1) + 1)
    assert 0.15 < lists.mean() / 650 < 0.20
    assert lists.std() < 10


def test_the_top_up_lowers_disproportion_less_than_additional_members_do(counted, draws):
    def gallagher(system):
        found = counted(institution.worlds["ge2024"](), electoral_system=system)
        return found.run(draws(1)).measures["gallagher"][0]

    assert gallagher("list-pr") < gallagher("ams") < gallagher("av-plus") < gallagher("av")


def test_districts_and_transfers_may_be_drawn(counted):
    found = model(counted, districts__drawn_up="drawn", transfers__shares="drawn")
    assert LUCK in found.reads
    assert "transfers_drawn" in found.reads


def test_two_who_are_level_are_refused_with_the_place(counted):
    world = institution.worlds["ge2019"]()
    region = tuple(world["region"].tolist())
    codes = world.labels["constituency"]
    way = districts.ways(codes, region, sizes=districts.PAIRED)[0]
    place = int(np.flatnonzero(np.bincount(way)[way] == 1)[0])
    here = np.flatnonzero(world["constituency"] == place)
    votes = world["votes"].copy()
    votes[here] = 0
    votes[here[:2]] = 20_000
    level = type(world)(
        "level", {**world.arrays, "votes": votes}, dict(world.labels), dict(world.facts)
    )
    with pytest.raises(ParameterError, match=f"two are level .* near '{codes[place]}'"):
        counted(level, electoral_system="av-plus", transfers__from="nobody")
