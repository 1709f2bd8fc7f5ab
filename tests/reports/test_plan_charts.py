"""Charts of a plan and of a backtest: how much is enough, for whom, and who came closest."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from commonweal.institutions.health.backtest import Score
from commonweal.institutions.health.plan import Aim, Means, solve
from commonweal.institutions.health.projection import Sampling
from commonweal.reports.plan_charts import enough_chart, score_charts, treated_chart
from commonweal.reports.svg import draw
from tests.support.monthly import steady

AIM = Aim(0.92, 18, "2026-01")
SCORES = [
    Score("list size", "trajectory", 2.85, 9.23, -0.91, 0.64),
    Score("list size", "same as last month", 2.57, 9.27, 0.61, None),
    Score("share within 18 weeks", "trajectory", 1.24, 4.34, 0.55, 0.69),
]


@pytest.fixture(scope="module")
def planned():
    return solve(steady(), AIM, Means(), Sampling(draws=50))


def texts(chart) -> str:
    text = draw(chart.spec, name="c", title=chart.title, description=chart.description)
    return " ".join(ElementTree.fromstring(text).itertext())  # noqa: S314 - drawn by us


def points(chart) -> list[dict[str, float]]:
    return chart.spec["layer"][0]["data"]["values"]


def test_how_many_are_enough_rises_to_all_of_the_draws(planned) -> None:
    chart = enough_chart(planned, source="Source: X")
    shares = [point["share"] for point in points(chart)]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert "are enough in half of the draws" in chart.title
    assert "Source: X" in texts(chart)


def test_a_ramped_plan_names_the_end_of_the_rise(planned) -> None:
    assert "Extra treatments a week at the end of the rise" in texts(
        enough_chart(planned, ramp=True)
    )


def test_a_target_out_of_reach_is_said_to_be_so() -> None:
    kept = solve(steady(), AIM, Means(at_most=0.01), Sampling(draws=50))
    chart = enough_chart(kept)
    assert chart.title == "92% within 18 weeks by 2026-01: out of reach in 100% of the draws"
    assert points(chart) == []
    assert "out of reach" in texts(chart)


def test_a_target_that_is_met_needs_no_extra_treatments() -> None:
    easy = solve(steady(), Aim(0.2, 18, "2026-01"), Means(), Sampling(draws=50))
    assert "0 extra treatments a week are enough in half" in enough_chart(easy).title
    assert treated_chart(easy).title == "No extra treatments are needed"


def test_who_is_treated_is_told_for_today_for_the_plan_and_for_the_extra(planned) -> None:
    said = texts(treated_chart(planned))
    assert all(name in said for name in ("today", "under the plan, all", "the extra treatments"))
    assert "of the extra treatments go to those who waited" in said


def test_errors_have_one_chart_a_measure_that_names_the_closest() -> None:
    size, share = score_charts(SCORES)
    assert size.title == "List size: ‘same as last month’ came closest at the median (2.57% off)"
    assert "2.85, 9.23; 64% inside 80%" in texts(size)
    assert share.name == "share-within-18-weeks"
    assert "percentage points" in texts(share)
