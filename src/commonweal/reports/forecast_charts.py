"""The charts of a forecast: seats by party with their intervals, and who is likely to win where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commonweal.reports import marks
from commonweal.reports.charts import Chart
from commonweal.reports.election_charts import hexagon_map

if TYPE_CHECKING:
    from commonweal.institutions.elections.forecast import Forecast

_ROW = 34
_BANDS = (("95%", 0.95, "#d5e4f0"), ("80%", 0.8, "#a9cae2"), ("50%", 0.5, "#74a9cf"))
"""From the widest interval to the narrowest, which lies on top."""
_MOST = 9
SURE = 0.75
_OPEN, _OTHERS = "open", "Ind"


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


def likely_map(found: Forecast, *, source: str = "") -> Chart:
    """One hexagon a constituency: who wins it in three quarters of the draws, if anybody."""
    from commonweal.institutions.elections import hexagons

    boundaries = "2024" if str(found.inputs["base"]).endswith("2024") else "2010"
    codes, centres = hexagons.centres(boundaries)
    place = {code: at for at, code in enumerate(found.ground.code)}
    winners = [_likely(found, place[code]) for code in codes]
    title = (
        f"In {winners.count(_OPEN)} of {found.house} seats nobody wins "
        f"{SURE:.0%} of the draws; the others lean to one party"
    )
    names = {_OPEN: "open", _OTHERS: "others"}
    return hexagon_map(winners, centres, names, title=title, source=source)


def _likely(found: Forecast, at: int) -> str:
    best = int(found.chances[at].argmax())
    if found.chances[at, best] < SURE:
        return _OPEN
    party = found.ground.parties[best]
    return party if party in found.parties else _OTHERS


def _title(found: Forecast) -> str:
    first = found.named()[0]
    low, high = found.interval(first, 0.95)
    chance = found.majority(first)
    return (
        f"{first}: {low:.0f} to {high:.0f} of {found.house} seats (central 95%), "
        f"a majority in {chance:.0%} of the draws"
    )
