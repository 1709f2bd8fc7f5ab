"""The layout of NHS England's full extract: its columns, providers and treatment functions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonweal.core.errors import FileError, ParameterError, UnknownName
from commonweal.institutions.health.rtt import ALL, month_named
from commonweal.institutions.health.rtt_csv import Cells, Sheet

PERIOD = "Period"
PROVIDER = "Provider Org Code"
COMMISSIONER = "Commissioner Org Code"
PART = "RTT Part Type"
FUNCTION = "Treatment Function Code"
TOTAL = "Total All"
UNKNOWN_START = "Patients with unknown clock start date"
TOTAL_OF_ALL_SPECIALTIES = "C_999"

_PROVIDER_NAME = "Provider Org Name"
_FUNCTION_NAME = "Treatment Function Name"
_NAMED = (PERIOD, PROVIDER, _PROVIDER_NAME, COMMISSIONER, PART, FUNCTION, _FUNCTION_NAME, TOTAL)
_WEEK = re.compile(r"Gt (\d+) To (\d+) Weeks SUM 1")
_LAST_WEEK = re.compile(r"Gt (\d+) Weeks SUM 1")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_STANDS_FOR_ALL = frozenset({"total", "all", "england", "grand total"})


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the named columns stand, and those of the weeks waited, youngest first."""

    named: Mapping[str, int]
    weeks: Sequence[int]

    def row(self, cells: Cells) -> dict[str, str]:
        """The named cells of a row, without blanks around them."""
        return {name: cells[place].strip() for name, place in self.named.items()}


@dataclass(frozen=True, slots=True)
class Found:
    """Codes of a provider and a treatment function, "all" for every one, and its name."""

    provider: str
    function: str
    specialty: str


def is_extract(sheet: Sheet) -> bool:
    """True where the header is that of an extract, if perhaps a damaged one."""
    return PART in sheet.header or sum(name in sheet.header for name in _NAMED) > len(_NAMED) // 2


def layout_of(sheet: Sheet) -> Layout:
    """Find the columns. Raises FileError for another header, or weeks with a gap."""
    if not is_extract(sheet):
        raise FileError(
            "this counts by months waited; the full extract counts by weeks"
            if any("month" in name.lower() for name in sheet.header)
            else "this is not the header of NHS England's full extract",
            where=str(sheet.path),
            remedy="Its first line begins: Period, Provider Parent Org Code. "
            "A list of your own has the columns weeks_waited (or months_waited) and waiting.",
        )
    named = {name: sheet.column(name) for name in _NAMED}
    if UNKNOWN_START in sheet.header:
        named[UNKNOWN_START] = sheet.column(UNKNOWN_START)
    return Layout(named, _weeks(sheet))


def find_list(sheet: Sheet, layout: Layout, provider: str | None, specialty: str) -> Found:
    """The codes and names of the provider and treatment function wanted.

    Raises ParameterError where a provider must be named, and UnknownName.
    """
    names: dict[str, str] = {}
    functions: dict[str, dict[str, str]] = defaultdict(dict)
    for _, cells in sheet:
        row = layout.row(cells)
        names[row[PROVIDER]] = row[_PROVIDER_NAME]
        functions[row[PROVIDER]][row[FUNCTION]] = row[_FUNCTION_NAME]
        functions[ALL][row[FUNCTION]] = row[_FUNCTION_NAME]
    if not names:
        raise FileError("the file has a header and no rows", where=str(sheet.path))
    code = _provider_code(names, provider, str(sheet.path))
    function, name = _function(functions[code], specialty, str(sheet.path))
    return Found(code, function, name)


def refuse_totals(row: Mapping[str, str], where: str) -> None:
    """Raise FileError for a row of all commissioners or providers: it would count twice."""
    for column in (PROVIDER, COMMISSIONER):
        if row[column].lower() in _STANDS_FOR_ALL:
            raise FileError(
                f"'{row[column]}' in '{column}' is a total: its pathways would count twice",
                where=where,
                remedy="Remove the rows of totals, or use the extract as published.",
            )


def month_of(text: str, where: str) -> str:
    """RTT-November-2024 -> 2024-11. Raises ParameterError."""
    mark, _, rest = text.partition("-")
    name, _, year = rest.partition("-")
    if mark == "RTT" and name.lower() in _MONTHS and re.fullmatch(r"20\d\d", year):
        return month_named(12 * int(year) + _MONTHS.index(name.lower()))
    raise ParameterError(
        f"'{text[:40]}' is not a period", where=where, remedy="Write RTT-November-2024."
    )


def _weeks(sheet: Sheet) -> list[int]:
    spans = {
        (int(found[1]), int(found[2])): place
        for place, name in enumerate(sheet.header)
        if (found := _WEEK.fullmatch(name))
    }
    last = [
        (int(found[1]), place)
        for place, name in enumerate(sheet.header)
        if (found := _LAST_WEEK.fullmatch(name))
    ]
    weeks = sorted(spans)
    whole = weeks == [(week, week + 1) for week in range(len(weeks))]
    if not (weeks and whole and len(last) == 1 and last[0][0] == len(weeks)):
        raise FileError(
            "the columns of weeks waited have a gap, or are not of one week each",
            where=str(sheet.path),
            remedy="They run from 'Gt 00 To 01 Weeks SUM 1' to one without an end, "
            "'Gt 104 Weeks SUM 1' (52 in older files).",
        )
    return [*(spans[week] for week in weeks), last[0][1]]


def _provider_code(names: Mapping[str, str], wanted: str | None, where: str) -> str:
    if wanted is None:
        if len(names) > 1:
            raise ParameterError(
                f"the file holds {len(names)} providers",
                where=where,
                remedy=f"Name one, such as {min(names)}, or 'all' for their total.",
            )
        return next(iter(names))
    if wanted.casefold() == ALL:
        return ALL
    for code, name in names.items():
        if wanted.casefold() in (code.casefold(), name.casefold()):
            return code
    raise UnknownName("provider", wanted, [*names, *names.values()], where=where)


def _function(functions: Mapping[str, str], wanted: str, where: str) -> tuple[str, str]:
    if wanted.casefold() in (ALL, TOTAL_OF_ALL_SPECIALTIES.casefold()):
        return ALL, ALL
    short = {code: name.removesuffix(" Service") for code, name in functions.items()}
    for code, name in functions.items():
        spelt = (code, code.removeprefix("C_"), name, short[code])
        if wanted.casefold() in {text.casefold() for text in spelt}:
            return code, short[code]
    raise UnknownName("treatment function", wanted, [*short.values(), *short], where=where)
