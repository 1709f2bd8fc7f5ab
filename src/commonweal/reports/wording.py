"""Verdicts in sentences that a person who never saw a model can read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from commonweal.reports.numbers import (
    MINUS,
    amount,
    dress,
    estimate,
    number,
    percent,
    percent_span,
    span,
)

if TYPE_CHECKING:
    from commonweal.claims.comparison import Comparison
    from commonweal.claims.judgement import Judgement
    from commonweal.claims.schema import Claim

SYMBOLS: Mapping[str, str] = {
    "supported": "✓", "contradicted": "✗", "immaterial": "≈", "undecided": "?",
    "consistent": "=", "inconsistent": "≠", "recorded": "–",
}  # fmt: skip
"""A sign beside each verdict, so that it does not rest on colour."""

MEANINGS: Mapping[str, str] = {
    "supported": "at least 95% of the priors put the result where the claim says",
    "contradicted": "at least 95% put it where the claim's opposite lies",
    "immaterial": "at least 95% give an effect too small to matter, by the claim's own terms",
    "undecided": "no answer reaches 95%: the reason is given",
    "consistent": "the stated figures can all be right at once",
    "inconsistent": "the stated figures cannot all be right at once",
    "recorded": "kept with the reason why it is not modelled; nothing is judged",
}

_QUALIFIERS: Mapping[str, str] = {
    "by construction": "The mechanism can hardly give another sign anywhere in the central 90% "
    "of its priors: within this model the result is an identity, not a discovery.",
    "depends on": "Another defensible choice turns the verdict round, so that no verdict "
    "holds without naming the condition.",
    "fragile": "Another defensible choice weakens this verdict.",
    "contested": "Published evidence that the model was not fitted to disagrees; both are shown.",
    "mixed sources": "The stated figures come from different bases and may not describe the "
    "same thing.",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_OF_MODEL: Mapping[str, str] = {
    "supported": "In this model, the claim holds",
    "contradicted": "In this model, the opposite of the claim holds",
    "immaterial": "In this model, the effect is too small to matter by the claim's own terms",
    "undecided": "This model cannot decide the claim",
}
_COMPARISONS = (
    (">=", "at least"), ("≥", "at least"), ("<=", "at most"), ("≤", "at most"),
    (">", "more than"), ("<", "less than"), ("=", "exactly"), ("..", " to"),
)  # fmt: skip
KINDS: Mapping[str, str] = {
    "counterfactual": "a model run with and without the rule", "data": "a query of tables",
    "consistency": "arithmetic of the stated figures", "forecast": "a published outcome",
    "record": "kept, not modelled",
}  # fmt: skip


def qualifier_meanings(judgement: Judgement) -> tuple[tuple[str, str], ...]:
    """What the qualifiers of a judgement mean, each kind once, with its condition if it has one."""
    held = [
        (key, text)
        for key, text in _QUALIFIERS.items()
        if any(qualifier.startswith(key) for qualifier in judgement.qualifiers)
    ]
    condition = f" {judgement.condition}".rstrip()
    return tuple(
        (key, text + condition if key == "by construction" else text) for key, text in held
    )


def short_qualifier(qualifier: str) -> str:
    """A qualifier without the list of sources that it may end with.

    >>> short_qualifier("mixed sources: the study; the census"), short_qualifier("depends on x")
    ('mixed sources', 'depends on x')
    """
    return "mixed sources" if qualifier.startswith("mixed sources") else qualifier


def verdict_sentence(judgement: Judgement) -> str:
    """The verdict in one plain sentence, with what was found."""
    if judgement.claim.kind == "counterfactual":
        found = effect_phrase(judgement)
        said = _OF_MODEL.get(judgement.verdict, "This model does not judge the claim")
        return f"{said}: {found}." if found else f"{said}."
    if judgement.claim.kind == "consistency":
        return _of_figures(judgement)
    if judgement.verdict == "recorded":
        return "Recorded, not judged: Commonweal models nothing that could decide this."
    return _of_found_value(judgement)


def priors_words(judgement: Judgement) -> str:
    """What the draws stand for: the priors as stated, or as published evidence weighs them."""
    return "stated priors" if judgement.reweighting is None else "weighted priors"


def effect_phrase(judgement: Judgement) -> str:
    """What the model gives for the compared measure, with its interval; empty without one."""
    effect, compared = judgement.effect, comparison_of(judgement.claim)
    if effect is None or compared is None:
        return ""
    what, arm, base = measure_words(judgement.claim, quoted=True), compared.arm, compared.base
    change = compared.kind == "difference"
    between = (
        f"{span(effect.low, effect.high, effect.unit, change=change)} over 90% of the "
        f"{priors_words(judgement)}"
    )
    over = f" ({between})" if effect.low != effect.high else ""
    size = amount(effect.mean, effect.unit)
    if compared.kind == "ratio":
        return f"{what} under ‘{arm}’ is {size} times that under ‘{base}’{over}"
    if compared.kind == "rank":
        return f"‘{arm}’ ranks {size} on average among the rulebooks by {what}{over}"
    if not change:
        return f"{what} under ‘{arm}’ is {size}{over}"
    like = max(abs(effect.low), abs(effect.high))
    size = amount(abs(effect.mean), effect.unit, change=True, like=like).removeprefix("+")
    signed = f" (difference: {between})" if over else ""
    if number(effect.mean, like=like) == "0":
        about = "" if effect.mean == 0 else "about "
        return f"{what} is {about}the same under ‘{arm}’ and ‘{base}’{signed}"
    way = "higher" if effect.mean > 0 else "lower"
    return f"{what} is {size} {way} under ‘{arm}’ than under ‘{base}’{signed}"


def region_words(text: str, unit: str = "1", *, change: bool = False) -> str:
    """A region as one would say it: ``more than 1 week``, ``−1 to 1 week``.

    Bare numbers of a ``unit`` of shares are told as effects are: in per cent, or in points where
    the effect is a ``change``.

    >>> region_words("< -1 or > 1 week"), region_words("-1 .. 1 week")
    ('less than −1 or more than 1 week', '−1 to 1 week')
    >>> region_words("> 0.02", "share", change=True), region_words(".5 .. 1", "share")
    ('more than 2 percentage points', '50 to 100%')
    """
    said = text
    for sign, words in _COMPARISONS:
        said = said.replace(sign, f"{words} ")
    if unit == "share" and not re.search(r"[a-z%]", text.replace(" or ", " "), re.IGNORECASE):
        factor, _, words = dress(unit, change=change)
        said = re.sub(r"\d*\.?\d+", lambda found: f"{float(found[0]) * factor:g}", said)
        said = f"{said.strip()}{'' if words == '%' else ' '}{words}"
    said = re.sub(r"-(?=[\d.])", MINUS, said)
    return re.sub(r"\s+", " ", said).strip()


def compared_words(claim: Claim) -> str:
    """What is compared, with a true minus sign: ``guarantee − first-come``."""
    return (claim.compare or "").replace(" - ", f" {MINUS} ")


def measure_words(claim: Claim, *, quoted: bool = False) -> str:
    """The measure of a claim by its title: ``Mean wait until treatment (others, week 26)``.

    ``quoted`` sets the title apart from the sentence in which it stands.
    """
    if claim.measure is None:
        return "Value"
    details = [*claim.measure.where.values(), *([claim.measure.at] if claim.measure.at else [])]
    title = _measure_title(claim, claim.measure.name)
    said = f"“{title}”" if quoted else title
    return f"{said} ({', '.join(details)})" if details else said


def _measure_title(claim: Claim, name: str) -> str:
    """The measure's title where its institution is known, else its name."""
    from commonweal.institutions import registry

    experiment = claim.experiment
    if experiment is not None and experiment.institution in registry.names():
        measures = registry.find(experiment.institution).measures
        if name in measures:
            return measures[name].title
    return capital(name.replace("_", " "))


