"""The table of docs/reform.md is what the model gives."""

from pathlib import Path

import pytest

from commonweal.institutions.elections import reform_checks

GUIDE = Path(__file__).parents[3] / "docs" / "reform.md"
DAYS = ("2010-05-06", "2015-05-07", "2017-06-08", "2019-12-12", "2024-07-04")
RULES = {
    "first past the post": ("first-past-the-post", "scottish-2022"),
    "alternative vote, 2012": ("av", "scottish-2012"),
    "alternative vote, 2022": ("av", "scottish-2022"),
    "single transferable vote, 2012": ("stv", "scottish-2012"),
    "single transferable vote, 2022": ("stv", "scottish-2022"),
    "alternative vote with a top-up, 2012": ("av-plus", "scottish-2012"),
    "alternative vote with a top-up, 2022": ("av-plus", "scottish-2022"),
    "additional members": ("ams", "scottish-2022"),
    "lists by region": ("list-pr", "scottish-2022"),
}


def row(name):
    """The cells of a rule's row, one an election: seats of the three parties."""
    line = next(
        line for line in GUIDE.read_text(encoding="utf-8").splitlines() if f"| {name} |" in line
    )
    return [[int(seats) for seats in cell.split()] for cell in line.split("|")[2:-1]]


@pytest.mark.parametrize("name", RULES)
def test_the_guide_shows_the_seats_that_the_model_gives(name):
    system, source = RULES[name]
    assert row(name) == [reform_checks.seats(source, day, system) for day in DAYS]
