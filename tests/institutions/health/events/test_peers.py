"""Peers are optional: absent, a check is not run; present, each patient's wait is the same."""

import sys

import numpy as np
import pytest

from commonweal.core.errors import MissingExtra
from commonweal.institutions.health.events import checks, peers, trials

CASE = peers.Case(trials.JOINING, trials.SERVERS, weeks=400.0)
PEER_CHECKS = [check for check in checks.checks() if check.kind == "peer"]


@pytest.mark.parametrize(("package", "run"), [("ciw", peers.run_ciw), ("simpy", peers.run_simpy)])
def test_an_absent_peer_says_how_to_install_it(package, run, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=package) as absent:
        run(CASE)
    assert "commonweal[peers]" in absent.value.remedy


@pytest.mark.parametrize("check", PEER_CHECKS, ids=lambda check: check.id)
def test_a_check_against_an_absent_peer_is_not_run(check, monkeypatch):
    monkeypatch.setitem(sys.modules, "ciw", None)
    monkeypatch.setitem(sys.modules, "simpy", None)
    assert check.run("health").state == "not run"


@pytest.mark.slow
@pytest.mark.parametrize("check", PEER_CHECKS, ids=lambda check: check.id)
def test_the_ratio_of_mean_waits_lies_within_one_per_cent_of_one(check):
    pytest.importorskip(check.id.split("-")[1])
    assert check.run("health").state == "pass"


def test_simpy_finds_the_same_wait_for_each_patient():
    pytest.importorskip("simpy")
    theirs = peers.run_simpy(CASE)
    ours = trials.under("strict-priority", theirs.patients)
    assert np.allclose(ours.waits, theirs.waits, rtol=0, atol=1e-9)


def test_ciw_finds_the_same_wait_for_each_patient_until_it_stops_the_clock():
    pytest.importorskip("ciw")
    theirs = peers.run_ciw(CASE)
    ours = trials.under("strict-priority", theirs.patients)
    settled = theirs.patients.arrives < 0.9 * CASE.weeks
    assert np.allclose(ours.waits[settled], theirs.waits[settled], rtol=0, atol=1e-9)


def test_equal_waits_have_a_ratio_of_one_without_error():
    waits = np.arange(1.0, 101.0)
    assert peers.ratio_interval(waits, waits) == [1.0, 1.0]


def test_the_interval_of_a_ratio_covers_it_about_as_often_as_it_says():
    luck = np.random.Generator(np.random.Philox(5))
    covered = [
        low <= 1.0 <= high
        for low, high in (
            peers.ratio_interval(luck.exponential(2.0, 2000), luck.exponential(2.0, 2000))
            for _ in range(400)
        )
    ]
    assert 0.92 <= np.mean(covered) <= 0.98
