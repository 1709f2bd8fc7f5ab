"""Who joins a list of persons, and the luck each brings: the same under every rule.

A patient is a number of the class and one within it. All of a patient's luck (when they join
after the one before, how long their treatment takes, whether a promise to them is kept, when
they would give up) is a function of that number alone. A rule only reorders the patients: it
changes nobody's luck, and neither does one patient more on the list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

Treatment = Literal["exponential", "fixed", "lognormal"]
Arrivals = Literal["poisson", "even"]

TREATMENTS: tuple[Treatment, ...] = ("exponential", "fixed", "lognormal")
"""In the order in which kernels know them."""

ARRIVALS: tuple[Arrivals, ...] = ("poisson", "even")

NEVER = np.inf
_LARGEST_BACKLOG = 10**9


@dataclass(frozen=True, slots=True)
class PatientClass:
    """Patients whom a rule treats alike, and who differ by luck only.

    ``joins_per_week``: mean number joining; ``arrivals``: Poisson, or evenly spaced;
    ``treatment_weeks``: mean time one treatment takes a server; ``treatment``: exponential,
    fixed, or lognormal with the standard deviation ``variation`` times the mean;
    ``removal_hazard``: share leaving untreated each week; ``honoured``: the chance that a
    promise to one of them is kept; ``backlog``: how many wait as the run begins, having joined
    within the last ``backlog_weeks``. Raises ParameterError where one is out of range.
    """

    joins_per_week: float
    arrivals: Arrivals = "poisson"
    treatment_weeks: float = 1.0
    treatment: Treatment = "exponential"
    variation: float = 1.0
    removal_hazard: float = 0.0
    honoured: float = 1.0
    backlog: int = 0
    backlog_weeks: float = 0.0

    def __post_init__(self) -> None:
        ranges = {
            "joins_per_week": (self.joins_per_week, math.inf),
            "treatment_weeks": (self.treatment_weeks, math.inf),
            "variation": (self.variation, math.inf),
            "backlog": (self.backlog, _LARGEST_BACKLOG),
            "backlog_weeks": (self.backlog_weeks, math.inf),
            "honoured": (self.honoured, 1.0),
        }
        for name, (value, highest) in ranges.items():
            if not (math.isfinite(value) and 0 <= value <= highest):
                raise ParameterError(
                    f"'{name}' of a patient class is {value}, outside its range",
                    where=name,
                    remedy=f"Give a number from 0 to {highest:g}.",
                )
        if self.treatment not in TREATMENTS or self.arrivals not in ARRIVALS:
            raise ParameterError(
                f"no treatment is '{self.treatment}' or no arrivals are '{self.arrivals}'",
                where="treatment, arrivals",
                remedy=f"Treatments: {', '.join(TREATMENTS)}; arrivals: {', '.join(ARRIVALS)}.",
            )
        if not 0 <= self.removal_hazard < 1:
            raise ParameterError(
                f"the removal hazard {self.removal_hazard} is not a share below 1",
                where="removal_hazard",
                remedy="Give the share leaving untreated each week, from 0 and below 1.",
            )


@dataclass(frozen=True, slots=True)
class Patients:
    """Persons in the order in which they join, each a row, with the luck they bring.

    ``arrives``: f8[n], the week of joining; ``group``: i8[n], the class by its position;
    ``person``: i8[n], an id that stays theirs whoever else is there; ``treatment``: f8[n],
    weeks a treatment takes; ``gives_up``: f8[n], the week of leaving untreated if not called
    before, infinite for most; ``honoured``: whether a promise to them is kept.
    """

    arrives: Floats
    group: Ints
    person: Ints
    treatment: Floats
    gives_up: Floats
    honoured: Flags

    def __len__(self) -> int:
        return int(self.arrives.size)

    @property
    def classes(self) -> int:
        """One more than the highest class that has a patient."""
        return int(self.group.max(initial=-1)) + 1


def given_patients(
    arrives: Floats | Sequence[float],
    group: Ints | Sequence[int],
    treatment: Floats | Sequence[float],
    *,
    person: Ints | Sequence[int] | None = None,
    gives_up: Floats | None = None,
    honoured: Flags | None = None,
) -> Patients:
    """Patients known one by one, such as those of a real list, put in the order they joined.

    Those who join at the same moment keep the order they are given in. Raises ParameterError
    where a number is not finite, a treatment or class is below 0, or lengths differ.
    """
    when = np.asarray(arrives, np.float64)
    length = np.asarray(treatment, np.float64)
    classes = np.asarray(group, np.int64)
    ids = np.arange(when.size) if person is None else np.asarray(person, np.int64)
    leaves = np.full(when.size, NEVER) if gives_up is None else np.asarray(gives_up, np.float64)
    kept = np.ones(when.size, bool) if honoured is None else np.asarray(honoured, bool)
    columns = (when, classes, ids, length, leaves, kept)
    if when.ndim != 1 or any(column.shape != when.shape for column in columns):
        raise ParameterError(
            "the columns of given patients differ in length", remedy="Give one entry a patient."
        )
    if not (np.isfinite(when).all() and np.isfinite(length).all()) or np.isnan(leaves).any():
        raise ParameterError(
            "a given patient's time is not a number", remedy="Leave out patients without dates."
        )
    if (length < 0).any() or (classes < 0).any():
        raise ParameterError(
            "a given patient has a treatment time or a class below 0",
            remedy="Count classes from 0 and give treatment times of 0 or more.",
        )
    order = np.argsort(when, kind="stable")
    return Patients(
        when[order], classes[order], ids[order], length[order], leaves[order], kept[order]
    )
