"""Lists without a limit are run once for the arms that have the same one."""

import numpy as np
import pytest

from commonweal.institutions.health import orders
from commonweal.institutions.health.trial import run_list, stated_draws

BY_LOT = {"waiting_list.discipline": "by-lot", "waiting_list.arrivals": "even"}
LIMITED = BY_LOT | {
    "waiting_list.target": "everybody",
    "waiting_list.guarantee_weeks": 26,
    "waiting_list.count_hurt": "with-comparison",
}


@pytest.fixture
def runs(monkeypatch):
    """The sizes of the lists that were truly run."""
    seen, run_orders = [], orders.run_orders

    def counted(left, *rest):
        seen.append(left.shape)
        run_orders(left, *rest)

    monkeypatch.setattr(orders, "run_orders", counted)
    return seen


def test_the_comparison_of_a_limit_is_the_arm_without_it(runs):
    run_list(BY_LOT, stated_draws())
    run_list(LIMITED, stated_draws())
    assert len(runs) == 2


def test_a_limit_that_nobody_keeps_is_no_limit(runs):
    without = run_list(BY_LOT, stated_draws()).measures
    ignored = run_list(LIMITED | {"waiting_list.enforcement": 0}, stated_draws()).measures
    assert len(runs) == 1
    assert np.array_equal(without["mean_wait"], ignored["mean_wait"])
    assert not ignored["share_hurt"].any()


def test_a_list_that_differs_in_its_patients_is_run_again(runs):
    run_list(BY_LOT, stated_draws({"removal_hazard": 0.004}))
    run_list(BY_LOT, stated_draws({"removal_hazard": 0.0040001}))
    assert len(runs) == 2


def test_a_list_called_in_another_order_is_run_again(runs):
    run_list(BY_LOT, stated_draws())
    run_list(BY_LOT | {"waiting_list.discipline": "urgent-first"}, stated_draws())
    assert len(runs) == 2


def test_what_is_shared_cannot_be_written_to():
    cleared = run_list(BY_LOT, stated_draws()).measures["time_to_clear"]
    with pytest.raises(ValueError, match="read-only"):
        cleared[0] = 0.0
