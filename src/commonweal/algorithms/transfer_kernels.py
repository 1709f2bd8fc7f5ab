"""The inner loops of counts that move whole papers from one candidate to another.

One engine serves the alternative vote and the Scottish single transferable vote. Each candidate
holds a chain of papers, so that a stage touches only the papers that move. Values are whole
numbers of parts of a vote: nothing is rounded but where the rule says so.

Imported only when there are ballots to count: it loads the compiler.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from commonweal.core.kernel import kernel

Shorts = npt.NDArray[np.int16]
Lengths = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CONTINUING, ELECTED, EXCLUDED = range(3)
FIRST_PREFERENCES, SURPLUS, EXCLUSION = range(3)
UNTIED, BY_HISTORY, BY_LAST_RESORT = range(3)
BACKWARDS, NO_HISTORY, FORWARDS = -1, 0, 1


@kernel
def give_first_preferences(
    rankings: Shorts, weights: Ints, parts: int, head: Ints, following: Ints, tally: Ints
) -> None:
    """Chain every paper to its first preference, and credit it."""
    for paper in range(weights.size):
        first = rankings[paper, 0]
        tally[first] += weights[paper] * parts
        following[paper] = head[first]
        head[first] = paper


@kernel
def move_papers(
    giver: int, surplus: int, total: int,
    ballots: tuple[Shorts, Lengths, Ints],
    papers: tuple[Lengths, Ints, Ints, Ints],
    status: Ints, tally: Ints,
) -> tuple[int, int]:  # fmt: skip
    """Pass on each paper of a candidate at value × surplus // total; who continues receives it.

    ``papers``: rank, value and next paper in the chain of each, and the head of each
    candidate's chain. Returns the parts credited to others, and those without a further
    preference.
    """
    rankings, lengths, weights = ballots
    at, value, following, head = papers
    credited, gone = 0, 0
    paper = head[giver]
    head[giver] = -1
    while paper >= 0:
        after = following[paper]
        value[paper] = value[paper] * surplus // total
        worth = weights[paper] * value[paper]
        rank = at[paper] + 1
        while rank < lengths[paper] and status[rankings[paper, rank]] != CONTINUING:
            rank += 1
        at[paper] = rank
        if rank < lengths[paper]:
            receiver = rankings[paper, rank]
            tally[receiver] += worth
            following[paper] = head[receiver]
            head[receiver] = paper
            credited += worth
        else:
            gone += worth
        paper = after
    return credited, gone


@kernel
def settle(
    level: Flags, tallies: Ints, stage: int, history: int, lowest: bool, within: int, standing: Ints
) -> tuple[int, int]:
    """Which of those level a decision falls on, and what settled it.

    ``tallies``: i8[stages, candidates]. Earlier stages are looked at from the last to the first
    (``history`` -1) or from the first on (1), each time keeping those who are furthest down
    (``lowest``) or up, or at most ``within`` parts from that; then the standing decides.
    """
    left = level.copy()
    if np.sum(left) == 1:
        return int(np.argmax(left)), UNTIED
    for step in range(stage if history != NO_HISTORY else 0):
        seen = tallies[step] if history == FORWARDS else tallies[stage - 1 - step]
        keep_extreme(left, seen, lowest, within)
        if np.sum(left) == 1:
            return int(np.argmax(left)), BY_HISTORY
    keep_extreme(left, standing, lowest, 0)
    return int(np.argmax(left)), BY_LAST_RESORT


@kernel
def keep_extreme(left: Flags, scores: Ints, lowest: bool, within: int) -> None:
    """Drop from ``left`` all who are more than ``within`` from the lowest (or highest) score."""
    sign = -1 if lowest else 1
    best, none = 0, True
    for candidate in range(left.size):
        if left[candidate] and (none or sign * scores[candidate] > best):
            best, none = sign * scores[candidate], False
    for candidate in range(left.size):
        left[candidate] = left[candidate] and sign * scores[candidate] >= best - within


@kernel
def elect(
    status: Ints, elected_at: Ints, waiting: Flags, tally: Ints, quota: int, stage: int,
    vacancies: int,
) -> int:  # fmt: skip
    """Elect who has reached the quota, and all who continue if they are as many as the seats left.

    Marks those whose surplus waits to be transferred. Returns the seats left.
    """
    for candidate in range(status.size):
        if status[candidate] == CONTINUING and tally[candidate] >= quota:
            status[candidate], elected_at[candidate] = ELECTED, stage
            waiting[candidate] = tally[candidate] > quota
            vacancies -= 1
    continuing = status == CONTINUING
    if np.sum(continuing) == vacancies:
        elected_at[continuing] = stage
        return 0
    return vacancies


@kernel
def choose(
    among: Flags, tallies: Ints, stage: int, rule: tuple[int, bool], lowest: bool,
    standing: Ints, ties: Ints, claimants: Flags,
) -> int:  # fmt: skip
    """The candidate with most or fewest votes; a tie is noted in the first row that is free.

    Returns the candidate, or one's complement of it where there was a tie.
    """
    level = among.copy()
    keep_extreme(level, tallies[stage], lowest, 0)
    chosen, by = settle(level, tallies, stage, rule[0], lowest, 0, standing)
    if by == UNTIED:
        return chosen
    ties[0], ties[1] = stage + 1, EXCLUSION if lowest else SURPLUS
    ties[2], ties[3] = chosen, by
    claimants[:] = level
    return ~chosen


@kernel
def count_by_transfers(
    ballots: tuple[Shorts, Lengths, Ints], standing: Ints, seats: int, parts: int,
    rule: tuple[int, bool],
) -> tuple[Ints, Ints, Ints, Ints, Flags]:  # fmt: skip
    """Count until the seats are filled.

    ``rule``: the direction of history in ties; and whether the quota is half the votes still in
    play and one, anew at each stage (the alternative vote), not the Droop quota of all votes.
    Returns tallies i8[stages, candidates]; what each stage was i8[stages, 5] (action, whose
    votes, exhausted, lost, quota); the stage each was elected at i8[candidates], -1 for none;
    what each tie was i8[ties, 4] (stage, action, chosen, settled by); and who was level in it
    b1[ties, candidates].
    """
    weights, candidates = ballots[2], standing.size
    most = candidates + seats + 1
    tallies = np.zeros((most, candidates), dtype=np.int64)
    facts = np.zeros((most, 5), dtype=np.int64)
    ties = np.zeros((most, 4), dtype=np.int64)
    claimants = np.zeros((most, candidates), dtype=np.bool_)
    elected_at = np.full(candidates, -1, dtype=np.int64)
    status = np.zeros(candidates, dtype=np.int64)
    waiting = np.zeros(candidates, dtype=np.bool_)
    papers = (
        np.zeros(weights.size, dtype=np.int32), np.full(weights.size, parts, dtype=np.int64),
        np.empty(weights.size, dtype=np.int64), np.full(candidates, -1, dtype=np.int64),
    )  # fmt: skip
    give_first_preferences(ballots[0], weights, parts, papers[3], papers[2], tallies[0])
    quota = (int(np.sum(weights)) // (seats + 1) + 1) * parts
    facts[0, 1] = -1
    stage, tied, vacancies = 0, 0, seats
    while True:
        tally = tallies[stage]
        if rule[1]:
            quota = (int(np.sum(tally)) // (2 * parts) + 1) * parts
        facts[stage, 4] = quota
        vacancies = elect(status, elected_at, waiting, tally, quota, stage, vacancies)
        if vacancies == 0:
            break
        lowest = not np.any(waiting)
        chosen = choose(
            status == CONTINUING if lowest else waiting, tallies, stage, rule, lowest,
            standing, ties[tied], claimants[tied],
        )  # fmt: skip
        if chosen < 0:
            chosen, tied = ~chosen, tied + 1
        stage += 1
        tallies[stage] = tally
        status[chosen] = EXCLUDED if lowest else ELECTED
        waiting[chosen] = False
        kept = 0 if lowest else quota
        pass_on(chosen, kept, lowest, ballots, papers, status, tallies[stage], facts[stage])
        facts[stage, 2:4] += facts[stage - 1, 2:4]
    stages = stage + 1
    return tallies[:stages], facts[:stages], elected_at, ties[:tied], claimants[:tied]


@kernel
def pass_on(
    giver: int, kept: int, excluded: bool,
    ballots: tuple[Shorts, Lengths, Ints],
    papers: tuple[Lengths, Ints, Ints, Ints],
    status: Ints, tally: Ints, facts: Ints,
) -> None:  # fmt: skip
    """Transfer all that a candidate does not keep, and note what became of it."""
    total = tally[giver]
    surplus = total - kept
    credited, gone = move_papers(
        giver, 1 if excluded else surplus, 1 if excluded else total, ballots, papers, status, tally
    )
    tally[giver] = kept
    facts[0], facts[1] = EXCLUSION if excluded else SURPLUS, giver
    facts[2], facts[3] = gone, surplus - credited - gone
