"""Every check of the taxes passes, and misses when its mistake is planted."""

from __future__ import annotations

import pytest

from commonweal.institutions.taxes.validation import checks

CHECKS = checks()
PLANTED = [
    pytest.param(check, fault, id=f"{check.id}: {fault.description}")
    for check in CHECKS
    for fault in check.faults
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_the_law_reproduces(check):
    result = check.run("taxes")
    assert result.state == "pass", f"got {result.got}, off by {result.size}"


@pytest.mark.parametrize(("check", "fault"), PLANTED)
def test_the_check_misses_when(check, fault):
    with fault.planted():
        assert check.run("taxes").state == "miss"


def test_every_check_has_a_planted_mistake_and_a_source():
    assert all(check.faults and check.source for check in CHECKS)
