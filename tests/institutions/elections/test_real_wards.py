"""Real ballots: every Scottish ward of 2012 and 2022 that is there, and those with declared results."""

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from commonweal.algorithms.reference_transfers import reference_scottish_stv
from commonweal.algorithms.transfers import scottish_stv
from commonweal.institutions.elections.ballot_files import ballot_file

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "elections"
WARDS = SHARED / "scottish_stv_ballots"
DECLARED = SHARED / "more" / "scotland_council_2012_edinburgh_4wards_declared.csv"
OTHER = SHARED / "ballots_other"
EDINBURGH = {"Almond": 1, "drumbrae": 3, "forth": 4, "corstorphine": 6}
"""The wards of Edinburgh in 2012 whose results were declared candidate by candidate."""

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not WARDS.exists(), reason="the folder ../shared is not there"),
]


@cache
def wards():
    """Each ward with its ballots and its count."""
    read = {path.stem: ballot_file(path) for path in sorted(WARDS.glob("*.csv"))}
    return {name: (ward, scottish_stv(ward.profile, ward.seats)) for name, ward in read.items()}


@cache
def declared(ward):
    with DECLARED.open(encoding="utf-8", newline="") as file:
        return tuple(row for row in csv.DictReader(file) if row["ward"] == ward)


def plain(names):
    return {name.casefold() for name in names}


def test_every_ward_of_two_elections_is_there():
    assert sum("_2012_" in name for name in wards()) == 353
    assert sum("_2022_" in name for name in wards()) == 345


def test_every_ward_fills_its_seats():
    assert [
        name for name, (ward, count) in wards().items() if len(count.elected) != ward.seats
    ] == []


def test_no_ward_loses_a_vote_at_any_stage():
    lost = [
        name
        for name, (ward, count) in wards().items()
        for stage in count.stages
        if sum(stage.tallies) + stage.exhausted + stage.lost != ward.profile.votes * count.parts
    ]
    assert lost == []


def test_rounding_never_takes_a_whole_vote_from_a_ward():
    assert [
        name for name, (_, count) in wards().items() if count.stages[-1].lost >= count.parts
    ] == []


def test_no_ward_is_decided_by_a_tie():
    assert [name for name, (_, count) in wards().items() if count.ties] == []


def test_no_ballot_of_a_ward_is_blank_or_irregular():
    assert [name for name, (ward, _) in wards().items() if ward.blank or ward.shortened] == []


@pytest.mark.slow
def test_every_sixth_ward_equals_the_exact_count_stage_by_stage():
    differing = [
        name
        for name, (ward, count) in list(wards().items())[::6]
        if [
            (s.tallies, s.exhausted)
            for s in reference_scottish_stv(ward.profile, ward.seats).stages
        ]
        != [(count.votes(s.number), Fraction(s.exhausted, count.parts)) for s in count.stages]
    ]
    assert differing == []


@pytest.mark.parametrize(("ward", "number"), EDINBURGH.items())
def test_the_declared_members_of_edinburgh_are_elected(ward, number):
    _, count = wards()[f"edinburgh_2012_ward{number}"]
    members = [row["name"] for row in declared(ward) if row["status"] == "Elected"]
    assert plain(count.winners) == plain(members)


@pytest.mark.parametrize(("ward", "number"), EDINBURGH.items())
def test_the_declared_first_preferences_of_edinburgh_are_found(ward, number):
    _, count = wards()[f"edinburgh_2012_ward{number}"]
    first = {n.casefold(): v for n, v in zip(count.candidates, count.votes(1), strict=True)}
    assert first == {row["name"].casefold(): int(row["first_prefs"]) for row in declared(ward)}


def stood_until(count):
    """The last stage at which those excluded still had their votes."""
    return {
        count.candidates[candidate].casefold(): stage.number - 1
        for stage in count.stages
        if stage.action == "exclusion"
        for candidate in stage.candidates
    }


@pytest.mark.parametrize(("ward", "number"), EDINBURGH.items())
def test_the_declared_stages_of_exclusion_are_found(ward, number):
    _, count = wards()[f"edinburgh_2012_ward{number}"]
    assert stood_until(count) == {
        row["name"].casefold(): int(row["count"])
        for row in declared(ward)
        if row["status"] == "Excluded"
    }


def test_jedburgh_of_2012_is_read_from_its_blt_file():
    ward = ballot_file(OTHER / "Jedburgh2012.blt")
    assert (ward.title, ward.seats, ward.profile.votes) == ("Jedburgh and District", 3, 3238)
    assert scottish_stv(ward.profile, 3).winners == (
        "Jim BROWN,SNP", "Sandy SCOTT,Con", "Rory STEWART,Ind",
    )  # fmt: skip


def test_raw_ballots_of_a_city_are_read_by_the_rule_of_its_state():
    ballots = ballot_file(
        OTHER / "cambridge_ma" / "2023_ballots.csv",
        irregular="skip", ignored=["precinct", "ward", "valid", "pile"],
    )  # fmt: skip
    assert (ballots.profile.votes, ballots.blank, ballots.shortened) == (23339, 173, 257)
