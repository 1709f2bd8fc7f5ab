"""The table of final polls before the general elections of 1950 to 2024, in Great Britain.

The mean of the polls whose fieldwork ended in the last week before an election, each counted once;
of 2024 the last poll of each pollster that began in it. ``elections_tables.py`` writes it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np

POLLS = Path("more") / "polls_final_6_weeks_before_each_ge_1945_2019.csv"
POLLS_2024 = Path("more") / "polls_2024_last_poll_per_pollster.csv"
LAST_DAYS = 7
FIRST_DAY_2024 = "2024-06-27"
PARTIES = ("con", "lab", "lib", "reform", "green")


def tables(folder: Path) -> dict[str, tuple[str, list[tuple[object, ...]]]]:
    """The table as a header and rows, by name."""
    rows: list[tuple[object, ...]] = [
        (day, len(polls), *_means(polls), "", "") for day, polls in final(folder).items()
    ]
    late = _of_2024(folder)
    rows.append(("2024-07-04", len(late), *_means(late)))
    return {"final_polls": (",".join(["election", "polls", *PARTIES]), rows)}


def final(folder: Path) -> dict[str, list[list[float]]]:
    """The polls of the last week before each election from 1950 to 2019: Con, Lab, Lib."""
    found: dict[str, list[list[float]]] = defaultdict(list)
    with (folder / POLLS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            shares = [row[party] for party in PARTIES[:3]]
            late = int(row["days_before"]) <= LAST_DAYS
            if late and all(shares) and row["general_election"] >= "1950":
                found[row["general_election"]].append([float(share) for share in shares])
    return dict(sorted(found.items()))


def _of_2024(folder: Path) -> list[list[float]]:
    with (folder / POLLS_2024).open(encoding="utf-8", newline="") as file:
        return [
            [float(row[party]) / 100 for party in PARTIES]
            for row in csv.DictReader(file)
            if row["start"] >= FIRST_DAY_2024
        ]


def _means(polls: list[list[float]]) -> list[str]:
    return [f"{share:.4f}" for share in np.mean(polls, axis=0)]
