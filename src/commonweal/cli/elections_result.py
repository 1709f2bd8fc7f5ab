"""``commonweal elections result``: how a general election since 1918 came out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.charts import charts_option, write_charts
from commonweal.cli.elections_shared import percent
from commonweal.cli.grid import Grid
from commonweal.cli.options import output_options

if TYPE_CHECKING:
    from commonweal.institutions.elections.moves import Moves
    from commonweal.institutions.elections.outcome import Outcome

_CANDIDATES = "UK Parliament, election results"
_GROUPS = "House of Commons Library, CBP-8647, as mended (elections.group_patches)"


@click.command()
@click.argument("election", metavar="ELECTION")
@click.option(
    "--since", default=None, metavar="ELECTION",
    help="An earlier election on the same boundaries: how far each party moved.",
)  # fmt: skip
@charts_option("votes beside seats, since 2010 a map of equal hexagons, and moves with --since")
@output_options
def result(election: str, since: str | None, charts: Path | None, as_json: bool) -> None:
    """Show how a general election came out: any since 1918, as in 1951 or 1974F.

    Since 2010 by party; before, by the five groups of the source, with what it leaves
    unknown.
    """
    from commonweal.institutions.elections.moves import moves
    from commonweal.institutions.elections.outcome import outcome

    found = outcome(election)
    moved = moves(since, found.day) if since is not None else ()
    if charts is not None:
        _draw(found, moved, charts)
    if as_json:
        output.emit_json(_as_json(found, moved))
        return
    output.line(f"General election of {_day(found.day)}: {found.house} seats", style="bold")
    output.line()
    output.table(_table(found))
    output.line()
    for sentence in _sentences(found):
        output.line(sentence)
    if moved:
        output.line()
        output.line(f"Moves since {since} by constituency, in points of the votes", style="bold")
        output.line()
        output.table(_moves_table(moved, found.day))


def _table(found: Outcome) -> Grid:
    unopposed = any(party.unopposed for party in found.parties)
    heads = ["party", "stood in", *["unopposed"] * unopposed, "votes", "of votes"]
    heads += [*["at most"] * found.by_group, "seats", "of seats"]
    rows = [
        (
            party.party, str(party.stood), *([str(party.unopposed)] if unopposed else []),
            f"{party.votes:,}", percent(party.share),
            *(["–" if math.isnan(party.at_most) else percent(party.at_most)] if found.by_group
              else []),
            str(party.seats), percent(party.seats / found.house),
        )
        for party in found.parties
    ]  # fmt: skip
    return Grid(tuple(heads), tuple(rows), right=frozenset(heads[1:]), spare=("of seats",))


def _moves_table(moved: Sequence[Moves], day: str) -> Grid:
    from commonweal.institutions.elections.outcome import title_of

    heads = ("party", "stood at both", "mean", "least", "most")
    rows = [
        (title_of(one.group, day), str(len(one.code)), _points(one.change.mean()),
         _points(one.change.min()), _points(one.change.max()))
        for one in moved
    ]  # fmt: skip
    return Grid(heads, tuple(rows), right=frozenset(heads[1:]))


def _points(share: float) -> str:
    """A difference of shares in points, with its sign.

    >>> _points(0.0512), _points(-0.2), _points(-0.0001)
    ('+5.1', '−20.0', '0.0')
    """
    text = f"{100 * share:+.1f}"
    return "0.0" if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")


def _sentences(found: Outcome) -> list[str]:
    """What the table does not say."""
    said = [f"{found.votes:,} votes."]
    if found.electors:
        said = [f"{found.votes:,} votes of {found.electors:,} electors."]
    if found.by_group:
        said.append(
            "At most: the share of a party that had everybody's vote where it did not stand."
        )
    if found.uncontested:
        said.append(f"In {found.uncontested} constituencies nobody voted: no second candidate.")
    if found.undecided:
        said.append(
            f"{found.undecided} members of constituencies with two or three are not in the table: "
            "the source adds up their candidates, so that it does not tell who won."
        )
    if found.pooled:
        said.append(
            f"In {found.pooled} constituencies several others together lead: one of them, or the "
            "next party, won."
        )
    if found.speaker:
        said.append(f"The Speaker stood in {found.speaker}.")
    if not math.isnan(found.gallagher):
        said.append(f"Gallagher's index: {found.gallagher:.2f} (0 is in proportion).")
    said.append(f"Source: {_GROUPS if found.by_group else _CANDIDATES}.")
    return said


def _draw(found: Outcome, moved: Sequence[Moves], folder: Path) -> None:
    from commonweal.institutions.elections.outcome import title_of
    from commonweal.reports.election_charts import hexagon_map, moves_chart, votes_and_seats

    source = _GROUPS if found.by_group else _CANDIDATES
    drawn = [votes_and_seats(found, source=source)]
    if not found.by_group:
        from commonweal.institutions.elections import hexagons, outcome

        winners = outcome.winners(found.day)
        codes, centres = hexagons.centres(outcome.boundaries(found.day))
        first = found.parties[0]
        drawn.append(
            hexagon_map(
                [winners[code] for code in codes], centres, outcome.party_names(),
                title=f"{first.party} won {first.seats} of {found.house} constituencies in "
                f"{found.day[:4]}",
                source=f"{source}; hexagons: ODI Leeds",
            )
        )  # fmt: skip
    drawn += [moves_chart(one, title_of(one.group, found.day), source=source) for one in moved]
    write_charts(drawn, folder)


def _day(day: str) -> str:
    from datetime import date

    when = date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"


def _as_json(found: Outcome, moved: Sequence[Moves]) -> dict[str, Any]:
    return {
        "election": found.name, "day": found.day, "house": found.house, "votes": found.votes,
        "electors": found.electors or None, "undecided": found.undecided,
        "uncontested": found.uncontested, "pooled": found.pooled, "speaker": found.speaker,
        "by_group": found.by_group, "gallagher": found.gallagher,
        "parties": [
            {
                "party": p.party, "stood": p.stood, "unopposed": p.unopposed, "votes": p.votes,
                "share": p.share, "at_most": p.at_most, "seats": p.seats,
            }
            for p in found.parties
        ],
        "moves": {
            one.group: [
                {"code": code, "name": name, "before": before, "after": after}
                for code, name, before, after in zip(
                    one.code, one.name, one.before.tolist(), one.after.tolist(), strict=True
                )
            ]
            for one in moved
        },
    }  # fmt: skip
