"""Who would beat whom one against one, and rules that elect a candidate who beats all others."""

from __future__ import annotations

import numpy as np

from commonweal.algorithms.counts import LOT, Count, Ints, Stage, TiePolicy, highest
from commonweal.algorithms.profiles import Profile


def preferring(profile: Profile) -> Ints:
    """How many voters prefer each candidate to each other one, i8[candidates, candidates].

    A candidate on a ballot is preferred to all who are left off it; between two who are left
    off, the ballot prefers neither.
    """
    from commonweal.algorithms import condorcet_kernels

    return condorcet_kernels.preferring(
        profile.rankings, profile.lengths, profile.weights, len(profile.candidates)
    )


def condorcet_winner(profile: Profile) -> int | None:
    """The candidate whom more voters prefer to each other one than the reverse; often none."""
    for_each = preferring(profile)
    beats = (for_each > for_each.T).sum(axis=1)
    found = np.flatnonzero(beats == len(profile.candidates) - 1)
    return int(found[0]) if found.size else None


def strongest_paths(for_each: Ints) -> Ints:
    """The strength of the strongest path between any two, i8[candidates, candidates].

    A path goes by majorities from candidate to candidate, and is as strong as the smallest of
    them, counted in the votes of the side that won it.
    """
    paths = np.where(for_each > for_each.T, for_each, 0)
    for through in range(len(paths)):
        np.maximum(paths, np.minimum(paths[:, through, None], paths[None, through]), out=paths)
    return paths


def schulze(profile: Profile, ties: TiePolicy = LOT) -> Count:
    """Elect the candidate to whom nobody has a stronger path than the other way round.

    That is the Condorcet winner where there is one. Tallies count the rivals that each has a
    path to at least as strong as theirs; several who have it to all are a tie.
    Source: Schulze, A new monotonic, clone-independent, reversal symmetric, and
    Condorcet-consistent single-winner election method, Social Choice and Welfare 36 (2011);
    strength by winning votes.

    >>> ballots = [["ann", "bob", "cat"], ["bob", "cat", "ann"], ["cat", "ann", "bob"]]
    >>> schulze(Profile.of(ballots, [4, 3, 2])).winners
    ('ann',)
    """
    paths = strongest_paths(preferring(profile))
    tallies = (paths >= paths.T).sum(axis=1).astype(np.int64) - 1
    elected, tied = highest(tallies, 1, ties.standing(profile.candidates), ties.last)
    stage = Stage(1, "points", (), elected, tuple(tallies.tolist()), 0, 0, 0)
    return Count("schulze", profile.candidates, 1, elected, 1, (stage,), tied)
