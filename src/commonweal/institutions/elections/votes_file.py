"""Votes for lists from a CSV file of the user's: party, votes, and what else a rule needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonweal.core.errors import FileError, ParameterError
from commonweal.institutions.elections.textfiles import Sheet, at, sheet, whole

COLUMNS = ("party", "votes", "constituencies", "district", "seats")
WHOLE = ""
"""The name of the district where there is only one."""


@dataclass(frozen=True, slots=True)
class ListVotes:
    """The votes for a list in a district, and the constituencies it won there."""

    district: str
    party: str
    votes: int
    constituencies: int = 0


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes for lists, with the seats of each district where the file says them."""

    rows: tuple[ListVotes, ...]
    seats: Mapping[str, int]

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts in order of appearance."""
        return tuple(dict.fromkeys(row.district for row in self.rows))

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties in order of appearance."""
        return tuple(dict.fromkeys(row.party for row in self.rows))

    def within(self, district: str) -> tuple[ListVotes, ...]:
        """The lists of one district."""
        return tuple(row for row in self.rows if row.district == district)


def votes_file(path: Path, encoding: str = "") -> Votes:
    """Read the columns ``party`` and ``votes``, and where they are there ``constituencies``
    (won by the party), ``district``, and ``seats`` (of the district).

    Raises FileError or ParameterError, with the line, for a column that is missing, twice or
    unknown, a party that is twice in a district, and whatever is not a whole number from 0.
    """
    table = sheet(path, encoding)
    table.only(COLUMNS)
    table.column("party"), table.column("votes")
    rows: list[ListVotes] = []
    seats: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for line, cells in table:
        row = _row(table, line, cells)
        if (row.district, row.party) in seen:
            raise FileError(
                f"'{row.party}' is there twice" + (f" in {row.district}" if row.district else ""),
                where=at(path, line),
                remedy="Add its votes up; independents each need a name of their own, for pooled "
                "they would win seats that nobody voted to give them.",
            )
        seen.add((row.district, row.party))
        rows.append(row)
        _note_seats(seats, row.district, _cell(table, cells, "seats"), at(path, line))
    if not rows:
        raise FileError("there are no rows below the header", where=str(path))
    return Votes(tuple(rows), seats)


def _row(table: Sheet, line: int, cells: Sequence[str]) -> ListVotes:
    where = at(table.path, line)
    party, district = _cell(table, cells, "party"), _cell(table, cells, "district")
    if not party:
        raise FileError("the party has no name", where=where)
    if "district" in table.header and not district:
        raise FileError(f"'{party}' stands in no district", where=where)
    won = _cell(table, cells, "constituencies")
    return ListVotes(
        district, party,
        whole(_cell(table, cells, "votes"), f"{where}, column 'votes'", "a number of votes"),
        whole(won, f"{where}, column 'constituencies'", "a number of constituencies") if won else 0,
    )  # fmt: skip


def _note_seats(seats: dict[str, int], district: str, cell: str, where: str) -> None:
    """Keep the seats of a district; every row of it says the same, or nothing."""
    if not cell:
        return
    number = whole(cell, f"{where}, column 'seats'", "a number of seats")
    if seats.setdefault(district, number) != number:
        raise ParameterError(
            f"{district or 'the house'} has {seats[district]} seats above, and {number} here",
            where=where,
            remedy="The column says the seats of the district: the same in all of its rows.",
        )


def _cell(table: Sheet, cells: Sequence[str], name: str) -> str:
    return cells[table.header.index(name)].strip() if name in table.header else ""
