"""Ballots in PrefLib's files of orders: soc, soi, toc and toi, in either of their two forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from commonweal.core.errors import FileError
from commonweal.institutions.elections.ballots import (
    Ballot,
    Draft,
    Rank,
    cut_short,
    place,
    place_of,
    voters_of,
)
from commonweal.institutions.elections.textfiles import at

_OUTSIDE_BRACES = re.compile(r",(?![^{}]*\})")
_NAME = re.compile(r"ALTERNATIVE NAME (\d+)", re.IGNORECASE)


def preflib(path: Path, text: str) -> Draft:
    """Read orders of PrefLib (soc, soi, toc, toi), of either of its two forms.

    A line is the number of voters and the alternatives in order; braces hold equal ones. Where
    the file says how many voters there are, the lines must add up to them.
    """
    lines = [(n, bare) for n, line in enumerate(text.split("\n"), 1) if (bare := line.strip())]
    read = _with_facts if lines[0][1].startswith("#") else _with_a_list
    draft, voters = read(path, lines)
    counted = sum(ballot.voters for ballot in draft.ballots)
    if voters is not None and counted != voters:
        raise cut_short(path, f"there should be {voters} voters, but the lines have {counted}")
    return draft


def _with_facts(path: Path, lines: Sequence[tuple[int, str]]) -> tuple[Draft, int | None]:
    facts: dict[str, str] = {}
    names: dict[int, str] = {}
    ballots: list[Ballot] = []
    for line, content in lines:
        if content.startswith("#"):
            key, _, value = content.lstrip("# ").partition(":")
            facts[key.strip().upper()] = value.strip()
            if named := _NAME.fullmatch(key.strip()):
                names[int(named[1])] = value.strip()
            continue
        voters, mark, order = content.partition(":")
        if not mark:
            raise FileError(
                "the line is no order of PrefLib's", where=at(path, line),
                remedy="An order is as in: 12: 3,1,{2,4}",
            )  # fmt: skip
        ballots.append(_ballot(path, line, voters, order, len(names)))
    if sorted(names) != list(range(1, len(names) + 1)) or not names:
        raise FileError("the alternatives are not named from 1 on", where=str(path))
    stated = facts.get("NUMBER ALTERNATIVES", str(len(names)))
    if stated != str(len(names)):
        raise cut_short(path, f"{stated} alternatives stand, {len(names)} are named")
    if facts.get("DATA TYPE", "soc").lower() not in ("soc", "soi", "toc", "toi"):
        raise FileError(
            f"PrefLib data of type '{facts['DATA TYPE']}' are not orders",
            where=str(path), remedy="Orders are soc, soi, toc and toi.",
        )  # fmt: skip
    total = facts.get("NUMBER VOTERS", "")
    draft = Draft(path, tuple(names[n] for n in sorted(names)), ballots, facts.get("TITLE", ""))
    return draft, int(total) if total.isdecimal() else None


def _with_a_list(path: Path, lines: Sequence[tuple[int, str]]) -> tuple[Draft, int | None]:
    candidates = int(lines[0][1]) if lines[0][1].isdecimal() else 0
    head, rest = lines[1 : candidates + 1], lines[candidates + 1 :]
    names = []
    for number, (line, content) in enumerate(head, 1):
        label, _, name = content.partition(",")
        if label.strip() != str(number):
            raise FileError(f"the line does not name alternative {number}", where=at(path, line))
        names.append(name.strip())
    if not candidates or len(head) < candidates or not rest:
        raise cut_short(path, "the names of the alternatives or the number of voters are missing")
    ballots = []
    for line, content in rest[1:]:
        voters, _, order = content.partition(",")
        ballots.append(_ballot(path, line, voters, order, candidates))
    total = rest[0][1].partition(",")[0].strip()
    return Draft(path, tuple(names), ballots), int(total) if total.isdecimal() else None


def _ballot(path: Path, line: int, voters: str, order: str, candidates: int) -> Ballot:
    where = place(path, line)
    if order.count("{") != order.count("}"):
        raise FileError("the braces of the order do not close", where=where())
    ranks: list[Rank] = []
    for part in _OUTSIDE_BRACES.split(order) if order.strip() else []:
        word = part.strip()
        if word.startswith("{"):
            equal = [w for w in word.strip("{} ").split(",") if w.strip()]
            places = tuple(place_of(w, candidates, where) for w in equal)
            ranks.append(places if len(places) > 1 else places[0] if places else None)
        else:
            ranks.append(place_of(word, candidates, where))
    return Ballot(line, voters_of(voters, where), ranks)
