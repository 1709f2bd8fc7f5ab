"""What the commands of ``commonweal elections`` share."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

file_argument = click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
encoding_option = click.option(
    "--encoding", default="", metavar="NAME",
    help="How the file is written, if not in UTF-8: latin-1, cp1252.",
)  # fmt: skip


def share(text: str) -> float:
    """A share of the votes: ``5%`` or ``0.05``, told apart from ``5``, which is neither.

    The floating-point number nearest to what was written, so that a list with exactly the
    share has it.

    >>> share("5%") == share("0.05") == 5 / 100
    True
    """
    written = text.strip()
    try:
        number = Decimal(written.removesuffix("%"))
    except InvalidOperation:
        number = Decimal(-1)
    found = number / 100 if written.endswith("%") else number
    if not (found.is_finite() and 0 <= found <= 1):
        raise click.BadParameter(f"'{written}' is not a share: write 5% or 0.05")
    return float(found)


def percent(share: float) -> str:
    """A share in per cent, with one decimal, or as many as it takes to be no round zero.

    >>> percent(0.4493), percent(0.05), percent(0.00004)
    ('44.9%', '5.0%', '0.004%')
    """
    text = f"{share:.1%}"
    return f"{100 * share:.1g}%" if text == "0.0%" and share else text
