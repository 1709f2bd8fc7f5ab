"""Where each constituency stands on a map of equal hexagons."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from commonweal.core.errors import UnknownName
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import tables

_ROW_HEIGHT = math.sqrt(3) / 2


@cache
def centres(boundary_set: str) -> tuple[tuple[str, ...], Floats]:
    """The codes of the constituencies, and the middle of each one's hexagon.

    f8[constituencies, 2]: eastward and northward, in widths of a hexagon. Neighbours are one
    width apart. Raises UnknownName for boundaries without a map.
    """
    rows = [row for row in tables.rows("hexagons") if row["boundary_set"] == boundary_set]
    if not rows:
        known = {row["boundary_set"] for row in tables.rows("hexagons")}
        raise UnknownName("set of boundaries with a map", boundary_set, sorted(known))
    q, r = (np.array([int(row[axis]) for row in rows]) for axis in ("q", "r"))
    middle: Floats = np.stack([q + 0.5 * (r % 2), r * _ROW_HEIGHT], axis=1)
    middle.setflags(write=False)
    return tuple(row["constituency"] for row in rows), middle


def corners(centre: Floats) -> Floats:
    """The six corners of a hexagon that stands on a corner: f8[6, 2], widths of a hexagon."""
    turns = np.deg2rad(np.arange(30, 390, 60))
    around: Floats = centre + np.stack([np.cos(turns), np.sin(turns)], axis=1) / math.sqrt(3)
    return around
