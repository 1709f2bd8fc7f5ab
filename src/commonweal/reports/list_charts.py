"""The charts of a waiting list carried forward: a fan for each measure, and who waits how long."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from commonweal.reports import marks
from commonweal.reports.charts import Chart
from commonweal.reports.numbers import amount, span

if TYPE_CHECKING:
    from commonweal.institutions.health.trajectory import Fan, Trajectory

HEIGHT = 240
_BANDS = {"95%": "#d5e4f0", "80%": "#a9cae2", "50%": "#74a9cf"}
"""From the widest interval to the narrowest, which lies on top."""
_UNITS = {"patients": "patient", "share": "share"}
_SHOWN = 0.8


def fan_chart(found: Trajectory, fan: Fan, *, source: str = "") -> Chart:
    """One measure: the months seen, then the median with the central 50, 80 and 95%."""
    from commonweal.institutions.health.trajectory import LEVELS

    unit = _UNITS[fan.unit]
    low, high = fan.bounds[LEVELS.index(_SHOWN)][:, -1]
    now = float(found.past[fan.measure][-1])
    title = (
        f"{fan.measure}: {amount(now, unit)} in {_words(found.past_months[-1])}; "
        f"{span(float(low), float(high), unit)} in {_words(found.months[-1])} (central 80%)"
    )
    past = _points(found.past_months, found.past[fan.measure])
    start = past[-1]["value"]
    median = [past[-1], *_points(found.months, fan.median)]
    layers: list[marks.Spec] = []
    for name, (lows, highs) in reversed(
        [(f"{level:.0%}", bounds) for level, bounds in zip(LEVELS, fan.bounds, strict=True)]
    ):
        rows = [{"month": past[-1]["month"], "low": start, "high": start}]
        rows += [
            {"month": one["month"], "low": one["value"], "high": other["value"]}
            for one, other in zip(
                _points(found.months, lows), _points(found.months, highs), strict=True
            )
        ]
        layers.append(_band(rows, name))
    layers += [_line(past, marks.INK, [1, 0]), _line(median, marks.GAIN, [5, 3])]
    axis = ["Month"]
    layers.append(marks.source(source, HEIGHT, axis))
    y = {"field": "value", "type": "quantitative", "title": f"{fan.measure} ({fan.unit})",
         "scale": {"zero": False}, "axis": _axis(fan.unit)}  # fmt: skip
    spec = on_white(title) | {"layer": layers, "encoding": {"x": _months_axis(), "y": y}}
    words = f"Fan chart for {found.name}. {title}."
    return Chart(fan.measure.lower().replace(" ", "-"), title, words, spec)


def profile_chart(found: Trajectory, *, source: str = "") -> Chart:
    """Who has waited how many months: the last month seen, and the years to come."""
    last = len(found.months) - 1
    shown = [*range(11, last, 12), last]
    profiles = [(_words(found.past_months[-1]), found.past_ages[-1])]
    profiles += [(_words(found.months[at]), found.ages[at]) for at in shown]
    names = [name for name, _ in profiles]
    most = found.ages.shape[1] - 1
    rows = [
        {"age": age, "patients": float(f"{patients:.5g}"), "month": name}
        for name, ages in profiles
        for age, patients in enumerate(ages[:-1])
    ]
    first, end = (float(ages[-1]) for ages in (profiles[0][1], profiles[-1][1]))
    title = (
        f"Waiting {most} months and more: {amount(first, 'patient')} in {names[0]}, "
        f"{amount(end, 'patient')} in {names[-1]}"
    )
    colour = {"field": "month", "type": "ordinal", "sort": names, "legend": {"symbolType": "stroke", "symbolStrokeWidth": 3},
              "scale": {"range": _ramp(len(names))}}  # fmt: skip
    axis = [f"Months waited ({most} and more are not drawn)"]
    layers: list[marks.Spec] = [
        {"data": {"values": rows},
         "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 30}},
         "encoding": {
             "x": {"field": "age", "type": "quantitative", "title": axis, "axis": marks.PLAIN_AXIS},
             "y": {"field": "patients", "type": "quantitative", "title": "Patients waiting",
                   "axis": _axis("patients")},
             "color": colour}},
        marks.source(source, HEIGHT, axis),
    ]  # fmt: skip
    words = "; ".join(
        f"{name}: " + ", ".join(f"{age} months {amount(float(n), 'patient')}"
                                for age, n in enumerate(ages) if age % 4 == 0)
        for name, ages in profiles
    )  # fmt: skip
    spec = on_white(title) | {"layer": layers}
    return Chart("by-age", title, f"Lines of patients by months waited. {words}.", spec)


def on_white(title: str) -> marks.Spec:
    """As in a report, but on white: these charts stand in files of their own."""
    return marks.base(title, HEIGHT) | {"background": "white"}


def _words(month: str) -> str:
    """A month as it is said: ``2025-05`` is May 2025."""
    return f"{calendar.month_name[int(month[5:])]} {month[:4]}"


def _points(months: Sequence[str], values: Any) -> list[dict[str, Any]]:
    return [
        {"month": f"{month}-01", "value": float(f"{value:.5g}")}
        for month, value in zip(months, values, strict=True)
    ]


def _band(rows: list[dict[str, Any]], name: str) -> marks.Spec:
    return {
        "data": {"values": [{**row, "band": f"central {name}"} for row in rows]},
        "mark": {"type": "area", "opacity": 1},
        "encoding": {
            "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"},
            "color": {"field": "band", "type": "nominal", "legend": {"orient": "top"},
                      "scale": {"domain": [f"central {key}" for key in _BANDS],
                                "range": list(_BANDS.values())}},
        },
    }  # fmt: skip


def _line(rows: list[dict[str, Any]], colour: str, dash: list[int]) -> marks.Spec:
    mark = {"type": "line", "color": colour, "strokeWidth": 2.5, "strokeDash": dash}
    return {"data": {"values": rows}, "mark": mark}


def _months_axis() -> marks.Spec:
    return {"field": "month", "type": "temporal", "title": ["Month"], "scale": {"type": "utc"},
            "axis": {"grid": False, "tickCount": 6, "format": "%b %Y", "labelOverlap": True}}  # fmt: skip


def _axis(unit: str) -> marks.Spec:
    if unit == "share":
        return {"format": ".0%", "tickCount": 5}
    return {"labelExpr": "datum.value == 0 ? '0' : format(datum.value, '~s')", "tickCount": 5}


def _ramp(steps: int) -> list[str]:
    """From ink to the lightest blue that is still seen, one a profile."""
    colours = [marks.INK, "#1f5f8f", "#3c85b8", "#74a9cf", "#a9cae2"]
    return [colours[min(at, len(colours) - 1)] for at in range(steps)]
