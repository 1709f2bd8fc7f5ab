"""``commonweal health plan``: how many more treatments a week a target takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.charts import charts_option, write_charts
from commonweal.cli.health_shared import (
    Command,
    columns,
    drawing_options,
    figure,
    growth_option,
    list_options,
)
from commonweal.cli.options import output_options
from commonweal.cli.progress import Progress

if TYPE_CHECKING:
    from commonweal.core.protocol import Floats
    from commonweal.institutions.health.plan import Means, Plan
    from commonweal.institutions.health.projection import Sampling
    from commonweal.institutions.health.rtt import ListSeries

_INTERVAL = (0.1, 0.5, 0.9)
_LEAST_SHOWN = 0.0005


def _means_options(command: Command) -> Callable[..., Any]:
    """How extra treatments are laid on, handed over as ``means``."""

    @functools.wraps(command)
    def collected(
        *, ramp: bool, profile: Any, at_most: float | None, growth: float, **rest: Any
    ) -> Any:
        from commonweal.institutions.health.plan import Means

        return command(means=Means(ramp, profile, at_most, growth), **rest)

    decorated: Callable[..., Any] = growth_option(collected)
    for option in reversed(_MEANS):
        decorated = option(decorated)
    return decorated


_MEANS = (
    click.option(
        "--ramp", is_flag=True, help="Extra treatments rise evenly from none, not at once."
    ),
    click.option(
        "--profile",
        type=click.Choice(["oldest", "today"]),
        default="oldest",
        show_default=True,
        help="Extra treatments go to those who have waited longest, or as today's do.",
    ),
    click.option(
        "--at-most",
        type=float,
        default=None,
        metavar="N",
        help="Extra treatments a week there can be; no limit by default.",
    ),
)


@click.command("plan")
@list_options
@click.option(
    "--target",
    type=float,
    required=True,
    metavar="SHARE",
    help="The share of the list to have waited less, as in 0.92.",
)
@click.option(
    "--within-weeks",
    "weeks",
    type=float,
    default=18.0,
    show_default=True,
    metavar="WEEKS",
    help="Than so many weeks.",
)
@click.option("--by", required=True, metavar="MONTH", help="At the end of this month: 2029-03.")
@charts_option("how many are enough, and who is treated by months waited")
@_means_options
@drawing_options
@output_options
def plan(
    series: ListSeries, target: float, weeks: float, by: str, charts: Path | None, means: Means,
    sampling: Sampling, as_json: bool,
) -> None:  # fmt: skip
    """Find the extra treatments a week that reach a target by a month.

    Every draw of the list's flows is solved on its own; the interval holds the central
    80% of the answers. A target out of reach of --at-most is answered with what they
    do reach, and says so.
    """
    from commonweal.institutions.health import plan as planned

    with Progress("planning", quiet=as_json):
        found = planned.solve(series, planned.Aim(target, weeks, by), means, sampling)
    if charts is not None:
        _draw(series, found, means, charts)
    if as_json:
        output.emit_json({**_as_json(series.provider, found, means), "notes": series.notes})
        return
    _tell_answer(series.provider, found, means)
    _tell_ages(found)
    output.heading("Assumed")
    for sentence in (*assumptions(means), *series.notes):
        output.line(f"- {sentence}")


def _draw(series: ListSeries, found: Plan, means: Means, folder: Path) -> None:
    from commonweal.reports.plan_charts import enough_chart, treated_chart

    months = f"{series.months[0]} to {series.months[-1]}"
    source = f"{series.provider}, {months}; {found.reached.size:,} draws; Commonweal"
    enough = enough_chart(found, ramp=means.ramp, source=source)
    write_charts([enough, treated_chart(found, source=source)], folder)


def assumptions(means: Means) -> list[str]:
    """What the answer stands on, in sentences."""
    growth = (
        "Nobody more joins than in the months seen"
        if means.growth_a_year == 0
        else f"{means.growth_a_year:+.1%} join each year"
    )
    whom = (
        "Extra treatments go to whoever has waited longest"
        if means.profile == "oldest"
        else "Extra treatments go to those waiting as today's do"
    )
    how = "rising evenly from none" if means.ramp else "as many in the first month as in the last"
    return [
        f"{growth}; the usual slots stay what they were and are given out in today's order.",
        f"{whom}, {how}; no specialty, urgency or patient's choice stands in the way.",
        "Unrecorded removals keep their share of each age, also where the list is shorter.",
        "Flows stray from their level as in the months seen: no trend, no season, no shock "
        "beyond them.",
        "The target is met at that month's end; what keeps it there after is not reckoned.",
    ]


def _tell_answer(name: str, found: Plan, means: Means) -> None:
    aim, last = found.aim, found.months_counted
    goal = f"{100 * aim.share:.4g}% within {aim.weeks:g} weeks by the end of {aim.by}"
    if found.met < 1:
        output.line(
            f"NOT MET for {name}: {goal} takes more than {means.at_most:,.0f} extra treatments a "
            f"week in {1 - found.met:.1%} of the draws. This is the nearest feasible answer.",
            style="bold",
        )
    else:
        needless = "" if found.extra_a_week.any() else ": met with no extra treatments"
        output.line(f"{name}: {goal}{needless}", style="bold")
    rise = " at the end" if means.ramp else ""
    of_year = f"in the last {last} months" if last > 1 else "in the month"
    rows = [
        (f"extra treatments a week{rise}", found.extra_a_week, "patients"),
        (f"within {aim.weeks:g} weeks at the end", found.reached, "share"),
        ("the same with no extra treatments", found.without, "share"),
        ("list at the end", found.waiting, "patients"),
        (f"treated {of_year}", found.treated, "patients"),
        (f"treated or removed {of_year}", found.removals, "patients"),
        (f"joined {of_year}", found.joined, "patients"),
    ]
    output.line()
    columns(
        ("", "median", "80% interval"),
        [
            (label, figure(middle, unit), f"{figure(low, unit)} to {figure(high, unit)}")
            for label, values, unit in rows
            for low, middle, high in [_quantiles(values)]
        ],
    )
    now = found.today
    output.line()
    output.line(
        f"A year of the months seen: {figure(now.treated, 'patients')} treated, "
        f"{figure(now.removals, 'patients')} treated or removed, "
        f"{figure(now.joined, 'patients')} joined."
    )


def _tell_ages(found: Plan) -> None:
    output.heading("Who is treated, by months waited")
    ages = range(found.treated_by_age.size)
    most = len(ages) - 1
    columns(
        ("months", "extra", "all", "today"),
        [
            (f"{age}+" if age == most else str(age), *(f"{share[age]:.1%}" for share in shares))
            for shares in [(found.extra_by_age, found.treated_by_age, found.today.treated_by_age)]
            for age in ages
            if max(share[age] for share in shares) >= _LEAST_SHOWN
        ],
    )


def _quantiles(values: Floats) -> tuple[float, float, float]:
    import numpy as np

    low, middle, high = np.quantile(values, _INTERVAL)
    return float(low), float(middle), float(high)


def _as_json(name: str, found: Plan, means: Means) -> dict[str, Any]:
    def of(values: Floats) -> dict[str, float]:
        return dict(zip(("low", "median", "high"), _quantiles(values), strict=True))

    now = found.today
    return {
        "list": name, "target": found.aim.share, "within_weeks": found.aim.weeks,
        "by": found.aim.by, "ramp": means.ramp, "profile": means.profile,
        "at_most": means.at_most, "referral_growth": means.growth_a_year,
        "draws": int(found.reached.size), "draws_meeting_target": found.met,
        "extra_treatments_a_week": of(found.extra_a_week), "share_reached": of(found.reached),
        "share_without_extra": of(found.without), "list_at_end": of(found.waiting),
        "last_months": found.months_counted, "treated": of(found.treated),
        "treated_or_removed": of(found.removals), "joined": of(found.joined),
        "profile_by_months_waited": {
            "extra": found.extra_by_age, "all": found.treated_by_age, "today": now.treated_by_age,
        },
        "today_a_year": {
            "treated": now.treated, "treated_or_removed": now.removals, "joined": now.joined,
        },
        "assumptions": assumptions(means),
    }  # fmt: skip
