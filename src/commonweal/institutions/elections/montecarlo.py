"""Elections drawn at random: the compiled loops over draws, seats and candidates.

A candidate's share in a draw is::

    mean + reach * national[party] + election * (pattern + scale * (regional + tail * seat))

where ``pattern`` is what the election's tilt and front of the party and its lead move here,
all effects are jointly normal over parties or patterns, ``election`` is one scale for the whole
draw and ``tail`` one a seat, each the square root of 3 over a chi-squared number of five degrees
of freedom: an effect times such a scale is Student's t5 with the variance of the effect. The
national effect has such a scale of its own. Numbers belong to a draw, a decision and the id of
a party, region, seat or candidate, so that a candidate more or less moves nobody else's luck.

This module loads the compiler; import it inside the function that draws.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from commonweal.core.kernel import kernel
from commonweal.core.protocol import Floats
from commonweal.core.randomness import decision, normal, uniform_pair
from commonweal.institutions.elections.history import Ints

Keys = npt.NDArray[np.uint32]
Decisions = npt.NDArray[np.uint32]
DECISIONS: Decisions = np.array(
    [
        decision(f"elections.swing.{name}")
        for name in ("national", "region", "seat", "scale.uniform", "scale.normal", "pattern")
    ],
    dtype=np.uint32,
)
NATION_ID, ELECTION_ID = 1, 2
"""Entities of the two scales that belong to a whole draw."""


class Contests(NamedTuple):
    """What the loops read: candidates by seat, sparse.

    The candidates of seat s are ``start[s]`` to ``start[s + 1]``. One entry a candidate:
    ``party``, ``mean``, ``reach``, ``moved`` (f8[candidates, 3], by one unit of its tilt, its
    front and the lead), ``scale``, ``ids`` and ``mixing``: f8[candidates, widest], a row of the
    lower triangle that mixes the seat's independent numbers. One a seat: ``region``,
    ``seat_ids``. ``national``: f8[parties, parties], ``regional`` likewise and ``patterns``, lower
    triangles; ``group``: i8[parties], whose tilt and front a party has; ``party_ids``: i8[parties],
    ``region_ids``: i8[regions, parties].
    """

    start: Ints
    party: Ints
    mean: Floats
    reach: Floats
    moved: Floats
    scale: Floats
    mixing: Floats
    ids: Ints
    region: Ints
    seat_ids: Ints
    national: Floats
    regional: Floats
    patterns: Floats
    group: Ints
    party_ids: Ints
    region_ids: Ints


class Effects(NamedTuple):
    """Room for what one draw holds: by party, by region and party, by pattern, and by seat."""

    national: Floats
    regional: Floats
    pattern: Floats
    raw: Floats
    shares: Floats


@kernel
def room_for(contests: Contests) -> Effects:
    """Room for the effects of one draw and the shares of one seat."""
    parties, widest = contests.party_ids.shape[0], contests.mixing.shape[1]
    patterns = contests.patterns.shape[0]
    return Effects(
        np.empty(parties), np.empty(contests.region_ids.shape), np.empty(patterns),
        np.empty(max(parties, widest, patterns)), np.empty(widest),
    )  # fmt: skip


@kernel
def tail_scale(k0: int, k1: int, decisions: Decisions, entity: int) -> float:
    """The square root of 3 over a chi-squared number of five degrees of freedom.

    Two exponentials and the square of a normal; times a standard normal, a t5 of variance 1.
    """
    first, second = uniform_pair(k0, k1, decisions[3], entity, 0)
    z = normal(k0, k1, decisions[4], entity, 0)
    return math.sqrt(3.0 / (z * z - 2.0 * math.log(first * second)))


@kernel
def mixed(triangle: Floats, raw: Floats, row: int) -> float:
    """A row of a lower triangle times independent numbers."""
    total = 0.0
    for other in range(row + 1):
        total += triangle[row, other] * raw[other]
    return total


@kernel
def fill_effects(
    k0: int, k1: int, decisions: Decisions, contests: Contests, effects: Effects
) -> float:
    """The national, regional and pattern effects of one draw; returns the election's scale."""
    raw, parties = effects.raw, contests.party_ids.shape[0]
    wide = tail_scale(k0, k1, decisions, NATION_ID)
    shared = tail_scale(k0, k1, decisions, ELECTION_ID)
    for party in range(parties):
        raw[party] = normal(k0, k1, decisions[0], contests.party_ids[party], 0)
        effects.national[party] = wide * mixed(contests.national, raw, party)
    for region in range(contests.region_ids.shape[0]):
        for party in range(parties):
            raw[party] = normal(k0, k1, decisions[1], contests.region_ids[region, party], 0)
            effects.regional[region, party] = mixed(contests.regional, raw, party)
    for pattern in range(contests.patterns.shape[0]):
        raw[pattern] = normal(k0, k1, decisions[5], pattern, 0)
        effects.pattern[pattern] = mixed(contests.patterns, raw, pattern)
    return shared


