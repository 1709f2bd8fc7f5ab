"""One block of an experiment: 50 draws under every arm, folded into the ledger on the way.

A block is computed by one worker from start to end, so that sums are taken in one order
whatever the number of workers; draws × people are never kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ModelError
from commonweal.core.protocol import LUCK, Draws, Floats, Model, UnitTable, UnitValues, checked
from commonweal.experiments.bounds import weight_bounds
from commonweal.experiments.draws import sampled
from commonweal.experiments.specification import Prepared

BLOCK = 50
"""Draws in a block."""

_LARGEST_BATCH = 4_000_000
"""Unit values a model is asked for at once, over all rows of a batch (32 MB)."""

LEDGER_COLUMNS = (
    "change", "weight", "lower", "lower_least", "lower_most", "higher", "higher_least",
    "higher_most", "entries", "exits",
)  # fmt: skip
"""Per row, pair of arms, unit table and group: the sum of weighted changes, the weight present
in both arms, the weights whose value falls and rises with bounds on each, and the weights of
units present in one arm only."""


@dataclass
class UnitSums:
    """For one unit table: each unit's sum of values and number of presences, by arm."""

    table: UnitTable
    total: dict[str, Floats]
    count: dict[str, Floats]


@dataclass
class Block:
    """The results of some rows: columns of equal length, and sums by unit.

    ``columns`` holds ``draw``, ``replicate``, ``value|NAME``, ``measure|ARM|NAME`` (f8[rows,
    ...]) and ``ledger|TABLE|BASE|ARM|GROUP|LABEL|COLUMN``.
    """

    number: int
    columns: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    units: dict[str, UnitSums] = field(default_factory=dict)


def compute(prepared: Prepared, number: int, replicates: int, batch: int | None = None) -> Block:
    """Compute one block by its number; ``batch`` rows at a time, as many as fit by default."""
    first, last, repeats = number * BLOCK, (number + 1) * BLOCK, replicates
    if prepared.rows == "draw":
        repeats = 1
    elif prepared.rows == "once":
        first, last, repeats = 0, 1, 1
    draws = sampled(prepared.priors, first, last, repeats, prepared.experiment.seed)
    return compute_rows(prepared, draws, number, batch)


def compute_rows(prepared: Prepared, draws: Draws, number: int, batch: int | None) -> Block:
    """Run every arm on the same rows and fold what the units get."""
    block = Block(number)
    block.columns["draw"] = draws.index
    block.columns["replicate"] = draws.replicate
    for name, values in draws.values.items():
        block.columns[f"value|{name}"] = values
    parts: dict[str, list[npt.NDArray[Any]]] = {}
    for start, stop in _batches(len(draws), batch or _batch_rows(prepared)):
        rows = draws.rows(start, stop)
        results = [_run(prepared, model, rows) for model in prepared.models]
        arms = [arm.name for arm in prepared.experiment.arms]
        for arm, (measures, _) in zip(arms, results, strict=True):
            for name, values in measures.items():
                parts.setdefault(f"measure|{arm}|{name}", []).append(values)
        fold(block, parts, arms, [units for _, units in results])
    for name, pieces in parts.items():
        block.columns[name] = np.concatenate(pieces)
    return block


def _run(
    prepared: Prepared, model: Model, rows: Draws
) -> tuple[dict[str, Floats], dict[str, UnitValues]]:
    """Run a model on the rows it tells apart, and repeat the results over those it does not."""
    if not model.reads:
        distinct, spread = rows.rows(0, 1), np.zeros(len(rows), dtype=np.int64)
    elif LUCK not in model.reads:
        starts = np.flatnonzero(np.diff(rows.index, prepend=rows.index[0] - 1))
        spread = np.searchsorted(starts, np.arange(len(rows)), side="right") - 1
        distinct = _taken(rows, starts)
    else:
        distinct, spread = rows, np.arange(len(rows))
    read = {name: distinct.values[name] for name in model.reads if name != LUCK}
    asked = Draws(distinct.index, distinct.replicate, read, distinct.keys)
    with np.errstate(all="ignore"):  # what is not finite is refused in words, not warned of
        answer = model.run(asked)
    result = checked(answer, model, prepared.institution.measures, len(asked))
    if distinct is rows:
        return dict(result.measures), dict(result.units)
    measures = {name: values[spread] for name, values in result.measures.items()}
    units = {
        name: UnitValues(
            held.table, held.value[spread],
            None if held.presence is None else held.presence[spread],
            None if held.weight is None else held.weight[spread],
        )
        for name, held in result.units.items()
    }  # fmt: skip
    return measures, units


