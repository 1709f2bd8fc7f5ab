"""NHS England's full extract of the RTT returns: one list out of a month's file.

Each row counts pathways of one provider, commissioner, treatment function and part of the
return, by whole weeks waited:

| part | holds |
|---|---|
| ``Part_1A``, ``Part_1B`` | completed in the month, with and without admission |
| ``Part_2`` | incomplete at its end: the waiting list |
| ``Part_2A`` | those of part 2 with a decision to admit: never added to it |
| ``Part_3`` | new periods in the month, without ages |

The treatment function C_999 is the total of the others: it is left out of sums and used to
check them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from commonweal.core.errors import FileError, ParameterError, UnknownName, nearest
from commonweal.core.protocol import Floats
from commonweal.institutions.health import rtt_layout as extract
from commonweal.institutions.health.rtt import (
    ALL,
    ListSeries,
    ListSnapshot,
    series_of,
    week_edges,
)
from commonweal.institutions.health.rtt_csv import Cells, at, count_of, is_suppressed, open_sheet

PARTS = ("Part_1A", "Part_1B", "Part_2", "Part_2A", "Part_3")
_ADMITTED, _NOT_ADMITTED, _WAITING, _DECIDED, _JOINED = PARTS
_NOT_ENGLISH = "NONC"
_SAFE_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Choice:
    """Which list to take out of an extract.

    ``provider``: organisation code or name, "all" for every provider in the file, or None
    where the file has one only; ``specialty``: code or name of a treatment function, or "all";
    ``month``: needed where the file holds several; ``suppressed``: what a suppressed cell
    counts as; None refuses such cells.
    """

    provider: str | None = None
    specialty: str = ALL
    month: str | None = None
    suppressed: float | None = None


@dataclass(slots=True)
class _Sum:
    """Pathways of one part of the return, added up."""

    by_age: Floats
    total: float = 0.0
    rows: int = 0

    def add(self, by_age: Floats, total: float) -> None:
        self.by_age += by_age
        self.total += total
        self.rows += 1


@dataclass(slots=True)
class _Month:
    """One month of a file while it is read: sums by part, and what to say of them."""

    ages: int
    sums: dict[str, _Sum] = field(default_factory=dict)
    own_totals: dict[str, _Sum] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    suppressed: int = 0
    unknown_start: float = 0.0
    not_english: float = 0.0

    def sum_of(self, part: str) -> _Sum:
        return self.sums.get(part) or _Sum(np.zeros(self.ages))


def read_extract(path: Path, choice: Choice | None = None) -> ListSnapshot:
    """One list at the end of one month, out of NHS England's full extract.

    Raises FileError for a file that is cut short, in another layout or of another part of the
    return; ParameterError for counts that cannot be; UnknownName, with the nearest names, for
    a provider, specialty or month that is not in it.
    """
    choice = choice or Choice()
    months = _read(path, choice)
    if choice.month is not None and choice.month not in months:
        raise UnknownName("month", choice.month, sorted(months), where=str(path))
    if choice.month is None and len(months) > 1:
        raise FileError(
            f"the file holds {len(months)} months; their lists must not be added up",
            where=str(path),
            remedy=f"Name one of them: {', '.join(sorted(months))}.",
        )
    return months[choice.month or next(iter(months))]


def read_extracts(paths: Iterable[Path], choice: Choice | None = None) -> ListSeries:
    """The same list out of several files, or a file of several months, in order of time.

    Raises as ``read_extract`` does, and ParameterError where a month is missing or twice there.
    """
    choice = choice or Choice()
    return series_of([one for path in paths for one in _read(path, choice).values()])


def _read(path: Path, choice: Choice) -> dict[str, ListSnapshot]:
    sheet = open_sheet(path)
    layout = extract.layout_of(sheet)
    found = extract.find_list(sheet, layout, choice.provider, choice.specialty)
    months: dict[str, _Month] = {}
    for line, cells in sheet:
        row = layout.row(cells)
        if found.provider not in (ALL, row[extract.PROVIDER]):
            continue
        extract.refuse_totals(row, f"{path}, line {line}")
        period = extract.month_of(row[extract.PERIOD], at(path, line, extract.PERIOD))
        month = months.setdefault(period, _Month(len(layout.weeks)))
        _note_row(month, row, path, line)
        if found.function in (ALL, row[extract.FUNCTION]):
            _add(month, row, [cells[place] for place in layout.weeks], (path, line), choice)
    return {name: _snapshot(months[name], name, found, path) for name in sorted(months)}


def _note_row(month: _Month, row: dict[str, str], path: Path, line: int) -> None:
    """Refuse a part that is not known, and a row that was there before."""
    part = row[extract.PART]
    if part not in PARTS:
        raise FileError(
            f"there is no part '{part[:40]}' of the return",
            where=at(path, line, extract.PART),
            remedy=nearest(part, PARTS, "part"),
        )
    month.parts.add(part)
    key = (row[extract.PROVIDER], row[extract.COMMISSIONER], part, row[extract.FUNCTION])
    first = month.lines.setdefault(key, line)
    if first != line:
        raise FileError(
            f"the row of {', '.join(key)} stands in line {first} already",
            where=f"{path}, line {line}",
            remedy="Remove the second: its pathways would count twice.",
        )


def _add(
    month: _Month, row: dict[str, str], weeks: Cells, place: tuple[Path, int], choice: Choice
) -> None:
    """Add a row to its part; part 2A, which is within part 2, to none."""
    part = row[extract.PART]
    if part == _DECIDED:
        return
    before = month.suppressed
    by_age = _ages(month, weeks, place, choice)
    unknown = _count(
        month, row.get(extract.UNKNOWN_START, ""), place, extract.UNKNOWN_START, choice
    )
    total = _count(month, row[extract.TOTAL], place, extract.TOTAL, choice)
    if part != _JOINED and month.suppressed == before and by_age.sum() + unknown != total:
        raise FileError(
            f"the weeks add up to {by_age.sum() + unknown:,.0f}, but 'Total All' says {total:,.0f}",
            where=f"{place[0]}, line {place[1]}",
            remedy="The row is damaged or cut short, or its columns are not weeks.",
        )
    own = row[extract.FUNCTION] == extract.TOTAL_OF_ALL_SPECIALTIES
    sums = month.own_totals if own else month.sums
    sums.setdefault(part, _Sum(np.zeros(month.ages))).add(by_age, total)
    if not own:
        month.unknown_start += unknown
        if part == _WAITING and row[extract.COMMISSIONER] == _NOT_ENGLISH:
            month.not_english += total


def _ages(month: _Month, weeks: Cells, place: tuple[Path, int], choice: Choice) -> Floats:
    """The counts of a row; nearly all of a national file's twenty million cells are plain."""
    if not any(weeks):
        return np.zeros(len(weeks))
    if all(map(str.isdecimal, weeks)) and max(map(len, weeks)) < _SAFE_DIGITS:
        return np.array(list(map(float, weeks)))
    return np.array(
        [_count(month, cell, place, f"week {i}", choice) for i, cell in enumerate(weeks)]
    )


