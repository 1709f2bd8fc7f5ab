"""``commonweal compare``: two rulebooks on the same people, without a claim."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.blocktext import print_table
from commonweal.cli.institutions import blamed
from commonweal.cli.ledgers import print_ledger
from commonweal.cli.listing import about_world
from commonweal.cli.options import DRAWS, Settings, output_options, quiet_option, run_options
from commonweal.cli.progress import Progress

if TYPE_CHECKING:
    from commonweal.core.protocol import Floats
    from commonweal.experiments.run import Run

_MOST_CELLS = 12
"""A measure with more values than this is shown only when it is asked for."""
_UNSEEN = 2e-3
"""A difference of a millionth of a level is noise: half a thousandth, the least seen, of this."""


@click.command()
@click.argument("what", metavar="EXPERIMENT.yaml|INSTITUTION")
@click.option(
    "--world", default="", metavar="NAME", help="World by name or path; the first one by default."
)
@click.option(
    "--period",
    default="",
    metavar="PERIOD",
    help="2010, 2025-26, 2010-05-06 or two dates joined by '..'.",
)
@click.option(
    "--set", "changes", multiple=True, metavar="LEVER=VALUE",
    help="Set a lever in the reformed arm; may be repeated.",
)  # fmt: skip
@click.option(
    "--reform", "reforms", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="A file with 'schema: 1' and 'set:', lever by lever; may be repeated.",
)  # fmt: skip
@click.option(
    "--base", default="", metavar="ARM", help="The arm the others are compared with; the first."
)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help="Show only this measure; may be repeated.",
)
@click.option(
    "--where", "where", multiple=True, metavar="DIMENSION=LABEL",
    help="Show only this label of a dimension, as at='year 1'; may be repeated.",
)  # fmt: skip
@click.option("--attribute", is_flag=True, help="Say which lever did how much (Shapley values).")
@run_options
@quiet_option
@output_options
def compare(  # noqa: PLR0913 - one parameter an option
    *,
    what: str,
    world: str,
    period: str,
    changes: tuple[str, ...],
    reforms: tuple[Path, ...],
    base: str,
    measures: tuple[str, ...],
    where: tuple[str, ...],
    attribute: bool,
    settings: Settings,
    quiet: bool,
    as_json: bool,
) -> None:
    """Compare two rulebooks on the same people and the same luck.

    Takes a file (institution, world, period, arms, priors), or an institution with what to
    change: commonweal compare health --set waiting_list.guarantee_weeks=8. Prints the measures
    of both arms with their difference and its 90% interval over the draws, and the ledger.
    """
    from commonweal.cli import experimentfile
    from commonweal.experiments.run import run
    from commonweal.experiments.store import Store
    from commonweal.institutions import registry

    if what.endswith((".yaml", ".yml")) or Path(what).is_file():
        experimentfile.refuse_beside_file(world, period, changes, reforms)
        experiment, draws = experimentfile.read(Path(what), settings.seed)
    else:
        draws = None
        experiment = experimentfile.assembled(
            what, world, period, experimentfile.reform(changes, reforms), settings.seed
        )
    chosen = experimentfile.pairs(where)
    base = base or experiment.arms[0].name
    experiment.arm_index(base)
    experimentfile.refuse_unknown_dimensions(chosen, registry.find(experiment.institution))
    with (
        Progress("comparing", quiet=quiet or as_json) as progress,
        blamed(experiment.institution),
    ):
        made = run(
            experiment, draws=settings.draws or draws or DRAWS, replicates=settings.replicates,
            store=Store(settings.runs), workers=settings.workers, mode=settings.mode,
            progress=progress.blocks,
        )  # fmt: skip
        others = [arm.name for arm in experiment.arms if arm.name != base]
        compared = [_comparison(made, arm, base, measures, chosen) for arm in others]
        if attribute:
            for comparison in compared:
                comparison["attribution"] = _attribution(made, comparison, settings, progress)
    if as_json:
        output.emit_json({**_about(made), "comparisons": compared})
    else:
        _print(made, compared)


def _about(made: Run) -> dict[str, Any]:
    experiment = made.experiment
    return {
        "run": made.id, "institution": experiment.institution,
        "world": experiment.world or made.prepared.world.name,
        "period": str(made.prepared.period), "draws": made.draws,
        "replicates": made.replicates, "seed": experiment.seed,
        "arms": {arm.name: dict(arm.changes) for arm in experiment.arms},
    }  # fmt: skip


def _comparison(
    made: Run, arm: str, base: str, measures: tuple[str, ...], chosen: Mapping[str, str]
) -> dict[str, Any]:
    rows, passed_over = [], []
    for name in _yielded(made, arm, base, measures):
        cells = list(_cells(made, name, chosen))
        if len(cells) > _MOST_CELLS and not measures:
            passed_over.append(f"{name} ({len(cells)} values)")
        else:
            rows += [_row(made, arm, base, name, cell) for cell in cells]
    tables = [made.ledger(arm, base, table) for table in made.sums]
    return {
        "arm": arm, "base": base, "measures": rows, "not_shown": passed_over,
        "ledgers": [ledger for ledger in tables if ledger is not None],
    }  # fmt: skip


def _yielded(made: Run, arm: str, base: str, asked: tuple[str, ...]) -> list[str]:
    from commonweal.core.errors import UnknownName

    for name in asked:
        if name not in made.dimensions:
            raise UnknownName("measure", name, made.dimensions, where=made.experiment.institution)
    return [
        name for name in asked or made.dimensions
        if all(f"measure|{one}|{name}" in made.columns for one in (arm, base))
    ]  # fmt: skip


def _cells(made: Run, name: str, chosen: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Every combination of labels of a measure that agrees with what was chosen."""
    dimensions = made.dimensions[name]
    choices = [
        [chosen[dimension]] if dimension in chosen else list(made.labels[dimension])
        for dimension in dimensions
    ]
    for labels in itertools.product(*choices):
        yield dict(zip(dimensions, labels, strict=True))


