"""The inner loops over ballots: are they what they must be, and which are alike.

Imported only when there are ballots to read: it loads the compiler.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from commonweal.core.kernel import kernel

Shorts = npt.NDArray[np.int16]
Ints = npt.NDArray[np.int64]

SOUND, UNKNOWN, REPEATED, SKIPPED, BLANK = range(5)
"""What may be said of a ballot."""


@kernel
def first_fault(rankings: Shorts, candidates: int) -> tuple[int, int, int]:
    """The first ballot that is wrong: its row, the fault, and the rank where it shows.

    ``rankings``: i2[ballots, ranks], padded with -1. The row is -1 where every ballot is sound.
    """
    seen = np.full(candidates, -1, dtype=np.int64)
    for row in range(rankings.shape[0]):
        ended = rankings.shape[1]
        for rank in range(rankings.shape[1]):
            candidate = rankings[row, rank]
            if candidate == -1:
                ended = min(ended, rank)
            elif candidate < 0 or candidate >= candidates:
                return row, UNKNOWN, rank
            elif ended < rank:
                return row, SKIPPED, ended
            elif seen[candidate] == row:
                return row, REPEATED, rank
            else:
                seen[candidate] = row
        if ended == 0:
            return row, BLANK, 0
    return -1, SOUND, 0


@kernel
def group_few(rankings: Shorts, weights: Ints, candidates: int, codes: int) -> tuple[Ints, Ints]:
    """As ``group``, where there are so few different ballots that each can have its own counter.

    ``codes``: (candidates + 2) to the power of the ranks. What is no candidate is one digit of
    the code, whatever number it is: such a ballot is refused anyway. All weights together fit
    31 bits.
    """
    rows, ranks = rankings.shape
    # Unsigned: -1 and all that is below becomes large, and no index counts from the end.
    places = rankings.reshape(rows * ranks).view(np.uint16)
    radix, other = np.uint32(candidates + 2), np.uint32(candidates + 1)
    counter = np.zeros(codes, dtype=np.int32)
    code_of = np.empty(min(rows, codes), dtype=np.int64)
    first = np.empty(code_of.size, dtype=np.int64)
    distinct, at = 0, np.uint64(0)
    for row in range(rows):
        code = np.uint32(0)
        for _ in range(ranks):
            digit = np.uint32(np.uint16(places[at] + np.uint16(1)))
            code = np.uint32(code * radix + min(digit, other))
            at += np.uint64(1)
        if counter[code] == 0:
            code_of[distinct], first[distinct] = code, row
            distinct += 1
        counter[code] += weights[row]
    return first[:distinct].copy(), counter[code_of[:distinct]].astype(np.int64)


@kernel
def group(rankings: Shorts, weights: Ints) -> tuple[Ints, Ints]:
    """The first row of every distinct ballot, in order, and the weight of all like it.

    An open table of codes, at most half full. Equal codes are no proof, so rows are compared.
    Returns i8[distinct], i8[distinct].
    """
    rows, ranks = rankings.shape
    size = 1024
    table = np.full(size, -1, dtype=np.int64)
    codes = np.empty(rows, dtype=np.uint64)
    first = np.empty(rows, dtype=np.int64)
    total = np.empty(rows, dtype=np.int64)
    distinct = 0
    for row in range(rows):
        code = np.uint64(0x9E3779B97F4A7C15)
        for rank in range(ranks):
            step = np.uint64(rankings[row, rank] + 2)
            code = (code ^ step) * np.uint64(0xBF58476D1CE4E5B9)
            code ^= code >> np.uint64(29)
        slot = np.int64(code & np.uint64(size - 1))
        while table[slot] >= 0:
            found = table[slot]
            if codes[found] == code and same(rankings, first[found], row):
                break
            slot = (slot + 1) & (size - 1)
        if table[slot] >= 0:
            total[table[slot]] += weights[row]
            continue
        table[slot] = distinct
        codes[distinct], first[distinct], total[distinct] = code, row, weights[row]
        distinct += 1
        if 2 * distinct > size:
            size *= 4
            table = placed(codes[:distinct], size)
    return first[:distinct].copy(), total[:distinct].copy()


@kernel
def same(rankings: Shorts, one: int, other: int) -> bool:
    """Whether two rows rank the same candidates in the same order."""
    for rank in range(rankings.shape[1]):
        if rankings[one, rank] != rankings[other, rank]:
            return False
        if rankings[one, rank] < 0:
            return True
    return True


@kernel
def placed(codes: npt.NDArray[np.uint64], size: int) -> Ints:
    """A larger table with the same codes in it; ``size`` is a power of two."""
    table = np.full(size, -1, dtype=np.int64)
    for entry in range(codes.size):
        slot = np.int64(codes[entry] & np.uint64(size - 1))
        while table[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        table[slot] = entry
    return table
