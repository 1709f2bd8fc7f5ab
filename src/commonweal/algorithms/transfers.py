"""Counts that move papers: the alternative vote, and the Scottish single transferable vote.

``reference_transfers`` counts the same rules by fractions and parcels of papers, from the text
of the rules and without these loops.
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

SCOTTISH_PARTS = 100_000
"""A Scottish transfer value is reckoned to five decimal places."""
_ACTIONS: tuple[Action, ...] = ("first preferences", "surplus", "exclusion")


def alternative_vote(profile: Profile, ties: TiePolicy = LOT) -> Count:
    """Exclude the last candidate until one has more than half the votes still in play.

    Also called instant run-off. Those who are level at the bottom are told apart by the last
    stage at which they were not, then as ``ties`` says. The count is not monotone: votes gained
    can lose an election, and are counted as they stand.

    >>> ballots = [["ann"], ["bob", "ann"], ["cat", "bob"]]
    >>> alternative_vote(Profile.of(ballots, [4, 3, 2])).winners
    ('bob',)
    """
    return _counted(profile, 1, "av", 1, ties, active_majority=True)


def scottish_stv(profile: Profile, seats: int, ties: TiePolicy = LOT) -> Count:
    """Count a ward as the law of Scottish council elections says.

    Quota: votes // (seats + 1) + 1. A surplus moves on every paper its candidate holds, each at
    surplus × value // total, to five decimal places (weighted inclusive Gregory); the largest
    surplus first. Ties: the most recent stage at which the candidates were not level, then lot.
    Candidates as many as the seats left are elected without further transfers.
    Source: Scottish Local Government Elections Order 2011 (SSI 2011/399), Schedule 1, rules 46
    to 53. Raises BallotError for fewer candidates than seats.
    """
    seats_checked(profile, seats, "scottish-stv")
    return _counted(profile, seats, "scottish-stv", SCOTTISH_PARTS, ties, active_majority=False)


def _counted(
    profile: Profile, seats: int, rule: str, parts: int, ties: TiePolicy, *, active_majority: bool
) -> Count:
    from commonweal.algorithms import transfer_kernels as kernels

    standing = ties.standing(profile.candidates)
    tallies, facts, elected_at, tied, claimants = kernels.count_by_transfers(
        (profile.rankings, profile.lengths, profile.weights), standing, seats, parts,
        (kernels.BACKWARDS if ties.history else kernels.NO_HISTORY, active_majority),
    )  # fmt: skip
    order = elected_order(elected_at, tallies, standing)
    return Count(
        rule, profile.candidates, seats, order, parts,
        read_stages(_ACTIONS, tallies, facts, order, elected_at),
        read_ties(tied, claimants, ties.last),
    )  # fmt: skip
