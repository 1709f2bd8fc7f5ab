"""The blocks of a report as text: the same sections that the HTML page shows, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal.cli import output

if TYPE_CHECKING:
    from commonweal.reports.blocks import Code, Items, Paragraph, Section, Table, Terms

_GAP = 3
_CROWDED = 1.4
"""A table that would be this many times as wide as the terminal is told row by row."""


def print_section(section: Section) -> None:
    """Print a heading and its blocks."""
    from commonweal.reports import blocks

    output.heading(section.heading)
    tabled = any(isinstance(block, blocks.Table) for block in section.blocks)
    for block in section.blocks:
        if isinstance(block, blocks.Figure):
            # a table beside a chart holds the same numbers as the chart's description
            chart = block.chart
            output.line(chart.title if tabled else f"{chart.title}. {chart.description}")
        else:
            _print(block)


def _print(block: Paragraph | Items | Terms | Table | Code) -> None:
    from commonweal.reports import blocks

    if isinstance(block, blocks.Paragraph):
        output.line(" ".join(block.text.split()), style="dim" if block.quiet else "")
    elif isinstance(block, blocks.Items):
        for number, item in enumerate(block.items, start=1):
            output.line(f"{number}. {item}" if block.ordered else f"- {item}")
    elif isinstance(block, blocks.Terms):
        output.facts(block.pairs)
    elif isinstance(block, blocks.Table):
        _print_table(block)
    else:
        output.line(f"{block.label}:")
        output.verbatim(block.text)


def _print_table(table: Table) -> None:
    output.line()
    widths = [max(map(len, column)) for column in zip(table.heads, *table.rows, strict=True)]
    if sum(widths) + _GAP * len(widths) > _CROWDED * output.console().width:
        for name, *cells in table.rows:
            told = "; ".join(
                f"{head.lower()} {cell}" for head, cell in zip(table.heads[1:], cells, strict=True)
            )
            output.line(name, style="bold")
            output.line(told, indent=4)
        return
    output.table(table.heads, table.rows, right=[table.heads[at] for at in table.numeric])
