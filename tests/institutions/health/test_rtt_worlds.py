"""England's lists are worlds, and so is a list of your own."""

from __future__ import annotations

import numpy as np
import pytest

from commonweal.core.errors import CommonwealError, FileError, WorldError
from commonweal.institutions.health import rtt_tables, rtt_worlds
from commonweal.institutions.health.rtt import ListSnapshot, week_edges
from commonweal.institutions.health.trial import EVEN, run_list
from commonweal.institutions.registry import find

TWO_MONTHS = """month,weeks_waited,waiting,treated,joined
2025-05,0,310,120,420
2025-05,1,290,60,
2025-05,2+,700,140,
2025-06,0,300,110,400
2025-06,1,280,70,
2025-06,2+,690,150,
"""
ONE_MONTH = "month,weeks_waited,waiting,treated,joined\n2025-05,0,310,120,320\n2025-05,1,290,60,\n"


@pytest.fixture
def file(tmp_path):
    def with_text(content):
        path = tmp_path / "my-list.csv"
        path.write_text(content, encoding="utf-8")
        return str(path)

    return with_text


@pytest.mark.parametrize(
    ("world", "size", "percent"),
    [("england-2025-05", 7_289_520, 60.6), ("england-2014-12", 2_928_414, 92.8)],
)
def test_a_run_opens_with_the_published_list(world, size, percent):
    measures = run_list(EVEN, world=world).measures
    assert measures["list_size"][0, -1, 0] == pytest.approx(size, abs=0.1)
    within = measures["share_waiting_within"][0, -1, 1, 0]
    assert round(100 * float(within), 1) == percent


def test_england_of_2014_keeps_its_size_under_first_come():
    sizes = run_list(EVEN, world="england-2014-12").measures["list_size"][0, -1]
    assert sizes == pytest.approx(sizes[0])


def test_weeks_of_a_weekly_list_are_its_buckets():
    snapshot = rtt_tables.dorset_november_2024()
    assert np.array_equal(rtt_worlds.by_whole_weeks(snapshot), snapshot.waiting)


def test_a_list_of_one_bucket_is_one_week():
    edges = week_edges(0)
    snapshot = ListSnapshot("2025-05", "own", "all", "weeks", edges, edges + 7)
    assert rtt_worlds.by_whole_weeks(snapshot).tolist() == [7]


def test_a_list_of_your_own_is_a_world(file):
    world = find("health").open_world(file(TWO_MONTHS))
    assert world["waiting"].tolist() == [300, 280, 690]
    assert world.facts["joined_per_week"] == 400 / (30 / 7)
    assert world.facts["slots_per_week"] == 330 / (30 / 7)
    assert world.facts["removal_hazard"] == pytest.approx(100 / 1300 / (30 / 7))
    assert "licence" not in world.facts


def test_those_treated_are_spread_over_weeks_and_none_is_lost():
    series = rtt_tables.england_by_month()
    weeks = rtt_worlds.treated_by_whole_weeks(series)
    assert weeks.size == 53
    assert weeks.sum() == pytest.approx(series.treated.sum())


def test_a_list_known_by_week_is_called_by_the_profile_of_its_treatments():
    changes = {**EVEN, "waiting_list.discipline": "profile"}
    waits = run_list(changes, world="england-2014-12").measures["mean_wait"]
    assert waits.min() > 0


@pytest.mark.parametrize(("last", "known"), [(0, True), (1, True), (2, False)])
def test_a_profile_is_known_only_where_the_last_bucket_holds_nearly_nobody(file, last, known):
    path = file(ONE_MONTH + f"2025-05,2+,5,{last},\n")
    assert ("treated" in find("health").open_world(path).arrays) is known


def test_no_profile_is_made_up_for_those_who_waited_beyond_the_last_month():
    with pytest.raises(WorldError, match="does not say how long"):
        run_list({"waiting_list.discipline": "profile"}, world="england-2025-05")


def test_a_list_of_one_month_is_taken_to_keep_its_size(file):
    world = find("health").open_world(file(ONE_MONTH))
    assert world.facts["removal_hazard"] == pytest.approx(140 / 600 / (31 / 7))


def test_nobody_leaves_a_list_that_is_treated_faster_than_it_is_joined(file):
    world = find("health").open_world(file(ONE_MONTH.replace("320", "100")))
    assert world.facts["removal_hazard"] == 0


def test_a_list_of_your_own_runs(file):
    path = file(TWO_MONTHS)
    assert run_list(EVEN, world=path).measures["list_size"][0, -1, 0] == 1270


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        ("month,weeks_waited,waiting\n2025-05,0,5\n", FileError, "how many joined"),
        ("month,weeks_waited,waiting,treated,joined\n2025-05,0,0,1,1\n", WorldError, "none"),
        ("month,weeks_waited,waiting,treated,joined\n2025-05,0,5,0,9\n", WorldError, "no slots"),
        (
            "month,weeks_waited,waiting,treated,joined\n2025-05,0,5,9,0\n",
            WorldError,
            "nobody joins",
        ),
        ("not a list\n", CommonwealError, "how long patients have waited"),
    ],
)
def test_a_list_nothing_can_be_run_on_is_refused(file, content, kind, message):
    with pytest.raises(kind, match=message):
        run_list(EVEN, world=file(content))
