"""Time counts of votes beside votelib and pref_voting, on the same ballots, in one run.

    python benchmarks/elections.py [--json] [--repeats 3] [--only irv-votelib ...]

The case ``montecarlo-votelib`` is told in ``elections_montecarlo.py``, and measured with the others.

Each side is given ballots in the form it takes: an array of preferences by candidate number
here, a dictionary of names for votelib, a profile object for pref_voting; making that form counts
for neither side. But ``irv-votelib`` begins from raw ballots: both are given the same array, and
what it takes to count it is timed; ``irv-votelib-tuples-at-hand`` spares votelib all of it but
the aggregation. Both must elect the same, or the case says so and fails. The ratio is the peer's
time over ours: above 1, ours is faster. Times are processor seconds, so that a busy machine
favours neither; the best of several runs counts, the first of which compiles. Peers come with
``pip install 'commonweal[peers]'``; a case whose peer is absent is left out, and said so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import elections_montecarlo as drawn
import numpy as np

from commonweal.algorithms import peers
from commonweal.algorithms.apportionment import highest_averages
from commonweal.algorithms.meek import meek_stv
from commonweal.algorithms.profiles import Profile
from commonweal.algorithms.transfers import alternative_vote, scottish_stv
from commonweal.core.errors import MissingExtra

AIMS = {
    "irv-votelib": 40.0,
    "stv-votelib": 500.0,
    "meek-pref_voting": 10_000.0,
    "dhondt-votelib": 200.0,
    drawn.CASE: drawn.AIM,
}
SEED = 2012
LEAST_SECONDS = 0.05
"""Work shorter than this is repeated within one timing: a clock's tick must not count."""


class Pair(NamedTuple):
    """The same work done by both sides, each giving whom it elects."""

    peer: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    size: str


def raw_ballots(voters: int, candidates: int, ranks: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Ballots by Plackett and Luce's model, some favoured over others; half stop early.

    i2[voters, ranks], padded with -1.
    """
    luck = np.random.default_rng(SEED)
    favour = np.log(1.0 / np.arange(1, candidates + 1))
    score = favour + luck.gumbel(size=(voters, candidates))
    ballots = np.argsort(-score, axis=1)[:, :ranks].astype(np.int16)
    lengths = np.where(luck.random(voters) < 0.5, ranks, luck.integers(1, ranks + 1, voters))
    ballots[np.arange(ranks)[None, :] >= lengths[:, None]] = -1
    return ballots


def names(candidates: int) -> list[str]:
    return [f"candidate {number}" for number in range(candidates)]


def votelib_selector() -> Any:
    return peers.votelib("evaluate.sequential").TransferableVoteSelector(
        quota_function="droop", transferer="Gregory"
    )


def irv(*, given_tuples: bool = False) -> Pair:
    """A million raw ballots for 8 candidates, up to 6 ranked: aggregated, then one elected."""
    ballots, people, selector = raw_ballots(1_000_000, 8, 6), names(8), votelib_selector()

    def tuples() -> list[tuple[str, ...]]:
        return [tuple(people[c] for c in row if c >= 0) for row in ballots.tolist()]

    made = tuples() if given_tuples else []
    return Pair(
        "votelib",
        lambda: set(alternative_vote(Profile.of(ballots, candidates=people)).winners),
        lambda: set(selector.evaluate(dict(Counter(made or tuples())), 1)),
        "1,000,000 raw ballots, 8 candidates" + (", tuples at hand" if given_tuples else ""),
    )


def stv() -> Pair:
    """20,000 ballots for 10 candidates and 5 seats, by the Scottish rules."""
    profile = Profile.of(raw_ballots(20_000, 10, 10), candidates=names(10))
    given = peers.as_votelib(profile)
    selector = votelib_selector()
    return Pair(
        "votelib",
        lambda: set(scottish_stv(profile, 5).winners),
        lambda: set(selector.evaluate(given, 5)),
        f"20,000 ballots ({len(profile):,} distinct), 10 candidates, 5 seats",
    )


def meek() -> Pair:
    """2,000 ballots for 10 candidates and 5 seats, by Meek's method."""
    profile = Profile.of(raw_ballots(2_000, 10, 10), candidates=names(10))
    given = peers.as_pref_voting(profile)
    count = peers.pref_voting("proportional_methods").stv_meek
    return Pair(
        "pref_voting",
        lambda: set(meek_stv(profile, 5).elected),
        lambda: {int(c) for c in count(given, num_seats=5)},
        f"2,000 ballots ({len(profile):,} distinct), 10 candidates, 5 seats",
    )


def dhondt() -> Pair:
    """650 seats among 10 lists."""
    votes = np.random.default_rng(SEED).integers(50_000, 12_000_000, 10)
    evaluator = peers.votelib("evaluate.proportional").HighestAverages("d_hondt")
    given = dict(enumerate(votes.tolist()))
    return Pair(
        "votelib",
        lambda: list(highest_averages(votes, 650, "dhondt").seats),
        lambda: [evaluator.evaluate(given, 650)[number] for number in range(votes.size)],
        "650 seats, 10 lists",
    )


CASES: Mapping[str, Callable[[], Pair]] = {
    "irv-votelib": irv,
    "irv-votelib-tuples-at-hand": partial(irv, given_tuples=True),
    "stv-votelib": stv,
    "meek-pref_voting": meek,
    "dhondt-votelib": dhondt,
}


def best_seconds(work: Callable[[], Any], repeats: int) -> float:
    """The shortest time of one piece of work, over several runs."""
    begun = time.process_time()
    work()
    first = time.process_time() - begun
    times = 1 if first > LEAST_SECONDS else int(LEAST_SECONDS / max(first, 1e-6)) + 1
    found = [first]
    for _ in range(repeats - 1):
        begun = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - begun) / times)
    return min(found)


