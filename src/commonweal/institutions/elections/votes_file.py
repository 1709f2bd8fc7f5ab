"""Votes for lists from a CSV file of the user's: party, votes, and what else a rule needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from commonweal.core.errors import FileError, ParameterError, nearest
from commonweal.institutions.elections.textfiles import Sheet, at, sheet, whole

COLUMNS = ("party", "votes", "status", "constituencies", "district", "seats", "electorate")
Status = Literal["list", "exempt", "pooled"]
"""A list; one that no threshold binds, as a national minority's in Germany; or votes of several
lists or independents added up, which can have no seats as if they were one."""
_STATUS: tuple[Status, ...] = get_args(Status)
_SOUND_POOLED = frozenset({
    "other", "others", "oth", "other parties", "all others", "rest", "independent", "independents",
    "ind", "sonstige", "autres", "write-in", "write-ins",
})  # fmt: skip
_OF = {"seats": "seats", "electorate": "electors"}


@dataclass(frozen=True, slots=True)
class ListVotes:
    """The votes for a list in a district, and the constituencies it won there."""

    district: str
    party: str
    votes: int
    constituencies: int = 0
    status: Status = "list"


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes for lists, with the seats and the electors of each district where the file says them."""

    rows: tuple[ListVotes, ...]
    seats: Mapping[str, int]
    electorate: Mapping[str, int] = field(default_factory=dict)

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
    """Read the columns ``party`` and ``votes``, and where they are there ``status``,
    ``constituencies`` (won by the party), ``district``, ``seats`` and ``electorate`` (of the
    district).

    Raises FileError or ParameterError, with the line, for a column that is missing, twice or
    unknown, a party that is twice in a district, parties or districts whose names differ by
    capitals or spaces only, and whatever is not a whole number from 0.
    """
    table = sheet(path, encoding)
    table.only(COLUMNS)
    table.column("party"), table.column("votes")
    rows: list[ListVotes] = []
    noted: dict[str, dict[str, int]] = {"seats": {}, "electorate": {}}
    seen: set[tuple[str, str]] = set()
    written: dict[tuple[str, str], str] = {}
    for line, cells in table:
        row = _row(table, line, cells)
        for kind, name in (("party", row.party), ("district", row.district)):
            _written_alike(written, kind, name, at(path, line))
        if (row.district, row.party) in seen:
            raise FileError(
                f"'{row.party}' is there twice" + (f" in {row.district}" if row.district else ""),
                where=at(path, line),
                remedy="Add its votes up; independents each need a name of their own, for pooled "
                "they would win seats that nobody voted to give them.",
            )
        seen.add((row.district, row.party))
        rows.append(row)
        for name, said in noted.items():
            _note(said, name, row.district, _cell(table, cells, name), at(path, line))
    if not rows:
        raise FileError("there are no rows below the header", where=str(path))
    return Votes(tuple(rows), **noted)


def _written_alike(written: dict[tuple[str, str], str], kind: str, name: str, where: str) -> None:
    """Raise FileError for a name that differs from one above by capitals or spaces only."""
    first = written.setdefault((kind, " ".join(name.split()).casefold()), name)
    if first != name:
        raise FileError(
            f"the {kind} '{name}' is written '{first}' above", where=where,
            remedy="If they are two, tell them apart; if they are one, write the name alike.",
        )  # fmt: skip


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
        _status(party, _cell(table, cells, "status").lower(), where),
    )  # fmt: skip


def _status(party: str, cell: str, where: str) -> Status:
    """What a row is. Raises FileError for another word, and where it must be said and is not."""
    for known in _STATUS:
        if cell == known:
            return known
    if cell:
        raise FileError(
            f"the status '{cell[:20]}' is not known", where=where,
            remedy=f"{nearest(cell, _STATUS, 'status')} Leave it empty for a list.",
        )  # fmt: skip
    if party.casefold() in _SOUND_POOLED:
        raise FileError(
            f"'{party}' would share in the seats as if it were one list", where=where,
            remedy="Give each list or independent a row; or say pooled in a column 'status', and "
            "its votes count but have no seats; or list, if it is one.",
        )  # fmt: skip
    return "list"


def _note(said: dict[str, int], name: str, district: str, cell: str, where: str) -> None:
    """Keep what a column says of a district; every row of it says the same, or nothing."""
    if not cell:
        return
    number = whole(cell, f"{where}, column '{name}'", f"a number of {_OF[name]}")
    if said.setdefault(district, number) != number:
        raise ParameterError(
            f"{district or 'the house'} has {said[district]} {_OF[name]} above, and {number} here",
            where=where,
            remedy=f"The column says the {_OF[name]} of the district: the same in all of its rows.",
        )


def _cell(table: Sheet, cells: Sequence[str], name: str) -> str:
    return cells[table.header.index(name)].strip() if name in table.header else ""
