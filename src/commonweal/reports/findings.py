"""Sections on what the model found: the effect, which rule did it, hinges, alternatives, control."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from commonweal.reports import charts
from commonweal.reports.blocks import Block, Figure, Items, Paragraph, Section, Table, Terms
from commonweal.reports.marks import Quantity
from commonweal.reports.numbers import (
    MINUS,
    amount,
    axis_words,
    dress,
    estimate,
    exact,
    percent,
    percent_span,
    signed,
)
from commonweal.reports.wording import (
    SYMBOLS,
    capital,
    compared_words,
    comparison_of,
    measure_words,
    priors_words,
    region_words,
)

if TYPE_CHECKING:
    from commonweal.claims.judgement import AlternativeOutcome, Estimate, Hinge, Judgement
    from commonweal.claims.regions import Regions

_POINTS = "percentage points"
"""A unit too long to stand in every cell."""
_CURVE = (
    "How to read it: the curve gives, for every value on the axis below, the share of the "
    "{priors} under which the effect is larger. The dot and line at its foot are the "
    "mean and the central 90%. The outermost half per cent at either end is left out."
)
_HINGES = (
    "Each uncertainty is moved from the low to the high end of the central 90% of its stated "
    "prior, the others standing at their middle; the black line is the mean effect{over}. “Explains” is the share of the "
    "variance of the margin, the effect's distance from the edge of the claim's region. The claim "
    "“turns” where it passes from holding in most draws to failing in most, or back."
)


def is_change(judgement: Judgement) -> bool:
    """Whether the effect is a difference between two arms, and so carries a sign."""
    compared = comparison_of(judgement.claim)
    return compared is not None and compared.kind == "difference"


def quantity_of(judgement: Judgement) -> Quantity:
    """The compared measure, as the axes of the charts name it."""
    compared, words = comparison_of(judgement.claim), measure_words(judgement.claim)
    unit = judgement.effect.unit if judgement.effect else "1"
    if compared is None:
        return Quantity(capital(words), unit)
    arms = f"{compared.arm} {MINUS if compared.kind == 'difference' else '÷'} {compared.base}"
    named = {
        "level": f"{words} under {compared.arm}",
        "rank": f"rank of {compared.arm} by {words}",
    }.get(compared.kind, f"{words}: {arms}")
    return Quantity(capital(named), unit, change=is_change(judgement))


def regions_of(judgement: Judgement) -> Regions | None:
    """The regions of the claim in the unit of its effect; None where there is neither."""
    from commonweal.claims.regions import parse_regions

    if judgement.claim.regions is None or judgement.effect is None:
        return None
    return parse_regions(judgement.claim.regions.model_dump(), judgement.effect.unit)


def source_of(judgement: Judgement) -> str:
    """The line below a chart: which run, how many draws."""
    made = f"Commonweal run {judgement.run}" if judgement.run else "Commonweal"
    return f"Source: {made}{f', {judgement.draws:,} draws' if judgement.draws else ''}"


def tested(judgement: Judgement) -> Section:
    """What is tested, in the model's words, and what would have refuted it."""
    claim = judgement.claim
    blocks: list[Block] = [Paragraph(claim.interpretation)]
    pairs: list[tuple[str, str]] = []
    if (experiment := claim.experiment) is not None:
        pairs.append(
            ("Model", _joined(experiment.institution, experiment.world, experiment.period))
        )
        pairs += [(f"Rulebook ‘{name}’", changes_in_words(changes))
                  for name, changes in experiment.arms.items()]  # fmt: skip
        pairs.append(("Compared", f"{measure_words(claim)}: {compared_words(claim)}"))
    if claim.regions is not None:
        stated = {"The claim holds": claim.regions.claim,
                  "It does not matter": claim.regions.immaterial,
                  "The opposite holds": claim.regions.opposite}  # fmt: skip
        unit = judgement.effect.unit if judgement.effect else "1"
        pairs += [(name, region_words(region, unit, change=is_change(judgement)))
                  for name, region in stated.items() if region]  # fmt: skip
    if pairs:
        blocks.append(Terms(tuple(pairs)))
    return Section("What was tested", tuple(blocks))


