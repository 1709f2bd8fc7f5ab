"""Amounts as sentences have them: three digits, units in the plural, shares as percentages."""

from __future__ import annotations

from commonweal.core.units import plural

_MINUS = "−"
_MONEY = "GBP"


def said(value: float, unit: str) -> str:
    """An amount with its unit in words.

    >>> said(17.28, "week"), said(1, "week"), said(0.5512, "share"), said(12570, "GBP/year")
    ('17.3 weeks', '1 week', '55.1%', '£12,600 a year')
    """
    sign, size = (_MINUS if value < 0 else ""), abs(value)
    if unit in ("share", "percent"):
        return f"{sign}{_digits(size * 100 if unit == 'share' else size)}%"
    text = _digits(size)
    what, _, per = unit.partition("/")
    rate = f" a{'n' if per == 'hour' else ''} {per}" if per else ""
    if what.startswith(_MONEY):
        scale = what.removeprefix(_MONEY)
        return f"{sign}£{text}{scale}{rate}"
    if what == "1":
        return f"{sign}{text}{rate}"
    if what == "point":
        what = "percentage point"
    return f"{sign}{text} {what if text == '1' else plural(what)}{rate}"


def said_range(low: float, high: float, unit: str) -> str:
    """A range with its unit named once, where the unit stands behind the number.

    >>> said_range(6, 34, "week"), said_range(0.05, 0.95, "share"), said_range(1, 2, "GBP")
    ('6 to 34 weeks', '5% to 95%', '£1 to £2')
    """
    last = said(high, unit)
    if unit in ("share", "percent") or unit.startswith(_MONEY):
        return f"{said(low, unit)} to {last}"
    return f"{said(low, '1')} to {last}"


def percent_said(share: float) -> str:
    """A share as a percentage of at most three digits, never rounded to all or nothing.

    >>> percent_said(0.41649), percent_said(0.99997), percent_said(0)
    ('41.6%', 'more than 99.9%', '0%')
    """
    if 0 < share < 0.001:
        return "less than 0.1%"
    if 0.999 < share < 1:
        return "more than 99.9%"
    return f"{share * 100:.3g}%"


def _digits(size: float) -> str:
    """Three significant digits without an exponent: ``12,600``, ``0.0457``."""
    return f"{float(f'{size:.3g}'):,.15g}"
