"""Validation: named checks, what they expected, what they got, and a fault each must catch."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from unittest import mock

from commonweal.core.errors import MissingExtra

CheckKind = Literal[
    "identity", "closed form", "official result", "published estimate", "calibration target", "peer"
]
HARD: frozenset[str] = frozenset({"identity", "closed form", "official result"})
"""Kinds that must pass: a miss makes ``commonweal validate`` exit with 1."""

State = Literal["pass", "miss", "not run"]
Value = float | int | str | bool | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake planted on purpose: while it stands, its check must miss.

    ``target`` is the dotted name of a function, constant or table; ``replacement`` stands in
    its place while the fault is planted.
    """

    description: str
    target: str
    replacement: Any

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Put the mistake in place, and take it away again."""
        with mock.patch(self.target, self.replacement):
            yield


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: how to compute it, what is expected, and how close.

    ``got`` computes the figure; it must reach the code under test by attribute, so that the
    planted fault is seen. ``tolerance`` is absolute, in the unit of the figure; 0 means equal.
    ``source`` says where the expected figure was published or derived.
    """

    id: str
    kind: CheckKind
    title: str
    expected: Value
    got: Callable[[], Value]
    tolerance: float
    source: str
    faults: tuple[Fault, ...]

    def run(self, institution: str) -> CheckResult:
        """Compute the figure and compare; an absent peer is "not run", never a pass."""
        try:
            got = self.got()
        except MissingExtra as absent:
            return CheckResult(self, institution, None, "not run", math.nan, str(absent))
        size = distance(self.expected, got)
        state: State = "pass" if size <= self.tolerance else "miss"
        return CheckResult(self, institution, got, state, size, "")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of a check; ``size`` is how far the figure lies from the expected one."""

    check: Check
    institution: str
    got: Value | None
    state: State
    size: float
    note: str

    @property
    def failed_hard(self) -> bool:
        return self.state == "miss" and self.check.kind in HARD

    def as_json(self) -> dict[str, Any]:
        """The row of ``commonweal validate --json``."""
        return {
            "id": self.check.id,
            "institution": self.institution,
            "kind": self.check.kind,
            "title": self.check.title,
            "expected": _plain(self.check.expected),
            "got": _plain(self.got),
            "tolerance": self.check.tolerance,
            "size": self.size if math.isfinite(self.size) else None,
            "state": self.state,
            "source": self.check.source,
            "note": self.note,
        }


def distance(expected: Value, got: Value) -> float:
    """The largest absolute difference; infinite where the two cannot be compared.

    >>> distance([1, 2.0], [1, 2.5])
    0.5
    """
    expected, got = _plain(expected), _plain(got)
    if isinstance(expected, str | bool) or isinstance(got, str | bool):
        return 0.0 if expected == got else math.inf
    if isinstance(expected, int | float) and isinstance(got, int | float):
        gap = abs(float(expected) - float(got))
        return math.inf if math.isnan(gap) else gap
    if isinstance(expected, Sequence) and isinstance(got, Sequence):
        if len(expected) != len(got):
            return math.inf
        return max((distance(e, g) for e, g in zip(expected, got, strict=True)), default=0.0)
    return math.inf


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):  # of NumPy: a number or an array
        return value.tolist()
    return value
