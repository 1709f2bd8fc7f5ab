"""Interval arithmetic over the sums of an expression: values, slopes, and tight bounds.

Plain interval arithmetic is too wide where a figure stands twice, as in a / (1 - a). Where
the sum rises, or falls, with that figure throughout (its slope, itself an interval, keeps one
sign), the extremes lie at the figure's ends, and the bounds are exact.
"""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable, Collection, Mapping

Interval = tuple[float, float]
Box = Mapping[str, Interval]
"""The interval of each figure, in base units: days, pounds, counts."""

_EVERYTHING: Interval = (-math.inf, math.inf)
_ZERO: Interval = (0.0, 0.0)


def value(node: ast.expr, box: Box) -> Interval:
    """Bounds of a sum, given the interval of each figure; exact where none stands twice."""
    if isinstance(node, ast.Constant):
        return float(node.value), float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return box[node.id]
    if isinstance(node, ast.UnaryOp):
        operand = value(node.operand, box)
        return _minus(_ZERO, operand) if isinstance(node.op, ast.USub) else operand
    if isinstance(node, ast.BinOp):
        return ARITHMETIC[type(node.op)](value(node.left, box), value(node.right, box))
    name, arguments = _call(node)
    return CALLS[name]([value(argument, box) for argument in arguments])


def slope(node: ast.expr, figure: str, box: Box) -> Interval:
    """Bounds of how fast a sum grows with one figure, anywhere in the box."""
    if isinstance(node, ast.Constant):
        return _ZERO
    if isinstance(node, ast.Name):
        return (1.0, 1.0) if node.id == figure else _ZERO
    if isinstance(node, ast.UnaryOp):
        inner = slope(node.operand, figure, box)
        return _minus(_ZERO, inner) if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        return _slope_of_pair(node, figure, box)
    name, arguments = _call(node)
    slopes = [slope(argument, figure, box) for argument in arguments]
    if name == "days":
        return _minus(slopes[1], slopes[0])
    if name == "abs":
        low, high = value(arguments[0], box)
        slopes = ([slopes[0]] if high > 0 else []) + (
            [_minus(_ZERO, slopes[0])] if low < 0 else []
        ) or [_ZERO]
    return min(s[0] for s in slopes), max(s[1] for s in slopes)


def tight(
    left: ast.expr, right: ast.expr, box: Box, twice: Collection[str]
) -> tuple[Interval, bool]:
    """Bounds of left less right, and whether they are exact.

    ``twice`` names the figures that stand more than once; the bounds are exact when the
    difference is monotone in each of them.
    """
    node = ast.BinOp(left, ast.Sub(), right)
    lowest, highest, exact = dict(box), dict(box), True
    for figure in twice:
        steepness = slope(node, figure, box)
        low, high = box[figure]
        if steepness[0] >= 0:
            lowest[figure], highest[figure] = (low, low), (high, high)
        elif steepness[1] <= 0:
            lowest[figure], highest[figure] = (high, high), (low, low)
        else:
            exact = exact and low == high
    return (value(node, lowest)[0], value(node, highest)[1]), exact


def _plus(a: Interval, b: Interval) -> Interval:
    return a[0] + b[0], a[1] + b[1]


def _minus(a: Interval, b: Interval) -> Interval:
    return a[0] - b[1], a[1] - b[0]


def _times(a: Interval, b: Interval) -> Interval:
    ends = [0.0 if 0 in (x, y) else x * y for x, y in itertools.product(a, b)]
    return min(ends), max(ends)


def _over(a: Interval, b: Interval) -> Interval:
    if b[0] <= 0 <= b[1]:
        return _EVERYTHING
    return _times(a, (1 / b[1], 1 / b[0]))


def _abs(arguments: list[Interval]) -> Interval:
    low, high = arguments[0]
    least = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return least, max(abs(low), abs(high))


ARITHMETIC: Mapping[type[ast.operator], Callable[[Interval, Interval], Interval]] = {
    ast.Add: _plus, ast.Sub: _minus, ast.Mult: _times, ast.Div: _over,
}  # fmt: skip
CALLS: Mapping[str, Callable[[list[Interval]], Interval]] = {
    "min": lambda a: (min(i[0] for i in a), min(i[1] for i in a)),
    "max": lambda a: (max(i[0] for i in a), max(i[1] for i in a)),
    "abs": _abs,
    "days": lambda a: _minus(a[1], a[0]),
}


def _slope_of_pair(node: ast.BinOp, figure: str, box: Box) -> Interval:
    rise, other = slope(node.left, figure, box), slope(node.right, figure, box)
    if isinstance(node.op, ast.Add):
        return _plus(rise, other)
    if isinstance(node.op, ast.Sub):
        return _minus(rise, other)
    left, right = value(node.left, box), value(node.right, box)
    if isinstance(node.op, ast.Mult):
        return _plus(_times(rise, right), _times(left, other))
    if right[0] <= 0 <= right[1]:
        return _EVERYTHING
    # (l / r)' = l' / r - (l / r) * (r' / r)
    return _minus(_over(rise, right), _times(_over(left, right), _over(other, right)))


def _call(node: ast.expr) -> tuple[str, list[ast.expr]]:
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)  # noqa: S101 - checked when parsed
    return node.func.id, node.args
