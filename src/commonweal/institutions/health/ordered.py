"""The weekly list under any other order of calling, as a model.

The same opening, patients, removals and measures as ``cohort.CohortList``. A steady list is run
in under its order first, so that week 0 finds it in the shape the order gives it; only then
does a target for everybody begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonweal.core.errors import WorldError
from commonweal.core.protocol import Draws, Floats, Result
from commonweal.institutions.health import measures, opening
from commonweal.institutions.health.calendar import AT, Calendar
from commonweal.institutions.health.cohort import CohortList
from commonweal.institutions.health.disciplines import NEVER, Discipline
from commonweal.institutions.health.shared import remembered

if TYPE_CHECKING:
    from commonweal.institutions.health.orders import Order
    from commonweal.institutions.health.weekly import Book

RUN_IN_WEEKS = 156
"""A list called by lot with a mean wait of 20 weeks keeps e^(-156/20), .04%, of its old shape."""

_BEFORE_ALL_OTHERS = 1e9
"""Points on joining that no wait makes up for."""


@dataclass(frozen=True)
class OrderedList(CohortList):
    """A waiting list whose next patient is found by points, by lot or by a profile of ages."""

    def run(self, draws: Draws) -> Result:
        """Run the list of every draw; see ``parameters.yaml`` for the measures."""
        run_in = 0 if opening.has_own_list(self.world) else RUN_IN_WEEKS
        calendar = Calendar(self.calendar.past + run_in, self.calendar.weeks)
        start = opening.open_list(self.world, calendar, draws, self.random, self.capacity, run_in)
        honoured, response = self._guarantee(draws)
        book = self._book(calendar, run_in, start, honoured, response)
        nobody = np.zeros(len(draws))
        counted = self._met(calendar, start, book)
        table = measures.cohort_table(calendar, self._patients(calendar))
        waits = measures.wait_measures(book.cells, counted, calendar.groups())
        met = measures.met_by_group(counted, calendar.groups())
        return Result(
            waits
            | measures.list_measures(book.state, start.slots)
            | measures.quantile_measures(book.waits, book.ages)
            | self._harm(book, met, lambda: self._book(calendar, run_in, start, nobody, nobody))
            | {"time_to_clear": book.cleared},
            {table.name: measures.cohort_values(table, calendar, book.cells, self._odds(draws))},
        )

    def _book(
        self, calendar: Calendar, run_in: int, start: opening.Opening, honoured: Floats,
        response: Floats,
    ) -> Book:  # fmt: skip
        from commonweal.institutions.health import orders, weekly

        limited = bool(honoured.any())
        left, fundholding = groups_of(self.discipline, start.joined, honoured)
        order = order_of(self.discipline, self._profile(), limited)
        plan = self._plan()._replace(past=calendar.past)
        if not limited:  # then neither the limit nor what answers to it can make a difference
            plan, response = plan._replace(call_at=NEVER, guarantee=NEVER), np.zeros_like(response)
        given = (left, fundholding, start.alive, start.slots, response)
        settings = (order, plan, orders.RunIn(run_in, self.capacity))

        def run() -> Book:
            rows, measured = start.slots.size, calendar.measured
            book = weekly.new_book(rows, measured, len(AT), calendar.past)
            orders.run_orders(*given, *settings, book)
            return book

        if limited:
            return run()
        return remembered((orders.run_orders, calendar, settings), given, run)

    def _profile(self) -> Floats:
        """The share of treatments by whole weeks waited. Raises WorldError where none is known."""
        if self.discipline.order != "profile":
            return np.zeros(1)
        if "treated" not in self.world.arrays:
            raise WorldError(
                "this world does not say how long those it treated had waited",
                where=f"world '{self.world.name}'",
                remedy="Give it 'treated', patients by whole weeks waited, or take by-lot.",
            )
        treated = np.asarray(self.world["treated"], dtype=np.float64)
        if treated.ndim != 1 or bool(np.any(treated < 0)) or not treated.sum() > 0:
            raise WorldError(
                "'treated' must hold patients by whole weeks waited, none negative",
                where=f"world '{self.world.name}'",
            )
        return treated / float(treated.sum())

    def _met(self, calendar: Calendar, start: opening.Opening, book: Book) -> Floats:
        from commonweal.institutions.health import weekly

        counted = start.joined[:, :, : calendar.measured].copy()
        counted[:, :, : calendar.past] = book.cells[:, :, weekly.MET, : calendar.past]
        return counted

    def _patients(self, calendar: Calendar) -> Floats:
        """Weights of the ledger's cells: f8[2, measured]."""
        patients = self._weekly_patients()
        early = np.repeat(patients[:, :1], calendar.measured - patients.shape[1], axis=1)
        return np.concatenate([early, patients], axis=1)


def groups_of(discipline: Discipline, joined: Floats, honoured: Floats) -> tuple[Floats, Floats]:
    """The lines an order keeps apart, and the share of fundholding patients in each.

    ``joined``: f8[n, 2, cohorts] by class; both returned f8[n, lines, cohorts]. Where a limit is
    honoured for anybody lines go in pairs, first those for whom it is.
    """
    if discipline.order in ("class", "points"):
        kinds = [joined[:, 0], joined[:, 1]]
        fundholding = [np.ones_like(joined[:, 0]), np.zeros_like(joined[:, 0])]
    else:
        everybody = joined.sum(axis=1)
        shares = [discipline.urgent_share, 1 - discipline.urgent_share]
        kinds = [share * everybody for share in shares if share > 0]
        fundholding = [measures.ratio(joined[:, 0], everybody)] * len(kinds)
    kept = honoured[:, None]
    parts = (kept, 1 - kept) if honoured.any() else (1 - kept,)
    left = [part * kind for kind in kinds for part in parts]
    shares_by_line = [share for share in fundholding for _ in parts]
    return (
        np.ascontiguousarray(np.stack(left, axis=1)),
        np.ascontiguousarray(np.stack(shares_by_line, axis=1)),
    )


def order_of(discipline: Discipline, profile: Floats, paired: bool) -> Order:
    """A rule of calling in the terms of the compiled list; ``paired`` as the lines are."""
    from commonweal.institutions.health import orders

    start, rate = np.zeros(4), np.ones(4)
    first = slice(2 if paired else 1)
    if discipline.order == "points":
        rate[first] = discipline.points_ratio
    if discipline.order == "class" or 0 < discipline.urgent_share < 1:
        start[first] = _BEFORE_ALL_OTHERS
    kinds = {"lot": orders.BY_LOT, "profile": orders.BY_PROFILE}
    promised = np.array([1.0, 0.0, 1.0, 0.0]) if paired else np.zeros(4)
    kind = kinds.get(discipline.order, orders.BY_POINTS)
    return orders.Order(kind, start, rate, profile, promised)
