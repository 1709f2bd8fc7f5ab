"""The health institution: a waiting list, and who is called from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from commonweal.core.period import Period
from commonweal.core.protocol import Model
from commonweal.core.world import World
from commonweal.institutions.health import rtt_worlds, worlds
from commonweal.parameters.policy import Policy
from commonweal.parameters.room import Room

if TYPE_CHECKING:
    from commonweal.core.checks import Check


def _formula(world: World, policy: Policy, central_share: float) -> Model:
    from commonweal.institutions.health.formula import formula_model

    return formula_model(world, policy, central_share)


def _cohort(world: World, policy: Policy, central_share: float) -> Model:
    from commonweal.institutions.health.cohort import cohort_model

    return cohort_model(world, policy, central_share)


ENGINES: Mapping[str, Callable[[World, Policy, float], Model]] = MappingProxyType(
    {"formula": _formula, "cohort": _cohort}
)
"""The registered variants of the lever ``waiting_list.engine``."""


def _prepare(world: World, policy: Policy, period: Period) -> Model:
    """The period sets which values are in force; the weeks of a run count from its first."""
    engine = ENGINES[policy.choice("waiting_list.engine")]
    return engine(world, policy, institution.uncertainties["fundholding_share"].value)


def _checks() -> Sequence[Check]:
    from commonweal.institutions.health.validation import checks

    return checks()


institution = Room(
    name="health",
    title="Health: a waiting list, and who is called from it",
    folder=Path(__file__).parent,
    period=Period(date(1991, 4, 1), date(1999, 3, 31)),
    prepare_model=_prepare,
    worlds={
        worlds.STEADY: worlds.steady_list,
        worlds.DORSET: worlds.dorset,
        rtt_worlds.ENGLAND_2025: rtt_worlds.england_2025,
        rtt_worlds.ENGLAND_2014: rtt_worlds.england_2014,
    },
    open_file=rtt_worlds.world_from,
    tables=worlds.TABLES,
    list_checks=_checks,
)
