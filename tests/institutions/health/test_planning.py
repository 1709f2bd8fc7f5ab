"""The planning formulas refuse what they cannot hold for."""

import pytest

from commonweal.core.errors import ParameterError
from commonweal.institutions.health import planning


@pytest.mark.parametrize("weeks", [0, -1, float("nan"), float("inf")])
def test_a_target_must_be_a_number_of_weeks(weeks):
    with pytest.raises(ParameterError, match="target weeks must be a number above zero"):
        planning.target_mean_wait(weeks)


def test_a_list_at_its_target_needs_no_relief():
    assert planning.relief_capacity(30, 390, 390, 26) == 30


def test_a_list_cannot_be_less_than_nobody():
    with pytest.raises(ParameterError, match="zero or more"):
        planning.relief_capacity(30, -1, 390, 26)
