"""The hedge lexicon: what "almost", "as many as" or "mid" leave open, narrowly and widely.

A stated figure is an interval, and how wide depends on who reads it. So every figure has a
*strict* reading (what the words commit their author to) and a *loose* one (what a reader of
good will would let pass). ``docs/claims.md`` lists the lexicon with its reasons. The widths
are conventions of this project, fixed before any claim was judged; Ferson and others (2015),
"Natural language of uncertainty: numeric hedge words", found that readers differ widely,
that hedges fall into few kinds, and that the roundness of the number matters as much as the
word: hence two readings, few kinds, and widths tied to the number's last non-zero place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from commonweal.claims.judgement import FigureReading
from commonweal.claims.schema import FigureForm
from commonweal.claims.wording import Amount, Span, amount, span
from commonweal.core.errors import UnitError, UnknownName
from commonweal.core.units import unit_named

Interval = tuple[float, float]
Rule = Callable[[Amount], tuple[Interval, Interval]]
DATE = "date"
"""The unit of a figure that is a day, a month or a year; counted in days."""
YEAR = "calendar year"
_SHARES = frozenset({"1", "share"})
_PERCENT = ("%", "per cent", "percent")
"""The unit of a year that is a label, as in 1984 less 1982: it is never rounded."""


@dataclass(frozen=True, slots=True)
class Hedge:
    """One kind of hedge: the words, the strict and the loose interval, and the reason.

    ``widths`` says the rule in words, for the reports and the documentation.
    """

    words: tuple[str, ...]
    rule: Rule
    widths: str
    why: str


def _below(stated: Amount, share: float, least: float = 0.0) -> float:
    """The low end: so large a share below the figure, or half a grain, whichever is more."""
    return stated.low - max(share * abs(stated.low), least / 2)


def _above(stated: Amount, share: float, least: float = 0.0) -> float:
    return stated.high + max(share * abs(stated.high), least / 2)


LEXICON: tuple[Hedge, ...] = (
    Hedge(
        ("", "just", "only", "a mere", "fully", "a total of"),
        lambda a: (
            (_below(a, 0, a.written), _above(a, 0, a.written)),
            (_below(a, 0, a.nonzero), _above(a, 0, a.nonzero)),
        ),
        "strict: half a unit of the last place written; loose: half a unit of the last "
        "place that is not zero",
        "A bare number is rounded. 'Just' and 'only' tell what the author thinks of the "
        "amount, not how large it is.",
    ),
    Hedge(
        ("exactly", "precisely"),
        lambda a: ((a.low, a.high), (_below(a, 0, a.written), _above(a, 0, a.written))),
        "strict: the number itself; loose: half a unit of the last place written",
        "The word takes back the licence to round.",
    ),
    Hedge(
        ("about", "around", "roughly", "approximately", "some", "circa", "or so", "an estimated",
         "in the region of", "on the order of"),
        lambda a: (
            (_below(a, 0.05, a.nonzero), _above(a, 0.05, a.nonzero)),
            (_below(a, 0.10, 2 * a.nonzero), _above(a, 0.10, 2 * a.nonzero)),
        ),
        "strict: half a unit of the last non-zero place, at least 5%; loose: a whole unit, "
        "at least 10%",
        "The word says outright that a round number is used as one.",
    ),
    Hedge(
        ("almost", "nearly", "close to", "just under", "not quite", "approaching"),
        lambda a: (
            (_below(a, 0.05), a.high),
            (_below(a, 0.10, a.nonzero), _above(a, 0, a.written)),
        ),
        "strict: from 5% below up to the figure; loose: from 10% below (at least half a unit of "
        "the last non-zero place) to half a unit of the last place written above",
        "The figure was not reached, and the author thinks the gap too small to matter.",
    ),
    Hedge(
        ("just over", "slightly more than", "a little over", "slightly over"),
        lambda a: ((a.low, _above(a, 0.05)), (_below(a, 0, a.written), _above(a, 0.10, a.nonzero))),
        "the mirror of 'almost'",
        "The figure was passed, and by little.",
    ),
    Hedge(
        ("more than", "over", "above", "upwards of", "in excess of", "exceeding", "well over"),
        lambda a: ((a.low, _above(a, 0.10)), (_below(a, 0, a.written), _above(a, 0.25, a.nonzero))),
        "strict: up to 10% above; loose: up to 25% above (at least half a unit of the last "
        "non-zero place)",
        "Logically open above; but an author with a much larger number would have named "
        "a larger round one.",
    ),
    Hedge(
        ("less than", "under", "below", "fewer than"),
        lambda a: ((_below(a, 0.10), a.high), (_below(a, 0.25, a.nonzero), _above(a, 0, a.written))),
        "the mirror of 'more than'",
        "Logically open below, but informative authors name the nearest round number.",
    ),
    Hedge(
        ("at least", "no fewer than", "no less than", "a minimum of"),
        lambda a: ((a.low, a.high * 1.25), (_below(a, 0, a.written), a.high * 2)),
        "strict: up to a quarter more; loose: up to twice",
        "A lower bound says that the amount is not known from above.",
    ),
    Hedge(
        ("as many as", "as much as", "up to", "at most", "no more than", "a maximum of"),
        lambda a: ((a.low / 1.25, a.high), (a.low / 2, _above(a, 0, a.written))),
        "strict: down to four fifths; loose: down to half",
        "The upper end of several estimates is quoted; the lower ones are not.",
    ),
    Hedge(
        ("barely", "scarcely", "hardly"),
        lambda a: (
            (_below(a, 0.05), _above(a, 0.05)),
            (_below(a, 0.25, a.nonzero), _above(a, 0.10, a.written)),
        ),
        "strict: within 5%; loose: from 25% below (at least half a unit of the last non-zero "
        "place) to 10% above (at least half a unit of the last place written)",
        "The figure was only just reached, or in common use not quite.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateHedge:
    """A word that names a part of a month or year: the shares of it in each reading."""

    words: tuple[str, ...]
    strict: tuple[float, float]
    loose: tuple[float, float]
    why: str


DATE_LEXICON: tuple[DateHedge, ...] = (
    DateHedge(("",), (0, 1), (0, 1), "The whole month or year; a day loosely allows the days "
              "beside it, since events are often dated by their report."),
    DateHedge(("start of", "beginning of", "at the start of"), (0, 1 / 6), (0, 1 / 3),
              "The first days; loosely the first third."),
    DateHedge(("early", "early in"), (0, 1 / 3), (0, 1 / 2),
              "The first third; loosely the first half."),
    DateHedge(("mid", "middle of", "in the middle of"), (1 / 3, 2 / 3), (1 / 4, 3 / 4),
              "The middle third; loosely the middle half."),
    DateHedge(("late", "late in"), (2 / 3, 1), (1 / 2, 1),
              "The last third; loosely the last half."),
    DateHedge(("end of", "at the end of"), (5 / 6, 1), (2 / 3, 1),
              "The last days; loosely the last third."),
    DateHedge(("about", "around", "circa"), (-1 / 4, 5 / 4), (-1, 2),
              "A quarter of the stated span either way, and at least three days; loosely the "
              "span before and after, and at least seven days."),
)  # fmt: skip
_NEAR_DAY: Mapping[str, tuple[int, int]] = {"": (0, 1), "about": (3, 7)}

_BY_WORD = {word: hedge for hedge in LEXICON for word in hedge.words}
_DATE_BY_WORD = {word: hedge for hedge in DATE_LEXICON for word in hedge.words}


def readings(
    name: str, figure: FigureForm, *, where: str = ""
) -> tuple[FigureReading, FigureReading]:
    """A figure under the strict and the loose reading, in its own unit.

    Dates become day numbers. Raises ClaimError for a value that is no number or date,
    UnitError for an unknown unit, UnknownName for a hedge that is not in the lexicon.
    """
    word = re.sub(r"\s+", " ", figure.hedge.strip().lower().removesuffix("-"))
    if figure.unit == DATE:
        strict, loose, why = _date_bounds(figure.value, word, where)
        unit = DATE
    else:
        unit = unit_named(figure.unit, where=where).name
        _refuse_percent_of_a_count(figure.value, unit, where)
        stated = amount(figure.value, share=unit in _SHARES, where=where)
        if unit == YEAR and word in ("", "exactly"):
            stated = Amount(stated.low, stated.high, 0.0, 0.0)
        if word not in _BY_WORD:
            raise UnknownName("hedge", figure.hedge, _BY_WORD, where=where)
        strict, loose = _BY_WORD[word].rule(stated)
        why = _BY_WORD[word].widths
    text = f"{figure.hedge} {figure.value}".strip()
    return (
        FigureReading(name, text, *strict, unit, figure.base, why),
        FigureReading(name, text, *loose, unit, figure.base, why),
    )


def _refuse_percent_of_a_count(value: str, unit: str, where: str) -> None:
    if unit in {*_SHARES, "percent"} or not value.strip().lower().endswith(_PERCENT):
        return
    raise UnitError(
        f"'{value}' is a percentage, but its unit is '{unit}'", where=where,
        remedy="Set 'unit: share', or write the number itself.",
    )  # fmt: skip


def _date_bounds(value: str, word: str, where: str) -> tuple[Interval, Interval, str]:
    stated = span(value, where=where)
    if word not in _DATE_BY_WORD:
        raise UnknownName("hedge of a date", word, _DATE_BY_WORD, where=where)
    hedge = _DATE_BY_WORD[word]
    if stated.days == 1 and hedge.words[0] not in _NEAR_DAY:
        raise UnknownName(
            "hedge of a single day", word, ("", *_DATE_BY_WORD), where=where,
            remedy=f"'{word}' names a part of a month or year: write the month or year.",
        )  # fmt: skip
    return _part(stated, hedge, 0), _part(stated, hedge, 1), hedge.why


def _part(stated: Span, hedge: DateHedge, reading: int) -> Interval:
    low, high = (hedge.strict, hedge.loose)[reading]
    near = _NEAR_DAY.get(hedge.words[0], (0, 0))[reading]
    if stated.days == 1:
        return float(stated.first - near), float(stated.last + near)
    if (low, high) == (0, 1):
        return float(stated.first), float(stated.last)
    first = stated.first + min(round(low * stated.days), -near if low < 0 else stated.days)
    last = stated.first - 1 + max(round(high * stated.days), stated.days + near if high > 1 else 0)
    return float(first), float(last)


def shown(value: float, unit: str) -> str:
    """An end of an interval as a person reads it: a date as a date, a number briefly.

    >>> shown(736162.0, "date")
    '2016-07-17'
    """
    if unit == DATE:
        return date.fromordinal(round(value)).isoformat()
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
