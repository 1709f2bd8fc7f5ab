"""Mistakes planted on purpose in the list of persons; each check must miss under its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from commonweal.core.checks import Fault
from commonweal.core.protocol import Floats
from commonweal.core.randomness import Key
from commonweal.institutions.health.events import luck, queueing, rules, simulate
from commonweal.institutions.health.events.patients import Ints, PatientClass, Patients
from commonweal.institutions.health.events.rules import Rule
from commonweal.institutions.health.events.simulate import Records

_EVENTS = "commonweal.institutions.health.events"
_simulate, _rule, _draw, _of_counts = (
    simulate.simulate,
    rules.rule,
    luck.draw_patients,
    luck.patients_of_counts,
)
_waiting_chance, _kingman = queueing.waiting_chance, queueing.kingman_wait


def _turned_away(servers: int, load: float) -> float:
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked


def _adds_a_server(
    patients: Patients, rule: Rule, *, servers: int | None = None,
    slots: Floats | None = None, opens: float = -np.inf,
) -> Records:  # fmt: skip
    more = None if servers is None else servers + 1
    return _simulate(patients, rule, servers=more, slots=slots, opens=opens)


def _loses_one_slot_in_a_hundred(
    patients: Patients, rule: Rule, *, servers: int | None = None,
    slots: Floats | None = None, opens: float = -np.inf,
) -> Records:  # fmt: skip
    fewer = None if slots is None else slots[np.arange(slots.size) % 100 != 0]
    return _simulate(patients, rule, servers=servers, slots=fewer, opens=opens)


def _takes_time_to_move_up(
    patients: Patients, rule: Rule, *, servers: int | None = None,
    slots: Floats | None = None, opens: float = -np.inf,
) -> Records:  # fmt: skip
    records = _simulate(patients, rule, servers=servers, slots=slots, opens=opens)
    late = 0.0 if rule.name == "first-come" else 0.01
    return Records(records.patients, records.starts + late)


def _calls_in_order(name: str, numbers: Sequence[float]) -> Rule:
    return _rule("first-come", [0.0] * len(numbers))


def _calls_a_week_late(name: str, numbers: Sequence[float]) -> Rule:
    return _rule(name, [number + 1 for number in numbers])


def _treats_all_alike(
    classes: Sequence[PatientClass], weeks: float, key: Key, start: float = 0.0
) -> Patients:
    return _draw([replace(each, treatment="fixed") for each in classes], weeks, key, start)


def _keeps_every_promise(
    counts: Ints, first_week: int, classes: Sequence[PatientClass], key: Key
) -> Patients:
    kept = [replace(each, honoured=1.0) for each in classes]
    return _of_counts(counts, first_week, kept, key)


def _removes_nobody(
    counts: Ints, first_week: int, classes: Sequence[PatientClass], key: Key
) -> Patients:
    staying = [replace(each, removal_hazard=0.0) for each in classes]
    return _of_counts(counts, first_week, staying, key)


def _forgets_to_halve(
    joining: float, mean_treatment: float, arrival_variation: float, treatment_variation: float
) -> float:
    return 2 * _kingman(joining, mean_treatment, arrival_variation, treatment_variation)


def _takes_the_density_for_the_share(spare: float) -> float:
    return 1 / (1 + spare)


def _fault(description: str, target: str, replacement: object) -> Fault:
    return Fault(description, f"{_EVENTS}.{target}", replacement)


ERLANG_B = _fault("the chance of being turned away", "queueing.waiting_chance", _turned_away)
MORE_SERVERS = _fault("there is a server more", "simulate.simulate", _adds_a_server)
FEWER_SLOTS = _fault(
    "one slot in a hundred is lost", "simulate.simulate", _loses_one_slot_in_a_hundred
)
LOST_TIME = _fault("moving up takes time", "simulate.simulate", _takes_time_to_move_up)
IN_ORDER = _fault("every rule is first come", "rules.rule", _calls_in_order)
A_WEEK_LATE = _fault("the promised are called a week late", "rules.rule", _calls_a_week_late)
ALIKE = _fault("all treatments last alike", "luck.draw_patients", _treats_all_alike)
ALL_KEPT = _fault("every promise is kept", "luck.patients_of_counts", _keeps_every_promise)
NO_REMOVALS = _fault("nobody is removed", "luck.patients_of_counts", _removes_nobody)
NOT_HALVED = _fault("the variations are not halved", "queueing.kingman_wait", _forgets_to_halve)
NO_DENSITY = _fault(
    "share and density are taken to be one",
    "queueing.halfin_whitt_chance",
    _takes_the_density_for_the_share,
)
