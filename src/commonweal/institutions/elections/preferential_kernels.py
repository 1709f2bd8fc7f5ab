"""The inner loop of the alternative vote where orders are known by party, not by paper.

Imported only when votes pass: it loads the compiler.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from commonweal.core.kernel import kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NO_WINNER = -1


@kernel
def pass_on(
    votes: Floats, kinds: Ints, passing: Floats, still_in: Flags, tally: Floats
) -> tuple[float, int]:
    """Tally those still in, the votes of the others passed on: exhausted votes, set of families.

    ``kinds``: i8[candidates, 2], the supporters (-1: their votes pass to nobody) and the family.
    What passes to a family is shared by its candidates as their first preferences are.
    """
    nobody = passing.shape[2] - 1
    own = np.zeros(nobody)
    for candidate in range(votes.size):
        if still_in[candidate]:
            own[kinds[candidate, 1]] += votes[candidate]
    mask = 0
    for family in range(nobody):
        if own[family] > 0:
            mask += 1 << family
    gained = np.zeros(nobody)
    exhausted = 0.0
    for candidate in range(votes.size):
        if not still_in[candidate]:
            if kinds[candidate, 0] < 0:
                exhausted += votes[candidate]
                continue
            for family in range(nobody):
                gained[family] += votes[candidate] * passing[kinds[candidate, 0], mask, family]
            exhausted += votes[candidate] * passing[kinds[candidate, 0], mask, nobody]
    for candidate in range(votes.size):
        tally[candidate] = 0.0
        if still_in[candidate]:
            tally[candidate] = votes[candidate]
            family = kinds[candidate, 1]
            if own[family] > 0:
                tally[candidate] += gained[family] * votes[candidate] / own[family]
    return exhausted, mask


@kernel
def exclude_last(tally: Floats, still_in: Flags) -> int:
    """The winner if there is one; otherwise the last go out, and all who are level with them.

    Nobody goes out where all who are left are level: -1 is then a tie.
    """
    total, most, least, leader = 0.0, -1.0, np.inf, NO_WINNER
    for candidate in range(tally.size):
        if still_in[candidate]:
            total += tally[candidate]
            least = min(least, tally[candidate])
            if tally[candidate] > most:
                most, leader = tally[candidate], candidate
    if 2 * most > total:
        return leader
    if most > least:
        for candidate in range(tally.size):
            if tally[candidate] == least:
                still_in[candidate] = False
    return NO_WINNER


@kernel
def count_seat(
    votes: Floats, kinds: Ints, passing: Floats, still_in: Flags, tallies: Floats
) -> tuple[int, int, int]:
    """Count one seat: the winner (-1 for a tie), the stages, and the families in at the end.

    ``tallies``: f8[stages, candidates + 1], written to; the last column are exhausted votes.
    ``still_in`` is left as it is at the end.
    """
    still_in[:] = True
    stage, winner, mask = 0, NO_WINNER, 0
    while True:
        exhausted, mask = pass_on(votes, kinds, passing, still_in, tallies[stage, :-1])
        tallies[stage, votes.size] = exhausted
        before = still_in.sum()
        winner = exclude_last(tallies[stage, :-1], still_in)
        stage += 1
        if winner >= 0 or still_in.sum() == before:
            return winner, stage, mask


@kernel
def count_all(
    start: Ints, votes: Floats, kinds: Ints, passing: Floats, winners: Ints, behind: Floats,
    level: Flags,
) -> None:  # fmt: skip
    """Count every seat; candidates of a seat lie between two entries of ``start``.

    Written to: ``winners``: i8[seats], -1 for a tie; ``behind``: f8[candidates], how many of a
    candidate's voters ended with the winner; ``level``: bool[candidates], who is tied for a seat.
    """
    nobody = passing.shape[2] - 1
    for seat in range(winners.size):
        first, end = start[seat], start[seat + 1]
        own, kind = votes[first:end], kinds[first:end]
        still_in = np.ones(end - first, dtype=np.bool_)
        tallies = np.empty((end - first, end - first + 1))
        winner, _stages, mask = count_seat(own, kind, passing, still_in, tallies)
        winners[seat] = winner if winner < 0 else first + winner
        if winner < 0:
            level[first:end] = still_in
            continue
        family = kind[winner, 1]
        together = 0.0
        for candidate in range(own.size):
            if still_in[candidate] and kind[candidate, 1] == family:
                together += own[candidate]
        part = own[winner] / together if together > 0 else 1.0
        for candidate in range(own.size):
            if not still_in[candidate] and kind[candidate, 0] >= 0 and family < nobody:
                share = passing[kind[candidate, 0], mask, family]
                behind[first + candidate] = own[candidate] * share * part
        behind[first + winner] = own[winner]


@kernel
def is_certain(
    votes: Floats, kinds: Ints, passing: Floats, more: float, still_in: Flags, tally: Floats
) -> bool:
    """Whether so many more votes, for whomever, leave the winner of a seat as it is.

    The last few who together, with these votes on top, have fewer than the next are out before
    the next in any case, in whatever order; tallies depend on who is still in and on nothing
    else. So a count that goes on in such steps to a lead of more than these votes is certain.
    False says only that it was not shown.
    """
    still_in[:] = True
    while True:
        pass_on(votes, kinds, passing, still_in, tally)
        left = np.flatnonzero(still_in)
        order = left[np.argsort(tally[left])]
        together, out = more, 0
        for place in range(order.size - 1):
            together += tally[order[place]]
            if together < tally[order[place + 1]]:
                out = place + 1
                break
        if out == order.size - 1:
            return True
        if out == 0:
            return False
        for place in range(out):
            still_in[order[place]] = False


@kernel
def changed_by_more(
    start: Ints, votes: Floats, kinds: Ints, passing: Floats, more: Floats, changed: Floats
) -> None:
    """Whether more votes for a candidate would change the winner of the seat.

    ``more``: f8[seats], how many votes are added; ``changed``: f8[candidates], 1 is added where
    they do. A seat that is tied counts as changed by any vote that ends the tie.
    """
    for seat in range(start.size - 1):
        first, end = start[seat], start[seat + 1]
        own, kind = votes[first:end].copy(), kinds[first:end]
        still_in = np.ones(end - first, dtype=np.bool_)
        tallies = np.empty((end - first, end - first + 1))
        if is_certain(own, kind, passing, more[seat], still_in, tallies[0, :-1]):
            continue
        winner, _, _ = count_seat(own, kind, passing, still_in, tallies)
        for candidate in range(own.size):
            if own[candidate] > 0:
                own[candidate] += more[seat]
                other, _, _ = count_seat(own, kind, passing, still_in, tallies)
                own[candidate] -= more[seat]
                if other != winner:
                    changed[first + candidate] += 1.0
