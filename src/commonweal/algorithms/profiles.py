"""Ballots that rank candidates, checked and aggregated: what every ranked count begins from.

A profile holds each distinct ballot once, with the number of voters who cast it. Nothing is
mended in silence: a ballot that skips, repeats or names an unknown candidate is an error that
names its row. Whoever reads ballots from a file decides, by a rule they state, what to make of
such ballots before they come here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import BallotError, nearest

Ints = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.int16]
Rankings = Sequence[Sequence[str | int]] | npt.NDArray[np.integer]
"""Candidates in order of preference, a ballot each: names, or places in the list of candidates."""

MOST_CANDIDATES = 1_000
MOST_VOTES = 500_000_000
"""Above this, surplus × value in hundred-thousandths of a vote would not fit 64 bits."""

_FEW_CODES = 2**21
"""So many counters fit the processor's cache; with more different ballots a table is faster."""


@dataclass(frozen=True, eq=False)
class Profile:
    """The distinct ballots of one election, and how many voters cast each.

    ``candidates``: names; ``rankings``: i2[ballots, ranks], places in ``candidates`` in order of
    preference, padded with -1; ``lengths``: i4[ballots], candidates ranked; ``weights``:
    i8[ballots], voters. Make one with ``Profile.of``, which checks all of this.
    """

    candidates: tuple[str, ...]
    rankings: Shorts
    lengths: npt.NDArray[np.int32]
    weights: Ints

    @classmethod
    def of(
        cls,
        rankings: Rankings,
        weights: Sequence[int] | Ints | None = None,
        candidates: Sequence[str] | None = None,
        *,
        place: Callable[[int], str] = "ballot {}".format,
    ) -> Profile:
        """Check ballots and aggregate those that are alike, in order of first appearance.

        ``rankings``: sequences of names or of places in ``candidates``, or an array of places
        padded with -1. ``weights``: voters of each, one if not given. ``candidates``: their
        names in order; without them, those named on the ballots in alphabetical order.
        ``place`` says where a row was found (a file and line, say); rows count from 1.

        Raises BallotError, naming the row, for candidates skipped, repeated or unknown, for a
        blank ballot, and for weights that are not whole numbers above zero.

        >>> profile = Profile.of([["ann", "bob"], ["bob"], ["ann", "bob"]])
        >>> profile.candidates, profile.rankings.tolist(), profile.weights.tolist()
        (('ann', 'bob'), [[0, 1], [1, -1]], [2, 1])
        """
        from commonweal.algorithms import profile_kernels

        names = _names(rankings, candidates)
        matrix = _matrix(rankings, names, place)
        voters = _voters(weights, len(matrix), place)
        first, total = _grouped(matrix, voters, len(names))
        distinct = matrix[first]
        row, fault, rank = profile_kernels.first_fault(distinct, len(names))
        if row >= 0:
            raise _said(int(fault), int(rank), distinct[row], names, place(int(first[row]) + 1))
        lengths = (distinct >= 0).sum(axis=1).astype(np.int32)
        for array in (distinct, lengths, total):
            array.setflags(write=False)
        return cls(names, distinct, lengths, total)

    @cached_property
    def votes(self) -> int:
        """All voters."""
        return int(self.weights.sum())

    def __len__(self) -> int:
        """Distinct ballots."""
        return len(self.weights)


def _grouped(matrix: Shorts, voters: Ints, candidates: int) -> tuple[Ints, Ints]:
    """The first row of every distinct ballot, and the voters who cast it."""
    from commonweal.algorithms import profile_kernels

    codes = (candidates + 2) ** matrix.shape[1]
    with np.errstate(over="ignore"):  # codes wrap round by design; uncompiled, that would warn
        if codes <= _FEW_CODES:
            return profile_kernels.group_few(matrix, voters, candidates, codes)
        return profile_kernels.group(matrix, voters)


