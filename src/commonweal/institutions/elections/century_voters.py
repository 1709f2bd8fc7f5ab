"""Whose votes hold seats, over every election since 1918: the ledger of a pact."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from commonweal.core.protocol import Floats, UnitTable
from commonweal.core.world import World
from commonweal.institutions.elections.history import Ints
from commonweal.institutions.elections.pacts import CON, NAT, OTH, Fought, Pacted

VOTES_BEHIND_A_VALUE = 100_000
"""A unit's value is its seats for so many of its votes."""
_NAMES = ("Conservatives and allies", "Liberals", "Labour", "nationalists", "others")
"""The groups in words, in the order of ``history.GROUPS``."""


@dataclass(frozen=True, eq=False)
class Voters:
    """The voters of a group in a region, at all elections together, as units of the ledger.

    They are told apart by party only: a region has as many seats with a pact as without.
    ``cell``: i8[constituencies, groups], the unit of each constituency's voters of a group, or
    one past the last where the group never had a vote in the region.
    """

    table: UnitTable
    cell: tuple[Ints, ...]

    def held(self, place: int, fought: Fought, pacted: Pacted) -> Floats:
        """Seats that each unit's voters hold after an election: f8[n, units].

        A seat belongs in equal parts to all who voted for its member. One won without a vote
        belongs to the voters of the member's group.
        """
        units = self.table.ids.size
        cell = self.cell[place]
        kept = np.ones(fought.open.size, dtype=np.bool_)
        kept[pacted.seat] = False
        whole = np.bincount(
            cell[kept].ravel(), fought.members[kept].ravel().astype(np.float64), units + 1
        )
        held: Floats = np.repeat(whole[None, :], pacted.won.shape[0], axis=0)
        row = np.arange(pacted.seat.size)
        own = cell[pacted.seat]
        stayed = np.where(pacted.won == pacted.staying, 1.0, 0.0)
        blue = np.where(pacted.won == CON, 1.0, 0.0)
        from_leaving = stayed * _share(pacted.followed, pacted.joint)
        turned = blue * _share(pacted.turned, pacted.conservative)
        parts: list[tuple[Ints, Floats]] = [
            (own[row, pacted.leaving], from_leaving + turned),
            (own[row, pacted.staying], stayed - from_leaving),
            (own[:, CON], blue - turned),
            *((own[:, group], np.where(pacted.won == group, 1.0, 0.0)) for group in (NAT, OTH)),
        ]
        for cells, seats in parts:
            order = np.argsort(cells, kind="stable")
            starts = np.flatnonzero(np.diff(cells[order], prepend=-1))
            if starts.size:
                held[:, cells[order][starts]] += np.add.reduceat(seats[:, order], starts, axis=1)
        counted: Floats = held[:, :units]
        return counted


def _share(part: Floats, whole: Floats) -> Floats:
    return part / np.maximum(whole, 1.0)


def voters(of: World) -> Voters:
    """The voters of every group and region that ever had a vote, of ``century.world``."""
    groups, regions = len(of.labels["group"]), len(of.labels["region"])
    code = of["region"][:, None] * groups + np.arange(groups)
    votes = np.bincount(code.ravel(), of["votes"].ravel(), groups * regions)
    cells = np.flatnonzero(votes > 0)
    unit = np.full(groups * regions, cells.size)
    unit[cells] = np.arange(cells.size)
    labels = {"group": of.labels["group"], "region": of.labels["region"]}
    table = UnitTable(
        "voters", "Seats for every 100,000 voters of a group in a region, 1918 to 2024", "seat",
        "higher", np.array([_identity(labels["group"][c % groups], labels["region"][c // groups])
                            for c in cells.tolist()], dtype=np.int64),
        votes[cells].astype(np.float64), {"party": cells % groups}, {"party": _NAMES},
    )  # fmt: skip
    by_row = unit[code]
    elections = range(len(of.labels["election"]))
    return Voters(table, tuple(by_row[of["election"] == place] for place in elections))


def _identity(group: str, region: str) -> int:
    digest = hashlib.blake2b(f"{group}|{region}|since 1918".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1
