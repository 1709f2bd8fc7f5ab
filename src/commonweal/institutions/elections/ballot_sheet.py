"""Ballots in a plain CSV file, a ballot a row, in either of two shapes.

*By rank*: columns ``rank1``, ``rank2`` … hold names; who stands is whoever is named. *By
candidate*: a column for each candidate holds the preference given, 1, 2, 3 … A column ``voters``
may say how many cast the ballot. Other columns are refused unless the user says to pass them over:
a misspelt name must not change a result.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from commonweal.core.errors import BallotError, FileError, nearest
from commonweal.institutions.elections.ballots import Ballot, Draft, Rank, voters_of
from commonweal.institutions.elections.textfiles import at, csv_rows

Rows = dict[tuple[str, ...], tuple[int, int]]
"""Distinct rows: how often each stands in the file, and the line where first."""

_RANK = re.compile(r"(?:rank|choice|preference|pref|vote)?[ _-]?(\d+)(?:st|nd|rd|th)?"
                   r"(?:[ _-](?:rank|choice|preference|pref))?", re.IGNORECASE)  # fmt: skip
_VOTERS = frozenset({"voters", "votes", "ballots", "count", "weight"})
_SKIPPED = frozenset({"", "skipped", "undervote"})
_EQUAL = "overvote"
_NUMBER = re.compile(r"[1-9]\d{0,3}")


def plain(path: Path, text: str, ignored: Collection[str] = ()) -> Draft:
    """Read ballots by rank or by candidate. ``ignored``: columns to pass over.

    Rows may end early, as a ballot does. "skipped" and "undervote" are gaps, "overvote" is equal
    preferences. Raises FileError or BallotError for whatever is neither name nor number.
    """
    rows = csv_rows(path, text)
    line, cells = next(rows, (1, []))
    header = [cell.strip() for cell in cells]
    _check_header(path, line, header, ignored)
    kept = [at for at, name in enumerate(header) if name not in ignored]
    voters = next((at for at in kept if header[at].casefold() in _VOTERS), None)
    named = [at for at in kept if at != voters]
    ranked = {at: int(found[1]) for at in named if (found := _RANK.fullmatch(header[at]))}
    if ranked and len(ranked) < len(named):
        other = next(header[at] for at in named if at not in ranked)
        raise FileError(
            f"the column '{other}' is neither a rank nor the number of voters",
            where=at(path, line), remedy=f"Leave it out, or pass it over: --ignore '{other}'.",
        )  # fmt: skip
    distinct, last = _distinct(path, rows, len(header))
    if not distinct:
        raise BallotError("there are no ballots to count", where=str(path))
    if not text.endswith("\n"):
        _check_end(path, distinct, last, list(ranked))
    if ranked:
        return _by_rank(path, ranked, voters, distinct)
    return _by_candidate(path, [(at, header[at]) for at in named], voters, distinct)


def _check_header(path: Path, line: int, header: Sequence[str], ignored: Collection[str]) -> None:
    where = at(path, line)
    for name in ignored:
        if name not in header:
            raise FileError(
                f"there is no column '{name}' to pass over",
                where="--ignore", remedy=nearest(name, header, "column"),
            )  # fmt: skip
    for mark in (";", "\t", "|"):
        if len(header) == 1 and mark in header[0]:
            raise FileError(
                f"its columns are separated by {mark!r}, not by commas",
                where=str(path), remedy="Save it as CSV with commas.",
            )  # fmt: skip
    if not all(header) or not header:
        raise FileError(
            "a column has no name", where=where,
            remedy="The first line names the columns: rank1, rank2 …, or the candidates.",
        )  # fmt: skip
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FileError(f"the column '{twice[0]}' is there twice", where=where)


def _distinct(
    path: Path, rows: Iterator[tuple[int, list[str]]], width: int
) -> tuple[Rows, Sequence[str]]:
    """Each distinct row, padded to the header, with how often it stands there and where first;
    and the last row as it stands.
    """
    found: Rows = {}
    cells: Sequence[str] = ()
    for line, cells in rows:
        if len(cells) > width:
            raise FileError(
                f"the row has {len(cells)} cells, the header {width}", where=at(path, line),
                remedy="Put names with commas in quotes.",
            )  # fmt: skip
        key = tuple(cells)
        times, first = found.get(key, (0, line))
        found[key] = (times + 1, first)
    padded: Rows = {}
    for key, (times, first) in found.items():
        full = (*key, *[""] * (width - len(key)))
        before, earlier = padded.get(full, (0, first))
        padded[full] = (before + times, earlier)
    return padded, cells


def _check_end(path: Path, distinct: Rows, last: Sequence[str], ranked: Sequence[int]) -> None:
    """A last row without a line's end is whole if it is full and names nobody new."""
    width = len(next(iter(distinct)))
    elsewhere = {
        cells[column]
        for cells, (times, _) in distinct.items()
        if times > 1 or list(cells) != list(last)
        for column in ranked
    }
    strange = [at for at in ranked if at < len(last) and last[at] and last[at] not in elsewhere]
    if len(last) < width or (strange and strange[-1] == width - 1):
        line = max(first for _, first in distinct.values())
        raise FileError(
            "the file is cut short: its last row breaks off", where=at(path, line),
            remedy="Download or export it again; if it is whole, end its last line.",
        )  # fmt: skip


