"""The measures of a list carried forward, by month, with intervals: the planner's table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.health.flows import estimate
from commonweal.institutions.health.projection import Sampling, fortunes, project
from commonweal.institutions.health.rtt import ListSeries
from commonweal.institutions.health.within import share_within

LEVELS = (0.5, 0.8, 0.95)
MOST_MONTHS = 120
YEAR_WEEKS = 52.0


@dataclass(frozen=True, eq=False)
class Fan:
    """One measure by month: its median, and the ends of the central 50, 80 and 95%.

    ``bounds``: f8[3, 2, months], outward from the middle.
    """

    measure: str
    unit: str
    median: Floats
    bounds: Floats


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What came before, and the fans of what follows.

    ``past_ages`` and ``ages``: f8[months, b], who waits by months waited; of the months to
    come the mean of the draws.
    """

    name: str
    past_months: tuple[str, ...]
    past: dict[str, Floats]
    past_ages: Floats
    months: tuple[str, ...]
    fans: tuple[Fan, ...]
    ages: Floats

    def as_json(self) -> dict[str, Any]:
        """Months, and for each measure its past, median and intervals."""
        return {
            "list": self.name,
            "past_months": list(self.past_months),
            "months": list(self.months),
            "measures": [
                {
                    "measure": fan.measure, "unit": fan.unit, "past": self.past[fan.measure],
                    "median": fan.median,
                    "intervals": {
                        f"{level:.0%}": {"low": low, "high": high}
                        for level, (low, high) in zip(LEVELS, fan.bounds, strict=True)
                    },
                }
                for fan in self.fans
            ],
            "waiting_by_months_waited": {"past": self.past_ages, "mean": self.ages},
        }  # fmt: skip

    def as_csv(self) -> str:
        """The layout of the NHS planning template: measures down, months across."""
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["measure", "unit", "estimate", *self.past_months, *self.months])
        for fan in self.fans:
            digits = 0 if fan.unit == "patients" else 4
            before = [f"{value:.{digits}f}" for value in self.past[fan.measure]]
            for label, values in _lines(fan):
                ahead = [f"{value:.{digits}f}" for value in values]
                shown = before if label == "median" else [""] * len(before)
                writer.writerow([fan.measure, fan.unit, label, *shown, *ahead])
        return text.getvalue()


def trajectory(
    series: ListSeries, months: int, sampling: Sampling, growth_a_year: float = 0.0
) -> Trajectory:
    """Carry a list forward by so many months. Raises ParameterError where it cannot be."""
    if not 0 < months <= MOST_MONTHS:
        raise ParameterError(
            f"a trajectory has from 1 to {MOST_MONTHS} months, not {months}", where="--months"
        )
    future = fortunes(estimate(series), series.months[-1], months, sampling, growth_a_year)
    path = project(series.waiting[-1], future)
    past = _measures(series.waiting, series.months)
    ahead = _measures(path, future.months)
    return Trajectory(
        series.provider,
        series.months,
        {name: values for (name, _), values in past.items()},
        series.waiting,
        future.months,
        tuple(_fan(name, unit, values) for (name, unit), values in ahead.items()),
        path.mean(axis=0),
    )


def _measures(waiting: Floats, months: Sequence[str]) -> dict[tuple[str, str], Floats]:
    size = waiting.sum(axis=-1)
    return {
        ("Waiting list", "patients"): size,
        ("Within 18 weeks", "share"): share_within(waiting, months, 18.0),
        ("Over 52 weeks", "patients"): size * (1 - share_within(waiting, months, YEAR_WEEKS)),
    }


def _fan(name: str, unit: str, values: Floats) -> Fan:
    tails = [((1 - level) / 2, (1 + level) / 2) for level in LEVELS]
    bounds = np.stack([np.quantile(values, tail, axis=0) for tail in tails])
    return Fan(name, unit, np.quantile(values, 0.5, axis=0), bounds)


def _lines(fan: Fan) -> list[tuple[str, Floats]]:
    lines = [("median", fan.median)]
    for level, (low, high) in zip(LEVELS, fan.bounds, strict=True):
        lines += [(f"{level:.0%} low", low), (f"{level:.0%} high", high)]
    return lines
