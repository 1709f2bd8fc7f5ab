"""``commonweal elections count``: the sheet, JSON, ties in words, and every refusal."""

import pytest

from commonweal.algorithms.ranked_rules import RULES

WARD = """\
4 2
40 1 2 0
5 1 0
20 2 3 0
18 3 4 0
12 4 3 0
3 4 0
0
"Ann"
"Bob"
"Cat"
"Dan"
"The ward"
"""
SHEET = """\
The ward: 2 seats, Scottish single transferable vote
98 votes, 4 candidates; quota 33.

candidate  result         votes
───────────────────────────────
Ann        elected at 1   33.00
Bob        elected at 4   30.67
Cat        excluded at 4  30.00
Dan        excluded at 3  15.00

                  stage 1  stage 2   stage 3   stage 4
──────────────────────────────────────────────────────
Ann                 45.00    33.00     33.00     33.00
                  elected   −12.00
Bob                 20.00    30.67     30.67     30.67
                            +10.67             elected
Cat                 18.00    18.00     30.00      0.00
                                      +12.00    −30.00
                                              excluded
Dan                 15.00    15.00      0.00
                                      −15.00
                                    excluded
not transferable     0.00     1.33      4.33     34.33
                             +1.33     +3.00    +30.00

1. First preferences. Elected: Ann.
2. The surplus of Ann passes on. 1.33 are not transferable.
3. Excluded: Dan; the votes pass on. 3.00 are not transferable.
4. Excluded: Cat; the votes pass on. 30.00 are not transferable. Elected without
   the quota, as the last left: Bob.
"""
ALL_TIED = '3 1\n2 1 0\n2 2 0\n2 3 0\n0\n"Ann"\n"Bob"\n"Cat"\n"All tied"\n'


