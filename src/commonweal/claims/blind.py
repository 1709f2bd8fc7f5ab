"""The blind test of the judge: planted claims of known truth, judged from files, then scored.

``planting`` writes the claims and keeps the truth apart; ``judge_blind`` gets the files alone
and checks them as it checks any claim; ``score`` compares the two. Run it with
``python tools/blind_judge.py``.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from commonweal.claims.check import check
from commonweal.claims.files import load
from commonweal.claims.judgement import Judgement
from commonweal.claims.planted import plugged_in
from commonweal.claims.planting import Planted
from commonweal.claims.regions import parse_regions
from commonweal.claims.verdicts import decide

_REVERSAL = {
    "supported": "contradicted", "contradicted": "supported",
    "consistent": "inconsistent", "inconsistent": "consistent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """One planted claim after judging; ``reversed_`` says that true and false were swapped."""

    id: str
    kind: str
    family: str
    truth: str
    verdict: str
    qualifiers: tuple[str, ...]
    right: bool
    reversed_: bool


def judge_blind(planted: Sequence[Planted], *, draws: int = 1000, seed: int = 1) -> list[Judgement]:
    """Write the claims into a folder each and check the files; the truth is not written."""
    judged = []
    with tempfile.TemporaryDirectory() as place, plugged_in():
        for item in planted:
            folder = Path(place) / item.id
            (folder / "tables").mkdir(parents=True)
            for name, text in item.beside.items():
                (folder / name).write_text(text, encoding="utf-8")
            path = folder / f"{item.id}.yaml"
            path.write_text(yaml.safe_dump(dict(item.claim), sort_keys=False), encoding="utf-8")
            judged.append(check(load(path), draws=draws, seed=seed))
    return judged


def score(planted: Sequence[Planted], judged: Sequence[Judgement]) -> list[Scored]:
    """Compare verdicts with what is true."""
    return [
        Scored(
            item.id, str(item.claim["kind"]), item.family, item.truth, judgement.verdict,
            judgement.qualifiers,
            judgement.verdict in item.right
            and (not item.qualifier or any(q.startswith(item.qualifier) for q in judgement.qualifiers)),
            _REVERSAL.get(item.truth) == judgement.verdict,
        )
        for item, judgement in zip(planted, judged, strict=True)
    ]  # fmt: skip


def normal_case(
    inside: float, *, trials: int = 2000, draws: int = 1000, seed: int = 1
) -> dict[str, float]:
    """How often each verdict is given where priors are normal and honest, by verdict.

    The truth lies ``inside`` standard deviations of the prior within the claim's region; the
    prior's centre misses the truth by a normal error of one of them. The claim is one-sided,
    and its opposite region begins 6 standard deviations below its edge.
    """
    rng = np.random.Generator(np.random.Philox(seed))
    regions = parse_regions({"claim": "> 0", "immaterial": "-6 .. 0", "opposite": "< -6"}, "1")
    given: Counter[str] = Counter()
    for _ in range(trials):
        centre = inside + rng.normal()
        given[decide(rng.normal(centre, 1.0, draws), regions).verdict] += 1
    return {verdict: count / trials for verdict, count in given.items()}
