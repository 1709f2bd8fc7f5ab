"""The charts of a pact."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from commonweal.institutions.elections.break_even import Surface, Terms, Tried
from commonweal.reports.pact_charts import break_even_chart, surface_chart
from commonweal.reports.svg import draw

TERMS = Terms(0.5, 0.65, 0.65, 0.15)
FOUND = (
    Tried("1992", 651, 634, (336, 20, 271, 7, 17), (303, 41, 285, 5, 17), 0.43, False),
    Tried("1931", 615, 78, (517, 36, 47, 0, 15), (513, 24, 63, 0, 15), None, True),
    Tried("1997", 659, 639, (165, 46, 418, 10, 20), (118, 80, 431, 10, 20), None, False),
)
SURFACE = Surface(
    "1918 to 2000", TERMS, np.array([0.0, 0.5, 1.0]),
    np.array([[70.0, 62.0, 60.0], [55.0, 50.0, 40.0], [40.0, 32.0, 28.0]]), 57.9, 22,
)  # fmt: skip


def texts(chart) -> str:
    text = draw(chart.spec, name="c", title=chart.title, description=chart.description)
    return " ".join(ElementTree.fromstring(text).itertext())  # noqa: S314 - drawn by us


def test_only_majorities_need_ending_and_some_never_end() -> None:
    chart = break_even_chart(FOUND, TERMS, source="Source: X")
    assert chart.title == (
        "Of 2 Conservative majorities a pact ends 1 if half of the voters follow, and 1 never"
    )
    said = texts(chart)
    assert "43%" in said
    assert "never" in said
    assert "1997" not in said
    assert "Source: X" in said


def test_without_a_majority_there_is_nothing_to_end() -> None:
    assert break_even_chart(FOUND[2:], TERMS).title.startswith("None of these elections")


def test_the_surface_tells_its_corners_in_words() -> None:
    chart = surface_chart(SURFACE, source="Source: X")
    assert "100% of Liberals and 0% of Labour's: 40 years" in chart.description
    assert "once 100%" in chart.title
    assert "Source: X" in texts(chart)
