"""Verdicts as lines of text: the verdict, its qualifiers, and what it hinges on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commonweal.cli import output

if TYPE_CHECKING:
    from commonweal.claims.judgement import Judgement

P_NOTE = (
    "p is the share of the stated priors under which the claim holds in the model, with a 99% "
    "interval for the draws: not a probability that it is true."
)
_WIDEST_ID = 44


def print_verdicts(judgements: Sequence[Judgement]) -> None:
    """Print each claim's verdict with its qualifiers, and one line on what it hinges on."""
    from rich.text import Text

    from commonweal.reports.wording import SYMBOLS

    console = output.console()
    width = min(max((len(judgement.id) for judgement in judgements), default=0), _WIDEST_ID)
    for judgement in judgements:
        row = Text(f"{judgement.id:<{width}}  ", no_wrap=True, overflow="fold")
        word = f"{SYMBOLS[judgement.verdict]} {judgement.verdict}"
        row.append(f"{word:<14}", style=output.STYLES[judgement.verdict])
        row.append(p_text(judgement))
        row.rstrip()
        console.print(row)
        if judgement.qualifiers:
            output.line(" · ".join(judgement.qualifiers), indent=4)
        if hint := hinges_on(judgement):
            output.line(hint, indent=4, style="dim")


def p_text(judgement: Judgement) -> str:
    """The share of the priors with its interval; empty where none was drawn."""
    from commonweal.reports import wording

    share, interval = wording.p_text(judgement), wording.interval_text(judgement)
    if judgement.p is None or judgement.claim.kind != "counterfactual":
        return ""
    return f"p = {share} ({interval})" if interval else f"p = {share}"


def hinges_on(judgement: Judgement) -> str:
    """One line: why it is undecided, and the input that decides; the reason where none does."""
    from commonweal.reports.numbers import amount, percent

    first = max(judgement.hinges, key=lambda hinge: hinge.importance, default=None)
    if first is None or first.importance == 0:
        return judgement.reason
    told = f"hinges on: {first.title} (explains {percent(first.importance)}"
    if first.switching_value is not None:
        told += f"; turns at {amount(first.switching_value, first.unit)}"
    why = judgement.reason.partition(":")[0] if judgement.verdict == "undecided" else ""
    return f"{why}; {told})" if why else f"{told})"


def tally(judgements: Sequence[Judgement]) -> str:
    """How many claims were checked, and how many have which verdict."""
    from commonweal.reports.summary import verdict_counts

    told = ", ".join(f"{count} {verdict}" for verdict, count in verdict_counts(judgements))
    claims = "1 claim" if len(judgements) == 1 else f"{len(judgements)} claims"
    return f"{claims} checked: {told}."
