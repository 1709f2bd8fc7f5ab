"""``commonweal health rules``: who waits longer under each rule of calling."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.blocktext import print_table
from commonweal.cli.charts import charts_option, write_charts
from commonweal.cli.options import (
    FEWEST_DRAWS,
    REPLICATES,
    available_workers,
    output_options,
    quiet_option,
)
from commonweal.cli.progress import Progress

if TYPE_CHECKING:
    from commonweal.claims.judgement import Estimate
    from commonweal.core.world import World
    from commonweal.experiments.run import Run
    from commonweal.reports.rule_effects import View

_DISCIPLINE = "waiting_list.discipline"
_FIRST_COME = "first-come"
_LEVERS = {
    "guarantee": ("guarantee_weeks", "lead_weeks", "enforcement"),
    "accumulating": ("points_ratio",),
    "urgent-first": ("urgent_share",),
}
"""What can be set of a rule, beyond who is called next."""
_YEARS = ("year 1", "year 2", "year 3", "year 4", "long run")
_LOWER_BOUND = 0.005


@click.command("rules")
@click.argument("source", metavar="[LIST]", default="dorset-2024-11")
@click.option(
    "--rule", "rules", multiple=True, metavar="NAME",
    help="Only this rule; may be repeated. All that the list allows by default.",
)  # fmt: skip
@click.option(
    "--against", "base", default=_FIRST_COME, show_default=True, metavar="NAME",
    help="The rule that the others are compared with.",
)  # fmt: skip
@click.option(
    "--joined", type=click.Choice(_YEARS), default="long run", show_default=True,
    help="Whose waits are shown, by when they join.",
)  # fmt: skip
@click.option(
    "--set", "changes", multiple=True, metavar="LEVER=VALUE",
    help="Set a lever under every rule, as waiting_list.guarantee_weeks=18; may be repeated.",
)  # fmt: skip
@click.option(
    "--provider", default=None, metavar="CODE",
    help="Whose list to take from an extract of several providers.",
)  # fmt: skip
@click.option(
    "--specialty", default="all", show_default=True, metavar="NAME",
    help="One specialty of the list, by name or code.",
)  # fmt: skip
@charts_option("one chart for each table")
@click.option(
    "--draws", type=click.IntRange(FEWEST_DRAWS, 10_000), default=FEWEST_DRAWS, show_default=True,
    metavar="N", help="Joint samples of what nobody knows exactly.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(min=0, max=2**64 - 1), default=1, show_default=True, metavar="N",
    help="Seed of every random number.",
)  # fmt: skip
@quiet_option
@output_options
def rules(  # noqa: PLR0913 - one parameter an option
    *, source: str, rules: tuple[str, ...], base: str, joined: str, changes: tuple[str, ...],
    provider: str | None, specialty: str, charts: Path | None, draws: int, seed: int, quiet: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Show who waits longer under each rule of calling, on one list.

    Takes any LIST of `commonweal health list`, a world of `commonweal list worlds health`,
    or a file of yours; one trust's by default. The same patients join under every rule; the
    favoured class is that of fundholding practices.
    """
    from commonweal.institutions.health.rtt_extract import Choice
    from commonweal.reports import rule_effects

    world = _world(source, Choice(provider, specialty))
    settings = _settings(changes)
    arms, impossible = _arms(world, rules, base, settings)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with Progress("comparing rules", quiet=quiet or as_json) as progress:
            made = _run(world.save(Path(folder)), arms, draws, seed, progress)
        views = rule_effects.views(made, base, joined)
        notes = [*_notes(made, base, joined), *impossible]
    if charts is not None:
        _draw(views, base, charts, f"{_named(world)}; {draws:,} draws; Commonweal")
    if as_json:
        told = {"list": world.name, "source": world.facts.get("source"), "against": base,
                "joined": joined, "set": settings, "draws": draws, "seed": seed, "interval": 0.9}  # fmt: skip
        output.emit_json({**told, "views": [_view_json(view) for view in views], "notes": notes})
        return
    output.line(f"{_named(world)}: {len(arms) - 1} rules against {base}", style="bold")
    for view in views:
        _tell(view, base)
    output.heading("How to read it")
    for note in notes:
        output.line(f"- {note}", hanging=2)


def _world(source: str, choice: Any) -> World:
    """A shipped world, a world's folder, or a list as ``commonweal health`` names them."""
    from commonweal.core.errors import ParameterError
    from commonweal.core.world import World
    from commonweal.institutions import registry
    from commonweal.institutions.health import lists

    shipped = registry.find("health").worlds
    folder = (Path(source) / "world.json").is_file()
    if source not in shipped and not folder:
        return lists.as_world(source, choice)
    if choice != type(choice)():
        raise ParameterError(
            f"'{source}' is a world: it has neither providers nor specialties to choose from",
            where="--provider" if choice.provider is not None else "--specialty",
            remedy="Leave it out, or name a list of `commonweal health list`.",
        )
    return World.open(Path(source)) if folder else shipped[source]()


def _named(world: World) -> str:
    return f"{world.name} ({world.facts['source']})" if world.facts.get("source") else world.name


def _settings(changes: Sequence[str]) -> dict[str, Any]:
    from commonweal.cli.experimentfile import reform
    from commonweal.core.errors import ParameterError

    settings = reform(changes, ())
    if _DISCIPLINE in settings:
        raise ParameterError(
            "who is called next is what is compared", where=f"--set {_DISCIPLINE}",
            remedy="Choose rules by --rule, and by --against what they are compared with.",
        )  # fmt: skip
    return settings


