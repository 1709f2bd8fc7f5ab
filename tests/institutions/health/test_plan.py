"""A plan finds the fewest extra treatments that reach a target."""

import numpy as np
import pytest

from commonweal.core.errors import FileError, ParameterError, UnknownName
from commonweal.institutions.health import lists, rtt_tables
from commonweal.institutions.health.plan import Aim, Means, oldest_first, solve
from commonweal.institutions.health.projection import Sampling
from tests.support.monthly import JOINED, steady

FEW = Sampling(draws=30)
AIM = Aim(0.92, 18, "2026-12")


def england(aim=AIM, **means):
    return solve(rtt_tables.england_by_month(), aim, Means(**means), FEW)


def test_the_target_is_reached_and_not_passed():
    np.testing.assert_allclose(england().reached, 0.92, atol=1e-5)


def test_a_little_less_would_not_reach_it():
    found = england()
    short = england(at_most=0.999 * float(found.extra_a_week.min()))
    assert short.met == 0
    assert bool(np.all(short.reached < 0.92))


def test_a_higher_target_takes_more():
    more = england(Aim(0.95, 18, "2026-12"))
    assert bool(np.all(more.extra_a_week > england().extra_a_week))


def test_treating_the_oldest_takes_fewer_than_treating_as_today():
    assert bool(np.all(england().extra_a_week < england(profile="today").extra_a_week))


def test_a_ramp_ends_higher_than_a_level():
    assert bool(np.all(england(ramp=True).extra_a_week > england().extra_a_week))


def test_more_who_join_take_more_treatments():
    assert bool(np.all(england(growth_a_year=0.03).extra_a_week > england().extra_a_week))


def test_a_target_met_already_takes_none():
    found = england(Aim(0.4, 18, "2025-12"))
    np.testing.assert_array_equal(found.extra_a_week, 0)
    np.testing.assert_array_equal(found.reached, found.without)
    assert found.met == 1


def test_what_is_out_of_reach_is_answered_with_what_is_in_it():
    found = england(at_most=1000)
    np.testing.assert_allclose(found.extra_a_week, 1000)
    assert found.met == 0
    assert bool(np.all(found.reached > found.without))


def test_patients_are_conserved_over_the_last_year():
    """On a list that follows its flows, a year's change is joined less removals."""
    listed = steady()
    aim = Aim(0.99, 18, "2025-12")
    found = solve(listed, aim, Means(), FEW)
    change = found.waiting - listed.waiting[-1].sum()
    assert found.months_counted == 12
    np.testing.assert_allclose(found.joined, 12 * JOINED)
    np.testing.assert_allclose(change, found.joined - found.removals, rtol=1e-9)


def test_today_is_a_year_of_the_months_seen():
    listed = rtt_tables.england_by_month()
    today = england().today
    assert today.joined == pytest.approx(listed.joined[1:].mean() * 12)
    change = (listed.waiting[-1].sum() - listed.waiting[0].sum()) / 12
    assert today.removals == pytest.approx(12 * (listed.joined[1:].mean() - change))


def test_the_oldest_are_taken_first():
    there = np.array([[10.0, 20.0, 5.0]])
    np.testing.assert_array_equal(oldest_first(there, np.array([8.0])), [[0, 3, 5]])
    np.testing.assert_array_equal(oldest_first(there, np.array([99.0])), there)


@pytest.mark.parametrize("share", [0, 1, 1.2, -0.5, float("nan")])
def test_a_target_is_a_share(share):
    with pytest.raises(ParameterError, match="a target is a share above 0 and below 1"):
        Aim(share, 18, "2029-03")


@pytest.mark.parametrize("weeks", [0, 2, 104, float("nan")])
def test_limits_are_those_that_months_can_tell(weeks):
    with pytest.raises(ParameterError, match="5 to 52 weeks"):
        Aim(0.92, weeks, "2029-03")


@pytest.mark.parametrize("by", ["2025-05", "2019-03", "2099-01"])
def test_the_month_follows_the_lists_last(by):
    with pytest.raises(ParameterError, match="not within ten years after the list's last month"):
        england(Aim(0.92, 18, by))


@pytest.mark.parametrize("by", ["soon", "2029", "2029-13", "März 2029"])
def test_the_month_is_a_month(by):
    with pytest.raises(ParameterError, match="is not a month"):
        Aim(0.92, 18, by)


@pytest.mark.parametrize("most", [0, -5, float("nan"), float("inf")])
def test_no_extra_treatments_are_no_plan(most):
    with pytest.raises(ParameterError, match="no extra treatments"):
        england(at_most=most)


def test_weeks_are_split_into_months_by_days():
    weekly = rtt_tables.england_by_week()
    monthly = lists.by_calendar_months(weekly)
    np.testing.assert_allclose(monthly.waiting.sum(axis=1), weekly.waiting.sum(axis=1))
    # December 2014 has 31 days: four whole weeks and 3 days of the fifth.
    counts = weekly.waiting[0]
    assert monthly.waiting[0, 0] == pytest.approx(counts[:4].sum() + 3 / 7 * counts[4])


def test_lists_are_named_or_read():
    assert lists.named("England").months[-1] == "2025-05"
    assert lists.named("r0b").provider == "R0B"
    with pytest.raises(UnknownName):
        lists.named("nowhere")


def test_an_empty_folder_is_no_list(tmp_path):
    with pytest.raises(FileError, match="holds no CSV file"):
        lists.named(str(tmp_path))
