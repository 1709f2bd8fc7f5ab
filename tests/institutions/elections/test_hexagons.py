"""The map of equal hexagons: everybody on it, nobody on top of another."""

import numpy as np
import pytest

from commonweal.core.errors import UnknownName
from commonweal.institutions.elections import hexagons, history


@pytest.mark.parametrize(("boundaries", "year"), [("2010", 2019), ("2024", 2024)])
def test_every_constituency_has_a_hexagon(boundaries, year):
    codes, middle = hexagons.centres(boundaries)
    assert set(codes) == set(history.election(year).code)
    assert middle.shape == (650, 2)


@pytest.mark.parametrize("boundaries", ["2010", "2024"])
def test_no_two_hexagons_overlap(boundaries):
    _, middle = hexagons.centres(boundaries)
    apart = np.linalg.norm(middle[:, None] - middle[None], axis=2) + 2 * np.eye(650)
    assert apart.min() == pytest.approx(1)


def test_north_is_up():
    codes, middle = hexagons.centres("2024")
    shetland, st_ives = codes.index("S14000051"), codes.index("E14001511")
    assert middle[shetland, 1] > middle[st_ives, 1]


def test_the_corners_of_a_hexagon_are_half_a_width_from_each_side():
    corners = hexagons.corners(np.array([2.0, 3.0]))
    assert corners.mean(axis=0) == pytest.approx([2, 3])
    assert np.ptp(corners[:, 0]) == pytest.approx(1)


def test_boundaries_without_a_map_are_an_error():
    with pytest.raises(UnknownName, match="2010"):
        hexagons.centres("1983")