def _arms(
    world: World, chosen: Sequence[str], base: str, settings: Mapping[str, Any]
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The changes of each rule, the base first, and in words the rules that cannot be run.

    A rule that was asked for must run; of the others those that the list does not allow are
    left out.
    """
    from commonweal.core.errors import UnknownName, WorldError
    from commonweal.institutions.health.disciplines import DISCIPLINES

    for name in (*chosen, base):
        if name not in DISCIPLINES:
            raise UnknownName("rule", name, DISCIPLINES, where="waiting_list.discipline")
    arms: dict[str, dict[str, Any]] = {}
    impossible = []
    for name in dict.fromkeys((base, *(chosen or DISCIPLINES))):
        if name == "profile" and "treated" not in world.arrays:
            if name in (*chosen, base):
                raise WorldError(
                    "this list leaves open how long many of those it treated had waited",
                    where=f"world '{world.name}'",
                    remedy="Leave 'profile' away, or give 'treated' by weeks up to nearly the longest wait.",
                )
            impossible.append(
                "profile: left out, for the list leaves open how long many it treated had waited."
            )
            continue
        arms[name] = {**settings, _DISCIPLINE: name}
    if len(arms) == 1:
        raise UnknownName("rule to compare with", base, [n for n in DISCIPLINES if n != base])
    return arms, impossible


def _run(
    world: Path, arms: Mapping[str, Mapping[str, Any]], draws: int, seed: int, progress: Progress
) -> Run:
    from commonweal.experiments.run import run
    from commonweal.experiments.specification import Arm, Experiment

    named = tuple(Arm(name, changes) for name, changes in arms.items())
    return run(
        Experiment("health", named, world=str(world), seed=seed), draws=draws,
        replicates=REPLICATES, workers=available_workers(), progress=progress.blocks,
    )  # fmt: skip


def _tell(view: View, base: str) -> None:
    from commonweal.reports.blocks import Table
    from commonweal.reports.numbers import axis_words
    from commonweal.reports.rule_charts import finding

    output.heading(f"{view.title} ({axis_words(view.unit)})")
    output.line(finding(view))
    output.line()
    rows = [_row(base, view.levels, change=False)]
    rows += [_row(rule, changes, change=True) for rule, changes in view.changes.items()]
    heads = ("rule", *view.groups)
    print_table(Table("", heads, tuple(rows), frozenset(range(1, len(heads)))))


def _row(rule: str, found: Sequence[Estimate | None], *, change: bool) -> tuple[str, ...]:
    from commonweal.reports.rule_effects import told

    return (rule, *("nobody" if one is None else told(one, change=change) for one in found))


def _notes(made: Run, base: str, joined: str) -> list[str]:
    """What the figures are, in sentences."""
    from commonweal.reports.numbers import percent, percent_span

    unknown = [made.prepared.institution.uncertainties[name].title for name in made.values]
    notes = [
        f"The row {base} holds its own figures, the others what they add to or take from them. "
        f"In brackets: the central 90% over {made.draws:,} draws.",
        "Drawn: " + "; ".join(unknown) + "; and who joins, by chance, the same under every rule.",
        *_rules_in_words(made),
        "Waits are of those treated. Who leaves untreated has none; where a rule makes some wait "
        "so long that they leave, the mean falls.",
    ]
    if "fundholding_share" in made.values:
        from commonweal.experiments.ledger import central

        low, high = central(made.values["fundholding_share"])
        notes.insert(2, f"Fundholding patients are {percent_span(low, high)} of all.")
    left = max(
        float(made.measure(arm.name, "share_untreated", {"class": "all"}, joined).mean())
        for arm in made.experiment.arms
    )
    if left > _LOWER_BOUND:
        notes.append(
            f"Up to {percent(left)} still wait when the run ends, after ten years: there waits "
            "are lower bounds."
        )
    return notes


def _rules_in_words(made: Run) -> list[str]:
    """Each rule but first come in its own words, with the levers that it reads."""
    lever = made.prepared.institution.levers[_DISCIPLINE]
    told = []
    for arm, policy in zip(made.experiment.arms, made.prepared.policies, strict=True):
        levers = [f"waiting_list.{name}" for name in _LEVERS.get(arm.name, ())]
        stated = ", ".join(f"{n.split('.')[1]} = {policy.number(n):g}" for n in levers)
        told.append(f"{arm.name}: {lever.options[arm.name]}{f' ({stated})' if stated else ''}.")
    return told


def _view_json(view: View) -> dict[str, Any]:
    def named(found: Sequence[Estimate | None]) -> dict[str, Any]:
        return {group: None if one is None else asdict(one)
                for group, one in zip(view.groups, found, strict=True)}  # fmt: skip

    return {
        "name": view.name, "title": view.title, "unit": view.unit, "levels": named(view.levels),
        "changes": {rule: named(found) for rule, found in view.changes.items()},
    }  # fmt: skip


def _draw(views: Sequence[View], base: str, folder: Path, source: str) -> None:
    from commonweal.reports.rule_charts import rules_chart

    drawn = [rules_chart(view, base, source=f"Source: {source}") for view in views]
    write_charts(drawn, folder)
