"""Every check of the elections institution passes, and misses while its fault is planted."""

import pytest

from commonweal.institutions.elections.validation import checks

PLANTED = [(check, fault) for check in checks() for fault in check.faults]


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.id)
def test_check_passes(check):
    assert check.run("elections").state == "pass"


@pytest.mark.parametrize(
    ("check", "fault"),
    PLANTED,
    ids=[f"{check.id}: {fault.description}" for check, fault in PLANTED],
)
def test_check_misses_while_its_fault_is_planted(check, fault):
    with fault.planted():
        assert check.run("elections").state == "miss"


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.id)
def test_every_check_has_a_fault(check):
    assert check.faults
