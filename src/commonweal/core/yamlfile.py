"""YAML files with places: every error names the file, the line and the key."""

from __future__ import annotations

import re
import stat
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from commonweal.core.errors import CommonwealError, FileError, nearest

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    Form = TypeVar("Form", bound=BaseModel)

Place = tuple[Any, ...]
_LARGEST_BYTES = 5_000_000
_MOST_PLACES = 200_000
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters and half characters, which YAML can spell ("\\x1b") but nothing can show."""


@dataclass(frozen=True)
class YamlFile:
    """The contents of a YAML file and the line on which each key stands."""

    path: Path
    content: Any
    lines: Mapping[Place, int]

    def where(self, place: Place = ()) -> str:
        """Name a place for a person: ``file.yaml, line 12 (experiment, arms)``."""
        known: Place = tuple(place)
        while known and known not in self.lines:
            known = known[:-1]
        line = self.lines.get(known, 1)
        keys = ", ".join(str(part) for part in place)
        return f"{self.path}, line {line}" + (f" ({keys})" if keys else "")


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file safely: no tags, no key given twice, aliases only within reason.

    Raises FileError when the file is absent, not UTF-8, cut short or not YAML.
    """
    try:
        found = path.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            raise FileError(  # reading a pipe may wait for ever
                "this is a pipe or a device, not a file", where=str(path),
                remedy="Save what it gives into a file, and name that.",
            )  # fmt: skip
        if found.st_size > _LARGEST_BYTES:
            raise FileError(
                "the file is larger than 5 MB", where=str(path), remedy="Put tables into CSV files."
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError(
            f"the file cannot be read: {error.strerror or error}",
            where=str(path),
            remedy="Check the name and the permissions.",
        ) from error
    except UnicodeDecodeError as error:
        raise FileError(
            "the file is not UTF-8 text", where=str(path), remedy="Save it as UTF-8."
        ) from error
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path) -> YamlFile:
    """Read YAML from a text that stands in ``path``."""
    lines: dict[Place, int] = {}
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise FileError(
                    "the file is empty", where=str(path), remedy="Write a mapping with 'schema: 1'."
                )
            _note_lines(node, (), lines, path)
            content = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "this is not YAML"
        if "could not determine a constructor" in problem:
            problem = "a YAML tag (!name) is not allowed here"
        elif "another document" in problem:
            problem = "a second document begins here (---); a file holds one"
        raise FileError(
            problem,
            where=f"{path}{line}",
            remedy="Check the indentation, quotes and brackets at that line; tags are not read.",
        ) from error
    except RecursionError:
        raise FileError("the file is nested too deeply", where=str(path)) from None
    except ValueError as error:
        raise FileError(
            f"a value cannot be read: {error}", where=str(path), remedy="Check dates and numbers."
        ) from error
    return YamlFile(path, content, lines)


def validated(form: type[Form], file: YamlFile, error: type[CommonwealError]) -> Form:
    """Read a file's contents into a pydantic form; the first mistake becomes an error with place.

    Unknown keys are answered with the nearest known key.
    """
    from pydantic import ValidationError

    try:
        return form.model_validate(file.content)
    except ValidationError as problems:
        raise _first_problem(problems, form, file, error) from None


