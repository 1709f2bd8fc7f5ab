"""The figures of a list: shares, ages, clearance, and books that must balance."""

from __future__ import annotations

import re

import pytest

from commonweal.core.errors import ParameterError
from commonweal.institutions.health import rtt_tables
from commonweal.institutions.health.rtt import ListSeries, ListSnapshot, month_edges, week_edges
from commonweal.institutions.health.rtt_summary import (
    SEEN_REMOVALS,
    Age,
    Share,
    percentile,
    reconcile,
    share_within,
    summary,
)


def weekly(waiting, month="2025-05", **changes):
    edges = week_edges(len(waiting) - 1)
    given = {"treated": edges * 0 + 1.0, "joined": 3.0} | changes
    return ListSnapshot(month, "own", "all", "weeks", edges, edges * 0 + waiting, **given)


def two_months(before, after, **flows):
    return ListSeries((weekly([before, 0]), weekly([after, 0], month="2025-06", **flows)))


def test_dorset_s_list_at_a_glance():
    figures = summary(rtt_tables.dorset_november_2024())
    assert figures.size == 21_702
    assert figures.within[18] == Share(12_539 / 21_702, 12_539 / 21_702, 12_539 / 21_702)
    assert figures.clearance_months == pytest.approx(4.86, abs=0.005)
    assert figures.reconciliation == ()


def test_england_s_books_of_twelve_months():
    books = summary(rtt_tables.england_by_month()).reconciliation
    assert len(books) == 12
    assert [row.warning for row in books] == [""] * 12
    assert sum(row.removed for row in books) / 12 == pytest.approx(2_977_432 / 12, abs=0.01)


def test_every_month_of_39_trusts_lies_within_what_is_called_seen():
    shares = [
        row.share
        for code in rtt_tables.trusts()
        for row in reconcile(rtt_tables.trust_by_month(code))
    ]
    assert len(shares) == 468
    assert SEEN_REMOVALS[0] < min(shares) < -0.08
    assert 0.17 < max(shares) < SEEN_REMOVALS[1]


def test_a_limit_at_the_edge_of_a_bucket_needs_no_assumption():
    assert share_within(weekly([2, 3, 5]), 2) == Share(0.5, 0.5, 0.5)


def test_a_limit_within_a_bucket_is_bounded_by_all_or_none_of_it():
    assert share_within(weekly([2, 4, 4]), 1.5) == Share(0.4, 0.2, 0.6)


def test_eighteen_weeks_cut_a_bucket_of_months():
    edges = month_edges("2025-05", 13)
    spread = ListSnapshot("2025-05", "own", "all", "months", edges, edges * 0 + 1)
    share = share_within(spread, 18)
    assert (share.low, share.high) == (4 / 13, 5 / 13)
    assert share.low < share.value < share.high


def test_a_limit_beyond_the_last_edge_is_not_known():
    assert share_within(weekly([2, 3, 5]), 18) is None


def test_half_of_a_list_lies_below_its_median():
    assert percentile(weekly([2, 4, 4]), 0.5) == Age(1.75)


def test_an_age_in_the_last_bucket_is_a_lower_bound():
    assert percentile(weekly([2, 4, 4]), 0.92) == Age(2.0, at_least=True)


def test_empty_buckets_do_not_trouble_a_percentile():
    assert percentile(weekly([0, 0, 10, 0]), 0.5) == Age(2.5)


def test_a_list_of_nobody_has_no_figures():
    with pytest.raises(ParameterError, match="nobody is waiting"):
        summary(weekly([0, 0]))


def test_a_list_whose_treatments_are_unknown_or_none_has_no_clearance():
    assert summary(weekly([1, 1], treated=None)).clearance_months is None
    assert summary(weekly([1, 1], treated=week_edges(1) * 0)).clearance_months is None


def test_the_books_balance():
    (row,) = reconcile(two_months(100, 99, joined=10.0))
    assert row.before + row.joined - row.treated - row.removed == row.after
    assert (row.removed, row.share, row.warning) == (9, 0.09, "")


@pytest.mark.parametrize(
    ("after", "warning"),
    [
        (70, "31% of the list left unrecorded.*missing"),
        (130, "29% more are waiting.*counted twice"),
        (103, "2 more are waiting than the figures account for"),
    ],
)
def test_books_that_cannot_be_right_are_named(after, warning):
    (row,) = reconcile(two_months(100, after))
    assert re.match(warning, row.warning)


def test_without_flows_there_are_no_books():
    assert reconcile(rtt_tables.england_by_week()) == ()
    assert rtt_tables.NO_JOINERS in summary(rtt_tables.england_by_week()).notes
