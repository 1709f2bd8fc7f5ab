"""``commonweal show``: everything on one claim, as its page of the report says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commonweal.cli import output
from commonweal.cli.institutions import Roll
from commonweal.cli.options import Settings, output_options, quiet_option, run_options
from commonweal.cli.progress import Progress

if TYPE_CHECKING:
    from commonweal.claims.judgement import Judgement


@click.command()
@click.argument("claim_id", metavar="ID|PATH")
@run_options
@quiet_option
@output_options
def show(*, claim_id: str, settings: Settings, quiet: bool, as_json: bool) -> None:
    """Show everything on one claim.

    Statement, interpretation and regions; the verdict with its qualifiers; the ledger; what it
    hinges on and where it fails; alternatives, control and evidence; what is left out; and the
    command that reproduces it. Uses the stored run, or makes it.
    """
    from commonweal.cli import claimset
    from commonweal.core.errors import ClaimError

    roll = Roll(as_json=as_json)
    found = claimset.named((claim_id,), roll)
    if len(found) > 1:
        raise ClaimError(
            f"'{claim_id}' names {len(found)} claims",
            where="show",
            remedy="Name one of: " + ", ".join(claim.id for claim in found[:12]),
        )
    for claim in found:
        with Progress("blocks", quiet=quiet or as_json) as progress:
            progress.note(claim.id, claimset.runs_of(claim))
            judgement = claimset.judge(claim, settings, progress.blocks)
        if as_json:
            output.emit_json(judgement.as_json())
        else:
            _print(judgement)
    roll.close()


def _print(judgement: Judgement) -> None:
    from commonweal.cli.blocktext import print_section
    from commonweal.cli.verdicts import p_note, p_text
    from commonweal.reports.page import claim_view

    view = claim_view(judgement, judgement.id)
    output.heading(view.id)
    output.line(" ".join(view.statement.split()))
    place = f", paragraph {view.paragraph}" if view.paragraph else ""
    output.line(f"{view.article}{place}", style="dim")
    output.line()
    output.line(
        f"{view.symbol} {view.verdict}  {p_text(judgement)}".rstrip(),
        style=output.STYLES[judgement.verdict],
    )
    for qualifier in judgement.qualifiers:
        output.line(qualifier, indent=4)
    for sentence in view.sentences:
        output.line(sentence, indent=4)
    for word, meaning in view.meanings:
        output.line(f"{word}: {meaning}", indent=4, style="dim")
    if p_text(judgement):
        output.line(p_note([judgement]), indent=4, style="dim")
    for section in view.sections:
        print_section(section)