def _row(made: Run, arm: str, base: str, name: str, cell: Mapping[str, str]) -> dict[str, Any]:
    measure = made.prepared.institution.measures[name]
    before = made.measure(base, name, cell)
    after = made.measure(arm, name, cell)
    return {
        "measure": name, "title": measure.title, "unit": measure.unit, "where": dict(cell),
        "better": measure.better, "base": float(before.mean()), "arm": float(after.mean()),
        "difference": _summary((after - before).mean(axis=1)),
    }  # fmt: skip


def _summary(by_draw: Floats) -> dict[str, float]:
    """Mean and central 90% over the draws."""
    import numpy as np

    low, high = np.quantile(by_draw, [0.05, 0.95])
    return {"mean": float(by_draw.mean()), "low": float(low), "high": float(high)}


def _print(made: Run, compared: list[dict[str, Any]]) -> None:
    about = _about(made)
    output.heading(f"{made.prepared.institution.title}: {about['world']}, {about['period']}")
    if told := about_world(made.prepared.world):
        output.line(f"World: {told}.")
    output.line(_effort(made))
    for comparison in compared:
        arm, base = comparison["arm"], comparison["base"]
        output.heading(f"{arm} against {base}")
        output.facts((name, _changes(about["arms"][name])) for name in (base, arm))
        _print_measures(comparison["measures"], base, arm)
        if comparison["not_shown"]:
            output.line("Ask with --measure for: " + ", ".join(comparison["not_shown"]))
        for ledger in comparison["ledgers"]:
            print_ledger(ledger)
        if "attribution" in comparison:
            _print_attribution(comparison["attribution"])
    output.line()
    output.line(f"Run {made.id}. Differences are those of this model on this world.")


def _effort(made: Run) -> str:
    """How often the model was run, and from which seed."""
    if made.deterministic:
        return "Nothing uncertain and no luck enters: the rules and the world settle it."
    luck = f" × {made.replicates} replicates" if made.rows == "replicate" else ", without luck"
    return f"{made.draws:,} draws{luck}, seed {made.experiment.seed}"


def _print_measures(rows: list[dict[str, Any]], base: str, arm: str) -> None:
    """Measures of one value in one table; each of several values in one of its own."""
    single = [row for row in rows if not row["where"]]
    if single:
        output.line()
        _print_table("measure", [(_named(row), _figures(row, [row])) for row in single], base, arm)
    for name in dict.fromkeys(row["measure"] for row in rows if row["where"]):
        _print_measure([row for row in rows if row["measure"] == name], base, arm)


