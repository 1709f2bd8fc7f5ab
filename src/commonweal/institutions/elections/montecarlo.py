"""Elections drawn at random: the compiled loops over draws, seats and candidates.

A candidate's share in a draw is::

    mean + reach * national[party] + election * (pattern + scale * (regional + tail * seat))

where ``pattern`` is what the election's tilt and front of the party and its lead move here,
all effects are jointly normal over parties or patterns, ``election`` is one scale for the whole
draw and ``tail`` one a seat, each the square root of 3 over a chi-squared number of five degrees
of freedom: an effect times such a scale is Student's t5 with the variance of the effect. The
national effect has such a scale of its own. Numbers belong to a draw, a decision and the id of
a party, region, seat or candidate, so that a candidate more or less moves nobody else's luck.

Numbers of single seats are looked up: 16 of the 128 bits that a seat and a counter have pick one
of ``POOL`` equally likely quantiles, which is far quicker than reckoning them, and ends at 4.0
standard deviations. Which bits are a candidate's follows from the place of its party alone.

This module loads the compiler; import it inside the function that draws.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from commonweal.core.kernel import kernel
from commonweal.core.normal import normal_quantile
from commonweal.core.protocol import Floats
from commonweal.core.randomness import decision, normal, philox, uniform_pair
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
POOL = 1 << 14
_MASK = np.uint64(POOL - 1)
_TAIL_SLOT = 7
"""Of the eight numbers of a seat's first counter the last is its tail; parties have the others."""
NATION_ID, ELECTION_ID = 1, 2
"""Entities of the two scales that belong to a whole draw."""


class Contests(NamedTuple):
    """What the loops read: candidates by seat, sparse.

    The candidates of seat s are ``start[s]`` to ``start[s + 1]``. One entry a candidate: ``party``,
    ``mean``, ``moving``: f8[candidates, 5], by a unit of the nation, its tilt, its front, the lead
    and the region, and ``mixing``: f8[candidates, widest], a row of the lower triangle that mixes
    the seat's independent numbers. One a seat: ``region``, ``seat_ids``. ``national``:
    f8[parties, parties], ``regional`` likewise and ``patterns``, lower triangles; ``group``:
    i8[parties], whose tilt and front a party has; ``party_ids``: i8[parties], ``region_ids``:
    i8[regions, parties]. ``normals`` and ``tails``: f8[POOL], as ``pools`` has them.
    """

    start: Ints
    party: Ints
    mean: Floats
    moving: Floats
    mixing: Floats
    region: Ints
    seat_ids: Ints
    national: Floats
    regional: Floats
    patterns: Floats
    group: Ints
    party_ids: Ints
    region_ids: Ints
    normals: Floats
    tails: Floats


@cache
def pools() -> tuple[Floats, Floats]:
    """The quantiles of a standard normal number and of a tail's scale, in equal steps."""
    shares = (np.arange(POOL) + 0.5) / POOL
    normals = np.array([normal_quantile(share) for share in shares])
    return normals, np.sqrt(3.0 / _chi_squared(shares))


def _chi_squared(shares: Floats) -> Floats:
    """Quantiles of a chi-squared number of five degrees of freedom, from its density.

    Summed by the trapezoidal rule on a grid that is even in the root, where the density is smooth.
    """
    root = np.linspace(0.0, 8.0, 400_001)
    density = root**4 * np.exp(-(root**2) / 2)
    summed = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return np.asarray(np.interp(shares, summed / summed[-1], root) ** 2)


class Effects(NamedTuple):
    """Room for what one draw holds: by party, by region and party, by pattern, and by seat."""

    by_party: Floats
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
        np.empty((parties, 3)), np.empty(contests.region_ids.shape), np.empty(patterns),
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


@kernel(inlined=True)
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
    """The national, regional and pattern effects of one draw; returns the election's scale.

    ``by_party`` holds the national effect, and the patterns of the tilt and the front.
    """
    raw, parties = effects.raw, contests.party_ids.shape[0]
    wide = tail_scale(k0, k1, decisions, NATION_ID)
    shared = tail_scale(k0, k1, decisions, ELECTION_ID)
    for party in range(parties):
        raw[party] = normal(k0, k1, decisions[0], contests.party_ids[party], 0)
        effects.by_party[party, 0] = wide * mixed(contests.national, raw, party)
    for region in range(contests.region_ids.shape[0]):
        for party in range(parties):
            raw[party] = normal(k0, k1, decisions[1], contests.region_ids[region, party], 0)
            effects.regional[region, party] = shared * mixed(contests.regional, raw, party)
    for pattern in range(contests.patterns.shape[0]):
        raw[pattern] = normal(k0, k1, decisions[5], pattern, 0)
        effects.pattern[pattern] = shared * mixed(contests.patterns, raw, pattern)
    groups = (contests.patterns.shape[0] - 1) // 2
    for party in range(parties):
        effects.by_party[party, 1] = effects.pattern[contests.group[party]]
        effects.by_party[party, 2] = effects.pattern[groups + contests.group[party]]
    return shared


@kernel(inlined=True)
def bits_of(
    k0: int, k1: int, decisions: Decisions, seat_id: int, counter: int
) -> tuple[np.uint64, np.uint64]:
    """The 128 bits of a seat and a counter, as two words of 64."""
    w0, w1, w2, w3 = philox(
        np.uint64(counter), np.uint64(decisions[2]), np.uint64(seat_id & 0xFFFFFFFF),
        np.uint64((seat_id >> 32) & 0xFFFFFFFF), np.uint64(k0), np.uint64(k1),
    )  # fmt: skip
    return w0 | (w1 << np.uint64(32)), w2 | (w3 << np.uint64(32))


@kernel(inlined=True)
def picked(low: np.uint64, high: np.uint64, slot: int) -> np.int64:
    """Fourteen of the sixteen bits of a slot: the place of a quantile in a pool."""
    word = low if slot < 4 else high
    return np.int64((word >> np.uint64(16 * (slot & 3))) & _MASK)


@kernel(inlined=True)
def fill_seat(
    k0: int, k1: int, decisions: Decisions, contests: Contests, seat: int, shared: float,
    effects: Effects,
) -> None:  # fmt: skip
    """The shares of a seat's candidates in one draw, neither cut off nor made whole."""
    first, last = contests.start[seat], contests.start[seat + 1]
    region, lead = contests.region[seat], effects.pattern[-1]
    counter = 0
    low, high = bits_of(k0, k1, decisions, contests.seat_ids[seat], counter)
    tail = shared * contests.tails[picked(low, high, _TAIL_SLOT)]
    for at in range(last - first):
        candidate = first + at
        party = contests.party[candidate]
        slot = party if party < _TAIL_SLOT else party + 1
        if slot >> 3 != counter:
            counter = slot >> 3
            low, high = bits_of(k0, k1, decisions, contests.seat_ids[seat], counter)
        effects.raw[at] = contests.normals[picked(low, high, slot & 7)]
        own = 0.0
        for other in range(at + 1):
            own += contests.mixing[candidate, other] * effects.raw[other]
        effects.shares[at] = (
            contests.mean[candidate]
            + contests.moving[candidate, 0] * effects.by_party[party, 0]
            + contests.moving[candidate, 1] * effects.by_party[party, 1]
            + contests.moving[candidate, 2] * effects.by_party[party, 2]
            + contests.moving[candidate, 3] * lead
            + contests.moving[candidate, 4] * effects.regional[region, party]
            + tail * own
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
