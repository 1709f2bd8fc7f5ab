"""Ballots as they come in files: what is read, by which rule, and what is refused with its line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.core.errors import BallotError, CommonwealError, FileError
from commonweal.institutions.elections.ballot_files import ballot_file

BLT = """\
3 2
4 1 2 0
3 2 0
2 3 1 2 0
0
"Ann"
"Bob"
"Cat"
"The ward"
"""
WARD = """\
3,2,
4,1,2,
3,2,
2,3,1,2,
"Candidate 1","Ann","Labour (Lab)",
"Candidate 2","Bob","Green (Gr)",
"Candidate 3","Cat","Independent (Ind)",
"The ward",
"""
PREFLIB = """\
# FILE NAME: ward.soi
# TITLE: The ward
# DATA TYPE: soi
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 9
# ALTERNATIVE NAME 1: Ann
# ALTERNATIVE NAME 2: Bob
# ALTERNATIVE NAME 3: Cat
4: 1,2
3: 2
2: 3,1,2
"""
OLD_PREFLIB = "3\n1,Ann\n2,Bob\n3,Cat\n9,9,3\n4,1,2\n3,2\n2,3,1,2\n"
BY_RANK = "voters,rank1,rank2,rank3\n4,Ann,Bob,\n3,Bob,,\n2,Cat,Ann,Bob\n"
BY_CANDIDATE = "voters,Ann,Bob,Cat\n4,1,2,\n3,,1,\n2,2,3,1\n"

FORMATS = {
    "ward.blt": BLT,
    "ward.csv": WARD,
    "ward.soi": PREFLIB,
    "old.soi": OLD_PREFLIB,
    "rank.csv": BY_RANK,
    "candidate.csv": BY_CANDIDATE,
}


@pytest.fixture
def written(tmp_path):
    def write(content, name="ward.blt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def ballots(profile):
    """Rankings by name, with their voters."""
    return {
        tuple(profile.candidates[c] for c in ranking if c >= 0): int(voters)
        for ranking, voters in zip(profile.rankings.tolist(), profile.weights, strict=True)
    }


NINE = {("Ann", "Bob"): 4, ("Bob",): 3, ("Cat", "Ann", "Bob"): 2}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_ballots(written, name):
    found = ballot_file(written(FORMATS[name], name))
    assert found.profile.candidates == ("Ann", "Bob", "Cat")
    assert ballots(found.profile) == NINE


@pytest.mark.parametrize("name", ["ward.blt", "ward.csv"])
def test_title_and_seats_are_read(written, name):
    found = ballot_file(written(FORMATS[name], name))
    assert (found.title, found.seats) == ("The ward", 2)


def test_parties_are_read_from_a_ward(written):
    found = ballot_file(written(WARD, "ward.csv"))
    assert found.parties == ("Labour (Lab)", "Green (Gr)", "Independent (Ind)")


@pytest.mark.parametrize("text", [BLT, WARD, PREFLIB])
def test_a_format_is_known_by_its_beginning(written, text):
    assert ballots(ballot_file(written(text, "ward.txt")).profile) == NINE


def test_a_format_can_be_named(written):
    assert ballots(ballot_file(written(BLT, "ward.csv"), form="blt").profile) == NINE


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + BLT.encode(),
        BLT.encode("utf-16"),
        BLT.replace("\n", "\r\n").encode(),
        BLT.rstrip().encode(),
        BLT.replace("\n", "\n\n").encode(),
        BLT.replace('"Ann"', '"Ann" # the first').replace("4 1", "  4  1").encode(),
        BLT.replace('"', "").encode(),
        BLT.replace('"Ann"\n"Bob"\n', '"Ann" "Bob"\n').encode(),
    ],
    ids=["mark", "utf-16", "windows", "no end", "blank lines", "comment", "no quotes", "one line"],
)  # fmt: skip
def test_what_is_no_difference_makes_none(written, content):
    assert ballots(ballot_file(written(content)).profile) == NINE


def test_a_hash_within_quotes_is_no_comment(written):
    found = ballot_file(written(BLT.replace('"Ann"', '"Ann #1"')))
    assert found.profile.candidates[0] == "Ann #1"


def test_another_encoding_is_read_where_it_is_named(written):
    path = written(BLT.replace("Ann", "Ánn").encode("cp1252"))
    assert ballot_file(path, encoding="cp1252").profile.candidates[0] == "Ánn"
    with pytest.raises(FileError, match="not text in UTF-8"):
        ballot_file(path)


def test_like_ballots_are_added_up(written):
    found = ballot_file(written(BLT.replace("3 2 0", "3 1 2 0")))
    assert ballots(found.profile) == {("Ann", "Bob"): 7, ("Cat", "Ann", "Bob"): 2}


def test_raw_ballots_stand_for_one_voter_each(written):
    text = "rank1,rank2\nAnn,Bob\nAnn,Bob\nBob\n"
    assert ballots(ballot_file(written(text, "b.csv")).profile) == {("Ann", "Bob"): 2, ("Bob",): 1}


def test_names_of_ranks_may_be_written_in_several_ways(written):
    text = "1,2,3\nAnn,Bob,\nBob,,\n"
    assert len(ballot_file(written(text, "b.csv")).profile) == 2
    text = "1st choice,2nd choice\nAnn,Bob\n"
    assert len(ballot_file(written(text, "b.csv")).profile) == 1


def test_columns_are_passed_over_where_it_is_said(written):
    path = written("precinct,rank1\n7,Ann\n8,Ann\n", "b.csv")
    assert ballots(ballot_file(path, ignored=["precinct"]).profile) == {("Ann",): 2}


def test_those_who_withdrew_are_passed_over(written):
    found = ballot_file(written(BLT.replace("3 2\n", "3 2\n-1\n", 1)))
    assert found.profile.candidates == ("Bob", "Cat")
    assert found.withdrawn == ("Ann",)
    assert ballots(found.profile) == {("Bob",): 7, ("Cat", "Bob"): 2}


def test_blank_ballots_are_left_out_and_counted(written):
    found = ballot_file(written(BLT.replace('0\n"Ann', '5 0\n0\n"Ann')))
    assert (found.blank, found.profile.votes) == (5, 9)


SKIPPED = {
    "blt": BLT.replace("4 1 2", "4 1 - 2"),
    "ward": WARD.replace("4,1,2", "4,1,,2"),
    "rank": BY_RANK.replace("4,Ann,Bob,", "4,Ann,,Bob"),
    "skipped in words": BY_RANK.replace("4,Ann,Bob,", "4,Ann,skipped,Bob"),
    "candidate": BY_CANDIDATE.replace("4,1,2,", "4,1,3,"),
}
REPEATED = {
    "blt": BLT.replace("4 1 2", "4 1 2 1"),
    "ward": WARD.replace("4,1,2", "4,1,2,1"),
    "preflib": PREFLIB.replace("4: 1,2", "4: 1,2,1"),
    "rank": BY_RANK.replace("4,Ann,Bob,", "4,Ann,Bob,Ann"),
}
EQUAL = {
    "blt": BLT.replace("4 1 2", "4 1 2=3 2"),
    "preflib": PREFLIB.replace("4: 1,2", "4: 1,{2,3},2"),
    "rank": BY_RANK.replace("4,Ann,Bob,", "4,Ann,overvote,"),
    "candidate": BY_CANDIDATE.replace("4,1,2,", "4,1,2,2").replace("Cat\n", "Cat,Dan\n"),
}
NAMED = {"blt": "b.blt", "ward": "b.csv", "preflib": "b.toc"}


@pytest.mark.parametrize("form", SKIPPED)
def test_a_skipped_preference_is_refused_or_stops_or_is_closed(written, form):
    path = written(SKIPPED[form], NAMED.get(form, "b.csv"))
    with pytest.raises(BallotError, match="preference 2 is skipped") as error:
        ballot_file(path)
    assert "line 2" in error.value.where
    assert "--irregular stop" in error.value.remedy
    stopped, closed = (ballot_file(path, irregular=rule) for rule in ("stop", "skip"))
    assert stopped.shortened == closed.shortened == 4
    assert ballots(stopped.profile)["Ann",] == 4
    assert ballots(closed.profile)["Ann", "Bob"] == 4


@pytest.mark.parametrize("form", REPEATED)
def test_a_candidate_ranked_twice_is_refused_or_counts_once(written, form):
    path = written(REPEATED[form], NAMED.get(form, "b.csv"))
    with pytest.raises(BallotError, match="'Ann' is ranked twice"):
        ballot_file(path)
    assert ballots(ballot_file(path, irregular="stop").profile) == NINE
    assert ballots(ballot_file(path, irregular="skip").profile) == NINE


@pytest.mark.parametrize("form", EQUAL)
def test_equal_preferences_are_refused_or_end_the_ballot(written, form):
    path = written(EQUAL[form], NAMED.get(form, "b.csv"))
    with pytest.raises(BallotError, match=r"preference 2 is for .* equally"):
        ballot_file(path)
    assert ballots(ballot_file(path, irregular="stop").profile)["Ann",] == 4
    assert ballots(ballot_file(path, irregular="skip").profile)["Ann",] == 4


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (PREFLIB.replace("3: 2", "3: 2,{1,3}"), "ward.toc"),
        (BLT.replace("3 2 0", "3 2 1=3 0"), "ward.blt"),
        (BLT.replace("3 2\n", "3 2\n-1\n", 1).replace("3 2 0", "3 2=3 0"), "ward.blt"),
    ],
)
def test_all_who_are_left_equally_last_are_left_off(written, text, name):
    found = ballot_file(written(text, name))
    assert found.shortened == 0
    assert ballots(found.profile).get(("Bob",), 0) in (3, 4)


def test_equal_preferences_that_cover_not_all_or_repeat_are_irregular(written):
    path = written(BLT.replace("4 1 2 0", "4 1 1=2 0"))
    with pytest.raises(BallotError, match="equally"):
        ballot_file(path)


def test_a_ballot_that_stops_at_once_is_blank(written):
    found = ballot_file(written(BLT.replace("4 1 2", "4 - 1 2")), irregular="stop")
    assert (found.blank, found.shortened, found.profile.votes) == (4, 4, 5)


def test_a_gap_left_by_one_who_withdrew_is_none(written):
    text = BLT.replace("3 2\n", "3 2\n-1\n", 1).replace("2 3 1 2", "2 3 1=2")
    assert ballots(ballot_file(written(text)).profile)["Cat", "Bob"] == 2


def test_a_later_mention_is_passed_over_and_the_rest_still_counts(written):
    found = ballot_file(written(BLT.replace("4 1 2", "4 1 1 2")), irregular="skip")
    assert ballots(found.profile) == NINE
    found = ballot_file(written(BLT.replace("4 1 2", "4 1 1 2")), irregular="stop")
    assert ballots(found.profile)["Ann",] == 4


BROKEN_BLT = [
    ("3 2\n4 1 2 1 3 0\n0\nAnn\nBob\nCat\n", "has 4 preferences, but only 3 candidates", "line 2"),
    (BLT.replace("4 1 2", "4 1 9"), "no candidate has the number '9'", "line 2"),
    (BLT.replace("4 1 2", "4 1 -2"), "no candidate has the number '-2'", "line 2"),
    (BLT.replace("4 1 2", "4 1 x"), "no candidate has the number 'x'", "line 2"),
    (BLT.replace("4 1 2 0", "0 1 2 0"), "'0' voters cannot have cast a ballot", "line 2"),
    (BLT.replace("4 1 2", "-4 1 2"), "'-4' voters cannot have cast a ballot", "line 2"),
    (BLT.replace("4 1 2", "nan 1 2"), "'nan' voters cannot have cast a ballot", "line 2"),
    (BLT.replace("4 1 2", "4.5 1 2"), "'4.5' voters cannot have cast a ballot", "line 2"),
    (BLT.replace("4 1 2", "4" * 14 + " 1 2"), "voters cannot have cast a ballot", "line 2"),
    (BLT.replace("4 1 2", "600000000 1 2"), "600000000 voters cannot have cast", "line 2"),
    (BLT.replace("4 1 2 0", "4 1 2"), "the ballot does not end with 0", "cut short"),
    (BLT[:20], "the ballot does not end with 0", "line 4"),
    (BLT[:18], "cut short: no line with 0 alone", "again"),
    ("3 2\n", "cut short: no line with 0 alone", "again"),
    (BLT[:38], "quotes do not close", "line 7"),
    (BLT[:36], "cut short: 3 candidates stand, 1 are named", "again"),
    (BLT[:-18], "cut short: 3 candidates stand, 2 are named", "again"),
    (BLT + '"Dan"\n', "3 candidates stand, but 5 names follow", "one title"),
    (BLT.replace("3 2", "2 3", 1), "2 candidates cannot fill 3 seats", "line 1"),
    (BLT.replace("3 2", "3 0", 1), "3 candidates cannot fill 0 seats", "line 1"),
    (BLT.replace("3 2", "2000 1", 1), "2000 candidates are more than", "line 1"),
    (BLT.replace("3 2", "A ward", 1), "does not begin as a BLT file does", "line 1"),
    (BLT.replace('"Bob"', '"Ann"'), "two candidates are named 'Ann'", "tell them apart"),
    (BLT.replace('"Bob"', '"ANN "'), "two candidates are named 'ANN' and 'Ann'", "tell them apart"),
    (BLT.replace('"Bob"', '""'), "a candidate has no name", "ward.blt"),
    (BLT.replace("3 2 0", "-1"), "withdraw after the first ballot", "line 3"),
    ("3 2\n0\nAnn\nBob\nCat\n", "there are no ballots to count", "ward.blt"),
    ("3 2\n4 0\n0\nAnn\nBob\nCat\n", "no ballots to count: all are blank", "ward.blt"),
    ("", "the file is empty", "ward.blt"),
    (b"PK\x03\x04zip", "a packed file", "Unpack it"),
    (BLT.encode("utf-16-be"), "not text in UTF-8", "--encoding"),
]


@pytest.mark.parametrize(("text", "what", "where"), BROKEN_BLT)
def test_a_broken_blt_file_is_refused_with_its_place(written, text, what, where):
    with pytest.raises(CommonwealError) as error:
        ballot_file(written(text))
    assert what in error.value.what
    assert where in f"{error.value.where} {error.value.remedy}"


@pytest.mark.parametrize(
    ("name", "ballots_end"), [("ward.blt", BLT.index('"\n"The') + 1), ("ward.csv", -14)]
)
def test_a_file_cut_anywhere_is_refused(written, name, ballots_end):
    whole = FORMATS[name]
    kept = [n for n in range(len(whole[:ballots_end])) if read_or_none(written(whole[:n], name))]
    assert kept == []


def read_or_none(path):
    try:
        return ballot_file(path)
    except CommonwealError:
        return None


BROKEN_WARD = [
    (WARD.replace("4,1,2", "4,1,9"), "no candidate has the number '9'", "line 2"),
    (WARD.replace("4,1,2", "0,1,2"), "'0' voters", "line 2"),
    (WARD.replace("4,1,2", "-4,1,2"), "'-4' voters", "line 2"),
    (WARD.replace("4,1,2", "nan,1,2"), "'nan' voters", "line 2"),
    (WARD.replace("4,1,2", "4,1,2,3,1"), "has 4 preferences, but only 3", "line 2"),
    (WARD.replace("3,2,", "2,3,", 1), "2 candidates cannot fill 3 seats", "line 1"),
    (WARD[:20], "cut short: no candidate is named", "again"),
    (WARD[:120], "cut short: 3 candidates and the ward should be named, not 3", "again"),
    (WARD.replace('"The ward",\n', ""), "candidates and the ward should be named, not 3", "again"),
    (WARD.replace("Candidate 2", "Candidate 3"), "does not name candidate 2", "line 6"),
    (WARD.replace('"Bob",', '"Bob,'), "does not name candidate 2", "line 6"),
    (WARD.replace('"Bob"', '"Ann"'), "two candidates are named 'Ann'", "tell them apart"),
    (WARD + "1,2,\n", "more follows the ballots", "line 9"),
]


@pytest.mark.parametrize(("text", "what", "where"), BROKEN_WARD)
def test_a_broken_ward_is_refused_with_its_place(written, text, what, where):
    with pytest.raises(CommonwealError) as error:
        ballot_file(written(text, "ward.csv"))
    assert what in error.value.what
    assert where in f"{error.value.where} {error.value.remedy}"


def test_a_wards_name_may_have_quotes_that_do_not_close(written):
    text = WARD.replace('"The ward"', '"""" The ward"" "",""')
    assert ballot_file(written(text, "ward.csv")).title == "The ward"