def _count(month: _Month, cell: str, place: tuple[Path, int], column: str, choice: Choice) -> float:
    if not is_suppressed(cell):
        return count_of(cell, at(*place, column))
    if choice.suppressed is None:
        raise ParameterError(
            f"'{cell.strip()}' marks a count that was suppressed",
            where=at(*place, column),
            remedy="Use a file with all counts, or say what a suppressed one counts as.",
        )
    month.suppressed += 1
    return choice.suppressed


def _snapshot(month: _Month, name: str, found: extract.Found, path: Path) -> ListSnapshot:
    notes: list[str] = []
    if _WAITING not in month.parts:
        has = ", ".join(sorted(month.parts))
        raise FileError(
            f"{name} has no incomplete pathways ({_WAITING}); it has {has}",
            where=str(path),
            remedy="Part 2A holds only those with a decision to admit, part 1 those treated. "
            "Use the extract with part 2.",
        )
    if found.function == ALL:
        notes += _check_totals(month, name, path)
    admitted = month.sum_of(_ADMITTED).by_age if _ADMITTED in month.parts else None
    treated = None
    if admitted is not None and _NOT_ADMITTED in month.parts:
        treated = admitted + month.sum_of(_NOT_ADMITTED).by_age
    else:
        notes.append("Parts 1A and 1B are not both there: who was treated is not known.")
    joined = month.sum_of(_JOINED).total if _JOINED in month.parts else None
    if joined is None:
        notes.append("Part 3 is not there: who joined is not known.")
    notes += _remarks(month)
    return ListSnapshot(
        month=name,
        provider=found.provider,
        specialty=found.specialty,
        buckets="weeks",
        edges_weeks=week_edges(month.ages - 1),
        waiting=month.sum_of(_WAITING).by_age,
        treated=treated,
        admitted=admitted,
        joined=joined,
        notes=tuple(notes),
    )


def _check_totals(month: _Month, name: str, path: Path) -> list[str]:
    """Compare the specialties with the file's own totals; use those where they stand alone."""
    if not month.sums:
        month.sums = month.own_totals
        return ["The file has no specialties: its own totals (C_999) were used."]
    if not month.own_totals:
        return ["The file has no totals of its own (C_999) to check the specialties by."]
    for part in sorted(month.parts - {_DECIDED}):
        ours, theirs = month.sum_of(part).total, month.own_totals.get(part)
        stated = 0.0 if theirs is None else theirs.total
        if ours != stated and not month.suppressed:
            raise FileError(
                f"in {name}, {part}, specialties add up to {ours:,.0f}, but the file's own "
                f"totals (C_999) to {stated:,.0f}",
                where=str(path),
                remedy="Rows are missing or were added: the file may be cut short. "
                "Download it again.",
            )
    return []


def _remarks(month: _Month) -> list[str]:
    remarks = []
    if month.suppressed:
        remarks.append(f"{month.suppressed} suppressed counts were filled in as asked.")
    if month.unknown_start:
        remarks.append(
            f"{month.unknown_start:,.0f} pathways with an unknown start have no age; they are left out."
        )
    if month.not_english:
        remarks.append(
            f"{month.not_english:,.0f} of those waiting have no English commissioner (NONC); "
            "tables by commissioner leave them out."
        )
    return remarks
