"""Test the judge blind: plant claims of known truth, have them checked, and print how it did.

    python tools/blind_judge.py [--seeds 5] [--first 1] [--draws 1000] [--json]

Exit code 1 where fewer than 90% are judged right, or true and false were swapped once.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections import defaultdict

from commonweal.claims.blind import Scored, judge_blind, normal_case, score
from commonweal.claims.planting import plant

LEAST_RIGHT = 0.9
DISTANCES = (0.0, 1.0, 2.0, 3.0, 4.0)


def main() -> int:
    """Judge as many planted sets as asked for, and print the table or the rows as JSON."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seeds", type=int, default=5, help="how many planted sets")
    asked.add_argument("--first", type=int, default=1, help="the seed of the first")
    asked.add_argument("--draws", type=int, default=1000)
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    rows: list[tuple[int, Scored]] = []
    for seed in range(options.first, options.first + options.seeds):
        planted = plant(seed)
        judged = judge_blind(planted, draws=options.draws)
        rows += [(seed, scored) for scored in score(planted, judged)]
    cases = {distance: normal_case(distance) for distance in DISTANCES}
    right = sum(scored.right for _, scored in rows) / len(rows)
    reversals = sum(scored.reversed_ for _, scored in rows)
    if options.json:
        listed = [{"seed": seed, **dataclasses.asdict(scored)} for seed, scored in rows]
        shown = {"claims": listed, "right": right, "reversals": reversals, "normal_case": cases}
        print(json.dumps(shown, indent=1))
    else:
        print_table([scored for _, scored in rows], cases)
    return 0 if right >= LEAST_RIGHT and not reversals else 1


def print_table(rows: list[Scored], cases: dict[float, dict[str, float]]) -> None:
    """One line a family, then those that were judged wrongly, then the normal case."""
    families: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for scored in rows:
        families[scored.kind, scored.family].append(scored)
    print(f"{'kind':15} {'family':12} {'claims':>6} {'right':>6} {'reversed':>9}")
    for (kind, family), members in families.items():
        right, swapped = sum(m.right for m in members), sum(m.reversed_ for m in members)
        print(f"{kind:15} {family:12} {len(members):6} {right:6} {swapped:9}")
    right, swapped = sum(m.right for m in rows), sum(m.reversed_ for m in rows)
    print(f"{'all':15} {'':12} {len(rows):6} {right:6} {swapped:9}   {right / len(rows):.1%} right")
    for scored in rows:
        if not scored.right:
            print(f"  wrong: {scored.family} {scored.id}: truth {scored.truth or 'on an edge or vague'}, "
                  f"verdict {scored.verdict} {list(scored.qualifiers)}")  # fmt: skip
    print("\nThe normal case, an honest prior: truth so many sd inside the claim's region")
    for distance, given in cases.items():
        shares = ", ".join(f"{name} {share:.1%}" for name, share in sorted(given.items()))
        print(f"  {distance:.0f} sd: {shares}")


if __name__ == "__main__":
    sys.exit(main())
