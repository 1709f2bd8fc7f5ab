"""The section on who gains and who loses: the ledger as bars, as a table, and how to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal.reports import charts
from commonweal.reports.blocks import Block, Figure, Paragraph, Section, Table
from commonweal.reports.findings import source_of, without_empty
from commonweal.reports.numbers import (
    axis_words,
    bare,
    dress,
    number,
    percent,
    percent_span,
    signed,
)
from commonweal.reports.wording import capital

if TYPE_CHECKING:
    from commonweal.claims.judgement import Judgement
    from commonweal.experiments.ledger import Ledger, LedgerRow

_MOST_ROWS = 60
_SPARE = (6, 5, 3, 2)
"""Columns of the ledger that a narrow place may do without: weight, luck, total, middle half."""


def ledgers(judgement: Judgement) -> Section | None:
    """Who gains and who loses, by group."""
    if not judgement.ledgers:
        return None
    blocks: list[Block] = []
    for ledger in judgement.ledgers:
        chart = charts.ledger_chart(ledger, source=source_of(judgement))
        blocks += [Figure(chart, _ledger_caption(ledger)), _ledger_table(ledger)]
        blocks.append(Paragraph(_ledger_note(ledger), quiet=True))
    return Section("Who gains and who loses", tuple(blocks))


def _ledger_caption(ledger: Ledger) -> str:
    priors = "weighted priors" if ledger.weighted else "stated priors"
    hidden = len(ledger.rows) - len(charts.shown_rows(ledger.rows))
    more = f" {hidden} groups with smaller changes stand only in the table." if hidden else ""
    return (
        f"{ledger.title}: mean change under ‘{ledger.arm}’ against ‘{ledger.base}’, in this "
        f"model. Lines are the central 90% of the group's mean over the {priors}.{more}"
    )


def _ledger_table(ledger: Ledger) -> Table:
    rows = tuple(_ledger_row(row, ledger) for row in ledger.rows[:_MOST_ROWS])
    unit = axis_words(ledger.unit, change=True)
    measured = f", in {unit}" if unit else ""
    heads = (
        "Group", "Mean change (central 90%)", f"Middle half of {'cells' if ledger.cells else 'units'}",
        "Total", "Worse off (bounds)" if ledger.luck else "Worse off", "Luck", "Weight", "Enter",
        "Leave",
    )  # fmt: skip
    caption = f"{ledger.title}: change under ‘{ledger.arm}’ against ‘{ledger.base}’{measured}"
    numeric = frozenset(range(1, len(heads)))
    return without_empty(Table(caption, heads, rows, numeric, spare=_SPARE))


def _ledger_row(row: LedgerRow, ledger: Ledger) -> tuple[str, ...]:
    factor = dress(ledger.unit, change=True)[0]
    worse = ""
    if ledger.better != "neither":
        bounds = f" ({percent_span(*row.worse_off_bounds)})" if ledger.luck else ""
        worse = f"{percent(row.worse_off)}{bounds}"
    return (
        capital(charts.row_name(row)),
        bare(row.mean, row.low, row.high, ledger.unit),
        _middle_half(row, factor),
        "" if ledger.unit in ("share", "percent") else signed(row.total * factor),
        worse,
        _luck(row) if ledger.luck else "",
        number(row.weight),
        number(row.entries) if row.entries else "",
        number(row.exits) if row.exits else "",
    )


def _luck(row: LedgerRow) -> str:
    return "not known" if row.luck_share is None else percent(row.luck_share)


def _middle_half(row: LedgerRow, factor: float) -> str:
    """The 25th to the 75th percentile of the units' expected differences; empty if not known."""
    if not row.quantiles:
        return ""
    low, high = (factor * row.quantiles[name] for name in ("p25", "p75"))
    like = max(abs(low), abs(high))
    return f"{number(low, like=like)} to {number(high, like=like)}"


def _ledger_note(ledger: Ledger) -> str:
    said = []
    if ledger.cells:
        said.append(
            "The rows count cells of a cohort model by their weight, not single persons: within "
            "a cell some may gain and others lose."
        )
    if ledger.weighted:
        said.append("The draws count by the evidence, as they do in the verdict, not all alike.")
    if ledger.better == "neither":
        said.append("Neither direction counts as better, so nobody is counted as worse off.")
    elif ledger.luck:
        said.append(
            f"‘Worse off’ is counted where {ledger.coupling}; its bounds (Fréchet–Makarov) hold "
            "whoever would have met whose luck."
        )
    if ledger.luck:
        said.append(
            "‘Luck’ is the part of the variance of the group's mean that comes from luck alone "
            "rather than from the priors."
        )
    else:
        said.append("No luck enters: each is compared with itself under the other rulebook.")
    if len(ledger.rows) > _MOST_ROWS:
        said.append(
            f"{len(ledger.rows) - _MOST_ROWS} further groups stand in the output of --json."
        )
    return " ".join(said)
