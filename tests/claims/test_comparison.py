"""Comparisons: reading them, and the effect of each draw."""

import numpy as np
import pytest

from commonweal.claims.comparison import effect_of, luck_error, parse_comparison
from commonweal.core.errors import ClaimError, UnknownName

ARMS = ["guarantee", "first-come", "a-b"]
MEASURED = {
    "guarantee": np.array([[4.0, 6.0], [1.0, 1.0]]),
    "first-come": np.array([[2.0, 2.0], [4.0, 4.0]]),
    "a-b": np.array([[5.0, 5.0], [9.0, 9.0]]),
}


@pytest.mark.parametrize(
    ("text", "kind", "arm", "base"),
    [
        ("guarantee", "level", "guarantee", None),
        ("first-come", "level", "first-come", None),
        ("guarantee - first-come", "difference", "guarantee", "first-come"),
        ("a-b - first-come", "difference", "a-b", "first-come"),
        ("guarantee / first-come", "ratio", "guarantee", "first-come"),
        ("rank(a-b)", "rank", "a-b", None),
        ("rank( guarantee )", "rank", "guarantee", None),
    ],
)
def test_a_comparison_is_read(text, kind, arm, base):
    comparison = parse_comparison(text, ARMS)
    assert (comparison.kind, comparison.arm, comparison.base) == (kind, arm, base)
    assert parse_comparison(str(comparison), ARMS) == comparison


@pytest.mark.parametrize(
    "text", ["garantee - first-come", "guarantee-first-come", "rank(nobody)", "guarantee / x"]
)
def test_an_arm_that_is_not_there_is_answered_with_the_nearest(text):
    with pytest.raises(UnknownName, match="there is no arm"):
        parse_comparison(text, ARMS, where="compare")


def test_an_arm_compared_with_itself_is_refused():
    with pytest.raises(ClaimError, match="with itself"):
        parse_comparison("guarantee - guarantee", ARMS)


@pytest.mark.parametrize(
    ("text", "better", "effect"),
    [
        ("guarantee", "neither", [5, 1]),
        ("guarantee - first-come", "neither", [3, -3]),
        ("guarantee / first-come", "neither", [2.5, 0.25]),
        ("rank(guarantee)", "neither", [1.5, 3]),
        ("rank(guarantee)", "higher", [1.5, 3]),
        ("rank(guarantee)", "lower", [2.5, 1]),
    ],
)
def test_the_effect_compares_expected_measures(text, better, effect):
    comparison = parse_comparison(text, ARMS)
    np.testing.assert_allclose(effect_of(comparison, MEASURED, better=better), effect)


def test_a_ratio_to_zero_is_refused():
    measured = {**MEASURED, "first-come": np.zeros((2, 2))}
    with pytest.raises(ClaimError, match="divides by zero"):
        effect_of(parse_comparison("guarantee / first-come", ARMS), measured)


@pytest.mark.parametrize(
    ("text", "unit", "neutral"),
    [
        ("guarantee", "week", None),
        ("guarantee - first-come", "week", 0.0),
        ("guarantee / first-come", "1", 1.0),
        ("rank(guarantee)", "1", None),
    ],
)
def test_a_comparison_knows_its_unit_and_the_effect_of_no_effect(text, unit, neutral):
    comparison = parse_comparison(text, ARMS)
    assert (comparison.unit("week"), comparison.neutral) == (unit, neutral)


def test_luck_shared_by_both_arms_leaves_no_error_in_their_difference():
    shared = np.random.default_rng(5).normal(size=(400, 4))
    measured = {"guarantee": shared + 3.0, "first-come": shared, "a-b": shared}
    assert luck_error(parse_comparison("guarantee - first-come", ARMS), measured) < 1e-12
    assert luck_error(parse_comparison("guarantee", ARMS), measured) == pytest.approx(0.5, rel=0.1)


def test_the_luck_of_a_ratio_agrees_with_the_scatter_of_ratios():
    luck = np.random.default_rng(6)
    measured = {
        "guarantee": 20 + luck.normal(size=(2000, 2)),
        "first-come": 10 + luck.normal(size=(2000, 2)),
        "a-b": np.ones((2000, 2)),
    }
    comparison = parse_comparison("guarantee / first-come", ARMS)
    scatter = effect_of(comparison, measured).std()
    assert luck_error(comparison, measured) == pytest.approx(scatter, rel=0.08)
