"""Numbers as a reader meets them: three digits at most, with their unit in words."""

from __future__ import annotations

import math
from datetime import date

from commonweal.core.units import PLURALS, plural

MINUS = "−"

_WORDED = frozenset({"yes/no", "calendar year", "date"})
"""Units whose values are words or names of a time, not sizes."""
_DRESSES = {
    "1": (1.0, "", ""), "yes/no": (1.0, "", ""), "calendar year": (1.0, "", ""),
    "date": (1.0, "", "days"), "point": (1.0, "", "percentage points"),
    "share": (100.0, "", "%"), "percent": (1.0, "", "%"),
}  # fmt: skip
_DRESSES_OF_CHANGES = {
    "share": (100.0, "", "percentage points"), "percent": (1.0, "", "percentage points"),
    "calendar year": (1.0, "", "years"),
}  # fmt: skip


def number(value: float, *, like: float = 0.0) -> str:
    """A number to three significant digits, grouped, with a true minus sign.

    One that stands beside a larger number, ``like``, ends at that number's last digit.

    >>> number(-12345.6), number(0.04567), number(13_800_000), number(0.04567, like=1.5)
    ('−12,300', '0.0457', '13.8 million', '0.05')
    """
    if math.isnan(value):
        return "not known"
    if math.isinf(value):
        return f"{MINUS if value < 0 else ''}∞"
    size = _significant(abs(value), abs(like))
    sign = MINUS if value < 0 and size > 0 else ""
    for words, scale in (("billion", 1e9), ("million", 1e6)):
        if size >= scale:
            return f"{sign}{_plain(_significant(size / scale))} {words}"
    return sign + _plain(size)


def signed(value: float, *, like: float = 0.0) -> str:
    """A change: its number with a sign, zero without one.

    >>> signed(1.5), signed(-1.5), signed(0)
    ('+1.5', '−1.5', '0')
    """
    text = number(value, like=like)
    return f"+{text}" if value > 0 and text != "0" else text