def effect(judgement: Judgement) -> Section | None:
    """P(effect > v) for every v, with the regions shaded."""
    if not judgement.exceedance:
        return None
    quantity = quantity_of(judgement)
    chart = charts.exceedance_chart(
        judgement.exceedance, quantity, regions=regions_of(judgement), shares=judgement.shares,
        effect=judgement.effect, source=source_of(judgement), priors=priors_words(judgement),
    )  # fmt: skip
    caption = _CURVE.format(priors=priors_words(judgement)) + _without_model_error(judgement)
    return Section("How large the effect is", (Figure(chart, caption),))


def _without_model_error(judgement: Judgement) -> str:
    """A sentence where p counts an error in that the curve does not show; otherwise nothing."""
    if not judgement.discrepancy:
        return ""
    return " The model's own error, which p and the shares of the regions count in, is not in them."


def attribution(judgement: Judgement) -> Section | None:
    """Which rule did it: the effect divided among the levers that differ."""
    found = judgement.attribution
    if found is None:
        return None
    rows = tuple(
        (
            f"{part.title} ({part.lever})" if part.title else part.lever,
            estimate(part.mean, part.low, part.high, found.unit, change=True),
            amount(part.error, found.unit, change=True).removeprefix("+") if part.error else "",
        )
        for part in found.parts
    )
    whole = ("All of them", amount(found.whole, found.unit, change=True), "")
    heads = ("Rule", "Its part (central 90%)", "Error of sampling orders")
    caption = f"{capital(found.measure.replace('_', ' '))}: ‘{found.arm}’ against ‘{found.base}’"
    table = without_empty(Table(caption, heads, (*rows, whole), frozenset({1, 2})))
    note = "Shapley values: each rule's mean contribution over every order of introducing them; the parts sum to the whole."  # fmt: skip
    return Section("Which rule did it", (table, Paragraph(note, quiet=True)))


def hinges(judgement: Judgement) -> Section | None:
    """What the answer hinges on, with the values at which it turns."""
    if judgement.claim.kind != "counterfactual":
        return None
    heading = "What the answer hinges on"
    if not judgement.hinges:
        return Section(heading, (Paragraph("No uncertainty of the model moves this answer."),))
    quantity = quantity_of(judgement)
    chart = charts.hinge_chart(
        judgement.hinges, quantity, effect=judgement.effect, regions=regions_of(judgement),
        source=source_of(judgement),
    )  # fmt: skip
    rows = tuple(
        (
            f"{hinge.title} ({hinge.name})" if hinge.title else hinge.name,
            percent(hinge.importance),
            *_hinge_ends(hinge, quantity),
            "nowhere in its range" if hinge.switching_value is None
            else amount(hinge.switching_value, hinge.unit),
        )
        for hinge in sorted(judgement.hinges, key=lambda hinge: -hinge.importance)
    )  # fmt: skip
    heads = ("Uncertainty", "Explains", "Effect at its low end", "Effect at its high end",
             "Claim turns at")  # fmt: skip
    unit = axis_words(quantity.unit, change=quantity.change)
    caption = f"Hinges, the most important first{f'; effects in {unit}' if unit == _POINTS else ''}"
    table = Table(caption, heads, rows, frozenset({1, 2, 3, 4}))
    over = f" over the {priors_words(judgement)}" if judgement.reweighting else ""
    return Section(heading, (Figure(chart, _HINGES.format(over=over)), table))


def fails_where(judgement: Judgement) -> Section | None:
    """The part of the priors in which the claim does not hold."""
    if judgement.claim.kind != "counterfactual":
        return None
    blocks: Block = Items(tuple(map(capital, judgement.fails_where)))
    if not judgement.fails_where:
        blocks = Paragraph("No part of the stated priors was found that marks where it fails.")
    return Section("Where the claim fails", (blocks,))


