"""Counts that need one look at the ballots: plurality, supplementary vote, Borda, approval."""

from __future__ import annotations

import numpy as np

from commonweal.algorithms.counts import (
    LOT,
    Action,
    Count,
    Ints,
    Stage,
    TiePolicy,
    highest,
    seats_checked,
)
from commonweal.algorithms.profiles import Profile


def first_preferences(profile: Profile) -> Ints:
    """Votes by first preference, i8[candidates]."""
    found = np.zeros(len(profile.candidates), dtype=np.int64)
    np.add.at(found, profile.rankings[:, 0], profile.weights)
    return found


def plurality(profile: Profile, ties: TiePolicy = LOT) -> Count:
    """Elect whoever is most often ranked first: first past the post."""
    tallies = first_preferences(profile)
    return _one_stage(profile, 1, "fptp", "first preferences", tallies, 1, ties)


def approval(profile: Profile, seats: int = 1, ties: TiePolicy = LOT) -> Count:
    """Elect those whom most voters approve: everybody ranked on a ballot is approved by it.

    Raises BallotError for fewer candidates than seats.
    """
    seats_checked(profile, seats, "approval")
    tallies = np.zeros(len(profile.candidates), dtype=np.int64)
    ranked = profile.rankings >= 0
    voters = np.broadcast_to(profile.weights[:, None], ranked.shape)
    np.add.at(tallies, profile.rankings[ranked], voters[ranked])
    return _one_stage(profile, seats, "approval", "points", tallies, 1, ties)


def borda(profile: Profile, seats: int = 1, ties: TiePolicy = LOT) -> Count:
    """Elect those with most points: one for every candidate ranked lower, on every ballot.

    Candidates left off a ballot are level at its end: each has half a point for every other
    one left off, so that every ballot gives as many points. Raises BallotError for fewer
    candidates than seats.
    """
    seats_checked(profile, seats, "borda")
    standing = len(profile.candidates)
    voters = profile.weights[:, None]
    ranked = profile.rankings >= 0
    left_off = standing - profile.lengths.astype(np.int64)[:, None]
    halves = 2 * (standing - 1 - np.arange(profile.rankings.shape[1])[None, :]) - (left_off - 1)
    tallies = np.full(standing, int((voters * (left_off - 1)).sum()), dtype=np.int64)
    np.add.at(tallies, profile.rankings[ranked], (voters * halves)[ranked])
    return _one_stage(profile, seats, "borda", "points", tallies, 2, ties)


def supplementary_vote(profile: Profile, ties: TiePolicy = LOT) -> Count:
    """Elect on first preferences by more than half, or else between the first two.

    Only a ballot's first two preferences count. Without a majority everybody but the first two
    is out (all who are level for second stay), and ballots for those who are out pass to their
    second preference, if that one is still in. Equal totals are settled as ``ties`` says.
    Source: Greater London Authority Act 1999, Schedule 2, as it stood until 2022.
    """
    first = first_preferences(profile)
    begun = Stage(1, "first preferences", (), (), tuple(first.tolist()), 0, 0, 0)
    leader = int(first.argmax())
    if 2 * int(first[leader]) > profile.votes or first.size == 1:
        return _one_stage(profile, 1, "sv", "first preferences", first, 1, ties)
    staying = first >= np.sort(first)[-2]
    tallies = np.where(staying, first, 0)
    second = profile.rankings[:, 1] if profile.rankings.shape[1] > 1 else profile.rankings[:, 0]
    passed = ~staying[profile.rankings[:, 0]] & (second >= 0)
    passed &= staying[second]
    np.add.at(tallies, second[passed], profile.weights[passed])
    elected, tied = highest(tallies, 1, ties.standing(profile.candidates), ties.last)
    gone = profile.votes - int(tallies.sum())
    out = tuple(np.flatnonzero(~staying).tolist())
    run_off = Stage(2, "transfer", out, elected, tuple(tallies.tolist()), gone, 0, 0)
    return Count("sv", profile.candidates, 1, elected, 1, (begun, run_off), tied)


def _one_stage(
    profile: Profile, seats: int, rule: str, action: Action, tallies: Ints, parts: int,
    ties: TiePolicy,
) -> Count:  # fmt: skip
    elected, tied = highest(tallies, seats, ties.standing(profile.candidates), ties.last)
    stage = Stage(1, action, (), elected, tuple(tallies.tolist()), 0, 0, 0)
    return Count(rule, profile.candidates, seats, elected, parts, (stage,), tied)
