"""Results of the general elections of 1918-2005 by constituency and group of parties.

Called by ``elections_tables.py``. The source pools parties into five groups; the patches are in
``elections_history_patches.py``, and every cell they change is a row of ``group_patches``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import elections_history_patches as patches

SOURCE = "hoc_1918-2019election_results.csv"
GROUPS = tuple(patches.COLUMN)
RESULTS_HEADER = "election,constituency,seats,electorate,con,lib,lab,nat,oth,unopposed,winner"
CONSTITUENCIES_HEADER = "constituency,boundary_set,name,nation,region"
PATCHES_HEADER = "election,constituency,patch,change"

Cells = tuple[object, ...]


@dataclass
class Contest:
    """A row of the source while it is read and patched."""

    election: str
    name: str
    region: str
    place: tuple[str, str]
    seats: int
    electorate: int | None
    total: int | None
    votes: dict[str, int]
    unopposed: list[str]
    winner: str = ""
    changes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.election, self.name

    def note(self, patch: str, change: str) -> None:
        self.changes.append((patch, change))


def tables(folder: Path) -> dict[str, tuple[str, list[Cells]]]:
    """The three tables, in a fixed order: name, header, rows."""
    contests = [patched(contest) for contest in _contests(folder / SOURCE)]
    codes = _codes(contests)
    results, changes = [], []
    for contest in contests:
        day = patches.ELECTION_DAY[contest.election]
        code = codes[contest.place][0]
        cells = [contest.votes.get(group, "") for group in GROUPS]
        electorate = contest.electorate or ""
        unopposed = "+".join(contest.unopposed)
        results.append((day, code, contest.seats, electorate, *cells, unopposed, contest.winner))
        changes += [(day, code, patch, change) for patch, change in contest.changes]
    return {
        "group_results": (RESULTS_HEADER, sorted(results)),
        "group_constituencies": (CONSTITUENCIES_HEADER, sorted(codes.values())),
        "group_patches": (PATCHES_HEADER, sorted(changes)),
    }


def patched(contest: Contest) -> Contest:
    """The row with every patch that is listed for it."""
    for mend in (_swap, _move_labour, _move_allies, _complete, _declare, _drop_electorate):
        mend(contest)
    return contest


def _swap(contest: Contest) -> None:
    if pair := patches.SWAPPED.get(contest.key):
        first, second = pair
        votes = contest.votes
        votes[first], votes[second] = votes[second], votes[first]
        contest.note("swapped", f"{first} <-> {second}")


def _move_labour(contest: Contest) -> None:
    if contest.key in patches.LABOUR_UNDER_OTHER:
        contest.votes["lab"] = contest.votes.pop("oth")
        contest.note("labour under other", "oth -> lab")


def _move_allies(contest: Contest) -> None:
    one_member = contest.seats == 1 and contest.region not in ("University", "Northern Ireland")
    if contest.election not in patches.ALLIES_YEARS or not one_member:
        return
    if contest.key in patches.NO_ALLY:
        return
    if "con" not in contest.votes and "oth" in contest.votes:
        contest.votes["con"] = contest.votes.pop("oth")
        contest.note("allies", "oth -> con")
    if contest.unopposed == ["oth"]:
        contest.unopposed = ["con"]
        contest.note("allies", "oth unopposed -> con")


def _complete(contest: Contest) -> None:
    if missing := patches.UNOPPOSED_MISSING.get(contest.key):
        contest.unopposed += missing
        contest.note("unopposed missing", "+".join(missing))
    if contest.unopposed or contest.total is None:
        return
    gap = contest.total - sum(contest.votes.values())
    if contest.name in patches.OTHERS_SHORT.get(contest.election, ()):
        contest.votes["oth"] = contest.votes.get("oth", 0) + gap
        contest.note("others short", f"oth + {gap}")
    elif contest.key in patches.TOTAL_WRONG:
        contest.note("total wrong", f"total {gap:+d}")
    elif abs(gap) > patches.ROUNDING:
        if contest.seats == 1:
            raise SystemExit(f"{contest.key}: parties fall {gap} short, and no patch is listed")
        contest.note("two-member short", f"{gap} votes in no group")


def _declare(contest: Contest) -> None:
    if winner := patches.DECLARED.get(contest.key):
        contest.winner = winner
        contest.note("declared winner", winner)


def _drop_electorate(contest: Contest) -> None:
    if contest.key in patches.ELECTORATE_WRONG:
        contest.note("electorate wrong", f"{contest.electorate} left out")
        contest.electorate = None


def _contests(path: Path) -> Iterator[Contest]:
    with path.open(encoding="latin-1", newline="") as file:
        for row in csv.DictReader(file):
            if row["election"] in patches.ELECTION_DAY:
                yield _read(row)


def _read(row: dict[str, str]) -> Contest:
    found = {group: _number(row[column]) for group, column in patches.COLUMN.items()}
    election, name = row["election"], row["constituency_name"].lstrip()
    region = row["country/region"]
    if (election, name) in patches.UNIVERSITY_REGION:
        region = patches.UNIVERSITY
    place = (row["boundary_set"], row["constituency_id"].strip() or name)
    returned = [group for group, votes in found.items() for _ in range(-(votes or 0))]
    return Contest(
        election, name, patches.REGION.get(region, region), place,
        int(row["seats"]), _number(row["electorate"]), _number(row["total_votes"]),
        {group: votes for group, votes in found.items() if votes and votes > 0}, returned,
    )  # fmt: skip


def _codes(contests: list[Contest]) -> dict[tuple[str, str], Cells]:
    """A code for each constituency of each set of boundaries, in the order of names.

    The source spells a name now one way, now another; the latest spelling stands.
    """
    latest = {contest.place: contest for contest in contests}
    codes: dict[tuple[str, str], Cells] = {}
    counted: dict[str, int] = {}
    for place in sorted(latest, key=lambda place: (place[0], latest[place].name)):
        boundaries, (name, region) = place[0], (latest[place].name, latest[place].region)
        counted[boundaries] = counted.get(boundaries, 0) + 1
        code = f"{boundaries[:4]}-{counted[boundaries]:03d}"
        written = name.strip().replace("'S", "'s")
        codes[place] = (code, boundaries[:4], written, _nation(name, region), region)
    return codes


def _nation(name: str, region: str) -> str:
    if region == patches.UNIVERSITY:
        return patches.UNIVERSITY_NATION.get(name, "England")
    return region if region in patches.OWN_NATION else "England"


def _number(text: str) -> int | None:
    """A whole number; a blank cell and a zero both say that nobody stood."""
    return int(text) or None if text.strip() else None
