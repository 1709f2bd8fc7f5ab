"""Regions: the grammar, the conversions, membership, and the regions that cannot be."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.claims.regions import parse_region, parse_regions
from commonweal.core.errors import ClaimError, UnitError, UnknownName

GUARANTEE = {"claim": "> 1 week", "immaterial": "-1 .. 1 week", "opposite": "< -1 week"}


@pytest.mark.parametrize(
    ("text", "unit", "inside", "outside"),
    [
        ("> 1 week", "week", [1.01, 50], [1, 0.99, -3]),
        (">= 5 seats", "seat", [5, 6], [4.999]),
        ("< -1 week", "week", [-1.01], [-1, 0]),
        ("<= 3 percent", "percent", [3, -9], [3.01]),
        ("-1 .. 1 week", "week", [-1, 0, 1], [-1.01, 1.01]),
        ("= 10 seats", "seat", [10], [9, 11]),
        ("48.8 ± 0.1 %", "percent", [48.7, 48.8, 48.9], [48.6, 49]),
        ("48.8 +/- 0.1 %", "percent", [48.7, 48.9], [48.6, 49]),
        ("< -1 or > 1 week", "week", [-2, 2], [-1, 0, 1]),
        ("−2 .. −1 week", "week", [-1.5], [-0.5]),
        ("> 1,000 people", "person", [1001], [1000]),
        ("= yes", "yes/no", [1], [0]),
        ("no", "yes/no", [0], [1]),
        ("= 1982", "calendar year", [1982], [1984]),
        ("1 week .. 21 days", "week", [1, 3], [0.9, 3.1]),
    ],
)
def test_a_region_holds_what_it_says(text, unit, inside, outside):
    region = parse_region(text, unit)
    assert region.contains(inside).all()
    assert not region.contains(outside).any()


@pytest.mark.parametrize(
    ("text", "unit", "edge"),
    [
        ("> 14 days", "week", 2.0),
        ("> 5 percent", "share", 0.05),
        ("> 2", "1", 2.0),
        ("> 150 %", "1", 1.5),
        ("> 1 GBP million/year", "GBP/year", 1e6),
    ],
)
def test_amounts_are_converted_to_the_unit_of_the_measure(text, unit, edge):
    assert parse_region(text, unit).edges == (pytest.approx(edge),)


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("", "week", "is empty"),
        (None, "week", "is empty"),
        (True, "yes/no", "is empty"),
        ("2 .. 1 week", "week", "runs backward"),
        ("1 week .. 3 days", "week", "its first end is 1 week, its second 0.428571"),
        ("> 1,5 week", "week", "parts no thousands"),
        ("> 1,000,00 week", "week", "parts no thousands"),
        ("> nan week", "week", "is not a region"),
        ("> inf week", "week", "is not a region"),
        ("> 1e999 week", "week", "too large"),
        ("5 ± -1 week", "week", "negative tolerance"),
        ("> 1 week or > 2 week", "week", "overlap"),
        ("1 .. 2 week or 2 .. 3 week", "week", "overlap"),
        ("> 1 week or", "week", "is not a region"),
        ("more than a week", "week", "is not a region"),
        ("> 1", "week", "has no unit"),
        ("> 5", "percent", "has no unit"),
    ],
)
def test_an_impossible_region_is_an_error_that_names_the_place(text, unit, says):
    with pytest.raises(ClaimError, match=says) as error:
        parse_region(text, unit, where="claim.yaml, line 9")
    assert error.value.where == "claim.yaml, line 9"
    assert error.value.remedy


@pytest.mark.parametrize("text", ["> 1 seat", "> 1 fortnight"])
def test_a_unit_that_does_not_fit_is_an_error(text):
    with pytest.raises(UnitError):
        parse_region(text, "week")


def test_touching_regions_do_not_overlap_when_the_shared_edge_belongs_to_one():
    regions = parse_regions(GUARANTEE, "week")
    assert regions.texts() == GUARANTEE


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"claim": "> 1 week", "opposite": "< 2 week"}, "overlap"),
        ({"claim": ">= 1 week", "immaterial": "-1 .. 1 week", "opposite": "< -1 week"}, "overlap"),
        ({"immaterial": "0 .. 1 week"}, "no region says where the claim holds"),
        ({"claim": "> 1 week"}, "no region says what would contradict"),
    ],
)
def test_regions_that_cannot_stand_together_are_refused(texts, says):
    with pytest.raises(ClaimError, match=says) as error:
        parse_regions(texts, "week")
    assert error.value.where.startswith("regions, ")


def test_an_unknown_region_is_answered_with_the_nearest_name():
    with pytest.raises(UnknownName, match="opposite"):
        parse_regions({"claim": "> 1 week", "oposite": "< 0 week"}, "week")


def test_an_equivalence_claim_is_opposed_outside_its_edges_without_being_told():
    regions = parse_regions({"claim": "9 .. 11 seats"}, "seat")
    assert regions.equivalence
    np.testing.assert_array_equal(regions.opposite_mask([8, 10, 12]), [True, False, True])


def test_a_gap_between_regions_belongs_to_none():
    regions = parse_regions({"claim": "> 2 week", "opposite": "< 0 week"}, "week")
    assert not regions.claim.contains([1]).any()
    assert not regions.opposite_mask([1]).any()


def test_the_margin_is_the_distance_to_the_nearest_edge_positive_inside():
    region = parse_region("1 .. 3 or > 10 weeks", "week")
    np.testing.assert_allclose(region.margin([2.5, 0, 5, 12, 9]), [0.5, -1, -2, 2, -1])


def test_rounding_in_arithmetic_does_not_decide_whether_an_edge_is_reached():
    assert parse_region("= 0.3", "1").contains([0.1 + 0.2]).all()
    assert not parse_region("> 0.3", "1").contains([0.1 + 0.2]).any()


@given(
    st.floats(-1e6, 1e6),
    st.floats(1e-3, 1e6),
    st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=30),
)
def test_claim_immaterial_and_opposite_that_tile_the_line_hold_every_value_once(low, width, values):
    high = low + width
    regions = parse_regions(
        {"claim": f"> {high!r}", "immaterial": f"{low!r} .. {high!r}", "opposite": f"< {low!r}"},
        "1",
    )
    given_values = np.array([*values, low, high, math.nextafter(low, -math.inf)])
    held = (
        regions.claim.contains(given_values).astype(int)
        + regions.immaterial_mask(given_values)
        + regions.opposite_mask(given_values)
    )
    np.testing.assert_array_equal(held, 1)
