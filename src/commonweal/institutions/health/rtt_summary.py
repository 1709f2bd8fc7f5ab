"""What a list says at a glance: its size, how long it waits, and whether its months add up."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.health.rtt import ListSeries, ListSnapshot, unrecorded_removals

SEEN_REMOVALS = (-0.10, 0.18)
"""Shares of a list that left unrecorded in a month: 39 trusts, June 2024 to May 2025, showed
-9.0 to 17.1%. What lies outside is more likely a mistake in the figures than patients leaving."""

STANDARD_WEEKS = (18.0, 52.0)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of those waiting, with the bounds that hold however ages lie within a bucket."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Age:
    """An age in weeks; ``at_least`` where it lies in the last bucket, which has no end."""

    weeks: float
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One month's books: before + joined - treated - removed = after.

    ``removed`` left without a record; ``share`` is that of those waiting before; ``warning``
    is empty, or says why the figures cannot be right as they stand.
    """

    month: str
    before: float
    joined: float
    treated: float
    after: float
    removed: float
    share: float
    warning: str


@dataclass(frozen=True, slots=True)
class ListSummary:
    """The figures of the last month of a list, and the books of every month.

    ``within``: share of those waiting less than 18 and 52 weeks, None where the buckets end
    before; ``median`` and ``percentile_92``: ages of those waiting, not completed waits;
    ``clearance_months``: how long the month's treatments would take to clear the list, None
    where they are not known; ``reconciliation``: empty where flows are not known; ``notes``
    what a reader must know.
    """

    month: str
    provider: str
    specialty: str
    size: float
    within: Mapping[float, Share | None]
    median: Age
    percentile_92: Age
    clearance_months: float | None
    joined: float | None
    treated: float | None
    reconciliation: tuple[Reconciliation, ...]
    notes: tuple[str, ...]


def summary(series: ListSeries | ListSnapshot) -> ListSummary:
    """Sum up a list: the last month's figures, and every month's books.

    Raises ParameterError where nobody is waiting.
    """
    whole = series if isinstance(series, ListSeries) else ListSeries((series,))
    last = whole.snapshots[-1]
    completed = last.completed
    notes = dict.fromkeys(
        itertools.chain(whole.notes, *(snapshot.notes for snapshot in whole.snapshots))
    )
    return ListSummary(
        month=last.month,
        provider=last.provider,
        specialty=last.specialty,
        size=last.size,
        within={weeks: share_within(last, weeks) for weeks in STANDARD_WEEKS},
        median=percentile(last, 0.5),
        percentile_92=percentile(last, 0.92),
        clearance_months=clearance_months(last),
        joined=last.joined,
        treated=completed,
        reconciliation=reconcile(whole),
        notes=tuple(notes),
    )


def share_within(snapshot: ListSnapshot, weeks: float) -> Share | None:
    """The share of those waiting who have waited less than so many weeks.

    A bucket that the limit cuts is taken to be spread evenly; the bounds take all or none of
    it. None where the limit lies in the last bucket, whose ages are not known.
    """
    size = _waiting(snapshot)
    edges = snapshot.edges_weeks
    if weeks > edges[-1]:
        return None
    upto = np.concatenate([[0.0], np.cumsum(snapshot.waiting)[:-1]])
    value = float(np.interp(weeks, edges, upto)) / size
    below = float(upto[edges <= weeks].max()) / size
    above = float(upto[edges >= weeks].min()) / size
    return Share(value, below, above)


def percentile(snapshot: ListSnapshot, share: float) -> Age:
    """The age below which a share of those waiting lies, spread evenly within its bucket."""
    wanted = share * _waiting(snapshot)
    upto: Floats = np.cumsum(snapshot.waiting)
    bucket = int(np.searchsorted(upto, wanted))
    edges = snapshot.edges_weeks
    if bucket >= edges.size - 1:
        return Age(float(edges[-1]), at_least=True)
    before = upto[bucket] - snapshot.waiting[bucket]
    part = (wanted - before) / snapshot.waiting[bucket]
    return Age(float(edges[bucket] + part * (edges[bucket + 1] - edges[bucket])))


def clearance_months(snapshot: ListSnapshot) -> float | None:
    """How many months the month's treatments would take to clear the list; None if unknown."""
    completed = snapshot.completed
    return snapshot.size / completed if completed else None


def reconcile(series: ListSeries) -> tuple[Reconciliation, ...]:
    """The books of every month but the first; empty where who joined or was treated is unknown."""
    if any(s.joined is None or s.treated is None for s in series.snapshots[1:]):
        return ()
    size = series.waiting.sum(axis=1)
    joined = np.array([s.joined or 0.0 for s in series.snapshots])
    treated = np.array([s.completed or 0.0 for s in series.snapshots])
    removed = unrecorded_removals(size[:-1], joined[1:], treated[1:], size[1:])
    return tuple(
        _books(month, float(before), float(came), float(went), float(after), float(lost))
        for month, before, came, went, after, lost in zip(
            series.months[1:], size[:-1], joined[1:], treated[1:], size[1:], removed, strict=True
        )
    )


def _books(
    month: str, before: float, joined: float, treated: float, after: float, removed: float
) -> Reconciliation:
    share = removed / before if before else 0.0
    return Reconciliation(
        month, before, joined, treated, after, removed, share, _warning(removed, share)
    )


def _warning(removed: float, share: float) -> str:
    lowest, highest = SEEN_REMOVALS
    if share > highest:
        return (
            f"{share:.0%} of the list left unrecorded, more than in any month of 39 trusts: "
            "figures are probably missing"
        )
    if share < lowest:
        return (
            f"{-share:.0%} more are waiting than the figures account for, more than in any "
            "month of 39 trusts: figures are probably counted twice"
        )
    if removed < 0:
        return f"{-removed:,.0f} more are waiting than the figures account for"
    return ""


def _waiting(snapshot: ListSnapshot) -> float:
    if not snapshot.size > 0:
        raise ParameterError(
            "nobody is waiting on this list",
            where=f"list of {snapshot.provider}, {snapshot.specialty}, {snapshot.month}",
            remedy="Choose another provider, specialty or month.",
        )
    return snapshot.size
