"""``commonweal health``: what planners of waiting lists use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonweal.cli import output
from commonweal.cli.charts import charts_option, write_charts
from commonweal.cli.health_plan import plan
from commonweal.cli.health_rules import rules
from commonweal.cli.health_shared import (
    columns,
    drawing_options,
    figure,
    growth_option,
    list_options,
)
from commonweal.cli.health_summary import summary
from commonweal.cli.options import output_options
from commonweal.cli.progress import Progress

if TYPE_CHECKING:
    from commonweal.institutions.health.projection import Sampling
    from commonweal.institutions.health.rtt import ListSeries
    from commonweal.institutions.health.trajectory import Fan, Trajectory

_MOST_SHOWN = 12
_INTERVAL = 0.8


@click.group("health")
def health() -> None:
    """Plan a waiting list: trajectories, plans, and how well they did.

    LIST is the name of a list that comes with Commonweal (`commonweal health list`), a
    CSV file of yours, or a folder of NHS England's extracts: see docs/health.md.
    """


health.add_command(plan)
health.add_command(rules)
health.add_command(summary)


@health.command("list")
@output_options
def list_lists(as_json: bool) -> None:
    """List the waiting lists that come with Commonweal."""
    from commonweal.institutions.health import lists

    rows = []
    for name, title in lists.shipped().items():
        series = lists.named(name)
        rows.append({
            "name": name, "title": title, "first": series.months[0], "last": series.months[-1],
            "waiting": series.snapshots[-1].size,
        })  # fmt: skip
    if as_json:
        output.emit_json({"lists": rows})
        return
    columns(
        ("name", "waiting", ""),
        [(str(row["name"]), f"{row['waiting']:,.0f}", str(row["title"])) for row in rows],
        words=(0, 2),
    )
    output.line(f"Waiting at the end of {rows[0]['last']}; months since {rows[0]['first']}.")


@health.command()
@list_options
@click.option(
    "--months", type=int, default=12, show_default=True, metavar="N", help="Months to carry on."
)
@click.option(
    "--csv", "csv_path", type=click.Path(dir_okay=False, path_type=Path), default=None,
    metavar="FILE", help="Write the planning table: measures down, months across.",
)  # fmt: skip
@charts_option("a fan for each measure, and who waits how long")
@growth_option
@drawing_options
@output_options
def trajectory(
    series: ListSeries, months: int, csv_path: Path | None, charts: Path | None, sampling: Sampling,
    growth: float, as_json: bool,
) -> None:  # fmt: skip
    """Carry a list forward by month, with intervals.

    Slots stay what they were on the mean of the list's months, and are given out in
    today's order; who joins, who leaves unrecorded and how all of it varies are
    estimated from those months.
    """
    from commonweal.institutions.health import trajectory as carried

    with Progress("carrying the list forward", quiet=as_json):
        found = carried.trajectory(series, months, sampling, growth)
    if csv_path is not None:
        csv_path.write_text(found.as_csv(), encoding="utf-8")
    if charts is not None:
        _draw(found, charts)
    if as_json:
        output.emit_json({**found.as_json(), "notes": series.notes})
        return
    for fan in found.fans:
        now = figure(found.past[fan.measure][-1], fan.unit)
        output.heading(f"{fan.measure}: {now} at the end of {found.past_months[-1]}")
        columns(("month", "median", "80% interval"), _rows(fan, found.months))
    for note in series.notes:
        output.line()
        output.line(note)


def _draw(found: Trajectory, folder: Path) -> None:
    from commonweal.reports import list_charts

    source = f"{found.name}, {found.past_months[0]} to {found.past_months[-1]}; Commonweal"
    drawn = [list_charts.fan_chart(found, fan, source=source) for fan in found.fans]
    write_charts([*drawn, list_charts.profile_chart(found, source=source)], folder)


def _rows(fan: Fan, months: Sequence[str]) -> list[tuple[str, ...]]:
    """Every month of a year; of more, each third back from the last. Central 80%."""
    from commonweal.institutions.health.trajectory import LEVELS

    low, high = fan.bounds[LEVELS.index(_INTERVAL)]
    step = 1 if len(months) <= _MOST_SHOWN else 3
    return [
        (
            month,
            figure(fan.median[at], fan.unit),
            f"{figure(low[at], fan.unit)} to {figure(high[at], fan.unit)}",
        )
        for at, month in enumerate(months)
        if (len(months) - 1 - at) % step == 0
    ]


@health.command()
@click.option(
    "--half",
    type=click.Choice(["england", "fit", "test"]),
    default="england",
    show_default=True,
    help="England; the trusts on which the method was fixed; or those left for one run after.",
)
@click.option(
    "--months", type=int, default=7, show_default=True, metavar="N",
    help="Months the trajectory is made from; the rest score it.",
)  # fmt: skip
@charts_option("the errors of each method, a chart a measure")
@drawing_options
@output_options
def backtest(
    half: str, months: int, charts: Path | None, sampling: Sampling, as_json: bool
) -> None:
    """Score trajectories made from a series' first months on its later ones.

    Beside two plain rivals: the same as the last month seen, and a straight line.
    """
    from commonweal.institutions.health import backtest as scoring

    tested = scoring.lists_of(half)  # type: ignore[arg-type]  # one of three, by click.Choice
    scores = scoring.backtest(tested, months, sampling)
    if charts is not None:
        from commonweal.reports.plan_charts import score_charts

        source = f"{len(tested)} lists ({half}), made from {months} months; Commonweal"
        write_charts(score_charts(scores, source=source), charts)
    if as_json:
        shown = [asdict(score) for score in scores]
        output.emit_json(
            {"half": half, "lists": len(tested), "months_seen": months, "scores": shown}
        )
        return
    columns(
        ("measure", "method", "median", "90th", "bias", "inside 80%"),
        [
            (
                score.measure, score.method, f"{score.median_error:.2f}",
                f"{score.p90_error:.2f}", f"{score.bias:+.2f}",
                "" if score.coverage is None else f"{score.coverage:.0%}",
            )
            for score in scores
        ],
        words=(0, 1),
    )  # fmt: skip
    output.line(
        f"{len(tested)} lists, made from {months} months. Absolute errors of the list in per "
        "cent, of the share in percentage points; bias is said less came, on the mean."
    )
