"""``commonweal elections bias``: how the seats of two parties answer to their votes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.elections_shared import percent, share
from commonweal.cli.grid import Grid
from commonweal.cli.options import output_options

if TYPE_CHECKING:
    from commonweal.institutions.elections.history import GroupElection

_SOURCE = "House of Commons Library, CBP-8647; UK Parliament, election results"


@click.command()
@click.argument("elections", metavar="[ELECTION]...", nargs=-1)
@click.option(
    "--safe", type=share, default="10%", show_default=True, metavar="SHARE",
    help="The lead beyond which a seat is safe, of its votes.",
)  # fmt: skip
@output_options
def bias(*, elections: tuple[str, ...], safe: float, as_json: bool) -> None:
    """Show how seats answered to votes at elections since 1918: Conservatives and Labour.

    ELECTION is a year, 1974F or 1974O; every one if none is named.
    """
    from commonweal.institutions.elections import history

    wanted = elections or tuple(history.names())
    names = {day: name for name, day in history.names().items()}
    found = [_measured(names, history.election(name), safe) for name in wanted]
    if as_json:
        output.emit_json(found)
        return
    heads = ("election", "bias", "per vote", "exponent", "safe", "lost", "surplus", "gap")
    rows = tuple(
        (
            one["election"], _leader(one["bias"]), f"{one['responsiveness']:.1f}",
            f"{one['exponent']:.1f}", f"{one['safe']:.0%}", f"{one['lost']:.0%}",
            f"{one['surplus']:.0%}", f"{100 * one['efficiency_gap']:+.1f}".replace("-", "−"),
        )
        for one in found
    )  # fmt: skip
    output.table(Grid(heads, rows, right=frozenset(heads[2:])))
    output.line()
    for sentence in _KEY:
        output.line(sentence, hanging=2)
    output.line(
        f"Safe: seats won by more than {percent(safe)} of their votes. Before 2010 others are taken "
        "as one.",
        hanging=2,
    )
    output.line(f"Source: {_SOURCE}.")


_KEY = (
    "Bias: who would have more seats with as many votes, and by how many.",
    "Per vote: points of seats for a point of votes, of both's, a point of swing either way.",
    "Exponent: of the ratio of votes, to be the ratio of seats where votes are equal; 3 by the "
    "cube law.",
    "Lost, surplus: votes for whoever was not elected; of winners beyond what they needed.",
    "Gap: points by which Labour wasted more of both's votes than the Conservatives, in seats "
    "that one of them won.",
)


def _measured(names: dict[str, str], found: GroupElection, safe: float) -> dict[str, Any]:
    import numpy as np

    from commonweal.institutions.elections import metrics

    two = metrics.two_party(found)
    votes = metrics.contested(found)
    waste = metrics.wasted(votes)
    first = np.maximum(two.one, two.other) > two.best
    total = float(votes.sum())
    return {
        "election": names[found.day], "bias": two.bias, "responsiveness": two.responsiveness(),
        "exponent": two.cube_law(), "safe": metrics.safe_share(votes, safe),
        "lost": float(waste.lost.sum()) / total, "surplus": float(waste.surplus.sum()) / total,
        "efficiency_gap": metrics.efficiency_gap(two.one[first], two.other[first]),
    }  # fmt: skip


def _leader(bias: int) -> str:
    if bias == 0:
        return "none"
    return f"Con {bias}" if bias > 0 else f"Lab {-bias}"
