"""The charts of a report: each a small function from a result to a Vega-Lite specification.

A chart's title is its finding, its axes carry units, its uncertainty is drawn, and its
source stands below. The parts are in ``marks``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonweal.reports import marks
from commonweal.reports.marks import Quantity, Spec
from commonweal.reports.numbers import amount, bare, percent, span

if TYPE_CHECKING:
    from commonweal.claims.judgement import Estimate, Hinge, Shares
    from commonweal.claims.regions import Regions
    from commonweal.experiments.ledger import Ledger, LedgerRow

STEP = 42
"""Height of a row of bars, in pixels: its label above, its bar below."""
_CURVE_HEIGHT = 220
_MOST_BARS = 14
_MOST_POINTS = 121
_TAIL = 0.005


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: a name, its finding, a description in words, and its specification."""

    name: str
    title: str
    description: str
    spec: Spec


def exceedance_chart(
    exceedance: Sequence[tuple[float, float]],
    quantity: Quantity,
    *,
    regions: Regions | None = None,
    shares: Shares | None = None,
    effect: Estimate | None = None,
    source: str = "",
    priors: str = "stated priors",
) -> Chart:
    """How likely the effect is to exceed each value, with the claim's regions shaded.

    ``exceedance`` pairs (v, P(effect > v)), v ascending, in the unit of the quantity; ``priors``
    says what the shares are shares of.
    """
    points = _thinned(exceedance)
    shown = [v for v, _ in points]
    shown += [effect.mean, effect.low, effect.high] if effect is not None else []
    domain = _domain(shown, regions)
    title = _exceedance_title(shares, quantity, priors)
    layers: list[Spec] = []
    if regions is not None:
        layers += marks.shading(regions, shares, quantity, domain)
    layers.append(marks.curve(points, quantity, domain, priors))
    if effect is not None:
        layers += marks.estimate(effect, quantity, domain)
    layers.append(marks.source(source, _CURVE_HEIGHT, quantity.axis))
    x = {"scale": {"domain": [quantity.scaled(end) for end in domain], "nice": False}}
    spec = marks.base(title, _CURVE_HEIGHT) | {"layer": layers, "encoding": {"x": x}}
    return Chart(
        "exceedance", title, _exceedance_words(points, quantity, shares, effect, priors), spec
    )


def ledger_chart(ledger: Ledger, *, source: str = "") -> Chart:
    """The mean difference of each group, with its 90% interval over the draws."""
    rows = shown_rows(ledger.rows)
    better = {"higher": ", higher is better", "lower": ", lower is better"}.get(ledger.better, "")
    quantity = Quantity(f"Mean change{better}", ledger.unit, change=True)
    axis = quantity.axis
    title = _ledger_title(ledger)
    bars = [
        {
            "row": at, "name": _shortened(row_name(row), 30), "mean": quantity.scaled(row.mean),
            "low": quantity.scaled(row.low), "high": quantity.scaled(row.high),
            "text": bare(row.mean, row.low, row.high, ledger.unit),
            "way": _way(row.mean, ledger.better),
        }
        for at, row in enumerate(rows)
    ]  # fmt: skip
    height = STEP * len(bars)
    x = {"type": "quantitative", "title": axis, "axis": marks.PLAIN_AXIS}
    layers = [
        marks.beside_bars(0.0, marks.GREY, 1),
        marks.bar_layer("mean", x, {
            "field": "way", "type": "nominal", "legend": None,
            "scale": {"domain": ["gain", "loss", "neither"], "range": [marks.GAIN, marks.LOSS, marks.NEITHER]},
        }),
        *marks.whiskers("low", "high", x),
        marks.label("name", "left"), marks.label("text", "right"),
        marks.source(source, height, axis),
    ]  # fmt: skip
    spec = marks.base(title, height) | {"data": {"values": bars}, "layer": layers}
    words = "; ".join(f"{bar['name']}: {bar['text']}" for bar in bars)
    return Chart("ledger", title, f"Bar chart of mean change by group. {words}.", spec)


