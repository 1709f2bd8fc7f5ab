"""Cases and helpers for the tests that every institution must pass."""

import hashlib
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from commonweal.core.protocol import Draws, Result
from commonweal.experiments.draws import sampled
from commonweal.experiments.run import Run, run
from commonweal.experiments.specification import Arm, Experiment, Prepared, prepare
from tests.support.planted import plugged_in

EXAMPLE = Path(__file__).parents[2] / "examples" / "outside-institution"


@dataclass(frozen=True)
class Case:
    """An institution on one of its worlds, under a baseline and a reform of it."""

    institution: str
    world: str
    base: dict = field(default_factory=dict)
    reform: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.institution} on {self.world}, {'; '.join(map(str, self.reform.values()))}"


CASES = (
    Case("health", "steady-list", {}, {"waiting_list.discipline": "guarantee"}),
    Case("health", "dorset-2024-11", {}, {"waiting_list.capacity": 1.05}),
    Case(
        "health", "steady-list", {"waiting_list.engine": "formula"},
        {"waiting_list.engine": "formula", "waiting_list.discipline": "guarantee"},
    ),
    Case("elections", "ge2010", {}, {"speaker.counted_with": "former-party"}),
    Case("elections", "ge2015", {}, {"electoral_system": "list-pr"}),
    Case(
        "elections", "ge2019", {},
        {"electoral_system": "list-pr", "list_pr.formula": "sainte-lague",
         "list_pr.district": "nation", "list_pr.threshold": 0.05},
    ),
    Case(
        "elections", "ge2017", {"electoral_system": "av", "transfers.shares": "drawn"},
        {"electoral_system": "av", "transfers.shares": "drawn", "transfers.from": "scottish-2012"},
    ),
    Case(
        "elections", "ge2010", {"pivotality.count": "with-pivotality"},
        {"pivotality.count": "with-pivotality", "pivotality.classes": "evenly"},
    ),
    Case(
        "elections", "ge2024", {"electoral_system": "stv"},
        {"electoral_system": "stv", "districts.drawn_up": "drawn"},
    ),
    Case(
        "elections", "ge2019", {"electoral_system": "ams"},
        {"electoral_system": "ams", "districts.drawn_up": "drawn"},
    ),
    Case("elections", "since-1918", {}, {"pact.stand_down": "weaker-here"}),
    Case("taxes", "example-households", {}, {"income_tax.personal_allowance": 15_000}),
    Case(
        "taxes", "example-households", {"take_up.applied": "estimated"},
        {"take_up.applied": "estimated", "child_benefit.charge_threshold": 50_000},
    ),
    Case("bus-fares", "town", {"fare_cap": 100}, {"fare_cap": 2}),
)  # fmt: skip


@contextmanager
def all_found(folder: Path):
    """The shipped institutions, and the example from outside."""
    sys.path.insert(0, str(EXAMPLE))
    try:
        with plugged_in(folder, "bus-fares", "bus_fares:institution"):
            yield
    finally:
        sys.path.remove(str(EXAMPLE))


def stated(case: Case) -> dict:
    """Every value of the baseline, said aloud: a reform that reforms nothing."""
    return dict(prepare(experiment(case, Arm("base", case.base))).policies[0].values)


def experiment(case: Case, *arms: Arm) -> Experiment:
    return Experiment(case.institution, arms, case.world, seed=11)


def prepared(case: Case) -> Prepared:
    """Both arms of a case, ready to run."""
    return prepare(experiment(case, Arm("base", case.base), Arm("reform", case.reform)))


def both(case: Case) -> Run:
    return run(experiment(case, Arm("base", case.base), Arm("reform", case.reform)), draws=50)


def rows_of(case: Case, draws: int = 4) -> tuple[Prepared, Draws]:
    """Both arms, and a few draws of two replicates for them."""
    ready = prepared(case)
    return ready, sampled(ready.priors, 0, draws, 2, seed=11)


def reordered(draws: Draws, order: list[int]) -> Draws:
    return Draws(
        draws.index[order],
        draws.replicate[order],
        {name: column[order] for name, column in draws.values.items()},
        draws.keys[order],
    )


def other_luck(draws: Draws) -> Draws:
    return Draws(draws.index, draws.replicate, draws.values, draws.keys ^ np.uint32(0xABCDEF))


def bits(result: Result, rows: slice | list[int] = slice(None)) -> dict[str, bytes]:
    """Every number of a result as bytes: measures, unit values and presence of these rows."""
    found = {name: np.ascontiguousarray(v[rows]).tobytes() for name, v in result.measures.items()}
    for name, units in result.units.items():
        present = np.ones(units.value.shape, bool) if units.presence is None else units.presence
        counted = np.where(present, units.value, 0.0)
        found[f"{name} value"] = counted[rows].tobytes()
        found[f"{name} presence"] = present[rows].tobytes()
    return found


def piecewise(model, draws: Draws, size: int) -> dict[str, bytes]:
    """The bits of a model run in batches of a size, laid end to end."""
    parts = [
        bits(model.run(draws.rows(start, min(start + size, len(draws)))))
        for start in range(0, len(draws), size)
    ]
    return {name: b"".join(part[name] for part in parts) for name in parts[0]}


def digest_of_arm(case: Case, changes: dict) -> str:
    """A digest of all columns of a run with one arm; to be called in a process of its own."""
    made = run(experiment(case, Arm("only", changes)), draws=50)
    whole = hashlib.blake2b(digest_size=16)
    for name in sorted(made.columns):
        whole.update(name.encode() + made.columns[name].tobytes())
    return whole.hexdigest()


def columns_named(made: Run, arm: str) -> dict[str, bytes]:
    """The measures of one arm as bytes, by name."""
    prefix = f"measure|{arm}|"
    return {
        name.removeprefix(prefix): column.tobytes()
        for name, column in made.columns.items()
        if name.startswith(prefix)
    }
