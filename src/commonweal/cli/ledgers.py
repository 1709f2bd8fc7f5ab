"""The ledger as a table: who gains, who loses, and how much of it is luck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonweal.cli import output


def print_ledger(ledger: Mapping[str, Any]) -> None:
    """Print a ledger given in the plain values of its ``as_json``."""
    from commonweal.reports.numbers import percent

    direction = "" if ledger["better"] == "neither" else f"; {ledger['better']} is better"
    output.heading(
        f"Ledger: {ledger['title']}, {ledger['arm']} less {ledger['base']} "
        f"({ledger['unit']}{direction})"
    )
    rows = ledger["rows"]
    output.table(
        ("group", "mean", "90% of draws", "p10 to p90", "luck", "worse off"),
        (
            (
                _group(row),
                output.found(row["mean"]),
                output.between(row["low"], row["high"]),
                output.between(row["quantiles"]["p10"], row["quantiles"]["p90"]),
                "" if row["luck_share"] is None else percent(row["luck_share"]),
                f"{percent(row['worse_off'])} ({_bounds(row)})",
            )
            for row in rows
        ),
        right=("mean", "luck"),
        tight=("90% of draws", "p10 to p90"),
    )
    for row in rows:
        if row["entries"] or row["exits"]:
            output.line(
                f"{_group(row)}: {output.found(row['entries'])} only in {ledger['arm']}, "
                f"{output.found(row['exits'])} only in {ledger['base']}."
            )
    counted = "Cells of a cohort model are counted, not people. " if ledger["cells"] else ""
    output.line(
        f"{counted}p10 to p90 are quantiles over those counted; luck is the share of the "
        f"variance that luck alone makes. Worse off: {ledger['coupling']}; in brackets the "
        "bounds for any coupling.",
        style="dim",
    )


def _group(row: Mapping[str, Any]) -> str:
    return "all" if row["group"] == "all" else f"{row['group']}: {row['label']}"


def _bounds(row: Mapping[str, Any]) -> str:
    from commonweal.reports.numbers import percent_span

    return percent_span(*row["worse_off_bounds"])
