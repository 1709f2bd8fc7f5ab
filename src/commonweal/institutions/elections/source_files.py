"""Elections from the files that Parliament and the House of Commons Library publish.

Two formats are known by their columns. Parliament's has a row a candidate; the Library's, of
1918 to 2019 (CBP-8647), a row a constituency with votes by group of parties. A file holds many
elections: ``FILE#1983`` names one. Nothing is mended here: what does not fit is refused with its
line, and what the Library's file is known to have wrong is counted among its ``defects``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from commonweal.core.errors import FileError, ParameterError, UnknownName, WorldError, nearest
from commonweal.core.world import World
from commonweal.institutions.elections import history, older_worlds, worlds
from commonweal.institutions.elections.history import GROUPS, UNKNOWN, GroupElection
from commonweal.institutions.elections.textfiles import at, csv_rows, text_of, whole

PARLIAMENT = (
    "ge", "notional", "geographic_code", "constituency", "country", "english_region",
    "abbreviation", "vote_count", "is_winning_candidacy",
)  # fmt: skip
"""Columns of Parliament's candidates that are read; others are passed over."""
VOTES_OF = dict(
    zip(("con_votes", "lib_votes", "lab_votes", "natsw_votes", "oth_votes"), GROUPS, strict=True)
)
LIBRARY = (
    "constituency_name", "seats", "country/region", "electorate", *VOTES_OF, "total_votes",
    "election",
)  # fmt: skip
"""Columns of the Library's constituencies that are read."""
_OWN_NATION = ("Scotland", "Wales", "Northern Ireland", "Ireland")
_YES = {"t": True, "true": True, "f": False, "false": False}
_ROUNDING = 2

Cells = Mapping[str, str]
Numbered = tuple[int, Cells]


@dataclass(frozen=True, eq=False)
class LibraryElection:
    """An election as the Library's file has it, and what is visibly wrong with it, one line each."""

    found: GroupElection
    defects: tuple[str, ...]


def open_world(text: str) -> World:
    """A world from a folder of ours, or from ``FILE#ELECTION`` of a publisher's file.

    Raises FileError for a file that is not one of them, UnknownName for an election it does
    not hold, WorldError for one that cannot be counted.
    """
    path, election = _parted(text)
    if path.is_dir():
        return World.open(path)
    rows = _rows(path)
    if set(PARLIAMENT) <= set(rows[0][1]):
        return _from_candidates(path, rows, election)
    if set(LIBRARY) <= set(rows[0][1]):
        return _from_groups(path, rows, election)
    raise FileError(
        "the columns are neither those of Parliament's candidates nor of the Library's results",
        where=str(path),
        remedy=_missing(rows[0][1]),
    )


def commons_library(path: Path, election: str = "") -> LibraryElection:
    """An election of the House of Commons Library's file, by groups of parties, unmended.

    ``election`` as the file names it (1951, 1974F). Raises FileError, UnknownName, ParameterError
    with the line of what cannot be read.
    """
    rows = _rows(path)
    _need(path, rows[0][1], LIBRARY)
    return _read_groups(path, rows, election)


def _parted(text: str) -> tuple[Path, str]:
    whole_path = Path(text)
    if whole_path.exists() or "#" not in text:
        return whole_path, ""
    file, _, election = text.rpartition("#")
    return Path(file), election.strip()


def _rows(path: Path) -> list[Numbered]:
    """The rows of a file with their lines; the Library's is in latin-1, others in UTF-8."""
    try:
        text = text_of(path)
    except FileError:
        text = text_of(path, "latin-1")
    lines = csv_rows(path, text)
    _, header = next(lines)
    names = [name.strip().lower() for name in header]
    rows: list[Numbered] = []
    for line, cells in lines:
        if len(cells) != len(names):
            raise FileError(
                f"the row has {len(cells)} cells, the header {len(names)}",
                where=at(path, line),
                remedy="A row that breaks off was cut short: download the file again.",
            )
        rows.append((line, dict(zip(names, (cell.strip() for cell in cells), strict=True))))
    if not rows:
        raise FileError("the file has a header and no rows", where=str(path))
    return rows


def _need(path: Path, header: Iterable[str], columns: Sequence[str]) -> None:
    for name in columns:
        if name not in header:
            raise FileError(
                f"the column '{name}' is missing", where=str(path),
                remedy=nearest(name, list(header), "column"),
            )  # fmt: skip


def _missing(header: Iterable[str]) -> str:
    nearer = max((PARLIAMENT, LIBRARY), key=lambda columns: len(set(columns) & set(header)))
    lacking = [name for name in nearer if name not in set(header)]
    return f"Of the nearer of the two it lacks: {', '.join(lacking)}."


def _chosen(path: Path, known: Iterable[str], wanted: str) -> str:
    """The one election of a file that a text names, or the only one it has."""
    names = sorted(set(known))
    if not wanted and len(names) == 1:
        return names[0]
    if not wanted:
        raise WorldError(
            f"the file holds {len(names)} elections, and none is named", where=str(path),
            remedy=f"Put one after a #, as in '{path.name}#{names[-1]}': {', '.join(names)}.",
        )  # fmt: skip
    alike = [name for name in names if name == wanted] or [
        name for name in names if name.startswith(wanted)
    ]
    if len(alike) != 1:
        raise UnknownName("election", wanted, names, where=str(path))
    return alike[0]


