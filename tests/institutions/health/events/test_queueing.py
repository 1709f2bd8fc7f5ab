"""Closed forms of queues: known figures, identities, and loads no queue can bear."""

import pytest

from commonweal.core.errors import ParameterError
from commonweal.institutions.health.events import queueing


def test_one_server_makes_as_many_wait_as_its_load():
    assert queueing.waiting_chance(1, 0.7) == pytest.approx(0.7, abs=1e-15)


def test_nobody_waits_where_nobody_joins():
    assert queueing.waiting_chance(3, 0.0) == 0.0


def test_one_server_waits_are_the_text_books():
    assert queueing.mean_wait(1, 0.8) == pytest.approx(4.0, abs=1e-12)


@pytest.mark.parametrize("pace", [0.5, 1.0, 4.0])
def test_priorities_share_the_wait_out_without_changing_it(pace):
    joining = (1.2 * pace, 3.3 * pace)
    everybody = queueing.mean_wait(5, sum(joining), pace) * sum(joining)
    strict = queueing.strict_priority_waits(5, joining, pace)
    growing = queueing.accumulating_priority_waits(5, joining, (2.0, 1.0), pace)
    assert joining[0] * strict[0] + joining[1] * strict[1] == pytest.approx(everybody)
    assert joining[0] * growing[0] + joining[1] * growing[1] == pytest.approx(everybody)


def test_claims_that_grow_alike_are_first_come():
    waits = queueing.accumulating_priority_waits(5, (1.2, 3.3), (1.0, 1.0))
    assert waits == pytest.approx([queueing.mean_wait(5, 4.5)] * 2)


def test_a_claim_that_hardly_grows_is_the_last_of_two_priorities():
    waits = queueing.accumulating_priority_waits(5, (1.2, 3.3), (1.0, 1e-12))
    assert waits == pytest.approx(queueing.strict_priority_waits(5, [1.2, 3.3]))


def test_evenly_joining_patients_wait_as_the_root_says():
    waiting = queueing.even_arrivals_wait(0.8) / (1 + queueing.even_arrivals_wait(0.8))
    assert waiting == pytest.approx(2.718281828459045 ** (-(1 - waiting) / 0.8), abs=1e-12)


@pytest.mark.parametrize(
    "hopeless",
    [
        lambda: queueing.waiting_chance(5, 5.0),
        lambda: queueing.waiting_chance(0, 0.0),
        lambda: queueing.waiting_chance(2, -1.0),
        lambda: queueing.mean_wait(2, 2.1),
        lambda: queueing.kingman_wait(1.0, 1.0, 1.0, 1.0),
        lambda: queueing.even_arrivals_wait(1.5),
        lambda: queueing.strict_priority_waits(1, [0.5, 0.6]),
    ],
)
def test_a_load_no_queue_can_bear_is_refused(hopeless):
    with pytest.raises(ParameterError, match="cannot keep up"):
        hopeless()
