"""Parliament's and the Commons Library's own files: read whole, or refused with the line."""

from pathlib import Path

import numpy as np
import pytest

from commonweal.core.errors import CommonwealError, FileError, UnknownName, WorldError
from commonweal.institutions.elections import history, source_files, worlds
from commonweal.institutions.elections.model import institution

SHARED = Path(__file__).parents[4] / "shared" / "data" / "elections"
CANDIDATES = SHARED / "psephology_candidates_2005n_2024_v2026.csv"
CONSTITUENCIES = SHARED / "hoc_1918-2019election_results.csv"
real = pytest.mark.skipif(not SHARED.exists(), reason="the folder ../shared is absent")

PARLIAMENT = """\
ge,notional,geographic_code,constituency,country,english_region,abbreviation,party,vote_count,is_winning_candidacy
2024-07-04,f,W1,Bay,Wales,,Lab,Labour,500,t
2024-07-04,f,W1,Bay,Wales,,PC,Plaid Cymru,300,f
2024-07-04,f,E1,Cape,England,London,Con,Conservative,400,t
2024-07-04,f,E1,Cape,England,London,,,100,f
"""
LIBRARY = """\
constituency_id,seats,constituency_name,country/region,electorate,con_votes,con_share,lib_votes ,lib_share,lab_votes,lab_share,natSW_votes,natSW_share,oth_votes,oth_share,total_votes,turnout ,election,boundary_set,
1,1,Bay,Wales,1000,300,.3,,,500,.5,100,.1,,,900,.9,1983,x,
2,1,Cape,London,1000,600,.6,100,.1, ,,,,50,,750,.75,1983,x,
"""


