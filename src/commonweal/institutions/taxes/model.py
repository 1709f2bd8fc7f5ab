"""The institution: policies resolved into parameters, rules run over households.

The law reads no uncertainty and is computed once a policy. Only who claims child benefit is
drawn, and then only the rules that follow from it are computed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ModelError, ParameterError
from commonweal.core.period import Period
from commonweal.core.protocol import LUCK, Draws, Floats, Model, Result, UnitTable, UnitValues
from commonweal.core.world import World
from commonweal.institutions.taxes.engine import Runner, Structure, evaluate
from commonweal.institutions.taxes.graph import Entity, Graph
from commonweal.institutions.taxes.groups import Groups, groups_of
from commonweal.institutions.taxes.household_file import AMOUNTS, REGIONS
from commonweal.institutions.taxes.people import (
    EXAMPLE,
    example_households,
    open_households,
    structure_of,
)
from commonweal.parameters.policy import Policy
from commonweal.parameters.room import Room

if TYPE_CHECKING:
    from commonweal.core.checks import Check

TAKE_UP = "take_up.child_benefit"
TAKE_UP_DECISION = "child benefit take-up"

_BANDED = ("income_tax.main_rate_limits", "income_tax.scottish_rate_limits")
_TOTALS = {
    "income_tax": "income_tax",
    "national_insurance": "national_insurance",
    "employer_national_insurance": "employer_national_insurance",
    "class_2_credits": "class_2_treated_as_paid",
    "child_benefit": "child_benefit",
    "child_benefit_charge": "child_benefit_charge",
    "net_income": "household_net_income",
}
"""Measures that are the weighted sum of one rule over its entities."""

_FAMILIES_WITH = {
    "families_paid_child_benefit": "child_benefit",
    "families_charged": "child_benefit_charge",
}
_MEANS = {
    "family_type": "mean_net_income_by_family_type",
    "income_quintile": "mean_net_income_by_income_quintile",
    "region": "mean_net_income_by_region",
    "has_children": "mean_net_income_by_children",
}
_PAID = ("income_tax", "national_insurance", "employer_national_insurance", "child_benefit_charge")


def parameters_of(policy: Policy) -> dict[str, Any]:
    """The numbers of the law under the names that rules read them by.

    A lever's name without its section; a table becomes f8[k] in the order of its keys. Raises
    ModelError when two levers would have the same name.
    """
    found: dict[str, Any] = {}
    for name, lever in institution.levers.items():
        if lever.kind not in ("number", "table"):
            continue
        short = name.partition(".")[2].replace(".", "_")
        if short in found:
            raise ModelError(f"two levers would both be read as '{short}'; rename '{name}'")
        if lever.kind == "number":
            found[short] = policy.number(name)
        else:
            entries = policy.table(name)
            found[short] = np.array([entries[key] for key in lever.keys], dtype=np.float64)
    return found


def columns_of(world: World, structure: Structure) -> dict[str, Floats]:
    """What the people bring to the rules: f8 columns, one value a person."""
    home = world["region"][structure.owner["person", "household"]]
    scottish = np.where(home == REGIONS.index("Scotland"), 1.0, 0.0)
    facts = {name: np.asarray(world[name]) for name in ("age", "in_education", *AMOUNTS)}
    return {**facts, "scottish_taxpayer": scottish}


@dataclass(frozen=True, eq=False)
class TaxModel:
    """Households under one policy; ``settled`` holds all that does not depend on luck."""

    graph: Graph
    structure: Structure
    groups: Groups
    table: UnitTable
    weights: Mapping[Entity, Floats]
    benefit_units: npt.NDArray[np.int64]
    parameters: Mapping[str, Any]
    settled: Mapping[str, Floats]
    drawn: tuple[str, ...]
    reads: frozenset[str]

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        return self.groups.labels

    def run(self, draws: Draws) -> Result:
        """The measures and every household's net income, for each row of draws."""
        rows = [self._row(draws, row) for row in range(len(draws) if self.reads else 1)]
        repeat = np.zeros(len(draws), dtype=np.int64) if not self.reads else np.arange(len(draws))
        measured = [self._measures(values) for values in rows]
        measures = {
            name: np.array([one[name] for one in measured], dtype=np.float64)[repeat]
            for name in measured[0]
        }
        net = np.array([values["household_net_income"] for values in rows])[repeat]
        return Result(measures, {self.table.name: UnitValues(self.table, net)})

    def _row(self, draws: Draws, row: int) -> Mapping[str, Floats]:
        claims = np.ones(self.structure.size["benefit_unit"])
        if self.reads:
            from commonweal.core.randomness import decision, uniforms

            luck = uniforms(draws.keys[row], decision(TAKE_UP_DECISION), self.benefit_units)
            claims = np.where(luck < draws.values[TAKE_UP][row], 1.0, 0.0)
        given = {**self.settled, "claims_child_benefit": claims}
        return evaluate(self.graph, self.structure, given, self.parameters, names=self.drawn)

    def _measures(self, values: Mapping[str, Floats]) -> dict[str, Any]:
        measures: dict[str, Any] = {
            measure: self._total(values[name], self.graph.entities[name])
            for measure, name in _TOTALS.items()
        }
        measures["revenue"] = sum(measures[name] for name in _PAID) - measures["child_benefit"]
        for measure, name in _FAMILIES_WITH.items():
            measures[measure] = self._total(np.sign(values[name]), "benefit_unit")
        for group, measure in _MEANS.items():
            measures[measure] = self._means(values["household_net_income"], group)
        return measures

    def _total(self, values: Floats, entity: Entity) -> float:
        # Not a BLAS product: its order of summation depends on the number of threads.
        return float(np.sum(values * self.weights[entity]))

    def _means(self, net: Floats, group: str) -> Floats:
        codes, weight = self.groups.codes[group], self.weights["household"]
        return np.bincount(codes, weights=net * weight) / np.bincount(codes, weights=weight)


