"""Printing: tables for people, JSON for scripts, nothing but plain text into a pipe."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

import click

from commonweal.cli.grid import GAP, INDENT, Grid, laid_out, wrapped

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "supported": "green", "contradicted": "red", "immaterial": "cyan", "undecided": "yellow",
    "consistent": "green", "inconsistent": "red", "recorded": "dim",
    "pass": "green", "miss": "red", "not run": "yellow",
}  # fmt: skip
"""Words that carry a colour on a terminal; the word itself always stands there too."""

_ROUNDING = 1e-9
_NOISE = 5e-4
"""Half the third digit of a scale: what is smaller beside it is not worth its digits."""
_LEAST_BESIDE = 30
"""Values stand beside their names where they have so many columns."""


def emit_json(value: Any) -> None:
    """Print a value as JSON; what is not a finite number becomes null."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=1, allow_nan=False))


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value reads best
    """A value in the types that JSON knows."""
    if isinstance(value, bool | str | int) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "as_json"):
        return plain(value.as_json())
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if hasattr(value, "model_dump"):
        return plain(value.model_dump(by_alias=True, exclude_none=True))
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


def console(stream: TextIO | None = None) -> Console:
    """A console of rich on stdout: colours on a terminal, none under NO_COLOR or in a pipe."""
    from rich.console import Console

    class Here(Console):
        """A console that leaves a reader who went away to ``failure``, and to its exit code."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Here(file=stream or sys.stdout, highlight=False, markup=False, emoji=False)


def width(stream: TextIO | None = None) -> int:
    """The columns of the terminal, or of COLUMNS; 80 where there is neither."""
    return console(stream).width


def rows_width() -> int | None:
    """As ``width``, but None, for no limit, in a pipe: there a row is one line, to be searched."""
    return None if not sys.stdout.isatty() and "COLUMNS" not in os.environ else width()


def line(text: str = "", *, style: str = "", indent: int = 0, hanging: int = 0) -> None:
    """Print one paragraph, wrapped to the width of the terminal; no word is broken.

    ``hanging`` indents all lines but the first by so much more.
    """
    from rich.text import Text

    screen = console()
    words = " ".join(text.split())
    for piece in wrapped(words, screen.width - indent, hanging):
        screen.print(Text(" " * indent + piece if piece else "", style=style), soft_wrap=True)


def heading(text: str) -> None:
    """Print a heading with an empty line before it."""
    line()
    line(text, style="bold")


def verbatim(text: str) -> None:
    """Print a command or a query as it is typed, unwrapped."""
    for row in text.splitlines():
        click.echo(f"    {row}")


def table(grid: Grid, limit: int | None = 0) -> frozenset[str]:
    """Print rows under headed columns, and say which columns were left out for want of room.

    ``limit`` is the widest line; the width of the terminal by default, None for any.
    """
    from rich.text import Text

    layout = laid_out(grid, width() if limit == 0 else limit)
    screen = console()
    for pieces in layout.lines:
        shown = Text()
        for piece in pieces:
            shown.append(piece.text, style="bold" if piece.head else STYLES.get(piece.value, ""))
        screen.print(shown, soft_wrap=True)
    return layout.left_out


def facts(rows: Iterable[tuple[str, object]]) -> None:
    """Print names with their values, leaving out those that are empty.

    Values stand beside the names, or below them where the terminal is too narrow.
    """
    from rich.text import Text

    told = [(name, stated(value)) for name, value in rows]
    told = [(name, text) for name, text in told if text]
    screen = console()
    margin = max((len(name) for name, _ in told), default=0) + GAP
    beside = screen.width - margin >= _LEAST_BESIDE
    for name, text in told:
        lead = f"{name:<{margin}}" if beside else f"{name}\n{'':{INDENT}}"
        room = screen.width - (margin if beside else INDENT)
        for piece in wrapped(text, room, hanging=2 if "\n" in text else 0):
            screen.print(
                Text(lead, style="dim").append(Text(piece, style=STYLES.get(text, "none"))),
                soft_wrap=True,
            )
            lead = " " * (margin if beside else INDENT)


def stated(value: object) -> str:
    """A value as it stands in a file or table: exact, thousands separated; None is empty.

    >>> stated(12570), stated(0.1 + 0.2), stated(None)
    ('12,570', '0.3', '')
    """
    from commonweal.reports.numbers import exact

    return "" if value is None else exact(value)


def found(value: float | None, scale: float = 0.0, like: float = 0.0) -> str:
    """A result to three significant digits, or to the last digit of ``like``; None is empty.

    What is too small to be seen beside ``scale`` is "about 0": luck left it there, or rounding.

    >>> found(8.60123), found(3e-16, scale=20.0), found(0.04567, like=1.5), found(0.004, 20.0)
    ('8.6', '0', '0.05', 'about 0')
    """
    from commonweal.reports.numbers import number

    if value is None:
        return ""
    if abs(value) <= _ROUNDING * scale:
        return "0"
    return "about 0" if abs(value) < _NOISE * scale else number(value, like=like)


def between(low: float, high: float, scale: float = 0.0) -> str:
    """An interval of results.

    >>> between(0.26, 12.0)
    '0.3 to 12'
    """
    size = max(abs(low), abs(high))
    return f"{_end(low, scale, size)} to {_end(high, scale, size)}"


def estimated(mean: float, low: float, high: float, scale: float = 0.0) -> str:
    """A result with its interval, which is left out where nothing varies that can be seen.

    >>> estimated(8.6, 0.1, 28.3), estimated(2.0, 2.0, 2.0), estimated(4e-5, -4e-5, 2e-4, 9.0)
    ('8.6 (0.1 to 28.3)', '2', 'about 0')
    """
    size = max(abs(mean), abs(low), abs(high))
    if high - low <= _ROUNDING * max(size, scale) or size < _NOISE * scale:
        return found(mean, scale)
    said = _end(mean, scale, size)
    return f"{said} ({between(low, high, scale)})"


def _end(value: float, scale: float, like: float) -> str:
    """An end of an interval, to the digits of the larger one."""
    text = found(value, scale, like)
    return "0" if text == "about 0" else text
