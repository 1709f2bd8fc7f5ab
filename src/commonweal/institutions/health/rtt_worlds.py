"""A published list as a world: the weeks waited, and who joins, is treated and leaves a week.

A list opens a run as it stood at a month's end. Its flows are the means of the series, since
a single month has more or fewer working days than most.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from commonweal.core.errors import FileError
from commonweal.core.protocol import Floats
from commonweal.core.world import World
from commonweal.institutions.health import rtt_summary, rtt_tables
from commonweal.institutions.health.rtt import ListSeries, ListSnapshot
from commonweal.institutions.health.rtt_file import read_list

ENGLAND_2025 = "england-2025-05"
ENGLAND_2014 = "england-2014-12"
LICENCE = "Open Government Licence v3.0"
MOST_UNTOLD = 0.01
"""The share of those treated whose weeks a profile of treatments may leave open."""


def england_2025() -> World:
    """England's list at the end of May 2025, spread from months waited over weeks.

    Joined, treated and left unrecorded a week: means of June 2024 to May 2025.
    """
    return world_of(
        rtt_tables.england_by_month(),
        ENGLAND_2025,
        {"source": "NHS England, RTT waiting times, May 2024 to May 2025", "licence": LICENCE},
    )


def england_2014() -> World:
    """England's list at the end of December 2014, when more than 92% waited less than 18 weeks.

    Treated a week: the mean of December 2014 to May 2015. Nobody counted who joined or left
    unrecorded: those who left are taken to be the share of 2024-25, and those who joined as
    many as keep the list as it is. Both are assumptions.
    """
    series = rtt_tables.england_by_week()
    opening = series.snapshots[0]
    slots = _a_week(series.snapshots, series.treated.sum(axis=1))
    hazard = removal_hazard(rtt_tables.england_by_month())
    return World(
        ENGLAND_2014,
        {
            "waiting": by_whole_weeks(opening),
            **known_treatments(series),
            "removal_profile": np.ones(1),
        },
        facts={
            "joined_per_week": slots + hazard * opening.size,
            "slots_per_week": slots,
            "removal_hazard": hazard,
            "source": "NHS England, RTT waiting times, December 2014 to May 2015; "
            "assumption: who joined, and who left unrecorded",
            "licence": LICENCE,
        },
    )


def world_of(series: ListSeries, name: str, described: Mapping[str, str]) -> World:
    """The last month of a series as a world; ``described`` are its source and licence.

    A series of one month cannot show who left unrecorded: as many are taken to leave as keep
    the list as it is. Nobody is taken to leave where more were treated than joined, or more
    are found on the list than its flows account for; such a list shrinks. Raises FileError
    where who joined or was treated is not known.
    """
    last = series.snapshots[-1]
    moved = series.snapshots[1:] or series.snapshots
    if any(snapshot.joined is None or snapshot.treated is None for snapshot in moved):
        raise FileError(
            "the list does not say how many joined and how many were treated",
            where=name,
            remedy="Give the columns treated and joined, or an extract with parts 1A, 1B and 3.",
        )
    joined = _a_week(moved, np.array([snapshot.joined for snapshot in moved]))
    slots = _a_week(moved, np.array([snapshot.completed for snapshot in moved]))
    if len(series.snapshots) > 1:
        hazard = removal_hazard(series)
    else:
        hazard = (joined - slots) / last.size if last.size else 0.0
    return World(
        name,
        {
            "waiting": by_whole_weeks(last),
            **known_treatments(ListSeries(moved)),
            "removal_profile": np.ones(1),
        },
        facts={
            "joined_per_week": joined,
            "slots_per_week": slots,
            "removal_hazard": max(hazard, 0.0),
            **described,
        },
    )


def world_from(path: str) -> World:
    """A world from a folder written by ``World.save``, or from a list in a CSV file."""
    if Path(path).is_dir():
        return World.open(Path(path))
    file = Path(path)
    return world_of(read_list(file), file.stem, {"source": f"the list in {file.name}"})


def removal_hazard(series: ListSeries) -> float:
    """The mean share of those waiting who leave unrecorded in a week.

    More can be found on a list than its flows account for; the mean over the months counts.
    """
    books = rtt_summary.reconcile(series)
    weeks = sum(snapshot.weeks_of_month for snapshot in series.snapshots[1:])
    return sum(row.share for row in books) / weeks


def by_whole_weeks(snapshot: ListSnapshot) -> Floats:
    """Those waiting by whole weeks: f8[weeks], the last week with all who have waited longer.

    Buckets of months are taken to be spread evenly over their weeks.
    """
    return _spread(snapshot.waiting, snapshot.edges_weeks)


def known_treatments(series: ListSeries) -> dict[str, Floats]:
    """The array ``treated`` of a world, if the series says of nearly all how long they waited.

    Empty where more than a hundredth stand in the last bucket: it has no end, and a list called
    by a profile would leave those beyond its beginning to whatever is left.
    """
    treated = treated_by_whole_weeks(series)
    return {"treated": treated} if treated[-1] <= MOST_UNTOLD * treated.sum() else {}


def treated_by_whole_weeks(series: ListSeries) -> Floats:
    """Those treated in all months of a series by whole weeks waited, as ``by_whole_weeks``.

    Months are of unlike length, so their last buckets begin on unlike days: the last week is the
    earliest of these. Raises ParameterError where a month does not say who was treated.
    """
    months = zip(series.snapshots, series.treated, strict=True)
    spread = [_spread(treated, snapshot.edges_weeks) for snapshot, treated in months]
    last = min(weeks.size for weeks in spread) - 1
    together = [np.append(weeks[:last], weeks[last:].sum()) for weeks in spread]
    return np.asarray(np.sum(together, axis=0))


def _spread(counts: Floats, edges: Floats) -> Floats:
    last = int(np.floor(edges[-1]))
    younger = np.concatenate([[0.0], np.cumsum(counts)[:-1]])
    upto = np.interp(np.arange(last + 1), edges, younger)
    return np.append(np.diff(upto), counts.sum() - upto[-1])


def _a_week(months: tuple[ListSnapshot, ...], counts: Floats) -> float:
    return float(counts.sum()) / sum(snapshot.weeks_of_month for snapshot in months)
