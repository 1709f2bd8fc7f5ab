"""The charts of who waits longer under each rule: one a view, a row a group, under each rule."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from commonweal.reports import marks
from commonweal.reports.charts import Chart
from commonweal.reports.marks import Quantity
from commonweal.reports.numbers import amount
from commonweal.reports.rule_effects import told
from commonweal.reports.wording import capital

if TYPE_CHECKING:
    from commonweal.claims.judgement import Estimate
    from commonweal.reports.rule_effects import View

_STEP = 21
_WIDTH = 250
_LEFT = 124
"""Pixels before the plot, for the names of the groups."""
_TITLE_CHARACTERS = 58
_MORE = "#b8620f"
_WAYS = {"more": _MORE, "less": marks.GAIN, "cannot be told": "white"}
_KEY = "Orange: more; blue: less; white: the interval holds both. Lines: central 90%."


def rules_chart(view: View, base: str, *, source: str = "") -> Chart:
    """How each rule changes each group's figure against the base, with the central 90%.

    The numbers stand beside the marks; a group in which nobody is has none.
    """
    rows = list(_rows(view))
    height = _STEP * len(rows)
    title = finding(view)
    quantity = Quantity(f"Change against ‘{base}’", view.unit, change=True)
    x = {"type": "quantitative", "title": quantity.axis,
         "axis": {"grid": True, "tickCount": 5}, "scale": {"zero": True}}  # fmt: skip
    spec = marks.base(title, height) | {
        "width": _WIDTH, "background": "white", "data": {"values": rows},
        "layer": [
            marks.zero_rule(),
            *_interval(x),
            _text("rule", -_LEFT, "left", bold=True), _text("group", -8, "right"),
            _text("text", _WIDTH + 10, "left"),
            _below(source, height, quantity.axis),
        ],
    }  # fmt: skip
    spec["title"] |= {
        "text": textwrap.wrap(title, _TITLE_CHARACTERS), "fontSize": 16,
        "subtitle": [view.title, *textwrap.wrap(_KEY, 84)], "subtitleFontSize": 13,
    }  # fmt: skip
    words = "; ".join(f"{row['of']}: {row['text']}" for row in rows if "text" in row)
    return Chart(view.name, title, f"{view.title}, change against ‘{base}’. {words}.", spec)


def finding(view: View) -> str:
    """Who gains and who loses most, and under which rule, in a sentence; less is better.

    Only changes whose interval leaves no doubt of the direction are named.
    """
    sure = [
        (change, f"{group} under ‘{rule}’ ({_size(change)})")
        for rule, changes in view.changes.items()
        for group, change in zip(view.groups, changes, strict=True)
        if change is not None and way(change) != "cannot be told"
    ]
    most = max(sure, key=lambda one: one[0].mean, default=None)
    least = min(sure, key=lambda one: one[0].mean, default=None)
    parts = [f"loses most: {most[1]}"] if most and most[0].mean > 0 else []
    parts += [f"gains most: {least[1]}"] if least and least[0].mean < 0 else []
    return capital("; ".join(parts) or "no rule's change can be told from none")


def _size(change: Estimate) -> str:
    like = max(abs(change.low), abs(change.high))
    return amount(change.mean, change.unit, change=True, like=like)


def way(change: Estimate) -> str:
    """Whether a change is more or less, or its interval does not say."""
    if change.low > 0 or change.high < 0:
        return "more" if change.mean > 0 else "less"
    return "cannot be told"


def _rows(view: View) -> Iterator[dict[str, Any]]:
    """A row with the name of each rule, then one for each of its groups."""
    quantity = Quantity("", view.unit, change=True)
    at = 0
    for rule, changes in view.changes.items():
        yield {"row": at, "rule": rule}
        for group, change in zip(view.groups, changes, strict=True):
            at += 1
            row = {"row": at, "group": group, "of": f"{rule}, {group}"}
            if change is None:
                yield row | {"text": "nobody"}
                continue
            yield row | {
                "mean": quantity.scaled(change.mean), "low": quantity.scaled(change.low),
                "high": quantity.scaled(change.high), "way": way(change),
                "text": told(change, change=True),
            }  # fmt: skip
        at += 1


def _interval(x: marks.Spec) -> list[marks.Spec]:
    colour = {"field": "way", "type": "nominal", "legend": None,
              "scale": {"domain": list(_WAYS), "range": list(_WAYS.values())}}  # fmt: skip
    drawn = [{"filter": "isValid(datum.mean)"}]
    return [
        {"mark": {"type": "rule", "color": marks.INK, "strokeWidth": 1.5}, "transform": drawn,
         "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": marks.row_axis()}},
        {"mark": {"type": "point", "shape": "circle", "size": 70, "stroke": marks.INK,
                  "strokeWidth": 1.2, "opacity": 1},
         "transform": drawn,
         "encoding": {"x": {"field": "mean", **x}, "y": marks.row_axis(), "fill": colour}},
    ]  # fmt: skip


def _text(field: str, x: int, align: str, *, bold: bool = False) -> marks.Spec:
    return {
        "mark": {"type": "text", "align": align, "baseline": "middle", "fontSize": 13,
                 "fontWeight": "bold" if bold else "normal"},
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "encoding": {"x": {"value": x}, "y": marks.row_axis(), "text": {"field": field}},
    }  # fmt: skip


def _below(source: str, height: int, axis: list[str]) -> marks.Spec:
    spec = marks.source(source, height, axis)
    spec["encoding"]["x"] = {"value": -_LEFT}
    return spec
