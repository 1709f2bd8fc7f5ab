"""Which weeks a run covers, and which of them are reported together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

WEEKS_OF_A_YEAR = 52
AT = ("at the start", "year 1", "year 2", "year 3", "year 4", "long run")
"""Labels of the axis ``at``. Of waits: those already waiting when the rulebook begins, then
those who join in each year; of lists: the state on the first day, then at each year's end.
The long run is the fifth year."""

WEEKS_OF_A_CELL = 4
"""The ledger counts those who join in the same four weeks as one cell."""

REPORTED_WEEKS = (len(AT) - 1) * WEEKS_OF_A_YEAR


@dataclass(frozen=True, slots=True)
class Calendar:
    """The weeks of a run: ``past`` cohorts before it, ``weeks`` in it.

    A cohort is everybody who joins in one week; cohort j joins in week j - past, and the
    rulebook begins in week 0. Patients who join in the first five years are followed until
    they leave the list, or to the end of the run; later ones only keep the list busy.
    """

    past: int
    weeks: int = 10 * WEEKS_OF_A_YEAR

    @property
    def cohorts(self) -> int:
        return self.past + self.weeks

    @property
    def measured(self) -> int:
        """How many cohorts, from the oldest, are reported."""
        return self.past + REPORTED_WEEKS

    def joining_weeks(self) -> npt.NDArray[np.int64]:
        """i8[cohorts]: the week in which each cohort joins."""
        return np.arange(-self.past, self.weeks, dtype=np.int64)

    def groups(self) -> npt.NDArray[np.int64]:
        """i8[measured]: the position in ``AT`` under which each cohort is reported."""
        weeks = self.joining_weeks()[: self.measured]
        return np.where(weeks < 0, 0, 1 + weeks // WEEKS_OF_A_YEAR).astype(np.int64)

    def cells(self) -> npt.NDArray[np.int64]:
        """i8[measured]: the first week of the four in which each cohort joins."""
        weeks = self.joining_weeks()[: self.measured]
        return WEEKS_OF_A_CELL * (weeks // WEEKS_OF_A_CELL)
