"""What `commonweal --help` adds to a bare interpreter: the median of alternating starts.

    python benchmarks/startup.py [--json] [--starts 21]

The aim is under 0.150 s. Alternating the two keeps a busy machine from favouring either.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

AIM_SECONDS = 0.150
OURS = ("-c", "from commonweal.cli.main import main; main()", "--help")
BARE = ("-c", "pass")


def seconds(arguments: tuple[str, ...]) -> float:
    """The wall time of one start of the interpreter."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment
    )
    return time.perf_counter() - begun


def measure(starts: int) -> dict[str, float | str]:
    """The medians of both, their ratio and difference."""
    seconds(OURS)
    pairs = [(seconds(OURS), seconds(BARE)) for _ in range(starts)]
    ours = statistics.median(pair[0] for pair in pairs)
    bare = statistics.median(pair[1] for pair in pairs)
    return {
        "case": "commonweal --help", "peer": "bare interpreter", "ratio": ours / bare,
        "ours_s": ours, "peer_s": bare, "difference_s": ours - bare, "aim_s": AIM_SECONDS,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--starts", type=int, default=21)
    arguments = parser.parse_args()
    row = measure(arguments.starts)
    if arguments.json:
        print(json.dumps({"ratios": [row]}, indent=1))
    else:
        print(
            f"commonweal --help {row['ours_s']:.3f} s, bare interpreter {row['peer_s']:.3f} s: "
            f"adds {row['difference_s']:.3f} s (aim under {AIM_SECONDS} s)"
        )


if __name__ == "__main__":
    main()