def _taken(rows: Draws, positions: npt.NDArray[np.int64]) -> Draws:
    return Draws(
        rows.index[positions], rows.replicate[positions],
        {name: values[positions] for name, values in rows.values.items()}, rows.keys[positions],
    )  # fmt: skip


def _batch_rows(prepared: Prepared) -> int:
    largest = max(
        (array.shape[0] for array in prepared.world.arrays.values() if array.ndim), default=1
    )
    return max(1, min(BLOCK * 64, _LARGEST_BATCH // max(1, largest)))


def _batches(rows: int, size: int) -> Iterator[tuple[int, int]]:
    yield from ((start, min(start + size, rows)) for start in range(0, rows, size))


def fold(
    block: Block,
    parts: dict[str, list[npt.NDArray[Any]]],
    arms: list[str],
    units: list[dict[str, UnitValues]],
) -> None:
    """Add a batch's unit values to the sums, row by row, and its changes to the ledger.

    Arms are taken by name: a run is the same whatever order they were stated in.
    """
    by_name = sorted(zip(arms, units, strict=True), key=lambda pair: pair[0])
    for name in dict.fromkeys(table for held in units for table in held):
        present = {arm: held[name] for arm, held in by_name if name in held}
        table = joined([values.table for values in present.values()])
        sums = block.units.setdefault(name, UnitSums(table, {}, {}))
        if sums.table.ids is not table.ids and not np.array_equal(sums.table.ids, table.ids):
            raise ModelError(f"the units '{name}' change from batch to batch")
        dense = {arm: _dense(values, table) for arm, values in present.items()}
        for arm, (value, there, _) in dense.items():
            _add_rows(sums, arm, value, there)
        for base, arm in combinations(dense, 2):
            weight = _agreed(table, dense[base], dense[arm])
            rows = _changes(table, weight, *dense[base][:2], *dense[arm][:2])
            for (group, label), columns in rows.items():
                for column, values in zip(LEDGER_COLUMNS, columns, strict=True):
                    key = f"ledger|{name}|{base}|{arm}|{group}|{label}|{column}"
                    parts.setdefault(key, []).append(values)


def joined(tables: list[UnitTable]) -> UnitTable:
    """One table of all the units that any arm has, in order of first appearance."""
    first = tables[0]
    if all(t is first or np.array_equal(t.ids, first.ids) for t in tables[1:]):
        return first
    ids = np.concatenate([table.ids for table in tables])
    _, earliest = np.unique(ids, return_index=True)
    kept = np.sort(earliest)
    if any(dict(table.labels) != dict(first.labels) for table in tables[1:]):
        raise ModelError(f"two arms label the groups of '{first.name}' differently")
    return UnitTable(
        first.name, first.title, first.value_unit, first.better, ids[kept],
        np.concatenate([table.weight for table in tables])[kept],
        {g: np.concatenate([table.groups[g] for table in tables])[kept] for g in first.groups},
        first.labels, first.cells,
    )  # fmt: skip


Dense = tuple[Floats, npt.NDArray[np.bool_], Floats]
"""Values, presence and weights of the units of one arm over the joined table: [rows, units]."""


def _dense(held: UnitValues, table: UnitTable) -> Dense:
    """Values, presence and weights over the joined table; absent units have value 0."""
    rows = held.value.shape[0]
    there = np.ones(held.value.shape, dtype=np.bool_) if held.presence is None else held.presence
    if not bool(np.all(np.isfinite(held.value[there]))):
        raise ModelError(f"a unit of '{table.name}' has a value that is not a finite number")
    weight = np.broadcast_to(table.weight, (rows, table.ids.shape[0]))
    if held.table is table or np.array_equal(held.table.ids, table.ids):
        return (
            np.where(there, held.value, 0.0),
            there,
            weight if held.weight is None else held.weight,
        )
    order = np.argsort(table.ids, kind="stable")
    places = order[np.searchsorted(table.ids, held.table.ids, sorter=order)]
    value = np.zeros((rows, table.ids.shape[0]))
    presence = np.zeros(value.shape, dtype=np.bool_)
    value[:, places] = np.where(there, held.value, 0.0)
    presence[:, places] = there
    if held.weight is not None:
        weight = weight.copy()
        weight[:, places] = held.weight
    return value, presence, weight


def _agreed(table: UnitTable, base: Dense, arm: Dense) -> Floats:
    """The weights of both arms: each unit's own where one arm has it, the same where both do."""
    both = base[1] & arm[1]
    if not np.array_equal(base[2][both], arm[2][both]):
        raise ModelError(
            f"two arms count the units of '{table.name}' by different weights",
            remedy="A weight may be drawn, but must not depend on the rules.",
        )
    return np.where(arm[1], arm[2], base[2])


def _add_rows(sums: UnitSums, arm: str, value: Floats, there: npt.NDArray[np.bool_]) -> None:
    """One row at a time: the same bits whatever the size of a batch."""
    units = sums.table.ids.shape[0]
    total = sums.total.setdefault(arm, np.zeros(units))
    count = sums.count.setdefault(arm, np.zeros(units))
    for row in range(value.shape[0]):
        total += value[row]
        count += there[row]


def _changes(
    table: UnitTable,
    weights: Floats,
    before: Floats,
    before_there: npt.NDArray[np.bool_],
    after: Floats,
    after_there: npt.NDArray[np.bool_],
) -> Mapping[tuple[str, str], tuple[Floats, ...]]:
    """The ledger columns of one pair of arms: f8[rows] each, by group and label."""
    both = before_there & after_there
    weight = np.where(both, weights, 0.0)
    change = np.where(both, (after - before) * weights, 0.0)
    falls = np.where(both & (after < before), weights, 0.0)
    rises = np.where(both & (after > before), weights, 0.0)
    entries = np.where(after_there & ~before_there, weights, 0.0)
    exits = np.where(before_there & ~after_there, weights, 0.0)
    columns: dict[tuple[str, str], tuple[Floats, ...]] = {}
    for group, label, members in groups_of(table):
        bounds = np.empty((before.shape[0], 4))
        weight_bounds(before, after, both, weights, members, bounds)
        fewest_falls, most_falls, fewest_rises, most_rises = bounds.T.copy()
        columns[group, label] = (
            _row_sums(change, members), _row_sums(weight, members),
            _row_sums(falls, members), fewest_falls, most_falls,
            _row_sums(rises, members), fewest_rises, most_rises,
            _row_sums(entries, members), _row_sums(exits, members),
        )  # fmt: skip
    return columns


def groups_of(table: UnitTable) -> Iterator[tuple[str, str, npt.NDArray[np.int64]]]:
    """Every group that has members: ("all", "all") first, then each label of each grouping."""
    yield "all", "all", np.arange(table.ids.shape[0])
    for group, codes in table.groups.items():
        for code, label in enumerate(table.labels[group]):
            members = np.flatnonzero(codes == code)
            if members.size:
                yield group, label, members


def _row_sums(values: Floats, members: npt.NDArray[np.int64]) -> Floats:
    """Sums along each row on its own, so that a row's sum knows nothing of its neighbours.

    The members stand side by side in memory, so NumPy adds up row by row, each in the same order.
    """
    sums: Floats = np.take(values, members, axis=1).sum(axis=1)
    return sums
