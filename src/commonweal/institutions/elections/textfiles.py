"""Reading text files that somebody else wrote: what may be wrong with them, said plainly."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonweal.core.errors import FileError, ParameterError, UnknownName, nearest

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0")
_WHOLE = re.compile(r"\+?\d{1,15}")
_LONG = re.compile(r"\+?\d+")


def text_of(path: Path, encoding: str = "") -> str:
    """The whole of a text file, its lines ended by newlines.

    UTF-8, with or without a byte-order mark, or UTF-16 with one; ``encoding`` names another.
    Raises FileError for a file that is absent, empty, packed or in another encoding,
    UnknownName for an encoding nobody knows.
    """
    content = _bytes(path)
    if content.startswith(_PACKED):
        raise FileError(
            "this is a packed file or a document, not plain text",
            where=str(path),
            remedy="Unpack it, or save the sheet as CSV UTF-8.",
        )
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    try:
        text = content.decode(encoding or marked or "utf-8")
    except LookupError as error:
        raise UnknownName(
            "encoding", encoding, (), where="--encoding",
            remedy="Name one such as utf-8, latin-1 or cp1252.",
        ) from error  # fmt: skip
    except UnicodeError as error:
        raise _unreadable(path, encoding) from error
    if "\0" in text:
        raise _unreadable(path, encoding)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise FileError("the file is empty", where=str(path))
    return text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file with a header: iterate over it for (line, cells); blank lines are passed over."""

    path: Path
    header: tuple[str, ...]
    text: str

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        for line, cells in itertools.islice(csv_rows(self.path, self.text), 1, None):
            if len(cells) != len(self.header):
                raise FileError(
                    f"the row has {len(cells)} cells, the header {len(self.header)}",
                    where=at(self.path, line),
                    remedy="Put numbers without thousands separators, and texts with commas in "
                    "quotes; a row that breaks off was cut short.",
                )
            yield line, cells

    def column(self, name: str) -> int:
        """Where a column stands. Raises FileError, with the nearest name, if it is absent."""
        if name not in self.header:
            raise FileError(
                f"the column '{name}' is missing",
                where=str(self.path),
                remedy=nearest(name, self.header, "column"),
            )
        return self.header.index(name)

    def only(self, known: Sequence[str]) -> None:
        """Raise FileError for a column that means nothing here."""
        for name in self.header:
            if name not in known:
                raise FileError(
                    f"the column '{name}' is not known",
                    where=str(self.path),
                    remedy=f"{nearest(name, known, 'column')} Leave out what is not needed.",
                )


def sheet(path: Path, encoding: str = "") -> Sheet:
    """Read a CSV file whose first line names its columns; names are taken in small letters.

    Raises FileError for what ``text_of`` refuses, for a header that is missing or names a column
    twice, and for columns that are not separated by commas.
    """
    text = text_of(path, encoding)
    rows = csv_rows(path, text)
    line, cells = next(rows, (0, []))
    header = tuple(cell.strip().lower() for cell in cells)
    for mark in (";", "\t", "|"):
        if len(header) == 1 and mark in header[0]:
            raise FileError(
                f"its columns are separated by {mark!r}, not by commas",
                where=str(path),
                remedy="Save it as CSV with commas.",
            )
    if not all(header) or not header:
        raise FileError(
            "a column has no name", where=at(path, line),
            remedy="The first line names the columns.",
        )  # fmt: skip
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FileError(f"the column '{twice[0]}' is there twice", where=at(path, line))
    return Sheet(path, header, text)


def csv_rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text with the lines they end on; blank lines are passed over.

    Raises FileError for quotes that do not close.
    """
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    try:
        for cells in reader:
            if "".join(cells).strip():
                yield reader.line_num, cells
    except csv.Error as error:
        raise FileError(
            f"the file is cut short, or its quotes do not close: {error}",
            where=at(path, reader.line_num),
            remedy="Download or export it again.",
        ) from error


def whole(cell: str, where: str, what: str) -> int:
    """A whole number from 0. Raises ParameterError for anything else, NaN and fractions too."""
    text = cell.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    if _LONG.fullmatch(text):
        raise ParameterError(f"{text[:40]} is too large for {what}", where=where)
    raise ParameterError(
        f"'{text[:40]}' cannot be {what}",
        where=where,
        remedy="Write a whole number from 0, without thousands separators.",
    )


def at(path: Path, line: int) -> str:
    """Where a line stands, for a message."""
    return f"{path}, line {line}"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(
            f"the file cannot be read: {reason}", where=str(path)[:200], remedy="Check the path."
        ) from error


def _unreadable(path: Path, encoding: str) -> FileError:
    return FileError(
        f"the file is not text in {encoding or 'UTF-8'}",
        where=str(path),
        remedy="Save it as UTF-8, or say how it is written: --encoding latin-1, or cp1252.",
    )
