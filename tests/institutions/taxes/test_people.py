"""The example households illustrate the law; groups are facts of the people."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from commonweal.institutions.taxes import people
from commonweal.institutions.taxes.groups import groups_of
from commonweal.institutions.taxes.model import institution
from commonweal.institutions.taxes.people import structure_of
from commonweal.institutions.taxes.trials import person

ROOT = Path(__file__).parents[3]


def labels_of(group, *rows):
    world = people.build_world("people", rows, "test", {})
    found = groups_of(world, structure_of(world))
    return [found.labels[group][code] for code in found.codes[group]]


def test_the_example_says_that_it_is_no_sample():
    assert people.example_households().facts["label"] == (
        "illustrative, not a sample of the population"
    )


def test_the_example_is_the_default_world_and_a_table_for_queries():
    assert next(iter(institution.worlds)) == "example-households"
    assert institution.tables["example_households"].exists()


def test_the_shipped_file_is_what_its_tool_writes(tmp_path):
    out = tmp_path / "again.csv"
    tool = ROOT / "tools" / "taxes_example.py"
    subprocess.run([sys.executable, str(tool), "--out", str(out)], check=True, capture_output=True)
    assert out.read_bytes() == people.EXAMPLE.read_bytes()


def test_the_example_reaches_every_threshold():
    world = people.example_households()
    earned = world["employment_income"]
    for threshold in (5_000, 12_570, 50_270, 60_000, 100_000, 125_140):
        assert threshold in earned
        assert np.any(earned > threshold)
    assert set(world["region"]) == set(range(12))


def test_families_have_their_types():
    assert labels_of(
        "family_type",
        person(1, household=1, benefit_unit=1),
        person(2, household=2, benefit_unit=2),
        person(3, household=2, benefit_unit=2),
        person(4, household=3, benefit_unit=3),
        person(5, household=3, benefit_unit=3, age=5),
        person(6, household=4, benefit_unit=4),
        person(7, household=4, benefit_unit=4),
        person(8, household=4, benefit_unit=4, age=17, in_education=1),
        person(9, household=5, benefit_unit=5, age=70),
        person(10, household=6, benefit_unit=6),
        person(11, household=6, benefit_unit=7),
    ) == [
        "single",
        "couple",
        "lone parent",
        "couple with children",
        "pensioner",
        "several families",
    ]


def test_fifths_hold_a_fifth_of_the_weight_each():
    rows = [
        person(n, household=n, benefit_unit=n, employment_income=1000 * n) for n in range(1, 11)
    ]
    assert labels_of("income_quintile", *rows) == [
        name
        for name in (
            "lowest fifth",
            "second fifth",
            "middle fifth",
            "fourth fifth",
            "highest fifth",
        )
        for _ in range(2)
    ]


def test_only_groups_that_occur_are_labelled():
    world = people.build_world("one", [person()], "test", {})
    assert groups_of(world, structure_of(world)).labels["region"] == ("London",)
