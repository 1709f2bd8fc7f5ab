"""``commonweal explain``: what a name means, its value, history, source and place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.grid import Grid
from commonweal.cli.institutions import Roll
from commonweal.cli.listing import measured, prior_text
from commonweal.cli.options import output_options

if TYPE_CHECKING:
    from commonweal.core.protocol import Institution, Measure
    from commonweal.parameters.evidence import Evidence
    from commonweal.parameters.levers import Lever
    from commonweal.parameters.priors import Uncertainty
    from commonweal.parameters.sources import Source

Entry = dict[str, Any]


@click.command(short_help="Explain a lever, uncertainty, measure or rule.")
@click.argument("name")
@click.option("--on", "day", metavar="DATE", help="The day whose value is asked for (2025-04-06).")
@output_options
def explain(name: str, day: str | None, as_json: bool) -> None:
    """Explain a lever, an uncertainty, a measure, a piece of evidence or a rule.

    NAME may begin with its institution, as in taxes.child_benefit. Shows the value on a day,
    its history, unit, source and prior, and the file and line where it stands; for a rule its
    file and line, its parameters, the law behind it and the tests that name it.
    """
    from commonweal.core.errors import UnknownName
    from commonweal.core.period import Period
    from commonweal.institutions import registry

    on = Period.parse(day, where="--on").start if day else None
    roll = Roll(as_json=as_json)
    first = name.partition(".")[0]
    loaded = roll.load([first] if first in registry.names() else [])
    known = [(key, make) for one in loaded for key, make in _known(one)]
    found = [make for key, make in known if name in (key, key.partition(".")[2])]
    if not found:
        names = [short for key, _ in known for short in (key.partition(".")[2], key)]
        raise UnknownName("lever, uncertainty, measure, evidence or rule", name, names)
    entries = [make(on) for make in found]
    if as_json:
        output.emit_json({"name": name, "found": entries})
    else:
        for entry in entries:
            _print(entry)
    roll.close()


def _known(one: Institution) -> Iterator[tuple[str, Callable[[date | None], Entry]]]:
    """All names of an institution, rules first, each with what makes its explanation."""
    from commonweal.cli import rules

    for name, rule in rules.of(one.name).items():
        yield f"{one.name}.{name}", partial(rules.entry, one, name, rule)
    for name, lever in one.levers.items():
        yield f"{one.name}.{name}", partial(_lever, one, lever)
    for name, uncertainty in one.uncertainties.items():
        yield f"{one.name}.{name}", partial(_uncertainty, one, uncertainty)
    for name, measure in one.measures.items():
        yield f"{one.name}.{name}", partial(_measure, one, measure)
    for name, evidence in one.evidence.items():
        yield f"{one.name}.{name}", partial(_evidence, one, evidence)


def _lever(one: Institution, lever: Lever, day: date | None) -> Entry:
    from commonweal.core.errors import ParameterError

    on = day or one.period.start
    try:
        dated = lever.on(on)
        value, source = dated.value, dated.source
    except ParameterError:
        value, source = None, None
    low, high = lever.low, lever.high
    return {
        "what": f"lever ({lever.kind})", "name": lever.name, "institution": one.name,
        "title": lever.title, "on": on.isoformat(), "value": value, "unit": lever.unit,
        "between": None if math.isinf(low) and math.isinf(high) else [low, high],
        "options": dict(lever.options), "law": lever.law, "assumption": lever.assumption,
        "source": _source(source),
        "history": [
            {
                "from": None if item.start == date(1, 1, 1) else item.start.isoformat(),
                "value": item.value, "source": _source(item.source), "note": item.note,
            }
            for item in lever.history
        ],
        "place": _place(one, "levers", lever.name),
    }  # fmt: skip


def _uncertainty(one: Institution, item: Uncertainty, _: date | None) -> Entry:
    prior = item.prior.model_dump(exclude_none=True)
    return {
        "what": "uncertainty", "name": item.name, "institution": one.name, "title": item.title,
        "value": item.value, "unit": item.unit, "prior": prior_text(prior, item.unit),
        "central 90%": _central(item), "assumption": item.assumption,
        "source": _source(item.source), "place": _place(one, "uncertainties", item.name),
    }  # fmt: skip


def _central(item: Uncertainty) -> str:
    import numpy as np

    from commonweal.core.units import plural

    low, high = item.prior.quantile(np.array([0.05, 0.95]))
    measure = "" if item.unit in ("1", "share") else f" {plural(item.unit)}"
    return output.between(float(low), float(high)) + measure


def _measure(one: Institution, measure: Measure, _: date | None) -> Entry:
    return {
        "what": "measure", "name": measure.name, "institution": one.name, "title": measure.title,
        "unit": measure.unit, "dimensions": list(measure.dimensions), "better": measure.better,
        "description": measure.description, "place": _place(one, "measures", measure.name),
    }  # fmt: skip


def _evidence(one: Institution, item: Evidence, _: date | None) -> Entry:
    effect = item.effect
    stated: Entry = {}
    if effect is not None:
        stated = {
            "measure": effect.measure, "where": dict(effect.where), "relation": effect.relation,
            "value": effect.value, "unit": effect.unit, "standard error": effect.error,
        }  # fmt: skip
    return {
        "what": "evidence", "name": item.id, "institution": one.name, "finding": item.finding,
        "status": item.status, "calibration": item.calibration, "effect": stated,
        "source": _source(item.source), "place": _place(one, "evidence", item.id),
    }  # fmt: skip


def _source(source: Source | None) -> Entry | None:
    return source.model_dump(exclude_defaults=True) | {"cite": source.cite()} if source else None


def _place(one: Institution, section: str, name: str) -> str:
    """The file and line on which a name is declared, where the institution is a folder."""
    from commonweal.core.errors import FileError
    from commonweal.core.yamlfile import read_yaml

    folder = getattr(one, "folder", None)
    if not isinstance(folder, Path):
        return ""
    file = "evidence.yaml" if section == "evidence" else "parameters.yaml"
    try:
        line = read_yaml(folder / file).lines.get((section, name))
    except FileError:
        return ""
    return f"{folder / file}:{line}" if line else ""


def _print(entry: Entry) -> None:
    output.heading(f"{entry['institution']}.{entry['name']}")
    output.facts(_facts(entry))
    if len(entry.get("history") or []) > 1:
        _print_history(entry)


def _print_history(entry: Entry) -> None:
    """The values by the day they hold from; a source is named where it is not that above."""
    unit = str(entry["unit"])
    rows = tuple(
        (
            item["from"] or "always",
            _amount(item["value"], unit).replace("\n", ", "),
            "" if item["source"] == entry["source"]
            else (item["source"] or {}).get("cite", item["note"]),
        )
        for item in entry["history"]
    )  # fmt: skip
    history = Grid(("from", "value", "source"), rows, tight=frozenset({"from"}))
    output.line()
    output.table(history if any(history.column("source")) else history.without(["source"]))


_APART = frozenset({"name", "institution", "history", "unit", "on"})
"""What stands in the heading, in the table below, or beside the value."""


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    """The entry as names with values; a value stands with its unit and the day it is of."""
    unit = str(entry.get("unit") or "1")
    for key, value in entry.items():
        if key == "value" and "on" in entry:
            yield f"on {entry['on']}", _amount(value, unit)
        elif key == "value":
            yield key, _amount(value, unit)
        elif key == "between" and value:
            yield key, _bounds(value[0], value[1], unit)
        elif key == "source" and isinstance(value, Mapping):
            yield key, _cited(value)
        elif key in ("place", "tests"):
            yield key, "\n".join(map(_near, [value] if isinstance(value, str) else value))
        elif key == "unit" and "value" not in entry and unit != "1":
            yield key, unit
        elif key not in _APART:
            yield key, _stated(value)


def _amount(value: Any, unit: str) -> str:
    if not isinstance(value, Mapping):
        return "" if value is None else measured(value, unit)
    return "\n".join(f"{key}: {measured(item, unit)}" for key, item in value.items())


def _bounds(low: float, high: float, unit: str) -> str:
    if math.isinf(high):
        return f"{measured(low, unit)} and above"
    if math.isinf(low):
        return f"{measured(high, unit)} and below"
    return f"{output.stated(low)} and {measured(high, unit)}"


def _cited(source: Mapping[str, Any]) -> str:
    status = source.get("status", "read")
    return f"{source['cite']}" + ("" if status == "read" else f" [{status}]")


def _near(place: str) -> str:
    """A file and line, from the present folder where it lies below that."""
    path, sign, line = place.rpartition(":")
    if not sign or not Path(path).is_relative_to(Path.cwd()):
        return place
    return f"{Path(path).relative_to(Path.cwd())}:{line}"


def _stated(value: Any) -> str:
    if isinstance(value, Mapping):
        return "\n".join(f"{k}: {output.stated(v)}" for k, v in value.items() if v != {})
    if isinstance(value, list | tuple):
        return "\n".join(output.stated(item) for item in value)
    return output.stated(value)
