"""Regions: where an effect must lie for a claim to hold, to be immaterial, or to be opposed.

A region is written before the run, as a text::

    > 1 week        >= 5 seats      < -1 week       <= 3 %
    -1 .. 1 week    = 10 seats      48.8 ± 0.1 %    < -1 or > 1 week

``..`` includes both ends, ``±`` gives the same as two ends, and parts are joined by ``or``.
Amounts are converted to the unit of the quantity they judge; a unit may be left out where
the quantity is a bare number, a share, a calendar year or a yes/no, and stands for the
whole text when only the last part carries it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ClaimError, UnknownName
from commonweal.core.protocol import Floats
from commonweal.core.spelling import number_from
from commonweal.core.units import convert, unit_named

Mask = npt.NDArray[np.bool_]
NAMES = ("claim", "immaterial", "opposite")

_NEAR = 1e-9
"""A value this close to an edge, in proportion, lies on it: rounding must not judge."""

_BARE = frozenset({"1", "share", "yes/no", "calendar year"})
_NUMBER = r"[+\-−]?(?:\d[\d,_]*\.?\d*|\.\d+)(?:[eE][+\-]?\d+)?"
_UNIT = r"[^\d\s<>=±.][^<>=±]*?|1"
_ONE_SIDED = re.compile(rf"(>=|<=|>|<|=|≥|≤)\s*({_NUMBER})\s*({_UNIT})?")
_BETWEEN = re.compile(rf"({_NUMBER})\s*({_UNIT})?\s*\.\.\s*({_NUMBER})\s*({_UNIT})?")
_ABOUT = re.compile(rf"({_NUMBER})\s*({_UNIT})?\s*(?:±|\+/-)\s*({_NUMBER})\s*({_UNIT})?")
_REMEDY = (
    "Write '> 1 week', '>= 5 seats', '< -1 week', '-1 .. 1 week', '= 10 seats', "
    "'48.8 ± 0.1 %', or several joined by 'or'."
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of numbers; an end counts as inside where it is ``closed``."""

    low: float
    high: float
    low_closed: bool = True
    high_closed: bool = True

    def contains(self, values: Floats) -> Mask:
        """Which values lie inside; f8[n] -> bool[n]."""
        above = _above(values, self.low, closed=self.low_closed)
        below = _above(-values, -self.high, closed=self.high_closed)
        return above & below

    def meets(self, other: Interval) -> bool:
        """Whether the two share a point."""
        low = max(self.low, other.low)
        high = min(self.high, other.high)
        if low != high:
            return low < high
        return all(_holds(interval, low) for interval in (self, other))


@dataclass(frozen=True)
class Region:
    """A set of numbers in one unit: intervals that do not overlap, in rising order."""

    text: str
    unit: str
    intervals: tuple[Interval, ...]

    def contains(self, values: npt.ArrayLike) -> Mask:
        """Which values lie inside; f8[n] -> bool[n]."""
        given = np.asarray(values, dtype=np.float64)
        inside = np.zeros(given.shape, dtype=np.bool_)
        for interval in self.intervals:
            inside |= interval.contains(given)
        return inside

    @property
    def low(self) -> float:
        """The lowest edge; minus infinity where the region is open below."""
        return self.intervals[0].low

    @property
    def high(self) -> float:
        """The highest edge; infinity where the region is open above."""
        return self.intervals[-1].high

    @property
    def bounded(self) -> bool:
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def edges(self) -> tuple[float, ...]:
        """Every finite edge, in rising order."""
        ends = [edge for i in self.intervals for edge in (i.low, i.high) if math.isfinite(edge)]
        return tuple(dict.fromkeys(ends))

    def margin(self, values: npt.ArrayLike) -> Floats:
        """How far each value lies inside (positive) or outside (negative) the nearest edge."""
        given = np.asarray(values, dtype=np.float64)
        gaps = np.abs(given[..., None] - np.asarray(self.edges))
        nearest: Floats = gaps.min(axis=-1)
        return np.where(self.contains(given), nearest, -nearest)