def exact(value: object) -> str:
    """A value of a table as it stands there; floats lose only the noise of their last digits.

    >>> exact(1234567), exact(0.1 + 0.2), exact(None)
    ('1,234,567', '0.3', '–')
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        text = f"{value:,}" if abs(value) >= 10_000 else str(value)
        return text.replace("-", MINUS)
    if isinstance(value, float):
        if not math.isfinite(value):
            return number(value)
        whole = value.is_integer() and abs(value) < 1e15
        return exact(int(value)) if whole else f"{value:,.6g}".replace("-", MINUS)
    return str(value)


def exact_span(low: float, high: float, unit: str) -> str:
    """The interval that a stated figure is read as, to its own digits: ``11.45 to 11.55%``.

    >>> exact_span(0.1145, 0.1155, "share"), exact_span(736158, 736168, "date")
    ('11.45 to 11.55%', '2016-07-13 to 2016-07-23')
    """
    if unit in _WORDED:
        return span(low, high, unit)
    factor, prefix, words = dress(unit)
    ends = dict.fromkeys(_money(exact(float(end * factor)), prefix) for end in (low, high))
    return f"{' to '.join(ends)}{'' if words in ('', '%') else ' '}{words}"


def percent(share: float) -> str:
    """A share as a percentage to one decimal, never rounded up to all or down to nothing.

    >>> percent(0.97812), percent(0.99997), percent(0)
    ('97.8%', 'more than 99.9%', '0%')
    """
    if math.isnan(share):
        return "not known"
    if 0.999 < share < 1:
        return "more than 99.9%"
    if 0 < share < 0.001:
        return "less than 0.1%"
    return f"{_one_decimal(share)}%"


def percent_span(low: float, high: float) -> str:
    """An interval of shares: ``96.9 to 98.6%``.

    >>> percent_span(0.0001, 0.9999)
    '0 to 100%'
    """
    first, last = _one_decimal(low), _one_decimal(high)
    return f"{first}%" if first == last else f"{first} to {last}%"


def amount(value: float, unit: str, *, change: bool = False, like: float = 0.0) -> str:
    """A number with its unit in words; a ``change`` carries its sign.

    >>> amount(1, "week"), amount(-3.14159, "week", change=True), amount(0.25, "share")
    ('1 week', '−3.14 weeks', '25%')
    >>> amount(0.25, "share", change=True), amount(1234.5, "GBP/year")
    ('+25 percentage points', '£1,230 a year')
    """
    if not change and (word := _worded(value, unit)):
        return word
    factor, prefix, words = dress(unit, change=change)
    text = number(value * factor, like=like * factor)
    sign = "+" if change and value > 0 and text != "0" else ""
    text = _money(text, prefix)
    glue = "" if words == "%" or not words else " "
    return f"{sign}{text}{glue}{_counted(words, text)}"


def bare(mean: float, low: float, high: float, unit: str) -> str:
    """A change with its interval, without the unit, for a column or axis that names it.

    >>> bare(0.5, 0.25, 0.75, "share")
    '+50 (25 to 75)'
    """
    factor = dress(unit, change=True)[0]
    like = factor * max(abs(mean), abs(low), abs(high))
    said = signed(mean * factor, like=like)
    if low == high:
        return said
    ends = (number(end * factor, like=like) for end in (low, high))
    return f"{said} ({' to '.join(ends)})"


def span(low: float, high: float, unit: str, *, change: bool = False) -> str:
    """An interval with its unit named once: ``2.1 to 4.4 weeks``."""
    factor, prefix, _ = dress(unit, change=change)
    if low == high or unit in _WORDED:
        ends = dict.fromkeys((amount(low, unit, change=change), amount(high, unit, change=change)))
        return " to ".join(ends)
    like = max(abs(low), abs(high))
    first = _money(number(low * factor, like=like * factor), prefix)
    return f"{first} to {amount(high, unit, change=change, like=like).removeprefix('+')}"


def estimate(mean: float, low: float, high: float, unit: str, *, change: bool = False) -> str:
    """A number with its interval, to the digits that the interval has: ``3.17 weeks (1.18 to 5.51)``.

    >>> estimate(0.04, -0.0167, 1.117, "week", change=True)
    '+0.04 weeks (−0.02 to 1.12)'
    """
    like = max(abs(low), abs(high), abs(mean))
    said = amount(mean, unit, change=change, like=like)
    if low == high:
        return amount(mean, unit, change=change)
    if unit in _WORDED:
        return f"{said} ({span(low, high, unit, change=change)})"
    factor, prefix, _ = dress(unit, change=change)
    ends = (_money(number(end * factor, like=like * factor), prefix) for end in (low, high))
    return f"{said} ({' to '.join(ends)})"


def dress(unit: str, *, change: bool = False) -> tuple[float, str, str]:
    """How a unit is shown: the factor, what stands before the number, and after it.

    >>> dress("share"), dress("GBP/year"), dress("patient/week")
    ((100.0, '', '%'), (1.0, '£', 'a year'), (1.0, '', 'patients a week'))
    """
    if change and unit in _DRESSES_OF_CHANGES:
        return _DRESSES_OF_CHANGES[unit]
    if unit in _DRESSES:
        return _DRESSES[unit]
    what, _, per = unit.partition("/")
    rate = f"a{'n' if per == 'hour' else ''} {per}" if per else ""
    if what.startswith("GBP"):
        return 1.0, "£", f"{what.removeprefix('GBP').strip()} {rate}".strip()
    return 1.0, "", f"{plural(what)} {rate}".strip()


def axis_words(unit: str, *, change: bool = False) -> str:
    """A unit as the title of an axis names it, empty for a bare number."""
    _, prefix, words = dress(unit, change=change)
    return f"{prefix} {words}".strip()


def _worded(value: float, unit: str) -> str:
    """A year, a day (its number since the year 1) or an answer; empty for a size."""
    if not math.isfinite(value):
        return ""
    if unit == "calendar year":
        return str(round(value))
    if unit == "date" and 1 <= value <= date.max.toordinal():
        return date.fromordinal(round(value)).isoformat()
    if unit == "yes/no" and value in (0, 1):
        return "yes" if value else "no"
    return ""


def _significant(size: float, like: float = 0.0) -> float:
    if like > size and math.isfinite(like):
        return round(size, 2 - math.floor(math.log10(like)))
    return float(f"{size:.3g}")


def _plain(size: float) -> str:
    if size == 0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(size)))
    text = f"{size:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _one_decimal(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0").replace("-", MINUS)


def _money(text: str, prefix: str) -> str:
    if not prefix:
        return text
    return f"{MINUS}{prefix}{text[1:]}" if text.startswith(MINUS) else f"{prefix}{text}"


def _counted(words: str, text: str) -> str:
    """The singular after exactly one: ``1 week``, but ``1.5 weeks``."""
    if text.lstrip(MINUS) != "1":
        return words
    noun, _, rest = words.partition(" a ")
    for one, many in PLURALS.items():
        if noun == many:
            return words.replace(many, one, 1)
    if noun == "percentage points":
        return "percentage point"
    if noun.endswith("s") and noun != "%":
        return f"{noun[:-1]}{' a ' + rest if rest else ''}"
    return words
