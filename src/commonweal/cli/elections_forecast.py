"""``commonweal elections forecast``: polls or constituency estimates in, seats out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonweal.cli import output
from commonweal.cli.charts import charts_option, write_charts
from commonweal.cli.elections_shared import encoding_option, file_argument, percent
from commonweal.cli.grid import Grid
from commonweal.cli.options import output_options
from commonweal.cli.progress import Progress
from commonweal.core.errors import FileError

if TYPE_CHECKING:
    from commonweal.institutions.elections.forecast import Forecast

_BASES = ("2024", "2019-on-2024", "2019", "2017", "2015", "2010")
_DRAWS = 4_000
_SEED = 2019
_CLOSE = 0.75


@click.command()
@file_argument
@click.option(
    "--base", type=click.Choice(_BASES), default="2024", show_default=True, metavar="ELECTION",
    help="Start from 2024, 2019-on-2024 (its votes on the new boundaries), 2019, 2017, 2015, 2010.",
)  # fmt: skip
@click.option(
    "--release", default="", metavar="NAME",
    help="Which release of a file that holds several.",
)  # fmt: skip
@click.option(
    "--draws", type=click.IntRange(200, 100_000), default=_DRAWS, show_default=True, metavar="N",
    help="Elections to draw.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=_SEED, show_default=True, metavar="N",
    help="Seed of every random number.",
)  # fmt: skip
@click.option(
    "--freeze", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE",
    help="Keep the forecast with its hash, as JSON; a file that is there is never replaced.",
)  # fmt: skip
@charts_option("seats by party with their intervals, and a map of likely winners")
@encoding_option
@output_options
def forecast(  # noqa: PLR0913 - one parameter an option
    *, path: Path, base: str, release: str, draws: int, seed: int, freeze: Path | None,
    charts: Path | None, encoding: str, as_json: bool,
) -> None:  # fmt: skip
    """Forecast seats from polls, or from estimates by constituency.

    FILE is a CSV with a column a party: a row a poll, or, with a column of ONS codes, a
    row a constituency. docs/forecast.md has the method, and how it did.
    """
    from commonweal.institutions.elections.forecast import forecast as made
    from commonweal.institutions.elections.polls_file import estimates

    stated = estimates(path, encoding, release)
    with Progress("drawing elections", quiet=as_json) as progress:
        found = made(stated, base, draws, seed, progress.update)
    document = found.document()
    if freeze is not None:
        _freeze(document, freeze)
    if charts is not None:
        from commonweal.reports.forecast_charts import likely_map, seats_chart

        source = f"Commonweal; {path.name}, base {base}"
        write_charts([seats_chart(found, source=source), likely_map(found, source=source)], charts)
    if as_json:
        output.emit_json(document)
        return
    _show(found, str(document["hash"]))


def _freeze(document: dict[str, object], path: Path) -> None:
    """Write a forecast where there is none. Raises FileError where a file is there."""
    text = json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as error:
        raise FileError(
            f"the forecast cannot be kept: {error.strerror}", where=str(path),
            remedy="A frozen forecast is not replaced: name a file that is not there.",
        ) from error  # fmt: skip


def _show(found: Forecast, digest: str) -> None:
    kind = {"polls": "poll", "constituencies": "constituency"}[str(found.inputs["kind"])]
    rows = found.inputs["rows"]
    plural = {"poll": "polls", "constituency": "constituencies"}[kind]
    output.line(
        f"{found.house} seats from {rows} {kind if rows == 1 else plural}, moved from "
        f"{found.inputs['base']}; {found.inputs['draws']:,} draws",
        style="bold",
    )
    output.line()
    heads = ("party", "mean", "80%", "95%", "most seats", "majority")
    output.table(Grid(heads, tuple(_row(found, party) for party in _worth(found)),
                      right=frozenset(heads[1:]), spare=("80%",)))  # fmt: skip
    output.line()
    sure = found.chances.max(axis=1)
    output.line(
        f"In {int((sure < _CLOSE).sum())} seats nobody has a chance of {percent(_CLOSE)} or more. "
        f"No majority: {percent(_hung(found))}."
    )
    output.line(
        "Made from final polls in this way, three of five results of 20 past elections lay inside "
        "the 80%: docs/forecast.md."
    )
    output.line(f"SHA-256 {digest}")


def _worth(found: Forecast) -> list[str]:
    """Parties that may expect a seat."""
    return [party for party in found.named() if found.won(party).mean() >= 0.5]


def _row(found: Forecast, party: str) -> tuple[str, ...]:
    seats = found.won(party)
    ends = [found.interval(party, level) for level in (0.8, 0.95)]
    return (
        party, f"{seats.mean():.0f}", *(f"{low:.0f} to {high:.0f}" for low, high in ends),
        percent(found.most(party)), percent(found.majority(party)),
    )  # fmt: skip


def _hung(found: Forecast) -> float:
    return float((2 * found.seats.max(axis=1) <= found.house).mean())
