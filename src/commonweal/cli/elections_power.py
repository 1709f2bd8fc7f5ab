"""``commonweal elections power``: who could govern with whom, and how often each party decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.grid import Grid
from commonweal.cli.options import output_options

if TYPE_CHECKING:
    from commonweal.institutions.elections.coalitions import House

_SOURCE = "ParlGov to 2005; UK Parliament, election results, since 2010"


@click.command()
@click.argument("election", metavar="ELECTION")
@click.option(
    "--speaker", type=click.Choice(["former-party", "absent"]), default="former-party",
    show_default=True, help="Whether the Speaker votes with a former party; since 2010.",
)  # fmt: skip
@click.option(
    "--absent",
    multiple=True,
    metavar="PARTY",
    help="A party whose members stay away; may be repeated. Sinn Féin (SF) by default.",
)
@click.option("--present", is_flag=True, help="Count everybody elected as voting.")
@click.option(
    "--most",
    type=click.IntRange(1, 1000),
    default=8,
    show_default=True,
    metavar="N",
    help="Coalitions to show, those of the largest parties first.",
)
@click.option(
    "--spectrum", default="", metavar="PARTIES",
    help="Parties from left to right, as in SNP,Lab,LD,Con: which neighbours could govern.",
)  # fmt: skip
@output_options
def power(
    *, election: str, speaker: Any, absent: tuple[str, ...], present: bool, most: int,
    spectrum: str, as_json: bool,
) -> None:  # fmt: skip
    """Show how often each party decides a vote of the house, and who could govern.

    ELECTION is any since 1918, as in 2010 or 1974F. A party votes as one.
    """
    from commonweal.institutions.elections import coalitions

    if present and absent:
        raise click.UsageError("say who is absent, or --present, not both")
    away = () if present else absent or coalitions.ABSTENTIONISTS
    found = coalitions.house(election, speaker=speaker, absent=away)
    order = [party.strip() for party in spectrum.split(",") if party.strip()]
    connected = found.connected(order)
    if as_json:
        output.emit_json(_as_json(found) | {"connected": _together(found, connected)})
        return
    _show(found, most)
    if order:
        _show_connected(found, connected)
    output.line()
    output.line(f"Source: {_SOURCE}.")


def _show(found: House, most: int) -> None:
    from commonweal.algorithms import power as indices

    game = found.game
    output.line(
        f"General election of {found.day}: {game.total} members vote, {game.quota} are a majority",
        style="bold",
    )
    output.line()
    banzhaf, shapley = indices.banzhaf(game), indices.shapley_shubik(game)
    heads = ("party", "seats", "of seats", "Banzhaf", "Shapley–Shubik")
    rows = tuple(
        (party, str(seats), f"{seats / game.total:.3f}", f"{float(b):.3f}", f"{float(s):.3f}")
        for party, seats, b, s in zip(found.parties, found.seats, banzhaf, shapley, strict=True)
    )
    output.table(Grid(heads, rows, right=frozenset(heads[1:])))
    minimal = found.minimal()
    output.heading(f"Coalitions that need all of their parties: {len(minimal)}")
    for coalition in minimal[:most]:
        output.line(f"{' + '.join(coalition)}: {found.together(*coalition)}", hanging=2)
    if len(minimal) > most:
        output.line(f"and {len(minimal) - most} more: --most shows them")


def _show_connected(found: House, connected: Sequence[Sequence[str]]) -> None:
    output.heading("Neighbours that have a majority, and would not without either end")
    if not connected:
        output.line("None: the parties named have no majority together.")
    for coalition in connected:
        output.line(f"{' + '.join(coalition)}: {found.together(*coalition)}", hanging=2)


def _as_json(found: House) -> dict[str, Any]:
    from commonweal.algorithms import power as indices

    game = found.game
    return {
        "election": found.day, "voting": game.total, "quota": game.quota,
        "parties": [
            {"party": party, "seats": seats, "banzhaf": float(banzhaf), "shapley_shubik": float(shapley)}
            for party, seats, banzhaf, shapley in zip(
                found.parties, found.seats, indices.banzhaf(game), indices.shapley_shubik(game),
                strict=True,
            )
        ],
        "minimal_winning": _together(found, found.minimal()),
    }  # fmt: skip


def _together(found: House, coalitions: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    return [{"parties": coalition, "seats": found.together(*coalition)} for coalition in coalitions]
