"""Elections from 1955 to 2005 as worlds of groups."""

import numpy as np
import pytest

from commonweal.core.errors import WorldError
from commonweal.institutions.elections import history, older_worlds, worlds
from commonweal.institutions.elections.model import institution

NAMES = [older_worlds.name_of(day) for day in older_worlds.days()]


def seats(model, party):
    won = np.bincount(
        model.contest.counted_for, model.count.won[model.count.list_of], len(model.contest.parties)
    )
    return int(won[model.contest.parties.index(party)])


@pytest.mark.parametrize("name", NAMES)
def test_first_past_the_post_elects_who_was_elected(name, counted):
    world = institution.open_world(name)
    model = counted(world)
    assert model.count.won.sum() == len(world.labels["constituency"])
    assert (model.count.won.astype(bool) == world["elected"]).all()


def test_the_worlds_of_1974_are_two():
    february, october = (institution.open_world(f"ge1974{letter}") for letter in "FO")
    assert february.facts["title"] == "General election of February 1974, by groups of parties"
    assert october.facts["date"] == "1974-10-10"


def test_the_speaker_is_a_list_of_one_and_goes_back_to_a_party_on_request(counted):
    world = institution.open_world("ge1983")
    assert seats(counted(world), "Con") == 396
    assert seats(counted(world, speaker__counted_with="former-party"), "Con") == 397


def test_others_are_a_list_of_one_in_each_constituency(counted):
    model = counted(institution.open_world("ge2005"), electoral_system="list-pr")
    others = np.flatnonzero(model.contest.alone)
    assert len(set(model.count.list_of[others].tolist())) == others.size


def test_scottish_and_welsh_nationalists_are_two_parties():
    world = institution.open_world("ge1992")
    assert {"SNP", "PC", "LD"} <= set(world.labels["party"])
    assert "nat" not in world.labels["party"]


def test_liberals_are_named_as_they_were_then():
    assert "Lib" in institution.open_world("ge1987").labels["party"]


def test_a_world_says_that_its_others_are_pooled():
    assert "pooled" in institution.open_world("ge1955").facts["groups"]


def test_an_election_with_uncontested_seats_is_refused_and_not_counted(counted):
    world = older_worlds.general_election("1951-10-25", worlds.INDEPENDENT, worlds.SPEAKER)
    with pytest.raises(WorldError, match="nobody won a vote in '1950-"):
        counted(world)


def test_the_default_world_is_counted_candidate_by_candidate():
    assert next(iter(institution.worlds)) == "ge2010"


def test_every_election_since_1955_has_a_world():
    names = {f"ge{name}" for name, day in history.names().items() if day >= "1955"}
    assert names <= set(institution.worlds)
