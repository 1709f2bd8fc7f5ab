"""Levers: what a rulebook sets. A number, a choice, a table, a dated path, or a variant."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from commonweal.core.errors import ParameterError, UnknownName
from commonweal.core.spelling import number_from
from commonweal.core.units import convert, unit_named
from commonweal.parameters.sources import Source

_QUOTES = "YAML reads on, off, yes and no as true and false: put the option into quotes."

LeverKind = Literal["number", "choice", "table", "path", "variant"]
LeverValue = float | str | Mapping[str, float]
"""A number; the name of a choice or variant; a table or dated path as a mapping."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value in force from a day on, and where it is laid down."""

    start: date
    value: LeverValue
    source: Source | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing a rulebook sets: kind, unit, permitted values, and its history.

    ``history`` is sorted by date. ``low`` and ``high`` bound a number and every entry of a
    table or path; ``options`` names the values of a choice or the registered rules of a
    variant, with one sentence each. ``keys`` are the entries a table must have.
    ``assumption`` is the one reason for a value that no source lays down.
    """

    name: str
    kind: LeverKind
    title: str
    unit: str
    history: tuple[DatedValue, ...]
    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    keys: tuple[str, ...] = ()
    law: str = ""
    assumption: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        return (
            _rebuild,
            (
                self.name, self.kind, self.title, self.unit, self.history, self.low, self.high,
                self.whole, dict(self.options), self.keys, self.law, self.assumption,
            ),
        )  # fmt: skip

    def on(self, day: date) -> DatedValue:
        """The value in force on a day.

        Raises ParameterError when the history begins later.
        """
        in_force = [dated for dated in self.history if dated.start <= day]
        if not in_force:
            raise ParameterError(
                f"'{self.name}' has no value on {day}: its history begins on "
                f"{self.history[0].start}",
                where="parameters",
                remedy="Choose a later period, or set the lever yourself.",
            )
        return in_force[-1]

    def accept(self, value: object, *, where: str = "") -> LeverValue:
        """Return the value in its plain form, or raise ParameterError saying what is wrong.

        A number may carry a unit (``"8 weeks"``); a table may name only the entries it changes.
        """
        if self.kind == "number":
            return self._number(value, where)
        if self.kind in ("choice", "variant"):
            if not isinstance(value, str) or value not in self.options:
                raise UnknownName(
                    "option" if self.kind == "choice" else "variant",
                    value,
                    self.options,
                    where=where or self.name,
                    remedy=_QUOTES if isinstance(value, bool) else "",
                )
            return value
        if not isinstance(value, Mapping) or not value:
            raise self._wrong(value, "a mapping of entries to numbers", where)
        if self.kind == "table":
            for key in value:
                if self.keys and str(key) not in self.keys:
                    raise UnknownName("entry", key, self.keys, where=where or self.name)
            return {str(key): self._number(item, where) for key, item in value.items()}
        return dict(
            sorted(
                (_day(key, self.name, where), self._number(v, where)) for key, v in value.items()
            )
        )

    def overlaid(self, base: LeverValue, change: LeverValue) -> LeverValue:
        """A table's or path's changed entries laid over its base; other kinds are replaced."""
        if isinstance(base, Mapping) and isinstance(change, Mapping):
            return {**base, **change}
        return change

    def _number(self, value: object, where: str) -> float:
        if isinstance(value, bool):
            raise self._wrong(value, f"a number of {self.unit}", where)
        number: float
        if isinstance(value, str):
            amount, _, unit = value.strip().partition(" ")
            try:
                number = number_from(amount)
            except ValueError:
                raise self._wrong(value, f"a number of {self.unit}", where) from None
            if unit:
                number = convert(number, unit, self.unit, where=where or self.name)
        elif isinstance(value, int | float):
            try:
                number = float(value)
            except OverflowError:  # a whole number of more than 308 digits
                number = math.inf
        else:
            raise self._wrong(value, f"a number of {self.unit}", where)
        if not math.isfinite(number):
            raise self._wrong(value, "a finite number", where)
        if not self.low <= number <= self.high:
            raise self._wrong(value, f"between {self.low:g} and {self.high:g} {self.unit}", where)
        if self.whole and number != int(number):
            raise self._wrong(value, "a whole number", where)
        return number

    def _wrong(self, value: object, must: str, where: str) -> ParameterError:
        return ParameterError(
            f"the lever '{self.name}' must be {must}; it is set to {value!r}",
            where=where,
            remedy=f"See: commonweal explain {self.name}",
        )


def checked_unit(name: str, *, where: str) -> str:
    """The registered spelling of a unit."""
    return unit_named(name, where=where).name


def _day(key: object, name: str, where: str) -> str:
    try:
        return (key if isinstance(key, date) else date.fromisoformat(str(key))).isoformat()
    except ValueError:
        raise ParameterError(
            f"the dated path '{name}' has the date '{key}'",
            where=where,
            remedy="Write dates as 2025-04-06.",
        ) from None


def _rebuild(*fields: Any) -> Lever:
    name, kind, title, unit, history, low, high, whole, options, keys, law, assumption = fields
    return Lever(
        name, kind, title, unit, history, low, high, whole,
        MappingProxyType(options), keys, law, assumption,
    )  # fmt: skip
