"""What moves a list, estimated from its own months, with how surely it is known.

A cohort is everybody who would stand in one bucket of months waited at a month's end if nobody
were treated: those of the bucket before, or, in bucket 0, those who joined in the month. From
the identity

    waiting(t) = moved up from waiting(t − 1), or joined, − treated − removed

what was removed without a record follows cohort by cohort; it is negative where patients came
on to the list without being counted as joining. One convention is an assumption: of those
treated in a bucket, half belong to the cohort that ends the month there and half to the next
older (their ages are counted on the day they were treated, spread evenly over the month).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.health.rtt import ListSeries

FEWEST_MONTHS = 4
"""Three changes from month to month: the fewest from which a spread can be told."""


@dataclass(frozen=True, eq=False)
class Flows:
    """The flows of a list in a month, and how each month seen strayed from them.

    ``joined`` and ``treated``: patients a month; ``hazard``: f8[b], the share of a cohort
    treated; ``removed``: f8[b], the share of a cohort that leaves unrecorded. ``strayed``:
    f8[n, 2 + 2b], month by month, the same four in that order: the first three relative to
    their level, the last as a difference of shares.
    """

    joined: float
    treated: float
    hazard: Floats
    removed: Floats
    strayed: Floats


def moved_up(waiting: Floats, joined: Floats) -> Floats:
    """The cohorts a month begins with, before anybody leaves: f8[..., b], f8[...] to f8[..., b]."""
    cohorts = np.empty_like(waiting)
    cohorts[..., 0] = joined
    cohorts[..., 1:] = waiting[..., :-1]
    cohorts[..., -1] += waiting[..., -1]
    return cohorts


def by_cohort(treated: Floats) -> Floats:
    """Who was treated, by months waited, handed to the cohorts they came from: f8[..., b]."""
    whose = 0.5 * treated
    whose[..., 1:] += 0.5 * treated[..., :-1]
    whose[..., -1] += 0.5 * treated[..., -1]
    return whose


def removals(series: ListSeries) -> Floats:
    """Who left unrecorded, month by month and cohort by cohort: f8[t - 1, b].

    Their sums over cohorts are those of ``ListSeries.removals``.
    """
    begun = moved_up(series.waiting[:-1], series.joined[1:])
    return np.asarray(begun - by_cohort(series.treated[1:]) - series.waiting[1:])


def estimate(series: ListSeries) -> Flows:
    """The flows of a list, each the mean of its months. Raises ParameterError where untold."""
    _must_tell(series)
    joined, treated = series.joined[1:], by_cohort(series.treated[1:])
    begun, gone = moved_up(series.waiting[:-1], joined), removals(series)
    hazard = _share(treated.sum(axis=0), begun.sum(axis=0))
    removed = _share(gone.sum(axis=0), begun.sum(axis=0))
    slots = treated.sum(axis=1)
    strayed = np.concatenate(
        [
            (_share(joined, joined.mean()) - 1)[:, None],
            (slots / slots.mean() - 1)[:, None],
            _share(treated, begun * hazard, otherwise=1.0) - 1,
            _share(gone, begun) - removed,
        ],
        axis=1,
    )
    return Flows(float(joined.mean()), float(slots.mean()), hazard, removed, strayed)


def _must_tell(series: ListSeries) -> None:
    where = f"series of {series.provider}, {series.specialty}"
    if series.snapshots[0].buckets != "months":
        raise ParameterError("flows are estimated from ages by month, not by week", where=where)
    if len(series.months) < FEWEST_MONTHS:
        raise ParameterError(
            f"{len(series.months)} in a row are too few months to tell flows and their spread from",
            where=where,
            remedy=f"Give {FEWEST_MONTHS} months in a row or more, with joined and treated.",
        )
    if not series.treated[1:].sum() > 0:
        raise ParameterError(
            "nobody on this list is treated: with no capacity there is nothing to plan from",
            where=where,
            remedy="Check that the file holds the completed pathways.",
        )
    if not series.waiting[-1].sum() > 0:
        raise ParameterError("nobody is waiting on this list", where=where)


def _share(part: Floats, whole: Floats, otherwise: float = 0.0) -> Floats:
    """Part over whole; where there is no whole, what stands for nothing known."""
    some = whole > 0
    return np.asarray(np.where(some, part / np.where(some, whole, 1.0), otherwise))
