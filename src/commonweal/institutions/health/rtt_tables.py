"""The lists this institution ships, read from its own tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

from commonweal.core.errors import UnknownName
from commonweal.core.protocol import Floats
from commonweal.institutions.health import worlds
from commonweal.institutions.health.rtt import (
    ALL,
    ListSeries,
    ListSnapshot,
    month_edges,
    series_of,
    week_edges,
)

ENGLAND = "England"
SPLIT_WEEKS = (
    "Counts by month carry fractions: the weeks of the returns that fall over a month's end "
    "were split by days."
)
PUT_TOGETHER = (
    "Treated by specialty add up to 5 to 7% less than treated in all, so that removals by "
    "specialty come out too high."
)
NO_JOINERS = "The returns of these months do not say how many joined."

_Row = Mapping[str, str]


def england_by_month(specialty: str = ALL) -> ListSeries:
    """England's list by calendar months waited, May 2024 to May 2025.

    ``specialty`` is "all" or one of ``specialties()``. Raises UnknownName.
    """
    found = counts_of("england_by_month", "specialty", specialty, "specialty")
    notes = (SPLIT_WEEKS,) if specialty == ALL else (SPLIT_WEEKS, PUT_TOGETHER)
    return _monthly(found, ENGLAND, specialty, notes)


def trust_by_month(code: str) -> ListSeries:
    """One of 39 trusts' lists by calendar months waited, May 2024 to May 2025.

    ``code`` is the organisation code, as in ``trusts()``. Raises UnknownName.
    """
    known = trusts()
    if code not in known:
        raise UnknownName("trust", code, known, where="health.trusts_by_month")
    found = counts_of("trusts_by_month", "trust", code, "trust")
    return _monthly(found, code, ALL, (SPLIT_WEEKS,))


def england_by_week(specialty: str = ALL) -> ListSeries:
    """England's list by whole weeks waited, December 2014 to May 2015; nobody's joining."""
    parts = counts_of("england_by_week", "specialty", specialty, "specialty")
    snapshots = []
    for month, counts in parts.items():
        admitted = counts["admitted"]
        snapshots.append(
            ListSnapshot(
                month=month,
                provider=ENGLAND,
                specialty=specialty,
                buckets="weeks",
                edges_weeks=week_edges(admitted.size - 1),
                waiting=counts["waiting"],
                treated=admitted + counts["not admitted"],
                admitted=admitted,
            )
        )
    return series_of(snapshots, (NO_JOINERS,))


def dorset_november_2024() -> ListSnapshot:
    """Dorset County Hospital's list at the end of November 2024, by whole weeks waited."""
    waiting = worlds.pathways("waiting")
    return ListSnapshot(
        month="2024-11",
        provider="RBD",
        specialty=ALL,
        buckets="weeks",
        edges_weeks=week_edges(waiting.size - 1),
        waiting=waiting,
        treated=worlds.treated_in_month(),
        admitted=worlds.pathways("admitted"),
        joined=float(worlds.pathways("joined").sum()),
    )


def specialties() -> tuple[str, ...]:
    """The specialties of the tables for England, without the total of all."""
    return tuple(sorted({row["specialty"] for row in rows("england_by_month")} - {ALL}))


def trusts() -> Mapping[str, str]:
    """The 39 trusts of the table by months waited: name by organisation code."""
    return MappingProxyType({row["code"]: row["name"] for row in rows("trusts")})


def totals_of_june_2026(code: str = "ENGLAND") -> Mapping[str, float]:
    """waiting, within_18_percent and over_52 at the end of June 2026.

    ``code``: ENGLAND, ACUTE (acute trusts together), or the organisation code of one of them.
    Raises UnknownName.
    """
    found = {row["code"]: row for row in rows("totals_2026_06")}
    if code not in found:
        raise UnknownName("organisation", code, found, where="health.totals_2026_06")
    names = ("waiting", "within_18_percent", "over_52")
    return MappingProxyType({name: float(found[code][name]) for name in names})


def acute_trusts_of_june_2026() -> list[Mapping[str, float]]:
    """The same three figures for each acute trust, without the totals."""
    codes = [row["code"] for row in rows("totals_2026_06")]
    return [totals_of_june_2026(code) for code in codes if code not in ("ENGLAND", "ACUTE")]


@cache
def rows(table: str) -> tuple[_Row, ...]:
    """The rows of a shipped table, as texts by column."""
    with worlds.TABLES[table].open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def counts_of(table: str, column: str, name: str, kind: str) -> dict[str, dict[str, Floats]]:
    """Counts by age bucket of one list: month -> part -> f8[buckets]."""
    found: dict[str, dict[str, Floats]] = defaultdict(dict)
    for row in rows(table):
        if row[column] == name:
            ages = [key for key in row if key.startswith(("week_", "month_"))]
            found[row["month"]][row["part"]] = np.array([float(row[age]) for age in ages])
    if not found:
        known = sorted({row[column] for row in rows(table)})
        raise UnknownName(kind, name, known, where=f"health.{table}")
    return dict(found)


def _monthly(
    parts: Mapping[str, Mapping[str, Floats]],
    provider: str,
    specialty: str,
    notes: tuple[str, ...],
) -> ListSeries:
    snapshots = [
        ListSnapshot(
            month=month,
            provider=provider,
            specialty=specialty,
            buckets="months",
            edges_weeks=month_edges(month, counts["waiting"].size),
            waiting=counts["waiting"],
            treated=counts["treated"],
            joined=float(counts["joined"].sum()),
        )
        for month, counts in parts.items()
    ]
    return series_of(snapshots, notes)
