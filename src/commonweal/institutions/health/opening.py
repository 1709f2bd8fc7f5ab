"""How a run begins: who is already waiting, who will join, and how many slots there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ParameterError, WorldError
from commonweal.core.protocol import Draws, Floats
from commonweal.core.randomness import decision
from commonweal.core.world import World
from commonweal.institutions.health.calendar import Calendar
from commonweal.institutions.health.removals import survival

JOINED = ("health.joined.fundholding", "health.joined.others")
"""The decisions under which the numbers joining each week are drawn, by class."""

_MOST_KEPT = 100_000
"""Of numbers joining, rows by cohorts: a block of 50 draws, each twice, takes 70,000."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The list before the first week, for each draw.

    ``joined``: f8[n, 2, cohorts], patients of each class and cohort, as many as joined;
    ``alive``: f8[n, ages], the share not removed by weeks waited; ``slots``: f8[n] a week;
    ``counted``: f8[n, 2, cohorts], those whom the run meets: on the list when it begins, or
    joining later.
    """

    joined: Floats
    alive: Floats
    slots: Floats
    counted: Floats


def checked_world(world: World) -> World:
    """Return the world if a list can be run on it.

    Raises WorldError where nobody joins, nobody is treated, or a count is negative.
    """
    where = f"world '{world.name}'"
    joined = _fact(world, "joined_per_week")
    profile = world["removal_profile"]
    if not joined > 0:
        raise WorldError("nobody joins this list", where=where, remedy="Give joined_per_week.")
    if profile.ndim != 1 or not profile.size or bool(np.any(profile < 0)):
        raise WorldError("removal_profile must be a row of numbers from 0", where=where)
    if has_own_list(world):
        if not _fact(world, "slots_per_week") > 0:
            raise WorldError(
                "nobody is treated from this list: it has no slots", where=where,
                remedy="Give slots_per_week, the patients treated in a week.",
            )  # fmt: skip
        counts = world["waiting"]
        if counts.ndim != 1 or bool(np.any(counts < 0)) or not counts.sum() > 0:
            raise WorldError(
                "'waiting' must hold patients by whole weeks waited, none negative", where=where
            )
        _fact(world, "removal_hazard")
    elif not _fact(world, "oldest_weeks") >= 1:
        raise WorldError("oldest_weeks must be at least 1", where=where)
    return world


def has_own_list(world: World) -> bool:
    """True where the world brings its list; otherwise the list is steady by construction."""
    return "waiting" in world.arrays


def calendar_of(world: World) -> Calendar:
    """The calendar whose past reaches back to the longest waiter."""
    if has_own_list(world):
        return Calendar(past=world["waiting"].size)
    return Calendar(past=int(_fact(world, "oldest_weeks")))


def drawn_share(draws: Draws, name: str) -> Floats:
    """An uncertainty of the draws that is a share. Raises ParameterError outside 0 to 1."""
    share = draws.values[name]
    if bool(np.any(share < 0)) or bool(np.any(share > 1)):
        raise ParameterError(
            f"'{name}' is a share, and was drawn outside 0 to 1",
            where=name,
            remedy=f"Bound the prior of {name}.",
        )
    return share


def open_list(
    world: World, calendar: Calendar, draws: Draws, random: bool, capacity: float, run_in: int = 0
) -> Opening:
    """The list of every draw before the first week.

    ``random``: whether the numbers joining are Poisson or even; ``capacity``: slots as a share
    of those that keep the list as it is; ``run_in``: how many weeks earlier a steady list opens.
    """
    joined = _joined(world, calendar, draws, random)
    if has_own_list(world):
        hazard = np.full(len(draws), _fact(world, "removal_hazard"))
        alive = survival(hazard, world["removal_profile"], calendar.cohorts + 1)
        slots = np.full(len(draws), _fact(world, "slots_per_week"))
        joined[:, :, : calendar.past] = _own_list(world, draws, alive, calendar.past)
    else:
        hazard, wait = draws.values["removal_hazard"], draws.values["steady_wait"]
        oldest = calendar.past - run_in
        _must_fit(wait, oldest)
        alive = survival(hazard, world["removal_profile"], calendar.cohorts + 1)
        slots = _fact(world, "joined_per_week") * slots_per_joiner(alive, wait)
        joined[:, :, :oldest] *= still_waiting(wait, oldest)[:, None, :]
    counted = joined.copy()
    counted[:, :, : calendar.past] *= alive[:, None, : calendar.past][:, :, ::-1]
    return Opening(joined, alive, slots * capacity, counted)


def still_waiting(wait: Floats, past: int) -> Floats:
    """The share of each past cohort not yet called, on a first-come list: f8[n, past].

    Everybody waits W weeks; where W lies between two weeks, so does the oldest cohort.
    """
    age = np.arange(past - 1, -1, -1, dtype=np.float64)
    return np.clip(wait[:, None] - age[None, :], 0.0, 1.0)


def _joined(world: World, calendar: Calendar, draws: Draws, random: bool) -> Floats:
    share = drawn_share(draws, "fundholding_share")
    weekly = _fact(world, "joined_per_week") * np.stack([share, 1 - share], axis=1)
    if not random:
        return np.repeat(weekly[:, :, None], calendar.cohorts, axis=2)
    if len(draws) * calendar.cohorts > _MOST_KEPT:
        return _joining(draws.keys, weekly, calendar)
    return _remembered(draws.keys.tobytes(), weekly.tobytes(), calendar).copy()


def _joining(keys: npt.NDArray[np.uint32], weekly: Floats, calendar: Calendar) -> Floats:
    from commonweal.institutions.health import weekly as compiled

    decisions = np.array([decision(name) for name in JOINED], dtype=np.int64)
    joined = np.empty((keys.shape[0], 2, calendar.cohorts))
    compiled.draw_joined(keys, weekly, decisions, -calendar.past, joined)
    return joined


@lru_cache(maxsize=48)
def _remembered(keys: bytes, weekly: bytes, calendar: Calendar) -> Floats:
    """The same patients join under every rulebook, so they are drawn once and kept: ≤ 77 MB."""
    return _joining(
        np.frombuffer(keys, np.uint32).reshape(-1, 2),
        np.frombuffer(weekly).reshape(-1, 2),
        calendar,
    )


def _own_list(world: World, draws: Draws, alive: Floats, past: int) -> Floats:
    """The world's own counts, split by class, as many as must have joined to leave them."""
    share = draws.values["fundholding_share"]
    oldest_first = world["waiting"][::-1] / alive[:, :past][:, ::-1]
    return np.stack([share[:, None] * oldest_first, (1 - share)[:, None] * oldest_first], axis=1)


def slots_per_joiner(alive: Floats, wait: Floats) -> Floats:
    """The share treated when all who remain are called after W weeks."""
    whole = np.floor(wait).astype(np.int64)
    part = wait - whole
    rows = np.arange(wait.size)
    return (1 - part) * alive[rows, whole] + part * alive[rows, whole + 1]


def _must_fit(wait: Floats, past: int) -> None:
    if bool(np.any(wait <= 0)) or bool(np.any(wait > past)):
        raise ParameterError(
            f"a steady list's wait must lie above 0 and up to {past} weeks",
            where="steady_wait",
            remedy="Bound the prior of steady_wait.",
        )


def _fact(world: World, name: str) -> float:
    value = world.facts.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not np.isfinite(value):
        raise WorldError(
            f"the fact '{name}' is missing or not a number",
            where=f"world '{world.name}'",
            remedy="See the README of the health institution for what a world holds.",
        )
    return float(value)