def measure(case: str, repeats: int) -> dict[str, Any]:
    """Both sides of a case, one after the other."""
    pair = CASES[case]()
    elected = pair.ours()
    ours = best_seconds(pair.ours, 9)
    begun = time.process_time()
    agree = pair.theirs() == elected
    once = time.process_time() - begun
    theirs = min(once, best_seconds(pair.theirs, repeats)) if once < 10 else once
    return {
        "case": case,
        "peer": pair.peer,
        "size": pair.size,
        "ratio": round(theirs / ours, 1),
        "ours_s": round(ours, 8),
        "peer_s": round(theirs, 6),
        "agree": agree,
    }


def measured(case: str, repeats: int) -> dict[str, Any]:
    """A case by name, that of the drawn elections among them."""
    if case != drawn.CASE:
        return measure(case, repeats)
    row = drawn.measure(100_000, 200, repeats)
    size = (
        f"{row['draws']:,} elections of {row['seats']} seats, votelib's time extrapolated from "
        f"{row['peer_draws_timed']}"
    )
    return {**row, "size": size}


def main() -> int:
    cases = [*CASES, drawn.CASE]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repeats", type=int, default=3, help="runs of a peer; the best counts")
    parser.add_argument("--only", nargs="+", choices=cases, default=cases, metavar="CASE")
    options = parser.parse_args()
    rows = []
    for case in options.only:
        try:
            rows.append(measured(case, options.repeats))
        except MissingExtra as absent:
            print(f"left out {case}: {absent}", file=sys.stderr)
    if options.json:
        print(json.dumps({"ratios": rows}, indent=1))
    for row in () if options.json else rows:
        aim = f" (aim: {AIMS[row['case']]:,g})" if row["case"] in AIMS else ""
        agreed = "" if row["agree"] else "; THE TWO ELECT DIFFERENTLY"
        print(
            f"{row['case']:<26} {row['size']}: {row['ours_s'] * 1e3:.4f} ms, {row['peer']} "
            f"{row['peer_s'] * 1e3:,.1f} ms: {row['ratio']:,g}{aim}{agreed}"
        )
    return 0 if all(row["agree"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
