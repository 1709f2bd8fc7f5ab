"""How far each party moved between two elections, constituency by constituency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import WorldError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import history
from commonweal.institutions.elections.history import GROUPS, GroupElection

_NAMED = tuple(group for group in GROUPS if group != "oth")
_NEW_BOUNDARIES = ("2019", "2024")


@dataclass(frozen=True, eq=False)
class Moves:
    """One group's shares where it stood and votes were cast at both elections.

    ``code`` and ``name`` of the constituencies; ``before`` and ``after``: f8[constituencies], from
    0 to 1, of the votes there.
    """

    group: str
    code: tuple[str, ...]
    name: tuple[str, ...]
    before: Floats
    after: Floats

    @property
    def change(self) -> Floats:
        return np.asarray(self.after - self.before)


def moves(before: str, after: str) -> tuple[Moves, ...]:
    """The moves of every group that stood somewhere at both, the most widespread first.

    Elections by year or day, as ``history.election`` has them; 2024 is compared with 2019 as it
    would have fallen on the boundaries of 2024. Seats of two members are left out. Raises
    UnknownName for an unknown election, WorldError for two on different boundaries.
    """
    later = history.election(after)
    earlier = history.election(before)
    if (earlier.day[:4], later.day[:4]) == _NEW_BOUNDARIES:
        earlier = history.notional()
    if earlier.boundary_set != later.boundary_set or earlier.day >= later.day:
        raise WorldError(
            f"{before} is no earlier election on the boundaries of {after}",
            where="elections",
            remedy=f"On them were held: {', '.join(_on_boundaries(later.boundary_set))}.",
        )
    found = [_of_group(earlier, later, group) for group in _NAMED]
    return tuple(sorted((one for one in found if one.code), key=lambda one: -len(one.code)))


def _on_boundaries(boundaries: str) -> list[str]:
    held = [name for name in history.names() if history.election(name).boundary_set == boundaries]
    return [*held, "2019 (estimated)"] if boundaries == "2024" else held


def _of_group(earlier: GroupElection, later: GroupElection, group: str) -> Moves:
    column = earlier.column(group)
    had, has = _shares(earlier, column), _shares(later, column)
    both = [at for at, code in enumerate(later.code) if code in had and code in has]
    codes = tuple(later.code[at] for at in both)
    return Moves(
        group, codes, tuple(later.name[at] for at in both),
        np.array([had[code] for code in codes]), np.array([has[code] for code in codes]),
    )  # fmt: skip


def _shares(found: GroupElection, column: int) -> dict[str, float]:
    """The group's share by constituency, where it stood and one member was elected by votes."""
    cast = found.votes.sum(axis=1)
    here = found.stood[:, column] & found.contested & (found.seats == 1)
    return {
        found.code[at]: float(found.votes[at, column] / cast[at]) for at in np.flatnonzero(here)
    }
