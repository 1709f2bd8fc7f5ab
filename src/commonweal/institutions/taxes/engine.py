"""Running a rulebook over people: one compiled loop a rule, or the same rules plainly.

Values of a larger entity are spread to its members where a rule reads them; reductions go the
other way. Nothing here knows any policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal.core.protocol import Floats
from commonweal.institutions.taxes.graph import Entity, Graph, Reduction, Rule

Indices = npt.NDArray[np.int64]
Values = Mapping[str, Floats]
Runner = Callable[[Rule, Values, Mapping[str, Any], int], Floats]
"""Applies a rule to columns of values, with the parameters of the law, so many times."""


@dataclass(frozen=True, eq=False)
class Structure:
    """Who belongs to whom: members stand together, in the order of what they belong to.

    ``starts[smaller, larger]``: the first member of each larger entity; ``owner[smaller,
    larger]``: for each smaller one, the position of the larger. ``size`` counts each kind.
    """

    size: Mapping[Entity, int]
    starts: Mapping[tuple[Entity, Entity], Indices]
    owner: Mapping[tuple[Entity, Entity], Indices]

    @classmethod
    def of(cls, unit_of_person: Indices, household_of_unit: Indices) -> Structure:
        """Build from the position of each person's benefit unit and each unit's household."""
        owner: dict[tuple[Entity, Entity], Indices] = {
            ("person", "benefit_unit"): unit_of_person,
            ("benefit_unit", "household"): household_of_unit,
            ("person", "household"): household_of_unit[unit_of_person],
        }
        starts = {
            pair: np.flatnonzero(np.diff(places, prepend=-1)) for pair, places in owner.items()
        }
        size: dict[Entity, int] = {
            "person": unit_of_person.shape[0],
            "benefit_unit": household_of_unit.shape[0],
            "household": starts["benefit_unit", "household"].shape[0],
        }
        return cls(size, starts, owner)

    def spread(self, values: Floats, larger: Entity, smaller: Entity) -> Floats:
        """Give each member the value of the entity it belongs to."""
        return values if larger == smaller else values[self.owner[smaller, larger]]

    def reduce(self, values: Floats, reduction: Reduction, smaller: Entity) -> Floats:
        """The sum or the largest of the members' values."""
        combine = np.add if reduction.how == "sum" else np.maximum
        reduced: Floats = combine.reduceat(values, self.starts[smaller, reduction.entity])
        return reduced


def evaluate(
    graph: Graph,
    structure: Structure,
    given: Values,
    parameters: Mapping[str, Any],
    *,
    names: Iterable[str] | None = None,
    run: Runner | None = None,
) -> dict[str, Floats]:
    """Compute rules in order from what is given, and return all values, given ones included.

    ``given``: f8 columns by name, one value an entity. ``names`` limits which rules and
    reductions are computed (all, by default); ``run`` is ``compiled`` unless told otherwise.
    """
    values = dict(given)
    for name in graph.order if names is None else names:
        entity = graph.entities[name]
        if name in graph.reductions:
            reduction = graph.reductions[name]
            smaller = graph.entities[reduction.of]
            values[name] = structure.reduce(values[reduction.of], reduction, smaller)
            continue
        columns = {
            needed: structure.spread(values[needed], graph.entities[needed], entity)
            for needed in graph.rules[name].arguments
            if needed not in graph.parameters
        }
        values[name] = (run or compiled)(
            graph.rules[name], columns, parameters, structure.size[entity]
        )
    return values


def plain(rule: Rule, columns: Values, parameters: Mapping[str, Any], size: int) -> Floats:
    """Apply the rule's own Python function to one entity after another: the reference."""
    fixed = {name: parameters[name] for name in rule.arguments if name not in columns}
    rows = ({name: float(column[i]) for name, column in columns.items()} for i in range(size))
    return np.array([rule.function(**row, **fixed) for row in rows], dtype=np.float64)


def compiled(rule: Rule, columns: Values, parameters: Mapping[str, Any], size: int) -> Floats:
    """Apply the rule through its compiled loop, which is made at its first use."""
    loop = _loop(rule.function, rule.arguments, frozenset(columns))
    out = np.empty(size, dtype=np.float64)
    loop(out, *(columns[n] if n in columns else parameters[n] for n in rule.arguments))
    return out


@cache
def _loop(
    function: Callable[..., float], arguments: tuple[str, ...], columns: frozenset[str]
) -> Callable[..., None]:
    """Compile ``out[i] = function(...)`` over the columns, parameters held fixed.

    The loop is written out as source, because a compiled function cannot take a variable
    number of columns. It is given the file and line of its rule, so that the cache keeps one
    loop a rule, and drops it when the rule's file changes.
    """
    from commonweal.core.kernel import kernel

    given = ", ".join(f"{name}[i]" if name in columns else name for name in arguments)
    name = f"loop_over_{function.__name__.strip('<>')}"
    source = (
        "\n" * (function.__code__.co_firstlineno - 1)
        + f"def {name}(out, {', '.join(arguments)}):\n"
        + "    for i in range(out.shape[0]):\n"
        + f"        out[i] = rule({given})\n"
    )
    scope: dict[str, Any] = {"rule": kernel(function), "__name__": function.__module__}
    # Names come from the signature of a rule in this package, never from a user's file.
    exec(compile(source, function.__code__.co_filename, "exec"), scope)  # noqa: S102
    return kernel(scope[name])
