"""The charts of a pact: what each election would have needed, and the surface of a century."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commonweal.reports import marks
from commonweal.reports.charts import Chart
from commonweal.reports.numbers import percent

if TYPE_CHECKING:
    from commonweal.institutions.elections.break_even import Surface, Terms, Tried

_ROW = 24
_SIDE = 320


def break_even_chart(found: Sequence[Tried], terms: Terms, *, source: str = "") -> Chart:
    """For each Conservative majority the least share of voters who must follow to end it."""
    shown = [one for one in found if one.majority_apart]
    title = _needed(shown)
    rows = [
        {"election": one.election, "share": 1.0 if one.break_even is None else one.break_even,
         "kind": "never" if one.out_of_reach else "ends it",
         "text": "never" if one.out_of_reach else f"{one.break_even:.0%}"}
        for one in shown
    ]  # fmt: skip
    axis = ["Share of both partners' voters who must follow"]
    height = _ROW * max(len(rows), 1)
    y = {"field": "election", "type": "nominal", "sort": [one.election for one in shown],
         "title": None, "axis": {"ticks": False, "domain": False, "labelFontSize": 13}}  # fmt: skip
    x = {"field": "share", "type": "quantitative", "title": axis, "scale": {"domain": [0, 1]},
         "axis": {"format": ".0%", "grid": True, "tickCount": 5}}  # fmt: skip
    colour = {"field": "kind", "type": "nominal", "legend": None,
              "scale": {"domain": ["ends it", "never"], "range": [marks.GAIN, marks.LOSS]}}  # fmt: skip
    spec = marks.base(title, height) | {"background": "white", "layer": [
        {"data": {"values": rows}, "mark": {"type": "bar", "height": 12},
         "encoding": {"x": x, "y": y, "color": colour}},
        {"data": {"values": rows},
         "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 13},
         "encoding": {"x": {"field": "share", "type": "quantitative"}, "y": y,
                      "text": {"field": "text"}}},
        marks.source(source, height, axis),
    ]}  # fmt: skip
    spec["title"]["subtitle"] = [
        f"Of those not following {percent(terms.liberals_leak)} of Liberals and "
        f"{percent(terms.labour_leak)} of Labour's vote Conservative",
        "Elections with a Conservative majority; never: all are not enough",
    ]
    words = "; ".join(f"{row['election']}: {row['text']}" for row in rows)
    return Chart("break-even", title, f"Bars: {title}. {words}.", spec)


def surface_chart(found: Surface, *, source: str = "") -> Chart:
    """Years of Conservative majorities by how many Liberal and Labour voters follow."""
    title = _century(found)
    cells = [
        {"liberals": float(f"{liberal:.3g}"), "labour": float(f"{labour:.3g}"),
         "years": float(f"{found.years[row, column]:.4g}")}
        for row, liberal in enumerate(found.shares)
        for column, labour in enumerate(found.shares)
    ]  # fmt: skip
    edges = [percent(float(share)) for share in found.shares]
    axis = ["Labour voters who follow to the Liberal"]
    sort = [float(f"{share:.3g}") for share in found.shares]
    shown = {"labelExpr": "format(datum.value, '.0%')", "values": sort[::4], "labelAngle": 0}
    ends = [min(float(found.years.min()), found.apart - 1), found.apart,
            max(float(found.years.max()), found.apart + 1)]  # fmt: skip
    scale = {"type": "linear", "domain": ends, "range": [marks.GAIN, "#ffffff", "#b8620f"],
             "interpolate": "rgb", "nice": False}  # fmt: skip
    spec = marks.base(title, _SIDE) | {"width": _SIDE, "background": "white", "layer": [
        {"data": {"values": cells}, "mark": {"type": "rect"}, "encoding": {
            "x": {"field": "labour", "type": "ordinal", "title": axis, "axis": shown},
            "y": {"field": "liberals", "type": "ordinal", "sort": sort[::-1],
                  "title": "Liberal voters who follow to Labour", "axis": shown},
            "color": {"field": "years", "type": "quantitative", "title": "Years", "scale": scale,
                      "legend": {"orient": "right", "gradientLength": 160}}}},
        marks.source(source, _SIDE, axis),
    ]}  # fmt: skip
    spec["title"]["subtitle"] = [
        f"Years after elections with a Conservative majority, {found.span}",
        f"White: {found.apart:.0f}, as it was; blue: fewer; orange: more",
    ]
    corners = ((0, 0), (0, -1), (-1, 0), (-1, -1))
    words = "; ".join(
        f"{edges[row]} of Liberals and {edges[column]} of Labour's: "
        f"{found.years[row, column]:.0f} years" for row, column in corners
    )  # fmt: skip
    return Chart("surface", title, f"Heat map: {title}. {words}.", spec)


def _needed(shown: Sequence[Tried]) -> str:
    never = sum(one.out_of_reach for one in shown)
    half = sum(one.break_even is not None and one.break_even <= 0.5 for one in shown)
    if not shown:
        return "None of these elections gave the Conservatives a majority"
    return (
        f"Of {len(shown)} Conservative majorities a pact ends {half} if half of the voters follow, "
        f"and {never} never"
    )


def _century(found: Surface) -> str:
    least = found.least(20)
    if least is None:
        return f"No pact takes 20 of {found.apart:.0f} years of Conservative majorities away"
    return (
        f"A pact takes 20 of {found.apart:.0f} years of Conservative majorities away once "
        f"{percent(least)} of both partners' voters follow"
    )
