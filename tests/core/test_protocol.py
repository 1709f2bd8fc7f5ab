"""The protocol: what a model returns is checked before it is counted."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from commonweal.core.errors import ModelError
from commonweal.core.protocol import Draws, Measure, Result, UnitTable, UnitValues, checked

MEASURES = {
    "total": Measure("total", "GBP", "Total"),
    "by_group": Measure("by_group", "GBP", "By group", ("group",)),
}


@dataclass(frozen=True)
class Labelled:
    labels: dict = field(default_factory=lambda: {"group": ("a", "b")})
    reads: frozenset = frozenset()


def people(**changes):
    given = {
        "name": "people", "title": "People", "value_unit": "GBP", "better": "higher",
        "ids": np.array([5, 9]), "weight": np.array([1.0, 2.0]),
        "groups": {"side": np.array([0, 1])}, "labels": {"side": ("left", "right")},
    }  # fmt: skip
    return UnitTable(**(given | changes))


def units(value, presence=None, weight=None):
    return Result({}, {"people": UnitValues(people(), np.array(value), presence, weight)})


@pytest.mark.parametrize(
    "result",
    [
        Result({"total": np.zeros(1), "by_group": np.zeros((1, 2))}),
        Result({}),
        units([[1.0, 2.0]]),
        units([[1.0, np.nan]], np.array([[True, False]])),
        units([[1.0, 2.0]], weight=np.array([[0.0, 3.0]])),
    ],
    ids=["both measures", "nothing", "units", "absent unit without a value", "drawn weights"],
)
def test_a_result_that_keeps_the_protocol_is_passed_on(result):
    assert checked(result, Labelled(), MEASURES, 1) is result


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (Result({"totl": np.zeros(1)}), "'totl', which no measure declares"),
        (Result({"total": np.zeros(2)}), r"shape \(2,\), not \(1,\)"),
        (Result({"by_group": np.zeros(1)}), r"shape \(1,\), not \(1, 2\)"),
        (Result({"total": np.array([np.nan])}), "not a finite number"),
        (Result({"total": np.array([np.inf])}), "not a finite number"),
        (units([[1.0]]), r"shape \(1, 1\), not \(1, 2\)"),
        (units([[1.0, 2.0]], np.array([True, True])), "have shape"),
        (units([[1.0, np.nan]]), "present without a finite value"),
        (units([[1.0, np.inf]], np.array([[True, True]])), "present without a finite value"),
        (units([[1.0, 2.0]], weight=np.ones(2)), "weights of 'people' have shape"),
        (units([[1.0, 2.0]], weight=np.array([[1.0, -1.0]])), "weight below 0, or not finite"),
        (units([[1.0, 2.0]], weight=np.array([[1.0, np.nan]])), "weight below 0, or not finite"),
    ],
)
def test_a_result_that_breaks_the_protocol_is_refused(result, message):
    with pytest.raises(ModelError, match=message):
        checked(result, Labelled(), MEASURES, 1)


def test_a_dimension_without_labels_is_refused():
    with pytest.raises(ModelError, match="no labels for 'group'"):
        checked(Result({"by_group": np.zeros((1, 2))}), Labelled({}), MEASURES, 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ids": np.array([5, 5])}, "same id"),
        ({"weight": np.array([1.0, 0.0])}, "positive weight"),
        ({"weight": np.array([1.0, np.nan])}, "positive weight"),
        ({"weight": np.array([1.0])}, "positive weight"),
        ({"groups": {"side": np.array([0])}}, "group 'side'"),
        ({"groups": {"other": np.array([0, 1])}}, "group 'other'"),
        ({"groups": {"side": np.array([0, 2])}}, "group 'side'"),
        ({"groups": {"side": np.array([0, -1])}}, "group 'side'"),
    ],
)
def test_units_that_cannot_be_counted_are_refused(changes, message):
    with pytest.raises(ModelError, match=message):
        people(**changes)


def test_rows_of_draws_are_views_of_the_same_numbers():
    index = np.arange(4)
    draws = Draws(index, index, {"x": index * 1.5}, np.zeros((4, 2), np.uint32))
    part = draws.rows(1, 3)
    assert len(part) == 2
    assert part.values["x"].tolist() == [1.5, 3.0]
    assert np.shares_memory(part.index, index)
