"""The charts of a report: each a small function from a result to a Vega-Lite specification.

A chart's title is its finding, its axes carry units, its uncertainty is drawn, and its
source stands below. Blue is the claim or the gain, orange the opposite or the loss; they
differ in lightness too, and every mark is named in words, so that neither colour vision nor
a colour printer is needed.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commonweal.reports.numbers import (
    amount,
    axis_words,
    bare,
    dress,
    percent,
    span,
)
from commonweal.reports.wording import region_words

if TYPE_CHECKING:
    from commonweal.claims.judgement import Estimate, Hinge, Shares
    from commonweal.claims.regions import Region, Regions
    from commonweal.experiments.ledger import Ledger, LedgerRow

INK, GREY, RULE = "#1a1f24", "#5b6570", "#c9ced3"
GAIN, LOSS, NEITHER = "#1f5f8f", "#e3a05a", "#8d979f"
SHADES = {"claim": "#9cc3e0", "immaterial": "#eceeef", "opposite": "#f9d9b4"}
_WIDTH = 380
_TITLE_CHARACTERS = 46
_STEP = 42
_MOST_BARS = 14
_MOST_POINTS = 121
_SMOOTH = 20
"""So many points of a curve and more are joined by straight lines; fewer are steps."""

Spec = dict[str, Any]
_PLAIN_AXIS = {"grid": False, "tickCount": 6}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: a name, its finding, a description in words, and its specification."""

    name: str
    title: str
    description: str
    spec: Spec


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a chart measures: a name in words, its unit, and whether it is a difference."""

    words: str
    unit: str
    change: bool = False

    @property
    def axis(self) -> str:
        unit = axis_words(self.unit, change=self.change)
        return f"{self.words} ({unit})" if unit else self.words

    def scaled(self, value: float) -> float:
        """The value as the axis shows it, rounded to what can be seen."""
        return float(f"{value * dress(self.unit, change=self.change)[0]:.5g}")

    def text(self, value: float) -> str:
        return amount(value, self.unit, change=self.change)


def exceedance_chart(
    exceedance: Sequence[tuple[float, float]],
    quantity: Quantity,
    *,
    regions: Regions | None = None,
    shares: Shares | None = None,
    effect: Estimate | None = None,
    source: str = "",
) -> Chart:
    """How likely the effect is to exceed each value, with the claim's regions shaded.

    ``exceedance`` pairs (v, P(effect > v)), v ascending, in the unit of the quantity.
    """
    points = _thinned(exceedance)
    domain = _domain([v for v, _ in points], regions)
    title = _exceedance_title(shares, quantity)
    height = 220
    layers: list[Spec] = []
    if regions is not None:
        layers += _shading(regions, shares, quantity, domain)
    layers.append(_curve(points, quantity, domain))
    if effect is not None:
        layers += _estimate(effect, quantity, domain)
    layers.append(_source(source, height + 50))
    x = {"scale": {"domain": [quantity.scaled(end) for end in domain], "nice": False}}
    spec = _base(title, height) | {"layer": layers, "encoding": {"x": x}}
    return Chart("exceedance", title, _exceedance_words(points, quantity, shares, effect), spec)


def ledger_chart(ledger: Ledger, *, source: str = "") -> Chart:
    """The mean difference of each group, with its 90% interval over the draws."""
    rows = shown_rows(ledger.rows)
    quantity = Quantity("Mean change", ledger.unit, change=True)
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
    height = _STEP * len(bars)
    better = {"higher": " · higher is better", "lower": " · lower is better"}.get(ledger.better, "")
    x = {"type": "quantitative", "title": quantity.axis + better, "axis": _PLAIN_AXIS}
    layers = [
        _zero_rule(),
        _bar_layer("mean", x, {
            "field": "way", "type": "nominal", "legend": None,
            "scale": {"domain": ["gain", "loss", "neither"], "range": [GAIN, LOSS, NEITHER]},
        }),
        *_whiskers("low", "high", x),
        _label("name", "left"), _label("text", "right"),
        _source(source, height + 50),
    ]  # fmt: skip
    spec = _base(title, height) | {"data": {"values": bars}, "layer": layers}
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
            "row": at, "name": _shortened(hinge.title or hinge.name, 38),
            "text": f"explains {percent(hinge.importance)}",
            "low": quantity.scaled(hinge.effect_low), "high": quantity.scaled(hinge.effect_high),
        }
        for at, hinge in enumerate(shown)
    ]  # fmt: skip
    height = _STEP * len(rows)
    x = {
        "type": "quantitative",
        "title": quantity.axis,
        "axis": _PLAIN_AXIS,
        "scale": {"zero": False},
    }
    layers: list[Spec] = _edges(regions, quantity)
    if effect is not None:
        layers.append(_rule_at(quantity.scaled(effect.mean), INK, [1, 0]))
    layers += [_hinge_bar(x), _hinge_end("low", "white"), _hinge_end("high", INK)]
    layers += [_label("name", "left"), _label("text", "right"), _source(source, height + 50)]
    spec = _base(title, height) | {"data": {"values": rows}, "layer": layers}
    spec["title"]["subtitle"] = [
        "○ uncertainty at its low end   ● at its high end (central 90%)",
        *(["Dashed: the edges of the claim's region"] if _edges(regions, quantity) else []),
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


def _exceedance_title(shares: Shares | None, quantity: Quantity) -> str:
    if shares is None:
        return f"{quantity.words}: share of the stated priors above each value"
    named = {"the claim's region": shares.claim, "the immaterial region": shares.immaterial,
             "the opposite region": shares.opposite}  # fmt: skip
    where, share = max(named.items(), key=lambda item: item[1])
    if share < 0.5:
        return "No region holds half of the stated priors"
    return f"{percent(share).capitalize()} of the stated priors put the effect in {where}"


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
    shares: Shares | None, effect: Estimate | None,
) -> str:  # fmt: skip
    said = [f"Falling curve of the share of the stated priors with {quantity.words} above v."]
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


# -- parts of specifications ----------------------------------------------------------------


def _base(title: str, height: int) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": height,
        "background": None,
        "padding": 6,
        "title": {"text": textwrap.wrap(title, _TITLE_CHARACTERS)},
        "config": {
            "font": "Liberation Sans, Arial, Helvetica, sans-serif",
            "view": {"stroke": None},
            "title": {"anchor": "start", "frame": "bounds", "fontSize": 17, "color": INK,
                      "lineHeight": 21, "offset": 12, "subtitleFontSize": 14,
                      "subtitleLineHeight": 18, "subtitleColor": GREY, "subtitlePadding": 6},
            "axis": {"labelFontSize": 14, "titleFontSize": 14, "titleFontWeight": "normal",
                     "labelColor": INK, "titleColor": INK, "gridColor": "#e3e6e8",
                     "domainColor": GREY, "tickColor": GREY, "titlePadding": 8, "labelFlush": False},
            "legend": {"labelFontSize": 14, "labelColor": INK, "labelLimit": _WIDTH + 40,
                       "orient": "top", "direction": "vertical", "columns": 1, "title": None,
                       "offset": 6, "rowPadding": 3, "symbolStrokeWidth": 1, "symbolSize": 170},
            "text": {"fontSize": 14, "color": INK},
        },
    }  # fmt: skip


def _shading(
    regions: Regions, shares: Shares | None, quantity: Quantity, domain: tuple[float, float]
) -> list[Spec]:
    parts: list[tuple[str, Region, float | None]] = [
        ("claim", regions.claim, shares.claim if shares else None)
    ]
    if regions.immaterial is not None:
        parts.append(("immaterial", regions.immaterial, shares.immaterial if shares else None))
    if regions.opposite is not None:
        parts.append(("opposite", regions.opposite, shares.opposite if shares else None))
    rects, labels, colours = [], [], []
    for name, region, share in parts:
        held = f": {percent(share)} of the priors" if share is not None else ""
        label = f"{name} ({region_words(region.text)}){held}"
        labels.append(label)
        colours.append(SHADES[name])
        for interval in region.intervals:
            low, high = max(interval.low, domain[0]), min(interval.high, domain[1])
            if low < high:
                rects.append(
                    {"x": quantity.scaled(low), "x2": quantity.scaled(high), "region": label}
                )
    edges = sorted({edge for _, region, _ in parts for edge in region.edges})
    inside = [quantity.scaled(edge) for edge in edges if domain[0] < edge < domain[1]]
    fill: Spec = {"field": "region", "type": "nominal", "legend": {"symbolStrokeColor": GREY},
                  "scale": {"domain": labels, "range": colours}}  # fmt: skip
    return [
        {
            "data": {"values": rects},
            "mark": {"type": "rect", "opacity": 1},
            "encoding": {
                "x": {"field": "x", "type": "quantitative"}, "x2": {"field": "x2"}, "color": fill,
            },
        },
        *(_rule_at(edge, GREY, [4, 3]) for edge in inside),
    ]  # fmt: skip


def _curve(
    points: Sequence[tuple[float, float]], quantity: Quantity, domain: tuple[float, float]
) -> Spec:
    values = [{"v": quantity.scaled(v), "p": float(f"{p:.4g}")} for v, p in points]
    if points:
        ends = (domain[0], points[0][1]), (domain[1], points[-1][1])
        first, last = ({"v": quantity.scaled(v), "p": float(f"{p:.4g}")} for v, p in ends)
        values = [first, *values, last]
    return {
        "data": {"values": values},
        "mark": {"type": "line", "color": INK, "strokeWidth": 2.5,
                 "interpolate": "linear" if len(points) >= _SMOOTH else "step-after"},
        "encoding": {
            "x": {"field": "v", "type": "quantitative", "title": quantity.axis,
                  "axis": {"grid": False, "tickCount": 6}},
            "y": {"field": "p", "type": "quantitative", "title": "Priors with a larger effect",
                  "scale": {"domain": [0, 1]},
                  "axis": {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}},
        },
    }  # fmt: skip


def _estimate(effect: Estimate, quantity: Quantity, domain: tuple[float, float]) -> list[Spec]:
    """The mean and its central 90%, drawn along the foot of the curve."""
    low, high = max(effect.low, domain[0]), min(effect.high, domain[1])
    datum = {"mean": quantity.scaled(effect.mean), "low": quantity.scaled(low),
             "high": quantity.scaled(high), "y": 0.06}  # fmt: skip
    y = {"field": "y", "type": "quantitative"}
    data = {"values": [datum]}
    return [
        {"data": data, "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
         "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}, "y": y}},
        {"data": data, "mark": {"type": "point", "filled": True, "color": INK, "opacity": 1, "size": 70},
         "encoding": {"x": {"field": "mean", "type": "quantitative"}, "y": y}},
    ]  # fmt: skip


def _row_axis() -> Spec:
    return {"field": "row", "type": "ordinal", "axis": None,
            "scale": {"paddingInner": 0, "paddingOuter": 0}}  # fmt: skip


def _bar_layer(field: str, x: Spec, colour: Spec) -> Spec:
    return {
        "mark": {"type": "bar", "height": 13, "yOffset": 9},
        "encoding": {"x": {"field": field, **x}, "y": _row_axis(), "color": colour},
    }


def _whiskers(low: str, high: str, x: Spec) -> list[Spec]:
    across = {"x": {"field": low, **x}, "x2": {"field": high}, "y": _row_axis()}
    tick = {"type": "tick", "thickness": 1.5, "size": 9, "color": INK, "yOffset": 9}
    return [
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5, "yOffset": 9},
         "encoding": across},
        *({"mark": tick, "encoding": {"x": {"field": end, **x}, "y": _row_axis()}}
          for end in (low, high)),
    ]  # fmt: skip


def _label(field: str, align: str) -> Spec:
    return {
        "mark": {"type": "text", "align": align, "baseline": "middle", "yOffset": -9},
        "encoding": {
            "x": {"value": 0 if align == "left" else _WIDTH},
            "y": _row_axis(),
            "text": {"field": field},
        },
    }


def _hinge_bar(x: Spec) -> Spec:
    return {
        "mark": {"type": "bar", "height": 7, "yOffset": 9, "color": NEITHER},
        "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": _row_axis()},
    }


def _hinge_end(field: str, fill: str) -> Spec:
    return {
        "mark": {"type": "point", "shape": "circle", "size": 75, "fill": fill, "stroke": INK,
                 "strokeWidth": 1.5, "opacity": 1, "yOffset": 9},
        "encoding": {"x": {"field": field, "type": "quantitative"}, "y": _row_axis()},
    }  # fmt: skip


def _edges(regions: Regions | None, quantity: Quantity) -> list[Spec]:
    edges = regions.claim.edges if regions is not None else ()
    return [_rule_at(quantity.scaled(edge), GREY, [4, 3]) for edge in edges]


def _zero_rule() -> Spec:
    return _rule_at(0.0, GREY, [1, 0])


def _rule_at(x: float, colour: str, dash: list[int]) -> Spec:
    return {
        "data": {"values": [{"at": x}]},
        "mark": {"type": "rule", "color": colour, "strokeDash": dash},
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }


def _source(text: str, below: int) -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "text", "align": "left", "baseline": "top", "fontSize": 12,
                 "color": GREY, "text": textwrap.wrap(text, 62), "lineHeight": 14},
        "encoding": {"x": {"value": 0}, "y": {"value": below}},
    }  # fmt: skip


# -- numbers behind the marks ---------------------------------------------------------------


def _thinned(exceedance: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most so many points as the eye can tell apart, both ends kept."""
    points = [(v, p) for v, p in exceedance if math.isfinite(v) and math.isfinite(p)]
    if len(points) <= _MOST_POINTS:
        return points
    step = (len(points) - 1) / (_MOST_POINTS - 1)
    return [points[round(at * step)] for at in range(_MOST_POINTS)]


def _domain(values: Sequence[float], regions: Regions | None) -> tuple[float, float]:
    """The range shown: every value, and those edges of regions that do not dwarf it."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
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