def _names(rankings: Rankings, candidates: Sequence[str] | None) -> tuple[str, ...]:
    """The candidates given, or those named on the ballots; each once, none without a name."""
    if candidates is None:
        found = set() if isinstance(rankings, np.ndarray) else {c for r in rankings for c in r}
        if not found or not all(isinstance(name, str) for name in found):
            raise BallotError(
                "these ballots do not say who stands",
                remedy="Give the names of the candidates, in order.",
            )
        candidates = sorted(str(name) for name in found)
    names = tuple(candidates)
    if len(names) > MOST_CANDIDATES:
        raise BallotError(f"{len(names)} candidates are more than the {MOST_CANDIDATES} allowed")
    if not names or not all(name.strip() for name in names):
        raise BallotError("a candidate has no name", remedy="Name every candidate.")
    twice = sorted({name for name in names if names.count(name) > 1}) if _repeat(names) else []
    if twice:
        raise BallotError(
            f"two candidates are named '{twice[0]}'",
            remedy="Tell them apart: add a party or a number to the name.",
        )
    return names


def _repeat(names: tuple[str, ...]) -> bool:
    return len(set(names)) < len(names)


def _matrix(rankings: Rankings, names: tuple[str, ...], place: Callable[[int], str]) -> Shorts:
    """Rankings as i2[ballots, ranks]; numbers that cannot be a candidate become -2."""
    if isinstance(rankings, np.ndarray):
        if rankings.ndim != 2 or rankings.dtype.kind not in "iu":
            raise BallotError("an array of rankings is whole numbers by ballot and rank")
        if rankings.dtype == np.int16:
            return np.ascontiguousarray(rankings)
        known = (rankings >= -1) & (rankings < len(names))
        return np.ascontiguousarray(np.where(known, rankings, -2), dtype=np.int16)
    code = {name: number for number, name in enumerate(names)}
    ranks = max((len(ranking) for ranking in rankings), default=0)
    matrix = np.full((len(rankings), ranks), -1, dtype=np.int16)
    for row, ranking in enumerate(rankings):
        for rank, candidate in enumerate(ranking):
            if isinstance(candidate, str):
                number = code.get(candidate, -2)
                if number < 0:
                    raise BallotError(
                        f"nobody named '{candidate}' stands",
                        where=place(row + 1), remedy=nearest(candidate, names, "candidate"),
                    )  # fmt: skip
            else:
                number = int(candidate) if -1 <= candidate < len(names) else -2
            matrix[row, rank] = number
    return matrix


def _voters(
    weights: Sequence[int] | Ints | None, ballots: int, place: Callable[[int], str]
) -> Ints:
    """How many voters cast each ballot: whole numbers above zero."""
    if not ballots:
        raise BallotError("there are no ballots", remedy="A count needs at least one vote.")
    if weights is None:
        return np.ones(ballots, dtype=np.int64)
    given = np.asarray(weights)
    if given.shape != (ballots,) or given.dtype.kind not in "iu":
        raise BallotError(
            f"there must be one weight, a whole number, for each of the {ballots} ballots"
        )
    wrong = np.flatnonzero((given <= 0) | (given > MOST_VOTES))
    if wrong.size:
        row = int(wrong[0])
        raise BallotError(
            f"{int(given[row])} voters cannot have cast a ballot",
            where=place(row + 1),
            remedy=f"Give the number of voters, from 1 to {MOST_VOTES:,}, or leave the row out.",
        )
    voters = given.astype(np.int64)
    if int(voters.sum()) > MOST_VOTES:
        raise BallotError(f"more than {MOST_VOTES:,} votes cannot be counted exactly")
    return voters


def _said(
    fault: int, rank: int, ranking: Shorts, names: tuple[str, ...], where: str
) -> BallotError:
    """The error for a ballot that is wrong at a rank."""
    from commonweal.algorithms import profile_kernels as kernels

    if fault == kernels.REPEATED:
        name = names[int(ranking[rank])]
        return BallotError(
            f"'{name}' is ranked twice", where=where,
            remedy="End the ballot before the second mention, or leave it out, and say which.",
        )  # fmt: skip
    if fault == kernels.SKIPPED:
        return BallotError(
            f"preference {rank + 1} is skipped", where=where,
            remedy="End the ballot before the gap, or close the gap, and say which.",
        )  # fmt: skip
    if fault == kernels.BLANK:
        return BallotError(
            "the ballot ranks nobody", where=where,
            remedy="Leave blank ballots out: they are no valid votes.",
        )  # fmt: skip
    return BallotError(
        f"preference {rank + 1} is for nobody who stands", where=where,
        remedy=f"Candidates are numbered from 0 to {len(names) - 1}.",
    )  # fmt: skip
