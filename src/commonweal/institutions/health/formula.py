"""The closed form as a model: a steady list in the long run, with no luck and no removals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError, WorldError
from commonweal.core.protocol import Draws, Floats, Result, UnitTable, UnitValues
from commonweal.core.world import World
from commonweal.institutions.health import guarantee, opening
from commonweal.institutions.health.calendar import AT
from commonweal.institutions.health.disciplines import DISCIPLINES, Discipline
from commonweal.institutions.health.measures import CLASSES, odds_of_classes, relative_gap
from commonweal.parameters.policy import Policy


@dataclass(frozen=True)
class SteadyFormula:
    """What a rule of calling does to a steady list, worked out rather than run."""

    joined_per_week: float
    discipline: Discipline
    central_share: float

    @property
    def reads(self) -> frozenset[str]:
        always = {"steady_wait", "fundholding_share"}
        if self.discipline.moves_up:
            always |= {"adherence", "capacity_response"}
        return frozenset(always)

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        return {"class": (*CLASSES, "all"), "at": AT[-1:]}

    def run(self, draws: Draws) -> Result:
        """Waits, lists and overtakings of every draw, all at once."""
        wait, share = draws.values["steady_wait"], opening.drawn_share(draws, "fundholding_share")
        honoured, response = np.zeros_like(wait), np.zeros_like(wait)
        if self.discipline.moves_up:
            honoured = self.discipline.enforcement * opening.drawn_share(draws, "adherence")
            response = draws.values["capacity_response"]
        waits = guarantee.steady_waits(
            wait, share, honoured, float(self.discipline.call_at_weeks), response
        )
        return Result(
            self._measures(waits, share, honoured), {"patients": self._units(waits, share)}
        )

    def _measures(
        self, waits: guarantee.SteadyWaits, share: Floats, honoured: Floats
    ) -> dict[str, Floats]:
        """By Little's law a list is the patients joining a week times the weeks they wait."""
        joined = self.joined_per_week
        moved_up = joined * share * honoured
        ignored = joined * share - moved_up
        rest = joined * (1 - share)
        size = [joined * share * waits.fundholding, rest * waits.others, joined * waits.everyone]
        fundholding_weeks = moved_up * waits.moved_up**2 + ignored * waits.others**2
        other_weeks = rest * waits.others**2
        half_squares = [fundholding_weeks, other_weeks, fundholding_weeks + other_weeks]
        overtaken = moved_up * (waits.others - waits.moved_up)
        by_class = [waits.fundholding, waits.others, waits.everyone]
        return {
            "mean_wait": _columns(by_class),
            "wait_gap": (waits.others - waits.fundholding)[:, None],
            "relative_gap": relative_gap(waits.fundholding, waits.others)[:, None],
            "list_size": _columns(size),
            "age_of_waiting": _columns(
                [s / (2 * n) for s, n in zip(half_squares, size, strict=True)]
            ),
            "clearance_time": waits.everyone[:, None],
            "overtaken": _columns(
                [(1 - honoured) * overtaken, overtaken, (1 - share * honoured) * overtaken]
            ),
        }

    def _units(self, waits: guarantee.SteadyWaits, share: Floats) -> UnitValues:
        central = np.array([self.central_share, 1 - self.central_share])
        table = UnitTable(
            name="patients",
            title="Weeks waited in the long run by those who join in one week",
            value_unit="week",
            better="lower",
            ids=np.arange(2, dtype=np.int64),
            weight=self.joined_per_week * central,
            groups={"class": np.arange(2, dtype=np.int64)},
            labels={"class": CLASSES},
            cells=True,
        )
        weight = table.weight * odds_of_classes(share, self.central_share)
        return UnitValues(table, np.stack([waits.fundholding, waits.others], axis=1), None, weight)


def formula_model(world: World, policy: Policy, central_share: float) -> SteadyFormula:
    """Prepare the closed form. Raises an error where its condition, a steady list, fails."""
    world = opening.checked_world(world)
    if opening.has_own_list(world):
        raise WorldError(
            "the closed form holds on a steady list only, and this world brings its own",
            where=f"world '{world.name}'",
            remedy="Set waiting_list.engine: cohort, or take the world steady-list.",
        )
    if policy.number("waiting_list.capacity") != 1:
        raise ParameterError(
            "the closed form holds only while slots keep the list steady",
            where="waiting_list.capacity",
            remedy="Leave waiting_list.capacity at 1, or set waiting_list.engine: cohort.",
        )
    discipline = DISCIPLINES[policy.choice("waiting_list.discipline")](policy)
    if not discipline.is_plain:
        raise ParameterError(
            f"the closed form knows first-come and guarantee, not {discipline.name}"
            + (" with a target for everybody" if discipline.for_everybody else ""),
            where="waiting_list.discipline",
            remedy="Set waiting_list.engine: cohort.",
        )
    return SteadyFormula(float(world.facts["joined_per_week"]), discipline, central_share)


def _columns(by_class: list[Floats]) -> Floats:
    """f8[n, classes, 1]: the axis ``at`` holds the long run alone."""
    return np.stack(by_class, axis=1)[:, :, None]
