"""The charts of a count of ballots: votes stage by stage, and whose votes went to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from commonweal.reports import marks
from commonweal.reports.charts import Chart
from commonweal.reports.numbers import number

if TYPE_CHECKING:
    from commonweal.algorithms.counts import Count, Stage

_HEIGHT = 300
_ROW = 30
_NAME = 26
_NOT_TRANSFERABLE = "not transferable"
_COLOURS = (
    "#1f5f8f", "#e3a05a", "#3b7d4f", "#8a4f9e", "#b0413e", "#5b6570", "#2f9aa8", "#c7a21d",
    "#7a5c43", "#d48ab0", "#94b447", "#4a4fb0",
)  # fmt: skip


def stages_chart(found: Count, *, source: str = "") -> Chart:
    """Each candidate's votes at the end of each stage, with the quota where the rule has one."""
    order = _ranked(found)[: len(_COLOURS)]
    names = [_named(found, at) for at in order]
    title = _elected_words(found)
    rows = [
        {"stage": stage.number, "candidate": _named(found, at),
         "votes": round(stage.tallies[at] / found.parts, 3)}
        for stage in found.stages
        for at in order
        if stage.tallies[at] or stage.number == 1
    ]  # fmt: skip
    axis = ["Stage of the count"]
    x = {"field": "stage", "type": "ordinal", "title": axis,
         "axis": {"labelAngle": 0, "labelOverlap": True}}  # fmt: skip
    y = {"field": "votes", "type": "quantitative", "title": "Votes", "axis": marks.PLAIN_AXIS}
    colour = {"field": "candidate", "type": "nominal", "sort": names,
              "scale": {"domain": names, "range": list(_COLOURS[: len(names)])},
              "legend": {"columns": 2, "labelLimit": 190, "symbolType": "stroke", "symbolStrokeWidth": 3}}  # fmt: skip
    layers: list[marks.Spec] = [
        {"data": {"values": rows},
         "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 26}},
         "encoding": {"x": x, "y": y, "color": colour}},
    ]  # fmt: skip
    quota = float(found.quota)
    if quota:
        rule = {"type": "rule", "strokeDash": [5, 3], "color": marks.INK}
        word = {"type": "text", "align": "left", "dy": -7, "x": 2, "fontSize": 13}
        held = {"values": [{"votes": quota, "text": f"quota {number(round(quota))}"}]}
        layers += [
            {"data": held, "mark": rule, "encoding": {"y": y}},
            {"data": held, "mark": word, "encoding": {"y": y, "text": {"field": "text"}}},
        ]
    layers.append(marks.source(source, _HEIGHT, axis))
    words = "; ".join(
        f"{_named(found, at)}: {number(round(found.stages[0].tallies[at] / found.parts))} at first, "
        f"{number(round(found.stages[-1].tallies[at] / found.parts))} at the end"
        for at in order
    )
    spec = _on_white(title, _HEIGHT) | {"layer": layers}
    return Chart("stages", title, f"Lines of votes by stage. {words}.", spec)


def transfers_chart(found: Count, *, source: str = "") -> Chart | None:
    """Whose votes went to whom: a row for each transfer, a circle for what each one got.

    None for a rule, or a count, without transfers.
    """
    flows = _flows(found)
    if not flows:
        return None
    senders = list(dict.fromkeys(flow["of"] for flow in flows))
    receivers = [_named(found, at) for at in _ranked(found)]
    receivers = [name for name in receivers if any(f["to"] == name for f in flows)]
    receivers += [_NOT_TRANSFERABLE] * any(f["to"] == _NOT_TRANSFERABLE for f in flows)
    largest = max(flows, key=lambda flow: float(flow["votes"]))
    title = (
        f"The largest transfer: {number(round(largest['votes']))} votes of {largest['whose']} to "
        f"{largest['to']}"
        if largest["to"] != _NOT_TRANSFERABLE
        else f"Most often nobody was next: {number(round(largest['votes']))} votes of {largest['whose']}"
    )
    height = _ROW * len(senders)
    x = {"field": "to", "type": "nominal", "sort": receivers, "title": None,
         "axis": {"orient": "top", "labelAngle": -60, "labelLimit": 190, "ticks": False, "domain": False}}  # fmt: skip
    y = {"field": "of", "type": "nominal", "sort": senders, "title": None,
         "axis": {"labelLimit": 300, "ticks": False, "domain": False}}  # fmt: skip
    size = {"field": "votes", "type": "quantitative", "legend": None,
            "scale": {"type": "linear", "domain": [0, largest["votes"]], "range": [0, 700]}}  # fmt: skip
    layers: list[marks.Spec] = [
        {"data": {"values": flows},
         "mark": {"type": "circle", "color": marks.SHADES["claim"], "opacity": 1},
         "encoding": {"x": x, "y": y, "size": size}},
        {"data": {"values": flows}, "mark": {"type": "text", "fontSize": 12, "color": marks.INK},
         "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
        marks.source(source, height - 30, [""]),
    ]  # fmt: skip
    room = {"left": 6, "top": 6, "bottom": 6, "right": 90}
    spec = _on_white(title, height) | {"layer": layers, "padding": room}
    words = "; ".join(f"{f['of']} to {f['to']}: {f['text']}" for f in flows)
    return Chart("transfers", title, f"Circles of votes passed on. {words}.", spec)


def _flows(found: Count) -> list[dict[str, Any]]:
    """What each candidate gained at each stage with a transfer, in votes."""
    flows = []
    for before, stage in zip(found.stages, found.stages[1:], strict=False):
        whose = ", ".join(_named(found, at) for at in stage.candidates)
        if not whose:
            continue
        gained = [
            (_named(found, at), now - then)
            for at, (then, now) in enumerate(zip(before.tallies, stage.tallies, strict=True))
        ]
        gained.append((_NOT_TRANSFERABLE, stage.exhausted - before.exhausted))
        flows += [
            {"of": _sender(stage, whose), "whose": whose, "to": name,
             "votes": round(parts / found.parts, 3),
             "text": number(round(parts / found.parts)) if parts >= found.parts else "<1"}
            for name, parts in gained
            if parts > 0
        ]  # fmt: skip
    return flows


def _sender(stage: Stage, whose: str) -> str:
    what = "surplus" if stage.action == "surplus" else "out"
    return f"{stage.number}. {whose}, {what}"


def _ranked(found: Count) -> list[int]:
    """Those elected in order, then the others by who lasted longest and had most."""

    def lasting(at: int) -> tuple[int, int]:
        held = [(stage.number, stage.tallies[at]) for stage in found.stages if stage.tallies[at]]
        return held[-1] if held else (0, 0)

    others = [at for at in range(len(found.candidates)) if at not in found.elected]
    return [*found.elected, *sorted(others, key=lasting, reverse=True)]


def _named(found: Count, at: int) -> str:
    name = found.candidates[at]
    return name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "…"


def _elected_words(found: Count) -> str:
    return f"Elected: {_listed(found.winners)}"


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _on_white(title: str, height: int) -> marks.Spec:
    return marks.base(title, height) | {"background": "white"}
