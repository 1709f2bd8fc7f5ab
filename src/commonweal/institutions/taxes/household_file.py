"""Reading households from a CSV file: one row a person, every field checked where it stands."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonweal.core.errors import FileError, UnknownName, WorldError, nearest

REGIONS = (
    "North East", "North West", "Yorkshire and the Humber", "East Midlands", "West Midlands",
    "East of England", "London", "South East", "South West", "Wales", "Scotland",
    "Northern Ireland",
)  # fmt: skip
AMOUNTS = (
    "employment_income",
    "self_employment_income",
    "pension_income",
    "pension_contributions",
)
"""Pounds a year, before tax."""

COLUMNS: Mapping[str, str] = {
    "household": "whole number that identifies the household",
    "benefit_unit": "whole number that identifies the benefit unit in the whole file",
    "person": "whole number that identifies the person in the whole file",
    "region": "region of the United Kingdom, such as London",
    "weight": "how many households this one stands for, the same for all its people",
    "age": "age in years",
    "in_education": "1 if in approved education or training from 16 to 19, otherwise 0",
    "employment_income": "earnings before tax, pounds a year",
    "self_employment_income": "profits before tax, pounds a year",
    "pension_income": "taxable pensions, the state pension included, pounds a year",
    "pension_contributions": "employee's contributions taken from pay before tax, pounds a year",
}
"""Every column of the file and what it holds; all are needed, in any order."""

_OUT_OF_SCOPE = ("saving", "dividend", "interest", "property", "gift")
_LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the file gives them, with the line they stand on."""

    line: int
    household: int
    benefit_unit: int
    person: int
    region: str
    weight: float
    age: int
    in_education: int
    amounts: tuple[float, ...]


def read_people(path: Path) -> list[PersonRow]:
    """Read and check every row.

    Raises FileError when the file cannot be read or is cut short; WorldError or UnknownName,
    naming person, field and line, for a column or value that is missing or impossible.
    """
    lines = _rows(_text(path), path)
    header = _header(next(lines, (1, []))[1], path)
    people = [_person(line, cells, header, path) for line, cells in lines if any(cells)]
    if not people:
        raise WorldError(
            "the file has no people",
            where=str(path),
            remedy="Write one row a person below the header.",
        )
    return people


def _text(path: Path) -> str:
    if path.exists() and not path.is_file():  # reading a pipe or a device may never end
        raise FileError(
            "this is a pipe or a device, not a file",
            where=str(path),
            remedy="Save what it gives into a file, and name that.",
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError(
            f"the file cannot be read: {error.strerror or error}",
            where=str(path),
            remedy="Check the name and the permissions.",
        ) from error
    except UnicodeDecodeError as error:
        raise FileError(
            "the file is not UTF-8 text",
            where=str(path),
            remedy="Save it as CSV in UTF-8.",
        ) from error


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise FileError(
                f"the row cannot be read: {error}",
                where=f"{path}, line {reader.line_num}",
                remedy="Check the quotes there; the file may be cut short.",
            ) from error
        if cells is None:
            return
        yield reader.line_num, [cell.strip() for cell in cells]


def _header(names: Sequence[str], path: Path) -> tuple[str, ...]:
    where = f"{path}, line 1"
    if len(names) == 1 and (parted := [mark for mark in ";\t|" if mark in names[0]]):
        raise FileError(
            f"the columns are parted by {parted[0]!r}, not by commas",
            where=where,
            remedy="Save the file again with commas between the columns.",
        )
    for name in names:
        if name not in COLUMNS and any(word in name.lower() for word in _OUT_OF_SCOPE):
            raise WorldError(
                f"the column '{name}' holds income that these rules do not tax yet",
                where=where,
                remedy="Leave the column out if it may be ignored; savings, dividends, rents and "
                "gift aid are outside this version.",
            )
        if name not in COLUMNS:
            raise UnknownName("column", name, COLUMNS, where=where)
        if names.count(name) > 1:
            raise WorldError(
                f"the column '{name}' is given twice", where=where, remedy="Keep one of the two."
            )
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise WorldError(
            f"the column '{missing[0]}' is missing",
            where=where,
            remedy=f"Add it: {COLUMNS[missing[0]]}. Needed: {', '.join(COLUMNS)}.",
        )
    return tuple(names)


def _person(line: int, cells: Sequence[str], header: tuple[str, ...], path: Path) -> PersonRow:
    if len(cells) != len(header):
        raise FileError(
            f"the row has {len(cells)} fields where the header has {len(header)}",
            where=f"{path}, line {line}",
            remedy="Complete the row; the file may be cut short, or a comma may stand in a number.",
        )
    fields = _Fields(dict(zip(header, cells, strict=True)), f"{path}, line {line}")
    return PersonRow(
        line,
        fields.identity("household"),
        fields.identity("benefit_unit"),
        fields.identity("person"),
        fields.region(),
        fields.weight(),
        fields.age(),
        fields.flag("in_education"),
        fields.amounts(),
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one row, read one by one; errors name the person, the field and the line."""

    cells: Mapping[str, str]
    place: str

    def identity(self, name: str) -> int:
        text = self.cells[name]
        if not text.isdecimal() or len(text) > 18:
            raise self._wrong(name, "is not a whole number", "Number them 1, 2, 3 …")
        return int(text)

    def number(self, name: str) -> float:
        text = self.cells[name]
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not text or not math.isfinite(number):
            remedy = f"Write a plain number: {COLUMNS[name]}; 0 where there is none."
            raise self._wrong(name, "is empty" if not text else "is not a number", remedy)
        return number

    def amounts(self) -> tuple[float, ...]:
        for name in AMOUNTS:
            amount = self.number(name)
            if amount < 0:
                raise self._wrong(name, "is below zero", "Losses are not modelled: write 0.")
            if amount > _LARGEST:
                raise self._wrong(name, "is beyond belief", "Write pounds a year, not pence.")
        if self.number("pension_contributions") > self.number("employment_income"):
            raise self._wrong(
                "pension_contributions",
                "exceeds the person's employment_income",
                "Contributions are taken from pay: write no more than the year's earnings.",
            )
        return tuple(self.number(name) for name in AMOUNTS)

    def weight(self) -> float:
        weight = self.number("weight")
        if weight <= 0:
            raise self._wrong(
                "weight", "is not above zero", "Leave out households that count for nothing."
            )
        return weight

    def age(self) -> int:
        age = self.number("age")
        if age != int(age) or not 0 <= age <= 120:
            raise self._wrong(
                "age",
                "is not a whole number of years from 0 to 120",
                "Write years, not a date or months.",
            )
        return int(age)

    def flag(self, name: str) -> int:
        if self.cells[name] not in ("0", "1"):
            raise self._wrong(name, "is neither 0 nor 1", f"Write {COLUMNS[name]}.")
        return int(self.cells[name])

    def region(self) -> str:
        known = {region.casefold(): region for region in REGIONS}
        found = known.get(self.cells["region"].casefold())
        if found is None:
            remedy = nearest(self.cells["region"], REGIONS, "region")
            raise self._wrong("region", "is not a region of the United Kingdom", remedy)
        return found

    def _wrong(self, name: str, what: str, remedy: str) -> WorldError:
        return WorldError(
            f"person {self.cells['person']}: {name} '{self.cells[name]}' {what}",
            where=self.place,
            remedy=remedy,
        )
