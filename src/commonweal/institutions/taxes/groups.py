"""The groups in which gains and losses are shown: facts of the people, the same in every arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commonweal.core.protocol import Floats
from commonweal.core.world import World
from commonweal.institutions.taxes.engine import Structure
from commonweal.institutions.taxes.household_file import REGIONS
from commonweal.institutions.taxes.people import is_dependent

Codes = npt.NDArray[np.int64]

FAMILY_TYPES = (
    "single",
    "couple",
    "lone parent",
    "couple with children",
    "pensioner",
    "several families",
)
QUINTILES = ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth")
CHILDREN = ("with children", "without children")
_PENSIONER_AGE = 66


@dataclass(frozen=True, eq=False)
class Groups:
    """Codes of every household into the labels that occur, by name of the grouping."""

    codes: Mapping[str, Codes]
    labels: Mapping[str, tuple[str, ...]]


def groups_of(world: World, structure: Structure) -> Groups:
    """Family type, fifth of gross income, region, and whether there are children."""
    found: dict[str, tuple[Codes, tuple[str, ...]]] = {
        "family_type": (_family_types(world, structure), FAMILY_TYPES),
        "income_quintile": (_income_quintiles(world, structure), QUINTILES),
        "region": (np.asarray(world["region"]), REGIONS),
        "has_children": (_has_children(world, structure), CHILDREN),
    }
    codes, labels = {}, {}
    for name, (all_codes, all_labels) in found.items():
        occurring, codes[name] = np.unique(all_codes, return_inverse=True)
        labels[name] = tuple(all_labels[code] for code in occurring)
    return Groups(codes, labels)


def _dependent(world: World) -> Floats:
    pairs = zip(world["age"], world["in_education"], strict=True)
    return np.array(
        [is_dependent(int(age), int(learns)) for age, learns in pairs], dtype=np.float64
    )


def _has_children(world: World, structure: Structure) -> Codes:
    children = _counted(_dependent(world), structure)
    return np.where(children > 0, 0, 1)


def _family_types(world: World, structure: Structure) -> Codes:
    """The type of a household's only family; several families are a type of their own."""
    dependent = _dependent(world)
    adults = _counted(1.0 - dependent, structure)
    children = _counted(dependent, structure)
    old = _counted(np.where(world["age"] >= _PENSIONER_AGE, 1.0, 0.0), structure)
    units = np.bincount(world["benefit_unit_household"])
    conditions = [
        units > 1,
        (children == 0) & (old == adults),
        children == 0,
        adults == 1,
    ]
    several, pensioner, single, couple, lone, parents = (
        FAMILY_TYPES.index(name)
        for name in ("several families", "pensioner", "single", "couple", "lone parent",
                     "couple with children")
    )  # fmt: skip
    choices: list[Codes | int] = [
        several, pensioner, np.where(adults == 1, single, couple), lone,
    ]  # fmt: skip
    return np.select(conditions, choices, default=parents).astype(np.int64)


def _income_quintiles(world: World, structure: Structure) -> Codes:
    """Fifths of households by gross income, each a fifth of the weight; ties go by number."""
    gross = _counted(
        world["employment_income"] + world["self_employment_income"] + world["pension_income"],
        structure,
    )
    order = np.lexsort((world["household"], gross))
    weight = world["weight"][order]
    middle = (np.cumsum(weight) - weight / 2) / weight.sum()
    codes = np.empty(order.shape[0], dtype=np.int64)
    codes[order] = np.minimum(np.floor(middle * 5), 4)
    return codes


def _counted(values: Floats, structure: Structure) -> Floats:
    owner = structure.owner["person", "household"]
    count = structure.size["household"]
    return np.asarray(np.bincount(owner, weights=values, minlength=count), dtype=np.float64)
