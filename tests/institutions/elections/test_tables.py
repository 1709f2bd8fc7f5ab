"""The shipped tables: whole, described, and what the script would write again."""

import csv
import importlib.util
from pathlib import Path

import pytest

from commonweal.claims.tables import Table
from commonweal.institutions.elections import tables

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "data" / "elections"


@pytest.mark.parametrize("name", tables.NAMES)
def test_a_table_says_what_its_columns_are_and_where_they_come_from(name):
    note = Table("elections", name, tables.TABLES[name]).note()
    with tables.TABLES[name].open() as file:
        assert next(csv.reader(file)) == list(note.columns)
    assert note.sources


def test_nobody_stands_where_there_is_no_constituency():
    boundaries = {row["election"]: row["boundary_set"] for row in tables.rows("elections")}
    known = {(row["boundary_set"], row["constituency"]) for row in tables.rows("constituencies")}
    stood = {
        (boundaries[row["election"]], row["constituency"]) for row in tables.rows("candidacies")
    }
    assert stood == known


def test_every_party_that_stood_has_a_name():
    stood = {row["party"] for row in tables.rows("candidacies")}
    assert stood == {row["party"] for row in tables.rows("parties") if row["name"]}


def test_one_member_is_elected_in_each_seat():
    elected = [
        (row["election"], row["constituency"])
        for row in tables.rows("candidacies")
        if row["elected"] == "true"
    ]
    assert len(elected) == len(set(elected)) == 5 * 650


def test_fifty_seats_bear_the_name_of_a_city():
    named = [row for row in tables.rows("city_constituencies") if row["by_name"] == "true"]
    assert len(named) == 50
    assert len({row["city"] for row in named}) == 11


def test_newcastle_under_lyme_is_not_newcastle():
    names = {row["name"] for row in tables.rows("city_constituencies")}
    assert "Newcastle-under-Lyme" not in names


def test_the_essay_names_seventeen_counties_five_of_them_in_the_midlands():
    regions = {row["constituency"]: row["region"] for row in tables.rows("constituencies")}
    named = [row for row in tables.rows("named_counties") if row["belongs"] != "historic"]
    midlands = [row for row in named if regions[row["constituency"]].endswith("Midlands")]
    assert len({row["county"] for row in named}) == 17
    assert len({row["county"] for row in midlands}) == 5


def test_no_constituency_lies_in_two_counties():
    named = [row["constituency"] for row in tables.rows("named_counties")]
    assert len(named) == len(set(named)) == 153


@pytest.mark.real
@pytest.mark.skipif(not SHARED.exists(), reason="the folder ../shared is absent")
@pytest.mark.parametrize("name", tables.NAMES)
def test_the_script_writes_the_shipped_table_again(name, written):
    assert (written / f"{name}.csv").read_bytes() == tables.TABLES[name].read_bytes()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    place = ROOT / "tools" / "elections_tables.py"
    specification = importlib.util.spec_from_file_location("elections_tables", place)
    module = importlib.util.module_from_spec(specification)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(place.parent))
        specification.loader.exec_module(module)
    target = tmp_path_factory.mktemp("tables")
    module.write(SHARED, target)
    return target
