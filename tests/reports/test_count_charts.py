"""Charts of a count: votes by stage, and whose votes went to whom."""

import pytest

from commonweal.algorithms.profiles import Profile
from commonweal.algorithms.ranked_rules import count
from commonweal.reports.count_charts import stages_chart, transfers_chart
from commonweal.reports.svg import draw

BALLOTS = Profile.of(
    [[0, 1, -1], [0, -1, -1], [1, 2, -1], [2, 3, -1], [3, 2, -1], [3, -1, -1]],
    [40, 5, 20, 18, 12, 3],
    ("Ann", "Bob", "Cat", "Dan"),
)


def counted(rule="scottish-stv", seats=2):
    return count(BALLOTS, rule, seats)


def flows(chart):
    return {
        (row["of"], row["to"]): row["votes"] for row in chart.spec["layer"][0]["data"]["values"]
    }


def test_the_title_names_the_elected():
    assert stages_chart(counted()).title == "Elected: Ann and Bob"


def test_every_stage_has_the_votes_of_everybody_still_in_it():
    values = stages_chart(counted()).spec["layer"][0]["data"]["values"]
    assert {row["votes"] for row in values if row["stage"] == 1} == {45, 20, 18, 15}
    assert {row["candidate"] for row in values if row["stage"] == 4} == {"Ann", "Bob"}


def test_transfers_are_told_from_whom_and_to_whom():
    chart = transfers_chart(counted())
    found = flows(chart)
    assert found["2. Ann, surplus", "Bob"] == pytest.approx(10.667, abs=0.001)
    assert found["3. Dan, out", "Cat"] == 12
    assert found["3. Dan, out", "not transferable"] == 3
    assert chart.title == "Most often nobody was next: 30 votes of Cat"


def test_all_that_moved_is_drawn():
    stages = counted().stages
    moved = sum(flows(transfers_chart(counted())).values())
    assert moved == pytest.approx(45 - 33 + 15 + 30, abs=0.01)
    assert len(stages) == 4


def test_without_transfers_there_is_no_chart_of_them():
    assert transfers_chart(counted("borda", 1)) is None
    assert transfers_chart(counted("fptp", 1)) is None


@pytest.mark.parametrize("rule", ["scottish-stv", "meek", "ers97", "av"])
def test_the_charts_of_every_rule_are_drawn(rule):
    found = counted(rule, 1 if rule == "av" else 2)
    for chart in (stages_chart(found), transfers_chart(found)):
        if chart is not None:
            assert "Cat" in draw(
                chart.spec, name="c", title=chart.title, description=chart.description
            )
