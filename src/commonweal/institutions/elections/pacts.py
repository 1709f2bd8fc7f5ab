"""Labour and Liberals standing down for each other: what a pact does to the seats of an election.

Where both stood, the weaker of the two leaves the other a clear run. Of its voters a share
follows to the partner, a share of the rest turns to the Conservatives, and the others stay at
home. Everything else is as it was: who else stood, how everybody else voted, and whoever won
where the pact cannot be tried (``Fought.open``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections.history import GROUPS, UNKNOWN, GroupElection, Ints, Mask

CON, LIB, LAB, NAT, OTH = range(5)
NOBODY = -1
"""In a seat where neither partner stands down."""
Rule = Literal["none", "weaker-here", "weaker-before"]
Scope = Literal["everywhere", "conservative-seats"]
_BRITAIN = ("England", "Scotland", "Wales")
_GRADUATES = "University"


@dataclass(frozen=True, eq=False)
class Fought:
    """The constituencies of an election, as a pact finds them.

    ``votes``: i8[constituencies, groups] in the order of ``history.GROUPS``, and ``stood`` the
    mask of who did. ``members``: i8[constituencies, groups], those elected in fact. ``open``:
    where a pact can be tried, a contested seat of one member in Great Britain where Labour and a
    Liberal both stood, neither a university's nor the Speaker's. ``weaker_before``: the partner
    with fewer votes at the election before on the same boundaries, NOBODY where there was none.
    """

    votes: Ints
    stood: Mask
    members: Ints
    open: Mask
    weaker_before: Ints

    @cached_property
    def weaker(self) -> Ints:
        """The partner with fewer votes here: i8[constituencies], LAB or LIB."""
        found: Ints = np.where(self.votes[:, LAB] < self.votes[:, LIB], LAB, LIB)
        return found

    def leaving(self, rule: Rule, scope: Scope) -> Ints:
        """Who stands down in each constituency: LAB, LIB or NOBODY.

        ``weaker-here`` knows this election's own order of the two; ``weaker-before`` goes by the
        election before, and by this one's where the boundaries are new.
        """
        if rule == "none":
            return np.full(self.open.size, NOBODY)
        known = self.weaker_before != NOBODY
        weaker = np.where(known, self.weaker_before, self.weaker)
        chosen = self.weaker if rule == "weaker-here" else weaker
        here = (
            self.open & (self.members[:, CON] > 0) if scope == "conservative-seats" else self.open
        )
        found: Ints = np.where(here, chosen, NOBODY)
        return found


@dataclass(frozen=True, eq=False)
class Transfers:
    """What the voters of a partner who stands down do: shares, f8[n], one entry a scenario.

    ``liberals_follow`` vote Labour; of the others ``liberals_leak`` vote Conservative, and the
    rest stay at home. Labour's voters likewise. Raises ParameterError for what is no share.
    """

    liberals_follow: Floats
    liberals_leak: Floats
    labour_follow: Floats
    labour_leak: Floats

    def __post_init__(self) -> None:
        for name in ("liberals_follow", "liberals_leak", "labour_follow", "labour_leak"):
            shares = np.atleast_1d(np.asarray(getattr(self, name), dtype=np.float64))
            if not bool(np.all((shares >= 0) & (shares <= 1))):
                raise ParameterError(
                    f"'{name}' is no share of the voters: {shares[~((shares >= 0) & (shares <= 1))][0]:g}",
                    where="pact", remedy="Give shares from 0 (nobody) to 1 (all).",
                )  # fmt: skip
            object.__setattr__(self, name, shares)

    def __len__(self) -> int:
        return int(self.liberals_follow.size)

    def of(self, leaving: Ints) -> tuple[Floats, Floats]:
        """Shares of the leaving partner's voters who follow, and who vote Conservative.

        ``leaving``: i8[seats], LAB or LIB; both answers are f8[n, seats].
        """
        liberal = leaving == LIB
        follow = np.where(liberal, self.liberals_follow[:, None], self.labour_follow[:, None])
        leak = np.where(liberal, self.liberals_leak[:, None], self.labour_leak[:, None])
        return follow, (1 - follow) * leak


@dataclass(frozen=True, eq=False)
class Pacted:
    """What became of the seats where a partner stood down.

    ``seat``: i8[seats], their places among the constituencies; ``leaving``, ``staying``:
    i8[seats], groups. Votes in each scenario, f8[n, seats]: ``followed`` and ``turned`` of the
    leaving partner's, ``joint`` and ``conservative`` of the candidates. ``won``: i8[n, seats],
    the group that wins.
    """

    seat: Ints
    leaving: Ints
    staying: Ints
    followed: Floats
    turned: Floats
    joint: Floats
    conservative: Floats
    won: Ints


def tried(fought: Fought, leaving: Ints, transfers: Transfers) -> Pacted:
    """Count the seats where a partner stands down again.

    Nobody turns to a Conservative who did not stand. Others are pooled in the source, so they
    win a seat only where one of them won it in fact. Equal votes go to the partner.
    """
    seat = np.flatnonzero(leaving != NOBODY)
    left = leaving[seat]
    stays = LAB + LIB - left
    votes = fought.votes[seat]
    gone = votes[np.arange(seat.size), left]
    follow, turn = transfers.of(left)
    followed = follow * gone
    turned: Floats = np.where(fought.stood[seat, CON], turn * gone, 0.0)
    joint: Floats = followed + votes[np.arange(seat.size), stays]
    conservative: Floats = turned + votes[:, CON]
    others = np.where(fought.members[seat, OTH] > 0, votes[:, OTH], 0)
    third = np.where(others > votes[:, NAT], OTH, NAT)
    beside = np.maximum(others, votes[:, NAT])
    first = np.where(conservative > joint, CON, stays)
    won: Ints = np.where(beside > np.maximum(joint, conservative), third, first)
    return Pacted(seat, left, stays, followed, turned, joint, conservative, won)


def seats(fought: Fought, pacted: Pacted) -> Ints:
    """Members of each group under a pact: i8[n, groups]."""
    kept = np.ones(fought.open.size, dtype=np.bool_)
    kept[pacted.seat] = False
    unchanged = fought.members[kept].sum(axis=0)
    won = np.stack([(pacted.won == group).sum(axis=1) for group in range(len(GROUPS))], axis=1)
    found: Ints = unchanged + won
    return found


def fought(found: GroupElection, before: GroupElection | None = None) -> Fought:
    """An election as a pact finds it; ``before``: the one before, if on the same boundaries.

    Nobody can tell from pooled votes who won two seats: both are taken to be the leading
    group's, with a pact and without.
    """
    one = found.seats == 1
    open_ = (
        one & found.contested & found.stood[:, LAB] & found.stood[:, LIB]
        & np.isin(np.array(found.nation), _BRITAIN)
        & (np.array(found.region) != _GRADUATES)
    )  # fmt: skip
    if found.speaker != UNKNOWN:
        open_[found.speaker] = False
    return Fought(found.votes, found.stood, _members(found), open_, _weaker_before(found, before))


def _members(found: GroupElection) -> Ints:
    members = np.zeros_like(found.votes)
    leading = np.where(found.seats == 1, found.winner, np.argmax(found.votes, axis=1))
    members[np.arange(leading.size), leading] = found.seats
    unopposed = ~found.contested
    members[unopposed] = found.unopposed[unopposed]
    return members


def _weaker_before(found: GroupElection, before: GroupElection | None) -> Ints:
    weaker = np.full(found.seats.size, NOBODY)
    if before is None or before.boundary_set != found.boundary_set:
        return weaker
    place = {code: at for at, code in enumerate(before.code)}
    for here, code in enumerate(found.code):
        at = place.get(code, NOBODY)
        if at != NOBODY and before.votes[at, [LAB, LIB]].any():
            weaker[here] = LAB if before.votes[at, LAB] < before.votes[at, LIB] else LIB
    return weaker
