"""Sections on what a verdict rests on: figures, tables, evidence, gaps, registration, disputes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

import commonweal
from commonweal.reports.blocks import Block, Code, Items, Paragraph, Section, Table, Terms
from commonweal.reports.findings import is_change
from commonweal.reports.numbers import amount, estimate, exact, exact_span, number, percent
from commonweal.reports.wording import long_date, region_words, source_line

if TYPE_CHECKING:
    from commonweal.claims.judgement import (
        Estimate,
        EvidenceOutcome,
        FigureReading,
        Hinge,
        Judgement,
        Reading,
    )
    from commonweal.claims.schema import Claim

_MOST_ROWS = 40
_FIRST_DAY = 600_000
"""Day numbers of the calendar lie above this (the year 1643); lengths of time in days below."""
_BEARING = {"for": "for the claim", "against": "against the claim", "neither": "neither way"}
_USE = {
    "reweighted": "moved the verdict",
    "held out": "held out: not used to fit or weight",
    "shown": "shown only",
}


def readings(judgement: Judgement) -> Section | None:
    """The stated figures under a strict and a loose reading of their hedges."""
    if not judgement.readings:
        return None
    blocks: list[Block] = []
    if judgement.claim.expression:
        blocks.append(Code(judgement.claim.expression, "What must hold between the figures"))
    blocks.append(_figures_table(judgement.readings))
    blocks += map(Paragraph, _readings_in_words(judgement.readings))
    return Section("The stated figures, read strictly and loosely", tuple(blocks))


def tables(judgement: Judgement) -> Section | None:
    """What the query of a data claim returned, and the query."""
    rows = judgement.rows
    query = judgement.claim.query
    if query is None and judgement.claim.resolution is not None:
        query = judgement.claim.resolution.query
    if rows is None and query is None:
        return None
    blocks: list[Block] = []
    if rows is not None:
        shown = tuple(tuple(exact(cell) for cell in row) for row in rows.values[:_MOST_ROWS])
        numeric = frozenset(
            at for at in range(1, len(rows.columns))
            if all(isinstance(row[at], int | float) for row in rows.values)
        )  # fmt: skip
        heads = tuple(name.replace("_", " ") for name in rows.columns)
        blocks.append(Table("What the query returns", heads, shown, numeric))
        if len(rows.values) > _MOST_ROWS:
            more = len(rows.values) - _MOST_ROWS
            blocks.append(Paragraph(f"{more} further rows stand in the output of --json."))
    if query is not None:
        blocks.append(Code(query.strip(), "The query (SQL)"))
    if judgement.sources:
        blocks += [Paragraph("Read from:", quiet=True), Items(judgement.sources)]
    return Section("What the tables say", tuple(blocks))


def outcome(judgement: Judgement) -> Section | None:
    """The published outcome that resolves a forecast."""
    resolution = judgement.claim.resolution
    if resolution is None:
        return None
    pairs = [("Known from", long_date(resolution.date.isoformat()))]
    if resolution.value is not None:
        pairs.insert(0, ("Published outcome", amount(resolution.value, resolution.unit)))
    pairs.append(("Source", resolution.source.cite()))
    return Section("How the forecast came out", (Terms(tuple(pairs)),))


def evidence(judgement: Judgement) -> Section:
    """Published findings for and against, how they moved p, and what would tip the verdict."""
    blocks: list[Block] = []
    if judgement.evidence:
        rows = tuple(_evidence_row(item, judgement) for item in judgement.evidence)
        heads = ("Finding (source)", "Published", "In this model", "Points", "Use")
        blocks.append(Table("Published evidence; intervals are 90%", heads, rows, frozenset()))
    else:
        blocks.append(Paragraph("No published evidence is bound to this claim."))
    if (moved := judgement.reweighting) is not None:
        blocks.append(Paragraph(
            f"Weighting the draws by this evidence moves the share of the priors in the "
            f"claim's region from {percent(moved.p_before)} to {percent(moved.p_after)}; the "
            f"weighted draws are worth {number(moved.effective_sample_size)} equal ones."
        ))  # fmt: skip
    if judgement.discrepancy and judgement.effect is not None:
        own = _size(judgement.discrepancy, judgement)
        blocks.append(Paragraph(
            f"The model's own error, fitted on published effects, is {own} (standard deviation); "
            "p counts it in, the interval of the effect does not."
        ))  # fmt: skip
    if judgement.tipping_error is not None and judgement.effect is not None:
        error = _size(judgement.tipping_error, judgement)
        blocks.append(Paragraph(
            "The model's own error is not among the priors. If it misstates the effect by more "
            f"than {error}, the verdict tips."
        ))  # fmt: skip
    return Section("Evidence for and against", tuple(blocks))


def left_out(judgement: Judgement) -> Section:
    """What the model or the arithmetic leaves out."""
    said = judgement.left_out or "The claim's author names nothing that is left out."
    return Section("What is left out", (Paragraph(said),))


def disagree(judgement: Judgement) -> Section:
    """What to change, and the commands to run, for a reader who sees it otherwise."""
    claim = judgement.claim
    row = claim.id.partition("-")[0]
    mine = f"my-{row if any(map(str.isdigit, row)) else 'claim'}"
    original = _name_of(claim)
    blocks: list[Block] = [
        Code(f"commonweal new claim {mine} --from {original}", f"Copy the claim into {mine}.yaml"),
        Items(tuple(_doubts(judgement)), ordered=False),
    ]
    if (example := _prior_to_change(judgement)) is not None:
        blocks.append(example)
    verdict = f"commonweal check {mine}.yaml\ncommonweal show {mine}.yaml"
    blocks.append(Code(verdict, "Then judge your version, and see what stands behind it"))
    return Section("How to disagree with this", tuple(blocks))


def _name_of(claim: Claim) -> str:
    """What the command line knows the claim by: its id where it is shipped, else its file."""
    return claim.id if "commonweal/library" in file_of(claim) else file_of(claim)


def _doubts(judgement: Judgement) -> Iterable[str]:
    """One sentence for each thing that a reader may doubt, and where it is changed."""
    claim = judgement.claim
    if claim.experiment is not None:
        institution = claim.experiment.institution
        levers = sorted({name for changes in claim.experiment.arms.values() for name in changes})
        if levers:
            yield (
                f"Doubt a rulebook? Change {_listed(levers)} under ‘arms’; what there is to set "
                f"says: commonweal list levers {institution}"
            )
        yield _doubt_a_prior(judgement)
    if claim.query is not None:
        yield "Doubt the definition? Change the SQL under ‘query’."
    if claim.figures:
        yield f"Doubt how a figure is read? Change its hedge or base: {_listed(claim.figures)}."
    if claim.regions is not None:
        unit = judgement.effect.unit if judgement.effect else "1"
        holds = region_words(claim.regions.claim, unit, change=is_change(judgement))
        yield (
            f"Doubt the threshold? The claim holds here where the result is {holds}: change "
            "‘regions’, before you run it."
        )
    if claim.kind == "record":
        yield "Know a mechanism or a table that decides it? Change ‘kind’ and state them."
    yield "Whatever you change, say why in the first lines of the file."


def provenance(judgement: Judgement) -> Section:
    """Run, registration, the command that reproduces it, and the line to cite."""
    pairs: list[tuple[str, str]] = []
    if judgement.run:
        pairs.append(("Run", judgement.run))
    if judgement.draws:
        luck = f" × {judgement.replicates} replicates" if judgement.replicates else ""
        pairs.append(("Draws", f"{judgement.draws:,}{luck}, seed {judgement.seed}"))
    if (fixed := judgement.preregistration) is not None:
        since = f" since {long_date(fixed.since)}" if fixed.since else ", never registered before"
        pairs.append(("Regions and priors", f"fixed as {fixed.hash}{since}"))
        changed = "yes: read the verdict with that in mind" if fixed.changed else "no"
        pairs.append(("Changed after the first run", changed))
        earlier = "Earlier terms" if fixed.changed else "Earlier entry, of fewer terms"
        pairs += [(earlier, f"{held} ({long_date(day)})") for day, held in fixed.history
                  if held != fixed.hash]  # fmt: skip
        pairs += [("What to know of it", note) for note in fixed.notes]
    pairs.append(("Claim file", file_of(judgement.claim)))
    pairs.append(("Cite as", citation(judgement)))
    blocks: list[Block] = [Terms(tuple(pairs))]
    if judgement.command:
        blocks.append(Code(judgement.command, "The command that reproduces it"))
    return Section("Run, registration, citation", tuple(blocks))


def citation(judgement: Judgement) -> str:
    """One line to cite a verdict by."""
    run = f" Run {judgement.run}." if judgement.run else ""
    words = ", ".join((judgement.verdict, *judgement.qualifiers))
    return (
        f"Commonweal {commonweal.__version__}, claim {judgement.id}: {words}.{run} "
        f"On: {source_line(judgement.claim)}."
    )


def file_of(claim: Claim) -> str:
    """The claim's file, from the package for a shipped one, and never an absolute path."""
    if claim.path is None:
        return f"{claim.id}.yaml"
    parts = claim.path.parts
    for at in range(len(parts) - 1):
        if parts[at : at + 2] == ("commonweal", "library"):
            return "/".join(parts[at:])
    return claim.path.name


