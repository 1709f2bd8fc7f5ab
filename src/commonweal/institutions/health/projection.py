"""A list carried forward month by month, in draws of what its own months leave unsure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonweal.core.protocol import Floats
from commonweal.institutions.health.flows import Flows, moved_up
from commonweal.institutions.health.rtt import month_named, month_number

SEED = 20_250_531
DRAWS = 1_000
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Fortunes:
    """What each draw holds of each month to come: f8[n, months, ...].

    ``joined``: who joins; ``slots``: who can be treated; ``hazard``: f8[n, months, b], today's
    order of calling; ``removed``: f8[n, months, b], the share of a cohort that leaves.
    """

    months: tuple[str, ...]
    joined: Floats
    slots: Floats
    hazard: Floats
    removed: Floats

    @property
    def draws(self) -> int:
        return int(self.joined.shape[0])


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many draws, from which seed."""

    draws: int = DRAWS
    seed: int = SEED


def fortunes(
    flows: Flows, after: str, months: int, sampling: Sampling, growth_a_year: float = 0.0
) -> Fortunes:
    """Draw the flows of the months that follow the month ``after``.

    All flows stray together, as they did in some mixture of the months seen, so that those
    that rose together still do. The level is unsure by the same spread over √n, and the
    spread by its few degrees of freedom (Student's t). ``growth_a_year``: by what share more
    join each year.
    """
    start, buckets = month_number(after), flows.hazard.size
    strayed = _mixtures(flows.strayed, months, sampling)
    relative = np.maximum(1 + strayed[:, :, : 2 + buckets], 0.0)
    growth = (1 + growth_a_year) ** (np.arange(1, months + 1) / 12)
    return Fortunes(
        tuple(month_named(start + month) for month in range(1, months + 1)),
        flows.joined * growth * relative[:, :, 0],
        flows.treated * relative[:, :, 1],
        flows.hazard * relative[:, :, 2:],
        flows.removed + strayed[:, :, 2 + buckets :],
    )


def _mixtures(strayed: Floats, months: int, sampling: Sampling) -> Floats:
    """How the flows stray in each draw and month: f8[draws, months, flows]."""
    from commonweal.core import randomness

    seen = strayed.shape[0]
    freedom = seen - 1
    centred = strayed - strayed.mean(axis=0)
    rows = np.arange(sampling.draws, dtype=np.int64)
    keys = randomness.draw_keys(sampling.seed, rows, np.zeros_like(rows))
    luck = randomness.decision("health: how a month strays")
    spread = randomness.decision("health: how far months stray")
    mixed = np.empty((rows.size, months + 1, seen))
    scale = np.empty(rows.size)
    for row in rows:
        mixed[row] = randomness.normals(
            keys[row], luck, np.arange((months + 1) * seen, dtype=np.int64)
        ).reshape(months + 1, seen)
        scale[row] = np.square(
            randomness.normals(keys[row], spread, np.arange(freedom, dtype=np.int64))
        ).sum()
    level, monthly = mixed[:, :1] / np.sqrt(seen), mixed[:, 1:]
    weights = (level + monthly) / np.sqrt(freedom) * np.sqrt(freedom / scale)[:, None, None]
    return np.asarray(weights @ centred)


def project(waiting: Floats, future: Fortunes) -> Floats:
    """The list at the end of each month: f8[n, months, b], if slots are given out as today.

    ``waiting``: f8[b], the list at the start. Slots are a number, not a share of the list: a
    longer list is not treated faster.
    """
    left = np.broadcast_to(waiting, (future.draws, waiting.size))
    path = np.empty((future.draws, len(future.months), waiting.size))
    for month in range(len(future.months)):
        begun = moved_up(left, future.joined[:, month])
        there = staying(begun, future.removed[:, month])
        wanted = future.hazard[:, month] * begun
        left = there - as_today(there, wanted, future.slots[:, month])
        path[:, month] = left
    return path


def staying(begun: Floats, removed: Floats) -> Floats:
    """The cohorts of a month less those who leave unrecorded, or with those who come so."""
    return np.asarray(begun * np.maximum(1 - removed, 0.0))


def as_today(there: Floats, wanted: Floats, slots: Floats) -> Floats:
    """Who of each cohort is treated when slots follow today's order of calling: f8[n, b].

    ``there``: f8[n, b], who can be called; ``wanted``: f8[n, b], who would be at today's
    hazards; ``slots``: f8[n]. What is wanted is scaled by one factor until the slots are used;
    where that asks for more than a cohort holds, the others take what is over.
    """
    treated = np.zeros_like(there)
    for _ in range(there.shape[1]):
        over = slots - treated.sum(axis=1)
        if not bool(np.any(over > _ROUNDING * slots)):
            break
        still = np.where(there > treated, wanted, 0.0)
        total = still.sum(axis=1)
        factor = np.where(total > 0, over / np.where(total > 0, total, 1.0), 0.0)
        treated = np.minimum(treated + factor[:, None] * still, there)
    return treated
