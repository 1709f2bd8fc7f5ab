"""Mistakes about ranked ballots, each to be caught by a check of ``ranked_checks``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

import numpy as np

from commonweal.algorithms import scores
from commonweal.algorithms.counts import LOT, Count, Ints, TiePolicy
from commonweal.algorithms.profiles import Profile


def most_first_preferences(profile: Profile, ties: TiePolicy = LOT) -> Count:
    """Look at nothing but first preferences."""
    return scores.plurality(profile, ties)


def first_preferences_fill_the_seats(profile: Profile, seats: int, ties: TiePolicy = LOT) -> Count:
    """Look at nothing but first preferences, whatever the number of seats."""
    return scores.plurality(profile, ties)


def direct_majorities(for_each: Ints) -> Ints:
    """Take a majority for the strongest path."""
    return np.where(for_each > for_each.T, for_each, 0)


def without_exhausted(target: str) -> Callable[[Profile, int], Count]:
    """A count by the function of this name whose exhausted votes are forgotten."""
    module, name = target.rsplit(".", 1)
    counted: Callable[[Profile, int], Count] = getattr(
        import_module(f"commonweal.algorithms.{module}"), name
    )

    def forgetful(profile: Profile, seats: int) -> Count:
        count = counted(profile, seats)
        return replace(count, stages=tuple(replace(s, exhausted=0) for s in count.stages))

    return forgetful


def standing_by_place(policy: TiePolicy, candidates: tuple[str, ...]) -> Ints:
    """Let whoever is later in the list of candidates win every lot."""
    return np.arange(len(candidates), dtype=np.int64)
