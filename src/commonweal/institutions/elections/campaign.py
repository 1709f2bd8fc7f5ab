"""Labour wins more votes in one part of the country: the same number, wherever that is.

So many votes, as a share of all that were cast, go to Labour in the constituencies of an area,
each in proportion to its votes. They come from the Conservatives, from the Liberals and from
people who had not voted. Everybody else votes as they did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections.history import Ints, Mask
from commonweal.institutions.elections.pacts import CON, LAB, LIB, NAT, OTH, Fought

HEARTLAND = ("North East", "North West", "Scotland", "Wales", "Yorkshire and The Humber")
"""Where Labour had more votes than any other party in 2010, London aside."""
SOUTH = ("East of England", "South East", "South West")
"""South of a line from the Severn to the Wash, London aside."""
LONDON_AND_MIDLANDS = ("East Midlands", "London", "West Midlands")
AREAS: Mapping[str, tuple[str, ...]] = {
    "heartland": HEARTLAND,
    "south": SOUTH,
    "not-south": (*HEARTLAND, *LONDON_AND_MIDLANDS),
    "held-seats": (*HEARTLAND, *SOUTH, *LONDON_AND_MIDLANDS),
    "everywhere": (*HEARTLAND, *SOUTH, *LONDON_AND_MIDLANDS),
}
"""The regions of each area; of ``held-seats`` only constituencies that Labour won."""


@dataclass(frozen=True, eq=False)
class Gain:
    """What a campaign wins: f8[n], one entry a scenario.

    ``votes``: as a share of all valid votes of the election; ``from_conservatives``: the part
    of them that had voted Conservative; ``from_liberals``: the part of the rest that had voted
    Liberal, the others not having voted. A constituency's party cannot lose more than it has:
    what it lacks comes from people who had not voted. Raises ParameterError for what is no share.
    """

    votes: Floats
    from_conservatives: Floats
    from_liberals: Floats

    def __post_init__(self) -> None:
        for name in ("votes", "from_conservatives", "from_liberals"):
            shares = getattr(self, name)
            if not bool(np.all((shares >= 0) & (shares <= 1))):
                raise ParameterError(
                    f"the campaign's '{name}' is no share", where="campaign",
                    remedy="Give shares from 0 to 1.",
                )  # fmt: skip


def reached(fought: Fought, area: str, region: Ints, names: tuple[str, ...]) -> Mask:
    """The constituencies of an area where Labour can win votes: it stood, and one was elected.

    ``region``: i8[constituencies], codes into ``names``.
    """
    inside = np.isin(np.array(names)[region], AREAS[area])
    one = (fought.members.sum(axis=1) == 1) & (fought.votes.sum(axis=1) > 0)
    found: Mask = inside & one & fought.stood[:, LAB]
    return found & (fought.members[:, LAB] > 0) if area == "held-seats" else found


@dataclass(frozen=True, eq=False)
class After:
    """Votes of the reached constituencies after a campaign: f8[n, constituencies] each.

    ``third``: i8[constituencies], the most that nationalists, or others where one of them won, had.
    """

    conservative: Floats
    liberal: Floats
    labour: Floats
    third: Ints


def votes(fought: Fought, here: Mask, gain: Gain) -> After:
    """The votes of the reached constituencies after a campaign.

    Raises ParameterError where nothing is reached.
    """
    cast = fought.votes[here]
    if not cast.size:
        raise ParameterError(
            "the campaign reaches no constituency", where="campaign",
            remedy="Take another area, or another election.",
        )  # fmt: skip
    turnout = cast.sum(axis=1)
    won = gain.votes[:, None] * float(fought.votes.sum()) * (turnout / turnout.sum())
    blue = gain.from_conservatives[:, None] * won
    yellow = (won - blue) * gain.from_liberals[:, None]
    others = np.where(fought.members[here][:, OTH] > 0, cast[:, OTH], 0)
    return After(
        np.maximum(cast[:, CON] - blue, 0.0), np.maximum(cast[:, LIB] - yellow, 0.0),
        cast[:, LAB] + won, np.maximum(cast[:, NAT], others),
    )  # fmt: skip


def seats(fought: Fought, here: Mask, after: After) -> Ints:
    """Members of each group after a campaign: i8[n, groups].

    Pooled others win only where one of them won in fact; equal votes go to Labour first.
    """
    rival = np.maximum(after.conservative, after.liberal)
    third = after.third > np.maximum(rival, after.labour)
    labour = ~third & (after.labour >= rival)
    conservative = ~third & ~labour & (after.conservative >= after.liberal)
    others = fought.members[here][:, OTH] > 0
    beside = fought.votes[here][:, NAT] < after.third
    found = np.repeat(fought.members[~here].sum(axis=0)[None], after.labour.shape[0], axis=0)
    found[:, LAB] += labour.sum(axis=1)
    found[:, CON] += conservative.sum(axis=1)
    found[:, LIB] += (~third & ~labour & ~conservative).sum(axis=1)
    found[:, OTH] += (third & others & beside).sum(axis=1)
    found[:, NAT] += (third & ~(others & beside)).sum(axis=1)
    counted: Ints = found
    return counted
