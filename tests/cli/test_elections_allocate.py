"""``commonweal elections allocate``: seats for lists, as a table, as JSON, or a plain refusal."""

import pytest

NEW_ZEALAND = """\
party,votes,constituencies,status
National,1053398,41,
Labour,796880,21,
Green,157613,0,
New Zealand First,95356,0,
ACT,85496,1,
Māori Party,55980,5,
Progressive,21241,1,
United Future,20497,1,
Others,58113,0,pooled
"""
HOUSE_OF_2008 = """\
120 seats, mixed members with overhang, as in New Zealand

                                                                  from
party                  votes  of votes  seats  constituencies     list  overhang
────────────────────────────────────────────────────────────────────────────────
National           1,053,398     44.9%     58              41       17         0
Labour               796,880     34.0%     43              21       22         0
Green                157,613      6.7%      9               0        9         0
New Zealand First     95,356      4.1%      0               0        0         0
ACT                   85,496      3.6%      5               1        4         0
Others                58,113      2.5%      0               0        0         0
Māori Party           55,980      2.4%      5               5        0         2
Progressive           21,241      0.9%      1               1        0         0
United Future         20,497      0.9%      1               1        0         0

Threshold: 5% of the votes or 1 constituency. Below it: New Zealand First, with
4.1% of the votes.
Votes of several, which have no seats as one list: Others.
The house grows by 2 to 122: lists keep constituencies beyond their share.
Gallagher's index: 4.16 (0 is in proportion).
"""
THREE_EQUAL = "party,votes\nRed,5\nBlue,5\nGreen,5\n"


@pytest.fixture
def allocate(commonweal, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def call(text, *words):
        (tmp_path / "votes.csv").write_text(text, encoding="utf-8")
        return commonweal("elections", "allocate", "votes.csv", *words)

    return call


def test_the_seats_stand_in_a_table_with_what_it_does_not_show(allocate):
    said = allocate(NEW_ZEALAND, "--rule", "mmp", "--seats", 120, "--threshold", "5%")
    assert (said.code, said.err) == (0, "")
    assert said.out == HOUSE_OF_2008


def test_a_tie_is_told_in_words_and_left_open(allocate):
    said = allocate(THREE_EQUAL, "--rule", "dhondt", "--seats", 2)
    assert said.code == 0
    told = " ".join(said.out.split())
    assert "Tie: Red, Blue, Green have equal claims to 2 seats, which the table leaves out" in told
    assert "--lot SEED" in told


def test_a_tie_is_settled_by_a_lot_that_is_told(allocate):
    said = allocate(THREE_EQUAL, "--rule", "dhondt", "--seats", 2, "--lot", 3)
    assert "equal claims to 2 seats; by lot (seed 3): " in " ".join(said.out.split())


def test_a_quota_is_told(allocate):
    said = allocate("party,votes\nRed,60\nBlue,40\n", "--rule", "hare", "--seats", 3)
    assert "Quota: 33.33 votes a seat." in said.out


def test_districts_stand_in_a_table_of_their_own(allocate):
    text = "district,party,votes,seats\nNorth,Red,60,3\nNorth,Blue,40,\nSouth,Red,10,2\n"
    said = allocate(text, "--rule", "sainte-lague")
    assert "North       100      3  Red 2, Blue 1" in said.out
    assert "South        10      2  Red 2" in said.out


def test_json_has_everything(allocate):
    found = allocate(NEW_ZEALAND, "--rule", "mmp", "--seats", 120, "--threshold", ".05", "--json")
    assert found.json["seats"] == 122
    assert found.json["parties"][0] == {
        "party": "National", "votes": 1053398, "status": "list", "entitled": True, "constituencies": 41,
        "additional": 17, "seats": 58, "overhang": 0,
    }  # fmt: skip
    assert {key: found.json[key] for key in ("rule", "threshold", "waived_by", "undecided")} == {
        "rule": "mmp", "threshold": 0.05, "waived_by": 1, "undecided": 0,
    }  # fmt: skip


def test_json_names_the_tied(allocate):
    found = allocate(THREE_EQUAL, "--rule", "hare", "--seats", 1, "--json").json
    assert found["undecided"] == 1
    assert [claimant["party"] for claimant in found["ties"][0]["claimants"]] == [
        "Red", "Blue", "Green",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "complaint"),
    [
        (THREE_EQUAL, [], "missing option '--rule'"),
        (THREE_EQUAL, ["--rule", "dhont", "--seats", 3], "'dhont' is not one of"),
        (THREE_EQUAL, ["--rule", "dhondt"], "the seats of the house are not stated"),
        (THREE_EQUAL, ["--rule", "dhondt", "--seats", 0], "0 is not in the range"),
        (THREE_EQUAL, ["--rule", "dhondt", "--seats", 3, "--threshold", "5"], "write 5% or 0.05"),
        (THREE_EQUAL, ["--rule", "dhondt", "--seats", 3, "--threshold", "nan"], "not a share"),
        (THREE_EQUAL, ["--rule", "dhondt", "--seats", 3, "--threshold", "50%"], "no list reaches"),
        (THREE_EQUAL, ["--rule", "hare", "--seats", 3, "--formula", "dhondt"], "no formula open"),
        (THREE_EQUAL, ["--rule", "biproportional", "--seats", 2], "--lot SEED"),
        (NEW_ZEALAND, ["--rule", "dhondt", "--seats", 120], "knows no constituencies"),
        (THREE_EQUAL, ["--rule", "mmp", "--seats", 9], "mmp has nothing to add lists to"),
        (NEW_ZEALAND, ["--rule", "ams", "--seats", 60], "70 constituencies are more than"),
        ("party,votes\nRed,0\nBlue,0\n", ["--rule", "dhondt", "--seats", 3], "nobody voted"),
        ("party,votes\nRed,-5\n", ["--rule", "dhondt", "--seats", 3], "'-5' cannot be"),
        ("party,votes\nRed,nan\n", ["--rule", "dhondt", "--seats", 3], "'nan' cannot be"),
        ("party,votes\nRed,5\nRed,5\n", ["--rule", "dhondt", "--seats", 3], "there twice"),
        (
            "party,votes\nRed,5\nred,5\n",
            ["--rule", "dhondt", "--seats", 3],
            "is written 'Red' above",
        ),
        ("party,votes\nRed,10\n", ["--rule", "droop", "--seats", 9], "too few to share"),
    ],
)
def test_a_mistake_is_told_and_ends_with_2(allocate, text, words, complaint):
    said = allocate(text, *words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err


def test_every_rule_is_offered():
    from commonweal.cli.elections_allocate import allocate as command
    from commonweal.institutions.elections.allocation_result import RULES

    (option,) = (parameter for parameter in command.params if parameter.name == "rule")
    assert list(option.type.choices) == list(RULES)
    assert option.help == f"{', '.join(list(RULES)[:-1])} or {list(RULES)[-1]}."


def test_a_file_that_is_not_there_is_told(commonweal):
    said = commonweal("elections", "allocate", "gone.csv", "--rule", "dhondt", "--seats", 3)
    assert (said.code, said.out) == (2, "")
    assert "gone.csv" in said.err
