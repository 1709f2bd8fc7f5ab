"""The ledger as a table: who gains, who loses, and how much of it is luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal.cli import output
from commonweal.cli.blocktext import print_table

if TYPE_CHECKING:
    from commonweal.experiments.ledger import Ledger, LedgerRow


def print_ledger(ledger: Ledger) -> None:
    """Print a ledger by group: mean change with the central 90% of it, quantiles, and losers."""
    from commonweal.reports.blocks import Table
    from commonweal.reports.numbers import axis_words, dress

    direction = "" if ledger.better == "neither" else f"; {ledger.better} is better"
    unit = axis_words(ledger.unit, change=True)
    output.heading(f"Ledger: {ledger.title}, {ledger.arm} less {ledger.base} ({unit}{direction})")
    factor = dress(ledger.unit, change=True)[0]
    scale = max(abs(row.mean) for row in ledger.rows)
    varied = any(row.low != row.high for row in ledger.rows)
    spread = all(row.quantiles for row in ledger.rows)
    heads = ["group", "mean (90% of draws)" if varied else "mean"]
    heads += ["p10 to p90"] if spread else []
    if ledger.better != "neither":
        heads.append("worse off (bounds)" if ledger.luck else "worse off")
    rows: list[tuple[str, ...]] = []
    for row, before in zip(ledger.rows, (None, *ledger.rows), strict=False):
        if before is not None and row.group != before.group:
            rows.append((f"by {row.group.replace('_', ' ')}", *[""] * (len(heads) - 1)))
        rows.append(_row(row, ledger, scale, factor))
    numeric = frozenset(range(1, len(heads)))
    spare = (2,) if spread else ()
    left_out = print_table(Table("", tuple(heads), tuple(rows), numeric, spare=spare))
    output.line(_note(ledger, spread=spread and "p10 to p90" not in left_out), style="dim")


def _row(row: LedgerRow, ledger: Ledger, scale: float, factor: float) -> tuple[str, ...]:
    name = "all" if row.group == "all" else f"  {row.label}"
    for weight, where in ((row.entries, "enter"), (row.exits, "leave")):
        name += f" ({output.found(weight)} {where})" if weight else ""
    scale *= factor
    cells = [name, output.estimated(row.mean * factor, row.low * factor, row.high * factor, scale)]
    if row.quantiles:
        low, high = row.quantiles["p10"] * factor, row.quantiles["p90"] * factor
        cells.append(output.between(low, high, scale))
    if ledger.better != "neither":
        cells.append(_worse_off(row, ledger))
    return tuple(cells)


def _worse_off(row: LedgerRow, ledger: Ledger) -> str:
    from commonweal.reports.numbers import percent, percent_span

    share = percent(row.worse_off)
    return f"{share} ({percent_span(*row.worse_off_bounds)})" if ledger.luck else share


def _note(ledger: Ledger, *, spread: bool) -> str:
    from commonweal.reports.numbers import percent, percent_span

    told = []
    if spread:
        counted = "cells of a cohort model, not of people" if ledger.cells else "units, by weight"
        told.append(f"p10 to p90 are quantiles of the changes of {counted}.")
    if not ledger.luck:
        told.append("No luck enters: each is compared with itself under the other rules.")
        return " ".join(told)
    if ledger.better != "neither":
        told.append(f"Worse off: {ledger.coupling}; the bounds hold for any coupling.")
    shares = [row.luck_share for row in ledger.rows if row.luck_share is not None]
    if shares:
        span = f" ({percent_span(min(shares), max(shares))} by group)" if len(shares) > 1 else ""
        told.append(f"Luck makes {percent(shares[0])} of the variance of the mean{span}.")
    return " ".join(told)
