"""Levers: what each kind accepts, and how it answers what it does not."""

import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.core.errors import ParameterError, UnitError, UnknownName
from commonweal.parameters.levers import DatedValue, Lever

HISTORY = (DatedValue(date(2000, 1, 1), 8.0), DatedValue(date(2010, 1, 1), 12.0))
WEEKS = Lever("weeks", "number", "Weeks", "week", HISTORY, low=0, high=104, whole=True)
RATE = Lever("rate", "number", "Rate", "share", HISTORY)
PAY = Lever("pay", "number", "Pay", "GBP/year", HISTORY)
RULE = Lever("rule", "choice", "Rule", "1", (), options={"first-come": "", "on": ""})
BANDS = Lever("bands", "table", "Bands", "share", (), low=0, high=1, keys=("basic", "higher"))
PATH = Lever("path", "path", "Path", "share", ())


@pytest.mark.parametrize(
    ("lever", "value", "accepted"),
    [
        (WEEKS, 8, 8.0),
        (WEEKS, "8", 8.0),
        (WEEKS, "8 weeks", 8.0),
        (WEEKS, "14 days", 2.0),
        (WEEKS, 104, 104.0),
        (RATE, "45 %", 0.45),
        (PAY, "12,570", 12570.0),
        (PAY, "1,250,000.50", 1_250_000.5),
        (PAY, "100 GBP/week", 5200.0),
        (RULE, "first-come", "first-come"),
        (BANDS, {"basic": 0.2}, {"basic": 0.2}),
        (PATH, {date(2026, 4, 6): 0.2, "2025-04-06": "10 %"},
         {"2025-04-06": 0.1, "2026-04-06": 0.2}),
    ],
)  # fmt: skip
def test_a_value_is_accepted_in_its_plain_form(lever, value, accepted):
    assert lever.accept(value) == accepted


@pytest.mark.parametrize(
    ("lever", "value", "error", "message"),
    [
        (WEEKS, -1, ParameterError, "between 0 and 104 week; it is set to -1"),
        (WEEKS, 105, ParameterError, "between 0 and 104"),
        (WEEKS, 8.5, ParameterError, "a whole number"),
        (WEEKS, "eight", ParameterError, "a number of week"),
        (WEEKS, True, ParameterError, "a number of week"),
        (WEEKS, None, ParameterError, "a number of week"),
        (WEEKS, [8], ParameterError, "a number of week"),
        (WEEKS, "1,5", ParameterError, "a number of week"),
        (WEEKS, 10**400, ParameterError, "a finite number"),
        (WEEKS, "8 GBP", UnitError, "'GBP' measures money"),
        (WEEKS, "8 weaks", UnitError, "no unit named 'weaks'"),
        (RATE, float("nan"), ParameterError, "a finite number"),
        (RATE, float("inf"), ParameterError, "a finite number"),
        (RATE, "-inf", ParameterError, "a finite number"),
        (PAY, "1,5", ParameterError, "a number of GBP/year"),
        (PAY, "12,57,0", ParameterError, "a number of GBP/year"),
        (RULE, "first-com", UnknownName, "Did you mean 'first-come'"),
        (RULE, True, UnknownName, "put the option into quotes"),
        (BANDS, {}, ParameterError, "a mapping"),
        (BANDS, 0.2, ParameterError, "a mapping"),
        (BANDS, {"basik": 0.2}, UnknownName, "Did you mean 'basic'"),
        (BANDS, {"basic": 1.2}, ParameterError, "between 0 and 1"),
        (PATH, {"April 2025": 0.1}, ParameterError, "Write dates as 2025-04-06"),
    ],
)
def test_anything_else_is_answered_with_what_it_must_be(lever, value, error, message):
    with pytest.raises(error, match=message):
        lever.accept(value, where="arm 'reform'")


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2000, 1, 1), 8.0),
        (date(2009, 12, 31), 8.0),
        (date(2010, 1, 1), 12.0),
        (date(2030, 1, 1), 12.0),
    ],
)
def test_the_value_in_force_is_the_last_not_after_the_day(day, value):
    assert WEEKS.on(day).value == value


def test_a_day_before_the_history_has_no_value():
    with pytest.raises(ParameterError, match="its history begins on 2000-01-01"):
        WEEKS.on(date(1999, 12, 31))


def test_a_change_of_one_entry_leaves_the_rest_of_a_table():
    assert BANDS.overlaid({"basic": 0.2, "higher": 0.4}, {"higher": 0.5}) == {
        "basic": 0.2, "higher": 0.5,
    }  # fmt: skip


@given(st.floats(0, 104).map(round))
def test_what_was_accepted_is_accepted_again_unchanged(weeks):
    assert WEEKS.accept(WEEKS.accept(weeks)) == WEEKS.accept(weeks) == float(weeks)


@pytest.mark.parametrize("lever", [WEEKS, RULE, BANDS])
def test_a_lever_crosses_between_processes(lever):
    assert pickle.loads(pickle.dumps(lever)) == lever
