"""Checks: what counts as a pass, a miss, and as not run."""

import math

import numpy as np
import pytest

from commonweal.core.checks import Check, Fault, distance
from commonweal.core.errors import MissingExtra


def check(got, expected=2.0, kind="identity", tolerance=0.0):
    fault = Fault("two is three", "tests.core.test_checks.math.tau", 3.0)
    return Check("c", kind, "A check", expected, got, tolerance, "arithmetic", (fault,))


@pytest.mark.parametrize(
    ("expected", "got", "size"),
    [
        (2.0, 2, 0.0),
        (2, np.int64(2), 0.0),
        (2.0, np.float32(2.5), 0.5),
        ([1, 2.0], (1, 2.5), 0.5),
        ([[1], [2]], [[1], [5]], 3.0),
        ([1.0, 2.0], np.array([1.0, 4.0]), 2.0),
        ([], [], 0.0),
        ([1], [1, 2], math.inf),
        (1.0, math.nan, math.inf),
        (math.nan, math.nan, math.inf),
        ("SNP", "SNP", 0.0),
        ("SNP", "Labour", math.inf),
        (True, True, 0.0),
        (True, np.bool_(True), 0.0),
        (True, False, math.inf),
        ("1", 1, math.inf),
        (1.0, None, math.inf),
    ],
)
def test_the_distance_is_the_largest_difference(expected, got, size):
    assert distance(expected, got) == size


@pytest.mark.parametrize(
    ("got", "tolerance", "state"), [(2.0, 0.0, "pass"), (2.5, 0.5, "pass"), (2.6, 0.5, "miss")]
)
def test_a_check_passes_up_to_its_tolerance(got, tolerance, state):
    assert check(lambda: got, tolerance=tolerance).run("x").state == state


def test_an_absent_peer_is_not_run_and_never_a_pass():
    def absent():
        raise MissingExtra("ciw", "peers")

    result = check(absent, kind="peer").run("x")
    assert result.state == "not run"
    assert "pip install" in result.note
    assert not result.failed_hard


@pytest.mark.parametrize(
    ("kind", "hard"),
    [
        ("identity", True),
        ("closed form", True),
        ("official result", True),
        ("published estimate", False),
        ("calibration target", False),
        ("peer", False),
    ],
)
def test_only_the_hard_kinds_fail_a_validation(kind, hard):
    assert check(lambda: 3.0, kind=kind).run("x").failed_hard is hard


def test_a_planted_fault_is_seen_and_taken_away_again():
    watched = check(lambda: math.tau, expected=math.tau)
    with watched.faults[0].planted():
        assert watched.run("x").state == "miss"
    assert watched.run("x").state == "pass"


def test_a_result_is_plain_json_even_when_it_is_infinitely_far_off():
    shown = check(lambda: np.array([1, 2]), expected="text").run("x").as_json()
    assert (shown["got"], shown["size"], shown["state"]) == ([1, 2], None, "miss")
