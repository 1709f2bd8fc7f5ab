"""Occupational classes of each constituency of 2010 at the census of 2011. Part of ``elections_tables.py``."""

from __future__ import annotations

import csv
from pathlib import Path

CENSUS = "more/census2011_nssec_2010_boundaries_gb.csv"
CLASSES = {
    "higher": ("higher_manager", "higher_professional", "lower_manager"),
    "intermediate": ("intermediate", "small_employer"),
    "working": ("lower_supervisor", "semi_routine", "routine"),
    "never_or_long_unemployed": ("never_worked", "longterm_unemployed"),
}
"""The classes of the National Statistics Socio-economic Classification, by column of the file."""


def tables(folder: Path) -> dict[str, tuple[str, list[tuple[object, ...]]]]:
    """The table as a header and rows, by name."""
    with (folder / CENSUS).open(encoding="utf-8", newline="") as file:
        rows = [
            (
                row["ons_const_id"],
                *(
                    f"{sum(float(row[f'nssec{part}']) for part in parts):.2f}"
                    for parts in CLASSES.values()
                ),
            )
            for row in csv.DictReader(file)
        ]
    return {"classes": (",".join(["constituency", *CLASSES]), sorted(rows))}
