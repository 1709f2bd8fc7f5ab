"""Numbers as people write them."""

import math

import pytest

from commonweal.core.spelling import number_from


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,500", 1500), ("1,234,567.5", 1234567.5), ("−3", -3), (" 8 ", 8), ("1_000", 1000),
     ("2e3", 2000), ("-1,000e1", -10000), ("1e400", math.inf)],
)  # fmt: skip
def test_a_number_is_read(text, number):
    assert number_from(text) == number


@pytest.mark.parametrize("text", ["1,5", "1,50,000", "1,0000", ",500", "1.500,00", "one", ""])
def test_a_comma_that_parts_no_thousands_is_no_number(text):
    with pytest.raises(ValueError, match=r"parts no thousands|could not convert"):
        number_from(text)
