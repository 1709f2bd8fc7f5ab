"""How Scotland's voters ranked the parties, from the ballots of its council elections.

Part of ``tools/elections_tables.py``; the wards are in ``scottish_stv_ballots`` of its folder. Only
totals are written: how many voters ranked the parties in which order. A ballot becomes an order of parties by keeping the first
mention of each; parties outside the five, and independents, are one, called Other.

Wards in which all five parties stood are used, since nobody can prefer a party that is not
there. The voters of UKIP come from the wards of 2012 in which it met four of them; the Greens
were there in few, so that fewer name them than would.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from commonweal.institutions.elections.ballot_files import ballot_file

FIVE = ("Con", "Lab", "LD", "SNP", "Green")
OTHER, UKIP = "Other", "UKIP"
ORDER = (*FIVE, OTHER, UKIP)
_NAMES = {"LabCo": "Lab", "Gr": "Green"}

Orders = dict[tuple[str, ...], int]
"""Voters by order of parties, first preference first."""


def tables(folder: Path) -> dict[str, tuple[str, list[tuple[object, ...]]]]:
    """Both tables as a header and rows, by name."""
    kept: defaultdict[tuple[str, str], list[Orders]] = defaultdict(list)
    for path in sorted((folder / "scottish_stv_ballots").glob("*.csv")):
        year = next(part for part in path.stem.split("_") if part.isdecimal())
        for supporters, orders in _ward(path):
            kept[year, supporters].append(orders)
    rankings: list[tuple[object, ...]] = []
    groups: list[tuple[object, ...]] = []
    for year, supporters in sorted(kept, key=lambda group: (group[0], ORDER.index(group[1]))):
        wards = kept[year, supporters]
        together: Counter[tuple[str, ...]] = Counter()
        for orders in wards:
            together.update(orders)
        voters = sum(together.values())
        groups.append((year, supporters, len(wards), voters, concentration(wards)))
        rankings += [
            (year, supporters, ">".join(order[1:]), each)
            for order, each in sorted(together.items(), key=lambda item: (-item[1], item[0]))
        ]
    return {
        "party_rankings": ("year,supporters,then,voters", rankings),
        "party_supporters": ("year,supporters,wards,voters,concentration", groups),
    }


def _ward(path: Path) -> Iterator[tuple[str, Orders]]:
    """The orders of each party's voters in a ward, if the ward tells of them."""
    ward = ballot_file(path)
    stood = [_party(text) for text in ward.parties]
    present = set(stood)
    used = [*FIVE, OTHER] if present.issuperset(FIVE) else []
    if UKIP in present and present.issuperset(FIVE[:4]):
        used.append(UKIP)
    found: dict[str, Counter[tuple[str, ...]]] = {name: Counter() for name in used}
    for ranking, voters in zip(ward.profile.rankings, ward.profile.weights.tolist(), strict=True):
        named = [stood[place] for place in ranking.tolist() if place >= 0]
        order = tuple(dict.fromkeys(p if p in FIVE else OTHER for p in named))
        if named[0] == UKIP:
            order = (UKIP, *(party for party in order if party != OTHER))
        if order[0] in found:
            found[order[0]][order] += voters
    yield from ((name, dict(orders)) for name, orders in found.items() if orders)


def _party(text: str) -> str:
    """The abbreviation at the end of a party's name."""
    short = text.rpartition("(")[2].rstrip(") ")
    return _NAMES.get(short, short)


def concentration(wards: list[Orders]) -> float:
    """How alike the wards are: the concentration of a Dirichlet by the method of moments.

    Shares p of the second preferences vary between wards, beyond what numbers of voters explain,
    by p (1 - p) / (concentration + 1). One figure from all shares together.
    """
    second = [_second(orders) for orders in wards]
    total = sum(sum(ward.values()) for ward in second)
    mean = {
        party: sum(ward.get(party, 0) for ward in second) / total for party in set().union(*second)
    }
    spread = within = 0.0
    for ward in second:
        voters = sum(ward.values())
        weight = voters / total
        spread += weight * sum((ward.get(p, 0) / voters - m) ** 2 for p, m in mean.items())
        within += weight * sum(m * (1 - m) for m in mean.values()) / voters
    full = sum(m * (1 - m) for m in mean.values())
    between = max(spread - within, 1e-9 * full)
    return round(full / between - 1, 1)


def _second(orders: Mapping[tuple[str, ...], int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for order, voters in orders.items():
        found[order[1] if len(order) > 1 else "nobody"] += voters
    return dict(found)
