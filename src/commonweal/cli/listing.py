"""``commonweal list``: what there is, by kind."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.grid import Grid
from commonweal.cli.institutions import Roll
from commonweal.cli.options import output_options, runs_option

if TYPE_CHECKING:
    from commonweal.core.protocol import Institution
    from commonweal.core.world import World
    from commonweal.parameters.levers import Lever

Row = dict[str, Any]
_WIDEST_TABLE = 24


@click.command("list")
@click.argument(
    "kind",
    default="claims",
    metavar="[KIND]",
    type=click.Choice(
        [
            "claims", "institutions", "levers", "uncertainties", "measures", "worlds",
            "evidence", "runs",
        ]
    ),
)  # fmt: skip
@click.argument("institution", required=False)
@runs_option
@output_options
def list_command(kind: str, institution: str | None, runs: Path, as_json: bool) -> None:
    """List what there is.

    KIND is claims (the default), institutions, levers, uncertainties, measures, worlds,
    evidence or runs. INSTITUTION leaves only what belongs to it. In a pipe every row is one
    line.
    """
    roll = Roll(as_json=as_json)
    if kind == "claims":
        rows = _claims(institution, roll)
    elif kind == "runs":
        rows = _runs(runs, institution, roll)
    else:
        loaded = roll.load([institution] if institution else [])
        rows = [row for one in loaded for row in _OF_INSTITUTION[kind](one)]
    if as_json:
        output.emit_json({kind: rows})
    elif rows:
        _print(kind, rows)
    else:
        output.line(f"There are no {kind} here.")
    roll.close()


def _print(kind: str, rows: list[Row]) -> None:
    shown, below = _COLUMNS[kind]
    heads = (*shown, below) if below else shown
    right = frozenset(head for head in shown if type(rows[0].get(head)) in (int, float))
    told = (_with_options(row) if kind == "levers" else row for row in rows)
    cells = tuple(tuple(output.stated(row.get(head)) for head in heads) for row in told)
    grid = Grid(heads, cells, right, tight=frozenset(shown), below=below)
    output.table(grid, output.rows_width())
    if sys.stdout.isatty():
        output.line()
        output.line(f"{len(rows)} {_counted(kind, len(rows))}.", style="dim")


def _with_options(row: Row) -> Row:
    """The lever with the names it can be set to in its title."""
    named = f" ({' | '.join(row['options'])})" if row["options"] else ""
    return {**row, "title": row["title"] + named}


def _counted(kind: str, count: int) -> str:
    if kind == "evidence":
        return "findings" if count > 1 else "finding"
    return kind if count > 1 else {"uncertainties": "uncertainty"}.get(kind, kind[:-1])


_COLUMNS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "claims": (("id", "kind"), "statement"),
    "institutions": (("name", "levers", "uncertainties", "measures"), "title"),
    "levers": (("name", "in force"), "title"),
    "uncertainties": (("name", "prior"), "title"),
    "measures": (("name", "unit", "better", "dimensions"), "title"),
    "worlds": (("institution", "name", "default"), "about"),
    "evidence": (("id", "status"), "finding"),
    "runs": (("id", "world", "arms", "blocks"), ""),
}
"""For each kind the columns that stand side by side, and the sentences below them."""


def _claims(institution: str | None, roll: Roll) -> list[Row]:
    from commonweal.cli import claimset

    return [
        {
            "id": claim.id, "kind": claim.kind, "statement": claim.statement,
            "institution": claim.experiment.institution if claim.experiment else None,
            "article": claim.source.title, "author": claim.source.author,
            "published": claim.source.published, "paragraph": claim.source.paragraph,
            "file": str(claim.path),
        }
        for claim in claimset.named((), roll)
        if institution is None
        or (claim.experiment is not None and claim.experiment.institution == institution)
    ]  # fmt: skip


def _runs(folder: Path, institution: str | None, roll: Roll) -> list[Row]:
    from commonweal.core.errors import RunError
    from commonweal.experiments.store import Store

    store = Store(folder)
    rows = []
    for run in store.ids():
        try:
            held = store.describe(run)
        except RunError as error:
            roll.report(error)
            continue
        identity = held["identity"]
        if institution not in (None, identity["institution"]):
            continue
        rows.append({
            "id": run, "institution": identity["institution"], "world": held["world"],
            "period": identity["period"], "arms": ", ".join(identity["arms"]),
            "seed": identity["seed"], "replicates": identity["replicates"],
            "blocks": len(store.blocks(run)), "commonweal": held["commonweal"],
        })  # fmt: skip
    return rows


def _institutions(one: Institution) -> Iterable[Row]:
    from commonweal.institutions import registry

    yield {
        "name": one.name, "title": one.title, "api": one.api,
        "address": registry.address(one.name), "shipped": one.name in registry.SHIPPED,
        "period": str(one.period), "levers": len(one.levers),
        "uncertainties": len(one.uncertainties), "measures": len(one.measures),
        "worlds": list(one.worlds), "tables": list(one.tables),
    }  # fmt: skip


def _levers(one: Institution) -> Iterable[Row]:
    for name, lever in one.levers.items():
        yield {
            "institution": one.name, "name": name, "kind": lever.kind, "unit": lever.unit,
            "title": lever.title, "value": (value := _value(lever, one)),
            "in force": _in_force(value, lever), "options": dict(lever.options),
            "low": lever.low, "high": lever.high,
        }  # fmt: skip


def _value(lever: Lever, one: Institution) -> object:
    """The value on the first day of the institution's own period; None where there is none."""
    from commonweal.core.errors import ParameterError

    try:
        return lever.on(one.period.start).value
    except ParameterError:
        return None


