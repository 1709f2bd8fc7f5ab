"""The shipped lists can be read, and hold the publisher's figures."""

from __future__ import annotations

import csv

import pytest

from commonweal.claims.data import ask
from commonweal.claims.tables import Table
from commonweal.core.errors import ParameterError, UnknownName
from commonweal.institutions.health import rtt_tables, worlds
from commonweal.institutions.health.rtt import (
    ListSeries,
    ListSnapshot,
    days_of_month,
    month_edges,
    month_named,
    month_number,
    week_edges,
)

TRUSTS = sorted(rtt_tables.trusts())


def snapshot(**changes):
    given = {
        "month": "2024-11",
        "provider": "RBD",
        "specialty": "all",
        "buckets": "weeks",
        "edges_weeks": week_edges(2),
        "waiting": week_edges(2),
        "treated": week_edges(2),
        "joined": 4.0,
    }
    return ListSnapshot(**{**given, **changes})


def test_england_s_list_fell_from_seven_point_four_eight_to_seven_point_two_nine_million():
    sizes = rtt_tables.england_by_month().waiting.sum(axis=1)
    assert [round(size / 1e6, 2) for size in sizes[[0, -1]]] == [7.48, 7.29]


def test_the_winter_of_2014_kept_more_than_92_percent_within_18_weeks():
    waiting = rtt_tables.england_by_week().waiting
    shares = 100 * waiting[:, :18].sum(axis=1) / waiting.sum(axis=1)
    assert shares.round(1).tolist() == [92.8, 92.6, 93.1, 93.1, 93.3, 93.5]


def test_who_waits_by_specialty_adds_up_to_the_total():
    total = rtt_tables.england_by_month().waiting
    parts = [rtt_tables.england_by_month(name).waiting for name in rtt_tables.specialties()]
    assert sum(parts).sum(axis=1) == pytest.approx(total.sum(axis=1), abs=0.1)


def test_who_was_treated_by_specialty_adds_up_to_5_to_7_percent_less_than_the_total():
    total = rtt_tables.england_by_month().treated.sum(axis=1)
    parts = [rtt_tables.england_by_month(name).treated for name in rtt_tables.specialties()]
    missing = 1 - sum(parts).sum(axis=(1,)) / total
    assert 0.05 < missing.min() < missing.max() < 0.07


def test_a_series_by_specialty_says_that_its_removals_come_out_too_high():
    assert rtt_tables.PUT_TOGETHER in rtt_tables.england_by_month("Urology").notes
    assert rtt_tables.PUT_TOGETHER not in rtt_tables.england_by_month().notes


@pytest.mark.parametrize("code", TRUSTS)
def test_each_trust_has_thirteen_months_with_joiners_and_treatments(code):
    series = rtt_tables.trust_by_month(code)
    assert series.waiting.shape == series.treated.shape == (13, 13)
    assert (series.joined > 0).all()


def test_there_are_39_trusts():
    assert len(TRUSTS) == 39


def test_cells_by_month_carry_fractions_and_totals_do_not():
    waiting = rtt_tables.england_by_month().waiting
    assert (waiting % 1).max() > 0.1
    assert waiting.sum(axis=1) == pytest.approx(waiting.sum(axis=1).round(), abs=0.05)


def test_no_specialty_of_2014_goes_by_another_name_in_2024():
    names = {row["specialty"] for row in rtt_tables.rows("england_by_week")}
    assert names == {"all", *rtt_tables.specialties()}


def test_the_total_of_june_2026_is_7_178_718():
    stated = {"waiting": 7_178_718, "within_18_percent": 65.8, "over_52": 106_621}
    assert rtt_tables.totals_of_june_2026() == stated


@pytest.mark.parametrize(
    ("read", "name", "near"),
    [
        (rtt_tables.england_by_month, "Cardiolgy", "'Cardiology'"),
        (rtt_tables.england_by_week, "urology", "'Urology'"),
        (rtt_tables.trust_by_month, "R1Hx", "'R1H'"),
        (rtt_tables.totals_of_june_2026, "england", "ENGLAND"),
    ],
)
def test_a_name_that_is_not_there_gets_its_near_miss(read, name, near):
    with pytest.raises(UnknownName, match=near):
        read(name)


