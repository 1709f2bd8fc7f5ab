"""A waiting list as it is published: who waits how long, month by month.

NHS England counts *pathways* referred to treatment (RTT): at a month's end those still
waiting, and during the month those who joined and those who were treated, by age. Ages come
in buckets: whole weeks in the returns, calendar months in some tables made from them. Edges
are kept in weeks, so that the two can be read together but are never taken for each other.
"""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats

ALL = "all"
"""The specialty that stands for all of them together."""
Buckets = Literal["weeks", "months"]

_DAYS_OF_A_WEEK = 7.0


@dataclass(frozen=True, eq=False)
class ListSnapshot:
    """One list at the end of one month, and what moved in that month.

    ``month``: "2024-11"; ``edges_weeks``: f8[b], where each age bucket begins, the first at 0
    and the last without an end; ``waiting``: f8[b] pathways still waiting at the month's end;
    ``treated``: f8[b] completed in the month by age when completed, or None where the source
    has none; ``admitted``: those of them treated in hospital, or None; ``joined``: new
    pathways in the month, or None. ``notes`` say what a reader of the figures must know.

    Raises ParameterError where counts are negative or do not fit their buckets.
    """

    month: str
    provider: str
    specialty: str
    buckets: Buckets
    edges_weeks: Floats
    waiting: Floats
    treated: Floats | None = None
    admitted: Floats | None = None
    joined: float | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        where = f"list of {self.provider}, {self.specialty}, {self.month}"
        month_number(self.month, where=where)
        edges = self.edges_weeks
        if not edges.size or edges[0] != 0 or bool(np.any(np.diff(edges) <= 0)):
            raise ParameterError("age buckets must begin at 0 and rise", where=where)
        for name in ("waiting", "treated", "admitted"):
            counts = getattr(self, name)
            if counts is None:
                continue
            if counts.shape != edges.shape:
                raise ParameterError(f"'{name}' needs one count for each age bucket", where=where)
            if not bool(np.all(counts >= 0)) or not bool(np.all(np.isfinite(counts))):
                raise ParameterError(f"'{name}' must hold numbers from 0", where=where)
        if self.joined is not None and not 0 <= self.joined < np.inf:
            raise ParameterError("'joined' must be a number from 0", where=where)

    @property
    def size(self) -> float:
        """How many pathways wait at the month's end."""
        return float(self.waiting.sum())

    @property
    def completed(self) -> float | None:
        """How many were treated in the month; None where the source has none."""
        return None if self.treated is None else float(self.treated.sum())

    @property
    def weeks_of_month(self) -> float:
        """The length of the month in weeks."""
        return days_of_month(month_number(self.month)) / _DAYS_OF_A_WEEK