def hinge_chart(
    hinges: Sequence[Hinge], quantity: Quantity, *, effect: Estimate | None = None,
    regions: Regions | None = None, source: str = "",
) -> Chart:  # fmt: skip
    """How far each uncertainty moves the effect between the ends of its central 90%."""
    shown = sorted(hinges, key=lambda hinge: -hinge.importance)[:10]
    title = _hinge_title(shown)
    rows = [
        {
            "row": at, "name": _shortened(hinge.title or hinge.name, 50),
            "text": percent(hinge.importance),
            "low": quantity.scaled(hinge.effect_low), "high": quantity.scaled(hinge.effect_high),
        }
        for at, hinge in enumerate(shown)
    ]  # fmt: skip
    height = STEP * len(rows)
    x = {
        "type": "quantitative",
        "title": quantity.axis,
        "axis": marks.PLAIN_AXIS,
        "scale": {"zero": False},
    }
    layers: list[Spec] = marks.edges(regions, quantity)
    if effect is not None:
        layers.append(marks.beside_bars(quantity.scaled(effect.mean), marks.INK, 1.5))
    layers += [
        marks.hinge_bar(x),
        marks.hinge_end("low", "white"),
        marks.hinge_end("high", marks.INK),
    ]
    layers += [
        marks.label("name", "left"),
        marks.label("text", "right"),
        marks.source(source, height, quantity.axis),
    ]
    spec = marks.base(title, height) | {"data": {"values": rows}, "layer": layers}
    spec["title"]["subtitle"] = [
        "○ uncertainty at its low end   ● at its high end (central 90%)",
        "Right: the share of the margin's variance it explains",
        *(
            ["Grey lines: the edges of the claim's region"]
            if marks.edges(regions, quantity)
            else []
        ),
    ]
    words = "; ".join(
        f"{hinge.title or hinge.name}: effect {quantity.text(hinge.effect_low)} at its low end, "
        f"{quantity.text(hinge.effect_high)} at its high end" for hinge in shown
    )  # fmt: skip
    return Chart("hinges", title, f"Tornado chart. {words}.", spec)


def shown_rows(rows: Sequence[LedgerRow]) -> tuple[LedgerRow, ...]:
    """The rows a chart has room for: all, or the first and those that change most, in order."""
    if len(rows) <= _MOST_BARS:
        return tuple(rows)
    ranked = sorted(range(1, len(rows)), key=lambda at: (-abs(rows[at].mean), at))
    kept = {0, *ranked[: _MOST_BARS - 1]}
    return tuple(row for at, row in enumerate(rows) if at in kept)


def row_name(row: LedgerRow) -> str:
    """A ledger row in words: ``everybody``, or ``class: others``."""
    return "all" if row.group == "all" else f"{row.group.replace('_', ' ')}: {row.label}"


# -- titles: the finding in a sentence ------------------------------------------------------


def _exceedance_title(shares: Shares | None, quantity: Quantity, priors: str) -> str:
    """What most of the priors say of the claim, and how much of them the claim has if not most."""
    if shares is None:
        return f"{quantity.words}: share of the {priors} above each value"
    told = {
        "bear the claim out": shares.claim,
        "make the effect too small to matter": shares.immaterial,
        "bear the opposite out": shares.opposite,
    }
    said, share = max(told.items(), key=lambda item: item[1])
    if share < 0.5:
        return f"The {priors} part: {percent(shares.claim)} bear the claim out"
    first = f"{percent(share).capitalize()} of the {priors} {said}"
    if share == shares.claim:
        return first
    return f"{first}; {percent(shares.claim)} bear the claim out"


