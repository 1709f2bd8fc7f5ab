"""``commonweal health summary``: a list at a glance, and whether its months add up."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.health_shared import FiniteRange, columns
from commonweal.cli.options import output_options

if TYPE_CHECKING:
    from commonweal.institutions.health.rtt_summary import Age, ListSummary, Share


@click.command()
@click.argument("source", metavar="LIST")
@click.option(
    "--provider", default=None, metavar="CODE",
    help="Whose list to take from an extract of several providers; 'all' for their total.",
)  # fmt: skip
@click.option(
    "--specialty", default="all", show_default=True, metavar="NAME",
    help="One specialty of the list, by name or code.",
)  # fmt: skip
@click.option(
    "--month", default=None, metavar="MONTH",
    help="One month of the list, or the month of a file that does not say: 2025-05.",
)  # fmt: skip
@click.option(
    "--suppressed", type=FiniteRange(min=0), default=None, metavar="N",
    help="What a suppressed count stands for; such counts are refused otherwise.",
)  # fmt: skip
@output_options
def summary(
    source: str, provider: str | None, specialty: str, month: str | None,
    suppressed: float | None, as_json: bool,
) -> None:  # fmt: skip
    """Sum up a list: its size, how long it waits, and what left it unrecorded."""
    from commonweal.institutions.health import lists
    from commonweal.institutions.health.rtt_extract import Choice
    from commonweal.institutions.health.rtt_summary import summary as summed_up

    series = lists.published(source, Choice(provider, specialty, month, suppressed))
    found = summed_up(series if month is None else series.between(month, month))
    if as_json:
        output.emit_json(_as_json(found))
        return
    covered = "all specialties" if found.specialty == "all" else found.specialty
    output.line(f"{found.provider}, {covered}: the end of {found.month}", style="bold")
    output.line()
    output.facts(
        [
            ("waiting", f"{found.size:,.0f}"),
            *((f"less than {weeks:.0f} weeks", _share(s)) for weeks, s in found.within.items()),
            ("median age", _age(found.median)),
            ("92nd percentile", _age(found.percentile_92)),
            ("joined in the month", _count(found.joined)),
            ("treated in the month", _count(found.treated)),
            ("months to clear", _rounded(found.clearance_months)),
        ]
    )
    if found.reconciliation:
        _show_books(found)
    elif found.notes:
        output.line()
    for note in found.notes:
        output.line(f"- {note}", hanging=2)


def _show_books(found: ListSummary) -> None:
    output.heading("What left the list unrecorded: before + joined - treated - after")
    columns(
        ("month", "before", "joined", "treated", "after", "unrecorded", "share"),
        [
            (
                row.month, f"{row.before:,.0f}", f"{row.joined:,.0f}", f"{row.treated:,.0f}",
                f"{row.after:,.0f}", f"{row.removed:,.0f}", f"{row.share:.1%}",
            )
            for row in found.reconciliation
        ],
    )  # fmt: skip
    output.line()
    for row in found.reconciliation:
        if row.warning:
            output.line(f"- {row.month}: {row.warning}.", hanging=2)


def _as_json(found: ListSummary) -> dict[str, Any]:
    shown = asdict(found)
    shown["within"] = {f"{weeks:.0f}": share for weeks, share in shown["within"].items()}
    return shown


def _share(share: Share | None) -> str:
    if share is None:
        return "not known: the last age begins before"
    if share.high - share.low < 1e-9:
        return f"{share.value:.1%}"
    return f"{share.value:.1%}; {share.low:.1%} to {share.high:.1%} however its month is spread out"


def _age(age: Age) -> str:
    return f"{'at least ' if age.at_least else ''}{age.weeks:.1f} weeks"


def _count(count: float | None) -> str:
    return "not known" if count is None else f"{count:,.0f}"


def _rounded(months: float | None) -> str:
    return "not known" if months is None else f"{months:.1f}"
