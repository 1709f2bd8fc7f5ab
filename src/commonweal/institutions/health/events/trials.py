"""Runs of the list of persons that the checks ask for, with stated patients and luck."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commonweal.core.protocol import Floats
from commonweal.core.randomness import Key, draw_keys
from commonweal.institutions.health import opening, trial, worlds
from commonweal.institutions.health.events import luck, peers, rules, simulate
from commonweal.institutions.health.events.patients import PatientClass, Patients, Treatment
from commonweal.institutions.health.events.simulate import Records

SERVERS = 5
JOINING = (1.2, 3.3)
"""Weekly numbers joining by class, for loads of .24 and .66 of five servers."""

MANY = 2_000_000
"""Patients of a check by chance; tolerances are four standard errors at this number."""

NUMBERS: dict[str, tuple[float, float]] = {
    "first-come": (0.0, 0.0),
    "strict-priority": (0.0, 1.0),
    "urgent-first": (1.0, 0.0),
    "accumulating-priority": (2.0, 1.0),
    "earliest-deadline": (1.0, 4.0),
    "guarantee": (2.0, np.inf),
}
"""Every registered rule with numbers under which it makes a difference to two classes."""


def key_of(seed: int) -> Key:
    """The key of one draw."""
    key: Key = draw_keys(seed, np.zeros(1, np.int64), np.zeros(1, np.int64))[0]
    return key


def patients(classes: Sequence[PatientClass], count: int = MANY, seed: int = 1) -> Patients:
    """About so many patients of the classes."""
    weeks = count / sum(each.joins_per_week for each in classes)
    return luck.draw_patients(classes, weeks, key_of(seed))


def under(rule: str, people: Patients, servers: int = SERVERS) -> Records:
    """The patients called under a registered rule, with the numbers above."""
    numbers = NUMBERS[rule][: people.classes]
    return simulate.simulate(people, rules.rule(rule, numbers), servers=servers)


def two_classes() -> Patients:
    """Many patients of both classes, with exponential treatments."""
    return patients([PatientClass(rate) for rate in JOINING])


def waits_by_first_come(rule: str) -> list[float]:
    """Mean waits of both classes under a rule, each over that of everybody first come."""
    people = two_classes()
    everybody = under("first-come", people).mean_wait()
    records = under(rule, people)
    return [records.mean_wait(group) / everybody for group in (0, 1)]


def total_wait(rule: str, treatment: Treatment) -> float:
    """The mean wait of all patients under a rule, over that under first come."""
    count = 100_000 if treatment == "fixed" else MANY
    people = patients([PatientClass(rate, treatment=treatment) for rate in JOINING], count)
    return under(rule, people).mean_wait() / under("first-come", people).mean_wait()


def fluid_waits(promised: int, wait: int) -> list[float]:
    """Waits of promised, others and all who join in a steady list's seventh year: even weeks.

    60 of the promised and 40 others join each week, and 100 slots keep a wait of ``wait``.
    """
    weeks = 8 * 52
    counts = np.repeat([[60], [40]], wait + weeks, axis=1)
    people = luck.patients_of_counts(counts, -wait, _plain_classes(1.0, 0.0), key_of(1))
    called = simulate.simulate(
        people, rules.rule("guarantee", (promised, np.inf)), slots=weekly_slots(100.0, weeks)
    )
    return [called.mean_wait(group, 6 * 52, 7 * 52) for group in (0, 1, None)]


def weekly_slots(a_week: float, weeks: int) -> Floats:
    """Slots at whole weeks from 0, as many as have come up by then."""
    so_far = np.floor(a_week * np.arange(1, weeks + 1) + 1e-9)
    return np.repeat(np.arange(weeks, dtype=np.float64), np.diff(so_far, prepend=0).astype(int))


def _plain_classes(honoured: float, hazard: float) -> list[PatientClass]:
    return [
        PatientClass(0.0, honoured=honoured, removal_hazard=hazard),
        PatientClass(0.0, removal_hazard=hazard),
    ]


def _weekly_waits(honoured: float, hazard: float, draws: int) -> Floats:
    """Fifth-year waits of fundholding and others in the weekly list: f8[draws, 2]."""
    values = {"adherence": honoured, "removal_hazard": hazard}
    stated = trial.stated_draws(values, count=draws)
    waits: Floats = trial.run_list(trial.GUARANTEE, stated).measures["mean_wait"][:, :2, -1]
    return waits


def persons_less_weekly(honoured: float, hazard: float, draws: int = 16) -> list[float]:
    """Mean difference, over the draws, of ``_gaps``: one number a class."""
    return [float(gap) for gap in _gaps(honoured, hazard, draws).mean(axis=0)]


def _gaps(honoured: float, hazard: float, draws: int) -> Floats:
    """Fifth-year waits in the list of persons less those in the weekly one: f8[draws, 2].

    Both meet the same numbers joining. By person a promise is kept or not, removals happen or
    not, and slots are whole: luck that the weekly list replaces by its mean.
    """
    world = worlds.steady_list()
    calendar = opening.calendar_of(world)
    values = {"adherence": honoured, "removal_hazard": hazard}
    stated = trial.stated_draws(values, count=draws)
    start = opening.open_list(world, calendar, stated, random=True, capacity=1.0)
    counts = np.rint(start.joined).astype(np.int64)
    found = np.empty((draws, 2))
    for row in range(draws):
        people = luck.patients_of_counts(
            counts[row], -calendar.past, _plain_classes(honoured, hazard), stated.keys[row]
        )
        called = simulate.simulate(
            people,
            rules.rule("guarantee", (8, np.inf)),
            slots=weekly_slots(float(start.slots[row]), calendar.weeks),
        )
        found[row] = [called.mean_wait(group, 4 * 52, 5 * 52) for group in (0, 1)]
    return found - _weekly_waits(honoured, hazard, draws)


def peer_ratio(run: peers.PeerRun, rule: str = "strict-priority") -> list[float]:
    """The 95% interval of our mean wait over a peer's, each class apart: [low, high] twice.

    The peer's own patients; the last hundredth is left out, where it had stopped the clock.
    """
    ours = under(rule, run.patients).waits
    joined, group = run.patients.arrives, run.patients.group
    settled = joined < joined[0] + 0.99 * (joined[-1] - joined[0])
    return [
        end
        for which in (0, 1)
        for end in peers.ratio_interval(
            ours[settled & (group == which)], run.waits[settled & (group == which)]
        )
    ]
