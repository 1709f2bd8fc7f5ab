"""A planner's own list is read, or refused with what is wrong and where."""

from __future__ import annotations

import pytest

from commonweal.core.errors import CommonwealError, FileError, ParameterError, UnknownName
from commonweal.institutions.health.rtt_extract import Choice
from commonweal.institutions.health.rtt_file import FRACTIONS, find_list, read_list
from tests.support.rtt_files import month, write

WEEKLY = """month,weeks_waited,waiting,treated,joined
2025-05,0,310,120,420
2025-05,1,290,60,
2025-05,2+,700,140,
2025-06,0,300,110,400
2025-06,1,280,70,
2025-06,2+,690,150,
"""
BY_SPECIALTY = """month,specialty,weeks_waited,waiting
2025-05,Urology,0,10
2025-05,Urology,1+,20
2025-05,Dermatology,0,1
2025-05,Dermatology,1+,2
"""


@pytest.fixture
def file(tmp_path):
    def with_text(content):
        path = tmp_path / "list.csv"
        path.write_text(content, encoding="utf-8")
        return path

    return with_text


def test_a_list_by_weeks_is_a_series_of_months(file):
    series = read_list(file(WEEKLY))
    assert series.months == ("2025-05", "2025-06")
    assert series.waiting.tolist() == [[310, 290, 700], [300, 280, 690]]
    assert series.joined.tolist() == [420, 400]
    assert series.removals().tolist() == [1300 + 400 - 330 - 1270]


def test_one_month_can_be_chosen(file):
    assert read_list(file(WEEKLY), Choice(month="2025-06")).months == ("2025-06",)
    with pytest.raises(UnknownName, match="no month named '2024-06'"):
        read_list(file(WEEKLY), Choice(month="2024-06"))


def test_a_list_of_waiting_alone_knows_no_flows(file):
    snapshot = read_list(file("weeks_waited,waiting\n0,5\n1,4\n"), Choice(month="2025-05"))
    assert snapshot.snapshots[0].treated is None
    assert snapshot.snapshots[0].joined is None


def test_a_list_without_a_month_asks_for_it(file):
    with pytest.raises(ParameterError, match="does not say of which month"):
        read_list(file("weeks_waited,waiting\n0,5\n"))


def test_rows_may_stand_in_any_order_and_lines_may_be_blank(file):
    path = file("weeks_waited,waiting\n1,4\n\n0,5\n ,\n")
    assert read_list(path, Choice(month="2025-05")).waiting.tolist() == [[5, 4]]


def test_months_waited_begin_where_calendar_months_do(file):
    series = read_list(file("month,months_waited,waiting\n2025-05,0,5\n2025-05,1,4\n"))
    assert series.snapshots[0].buckets == "months"
    assert series.snapshots[0].edges_weeks.tolist() == [0, 31 / 7]


def test_fractions_are_taken_by_months_and_named(file):
    series = read_list(file("month,months_waited,waiting\n2025-05,0,5.25\n"))
    assert series.snapshots[0].notes == (FRACTIONS,)


def test_specialties_are_added_up_or_chosen(file):
    assert read_list(file(BY_SPECIALTY)).waiting.tolist() == [[11, 22]]
    chosen = read_list(file(BY_SPECIALTY), Choice(specialty="urology"))
    assert chosen.waiting.tolist() == [[10, 20]]


def test_a_total_beside_its_specialties_would_count_twice(file):
    total = "2025-05,Total,0,11\n2025-05,Total,1+,22\n"
    with pytest.raises(FileError, match="would count twice"):
        read_list(file(BY_SPECIALTY + total))
    assert read_list(file(BY_SPECIALTY + total), Choice(specialty="Total")).waiting.sum() == 33


def test_a_specialty_that_is_not_there_gets_its_near_miss(file):
    with pytest.raises(UnknownName, match="'Urology'"):
        read_list(file(BY_SPECIALTY), Choice(specialty="Urologie"))