@dataclass(frozen=True)
class Regions:
    """What was laid down before the run: where the claim holds, and where it is opposed.

    ``immaterial`` may be absent. ``opposite`` may be absent only for an equivalence claim
    ("about 10"), which is contradicted beyond either one of its edges. The regions never
    overlap, but may leave gaps: mass that lies in none of them is reported.
    """

    claim: Region
    immaterial: Region | None
    opposite: Region | None
    unit: str

    @property
    def equivalence(self) -> bool:
        """Whether the claim is two-sided: it says that the effect is about so much."""
        return self.claim.bounded

    def immaterial_mask(self, values: npt.ArrayLike) -> Mask:
        return _inside(self.immaterial, values)

    def opposite_mask(self, values: npt.ArrayLike) -> Mask:
        """Which values oppose the claim: the opposite region, or what no region holds.

        The second only where no opposite region is stated.
        """
        if self.opposite is not None:
            return self.opposite.contains(values)
        return ~(self.claim.contains(values) | self.immaterial_mask(values))

    def texts(self) -> dict[str, str]:
        """The regions as they were written, for a report."""
        stated = {"claim": self.claim, "immaterial": self.immaterial, "opposite": self.opposite}
        return {name: region.text for name, region in stated.items() if region is not None}


def parse_region(text: object, unit: str, *, where: str = "") -> Region:
    """Read one region and express it in ``unit``.

    Raises ClaimError when it is empty, backward or not of the grammar; UnitError when its
    unit measures something else.

    >>> parse_region("> 14 days", "week").intervals[0].low
    2.0
    """
    spelt = str(text).strip()
    if isinstance(text, bool) or text is None or not spelt:
        raise ClaimError("the region is empty", where=where, remedy=_REMEDY)
    parts = [part.strip() for part in re.split(r"\bor\b", spelt)]
    trailing = _last_unit(parts[-1])
    intervals = [_interval(part, unit, trailing, spelt, where) for part in parts]
    ordered = tuple(sorted(intervals, key=lambda i: (i.low, i.high)))
    for first, second in itertools.pairwise(ordered):
        if first.meets(second):
            raise ClaimError(
                f"two parts of the region '{spelt}' overlap", where=where,
                remedy="State each stretch of numbers once.",
            )  # fmt: skip
    return Region(spelt, unit, ordered)


def _named(name: str) -> str:
    return f"regions, {name}"


def parse_regions(
    texts: Mapping[str, Any], unit: str, *, place: Callable[[str], str] = _named
) -> Regions:
    """Read the regions of a claim, all in the unit of what they judge.

    ``place`` names the place of a region in its file. Raises ClaimError when the claim's
    region is missing, when nothing could contradict the claim, or when two regions overlap.
    """
    for name in texts:
        if name not in NAMES:
            raise UnknownName("region", name, NAMES, where=place(name))
    stated = {
        name: parse_region(texts[name], unit, where=place(name))
        for name in NAMES
        if texts.get(name) is not None
    }
    if "claim" not in stated:
        raise ClaimError(
            "no region says where the claim holds", where=place("claim"),
            remedy="Add 'claim:' to the regions, such as 'claim: \"> 1 week\"'.",
        )  # fmt: skip
    if "opposite" not in stated and not stated["claim"].bounded:
        raise ClaimError(
            "no region says what would contradict the claim", where=place("opposite"),
            remedy="Add 'opposite:' to the regions, such as 'opposite: \"< -1 week\"'.",
        )  # fmt: skip
    _refuse_overlaps(stated, place)
    return Regions(stated["claim"], stated.get("immaterial"), stated.get("opposite"), unit)


def _refuse_overlaps(stated: Mapping[str, Region], place: Callable[[str], str]) -> None:
    names = list(stated)
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            clash = any(
                a.meets(b) for a in stated[first].intervals for b in stated[second].intervals
            )
            if clash:
                raise ClaimError(
                    f"the regions '{first}' ({stated[first].text}) and '{second}' "
                    f"({stated[second].text}) overlap",
                    where=place(second),
                    remedy="Part them, so that an effect lies in one region at most.",
                )


