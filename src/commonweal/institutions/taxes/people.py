"""The people: households, their benefit units and persons, as arrays of a world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from commonweal.core.errors import WorldError
from commonweal.core.world import World
from commonweal.institutions.taxes.engine import Structure
from commonweal.institutions.taxes.household_file import AMOUNTS, REGIONS, PersonRow, read_people

DATA = Path(__file__).parent / "data"
EXAMPLE = DATA / "example_households.csv"

_LARGEST_DEPENDANT_AGE = 19
_SMALLEST_ADULT_AGE = 16


def is_dependent(age: int, in_education: int) -> bool:
    """Whether statistics count a person as a dependent child, whatever the law in force.

    Under 16, or up to 19 in full-time non-advanced education (Family Resources Survey). Groups
    and checks use this, so that a reform of an age limit does not move people between groups.
    """
    return age < _SMALLEST_ADULT_AGE or (age <= _LARGEST_DEPENDANT_AGE and in_education == 1)


def example_households() -> World:
    """Illustrative households at the thresholds of the law: no sample of the population."""
    return build_world(
        "example-households",
        read_people(EXAMPLE),
        str(EXAMPLE.name),
        {"label": "illustrative, not a sample of the population", "money_of": "2025-26"},
    )


def open_households(path: str) -> World:
    """A world from a CSV file of persons, or from a folder written by ``World.save``."""
    place = Path(path)
    if place.is_dir():
        return World.open(place)
    return build_world(place.stem, read_people(place), str(place), {"label": str(place.name)})


def build_world(
    name: str, people: Sequence[PersonRow], where: str, facts: Mapping[str, Any]
) -> World:
    """Put persons into benefit units and households, checked for contradictions.

    Persons are sorted by household, benefit unit and number, so that the order of a file does
    not matter. Raises WorldError naming the persons and lines that contradict each other.
    """
    ordered = sorted(people, key=lambda p: (p.household, p.benefit_unit, p.person))
    _check_identities(people, where)
    _check_households(ordered, where)
    units = list({p.benefit_unit: p for p in ordered}.values())
    households = list({p.household: p for p in ordered}.values())
    unit_place = {p.benefit_unit: i for i, p in enumerate(units)}
    household_place = {p.household: i for i, p in enumerate(households)}
    whole, real = np.int64, np.float64
    arrays = {
        "person": np.array([p.person for p in ordered], dtype=whole),
        "person_benefit_unit": np.array([unit_place[p.benefit_unit] for p in ordered], dtype=whole),
        "age": np.array([p.age for p in ordered], dtype=real),
        "in_education": np.array([p.in_education for p in ordered], dtype=real),
        "benefit_unit": np.array([p.benefit_unit for p in units], dtype=whole),
        "benefit_unit_household": np.array([household_place[p.household] for p in units], dtype=whole),
        "household": np.array([p.household for p in households], dtype=whole),
        "weight": np.array([p.weight for p in households], dtype=real),
        "region": np.array([REGIONS.index(p.region) for p in households], dtype=whole),
    }  # fmt: skip
    for place, amount in enumerate(AMOUNTS):
        arrays[amount] = np.array([p.amounts[place] for p in ordered], dtype=real)
    return World(name, arrays, {"region": REGIONS}, dict(facts))


def structure_of(world: World) -> Structure:
    """Who belongs to whom in a world of households."""
    return Structure.of(world["person_benefit_unit"], world["benefit_unit_household"])


def _check_identities(people: Sequence[PersonRow], where: str) -> None:
    first: dict[int, PersonRow] = {}
    home: dict[int, PersonRow] = {}
    for row in people:
        other = first.setdefault(row.person, row)
        if other is not row:
            both = "two households" if other.household != row.household else "the file twice"
            raise WorldError(
                f"person {row.person} is in {both}, on lines {other.line} and {row.line}",
                where=f"{where}, line {row.line}",
                remedy="Give every person a number of their own, and one row.",
            )
        other = home.setdefault(row.benefit_unit, row)
        if other.household != row.household:
            raise WorldError(
                f"benefit unit {row.benefit_unit} is in households {other.household} and "
                f"{row.household}",
                where=f"{where}, lines {other.line} and {row.line}",
                remedy="Number benefit units once over the whole file.",
            )


def _check_households(ordered: Sequence[PersonRow], where: str) -> None:
    for before, row in pairwise(ordered):
        if before.household != row.household:
            continue
        for field in ("weight", "region"):
            if getattr(before, field) != getattr(row, field):
                raise WorldError(
                    f"person {row.person}: {field} '{getattr(row, field)}' differs from that of "
                    f"person {before.person} of the same household {row.household}",
                    where=f"{where}, line {row.line}",
                    remedy=f"Give all people of a household the same {field}.",
                )
    adults: dict[int, int] = {}
    for row in ordered:
        grown = not is_dependent(row.age, row.in_education)
        adults[row.benefit_unit] = adults.get(row.benefit_unit, 0) + grown
    for row in ordered:
        if adults[row.benefit_unit] == 0:
            raise WorldError(
                f"benefit unit {row.benefit_unit} has no adult; person {row.person} is {row.age}",
                where=f"{where}, line {row.line}",
                remedy="Put children into their parents' benefit unit; for a young person who "
                "lives alone write in_education 0.",
            )
        if adults[row.benefit_unit] > 2:
            raise WorldError(
                f"benefit unit {row.benefit_unit} has {adults[row.benefit_unit]} adults; person "
                f"{row.person} is one of its people",
                where=f"{where}, line {row.line}",
                remedy="A benefit unit is one adult or a couple, with their dependent children: "
                "give other adults a unit of their own.",
            )