def test_buckets_of_months_begin_where_calendar_months_do():
    days = (7 * month_edges("2025-05", 5)).round().tolist()
    assert days == [0, 31, 31 + 30, 31 + 30 + 31, 31 + 30 + 31 + 28]


def test_a_month_is_the_one_its_number_names():
    assert month_named(month_number("2024-02")) == "2024-02"
    assert days_of_month(month_number("2024-02")) == 29
    assert month_number("2025-01") == month_number("2024-12") + 1


@pytest.mark.parametrize("text", ["2024", "2024-13", "24-11", "2024-1", "Nov 2024", "0000-01", ""])
def test_what_is_not_a_month_is_refused(text):
    with pytest.raises(ParameterError, match="is not a month"):
        month_number(text)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"waiting": week_edges(3)}, "one count for each age bucket"),
        ({"waiting": -week_edges(2)}, "numbers from 0"),
        ({"treated": week_edges(2) * float("nan")}, "numbers from 0"),
        ({"joined": -1.0}, "'joined' must be a number from 0"),
        ({"edges_weeks": week_edges(2) + 1}, "begin at 0 and rise"),
    ],
)
def test_a_snapshot_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(ParameterError, match=message):
        snapshot(**changes)


def test_a_series_without_a_month_in_between_is_refused():
    with pytest.raises(ParameterError, match="2025-01 does not follow 2024-11"):
        ListSeries((snapshot(), snapshot(month="2025-01")))


def test_a_series_of_two_lists_is_refused():
    with pytest.raises(ParameterError, match="of another list"):
        ListSeries((snapshot(), snapshot(month="2024-12", provider="R1H")))


def test_whoever_left_unrecorded_is_who_was_there_and_joined_less_who_was_treated_and_stays():
    series = ListSeries((snapshot(joined=9.0), snapshot(month="2024-12", joined=4.5)))
    assert series.removals().tolist() == [3 + 4.5 - 3 - 3]


def test_removals_cannot_be_reckoned_where_nobody_counted_joiners():
    with pytest.raises(ParameterError, match="how many joined"):
        rtt_tables.england_by_week().removals()


def test_the_months_from_one_to_another_can_be_taken_out():
    series = rtt_tables.england_by_month().between("2024-06", "2024-08")
    assert series.months == ("2024-06", "2024-07", "2024-08")
    with pytest.raises(ParameterError, match="runs from 2024-06"):
        series.between("2020-01", "2020-02")


@pytest.mark.parametrize("name", worlds.TABLES)
def test_a_table_says_what_its_columns_are_and_where_they_come_from(name):
    note = Table("health", name, worlds.TABLES[name]).note()
    with worlds.TABLES[name].open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == list(note.columns)
    assert note.licence == "Open Government Licence v3.0"


def test_a_data_claim_can_ask_the_tables():
    query = """
        WITH ages AS (
            UNPIVOT (SELECT * FROM health.england_by_month) ON COLUMNS('month_.*')
            INTO NAME waited VALUE pathways
        )
        SELECT 100 * sum(pathways) FILTER (waited = 'month_0') / sum(pathways) AS value
        FROM ages WHERE specialty = 'all' AND part = 'waiting' AND month = '2025-05'
    """
    assert round(ask(query).value, 1) == 19.8


def test_the_trusts_lists_lie_19_percent_below_to_35_above_those_of_june_2026():
    both = [code for code in TRUSTS if code not in ("RBT", "RHQ")]
    beside = [
        100
        * rtt_tables.trust_by_month(code).snapshots[-1].size
        / rtt_tables.totals_of_june_2026(code)["waiting"]
        for code in both
    ]
    assert [round(min(beside)), round(max(beside)), len(beside)] == [81, 135, 37]
