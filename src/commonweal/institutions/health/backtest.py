"""Trajectories made from a series' first months, scored on its later ones.

The method (``flows`` and ``projection``) was fixed on England and on every second trust in
order of name, the half called "fit"; the other half, "test", was run after that, once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.health import rtt_tables
from commonweal.institutions.health.flows import estimate
from commonweal.institutions.health.projection import Sampling, fortunes, project
from commonweal.institutions.health.rtt import ListSeries
from commonweal.institutions.health.within import share_within

Half = Literal["england", "fit", "test"]
HALVES: tuple[Half, ...] = ("england", "fit", "test")
MEASURES = ("list size", "share within 18 weeks")
METHODS = ("trajectory", "same as last month", "straight line")
MONTHS_SEEN = 7
WEEKS = 18.0
INTERVAL = 0.8


@dataclass(frozen=True, slots=True)
class Score:
    """How far one method lay from what came, over all lists and months.

    Errors of the list's size are in per cent of it; those of the share in percentage points.
    ``coverage`` is the share of months inside the 80% interval; rivals give none.
    """

    measure: str
    method: str
    median_error: float
    p90_error: float
    bias: float
    coverage: float | None


@dataclass(frozen=True, eq=False)
class Forecast:
    """What was said of the months ahead, its interval, and what came: f8[months] each."""

    said: Floats
    low: Floats | None
    high: Floats | None
    came: Floats


def lists_of(half: Half) -> list[ListSeries]:
    """The lists of a half; trusts alternate in order of name, the first being "fit"."""
    if half == "england":
        return [rtt_tables.england_by_month()]
    names = rtt_tables.trusts()
    ordered = sorted(names, key=lambda code: names[code])
    return [rtt_tables.trust_by_month(code) for code in ordered[HALVES.index(half) - 1 :: 2]]


def backtest(
    lists: Sequence[ListSeries], seen: int = MONTHS_SEEN, sampling: Sampling | None = None
) -> list[Score]:
    """Score trajectories and two plain rivals on the months after those seen."""
    found: dict[tuple[str, str], list[Forecast]] = {}
    for series in lists:
        if not 0 < seen < len(series.months):
            raise ParameterError(
                f"of {len(series.months)} months, {seen} seen leave none to score",
                where="--months",
                remedy=f"See from 4 to {len(series.months) - 1} months.",
            )
        for key, forecast in forecasts(series, seen, sampling or Sampling()).items():
            found.setdefault(key, []).append(forecast)
    return [_score(*key, forecasts) for key, forecasts in found.items()]


def forecasts(series: ListSeries, seen: int, sampling: Sampling) -> dict[tuple[str, str], Forecast]:
    """What each method says of each measure, by (measure, method), from the months seen."""
    known, ahead = series.months[:seen], series.months[seen:]
    first = series.between(known[0], known[-1])
    path = project(first.waiting[-1], fortunes(estimate(first), known[-1], len(ahead), sampling))
    of: dict[str, Callable[[Floats, Sequence[str]], Floats]] = {
        MEASURES[0]: lambda waiting, _: np.asarray(waiting.sum(axis=-1)),
        MEASURES[1]: lambda waiting, months: share_within(waiting, months, WEEKS),
    }
    tail = (1 - INTERVAL) / 2
    found = {}
    for measure, figure in of.items():
        past, came = figure(first.waiting, known), figure(series.waiting[seen:], ahead)
        low, middle, high = np.quantile(figure(path, ahead), [tail, 0.5, 1 - tail], axis=0)
        found[measure, METHODS[0]] = Forecast(middle, low, high, came)
        same = np.full(came.size, past[-1])
        found[measure, METHODS[1]] = Forecast(same, None, None, came)
        found[measure, METHODS[2]] = Forecast(_line(past, came.size), None, None, came)
    return found


def _line(past: Floats, ahead: int) -> Floats:
    """The straight line of least squares through the past, carried on."""
    seen = np.arange(past.size, dtype=np.float64)
    slope = ((seen - seen.mean()) * past).sum() / np.square(seen - seen.mean()).sum()
    return np.asarray(past.mean() + slope * (past.size + np.arange(ahead) - seen.mean()))


def _score(measure: str, method: str, forecasts: Sequence[Forecast]) -> Score:
    relative = measure == MEASURES[0]
    errors = 100 * np.concatenate(
        [(f.said - f.came) / (f.came if relative else 1.0) for f in forecasts]
    )
    inside = [
        (f.low <= f.came) & (f.came <= f.high)
        for f in forecasts
        if f.low is not None and f.high is not None
    ]
    median, p90 = np.quantile(np.abs(errors), [0.5, 0.9])
    return Score(
        measure, method, float(median), float(p90), float(errors.mean()),
        float(np.concatenate(inside).mean()) if inside else None,
    )  # fmt: skip
