"""What the list of persons must reproduce: queues with closed forms, the weekly list, peers.

Five servers, treatments of one week on average, loads of .24 and .66: nine tenths busy. A
check by chance has a fixed seed, and a tolerance of four standard errors, found from runs with
other seeds before the check was first run.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from commonweal.core.checks import Check
from commonweal.institutions.health.events import faults, peers, queueing, trials
from commonweal.institutions.health.events.patients import PatientClass

_ORDERED = ("strict-priority", "urgent-first", "accumulating-priority", "earliest-deadline")
_COBHAM = partial(
    Check, kind="closed form", source="Cobham (1954), Operations Research 2(1), 70-76"
)
_ERLANG = partial(Check, kind="closed form", source="Erlang (1917); C(5, 4.5)")
_GROWING = partial(
    Check,
    kind="closed form",
    source="Kleinrock (1964); Stanford, Taylor and Ziedins (2014), Queueing Systems 77",
)
_HEAVY = partial(Check, kind="closed form", source="Kingman (1961); Pollaczek (1930)")
_MANY = partial(Check, kind="closed form", source="Halfin and Whitt (1981)")
_CONSERVED = partial(
    Check, kind="identity", source="Kleinrock (1965): work is conserved by rules blind to size"
)
_SAME_LIST = partial(Check, kind="identity", source="Derived: two ways to reckon one list")
_PEER_CASE = peers.Case(trials.JOINING, trials.SERVERS, weeks=10_000.0)


def checks() -> Sequence[Check]:
    """Every closed form, identity and peer that the list of persons is held against."""
    return (*_erlang(), *_priorities(), *_conservation(), *_limits(), *_lists(), *_peers())


def _erlang() -> list[Check]:
    return [
        _ERLANG(
            id="erlang-c",
            title="Five servers, nine tenths busy: 76.2% of patients have to wait",
            expected=0.762493,
            got=lambda: queueing.waiting_chance(5, 4.5),
            tolerance=5e-7,
            faults=(faults.ERLANG_B,),
        ),
        _ERLANG(
            id="erlang-c-by-person",
            title="The same share of two million patients, one by one",
            expected=0.762493,
            got=_share_waiting,
            tolerance=0.0062,
            faults=(faults.MORE_SERVERS,),
        ),
    ]


def _priorities() -> list[Check]:
    return [
        _COBHAM(
            id="cobham",
            title="Strict priority: the first class waits .200656, the second 2.006561",
            expected=[0.200656, 2.006561],
            got=lambda: queueing.strict_priority_waits(trials.SERVERS, trials.JOINING),
            tolerance=5e-7,
            faults=(faults.ERLANG_B,),
        ),
        _COBHAM(
            id="cobham-by-person",
            title="Strict priority one by one: waits over those of first come, .131579 and 1.315789",
            expected=[0.24 * 0.1 / (0.76 * 0.24), 0.1 / (0.76 * 0.1)],
            got=lambda: trials.waits_by_first_come("strict-priority"),
            tolerance=0.0074,
            faults=(faults.IN_ORDER,),
        ),
        _GROWING(
            id="accumulating-priority-queue",
            title="Claims growing 2 to 1: the classes wait .953117 and 1.732939",
            expected=[0.953117, 1.732939],
            got=lambda: queueing.accumulating_priority_waits(
                trials.SERVERS, trials.JOINING, (2.0, 1.0)
            ),
            tolerance=5e-7,
            faults=(faults.ERLANG_B,),
        ),
        _GROWING(
            id="accumulating-priority-by-person",
            title="Claims growing 2 to 1, one by one: waits over those of first come, .625 and 1.136",
            expected=[0.625, 1 / 0.88],
            got=lambda: trials.waits_by_first_come("accumulating-priority"),
            tolerance=0.0062,
            faults=(faults.IN_ORDER,),
        ),
    ]


def _conservation() -> list[Check]:
    return [
        _CONSERVED(
            id="wait-is-conserved",
            title="Treatments alike: every rule leaves the mean wait as first come has it",
            expected=[1.0] * 5,
            got=lambda: [trials.total_wait(rule, "fixed") for rule in (*_ORDERED, "guarantee")],
            tolerance=1e-9,
            faults=(faults.LOST_TIME,),
        ),
        _CONSERVED(
            id="wait-is-conserved-by-chance",
            title="Treatments by chance: priority leaves the mean wait as first come has it",
            expected=[1.0, 1.0],
            got=lambda: [
                trials.total_wait(rule, "exponential")
                for rule in ("strict-priority", "accumulating-priority")
            ],
            tolerance=0.0036,
            faults=(faults.LOST_TIME,),
        ),
    ]


def _limits() -> list[Check]:
    return [
        _HEAVY(
            id="kingman-limit",
            title="Evenly joining patients, load .999: the wait is Kingman's, within a thousandth",
            expected=1.0,
            got=lambda: queueing.even_arrivals_wait(0.999) / queueing.kingman_wait(0.999, 1, 0, 1),
            tolerance=1e-3,
            faults=(faults.NOT_HALVED,),
        ),
        _HEAVY(
            id="kingman-by-person",
            title="One by one, load .9: waits over the exact, lognormal treatments and even arrivals",
            expected=[1.0, 1.0],
            got=_single_server_waits,
            tolerance=0.036,
            faults=(faults.MORE_SERVERS, faults.ALIKE),
        ),
        _MANY(
            id="halfin-whitt-limit",
            title="A million servers with a root of servers to spare: 22.3% wait, as in the limit",
            expected=0.0,
            got=lambda: (
                queueing.waiting_chance(10**6, 10**6 - 10**3) - queueing.halfin_whitt_chance(1.0)
            ),
            tolerance=1e-4,
            faults=(faults.NO_DENSITY,),
        ),
        _MANY(
            id="halfin-whitt-by-person",
            title="A hundred servers with ten to spare, one by one: 21.7% wait",
            expected=0.216940,
            got=_share_waiting_for_many,
            tolerance=0.011,
            faults=(faults.MORE_SERVERS,),
        ),
    ]


def _lists() -> list[Check]:
    return [
        _SAME_LIST(
            id="guarantee-by-person",
            title="Promised 8 of 20 weeks and 8 of 12, one by one: the others wait 38 and 18",
            expected=[8.0, 38.0, 20.0, 8.0, 18.0, 12.0],
            got=lambda: [*trials.fluid_waits(8, 20), *trials.fluid_waits(8, 12)],
            tolerance=1e-9,
            faults=(faults.A_WEEK_LATE, faults.FEWER_SLOTS),
        ),
        _SAME_LIST(
            id="persons-are-the-weekly-list",
            title="Every promise kept, Poisson numbers: persons less weekly list, in weeks",
            expected=[0.0, 0.0],
            got=lambda: trials.persons_less_weekly(honoured=1.0, hazard=0.0),
            tolerance=1e-9,
            faults=(faults.A_WEEK_LATE,),
        ),
        _SAME_LIST(
            id="persons-agree-on-promises",
            title="Seven tenths of promises kept, by luck: persons less weekly list, in weeks",
            expected=[0.0, 0.0],
            got=lambda: trials.persons_less_weekly(honoured=0.7, hazard=0.0, draws=48),
            tolerance=0.1,
            faults=(faults.ALL_KEPT,),
        ),
        _SAME_LIST(
            id="persons-agree-on-removals",
            title="And half a per cent removed a week, by luck: persons less weekly list, in weeks",
            expected=[0.0, 0.0],
            got=lambda: trials.persons_less_weekly(honoured=0.7, hazard=0.005, draws=48),
            tolerance=0.35,
            faults=(faults.NO_REMOVALS,),
        ),
    ]


def _peers() -> list[Check]:
    """Both ends of the 95% interval of the ratio of mean waits, each class: within 1% of 1."""
    return [
        Check(
            id="peer-ciw",
            kind="peer",
            title="Ciw's patients, two priorities: our mean waits over Ciw's, 95% interval by class",
            expected=[1.0] * 4,
            got=lambda: trials.peer_ratio(peers.run_ciw(_PEER_CASE)),
            tolerance=0.01,
            source="Ciw 3.2, https://ciw.readthedocs.io",
            faults=(faults.IN_ORDER,),
        ),
        Check(
            id="peer-ciw-deadline",
            kind="peer",
            title="The same by earliest deadline, a rule that Ciw is handed as a function",
            expected=[1.0] * 4,
            got=lambda: trials.peer_ratio(
                peers.run_ciw_by_deadline(_PEER_CASE, trials.NUMBERS["earliest-deadline"]),
                "earliest-deadline",
            ),
            tolerance=0.01,
            source="Ciw 3.2, https://ciw.readthedocs.io",
            faults=(faults.IN_ORDER,),
        ),
        Check(
            id="peer-simpy",
            kind="peer",
            title="SimPy's patients, two priorities: our mean waits over SimPy's, 95% interval by class",
            expected=[1.0] * 4,
            got=lambda: trials.peer_ratio(peers.run_simpy(_PEER_CASE)),
            tolerance=0.01,
            source="SimPy 4.1, https://simpy.readthedocs.io",
            faults=(faults.IN_ORDER,),
        ),
    ]


def _share_waiting() -> float:
    return float((trials.under("first-come", trials.two_classes()).waits > 0).mean())


def _share_waiting_for_many() -> float:
    people = trials.patients([PatientClass(90.0)], 2 * trials.MANY)
    return float((trials.under("first-come", people, servers=100).waits > 0).mean())


def _single_server_waits() -> list[float]:
    """The mean wait over the exact one: random arrivals and lognormal treatments; even arrivals."""
    uneven = trials.patients(
        [PatientClass(0.9, treatment="lognormal", variation=0.5)], 2 * trials.MANY
    )
    even = trials.patients([PatientClass(0.9, arrivals="even")], 2 * trials.MANY)
    return [
        trials.under("first-come", uneven, servers=1).mean_wait()
        / queueing.kingman_wait(0.9, 1, 1, 0.5),
        trials.under("first-come", even, servers=1).mean_wait() / queueing.even_arrivals_wait(0.9),
    ]
