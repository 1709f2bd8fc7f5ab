"""What voters did where their party stood at one election and not at the next.

Nobody asked them to follow anybody, so this bounds a pact from below. Where a party withdrew, the
other two changed by more or less than where it stood at neither election; that surplus, as a
multiple of what the party had, is the share of its voters taken to have gone to each. It is
fitted by least squares over constituencies, in shares of the electorate, so that staying at home
counts too. Voters are not seen, only sums: the estimate holds if those seats would otherwise have
moved like the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import history
from commonweal.institutions.elections.history import GroupElection, Ints, Mask
from commonweal.institutions.elections.pacts import CON, LAB, LIB

FEWEST = 8
"""Constituencies, where a party withdrew and where it stood at neither election, that tell anything."""
_BRITAIN = ("England", "Scotland", "Wales")


@dataclass(frozen=True)
class Withdrawal:
    """What a party's withdrawal did between two elections: shares of its former voters.

    ``seats``: where it withdrew; ``beside``: where it stood at neither election. ``to_partner``
    and ``to_conservatives`` have a standard error each.
    """

    before: str
    after: str
    party: str
    seats: int
    beside: int
    to_partner: float
    partner_error: float
    to_conservatives: float
    conservative_error: float


def withdrawals(party: str) -> tuple[Withdrawal, ...]:
    """Every pair of successive elections on the same boundaries that tells of a party's voters.

    ``party``: ``lib`` or ``lab``. Raises ParameterError for any other.
    """
    groups = {"lib": LIB, "lab": LAB}
    if party not in groups:
        raise ParameterError(
            f"'{party}' is no partner of a pact", where="withdrawals", remedy="Take 'lib' or 'lab'."
        )
    names = list(history.names())
    found = (between(first, second, groups[party]) for first, second in pairwise(names))
    return tuple(one for one in found if one is not None)


def between(first: str, second: str, leaving: int) -> Withdrawal | None:
    """What a withdrawal between two elections did; None where too few seats tell."""
    before, after = history.election(first), history.election(second)
    if before.boundary_set != after.boundary_set:
        return None
    place = {code: at for at, code in enumerate(after.code)}
    old = np.array([at for at, code in enumerate(before.code) if code in place])
    new = np.array([place[before.code[at]] for at in old.tolist()])
    partner = LAB + LIB - leaving
    told = _told(before, old, partner) & _told(after, new, partner)
    stood, stands = before.stood[old, leaving], after.stood[new, leaving]
    gone, never = told & stood & ~stands, told & ~stood & ~stands
    if min(int(gone.sum()), int(never.sum())) < FEWEST:
        return None
    earlier = before.votes[old] / before.electorate[old, None]
    change = after.votes[new] / after.electorate[new, None] - earlier
    kept = gone | never
    lost = np.where(gone, earlier[:, leaving], 0.0)[kept]
    to_partner, partner_error = _slope(lost, change[kept, partner])
    to_conservatives, conservative_error = _slope(lost, change[kept, CON])
    return Withdrawal(
        first, second, history.GROUPS[leaving], int(gone.sum()), int(never.sum()),
        to_partner, partner_error, to_conservatives, conservative_error,
    )  # fmt: skip


def _told(found: GroupElection, at: Ints, partner: int) -> Mask:
    """One member, a contest, an electorate, and both other parties standing, in Great Britain."""
    told: Mask = (
        (found.seats[at] == 1) & found.contested[at] & (found.electorate[at] > 0)
        & found.stood[at, CON] & found.stood[at, partner]
        & np.isin(np.array(found.nation)[at], _BRITAIN)
    )  # fmt: skip
    return told


def _slope(x: Floats, y: Floats) -> tuple[float, float]:
    """The slope of a line by least squares, and its standard error."""
    deviation = x - x.mean()
    square = float((deviation**2).sum())
    slope = float((deviation * y).sum()) / square
    rest = y - y.mean() - slope * deviation
    return slope, float(np.sqrt((rest**2).sum() / (x.size - 2) / square))
