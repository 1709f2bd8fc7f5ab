"""``commonweal elections count``: ranked ballots counted, with every stage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import output
from commonweal.cli.charts import charts_option
from commonweal.cli.elections_shared import encoding_option, file_argument
from commonweal.cli.options import output_options

if TYPE_CHECKING:
    from commonweal.algorithms.counts import Count, Stage, Tie
    from commonweal.institutions.elections.ballots import BallotFile


@click.command()
@file_argument
@click.option(
    "--rule",
    required=True,
    metavar="RULE",
    help="fptp, sv, av, scottish-stv, meek, ers97, borda, approval or schulze.",
)
@click.option(
    "--seats",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Seats to fill; by default as the file says.",
)
@click.option(
    "--irregular",
    type=click.Choice(["refuse", "stop", "skip"]),
    default="refuse",
    show_default=True,
    help="Ballots that skip, repeat or rank equally: an error; they end there; or gaps are "
    "closed and later mentions passed over.",
)
@click.option(
    "--ties",
    type=click.Choice(["lot", "order"]),
    default="lot",
    show_default=True,
    help="What settles ties that earlier stages leave: a lot, or the order of the file.",
)
@click.option(
    "--lot",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="SEED",
    help="Seed of the lot.",
)
@click.option(
    "--format",
    "form",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "blt", "scottish", "preflib", "csv"]),
    help="How the file is laid out; told by its name and beginning.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="COLUMN",
    help="A column of a plain CSV to pass over; may be repeated.",
)
@encoding_option
@charts_option("votes stage by stage, and whose votes went to whom")
@output_options
def count(
    *, path: Path, rule: str, seats: int | None, ties: Any, lot: int, charts: Path | None,
    as_json: bool, **reading: Any,
) -> None:  # fmt: skip
    """Count ranked ballots, and print every stage.

    FILE holds ballots in BLT, in the format of the Scottish wards, in PrefLib's, or
    in a plain CSV with a ballot a row.
    """
    from commonweal.algorithms import ranked_rules
    from commonweal.algorithms.counts import TiePolicy
    from commonweal.cli import elections_sheet
    from commonweal.core.errors import UnknownName
    from commonweal.institutions.elections.ballot_files import ballot_file

    if rule not in ranked_rules.RULES:
        raise UnknownName(
            "rule of counting", rule, ranked_rules.RULES,
            where="--rule", remedy=f"Known: {', '.join(ranked_rules.RULES)}.",
        )  # fmt: skip
    ballots = ballot_file(
        path, form=reading["form"], irregular=reading["irregular"],
        encoding=reading["encoding"], ignored=reading["ignore"],
    )  # fmt: skip
    policy = TiePolicy(last=ties, seed=lot)
    found = ranked_rules.count(ballots.profile, rule, _seats(ballots, rule, seats), policy)
    if charts is not None:
        _draw(ballots, found, charts)
    if as_json:
        output.emit_json(_as_json(ballots, found, lot))
        return
    elections_sheet.show(ballots, found, lot)


def _draw(ballots: BallotFile, found: Count, folder: Path) -> None:
    from commonweal.cli.charts import write_charts
    from commonweal.reports.count_charts import stages_chart, transfers_chart

    source = f"{ballots.title}: {ballots.profile.votes:,} ballots"
    drawn = [stages_chart(found, source=source), transfers_chart(found, source=source)]
    write_charts([chart for chart in drawn if chart is not None], folder)


def _seats(ballots: BallotFile, rule: str, asked: int | None) -> int:
    """The seats asked for, or those of the file; one where the rule fills no more."""
    from commonweal.algorithms import ranked_rules
    from commonweal.core.errors import BallotError

    if asked is not None:
        return asked
    if ranked_rules.RULES[rule].only_one:
        return 1
    if ballots.seats is None:
        raise BallotError(
            "the file does not say how many seats there are",
            where="--seats", remedy="Give --seats N.",
        )  # fmt: skip
    return ballots.seats


def _as_json(ballots: BallotFile, found: Count, lot: int) -> dict[str, Any]:
    names = found.candidates
    return {
        "rule": found.rule, "title": ballots.title, "seats": found.seats,
        "votes": ballots.profile.votes, "quota": float(found.quota) or None,
        "elected": found.winners,
        "candidates": [
            {"name": name, "party": ballots.parties[at] if ballots.parties else None,
             "elected_at": _stage_of(found, at)}
            for at, name in enumerate(names)
        ],
        "stages": [_stage(found, stage) for stage in found.stages],
        "ties": [_tie(names, tie) for tie in found.ties],
        "lot": lot, "exhausted": float(found.exhausted), "blank": ballots.blank,
        "shortened": ballots.shortened, "withdrawn": ballots.withdrawn,
    }  # fmt: skip


def _stage_of(found: Count, candidate: int) -> int | None:
    return next((stage.number for stage in found.stages if candidate in stage.elected), None)


def _stage(found: Count, stage: Stage) -> dict[str, Any]:
    names = found.candidates
    return {
        "number": stage.number, "action": stage.action,
        "of": [names[at] for at in stage.candidates],
        "elected": [names[at] for at in stage.elected],
        "tallies": {n: t / found.parts for n, t in zip(names, stage.tallies, strict=True)},
        "exhausted": stage.exhausted / found.parts, "lost": stage.lost / found.parts,
        "quota": stage.quota / found.parts or None,
    }  # fmt: skip


def _tie(names: tuple[str, ...], tie: Tie) -> dict[str, Any]:
    return {
        "stage": tie.stage, "over": tie.over, "claimants": [names[at] for at in tie.claimants],
        "chosen": [names[at] for at in tie.chosen], "settled_by": tie.settled_by,
    }  # fmt: skip
