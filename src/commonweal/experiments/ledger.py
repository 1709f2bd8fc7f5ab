"""The ledger: who gains and who loses between two arms, by group, and how much is luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal.core.protocol import Better, Floats
from commonweal.experiments.block import LEDGER_COLUMNS, UnitSums, groups_of

COUPLING = "both arms meet the same luck (keyed random numbers)"
"""How the arms are coupled where a share of units worse off is given."""

QUANTILES = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One group's difference between two arms.

    ``mean`` is the weighted mean difference of units present in both arms, ``low`` and
    ``high`` the central 90% of its expected value over draws, ``total`` the sum over the
    group. ``quantiles`` are those of the units' expected differences. ``luck_share`` is the
    part of the variance of the mean difference that comes from luck alone (None with one
    replicate). ``worse_off`` is the share of units worse off under the shared luck;
    ``worse_off_bounds`` hold whoever meets whose luck (Fréchet). ``entries`` and ``exits``
    are the weights of units present in one arm only.
    """

    group: str
    label: str
    weight: float
    mean: float
    low: float
    high: float
    total: float
    quantiles: Mapping[str, float]
    luck_share: float | None
    worse_off: float
    worse_off_bounds: tuple[float, float]
    entries: float
    exits: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """The differences of one arm from another over the same units; the first row is all."""

    table: str
    title: str
    unit: str
    better: Better
    cells: bool
    arm: str
    base: str
    rows: tuple[LedgerRow, ...]
    coupling: str = COUPLING

    def row(self, group: str = "all", label: str = "all") -> LedgerRow:
        """One row by its group and label; KeyError when there is none."""
        for row in self.rows:
            if (row.group, row.label) == (group, label):
                return row
        raise KeyError((group, label))

    def as_json(self) -> dict[str, Any]:
        """Plain values, for ``--json``."""
        return {
            "table": self.table, "title": self.title, "unit": self.unit, "better": self.better,
            "cells": self.cells, "arm": self.arm, "base": self.base, "coupling": self.coupling,
            "rows": [
                {name: _plain(getattr(row, name)) for name in LedgerRow.__slots__}
                for row in self.rows
            ],
        }  # fmt: skip


def build(
    sums: UnitSums,
    columns: Mapping[str, npt.NDArray[Any]],
    arm: str,
    base: str,
    replicates: int,
) -> Ledger:
    """Build the ledger of ``arm - base`` from a run's columns and unit sums.

    ``columns`` hold rows in draw order, ``replicates`` rows a draw.
    """
    table = sums.table
    forward = f"ledger|{table.name}|{base}|{arm}|all|all|change" in columns
    rows = []
    for group, label, members in groups_of(table):
        pair = (base, arm) if forward else (arm, base)
        key = f"ledger|{table.name}|{pair[0]}|{pair[1]}|{group}|{label}"
        held = {name: np.asarray(columns[f"{key}|{name}"]) for name in LEDGER_COLUMNS}
        rows.append(_row(group, label, held, forward, _expected(sums, members, arm, base),
                         table.better, replicates))  # fmt: skip
    return Ledger(table.name, table.title, table.value_unit, table.better, table.cells,
                  arm, base, tuple(rows))  # fmt: skip


def _row(
    group: str,
    label: str,
    held: Mapping[str, Floats],
    forward: bool,
    expected: tuple[Floats, Floats],
    better: Better,
    replicates: int,
) -> LedgerRow:
    sign = 1.0 if forward else -1.0
    weight = held["weight"]
    safe = np.where(weight > 0, weight, 1.0)
    mean_by_row = sign * held["change"] / safe
    by_draw = mean_by_row.reshape(-1, replicates)
    means = by_draw.mean(axis=1)
    low, high = np.quantile(means, [0.05, 0.95])
    entries, exits = float(held["entries"].mean()), float(held["exits"].mean())
    worse, least, most = _worse_off(held, safe, forward, better)
    differences, weights = expected
    return LedgerRow(
        group, label, float(weight.mean()), float(means.mean()), float(low), float(high),
        float(sign * held["change"].mean()), _quantiles(differences, weights),
        luck_share(by_draw), worse, (least, most),
        entries if forward else exits, exits if forward else entries,
    )  # fmt: skip


def luck_share(by_draw: Floats) -> float | None:
    """The part of the variance that comes from luck: within draws over within and between.

    ``by_draw``: f8[draws, replicates]. None when there is one replicate; 0 when nothing varies.

    >>> luck_share(np.array([[1.0, 1.0], [3.0, 3.0]]))
    0.0
    """
    draws, replicates = by_draw.shape
    if replicates < 2:
        return None
    within = float(by_draw.var(axis=1, ddof=1).mean())
    if draws < 2:
        return 1.0 if within > 0 else 0.0
    between = max(0.0, float(by_draw.mean(axis=1).var(ddof=1)) - within / replicates)
    return within / (within + between) if within > 0 else 0.0


def _worse_off(
    held: Mapping[str, Floats], safe: Floats, forward: bool, better: Better
) -> tuple[float, float, float]:
    """The share whose value gets worse: rises where lower is better, falls otherwise."""
    falls_is_worse = better != "lower"
    prefix = "lower" if falls_is_worse == forward else "higher"
    shares = [float((held[f"{prefix}{end}"] / safe).mean()) for end in ("", "_least", "_most")]
    return shares[0], shares[1], shares[2]


def _expected(
    sums: UnitSums, members: npt.NDArray[np.int64], arm: str, base: str
) -> tuple[Floats, Floats]:
    """Each unit's expected difference, where it is present in both arms, with its weight."""
    there = members[(sums.count[arm][members] > 0) & (sums.count[base][members] > 0)]
    after = sums.total[arm][there] / sums.count[arm][there]
    before = sums.total[base][there] / sums.count[base][there]
    return after - before, sums.table.weight[there]


def _quantiles(values: Floats, weights: Floats) -> dict[str, float]:
    if values.size == 0:
        return dict.fromkeys(QUANTILES, 0.0)
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order]) / weights.sum()
    found = np.searchsorted(share, list(QUANTILES.values()), side="left")
    ranked = values[order][np.minimum(found, values.size - 1)]
    return dict(zip(QUANTILES, ranked.tolist(), strict=True))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
