"""Verification: recompute a stored run and compare it with what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import RunError
from commonweal.experiments.block import Block
from commonweal.experiments.fingerprint import environment
from commonweal.experiments.maps import Mode, Progress, run_tasks
from commonweal.experiments.run import BlockTask
from commonweal.experiments.specification import (
    Arm,
    Experiment,
    Prepared,
    identity,
    prepare,
    run_id,
)
from commonweal.experiments.store import Store
from commonweal.parameters.priors import Prior

TOLERANCE = 1e-9
"""Relative difference allowed where the recorded environment is another one."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of recomputing a run: which blocks differ, in which column, by how much."""

    run: str
    blocks: int
    same_environment: bool
    differing: tuple[tuple[int, str, float], ...]

    @property
    def passed(self) -> bool:
        return not self.differing


def verify(
    store: Store,
    run: str,
    *,
    workers: int = 1,
    mode: Mode = "threads",
    progress: Progress | None = None,
) -> Verification:
    """Recompute every stored block of a run.

    Equal bits are demanded within the recorded environment, a relative difference of at
    most 1e-9 elsewhere. Raises RunError when the run cannot be verified: it is damaged, was
    made by other code or parameters, or its world has changed.
    """
    held = store.describe(run)
    prepared, replicates = _prepared_again(store, run, held)
    tables = store.read_tables(run, held["tables"])
    same = held["environment"] == environment()
    stored = {n: store.read(run, n, tables, unsealed=True) for n in store.blocks(run)}
    differing: list[tuple[int, str, float]] = []
    task = BlockTask(prepared, replicates, run)
    for number, block in run_tasks(task, stored, workers=workers, mode=mode, progress=progress):
        differing += _differences(stored[number], block, 0.0 if same else TOLERANCE)
    return Verification(run, len(stored), same, tuple(sorted(differing)))


def _prepared_again(store: Store, run: str, held: Mapping[str, Any]) -> tuple[Prepared, int]:
    """The experiment of a stored run, prepared with today's code, if that is the code it had."""
    recorded = held["identity"]
    where = str(store.folder / run / "run.json")
    if "institution" not in recorded or run_id(recorded) != run:
        raise RunError(
            "the folder's name is not that of the run described in it",
            where=where,
            remedy="Restore run.json from a copy, or delete the run and make it again.",
        )
    experiment = Experiment(
        recorded["institution"],
        tuple(Arm(name, changes) for name, changes in recorded["arms"].items()),
        held["world"],
        recorded["period"],
        {name: Prior.model_validate(prior) for name, prior in recorded["priors"].items()},
        recorded["seed"],
    )
    prepared = prepare(experiment)
    today = identity(prepared, recorded["replicates"])
    for part, said in (("code", "other code"), ("parameters", "other parameters"),
                       ("world", "another world")):  # fmt: skip
        if today[part] != recorded[part]:
            raise RunError(
                f"the run was made with {said} than stands here now",
                where=where,
                remedy=f"Check out the version that made it (Commonweal {held['commonweal']}), "
                "or run the claim again: it gets a run of its own.",
            )
    return prepared, recorded["replicates"]


def _differences(stored: Block, again: Block, tolerance: float) -> list[tuple[int, str, float]]:
    """Columns and unit sums that differ by more than the tolerance, with the largest difference."""
    pairs: dict[str, tuple[npt.NDArray[Any], npt.NDArray[Any] | None]] = {
        name: (values, stored.columns.get(name)) for name, values in again.columns.items()
    }
    for table, sums in again.units.items():
        for arm, values in sums.total.items():
            held = stored.units.get(table)
            pairs[f"units|{table}|{arm}"] = (values, held.total.get(arm) if held else None)
    found = []
    for name, (values, before) in pairs.items():
        size = _gap(values, before)
        scale = float(np.max(np.abs(values), initial=1.0))
        if size > tolerance * scale:
            found.append((again.number, name, size))
    return found


def _gap(values: npt.NDArray[Any], before: npt.NDArray[Any] | None) -> float:
    if before is None or before.shape != values.shape:
        return float("inf")
    return float(np.max(np.abs(values - before), initial=0.0))
