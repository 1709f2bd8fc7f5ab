"""The chart of a forecast: seats by party, their median and central intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commonweal.reports import marks
from commonweal.reports.charts import Chart

if TYPE_CHECKING:
    from commonweal.institutions.elections.forecast import Forecast

_ROW = 34
_BANDS = (("95%", 0.95, "#d5e4f0"), ("80%", 0.8, "#a9cae2"), ("50%", 0.5, "#74a9cf"))
"""From the widest interval to the narrowest, which lies on top."""
_MOST = 9


def seats_chart(found: Forecast, *, source: str = "") -> Chart:
    """Seats by party: the median, and the central 50, 80 and 95% of the draws."""
    parties = found.named()[:_MOST]
    title = _title(found)
    medians = {party: float(np.median(found.won(party))) for party in parties}
    height, axis = _ROW * len(parties), ["Seats"]
    y = {"field": "party", "type": "nominal", "sort": list(parties), "title": None,
         "axis": {"ticks": False, "domain": False, "labelFontSize": 13}}  # fmt: skip
    layers: list[marks.Spec] = []
    for name, level, colour in _BANDS:
        ends = [(party, *found.interval(party, level)) for party in parties]
        rows = [{"party": party, "low": low, "high": high, "interval": name}
                for party, low, high in ends]  # fmt: skip
        layers.append({
            "data": {"values": rows}, "mark": {"type": "bar", "height": 16, "color": colour},
            "encoding": {"y": y, "x": {"field": "low", "type": "quantitative", "title": axis},
                         "x2": {"field": "high"}},
        })  # fmt: skip
    middle = [
        {"party": party, "seats": seats, "text": f"{seats:.0f}"} for party, seats in medians.items()
    ]
    at = {"y": y, "x": {"field": "seats", "type": "quantitative"}}
    layers += [
        {"data": {"values": middle}, "encoding": at,
         "mark": {"type": "tick", "color": marks.INK, "thickness": 2, "size": 20}},
        {"data": {"values": middle}, "encoding": {**at, "text": {"field": "text"}},
         "mark": {"type": "text", "dy": -14, "fontSize": 12, "color": marks.INK}},
        marks.rule_at((found.house + 1) // 2 if found.house % 2 else found.house / 2 + 1,
                      marks.INK, [4, 3]),
        marks.source(source, height, axis),
    ]  # fmt: skip
    spec = marks.base(title, height) | {"background": "white", "layer": layers}
    spec["title"]["subtitle"] = [
        "Tick: the median; bars: the central 50, 80 and 95% of the draws",
        "Dashed: a majority of the house",
    ]
    words = "; ".join(
        f"{party}: {seats:.0f}, {low:.0f} to {high:.0f} in 95%"
        for party, seats in medians.items()
        for low, high in [found.interval(party, 0.95)]
    )
    return Chart("seats", title, f"Interval chart of seats by party. {words}.", spec)


def _title(found: Forecast) -> str:
    first = found.named()[0]
    low, high = found.interval(first, 0.95)
    chance = found.majority(first)
    return (
        f"{first}: {low:.0f} to {high:.0f} of {found.house} seats (central 95%), "
        f"a majority in {chance:.0%} of the draws"
    )
