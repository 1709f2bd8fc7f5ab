"""The blocks of a report as text: the same sections that the HTML page shows, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal.cli import output
from commonweal.cli.grid import Grid

if TYPE_CHECKING:
    from commonweal.reports.blocks import Code, Items, Paragraph, Section, Table, Terms


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
            mark = f"{number}. " if block.ordered else "- "
            output.line(mark + item, hanging=len(mark))
    elif isinstance(block, blocks.Terms):
        output.facts(block.pairs)
    elif isinstance(block, blocks.Table):
        output.line()
        print_table(block)
    else:
        output.line(f"{block.label}:")
        output.verbatim(block.text)


def print_table(table: Table) -> frozenset[str]:
    """Print a table in the form that fits; name, and give, the columns that had no room."""
    left_out = output.table(
        Grid(
            table.heads, table.rows, frozenset(table.heads[at] for at in table.numeric),
            spare=tuple(table.heads[at] for at in table.spare),
        )
    )  # fmt: skip
    if left_out:
        named = ", ".join(head.lower() for head in table.heads if head in left_out)
        output.line(f"Not shown for want of room, but in --json: {named}.", style="dim")
    return left_out
