"""How well voters must follow, and where they went when a party gave up without a pact."""

from dataclasses import replace

import numpy as np
import pytest

from commonweal.core.errors import ParameterError, UnknownName
from commonweal.institutions.elections import history, withdrawals
from commonweal.institutions.elections.break_even import Terms, surface, tried
from commonweal.institutions.elections.pacts import CON, LAB, LIB
from tests.institutions.elections.conftest import group_election

TERMS = Terms(0.5, 0.65, 0.65, 0.15)
A_LIBERAL = np.array([0, 1, 0, 0, 0])


def test_below_the_break_even_the_majority_stands_and_at_it_it_falls():
    (found,) = tried(TERMS, ["1992"])
    at = found.break_even
    (before,) = tried(replace(TERMS, liberals_follow=at - 0.01, labour_follow=at - 0.01), ["1992"])
    (after,) = tried(replace(TERMS, liberals_follow=at, labour_follow=at), ["1992"])
    assert before.majority_with_pact
    assert not after.majority_with_pact


def test_an_election_without_a_conservative_majority_has_no_break_even():
    (found,) = tried(TERMS, ["1997"])
    assert (found.break_even, found.out_of_reach) == (None, False)


def test_a_landslide_may_be_out_of_reach():
    (found,) = tried(TERMS, ["1931"])
    assert (found.break_even, found.out_of_reach) == (None, True)


def test_elections_come_in_the_order_asked_for():
    assert [one.election for one in tried(TERMS, ["2010", "1974F"])] == ["2010", "1974F"]


@pytest.fixture(scope="module")
def century():
    return surface(TERMS)


def test_the_more_follow_the_fewer_years_the_conservatives_have(century):
    assert (np.diff(century.years, axis=0) <= 1e-9).all()
    assert (np.diff(century.years, axis=1) <= 1e-9).all()


def test_a_pact_nobody_follows_gives_the_conservatives_more_years(century):
    assert century.years[0, 0] > century.apart > century.years[-1, -1]


def test_the_least_share_for_so_many_years_is_on_the_grid_or_nowhere(century):
    assert century.least(20) == pytest.approx(0.6)
    assert century.least(1000) is None


def test_a_span_that_is_not_known_is_refused():
    with pytest.raises(UnknownName):
        surface(TERMS, "1900 to 1950")


def test_an_election_that_was_not_held_is_refused():
    with pytest.raises(UnknownName):
        tried(TERMS, ["2011"])


@pytest.fixture
def planted(monkeypatch):
    """Two elections in which 30% of the Liberals of ten seats went to Labour and half to others."""
    stood = np.array([20_000, 10_000, 15_000, 0, 0])
    without = np.array([20_000, 0, 25_000, 0, 0])
    earlier = np.array([stood + 500 * at * A_LIBERAL for at in range(10)] + [without] * 10)
    gone = earlier[:10, LIB]
    later = earlier.copy()
    later[:10, LIB] = 0
    later[:10, LAB] += (0.3 * gone).astype(int)
    later[:10, CON] += (0.5 * gone).astype(int)
    both = {"first": group_election(earlier), "second": group_election(later)}
    monkeypatch.setattr(history, "election", both.__getitem__)
    return both


def test_what_voters_did_is_found_again(planted):
    found = withdrawals.between("first", "second", LIB)
    assert (found.seats, found.beside) == (10, 10)
    assert found.to_partner == pytest.approx(0.3, abs=1e-6)
    assert found.to_conservatives == pytest.approx(0.5, abs=1e-6)
    assert found.partner_error < 1e-3


def test_too_few_seats_tell_nothing(planted, monkeypatch):
    monkeypatch.setattr(withdrawals, "FEWEST", 11)
    assert withdrawals.between("first", "second", LIB) is None


def test_other_boundaries_tell_nothing(planted):
    planted["second"] = replace(planted["second"], boundary_set="new")
    assert withdrawals.between("first", "second", LIB) is None


def test_liberals_of_1951_went_to_the_conservatives_two_to_one():
    found = {one.after: one for one in withdrawals.withdrawals("lib")}["1951"]
    assert found.to_conservatives / found.to_partner == pytest.approx(2, abs=0.1)


def test_only_the_partners_of_a_pact_give_up():
    with pytest.raises(ParameterError, match="no partner"):
        withdrawals.withdrawals("con")
