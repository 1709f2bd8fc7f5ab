"""Running an experiment: draws × replicates under every arm, stored, resumed and extended."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal import __version__
from commonweal.core.errors import ClaimError, RunError, UnknownName
from commonweal.core.protocol import LUCK, Floats
from commonweal.experiments import ledger as ledgers
from commonweal.experiments.block import BLOCK, Block, UnitSums, compute, compute_rows
from commonweal.experiments.draws import given
from commonweal.experiments.fingerprint import environment
from commonweal.experiments.maps import Mode, Progress, run_tasks
from commonweal.experiments.specification import (
    Experiment,
    Prepared,
    canonical,
    identity,
    prepare,
    run_id,
)
from commonweal.experiments.store import SCHEMA, Store, facts_of


@dataclass(frozen=True, eq=False)
class Run:
    """The results of an experiment, rows in draw order.

    ``draws`` and ``replicates`` are those asked for; a run that reads no luck has one row a
    draw, and one that reads nothing has one row, which ``measure`` repeats as needed.
    """

    id: str
    experiment: Experiment
    draws: int
    replicates: int
    rows: str
    labels: Mapping[str, tuple[str, ...]]
    dimensions: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, npt.NDArray[Any]]
    sums: Mapping[str, UnitSums]
    prepared: Prepared

    @property
    def deterministic(self) -> bool:
        """True when the models read neither an uncertainty nor luck."""
        return self.rows == "once"

    @cached_property
    def values(self) -> dict[str, Floats]:
        """Each uncertainty that was read, f8[draws]."""
        step = self.replicates if self.rows == "replicate" else 1
        return {
            name.removeprefix("value|"): column[::step]
            for name, column in self.columns.items()
            if name.startswith("value|")
        }

    def measure(
        self,
        arm: str,
        name: str,
        where: Mapping[str, str] | None = None,
        at: str | None = None,
    ) -> Floats:
        """A measure under one arm: f8[draws, replicates].

        ``where`` chooses one label of each dimension but time, ``at`` one label of time; a
        dimension that has a single label needs no choice. Raises UnknownName for an arm,
        measure, dimension or label that does not exist, ClaimError for one left open.
        """
        self.experiment.arm_index(arm)
        known = sorted(self.dimensions)
        if name not in self.dimensions:
            raise UnknownName("measure", name, known, where=self.experiment.institution)
        column = self.columns.get(f"measure|{arm}|{name}")
        if column is None:
            raise ClaimError(
                f"the arm '{arm}' yields no '{name}' under its rules",
                remedy="Choose a measure that every arm of the comparison yields.",
            )
        position = self._position(name, dict(where or {}), at)
        picked: Floats = column.reshape(column.shape[0], -1)[:, position]
        if self.rows == "once":
            return np.full((self.draws, self.replicates), picked[0])
        if self.rows == "draw":
            return np.repeat(picked[:, None], self.replicates, axis=1)
        return picked.reshape(self.draws, self.replicates)

    def ledger(
        self, arm: str, base: str, table: str | None = None, weights: Floats | None = None
    ) -> ledgers.Ledger | None:
        """The ledger of ``arm - base``, of the first unit table unless one is named.

        ``weights``: f8[draws], where evidence moved the draws; a run that reads nothing has
        none. None when the models count no units, or an arm has none.
        """
        self.experiment.arm_index(arm)
        self.experiment.arm_index(base)
        if table is not None and table not in self.sums:
            raise UnknownName("unit table", table, self.sums)
        for name in [table] if table else list(self.sums):
            sums = self.sums[name]
            if arm in sums.total and base in sums.total and arm != base:
                step = self.replicates if self.rows == "replicate" else 1
                return ledgers.build(
                    sums, self.columns, arm, base, step,
                    None if self.deterministic else weights, luck=self._reads_luck(arm, base),
                )  # fmt: skip
        return None

    def _reads_luck(self, *arms: str) -> bool:
        models = (self.prepared.models[self.experiment.arm_index(arm)] for arm in arms)
        return any(LUCK in model.reads for model in models)

    def _position(self, name: str, where: dict[str, str], at: str | None) -> int:
        """The place of the chosen labels in the flattened axes of a measure."""
        if at is not None:
            where["at"] = str(at)
        position = 0
        for dimension in self.dimensions[name]:
            labels = self.labels[dimension]
            label = where.pop(dimension, labels[0] if len(labels) == 1 else None)
            if label is None:
                raise ClaimError(
                    f"the measure '{name}' has one value for each {dimension}; none is chosen",
                    remedy=f"Choose one of: {', '.join(labels[:12])}.",
                )
            if str(label) not in labels:
                raise UnknownName(dimension, label, labels, where=f"measure '{name}'")
            position = position * len(labels) + labels.index(str(label))
        if where:
            raise UnknownName(
                "dimension", next(iter(where)), self.dimensions[name], where=f"measure '{name}'"
            )
        return position


_MOST_ROWS = 1_000_000
"""All rows of a run are held at once when they are folded: some gigabytes for this many."""


def run(
    experiment: Experiment,
    *,
    draws: int = 1000,
    replicates: int = 2,
    store: Store | None = None,
    workers: int = 1,
    mode: Mode = "threads",
    progress: Progress | None = None,
) -> Run:
    """Run an experiment, or what of it is not yet stored.

    ``draws`` are rounded up to whole blocks of 50. The same experiment gives the same bits
    with any number of workers, in threads or processes, at once or continued later. A stored
    block that is damaged is set aside, and computed again.
    """
    if draws < 1 or replicates < 1:
        raise ClaimError("a run needs at least one draw and one replicate")
    if draws * replicates > _MOST_ROWS:
        raise ClaimError(
            f"{draws:,} draws of {replicates:,} replicates are more than the {_MOST_ROWS:,} rows "
            "that a run may hold",
            remedy="Ask for fewer --draws or fewer --replicates.",
        )
    prepared = prepare(experiment)
    count = -(-draws // BLOCK)
    described = identity(prepared, replicates)
    name = run_id(described)
    numbers = list(range(1 if prepared.rows == "once" else count))
    blocks = _stored(store, name, numbers, described) if store else {}
    missing = [number for number in numbers if number not in blocks]
    task = BlockTask(prepared, replicates, name)
    for number, block in run_tasks(task, missing, workers=workers, mode=mode, progress=progress):
        blocks[number] = block
        if store:
            store.begin(name, description(prepared, described, block))
            store.write(name, block)
    return _folded(
        prepared, [blocks[number] for number in numbers], name, count * BLOCK, replicates
    )


def run_at(experiment: Experiment, values: Mapping[str, Floats], *, replicates: int = 2) -> Run:
    """Run an experiment at stated values of its uncertainties, f8[points] each.

    Uncertainties that are not named stay at their central value. All points meet the same
    luck. Nothing is stored; ``Run.draws`` is the number of points.
    """
    prepared = prepare(experiment)
    uncertainties = prepared.institution.uncertainties
    points = max((len(column) for column in values.values()), default=1)
    known = {
        name: np.broadcast_to(
            np.asarray(values.get(name, uncertainties[name].value), dtype=np.float64), (points,)
        )
        for name in sorted(prepared.reads - {LUCK})
    }
    repeats = replicates if prepared.rows == "replicate" else 1
    rows = given(known, repeats, experiment.seed)
    block = compute_rows(prepared, rows, 0, None)
    return _folded(prepared, [block], "", points, replicates)


@dataclass(frozen=True)
class BlockTask:
    """Computes a block by its number; in another process it prepares the experiment there."""

    prepared: Prepared
    replicates: int
    run: str

    def __call__(self, number: int) -> Block:
        return compute(self.prepared, number, self.replicates)

    def __reduce__(self) -> tuple[object, ...]:
        return (_task_there, (self.prepared.experiment, self.replicates, self.run))


_PREPARED_HERE: dict[bytes, Prepared] = {}
"""In a worker process: experiments prepared before, by their specification."""


def _task_there(experiment: Experiment, replicates: int, run_name: str) -> BlockTask:
    key = pickle.dumps(experiment)
    if key not in _PREPARED_HERE:
        _PREPARED_HERE.clear()
        _PREPARED_HERE[key] = prepare(experiment)
    there = BlockTask(_PREPARED_HERE[key], replicates, run_name)
    if run_id(identity(there.prepared, replicates)) != run_name:
        raise RunError(
            "the code or the world changed while the run was being made",
            remedy="Run the same command again.",
        )
    return there


def _stored(
    store: Store, name: str, numbers: list[int], described: Mapping[str, Any]
) -> dict[int, Block]:
    """The wanted blocks that stand whole in the store; damaged ones are set aside.

    Where the description of the run or its unit tables are damaged, all is made again.
    """
    wanted = set(numbers)
    present = [number for number in store.blocks(name) if number in wanted]
    if not present:
        return {}
    try:
        held = store.describe(name)
        tables = store.read_tables(name, held["tables"])
        if canonical(held["identity"]) != canonical(described):
            return {}
    except RunError:
        store.forget_tables(name)
        return {}
    blocks: dict[int, Block] = {}
    for number in present:
        try:
            blocks[number] = store.read(name, number, tables)
        except RunError:
            store.set_aside(name, number)
    return blocks


def description(prepared: Prepared, described: Mapping[str, Any], block: Block) -> dict[str, Any]:
    """What ``run.json`` holds: what identifies the run, what it was made with, how to read it."""
    return {
        "schema": SCHEMA,
        "commonweal": __version__,
        "identity": dict(described),
        "world": prepared.experiment.world or prepared.world.name,
        "environment": environment(),
        "rows": prepared.rows,
        "title": prepared.institution.title,
        "labels": {name: list(texts) for name, texts in prepared.labels.items()},
        "tables": {name: facts_of(sums.table) for name, sums in block.units.items()},
    }


def _folded(prepared: Prepared, blocks: list[Block], name: str, draws: int, replicates: int) -> Run:
    """Blocks laid end to end, and the units' sums added in the order of the blocks."""
    columns = {
        key: np.concatenate([block.columns[key] for block in blocks]) for key in blocks[0].columns
    }
    sums = {
        table: UnitSums(
            first.table,
            {
                arm: _added([block.units[table].total[arm] for block in blocks])
                for arm in first.total
            },
            {
                arm: _added([block.units[table].count[arm] for block in blocks])
                for arm in first.count
            },
        )
        for table, first in blocks[0].units.items()
    }
    dimensions = {
        measure.name: measure.dimensions for measure in prepared.institution.measures.values()
    }
    return Run(
        name, prepared.experiment, draws, replicates, prepared.rows, prepared.labels,
        dimensions, columns, sums, prepared,
    )  # fmt: skip


def _added(parts: list[Floats]) -> Floats:
    total = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total
