"""Districts of several members: neighbouring constituencies grouped at random within regions.

Nobody has drawn such districts, and who draws them decides some seats. So there are many ways to
draw them, each by chance alone: how far results differ between them is what districting decides.
Neighbours are those of the hexagon map, which keeps most real neighbours and invents a few.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from commonweal.algorithms.apportionment import Ints
from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import hexagons

SEVERAL = (3, 4, 5, 6)
"""Members of a district that elects several. The size to cut at is drawn anew as a branch grows, so
that the smaller come up more often: about 25, 34, 27 and 13% of districts."""
MERGED = (1, 2, 3)
"""Constituencies that become one where nearly half of the members come from lists."""
PAIRED = (1, 1, 1, 1, 2)
"""The same where about a sixth do."""
WAYS = 120
"""Ways of drawing the districts; each is one group of districts for the whole country."""
_NEXT = 1.01
_TRIES = 2_000
_BOUNDARIES = ("2010", "2024")


@lru_cache(maxsize=4)
def ways(
    codes: tuple[str, ...], region: tuple[int, ...], number: int = WAYS,
    sizes: tuple[int, ...] = SEVERAL,
) -> Ints:  # fmt: skip
    """The district of each constituency, drawn in so many ways: i8[ways, constituencies].

    Every district lies in one region, has as many constituencies as the least to the most of
    ``sizes``, is cut off once it has as many as one drawn from them, and is of one piece on the map
    (islands and gaps are joined by the shortest crossing). Raises ParameterError for
    constituencies without a map.
    """
    centres = _centres(codes)
    of_region = np.array(region)
    found = np.zeros((number, len(codes)), dtype=np.int64)
    for way in range(number):
        luck = np.random.Generator(np.random.Philox(key=way))
        first = 0
        for place in np.unique(of_region).tolist():
            here = np.flatnonzero(of_region == place)
            groups = _grouped(_neighbours(centres[here]), luck, sizes)
            found[way, here] = first + groups
            first += int(groups.max()) + 1
    found.setflags(write=False)
    return found


def _centres(codes: tuple[str, ...]) -> Floats:
    for boundaries in _BOUNDARIES:
        known, centres = hexagons.centres(boundaries)
        place = {code: row for row, code in enumerate(known)}
        if set(codes) <= set(place):
            return np.asarray(centres[[place[code] for code in codes]], dtype=np.float64)
    raise ParameterError(
        "these constituencies are on no map, so it is not known which are neighbours",
        where="electoral_system",
        remedy="Districts are drawn on the boundaries of 2010 and 2024: take ge2010 to ge2024.",
    )


def _neighbours(centres: Floats) -> list[list[int]]:
    """Whose hexagons touch; pieces that touch nothing are joined where they are closest."""
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    touching = (apart < _NEXT) & (apart > 0)
    while True:
        piece = _reached(touching)
        if piece.all():
            return [np.flatnonzero(row).tolist() for row in touching]
        inside, outside = np.flatnonzero(piece), np.flatnonzero(~piece)
        crossing = apart[np.ix_(inside, outside)]
        near, far = np.unravel_index(int(crossing.argmin()), crossing.shape)
        touching[inside[near], outside[far]] = touching[outside[far], inside[near]] = True


def _reached(touching: np.ndarray) -> np.ndarray:
    """Which places can be reached from the first."""
    reached = np.zeros(touching.shape[0], dtype=np.bool_)
    reached[0] = True
    while True:
        more = reached | touching[reached].any(axis=0)
        if (more == reached).all():
            return reached
        reached = more


def _grouped(
    neighbours: list[list[int]], luck: np.random.Generator, sizes: tuple[int, ...]
) -> Ints:
    """One way to group the places of a region: the group of each, i8[places]."""
    for _ in range(_TRIES):
        found = _cut(neighbours, luck, sizes)
        if found is not None:
            return found
    raise ParameterError(
        f"a region of {len(neighbours)} constituencies cannot be cut into districts of "
        f"{min(sizes)} to {max(sizes)} members",
        where="electoral_system",
    )


def _cut(
    neighbours: list[list[int]], luck: np.random.Generator, sizes: tuple[int, ...]
) -> Ints | None:
    """Walk a random tree over the places, and cut off a branch once it is as large as was drawn."""
    fewest, most = min(sizes), max(sizes)
    order, parent = _random_tree(neighbours, luck)
    branch: list[list[int]] = [[place] for place in range(len(neighbours))]
    group = np.full(len(neighbours), -1, dtype=np.int64)
    made = 0
    for place in reversed(order):
        size = len(branch[place])
        if size > most:
            return None
        if size >= sizes[luck.integers(len(sizes))]:
            group[branch[place]] = made
            made += 1
        elif parent[place] >= 0:
            branch[parent[place]] += branch[place]
        elif size >= fewest:
            group[branch[place]] = made
        else:
            return None
    return group


def _random_tree(
    neighbours: list[list[int]], luck: np.random.Generator
) -> tuple[list[int], list[int]]:
    """A random walk over the places that goes back only where it must: order and parents."""
    start = int(luck.integers(len(neighbours)))
    parent = [-1] * len(neighbours)
    order, path, seen = [start], [start], {start}
    while path:
        fresh = [place for place in neighbours[path[-1]] if place not in seen]
        if not fresh:
            path.pop()
            continue
        following = fresh[int(luck.integers(len(fresh)))]
        parent[following] = path[-1]
        seen.add(following)
        order.append(following)
        path.append(following)
    return order, parent
