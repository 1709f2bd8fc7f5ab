"""Verdicts in sentences that a person who never saw a model can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from commonweal.reports.numbers import amount, percent, percent_span, span

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
    "supported": "at least 95% of the stated priors put the result where the claim says",
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
KINDS: Mapping[str, str] = {
    "counterfactual": "a model run with and without the rule", "data": "a query of tables",
    "consistency": "arithmetic of the stated figures", "forecast": "a published outcome",
    "record": "kept, not modelled",
}  # fmt: skip


def qualifier_meaning(qualifier: str) -> str:
    """What a qualifier means, empty for one that explains itself."""
    return next((text for key, text in _QUALIFIERS.items() if qualifier.startswith(key)), "")


def verdict_sentence(judgement: Judgement) -> str:
    """The verdict in one plain sentence."""
    if judgement.claim.kind == "counterfactual":
        return _of_model(judgement)
    if judgement.claim.kind == "consistency":
        return _of_figures(judgement)
    if judgement.verdict == "recorded":
        return "Recorded, not judged: Commonweal models nothing that could decide this."
    return _of_found_value(judgement)


def effect_sentence(judgement: Judgement) -> str:
    """What the model gives for the compared measure, with its interval; empty without one."""
    effect, compared = judgement.effect, comparison_of(judgement.claim)
    if effect is None or compared is None:
        return ""
    what = measure_words(judgement.claim)
    change = compared.kind == "difference"
    spread = span(effect.low, effect.high, effect.unit, change=change)
    over = (
        f" (between {spread.replace(' to ', ' and ', 1)} over 90% of the stated priors)"
        if effect.low != effect.high
        else ""
    )
    if compared.kind == "ratio":
        times = amount(effect.mean, effect.unit)
        return f"In this model, the {what} under ‘{compared.arm}’ is {times} times that under ‘{compared.base}’{over}."  # fmt: skip
    if compared.kind == "rank":
        rank = amount(effect.mean, effect.unit)
        return f"In this model, ‘{compared.arm}’ ranks {rank} on average among the arms by {what}{over}."  # fmt: skip
    if not change:
        return f"In this model, the {what} under ‘{compared.arm}’ is {amount(effect.mean, effect.unit)}{over}."  # fmt: skip
    size = amount(abs(effect.mean), effect.unit, change=True).removeprefix("+")
    way = "higher" if effect.mean > 0 else "lower"
    if size.startswith("0") and effect.mean == 0:
        return f"In this model, the {what} is the same under ‘{compared.arm}’ and ‘{compared.base}’{over}."  # fmt: skip
    signed = over.replace("(between", "(the difference lies between")
    return f"In this model, the {what} is {size} {way} under ‘{compared.arm}’ than under ‘{compared.base}’{signed}."  # fmt: skip


def measure_words(claim: Claim) -> str:
    """The measure of a claim in words: ``mean wait (others, week 26)``."""
    if claim.measure is None:
        return "value"
    details = [*claim.measure.where.values(), *([claim.measure.at] if claim.measure.at else [])]
    name = claim.measure.name.replace("_", " ")
    return f"{name} ({', '.join(details)})" if details else name


def comparison_of(claim: Claim) -> Comparison | None:
    """What the claim compares, None for a kind without arms."""
    from commonweal.claims.comparison import parse_comparison

    if claim.experiment is None or not claim.compare:
        return None
    return parse_comparison(claim.compare, claim.experiment.arms)


def p_text(judgement: Judgement) -> str:
    """p with its interval, or a dash where no prior was drawn."""
    if judgement.p is None or judgement.claim.kind != "counterfactual":
        return "–"
    if judgement.interval is None or judgement.interval[0] == judgement.interval[1]:
        return percent(judgement.p)
    return f"{percent(judgement.p)} ({percent_span(*judgement.interval)})"


def source_line(claim: Claim) -> str:
    """Author, title, publisher, date: where the claim was made."""
    source = claim.source
    return f"{source.author}, “{source.title}”, {source.publisher}, {long_date(source.published)}"


def long_date(day: str) -> str:
    """An ISO date as it is read aloud.

    >>> long_date("2011-02-28"), long_date("2011-02"), long_date("2011")
    ('28 February 2011', 'February 2011', '2011')
    """
    year, *rest = str(day).split("-")
    month = f"{_MONTHS[int(rest[0]) - 1]} " if rest else ""
    date = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{date}{month}{year}"


def _of_model(judgement: Judgement) -> str:
    shares = judgement.shares
    exact = judgement.interval is not None and judgement.interval[0] == judgement.interval[1]
    held = {"supported": (shares.claim, "where the claim puts it"),
            "contradicted": (shares.opposite, "on the side opposite to the claim"),
            "immaterial": (shares.immaterial, "in the range too small to matter")} if shares else {}  # fmt: skip
    if judgement.verdict in held:
        share, where = held[judgement.verdict]
        if exact:
            return (
                f"{judgement.verdict.capitalize()}: in this model, with nothing left uncertain, "
                f"the effect lies {where}."
            )
        return (
            f"{judgement.verdict.capitalize()}: in this model, the effect lies {where} under "
            f"{percent(share)} of the stated priors."
        )
    if judgement.verdict == "undecided" and shares:
        return (
            f"Undecided: in this model, {percent(shares.claim)} of the stated priors put the "
            f"effect where the claim does, {percent(shares.opposite)} on the opposite side."
        )
    return f"{judgement.verdict.capitalize()} in this model."


def _of_figures(judgement: Judgement) -> str:
    holds = {reading.name: reading.holds for reading in judgement.readings}
    if judgement.verdict == "consistent":
        if holds.get("strict") is False:
            return "Consistent, but only when the hedges are read loosely: the stated figures can then all be right."  # fmt: skip
        return "Consistent: the stated figures can all be right at once."
    if judgement.verdict == "inconsistent":
        read = ", even when the hedges are read loosely" if holds.get("loose") is False else ""
        return f"Inconsistent: the stated figures cannot all be right at once{read}."
    return f"{judgement.verdict.capitalize()}: the arithmetic of the figures does not settle it."


def _of_found_value(judgement: Judgement) -> str:
    origin = "the published outcome" if judgement.claim.kind == "forecast" else "the tables"
    verdict = judgement.verdict.capitalize()
    effect = judgement.effect
    if effect is None:
        return f"{verdict}: judged by {origin}."
    value = amount(effect.mean, effect.unit)
    if effect.low != effect.high:
        value += f" ({span(effect.low, effect.high, effect.unit)})"
    where = {
        "supported": "which lies where the claim puts it",
        "contradicted": "which lies where the claim's opposite does",
        "immaterial": "which is too close to matter, by the claim's own terms",
    }.get(judgement.verdict, "which lies in none of the stated regions")
    return f"{verdict}: {origin} give{'s' if origin.endswith('outcome') else ''} {value}, {where}."
