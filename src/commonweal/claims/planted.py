"""A planted institution: mechanisms whose truth is known, for judging the judge.

It is no model of anything. ``blind`` writes claims about it whose truth it knows, and has
them checked like any other claim. It is registered only while ``plugged_in`` lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import EntryPoint
from types import MappingProxyType
from typing import Any
from unittest import mock

import numpy as np

from commonweal.core.checks import Check
from commonweal.core.errors import UnknownName
from commonweal.core.period import Period
from commonweal.core.protocol import (
    API,
    LUCK,
    Draws,
    Floats,
    Measure,
    Result,
    UnitTable,
    UnitValues,
)
from commonweal.core.world import World
from commonweal.institutions import registry
from commonweal.parameters.evidence import Evidence
from commonweal.parameters.levers import DatedValue, Lever
from commonweal.parameters.policy import Policy
from commonweal.parameters.priors import Prior, Uncertainty

NAME = "planted-mechanisms"
CLASSES = ("ours", "others")
LEVEL = 20.0
"""The outcome without any dose, where it is not uncertain."""

Effect = Callable[[Floats, Floats], Floats]
MECHANISMS: Mapping[str, Effect] = {
    "additive": lambda response, cost: response + cost,
    "product": lambda response, cost: response * cost,
    "threshold": lambda response, cost: np.maximum(0.0, response - cost),
    "square": lambda response, cost: response**2 + 0.0 * cost,
    "fixed": lambda response, cost: np.ones_like(response + cost),
}
"""What one unit of the dose does to the others, by name."""


@dataclass(frozen=True)
class PlantedModel:
    """The outcome of the others is the level plus the dose's effect; of ours, minus it."""

    policy: Policy

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        return {"class": CLASSES}

    @property
    def reads(self) -> frozenset[str]:
        if self.policy.choice("mechanism") == "fixed":
            return frozenset()
        luck = {LUCK} if self.policy.number("luck") > 0 else set()
        return frozenset({"level", "response", "cost"} | luck)

    def run(self, draws: Draws) -> Result:
        rows = len(draws)
        level, response, cost = (
            draws.values.get(name, np.full(rows, default))
            for name, default in (("level", LEVEL), ("response", 1.0), ("cost", 1.0))
        )
        effect = self.policy.number("dose") * MECHANISMS[self.policy.choice("mechanism")](
            response, cost
        )
        outcome = np.stack([level - effect, level + effect], axis=1) + self._luck(draws)
        table = UnitTable(
            "people", "People", "week", "lower", np.arange(4), np.ones(4),
            {"class": np.array([0, 0, 1, 1])}, {"class": CLASSES},
        )  # fmt: skip
        return Result(
            {"outcome": outcome}, {"people": UnitValues(table, np.repeat(outcome, 2, axis=1))}
        )

    def _luck(self, draws: Draws) -> Floats:
        if LUCK not in self.reads:
            return np.zeros((len(draws), 2))
        from commonweal.core import randomness

        decision, entities = randomness.decision("planted outcome"), np.arange(2, dtype=np.int64)
        numbers = [randomness.normals(key, decision, entities) for key in draws.keys]
        return self.policy.number("luck") * np.array(numbers)


def _lever(name: str, title: str, value: float, unit: str = "1") -> Lever:
    return Lever(name, "number", title, unit, (DatedValue(date.min, value),), assumption="Planted.")


def _uncertainty(name: str, title: str, value: float, unit: str) -> Uncertainty:
    prior = Prior(distribution="normal", mean=value, sd=1.0)
    return Uncertainty(name, title, unit, value, prior, assumption="Planted.")


_LEVERS: Mapping[str, Lever] = MappingProxyType(
    {
        "dose": _lever("dose", "How strongly the rule acts", 0.0),
        "luck": _lever("luck", "Standard deviation of luck", 0.0, "week"),
        "mechanism": Lever(
            "mechanism", "variant", "What the rule does", "1",
            (DatedValue(date.min, "additive"),),
            options=MappingProxyType(dict.fromkeys(MECHANISMS, "planted")),
            assumption="Planted.",
        ),
    }
)  # fmt: skip
_UNCERTAINTIES: Mapping[str, Uncertainty] = MappingProxyType(
    {
        "level": _uncertainty("level", "the level", LEVEL, "week"),
        "response": _uncertainty("response", "the response", 1.0, "week"),
        "cost": _uncertainty("cost", "the cost", 1.0, "1"),
    }
)
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class PlantedMechanisms:
    """The planted institution; evidence is written into each planted claim's own folder."""

    api = API
    name = NAME
    title = "Planted mechanisms"
    period = Period.parse("2000")
    levers = _LEVERS
    uncertainties = _UNCERTAINTIES
    measures: Mapping[str, Measure] = MappingProxyType(
        {"outcome": Measure("outcome", "week", "Outcome", ("class",), "lower")}
    )
    evidence: Mapping[str, Evidence] = _NOTHING
    tables: Mapping[str, Any] = _NOTHING
    worlds: Mapping[str, Callable[[], World]] = MappingProxyType(
        {"nowhere": lambda: World("nowhere", {"place": np.arange(1)})}
    )

    def open_world(self, path: str) -> World:
        if path not in self.worlds:
            raise UnknownName("world", path, self.worlds, where=self.name)
        return self.worlds[path]()

    def checks(self) -> Sequence[Check]:
        return ()

    def prepare(self, world: World, policy: Policy, period: Period) -> PlantedModel:
        return PlantedModel(policy)


institution = PlantedMechanisms()


@contextmanager
def plugged_in() -> Iterator[None]:
    """Let claims be made about the planted institution, in this process, while this lasts."""
    outside = registry._outside()
    point = EntryPoint(NAME, f"{__name__}:institution", registry.GROUP)
    with mock.patch.object(registry, "_outside", lambda: {**outside, NAME: point}):
        yield
