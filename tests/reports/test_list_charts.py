"""Charts of a list carried forward: the title is the finding, uncertainty is drawn."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from commonweal.institutions.health.projection import Sampling
from commonweal.institutions.health.trajectory import trajectory
from commonweal.reports.list_charts import fan_chart, profile_chart
from commonweal.reports.svg import draw
from tests.support.monthly import steady


@pytest.fixture(scope="module")
def carried():
    return trajectory(steady(), 14, Sampling(draws=50))


def texts(chart) -> str:
    text = draw(chart.spec, name="c", title=chart.title, description=chart.description)
    return " ".join(ElementTree.fromstring(text).itertext())  # noqa: S314 - drawn by us


def test_a_fan_says_where_the_list_is_and_where_it_goes(carried) -> None:
    title = fan_chart(carried, carried.fans[0]).title
    assert title.startswith("Waiting list: ")
    assert "in December 2024; " in title
    assert title.endswith("in February 2026 (central 80%)")


def test_a_fan_names_its_bands_its_axes_and_its_source(carried) -> None:
    drawn = texts(fan_chart(carried, carried.fans[1], source="Source: X"))
    assert all(f"central {level}" in drawn for level in ("50%", "80%", "95%"))
    assert "Within 18 weeks (share)" in drawn
    assert "Source: X" in drawn


def test_a_fan_is_drawn_from_the_widest_interval_to_the_narrowest(carried) -> None:
    layers = fan_chart(carried, carried.fans[0]).spec["layer"]
    bands = [layer["data"]["values"][0].get("band") for layer in layers]
    assert bands[:3] == ["central 95%", "central 80%", "central 50%"]


def test_the_profile_shows_now_a_year_on_and_the_end(carried) -> None:
    chart = profile_chart(carried)
    assert all(m in texts(chart) for m in ("December 2024", "December 2025", "February 2026"))
    assert chart.title.startswith("Waiting 12 months and more: ")
