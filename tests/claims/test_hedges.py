"""What stated figures leave open, strictly and loosely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.claims.hedges import DATE_LEXICON, LEXICON, readings, shown
from commonweal.claims.schema import FigureForm
from commonweal.claims.wording import amount, span
from commonweal.core.errors import ClaimError, UnitError, UnknownName


def both(value, hedge="", unit="1"):
    strict, loose = readings("figure", FigureForm(value=value, hedge=hedge, unit=unit))
    return (strict.low, strict.high), (loose.low, loose.high)


def both_dates(value, hedge=""):
    strict, loose = readings("day", FigureForm(value=value, hedge=hedge, unit="date"))
    return [shown(end, "date") for end in (strict.low, strict.high, loose.low, loose.high)]


@pytest.mark.parametrize(
    ("value", "hedge", "strict", "loose"),
    [
        ("500,000", "", (499_500, 500_500), (450_000, 550_000)),
        ("500,000", "as many as", (400_000, 500_000), (250_000, 500_500)),
        ("1.9 million", "", (1_850_000, 1_950_000), (1_850_000, 1_950_000)),
        ("ten million", "more than", (10_000_000, 11_000_000), (9_500_000, 15_000_000)),
        ("50%", "", (0.495, 0.505), (0.45, 0.55)),
        ("50%", "about", (0.45, 0.55), (0.40, 0.60)),
        ("a quarter", "", (0.24, 0.26), (0.225, 0.275)),
        ("a quarter", "almost", (0.2375, 0.25), (0.225, 0.26)),
        ("half", "almost", (0.475, 0.5), (0.45, 0.51)),
        ("17", "", (16.5, 17.5), (16.5, 17.5)),
        ("43", "exactly", (43, 43), (42.5, 43.5)),
        ("four to five", "roughly", (3.5, 5.5), (3.0, 6.0)),
        ("two", "barely", (1.9, 2.1), (1.5, 2.5)),
        ("50,000", "about", (45_000, 55_000), (40_000, 60_000)),
        ("50,000", "just", (49_500, 50_500), (45_000, 55_000)),
        ("10", "at least", (10, 12.5), (9.5, 20)),
    ],
)
def test_a_figure_has_a_strict_and_a_loose_reading(value, hedge, strict, loose):
    assert both(value, hedge) == (pytest.approx(strict), pytest.approx(loose))


@pytest.mark.parametrize(
    ("value", "hedge", "days"),
    [
        ("2016-07-17", "", ["2016-07-17", "2016-07-17", "2016-07-16", "2016-07-18"]),
        ("2016-07-17", "about", ["2016-07-14", "2016-07-20", "2016-07-10", "2016-07-24"]),
        ("2016-07", "start of", ["2016-07-01", "2016-07-05", "2016-07-01", "2016-07-10"]),
        ("2016-08", "mid-", ["2016-08-11", "2016-08-21", "2016-08-09", "2016-08-23"]),
        ("2016-08", "", ["2016-08-01", "2016-08-31", "2016-08-01", "2016-08-31"]),
        (2010, "late", ["2010-09-01", "2010-12-31", "2010-07-02", "2010-12-31"]),
        (1982, "", ["1982-01-01", "1982-12-31", "1982-01-01", "1982-12-31"]),
    ],
)
def test_a_date_is_read_as_a_span_of_days(value, hedge, days):
    assert both_dates(value, hedge) == days


def test_a_calendar_year_is_a_label_and_not_rounded():
    assert both(1980, "", "calendar year") == ((1980, 1980), (1980, 1980))


@pytest.mark.parametrize("word", [word for hedge in LEXICON for word in hedge.words])
@given(value=st.floats(1, 1e9))
def test_the_loose_reading_contains_the_strict_one(word, value):
    (low, high), (lower, higher) = both(value, word)
    assert lower <= low <= high <= higher


@pytest.mark.parametrize("word", [word for hedge in DATE_LEXICON for word in hedge.words])
@pytest.mark.parametrize("value", ["2016-02", "2016-12", "2015"])
def test_the_loose_reading_of_a_date_contains_the_strict_one(word, value):
    low, high, lower, higher = both_dates(value, word)
    assert lower <= low <= high <= higher


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1,900,000", 1.9e6, 1.9e6),
        ("1.9m", 1.9e6, 1.9e6),
        ("2 hundred thousand", 2e5, 2e5),
        ("twenty-one", 21, 21),
        ("4-5 million", 4e6, 5e6),
        ("between 3 and 4 million", 3e6, 4e6),
        ("4 to 5", 4, 5),
        ("-3.5", -3.5, -3.5),
        ("1e3", 1000, 1000),
        ("one-seventh", 1 / 7, 1 / 7),
        ("11.5 per cent", 0.115, 0.115),
    ],
)
def test_numbers_are_read_as_people_write_them(text, low, high):
    read = amount(text, share=True)
    assert (read.low, read.high) == (pytest.approx(low), pytest.approx(high))


def test_a_percentage_of_a_figure_in_percent_stays_a_percentage():
    assert amount("48.8%", share=False).low == 48.8


@pytest.mark.parametrize(
    "text",
    [
        "",
        "many",
        "million",
        "1e999",
        "nan",
        "inf",
        "12 apples",
        "5 to 4",
        "1,5",
        "1,50,0",
        "0e999",
        "1e300 billion",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ClaimError):
        amount(text, share=False, where="claim.yaml, line 3")


@pytest.mark.parametrize("text", ["July", "2016-13", "2016-02-30", "16"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ClaimError, match="is not a date"):
        span(text)


def test_an_unknown_hedge_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'roughly'"):
        both("5", "rougly")


def test_a_part_of_a_single_day_is_refused():
    with pytest.raises(UnknownName, match="write the month or year"):
        both_dates("2016-07-17", "mid")


def test_an_unknown_unit_is_refused():
    with pytest.raises(UnitError, match="there is no unit named 'weks'"):
        both("5", "", "weks")
