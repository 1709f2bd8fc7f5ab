"""A made-up list that follows its flows exactly, month after month."""

import numpy as np

from commonweal.institutions.health.flows import by_cohort, moved_up
from commonweal.institutions.health.rtt import (
    ListSeries,
    ListSnapshot,
    month_edges,
    month_named,
    month_number,
)

JOINED, BUCKETS = 1000.0, 13
REMOVED = np.linspace(0.01, 0.05, BUCKETS)


def _long_run():
    """Who waits, and who is treated at each age, once a fifth of each bucket always is."""
    waiting = np.zeros(BUCKETS)
    for _ in range(2000):
        begun = moved_up(waiting, JOINED)
        waiting = begun * (1 - REMOVED) - by_cohort(0.2 * begun)
    return waiting, 0.2 * moved_up(waiting, JOINED)


WAITING, TREATED = _long_run()
HAZARD = by_cohort(TREATED) / moved_up(WAITING, JOINED)


def steady(months=8, first="2024-05"):
    """The list in its long run: the same every month."""
    return series([WAITING] * months, [TREATED] * months, [JOINED] * months, first)


def series(waiting, treated, joined, first="2024-05"):
    """A series of the given counts, month by month."""
    start = month_number(first)
    return ListSeries(
        tuple(
            ListSnapshot(
                month=month_named(start + place),
                provider="X",
                specialty="all",
                buckets="months",
                edges_weeks=month_edges(month_named(start + place), BUCKETS),
                waiting=np.array(here, dtype=float),
                treated=np.array(gone, dtype=float),
                joined=float(new),
            )
            for place, (here, gone, new) in enumerate(zip(waiting, treated, joined, strict=True))
        )
    )
