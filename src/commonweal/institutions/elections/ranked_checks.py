"""What counts of ranked ballots are checked against: examples by hand, exact fractions, symmetry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from commonweal.algorithms import (
    condorcet,
    ers97,
    meek,
    ranked_rules,
    reference_transfers,
    transfers,
)
from commonweal.algorithms.profiles import Profile
from commonweal.core.checks import Check, Fault
from commonweal.institutions.elections import ranked_faults

_TRANSFERS = "commonweal.algorithms.transfers"
_PROFILES = 60
_NAMES = ("Ann", "Bob", "Cat", "Dan", "Eve")
_SCHULZE_2011 = (
    (5, "ACBED"), (5, "ADECB"), (8, "BEDAC"), (3, "CABED"), (7, "CAEBD"), (2, "CBADE"),
    (7, "DCEBA"), (8, "EBADC"),
)  # fmt: skip
"""45 voters and how they rank five candidates."""


def checks() -> Sequence[Check]:
    """A count that is not monotone, a cycle from the literature, and what every count keeps to."""
    return (
        Check(
            "av-not-monotone", "closed form",
            "Winners (0 is Ann, 2 is Cat) of an alternative vote before and after ten voters move "
            "Ann from last to first: the votes Ann gains lose her the seat",
            [0, 2], _not_monotone, 0,
            "By hand: 39 ABC, 35 BCA, 26 CAB; then 49 ABC, 25 BCA, 26 CAB",
            (Fault("the most first preferences win", f"{_TRANSFERS}.alternative_vote",
                   ranked_faults.most_first_preferences),),
        ),
        Check(
            "schulze-2011", "closed form",
            "The strongest paths from E to A, B, C and D, and the winner (4 is E), of 45 voters",
            [25, 28, 28, 31, 4], _schulze_example, 0,
            "Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-"
            "consistent single-winner election method, Social Choice and Welfare 36 (2011)",
            (Fault("only direct majorities count", "commonweal.algorithms.condorcet.strongest_paths",
                   ranked_faults.direct_majorities),),
        ),
        Check(
            "stv-by-fractions", "identity",
            f"Stages of Scottish counts of {_PROFILES} random profiles that differ from exact "
            "fractions by any part of a vote",
            0, _stages_that_differ, 0, "The same rules by fractions and parcels of papers",
            (Fault("transfer values have three places", f"{_TRANSFERS}.SCOTTISH_PARTS", 1_000),),
        ),
        Check(
            "stv-of-one-seat", "identity",
            f"Random profiles, of {_PROFILES}, whose Scottish count of one seat elects another than "
            "the alternative vote",
            0, _one_seat_differences, 0, "One seat: no surplus moves, and the last are excluded",
            (Fault("the most first preferences win", f"{_TRANSFERS}.scottish_stv",
                   ranked_faults.first_preferences_fill_the_seats),),
        ),
        Check(
            "votes-are-conserved", "identity",
            f"Stages of STV counts (Scottish, Meek, ERS 1997) of {_PROFILES} random profiles where "
            "tallies, exhausted and rounded-off votes do not add up to the votes",
            0, _stages_that_leak, 0, "Every vote is somewhere",
            tuple(
                Fault(f"exhausted votes vanish from {target}", f"commonweal.algorithms.{target}",
                      ranked_faults.without_exhausted(target))
                for target in ("transfers.scottish_stv", "meek.meek_stv", "ers97.ers97_stv")
            ),
        ),
        Check(
            "order-does-not-matter", "identity",
            f"Counts by all rules of {_PROFILES} random profiles that elect others once candidates "
            "and ballots are given the other way round",
            0, _counts_by_order, 0, "Anonymity and neutrality; the lot goes by name",
            (Fault("the lot goes by place", "commonweal.algorithms.counts.TiePolicy.standing",
                   ranked_faults.standing_by_place),),
        ),
    )  # fmt: skip


def _profile(lines: Sequence[tuple[int, str]]) -> Profile:
    return Profile.of([list(row) for _, row in lines], [voters for voters, _ in lines])


def _not_monotone() -> list[int]:
    before = _profile([(39, "ABC"), (35, "BCA"), (26, "CAB")])
    after = _profile([(49, "ABC"), (25, "BCA"), (26, "CAB")])
    return [transfers.alternative_vote(profile).elected[0] for profile in (before, after)]


def _schulze_example() -> list[int]:
    profile = _profile(_SCHULZE_2011)
    paths = condorcet.strongest_paths(condorcet.preferring(profile))
    return [*paths[4, :4].tolist(), condorcet.schulze(profile).elected[0]]


def _random_profiles() -> Iterator[tuple[Profile, int]]:
    """Small electorates with many ties, and numbers of seats; the same ones every time."""
    luck = np.random.default_rng(1)
    for _ in range(_PROFILES):
        rows = [
            luck.permutation(len(_NAMES))[: luck.integers(1, 6)].tolist()
            for _ in range(luck.integers(2, 14))
        ]
        voters = luck.integers(1, 9, len(rows))
        yield Profile.of(rows, voters, _NAMES), int(luck.integers(1, len(_NAMES)))


def _stages_that_differ() -> int:
    wrong = 0
    for profile, seats in _random_profiles():
        count = transfers.scottish_stv(profile, seats)
        exact = reference_transfers.reference_scottish_stv(profile, seats).stages
        wrong += abs(len(exact) - len(count.stages))
        wrong += sum(
            count.votes(stage.number) != expected.tallies
            for stage, expected in zip(count.stages, exact, strict=False)
        )
    return wrong


def _one_seat_differences() -> int:
    return sum(
        transfers.scottish_stv(profile, 1).winners != transfers.alternative_vote(profile).winners
        for profile, _ in _random_profiles()
    )


def _stages_that_leak() -> int:
    return sum(
        sum(stage.tallies) + stage.exhausted + stage.lost != profile.votes * count.parts
        for profile, seats in _random_profiles()
        for count in (
            transfers.scottish_stv(profile, seats),
            meek.meek_stv(profile, seats),
            ers97.ers97_stv(profile, seats),
        )
        for stage in count.stages
    )


def _counts_by_order() -> int:
    wrong = 0
    for profile, _ in _random_profiles():
        last = len(_NAMES) - 1
        turned = Profile.of(
            [
                [last - c for c in row[:length]]
                for row, length in zip(
                    profile.rankings[::-1].tolist(), profile.lengths[::-1], strict=True
                )
            ],
            profile.weights[::-1],
            _NAMES[::-1],
        )
        wrong += sum(
            set(ranked_rules.count(profile, rule).winners)
            != set(ranked_rules.count(turned, rule).winners)
            for rule in ranked_rules.RULES
        )
    return wrong
