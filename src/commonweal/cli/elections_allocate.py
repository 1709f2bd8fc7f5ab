"""``commonweal elections allocate``: seats for lists in proportion to votes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.elections_shared import encoding_option, file_argument, percent, share
from commonweal.cli.grid import Grid
from commonweal.cli.options import output_options
from commonweal.core.errors import ParameterError

if TYPE_CHECKING:
    from commonweal.institutions.elections.allocation_result import (
        Allocation,
        ListResult,
        Terms,
        TiedSeats,
    )

_RULES = ("dhondt", "sainte-lague", "hare", "droop", "ams", "mmp", "biproportional")


_TERMS = (
    click.option(
        "--rule", type=click.Choice(_RULES), required=True, metavar="RULE",
        help="dhondt, sainte-lague, hare, droop, ams, mmp or biproportional.",
    ),
    click.option(
        "--threshold", type=share, default="0%", show_default=True, metavar="SHARE",
        help="Votes a list needs to share in the seats, as in 5%.",
    ),
    click.option(
        "--waived-by", type=click.IntRange(min=0), default=None, metavar="N",
        help="Constituencies that do instead of the threshold: 1 for mmp, else none (0).",
    ),
    click.option(
        "--formula", type=click.Choice(["dhondt", "sainte-lague"]), default=None,
        help="Averages for ams, mmp and biproportional, if not those of the law.",
    ),
    click.option(
        "--votes-each", type=click.Choice(["one", "seats"]), default="one", show_default=True,
        help="For biproportional: votes a voter has, one or as many as the district has seats.",
    ),
    click.option(
        "--lot", type=click.IntRange(min=0), default=None, metavar="SEED",
        help="Settle ties by a lot drawn with this seed; they stay undecided otherwise.",
    ),
)  # fmt: skip


def _terms_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The rule and what it leaves open, handed over as ``terms``."""

    @functools.wraps(command)
    def collected(
        *, rule: Any, threshold: float, waived_by: int | None, formula: Any, lot: int | None,
        votes_each: Any, **rest: Any,
    ) -> Any:  # fmt: skip
        from commonweal.institutions.elections.allocation_result import Terms

        terms = Terms(rule, threshold, waived_by, formula, lot, votes_each)
        return command(terms=terms, **rest)

    decorated: Callable[..., Any] = collected
    for option in reversed(_TERMS):
        decorated = option(decorated)
    return decorated


@click.command()
@file_argument
@_terms_options
@click.option(
    "--seats", type=click.IntRange(1, 100_000), default=None, metavar="N",
    help="Seats of the house, unless the file says those of each district; for ams and mmp "
    "constituencies and lists together.",
)  # fmt: skip
@encoding_option
@output_options
def allocate(path: Path, terms: Terms, seats: int | None, encoding: str, as_json: bool) -> None:
    """Share out seats among lists in proportion to votes.

    FILE is a CSV with the columns party and votes; and, where they are needed,
    status, constituencies (won by the party), district, and seats (of the district).
    """
    from commonweal.institutions.elections.allocation import allocate as shared_out
    from commonweal.institutions.elections.votes_file import votes_file

    votes = votes_file(path, encoding)
    if terms.rule in ("ams", "mmp") and not any(row.constituencies for row in votes.rows):
        raise ParameterError(
            f"no list has won a constituency, so {terms.rule} has nothing to add lists to",
            where=str(path),
            remedy="Say in a column 'constituencies' how many each won, or take dhondt or "
            "sainte-lague.",
        )
    found = shared_out(votes, terms, seats)
    if as_json:
        output.emit_json(_as_json(found))
        return
    _show(found)


def _show(found: Allocation) -> None:
    from commonweal.institutions.elections.allocation_result import RULES

    terms = found.terms
    output.line(f"{found.house:,} seats, {RULES[terms.rule]}", style="bold")
    if terms.formula:
        output.line(f"Averages by {RULES[terms.formula].split(' (')[0]}, as asked for.")
    output.line()
    output.table(_parties(found))
    output.line()
    districts = list(dict.fromkeys(result.district for result in found.results))
    if len(districts) > 1:
        output.table(_districts(found, districts))
        output.line()
    for sentence in _sentences(found):
        output.line(sentence)


def _parties(found: Allocation) -> Grid:
    """The table of parties; columns that say nothing are left out."""
    total = sum(party.seats for party in found.parties)
    mixed = found.terms.rule in ("ams", "mmp")
    over = any(party.overhang for party in found.parties)
    heads = ["party", "votes", "of votes", "seats", "of seats"]
    heads += ["constituencies", "from list"] * mixed + ["overhang"] * over
    rows = [
        (
            party.party, f"{party.votes:,}", percent(party.votes / found.votes),
            f"{party.seats:,}", percent(party.seats / total) if total else "–",
            *((str(party.constituencies), str(party.additional)) if mixed else ()),
            *((str(party.overhang),) if over else ()),
        )
        for party in found.parties
    ]  # fmt: skip
    return Grid(
        tuple(heads), tuple(rows), right=frozenset(heads[1:]), spare=("of seats", "of votes")
    )


