"""Write the illustrative households of the taxes institution.

They are made by rule: families of every shape at incomes on, just below and just above the
thresholds, tapers and cliffs of 2025-26. They illustrate the law and stand for nobody: every
weight is 1. Run from the root of the repository: ``python tools/taxes_example.py``.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REGIONS = (
    "North East", "North West", "Yorkshire and the Humber", "East Midlands", "West Midlands",
    "East of England", "London", "South East", "South West", "Wales", "Scotland",
    "Northern Ireland",
)  # fmt: skip
EARNINGS = (
    0, 5_000, 9_100, 12_570, 12_571, 15_397, 20_000, 25_000, 27_491, 30_000, 35_400, 43_662,
    50_270, 50_271, 60_000, 75_000, 100_000, 110_000, 125_140, 125_141, 150_000, 250_000,
)  # fmt: skip
CHARGED = (40_000, 60_000, 60_199, 60_200, 65_000, 70_000, 79_999, 80_000, 100_000, 120_000)
PROFITS = (6_844, 6_845, 12_570, 30_000, 50_270, 70_000, 130_000)
COLUMNS = (
    "household", "benefit_unit", "person", "region", "weight", "age", "in_education",
    "employment_income", "self_employment_income", "pension_income", "pension_contributions",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    age: int
    employment: float = 0
    self_employment: float = 0
    pension: float = 0
    contributions: float = 0
    in_education: int = 0


Family = tuple[Person, ...]


def households() -> Iterator[tuple[Family, ...]]:
    """Every household as its benefit units."""
    for place, earned in enumerate(EARNINGS):
        yield ((Person(28 + place, earned),),)
    for place, earned in enumerate(EARNINGS):
        yield (
            (
                Person(45, earned, contributions=round(0.05 * earned)),
                Person(43, EARNINGS[-1 - place]),
            ),
        )
    for place, earned in enumerate(CHARGED):
        children = tuple(Person(3 + 4 * n) for n in range(1 + place % 3))
        yield ((Person(38, earned), Person(36), *children),)
        yield ((Person(41, earned, contributions=2_000), *children),)
        yield ((Person(39, earned / 2), Person(40, earned / 2), *children),)
    for place, profit in enumerate(PROFITS):
        yield ((Person(50, self_employment=profit),),)
        yield ((Person(34, 15_000, profit), Person(35, 22_000), Person(6 + place)),)
    for pension in (9_000, 11_973, 14_000, 22_000, 52_000, 105_000):
        yield ((Person(70, pension=pension),),)
        yield ((Person(68, 18_000, pension=pension), Person(67, pension=11_973)),)
    yield ((Person(18, 21_000),),)
    yield ((Person(20, 55_000),),)
    yield ((Person(52, 48_000), Person(50, 26_000), Person(17, 3_000, in_education=1)),)
    yield ((Person(47, 62_000), Person(46, 61_000), Person(19, in_education=1), Person(12)),)
    yield ((Person(55, 45_000), Person(54, 12_000)), (Person(22, 24_000),))
    yield ((Person(72, pension=16_000),), (Person(40, 33_000), Person(10), Person(8)))
    yield ((Person(26, 29_000),), (Person(27, 34_000),), (Person(25, self_employment=14_000),))


def rows() -> Iterator[tuple[object, ...]]:
    unit = person = 0
    for number, families in enumerate(households(), start=1):
        region = REGIONS[number % len(REGIONS)]
        for family in families:
            unit += 1
            for one in family:
                person += 1
                yield (
                    number, unit, person, region, 1, one.age, one.in_education,
                    f"{one.employment:g}", f"{one.self_employment:g}", f"{one.pension:g}",
                    f"{one.contributions:g}",
                )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the illustrative households.")
    default = Path("src/commonweal/institutions/taxes/data/example_households.csv")
    parser.add_argument("--out", type=Path, default=default)
    target = parser.parse_args().out
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows())
    print(f"{target}: written")


if __name__ == "__main__":
    main()
