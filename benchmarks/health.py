"""Time the list of persons beside Ciw and SimPy on the same queues, and with a backlog beside none.

    python benchmarks/health.py [--json] [--weeks 20000] [--repeats 3]

Both sides draw their own patients, as many on average, and keep a record of each. The ratio of
a case with a peer is the peer's time over ours: above 1, ours is faster. The ratio of
``cost-per-patient-with-backlog`` is time per patient with 2,000 waiting over the same without.
Times are processor seconds, so that a busy machine favours neither; the best of several runs
counts, the first of which compiles. Peers come with
``pip install 'commonweal[peers]'``; a case whose peer is absent is left out, and said so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from commonweal.core.errors import MissingExtra
from commonweal.institutions.health.events import peers, trials
from commonweal.institutions.health.events.luck import draw_patients
from commonweal.institutions.health.events.patients import PatientClass
from commonweal.institutions.health.events.rules import rule
from commonweal.institutions.health.events.simulate import Records, simulate

BACKLOG = 2_000
DEADLINES = (8.0, 18.0)
NEVER_AGAIN = 1e12
AIMS = {
    "mm5-ciw": ("at least", 150.0),
    "mm5-simpy": ("at least", 80.0),
    "deadline-backlog-ciw": ("at least", 500.0),
    "cost-per-patient-with-backlog": ("at most", 1.5),
}
OURS_REPEATS = 9


def best_seconds(work: Callable[[], Sequence[Any] | Records], repeats: int) -> tuple[float, int]:
    """The shortest of several runs, and how many patients the last of them recorded."""
    times, found = [], 0
    for _ in range(repeats):
        begun = time.process_time()
        records = work()
        times.append(time.process_time() - begun)
        found = records.starts.size if isinstance(records, Records) else len(records)
    return min(times), found


def mm5(weeks: float) -> Records:
    """Two classes, strict priority, five servers nine tenths busy."""
    classes = [PatientClass(rate) for rate in trials.JOINING]
    patients = draw_patients(classes, weeks, trials.key_of(1))
    return simulate(patients, rule("strict-priority", (0, 1)), servers=trials.SERVERS)


def deadlines(weeks: float, backlog: int) -> Records:
    """Two classes by deadline; with a backlog as many join as are treated, so that it stays."""
    load = 0.9 if backlog == 0 else 1.0
    rate = load * trials.SERVERS / 2
    classes = [PatientClass(rate, backlog=backlog // 2) for _ in DEADLINES]
    patients = draw_patients(classes, weeks, trials.key_of(1))
    return simulate(
        patients, rule("earliest-deadline", DEADLINES), servers=trials.SERVERS, opens=0.0
    )


def ciw_deadlines(weeks: float) -> list[Any]:
    """The same list in Ciw, with a rule of calling that looks no further than it must.

    Ciw hands the rule everybody who waits, in order of joining: the first found of each class
    is its head, and the rest need not be looked at.
    """
    ciw = peers.ciw()
    group = {"backlog 0": 0, "backlog 1": 1, "class 0": 0, "class 1": 1}

    def by_deadline(waiting: list[Any], now: float) -> Any:
        heads: dict[int, Any] = {}
        for one in waiting:
            heads.setdefault(group[one.customer_class], one)
            if len(heads) == len(DEADLINES):
                break
        return heads[min(heads, key=lambda number: heads[number].arrival_date + DEADLINES[number])]

    at_once = [0.0] * (BACKLOG // 2) + [NEVER_AGAIN]
    rate = trials.SERVERS / 2
    arrivals = {
        name: ciw.dists.Sequential(at_once) if "backlog" in name else ciw.dists.Exponential(rate)
        for name in group
    }
    network = ciw.create_network(
        arrival_distributions={name: [arrives] for name, arrives in arrivals.items()},
        service_distributions={name: [ciw.dists.Exponential(1.0)] for name in group},
        number_of_servers=[trials.SERVERS],
        service_disciplines=[by_deadline],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(weeks)
    found: list[Any] = simulation.get_all_records()
    return found


def beside_peer(
    case: str, peer: str, ours: Callable[[], Records], theirs: Callable[[], list[Any]], repeats: int
) -> dict[str, Any]:
    """Seconds of both, and their ratio per patient: the two differ in numbers by luck alone."""
    peer_s, peer_patients = best_seconds(theirs, repeats)
    ours_s, our_patients = best_seconds(ours, OURS_REPEATS)
    return {
        "case": case,
        "peer": peer,
        "ratio": round(peer_s / peer_patients / (ours_s / our_patients), 2),
        "ours_s": round(ours_s, 6),
        "peer_s": round(peer_s, 6),
        "ours_patients": our_patients,
        "peer_patients": peer_patients,
    }


def with_backlog(case: str, backlog: int, weeks: float) -> dict[str, Any]:
    """Time per patient with a backlog over the same without."""
    with_s, with_patients = best_seconds(lambda: deadlines(weeks, backlog), OURS_REPEATS)
    without_s, without_patients = best_seconds(lambda: deadlines(weeks, 0), OURS_REPEATS)
    return {
        "case": case,
        "peer": "the same list without backlog",
        "ratio": round(with_s / with_patients / (without_s / without_patients), 3),
        "ours_s": round(with_s, 6),
        "peer_s": round(without_s, 6),
        "ours_patients": with_patients,
        "peer_patients": without_patients,
    }


def measure(weeks: float, repeats: int) -> list[dict[str, Any]]:
    """Every case that can be run here."""
    case = peers.Case(trials.JOINING, trials.SERVERS, weeks)
    few_weeks = weeks / 10
    beside: list[Callable[[], dict[str, Any]]] = [
        lambda: beside_peer(
            "mm5-ciw", "ciw", lambda: mm5(weeks), lambda: peers.ciw_records(case), repeats
        ),
        lambda: beside_peer(
            "mm5-simpy", "simpy", lambda: mm5(weeks), lambda: peers.simpy_records(case), repeats
        ),
        lambda: beside_peer(
            "deadline-backlog-ciw", "ciw", lambda: deadlines(few_weeks, BACKLOG),
            lambda: ciw_deadlines(few_weeks), repeats,
        ),
        lambda: with_backlog("cost-per-patient-with-backlog", BACKLOG, weeks),
    ]  # fmt: skip
    rows = []
    for run in beside:
        try:
            rows.append(run())
        except MissingExtra as absent:
            print(f"left out: {absent}", file=sys.stderr)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--weeks", type=float, default=20_000.0, help="weeks in which 4.5 join")
    parser.add_argument("--repeats", type=int, default=3, help="runs of a peer; the best counts")
    options = parser.parse_args()
    rows = measure(options.weeks, options.repeats)
    if options.json:
        print(json.dumps({"ratios": rows}, indent=1))
        return
    for row in rows:
        word, aim = AIMS.get(row["case"], ("", 0.0))
        aims = f" (aim: {word} {aim:g})" if word else ""
        print(
            f"{row['case']:<40} {row['ours_s']:.4f} s for {row['ours_patients']} patients, "
            f"{row['peer']} {row['peer_s']:.4f} s for {row['peer_patients']}: "
            f"{row['ratio']:g}{aims}"
        )


if __name__ == "__main__":
    main()
