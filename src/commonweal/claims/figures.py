"""Safe expressions over stated figures, and whether figures within bounds can satisfy them.

An expression compares sums of figures: ``killed + wounded = 11.5% * people``, ``a < b < c``,
``days(cut, broken) >= weeks and ...``. It may use ``+ − × ÷``, ``min``, ``max``, ``abs``,
``days(first, last)``, comparisons, and ``and``; anything else is refused, so that an
expression can do nothing but arithmetic.

Each figure is an interval, so each side of a comparison is one too. Where a figure stands
twice, plain interval arithmetic is too wide; the box of figures is then cut into smaller
boxes until those that remain are small, which is exact to one part in 64 of each figure's
own width.
"""

from __future__ import annotations

import ast
import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from commonweal.core.errors import ClaimError, UnitError, UnknownName
from commonweal.core.units import unit_named

Interval = tuple[float, float]
Box = Mapping[str, Interval]
Dimension = tuple[int, int, int]
"""Powers of time, money and date. Counts of things, shares and plain numbers are all zero."""

_PLAIN: Dimension = (0, 0, 0)
_DATE: Dimension = (0, 0, 1)
_TIME: Dimension = (1, 0, 0)
_DIMENSIONS: Mapping[str, Dimension] = {
    "time": _TIME, "money": (0, 1, 0), "money per time": (-1, 1, 0),
}  # fmt: skip
_SPELLINGS = {"×": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "!="}
_COMPARE: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_FUNCTIONS = ("min", "max", "abs", "days")
_LONGEST = 1000
_BOXES = 4096
_FINEST = 6
"""Halvings of each figure: 2**6 = 64 parts."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of an expression: two sums and the sign between them."""

    text: str
    left: ast.expr
    sign: str
    right: ast.expr

    def possible(self, box: Box) -> bool:
        """Whether interval arithmetic leaves room for the comparison to hold in the box.

        False is certain; true is certain where no figure stands twice.
        """
        return _possible(self.sign, value(self.left, box), value(self.right, box))


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: comparisons that must all hold, over named figures."""

    text: str
    comparisons: tuple[Comparison, ...]
    names: frozenset[str]
    repeated: frozenset[str]

    def satisfiable(self, box: Box) -> bool:
        """Whether some values inside the box satisfy every comparison at once.

        Exact where no figure stands twice, otherwise to a 64th of each figure's width.
        """
        if not self._possible(box):
            return False
        if not self.repeated:
            return True
        waiting, seen = [(box, dict.fromkeys(self.repeated, 0))], 0
        while waiting and seen < _BOXES:
            seen += 1
            here, halvings = waiting.pop()
            name = max(sorted(self.repeated), key=lambda n: _left_to_halve(here[n], halvings[n]))
            if _left_to_halve(here[name], halvings[name]) <= 0 or self._certain(here):
                return True
            deeper = {**halvings, name: halvings[name] + 1}
            waiting += [
                (half, deeper) for half in _halves(here, name) if self._possible(half)
            ]  # fmt: skip
        return bool(waiting)

    def _possible(self, box: Box) -> bool:
        return all(comparison.possible(box) for comparison in self.comparisons)

    def _certain(self, box: Box) -> bool:
        """Whether the middle of the box satisfies everything."""
        return self._possible({n: ((low + high) / 2,) * 2 for n, (low, high) in box.items()})


def parse_expression(text: str, units: Mapping[str, str], *, where: str = "") -> Expression:
    """Read an expression over the figures whose units are given.

    Raises ClaimError for anything but arithmetic, UnknownName for a figure that is not
    stated, UnitError where unlike things are added or compared.
    """
    spelt = " ".join(text.split())
    for sign, plain in _SPELLINGS.items():
        spelt = spelt.replace(sign, plain)
    spelt = re.sub(r"(\d+(?:\.\d+)?)\s*%", r"(\1/100)", spelt)
    spelt = re.sub(r"(?<![<>=!])=(?!=)", "==", spelt)
    try:
        tree = ast.parse(spelt[: _LONGEST + 1], mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ClaimError(
            f"'{text}' is not an expression", where=where,
            remedy="Write a comparison, such as 'killed + wounded = share * people'.",
        ) from None  # fmt: skip
    if len(spelt) > _LONGEST or sum(1 for _ in ast.walk(tree)) > _LONGEST // 4:
        raise ClaimError("the expression is too long", where=where, remedy="Split the claim.")
    comparisons = tuple(_comparisons(tree, where))
    reader = _Reader(units, where)
    for comparison in comparisons:
        reader.check(comparison)
    counted: Counter[str] = Counter()
    for comparison in comparisons:
        counted.update(_names(comparison.left) + _names(comparison.right))
    unused = sorted(set(units) - set(counted))
    if unused:
        raise ClaimError(
            f"the figure '{unused[0]}' does not occur in the expression", where=where,
            remedy="Use it, or take it out of 'figures'.",
        )  # fmt: skip
    repeated = frozenset(name for name, times in counted.items() if times > 1)
    return Expression(" ".join(text.split()), comparisons, frozenset(counted), repeated)


def scale_of(unit: str) -> float:
    """What a figure of this unit is multiplied by, so that sums are in days, pounds or counts."""
    if unit == "date":
        return 1.0
    found = unit_named(unit)
    return 0.01 if found.dimension == "percentage points" else found.size


def value(node: ast.expr, box: Box) -> Interval:
    """The interval of a sum, given the interval of each figure (in base units)."""
    if isinstance(node, ast.Constant):
        return float(node.value), float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return box[node.id]
    if isinstance(node, ast.UnaryOp):
        low, high = value(node.operand, box)
        return (-high, -low) if isinstance(node.op, ast.USub) else (low, high)
    if isinstance(node, ast.BinOp):
        return _ARITHMETIC[type(node.op)](value(node.left, box), value(node.right, box))
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)  # noqa: S101 - checked when parsed
    arguments = [value(argument, box) for argument in node.args]
    return _CALLS[node.func.id](arguments)


def _plus(a: Interval, b: Interval) -> Interval:
    return a[0] + b[0], a[1] + b[1]


def _minus(a: Interval, b: Interval) -> Interval:
    return a[0] - b[1], a[1] - b[0]


def _times(a: Interval, b: Interval) -> Interval:
    ends = [0.0 if 0 in (x, y) else x * y for x, y in itertools.product(a, b)]
    return min(ends), max(ends)


def _over(a: Interval, b: Interval) -> Interval:
    if b[0] <= 0 <= b[1]:
        return -math.inf, math.inf
    return _times(a, (1 / b[1], 1 / b[0]))


def _abs(arguments: list[Interval]) -> Interval:
    low, high = arguments[0]
    least = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return least, max(abs(low), abs(high))


_ARITHMETIC: Mapping[type[ast.operator], Callable[[Interval, Interval], Interval]] = {
    ast.Add: _plus, ast.Sub: _minus, ast.Mult: _times, ast.Div: _over,
}  # fmt: skip
_CALLS: Mapping[str, Callable[[list[Interval]], Interval]] = {
    "min": lambda a: (min(i[0] for i in a), min(i[1] for i in a)),
    "max": lambda a: (max(i[0] for i in a), max(i[1] for i in a)),
    "abs": _abs,
    "days": lambda a: _minus(a[1], a[0]),
}


def _possible(sign: str, left: Interval, right: Interval) -> bool:
    slack = _ROUNDING * max(1.0, *(abs(end) for end in (*left, *right) if math.isfinite(end)))
    if sign == "=":
        return left[0] <= right[1] + slack and right[0] <= left[1] + slack
    if sign == "<=":
        return left[0] <= right[1] + slack
    if sign == ">=":
        return right[0] <= left[1] + slack
    return left[0] < right[1] if sign == "<" else right[0] < left[1]


def _halves(box: Box, name: str) -> Iterator[Box]:
    low, high = box[name]
    middle = (low + high) / 2
    yield {**box, name: (low, middle)}
    yield {**box, name: (middle, high)}


def _left_to_halve(interval: Interval, halvings: int) -> int:
    return _FINEST - halvings if interval[1] > interval[0] else 0


def _comparisons(node: ast.expr, where: str) -> Iterator[Comparison]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for part in node.values:
            yield from _comparisons(part, where)
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for (left, right), operator in zip(itertools.pairwise(sides), node.ops, strict=True):
            if type(operator) not in _COMPARE:
                raise _refused("this comparison", where)
            sign = _COMPARE[type(operator)]
            text = f"{ast.unparse(left)} {sign} {ast.unparse(right)}"
            yield Comparison(text, left, sign, right)
    else:
        raise ClaimError(
            "the expression compares nothing", where=where,
            remedy="Join two sums by =, <, >, <= or >=; join comparisons by 'and'.",
        )  # fmt: skip


def _names(node: ast.expr) -> list[str]:
    inside = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
    return [n.id for n in inside if n.id not in _FUNCTIONS]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Checks that an expression is arithmetic, knows its figures, and adds like to like."""

    units: Mapping[str, str]
    where: str

    def check(self, comparison: Comparison) -> None:
        self._alike(self.dimension(comparison.left), self.dimension(comparison.right), "compare")

    def dimension(self, node: ast.expr) -> Dimension:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bool) or not isinstance(node.value, int | float):
                raise _refused(f"the value {node.value!r}", self.where)
            if not math.isfinite(node.value):
                raise _refused("a number without end", self.where)
            return _PLAIN
        if isinstance(node, ast.Name):
            return self._figure(node.id)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            return self.dimension(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return self._combined(node)
        if isinstance(node, ast.Call):
            return self._called(node)
        raise _refused(f"'{ast.unparse(node)}'", self.where)

    def _figure(self, name: str) -> Dimension:
        if name not in self.units:
            raise UnknownName("figure", name, self.units, where=self.where)
        unit = self.units[name]
        if unit == "date":
            return _DATE
        return _DIMENSIONS.get(unit_named(unit, where=self.where).dimension, _PLAIN)

    def _combined(self, node: ast.BinOp) -> Dimension:
        left, right = self.dimension(node.left), self.dimension(node.right)
        if isinstance(node.op, ast.Mult | ast.Div):
            if _DATE in (left, right):
                raise self._unlike("a date cannot be multiplied or divided")
            sign = 1 if isinstance(node.op, ast.Mult) else -1
            return (left[0] + sign * right[0], left[1] + sign * right[1], 0)
        if isinstance(node.op, ast.Sub) and left == right == _DATE:
            return _TIME
        if left == _DATE and right == _TIME:
            return _DATE
        if left == right == _DATE:
            raise self._unlike("two dates cannot be added")
        return self._alike(left, right, "add or subtract")

    def _called(self, node: ast.Call) -> Dimension:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name not in _FUNCTIONS or node.keywords or not node.args:
            raise _refused(f"'{name}(…)'", self.where)
        dimensions = [self.dimension(argument) for argument in node.args]
        if name == "days":
            if dimensions != [_DATE, _DATE]:
                raise self._unlike("days(first, last) takes two dates")
            return _TIME
        if name == "abs" and len(dimensions) != 1:
            raise _refused("abs of several amounts", self.where)
        return reduce(lambda a, b: self._alike(a, b, "compare"), dimensions)

    def _alike(self, left: Dimension, right: Dimension, deed: str) -> Dimension:
        if left != right:
            raise self._unlike(f"the expression would {deed} {_said(left)} and {_said(right)}")
        return left

    def _unlike(self, what: str) -> UnitError:
        return UnitError(what, where=self.where, remedy="Check the units of the figures.")


def _said(dimension: Dimension) -> str:
    known = {_PLAIN: "a number", _DATE: "a date", **{d: n for n, d in _DIMENSIONS.items()}}
    return known.get(dimension, "a quotient of time and money")


def _refused(what: str, where: str) -> ClaimError:
    return ClaimError(
        f"{what} is not allowed in an expression", where=where,
        remedy="Use figures, numbers, + - * /, min, max, abs, days(first, last), "
        "comparisons and 'and'.",
    )  # fmt: skip
