"""Verdicts as lines of text: the verdict, its qualifiers, and what it hinges on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commonweal.cli import output

if TYPE_CHECKING:
    from commonweal.claims.judgement import Estimate, Hinge, Judgement

P_NOTE = (
    "p is the share of the stated priors under which the claim holds in the model, with a 99% "
    "interval: not a probability that it is true."
)


def print_verdicts(judgements: Sequence[Judgement]) -> None:
    """Print each claim's verdict with its qualifiers, and one line on what it hinges on."""
    from rich.padding import Padding
    from rich.text import Text

    console = output.console()
    width = min(max((len(judgement.id) for judgement in judgements), default=0), 44)
    for judgement in judgements:
        line = Text(f"{judgement.id:<{width}}  ", no_wrap=True, overflow="fold")
        line.append(f"{judgement.verdict:<12}", style=output.STYLES[judgement.verdict])
        line.append(p_text(judgement))
        console.print(line)
        for text in (" · ".join(judgement.qualifiers), hinges_on(judgement)):
            if text:
                console.print(Padding(Text(text, style="dim"), (0, 0, 0, 4)))


def p_text(judgement: Judgement) -> str:
    """The share of the priors with its interval; empty where nothing was drawn."""
    if judgement.p is None:
        return ""
    told = f"  p = {_share(judgement.p)}"
    if judgement.interval is None or judgement.interval[0] == judgement.interval[1]:
        return told
    low, high = judgement.interval
    return f"{told} ({_share(low)} to {_share(high)})"


def hinges_on(judgement: Judgement) -> str:
    """One line: the input that decides, or the reason where there is none."""
    if judgement.hinges:
        return f"Hinges on {hinge_text(judgement.hinges[0])}. {judgement.reason}".strip()
    return judgement.reason


def hinge_text(hinge: Hinge) -> str:
    """What an uncertainty explains, and where it would turn the verdict."""
    told = f"{hinge.title} ({100 * hinge.importance:.0f}% of the variance"
    if hinge.switching_value is not None:
        told += f"; turns at {amount(hinge.switching_value, hinge.unit)}"
    return told + ")"


def estimate_text(estimate: Estimate) -> str:
    """A number with its interval and unit."""
    told = amount(estimate.mean, estimate.unit)
    if estimate.low == estimate.high:
        return told
    return f"{told} ({output.interval_text(estimate.low, estimate.high)})"


def amount(value: float, unit: str) -> str:
    """A number with its unit, which is left out where it is a bare number."""
    return output.number_text(value) + ("" if unit == "1" else f" {unit}")


def tally(judgements: Sequence[Judgement]) -> str:
    """How many claims have which verdict."""
    counts: dict[str, int] = {}
    for judgement in judgements:
        counts[judgement.verdict] = counts.get(judgement.verdict, 0) + 1
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    return f"{len(judgements)} claims checked: {told}."


def _share(share: float) -> str:
    """A share with three digits, never rounded up to all or down to nothing.

    >>> _share(0.9999), _share(1.0), _share(0.9537)
    ('0.999', '1', '0.954')
    """
    if share in (0.0, 1.0):
        return f"{share:.0f}"
    return f"{min(max(share, 0.001), 0.999):.3g}"