BROKEN_PREFLIB = [
    (PREFLIB.replace("VOTERS: 9", "VOTERS: 12"), "cut short: there should be 12 voters", "again"),
    (PREFLIB.replace("2: 3,1,2\n", ""), "should be 9 voters, but the lines have 7", "again"),
    (PREFLIB.replace("ALTERNATIVES: 3", "ALTERNATIVES: 4"), "4 alternatives stand, 3", "again"),
    (PREFLIB.replace("NAME 2", "NAME 7"), "not named from 1 on", "ward.soi"),
    (PREFLIB.replace("4: 1,2", "4 1 2"), "the line is no order of PrefLib's", "line 9"),
    (PREFLIB.replace("4: 1,2", "4: 1,{2,3"), "braces of the order do not close", "line 9"),
    (PREFLIB.replace("4: 1,2", "4: 1,9"), "no candidate has the number '9'", "line 9"),
    (PREFLIB.replace("4: 1,2", "0: 1,2"), "'0' voters", "line 9"),
    (PREFLIB.replace("TYPE: soi", "TYPE: cat"), "of type 'cat' are not orders", "soc"),
    (PREFLIB.replace(": Bob", ": Ann"), "two candidates are named 'Ann'", "tell them apart"),
    (OLD_PREFLIB[:8], "cut short", "again"),
    (OLD_PREFLIB.replace("2,Bob", "5,Bob"), "does not name alternative 2", "line 3"),
    (OLD_PREFLIB.replace("9,9,3", "8,8,3"), "should be 8 voters", "again"),
]


