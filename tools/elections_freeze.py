"""Choose the method of forecasts on elections to 2019, and fix it in ``frozen.yaml``.

    python tools/elections_freeze.py [FOLDER]

FOLDER holds the publishers' files and defaults to ``../shared/data/elections`` beside the
repository; of it only the final polls of 1950 to 2019 are read. Run it before an election, never
after: the file says what was thought then, and a test compares it with what this gives again.

The score is the mean absolute error of the shares of all who stood, in points, the mean over
pairs of elections, each counting once: by candidate from 2010, by group of parties before. The
tactical term is fitted on 2015 to 2019 and kept only if it lowers the error by candidate; the
usual patterns of elections are expected only if those of the other elections lower the error of
each since 1950, on the mean.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import elections_polls
import numpy as np
import yaml

from commonweal.institutions.elections import (
    backtest,
    coverage,
    frozen,
    grounds,
    history,
    uncertainty,
)
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.grounds import GREAT_BRITAIN, Pair

ROOT = Path(__file__).resolve().parents[1]
SCORED_ON = "2024-07-04"
HEAD = """# Fixed on elections to 2019, before that of 2024 was run, and not touched since.
# Written by tools/elections_freeze.py, which says how; read by frozen.py.
"""


def poll_errors(folder: Path) -> tuple[list[str], Any]:
    """Votes less polls in Great Britain, by group of parties: f8[elections, groups].

    What the three parties have too little the others have too much; nationalists, whom polls of
    Great Britain count among the others, are given none.
    """
    rows, days = [], []
    for day, polls in elections_polls.final(folder).items():
        polled = np.mean(polls, axis=0)
        votes = history.election(day).only(*GREAT_BRITAIN).votes.sum(axis=0)
        con, lib, lab, *_ = votes / votes.sum()
        missed = np.array([con, lab, lib]) - polled
        by_group = dict(zip(("con", "lab", "lib"), missed, strict=True))
        by_group["oth"] = -missed.sum()
        rows.append([float(by_group.get(group, 0.0)) for group in history.GROUPS])
        days.append(day)
    return days, np.array(rows)


def tactical(method: Method) -> tuple[Method, float, float]:
    """The method with the term if that helps, the part found, and what it does to the error."""
    first, _, last = grounds.candidate_pairs()
    part = backtest.fitted_tactics(method, Pair(first.after, last.after))
    with_it = replace(method, tactics=part)
    pairs = grounds.candidate_pairs()
    gain = backtest.mean_error(with_it, pairs) - backtest.mean_error(method, pairs)
    return (with_it if gain < 0 else method), part, gain


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/data/elections"
    pairs = backtest.pairs()
    best = backtest.choose(backtest.methods(), pairs, SCORED_ON)
    method, part, gain = tactical(best)
    late = [pair for pair in grounds.group_pairs() if pair.before.day >= "1950"]
    usual = gain_of_usual_patterns(method, late)
    days, errors = poll_errors(folder)
    content = {
        "schema": 1,
        "scored_on": SCORED_ON,
        "score": "mean absolute error of shares, points, the mean over pairs",
        "pairs": [pair.name for pair in pairs],
        "error": round(backtest.mean_error(method, pairs), 3),
        "tactics": {"fitted_on": "2015 to 2019", "part": round(part, 3), "gain": round(gain, 3)},
        "polls": {
            "elections": days,
            "source": "britpol (J. Bailey), from PollBase (M. Pack) and Wikipedia; last week",
            "covariance": frozen.plain(errors.T @ errors / len(errors)),
        },
        "usual_patterns_gain": round(usual, 3),
        "spread_of": [pair.name for pair in late],
        "chosen": _block(method, late, usual < 0),
        "rivals": {
            name: _block(Method(name, newcomer=method.newcomer), late, False)
            for name in frozen.RIVALS
        },
    }
    text = yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=100)
    frozen.FILE.write_text(HEAD + text, encoding="utf-8")
    print(f"{method}: {content['error']} points over {len(pairs)} pairs")
    print(f"tactics fitted: {part:.3f}, which moves the error by {gain:+.3f} points")
    print(f"expecting the usual patterns moves it by {usual:+.3f} points")


def gain_of_usual_patterns(method: Method, late: list[Pair]) -> float:
    """What expecting the usual patterns of the other pairs does to the error since 1950."""
    misses = [uncertainty.misses_of(pair, method) for pair in late]
    gains = []
    for pair in (pair for pair in backtest.pairs() if pair.before.day >= "1950"):
        spread = uncertainty.spread_of(coverage.others_of(pair, misses))
        base, target = backtest.told_result(pair, method.newcomer)
        said = uncertainty.outlook(method, base, target, pair.before, spread).shares
        plain = method.predict(base, target)
        gains.append(backtest.scored(said, pair).error - backtest.scored(plain, pair).error)
    return float(np.mean(gains))


def _block(method: Method, pairs: list[Pair], usual: bool) -> dict[str, Any]:
    misses = [uncertainty.misses_of(pair, method) for pair in pairs]
    return frozen.block_of(method, uncertainty.spread_of(misses, usual_patterns=usual))


if __name__ == "__main__":
    main()
