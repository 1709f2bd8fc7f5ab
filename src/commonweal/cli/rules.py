"""The rules of an institution's rulebook: where each stands, what it reads, what tests name it."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commonweal.core.protocol import Institution

Rule = Callable[..., Any]
"""A function, or a callable that holds one as ``function``, with ``law`` and ``link``."""


def of(institution: str) -> Mapping[str, Rule]:
    """The rules of the module ``rulebook`` beside an institution's model, by name; often none."""
    from commonweal.institutions import registry

    package = registry.address(institution).partition(":")[0].rpartition(".")[0]
    if not package or importlib.util.find_spec(f"{package}.rulebook") is None:
        return {}
    listed = getattr(importlib.import_module(f"{package}.rulebook"), "rules", {})
    return {str(name): rule for name, rule in dict(listed).items() if callable(rule)}


def entry(one: Institution, name: str, rule: Rule, day: date | None) -> dict[str, Any]:
    """What ``explain`` says of a rule: its law, what it reads, its place and its tests."""
    function = inspect.unwrap(getattr(rule, "function", rule))
    text = inspect.getdoc(function) or ""
    arguments = list(inspect.signature(function).parameters)
    levers = _levers_read(one, arguments, day or one.period.start)
    return {
        "what": "rule",
        "name": name,
        "institution": one.name,
        "title": text.partition("\n")[0],
        "description": text.partition("\n")[2].strip(),
        "entity": getattr(rule, "entity", ""),
        "unit": getattr(rule, "unit", ""),
        "law": getattr(rule, "law", ""),
        "link": getattr(rule, "link", ""),
        "computed from": [argument for argument in arguments if argument not in levers],
        "parameters": dict(levers.values()),
        "place": _place(function),
        "tests": list(_tests(one.name, name)),
    }


def _levers_read(one: Institution, arguments: list[str], day: date) -> dict[str, tuple[str, str]]:
    """The arguments that are levers, by the last part of their name, with the value in force."""
    from commonweal.cli.output import stated
    from commonweal.core.errors import ParameterError

    found = {}
    for name, lever in one.levers.items():
        argument = name.rpartition(".")[2]
        if argument not in arguments:
            continue
        try:
            value = lever.on(day).value
        except ParameterError:
            told = f"no value on {day}"
        else:
            told = f"a {lever.kind}" if isinstance(value, Mapping) else stated(value)
            told += "" if lever.unit == "1" else f" {lever.unit}"
        found[argument] = (name, told)
    return found


def _place(function: Rule) -> str:
    try:
        return f"{inspect.getsourcefile(function)}:{inspect.getsourcelines(function)[1]}"
    except (OSError, TypeError):
        return ""


def _tests(institution: str, name: str) -> Iterator[str]:
    """The first line of each test file that names a rule; none where no tests are at hand."""
    import commonweal

    folder = Path(commonweal.__file__).parents[2] / "tests" / "institutions" / institution
    word = re.compile(rf"\b{re.escape(name)}\b")
    for path in sorted(folder.rglob("test_*.py")) if folder.is_dir() else []:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if word.search(line) and not line.lstrip().startswith(("import ", "from ")):
                yield f"{path}:{number}"
                break
