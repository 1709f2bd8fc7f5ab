"""``commonweal check``: what do the experiments say of the claims?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonweal.cli import output
from commonweal.cli.institutions import Roll
from commonweal.cli.options import Settings, output_options, quiet_option, run_options
from commonweal.cli.progress import Progress

if TYPE_CHECKING:
    from commonweal.claims.judgement import Judgement
    from commonweal.claims.schema import Claim


@click.command()
@click.argument("what", nargs=-1, metavar="[PATH|ID]...")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write a self-contained HTML page with everything behind each verdict.",
)  # fmt: skip
@click.option(
    "--claimreview", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write the verdicts as schema.org ClaimReview (JSON-LD).",
)  # fmt: skip
@click.option(
    "--reviewer", default="Commonweal", show_default=True, metavar="NAME",
    help="The organisation that answers for the ClaimReview.",
)  # fmt: skip
@run_options
@quiet_option
@output_options
def check(
    *,
    what: tuple[str, ...],
    report: Path | None,
    claimreview: Path | None,
    reviewer: str,
    settings: Settings,
    quiet: bool,
    as_json: bool,
) -> None:
    """Check claims, and give each a verdict.

    Without arguments: every claim that comes with Commonweal. Otherwise claim ids (or their
    beginning, such as n1), claim files, or folders of them. Runs are stored, so the same
    command is quick the second time, and resumes when it was interrupted. A claim that cannot
    be checked is reported, the others are checked, and the exit code is 2.
    """
    from commonweal.cli import claimset

    roll = Roll(as_json=as_json)
    for path in (report, claimreview):
        claimset.ensure_writable(path)
    judgements = _judged(claimset.named(what, roll), settings, roll, quiet=quiet or as_json)
    if report is not None and judgements:
        with Progress("writing the report", quiet=quiet or as_json) as progress:
            claimset.write_report(judgements, report, settings.runs, progress.update)
    if claimreview is not None and judgements:
        claimset.write_claimreview(judgements, claimreview, reviewer)
    if as_json:
        output.emit_json({"claims": [judgement.as_json() for judgement in judgements]})
    elif judgements:
        _print(judgements, report, claimreview)
    roll.close()


def _judged(
    claims: Sequence[Claim], settings: Settings, roll: Roll, *, quiet: bool
) -> list[Judgement]:
    """Judge one claim after another; one that cannot be judged leaves the others alone."""
    from commonweal.cli import claimset

    judgements = []
    with Progress("claims", quiet=quiet) as progress:
        progress.update(0, len(claims))
        for done, claim in enumerate(claims, start=1):
            progress.note(claim.id, claimset.runs_of(claim))
            try:
                judgements.append(claimset.judge(claim, settings, progress.blocks))
            except Exception as error:
                roll.report(error)
            progress.update(done, len(claims))
    return judgements


def _print(judgements: Sequence[Judgement], report: Path | None, claimreview: Path | None) -> None:
    from commonweal.cli import verdicts

    verdicts.print_verdicts(judgements)
    output.line()
    output.line(f"{verdicts.tally(judgements)} {verdicts.p_note(judgements)}")
    for path in (report, claimreview):
        if path is not None:
            output.line(f"Written: {path}")