def _size(error: float, judgement: Judgement) -> str:
    """An error of the effect, without a sign, in its unit."""
    unit = judgement.effect.unit if judgement.effect else "1"
    return amount(abs(error), unit, change=is_change(judgement)).removeprefix("+")


def _doubt_a_prior(judgement: Judgement) -> str:
    experiment = judgement.claim.experiment
    if not judgement.hinges or experiment is None:
        return "Doubt an input? Add its own range under ‘experiment: priors’."
    first = _main_hinge(judgement)
    turning = ""
    if first.switching_value is not None:
        turning = f" The answer turns near {number(first.switching_value)} ({first.unit})."
    return (
        f"Doubt a range? Give {first.name}, or another uncertainty, your own under ‘experiment: "
        f"priors’.{turning} What it rests on: commonweal explain "
        f"{experiment.institution}.{first.name}"
    )


def _prior_to_change(judgement: Judgement) -> Code | None:
    """The prior of the main hinge as it stands, in the lines in which it can be changed."""
    from commonweal.institutions import registry

    experiment = judgement.claim.experiment
    if experiment is None or not judgement.hinges:
        return None
    name = _main_hinge(judgement).name
    prior = experiment.priors.get(name)
    if prior is None and experiment.institution in registry.names():
        known = registry.find(experiment.institution).uncertainties
        prior = known[name].prior if name in known else None
    if prior is None:
        return None
    values = ", ".join(f"{k}: {_yaml(v)}" for k, v in prior.model_dump(exclude_none=True).items())
    text = f"experiment:\n  priors:\n    {name}: {{{values}}}"
    return Code(
        text, "A range as it stands; put ‘priors’ below what ‘experiment’ has, and change it"
    )


