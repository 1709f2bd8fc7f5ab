"""Rules of calling for a list of persons: a row of four numbers for each class.

Every rule that orders by waiting looks at the head of each line only, and calls the head that
comes first by level, then by its claim, ``growth × weeks waited + head_start``, then by who
joined first. Once a head has waited ``call_at`` weeks it goes before all who have not, whatever
their level. The rules differ in these numbers, not in code.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from commonweal.core.errors import ParameterError, UnknownName
from commonweal.core.protocol import Floats

NEVER_CALLED = math.inf
"""Weeks at which a class without a promise is moved up."""

LARGEST_NUMBER = 1e9
"""Of a rule, but for promises: a larger one leaves no digits for the weeks waited."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is called next, as f8[classes] each.

    ``level``: lower goes first; ``growth``: of the claim with each week waited;
    ``head_start``: the claim on joining; ``call_at``: weeks after which a patient whose
    promise is honoured goes before everybody else.
    """

    name: str
    level: Floats
    growth: Floats
    head_start: Floats
    call_at: Floats

    @property
    def classes(self) -> int:
        return int(self.level.size)


def _rule(name: str, classes: int, **columns: Sequence[float]) -> Rule:
    held = {
        "level": np.zeros(classes),
        "growth": np.ones(classes),
        "head_start": np.zeros(classes),
        "call_at": np.full(classes, NEVER_CALLED),
    }
    held |= {column: np.array(numbers, np.float64) for column, numbers in columns.items()}
    return Rule(name, held["level"], held["growth"], held["head_start"], held["call_at"])


def first_come(numbers: Sequence[float]) -> Rule:
    """Whoever has waited longest; the numbers only say how many classes there are."""
    return _rule("first-come", len(numbers))


def strict_priority(numbers: Sequence[float]) -> Rule:
    """The class with the lowest number first, and whoever has waited longest within it."""
    return _rule("strict-priority", len(numbers), level=numbers)


def urgent_first(numbers: Sequence[float]) -> Rule:
    """Classes with a number above 0 are urgent and go first; the others by waiting alone."""
    return _rule(
        "urgent-first", len(numbers), level=[0.0 if number > 0 else 1.0 for number in numbers]
    )


def accumulating_priority(numbers: Sequence[float]) -> Rule:
    """The largest claim first, which grows by the class's number with each week waited."""
    return _rule("accumulating-priority", len(numbers), growth=numbers)


def earliest_deadline(numbers: Sequence[float]) -> Rule:
    """Whoever is nearest to, or furthest past, the weeks allowed to the class."""
    return _rule("earliest-deadline", len(numbers), head_start=[-number for number in numbers])


def guarantee(numbers: Sequence[float], lead_weeks: float = 0.0) -> Rule:
    """Those about to pass the weeks promised to their class first, then the longest wait.

    Infinite for a class without a promise. Whether a promise is kept is the patient's luck:
    see ``PatientClass.honoured``. Raises ParameterError for a lead longer than a promise.
    """
    if lead_weeks < 0 or any(number < lead_weeks for number in numbers):
        raise ParameterError(
            f"patients cannot be called {lead_weeks:g} weeks before a shorter promise",
            where="lead_weeks",
            remedy="Set lead_weeks from 0 to the shortest promise.",
        )
    return _rule("guarantee", len(numbers), call_at=[number - lead_weeks for number in numbers])


RULES: Mapping[str, Callable[[Sequence[float]], Rule]] = MappingProxyType(
    {
        "first-come": first_come,
        "strict-priority": strict_priority,
        "urgent-first": urgent_first,
        "accumulating-priority": accumulating_priority,
        "earliest-deadline": earliest_deadline,
        "guarantee": guarantee,
    }
)
"""The registered rules, by name; each takes one number a class."""


def rule(name: str, numbers: Sequence[float]) -> Rule:
    """A registered rule with one number for each class.

    Raises UnknownName, or ParameterError where a number is below 0 or not one.

    >>> rule("accumulating-priority", [2, 1]).growth.tolist()
    [2.0, 1.0]
    """
    if name not in RULES:
        raise UnknownName("rule", name, RULES)
    highest = math.inf if name == "guarantee" else LARGEST_NUMBER
    if not numbers or not all(0 <= number <= highest for number in numbers):
        raise ParameterError(
            f"the rule '{name}' needs a number of 0 or more for each class",
            where=name,
            remedy="Give as many numbers as there are classes; only a promise may be infinite.",
        )
    return RULES[name](numbers)
