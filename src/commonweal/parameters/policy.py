"""Policies and reforms: a value for every lever, and named changes laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from commonweal.core.errors import ModelError, UnknownName
from commonweal.parameters.levers import Lever, LeverValue

if TYPE_CHECKING:
    from commonweal.core.protocol import Institution

Changes = Mapping[str, LeverValue]
"""A reform: lever name -> new value. Data only."""


@dataclass(frozen=True)
class Policy:
    """A value for every lever of one institution, as in force on a day, reform included."""

    institution: str
    day: date
    values: Mapping[str, LeverValue]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __reduce__(self) -> tuple[object, ...]:
        return (Policy, (self.institution, self.day, dict(self.values)))

    def number(self, name: str) -> float:
        """The value of a number lever, in its declared unit."""
        value = self._value(name)
        if not isinstance(value, int | float):
            raise ModelError(f"the lever '{name}' is not a number")
        return float(value)

    def choice(self, name: str) -> str:
        """The chosen option of a choice, or the rule's name of a variant."""
        value = self._value(name)
        if not isinstance(value, str):
            raise ModelError(f"the lever '{name}' is not a choice")
        return value

    def table(self, name: str) -> Mapping[str, float]:
        """The entries of a table, or of a dated path by ISO date."""
        value = self._value(name)
        if not isinstance(value, Mapping):
            raise ModelError(f"the lever '{name}' is not a table")
        return value

    def path(self, name: str, day: date) -> float:
        """The value of a dated path on a day: that of the last date not after it.

        Before the first date it is the first value.
        """
        entries = self.table(name)
        in_force = [key for key in sorted(entries) if key <= day.isoformat()]
        return entries[in_force[-1] if in_force else min(entries)]

    def _value(self, name: str) -> LeverValue:
        if name not in self.values:
            raise UnknownName("lever", name, self.values, where=self.institution)
        return self.values[name]


def resolve(
    institution: Institution, day: date, changes: Mapping[str, object], *, where: str = ""
) -> Policy:
    """The policy in force on a day with a reform laid over it.

    Every change is checked against its lever: UnknownName for a lever that does not exist,
    ParameterError for a value outside its domain, UnitError for a unit that does not fit.
    """
    accepted = accept(institution, changes, where=where)
    values = {
        name: _overlaid(lever, day, accepted[name]) if name in accepted else lever.on(day).value
        for name, lever in institution.levers.items()
    }
    return Policy(institution.name, day, values)


def _overlaid(lever: Lever, day: date, change: LeverValue) -> LeverValue:
    """A whole value stands by itself, even on a day for which none is laid down."""
    whole = not isinstance(change, Mapping) or (lever.keys and set(lever.keys) <= change.keys())
    return change if whole else lever.overlaid(lever.on(day).value, change)


def accept(
    institution: Institution, changes: Mapping[str, object], *, where: str = ""
) -> dict[str, LeverValue]:
    """The changes of a reform in plain form, each checked against its lever."""
    levers = institution.levers
    accepted: dict[str, LeverValue] = {}
    for name, value in changes.items():
        if name not in levers:
            raise UnknownName("lever", name, levers, where=where or institution.name)
        accepted[name] = levers[name].accept(value, where=where)
    return accepted