def _main_hinge(judgement: Judgement) -> Hinge:
    return max(judgement.hinges, key=lambda hinge: hinge.importance)


def _yaml(value: object) -> str:
    """A number or a list of numbers as YAML, which reads what Python writes of them."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    # never with an exponent, which YAML reads as a word
    return format(Decimal(f"{value:.6g}"), "f") if isinstance(value, float) else str(value)


def _figures_table(readings: tuple[Reading, ...]) -> Table:
    """Each stated figure with the interval that every reading takes it for."""
    heads = ("Figure", "Stated", *(f"Read {reading.name}ly" for reading in readings), "Base", "Why")
    rows = tuple(
        (same[0].name.replace("_", " "), same[0].stated,
         *(exact_span(item.low, item.high, item.unit) for item in same),
         same[0].base or "–", same[0].why or "–")
        for same in zip(*(reading.figures for reading in readings), strict=True)
    )  # fmt: skip
    return Table("The figures and what their hedges allow", heads, rows)


def _readings_in_words(readings: tuple[Reading, ...]) -> list[str]:
    """Each reading in a sentence, or one for all where they come to the same."""
    said = [_reading_words(reading) for reading in readings]
    if len(set(said)) == 1:
        return [f"Read {' or '.join(f'{reading.name}ly' for reading in readings)}, {said[0]}"]
    return [
        f"Read {reading.name}ly, {words}" for reading, words in zip(readings, said, strict=True)
    ]


def _reading_words(reading: Reading) -> str:
    left, right = (_side(side, reading.figures) for side in (reading.left, reading.right))
    verdict = "the figures agree" if reading.holds else "the figures cannot agree"
    said = (
        f"{verdict}: in ‘{reading.expression}’ the left side is {left}, the "
        f"right side {right}. Other values would have been found out in {percent(reading.severity)} "
        "of trials"
    )
    passed = "; ".join(
        f"{percent(share)} of other values of {name.replace('_', ' ')} pass"
        for name, share in reading.passed_share.items()
    )
    return f"{said} ({passed})." if passed else f"{said}."


def _side(ends: tuple[float, float], figures: tuple[FigureReading, ...]) -> str:
    """One side of the expression; a comparison of dates compares day numbers."""
    if not all(math.isfinite(end) for end in ends):
        return f"{number(ends[0])} to {number(ends[1])}"
    days = any(item.unit == "date" for item in figures) and min(ends) > _FIRST_DAY
    return exact_span(*ends, "date" if days else "1")


def _evidence_row(item: EvidenceOutcome, judgement: Judgement) -> tuple[str, ...]:
    def told(found: Estimate | None) -> str:
        if found is None:
            return "–"
        change = is_change(judgement) and found.unit != "1"
        return estimate(found.mean, found.low, found.high, found.unit, change=change)

    return (f"{item.finding} ({item.cite})", told(item.published), told(item.predicted),
            _BEARING[item.bears], _USE[item.used])  # fmt: skip


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"