def _by_rank(
    path: Path, ranked: dict[int, int], voters: int | None,
    distinct: Rows,
) -> Draft:  # fmt: skip
    order = sorted(ranked, key=lambda column: ranked[column])
    if [ranked[column] for column in order] != list(range(1, len(order) + 1)):
        raise FileError(
            "the columns of ranks are not numbered from 1 on without gaps", where=at(path, 1)
        )
    orders = [
        (tuple(cells[column].strip() for column in order), *_row(path, cells, voters, *value))
        for cells, value in distinct.items()
    ]
    marks = _SKIPPED | {_EQUAL}
    standing = sorted(
        {name for names, *_ in orders for name in names if name.casefold() not in marks}
    )
    code = {name: place for place, name in enumerate(standing)}

    def rank(name: str) -> Rank:
        if name in code:
            return code[name]
        return () if name.casefold() == _EQUAL else None

    ballots = [Ballot(line, cast, [rank(name) for name in names]) for names, line, cast in orders]
    return Draft(path, tuple(standing), ballots)


def _by_candidate(
    path: Path, named: Sequence[tuple[int, str]], voters: int | None,
    distinct: Rows,
) -> Draft:  # fmt: skip
    ballots = []
    for cells, value in distinct.items():
        line, cast = _row(path, cells, voters, *value)
        given: dict[int, list[int]] = {}
        for place, (column, name) in enumerate(named):
            cell = cells[column].strip()
            if not cell:
                continue
            if not _NUMBER.fullmatch(cell):
                raise BallotError(
                    f"'{cell[:20]}' is no preference for '{name}'", where=at(path, line),
                    remedy="Write 1, 2, 3 … under each candidate, and nothing for no preference; "
                    "or name the columns rank1, rank2 … and write names into them.",
                )  # fmt: skip
            given.setdefault(int(cell), []).append(place)
        ballots.append(
            Ballot(line, cast, [_given(given.get(n)) for n in range(1, max(given, default=0) + 1)])
        )
    return Draft(path, tuple(name for _, name in named), ballots)


def _given(places: list[int] | None) -> Rank:
    if places is None:
        return None
    return places[0] if len(places) == 1 else tuple(places)


def _row(
    path: Path, cells: Sequence[str], voters: int | None, times: int, line: int
) -> tuple[int, int]:
    """The line of a row, and how many voters all rows like it stand for."""
    if voters is None:
        return line, times
    return line, times * voters_of(cells[voters], lambda: at(path, line))