def _districts(found: Allocation, districts: list[str]) -> Grid:
    rows = []
    for name in districts:
        here = [result for result in found.results if result.district == name]
        held = sorted((r for r in here if r.seats), key=lambda r: (-r.seats, -r.votes))
        rows.append((
            name, f"{sum(r.votes for r in here):,}", str(sum(r.seats for r in here)),
            ", ".join(f"{r.party} {r.seats}" for r in held),
        ))  # fmt: skip
    return Grid(
        ("district", "votes", "seats", "held by"), tuple(rows), right=frozenset(("votes", "seats"))
    )


def _sentences(found: Allocation) -> list[str]:
    """What the table does not say: thresholds, quotas, overhang, ties, proportionality."""
    said = []
    below = [r for r in found.results if not r.entitled and r.votes and r.status != "pooled"]
    pooled = [r for r in found.results if r.status == "pooled"]
    exempt = [r for r in found.results if r.status == "exempt"]
    if found.terms.threshold:
        instead = f" or {_counted(found.terms.waiver, 'constituency', 'constituencies')}"
        instead = instead if found.terms.waiver else ""
        lost = sum(result.votes for result in below)
        said.append(
            f"Threshold: {_exactly(found.terms.threshold)} of the votes{instead}. Below it: "
            f"{_listed(below) or 'nobody'}, with {percent(lost / found.votes)} of the votes."
        )
    if found.terms.threshold and exempt:
        said.append(f"Exempt from it: {_listed(exempt)}.")
    if pooled:
        said.append(f"Votes of several, which have no seats as one list: {_listed(pooled)}.")
    if len(found.quotas) == 1:
        (quota,) = found.quotas.values()
        exact = quota.denominator == 1
        said.append(f"Quota: {float(quota):,.{0 if exact else 2}f} votes a seat.")
    grown = sum(party.overhang for party in found.parties)
    if grown:
        said.append(
            f"The house grows by {grown} to {sum(p.seats for p in found.parties)}: "
            "lists keep constituencies beyond their share."
        )
    said += [_tie(tie, found.terms.lot) for tie in found.ties]
    if found.gallagher is not None:
        said.append(f"Gallagher's index: {found.gallagher:.2f} (0 is in proportion).")
    return said


def _tie(tie: TiedSeats, lot: int | None) -> str:
    def named(cells: tuple[tuple[str, str], ...]) -> str:
        return ", ".join(
            f"{party} ({district})" if district else party for district, party in cells
        )

    seats = _counted(tie.seats, "seat", "seats")
    if tie.winners:
        return (
            f"Tie: {named(tie.claimants)} have equal claims to {seats}; by lot (seed {lot}): "
            f"{named(tie.winners)}."
        )
    return (
        f"Tie: {named(tie.claimants)} have equal claims to {seats}, which the table leaves "
        "out. The law draws a lot: --lot SEED."
    )


def _listed(results: list[ListResult]) -> str:
    names = list(dict.fromkeys(result.party for result in results))
    more = len(names) - 4
    return ", ".join(names[:4]) + (f" and {more} more" if more > 0 else "")


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _exactly(share: float) -> str:
    return f"{100 * share:.10g}%"


def _as_json(found: Allocation) -> dict[str, Any]:
    terms = found.terms
    return {
        "rule": terms.rule, "formula": terms.formula, "threshold": terms.threshold,
        "waived_by": terms.waiver, "lot": terms.lot, "house": found.house,
        "seats": sum(party.seats for party in found.parties), "undecided": found.undecided,
        "gallagher": found.gallagher,
        "parties": [_row(party) for party in found.parties],
        "districts": [{"district": r.district, **_row(r)} for r in found.results],
        "quotas": {name: float(quota) for name, quota in found.quotas.items()},
        "ties": [
            {
                "seats": tie.seats, "claimants": _cells(tie.claimants),
                "winners": _cells(tie.winners),
            }
            for tie in found.ties
        ],
    }  # fmt: skip


def _row(result: ListResult) -> dict[str, Any]:
    return {
        "party": result.party, "votes": result.votes, "status": result.status,
        "entitled": result.entitled,
        "constituencies": result.constituencies, "additional": result.additional,
        "seats": result.seats, "overhang": result.overhang,
    }  # fmt: skip


def _cells(cells: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"district": district, "party": party} for district, party in cells]
