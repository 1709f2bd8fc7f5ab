"""Charts that a command writes into a folder: the option, and the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from commonweal.reports.charts import Chart

Command = TypeVar("Command", bound=Callable[..., Any])


def charts_option(what: str) -> Callable[[Command], Command]:
    """``--charts DIR``, with what is drawn there in words."""
    return click.option(
        "--charts", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR",
        help=f"Write {what}, as SVG.",
    )  # fmt: skip


def write_charts(charts: Sequence[Chart], folder: Path) -> None:
    """Draw each chart into a file of its name. Raises FileError where none can be written."""
    from commonweal.core.errors import FileError
    from commonweal.reports import svg

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for chart in charts:
            text = svg.draw(
                chart.spec, name=chart.name, title=chart.title, description=chart.description
            )
            (folder / f"{chart.name}.svg").write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(
            f"the charts cannot be written: {error.strerror or error}", where=str(folder),
            remedy="Name a folder that can be written to, on a disk with room.",
        ) from error  # fmt: skip
