"""Periods: a day, a year, a tax year, or two dates."""

from datetime import date

import pytest

from commonweal.core.errors import ParameterError
from commonweal.core.period import Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010-05-06", "2010-05-06", "2010-05-06"),
        (date(2010, 5, 6), "2010-05-06", "2010-05-06"),
        ("2010", "2010-01-01", "2010-12-31"),
        (2010, "2010-01-01", "2010-12-31"),
        ("2025-26", "2025-04-06", "2026-04-05"),
        ("1999-00", "1999-04-06", "2000-04-05"),
        ("2024-11-01 .. 2025-03-31", "2024-11-01", "2025-03-31"),
    ],
)
def test_a_period_is_read_from_its_first_to_its_last_day(text, first, last):
    period = Period.parse(text)
    assert (period.start.isoformat(), period.end.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "soon", "2025-27", "2025-13-01", "0000", "2025-01-01..", "a..b", None, True, 99999]
)
def test_anything_else_is_refused_with_examples(text):
    with pytest.raises(ParameterError, match=r"claim\.yaml: .*[\s\S]*a tax year \(2025-26\)"):
        Period.parse(text, where="claim.yaml")


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ParameterError, match="ends before it begins"):
        Period.parse("2025-01-02..2025-01-01")


@pytest.mark.parametrize("text", ["2010-05-06", "2010-05-06..2011-01-01"])
def test_a_period_reads_back_what_it_writes(text):
    assert str(Period.parse(text)) == text
