"""The inner loop of the single transferable vote where orders are known by party, not by paper.

Imported only when votes pass: it loads the compiler.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from commonweal.core.kernel import kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@kernel
def families_in(votes: Floats, kinds: Ints, still_in: Flags) -> int:
    """The set of families that have a list still in, as bits."""
    mask = 0
    for one in range(votes.size):
        if still_in[one] and votes[one] > 0:
            mask |= 1 << kinds[one, 1]
    return mask


@kernel
def share_out(
    amount: float, family: int, votes: Floats, kinds: Ints, still_in: Flags, row: Floats
) -> None:
    """Give votes to the lists of a family that are still in, as their first preferences are."""
    together = 0.0
    for one in range(votes.size):
        if still_in[one] and kinds[one, 1] == family:
            together += votes[one]
    for one in range(votes.size):
        if still_in[one] and kinds[one, 1] == family and together > 0:
            row[one] += amount * votes[one] / together


@kernel
def leave(
    out: int, votes: Floats, kinds: Ints, passing: Floats, still_in: Flags, sitting: Floats
) -> float:
    """A list leaves, and what sits with it passes on; the votes that pass to nobody.

    ``sitting``: f8[lists of first preference, lists], changed. Whoever came to the list from
    another goes where those of its kind go who would have gone on at once had it not been there.
    """
    nobody = passing.shape[2] - 1
    before = families_in(votes, kinds, still_in)
    still_in[out] = False
    after = families_in(votes, kinds, still_in)
    family, exhausted = kinds[out, 1], 0.0
    for first in range(votes.size):
        amount = sitting[first, out]
        if amount <= 0:
            continue
        sitting[first, out] = 0.0
        of = kinds[first, 0]
        if of < 0:
            exhausted += amount
            continue
        if first != out and before == after:
            share_out(amount, family, votes, kinds, still_in, sitting[first])
            continue
        whole = 1.0 if first == out else passing[of, before, family]
        for to in range(nobody + 1):
            had = 0.0 if first == out or to == family else passing[of, before, to]
            moved = amount * (passing[of, after, to] - had) / whole if whole > 0 else 0.0
            if to == nobody:
                exhausted += moved if whole > 0 else amount
            elif moved > 0:
                share_out(moved, to, votes, kinds, still_in, sitting[first])
    return exhausted


@kernel
def count_district(
    votes: Floats, kinds: Ints, alone: Flags, seats: int, passing: Floats, won: Ints,
    sitting: Floats,
) -> tuple[float, float]:  # fmt: skip
    """Fill the seats of a district: exhausted votes, and those that stay with members elected.

    ``votes``: f8[lists]; ``alone``: bool[lists], whether a list has one candidate. Written to:
    ``won``: i8[lists], ``sitting``: f8[lists, lists], the votes with nobody elected by them.
    """
    sitting[:] = 0.0
    for one in range(votes.size):
        sitting[one, one] = votes[one]
    still_in = np.ones(votes.size, dtype=np.bool_)
    quota = np.floor(votes.sum() / (seats + 1)) + 1
    exhausted, used, left = 0.0, 0.0, seats
    while left > 0:
        tally = sitting.sum(axis=0)
        most, least, leader, others = -1.0, np.inf, -1, 0
        for one in range(votes.size):
            if still_in[one]:
                others += 1
                least = min(least, tally[one])
                if tally[one] > most:
                    most, leader = tally[one], one
        if leader < 0:
            break
        if most >= quota or others <= left:
            won[leader] += 1
            left -= 1
            taken = min(quota, most)
            used += taken
            if most > 0:
                sitting[:, leader] *= (most - taken) / most
            if alone[leader]:
                exhausted += leave(leader, votes, kinds, passing, still_in, sitting)
            continue
        for one in range(votes.size):
            # All who are level at the bottom go out together, while enough are left for the seats.
            if still_in[one] and tally[one] == least and still_in.sum() > left:
                exhausted += leave(one, votes, kinds, passing, still_in, sitting)
    return exhausted, used
