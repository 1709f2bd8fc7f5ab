"""A planner's own list: a small CSV, or NHS England's full extract, told apart by the header.

```
month,weeks_waited,waiting,treated,joined
2025-05,0,310,120,420
2025-05,1,290,60,
2025-05,2+,700,140,
```
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from commonweal.core.errors import FileError, ParameterError, UnknownName, nearest
from commonweal.core.protocol import Floats
from commonweal.institutions.health import rtt_tables
from commonweal.institutions.health.rtt import (
    ALL,
    Buckets,
    ListSeries,
    ListSnapshot,
    month_edges,
    month_number,
    series_of,
    week_edges,
)
from commonweal.institutions.health.rtt_csv import (
    Sheet,
    at,
    count_of,
    is_suppressed,
    open_sheet,
)
from commonweal.institutions.health.rtt_extract import Choice, read_extracts
from commonweal.institutions.health.rtt_layout import is_extract

FRACTIONS = "Counts carry fractions, as where weeks were split into months."

_COUNTS = ("waiting", "treated", "joined")
_AGES: dict[str, Buckets] = {"weeks_waited": "weeks", "months_waited": "months"}
_COLUMNS = ("month", "specialty", *_AGES, *_COUNTS)
_AGE = re.compile(r"(\d{1,3})(\+?)")


@dataclass(slots=True)
class _Month:
    """One month of a file while it is read: counts by age, and where each age was met."""

    counts: dict[str, dict[int, float]] = field(
        default_factory=lambda: {name: {} for name in _COUNTS}
    )
    lines: dict[tuple[str, int], int] = field(default_factory=dict)
    open_ages: set[int] = field(default_factory=set)

    def row(self, name: str) -> Floats:
        counts = self.counts[name]
        return np.array([counts.get(age, 0.0) for age in range(len(self.counts["waiting"]))])


def read_list(path: Path, choice: Choice | None = None) -> ListSeries:
    """The list in a file, month by month.

    The file is NHS England's full extract, or has the columns ``weeks_waited`` or
    ``months_waited`` (0, 1, 2 … in whole numbers, the last with or without a "+"), ``waiting``,
    and if wished ``treated``, ``joined`` (beside age 0), ``month`` (2025-05) and ``specialty``.
    ``choice`` picks provider, specialty and month; the month is needed where no column has it.

    Raises FileError, ParameterError or UnknownName, saying what, where and what to do.
    """
    choice = choice or Choice()
    sheet = open_sheet(path)
    series = read_extracts([path], choice) if is_extract(sheet) else _read(sheet, choice)
    if choice.month is None:
        return series
    if choice.month not in series.months:
        raise UnknownName("month", choice.month, series.months, where=str(path))
    return series.between(choice.month, choice.month)


def find_list(source: str, choice: Choice | None = None) -> ListSeries:
    """A shipped list by name, or the list in a file.

    ``source`` is "england" (May 2024 to May 2025), the organisation code of one of the 39
    shipped trusts, or a path. Raises as ``read_list`` does, UnknownName for neither, and
    ParameterError for a provider or a specialty that a shipped list cannot be taken by.
    """
    choice = choice or Choice()
    if Path(source).is_file():
        return read_list(Path(source), choice)
    if source.lower() == "england":
        _of_one_provider("england", choice)
        return rtt_tables.england_by_month(choice.specialty)
    if source.upper() in rtt_tables.trusts():
        _of_one_provider(source.upper(), choice)
        _of_all_specialties(source.upper(), choice)
        return rtt_tables.trust_by_month(source.upper())
    if Path(source).suffix or len(Path(source).parts) > 1:
        return read_list(Path(source), choice)
    raise UnknownName("list", source, ["england", *rtt_tables.trusts()])


def _of_one_provider(name: str, choice: Choice) -> None:
    """Raise ParameterError where another provider is asked for than the one of a shipped list."""
    if choice.provider not in (None, name, *((ALL,) if name == "england" else ())):
        raise ParameterError(
            f"the list '{name}' is not kept by provider: there is no '{choice.provider}' in it",
            where="--provider",
            remedy="Leave it out, or name the provider as the list.",
        )


def _of_all_specialties(name: str, choice: Choice) -> None:
    """Raise ParameterError where one specialty is asked for of a shipped trust."""
    if choice.specialty != ALL:
        raise ParameterError(
            f"the list '{name}' is not kept by specialty: there is no '{choice.specialty}' in it",
            where="--specialty",
            remedy="Leave it out, take the list 'england', or give NHS England's extracts.",
        )


def _read(sheet: Sheet, choice: Choice) -> ListSeries:
    columns, age_column = _columns(sheet, choice)
    months: dict[str, _Month] = {}
    specialties: set[str] = set()
    for line, cells in sheet:
        row = {name: cells[place].strip() for name, place in columns.items()}
        specialty = row.get("specialty", ALL)
        specialties.add(specialty)
        if choice.specialty != ALL and specialty.casefold() != choice.specialty.casefold():
            continue
        month = row.get("month") or choice.month or ""
        month_number(month, where=at(sheet.path, line, "month"))
        _add(months.setdefault(month, _Month()), row, age_column, (sheet.path, line), choice)
    where = str(sheet.path)
    if not specialties:
        raise FileError("the file has a header and no rows", where=where)
    if not months:
        raise UnknownName("specialty", choice.specialty, specialties, where=where)
    totals = {name for name in specialties if name.casefold() in (ALL, "total")}
    if choice.specialty == ALL and totals and len(specialties) > 1:
        raise FileError(
            f"'{min(totals)}' stands beside single specialties: its patients would count twice",
            where=where,
            remedy="Remove the rows of the total, or choose one specialty.",
        )
    return series_of(
        [
            _snapshot(month, counts, age_column, choice, columns, where)
            for month, counts in months.items()
        ]
    )


def _columns(sheet: Sheet, choice: Choice) -> tuple[dict[str, int], str]:
    """Where the columns stand, and which of them holds the age."""
    where = str(sheet.path)
    ages = [name for name in _AGES if name in sheet.header]
    if len(ages) != 1:
        raise FileError(
            "ages must be in weeks_waited or in months_waited, not in both"
            if ages
            else "no column says how long patients have waited",
            where=where,
            remedy="Name one column weeks_waited, or months_waited, and another waiting.",
        )
    for name in sheet.header:
        if name not in _COLUMNS:
            raise FileError(
                f"the column '{name[:40]}' is not known",
                where=where,
                remedy=nearest(name, _COLUMNS, "column"),
            )
    sheet.column("waiting")
    if "month" not in sheet.header and choice.month is None:
        raise ParameterError(
            "the file does not say of which month it is",
            where=where,
            remedy="Add a column month with 2025-05 in each row, or name the month.",
        )
    if choice.specialty != ALL:
        sheet.column("specialty")
    return {name: sheet.header.index(name) for name in sheet.header}, ages[0]


def _add(
    month: _Month, row: dict[str, str], age_column: str, place: tuple[Path, int], choice: Choice
) -> None:
    found = _AGE.fullmatch(row[age_column])
    if found is None:
        raise ParameterError(
            f"'{row[age_column][:40]}' is not a whole number of {_AGES[age_column]} waited",
            where=at(*place, age_column),
            remedy="Write 0, 1, 2 and so on; the last may be written 52+.",
        )
    age = int(found[1])
    first = month.lines.setdefault((row.get("specialty", ALL), age), place[1])
    if first != place[1]:
        raise FileError(
            f"{age} {_AGES[age_column]} stand in line {first} already",
            where=f"{place[0]}, line {place[1]}",
            remedy="Give each age once a month.",
        )
    if found[2]:
        month.open_ages.add(age)
    for name in _COUNTS:
        if name in row:
            count = _count(row[name], at(*place, name), age_column, choice)
            month.counts[name][age] = month.counts[name].get(age, 0.0) + count
    if age and month.counts["joined"].get(age):
        raise ParameterError(
            "who joined in the month belongs beside age 0, once",
            where=at(*place, "joined"),
            remedy="Leave the other cells of the column empty.",
        )


def _count(cell: str, where: str, age_column: str, choice: Choice) -> float:
    if not is_suppressed(cell):
        return count_of(cell, where, whole=_AGES[age_column] == "weeks")
    if choice.suppressed is None:
        raise ParameterError(
            f"'{cell}' marks a count that was suppressed",
            where=where,
            remedy="Use a file with all counts, or say what a suppressed one counts as.",
        )
    return choice.suppressed


def _snapshot(
    month: str,
    counts: _Month,
    age_column: str,
    choice: Choice,
    columns: dict[str, int],
    where: str,
) -> ListSnapshot:
    ages = sorted(counts.counts["waiting"])
    missing = sorted(set(range(ages[-1] + 1)) - set(ages))
    if missing:
        raise FileError(
            f"{month} has no row for {missing[0]} {_AGES[age_column]} waited",
            where=where,
            remedy="Give every age from 0 to the last, with 0 waiting where nobody does.",
        )
    if counts.open_ages - {ages[-1]}:
        raise FileError(
            f"{min(counts.open_ages)}+ is not the last age of {month}, which is {ages[-1]}",
            where=where,
        )
    weekly = _AGES[age_column] == "weeks"
    waiting = counts.row("waiting")
    return ListSnapshot(
        month=month,
        provider=choice.provider or "own list",
        specialty=choice.specialty,
        buckets=_AGES[age_column],
        edges_weeks=week_edges(ages[-1]) if weekly else month_edges(month, len(ages)),
        waiting=waiting,
        treated=counts.row("treated") if "treated" in columns else None,
        joined=float(counts.row("joined").sum()) if "joined" in columns else None,
        notes=() if not (waiting % 1).any() else (FRACTIONS,),
    )