def _ledger_title(ledger: Ledger) -> str:
    rows = [row for row in ledger.rows if row.group != "all"] or list(ledger.rows)
    if all(row.mean == 0 for row in rows):
        return f"‘{ledger.arm}’ changes nothing for any group"
    most, least = max(rows, key=lambda row: row.mean), min(rows, key=lambda row: row.mean)
    if ledger.better == "neither":
        row = max(rows, key=lambda row: abs(row.mean))
        return f"{row_name(row)} changes most: {amount(row.mean, ledger.unit, change=True)}"
    best, worst = (most, least) if ledger.better == "higher" else (least, most)
    parts = []
    for row, way in ((best, "gain"), (worst, "loss")):
        if _way(row.mean, ledger.better) == way:
            verb = "gains" if way == "gain" else "loses"
            parts.append(f"{verb} most: {row.label} ({amount(row.mean, ledger.unit, change=True)})")
    said = "; ".join(parts)
    return said[:1].upper() + said[1:]


def _hinge_title(hinges: Sequence[Hinge]) -> str:
    turning = [hinge for hinge in hinges if hinge.switching_value is not None]
    if turning:
        first = turning[0]
        at = amount(first.switching_value or 0.0, first.unit)
        return f"The answer turns where “{first.title or first.name}” passes {at}"
    return "No single uncertainty turns the answer within its central 90%"


# -- words for those who do not see the chart -----------------------------------------------


def _exceedance_words(
    points: Sequence[tuple[float, float]], quantity: Quantity,
    shares: Shares | None, effect: Estimate | None, priors: str,
) -> str:  # fmt: skip
    said = [f"Falling curve of the share of the {priors} with {quantity.words} above v."]
    if points:
        picked = points[:: max(1, (len(points) - 1) // 5)]
        said.append("; ".join(f"above {quantity.text(v)}: {percent(p)}" for v, p in picked) + ".")
    if shares is not None:
        said.append(
            f"Claim's region {percent(shares.claim)}, immaterial {percent(shares.immaterial)}, "
            f"opposite {percent(shares.opposite)}."
        )
    if effect is not None:
        said.append(
            f"Mean {quantity.text(effect.mean)}, central 90% "
            f"{span(effect.low, effect.high, quantity.unit, change=quantity.change)}."
        )
    return " ".join(said)


# -- numbers behind the marks ---------------------------------------------------------------


def _thinned(exceedance: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most so many points as the eye can tell apart, without the outermost half per cent.

    The last point outside at either end is kept, so that the curve reaches the edge.
    """
    points = [(v, p) for v, p in exceedance if math.isfinite(v) and math.isfinite(p)]
    first = max((at for at, (_, p) in enumerate(points) if p > 1 - _TAIL), default=0)
    last = min((at for at, (_, p) in enumerate(points) if p < _TAIL), default=len(points) - 1)
    points = points[min(first, last) : last + 1]
    if len(points) <= _MOST_POINTS:
        return points
    step = (len(points) - 1) / (_MOST_POINTS - 1)
    return [points[round(at * step)] for at in range(_MOST_POINTS)]


def _domain(values: Sequence[float], regions: Regions | None) -> tuple[float, float]:
    """The range shown: every value, and those edges of regions that do not dwarf it."""
    held = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(held), max(held)
    stretch = (high - low) or max(abs(low), 1.0)
    near = [edge for edge in _all_edges(regions)
            if low - 1.5 * stretch <= edge <= high + 1.5 * stretch]  # fmt: skip
    low, high = min([low, *near]), max([high, *near])
    margin = 0.06 * ((high - low) or max(abs(low), 1.0))
    return low - margin, high + margin


def _all_edges(regions: Regions | None) -> Iterable[float]:
    if regions is None:
        return ()
    parts = (regions.claim, regions.immaterial, regions.opposite)
    return (edge for part in parts if part is not None for edge in part.edges)


def _way(change: float, better: str) -> str:
    if better == "neither" or change == 0:
        return "neither"
    return "gain" if (change > 0) == (better == "higher") else "loss"


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