@pytest.mark.parametrize(("text", "what", "where"), BROKEN_PREFLIB)
def test_a_broken_file_of_preflib_is_refused_with_its_place(written, text, what, where):
    with pytest.raises(CommonwealError) as error:
        ballot_file(written(text, "ward.soi"))
    assert what in error.value.what
    assert where in f"{error.value.where} {error.value.remedy}"


BROKEN_CSV = [
    ("rank1,rank2\n", "there are no ballots to count", "b.csv"),
    ("rank1,rank2\n,\n", "no ballots to count", "b.csv"),
    ("rank1,rank3\nAnn,Bob\n", "not numbered from 1 on", "line 1"),
    ("rank1,rank1\nAnn,Bob\n", "the column 'rank1' is there twice", "line 1"),
    ("rank1,,rank2\nAnn,x,Bob\n", "a column has no name", "line 1"),
    ("rank1;rank2\nAnn;Bob\n", "separated by ';'", "commas"),
    ("rank1,precinct\nAnn,3\n", "'precinct' is neither a rank nor", "--ignore"),
    ("rank1,weigth\nAnn,3\n", "'weigth' is neither a rank nor", "--ignore"),
    ("rank1,rank2\nAnn,Bob,Cat\n", "the row has 3 cells, the header 2", "line 2"),
    ("rank1,rank2\nAnn,Bob\nBo", "its last row breaks off", "line 3"),
    ("rank1,rank2\nAnn,Bob\nBob,An", "its last row breaks off", "line 3"),
    ('rank1,rank2\nAnn,"Bob\n', "quotes do not close", "line 2"),
    ("rank1,rank2\nAnn,Bob\nann,Bob\n", "two candidates are named 'ann' and 'Ann'", "alike"),
    ("voters,rank1\n0,Ann\n", "'0' voters", "line 2"),
    ("voters,rank1\n-3,Ann\n", "'-3' voters", "line 2"),
    ("voters,rank1\nnan,Ann\n", "'nan' voters", "line 2"),
    ("voters,rank1\n,Ann\n", "'' voters", "line 2"),
    ("Ann,Bob\n1,two\n", "'two' is no preference for 'Bob'", "line 2"),
    ("Ann,Bob\n1,nan\n", "'nan' is no preference for 'Bob'", "line 2"),
    ("Ann,Bob\n0,1\n", "'0' is no preference for 'Ann'", "line 2"),
    ("Ann,Bob\n1,-2\n", "'-2' is no preference for 'Bob'", "line 2"),
    ("first,second\nAnn,Bob\n", "'Ann' is no preference for 'first'", "rank1, rank2"),
]


