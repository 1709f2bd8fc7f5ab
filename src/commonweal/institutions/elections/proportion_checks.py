"""What rules of proportion are checked against: declared houses, a paradox, both ways at once."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Mapping, Sequence

import numpy as np

from commonweal.algorithms import additional_members, apportionment, biproportional
from commonweal.core.checks import Check, Fault
from commonweal.institutions.elections import allocation, worlds
from commonweal.institutions.elections import proportion_faults as faults
from commonweal.institutions.elections.allocation_result import Terms
from commonweal.institutions.elections.votes_file import ListVotes, Status, Votes

_MIXED = "commonweal.algorithms.additional_members"
_BIPROPORTIONAL = "commonweal.institutions.elections.allocation.biproportional"
_STATUS: Mapping[str, Status] = {"SSW": "exempt", "Others": "pooled"}

NEW_ZEALAND_2008 = {
    "National": (1_053_398, 41, 58), "Labour": (796_880, 21, 43), "Green": (157_613, 0, 9),
    "New Zealand First": (95_356, 0, 0), "ACT": (85_496, 1, 5), "Māori": (55_980, 5, 5),
    "Progressive": (21_241, 1, 1), "United Future": (20_497, 1, 1), "Bill and Ben": (13_016, 0, 0),
    "Kiwi": (12_755, 0, 0), "Pacific": (8_640, 0, 0), "Legalise Cannabis": (9_515, 0, 0),
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

BUNDESTAG_2025 = {
    "CDU": (11_196_374, 164), "AfD": (10_328_780, 152), "SPD": (8_149_124, 120),
    "Greens": (5_762_380, 85), "Left": (4_356_532, 64), "CSU": (2_964_028, 44),
    "BSW": (2_472_947, 0), "FDP": (2_148_757, 0), "SSW": (76_138, 1), "Others": (2_194_452, 0),
}  # fmt: skip
"""Second votes and seats; SSW, the list of a national minority, is exempt from the threshold."""

ZURICH_2018_SEATS = (12, 15, 13, 10, 16, 16, 12, 22, 9)
ZURICH_2018 = {
    "SP": ((37_360, 4), (67_129, 6), (49_212, 5), (34_296, 4), (71_164, 4), (60_063, 5),
           (52_231, 5), (89_477, 7), (13_192, 3)),
    "SVP": ((15_856, 2), (19_340, 1), (8_339, 1), (8_974, 1), (28_050, 2), (33_783, 3),
            (17_789, 1), (55_160, 4), (8_980, 2)),
    "FDP": ((23_990, 2), (20_529, 2), (13_844, 1), (16_857, 2), (69_536, 5), (26_712, 3),
            (23_098, 2), (40_194, 3), (3_826, 1)),
    "Grüne": ((15_007, 2), (26_471, 2), (19_388, 2), (12_571, 1), (31_442, 2), (20_296, 2),
              (15_534, 2), (28_713, 2), (4_191, 1)),
    "glp": ((12_551, 1), (19_573, 2), (16_442, 2), (11_613, 1), (28_414, 2), (16_488, 1),
            (14_630, 1), (31_911, 3), (2_931, 1)),
    "AL": ((7_668, 1), (22_692, 2), (22_136, 2), (7_612, 1), (13_659, 1), (10_164, 1),
           (12_054, 1), (12_435, 1), (1_954, 0)),
    "EVP/BDP": ((1_841, 0), (2_939, 0), (1_152, 0), (2_101, 0), (5_655, 0), (9_777, 1),
                (3_374, 0), (13_901, 2), (2_568, 1)),
}  # fmt: skip
"""Party votes and seats of the city council in each of nine districts, and the districts' seats."""

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
            "bundestag-2025", "official result",
            "Seats of each list in the Bundestag of 2025: 630 by Sainte-Laguë over 5%",
            [seats for _, seats in BUNDESTAG_2025.values()], _bundestag, 0,
            "Federal Returning Officer, final result of the election of 23 February 2025",
            (Fault("D'Hondt is used", "commonweal.algorithms.apportionment.divisors",
                   faults.whole_numbers),
             Fault("the threshold binds the list of a minority, too", f"{_MIXED}.entitled",
                   faults.never_waived)),
        ),
        Check(
            "biproportional-zurich-2018", "official result",
            "Seats of the seven lists of Zürich's council of 2018 in each of nine districts",
            [seats for party in ZURICH_2018.values() for _, seats in party], _zurich, 0,
            "City of Zürich, council election of 4 March 2018, upper and lower apportionment",
            (Fault("each district is shared out on its own", _BIPROPORTIONAL,
                   faults.each_district_alone),),
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


def _bundestag() -> list[int]:
    rows = tuple(
        ListVotes("", party, votes, status=_STATUS.get(party, "list"))
        for party, (votes, _) in BUNDESTAG_2025.items()
    )
    found = allocation.allocate(Votes(rows, {}), Terms("sainte-lague", threshold=0.05), 630)
    return [result.seats for result in found.results]


def _zurich() -> list[int]:
    rows = tuple(
        ListVotes(str(district), party, votes)
        for party, line in ZURICH_2018.items()
        for district, (votes, _) in enumerate(line)
    )
    houses = {str(district): seats for district, seats in enumerate(ZURICH_2018_SEATS)}
    terms = Terms("biproportional", votes_each="seats")
    return [result.seats for result in allocation.allocate(Votes(rows, houses), terms).results]


def _both_ways() -> Sequence[Check]:
    alone = Fault(
        "each district is shared out on its own",
        "commonweal.algorithms.biproportional.biproportional", faults.each_district_alone,
    )  # fmt: skip
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