@dataclass(frozen=True, eq=False)
class ListSeries:
    """The same list at the ends of months that follow each other without a gap.

    Raises ParameterError where a month is missing or twice there, or where the snapshots are
    of different lists.
    """

    snapshots: tuple[ListSnapshot, ...]
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.snapshots:
            raise ParameterError("a series needs at least one month")
        first = self.snapshots[0]
        where = f"series of {first.provider}, {first.specialty}"
        for earlier, later in itertools.pairwise(self.snapshots):
            kind = (first.provider, first.specialty, first.buckets, first.edges_weeks.size)
            if (later.provider, later.specialty, later.buckets, later.edges_weeks.size) != kind:
                raise ParameterError(
                    f"{later.month} is of another list, or in other age buckets",
                    where=where,
                    remedy="Keep one provider, one specialty and one kind of bucket in a series.",
                )
            if month_number(later.month) != month_number(earlier.month) + 1:
                raise ParameterError(
                    f"{later.month} does not follow {earlier.month}",
                    where=where,
                    remedy="Give each month once, in order, without a gap.",
                )

    @property
    def provider(self) -> str:
        return self.snapshots[0].provider

    @property
    def specialty(self) -> str:
        return self.snapshots[0].specialty

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(snapshot.month for snapshot in self.snapshots)

    @property
    def waiting(self) -> Floats:
        """f8[months, buckets]: pathways waiting at each month's end."""
        return np.stack([snapshot.waiting for snapshot in self.snapshots])

    @property
    def treated(self) -> Floats:
        """f8[months, buckets]: completed in each month. Raises ParameterError if not given."""
        return np.stack([self._given(s, "treated") for s in self.snapshots])

    @property
    def joined(self) -> Floats:
        """f8[months]: new pathways of each month. Raises ParameterError if not given."""
        return np.array([self._given(s, "joined") for s in self.snapshots], dtype=np.float64)

    def between(self, first: str, last: str) -> ListSeries:
        """The months from the first to the last, both included."""
        inside = range(month_number(first), month_number(last) + 1)
        kept = tuple(s for s in self.snapshots if month_number(s.month) in inside)
        if not kept:
            raise ParameterError(
                f"the series has no month from {first} to {last}",
                where=f"series of {self.provider}, {self.specialty}",
                remedy=f"It runs from {self.months[0]} to {self.months[-1]}.",
            )
        return ListSeries(kept, self.notes)

    def removals(self) -> Floats:
        """Pathways that left the list unrecorded in each month but the first: f8[months - 1].

        Who was there and joined, less who was treated and is there still. Negative where more
        are on the list than the returns account for, which revisions and mergers bring about.
        """
        size = self.waiting.sum(axis=1)
        treated = self.treated.sum(axis=1)
        return unrecorded_removals(size[:-1], self.joined[1:], treated[1:], size[1:])

    def _given(self, snapshot: ListSnapshot, name: str) -> Floats:
        counts: Floats | None = getattr(snapshot, name)
        if counts is None:
            raise ParameterError(
                f"{snapshot.month} does not say how many {name}",
                where=f"series of {self.provider}, {self.specialty}",
                remedy="Use a source that counts who joined and who was treated.",
            )
        return counts


def unrecorded_removals(before: Floats, joined: Floats, treated: Floats, after: Floats) -> Floats:
    """Incomplete(t-1) + Referrals(t) - Complete(t) - Incomplete(t)."""
    return before + joined - treated - after


def week_edges(last: int) -> Floats:
    """Buckets of whole weeks from 0 to the last, which has no end."""
    return np.arange(last + 1, dtype=np.float64)


def month_edges(month: str, count: int) -> Floats:
    """Where buckets of calendar months begin, in weeks before the end of a month: f8[count].

    Bucket k holds whoever was referred k calendar months before, so its edges depend on the
    lengths of those months. The next month the same pathways stand in bucket k + 1.
    """
    end = month_number(month)
    days = itertools.accumulate((days_of_month(end - k) for k in range(count - 1)), initial=0)
    return np.array(list(days), dtype=np.float64) / _DAYS_OF_A_WEEK


def month_number(month: str, *, where: str = "") -> int:
    """Count months, so that they can be compared: "2024-11" -> 24298.

    Raises ParameterError for anything but a year and a month.
    """
    year, _, rest = month.partition("-")
    if len(year) == 4 and len(rest) == 2 and (year + rest).isascii() and (year + rest).isdigit():
        number = 12 * int(year) + int(rest) - 1
        if year != "0000" and 1 <= int(rest) <= 12:
            return number
    raise ParameterError(f"'{month}' is not a month", where=where, remedy="Write it as 2024-11.")


def month_named(number: int) -> str:
    """The month of a number: 24298 -> "2024-11"."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def days_of_month(number: int) -> int:
    """How many days the month of a number has."""
    return calendar.monthrange(number // 12, number % 12 + 1)[1]


def series_of(snapshots: Sequence[ListSnapshot], notes: tuple[str, ...] = ()) -> ListSeries:
    """The snapshots in order of time."""
    ordered = sorted(snapshots, key=lambda snapshot: month_number(snapshot.month))
    return ListSeries(tuple(ordered), notes)
