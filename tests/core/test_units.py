"""Units convert within a dimension, and refuse to be compared across one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.core.errors import UnitError
from commonweal.core.units import UNITS, convert, unit_named

amounts = st.floats(-1e9, 1e9)
names = st.sampled_from(sorted(UNITS))


@pytest.mark.parametrize(
    ("amount", "source", "target", "expected"),
    [
        (2, "weeks", "day", 14),
        (1, "year", "day", 365),
        (12, "months", "year", 1),
        (50, "%", "share", 0.5),
        (100, "GBP/week", "GBP/year", 5200),
        (1, "GBP billion", "GBP million", 1000),
        (7, "patient/week", "patient/day", 1),
        (1.5, "million people", "person", 1_500_000),
    ],
)
def test_amounts_convert(amount, source, target, expected):
    assert convert(amount, source, target) == pytest.approx(expected, rel=1e-12)


@given(amounts, names)
def test_a_unit_converts_to_itself_exactly(amount, name):
    assert convert(amount, name, name) == amount


@given(amounts, st.sampled_from(["hour", "day", "week", "month", "year"]))
def test_a_time_comes_back_from_another_unit(amount, name):
    assert convert(convert(amount, "week", name), name, "week") == pytest.approx(amount, rel=1e-12)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("week", "GBP"),
        ("patient", "person"),
        ("share", "point"),
        ("GBP", "GBP/year"),
        ("1", "seat"),
    ],
)
def test_different_things_are_never_compared(source, target):
    with pytest.raises(UnitError, match="measures"):
        convert(1, source, target)


def test_a_misspelt_unit_is_answered_with_the_nearest():
    with pytest.raises(UnitError, match=r"claim\.yaml, line 3: .*'weak'[\s\S]*'week'"):
        unit_named("weak", where="claim.yaml, line 3")


@pytest.mark.parametrize(("spelt", "name"), [("", "1"), (" £ ", "GBP"), ("seats", "seat")])
def test_common_spellings_are_understood(spelt, name):
    assert unit_named(spelt).name == name
