"""Ballots in BLT files, and in those of the Scottish wards.

Each reader gives a ``Draft``: what the file says, preference by preference, with the line of
each ballot. None of them guesses: a ballot or a file that breaks off is an error.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from commonweal.algorithms.profiles import MOST_CANDIDATES
from commonweal.core.errors import BallotError, FileError
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

Lines = Iterator[tuple[int, str]]

_SMALL = re.compile(r"[0-9]{1,9}")
_QUOTED = re.compile(r'"([^"]*)"')
_COMMENT = re.compile(r"#.*$")


def blt(path: Path, text: str) -> Draft:
    """Read a BLT file: candidates and seats, who withdrew, a ballot a line, names, title.

    A ballot is the number of voters, candidates by number, and 0; "=" joins equal preferences
    and "-" is a skipped one. A line with 0 alone ends the ballots. What follows "#" is comment.
    """
    lines = iter([
        (number, bare) for number, line in enumerate(text.split("\n"), 1)
        if (bare := _uncommented(line))
    ])  # fmt: skip
    candidates, seats = _blt_head(path, lines)
    known: dict[str, Rank] = {"-": None, **_numbers(candidates)}
    withdrawn: set[int] = set()
    ballots: list[Ballot] = []
    for line, content in lines:
        words = content.split()
        where = place(path, line)
        if words == ["0"]:
            break
        if all(re.fullmatch(r"-\d+", word) for word in words):
            if ballots:
                raise BallotError(
                    "candidates withdraw after the first ballot", where=where(),
                    remedy="Put the numbers of those who withdrew above the ballots.",
                )  # fmt: skip
            withdrawn.update(place_of(word[1:], candidates, where) for word in words)
            continue
        voters = voters_of(words[0], where)
        if words[-1] != "0":
            raise FileError(
                "the ballot does not end with 0", where=where(),
                remedy="Was the file cut short? A ballot is: voters, candidates, 0, on one line.",
            )  # fmt: skip
        ballots.append(Ballot(line, voters, _ranks(words[1:-1], known, where)))
    else:
        raise cut_short(path, "no line with 0 alone ends the ballots")
    names, title = _blt_names(path, lines, candidates)
    return Draft(path, names, ballots, title, seats, withdrawn=frozenset(withdrawn))


def _uncommented(line: str) -> str:
    """A line without its comment; a "#" within quotes is none."""
    if "#" not in line:
        return line.strip()
    quoted = _QUOTED.findall(line)
    bare = _COMMENT.sub("", _QUOTED.sub('"\0"', line))
    for text in quoted:
        bare = bare.replace("\0", text, 1)
    return bare.strip()


def _blt_head(path: Path, lines: Lines) -> tuple[int, int]:
    line, content = next(lines, (1, ""))
    words = content.split()
    if len(words) != 2 or not all(_SMALL.fullmatch(word) for word in words):
        raise FileError(
            "this does not begin as a BLT file does, with the numbers of candidates and seats",
            where=at(path, line), remedy="The first line is as in: 7 3",
        )  # fmt: skip
    return _head(path, line, words)


def _head(path: Path, line: int, words: Sequence[str]) -> tuple[int, int]:
    candidates, seats = int(words[0]), int(words[1])
    if candidates > MOST_CANDIDATES:
        raise BallotError(
            f"{candidates} candidates are more than the {MOST_CANDIDATES} allowed",
            where=at(path, line),
        )
    if not 1 <= seats <= candidates:
        raise BallotError(
            f"{candidates} candidates cannot fill {seats} seats", where=at(path, line),
            remedy="The first line is the number of candidates, then of seats.",
        )  # fmt: skip
    return candidates, seats


def _blt_names(path: Path, lines: Lines, candidates: int) -> tuple[tuple[str, ...], str]:
    """The names and the title: in quotes, or each on a line."""
    found: list[str] = []
    for line, content in lines:
        if content.startswith('"'):
            if _QUOTED.sub("", content).strip():
                raise FileError("quotes do not close", where=at(path, line))
            found += _QUOTED.findall(content)
        else:
            found.append(content)
    if len(found) < candidates:
        raise cut_short(path, f"{candidates} candidates stand, {len(found)} are named")
    if len(found) > candidates + 1:
        raise FileError(
            f"{candidates} candidates stand, but {len(found)} names follow the ballots",
            where=str(path), remedy="After the names of the candidates comes one title.",
        )  # fmt: skip
    return tuple(name.strip() for name in found[:candidates]), "".join(found[candidates:]).strip()


def scottish(path: Path, text: str) -> Draft:
    """Read a ward: candidates and seats, a line for each distinct ballot, names, the ward.

    Of a candidate: label, name, party. Empty cells at the end of a line mean nothing. The
    ward's name may be any text: some of those published have quotes that do not close.
    """
    lines = iter([
        (number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip(", ")
    ])  # fmt: skip
    line, content = next(lines, (1, ""))
    words = _cells(content)
    if len(words) != 2 or not all(_SMALL.fullmatch(word) for word in words):
        raise FileError(
            "this does not begin as a Scottish ward does, with numbers of candidates and seats",
            where=at(path, line), remedy="The first line is as in: 9,4,",
        )  # fmt: skip
    candidates, seats = _head(path, line, words)
    known: dict[str, Rank] = {"": None, **_numbers(candidates)}
    ballots: list[Ballot] = []
    for line, content in lines:
        if content.lstrip().startswith('"'):
            break
        voters, *words = _cells(content)
        where = place(path, line)
        ballots.append(Ballot(line, voters_of(voters, where), _ranks(words, known, where)))
    else:
        raise cut_short(path, "no candidate is named")
    return _scottish_end(path, [(line, content), *lines], ballots, (candidates, seats))


def _scottish_end(
    path: Path, rest: Sequence[tuple[int, str]], ballots: Sequence[Ballot], head: tuple[int, int]
) -> Draft:
    """The names and the ward, which follow the ballots."""
    candidates, seats = head
    if len(rest) < candidates + 1:
        raise cut_short(
            path, f"{candidates} candidates and the ward should be named, not {len(rest)}"
        )
    if len(rest) > candidates + 1:
        raise FileError(
            f"more follows the ballots than {candidates} candidates and the ward",
            where=at(path, rest[candidates + 1][0]),
        )
    named = [
        _scottish_name(path, line, content, number)
        for number, (line, content) in enumerate(rest[:candidates], 1)
    ]
    title = " ".join(rest[-1][1].replace('"', " ").split()).strip(", ")
    return Draft(
        path, tuple(name for name, _ in named), ballots, title, seats,
        tuple(party for _, party in named),
    )  # fmt: skip


def _scottish_name(path: Path, line: int, content: str, number: int) -> tuple[str, str]:
    """The name and the party of a candidate."""
    try:
        words = _trimmed(next(csv.reader([content], strict=True)))
    except csv.Error:
        words = []
    if not 2 <= len(words) <= 3 or words[0].casefold() != f"candidate {number}":
        raise FileError(
            f"the line does not name candidate {number}", where=at(path, line),
            remedy='A candidate is as in: "Candidate 1","Ann Smith","Labour (Lab)",',
        )  # fmt: skip
    return words[1], words[2] if len(words) > 2 else ""


def is_scottish(text: str) -> bool:
    """Whether a CSV text begins as a ward's does: two numbers and perhaps an empty cell."""
    return bool(re.match(r"\s*\d+,\d+,?\s*\n", text))


def _numbers(candidates: int) -> dict[str, Rank]:
    """Candidates' numbers as they are written, counted from 1."""
    return {str(number): number - 1 for number in range(1, candidates + 1)}


def _ranks(words: Sequence[str], known: dict[str, Rank], where: Callable[[], str]) -> list[Rank]:
    """Preferences by number; "=" joins those that are equal."""
    try:
        return [known[word] for word in words]
    except KeyError:
        candidates = sum(isinstance(rank, int) for rank in known.values())
        return [
            known[word] if word in known
            else tuple(place_of(part, candidates, where) for part in word.split("=")) if "=" in word
            else place_of(word, candidates, where)
            for word in words
        ]  # fmt: skip


def _cells(content: str) -> list[str]:
    """The cells of a line without quotes."""
    return _trimmed(content.split(","))


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Cells without spaces around them, and without those at the end that are empty."""
    words = [cell.strip() for cell in cells]
    while words and not words[-1]:
        words.pop()
    return words
