"""Printing: tables for people, JSON for scripts, nothing but plain text into a pipe."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "supported": "green", "contradicted": "red", "immaterial": "cyan", "undecided": "yellow",
    "consistent": "green", "inconsistent": "red", "recorded": "dim",
    "pass": "green", "miss": "red", "not run": "yellow",
}  # fmt: skip
"""Words that carry a colour on a terminal; the word itself always stands there too."""

_ROUNDING = 1e-9


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

    return Console(file=stream or sys.stdout, highlight=False, markup=False, emoji=False)


def line(text: str = "", *, style: str = "", indent: int = 0) -> None:
    """Print one paragraph, wrapped to the width of the terminal."""
    from rich.text import Text

    screen = console()
    for piece in Text(text, style=style).wrap(screen, screen.width - indent):
        piece.rstrip()
        screen.print(Text(" " * indent).append_text(piece), soft_wrap=True)


def heading(text: str) -> None:
    """Print a heading with an empty line before it."""
    line()
    line(text, style="bold")


def verbatim(text: str) -> None:
    """Print a command or a query as it is typed, unwrapped."""
    for row in text.splitlines():
        click.echo(f"    {row}")


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Sequence[str] = (),
    tight: Sequence[str] = (),
) -> None:
    """Print rows under headed columns.

    Columns named in ``right`` hold numbers; those in ``right`` or ``tight`` are never wrapped.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for column in columns:
        drawn.add_column(
            Text(column),
            justify="right" if column in right else "left",
            no_wrap=column in right or column in tight,
            overflow="fold",
        )
    for row in rows:
        texts = [stated(cell) for cell in row]
        drawn.add_row(*(Text(text, style=STYLES.get(text, "")) for text in texts))
    console().print(drawn)


def facts(rows: Iterable[tuple[str, object]]) -> None:
    """Print names with their values, leaving out those that are empty."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table.grid(padding=(0, 2, 0, 0))
    drawn.add_column(no_wrap=True)
    drawn.add_column(overflow="fold")
    for name, value in rows:
        text = stated(value)
        if text:
            drawn.add_row(Text(name, style="dim"), Text(text, style=STYLES.get(text, "")))
    console().print(drawn)


def stated(value: object) -> str:
    """A value as it stands in a file or table: exact, thousands separated; None is empty.

    >>> stated(12570), stated(0.1 + 0.2), stated(None)
    ('12,570', '0.3', '')
    """
    from commonweal.reports.numbers import exact

    return "" if value is None else exact(value)


def found(value: float | None, scale: float = 0.0, like: float = 0.0) -> str:
    """A result to three significant digits, or to the last digit of ``like``; None is empty.

    What is smaller than a billionth of ``scale`` is what rounding left of zero.

    >>> found(8.60123), found(3e-16, scale=20.0), found(0.04567, like=1.5)
    ('8.6', '0', '0.05')
    """
    from commonweal.reports.numbers import number

    if value is None:
        return ""
    return number(0.0 if abs(value) <= _ROUNDING * scale else value, like=like)


def between(low: float, high: float, scale: float = 0.0) -> str:
    """An interval of results.

    >>> between(0.26, 12.0)
    '0.3 to 12'
    """
    size = max(abs(low), abs(high))
    return f"{found(low, scale, size)} to {found(high, scale, size)}"


def estimated(mean: float, low: float, high: float, scale: float = 0.0) -> str:
    """A result with its interval, which is left out where nothing varies.

    >>> estimated(8.6, 0.1, 28.3), estimated(2.0, 2.0, 2.0)
    ('8.6 (0.1 to 28.3)', '2')
    """
    size = max(abs(mean), abs(low), abs(high))
    if high - low <= _ROUNDING * max(size, scale):
        return found(mean, scale)
    return f"{found(mean, scale, size)} ({found(low, scale, size)} to {found(high, scale, size)})"
