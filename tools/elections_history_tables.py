"""Results of the general elections of 1918-2005 by constituency and group of parties.

Called by ``elections_tables.py``. The source pools parties into five groups; the patches are in
``elections_history_patches.py``, and every cell they change is a row of ``group_patches``.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import elections_history_patches as patches

SOURCE = "hoc_1918-2019election_results.csv"
GROUPS = tuple(patches.COLUMN)
RESULTS_HEADER = "election,constituency,seats,electorate,con,lib,lab,nat,oth,unopposed,winner"
CONSTITUENCIES_HEADER = "constituency,boundary_set,name,nation,region"
PATCHES_HEADER = "election,constituency,patch,change"
SPEAKERS_HEADER = "election,constituency,speaker,party,counted_with"
ELECTORATES_HEADER = "election,constituency,electorate"
PARTIES_SOURCE = "more/parlgov_uk_general_elections_party.csv"
PARTIES_HEADER = "election,party,name,seats,votes,house,total_votes,source"

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


def tables(folder: Path, stood: list[dict[str, str]]) -> dict[str, tuple[str, list[Cells]]]:
    """The tables of history, in a fixed order: name, header, rows; ``stood`` as from 2010."""
    contests = [patched(contest) for contest in _contests(folder / SOURCE)]
    codes = _codes(contests)
    results, changes, speakers = [], [], []
    for contest in contests:
        day = patches.ELECTION_DAY[contest.election]
        code = codes[contest.place][0]
        cells = [contest.votes.get(group, "") for group in GROUPS]
        electorate = contest.electorate or ""
        unopposed = "+".join(contest.unopposed)
        results.append((day, code, contest.seats, electorate, *cells, unopposed, contest.winner))
        if speaker := patches.SPEAKERS.get(contest.key):
            speakers.append((day, code, *speaker, _winner(contest)))
        changes += [(day, code, patch, change) for patch, change in contest.changes]
    return {
        "group_results": (RESULTS_HEADER, sorted(results)),
        "group_constituencies": (CONSTITUENCIES_HEADER, sorted(codes.values())),
        "group_patches": (PATCHES_HEADER, sorted(changes)),
        "speakers": (SPEAKERS_HEADER, sorted(speakers)),
        "electorates": (ELECTORATES_HEADER, _electorates(folder / SOURCE)),
        "party_results": (
            PARTIES_HEADER,
            _published_parties(folder / PARTIES_SOURCE) + _counted_parties(stood),
        ),
    }


def _winner(contest: Contest) -> str:
    return (
        contest.unopposed[0]
        if contest.unopposed
        else max(contest.votes, key=contest.votes.__getitem__)
    )


def _electorates(path: Path) -> list[Cells]:
    """Electors of each constituency from 2010 to 2019, whose codes are those of candidacies."""
    with path.open(encoding="latin-1", newline="") as file:
        return sorted(
            (patches.DAY_SINCE_2010[row["election"]], row["constituency_id"],
             int(row["electorate"]))
            for row in csv.DictReader(file)
            if row["election"] in patches.DAY_SINCE_2010
        )  # fmt: skip


def _published_parties(path: Path) -> list[Cells]:
    """Parties to 2005 as ParlGov prints them; a blank cell is one it leaves blank."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (
                row["date"],
                row["name_short"],
                row["name_english"].strip(),
                _whole(row["seats"]),
                _whole(row["votes"]),
                row["seats_total"],
                _whole(row["votes_valid"]),
                "ParlGov",
            )
            for row in csv.DictReader(file)
            if row["date"] < "2010"
        ]


def _counted_parties(stood: list[dict[str, str]]) -> list[Cells]:
    """Parties from 2010 on, counted from candidates: those with a seat or a thousandth of votes."""
    votes: Counter[tuple[str, str]] = Counter()
    seats: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    house: Counter[str] = Counter()
    names: dict[str, str] = {}
    for row in stood:
        key = (row["ge"], row["party_id"])
        names[row["party_id"]] = row["party"] or row["party_id"]
        won = row["is_winning_candidacy"] == "t"
        votes[key] += int(row["vote_count"])
        total[row["ge"]] += int(row["vote_count"])
        seats[key] += won
        house[row["ge"]] += won
    kept = [key for key in votes if seats[key] or votes[key] >= patches.SMALL * total[key[0]]]
    return [
        (day, party, names[party], seats[day, party], votes[day, party], house[day], total[day],
         "candidates' votes")
        for day, party in sorted(kept, key=lambda key: (key[0], -seats[key], -votes[key]))
    ]  # fmt: skip


def _whole(text: str) -> object:
    return int(float(text)) if text else ""


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