def prepare(world: World, policy: Policy, period: Period) -> Model:
    """Resolve the law of a policy and compute all of it that luck does not touch.

    The law is that of the period's first day; incomes are the world's, as they stand.
    """
    from commonweal.institutions.taxes import rulebook

    _check_bands(policy)
    structure = structure_of(world)
    parameters = parameters_of(policy)
    graph = _graph(parameters)
    drawn = graph.following_from(rulebook.DRAWN)
    once = [name for name in graph.order if name not in drawn]
    settled = evaluate(graph, structure, columns_of(world, structure), parameters, names=once)
    groups = groups_of(world, structure)
    household = np.asarray(world["weight"])
    weights: dict[Entity, Floats] = {
        "household": household,
        "benefit_unit": household[structure.owner["benefit_unit", "household"]],
        "person": household[structure.owner["person", "household"]],
    }
    table = UnitTable(
        "households", "Households", "GBP/year", "higher", np.asarray(world["household"]),
        household, groups.codes, groups.labels,
    )  # fmt: skip
    reads = frozenset({TAKE_UP, LUCK} if policy.choice("take_up.applied") == "estimated" else ())
    return TaxModel(
        graph, structure, groups, table, weights, np.asarray(world["benefit_unit"]), parameters,
        settled, drawn, reads,
    )  # fmt: skip


def derive(world: World, policy: Policy, run: Runner | None = None) -> dict[str, Floats]:
    """Every value of every rule for every person, benefit unit and household, all claiming.

    ``run`` is ``engine.compiled`` or ``engine.plain``; people, units and households stand in
    the order of the world's arrays.
    """
    structure = structure_of(world)
    parameters = parameters_of(policy)
    given = columns_of(world, structure)
    given["claims_child_benefit"] = np.ones(structure.size["benefit_unit"])
    return evaluate(_graph(parameters), structure, given, parameters, run=run)


def _graph(parameters: Mapping[str, Any]) -> Graph:
    from commonweal.institutions.taxes import rulebook

    return Graph(rulebook.rules, rulebook.reductions, rulebook.INPUTS, frozenset(parameters))


def _check_bands(policy: Policy) -> None:
    for name in _BANDED:
        limits = [policy.table(name)[key] for key in institution.levers[name].keys]
        if limits != sorted(limits):
            raise ParameterError(
                f"the bands of '{name}' overlap: {', '.join(f'{limit:g}' for limit in limits)}",
                where="policy",
                remedy="Give each band a limit no lower than the band before it.",
            )


def _checks() -> Sequence[Check]:
    from commonweal.institutions.taxes.validation import checks

    return checks()


institution = Room(
    name="taxes",
    title="Income tax, National Insurance and child benefit",
    folder=Path(__file__).parent,
    period=Period.parse("2025-26"),
    prepare_model=prepare,
    worlds={"example-households": example_households},
    open_file=open_households,
    tables={"example_households": EXAMPLE},
    list_checks=_checks,
)