def _print_measure(held: list[dict[str, Any]], base: str, arm: str) -> None:
    """A measure of several values; of many, those that are nothing under both are left out."""
    output.heading(_named(held[0]))
    dimensions = ", ".join(held[0]["where"]).replace("_", " ")
    shown = [row for row in held if row["base"] or row["arm"]]
    shown = shown if shown and len(held) > _MOST_CELLS else held
    told = [(", ".join(row["where"].values()), _figures(row, held)) for row in shown]
    _print_table(dimensions, told, base, arm)
    if len(shown) < len(held):
        output.line(f"{len(held) - len(shown)} more are 0 under both.", style="dim")


def _print_table(
    first: str, rows: list[tuple[str, tuple[str, str, str]]], base: str, arm: str
) -> None:
    from commonweal.reports.blocks import Table

    uncertain = any("(" in figures[-1] for _, figures in rows)
    heads = (first, base, arm, "difference (90% of draws)" if uncertain else "difference")
    cells = tuple((name, *figures) for name, figures in rows)
    print_table(Table("", heads, cells, frozenset({1, 2, 3})))


def _named(row: Mapping[str, Any]) -> str:
    """A measure with its unit: ``wait_gap (weeks)``; differences of shares are in points."""
    from commonweal.reports.numbers import axis_words

    unit, change = axis_words(row["unit"]), axis_words(row["unit"], change=True)
    if unit == change:
        return f"{row['measure']} ({unit})" if unit else str(row["measure"])
    return f"{row['measure']} ({unit or 'number'}, difference in {change})"


def _figures(row: Mapping[str, Any], beside: list[dict[str, Any]]) -> tuple[str, str, str]:
    """Base, arm and difference, without the noise that is invisible in the rows beside."""
    from commonweal.reports.numbers import dress

    unit = row["unit"]
    own, other = dress(unit)[0], dress(unit, change=True)[0]
    level = own * max(max(abs(one["base"]), abs(one["arm"])) for one in beside)
    change = other * max(abs(end) for one in beside for end in one["difference"].values())
    difference = {name: other * end for name, end in row["difference"].items()}
    return (
        output.found(own * row["base"], level), output.found(own * row["arm"], level),
        output.estimated(**difference, scale=max(change, level * _UNSEEN)),
    )  # fmt: skip


def _changes(changes: Mapping[str, Any]) -> str:
    told = [f"{name} = {output.stated(value)}" for name, value in changes.items()]
    return "\n".join(told) or "the rules in force"


def _attribution(
    made: Run, comparison: Mapping[str, Any], settings: Settings, progress: Progress
) -> list[dict[str, Any]]:
    """The Shapley parts of every difference that is shown."""
    import dataclasses

    from commonweal.experiments.attribution import attribute
    from commonweal.experiments.store import Store

    found = []
    rows = comparison["measures"]
    for done, row in enumerate(rows, start=1):
        progress.note(f"attributing {row['measure']}")
        parts = attribute(
            made.experiment, comparison["arm"], comparison["base"], row["measure"],
            where=row["where"], progress=progress.blocks, draws=made.draws,
            replicates=made.replicates, store=Store(settings.runs), workers=settings.workers,
            mode=settings.mode,
        )  # fmt: skip
        found.append({"where": row["where"], **dataclasses.asdict(parts)})
        progress.update(done, len(rows))
    return found


def _print_attribution(attributions: list[dict[str, Any]]) -> None:
    from commonweal.reports.blocks import Table
    from commonweal.reports.numbers import axis_words, dress

    for found in attributions:
        labels = ", ".join(found["where"].values())
        output.heading(
            f"Which rule did it: {found['measure']}{f' [{labels}]' if labels else ''} "
            f"({axis_words(found['unit'], change=True) or 'number'})"
        )
        factor = dress(found["unit"], change=True)[0]
        scale = factor * max(abs(part["mean"]) for part in found["parts"])
        rows = [(part["lever"], _part(part, factor, scale)) for part in found["parts"]]
        rows.append(("all together", output.found(factor * found["whole"], scale)))
        heads = ("lever", "its part (90% of draws)")
        print_table(Table("", heads, tuple(rows), frozenset({1})))
    output.line("Shapley values: the parts sum to the whole.", style="dim")


def _part(part: Mapping[str, Any], factor: float, scale: float) -> str:
    mean, low, high = (factor * part[name] for name in ("mean", "low", "high"))
    told = output.estimated(mean, low, high, scale)
    if not part["error"]:
        return told
    return f"{told} ± {output.found(factor * part['error'])} from sampled orders"
