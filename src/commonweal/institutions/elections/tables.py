"""The tables this institution ships, and reading them.

``tools/elections_tables.py`` writes them; the YAML file beside each says where it comes from.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
NAMES = (
    "elections", "parties", "constituencies", "candidacies", "national_results",
    "labour_in_office", "city_constituencies", "southern_counties", "group_results",
    "group_constituencies", "group_patches", "speakers", "party_results",
    "named_counties", "notional_candidacies", "hexagons", "electorates",
    "party_rankings", "party_supporters", "classes",
    "final_polls",
)  # fmt: skip
TABLES: Mapping[str, Path] = {name: DATA / f"{name}.csv" for name in NAMES}
"""Named ``elections.candidacies`` and so on in the SQL of a data claim."""

Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of a table, as texts by column."""
    with TABLES[name].open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