def alternatives(judgement: Judgement) -> Section | None:
    """The verdict under each other defensible choice."""
    if judgement.claim.kind in ("record", "forecast"):
        return None
    heading = "Under other choices"
    if not judgement.alternatives:
        return Section(heading, (Paragraph("The claim states no alternative."),))
    caption = f"The verdict under each alternative; as stated it is ‘{judgement.verdict}’"
    rows = tuple(_alternative_row(other, judgement) for other in judgement.alternatives)
    heads: tuple[str, ...] = ("Alternative", "Verdict", "Share of the priors (interval)", "Effect", "Set aside because")  # fmt: skip
    table = without_empty(Table(caption, heads, rows, frozenset({2, 3})))
    return Section(heading, (table,))


def control(judgement: Judgement) -> Section | None:
    """The same comparison with the mechanism switched off."""
    off = judgement.control
    if off is None:
        if judgement.claim.kind != "counterfactual":
            return None
        text = "The claim states no control: nothing switches the mechanism off."
        return Section("With the mechanism switched off", (Paragraph(text),))
    found = _estimate(off.effect, change=is_change(judgement))
    said = f"With {changes_in_words(off.changes)} in every rulebook, the effect is {found}."
    if off.shares is not None:
        said += (
            f" {percent(off.shares.claim)} of the {priors_words(judgement)} then lie in the "
            "claim's region."
        )
    note = "An effect that remains here has another cause than the mechanism of the claim."
    return Section(
        "With the mechanism switched off", (Paragraph(said), Paragraph(note, quiet=True))
    )


def changes_in_words(changes: Mapping[str, Any]) -> str:
    """Changed levers in words: ``guarantee_weeks = 8; share = 0.6``."""
    if not changes:
        return "the rules in force, unchanged"
    return "; ".join(f"{name} = {_lever_value(value)}" for name, value in changes.items())


def _hinge_ends(hinge: Hinge, quantity: Quantity) -> tuple[str, str]:
    """The effect at both ends of an uncertainty, to the same digit; points stand in the caption."""
    like = max(abs(hinge.effect_low), abs(hinge.effect_high))
    ends = (hinge.effect_low, hinge.effect_high)
    if axis_words(quantity.unit, change=quantity.change) == _POINTS:
        factor = dress(quantity.unit, change=quantity.change)[0]
        low, high = (signed(factor * end, like=factor * like) for end in ends)
    else:
        low, high = (quantity.text(end, like=like) for end in ends)
    return low, high


def _lever_value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_lever_value(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_lever_value, value))}]"
    return exact(value)


def _alternative_row(other: AlternativeOutcome, judgement: Judgement) -> tuple[str, ...]:
    p = ""
    if other.p is not None and judgement.claim.kind == "counterfactual":
        p = percent(other.p)
        if other.interval is not None and other.interval[0] != other.interval[1]:
            p += f" ({percent_span(*other.interval)})"
    return (
        other.name,
        f"{SYMBOLS[other.verdict]}\u00a0{other.verdict}",
        p,
        _estimate(other.effect, change=is_change(judgement)) if other.effect else "",
        other.excluded,
    )


def _estimate(found: Estimate, *, change: bool) -> str:
    return estimate(found.mean, found.low, found.high, found.unit, change=change)


def without_empty(table: Table) -> Table:
    """The table without the columns in which nothing stands, but for the first two."""
    kept = [at for at in range(len(table.heads)) if at < 2 or any(row[at] for row in table.rows)]
    return Table(
        table.caption,
        tuple(table.heads[at] for at in kept),
        tuple(tuple(row[at] or "–" for at in kept) for row in table.rows),
        frozenset(new for new, old in enumerate(kept) if old in table.numeric),
        tuple(kept.index(old) for old in table.spare if old in kept),
    )


def _joined(*parts: str) -> str:
    return ", ".join(re.sub(r"\s+", " ", part) for part in parts if part)