def comparison_of(claim: Claim) -> Comparison | None:
    """What the claim compares, None for a kind without arms."""
    from commonweal.claims.comparison import parse_comparison

    if claim.experiment is None or not claim.compare:
        return None
    return parse_comparison(claim.compare, claim.experiment.arms)


def p_text(judgement: Judgement) -> str:
    """p, or a dash where no prior was drawn."""
    if judgement.p is None or judgement.claim.kind != "counterfactual":
        return "–"
    return percent(judgement.p)


def interval_text(judgement: Judgement) -> str:
    """The interval of p; empty where p is exact or absent."""
    ends = judgement.interval
    if p_text(judgement) == "–" or ends is None or ends[0] == ends[1]:
        return ""
    return percent_span(*ends)


def found_text(judgement: Judgement) -> str:
    """The value that the tables or the published outcome give; empty for any other kind."""
    effect = judgement.effect
    if effect is None or judgement.claim.kind not in ("data", "forecast"):
        return ""
    return amount(effect.mean, effect.unit)


def source_line(claim: Claim) -> str:
    """Author, title, publisher, date: where the claim was made."""
    source = claim.source
    return f"{source.author}, “{source.title}”, {source.publisher}, {long_date(source.published)}"


def capital(text: str) -> str:
    """A text with its first letter as a sentence begins."""
    return text[:1].upper() + text[1:]


def long_date(day: str) -> str:
    """An ISO date as it is read aloud.

    >>> long_date("2011-02-28"), long_date("2011-02"), long_date("2011")
    ('28 February 2011', 'February 2011', '2011')
    """
    year, *rest = str(day).split("-")
    month = f"{_MONTHS[int(rest[0]) - 1]} " if rest else ""
    date = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{date}{month}{year}"


def _of_figures(judgement: Judgement) -> str:
    holds = {reading.name: reading.holds for reading in judgement.readings}
    if judgement.verdict == "consistent":
        if holds.get("strict") is False:
            return "Only when the hedges are read loosely can the stated figures all be right."
        return "The stated figures can all be right at once."
    if judgement.verdict == "inconsistent":
        read = ", even when the hedges are read loosely" if holds.get("loose") is False else ""
        return f"The stated figures cannot all be right at once{read}."
    return "The arithmetic of the stated figures does not settle the claim."


def _of_found_value(judgement: Judgement) -> str:
    forecast, effect = judgement.claim.kind == "forecast", judgement.effect
    if effect is None:
        return "The outcome is not published yet." if forecast else "The tables give no value."
    value = estimate(effect.mean, effect.low, effect.high, effect.unit)
    found = f"{'The published outcome is' if forecast else 'The tables give'} {value}"
    regions = judgement.claim.regions
    if regions is None:
        return f"{found}."
    holds = region_words(regions.claim, effect.unit)
    said = {
        "supported": f"as the claim says ({holds})",
        "contradicted": f"where the claim needs {holds}",
        "immaterial": f"where the claim needs {holds}, but that is too small to matter by its "
        "own terms",
    }.get(judgement.verdict, f"where the claim needs {holds}, and that settles it neither way")
    return f"{found}, {said}."
