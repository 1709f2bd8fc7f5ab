"""Safe expressions over stated figures, and whether figures within bounds can satisfy them.

An expression compares sums of figures: ``killed + wounded = 11.5% * people``, ``a < b < c``,
``days(cut, broken) >= weeks and ...``. It may use ``+ − × ÷``, ``min``, ``max``, ``abs``,
``days(first, last)``, comparisons, and ``and``; anything else is refused, so that an
expression can do nothing but arithmetic.

Each figure is an interval, so each side of a comparison is one too (``intervals.py``). Where
one value of a figure must serve several places and the bounds are not exact, the box of
figures is cut into smaller boxes until those that remain are small: exact to one part in 64
of each such figure's own width, and never wrong in saying that there is no solution.
"""

from __future__ import annotations

import ast
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from commonweal.claims.intervals import ARITHMETIC, CALLS, Box, Interval, tight, value
from commonweal.core.errors import ClaimError, UnitError, UnknownName
from commonweal.core.units import unit_named

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
_LONGEST = 1000
_BOXES = 4096
_FINEST = 6
"""Halvings of each figure: 2**6 = 64 parts."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of an expression: two sums and the sign between them.

    ``repeated`` names the figures that stand in it more than once.
    """

    text: str
    left: ast.expr
    sign: str
    right: ast.expr
    repeated: tuple[str, ...]

    def possible(self, box: Box) -> bool:
        """Whether the bounds leave room for the comparison to hold: a no is certain."""
        return self._answer(box)[0]

    def decided(self, box: Box) -> bool:
        """Whether ``possible`` is certain either way in this box."""
        return self._answer(box)[1]

    def _answer(self, box: Box) -> tuple[bool, bool]:
        bounds, exact = tight(self.left, self.right, box, self.repeated)
        sizes = (abs(end) for side in (self.left, self.right) for end in value(side, box))
        slack = _ROUNDING * max(1.0, *(size for size in sizes if math.isfinite(size)), 0.0)
        return _possible(self.sign, bounds, slack), exact


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: comparisons that must all hold, over named figures.

    ``shared`` names the figures whose one value must serve several places.
    """

    text: str
    comparisons: tuple[Comparison, ...]
    names: frozenset[str]
    shared: tuple[str, ...]

    def satisfiable(self, box: Box) -> bool:
        """Whether some values inside the box satisfy every comparison at once.

        Exact for one comparison whose sides are monotone in each repeated figure; otherwise
        to a 64th of each shared figure's width.
        """
        if not self._possible(box):
            return False
        waiting, seen = [(box, dict.fromkeys(self.shared, 0))], 0
        while waiting and seen < _BOXES:
            seen += 1
            here, halvings = waiting.pop()
            widest = max(
                self.shared, key=lambda n: _left_to_halve(here[n], halvings[n]), default=None
            )
            if widest is None or self._certain(here):
                return True
            if _left_to_halve(here[widest], halvings[widest]) <= 0:
                return True
            deeper = {**halvings, widest: halvings[widest] + 1}
            waiting += [
                (half, deeper) for half in _halves(here, widest) if self._possible(half)
            ]  # fmt: skip
        return bool(waiting)

    def refuse_division_by_zero(self, box: Box, *, where: str = "") -> None:
        """Refuse to divide by what is 0 at the middle of the box: anything would agree with it.

        Raises ClaimError that names the divisor.
        """
        middle = {name: ((low + high) / 2,) * 2 for name, (low, high) in box.items()}
        sides = [side for c in self.comparisons for side in (c.left, c.right)]
        for node in (part for side in sides for part in ast.walk(side)):
            if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)):
                continue
            if value(node.right, middle) == (0.0, 0.0):
                raise ClaimError(
                    f"the expression divides by zero: '{ast.unparse(node.right)}' is 0",
                    where=where,
                    remedy="Multiply the other side by it instead, or leave the figure out.",
                )

    def _possible(self, box: Box) -> bool:
        return all(comparison.possible(box) for comparison in self.comparisons)

    def _certain(self, box: Box) -> bool:
        """Whether a possible box surely holds a solution."""
        if len(self.comparisons) == 1:
            return self.comparisons[0].decided(box)
        middle = {name: ((low + high) / 2,) * 2 for name, (low, high) in box.items()}
        return self._possible({**box, **{name: middle[name] for name in self.shared}})


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
    counted = Counter(name for c in comparisons for name in _names(c.left) + _names(c.right))
    unused = sorted(set(units) - set(counted))
    if unused:
        raise ClaimError(
            f"the figure '{unused[0]}' does not occur in the expression", where=where,
            remedy="Use it, or take it out of 'figures'.",
        )  # fmt: skip
    shared = tuple(sorted(name for name, times in counted.items() if times > 1))
    return Expression(" ".join(text.split()), comparisons, frozenset(counted), shared)


def scale_of(unit: str) -> float:
    """What a figure of this unit is multiplied by, so that sums are in days, pounds or counts."""
    if unit == "date":
        return 1.0
    found = unit_named(unit)
    return 0.01 if found.dimension == "percentage points" else found.size


def _possible(sign: str, difference: Interval, slack: float) -> bool:
    """Whether a difference within these bounds can have the sign."""
    low, high = difference
    return {
        "=": low <= slack and high >= -slack,
        "<=": low <= slack,
        ">=": high >= -slack,
        "<": low < 0,
        ">": high > 0,
    }[sign]


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
            counted = Counter(_names(left) + _names(right))
            repeated = tuple(sorted(name for name, times in counted.items() if times > 1))
            yield Comparison(text, left, sign, right, repeated)
    else:
        raise ClaimError(
            "the expression compares nothing", where=where,
            remedy="Join two sums by =, <, >, <= or >=; join comparisons by 'and'.",
        )  # fmt: skip


def _names(node: ast.expr) -> list[str]:
    inside = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
    return [n.id for n in inside if n.id not in CALLS]


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
        if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
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
        if name not in CALLS or node.keywords or not node.args:
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
