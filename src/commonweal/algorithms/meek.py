"""Single transferable vote by Meek's method: every candidate keeps a share of each ballot.

Nobody's vote is passed over: an elected candidate keeps just so much of each ballot as gives
them the quota, and the rest goes on, whoever came to be elected first. ``reference_meek``
counts the same by exact numbers, a ballot at a time.
"""

from __future__ import annotations

from commonweal.algorithms.counts import (
    LOT,
    Action,
    Count,
    TiePolicy,
    elected_order,
    read_stages,
    read_ties,
    seats_checked,
)
from commonweal.algorithms.profiles import Profile

MEEK_PARTS = 10**9
"""Votes and keep values have nine decimal places."""
SMALL_SURPLUS = 10**5
"""A total surplus below 0.0001 votes is not shared out further; closer candidates are level."""
_ACTIONS: tuple[Action, ...] = ("first preferences", "transfer", "exclusion")


def meek_stv(profile: Profile, seats: int, ties: TiePolicy = LOT) -> Count:
    """Count by Meek's method, the quota falling as ballots are exhausted.

    Quota: (votes - exhausted) / (seats + 1), taken to nine places, and the smallest part above.
    Keep values are multiplied by quota / votes, rounded up, until the total surplus is below
    0.0001 votes or falls no more; only then is the last candidate excluded. Votes are not known
    more closely than that, so candidates less than 0.0001 apart are level: the last stage at
    which they were not tells them apart, then ``ties``. Candidates as many as the seats left are
    elected. Raises BallotError for fewer candidates than seats.
    Source: Hill, Wichmann and Woodall, Algorithm 123: single transferable vote by Meek's method,
    The Computer Journal 30 (1987), with the arithmetic of Hill, Implementing STV by Meek's
    method, Voting matters 22 (2006).

    >>> ballots = [["ann", "bob"], ["bob"], ["cat"]]
    >>> meek_stv(Profile.of(ballots, [6, 2, 3]), 2).winners
    ('ann', 'bob')
    """
    from commonweal.algorithms import meek_kernels, transfer_kernels

    seats_checked(profile, seats, "meek")
    standing = ties.standing(profile.candidates)
    tallies, keeps, facts, elected_at, tied, claimants = meek_kernels.meek(
        (profile.rankings, profile.lengths, profile.weights), standing, seats, MEEK_PARTS,
        SMALL_SURPLUS,
        transfer_kernels.BACKWARDS if ties.history else transfer_kernels.NO_HISTORY,
    )  # fmt: skip
    order = elected_order(elected_at, tallies, standing)
    return Count(
        "meek", profile.candidates, seats, order, MEEK_PARTS,
        read_stages(_ACTIONS, tallies, facts, order, elected_at, keeps),
        read_ties(tied, claimants, ties.last),
    )  # fmt: skip
