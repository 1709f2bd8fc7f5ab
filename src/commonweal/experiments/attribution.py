"""Which rule did it: Shapley values over the levers in which two arms differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial
from typing import TypedDict, Unpack

import numpy as np

from commonweal.core.errors import ClaimError
from commonweal.core.protocol import Floats
from commonweal.experiments.ledger import central
from commonweal.experiments.maps import Mode, Progress
from commonweal.experiments.run import run
from commonweal.experiments.specification import Arm, Experiment
from commonweal.experiments.store import Store
from commonweal.institutions import registry
from commonweal.parameters.levers import LeverValue
from commonweal.parameters.policy import accept

EXACT_TO = 8
"""Levers up to which every subset is run; beyond, orders are sampled."""

_ORDERS = 100

Game = Callable[[frozenset[str]], Floats]


@dataclass(frozen=True, slots=True)
class Part:
    """One lever's share of the difference: its mean over draws, the central 90%, and the
    standard error from sampling orders (0 when exact)."""

    lever: str
    title: str
    mean: float
    low: float
    high: float
    error: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """The difference between two arms divided among the levers that differ; parts sum to it."""

    measure: str
    unit: str
    arm: str
    base: str
    whole: float
    parts: tuple[Part, ...]
    exact: bool


class Effort(TypedDict, total=False):
    """How a run is made: see ``run``."""

    draws: int
    replicates: int
    store: Store | None
    workers: int
    mode: Mode


def attribute(
    experiment: Experiment,
    arm: str,
    base: str,
    measure: str,
    *,
    where: Mapping[str, str] | None = None,
    at: str | None = None,
    weights: Floats | None = None,
    progress: Progress | None = None,
    **effort: Unpack[Effort],
) -> Attribution:
    """Divide ``arm - base`` of a measure among the levers in which the arms differ.

    ``weights``: f8[draws], where evidence moved the draws.

    Shapley (1953) values of the game whose players are the levers and whose worth is the
    measure with a subset of them set as in ``arm``: exact up to 8 levers, from sampled orders
    with their antithetic ones beyond. All subsets meet the same people and luck. Raises
    ClaimError when the arms do not differ.
    """
    institution = registry.find(experiment.institution)
    after = accept(institution, experiment.arms[experiment.arm_index(arm)].changes)
    before = accept(institution, experiment.arms[experiment.arm_index(base)].changes)
    levers = sorted(k for k in after.keys() | before.keys() if after.get(k) != before.get(k))
    if not levers:
        raise ClaimError(
            f"the arms '{arm}' and '{base}' set the same levers to the same values",
            remedy="Attribution needs two arms that differ.",
        )
    worth: dict[frozenset[str], Floats] = {}
    expected = 2 ** len(levers) if len(levers) <= EXACT_TO else 2 * _ORDERS * len(levers)

    def game(chosen: frozenset[str]) -> Floats:
        if chosen not in worth:
            one = replace(experiment, arms=(_mixed(chosen, levers, after, before),))
            result = run(one, **effort)
            worth[chosen] = result.measure("mixed", measure, where, at).mean(axis=1)
            if progress:
                progress(len(worth), expected)
        return worth[chosen]

    exact = len(levers) <= EXACT_TO
    shares = _exact(game, levers) if exact else _sampled(game, levers, experiment.seed, weights)
    whole = game(frozenset(levers)) - game(frozenset())
    parts = tuple(
        _part(name, institution.levers[name].title, values, error, weights)
        for name, (values, error) in shares.items()
    )
    return Attribution(
        measure, institution.measures[measure].unit, arm, base,
        float(np.average(whole, weights=weights)), parts, exact,
    )  # fmt: skip


def _part(lever: str, title: str, values: Floats, error: float, weights: Floats | None) -> Part:
    low, high = central(values, weights)
    return Part(lever, title, float(np.average(values, weights=weights)), low, high, error)


def _mixed(
    chosen: frozenset[str],
    levers: list[str],
    after: Mapping[str, LeverValue],
    before: Mapping[str, LeverValue],
) -> Arm:
    """The base arm with the chosen levers set as in the other; one not set there is unset."""
    changes = {name: value for name, value in before.items() if name not in levers}
    for name in levers:
        source = after if name in chosen else before
        if name in source:
            changes[name] = source[name]
    return Arm("mixed", changes)


def _exact(game: Game, levers: list[str]) -> dict[str, tuple[Floats, float]]:
    count = len(levers)
    shares = {}
    for lever in levers:
        others = [other for other in levers if other != lever]
        total = np.zeros_like(game(frozenset()))
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for chosen in combinations(others, size):
                subset = frozenset(chosen)
                total = total + weight * (game(subset | {lever}) - game(subset))
        shares[lever] = (total, 0.0)
    return shares


def _sampled(
    game: Game, levers: list[str], seed: int, weights: Floats | None
) -> dict[str, tuple[Floats, float]]:
    gains: dict[str, list[Floats]] = {lever: [] for lever in levers}
    for order in _orders(levers, seed):
        chosen: frozenset[str] = frozenset()
        for lever in order:
            gains[lever].append(game(chosen | {lever}) - game(chosen))
            chosen |= {lever}
    return {
        lever: (np.mean(found, axis=0), _error(found, weights)) for lever, found in gains.items()
    }


def _error(found: list[Floats], weights: Floats | None) -> float:
    """The standard error over pairs of an order and its reverse, which are not independent."""
    gains = np.array([np.average(gain, weights=weights) for gain in found])
    means = gains.reshape(-1, 2).mean(axis=1)
    return float(means.std(ddof=1) / np.sqrt(means.size))


def _orders(levers: list[str], seed: int) -> Iterator[list[str]]:
    """Sampled orders, each followed by its reverse, which cancels much of the sampling error."""
    generator = np.random.Generator(np.random.Philox(seed))
    for _ in range(_ORDERS):
        order = [levers[i] for i in generator.permutation(len(levers))]
        yield order
        yield order[::-1]
