"""Verdicts as lines of text: the verdict, its qualifiers, and what it hinges on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commonweal.cli import output

if TYPE_CHECKING:
    from commonweal.claims.judgement import Judgement

_P_NOTE = (
    "p is the share of the stated priors{weighted} under which the claim holds in the model, with "
    "a 99% interval for the draws: not a probability that it is true."
)
_WEIGHTED = ", weighted where published evidence moves them,"
_WIDEST_ID, _VERDICT = 44, 16
"""Columns of ids, which align up to so many, and of verdicts, where p stands behind them."""


def print_verdicts(judgements: Sequence[Judgement]) -> None:
    """Print each claim's verdict with its qualifiers, and one line on what it hinges on."""
    from rich.text import Text

    from commonweal.reports.wording import SYMBOLS

    console = output.console()
    width = min(max((len(judgement.id) for judgement in judgements), default=0), _WIDEST_ID)
    for judgement in judgements:
        word, share = f"{SYMBOLS[judgement.verdict]} {judgement.verdict}", p_text(judgement)
        row = Text(f"{judgement.id:<{width}}  ").append(
            f"{word:<{_VERDICT}}" if share else word, style=output.STYLES[judgement.verdict]
        )
        beside = len(row) + len(share) <= console.width
        row.append(share if beside else "").rstrip()
        console.print(row, soft_wrap=True)
        if not beside:
            output.line(share, indent=4)
        _print_qualifiers(judgement)
        if hint := hinges_on(judgement):
            output.line(hint, indent=4, style="dim")


def _print_qualifiers(judgement: Judgement) -> None:
    """Beside one another where they fit on a line, below one another where they do not."""
    from commonweal.reports.wording import short_qualifier

    words = [short_qualifier(qualifier) for qualifier in judgement.qualifiers]
    together = " · ".join(words)
    for words_of_line in [together] if len(together) <= output.width() - 4 else words:
        if words_of_line:
            output.line(words_of_line, indent=4, hanging=2)


def p_note(judgements: Sequence[Judgement]) -> str:
    """What p is, where evidence weighs the draws of one of these claims and where it does not."""
    weighted = any(judgement.reweighting for judgement in judgements)
    return _P_NOTE.format(weighted=_WEIGHTED if weighted else "")


def p_text(judgement: Judgement) -> str:
    """The share of the priors with its interval; empty where none was drawn."""
    from commonweal.reports import wording

    share, interval = wording.p_text(judgement), wording.interval_text(judgement)
    if judgement.p is None or judgement.claim.kind != "counterfactual":
        return ""
    return f"p = {share} ({interval})" if interval else f"p = {share}"


def hinges_on(judgement: Judgement) -> str:
    """One line: what was found, or why it is undecided and the input that decides."""
    from commonweal.reports.numbers import amount, percent
    from commonweal.reports.wording import verdict_sentence

    if judgement.claim.kind in ("data", "forecast"):
        return verdict_sentence(judgement)

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
