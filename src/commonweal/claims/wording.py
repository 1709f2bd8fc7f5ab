"""Numbers and dates as people write them: "1.9 million", "a quarter", "four to five", "1982".

Each is read with two grains. ``written`` is the last place the author wrote: 1,000 for
500,000 (which is read as 500 thousand), 100,000 for "1.9 million". ``nonzero`` is the last place that is not a zero: 100,000 for
500,000. Rounding to the first is the narrow reading of a bare figure, rounding to the second
the wide one: a round number is often used for what lies near it (Krifka 2007, "Approximate
interpretation of number words").
"""

from __future__ import annotations

import calendar
import math
import re
from dataclasses import dataclass
from datetime import date

from commonweal.core.errors import ClaimError
from commonweal.core.spelling import number_from

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
COUNTS = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * (number + 3) for number, word in enumerate(_TENS)},
    "a": 1, "an": 1, "a dozen": 12, "a hundred": 100,
}  # fmt: skip
MULTIPLES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3, "m": 1e6,
    "bn": 1e9, "dozen": 12.0,
}  # fmt: skip
FRACTIONS = {
    "a tenth": 1 / 10, "a ninth": 1 / 9, "an eighth": 1 / 8, "a seventh": 1 / 7,
    "a sixth": 1 / 6, "a fifth": 1 / 5, "a quarter": 1 / 4, "a third": 1 / 3,
    "two fifths": 2 / 5, "half": 1 / 2, "three fifths": 3 / 5, "two thirds": 2 / 3,
    "three quarters": 3 / 4, "four fifths": 4 / 5, "nine tenths": 9 / 10,
}  # fmt: skip
_FRACTION_GRAIN = 0.02
_LARGEST_POWER = 300
"""A fraction stands for a percentage within a point of it: a quarter for 24 to 26%."""
_NUMBER = re.compile(r"[+\-−]?\d[\d,]*(\.\d+)?([eE][+\-]?\d+)?")
_REMEDY = (
    "Write a number (1900000, '1.9 million', '11.5%'), a count (seven), a fraction "
    "('a quarter'), or a range ('4 to 5')."
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A stated number: its low and high value (equal unless a range), and its two grains."""

    low: float
    high: float
    written: float
    nonzero: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stated date: its first and last day, as day numbers (``date.toordinal``)."""

    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1


def amount(text: str, *, share: bool, where: str = "") -> Amount:
    """Read a number as written; ``share`` says that "50%" means .5 and not 50.

    Raises ClaimError when the text is no number, or not a finite one.

    >>> amount("1.9 million", share=False)
    Amount(low=1900000.0, high=1900000.0, written=100000.0, nonzero=100000.0)
    >>> amount("four to five", share=False).high
    5.0
    """
    spelt = re.sub(r"\s+", " ", text.strip().lower())
    spelt = re.sub(r"(?<=\d) ?-(?=\d)", " to ", spelt)
    for separator in (" to ", "–", ".."):
        first, found, second = spelt.removeprefix("between ").partition(separator)
        if found and first:
            return _range(first.strip(), second.strip(), text, share, where)
    first, found, second = spelt.partition(" and ")
    if found and first.startswith("between "):
        return _range(first.removeprefix("between "), second, text, share, where)
    return _single(spelt, text, share, where)


def span(text: str, *, where: str = "") -> Span:
    """Read a day, a month or a year.

    >>> span("2016-07").days
    31
    """
    spelt = text.strip()
    try:
        if re.fullmatch(r"\d{4}", spelt):
            year = int(spelt)
            return Span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
        if month := re.fullmatch(r"(\d{4})-(\d{2})", spelt):
            first = date(int(month[1]), int(month[2]), 1)
            length = calendar.monthrange(first.year, first.month)[1]
            return Span(first.toordinal(), first.toordinal() + length - 1)
        day = date.fromisoformat(spelt).toordinal()
    except ValueError:
        raise ClaimError(
            f"'{text}' is not a date",
            where=where,
            remedy="Write a day (2016-07-17), a month (2016-07) or a year (1982), "
            "and put words such as 'early' or 'mid' into 'hedge:'.",
        ) from None
    return Span(day, day)


def neighbouring_gap(fraction: float) -> float:
    """Half the way to the nearer of the neighbouring everyday fractions."""
    known = sorted(FRACTIONS.values())
    return min(abs(other - fraction) for other in known if not math.isclose(other, fraction)) / 2


def _range(first: str, second: str, text: str, share: bool, where: str) -> Amount:
    if multiple := re.search(r"[a-z%].*$", second):
        shared = multiple[0]
        if shared.split(" ")[-1].strip("%") in {*MULTIPLES, ""} and not re.search(r"[a-z%]", first):
            first = f"{first} {shared}"
    low, high = _single(first, text, share, where), _single(second, text, share, where)
    if low.low > high.low:
        raise ClaimError(
            f"the range '{text}' runs backward", where=where, remedy="Write the lower end first."
        )
    return Amount(low.low, high.low, min(low.written, high.written), min(low.nonzero, high.nonzero))


def _single(spelt: str, text: str, share: bool, where: str) -> Amount:
    bare = re.sub(r"[-–]", " ", spelt)
    fraction = FRACTIONS.get(bare) or FRACTIONS.get(re.sub(r"^one ", "a ", bare))
    if fraction is not None:
        scale = 1.0 if share else 100.0
        wide = max(2 * neighbouring_gap(fraction), _FRACTION_GRAIN)
        return Amount(fraction * scale, fraction * scale, _FRACTION_GRAIN * scale, wide * scale)
    body, scale = _without_percent(spelt, share)
    match = _NUMBER.match(body)
    if match:
        multiple = _multiple(body[match.end() :].strip(), text, where)
        return _digits(match[0], multiple * scale, text, where)
    return _words(bare.strip(), text, where)


def _without_percent(spelt: str, share: bool) -> tuple[str, float]:
    for ending in ("%", "per cent", "percent"):
        if spelt.endswith(ending):
            return spelt.removesuffix(ending).strip(), 0.01 if share else 1.0
    return spelt, 1.0


def _multiple(rest: str, text: str, where: str) -> float:
    scale = 1.0
    for word in rest.split():
        if word not in MULTIPLES:
            raise ClaimError(f"'{text}' is not a number", where=where, remedy=_REMEDY)
        scale *= MULTIPLES[word]
    return scale


def _digits(number: str, scale: float, text: str, where: str) -> Amount:
    try:
        value = number_from(number) * scale
    except ValueError as error:
        raise ClaimError(str(error), where=where, remedy=_REMEDY) from None
    mantissa, _, exponent = number.replace(",", "").replace("−", "-").lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    power = int(exponent or 0)
    if not math.isfinite(value) or abs(power) > _LARGEST_POWER:
        raise ClaimError(f"'{text}' is not a finite number", where=where, remedy=_REMEDY)
    written = 10.0 ** (power - decimals)
    digits = mantissa.replace(".", "").lstrip("+-0")
    zeros = len(digits) - len(digits.rstrip("0"))
    # the tenths of 48.0 were written on purpose; only zeros before the point may be rounding
    nonzero = written * 10.0**zeros if digits and not decimals else written
    if not decimals and digits:
        # 500,000 is read as 500 thousand: zeros in threes are a way of writing, not a precision
        written *= 1000.0 ** (zeros // 3)
    return Amount(value, value, written * scale, nonzero * scale)


def _words(spelt: str, text: str, where: str) -> Amount:
    """Counts in words: seven, twenty one, ten million, two hundred thousand."""
    if spelt in COUNTS:
        return _digits(str(COUNTS[spelt]), 1.0, text, where)
    value, scale, known = 0, 1.0, bool(spelt)
    for word in spelt.split():
        if word in COUNTS and scale == 1.0:
            value += COUNTS[word]
        elif word in MULTIPLES and value:
            scale *= MULTIPLES[word]
        else:
            known = False
    if not known:
        raise ClaimError(f"'{text}' is not a number", where=where, remedy=_REMEDY)
    return _digits(str(value), scale, text, where)