def _from_candidates(path: Path, rows: Sequence[Numbered], wanted: str) -> World:
    named = [(_election_of(path, line, cells), line, cells) for line, cells in rows]
    election = _chosen(path, (name for name, _, _ in named), wanted)
    stood, places = [], {}
    for name, line, cells in named:
        if name == election:
            stood.append(_candidate(path, line, cells))
            places[cells["geographic_code"]] = {
                "name": cells["constituency"],
                "nation": cells["country"],
                "region": cells["english_region"] or cells["country"],
            }
    _one_winner_each(path, stood)
    facts = {
        "date": election[:10],
        "title": f"General election of {election}",
        "speaker_party": "",
        "source": path.name,
    }
    return worlds.counted_by_candidate(f"{path.stem}#{election}", stood, places, facts)


def _election_of(path: Path, line: int, cells: Cells) -> str:
    notional = _yes(cells["notional"], at(path, line), "notional")
    return f"{cells['ge']} notional" if notional else cells["ge"]


def _candidate(path: Path, line: int, cells: Cells) -> dict[str, str]:
    where = at(path, line)
    if not cells["geographic_code"]:
        raise ParameterError("the candidate has no geographic_code", where=where)
    elected = _yes(cells["is_winning_candidacy"], where, "is_winning_candidacy")
    return {
        "constituency": cells["geographic_code"],
        "party": cells["abbreviation"] or worlds.INDEPENDENT,
        "votes": str(whole(cells["vote_count"], where, "a number of votes")),
        "elected": "true" if elected else "false",
    }


def _yes(cell: str, where: str, column: str) -> bool:
    if cell.lower() not in _YES:
        raise ParameterError(
            f"'{cell[:40]}' in the column '{column}' is neither true nor false", where=where,
            remedy="Write t or f.",
        )  # fmt: skip
    return _YES[cell.lower()]


def _one_winner_each(path: Path, stood: Iterable[Cells]) -> None:
    elected: dict[str, int] = {}
    for row in stood:
        place = row["constituency"]
        elected[place] = elected.get(place, 0) + (row["elected"] == "true")
    for place, winners in elected.items():
        if winners != 1:
            raise WorldError(
                f"{winners} candidates of '{place}' are marked as elected", where=str(path),
                remedy="Each constituency elects one; the file may be cut short.",
            )  # fmt: skip


def _from_groups(path: Path, rows: Sequence[Numbered], wanted: str) -> World:
    read = _read_groups(path, rows, wanted)
    found = read.found
    for place in np.flatnonzero((found.seats != 1) | ~found.contested).tolist():
        why = "nobody voted in" if found.seats[place] == 1 else "more than one member is elected in"
        raise WorldError(
            f"{why} '{found.name[place]}': groups of parties do not tell who won",
            where=f"{path}#{wanted}",
            remedy="Take an election from 1955 on; earlier ones are for source_files."
            "commons_library.",
        )
    facts = {
        "date": found.day,
        "title": f"General election of {wanted or found.day}, by groups of parties",
        "speaker_party": "",
        "groups": older_worlds.POOLED,
        "defects": "; ".join(read.defects),
        "source": path.name,
    }
    labels = (worlds.INDEPENDENT, worlds.SPEAKER)
    return older_worlds.world_of(found, f"{path.stem}#{wanted or found.day}", facts, labels)


def _read_groups(path: Path, rows: Sequence[Numbered], wanted: str) -> LibraryElection:
    election = _chosen(path, (cells["election"] for _, cells in rows), wanted)
    here = [(line, cells) for line, cells in rows if cells["election"] == election]
    names = [cells["constituency_name"] for _, cells in here]
    for (line, _), name in zip(here, names, strict=True):
        if names.count(name) > 1:
            raise WorldError(f"'{name}' is there twice in {election}", where=at(path, line))
    marked = [[_marked(path, row, column) for column in VOTES_OF] for row in here]
    numbers = np.array(marked, dtype=np.int64).reshape(len(here), len(GROUPS))
    seats = [whole(cells["seats"], at(path, line), "a number of members") for line, cells in here]
    electors = [_marked(path, row, "electorate") for row in here]
    regions = tuple(cells["country/region"] for _, cells in here)
    votes = np.maximum(numbers, 0)
    over = [sum(cast) > known > 0 for cast, known in zip(votes.tolist(), electors, strict=True)]
    found = GroupElection(
        history.names().get(election, election), "", tuple(names), tuple(names),
        tuple(region if region in _OWN_NATION else "England" for region in regions), regions,
        votes, numbers != 0, np.maximum(-numbers, 0), np.array(seats, dtype=np.int64),
        np.array([float(n) if n > 0 and not o else np.nan for n, o in zip(electors, over, strict=True)]),
        np.full(len(here), UNKNOWN, dtype=np.int64),
    )  # fmt: skip
    totals = [_marked(path, row, "total_votes") for row in here]
    return LibraryElection(found, tuple(_defects(found, totals, over)))


def _marked(path: Path, row: Numbered, column: str) -> int:
    """A cell of votes: 0 where blank, and -1, -2 or -3 for members returned unopposed."""
    line, cells = row
    text = cells[column]
    if not text:
        return 0
    if text in ("-1", "-2", "-3"):
        return int(text)
    return whole(text, at(path, line), f"a number in the column '{column}'")


def _defects(found: GroupElection, totals: Sequence[int], over: Sequence[bool]) -> Iterator[str]:
    for place, name in enumerate(found.name):
        cast, members = int(found.votes[place].sum()), int(found.unopposed[place].sum())
        if over[place]:
            yield f"{name}: more votes than electors"
        if cast and totals[place] > 0 and abs(cast - totals[place]) > _ROUNDING:
            yield f"{name}: the groups have {cast} votes, the total says {totals[place]}"
        if not cast and members != found.seats[place]:
            yield f"{name}: {found.seats[place]} elected, {members} marked as unopposed"
