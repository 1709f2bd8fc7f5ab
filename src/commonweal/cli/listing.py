"""``commonweal list``: what there is, by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.institutions import Roll
from commonweal.cli.options import output_options, runs_option

if TYPE_CHECKING:
    from commonweal.core.protocol import Institution
    from commonweal.parameters.levers import Lever

Row = dict[str, Any]


@click.command("list")
@click.argument(
    "kind",
    default="claims",
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
    evidence or runs. INSTITUTION leaves only what belongs to it.
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
    shown = _COLUMNS[kind]
    right = [column for column in shown if isinstance(rows[0].get(column), int | float)]
    output.table(
        shown, ([row.get(column) for column in shown] for row in rows), right=right, tight=shown[:1]
    )
    output.line(f"{len(rows)} {kind}.", style="dim")


_COLUMNS = {
    "claims": ("id", "kind", "statement"),
    "institutions": ("name", "title", "levers", "uncertainties", "measures"),
    "levers": ("name", "value", "unit", "title"),
    "uncertainties": ("name", "value", "unit", "prior"),
    "measures": ("name", "unit", "better", "dimensions", "title"),
    "worlds": ("institution", "name", "default"),
    "evidence": ("id", "status", "finding"),
    "runs": ("id", "world", "arms", "blocks"),
}


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
            "title": lever.title, "value": _in_force(lever, one), "options": dict(lever.options),
            "low": lever.low, "high": lever.high,
        }  # fmt: skip


def _in_force(lever: Lever, one: Institution) -> object:
    from commonweal.core.errors import ParameterError

    try:
        value = lever.on(one.period.start).value
    except ParameterError:
        return None
    if isinstance(value, Mapping) and len(value) > 3:
        return f"{lever.kind} of {len(value)}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {output.stated(item)}" for key, item in value.items())
    return value


def _uncertainties(one: Institution) -> Iterable[Row]:
    for name, item in one.uncertainties.items():
        yield {
            "institution": one.name, "name": name, "title": item.title, "unit": item.unit,
            "value": item.value, "prior": prior_text(item.prior.model_dump(exclude_none=True)),
        }  # fmt: skip


def prior_text(prior: Mapping[str, Any]) -> str:
    """A prior in one line: ``normal (mean 2, sd 0.5)``."""
    parts = []
    for key, value in prior.items():
        if key == "distribution":
            continue
        many = isinstance(value, list | tuple)
        parts.append(f"{len(value)} {key}" if many else f"{key} {output.stated(value)}")
    return f"{prior['distribution']} ({', '.join(parts)})"


def _measures(one: Institution) -> Iterable[Row]:
    for name, measure in one.measures.items():
        yield {
            "institution": one.name, "name": name, "unit": measure.unit, "title": measure.title,
            "dimensions": ", ".join(measure.dimensions), "better": measure.better,
            "description": measure.description,
        }  # fmt: skip


def _worlds(one: Institution) -> Iterable[Row]:
    for position, name in enumerate(one.worlds):
        yield {"institution": one.name, "name": name, "default": position == 0}


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
