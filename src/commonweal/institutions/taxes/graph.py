"""Rules of law as a graph: a rule's argument names say what it is computed from.

A rule is a plain function of scalars. An argument is an input of the people, another rule, a
reduction of one, or a parameter of the law; nothing else wires them together. The engine knows
no policy: this module orders any rulebook, and ``engine`` runs it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from commonweal.core.errors import ModelError, UnknownName

Entity = Literal["person", "benefit_unit", "household"]
ENTITIES: tuple[Entity, ...] = ("person", "benefit_unit", "household")
"""From the smallest to the largest: each belongs to exactly one of the next."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of law: a function of named scalars, for one kind of entity.

    ``law`` names the provision, ``link`` where it stands. Calling the rule calls the function.
    """

    function: Callable[..., float]
    entity: Entity
    unit: str
    law: str
    link: str

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return (inspect.getdoc(self.function) or self.name).partition("\n")[0]

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.function).parameters)

    @property
    def file(self) -> Path:
        return Path(self.function.__code__.co_filename)

    @property
    def line(self) -> int:
        return self.function.__code__.co_firstlineno

    def __call__(self, *arguments: Any, **named: Any) -> float:
        return self.function(*arguments, **named)


@dataclass(frozen=True, slots=True)
class Reduction:
    """A quantity of a larger entity made from those of its members: their sum or their largest."""

    name: str
    of: str
    how: Literal["sum", "max"]
    entity: Entity


def rule(
    *, entity: Entity, law: str, link: str, unit: str = "GBP/year"
) -> Callable[[Callable[..., float]], Rule]:
    """Declare a function of scalars as a rule of law."""

    def declare(function: Callable[..., float]) -> Rule:
        return Rule(function, entity, unit, law, link)

    return declare


@dataclass(frozen=True, eq=False)
class Graph:
    """A rulebook in order: every rule after what it is computed from.

    ``inputs`` gives the entity of each input; ``parameters`` names those of the law. Raises
    UnknownName for an argument that is nothing known, ModelError for a cycle, a name with two
    meanings, or a rule that reads many values where it needs one.
    """

    rules: Mapping[str, Rule]
    reductions: Mapping[str, Reduction]
    inputs: Mapping[str, Entity]
    parameters: frozenset[str]

    def __post_init__(self) -> None:
        meanings = [*self.rules, *self.reductions, *self.inputs, *self.parameters]
        twice = sorted({name for name in meanings if meanings.count(name) > 1})
        if twice:
            raise ModelError(
                f"'{twice[0]}' has two meanings in the rulebook",
                remedy="Rename the rule, the reduction or the lever.",
            )
        for name in self.order:
            self._check(name)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Rules and reductions, each after those it needs."""
        needs = {name: self._computed_from(name) for name in [*self.rules, *self.reductions]}
        try:
            return tuple(TopologicalSorter(needs).static_order())
        except CycleError as cycle:
            raise ModelError(
                f"rules depend on one another in a circle: {' → '.join(cycle.args[1])}",
                remedy="Break the circle: a rule must not need its own result.",
            ) from None

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """The entity of every input, rule and reduction."""
        named = {name: item.entity for name, item in self.rules.items()}
        named |= {name: item.entity for name, item in self.reductions.items()}
        return MappingProxyType({**self.inputs, **named})

    def needs(self, name: str) -> tuple[str, ...]:
        """What a rule or reduction reads directly."""
        if name in self.reductions:
            return (self.reductions[name].of,)
        return self.rules[name].arguments

    def following_from(self, sources: Collection[str]) -> tuple[str, ...]:
        """The rules and reductions that change when these inputs change, in order."""
        reached = set(sources)
        for name in self.order:
            if reached.intersection(self.needs(name)):
                reached.add(name)
        return tuple(name for name in self.order if name in reached)

    def _computed_from(self, name: str) -> list[str]:
        return [n for n in self.needs(name) if n in self.rules or n in self.reductions]

    def _check(self, name: str) -> None:
        entity = self.entities[name]
        for needed in self.needs(name):
            if needed in self.parameters and name in self.rules:
                continue
            if needed not in self.entities:
                known = [*self.entities, *self.parameters]
                raise UnknownName("input, rule or parameter", needed, known, where=f"rule '{name}'")
            larger = ENTITIES.index(self.entities[needed]) - ENTITIES.index(entity)
            if name in self.rules and larger < 0:
                raise ModelError(
                    f"the rule '{name}' is for one {entity} but reads '{needed}', "
                    f"of which it has several",
                    remedy=f"Declare a Reduction of '{needed}' and read that.",
                )
            if name in self.reductions and larger >= 0:
                raise ModelError(
                    f"'{name}' reduces '{needed}', which is not of a smaller entity",
                    remedy="Use the value itself: the engine spreads it to members.",
                )
