"""Votes for lists as users write them: what is read, and what is refused with place and remedy."""

import pytest

from commonweal.core.errors import CommonwealError
from commonweal.institutions.elections.votes_file import ListVotes, votes_file

PLAIN = "party,votes\nRed,600\nBlue,400\n"
FULL = "district,party,votes,constituencies,seats\nNorth,Red,600,2,7\nNorth,Blue,400,,7\n"


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "votes.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_parties_and_votes_are_read(written):
    found = votes_file(written(PLAIN))
    assert found.rows == (ListVotes("", "Red", 600), ListVotes("", "Blue", 400))
    assert found.seats == {}


def test_districts_seats_and_constituencies_are_read(written):
    found = votes_file(written(FULL))
    assert found.rows == (ListVotes("North", "Red", 600, 2), ListVotes("North", "Blue", 400))
    assert found.seats == {"North": 7}


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        b"\n\n" + PLAIN.replace("\n", "\n\n").encode(),
        b'Party , VOTES\n Red , 600 \n"Blue",400',
    ],
    ids=["utf-8 mark", "utf-16 mark", "windows", "old mac", "blank lines", "spaces, no end"],
)
def test_what_is_no_difference_makes_none(written, content):
    assert votes_file(written(content)) == votes_file(written(PLAIN))


def test_an_electorate_is_read(written):
    found = votes_file(written("party,votes,electorate\nRed,6,20\nBlue,5,\n"))
    assert found.electorate == {"": 20}


def test_a_status_is_read(written):
    found = votes_file(written("party,votes,status\nRed,6,\nDanes,5,Exempt\nOthers,4,pooled\n"))
    assert [row.status for row in found.rows] == ["list", "exempt", "pooled"]


def test_another_encoding_is_read_where_it_is_named(written):
    path = written("party,votes\nPlaid Cymru – Môn,3\n".encode("cp1252"))
    assert votes_file(path, "cp1252").parties == ("Plaid Cymru – Môn",)


@pytest.mark.parametrize(
    ("content", "what", "where"),
    [
        ("", "the file is empty", "votes.csv"),
        (" \n \n", "the file is empty", "votes.csv"),
        ("party,votes\n", "no rows below the header", "votes.csv"),
        ("party,vote\nRed,600\n", "the column 'vote' is not known", "Did you mean 'votes'"),
        ("party\nRed\n", "the column 'votes' is missing", "votes.csv"),
        ("party,votes,votes\nRed,6,6\n", "the column 'votes' is there twice", "line 1"),
        ("party,,votes\nRed,,6\n", "a column has no name", "line 1"),
        ("party;votes\nRed;600\n", "separated by ';'", "Save it as CSV with commas"),
        ("party\tvotes\nRed\t600\n", r"separated by '\t'", "commas"),
        ("party,votes\nRed,600\nRed,5\n", "'Red' is there twice", "line 3"),
        ("party,votes\nRed,6\nOthers,5\n", "'Others' would share in the seats", "pooled"),
        ("party,votes\nRed,6\nIndependent,5\n", "'Independent' would share", "line 3"),
        ("party,votes,status\nRed,6,exmpt\n", "the status 'exmpt' is not known", "'exempt'"),
        ("party,votes\n,600\n", "the party has no name", "line 2"),
        ("party,votes\nRed,-600\n", "'-600' cannot be a number of votes", "line 2, column 'votes'"),
        ("party,votes\nRed,nan\n", "'nan' cannot be a number of votes", "line 2"),
        ("party,votes\nRed,inf\n", "'inf' cannot be a number of votes", "line 2"),
        ("party,votes\nRed,6e3\n", "'6e3' cannot be", "line 2"),
        ("party,votes\nRed,600.5\n", "'600.5' cannot be", "whole number from 0"),
        ("party,votes\nRed,\n", "'' cannot be a number of votes", "line 2"),
        ("party,votes\nRed,1,600\n", "the row has 3 cells, the header 2", "thousands separators"),
        ('party,votes\nRed,"1,600"\n', "'1,600' cannot be", "thousands separators"),
        ("party,votes\nRed,9999999999999999\n", "too large", "line 2"),
        ("party,votes\nRed\n", "the row has 1 cells", "cut short"),
        ('party,votes\n"Red,600\n', "quotes do not close", "line 2"),
        (FULL.replace("North,Blue", ",Blue"), "'Blue' stands in no district", "line 3"),
        (FULL.replace("400,,7", "400,,8"), "North has 7 seats above, and 8 here", "line 3"),
        ("party,votes,electorate\nRed,6,20\nBlue,5,21\n", "has 20 electors above, and 21", "line 3"),
        (FULL.replace("600,2", "600,-2"), "'-2' cannot be a number of constit", "constituencies"),
        (FULL.replace("600,2,7", "600,2,seven"), "'seven' cannot be a number of seats", "line 2"),
        ("party,votes\nPlaid – Môn,3\n".encode("cp1252"), "not text in UTF-8", "--encoding"),
        (PLAIN.encode("utf-16-le"), "not text in UTF-8", "--encoding"),
        (b"PK\x03\x04rest", "a packed file", "save the sheet as CSV UTF-8"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_place(written, content, what, where):
    with pytest.raises(CommonwealError) as error:
        votes_file(written(content))
    assert what in error.value.what
    assert where in f"{error.value.where} {error.value.remedy}"


def test_an_encoding_nobody_knows_is_refused(written):
    with pytest.raises(CommonwealError, match="no encoding named 'latin-11'"):
        votes_file(written(PLAIN), "latin-11")


def test_an_encoding_that_does_not_fit_is_refused(written):
    path = written("party,votes\nPlaid – Môn,3\n".encode("cp1252"))
    with pytest.raises(CommonwealError, match="not text in ascii"):
        votes_file(path, "ascii")


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(CommonwealError, match="cannot be read"):
        votes_file(tmp_path / "gone.csv")
