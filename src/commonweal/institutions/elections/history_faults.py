"""Mistakes in reading a century of results, each to be caught by a check of ``history_checks``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from commonweal.institutions.elections import history, tables
from commonweal.institutions.elections.history import GROUPS, GroupElection, Ints

_read = history.from_groups
_CON, _LAB, _OTHERS = (GROUPS.index(group) for group in ("con", "lab", "oth"))
_UNDONE: Mapping[str, tuple[int, int]] = {
    "allies": (_CON, _OTHERS),
    "labour under other": (_LAB, _OTHERS),
    "swapped": (_CON, _LAB),
}


def second_of_each_seat(self: GroupElection) -> Ints:
    """Give every one-member seat to the group that came second."""
    order: Ints = np.argsort(self.votes, axis=1)
    second: Ints = np.where(self.seats == 1, order[:, -2], history.UNKNOWN)
    return second


def largest_of_each_seat(self: GroupElection) -> Ints:
    """Take pooled others for one candidate, whoever was declared."""
    most: Ints = np.where(self.contested, self.votes.argmax(1), self.unopposed.argmax(1))
    return most


def as_in_the_source(day: str) -> GroupElection:
    """Undo the patches that move votes between groups."""
    found = _read(day)
    votes, unopposed = found.votes.copy(), found.unopposed.copy()
    for patch in tables.rows("group_patches"):
        if patch["election"] == day and patch["patch"] in _UNDONE:
            place = found.code.index(patch["constituency"])
            pair = list(_UNDONE[patch["patch"]])
            votes[place, pair] = votes[place, pair[::-1]]
            unopposed[place, pair] = unopposed[place, pair[::-1]]
    nobody = np.full_like(found.declared, history.UNKNOWN)
    return replace(found, votes=votes, unopposed=unopposed, declared=nobody)


def great_britain_for_the_kingdom(day: str) -> GroupElection:
    """Leave Northern Ireland out."""
    return _read(day).only("England", "Scotland", "Wales")


def unopposed_members_lost(day: str) -> GroupElection:
    """Leave the constituencies out in which no vote was cast."""
    found = _read(day)
    return found.where(found.contested)


def nobody_in_the_chair(self: GroupElection) -> int:
    """Count the Speaker with a party at every election."""
    return history.UNKNOWN
