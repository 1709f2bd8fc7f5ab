"""The waiting list week by week, as a model: chance in who joins, removals, the way there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import LUCK, Draws, Floats, Model, Result
from commonweal.core.world import World
from commonweal.institutions.health import harm, measures, opening
from commonweal.institutions.health.calendar import AT, Calendar
from commonweal.institutions.health.disciplines import DISCIPLINES, NEVER, Discipline
from commonweal.parameters.policy import Policy

if TYPE_CHECKING:
    from commonweal.institutions.health.weekly import Book, Plan


@dataclass(frozen=True)
class CohortList:
    """A waiting list under one rule of calling, ready to run.

    ``central_share`` of fundholding patients weighs the ledger's cells; ``random`` says
    whether the numbers joining vary by chance; ``counts_hurt`` whether a limit is also run without.
    """

    world: World
    calendar: Calendar
    discipline: Discipline
    capacity: float
    random: bool
    central_share: float
    counts_hurt: bool = False

    @property
    def reads(self) -> frozenset[str]:
        names = {"fundholding_share"}
        if not opening.has_own_list(self.world):
            names |= {"steady_wait", "removal_hazard"}
        if self.discipline.moves_up:
            names |= {"adherence", "capacity_response"}
        return frozenset(names | {LUCK} if self.random else names)

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        return measures.LABELS

    def run(self, draws: Draws) -> Result:
        """Run the list of every draw; see ``parameters.yaml`` for the measures."""
        from commonweal.institutions.health import weekly

        start = opening.open_list(self.world, self.calendar, draws, self.random, self.capacity)
        honoured, response = self._guarantee(draws)
        slots = start.slots + self._standing_slots(draws, start, honoured, response)
        left = lines(start.joined, honoured)
        measured = self.calendar.measured
        book = weekly.new_book(len(draws), measured, len(AT), self.calendar.past)
        weekly.run_weeks(left, start.alive, slots, response, self._plan(), book)
        counted = start.counted[:, :, :measured]
        waits = measures.wait_measures(book.cells, counted, self.calendar.groups())
        met = measures.met_by_group(counted, self.calendar.groups())
        table = measures.cohort_table(self.calendar, self._weekly_patients())
        return Result(
            waits
            | measures.list_measures(book.state, slots)
            | measures.quantile_measures(book.waits, book.ages)
            | self._harm(book, met, lambda: self._without_promise(start))
            | {"time_to_clear": book.cleared},
            {
                table.name: measures.cohort_values(
                    table, self.calendar, book.cells, self._odds(draws)
                )
            },
        )

    def _harm(self, book: Book, met: Floats, run_without: Callable[[], Book]) -> dict[str, Floats]:
        """Whom the limit hurts and helps; nobody without one, and nothing where none asked."""
        if not self.discipline.moves_up:
            return harm.harm_measures(book.waits, book.waits, met)
        without = run_without() if self.counts_hurt else None
        return harm.harm_measures(without.waits, book.waits, met) if without else {}

    def _without_promise(self, start: opening.Opening) -> Book:
        """The same list and patients where nothing is promised: whom a promise hurts."""
        from commonweal.institutions.health import weekly

        rows = start.slots.size
        nobody, past = np.zeros(rows), self.calendar.past
        book = weekly.new_book(rows, self.calendar.measured, len(AT), past)
        plan = self._plan()._replace(call_at=NEVER)
        left = lines(start.joined, nobody)
        weekly.run_weeks(left, start.alive, start.slots, nobody, plan, book)
        return book

    def _guarantee(self, draws: Draws) -> tuple[Floats, Floats]:
        """The share of guarantees honoured, and the new slots, in each draw."""
        if not self.discipline.moves_up:
            return np.zeros(len(draws)), np.zeros(len(draws))
        honoured = self.discipline.enforcement * opening.drawn_share(draws, "adherence")
        return honoured, draws.values["capacity_response"]

    def _standing_slots(
        self, draws: Draws, start: opening.Opening, honoured: Floats, response: Floats
    ) -> Floats:
        """New slots a week, f8[n], beside those for the patients overdue at the start."""
        if not self.discipline.moves_up:
            return np.zeros(len(draws))
        covered = honoured * opening.drawn_share(draws, "fundholding_share")
        due = (
            float(self.world.facts["joined_per_week"])
            * start.alive[:, self.discipline.call_at_weeks]
        )
        taken = slots_taken(covered, due, start.slots)
        return np.maximum(response * taken, -start.slots)

    def _plan(self) -> Plan:
        from commonweal.institutions.health import weekly

        return weekly.Plan(
            self.calendar.past,
            self.calendar.weeks,
            self.discipline.call_at_weeks,
            self.discipline.guarantee_weeks,
        )

    def _odds(self, draws: Draws) -> Floats:
        """How much larger than the ledger's table has it each class is in each draw: f8[n, 2]."""
        share = opening.drawn_share(draws, "fundholding_share")
        return measures.odds_of_classes(share, self.central_share)

    def _weekly_patients(self) -> Floats:
        patients = np.full(self.calendar.measured, float(self.world.facts["joined_per_week"]))
        if opening.has_own_list(self.world):
            patients[: self.calendar.past] = self.world["waiting"][::-1]
        share = self.central_share
        return np.stack([share * patients, (1 - share) * patients])


def lines(joined: Floats, honoured: Floats) -> Floats:
    """Split both classes into the three lines of the list: f8[n, 2, c] to f8[n, 3, c].

    ``honoured``: f8[n], the share of fundholding patients whose guarantee is kept.
    """
    kept = honoured[:, None]
    return np.stack([kept * joined[:, 0], (1 - kept) * joined[:, 0], joined[:, 1]], axis=1)


def slots_taken(covered: Floats, due: Floats, slots: Floats) -> Floats:
    """Slots a week that a guarantee takes from the others for good: f8[n].

    ``covered``: the share of patients whose guarantee is kept; ``due``: patients a week who
    would reach it, were all covered; ``slots``: a week. Called earlier, fewer have left the
    list untreated, so more are there to be called than the share of the slots they had.
    Nothing where nobody is removed, or where everybody is called before the guarantee.
    """
    return covered * np.maximum(due - slots, 0.0)


def cohort_model(world: World, policy: Policy, central_share: float) -> Model:
    """Prepare the weekly list. Raises WorldError or ParameterError where it cannot run."""
    world = opening.checked_world(world)
    capacity = policy.number("waiting_list.capacity")
    if capacity == 0:
        raise ParameterError(
            "with no slots nobody is ever treated",
            where="waiting_list.capacity",
            remedy="Set waiting_list.capacity above 0; 1 keeps the first-come list as it is.",
        )
    discipline = DISCIPLINES[policy.choice("waiting_list.discipline")](policy)
    random = policy.choice("waiting_list.arrivals") == "poisson"
    calendar = opening.calendar_of(world)
    counts_hurt = policy.choice("waiting_list.count_hurt") == "with-comparison"
    settings = (world, calendar, discipline, capacity, random, central_share, counts_hurt)
    if discipline.is_plain:
        return CohortList(*settings)
    from commonweal.institutions.health.ordered import OrderedList

    return OrderedList(*settings)
