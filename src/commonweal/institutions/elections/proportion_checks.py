"""What rules of proportion are checked against: declared houses, a paradox, both ways at once."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Sequence

import numpy as np

from commonweal.algorithms import additional_members, apportionment, biproportional
from commonweal.core.checks import Check, Fault
from commonweal.institutions.elections import proportion_faults as faults
from commonweal.institutions.elections import worlds

_MIXED = "commonweal.algorithms.additional_members"
_BIPROPORTIONAL = "commonweal.algorithms.biproportional.biproportional"

NEW_ZEALAND_2008 = {
    "National": (1_053_398, 41, 58), "Labour": (796_880, 21, 43), "Green": (157_613, 0, 9),
    "New Zealand First": (95_356, 0, 0), "ACT": (85_496, 1, 5), "Māori": (55_980, 5, 5),
    "Progressive": (21_241, 1, 1), "United Future": (20_497, 1, 1), "Bill and Ben": (13_016, 0, 0),
    "Kiwi": (12_755, 0, 0), "Pacific": (9_640, 0, 0), "Legalise Cannabis": (9_515, 0, 0),
    "Family": (8_176, 0, 0), "Alliance": (1_909, 0, 0), "Democrats": (1_208, 0, 0),
    "Libertarianz": (1_176, 0, 0), "Workers": (932, 0, 0), "Residents Action": (465, 0, 0),
    "Republic": (313, 0, 0),
}  # fmt: skip
"""Party votes, electorates won and seats in all."""

SCOTLAND_2016 = {
    "Glasgow": ((111_101, 9, 9), (59_151, 0, 4), (29_533, 0, 2), (23_398, 0, 1), (5_850, 0, 0)),
    "West Scotland": (
        (135_827, 8, 8), (72_544, 1, 4), (71_528, 1, 4), (17_218, 0, 1), (12_097, 0, 0),
    ),
    "Central Scotland": (
        (129_082, 9, 9), (67_103, 0, 4), (43_602, 0, 3), (12_722, 0, 0), (6_088, 0, 0),
    ),
}  # fmt: skip
"""Regional votes, constituencies won and members in all of the five largest lists."""

CENSUS_1880 = {
    "Alabama": 1262505, "Arkansas": 802525, "California": 864694, "Colorado": 194327,
    "Connecticut": 622700, "Delaware": 146608, "Florida": 269493, "Georgia": 1542180,
    "Illinois": 3077871, "Indiana": 1978301, "Iowa": 1624615, "Kansas": 996096,
    "Kentucky": 1648690, "Louisiana": 939946, "Maine": 648936, "Maryland": 934943,
    "Massachusetts": 1783085, "Michigan": 1636937, "Minnesota": 780773, "Mississippi": 1131597,
    "Missouri": 2168380, "Nebraska": 452402, "Nevada": 62266, "New Hampshire": 346991,
    "New Jersey": 1131116, "New York": 5082871, "North Carolina": 1399750, "Ohio": 3198062,
    "Oregon": 174768, "Pennsylvania": 4282891, "Rhode Island": 276531, "South Carolina": 995577,
    "Tennessee": 1542359, "Texas": 1591749, "Vermont": 332286, "Virginia": 1512565,
    "West Virginia": 618457, "Wisconsin": 1315497,
}  # fmt: skip
"""Populations by which the seats of the House of Representatives were to be shared."""


def checks() -> Sequence[Check]:
    """Houses declared under mixed systems, Alabama's loss, and seats by district and party."""
    return (*_declared(), *_both_ways())


def _declared() -> Sequence[Check]:
    return (
        Check(
            "mmp-new-zealand-2008", "official result",
            "Seats of each of New Zealand's 19 lists in 2008, two of overhang among them",
            [seats for _, _, seats in NEW_ZEALAND_2008.values()], _new_zealand, 0,
            "Chief Electoral Office, official results of the election of 8 November 2008",
            (Fault("the house does not grow", f"{_MIXED}.with_overhang",
                   additional_members.without_overhang),
             Fault("no constituency waives the threshold", f"{_MIXED}.entitled",
                   faults.never_waived)),
        ),
        Check(
            "ams-scotland-2016", "official result",
            "Members of the five largest lists in Glasgow, West and Central Scotland in 2016",
            [seats for region in SCOTLAND_2016.values() for _, _, seats in region], _scotland, 0,
            "Scottish Parliament election of 5 May 2016, regional results",
            (Fault("list seats are shared as if nobody held a constituency",
                   f"{_MIXED}.highest_averages", faults.as_if_nobody_held_any),),
        ),
        Check(
            "alabama-1880", "official result",
            "Alabama's seats of 299 and of 300 by Hare remainders, on the census of 1880",
            [8, 7], lambda: [
                apportionment.largest_remainders(
                    list(CENSUS_1880.values()), house, "hare", least=1
                ).seats[0]
                for house in (299, 300)
            ],
            0, "Tenth Census of the United States; C. W. Seaton's letter of 1881 on his tables",
            (Fault("the rest goes by highest averages",
                   "commonweal.algorithms.apportionment.largest_remainders",
                   faults.remainders_by_averages),),
        ),
    )  # fmt: skip


def _new_zealand() -> list[int]:
    votes, won, _ = zip(*NEW_ZEALAND_2008.values(), strict=True)
    may = additional_members.entitled(votes, 0.05, won, waived_by=1)
    return list(additional_members.with_overhang(votes, won, 120, entitled=may).seats)


def _scotland() -> list[int]:
    found: list[int] = []
    for region in SCOTLAND_2016.values():
        votes, won, _ = zip(*region, strict=True)
        found += additional_members.without_overhang(votes, won, sum(won) + 7).seats
    return found


def _both_ways() -> Sequence[Check]:
    alone = Fault(
        "each district is shared out on its own", _BIPROPORTIONAL, faults.each_district_alone
    )
    return (
        Check(
            "biproportional-by-hand", "closed form",
            "Seats of three parties in three districts, 20 in all, by district and party at once",
            [1, 0, 4, 4, 4, 3, 2, 1, 1], _three_by_three, 0,
            "By hand: divisors of the districts and of the parties by which both add up", (alone,),
        ),
        Check(
            "scaling-agrees-2024", "identity",
            "Cells of regions and parties of 2024 in which exact chains and alternating scaling "
            "differ",
            0, _differing_cells, 0, "Pukelsheim's alternating scaling, by fractions", (alone,),
        ),
    )  # fmt: skip


def _three_by_three() -> list[int]:
    votes = [[123, 45, 815], [912, 714, 414], [312, 255, 215]]
    shared = biproportional.biproportional(votes, (5, 11, 4), (7, 5, 8), "sainte-lague")
    return [seats for line in shared.seats for seats in line]


def _differing_cells() -> int:
    world = worlds.general_election("2024-07-04")
    region = world["region"][world["constituency"]]
    votes = np.zeros((len(world.labels["region"]), len(world.labels["party"])), dtype=np.int64)
    np.add.at(votes, (region, world["party"]), world["votes"])
    votes = votes[:, votes.sum(axis=0) >= votes.sum() // 1000]
    districts = np.bincount(world["region"]).tolist()
    parties = apportionment.highest_averages(votes.sum(axis=0), sum(districts), "sainte-lague")
    given = (votes.tolist(), districts, parties.seats)
    exact = biproportional.biproportional(*given, "sainte-lague").seats
    scaled = biproportional.scaled_biproportional(*given, "sainte-lague")
    return sum(map(operator.ne, itertools.chain(*exact), itertools.chain(*scaled)))
