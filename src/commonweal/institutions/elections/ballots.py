"""Ballots as a file has them, and the stated rule by which they become a profile.

On paper a preference can be skipped, a candidate ranked twice, two ranked equally. What such a
ballot says is a matter of law, so the reader is told, and refuses where it is not:

- ``refuse``: such a ballot is an error, with its line;
- ``stop``: it counts up to the preference before, as on Scottish and Irish papers;
- ``skip``: gaps are closed and a second mention is passed over, as in most American cities; equal
  preferences end the ballot there, too.

Blank ballots are left out and counted: they are no valid votes. A candidate who does not stand
is an error under every rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from commonweal.algorithms.profiles import Profile
from commonweal.core.errors import BallotError, FileError
from commonweal.institutions.elections.textfiles import at

Irregular = Literal["refuse", "stop", "skip"]
Rank = int | None | tuple[int, ...]
"""Whom a preference is for: a place in the list of candidates, nobody, or several equally."""

_LONGEST = 12
"""No number of voters or of a candidate has more digits."""
_MEND = "Mend the ballot, or say by which rule it counts: --irregular stop, or skip."


@dataclass(frozen=True, slots=True)
class Ballot:
    """A line of a file: so many voters cast this ballot."""

    line: int
    voters: int
    ranks: Sequence[Rank]


@dataclass(frozen=True)
class Draft:
    """What a file says, before the rule for irregular ballots is applied.

    ``parties``: one for each candidate, or none; ``seats``: None where the file does not say;
    ``withdrawn``: places of candidates whom every ballot passes over.
    """

    path: Path
    candidates: tuple[str, ...]
    ballots: Sequence[Ballot]
    title: str = ""
    seats: int | None = None
    parties: tuple[str, ...] = ()
    withdrawn: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class BallotFile:
    """Ballots that can be counted. ``blank``, ``shortened``: voters whose ballots were left out
    because they rank nobody, or end early by the rule for irregular ballots.
    """

    profile: Profile
    title: str = ""
    seats: int | None = None
    parties: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    blank: int = 0
    shortened: int = 0


@dataclass
class _Tally:
    """What is kept while ballots are gone through."""

    rankings: list[Sequence[int]] = field(default_factory=list)
    voters: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    blank: int = 0
    shortened: int = 0


def settled(draft: Draft, irregular: Irregular = "refuse") -> BallotFile:
    """Apply the rule for irregular ballots, leave blank ones out, and aggregate.

    Raises BallotError, with file and line, for whatever the rule does not settle.
    """
    _check_names(draft)
    standing = [c for c in range(len(draft.candidates)) if c not in draft.withdrawn]
    kept = _gone_through(draft, irregular)
    if not kept.rankings:
        raise BallotError(
            "there are no ballots to count" + (": all are blank" if kept.blank else ""),
            where=str(draft.path),
        )
    profile = Profile.of(
        _matrix(kept.rankings, standing), kept.voters, [draft.candidates[c] for c in standing],
        place=lambda row: at(draft.path, kept.lines[row - 1]),
    )  # fmt: skip
    return BallotFile(
        profile, draft.title, draft.seats,
        tuple(draft.parties[c] for c in standing) if draft.parties else (),
        tuple(draft.candidates[c] for c in sorted(draft.withdrawn)), kept.blank, kept.shortened,
    )  # fmt: skip


def _gone_through(draft: Draft, irregular: Irregular) -> _Tally:
    kept = _Tally()
    standing = len(draft.candidates) - len(draft.withdrawn)
    for ballot in draft.ballots:
        ranks = ballot.ranks
        if draft.withdrawn:
            ranks = _without(ranks, draft.withdrawn)
        ranking = _regular(ranks, standing)
        if ranking is None:
            if irregular == "refuse":
                raise _refusal(draft, ballot.line, ranks)
            ranking = _stopped(ranks) if irregular == "stop" else _closed(ranks)
            kept.shortened += ballot.voters
        if not ranking:
            kept.blank += ballot.voters
            continue
        kept.rankings.append(ranking)
        kept.voters.append(ballot.voters)
        kept.lines.append(ballot.line)
    return kept


def _regular(ranks: Sequence[Rank], standing: int) -> Sequence[int] | None:
    """The candidates in order, or None for a ballot that skips, repeats or ranks equally.

    Equal preferences at the end for everybody who is left say no more than leaving them off.
    """
    whole = [rank for rank in ranks if isinstance(rank, int)]
    if len(whole) == len(ranks) - 1 and isinstance(last := ranks[-1], tuple):
        covers = len(whole) + len(last) == standing == len({*whole, *last})
        return whole if covers else None
    if len(whole) < len(ranks) and any(rank is not None for rank in ranks[len(whole) :]):
        return None
    return whole if len(set(whole)) == len(whole) else None


def _stopped(ranks: Sequence[Rank]) -> list[int]:
    """The preferences before the first that cannot be followed."""
    found: list[int] = []
    for rank in ranks:
        if not isinstance(rank, int) or rank in found:
            break
        found.append(rank)
    return found


def _closed(ranks: Sequence[Rank]) -> list[int]:
    """The preferences up to the first equal ones, without gaps and second mentions."""
    found: list[int] = []
    for rank in ranks:
        if isinstance(rank, tuple):
            break
        if rank is not None and rank not in found:
            found.append(rank)
    return found


def _without(ranks: Sequence[Rank], withdrawn: frozenset[int]) -> list[Rank]:
    """The preferences without candidates who withdrew; those behind them move up."""
    found: list[Rank] = []
    for rank in ranks:
        if isinstance(rank, tuple):
            left = tuple(c for c in rank if c not in withdrawn)
            found += [left if len(left) > 1 else left[0]] if left else []
        elif rank not in withdrawn:
            found.append(rank)
    return found


def _matrix(rankings: Sequence[Sequence[int]], standing: Sequence[int]) -> np.ndarray:
    """Rankings as i2[ballots, ranks], padded with -1, in places among those who stand."""
    lengths = np.array([len(ranking) for ranking in rankings])
    matrix = np.full((len(rankings), int(lengths.max())), -1, dtype=np.int16)
    place = np.full(max(standing, default=0) + 1, -2, dtype=np.int16)
    place[list(standing)] = np.arange(len(standing))
    flat = np.fromiter(itertools.chain.from_iterable(rankings), dtype=np.int64)
    matrix[np.arange(matrix.shape[1]) < lengths[:, None]] = place[flat]
    return matrix


def _check_names(draft: Draft) -> None:
    """Names must tell candidates apart, also by more than small letters and spaces."""
    seen: dict[str, str] = {}
    for name in draft.candidates:
        plain = " ".join(name.split()).casefold()
        if not plain:
            raise BallotError("a candidate has no name", where=str(draft.path))
        if plain in seen:
            alike = "" if seen[plain] == name else f" and '{seen[plain]}'"
            raise BallotError(
                f"two candidates are named '{name}'{alike}",
                where=str(draft.path),
                remedy="If they are two, tell them apart; if they are one, write the name alike.",
            )
        seen[plain] = name


def _refusal(draft: Draft, line: int, ranks: Sequence[Rank]) -> BallotError:
    """What is wrong with a ballot, in words."""
    where, seen = at(draft.path, line), set[Rank]()
    named = [rank for rank in ranks if rank is not None]
    if len(named) > len(draft.candidates) - len(draft.withdrawn):
        standing = len(draft.candidates) - len(draft.withdrawn)
        return BallotError(
            f"the ballot has {len(named)} preferences, but only {standing} candidates stand",
            where=where, remedy=_MEND,
        )  # fmt: skip
    for number, rank in enumerate(ranks, 1):
        if rank is None:
            return BallotError(f"preference {number} is skipped", where=where, remedy=_MEND)
        if isinstance(rank, tuple):
            names = ", ".join(f"'{draft.candidates[c]}'" for c in rank) or "several"
            return BallotError(
                f"preference {number} is for {names} equally", where=where, remedy=_MEND
            )
        if rank in seen:
            name = draft.candidates[rank]
            return BallotError(f"'{name}' is ranked twice", where=where, remedy=_MEND)
        seen.add(rank)
    raise AssertionError("only irregular ballots are refused")


def place_of(cell: str, candidates: int, where: Callable[[], str]) -> int:
    """A candidate's place by number, counted from 1. Raises BallotError for one nobody has."""
    text = cell.strip()
    short = text.isascii() and text.isdecimal() and len(text) <= _LONGEST
    if short and 1 <= int(text) <= candidates:
        return int(text) - 1
    raise BallotError(
        f"no candidate has the number '{text[:20]}'",
        where=where(), remedy=f"Candidates are numbered from 1 to {candidates}.",
    )  # fmt: skip


def voters_of(cell: str, where: Callable[[], str]) -> int:
    """How many voters cast a ballot. Raises BallotError unless it is a whole number above 0."""
    text = cell.strip()
    if text.isascii() and text.isdecimal() and len(text) <= _LONGEST and int(text) > 0:
        return int(text)
    raise BallotError(
        f"'{text[:20]}' voters cannot have cast a ballot",
        where=where(), remedy="Give a whole number from 1, or leave the ballot out.",
    )  # fmt: skip


def place(path: Path, line: int) -> Callable[[], str]:
    """Where a line stands, put into words only when it is needed."""
    return lambda: at(path, line)


def cut_short(path: Path, what: str) -> FileError:
    """The error for a file that breaks off."""
    return FileError(
        f"the file is cut short: {what}", where=str(path), remedy="Download or export it again."
    )
