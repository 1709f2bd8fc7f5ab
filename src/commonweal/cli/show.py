"""``commonweal show``: everything on one claim."""

from __future__ import annotations

from collections.abc import Iterator
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
    with Progress("blocks", quiet=quiet or as_json) as progress:
        for claim in found:
            judgement = claimset.judge(claim, settings, progress.update)
            if as_json:
                output.emit_json(judgement.as_json())
            else:
                _print(judgement)
    roll.close()


def _print(judgement: Judgement) -> None:
    from commonweal.cli import verdicts

    claim = judgement.claim
    output.heading(claim.id)
    output.line(claim.statement)
    output.line(_cited(judgement), style="dim")
    output.heading("Verdict")
    output.line(f"{judgement.verdict}{verdicts.p_text(judgement)}", style="bold")
    for text in (*judgement.qualifiers, judgement.reason):
        output.line(text)
    if judgement.p is not None:
        output.line(verdicts.P_NOTE, style="dim")
    output.heading("How it was tested")
    output.facts(_test(judgement))
    for part in (_effect, _ledgers, _readings, _rows, _hinges, _alternatives, _evidence):
        part(judgement)
    output.heading("What is left out")
    output.line(judgement.left_out or "The claim file does not say.")
    output.heading("To reproduce")
    output.facts(_origin(judgement))


def _cited(judgement: Judgement) -> str:
    source = judgement.claim.source
    place = f", paragraph {source.paragraph}" if source.paragraph else ""
    return f"{source.author}, {source.title}, {source.publisher}, {source.published}{place}"


def _test(judgement: Judgement) -> Iterator[tuple[str, object]]:
    claim = judgement.claim
    yield "kind", claim.kind
    yield "interpretation", " ".join(claim.interpretation.split())
    if claim.experiment is not None:
        yield "institution", claim.experiment.institution
        yield "world", claim.experiment.world
        yield "period", claim.experiment.period
        for name, changes in claim.experiment.arms.items():
            told = ", ".join(f"{lever} = {value}" for lever, value in changes.items())
            yield f"arm {name}", told or "the rules in force"
    if claim.measure is not None:
        labels = [*claim.measure.where.values(), *([claim.measure.at] if claim.measure.at else [])]
        chosen = f" [{', '.join(labels)}]" if labels else ""
        yield "measure", claim.measure.name + chosen
    yield "compare", claim.compare
    yield "query", claim.query
    yield "expression", claim.expression
    if claim.regions is not None:
        for region in ("claim", "immaterial", "opposite"):
            yield f"region: {region}", getattr(claim.regions, region)


def _effect(judgement: Judgement) -> None:
    from commonweal.cli.verdicts import estimate_text

    if judgement.effect is None:
        return
    output.heading("What was found")
    shares = judgement.shares
    rows: list[tuple[str, object]] = [("effect", estimate_text(judgement.effect))]
    if shares is not None:
        rows += [
            (f"share of priors: {name}", getattr(shares, name))
            for name in ("claim", "immaterial", "opposite")
        ]
    if judgement.control is not None:
        rows.append(("with the mechanism off", estimate_text(judgement.control.effect)))
    if judgement.reweighting is not None:
        moved = judgement.reweighting
        rows.append(
            ("reweighted by evidence",
             f"p {output.number_text(moved.p_before, 3)} before, "
             f"{output.number_text(moved.p_after, 3)} after; worth "
             f"{moved.effective_sample_size:.0f} draws")
        )  # fmt: skip
    if judgement.tipping_error is not None:
        rows.append(("error of the effect that would tip it", judgement.tipping_error))
    rows += [("model's own error", judgement.discrepancy), ("holds if", judgement.condition)]
    output.facts(rows)


def _ledgers(judgement: Judgement) -> None:
    from commonweal.cli.ledgers import print_ledger

    for ledger in judgement.ledgers:
        print_ledger(ledger.as_json())


def _readings(judgement: Judgement) -> None:
    if not judgement.readings:
        return
    output.heading("Readings of the figures")
    for reading in judgement.readings:
        output.line(
            f"{reading.name}: {reading.expression} "
            f"{'holds' if reading.holds else 'does not hold'}; left "
            f"{output.interval_text(*reading.left)}, right {output.interval_text(*reading.right)};"
            f" severity {output.number_text(reading.severity, 2)}"
        )
        output.table(
            ("figure", "stated", "taken as", "unit", "why"),
            (
                (f.name, f.stated, output.interval_text(f.low, f.high), f.unit, f.why)
                for f in reading.figures
            ),
        )


def _rows(judgement: Judgement) -> None:
    if judgement.rows is not None:
        output.heading("What the query returned")
        output.table(judgement.rows.columns, judgement.rows.values)


def _hinges(judgement: Judgement) -> None:
    from commonweal.cli.verdicts import amount

    if judgement.hinges:
        output.heading("What it hinges on")
        output.table(
            ("input", "of the variance", "effect at its low, high end", "turns at"),
            (
                (
                    hinge.title,
                    f"{100 * hinge.importance:.0f}%",
                    output.interval_text(hinge.effect_low, hinge.effect_high),
                    ""
                    if hinge.switching_value is None
                    else amount(hinge.switching_value, hinge.unit),
                )
                for hinge in judgement.hinges
            ),
            right=("of the variance",),
        )
    for text in judgement.fails_where:
        output.line(f"Fails where: {text}")


def _alternatives(judgement: Judgement) -> None:
    from commonweal.cli.verdicts import estimate_text

    if not judgement.alternatives:
        return
    output.heading("Alternatives")
    output.table(
        ("alternative", "verdict", "p", "effect", "set aside because"),
        (
            (
                one.name,
                one.verdict,
                one.p,
                "" if one.effect is None else estimate_text(one.effect),
                one.excluded,
            )
            for one in judgement.alternatives
        ),
        right=("p",),
    )


def _evidence(judgement: Judgement) -> None:
    from commonweal.cli.verdicts import estimate_text

    if not judgement.evidence:
        return
    output.heading("Evidence")
    for one in judgement.evidence:
        output.line(f"{one.bears} ({one.used}): {one.finding}")
        if one.published is not None:
            told = f"  published {estimate_text(one.published)}"
            if one.predicted is not None:
                told += f"; the model gives {estimate_text(one.predicted)}"
            output.line(told)
        output.line(f"  {one.cite}", style="dim")


def _origin(judgement: Judgement) -> Iterator[tuple[str, object]]:
    yield "command", judgement.command
    yield "run", judgement.run
    yield "seed", None if judgement.seed is None else str(judgement.seed)
    yield "draws", judgement.draws
    yield "replicates", judgement.replicates
    fixed = judgement.preregistration
    if fixed is not None:
        since = f"registered {fixed.since}" if fixed.since else "never registered"
        changed = "; its terms changed since" if fixed.changed else ""
        yield "terms", f"{fixed.hash} ({since}{changed})"
    if judgement.claim.path is not None:
        yield "file", judgement.claim.path
