"""Every check of the waiting list passes, and misses when its mistake is planted."""

from __future__ import annotations

import pytest

from commonweal.institutions.health.validation import checks

CHECKS = checks()
PLANTED = [
    pytest.param(check, fault, id=f"{check.id}: {fault.description}")
    for check in CHECKS
    for fault in check.faults
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_the_list_reproduces(check):
    result = check.run("health")
    assert result.state == "pass", f"got {result.got}, off by {result.size}"


@pytest.mark.parametrize(("check", "fault"), PLANTED)
def test_the_check_misses_when(check, fault):
    with fault.planted():
        assert check.run("health").state == "miss"


def test_every_check_has_a_planted_mistake_and_a_source():
    assert all(check.faults and check.source for check in CHECKS)


def test_no_two_checks_share_an_id():
    assert len({check.id for check in CHECKS}) == len(CHECKS)
