"""Who would win each Scottish ward by the alternative vote: by its ballots, and by other wards'."""

import sys
from pathlib import Path

import numpy as np

from commonweal.algorithms.profiles import Profile
from commonweal.algorithms.transfers import alternative_vote
from commonweal.institutions.elections import preferential, transfers

ROOT = Path(__file__).parents[3]
WARDS = ROOT.parent / "shared" / "data" / "elections" / "scottish_stv_ballots"


def scores(year):
    """Wards told right by orders of the other half, by first preferences alone, and all of them."""
    sys.path.insert(0, str(ROOT / "tools"))
    import elections_transfers as tool

    paths = [path for path in sorted(WARDS.glob("*.csv")) if f"_{year}_" in path.name]
    wards = [dict(tool._ward(path)) for path in paths]
    wards = [ward for ward in wards if set(tool.FIVE) <= set(ward)]
    right = plurality = 0
    for half in (0, 1):
        orders = _orders([w for i, w in enumerate(wards) if i % 2 != half])
        for ward in (w for i, w in enumerate(wards) if i % 2 == half):
            told, first, real = _winners(ward, orders)
            right += told == real
            plurality += first == real
    return right, plurality, len(wards)


def _orders(wards):
    found = {}
    for ward in wards:
        for supporters, orders in ward.items():
            for order, voters in orders.items():
                key = (supporters, order[1:])
                found[key] = found.get(key, 0) + voters
    places = transfers.FAMILIES.index
    rows = [
        (transfers.SUPPORTERS.index(of), [places(p) for p in then], float(voters))
        for (of, then), voters in found.items()
    ]
    present = {of for of, _, _ in rows}
    rows += [(s, [], 1.0) for s in range(len(transfers.SUPPORTERS)) if s not in present]
    return transfers._preferences(rows, [1.0] * len(transfers.SUPPORTERS))


def _winners(ward, orders):
    """The winner by the others' orders, by first preferences, and by the ward's own ballots."""
    ballots = {order: voters for found in ward.values() for order, voters in found.items()}
    names = sorted({party for order in ballots for party in order})
    real = alternative_vote(Profile.of(list(ballots), list(ballots.values()), names)).winners[0]
    votes = np.array([sum(v for o, v in ballots.items() if o[0] == name) for name in names])
    codes = np.arange(len(names))
    seat = preferential.seats_of(codes * 0, codes, votes, tuple(names), np.ones(1, dtype=np.bool_))
    told = preferential.count(seat, orders.passing())
    return names[int(np.argmax(told.won))], names[int(np.argmax(votes))], real
