"""Print how the method of forecasts did: models before 2020, coverage of intervals, and 2024.

    python tools/elections_scores.py [--draws 2000]

The figures of docs/forecast.md are from here. Most scores are those of a method told how each nation
voted: the step from votes to seats, and nothing else. The last two know final polls instead.
"""

from __future__ import annotations

import argparse
from itertools import pairwise

from commonweal.institutions.elections import (
    backtest,
    coverage,
    forecast,
    frozen,
    grounds,
    polled,
    scoring,
    swing,
    tables,
)
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.grounds import GREAT_BRITAIN, Pair
from commonweal.institutions.elections.polls_file import Estimates, Stated

DAYS = ("2010-05-06", "2015-05-07", "2017-06-08", "2019-12-12")
SEED = 2024


def models() -> None:
    """Plain swings on pairs by candidate, and every model on all pairs to 2019."""
    labelled = [grounds.by_label(day).within(*GREAT_BRITAIN) for day in DAYS]
    print("Seats of Great Britain named, plain swings by nation, percent")
    for name in swing.MODELS:
        scores = [backtest.plain(Pair(*both), name)
                  for both in pairwise(labelled)]  # fmt: skip
        print(f"  {name:<18}" + "  ".join(f"{100 * one.share_right:.1f}" for one in scores))
    newcomer = frozen.chosen().method.newcomer
    pairs = backtest.pairs()
    print(f"Every model on {len(pairs)} pairs, newcomers at {newcomer:g}: error in points, seats")
    named = [Method(name, newcomer=newcomer) for name in swing.MODELS]
    for method in (*named, Method("blend", 0.4, newcomer)):
        for by in ("nation", "region"):
            scores = [backtest.score(method, pair, by) for pair in pairs]
            error = sum(one.error for one in scores) / len(scores)
            right = sum(one.share_right for one in scores) / len(scores)
            print(f"  {method.model:<18} {by:<7} {error:.3f}  {100 * right:.1f}%")


def intervals(draws: int) -> None:
    """Coverage leaving one election out, from the others of its era."""
    method = frozen.chosen().method
    found = coverage.leave_one_out(grounds.group_pairs(), method, draws, SEED)
    print(f"Coverage over {len(found)} pairs, one left out at a time (error over elections)")
    _print_coverage(found)


def last(draws: int) -> None:
    """2024, run once with what was frozen."""
    pair = scoring.pair_of_2024()
    print("2024 from 2019 on its boundaries, Great Britain")
    for name, one in zip(frozen.RIVALS, scoring.plain_of_2024(frozen.RIVALS), strict=True):
        print(f"  plain {name:<14} {one.right} of {one.seats} ({100 * one.share_right:.1f}%)")
    methods = {"frozen": frozen.chosen(), **frozen.rivals()}
    for name, fixed in methods.items():
        one = scoring.told(name, fixed.method, fixed.told, pair, draws, SEED)
        print(
            f"  {name:<20} {one.right} ({100 * one.share_right:.1f}%), log score "
            f"{one.log_score:.3f}, CRPS {one.crps_shares:.2f} points, {one.crps_seats:.1f} seats"
        )
        for party in scoring.NAMED:
            at = pair.after.parties.index(party)
            print(
                f"    {party:<6} {one.said[at]:.0f} ({one.low[at]:.0f} to {one.high[at]:.0f}), "
                f"came {one.came[at]}"
            )


def from_polls(draws: int) -> None:
    """Forecasts from final polls: 1950 to 2019 with one election left out, and 2024."""
    method = frozen.chosen().method
    named = {"frozen": method} | {
        name: Method(name, newcomer=method.newcomer) for name in frozen.RIVALS
    }
    print(f"From final polls, {len(polled.pairs())} elections: error in points, seats named")
    for name, one in named.items():
        scores = [polled.score(one, pair) for pair in polled.pairs()]
        error = sum(score.error for score in scores) / len(scores)
        right = sum(score.share_right for score in scores) / len(scores)
        print(f"  {name:<14} {error:.2f}  {100 * right:.1f}%")
    _print_coverage(polled.leave_one_out(method, draws, SEED))
    row = tables.rows("final_polls")[-1]
    shares = {"Con": "con", "Lab": "lab", "LD": "lib", "RUK": "reform", "Green": "green"}
    stated = Stated("GB", 0, {party: float(row[column]) for party, column in shares.items()})
    estimates = Estimates(tables.TABLES["final_polls"], "", False, (stated,))
    found = forecast.forecast(estimates, "2019-on-2024", draws, SEED)
    after = grounds.general_election("2024-07-04")
    right = int((found.chances.argmax(axis=1) == after.winner).sum())
    print(f"2024 from final polls: {right} of {found.house} seats named, log score "
          f"{scoring.log_score(draws * found.chances, after.winner):.3f}")  # fmt: skip
    for party in scoring.NAMED:
        low, high = found.interval(party, 0.95)
        came = int((after.winner == after.parties.index(party)).sum())
        print(
            f"    {party:<6} {found.won(party).mean():.0f} ({low:.0f} to {high:.0f}), came {came}"
        )


def _print_coverage(found: list[coverage.Covered]) -> None:
    for row in coverage.summary(found):
        print(f"  {row.of:<7} {row.level:.0%}: {row.mean:.1%} ± {row.error:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=2_000)
    draws = parser.parse_args().draws
    models()
    intervals(draws)
    last(draws)
    from_polls(draws)


if __name__ == "__main__":
    main()
