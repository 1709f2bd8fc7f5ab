"""The charts of a plan and of a backtest: how much is enough, for whom, and who came closest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from commonweal.reports import marks
from commonweal.reports.charts import Chart
from commonweal.reports.list_charts import HEIGHT, on_white
from commonweal.reports.numbers import number, percent

if TYPE_CHECKING:
    from commonweal.core.protocol import Floats
    from commonweal.institutions.health.backtest import Score
    from commonweal.institutions.health.plan import Plan

_POINTS = 101
_MOST_OF_THEM = 0.8
_EXTRA = "#b8620f"
_ROW = 46


def enough_chart(found: Plan, *, ramp: bool = False, source: str = "") -> Chart:
    """In what share of the draws so many extra treatments a week reach the target.

    Draws that their limit kept from the target never reach it: the curve then ends below one.
    """
    import numpy as np

    aim = f"{100 * found.aim.share:.4g}% within {found.aim.weeks:g} weeks by {found.aim.by}"
    met = found.reached >= found.aim.share - 1e-9
    needed = np.sort(found.extra_a_week[met])
    points = []
    if needed.size:
        at = np.unique(np.linspace(0, needed.size - 1, min(_POINTS, needed.size)).astype(int))
        points += [{"extra": float(f"{needed[k]:.5g}"), "share": (k + 1) / met.size} for k in at]
    title = _enough(needed, met.size, aim)
    axis = [f"Extra treatments a week{' at the end of the rise' if ramp else ''}"]
    spec = on_white(title) | {"layer": [
        {"data": {"values": points},
         "mark": {"type": "line", "color": marks.INK, "strokeWidth": 2.5, "interpolate": "linear"},
         "encoding": {
             "x": {"field": "extra", "type": "quantitative", "title": axis,
                   "axis": {"grid": False, "tickCount": 6, "format": "~s"},
                   "scale": {"zero": False, "nice": True}},
             "y": {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]},
                   "title": "Draws that meet the target", "axis": {"format": ".0%"}}}},
        marks.source(source, HEIGHT, axis),
    ]}  # fmt: skip
    picked = "; ".join(f"{number(p['extra'])}: {percent(p['share'])}" for p in points[::20])
    return Chart("enough", title, f"Rising curve: {title}. {picked}.", spec)


def treated_chart(found: Plan, *, source: str = "") -> Chart:
    """Who is treated, by months waited: today, under the plan, and the extra treatments alone."""
    most = found.treated_by_age.size - 1
    lines: list[tuple[str, Floats]] = [
        ("today", found.today.treated_by_age), ("under the plan, all", found.treated_by_age),
    ]  # fmt: skip
    if found.extra_by_age.any():
        lines.append(("the extra treatments", found.extra_by_age))
    names = [name for name, _ in lines]
    rows = [
        {"age": age, "share": float(f"{share:.4g}"), "of": name}
        for name, shares in lines
        for age, share in enumerate(shares)
    ]
    title = _for_whom(found.extra_by_age, most)
    axis = [f"Months waited when treated ({most}: {most} and more)"]
    colour = {"field": "of", "type": "nominal", "sort": names,
              "legend": {"symbolType": "stroke", "symbolStrokeWidth": 3},
              "scale": {"domain": names, "range": [marks.INK, marks.GAIN, _EXTRA]}}  # fmt: skip
    spec = on_white(title) | {"layer": [
        {"data": {"values": rows},
         "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 30}},
         "encoding": {
             "x": {"field": "age", "type": "quantitative", "title": axis, "axis": marks.PLAIN_AXIS},
             "y": {"field": "share", "type": "quantitative", "title": "Share of those treated",
                   "axis": {"format": ".0%", "tickCount": 5}},
             "color": colour,
             "strokeDash": {"field": "of", "type": "nominal", "legend": None,
                            "scale": {"domain": names, "range": [[1, 0], [1, 0], [5, 3]]}}}},
        marks.source(source, HEIGHT, axis),
    ]}  # fmt: skip
    words = "; ".join(
        f"{name}: " + ", ".join(f"{age} months {percent(float(s))}" for age, s in enumerate(shares))
        for name, shares in lines
    )
    return Chart("treated-by-age", title, f"Lines of shares by months waited. {words}.", spec)


def score_charts(scores: Sequence[Score], *, source: str = "") -> list[Chart]:
    """For each measure, how far each method lay from what came: median and 90th percentile."""
    measures = dict.fromkeys(score.measure for score in scores)
    return [_score_chart([s for s in scores if s.measure == one], source) for one in measures]


def _score_chart(scores: Sequence[Score], source: str) -> Chart:
    measure = scores[0].measure
    unit = "%" if measure == "list size" else " percentage points"
    best = min(scores, key=lambda score: score.median_error)
    title = (
        f"{measure.capitalize()}: ‘{best.method}’ came closest at the median "
        f"({best.median_error:.2f}{unit} off)"
    )
    axis = [f"Absolute error ({unit.strip()}): ● median, ┤ 90th percentile"]
    rows = [
        {"row": at, "name": score.method, "zero": 0, "median": score.median_error,
         "p90": score.p90_error, "text": _score_text(score)}
        for at, score in enumerate(scores)
    ]  # fmt: skip
    x = {"type": "quantitative", "title": axis, "axis": marks.PLAIN_AXIS}
    height = _ROW * len(rows)
    spec = on_white(title) | {"height": height, "data": {"values": rows}, "layer": [
        {"mark": {"type": "rule", "color": marks.INK, "strokeWidth": 1.5, "yOffset": 9},
         "encoding": {"x": {"field": "zero", **x}, "x2": {"field": "p90"}, "y": marks.row_axis()}},
        {"mark": {"type": "tick", "color": marks.INK, "thickness": 1.5, "size": 9, "yOffset": 9},
         "encoding": {"x": {"field": "p90", **x}, "y": marks.row_axis()}},
        {"mark": {"type": "point", "filled": True, "color": marks.INK, "size": 75, "opacity": 1,
                  "yOffset": 9},
         "encoding": {"x": {"field": "median", **x}, "y": marks.row_axis()}},
        marks.label("name", "left"), marks.label("text", "right"),
        marks.source(source, height, axis),
    ]}  # fmt: skip
    words = "; ".join(f"{row['name']}: {row['text']}" for row in rows)
    return Chart(measure.replace(" ", "-"), title, f"Errors by method. {words}.", spec)


def _score_text(score: Score) -> str:
    inside = "" if score.coverage is None else f"; {score.coverage:.0%} inside 80%"
    return f"{score.median_error:.2f}, {score.p90_error:.2f}{inside}"


def _enough(needed: Floats, draws: int, aim: str) -> str:
    """How many treatments are enough in half and in nine tenths of the draws."""
    told = []
    for share, words in ((0.5, "half"), (0.9, "nine tenths")):
        rank = math.ceil(share * draws) - 1
        if rank < needed.size:
            told.append((number(round(float(needed[rank]))), words))
    if not told:
        return f"{aim}: out of reach in {percent(1 - needed.size / draws)} of the draws"
    (first, of), *rest = told
    more = "".join(f", {size} in {words}" for size, words in rest)
    return f"{aim}: {first} extra treatments a week are enough in {of} of the draws{more}"


def _for_whom(extra: Floats, most: int) -> str:
    """The fewest neighbouring months in which most of the extra treatments are given."""
    if not extra.any():
        return "No extra treatments are needed"
    spans = [
        (end - start, -float(extra[start : end + 1].sum()), start, end)
        for start in range(extra.size)
        for end in range(start, extra.size)
        if extra[start : end + 1].sum() >= _MOST_OF_THEM - 1e-12
    ]
    _, held, start, end = min(spans)
    ages = f"{start} to {end}" if end > start else f"{start}"
    more = " and more" if end == most else ""
    return f"{percent(-held)} of the extra treatments go to those who waited {ages} months{more}"
