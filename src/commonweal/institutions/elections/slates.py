"""The single transferable vote in districts of several members, on votes cast for one each.

A voter ranks all candidates of the party first voted for, then those of the others in the order
that ``transfers`` says of its supporters. So a party's candidates are one slate: it has a seat
for every quota, and what is left of its votes stays with its next candidate, until that one is
the last or as many are left as seats. Independents are slates of one.
"""

from __future__ import annotations

import numpy as np

from commonweal.algorithms.apportionment import Ints
from commonweal.core.protocol import Floats
from commonweal.institutions.elections.preferential import Seats


def count(seats: Seats, alone: np.ndarray, members: Ints, passing: Floats) -> Ints:
    """Fill the seats of every district: seats won, i8[lists], in the lists' own order.

    ``seats``: the lists, district by district, in the place of candidates; ``alone``: bool[lists],
    in the same order; ``members``: i8[districts]. Quota: votes // (members + 1) + 1. A surplus
    passes at surplus / tally on all votes of its list (weighted inclusive Gregory). Lists exactly
    level at the bottom go out together. Once no more lists are left than seats, each has one.
    """
    from commonweal.institutions.elections import slates_kernels as kernels

    won = np.zeros(seats.votes.size, dtype=np.int64)
    for district, house in enumerate(members.tolist()):
        here = slice(int(seats.start[district]), int(seats.start[district + 1]))
        size = here.stop - here.start
        kernels.count_district(
            seats.votes[here], seats.kinds[here], alone[here], house, passing, won[here],
            np.empty((size, size)),
        )  # fmt: skip
    found = np.empty_like(won)
    found[seats.order] = won
    return found
