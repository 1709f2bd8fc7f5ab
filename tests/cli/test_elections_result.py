"""``commonweal elections result``: any election since 1918, with what is unknown of it."""

import json

import pytest

OF_1951 = """\
General election of 25 October 1951: 625 seats

                     stood                             of      at             of
party                   in  unopposed       votes   votes    most  seats   seats
────────────────────────────────────────────────────────────────────────────────
Conservatives and      617          4  13,728,641   48.0%   49.2%    321   51.4%
  allies
Labour                 616          0  13,928,834   48.7%   49.8%    295   47.2%
Liberals               109          0     730,546    2.6%   85.1%      6    1.0%
others                  22          0     189,864    0.7%       –      3    0.5%
Scottish and Welsh       6          0      18,219    0.1%       –      0    0.0%
  nationalists

28,596,104 votes.
At most: the share of a party that had everybody's vote where it did not stand.
In 4 constituencies nobody voted: no second candidate.
Source: House of Commons Library, CBP-8647, as mended (elections.group_patches).
"""


@pytest.fixture
def result(commonweal, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    return lambda *words: commonweal("elections", "result", *words)


def test_an_election_by_groups_says_what_nobody_voted_on(result):
    said = result("1951")
    assert (said.code, said.err) == (0, "")
    assert said.out == OF_1951


def test_members_whose_party_is_unknown_are_told(result):
    out = " ".join(result("1945").out.split())
    assert "39 members of constituencies with two or three are not in the table" in out
    assert "In 13 constituencies several others together lead" in out


def test_an_election_by_candidate_has_its_index(result):
    out = result("2019").out
    assert "32,014,110 votes of 47,567,752 electors." in out
    assert "Gallagher's index: 11.81" in out


def test_as_json_an_unknown_is_null(result):
    found = json.loads(result("1929", "--json").out)
    assert found["gallagher"] is None
    assert found["undecided"] == 37
    assert found["parties"][0]["party"] == "Labour"


def test_charts_are_written(result, tmp_path):
    assert result("2024", "--charts", tmp_path / "drawn").code == 0
    assert {path.name for path in (tmp_path / "drawn").iterdir()} == {
        "votes-and-seats.svg",
        "hexagons.svg",
    }


def test_before_2010_there_is_no_map(result, tmp_path):
    assert result("1983", "--charts", tmp_path).code == 0
    assert [path.name for path in tmp_path.glob("*.svg")] == ["votes-and-seats.svg"]


def test_a_year_without_an_election_is_refused_with_the_nearest(result):
    said = result("1974")
    assert said.code == 2
    assert "no general election named '1974'" in said.err
    assert "1974F" in said.err


def test_moves_since_an_earlier_election_stand_below(result):
    out = result("2017", "--since", "2015").out
    assert "Moves since 2015 by constituency" in out
    assert "Labour                                     631  +9.5   −8.4  +30.3" in out


def test_2024_is_compared_on_its_own_boundaries(result):
    found = json.loads(result("2024", "--since", "2019", "--json").out)
    assert len(found["moves"]["con"]) == 631


def test_moves_are_drawn_one_chart_a_party(result, tmp_path):
    assert result("1979", "--since", "1974O", "--charts", tmp_path).code == 0
    drawn = sorted(path.name for path in tmp_path.glob("moves-*.svg"))
    assert drawn == ["moves-con.svg", "moves-lab.svg", "moves-lib.svg", "moves-nat.svg"]


@pytest.mark.parametrize("since", ["2010", "2017", "2024"])
def test_an_election_on_other_boundaries_or_later_is_refused(result, since):
    said = result("2024", "--since", since)
    assert said.code == 2
    assert "is no earlier election on the boundaries of 2024" in " ".join(said.err.split())
