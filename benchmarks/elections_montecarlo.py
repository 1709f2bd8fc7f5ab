"""Time elections drawn at random, 650 seats each, beside votelib's plurality of every seat.

    python benchmarks/elections_montecarlo.py [--json] [--draws 100000] [--peer-draws 200]

Here shares are drawn and winners found, with keyed randomness, the intervals of a forecast from
2024 and everybody who may win; the peer is given the votes of each seat ready in the mappings it
takes, and only finds the winners. It would take too long for as many elections, so its time for
a few of them is multiplied: the JSON says by how much. Both must give every party the same seats
in those elections. Times are processor seconds of one thread, the best of several runs here.
Peers come with ``pip install 'commonweal[peers]'``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

import numpy as np

from commonweal.algorithms import peers
from commonweal.core.errors import MissingExtra
from commonweal.institutions.elections import (
    contests,
    frozen,
    grounds,
    montecarlo,
    swing,
    uncertainty,
)

CASE = "montecarlo-votelib"
AIM = 10.0
SEED = 2024
VOTES = 1e9


def outlook() -> uncertainty.Outlook:
    """The election of 2024 with the uncertainty of a forecast that expects no change."""
    fixed = frozen.chosen()
    ground = grounds.general_election("2024-07-04")
    base = swing.base_of(ground, ground.stood, fixed.method.newcomer)
    return uncertainty.outlook(fixed.method, base, base.totals(), ground, fixed.polled)


def ours(thought: uncertainty.Outlook, draws: int) -> tuple[float, Any]:
    """Processor seconds for so many elections, and seats by draw and party."""
    found, _, _ = contests.contests_of(thought)
    keys, seats = contests.keys(SEED, draws), contests.no_seats(draws, thought)
    wins = contests.no_wins(found)
    begun = time.process_time()
    montecarlo.draw_winners(keys, montecarlo.DECISIONS, found, seats, wins)
    return time.process_time() - begun, seats


def theirs(thought: uncertainty.Outlook, draws: int) -> tuple[float, Any, float]:
    """Processor seconds, seats by draw and party, and candidates a seat, of the peer."""
    found, seat, party = contests.contests_of(thought)
    shares = np.empty((draws, seat.size))
    montecarlo.draw_shares(contests.keys(SEED, draws), montecarlo.DECISIONS, found, shares)
    votes = np.rint(VOTES * shares).astype(np.int64)
    plurality = peers.votelib("evaluate.core").Plurality()
    seats, spent = contests.no_seats(draws, thought), 0.0
    ends = list(zip(found.start[:-1].tolist(), found.start[1:].tolist(), strict=True))
    columns = party.tolist()
    for draw, row in enumerate(votes.tolist()):
        given = [dict(zip(columns[a:b], row[a:b], strict=True)) for a, b in ends]
        begun = time.process_time()
        elected = [plurality.evaluate(mapping, 1) for mapping in given]
        spent += time.process_time() - begun
        for (winner,) in elected:
            seats[draw, winner] += 1
    return spent, seats, seat.size / len(ends)


def measure(draws: int, peer_draws: int, repeats: int) -> dict[str, Any]:
    """Both sides, and whether they agree on the elections that the peer counts."""
    thought = outlook()
    ours(thought, 10)
    timed = [ours(thought, draws) for _ in range(repeats)]
    ours_s, seats = min(timed, key=lambda one: one[0])
    few_s, counted, candidates = theirs(thought, peer_draws)
    peer_s = few_s * draws / peer_draws
    return {
        "case": CASE, "peer": "votelib", "draws": draws, "seats": 650,
        "candidates_a_seat": round(candidates, 2), "ratio": round(peer_s / ours_s, 1),
        "ours_s": round(ours_s, 3), "peer_s": round(peer_s, 1),
        "peer_draws_timed": peer_draws, "peer_extrapolated_by": draws / peer_draws,
        "agree": bool((seats[:peer_draws] == counted).all()),
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--draws", type=int, default=100_000, help="elections drawn here")
    parser.add_argument("--peer-draws", type=int, default=200, help="elections the peer counts")
    parser.add_argument("--repeats", type=int, default=3, help="runs here; the best counts")
    options = parser.parse_args()
    try:
        row = measure(options.draws, options.peer_draws, options.repeats)
    except MissingExtra as absent:
        print(f"left out: {absent}", file=sys.stderr)
        return 0
    if options.json:
        print(json.dumps({"ratios": [row]}, indent=1))
    else:
        agreed = "" if row["agree"] else "; THE TWO ELECT DIFFERENTLY"
        print(
            f"{CASE}: {row['draws']:,} elections of 650 seats, {row['candidates_a_seat']:g} "
            f"candidates a seat: {row['ours_s']:g} s; {row['peer']} {row['peer_s']:g} s, "
            f"extrapolated from {row['peer_draws_timed']}: {row['ratio']:g} (aim: {AIM:g}){agreed}"
        )
    return 0 if row["agree"] else 1


if __name__ == "__main__":
    sys.exit(main())
