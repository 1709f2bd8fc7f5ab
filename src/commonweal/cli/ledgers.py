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

    direction = "" if ledger.better == "neither" else f"; {ledger.better} is better"
    output.heading(
        f"Ledger: {ledger.title}, {ledger.arm} less {ledger.base} ({ledger.unit}{direction})"
    )
    heads = ("group", "mean (90% of draws)", "p10 to p90", "worse off (bounds)")
    scale = max(abs(row.mean) for row in ledger.rows)
    rows: list[tuple[str, ...]] = []
    for row, before in zip(ledger.rows, (None, *ledger.rows), strict=False):
        if before is not None and row.group != before.group:
            rows.append((f"by {row.group}", "", "", ""))
        rows.append(_row(row, scale))
    print_table(Table("", heads, tuple(rows), frozenset({1, 2, 3})))
    output.line(_note(ledger), style="dim")


def _row(row: LedgerRow, scale: float) -> tuple[str, ...]:
    from commonweal.reports.numbers import percent, percent_span

    name = "all" if row.group == "all" else f"  {row.label}"
    for weight, where in ((row.entries, "enter"), (row.exits, "leave")):
        name += f" ({output.found(weight)} {where})" if weight else ""
    return (
        name,
        output.estimated(row.mean, row.low, row.high, scale),
        output.between(row.quantiles["p10"], row.quantiles["p90"], scale),
        f"{percent(row.worse_off)} ({percent_span(*row.worse_off_bounds)})",
    )


def _note(ledger: Ledger) -> str:
    from commonweal.reports.numbers import percent, percent_span

    counted = "cells of a cohort model, not people" if ledger.cells else "units"
    told = (
        f"Counted are {counted}; p10 to p90 are their quantiles. Worse off: {ledger.coupling}; "
        "the bounds hold for any coupling."
    )
    shares = [row.luck_share for row in ledger.rows if row.luck_share is not None]
    if not shares:
        return told
    spread = f" ({percent_span(min(shares), max(shares))} by group)" if len(shares) > 1 else ""
    return f"{told} Luck makes {percent(shares[0])} of the variance of the mean{spread}."