@kernel
def fill_seat(
    k0: int, k1: int, decisions: Decisions, contests: Contests, seat: int, shared: float,
    effects: Effects,
) -> None:  # fmt: skip
    """The shares of a seat's candidates in one draw, neither cut off nor made whole."""
    first, last = contests.start[seat], contests.start[seat + 1]
    tail = tail_scale(k0, k1, decisions, contests.seat_ids[seat])
    region, groups = contests.region[seat], (contests.patterns.shape[0] - 1) // 2
    for at in range(last - first):
        candidate = first + at
        party = contests.party[candidate]
        effects.raw[at] = normal(k0, k1, decisions[2], contests.ids[candidate], 0)
        own = 0.0
        for other in range(at + 1):
            own += contests.mixing[candidate, other] * effects.raw[other]
        moved = (
            contests.moved[candidate, 0] * effects.pattern[contests.group[party]]
            + contests.moved[candidate, 1] * effects.pattern[groups + contests.group[party]]
            + contests.moved[candidate, 2] * effects.pattern[2 * groups]
        )
        around = effects.regional[region, party] + tail * own
        effects.shares[at] = (
            contests.mean[candidate]
            + contests.reach[candidate] * effects.national[party]
            + shared * (moved + contests.scale[candidate] * around)
        )


@kernel
def draw_winners(
    keys: Keys, decisions: Decisions, contests: Contests, seats: Ints, wins: Ints
) -> None:
    """Add up seats by draw and party, i8[draws, parties], and wins by candidate, over draws.

    Who leads leads before shares are cut off and made whole too, so neither is done here.
    """
    effects = room_for(contests)
    shares = effects.shares
    for draw in range(keys.shape[0]):
        k0, k1 = keys[draw, 0], keys[draw, 1]
        shared = fill_effects(k0, k1, decisions, contests, effects)
        for seat in range(contests.seat_ids.shape[0]):
            fill_seat(k0, k1, decisions, contests, seat, shared, effects)
            first, best = contests.start[seat], 0
            for at in range(1, contests.start[seat + 1] - first):
                if shares[at] > shares[best]:
                    best = at
            seats[draw, contests.party[first + best]] += 1
            wins[first + best] += 1


@kernel
def draw_shares(keys: Keys, decisions: Decisions, contests: Contests, found: Floats) -> None:
    """The shares of every candidate in every draw, whole: f8[draws, candidates]."""
    effects = room_for(contests)
    shares = effects.shares
    for draw in range(keys.shape[0]):
        k0, k1 = keys[draw, 0], keys[draw, 1]
        shared = fill_effects(k0, k1, decisions, contests, effects)
        for seat in range(contests.seat_ids.shape[0]):
            fill_seat(k0, k1, decisions, contests, seat, shared, effects)
            first, last = contests.start[seat], contests.start[seat + 1]
            total, best = 0.0, 0
            for at in range(last - first):
                total += max(shares[at], 0.0)
                if shares[at] > shares[best]:
                    best = at
            for at in range(last - first):
                if total > 0.0:
                    found[draw, first + at] = max(shares[at], 0.0) / total
                else:
                    found[draw, first + at] = 1.0 if at == best else 0.0
