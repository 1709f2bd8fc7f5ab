"""What the commands of ``commonweal health`` share: options, figures, columns."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from commonweal.cli.options import DRAWS

Command = TypeVar("Command", bound=Callable[..., Any])


class FiniteRange(click.FloatRange):
    """Finite numbers within a range: ``nan`` is outside of none by comparison."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number. Raises BadParameter for what is none, or out of range."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"'{value}' is not a finite number", param, ctx)
        return number


growth_option = click.option(
    "--referral-growth", "growth", type=FiniteRange(-0.5, 0.5), default=0.0,
    show_default=True, metavar="SHARE", help="How many more join each year, as in 0.015.",
)  # fmt: skip


def list_options(command: Command) -> Callable[..., Any]:
    """Which list, handed over as ``series``."""

    @functools.wraps(command)
    def collected(*, source: str, provider: str | None, specialty: str, **rest: Any) -> Any:
        from commonweal.institutions.health import lists
        from commonweal.institutions.health.rtt_extract import Choice

        return command(series=lists.named(source, Choice(provider, specialty)), **rest)

    decorated: Callable[..., Any] = click.option(
        "--specialty", default="all", show_default=True, metavar="NAME",
        help="One specialty of the list, by name or code.",
    )(collected)  # fmt: skip
    decorated = click.option(
        "--provider", default=None, metavar="CODE",
        help="Whose list to take from an extract of several providers.",
    )(decorated)  # fmt: skip
    return click.argument("source", metavar="LIST")(decorated)


def drawing_options(command: Command) -> Callable[..., Any]:
    """How many draws, and from which seed, handed over as ``sampling``."""

    @functools.wraps(command)
    def collected(*, draws: int, seed: int | None, **rest: Any) -> Any:
        from commonweal.institutions.health.projection import SEED, Sampling

        return command(sampling=Sampling(draws, SEED if seed is None else seed), **rest)

    decorated: Callable[..., Any] = click.option(
        "--seed", type=click.IntRange(min=0), default=None, metavar="N",
        help="Seed of every random number.",
    )(collected)  # fmt: skip
    return click.option(
        "--draws", type=click.IntRange(200, 10_000), default=DRAWS, show_default=True,
        metavar="N", help="Draws of what the list's own months leave unsure.",
    )(decorated)  # fmt: skip


def figure(value: float, unit: str) -> str:
    """A share in per cent, or a number of patients to three digits.

    >>> figure(0.60604, "share"), figure(46_695.3, "patients"), figure(7_289_520, "patients")
    ('60.6%', '46,700', '7.29 million')
    """
    from commonweal.reports.numbers import number

    return f"{value:.1%}" if unit == "share" else number(round(value))


def columns(
    heads: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = (0,)
) -> None:
    """Print rows of figures under their heads; the columns at the places ``words`` hold words."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = (
            cell.ljust(width) if at in words else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join(cells).rstrip())
