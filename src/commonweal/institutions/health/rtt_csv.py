"""Reading a table that somebody else wrote: what may be wrong with the file, said plainly."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonweal.core.errors import FileError, ParameterError, nearest

Cells = Sequence[str]

SUPPRESSED = frozenset({"*", "-", "–", "c", "x", "s", ":", "..", "[c]", "[x]", "#"})
"""What publishers write in place of a small count. A cell such as "<5" counts too."""

MOST = 1e9
"""Beyond every list there is: a larger count is a slip, and would drown what else is read."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_SMALLER_THAN = re.compile(r"[<≤]\s*\d+")
_NOT_A_NUMBER = frozenset({"nan", "na", "n/a", "null", "none", "inf", "-inf", "infinity"})
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file whose header was read: iterate over it for (line, cells).

    Every row has as many cells as the header; blank lines are passed over.
    """

    path: Path
    header: tuple[str, ...]

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=True)
                next(reader)
                short: int | None = None
                for cells in reader:
                    if not any(cell.strip() for cell in cells):
                        continue
                    if short is not None:
                        raise self._ragged(short)
                    if len(cells) < len(self.header):
                        short = reader.line_num
                        continue
                    if len(cells) > len(self.header):
                        raise self._ragged(reader.line_num)
                    yield reader.line_num, cells
                if short is not None:
                    raise FileError(
                        "the file is cut short: its last row breaks off",
                        where=f"{self.path}, line {short}",
                        remedy="Download or export it again.",
                    )
        except (UnicodeDecodeError, csv.Error) as error:
            raise _unreadable(self.path, error) from error

    def column(self, name: str) -> int:
        """Where a column stands. Raises FileError, with the nearest name, if it is absent."""
        if name not in self.header:
            raise FileError(
                f"the column '{name}' is missing",
                where=str(self.path),
                remedy=nearest(name, self.header, "column"),
            )
        return self.header.index(name)

    def _ragged(self, line: int) -> FileError:
        return FileError(
            f"the row does not have the {len(self.header)} cells of the header",
            where=f"{self.path}, line {line}",
            remedy="Put numbers without thousands separators, and texts with commas in quotes.",
        )


def open_sheet(path: Path) -> Sheet:
    """Read the header of a CSV file in UTF-8, with or without a byte-order mark.

    Raises FileError where the file is absent, empty, packed, in another encoding, separated
    by something else than commas, or names a column twice.
    """
    start = _first_bytes(path)
    if start.startswith(_ZIP):
        raise FileError(
            "this is a packed file (ZIP or Excel), not a CSV",
            where=str(path),
            remedy="Unpack it, or save the sheet as CSV UTF-8.",
        )
    if start.startswith(_UTF_16) or b"\0" in start:
        raise _unreadable(path, None)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file, strict=True), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, error) from error
    names = tuple(name.strip() for name in header)
    if not any(names):
        raise FileError("the file is empty, or begins with an empty line", where=str(path))
    for mark in (";", "\t", "|"):
        if len(names) == 1 and mark in names[0]:
            raise FileError(
                f"its columns are separated by {mark!r}, not by commas",
                where=str(path),
                remedy="Save it as CSV with commas.",
            )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileError(f"the column '{twice[0]}' is there twice", where=str(path))
    return Sheet(path, names)


def is_suppressed(cell: str) -> bool:
    """True where a publisher left out a small count and wrote a mark in its place."""
    text = cell.strip().lower()
    return text in SUPPRESSED or _SMALLER_THAN.fullmatch(text) is not None


def count_of(cell: str, where: str, *, whole: bool = True) -> float:
    """The count in a cell; an empty cell is none.

    ``whole``: whether fractions are refused. Raises ParameterError for what is not a count.
    """
    text = cell.strip()
    if not text or text == "0":
        return 0.0
    if text.lower() in _NOT_A_NUMBER or not _NUMBER.fullmatch(text):
        raise ParameterError(
            f"'{text[:40]}' is not a count",
            where=where,
            remedy="Write a number, without thousands separators; leave a cell without one empty.",
        )
    value = float(text)
    if value < 0:
        raise ParameterError(f"a count cannot be negative, as {text} is", where=where)
    if value > MOST:
        raise ParameterError(
            f"{text[:40]} is too large a count", where=where,
            remedy=f"Count pathways, each once: no list holds more than {MOST:,.0f}.",
        )  # fmt: skip
    if whole and value % 1:
        raise ParameterError(
            f"{text} is not a whole number of pathways",
            where=where,
            remedy="Fractions are taken only in lists by months waited, where weeks were split.",
        )
    return value


def at(path: Path, line: int, column: str) -> str:
    """Where a cell stands, for a message."""
    return f"{path}, line {line}, column '{column}'"


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(
            f"the file cannot be read: {reason}", where=str(path)[:200], remedy="Check the path."
        ) from error


def _unreadable(path: Path, error: Exception | None) -> FileError:
    if isinstance(error, csv.Error):
        return FileError(
            f"the file is cut short, or its quotes do not close: {error}",
            where=str(path),
            remedy="Download or export it again.",
        )
    return FileError(
        "the file is not text in UTF-8", where=str(path), remedy="Save it as CSV UTF-8."
    )
