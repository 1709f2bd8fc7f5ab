"""A household file is read whole or refused with person, field, line and remedy."""

from __future__ import annotations

import os

import pytest

from commonweal.core.errors import CommonwealError, FileError, UnknownName, WorldError
from commonweal.institutions.taxes.household_file import COLUMNS
from commonweal.institutions.taxes.people import example_households, open_households

HEADER = ",".join(COLUMNS)
ADULT = "1,1,1,London,1,40,0,30000,0,0,0"
CHILD = "1,1,2,London,1,7,0,0,0,0,0"


@pytest.fixture
def write(tmp_path):
    def written(*lines, encoding="utf-8", header=HEADER):
        path = tmp_path / "homes.csv"
        path.write_bytes("\n".join([header, *lines, ""]).encode(encoding))
        return str(path)

    return written


def test_a_family_is_read(write):
    world = open_households(write(ADULT, CHILD))
    assert world["employment_income"].tolist() == [30000.0, 0.0]
    assert world["weight"].tolist() == [1.0]


def test_a_byte_order_mark_is_accepted(write):
    assert open_households(write(ADULT, encoding="utf-8-sig"))["person"].tolist() == [1]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_another_mark_between_columns_is_named(write, mark):
    path = write(ADULT.replace(",", mark), header=HEADER.replace(",", mark))
    with pytest.raises(FileError, match="are parted by"):
        open_households(path)


def test_a_pipe_is_refused_rather_than_waited_for(tmp_path):
    os.mkfifo(tmp_path / "homes.csv")
    with pytest.raises(FileError, match="a pipe or a device"):
        open_households(str(tmp_path / "homes.csv"))


def test_windows_line_ends_blank_lines_and_spaces_are_accepted(write):
    path = write(ADULT.replace(",", " , ") + "\r", "\r", CHILD + "\r")
    assert open_households(path)["person"].tolist() == [1, 2]


def test_columns_may_stand_in_any_order(write):
    backwards = ",".join(reversed(HEADER.split(",")))
    path = write(",".join(reversed(ADULT.split(","))), header=backwards)
    assert open_households(path)["employment_income"].tolist() == [30000.0]


def test_the_order_of_rows_does_not_matter(write):
    other = "2,2,3,Wales,2,50,0,10000,0,0,0"
    assert open_households(write(CHILD, other, ADULT)).arrays["person"].tolist() == [1, 2, 3]


def test_a_saved_world_is_opened_again(tmp_path):
    world = example_households()
    assert open_households(str(world.save(tmp_path / "saved"))).hash == world.hash


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("age", "forty", "person 1: age 'forty' is not a number"),
        ("age", "40.5", "whole number of years"),
        ("age", "480", "whole number of years"),
        ("age", "", "person 1: age '' is empty"),
        ("employment_income", "NaN", "person 1: employment_income 'NaN' is not a number"),
        ("employment_income", "inf", "is not a number"),
        ("employment_income", "-1", "person 1: employment_income '-1' is below zero"),
        ("employment_income", "£30000", "is not a number"),
        ("employment_income", "2500/month", "pounds a year"),
        ("employment_income", "1e15", "beyond belief"),
        ("self_employment_income", "-500", "Losses are not modelled"),
        ("pension_contributions", "30001", "exceeds the person's employment_income"),
        ("weight", "0", "person 1: weight '0' is not above zero"),
        ("weight", "-2", "is not above zero"),
        ("weight", "nan", "is not a number"),
        ("region", "Atlantis", "is not a region"),
        ("region", "Lodnon", "Did you mean 'London'"),
        ("in_education", "yes", "is neither 0 nor 1"),
        ("person", "A1", "is not a whole number"),
        ("household", "-1", "is not a whole number"),
        ("benefit_unit", "1.5", "is not a whole number"),
    ],
)
def test_an_impossible_field_is_named_with_its_person_and_line(write, field, text, says):
    cells = dict(zip(COLUMNS, ADULT.split(","), strict=True)) | {field: text}
    with pytest.raises(WorldError) as refused:
        open_households(write(",".join(cells.values())))
    assert says in str(refused.value)
    assert "line 2" in refused.value.where
    assert refused.value.remedy


@pytest.mark.parametrize("column", list(COLUMNS))
def test_a_missing_column_is_named(write, column):
    header = ",".join(name for name in HEADER.split(",") if name != column)
    with pytest.raises(WorldError, match=f"the column '{column}' is missing"):
        open_households(write(ADULT, header=header))


def test_a_misspelt_column_is_answered_with_the_nearest(write):
    with pytest.raises(UnknownName, match="Did you mean 'employment_income'"):
        open_households(
            write(ADULT, header=HEADER.replace(",employment_income", ",employment_incme"))
        )


def test_a_column_given_twice_is_refused(write):
    with pytest.raises(WorldError, match="'age' is given twice"):
        open_households(write(ADULT + ",40", header=HEADER + ",age"))


@pytest.mark.parametrize("column", ["savings_income", "dividend_income", "property_income"])
def test_income_that_is_out_of_scope_is_refused(write, column):
    with pytest.raises(WorldError, match="income that these rules do not tax yet"):
        open_households(write(ADULT + ",0", header=f"{HEADER},{column}"))


def test_a_file_cut_short_is_refused(write):
    with pytest.raises(FileError, match="the row has 3 fields where the header has 11"):
        open_households(write(ADULT, "1,1,2"))


def test_a_quote_left_open_is_refused(write):
    with pytest.raises(FileError, match="line 2"):
        open_households(write('1,1,1,"London,1,40,0,0,0,0,0'))


def test_a_file_without_people_is_refused(write):
    with pytest.raises(WorldError, match="no people"):
        open_households(write())


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.csv").touch()
    with pytest.raises(WorldError, match="is missing"):
        open_households(str(tmp_path / "empty.csv"))


def test_a_file_in_another_encoding_is_refused(write):
    with pytest.raises(FileError, match="not UTF-8"):
        open_households(write(ADULT, "é", encoding="latin-1"))


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        open_households(str(tmp_path / "none.csv"))


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (ADULT, "person 1 is in the file twice, on lines 2 and 3"),
        ("2,2,1,London,1,7,0,0,0,0,0", "person 1 is in two households"),
        ("2,1,2,London,1,40,0,0,0,0,0", "benefit unit 1 is in households 1 and 2"),
        ("1,1,2,London,2,7,0,0,0,0,0", "person 2: weight '2.0' differs"),
        ("1,1,2,Wales,1,7,0,0,0,0,0", "person 2: region 'Wales' differs"),
        ("1,2,2,London,1,15,0,0,0,0,0", "benefit unit 2 has no adult; person 2 is 15"),
        ("1,2,2,London,1,17,1,0,0,0,0", "benefit unit 2 has no adult; person 2 is 17"),
    ],
)
def test_people_who_contradict_each_other_are_refused(write, second, says):
    with pytest.raises(WorldError) as refused:
        open_households(write(ADULT, second))
    assert says in str(refused.value)
    assert "line" in refused.value.where
    assert refused.value.remedy


def test_three_adults_are_no_benefit_unit(write):
    others = [f"1,1,{n},London,1,30,0,0,0,0,0" for n in (2, 3)]
    with pytest.raises(WorldError, match="benefit unit 1 has 3 adults"):
        open_households(write(ADULT, *others))


def test_errors_are_the_users_to_mend(write):
    with pytest.raises(CommonwealError) as refused:
        open_households(write("x"))
    assert refused.value.exit_code == 2
