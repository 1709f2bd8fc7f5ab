"""The loader of NHS England's extract takes each pathway once, and says what is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from commonweal.core.errors import CommonwealError, FileError, ParameterError, UnknownName
from commonweal.institutions.health import rtt_tables
from commonweal.institutions.health.rtt_extract import Choice, read_extract, read_extracts
from commonweal.institutions.health.rtt_summary import summary
from tests.support.rtt_files import (
    DERMATOLOGY,
    HEADER,
    TOTAL,
    UROLOGY,
    WEEKS,
    month,
    replaced,
    row,
    text,
    write,
)

DORSET = Path(__file__).resolve().parents[4] / "shared/data/health/rtt_2024-11_RBD_full.csv"
needs_shared = pytest.mark.skipif(
    not DORSET.exists(), reason=f"the publisher's file is not at {DORSET}"
)
UROLOGY_WAITS = 4
"""The number of the row of part 2, urology, in ``month()``."""


def of_parts(*parts):
    return [cells for cells in month() if cells[4] in parts]


# What is read


def test_every_pathway_is_counted_once(tmp_path):
    found = read_extract(write(tmp_path, month()))
    assert found.waiting.tolist() == [14, 10, 6]
    assert found.treated.tolist() == [4, 4, 2]
    assert found.admitted.tolist() == [1, 2, 1]
    assert (found.joined, found.month, found.provider) == (12, "2024-11", "RBD")
    assert found.notes == ()


@pytest.mark.parametrize("wanted", ["C_101", "101", "Urology Service", "urology"])
def test_a_treatment_function_goes_by_code_or_name(tmp_path, wanted):
    found = read_extract(write(tmp_path, month()), Choice(specialty=wanted))
    assert found.waiting.tolist() == [8, 6, 4]
    assert (found.specialty, found.joined) == ("Urology", 7)


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path):
    assert read_extract(write(tmp_path, month(), start="\ufeff")).size == 30


def test_one_of_two_providers_is_taken_by_code_or_name(tmp_path):
    path = write(tmp_path, month() + month(provider="R1H", name="BARTS HEALTH NHS TRUST"))
    assert read_extract(path, Choice(provider="r1h")).provider == "R1H"
    assert read_extract(path, Choice(provider="Barts Health NHS Trust")).size == 30
    assert read_extract(path, Choice(provider="all")).size == 60


def test_months_in_several_files_make_a_series(tmp_path):
    later = tmp_path / "later"
    later.mkdir()
    paths = [write(later, month("RTT-December-2024")), write(tmp_path, month())]
    series = read_extracts(paths)
    assert series.months == ("2024-11", "2024-12")
    assert series.removals().tolist() == [30 + 12 - 10 - 30]


@pytest.mark.real
@needs_shared
def test_dorset_s_file_gives_the_shipped_table():
    found, shipped = read_extract(DORSET), rtt_tables.dorset_november_2024()
    assert np.array_equal(found.waiting, shipped.waiting)
    assert np.array_equal(found.treated, shipped.treated)
    assert found.joined == shipped.joined == 5_003


@pytest.mark.real
@needs_shared
def test_dorset_has_21_702_pathways_and_57_8_percent_within_18_weeks():
    figures = summary(read_extract(DORSET))
    assert figures.size == 21_702
    assert round(100 * figures.within[18].value, 1) == 57.8
    assert round(figures.clearance_months, 2) == 4.86


@pytest.mark.real
@needs_shared
def test_dorset_s_nine_pathways_without_an_english_commissioner_are_named():
    assert "9 of those waiting have no English commissioner" in read_extract(DORSET).notes[0]


# Counting twice


def test_part_2a_is_within_part_2_and_not_added_to_it(tmp_path):
    with_2a = read_extract(write(tmp_path, month())).size
    without = read_extract(write(tmp_path, of_parts("Part_1A", "Part_1B", "Part_2", "Part_3"))).size
    assert with_2a == without == 30


def test_a_file_of_totals_alone_is_read_by_them_and_says_so(tmp_path):
    found = read_extract(write(tmp_path, [cells for cells in month() if cells[5] == "C_999"]))
    assert found.size == 30
    assert "its own totals (C_999) were used" in found.notes[0]


def test_a_file_without_totals_says_that_nothing_checks_it(tmp_path):
    found = read_extract(write(tmp_path, [cells for cells in month() if cells[5] != "C_999"]))
    assert found.size == 30
    assert "no totals of its own" in found.notes[0]


@pytest.mark.parametrize(
    ("changes", "column"),
    [({"commissioner": "Total"}, "Commissioner"), ({"provider": "England"}, "Provider")],
)
def test_rows_for_all_commissioners_or_providers_are_refused(tmp_path, changes, column):
    rows = [*month(), row("Part_2", UROLOGY, (8, 6, 4), 18, **changes)]
    with pytest.raises(FileError, match=f"in '{column} Org Code' is a total"):
        read_extract(write(tmp_path, rows), Choice(provider="all"))


def test_pathways_without_an_english_commissioner_are_counted_and_named(tmp_path):
    rows = [
        *month(),
        row("Part_2", UROLOGY, (1, 1, 0), 2, commissioner="NONC"),
        row("Part_2", TOTAL, (1, 1, 0), 2, commissioner="NONC"),
    ]
    found = read_extract(write(tmp_path, rows))
    assert found.size == 32
    assert "2 of those waiting have no English commissioner" in found.notes[0]


def test_a_row_that_is_there_twice_is_refused(tmp_path):
    rows = [*month(), month()[UROLOGY_WAITS]]
    with pytest.raises(FileError, match="stands in line 6 already"):
        read_extract(write(tmp_path, rows))


def test_months_of_one_file_are_not_added_up(tmp_path):
    path = write(tmp_path, month() + month("RTT-December-2024"))
    with pytest.raises(FileError, match="holds 2 months"):
        read_extract(path)
    assert read_extract(path, Choice(month="2024-12")).month == "2024-12"
    assert read_extracts([path]).months == ("2024-11", "2024-12")


def test_a_month_given_by_two_files_is_refused(tmp_path):
    path = write(tmp_path, month())
    with pytest.raises(ParameterError, match="2024-11 does not follow 2024-11"):
        read_extracts([path, path])


# What is missing


@pytest.mark.parametrize("parts", [("Part_1A",), ("Part_1A", "Part_1B"), ("Part_2A", "Part_3")])
def test_the_wrong_part_of_the_return_is_refused(tmp_path, parts):
    with pytest.raises(FileError, match=rf"no incomplete pathways .* it has {', '.join(parts)}"):
        read_extract(write(tmp_path, of_parts(*parts)))


def test_without_both_parts_of_the_treated_nobody_knows_who_was_treated(tmp_path):
    found = read_extract(write(tmp_path, of_parts("Part_1A", "Part_2", "Part_3")))
    assert found.treated is None
    assert found.admitted.sum() == 4
    assert "1A and 1B are not both there" in found.notes[0]


def test_without_part_3_nobody_knows_who_joined(tmp_path):
    found = read_extract(write(tmp_path, of_parts("Part_1A", "Part_1B", "Part_2")))
    assert found.joined is None
    assert "Part 3 is not there" in found.notes[0]


def test_treated_pathways_with_an_unknown_start_have_no_age(tmp_path):
    rows = [*month(), row("Part_1B", UROLOGY, (0, 0, 0), 3, unknown="3")]
    rows = replaced(rows, 3, **{"Total All": "9", "Patients with unknown clock start date": "3"})
    found = read_extract(write(tmp_path, rows))
    assert found.completed == 10
    assert "3 pathways with an unknown start" in found.notes[0]


@pytest.mark.parametrize("kept", [-3, -40, -4])
def test_a_file_cut_short_within_a_row_is_refused(tmp_path, kept):
    path = tmp_path / "extract.csv"
    path.write_text(text(month())[:kept], encoding="utf-8")
    with pytest.raises(FileError, match="cut short"):
        read_extract(path)


@pytest.mark.parametrize("rows", [11, 6, 5])
def test_a_file_cut_short_between_rows_does_not_meet_its_own_totals(tmp_path, rows):
    with pytest.raises(FileError, match="the file's own totals"):
        read_extract(write(tmp_path, month()[:rows]))


def test_a_total_cut_short_by_a_digit_is_refused(tmp_path):
    path = tmp_path / "extract.csv"
    path.write_text(text(month()[:7])[:-2], encoding="utf-8")
    with pytest.raises(FileError, match="weeks add up to 30, but 'Total All' says 3"):
        read_extract(path)


def test_a_row_too_short_in_the_middle_is_named_by_its_line(tmp_path):
    rows = [*month()[:3], month()[3][:-1], *month()[4:]]
    with pytest.raises(FileError, match=r"line 5: the row does not have"):
        read_extract(write(tmp_path, rows))


# Counts that cannot be


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("-8", "cannot be negative"),
        ("8.5", "not a whole number"),
        ("NaN", "'NaN' is not a count"),
        ("inf", "'inf' is not a count"),
        ("N/A", "'N/A' is not a count"),
        ("eight", "'eight' is not a count"),
        ("8 6", "'8 6' is not a count"),
        ("9" * 400, "too large"),
    ],
)
def test_what_is_no_count_is_refused_with_its_place(tmp_path, cell, message):
    path = write(tmp_path, replaced(month(), UROLOGY_WAITS, **{WEEKS[0]: cell}))
    with pytest.raises(ParameterError, match=message) as caught:
        read_extract(path)
    assert "line 6" in caught.value.where


@pytest.mark.parametrize("cell", ["*", "-", "<5", "≤ 7", "[c]", "x"])
def test_a_suppressed_cell_is_refused(tmp_path, cell):
    path = write(tmp_path, replaced(month(), UROLOGY_WAITS, **{WEEKS[2]: cell}))
    with pytest.raises(ParameterError, match="was suppressed"):
        read_extract(path)


def test_a_suppressed_cell_counts_as_asked_and_is_named(tmp_path):
    path = write(tmp_path, replaced(month(), UROLOGY_WAITS, **{WEEKS[2]: "*"}))
    found = read_extract(path, Choice(suppressed=3.0))
    assert found.waiting.tolist() == [14, 10, 5]
    assert found.notes == ("1 suppressed counts were filled in as asked.",)


def test_weeks_that_do_not_add_up_to_the_row_s_total_are_refused(tmp_path):
    path = write(tmp_path, replaced(month(), UROLOGY_WAITS, **{"Total All": "19"}))
    with pytest.raises(FileError, match="weeks add up to 18, but 'Total All' says 19"):
        read_extract(path)


def test_a_part_that_is_not_of_the_return_is_refused_with_its_near_miss(tmp_path):
    path = write(tmp_path, replaced(month(), UROLOGY_WAITS, **{"RTT Part Type": "Part_2B"}))
    with pytest.raises(FileError, match="no part 'Part_2B'") as caught:
        read_extract(path)
    assert "Part_2" in caught.value.remedy


@pytest.mark.parametrize("period", ["November 2024", "RTT-Novembre-2024", "RTT-November-24", ""])
def test_a_period_in_other_words_is_refused(tmp_path, period):
    with pytest.raises(ParameterError, match="is not a period"):
        read_extract(write(tmp_path, month(period)))


# The header


def header_with(**changes):
    return [changes.get(name, name) for name in HEADER]


def test_a_column_that_is_missing_is_named_with_its_near_miss(tmp_path):
    path = write(tmp_path, month(), header_with(**{"Provider Org Code": "Provider Code"}))
    with pytest.raises(FileError, match="'Provider Org Code' is missing") as caught:
        read_extract(path)
    assert "Provider Code" in caught.value.remedy


def test_a_translated_header_is_refused(tmp_path):
    path = write(tmp_path, month(), [f"colonne {i}" for i in range(len(HEADER))])
    with pytest.raises(FileError, match="not the header of NHS England's full extract"):
        read_extract(path)


def test_a_list_by_months_is_not_taken_for_weeks(tmp_path):
    path = tmp_path / "months.csv"
    path.write_text("period,trust,type,months_waited_id,value\n", encoding="utf-8")
    with pytest.raises(FileError, match="counts by months waited"):
        read_extract(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (WEEKS[1], "Gt 01 To 04 Weeks SUM 1"),
        (WEEKS[1], "Gt 02 To 03 Weeks SUM 1"),
        (WEEKS[2], "Gt 12 Weeks SUM 1"),
        (WEEKS[2], "More than two weeks"),
    ],
)
def test_weeks_with_a_gap_or_of_another_length_are_refused(tmp_path, old, new):
    with pytest.raises(FileError, match="weeks waited have a gap"):
        read_extract(write(tmp_path, month(), header_with(**{old: new})))


def test_a_column_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(FileError, match="'Gt 00 To 01 Weeks SUM 1' is there twice"):
        read_extract(write(tmp_path, month(), header_with(**{WEEKS[1]: WEEKS[0]})))


# The file


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"PK\x03\x04rest", "packed file"),
        ("Period,Provider".encode("utf-16"), "not text in UTF-8"),
        (b"Period\xff,Provider\n", "not text in UTF-8"),
        (b"Period;Provider Org Code;Total All\n", "separated by ';'"),
        (b'"Period,Provider', "quotes do not close"),
        (",".join(HEADER).encode(), "a header and no rows"),
    ],
)
def test_a_file_that_is_no_extract_is_refused(tmp_path, content, message):
    path = tmp_path / "extract.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=message):
        read_extract(path)


@pytest.mark.parametrize("name", ["absent.csv", "", "nul\0.csv"])
def test_a_path_that_leads_nowhere_is_refused(tmp_path, name):
    with pytest.raises(FileError, match="cannot be read"):
        read_extract(tmp_path / name)


# Whose list


def test_a_file_of_several_providers_asks_for_one(tmp_path):
    path = write(tmp_path, month() + month(provider="R1H", name="BARTS"))
    with pytest.raises(ParameterError, match="holds 2 providers"):
        read_extract(path)


@pytest.mark.parametrize(
    ("choice", "near"),
    [
        (Choice(provider="RDB"), "RBD"),
        (Choice(specialty="Urologie"), "Urology"),
        (Choice(month="2024-12"), "2024-11"),
    ],
)
def test_a_name_that_is_not_in_the_file_gets_its_near_miss(tmp_path, choice, near):
    with pytest.raises(UnknownName) as caught:
        read_extract(write(tmp_path, month()), choice)
    assert near in caught.value.remedy


def test_a_specialty_nobody_waits_for_has_an_empty_list(tmp_path):
    rows = [cells for cells in month() if cells[4] != "Part_2" or tuple(cells[5:7]) != DERMATOLOGY]
    assert read_extract(write(tmp_path, rows), Choice(specialty="Dermatology")).size == 0


@pytest.mark.parametrize("place", range(0, len(text(month())), 37))
def test_whatever_is_cut_away_the_answer_is_whole_or_an_error(tmp_path, place):
    path = tmp_path / "extract.csv"
    path.write_text(text(month())[:place], encoding="utf-8")
    with pytest.raises(CommonwealError):
        read_extract(path)
