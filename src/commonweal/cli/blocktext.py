"""The blocks of a report as text: the same sections that the HTML page shows, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal.cli import output

if TYPE_CHECKING:
    from commonweal.reports.blocks import Code, Items, Paragraph, Section, Table, Terms

_GAP = 2
_WORDS = 16
"""A column of words may be wrapped down to this width; one of numbers is never wrapped."""


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
        output.line()
        print_table(block)
    else:
        output.line(f"{block.label}:")
        output.verbatim(block.text)


def print_table(table: Table) -> None:
    """Print a table; one far too wide for the terminal is told row by row."""
    widths = [max(map(len, column)) for column in zip(table.heads, *table.rows, strict=True)]
    least = [w if at in table.numeric else min(w, _WORDS) for at, w in enumerate(widths)]
    if sum(least) + _GAP * (len(least) - 1) > output.console().width:
        for name, *cells in table.rows:
            told = "; ".join(
                f"{head[:1].lower()}{head[1:]} {cell}"
                for head, cell in zip(table.heads[1:], cells, strict=True)
                if cell not in ("", "–")
            )
            output.line(name, style="bold")
            output.line(told, indent=4)
        return
    output.table(table.heads, table.rows, right=[table.heads[at] for at in table.numeric])
