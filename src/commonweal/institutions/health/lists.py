"""The lists a planner can name, by calendar months waited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from commonweal.core.errors import FileError, ParameterError
from commonweal.core.protocol import Floats
from commonweal.core.world import World
from commonweal.institutions.health import rtt_tables, rtt_worlds
from commonweal.institutions.health.rtt import ALL, ListSeries, ListSnapshot, month_edges
from commonweal.institutions.health.rtt_extract import Choice, read_extracts
from commonweal.institutions.health.rtt_file import find_list

ENGLAND = "england"
BUCKETS = 13
SPLIT = "Weeks were split into calendar months by days."


def shipped() -> Mapping[str, str]:
    """The lists that come with Commonweal: title by name."""
    return {ENGLAND: "England, all providers", **rtt_tables.trusts()}


def named(source: str, choice: Choice | None = None) -> ListSeries:
    """As ``published``, by calendar months waited."""
    return by_calendar_months(published(source, choice))


def published(source: str, choice: Choice | None = None) -> ListSeries:
    """The list of a name, of a file, or of a folder with one extract a month, as it stands there.

    Raises as ``find_list`` does, and FileError for a folder that holds no CSV file.
    """
    folder = Path(source)
    if not folder.is_dir():
        return find_list(source, choice)
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise FileError(
            "this folder holds no CSV file",
            where=source,
            remedy="Put NHS England's full extracts in it, one for each month.",
        )
    return read_extracts(files, choice)


def as_world(source: str, choice: Choice | None = None) -> World:
    """The list of a name, a file or a folder as a world on which rules of calling can be run.

    Raises as ``published`` and ``rtt_worlds.world_of`` do.
    """
    series = published(source, choice)
    path = Path(source)
    name = path.stem if path.exists() else series.provider
    if series.specialty != ALL:
        name = f"{name}, {series.specialty}"
    first, last = series.months[0], series.months[-1]
    told = f"the list in {path.name}" if path.exists() else "NHS England, RTT waiting times"
    described = {"source": f"{told}, {first if first == last else f'{first} to {last}'}"}
    if not path.exists():
        described["licence"] = rtt_worlds.LICENCE
    return rtt_worlds.world_of(series, name, described)


def by_calendar_months(series: ListSeries) -> ListSeries:
    """The same list by calendar months waited, 12 and more together.

    A week that falls over a month's end is split by days. Raises ParameterError where the
    weeks end before a year: who has waited longer could not be told.
    """
    if series.snapshots[0].buckets == "months":
        return series
    return ListSeries(tuple(map(_monthly, series.snapshots)), (*series.notes, SPLIT))


def _monthly(snapshot: ListSnapshot) -> ListSnapshot:
    edges = month_edges(snapshot.month, BUCKETS)
    last = snapshot.edges_weeks[-1]
    if last < np.floor(edges[-1]):
        raise ParameterError(
            f"weeks waited end at {last:.0f}: a plan needs them up to 52",
            where=f"list of {snapshot.provider}, {snapshot.month}",
            remedy="Give whole weeks from 0 to 52 or beyond.",
        )

    def split(counts: Floats | None) -> Floats | None:
        return None if counts is None else _split(counts, snapshot.edges_weeks, edges)

    return replace(
        snapshot,
        buckets="months",
        edges_weeks=edges,
        waiting=_split(snapshot.waiting, snapshot.edges_weeks, edges),
        treated=split(snapshot.treated),
        admitted=split(snapshot.admitted),
    )


def _split(counts: Floats, begins: Floats, edges: Floats) -> Floats:
    """Counts by week laid into months, each week spread evenly; the last bucket is open."""
    below = np.cumsum(counts) - counts
    return np.asarray(np.diff(np.append(np.interp(edges, begins, below), counts.sum())))
