"""Polls and estimates by constituency from a CSV file of the user's.

One row a poll, or one a constituency where a column holds its ONS code; one column a party,
shares or per cent; or long, with the columns party and share. Whoever's file it is, the parties
are called by the names in ``ALIASES``.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonweal.core.errors import FileError, ParameterError, UnknownName, nearest
from commonweal.institutions.elections.grounds import GREAT_BRITAIN
from commonweal.institutions.elections.textfiles import Sheet, at, sheet

ALIASES: Mapping[str, tuple[str, ...]] = {
    "Con": ("con", "conservative"), "Lab": ("lab", "labour"),
    "LD": ("ld", "lib", "libdem", "lib dem"),
    "RUK": ("ruk", "ref", "reform", "brexit", "brx", "brexit_reform", "ukip"),
    "Green": ("green", "grn"), "SNP": ("snp",), "PC": ("pc", "plaid"),
    "other": ("other", "others", "oth"),
}  # fmt: skip
CODES = ("code", "constituency_code", "new_pcon", "const_cd", "ons_code")
"""Columns that hold the ONS code of a constituency: what makes a file one of constituencies."""
NOTES = (
    "pollster", "client", "start", "end", "date", "fieldwork", "n", "id", "name", "winner",
    "constituency", "constituency_name", "pcon_nm", "const_nm", "release",
)  # fmt: skip
"""Columns that are passed over."""
BRITAIN = "GB"
AREAS = (BRITAIN, *GREAT_BRITAIN, "Northern Ireland")
_PARTY_OF = {alias: party for party, aliases in ALIASES.items() for alias in aliases}
_ADDED_UP = ("RUK", "other")
_LONG = ("party", "share", "pct")
_WHOLE = (0.95, 1.05)
_MOST_OF_A_WHOLE = 1.5


@dataclass(frozen=True, slots=True)
class Stated:
    """The shares one row states: of an area, or of the constituency with that code."""

    where: str
    line: int
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Estimates:
    """What a file states, and the hash of its bytes. Either all rows are constituencies or none."""

    path: Path
    digest: str
    by_constituency: bool
    rows: tuple[Stated, ...]


def estimates(path: Path, encoding: str = "", release: str = "") -> Estimates:
    """Read polls or constituency estimates; ``release`` takes one of several.

    Raises FileError or ParameterError, with the line, for columns nobody knows, two columns of
    one party, shares that are no numbers, below zero, more than the whole or in two units, and a
    constituency that is there twice; UnknownName for a release that is not there.
    """
    table = sheet(path, encoding)
    code = next((name for name in CODES if name in table.header), "")
    long = "party" in table.header
    known = (*_PARTY_OF, *NOTES, *CODES, "area", *(_LONG if long else ()))
    table.only(known)
    if release:
        _known_release(table, release)
    rows = _long(table, code, release) if long else _wide(table, code, release)
    if not rows:
        raise FileError("there are no rows below the header", where=str(path))
    if code:
        _once(table, rows)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    whole = _whole(table, rows, _signed(table, long))
    made = tuple(_of_one(table, row, whole, bool(code)) for row in rows)
    return Estimates(path, digest, bool(code), made)


def _signed(table: Sheet, long: bool) -> bool:
    """Whether shares bear the sign of per cent. Raises ParameterError where only some of them do."""
    of_shares = [
        at_column for at_column, name in enumerate(table.header)
        if name in (_LONG[1:] if long else _PARTY_OF)
    ]  # fmt: skip
    first: bool | None = None
    for line, cells in table:
        for at_column in of_shares:
            cell = cells[at_column].strip()
            if not cell.strip("0."):
                continue
            signed = cell.endswith("%")
            first = signed if first is None else first
            if signed is not first:
                raise ParameterError(
                    f"'{cell[:40]}' is written {'with' if signed else 'without'} %, others above "
                    f"{'without' if signed else 'with'} it",
                    where=f"{at(table.path, line)}, column '{table.header[at_column]}'",
                    remedy="Write all shares of a file in one way: 0.38, 38 or 38%.",
                )
    return bool(first)


def _whole(table: Sheet, rows: Sequence[Stated], signed: bool) -> float:
    """What the shares of a row add up to: 1 or 100. Raises ParameterError for rows of both.

    One file is written in one way: a party with 1% alone on its row has no whole.
    """
    totals = [sum(row.shares.values()) for row in rows]
    if not signed and max(totals) <= _MOST_OF_A_WHOLE:
        return 1.0
    for row, total in zip(rows, totals, strict=True):
        if len(row.shares) > 1 and 0 < total <= _MOST_OF_A_WHOLE:
            raise ParameterError(
                f"the shares of '{row.where}' add up to {total:.4g}, those of others to up to "
                f"{max(totals):.4g}",
                where=at(table.path, row.line),
                remedy="Write all shares of a file in one way: 0.38, 38 or 38%.",
            )
    return 100.0


def _known_release(table: Sheet, release: str) -> None:
    """Raise UnknownName for a release that no row is of."""
    at_column = table.column("release")
    known = dict.fromkeys(cells[at_column].strip() for _, cells in table)
    if release not in known:
        raise UnknownName("release", release, known, where=str(table.path))


def _wide(table: Sheet, code: str, release: str) -> list[Stated]:
    parties = [name for name in table.header if name in _PARTY_OF]
    if not parties:
        raise FileError(
            "there is no column of a party", where=str(table.path),
            remedy=f"Name parties {', '.join(_PARTY_OF)}.",
        )  # fmt: skip
    _once_each(table, parties)
    rows = []
    for line, cells in table:
        if release and cells[table.column("release")].strip() != release:
            continue
        shares: dict[str, float] = {}
        for name in parties:
            cell = cells[table.header.index(name)].strip()
            if cell:
                party = _PARTY_OF[name]
                shares[party] = shares.get(party, 0.0) + _number(cell, table, line, name)
        rows.append(Stated(_where(table, line, cells, code), line, shares))
    return rows


def _once_each(table: Sheet, parties: Sequence[str]) -> None:
    """Raise FileError for two columns of one party: names of others, or of a forerunner, add up."""
    seen: dict[str, str] = {}
    for name in parties:
        first = seen.setdefault(_PARTY_OF[name], name)
        if first != name and _PARTY_OF[name] not in _ADDED_UP:
            raise FileError(
                f"the columns '{first}' and '{name}' are of one party", where=str(table.path),
                remedy="Keep one of them.",
            )  # fmt: skip


def _long(table: Sheet, code: str, release: str) -> list[Stated]:
    value = "share" if "share" in table.header else "pct"
    table.column(value)
    found: dict[str, tuple[int, dict[str, float]]] = {}
    for line, cells in table:
        if release and cells[table.column("release")].strip() != release:
            continue
        name = cells[table.header.index("party")].strip()
        party = _PARTY_OF.get(name.lower(), "")
        if not party:
            raise ParameterError(
                f"'{name}' is no party that is forecast", where=at(table.path, line),
                remedy=nearest(name.lower(), _PARTY_OF, "party"),
            )  # fmt: skip
        where = _where(table, line, cells, code)
        first, shares = found.setdefault(where, (line, {}))
        if party in shares:
            raise FileError(
                f"'{name}' is there twice for '{where}', first on line {first} or after",
                where=at(table.path, line),
                remedy="Say which release is meant: --release." if "release" in table.header else "",
            )  # fmt: skip
        cell = cells[table.header.index(value)].strip()
        shares[party] = _number(cell, table, line, value)
    return [Stated(where, line, shares) for where, (line, shares) in found.items()]


def _where(table: Sheet, line: int, cells: Sequence[str], code: str) -> str:
    name = code or "area"
    text = cells[table.header.index(name)].strip() if name in table.header else BRITAIN
    if not code and text not in AREAS:
        raise ParameterError(
            f"'{text}' is no area that is forecast", where=at(table.path, line),
            remedy=nearest(text, AREAS, "area"),
        )  # fmt: skip
    return text


def _number(cell: str, table: Sheet, line: int, name: str) -> float:
    try:
        number = float(cell.removesuffix("%"))
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and 0 <= number <= 105):
        raise ParameterError(
            f"'{cell[:40]}' is no share", where=f"{at(table.path, line)}, column '{name}'",
            remedy="Write 0.38, 38 or 38%.",
        )  # fmt: skip
    return number


def _once(table: Sheet, rows: Sequence[Stated]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        if row.where in seen:
            raise FileError(
                f"'{row.where}' is there twice, first on line {seen[row.where]}",
                where=at(table.path, row.line),
            )
        seen[row.where] = row.line


def _of_one(table: Sheet, row: Stated, whole: float, complete: bool) -> Stated:
    """Shares of one: per cent divided, and rows that do not fit into a whole refused."""
    shares = {party: share / whole for party, share in row.shares.items()}
    total, (low, high) = sum(shares.values()), _WHOLE
    if total > high or (complete and total < low) or total == 0:
        raise ParameterError(
            f"the shares of '{row.where}' add up to {100 * total:.4g}%",
            where=at(table.path, row.line),
            remedy="They are shares of the votes: with the others, a whole.",
        )
    return Stated(row.where, row.line, shares)
