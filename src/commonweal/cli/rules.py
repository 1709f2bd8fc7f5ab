"""The rules of an institution's rulebook: where each stands, what it reads, what tests name it."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

Rule = Callable[..., Any]
_LAW = re.compile(
    r"\b(?:Act|Regulations?|Order|Directions?|SI|S\.I\.)\b[^.\n]*\d{4}|\bss?\.? ?\d+[A-Z]*\b[^.\n]*"
)


def of(institution: str) -> Mapping[str, Rule]:
    """The rules of the module ``rulebook`` beside an institution's model, by name; often none."""
    from commonweal.institutions import registry

    package = registry.address(institution).partition(":")[0].rpartition(".")[0]
    if not package or importlib.util.find_spec(f"{package}.rulebook") is None:
        return {}
    listed = getattr(importlib.import_module(f"{package}.rulebook"), "rules", {})
    if isinstance(listed, Mapping):
        return {str(name): rule for name, rule in listed.items() if callable(rule)}
    return {rule.__name__: rule for rule in listed if callable(rule)}


def entry(institution: str, name: str, rule: Rule) -> dict[str, Any]:
    """What ``explain`` says of a rule."""
    function = inspect.unwrap(getattr(rule, "py_func", rule))
    text = inspect.getdoc(function) or ""
    return {
        "what": "rule",
        "name": name,
        "institution": institution,
        "title": text.partition("\n")[0],
        "description": text.partition("\n")[2].strip(),
        "parameters": list(inspect.signature(function).parameters),
        "law": _law(rule, text),
        "place": _place(function),
        "tests": list(_tests(institution, function.__name__)),
    }


def _law(rule: Rule, text: str) -> str:
    stated = getattr(rule, "law", "")
    if stated:
        return str(stated)
    found = _LAW.search(text)
    return found[0].strip() if found else ""


def _place(function: Rule) -> str:
    try:
        return f"{inspect.getsourcefile(function)}:{inspect.getsourcelines(function)[1]}"
    except (OSError, TypeError):
        return ""


def _tests(institution: str, name: str) -> Iterable[str]:
    """The tests that name a function, as ``file:line``; none where the tests are not at hand."""
    import commonweal

    folder = Path(commonweal.__file__).parents[2] / "tests" / institution
    word = re.compile(rf"\b{re.escape(name)}\b")
    for path in sorted(folder.rglob("test_*.py")) if folder.is_dir() else []:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if word.search(line) and not line.lstrip().startswith(("import ", "from ")):
                yield f"{path}:{number}"
                break