def _first_problem(
    problems: ValidationError, form: type[BaseModel], file: YamlFile, error: type[CommonwealError]
) -> CommonwealError:
    listed = problems.errors(include_url=False)
    unknown = [p for p in listed if p["type"] == "extra_forbidden"]
    problem = (unknown or listed)[0]
    place = tuple(part for part in problem["loc"] if _is_key(part, problem["loc"], file))
    more = f" (and {len(listed) - 1} more)" if len(listed) > 1 else ""
    if problem["type"] == "extra_forbidden":
        key = str(problem["loc"][-1])
        known = _known_keys(form, problem["loc"][:-1])
        return error(
            f"the key '{key}' is not known{more}",
            where=file.where(place),
            remedy=nearest(key, known, "key"),
        )
    if problem["type"] == "missing":
        key = str(problem["loc"][-1])
        return error(
            f"the key '{key}' is missing{more}",
            where=file.where(tuple(problem["loc"][:-1])),
            remedy=f"Add '{key}:' there.",
        )
    message = problem["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    given = problem.get("input")
    shown = f"; it holds {given!r}" if isinstance(given, str | int | float | bool) else ""
    return error(
        f"{message}{shown}{more}", where=file.where(place), remedy="Correct the value there."
    )


def _is_key(part: Any, loc: Place, file: YamlFile) -> bool:
    """Leave out the tags that pydantic adds to the place of a union."""
    return isinstance(part, int) or any(part in place for place in file.lines) or part == loc[-1]


def _known_keys(form: type[BaseModel], place: Place) -> list[str]:
    """The keys a form knows at a place, found through its nested forms."""
    from pydantic import BaseModel

    def fields(model: type[BaseModel]) -> dict[str, Any]:
        return {f.alias or name: f.annotation for name, f in model.model_fields.items()}

    def forms(annotation: Any) -> list[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return [annotation]
        return [f for arg in getattr(annotation, "__args__", ()) for f in forms(arg)]

    here = [form]
    for part in place:
        deeper = [
            inner
            for model in here
            for inner in (forms(fields(model)[part]) if part in fields(model) else [])
        ]
        here = deeper or here
    return list(dict.fromkeys(key for model in here for key in fields(model)))


class _Loader(yaml.SafeLoader):
    """The safe loader, with the numbers of YAML 1.2: 010 is ten, and 1:30 is a text.

    YAML 1.1 reads the first as eight and the second as ninety, which nobody means who writes
    a claim.
    """

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Build a value; one that cannot be is told with its place."""
        try:
            return super().construct_object(node, deep)
        except ValueError as error:  # a day that is not in the calendar, a number without end
            raise yaml.constructor.ConstructorError(
                None, None, f"a value cannot be read: {error}", node.start_mark
            ) from error


_INT, _FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag not in (_INT, _FLOAT)]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_INT, re.compile(r"[-+]?[0-9][0-9_]*\Z"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    _FLOAT,
    re.compile(
        r"(?:[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
        r"|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN))\Z"
    ),
    list("-+0123456789."),
)
_Loader.add_constructor(_INT, lambda _, node: int(node.value.replace("_", "")))


def _note_lines(node: yaml.Node, place: Place, lines: dict[Place, int], path: Path) -> None:
    lines.setdefault(place, node.start_mark.line + 1)
    if len(lines) > _MOST_PLACES:
        raise FileError(
            f"the file holds more than {_MOST_PLACES:,} values, counting each use of an alias",
            where=str(path),
            remedy="Put tables into CSV files, and write out what the aliases (*name) repeat.",
        )
    if isinstance(node, yaml.MappingNode):
        seen: set[Hashable] = set()
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                raise FileError(
                    "a key is a list or a mapping",
                    where=f"{path}, line {key_node.start_mark.line + 1}",
                    remedy="Use a single word as the key.",
                )
            _refuse_unwritable(key_node, path)
            if key in seen:
                raise FileError(
                    f"the key '{key}' is given twice",
                    where=f"{path}, line {key_node.start_mark.line + 1}",
                    remedy="Keep one of the two.",
                )
            seen.add(key)
            lines[(*place, key)] = key_node.start_mark.line + 1
            _note_lines(value_node, (*place, key), lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _note_lines(item, (*place, position), lines, path)
    else:
        _refuse_unwritable(node, path)


def _refuse_unwritable(node: yaml.Node, path: Path) -> None:
    if found := _UNWRITABLE.search(node.value):
        raise FileError(
            f"a text holds the character {found[0]!r}, which nothing can show",
            where=f"{path}, line {node.start_mark.line + 1}",
            remedy="Take it out.",
        )
