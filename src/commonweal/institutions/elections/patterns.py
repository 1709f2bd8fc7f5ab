"""How whole elections depart from a swing: in ways that many seats share.

Seats do not miss a swing each for itself. A party may lose more where it was strong, do better
where it was in front, and whoever led may keep a bonus. Each is a direction in which all seats
move together, by an amount that belongs to the election. Leave them out, and the seats of a
party in the whole house look far more certain than they are.
"""

from __future__ import annotations

import numpy as np

from commonweal.core.protocol import Floats
from commonweal.institutions.elections.backtest import Method, told_result
from commonweal.institutions.elections.grounds import Pair, may_win
from commonweal.institutions.elections.history import GROUP_OF_PARTY, GROUPS, Ints
from commonweal.institutions.elections.swing import Base

KINDS = 3
NAMES = (
    *(f"tilt {group}" for group in GROUPS), *(f"front {group}" for group in GROUPS), "lead",
)  # fmt: skip
"""A tilt of each group, in shares per share it had above its area's; a bonus of each where it
was first or second at the base; a bonus of whoever led there, both in units of p(1 - p)."""
TILTS = len(GROUPS)
_TINY = 1e-12
_LEAST = 0.005


def group_of(party: str) -> int:
    """The group of ``history`` that a column belongs to; groups are their own."""
    group = party if party in GROUPS else GROUP_OF_PARTY.get(party, "oth")
    return GROUPS.index(group)


def groups_of(parties: tuple[str, ...]) -> Ints:
    """The group of each column: i8[parties]."""
    return np.array([group_of(party) for party in parties], dtype=np.int64)


def directions(base: Base, said: Floats) -> Floats:
    """What one unit of a party's tilt, of its front and of the lead move: f8[3, seats, parties].

    ``said``: the shares a swing gives. A tilt and a front conserve the votes of a party in each
    area, a lead those of each seat.
    """
    tilt = base.shares - base.totals()[base.area]
    order = np.argsort(-np.where(may_win(base.parties), base.shares, -1.0), axis=1, kind="stable")
    first, two = np.zeros((2, *said.shape), dtype=np.bool_)
    np.put_along_axis(first, order[:, :1], True, axis=1)
    np.put_along_axis(two, order[:, :2], True, axis=1)
    near = np.where(two, said * (1.0 - said), 0.0)
    front = near - base.totals(near)[base.area]
    leader, others = np.where(first, said, 0.0), np.where(first, 0.0, said)
    bonus = leader.sum(axis=1, keepdims=True) * others.sum(axis=1, keepdims=True)
    lead = bonus * (first - _part(others))
    return np.where(base.stood, np.array([tilt, front, lead]), 0.0)


def amounts(pair: Pair, method: Method) -> Floats:
    """How much of each pattern an election had, by least squares: f8[patterns], nan if unseen.

    Misses are weighed by their usual size; parties that newly stood are left out.
    """
    base, target = told_result(pair, method.newcomer)
    said = method.predict(base, target)
    unit, seen = size(said), base.stood & ~base.newly
    columns = spread_out(directions(base, said), groups_of(base.parties)) / unit
    causes = np.array([column[seen] for column in columns]).T
    misses = ((pair.after.shares - said) / unit)[seen]
    varied = (causes**2).sum(axis=0) > _TINY
    found = np.full(len(NAMES), np.nan)
    found[varied] = np.linalg.lstsq(causes[:, varied], misses, rcond=None)[0]
    return found


def spread_out(moved: Floats, groups: Ints) -> Floats:
    """The directions with each group's tilt and front on its own: f8[patterns, seats, parties]."""
    own = [np.where(groups == group, moved[kind], 0.0) for kind in (0, 1) for group in range(TILTS)]
    return np.array([*own, moved[2]])


def moved_by(moved: Floats, groups: Ints, amount: Floats) -> Floats:
    """The directions times their amounts, f8[patterns], those unseen taken for none."""
    known = np.nan_to_num(amount)
    found: Floats = (
        known[groups] * moved[0] + known[TILTS + groups] * moved[1] + known[2 * TILTS] * moved[2]
    )
    return found


def size(shares: Floats) -> Floats:
    """The root of p(1 - p), the usual size of a miss; shares near 0 and 1 count as 0.5 points."""
    kept = np.clip(shares, _LEAST, 1.0 - _LEAST)
    found: Floats = np.sqrt(kept * (1.0 - kept))
    return found


def _part(shares: Floats) -> Floats:
    found: Floats = shares / np.maximum(shares.sum(axis=1, keepdims=True), _TINY)
    return found
