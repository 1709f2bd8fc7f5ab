"""A small institution for tests: forty people, a grant, a tax, and luck."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from commonweal.core import randomness
from commonweal.core.checks import Check
from commonweal.core.period import Period
from commonweal.core.protocol import LUCK, Draws, Result, UnitTable, UnitValues
from commonweal.core.world import World
from commonweal.institutions import registry
from commonweal.parameters.policy import Policy
from commonweal.parameters.room import Room

LABELS = ("all", "poor", "rich")


@dataclass(frozen=True)
class PlantedModel:
    """Everybody has the base income and luck; the rich half pays the tax and responds to it."""

    world: World
    policy: Policy

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        return {"group": LABELS}

    @property
    def reads(self) -> frozenset[str]:
        luck = {LUCK} if self.policy.choice("luck") == "on" else set()
        return frozenset({"base_income", "response"} | luck)

    def run(self, draws: Draws) -> Result:
        people = int(40 + self.policy.number("newcomers"))
        ids = np.arange(people, dtype=np.int64)
        rich = (ids % 2).astype(np.int64)
        tax = self.policy.number("tax")
        grant = self.policy.number("grant") + self.policy.number("match") * tax
        value = np.empty((len(draws), people))
        for row in range(len(draws)):
            idle = int(self.policy.number("idle_numbers"))
            for counter in range(idle):
                randomness.uniforms(draws.keys[row], randomness.decision("idle"), ids, counter)
            income = np.full(people, draws.values["base_income"][row] + grant)
            if LUCK in self.reads:
                income += randomness.normals(draws.keys[row], randomness.decision("income"), ids)
            value[row] = income - rich * tax * (1 + draws.values["response"][row])
        table = UnitTable(
            "people", "People", "GBP/year", "higher", ids, 1.0 + ids % 3,
            {"wealth": rich}, {"wealth": ("poor", "rich")},
        )  # fmt: skip
        # A row's mean is taken of that row alone: NumPy's sum along an axis of a table rounds
        # differently with the table's shape.
        means = np.array([[r.mean(), r[rich == 0].mean(), r[rich == 1].mean()] for r in value])
        return Result(
            {"mean_income": means, "total_income": np.array([row.sum() for row in value])},
            {"people": UnitValues(table, value)},
        )


def _village() -> World:
    return World("village", {"person": np.arange(40)})


def _prepare(world: World, policy: Policy, period: Period) -> PlantedModel:
    return PlantedModel(world, policy)


def _checks() -> tuple[Check, ...]:
    return ()


institution = Room(
    name="planted",
    title="A planted institution",
    folder=Path(__file__).parent / "planted_room",
    period=Period.parse("2025-26"),
    prepare_model=_prepare,
    worlds={"village": _village},
    list_checks=_checks,
)


@contextmanager
def plugged_in(folder: Path, name: str, address: str) -> Iterator[None]:
    """Make a module look installed as an institution from outside, for this and new processes."""
    import sys

    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{registry.GROUP}]\n{name} = {address}\n")
    sys.path.insert(0, str(folder))
    _forget()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        _forget()


def _forget() -> None:
    registry._outside.cache_clear()
    registry._find.cache_clear()
