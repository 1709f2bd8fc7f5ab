"""Mistakes about pacts and campaigns, each to be caught by a check of ``pact_checks``."""

from __future__ import annotations

import numpy as np

from commonweal.core.protocol import Floats
from commonweal.institutions.elections import campaign, pacts
from commonweal.institutions.elections.campaign import After, Gain
from commonweal.institutions.elections.history import GroupElection, Ints, Mask
from commonweal.institutions.elections.pacts import LAB, LIB, Fought, Pacted, Rule, Scope, Transfers

_of = Transfers.of
_found = pacts._members
_votes = campaign.votes
_seats = campaign.seats


def stronger(self: Fought) -> Ints:
    """Take whichever had more votes for the weaker of the two."""
    found: Ints = np.where(self.votes[:, LAB] < self.votes[:, LIB], LIB, LAB)
    return found


def nobody_stands_down(self: Fought, rule: Rule, scope: Scope) -> Ints:
    """Let both partners stand whatever they agreed."""
    return np.full(self.open.size, pacts.NOBODY)


def swapped(self: Transfers, leaving: Ints) -> tuple[Floats, Floats]:
    """Take Labour's voters for the Liberals'."""
    return _of(self, LAB + LIB - leaving)


def nobody_turns(self: Transfers, leaving: Ints) -> tuple[Floats, Floats]:
    """Keep everybody who does not follow at home."""
    follow, turn = _of(self, leaving)
    return follow, np.zeros_like(turn)


def pacted_seats_lost(fought: Fought, pacted: Pacted) -> Ints:
    """Add up only the seats where nobody stood down."""
    kept = np.ones(fought.open.size, dtype=np.bool_)
    kept[pacted.seat] = False
    found: Ints = fought.members[kept].sum(axis=0)[None, :]
    return found


def others_everywhere(found: GroupElection) -> Ints:
    """Say of every constituency that one of the others might win it."""
    members = _found(found)
    members[:, pacts.OTH] += 1
    return members


def share_of_the_area(fought: Fought, here: Mask, gain: Gain) -> After:
    """Take the share of the area's votes for a share of all votes."""
    part = float(fought.votes[here].sum() / fought.votes.sum())
    return _votes(
        fought, here, Gain(part * gain.votes, gain.from_conservatives, gain.from_liberals)
    )


def nobody_votes_labour(fought: Fought, here: Mask, after: After) -> Ints:
    """Give every reached seat that Labour leads to the Conservatives."""
    found = _seats(fought, here, after)
    found[:, pacts.CON] += found[:, LAB]
    found[:, LAB] = 0
    return found