def _in_force(value: object, lever: Lever) -> str:
    """A lever's value with its unit, short enough for a column."""
    if value is None:
        return ""
    if not isinstance(value, Mapping):
        return measured(value, lever.unit)
    told = ", ".join(f"{key} {output.stated(item)}" for key, item in value.items())
    return told if len(told) <= _WIDEST_TABLE else f"{lever.kind} of {len(value)}"


def measured(value: object, unit: str) -> str:
    """A value with its unit: ``8 weeks``, ``0.5 (share)``, ``26.05 GBP/week``."""
    from commonweal.core.units import plural

    if unit == "1" or isinstance(value, str):
        return output.stated(value)
    if unit in ("share", "percent"):
        return f"{output.stated(value)} ({unit})"
    return f"{output.stated(value)} {unit if value == 1 or '/' in unit else plural(unit)}"


def _uncertainties(one: Institution) -> Iterable[Row]:
    for name, item in one.uncertainties.items():
        yield {
            "institution": one.name, "name": name, "title": item.title, "unit": item.unit,
            "value": item.value,
            "prior": prior_text(item.prior.model_dump(exclude_none=True), item.unit),
        }  # fmt: skip


def prior_text(prior: Mapping[str, Any], unit: str = "1") -> str:
    """A prior in one line: ``uniform (low 6, high 34 weeks)``."""
    from commonweal.core.units import plural

    parts = []
    for key, value in prior.items():
        if key == "distribution":
            continue
        many = isinstance(value, list | tuple)
        parts.append(f"{len(value)} {key}" if many else f"{key} {output.stated(value)}")
    measure = "" if unit in ("1", "share") else f" {plural(unit)}"
    return f"{prior['distribution']} ({', '.join(parts)}{measure})"


def _measures(one: Institution) -> Iterable[Row]:
    for name, measure in one.measures.items():
        yield {
            "institution": one.name, "name": name, "unit": measure.unit, "title": measure.title,
            "dimensions": ", ".join(measure.dimensions), "better": measure.better,
            "description": measure.description,
        }  # fmt: skip


def _worlds(one: Institution) -> Iterable[Row]:
    for position, name in enumerate(one.worlds):
        yield {
            "institution": one.name, "name": name, "default": position == 0,
            "about": about_world(one.open_world(name)),
        }  # fmt: skip


def about_world(world: World) -> str:
    """What a world says of itself: its title, what it must not be taken for, its source."""
    told = [str(world.facts[key]) for key in ("title", "label", "source") if world.facts.get(key)]
    return "; ".join(told)


def _evidence(one: Institution) -> Iterable[Row]:
    for key, item in one.evidence.items():
        yield {
            "institution": one.name, "id": key, "status": item.status, "finding": item.finding,
            "cite": item.source.cite(),
        }  # fmt: skip


_OF_INSTITUTION: Mapping[str, Callable[[Institution], Iterable[Row]]] = {
    "institutions": _institutions,
    "levers": _levers,
    "uncertainties": _uncertainties,
    "measures": _measures,
    "worlds": _worlds,
    "evidence": _evidence,
}
