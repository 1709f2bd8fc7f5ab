"""The ledger: who gains and who loses between two arms, by group, and how much is luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal.core.protocol import Better, Floats
from commonweal.experiments.block import LEDGER_COLUMNS, UnitSums, groups_of

COUPLING = "both arms meet the same luck (keyed random numbers)"
"""How the arms are coupled where a share of units worse off is given."""
NO_COUPLING = "no luck enters, and each is compared with itself"

QUANTILES = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}

_REMNANT = 1e-12
"""Of the largest figure of a ledger: sums of a million numbers are exact to less than that."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One group's difference between two arms.

    ``mean`` is the weighted mean difference of units present in both arms, ``low`` and
    ``high`` the central 90% of its expected value over draws, ``total`` the sum over the
    group. ``quantiles`` are those of the units' expected differences. ``luck_share`` is the
    part of the variance of the mean difference that comes from luck alone (None with one
    replicate). ``worse_off`` is the share of units worse off under the shared luck;
    ``worse_off_bounds`` hold whoever meets whose luck (Fréchet). ``entries`` and ``exits``
    are the weights of units present in one arm only. Where evidence weighs the draws, all of
    these are weighted, and ``quantiles`` are empty: the sums they need are kept over all draws
    alike.
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
    """The differences of one arm from another over the same units; the first row is all.

    ``luck`` is False where neither arm reads any: then each unit is compared with itself, no
    coupling is chosen, and the bounds on the share worse off are that share. ``weighted`` says
    that the draws count by evidence, not alike.
    """

    table: str
    title: str
    unit: str
    better: Better
    cells: bool
    arm: str
    base: str
    rows: tuple[LedgerRow, ...]
    coupling: str = COUPLING
    luck: bool = True
    weighted: bool = False

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
            "luck": self.luck, "weighted": self.weighted,
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
    weights: Floats | None = None,
    *,
    luck: bool = True,
) -> Ledger:
    """Build the ledger of ``arm - base`` from a run's columns and unit sums.

    ``columns`` hold rows in draw order, ``replicates`` rows a draw; ``weights``: f8[draws],
    where evidence moved the draws; ``luck``: whether either arm reads any.
    """
    table = sums.table
    forward = f"ledger|{table.name}|{base}|{arm}|all|all|change" in columns
    rows = []
    for group, label, members in groups_of(table):
        pair = (base, arm) if forward else (arm, base)
        key = f"ledger|{table.name}|{pair[0]}|{pair[1]}|{group}|{label}"
        held = {name: np.asarray(columns[f"{key}|{name}"]) for name in LEDGER_COLUMNS}
        by_draw = {name: column.reshape(-1, replicates) for name, column in held.items()}
        expected = _expected(sums, members, arm, base)
        quantiles = _quantiles(*expected) if weights is None else {}
        row = _row((group, label), by_draw, forward, quantiles, table.better, weights)
        rows.append(row if luck else replace(row, worse_off_bounds=(row.worse_off, row.worse_off)))
    return Ledger(
        table.name, table.title, table.value_unit, table.better, table.cells, arm, base,
        without_remnants(rows), COUPLING if luck else NO_COUPLING, luck, weights is not None,
    )  # fmt: skip


def _row(
    named: tuple[str, str],
    held: Mapping[str, Floats],
    forward: bool,
    quantiles: Mapping[str, float],
    better: Better,
    weights: Floats | None,
) -> LedgerRow:
    """``held``: f8[draws, replicates] by column."""

    def mean(values: Floats) -> float:
        return float(np.average(values.mean(axis=1), weights=weights))

    sign = 1.0 if forward else -1.0
    safe = np.where(held["weight"] > 0, held["weight"], 1.0)
    by_draw = sign * held["change"] / safe
    low, high = central(by_draw.mean(axis=1), weights)
    entries, exits = mean(held["entries"]), mean(held["exits"])
    # worse is a fall where higher is better, a rise where lower is
    prefix = "lower" if (better != "lower") == forward else "higher"
    worse, least, most = (mean(held[f"{prefix}{end}"] / safe) for end in ("", "_least", "_most"))
    return LedgerRow(
        *named, mean(held["weight"]), mean(by_draw), low, high,
        mean(sign * held["change"]), quantiles,
        luck_share(by_draw, weights), worse, (least, most),
        entries if forward else exits, exits if forward else entries,
    )  # fmt: skip


def without_remnants(rows: list[LedgerRow]) -> tuple[LedgerRow, ...]:
    """Put 0 for what rounding leaves of it where gains and losses of a group cancel."""
    largest = max(abs(end) for row in rows for end in (row.mean, row.low, row.high))
    total = max(abs(row.total) for row in rows)

    def kept(value: float, scale: float) -> float:
        return 0.0 if abs(value) <= _REMNANT * scale else value

    return tuple(
        replace(
            row, mean=kept(row.mean, largest), low=kept(row.low, largest),
            high=kept(row.high, largest), total=kept(row.total, total),
        )
        for row in rows
    )  # fmt: skip


def central(values: Floats, weights: Floats | None = None) -> tuple[float, float]:
    """The central 90% of values, f8[n], weighted where evidence says so."""
    if weights is None:
        low, high = np.quantile(values, [0.05, 0.95])
    else:
        order = np.argsort(values, kind="stable")
        share = np.cumsum(weights[order]) / weights.sum()
        low, high = values[order][np.searchsorted(share, [0.05, 0.95])]
    return float(low), float(high)


def luck_share(by_draw: Floats, weights: Floats | None = None) -> float | None:
    """The part of the variance that comes from luck: within draws over within and between.

    ``by_draw``: f8[draws, replicates]; ``weights``: f8[draws]. None when there is one
    replicate; 0 when nothing varies.

    >>> luck_share(np.array([[1.0, 1.0], [3.0, 3.0]]))
    0.0
    """
    draws, replicates = by_draw.shape
    if replicates < 2:
        return None
    mass = np.full(draws, 1.0 / draws) if weights is None else weights / weights.sum()
    within = float(mass @ by_draw.var(axis=1, ddof=1))
    # one draw, or one that has all the weight, shows nothing of what lies between draws
    spare = 1.0 - float(mass @ mass)
    if spare <= 0:
        return 1.0 if within > 0 else 0.0
    means = by_draw.mean(axis=1)
    scatter = float(mass @ (means - mass @ means) ** 2) / spare
    between = max(0.0, scatter - within / replicates)
    return within / (within + between) if within > 0 else 0.0


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
