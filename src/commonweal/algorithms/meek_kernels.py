"""The inner loops of Meek's method: sharing every ballot by keep values until these settle.

All values are whole numbers of parts of a vote, and every division says which way it rounds.
Imported only when there are ballots to count: it loads the compiler.
"""

from __future__ import annotations

import numpy as np

from commonweal.algorithms.transfer_kernels import (
    UNTIED,
    Flags,
    Ints,
    Lengths,
    Shorts,
    keep_extreme,
    settle,
)
from commonweal.core.kernel import kernel

FIRST_PREFERENCES, TRANSFER, EXCLUSION = range(3)
HOPEFUL, ELECTED, EXCLUDED = range(3)


@kernel
def share_out(
    ballots: tuple[Shorts, Lengths, Ints], keep: Ints, parts: int, tally: Ints
) -> int:  # fmt: skip
    """Give each candidate on a ballot their keep value of what is left of it, rounded up.

    ``keep``: i8[candidates], in parts of 1; ``tally``: i8[candidates], filled. Returns the parts
    that nobody keeps.
    """
    rankings, lengths, weights = ballots
    tally[:] = 0
    excess = 0
    for ballot in range(weights.size):
        left = parts
        for rank in range(lengths[ballot]):
            candidate = rankings[ballot, rank]
            kept = (left * keep[candidate] + parts - 1) // parts
            tally[candidate] += weights[ballot] * kept
            left -= kept
            if left == 0:
                break
        excess += weights[ballot] * left
    return excess


@kernel
def scaled_up(keep: int, quota: int, votes: int) -> int:
    """The smallest whole number not below keep × quota / votes, whatever the product's size.

    Long division, bit by bit: the product of two 64-bit numbers need not fit in 64 bits.
    ``quota`` is at most ``votes``, and ``keep`` below 2³¹.
    """
    result, rest = 0, 0
    for bit in range(30, -1, -1):
        result, rest = 2 * result, 2 * rest
        if keep >> bit & 1:
            rest += quota
        while rest >= votes:
            rest -= votes
            result += 1
    return result + (rest > 0)


@kernel
def lower_keep_values(status: Ints, keep: Ints, tally: Ints, quota: int, parts: int) -> None:
    """Let each who is elected keep what would have left them the quota this time."""
    for candidate in range(keep.size):
        if status[candidate] == ELECTED and tally[candidate] > quota:
            keep[candidate] = min(parts, scaled_up(keep[candidate], quota, tally[candidate]))


@kernel
def surplus_of_elected(status: Ints, tally: Ints, quota: int) -> int:
    """All parts above the quota that the elected have."""
    surplus = 0
    for candidate in range(status.size):
        if status[candidate] == ELECTED:
            surplus += max(0, tally[candidate] - quota)
    return surplus


@kernel
def elect_at_quota(
    status: Ints, elected_at: Ints, tally: Ints, quota: int, stage: int, vacancies: int
) -> int:
    """Elect who has reached the quota, or all who are hopeful if they are as many as the seats left.

    Returns how many.
    """
    elected = 0
    hopeful = np.sum(status == HOPEFUL)
    for candidate in range(status.size):
        if status[candidate] == HOPEFUL and (tally[candidate] >= quota or hopeful == vacancies):
            status[candidate], elected_at[candidate] = ELECTED, stage
            elected += 1
    return elected


@kernel
def meek(
    ballots: tuple[Shorts, Lengths, Ints], standing: Ints, seats: int, parts: int,
    small: int, history: int,
) -> tuple[Ints, Ints, Ints, Ints, Ints, Flags]:  # fmt: skip
    """Share out, elect and exclude until the seats are filled.

    ``small``: a total surplus below this many parts is as good as none, and so is a difference
    between candidates. Returns by stage
    tallies and keep values i8[stages, candidates] and facts i8[stages, 5] (action, who was
    excluded, exhausted, 0, quota); the stage each was elected at, -1 for none; ties i8[ties, 4]
    (stage, action, chosen, settled by), and who was level in them b1[ties, candidates].
    """
    candidates = standing.size
    most = 2 * candidates + 2
    tallies = np.zeros((most, candidates), dtype=np.int64)
    keeps = np.zeros((most, candidates), dtype=np.int64)
    facts = np.zeros((most, 5), dtype=np.int64)
    ties = np.zeros((most, 4), dtype=np.int64)
    claimants = np.zeros((most, candidates), dtype=np.bool_)
    elected_at = np.full(candidates, -1, dtype=np.int64)
    status = np.zeros(candidates, dtype=np.int64)
    keep = np.full(candidates, parts, dtype=np.int64)
    cast = int(np.sum(ballots[2])) * parts
    stage, tied, vacancies = 0, 0, seats
    facts[0, 1] = -1
    before = cast
    while True:
        tally = tallies[stage]
        excess = share_out(ballots, keep, parts, tally)
        quota = (cast - excess) // (seats + 1) + 1
        keeps[stage], facts[stage, 2], facts[stage, 4] = keep, excess, quota
        elected = elect_at_quota(status, elected_at, tally, quota, stage, vacancies)
        vacancies -= elected
        if vacancies == 0:
            break
        surplus = surplus_of_elected(status, tally, quota)
        if elected == 0 and stage > 0 and 0 < surplus < before and surplus >= small:
            before = surplus
            lower_keep_values(status, keep, tally, quota, parts)
            continue
        before = cast
        stage += 1
        if surplus >= small and elected > 0:
            facts[stage, 0], facts[stage, 1] = TRANSFER, -1
            lower_keep_values(status, keep, tally, quota, parts)
            continue
        level = status == HOPEFUL
        keep_extreme(level, tally, True, small - 1)
        chosen, by = settle(level, tallies, stage - 1, history, True, small - 1, standing)
        if by != UNTIED:
            ties[tied, 0], ties[tied, 1] = stage, EXCLUSION
            ties[tied, 2], ties[tied, 3] = chosen, by
            claimants[tied] = level
            tied += 1
        status[chosen], keep[chosen] = EXCLUDED, 0
        facts[stage, 0], facts[stage, 1] = EXCLUSION, chosen
    last = stage + 1
    return tallies[:last], keeps[:last], facts[:last], elected_at, ties[:tied], claimants[:tied]
