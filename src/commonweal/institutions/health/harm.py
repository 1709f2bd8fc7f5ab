"""How many wait longer because of a limit, and how many less long.

A limit changes the waits of a group from one distribution to another. How many are hurt
depends on who changes places with whom, which no list of totals shows. Three answers: the
order kept (patients called sooner than others before are so after), and the fewest and most
that any way of matching the two distributions allows (Fréchet and Makarov).
"""

from __future__ import annotations

import numpy as np

from commonweal.core.protocol import Floats
from commonweal.institutions.health.measures import ratio

NOTICED_WEEKS = 1
"""A patient is hurt or helped from this difference on: the list counts whole weeks."""


def harm_measures(before: Floats, after: Floats, met: Floats) -> dict[str, Floats]:
    """Shares hurt and helped, from patients by class and completed weeks: both
    f8[n, 2, groups, weeks]; ``met``: f8[n, groups], all patients. Those who left untreated count
    as waiting for ever, under both.

    Returns f8[n, 3, groups] each: with the order kept, at the fewest, at the most. Nobody is
    hurt or helped where both are the same array: no limit was set.
    """
    if before is after:
        nothing = np.zeros((before.shape[0], 3, before.shape[2]))
        return dict.fromkeys(("share_hurt", "share_helped", "hurt_less_helped"), nothing)
    first, second = (_shares_within(waits.sum(axis=1), met) for waits in (before, after))
    hurt, helped = shares_later(first, second), shares_later(second, first)
    balance = np.stack(
        [hurt[:, 0] - helped[:, 0], hurt[:, 1] - helped[:, 2], hurt[:, 2] - helped[:, 1]], axis=1
    )
    return {"share_hurt": hurt, "share_helped": helped, "hurt_less_helped": balance}


def shares_later(first: Floats, second: Floats) -> Floats:
    """The share that waits NOTICED_WEEKS longer under the second: f8[n, 3, groups].

    Both are shares treated within so many whole weeks, F and G: f8[n, groups, weeks]. The
    bounds: P(Y ≥ X + k) ≥ max_x (F(x − k) − G(x − 1)), and at most 1 − max_x (G(x) − F(x − k))
    and the share treated under the first.
    """
    earlier = _shifted(first, NOTICED_WEEKS)
    least = np.maximum((earlier - _shifted(second, 1)).max(axis=-1), 0.0)
    most = np.minimum(1.0 - np.maximum((second - earlier).max(axis=-1), 0.0), first[..., -1])
    return np.stack([_order_kept(first, second), least, most], axis=1)


def _order_kept(first: Floats, second: Floats) -> Floats:
    """The share of ranks u at which the second wait is later by the noticed weeks or more.

    Rank u waits week x under the first where F(x − 1) < u ≤ F(x), and at least x + k under the
    second where u > F_2(x + k − 1).
    """
    low = np.maximum(_shifted(first, 1), _shifted(second, 1 - NOTICED_WEEKS))
    kept: Floats = np.maximum(first - low, 0.0).sum(axis=-1)
    return kept


def _shares_within(patients: Floats, met: Floats) -> Floats:
    everybody = np.broadcast_to(met[..., None], patients.shape)
    return ratio(np.cumsum(patients, axis=-1), everybody)


def _shifted(shares: Floats, weeks: int) -> Floats:
    """Shares within so many weeks fewer: f8[..., x - weeks]."""
    if weeks == 0:
        return shares
    if weeks < 0:
        tail = np.repeat(shares[..., -1:], -weeks, axis=-1)
        return np.concatenate([shares[..., -weeks:], tail], axis=-1)
    none = np.zeros((*shares.shape[:-1], weeks))
    return np.concatenate([none, shares[..., :-weeks]], axis=-1)