def test_a_specialty_cannot_be_chosen_where_no_column_has_it(file):
    with pytest.raises(FileError, match="'specialty' is missing"):
        read_list(file(WEEKLY), Choice(specialty="Urology"))


def test_an_extract_is_known_by_its_header(tmp_path):
    assert read_list(write(tmp_path, month())).waiting.tolist() == [[14, 10, 6]]


def test_a_suppressed_count_is_refused_or_counts_as_asked(file):
    path = file("month,weeks_waited,waiting\n2025-05,0,9\n2025-05,1,*\n")
    with pytest.raises(ParameterError, match="was suppressed"):
        read_list(path)
    assert read_list(path, Choice(suppressed=2.0)).waiting.tolist() == [[9, 2]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("weeks_waited,waiting\n", "a header and no rows"),
        ("weeks_waited,waiting\n0,5\n1", "cut short"),
        ("weeks_waited,waiting\n0,5\n0,6\n", "0 weeks stand in line 2 already"),
        ("weeks_waited,waiting\n0,5\n2,6\n", "no row for 1 weeks"),
        ("weeks_waited,waiting\n0,5\n1+,6\n2,1\n", "1\\+ is not the last age"),
        ("weeks_waited,waiting\n0,-5\n", "cannot be negative"),
        ("weeks_waited,waiting\n0,5.5\n", "not a whole number"),
        ("weeks_waited,waiting\n0,nan\n", "'nan' is not a count"),
        ("weeks_waited,waiting\n0,1e300\n", "1e300 is too large a count"),
        ("weeks_waited,waiting\n0,1000000001\n", "1000000001 is too large a count"),
        ("weeks_waited,waiting\n0,1,000\n", "does not have the 2 cells"),
        ('weeks_waited,waiting\n0,"1,000"\n', "'1,000' is not a count"),
        ("weeks_waited,waiting\n0-1,5\n", "'0-1' is not a whole number of weeks"),
        ("weeks_waited,waiting\n-1,5\n", "'-1' is not a whole number of weeks"),
        ("weeks_waited,waiting\n1.5,5\n", "'1.5' is not a whole number of weeks"),
        ("weeks_waited,waiting,waiting\n0,5,5\n", "'waiting' is there twice"),
        ("weeks_waited,months_waited,waiting\n0,0,5\n", "not in both"),
        ("week,waiting\n0,5\n", "no column says how long"),
        ("semaines,en_attente\n0,5\n", "no column says how long"),
        ("weeks_waited,waitng\n0,5\n", "'waitng' is not known.*\n.*'waiting'"),
        ("weeks_waited,treated\n0,5\n", "'waiting' is missing"),
        ("weeks_waited,waiting,joined\n0,5,9\n1,4,9\n", "belongs beside age 0"),
        ("month,weeks_waited,waiting\nMay 2025,0,5\n", "'May 2025' is not a month"),
        ("month,weeks_waited,waiting\n2025-05,0,5\n2025-07,0,5\n", "does not follow"),
        ("month,weeks_waited,waiting\n2025-05,0,5\n2025-06,0,5\n2025-06,1,5\n", "age buckets"),
    ],
)
def test_a_list_that_cannot_be_is_refused(file, content, message):
    with pytest.raises(CommonwealError, match=f"(?s){message}"):
        read_list(file(content), Choice(month="2025-05"))


def test_a_shipped_list_goes_by_name(file):
    assert find_list("England").provider == "England"
    assert find_list("england", Choice(specialty="Urology")).specialty == "Urology"
    assert find_list("r1h").provider == "R1H"
    assert find_list(str(file(WEEKLY))).months == ("2025-05", "2025-06")


def test_a_list_that_is_neither_named_nor_a_file_is_refused():
    with pytest.raises(UnknownName, match="'england'"):
        find_list("englnd")
    with pytest.raises(FileError, match="cannot be read"):
        find_list("absent.csv")
