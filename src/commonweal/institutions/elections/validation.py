"""What the elections institution is checked against, and a fault each check must catch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from commonweal.algorithms import apportionment
from commonweal.core.checks import Check, Fault
from commonweal.core.protocol import Draws
from commonweal.institutions.elections import (
    coalition_checks,
    counting,
    faults,
    history_checks,
    measures,
    metric_checks,
    model,
    pact_checks,
    proportion_checks,
    ranked_checks,
    reform_checks,
    swing_checks,
    tables,
    worlds,
)
from commonweal.parameters.policy import resolve

_APPORTIONMENT = "commonweal.algorithms.apportionment"
_COUNTING = "commonweal.institutions.elections.counting"
_MEASURES = "commonweal.institutions.elections.measures"
_TABLES = "commonweal.institutions.elections.tables"

_LIST_PR = {"electoral_system": "list-pr"}
_LIBRARY = (
    "House of Commons Library, UK election statistics (CBP-8647) and general election results"
)
_SEATS: Mapping[str, Mapping[str, int]] = {
    "2010-05-06": {
        "Con": 306, "Lab": 258, "LD": 57, "DUP": 8, "SNP": 6, "SF": 5, "PC": 3, "SDLP": 3,
        "Green": 1, "APNI": 1, "Ind": 1, "Speaker": 1,
    },
    "2015-05-07": {
        "Con": 330, "Lab": 232, "SNP": 56, "LD": 8, "DUP": 8, "SF": 4, "PC": 3, "SDLP": 3,
        "UUP": 2, "UKIP": 1, "Green": 1, "Ind": 1, "Speaker": 1,
    },
    "2017-06-08": {
        "Con": 317, "Lab": 262, "SNP": 35, "LD": 12, "DUP": 10, "SF": 7, "PC": 4, "Green": 1,
        "Ind": 1, "Speaker": 1,
    },
    "2019-12-12": {
        "Con": 365, "Lab": 202, "SNP": 48, "LD": 11, "DUP": 8, "SF": 7, "PC": 4, "SDLP": 2,
        "Green": 1, "APNI": 1, "Speaker": 1,
    },
    "2024-07-04": {
        "Lab": 411, "Con": 121, "LD": 72, "SNP": 9, "SF": 7, "Ind": 6, "RUK": 5, "DUP": 5,
        "Green": 4, "PC": 4, "SDLP": 2, "APNI": 1, "UUP": 1, "TUV": 1, "Speaker": 1,
    },
}  # fmt: skip
_VOTES = {
    "2010-05-06": 29_687_604,
    "2015-05-07": 30_697_525,
    "2017-06-08": 32_204_184,
    "2019-12-12": 32_014_110,
    "2024-07-04": 28_809_340,
}
_CANDIDATES = {
    "2010-05-06": 4_150,
    "2015-05-07": 3_971,
    "2017-06-08": 3_304,
    "2019-12-12": 3_320,
    "2024-07-04": 4_515,
}
_GALLAGHER = [15.10, 15.02, 6.47, 11.80, 23.67]


def checks() -> Sequence[Check]:
    """Every check of this institution, official results first."""
    return (
        *_official_results(),
        *_identities(),
        *_closed_forms(),
        *_published_estimates(),
        *history_checks.checks(),
        *coalition_checks.checks(),
        *pact_checks.checks(),
        *metric_checks.checks(),
        *reform_checks.checks(),
        *proportion_checks.checks(),
        *ranked_checks.checks(),
        *swing_checks.checks(),
    )


def seats(day: str, changes: Mapping[str, object], parties: Sequence[str]) -> list[int]:
    """Seats of some parties at an election, counted by the model under a reform."""
    labels, found = _run(day, changes)
    won = dict(zip(labels, found["seats"].tolist(), strict=True))
    return [int(won.get(party, 0)) for party in parties]


def _run(
    day: str, changes: Mapping[str, object]
) -> tuple[tuple[str, ...], dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]]:
    room = model.institution
    world = worlds.general_election(day)
    prepared = model.prepare(world, resolve(room, room.period.start, changes), room.period)
    one = Draws(
        np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), {},
        np.zeros((1, 2), dtype=np.uint32),
    )  # fmt: skip
    measured = prepared.run(one).measures
    return prepared.labels["party"], {name: values[0] for name, values in measured.items()}


def _official_results() -> Sequence[Check]:
    wrong_winner = Fault(
        "the runner-up is elected", f"{_COUNTING}.first_past_the_post", faults.runner_up
    )
    twice = Fault(
        "notional rows are counted too", "commonweal.institutions.elections.worlds.candidacies",
        faults.with_notional_rows,
    )  # fmt: skip
    by_year = [
        Check(
            f"seats-{day[:4]}", "official result",
            f"Seats by party at the general election of {day[:4]}",
            list(won.values()), _seats_of(day, list(won)), 0, _LIBRARY,
            (_in_systems(wrong_winner),),
        )
        for day, won in _SEATS.items()
    ]  # fmt: skip
    return (
        *by_year,
        Check(
            "valid-votes", "official result", "Valid votes at each general election",
            list(_VOTES.values()),
            lambda: [int(_run(day, {})[1]["total_votes"]) for day in _VOTES],
            0, _LIBRARY, (twice,),
        ),
        Check(
            "candidates", "official result", "Candidates at each general election",
            list(_CANDIDATES.values()), lambda: [len(worlds.candidacies(day)) for day in _CANDIDATES],
            0, _LIBRARY, (twice,),
        ),
        Check(
            "declared-winners", "official result",
            "Constituencies, of 3,250, where the count elects somebody else than was declared",
            0, _wrong_winners, 0, "UK Parliament, election results (declared winners)",
            (_in_systems(wrong_winner),),
        ),
        Check(
            "ulster-conservatives-2010", "official result",
            "Votes of the Ulster Conservatives and Unionists, independents in the source file",
            102_361, lambda: sum(
                int(row["votes"])
                for row in worlds.candidacies("2010-05-06")
                if row["party"] == "UCUNF"
            ),
            0, "Electoral Commission, UK general election 2010, results by party",
            (Fault("the file is taken as it stands",
                   "commonweal.institutions.elections.worlds.candidacies",
                   faults.ulster_conservatives_as_independents),),
        ),
        Check(
            "labour-share-1951-1970-1979", "official result",
            "Labour's share of the United Kingdom's votes in 1951, 1970 and 1979, percent",
            [48.78, 42.97, 36.94], _labour_shares, 0.03, _LIBRARY,
            (Fault("the eight Labour members of 1951 stay under 'other'", f"{_TABLES}.rows",
                   faults.without_eight_labour_members),),
        ),
    )  # fmt: skip


def _seats_of(day: str, parties: Sequence[str]) -> Callable[[], list[int]]:
    return lambda: seats(day, {}, parties)


def _in_systems(fault: Fault) -> Fault:
    """Plant a fault where the model looks the rule up."""
    return Fault(
        fault.description, f"{_COUNTING}.SYSTEMS",
        {**counting.SYSTEMS, "first-past-the-post": fault.replacement},
    )  # fmt: skip


def _wrong_winners() -> int:
    room, wrong = model.institution, 0
    for day in _SEATS:
        world = worlds.general_election(day)
        counted = model.prepare(world, resolve(room, room.period.start, {}), room.period)
        wrong += int((counted.count.won.astype(np.bool_) & ~world["elected"]).sum())
    return wrong


def _labour_shares() -> list[float]:
    results = {
        row["election"][:4]: 100 * int(row["votes"]) / int(row["total_votes"])
        for row in tables.rows("national_results")
        if row["area"] == "UK" and row["party"] == "Lab"
    }
    return [results[year] for year in ("1951", "1970", "1979")]


def _identities() -> Sequence[Check]:
    lost = Fault(
        "a district's last seat is not given", f"{_APPORTIONMENT}.highest_averages",
        faults.one_seat_short,
    )  # fmt: skip
    return (
        Check(
            "house-is-full", "identity", "Seats under every system and formula at every election",
            [650] * 5 * len(_SYSTEMS), lambda: [
                int(_run(day, changes)[1]["seats"].sum())
                for day in _SEATS for changes in _SYSTEMS
            ],
            0, "As many members as constituencies", (lost,),
        ),
        Check(
            "fast-as-exact", "identity",
            "Regions in which fast and exact highest averages differ, 2010 to 2024",
            0, _differences, 0, "The same rule computed by fractions",
            (Fault("D'Hondt divides by 1, 3, 5", f"{_APPORTIONMENT}.divisors",
                   faults.odd_divisors_only),),
        ),
        Check(
            "house-monotone", "identity",
            "Lists that lose a seat as the house of 2010 grows from 600 to 700, highest averages",
            0, lambda: sum(
                len(apportionment.paradoxes(range(600, 701), _shared_nationally(formula)))
                for formula in ("dhondt", "sainte-lague")
            ),
            0, "Balinski and Young, Fair Representation (1982): divisor methods are monotone",
            (Fault("seats are shared by largest remainders", f"{_APPORTIONMENT}.highest_averages",
                   faults.by_largest_remainders),),
        ),
        Check(
            "voters-hold-the-house", "identity",
            "Seats that the voter groups hold together, under each system in 2015",
            [650.0] * len(_SYSTEMS), lambda: [_held_by_voters(c) for c in _SYSTEMS],
            1e-9, "Every seat belongs to the voters of the list that won it",
            (Fault("every region's voters of a national list have all of its seats",
                   f"{_MEASURES}.VoterGroups.values", faults.whole_lists_to_every_region),
             Fault("every voter is credited with twice the seats",
                   f"{_MEASURES}.VOTES_BEHIND_A_VALUE", 2 * measures.VOTES_BEHIND_A_VALUE)),
        ),
    )  # fmt: skip


_SYSTEMS: Sequence[Mapping[str, object]] = (
    {},
    _LIST_PR,
    _LIST_PR | {"list_pr.formula": "sainte-lague"},
    _LIST_PR | {"list_pr.district": "nation", "list_pr.threshold": 0.03},
    _LIST_PR | {"list_pr.district": "country", "speaker.counted_with": "former-party"},
    {"electoral_system": "av"},
    {"electoral_system": "stv"},
    {"electoral_system": "ams"},
    {"electoral_system": "av-plus"},
)


def _differences() -> int:
    differing = 0
    for day in _SEATS:
        world = worlds.general_election(day)
        region = world["region"][world["constituency"]]
        for place, house in enumerate(np.bincount(world["region"]).tolist()):
            cast = np.bincount(
                world["party"][region == place], world["votes"][region == place]
            ).astype(np.int64)
            differing += apportionment.highest_averages(
                cast, house, "dhondt"
            ) != apportionment.exact_highest_averages(cast, house, "dhondt")
    return differing


def _shared_nationally(
    formula: apportionment.Formula,
) -> Callable[[int], apportionment.Apportionment]:
    world = worlds.general_election("2010-05-06")
    cast = np.bincount(world["party"], world["votes"]).astype(np.int64)[:12]
    return lambda house: apportionment.highest_averages(cast, house, formula)


def _held_by_voters(changes: Mapping[str, object]) -> float:
    room = model.institution
    world = worlds.general_election("2015-05-07")
    counted = model.prepare(world, resolve(room, room.period.start, changes), room.period)
    value = counted.voters.values(counted.contest, counted.count, counted.count.won)
    return float((value * counted.voters.table.weight).sum()) / 100_000


def _closed_forms() -> Sequence[Check]:
    return (
        Check(
            "alabama-paradox", "closed form",
            "Votes 6, 6, 2 by Hare remainders: the third list's seats of 10 and of 11",
            [2, 1], lambda: [
                apportionment.largest_remainders([6, 6, 2], house, "hare").seats[2]
                for house in (10, 11)
            ],
            0, "By hand: quotas 4.29, 4.29, 1.43 and then 4.71, 4.71, 1.57",
            (Fault("the rest goes by highest averages", f"{_APPORTIONMENT}.largest_remainders",
                   faults.remainders_by_averages),),
        ),
        Check(
            "merging-pays", "closed form",
            "Of 7 seats, those of lists of 160 and 60 votes beside 340 and 280: apart, and as one",
            [1, 0, 2], _merged, 0, "By hand: averages by D'Hondt",
            (Fault("Sainte-Laguë is used", f"{_APPORTIONMENT}.divisors",
                   faults.odd_divisors_only),),
        ),
        Check(
            "two-party-gallagher", "closed form",
            "Gallagher's index where 60% of the votes have all the seats, in points",
            40.0, lambda: measures.gallagher(np.array([0.6, 0.4]), np.array([1.0, 0.0])),
            1e-9, "By hand: the root of half of 40² + 40²",
            (Fault("Loosemore and Hanby's index is doubled", f"{_MEASURES}.gallagher",
                   faults.twice_loosemore_hanby),),
        ),
    )  # fmt: skip


def _merged() -> list[int]:
    apart = apportionment.highest_averages([340, 280, 160, 60], 7, "dhondt").seats
    as_one = apportionment.highest_averages([340, 280, 220], 7, "dhondt").seats
    return [apart[2], apart[3], as_one[2]]


def _published_estimates() -> Sequence[Check]:
    pooled = Fault(
        "all independents and small parties of a region form one list", f"{_COUNTING}.lists",
        faults.everybody_small_pooled,
    )  # fmt: skip
    return (
        Check(
            "list-pr-2015", "published estimate",
            "Con, Lab, LD, UKIP, SNP, PC and Green seats in 2015 by D'Hondt in each region",
            [241, 208, 48, 80, 30, 5, 20],
            lambda: seats("2015-05-07", _LIST_PR, ("Con", "Lab", "LD", "UKIP", "SNP", "PC", "Green")),
            2, "Electoral Reform Society, The 2015 General Election: A voting system in crisis",
            (pooled,),
        ),
        Check(
            "list-pr-2024", "published estimate",
            "Lab, Con, Reform, LD, Green, SNP and PC seats in 2024 by D'Hondt in each region",
            [236, 157, 94, 77, 42, 18, 4],
            lambda: seats("2024-07-04", _LIST_PR, ("Lab", "Con", "RUK", "LD", "Green", "SNP", "PC")),
            2, "Electoral Reform Society, How the 2024 election could have looked with "
            "proportional representation, 5 July 2024 (additional members, not lists)",
            (pooled,),
        ),
        Check(
            "gallagher-2010-2024", "published estimate",
            "Gallagher's index of the five general elections, in points",
            _GALLAGHER, lambda: [float(_run(day, {})[1]["gallagher"]) for day in _SEATS],
            0.03, "Gallagher, Election indices, Trinity College Dublin (2010 to 2019); 2024 as "
            "reported by Wikipedia, Gallagher index. They depend on how small parties are grouped",
            (Fault("half the sum is not taken", f"{_MEASURES}.gallagher",
                   faults.gallagher_without_the_half),),
        ),
    )  # fmt: skip
