"""The charts of an election: votes beside seats, and who won where on equal hexagons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from commonweal.reports import marks
from commonweal.reports.charts import Chart
from commonweal.reports.numbers import percent

if TYPE_CHECKING:
    from commonweal.core.protocol import Floats
    from commonweal.institutions.elections.moves import Moves
    from commonweal.institutions.elections.outcome import Outcome

_MOST = 8
_ROW = 46
_MAP_WIDTH = 380
_HEXAGON = "M0,-1L0.866,-0.5L0.866,0.5L0,1L-0.866,0.5L-0.866,-0.5Z"
_COLOURS: Mapping[str, str] = {
    "Con": "#0a66b5", "Lab": "#c8102e", "LD": "#f2a23a", "SNP": "#f5e663", "PC": "#0b5d4e",
    "Green": "#6ab023", "RUK": "#17b4c6", "DUP": "#8c3b1f", "SF": "#1f7a5c", "SDLP": "#9fd3b6",
    "Speaker": "#2b2b2b", "Ind": "#b9b3c6", "UUP": "#5a7db5", "APNI": "#e6c229", "UKIP": "#6d3177",
}  # fmt: skip
"""The colours parties use themselves, lighter or darker where two would look alike in grey."""
_OTHER = "#8d979f"


def votes_and_seats(found: Outcome, *, source: str = "") -> Chart:
    """For each party its share of the votes and, below it, its share of the seats."""
    shown = [party for party in found.parties if party.votes or party.seats][:_MOST]
    values = [
        {"party": party.party, "of": kind, "share": float(f"{share:.4g}")}
        for party in shown
        for kind, share in (("votes", party.share), ("seats", party.seats / found.house))
    ]
    title = _votes_title(found)
    height = _ROW * len(shown)
    axis = ["Share of all votes, and of all seats"]
    bar = {
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "y": {"field": "party", "type": "nominal", "sort": [p.party for p in shown],
                  "title": None, "axis": {"ticks": False, "domain": False, "labelLimit": 230}},
            "yOffset": {"field": "of", "sort": ["votes", "seats"]},
            "x": {"field": "share", "type": "quantitative", "title": axis,
                  "axis": {"format": ".0%", "grid": True, "tickCount": 6}},
            "color": {"field": "of", "type": "nominal", "sort": ["votes", "seats"],
                      "scale": {"domain": ["votes", "seats"], "range": ["#9cc3e0", marks.GAIN]}},
        },
    }  # fmt: skip
    spec = _on_white(title, height) | {"layer": [bar, marks.source(source, height, axis)]}
    words = "; ".join(
        f"{party.party}: {percent(party.share)} of the votes, {party.seats} seats"
        for party in shown
    )
    return Chart("votes-and-seats", title, f"Bars: {title}. {words}.", spec)


def hexagon_map(
    winners: Sequence[str],
    centres: Floats,
    names: Mapping[str, str],
    *,
    title: str,
    source: str = "",
) -> Chart:
    """One hexagon a constituency in the colour of the party that won it.

    ``winners``: the party of each constituency; ``centres``: f8[constituencies, 2], in widths of
    a hexagon, eastward and northward; ``names``: parties in words. The legend counts them.
    """
    counted = {party: list(winners).count(party) for party in dict.fromkeys(winners)}
    order = sorted(counted, key=lambda party: (-counted[party], party))
    label = {party: f"{names.get(party, party)} {counted[party]}" for party in order}
    left, low = centres.min(axis=0)
    wide, high = centres.max(axis=0) - centres.min(axis=0) + 1
    cell = _MAP_WIDTH / wide
    height = round(cell * high)
    values = [
        {"x": round(float(x - left), 3), "y": round(float(y - low), 3), "party": label[party]}
        for (x, y), party in zip(centres, winners, strict=True)
    ]
    point = {
        "data": {"values": values},
        "mark": {"type": "point", "shape": _HEXAGON, "filled": True, "opacity": 1,
                 "size": (2 * cell / 3**0.5) ** 2, "stroke": "white", "strokeWidth": 0.6},
        "encoding": {
            "x": _axis("x", wide), "y": _axis("y", high),
            "color": {"field": "party", "type": "nominal", "legend": {"columns": 2},
                      "scale": {"domain": [label[party] for party in order],
                                "range": [_COLOURS.get(party, _OTHER) for party in order]}},
        },
    }  # fmt: skip
    spec = _on_white(title, height) | {"layer": [point, marks.source(source, height - 30, [""])]}
    words = ", ".join(label[party] for party in order)
    return Chart("hexagons", title, f"Map of equal hexagons: {title}. {words}.", spec)


def moves_chart(moved: Moves, name: str, *, source: str = "") -> Chart:
    """A party's share before against its change: one dot a constituency, the mean as a line.

    Under uniform swing all dots lie on the line; under proportional swing on one through 0.
    """
    change = 100 * moved.change
    title = (
        f"{name} moved by {change.mean():+.1f} points on average, by {change.min():+.1f} to "
        f"{change.max():+.1f} in single constituencies"
    ).replace("-", "\N{MINUS SIGN}")
    values = [
        {"before": round(100 * before, 2), "change": round(moved_by, 2)}
        for before, moved_by in zip(moved.before.tolist(), change.tolist(), strict=True)
    ]
    height, axis = 300, ["Share of the votes before (%)"]
    y = {"field": "change", "type": "quantitative", "title": "Change (points)",
         "axis": marks.PLAIN_AXIS}  # fmt: skip
    dots = {
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 16, "opacity": 0.55, "color": marks.GAIN},
        "encoding": {"x": {"field": "before", "type": "quantitative", "title": axis,
                           "axis": marks.PLAIN_AXIS}, "y": y},
    }  # fmt: skip
    mean = {
        "data": {"values": [{"change": round(float(change.mean()), 3)}]},
        "mark": {"type": "rule", "strokeDash": [5, 3], "color": marks.INK, "strokeWidth": 1.5},
        "encoding": {"y": y},
    }
    spec = _on_white(title, height) | {"layer": [dots, mean, marks.source(source, height, axis)]}
    words = f"Dots, one a constituency: share before and change. {title}."
    return Chart(f"moves-{moved.group}", title, words, spec)


def _axis(name: str, length: float) -> marks.Spec:
    return {
        "field": name, "type": "quantitative", "axis": None,
        "scale": {"domain": [-0.5, float(length) - 0.5], "nice": False, "zero": False},
    }  # fmt: skip


def _on_white(title: str, height: int) -> marks.Spec:
    return marks.base(title, height) | {"background": "white"}


def _votes_title(found: Outcome) -> str:
    first = found.parties[0]
    known = "at least " if found.undecided else ""
    return (
        f"{first.party} won {known}{percent(first.seats / found.house)} of the seats with "
        f"{percent(first.share)} of the votes in {found.day[:4]}"
    )
