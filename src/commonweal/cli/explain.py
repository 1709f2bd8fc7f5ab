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
from commonweal.cli.institutions import Roll
from commonweal.cli.listing import prior_text
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
        "value": item.value, "unit": item.unit, "prior": prior_text(prior),
        "central 90%": _central(item), "assumption": item.assumption,
        "source": _source(item.source), "place": _place(one, "uncertainties", item.name),
    }  # fmt: skip


def _central(item: Uncertainty) -> str:
    import numpy as np

    low, high = item.prior.quantile(np.array([0.05, 0.95]))
    return output.between(float(low), float(high))


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
    output.facts((key, _text(key, value)) for key, value in entry.items() if key not in _APART)
    history = entry.get("history") or []
    if len(history) > 1:
        output.line()
        output.table(
            ("from", "value", "source"),
            (
                (
                    item["from"] or "always",
                    _text("value", item["value"]),
                    (item["source"] or {}).get("cite", item["note"]),
                )
                for item in history
            ),
            tight=("from",),
        )


_APART = ("name", "institution", "history")


def _text(key: str, value: Any) -> str:
    if key == "source" and isinstance(value, Mapping):
        status = value.get("status", "read")
        return f"{value['cite']}" + ("" if status == "read" else f" [{status}]")
    if key == "between" and value:
        low, high = value
        return f"{output.stated(low)} and {output.stated(high)}"
    if isinstance(value, Mapping):
        return "\n".join(f"{k}: {output.stated(v)}" for k, v in value.items() if v != {})
    if isinstance(value, list | tuple):
        return "\n".join(output.stated(item) for item in value)
    return output.stated(value)