@pytest.mark.parametrize(("text", "what", "where"), BROKEN_CSV)
def test_a_broken_csv_file_is_refused_with_its_place(written, text, what, where):
    with pytest.raises(CommonwealError) as error:
        ballot_file(written(text, "b.csv"))
    assert what in error.value.what
    assert where in f"{error.value.where} {error.value.remedy}"


def test_a_column_to_pass_over_must_be_there(written):
    with pytest.raises(FileError, match="no column 'ward' to pass over"):
        ballot_file(written("rank1\nAnn\n", "b.csv"), ignored=["ward"])


EDITS = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.integers(0, 5),
        st.text('0123456789 -,=\n"#{}:;\tAnnan\0é½²', max_size=3),
    ),
    min_size=1,
    max_size=5,
)


def edited(text, edits):
    """The text with some places overwritten."""
    for place, length, new in edits:
        text = text[:place] + new + text[place + length :]
    return text


@given(st.sampled_from(sorted(FORMATS)), EDITS, st.sampled_from(["refuse", "stop", "skip"]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_says_is_read_or_refused_with_its_place(written, name, edits, rule):
    path = written(edited(FORMATS[name], edits), name)
    assert read_or_placed(path, rule)


def read_or_placed(path, rule):
    """Whether there are votes to count, or an error that says in which file."""
    try:
        return ballot_file(path, irregular=rule).profile.votes > 0
    except CommonwealError as error:
        return bool(error.what) and str(path) in error.where


@pytest.mark.parametrize("form", ["blt", "scottish", "preflib", "csv"])
@pytest.mark.parametrize("text", [",,\n", "#\n", "\x1c\n", "0\n", '"\n', "{\n"])
def test_a_line_that_means_nothing_is_refused_in_every_format(written, form, text):
    with pytest.raises(CommonwealError):
        ballot_file(written(text), form=form)


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        ballot_file(tmp_path / "gone.blt")
