"""The parts charts are made of: shading, curve, bars, whiskers, labels, the source below.

Blue is the claim or the gain, orange the opposite or the loss; they differ in lightness too,
and every mark is named in words, so that neither colour vision nor a colour printer is needed.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commonweal.reports.numbers import amount, axis_words, dress, percent
from commonweal.reports.wording import region_words

if TYPE_CHECKING:
    from commonweal.claims.judgement import Estimate, Shares
    from commonweal.claims.regions import Region, Regions

INK, GREY = "#1a1f24", "#5b6570"
GAIN, LOSS, NEITHER = "#1f5f8f", "#e3a05a", "#8d979f"
SHADES = {"claim": "#9cc3e0", "immaterial": "#eceeef", "opposite": "#f9d9b4"}
_WIDTH = 380
_TITLE_CHARACTERS = 46
_AXIS_CHARACTERS = 56
_BELOW = 50
"""Pixels between the foot of a plot and the source, below an axis with a title of one line."""
_SMOOTH = 6
"""So many points of a curve and more are joined by straight lines; fewer are steps."""

Spec = dict[str, Any]
PLAIN_AXIS = {"grid": False, "tickCount": 6}


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a chart measures: a name in words, its unit, and whether it is a difference."""

    words: str
    unit: str
    change: bool = False

    @property
    def axis(self) -> list[str]:
        """The title of an axis with its unit, in lines that fit below the plot."""
        unit = axis_words(self.unit, change=self.change)
        title = f"{self.words} ({unit})" if unit else self.words
        return textwrap.wrap(title, _AXIS_CHARACTERS, break_on_hyphens=False)

    def scaled(self, value: float) -> float | None:
        """The value as the axis shows it, rounded to what can be seen; None, which is not
        drawn, for one that is not finite."""
        if not math.isfinite(value):
            return None
        return float(f"{value * dress(self.unit, change=self.change)[0]:.5g}")

    def text(self, value: float, *, like: float = 0.0) -> str:
        """The value with its unit, to the digits of a larger one beside it, ``like``."""
        return amount(value, self.unit, change=self.change, like=like)


def base(title: str, height: int) -> Spec:
    """What every chart shares: its title, its size and how its letters look."""
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


def shading(
    regions: Regions, shares: Shares | None, quantity: Quantity, domain: tuple[float, float]
) -> list[Spec]:
    """The regions of the claim behind a curve, named with their shares, and their edges."""
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
        words = region_words(region.text, quantity.unit, change=quantity.change)
        label = f"{name} ({words}){held}"
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
        *(rule_at(edge, GREY, [4, 3]) for edge in inside),
    ]  # fmt: skip


def curve(
    points: Sequence[tuple[float, float]], quantity: Quantity, domain: tuple[float, float],
    priors: str,
) -> Spec:  # fmt: skip
    """The falling curve of P(effect > v), carried flat to both ends of the axis."""
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
            "y": {"field": "p", "type": "quantitative", "title": f"{priors.capitalize()} with a larger effect",
                  "scale": {"domain": [0, 1]},
                  "axis": {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}},
        },
    }  # fmt: skip


def estimate(effect: Estimate, quantity: Quantity, domain: tuple[float, float]) -> list[Spec]:
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


def row_axis() -> Spec:
    """One band a row, from the top down; the rows are labelled inside the plot."""
    return {"field": "row", "type": "ordinal", "axis": None,
            "scale": {"paddingInner": 0, "paddingOuter": 0}}  # fmt: skip


def bar_layer(field: str, x: Spec, colour: Spec) -> Spec:
    """A bar a row, from zero to the value of a field, below the row's label."""
    return {
        "mark": {"type": "bar", "height": 13, "yOffset": 9},
        "encoding": {"x": {"field": field, **x}, "y": row_axis(), "color": colour},
    }


def whiskers(low: str, high: str, x: Spec) -> list[Spec]:
    """The interval of each row: a line between two ticks."""
    across = {"x": {"field": low, **x}, "x2": {"field": high}, "y": row_axis()}
    tick = {"type": "tick", "thickness": 1.5, "size": 9, "color": INK, "yOffset": 9}
    return [
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5, "yOffset": 9},
         "encoding": across},
        *({"mark": tick, "encoding": {"x": {"field": end, **x}, "y": row_axis()}}
          for end in (low, high)),
    ]  # fmt: skip


def label(field: str, align: str) -> Spec:
    """The text of a field above each row's bar, at the left or right edge of the plot."""
    return {
        "mark": {"type": "text", "align": align, "baseline": "middle", "yOffset": -9},
        "encoding": {
            "x": {"value": 0 if align == "left" else _WIDTH},
            "y": row_axis(),
            "text": {"field": field},
        },
    }


def hinge_bar(x: Spec) -> Spec:
    """The stretch of effects between the low and the high end of each uncertainty."""
    return {
        "mark": {"type": "bar", "height": 7, "yOffset": 9, "color": NEITHER},
        "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": row_axis()},
    }


def hinge_end(field: str, fill: str) -> Spec:
    """The effect at one end of each uncertainty: open for the low end, filled for the high."""
    return {
        "mark": {"type": "point", "shape": "circle", "size": 75, "fill": fill, "stroke": INK,
                 "strokeWidth": 1.5, "opacity": 1, "yOffset": 9},
        "encoding": {"x": {"field": field, "type": "quantitative"}, "y": row_axis()},
    }  # fmt: skip


def edges(regions: Regions | None, quantity: Quantity) -> list[Spec]:
    """A grey line at each edge of the claim's region, beside each row's bar."""
    found = regions.claim.edges if regions is not None else ()
    return [beside_bars(quantity.scaled(edge), GREY, 1.5) for edge in found]


def beside_bars(x: float | None, colour: str, thickness: float) -> Spec:
    """A line through the bars, broken where the rows' labels stand."""
    return {
        "mark": {"type": "tick", "orient": "vertical", "thickness": thickness, "size": 20,
                 "color": colour, "opacity": 1, "yOffset": 9},
        "encoding": {"x": {"datum": x}, "y": row_axis()},
    }  # fmt: skip


def zero_rule() -> Spec:
    """The line of no change."""
    return rule_at(0.0, GREY, [1, 0])


def rule_at(x: float | None, colour: str, dash: list[int]) -> Spec:
    """A line from top to foot of the plot."""
    return {
        "data": {"values": [{"at": x}]},
        "mark": {"type": "rule", "color": colour, "strokeDash": dash},
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }


def source(text: str, height: int, title: list[str]) -> Spec:
    """The source, below the axis of a plot of this height and the lines of its title."""
    below = height + _BELOW + 16 * (len(title) - 1)
    return {
        "data": {"values": [{}]},
        "mark": {"type": "text", "align": "left", "baseline": "top", "fontSize": 12,
                 "color": GREY, "text": textwrap.wrap(text, 62), "lineHeight": 14},
        "encoding": {"x": {"value": 0}, "y": {"value": below}},
    }  # fmt: skip
