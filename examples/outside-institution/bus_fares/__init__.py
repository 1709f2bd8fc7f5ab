"""Bus fares: what a cap on single fares does to riders, and to what operators take.

The whole institution is this module and ``parameters.yaml``. Riders of three distances pay the
full fare or the cap, whichever is lower, and travel more or less by the fare elasticity. Left
out: season tickets, journeys by other means, crowding, and what pays for the cap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from commonweal.core.checks import Check, Fault
from commonweal.core.period import Period
from commonweal.core.protocol import Draws, Floats, Result, UnitTable, UnitValues
from commonweal.core.world import World
from commonweal.parameters.policy import Policy
from commonweal.parameters.room import Room

DISTANCES = ("short", "middle", "long")


def town() -> World:
    """An imagined town of 100,000 bus trips a week, at round full fares."""
    fares, trips = np.array([1.8, 2.9, 4.6]), np.array([50_000.0, 30_000.0, 20_000.0])
    return World("town", {"fare_gbp": fares, "trips_week": trips})


def trips_made(full_fare: Floats, fare: Floats, elasticity: Floats) -> Floats:
    """Trips at a fare, as a share of those at the full fare: constant elasticity."""
    return (fare / full_fare) ** elasticity


@dataclass(frozen=True)
class FareModel:
    """A town's buses under one cap."""

    world: World
    cap_gbp: float
    reads = frozenset({"fare_elasticity"})
    labels = {"distance": DISTANCES}  # noqa: RUF012 - read only

    def run(self, draws: Draws) -> Result:
        full, usual = self.world["fare_gbp"], self.world["trips_week"]
        fare = np.minimum(full, self.cap_gbp)
        made = trips_made(full, fare, draws.values["fare_elasticity"][:, None])
        income = sum((fare * usual * made).T, np.zeros(len(draws)))
        fares = np.tile(fare, (len(draws), 1))
        riders = UnitTable(
            "trips", "Single fares, by distance", "GBP", "lower", np.arange(3), usual,
            {"distance": np.arange(3)}, {"distance": DISTANCES}, cells=True,
        )  # fmt: skip
        measures = {"fare": fares, "trips": made, "fare_income": income}
        return Result(measures, {"trips": UnitValues(riders, fares)})


def prepare(world: World, policy: Policy, period: Period) -> FareModel:
    return FareModel(world, policy.number("fare_cap"))


def income_gbp_week(cap_gbp: float, elasticity: float) -> float:
    """What operators take in a week, at one known elasticity."""
    row = np.zeros(1, np.int64)
    known = Draws(
        row, row, {"fare_elasticity": np.array([elasticity])}, np.zeros((1, 2), np.uint32)
    )
    return float(FareModel(town(), cap_gbp).run(known).measures["fare_income"][0])


def checks() -> Sequence[Check]:
    """At an elasticity of -1 a rider spends the same at any fare, so a cap costs nothing."""
    ignored = Fault(
        "riders ignore the fare", "bus_fares.trips_made", lambda full, fare, e: 0 * e + 1
    )
    return [
        Check("unit-elasticity", "closed form", "Income at elasticity -1 does not depend on the cap",
              1.8 * 50_000 + 2.9 * 30_000 + 4.6 * 20_000, lambda: income_gbp_week(2.0, -1.0), 1e-6,
              "definition of a constant elasticity", (ignored,)),
    ]  # fmt: skip


institution = Room(
    name="bus-fares",
    title="Bus fares: a cap on the single fare",
    folder=Path(__file__).parent,
    period=Period.parse("2024"),
    prepare_model=prepare,
    worlds={"town": town},
    list_checks=checks,
)