def _interval(part: str, unit: str, trailing: str, whole: str, where: str) -> Interval:
    """One part of a region, converted to the unit."""
    if unit == "yes/no" and (answer := re.fullmatch(r"=?\s*(yes|no|true|false)", part)):
        truth = 1.0 if answer[1] in ("yes", "true") else 0.0
        return Interval(truth, truth)

    def amount(number: str, own_unit: str | None) -> float:
        return _amount(number, own_unit or trailing, unit, whole, where)

    if match := _ONE_SIDED.fullmatch(part):
        edge = amount(match[2], match[3])
        return {
            ">": Interval(edge, math.inf, low_closed=False),
            ">=": Interval(edge, math.inf),
            "<": Interval(-math.inf, edge, high_closed=False),
            "<=": Interval(-math.inf, edge),
            "=": Interval(edge, edge),
        }[match[1].replace("≥", ">=").replace("≤", "<=")]
    if match := _BETWEEN.fullmatch(part):
        low, high = amount(match[1], match[2] or match[4]), amount(match[3], match[4] or match[2])
        if low > high:
            raise ClaimError(
                f"the region '{part}' runs backward: its first end is {low:g} {unit}, its second "
                f"{high:g}",
                where=where,
                remedy="Write the lower end first.",
            )
        return Interval(low, high)
    if match := _ABOUT.fullmatch(part):
        centre = amount(match[1], match[2] or match[4])
        spread = amount(match[3], match[4] or match[2])
        if spread < 0:
            raise ClaimError(
                f"the region '{part}' has a negative tolerance", where=where,
                remedy="Write a positive number after '±'.",
            )  # fmt: skip
        return Interval(centre - spread, centre + spread)
    raise ClaimError(f"'{part or whole}' is not a region", where=where, remedy=_REMEDY)


def _amount(number: str, spelt_unit: str, unit: str, whole: str, where: str) -> float:
    try:
        value = number_from(number)
    except ValueError as error:
        raise ClaimError(
            f"the region '{whole}' cannot be read: {error}", where=where,
            remedy="Write a decimal point, as in '> 1.5 weeks', and thousands as 1,500 or 1500.",
        ) from None  # fmt: skip
    if not math.isfinite(value):
        raise ClaimError(
            f"the region '{whole}' holds a number too large to be read", where=where,
            remedy="Leave the end open, as in '> 1 week'.",
        )  # fmt: skip
    if not spelt_unit.strip():
        if unit not in _BARE:
            raise ClaimError(
                f"the region '{whole}' has no unit", where=where,
                remedy=f"The quantity is measured in {unit}: write '{whole} {unit}', or an "
                f"amount of another unit of {unit_named(unit).dimension}.",
            )  # fmt: skip
        return value
    return convert(value, unit_named(spelt_unit, where=where).name, unit, where=where)


def _last_unit(part: str) -> str:
    """The unit at the end of a part, which also stands for parts that have none."""
    for pattern in (_ONE_SIDED, _BETWEEN, _ABOUT):
        if match := pattern.fullmatch(part):
            return (match.groups()[-1] or "").strip()
    return ""


def _inside(region: Region | None, values: npt.ArrayLike) -> Mask:
    if region is None:
        return np.zeros(np.shape(values), dtype=np.bool_)
    return region.contains(values)


def _above(values: Floats, edge: float, *, closed: bool) -> Mask:
    if not math.isfinite(edge):
        return np.full(values.shape, edge < 0, dtype=np.bool_)
    on_edge = np.abs(values - edge) <= _NEAR * max(1.0, abs(edge))
    return (on_edge if closed else np.zeros_like(on_edge)) | ((values > edge) & ~on_edge)


def _holds(interval: Interval, point: float) -> bool:
    return (point != interval.low or interval.low_closed) and (
        point != interval.high or interval.high_closed
    )
