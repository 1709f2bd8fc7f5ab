"""Flows are estimated from a series, and carry its list forward."""

import numpy as np
import pytest

from commonweal.core.errors import ParameterError
from commonweal.institutions.health import rtt_tables
from commonweal.institutions.health.flows import by_cohort, estimate, moved_up, removals
from commonweal.institutions.health.lists import by_calendar_months
from commonweal.institutions.health.projection import Sampling, as_today, fortunes, project
from commonweal.institutions.health.trajectory import trajectory
from commonweal.institutions.health.within import share_within
from tests.support.monthly import HAZARD, JOINED, REMOVED, series, steady

FEW = Sampling(draws=20)


def ahead(listed, months=6, sampling=FEW, growth=0.0):
    return fortunes(estimate(listed), listed.months[-1], months, sampling, growth)


def test_flows_of_a_list_that_follows_them_are_found_again():
    flows = estimate(steady())
    assert flows.joined == pytest.approx(JOINED)
    np.testing.assert_allclose(flows.hazard, HAZARD)
    np.testing.assert_allclose(flows.removed, REMOVED, atol=1e-12)
    np.testing.assert_allclose(flows.strayed, 0, atol=1e-9)


def test_a_steady_list_is_carried_forward_as_it_is_in_every_draw():
    listed = steady()
    path = project(listed.waiting[-1], ahead(listed))
    np.testing.assert_allclose(path, np.broadcast_to(listed.waiting[-1], path.shape), rtol=1e-9)


def test_removals_by_cohort_add_up_to_those_of_the_list():
    listed = rtt_tables.england_by_month()
    np.testing.assert_allclose(removals(listed).sum(axis=1), listed.removals(), atol=1e-3)


def test_englands_unrecorded_removals_are_two_to_three_hundred_thousand_a_month():
    gone = removals(rtt_tables.england_by_month()).sum(axis=1)
    assert 200_000 < gone.min() < gone.max() < 300_000


def test_moving_up_a_month_keeps_everybody():
    waiting = np.arange(1.0, 14.0)
    assert moved_up(waiting, np.float64(50.0)).sum() == waiting.sum() + 50
    assert by_cohort(waiting).sum() == waiting.sum()


def test_slots_follow_todays_order_and_are_all_used():
    cohorts = np.array([[100.0, 10.0, 50.0]])
    treated = as_today(cohorts, np.array([[10.0, 9.0, 10.0]]), np.array([100.0]))
    assert treated.sum() == pytest.approx(100)
    assert treated[0, 1] == 10
    assert bool(np.all(treated <= cohorts))


def test_more_slots_than_patients_treat_everybody():
    cohorts = np.array([[100.0, 10.0, 50.0]])
    treated = as_today(cohorts, np.array([[10.0, 9.0, 10.0]]), np.array([1000.0]))
    np.testing.assert_allclose(treated, cohorts)


def test_a_draw_does_not_depend_on_how_many_are_drawn():
    listed = rtt_tables.england_by_month()
    few, more = ahead(listed, sampling=Sampling(5)), ahead(listed, sampling=Sampling(9))
    np.testing.assert_array_equal(few.joined, more.joined[:5])
    np.testing.assert_array_equal(few.removed, more.removed[:5])


def test_another_seed_gives_other_luck():
    listed = rtt_tables.england_by_month()
    other = ahead(listed, sampling=Sampling(20, seed=1))
    assert not np.array_equal(ahead(listed).slots, other.slots)


def test_growth_raises_those_who_join_by_its_share_a_year():
    listed = steady()
    grown = ahead(listed, months=12, growth=0.02)
    assert grown.joined[0, -1] == pytest.approx(1.02 * JOINED)


def test_intervals_are_as_wide_as_the_months_seen_stray():
    """Student's t with 11 degrees of freedom: sd of a month's joiners √(1 + 1/12)·√(11/9)·s."""
    listed = rtt_tables.england_by_month()
    drawn = ahead(listed, months=1, sampling=Sampling(4000)).joined[:, 0]
    expected = listed.joined[1:].std(ddof=1) * np.sqrt(13 / 12 * 11 / 9)
    assert drawn.std() == pytest.approx(expected, rel=0.05)


def test_eighteen_weeks_end_inside_the_fifth_calendar_month():
    """Before the end of May 2025: 31 + 30 + 31 + 28 = 120 days, and 6 of January's 31."""
    waiting = np.zeros(13)
    waiting[4] = 31.0
    assert share_within(waiting[None], ["2025-05"], 18)[0] == pytest.approx(6 / 31)


def test_months_put_the_share_up_to_half_a_point_below_weeks():
    """Near the standard more wait early in the fifth month than late: docs/health.md says so."""
    weekly = rtt_tables.england_by_week()
    monthly = by_calendar_months(weekly)
    by_week = weekly.waiting[:, :18].sum(axis=1) / weekly.waiting.sum(axis=1)
    less = 100 * (share_within(monthly.waiting, monthly.months, 18) - by_week)
    assert less.min() == pytest.approx(-0.55, abs=0.005)
    assert less.max() == pytest.approx(0.02, abs=0.005)


def test_an_empty_list_has_nobody_beyond_a_limit():
    assert share_within(np.zeros((1, 13)), ["2025-05"], 18)[0] == 1


def test_ages_by_month_end_at_a_year():
    with pytest.raises(ParameterError, match="cannot tell who has waited less than 60 weeks"):
        share_within(np.ones((1, 13)), ["2025-05"], 60)


def test_three_months_are_too_few():
    with pytest.raises(ParameterError, match="3 in a row are too few months"):
        estimate(steady(months=3))


def test_no_treatment_is_no_plan():
    nobody = [np.zeros(13)] * 5
    with pytest.raises(ParameterError, match="with no capacity"):
        estimate(series([np.ones(13)] * 5, nobody, [1.0] * 5))


def test_an_empty_list_is_no_plan():
    nobody = [np.zeros(13)] * 5
    with pytest.raises(ParameterError, match="nobody is waiting"):
        estimate(series(nobody, [np.ones(13)] * 5, [13.0] * 5))


def test_ages_by_week_are_not_taken_for_months():
    with pytest.raises(ParameterError, match="ages by month, not by week"):
        estimate(rtt_tables.england_by_week())


def test_the_planning_table_has_measures_down_and_months_across():
    rows = trajectory(steady(), 3, FEW).as_csv().splitlines()
    assert rows[0].startswith("measure,unit,estimate,2024-05,")
    assert rows[0].endswith(",2024-12,2025-01,2025-02,2025-03")
    assert [row.split(",")[2] for row in rows[1:8]] == [
        "median", "50% low", "50% high", "80% low", "80% high", "95% low", "95% high",
    ]  # fmt: skip
    assert {row.split(",")[0] for row in rows[1:]} == {
        "Waiting list", "Within 18 weeks", "Over 52 weeks",
    }  # fmt: skip


def test_wider_intervals_hold_narrower_ones():
    for fan in trajectory(rtt_tables.england_by_month(), 6, Sampling(400)).fans:
        assert bool(np.all(np.diff(fan.bounds[:, 0], axis=0) <= 0))
        assert bool(np.all(np.diff(fan.bounds[:, 1], axis=0) >= 0))


@pytest.mark.parametrize("months", [0, -3, 121])
def test_a_trajectory_has_from_one_to_120_months(months):
    with pytest.raises(ParameterError, match="from 1 to 120 months"):
        trajectory(steady(), months, FEW)