@pytest.fixture
def count(commonweal, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def call(text, *words, name="ward.blt"):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(content)
        return commonweal("elections", "count", name, *words)

    return call


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_counts_and_prints(count, rule):
    said = count(WARD, "--rule", rule)
    assert (said.code, said.err) == (0, "")
    assert max(len(line) for line in said.out.splitlines()) <= 80


def test_the_sheet_tells_stages_marks_and_votes_that_nobody_has(count):
    said = count(WARD, "--rule", "scottish-stv")
    assert said.out == SHEET


@pytest.mark.parametrize("columns", ["20", "40", "200"])
def test_the_sheet_fits_other_terminals(count, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    said = count(WARD, "--rule", "scottish-stv")
    assert (said.code, said.err) == (0, "")


def test_all_tied_is_told_in_words_and_settled_by_a_lot_that_is_named(count):
    told = " ".join(count(ALL_TIED, "--rule", "av", "--lot", 5).out.split())
    assert "Tie over who is excluded after stage 1: Ann, Bob and Cat are level; the lot" in told
    assert "(seed 5)" in told


def test_a_tie_can_be_settled_by_the_order_of_the_file(count):
    told = " ".join(count(ALL_TIED, "--rule", "fptp", "--ties", "order").out.split())
    assert "Tie over who is elected: Ann, Bob and Cat are level; the order of the file" in told
    assert "decided: Ann." in told


def test_a_lot_does_not_depend_on_the_order_of_the_candidates(count):
    turned = '3 1\n2 1 0\n2 2 0\n2 3 0\n0\n"Cat"\n"Ann"\n"Bob"\n"All tied"\n'
    first = count(ALL_TIED, "--rule", "fptp", "--lot", 3, "--json").json["elected"]
    assert count(turned, "--rule", "fptp", "--lot", 3, "--json").json["elected"] == first


def test_json_has_every_stage(count):
    found = count(WARD, "--rule", "scottish-stv", "--json").json
    assert found["elected"] == ["Ann", "Bob"]
    assert (found["votes"], found["quota"], found["seats"]) == (98, 33, 2)
    assert found["stages"][1] == {
        "number": 2, "action": "surplus", "of": ["Ann"], "elected": [],
        "tallies": {"Ann": 33, "Bob": 30.6664, "Cat": 18, "Dan": 15},
        "exhausted": 1.3333, "lost": 0.0003, "quota": 33,
    }  # fmt: skip


def test_json_has_ties(count):
    found = count(ALL_TIED, "--rule", "av", "--json").json
    assert found["ties"][0]["claimants"] == ["Ann", "Bob", "Cat"]
    assert found["ties"][0]["settled_by"] == "lot"


def test_blank_shortened_and_withdrawn_are_told(count):
    text = WARD.replace("4 2\n", "4 2\n-4\n", 1).replace("5 1 0", "5 1 1 0\n7 0")
    said = count(text, "--rule", "scottish-stv", "--irregular", "stop")
    told = " ".join(said.out.split())
    assert "10 blank ballots left out" in told
    assert "5 ballots skipped, repeated or ranked equally" in told
    assert "Withdrawn, and passed over on every ballot: Dan." in told


def test_seats_asked_for_lie_over_those_of_the_file(count):
    assert count(WARD, "--rule", "scottish-stv", "--seats", 3, "--json").json["seats"] == 3


def test_a_rule_that_fills_one_seat_passes_over_the_seats_of_the_file(count):
    assert count(WARD, "--rule", "av", "--json").json["seats"] == 1


@pytest.mark.parametrize(
    ("text", "words", "complaint"),
    [
        (WARD, [], "missing option '--rule'"),
        (WARD, ["--rule", "stv"], "Known: fptp"),
        (WARD, ["--rule", "av", "--seats", 2], "av elects one candidate, not 2"),
        (WARD, ["--rule", "scottish-stv", "--seats", 5], "4 candidates cannot fill 5 seats"),
        (WARD, ["--rule", "scottish-stv", "--seats", 0], "0 is not in the range"),
        (WARD.replace("40 1 2", "40 1 2 1"), ["--rule", "av"], "'Ann' is ranked twice"),
        (WARD.replace("40 1 2", "40 1 - 2"), ["--rule", "av"], "preference 2 is skipped"),
        (WARD.replace("40 1 2", "40 1=2"), ["--rule", "av"], "'Ann', 'Bob' equally"),
        (WARD.replace("40 1 2", "40 1 7"), ["--rule", "av"], "no candidate has the number '7'"),
        (WARD.replace("40 1 2", "40 1 2 3 4 1"), ["--rule", "av"], "5 preferences, but only 4"),
        (WARD.replace("40 1 2", "0 1 2"), ["--rule", "av"], "'0' voters"),
        (WARD.replace("40 1 2", "-40 1 2"), ["--rule", "av"], "'-40' voters"),
        (WARD.replace("40 1 2", "nan 1 2"), ["--rule", "av"], "'nan' voters"),
        (WARD[:30], ["--rule", "av"], "cut short"),
        (WARD.replace("4 2", "4 6", 1), ["--rule", "av"], "4 candidates cannot fill 6 seats"),
        (WARD.replace('"Bob"', '"Ann"'), ["--rule", "av"], "two candidates are named 'Ann'"),
        (WARD.replace("Ann", "Ánn").encode("latin-1"), ["--rule", "av"], "not text in UTF-8"),
        (WARD, ["--rule", "av", "--encoding", "utf-99"], "no encoding named 'utf-99'"),
        (WARD, ["--rule", "av", "--format", "scottish"], "does not begin as a Scottish ward"),
        ("", ["--rule", "av"], "the file is empty"),
    ],
)
def test_a_mistake_is_told_and_ends_with_2(count, text, words, complaint):
    said = count(text, *words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err


def test_the_help_names_every_rule():
    from commonweal.cli.elections_count import count as command

    (option,) = (parameter for parameter in command.params if parameter.name == "rule")
    named = option.help.rstrip(".").replace(" or ", ", ").split(", ")
    assert sorted(named) == sorted(RULES)


def test_a_file_that_does_not_say_the_seats_needs_them(count):
    said = count("rank1,rank2\nAnn,Bob\n", "--rule", "scottish-stv", name="ballots.csv")
    assert (said.code, said.out) == (2, "")
    assert "Give --seats N" in said.err


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_makes_no_difference(count, mark):
    assert count(mark + WARD.encode(), "--rule", "av", "--json").json["elected"] == ["Cat"]


def test_another_encoding_is_read_where_it_is_named(count):
    text = WARD.replace("Ann", "Ánn").encode("latin-1")
    said = count(text, "--rule", "fptp", "--encoding", "latin-1", "--json")
    assert said.json["elected"] == ["Ánn"]


def test_the_stages_and_transfers_are_drawn(count, tmp_path):
    assert count(WARD, "--rule", "scottish-stv", "--charts", "drawn").code == 0
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [
        "stages.svg",
        "transfers.svg",
    ]


def test_a_rule_without_transfers_has_no_chart_of_them(count, tmp_path):
    assert count(WARD, "--rule", "borda", "--seats", 1, "--charts", "drawn").code == 0
    assert [path.name for path in (tmp_path / "drawn").iterdir()] == ["stages.svg"]
