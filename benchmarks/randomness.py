"""Time keyed random numbers against NumPy's Philox generator, number by number.

NumPy's generator is a stream: each number depends on how many were drawn before it. Ours are
functions of a key and an entity, so this measures what keeping arms in step costs. Run with
``--json`` for ``{"ratios": [{"case", "peer", "ratio", "ours_s", "peer_s"}]}``; a ratio below 1
means that ours is faster.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import numpy as np

from commonweal.core import randomness

NUMBERS = 1_000_000
PEER = f"numpy {np.__version__} Generator(Philox)"


def best_seconds(work: Callable[[], object], repeats: int) -> float:
    """The shortest of several runs, after one that compiles and fills the caches."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def cases() -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Each case by name: ours and the peer's way to make a million numbers."""
    key = randomness.draw_keys(1, np.zeros(1, np.int64), np.zeros(1, np.int64))[0]
    luck = randomness.decision("benchmarks.randomness")
    people = np.arange(NUMBERS, dtype=np.int64)
    generator = np.random.Generator(np.random.Philox(1))
    weights = np.full(10, 0.1)
    found: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "uniform": (
            lambda: randomness.uniforms(key, luck, people),
            lambda: generator.random(NUMBERS),
        ),
        "normal": (
            lambda: randomness.normals(key, luck, people),
            lambda: generator.standard_normal(NUMBERS),
        ),
        "exponential": (
            lambda: randomness.exponentials(key, luck, people),
            lambda: generator.standard_exponential(NUMBERS),
        ),
        "choice of 10": (
            lambda: randomness.choices(key, luck, people, weights),
            lambda: generator.choice(10, NUMBERS, p=weights),
        ),
    }
    for mean in (0.1, 3.0, 9.9, 50.0, 1e4):
        found[f"poisson of mean {mean:g}"] = (
            lambda mean=mean: randomness.poissons(key, luck, people, mean),  # type: ignore[misc]
            lambda mean=mean: generator.poisson(mean, NUMBERS),  # type: ignore[misc]
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Time keyed random numbers against NumPy's.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repeats", type=int, default=7, help="runs per case; the best counts")
    options = parser.parse_args()
    ratios = []
    for case, (ours, peer) in cases().items():
        ours_s, peer_s = (best_seconds(work, options.repeats) for work in (ours, peer))
        ratios.append(
            {
                "case": f"{NUMBERS} numbers, {case}",
                "peer": PEER,
                "ratio": round(ours_s / peer_s, 3),
                "ours_s": round(ours_s, 6),
                "peer_s": round(peer_s, 6),
            }
        )
    if options.json:
        print(json.dumps({"ratios": ratios}, indent=1))
        return
    for row in ratios:
        print(f"{row['case']:<40} {row['ours_s']:.4f} s, {row['peer_s']:.4f} s: {row['ratio']:.2f}")


if __name__ == "__main__":
    main()
