"""Charts of an election: votes beside seats, and equal hexagons."""

from xml.etree import ElementTree

import numpy as np

from commonweal.institutions.elections.outcome import outcome
from commonweal.reports.election_charts import hexagon_map, votes_and_seats
from commonweal.reports.svg import draw

CENTRES = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 0.866]])


def texts(chart):
    text = draw(chart.spec, name="c", title=chart.title, description=chart.description)
    return " ".join(ElementTree.fromstring(text).itertext())  # noqa: S314 - drawn by us


def test_the_title_is_what_was_found():
    chart = votes_and_seats(outcome(1951), source="Source: X")
    assert chart.title == (
        "Conservatives and allies won 51.4% of the seats with 48% of the votes in 1951"
    )
    assert "Source: X" in texts(chart)
    assert "Labour: 48.7% of the votes, 295 seats" in chart.description


def test_seats_that_are_not_all_known_are_said_to_be_a_least_share():
    assert "won at least 44.2% of the seats" in votes_and_seats(outcome(1929)).title


def test_every_party_has_a_bar_for_votes_and_one_for_seats():
    values = votes_and_seats(outcome(2024)).spec["layer"][0]["data"]["values"]
    assert len(values) == 16
    assert {value["of"] for value in values} == {"votes", "seats"}


def test_each_constituency_is_one_hexagon_and_the_legend_counts_them():
    chart = hexagon_map(["Lab", "Con", "Lab"], CENTRES, {"Lab": "Labour"}, title="Labour won 2")
    assert len(chart.spec["layer"][0]["data"]["values"]) == 3
    assert chart.description == "Map of equal hexagons: Labour won 2. Labour 2, Con 1."
    assert "Labour 2" in texts(chart)


def test_north_is_up_and_neighbours_touch():
    chart = hexagon_map(["A", "B", "C"], CENTRES, {}, title="Three")
    values = chart.spec["layer"][0]["data"]["values"]
    assert [value["y"] for value in values] == [0, 0, 0.866]
    across = chart.spec["width"] / 2
    assert chart.spec["layer"][0]["mark"]["size"] == (2 * across / 3**0.5) ** 2


def test_a_party_without_a_colour_of_its_own_is_grey():
    chart = hexagon_map(["Peculiar"] * 3, CENTRES, {}, title="One")
    assert chart.spec["layer"][0]["encoding"]["color"]["scale"]["range"] == ["#8d979f"]
