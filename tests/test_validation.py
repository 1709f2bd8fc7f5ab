"""Every check of every shipped institution passes where it must, and misses when its mistake is
planted."""

import pytest

from commonweal.core.checks import HARD
from commonweal.institutions import registry

CHECKS = [
    pytest.param(name, check, id=f"{name}: {check.id}")
    for name in registry.SHIPPED
    for check in registry.find(name).checks()
]
MUST_PASS = [case for case in CHECKS if case.values[1].kind in HARD]
PLANTED = [
    pytest.param(
        name, check, fault, id=f"{name}: {check.id}: {fault.description}",
        marks=[pytest.mark.slow] if check.kind == "peer" else [],
    )
    for name, check in (case.values for case in CHECKS)
    for fault in check.faults
]  # fmt: skip
"""A peer runs for seconds each time, so its planted mistakes are left to the whole suite."""


@pytest.mark.parametrize(("institution", "check"), MUST_PASS)
def test_the_institution_reproduces(institution, check):
    result = check.run(institution)
    assert result.state == "pass", f"got {result.got}, off by {result.size}"


@pytest.mark.parametrize(("institution", "check", "fault"), PLANTED)
def test_the_check_misses_when(institution, check, fault):
    with fault.planted():
        assert check.run(institution).state in ("miss", "not run")


@pytest.mark.parametrize(("institution", "check"), CHECKS)
def test_the_check_has_a_planted_mistake_and_a_source(institution, check):
    assert check.faults
    assert check.source


@pytest.mark.parametrize("institution", list(registry.SHIPPED))
def test_no_two_checks_of_an_institution_share_an_id(institution):
    ids = [check.id for check in registry.find(institution).checks()]
    assert len(set(ids)) == len(ids)
