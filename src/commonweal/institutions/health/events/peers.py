"""Two simulators by others, run on the same queue: Ciw and SimPy, if they are installed.

Each peer draws its own patients, in its own way. What it drew comes back as patients that
``simulate`` can run as well, beside the waits the peer found for them: the same luck in both,
so any difference is one of rule or reckoning, not of chance.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from commonweal.core.errors import MissingExtra
from commonweal.core.protocol import Floats
from commonweal.institutions.health.events.patients import Patients, given_patients

EXTRA = "peers"


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What a peer found: its patients, and the weeks each of them waited, f8[n]."""

    patients: Patients
    waits: Floats


@dataclass(frozen=True, slots=True)
class Case:
    """A queue to run in several simulators: exponential treatments, patients joining at random.

    ``joining``: mean number a week by class, the first class going first; ``servers`` treat at
    ``pace`` a week each; ``weeks``: how long patients join.
    """

    joining: tuple[float, ...]
    servers: int
    weeks: float
    pace: float = 1.0
    seed: int = 1


def ciw() -> Any:
    """The package Ciw. Raises MissingExtra where it is not installed."""
    return _package("ciw")


def simpy() -> Any:
    """The package SimPy. Raises MissingExtra where it is not installed."""
    return _package("simpy")


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise MissingExtra(name, EXTRA) from None


def run_ciw(case: Case) -> PeerRun:
    """Run a case with strict priority in Ciw, which records every patient."""
    return _from_ciw(ciw_records(case))


def run_ciw_by_deadline(case: Case, weeks: tuple[float, ...]) -> PeerRun:
    """Run a case in Ciw that calls whoever is nearest to the weeks allowed to their class."""

    def nearest(waiting: Sequence[Any], now: float) -> Any:
        return min(waiting, key=lambda one: one.arrival_date + weeks[_number(one.customer_class)])

    return _from_ciw(ciw_records(case, nearest))


def _number(class_name: str) -> int:
    return int(class_name.rsplit(maxsplit=1)[-1])


def ciw_records(
    case: Case, discipline: Callable[[Sequence[Any], float], Any] | None = None
) -> list[Any]:
    """The records of Ciw's simulation: with a discipline of its own, classes have no priority."""
    peer = ciw()
    names = [f"class {number}" for number in range(len(case.joining))]
    options: dict[str, Any] = {}
    if discipline is None:
        options["priority_classes"] = {name: number for number, name in enumerate(names)}
    else:
        options["service_disciplines"] = [discipline]
    network = peer.create_network(
        arrival_distributions={
            name: [peer.dists.Exponential(rate=rate)]
            for name, rate in zip(names, case.joining, strict=True)
        },
        service_distributions={name: [peer.dists.Exponential(rate=case.pace)] for name in names},
        number_of_servers=[case.servers],
        **options,
    )
    peer.seed(case.seed)
    simulation = peer.Simulation(network)
    simulation.simulate_until_max_time(case.weeks)
    found: list[Any] = simulation.get_all_records()
    return found


def _from_ciw(records: list[Any]) -> PeerRun:
    """Ciw stops at the hour: treatments still under way have no record, so the end differs."""
    ordered = sorted(records, key=lambda record: record.arrival_date)
    return _run_of(
        [record.arrival_date for record in ordered],
        [_number(record.customer_class) for record in ordered],
        [record.service_time for record in ordered],
        [record.waiting_time for record in ordered],
    )


def run_simpy(case: Case) -> PeerRun:
    """Run a case with strict priority in SimPy, writing down every patient."""
    rows = sorted(simpy_records(case))
    return _run_of(*(list(column) for column in zip(*rows, strict=True)))


def simpy_records(case: Case) -> list[tuple[float, int, float, float]]:
    """Week of joining, class, treatment and wait of each patient, in the order treated."""
    peer = simpy()
    luck = random.Random(case.seed)  # noqa: S311 - the peer's own luck
    world = peer.Environment()
    places = peer.PriorityResource(world, capacity=case.servers)
    records: list[tuple[float, int, float, float]] = []

    def patient(group: int, treatment: float) -> Iterator[Any]:
        joined = world.now
        with places.request(priority=group) as request:
            yield request
            records.append((joined, group, treatment, world.now - joined))
            yield world.timeout(treatment)

    def joining(group: int, rate: float) -> Iterator[Any]:
        while True:
            yield world.timeout(luck.expovariate(rate))
            if world.now > case.weeks:
                return
            world.process(patient(group, luck.expovariate(case.pace)))

    for group, rate in enumerate(case.joining):
        world.process(joining(group, rate))
    world.run()
    return records


def _run_of(
    arrives: list[float], group: list[int], treatment: list[float], waits: list[float]
) -> PeerRun:
    return PeerRun(given_patients(arrives, group, treatment), np.array(waits))


def ratio_interval(ours: Floats, theirs: Floats, batches: int = 20) -> list[float]:
    """The 95% interval of the ratio of two mean waits, over the same patients: [low, high].

    From batches of patients in order of joining, long enough to be nearly independent; the
    ratio's error by the delta method, with Student's t for 20 batches.
    """
    size = ours.size // batches
    pairs = np.stack([ours[: size * batches], theirs[: size * batches]])
    mine, peers = pairs.reshape(2, batches, size).mean(axis=2)
    ratio = float(mine.mean() / peers.mean())
    spread = float(np.std(mine - ratio * peers, ddof=1)) / float(peers.mean())
    reach = 2.093 * spread / math.sqrt(batches)
    return [ratio - reach, ratio + reach]