@pytest.fixture
def written(tmp_path):
    def write(text, name="results.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write


def test_a_file_of_candidates_is_a_world(written, counted):
    world = source_files.open_world(str(written(PARLIAMENT)))
    assert world.labels["constituency_name"] == ("Bay", "Cape")
    assert world.labels["region"] == ("London", "Wales")
    assert world.labels["party"] == ("Lab", "Con", "PC", worlds.INDEPENDENT)
    assert counted(world).count.won.tolist() == [1, 0, 1, 0]


def test_a_file_of_groups_is_a_world(written, counted):
    world = source_files.open_world(f"{written(LIBRARY)}#1983")
    assert world.labels["party"] == ("Con", "Lab", "Lib", "PC", worlds.INDEPENDENT)
    assert (counted(world).count.won.astype(bool) == world["elected"]).all()


def test_an_institution_opens_a_file_by_its_election(written):
    assert institution.open_world(f"{written(LIBRARY)}#1983").facts["date"] == "1983-06-09"


def test_a_folder_of_our_own_is_opened_as_before(tmp_path, small_world):
    saved = small_world().save(tmp_path / "island")
    assert institution.open_world(str(saved)).hash == small_world().hash


def test_latin_letters_of_the_library_are_read(written):
    text = LIBRARY.replace("Bay", "Ynys Môn")
    found = source_files.commons_library(written(text, encoding="latin-1")).found
    assert found.name[0] == "Ynys Môn"


def test_a_blank_cell_is_nobody_and_not_nothing(written):
    found = source_files.commons_library(written(LIBRARY)).found
    assert found.stood[1].tolist() == [True, True, False, False, True]


def test_a_member_returned_unopposed_is_no_vote_below_zero(written):
    text = LIBRARY + "3,1,Dale,Scotland,,-1,1,,,,,,,,,-1,,1983,x,\n"
    found = source_files.commons_library(written(text)).found
    assert found.votes[2].sum() == 0
    assert found.winner[2] == history.GROUPS.index("con")


def test_two_members_have_no_known_winner_and_make_no_world(written):
    path = written(LIBRARY.replace("2,1,Cape", "2,2,Cape"))
    assert source_files.commons_library(path).found.winner[1] == history.UNKNOWN
    with pytest.raises(WorldError, match="more than one member is elected in 'Cape'"):
        source_files.open_world(str(path))


def test_an_uncontested_seat_makes_no_world(written):
    path = written(LIBRARY + "3,1,Dale,Scotland,,-1,1,,,,,,,,,-1,,1983,x,\n")
    with pytest.raises(WorldError, match="nobody voted in 'Dale'"):
        source_files.open_world(str(path))


@pytest.mark.parametrize(
    ("row", "defect"),
    [
        (
            "3,1,Dale,Wales,1000,300,.3,,,500,.5,,,,,790,.9,1983,x,",
            "Dale: the groups have 800 votes, the total says 790",
        ),
        ("3,1,Dale,Wales,700,300,.3,,,500,.5,,,,,800,.9,1983,x,", "Dale: more votes than electors"),
        ("3,2,Dale,Wales,,-1,,,,,,,,,,-1,,1983,x,", "Dale: 2 elected, 1 marked as unopposed"),
    ],
)
def test_what_the_library_has_wrong_is_told_and_not_mended(written, row, defect):
    assert source_files.commons_library(written(f"{LIBRARY}{row}\n")).defects == (defect,)


def test_votes_over_the_electorate_leave_the_electorate_unknown(written):
    found = source_files.commons_library(
        written(LIBRARY.replace("Wales,1000,", "Wales,800,"))
    ).found
    assert np.isnan(found.electorate[0])
    assert found.electorate[1] == 1000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PARLIAMENT.replace(",500,t", ",5 00,t"), "line 2: '5 00' cannot be a number of votes"),
        (PARLIAMENT.replace(",500,t", ",-5,t"), "line 2: '-5' cannot be a number of votes"),
        (PARLIAMENT.replace(",500,t", ",500,yes"), "line 2: 'yes' in the column"),
        (PARLIAMENT.replace(",500,t", ",500,f"), "0 candidates of 'W1' are marked as elected"),
        (PARLIAMENT.replace(",300,f", ",300,t"), "2 candidates of 'W1' are marked as elected"),
        (PARLIAMENT.replace("f,W1,Bay,Wales,,Lab", "f,,Bay,Wales,,Lab"), "line 2: the candidate has no"),
        (PARLIAMENT.replace(",Labour,500,t", ""), "line 2: the row has 7 cells, the header 10"),
        (PARLIAMENT.replace("vote_count", "votes"), "it lacks: vote_count"),
        (PARLIAMENT.split("\n", maxsplit=1)[0] + "\n", "a header and no rows"),
        ("", "the file is empty"),
        (LIBRARY.replace("300,.3", "30O,.3"), "line 2: '30O' cannot be a number in the column 'con_votes'"),
        (LIBRARY.replace("300,.3", "-7,.3"), "line 2: '-7' cannot be a number"),
        (LIBRARY.replace("Cape", "Bay"), "line 2: 'Bay' is there twice in 1983"),
        (LIBRARY.replace("lab_votes", "labour"), "it lacks: lab_votes"),
        (LIBRARY[:-30], "cells, the header 20"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_place(written, text, message):
    with pytest.raises(CommonwealError) as refused:
        source_files.open_world(str(written(text)))
    assert message in str(refused.value)


def test_a_missing_column_is_named_with_the_nearest_one(written):
    with pytest.raises(FileError, match="'lab_votes' is missing"):
        source_files.commons_library(written(LIBRARY.replace("lab_votes", "lab_vote")))


def test_an_election_that_a_file_does_not_hold_is_named(written):
    with pytest.raises(UnknownName, match="1983"):
        source_files.open_world(f"{written(LIBRARY)}#1987")


def test_of_several_elections_one_must_be_named(written):
    later = PARLIAMENT.replace("2024-07-04", "2019-12-12").split("\n", 1)[1]
    path = written(PARLIAMENT + later)
    with pytest.raises(WorldError, match="2 elections, and none is named") as refused:
        source_files.open_world(str(path))
    assert "results.csv#2024-07-04" in refused.value.remedy
    assert source_files.open_world(f"{path}#2019").facts["date"] == "2019-12-12"


def test_notional_results_are_an_election_of_their_own(written):
    path = written(
        PARLIAMENT + PARLIAMENT.replace(",f,W", ",t,W").replace(",f,E", ",t,E").split("\n", 1)[1]
    )
    world = source_files.open_world(f"{path}#2024-07-04 notional")
    assert world["votes"].sum() == 1300


@pytest.mark.real
@real
@pytest.mark.parametrize("year", ["2010", "2015", "2017", "2019"])
def test_the_library_and_the_candidates_agree_on_every_group_since_2010(year):
    library = source_files.commons_library(CONSTITUENCIES, year).found
    ours = history.election(year)
    assert library.votes.sum() == ours.votes.sum()
    assert library.votes.sum(axis=0)[:4].tolist() == ours.votes.sum(axis=0)[:4].tolist()


@pytest.mark.real
@real
@pytest.mark.parametrize("year", ["1955", "1983", "2005"])
def test_the_file_of_the_library_is_the_shipped_table(year):
    library = source_files.commons_library(CONSTITUENCIES, year).found
    assert library.votes.sum(axis=0).tolist() == history.election(year).votes.sum(axis=0).tolist()


@pytest.mark.real
@real
def test_parliaments_file_is_the_shipped_world():
    world = source_files.open_world(f"{CANDIDATES}#2024")
    assert world["votes"].sum() == 28_809_340
    assert set(world.labels["constituency"]) == set(history.election(2024).code)


@pytest.mark.real
@real
def test_the_known_defects_of_the_library_are_seen():
    assert any(
        "Glasgow Govan" in told
        for told in source_files.commons_library(CONSTITUENCIES, "1951").defects
    )
    assert len(source_files.commons_library(CONSTITUENCIES, "1997").defects) == 16
    assert len(source_files.commons_library(CONSTITUENCIES, "1974O").defects) == 2
