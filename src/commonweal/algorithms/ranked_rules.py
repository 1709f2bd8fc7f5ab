"""Every rule that counts ranked ballots, by name, behind one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from commonweal.algorithms import condorcet, ers97, meek, scores, transfers
from commonweal.algorithms.counts import LOT, Count, TiePolicy, seats_checked
from commonweal.algorithms.profiles import Profile
from commonweal.core.errors import UnknownName


@dataclass(frozen=True, slots=True)
class RankedRule:
    """A rule: its title, whether it elects one only, and how it counts."""

    title: str
    only_one: bool
    count: Callable[[Profile, int, TiePolicy], Count]


def _one(
    count: Callable[[Profile, TiePolicy], Count],
) -> Callable[[Profile, int, TiePolicy], Count]:
    return lambda profile, seats, ties: count(profile, ties)


RULES: Mapping[str, RankedRule] = {
    "fptp": RankedRule("First past the post", True, _one(scores.plurality)),
    "sv": RankedRule("Supplementary vote", True, _one(scores.supplementary_vote)),
    "av": RankedRule("Alternative vote", True, _one(transfers.alternative_vote)),
    "schulze": RankedRule("Schulze (Condorcet)", True, _one(condorcet.schulze)),
    "borda": RankedRule("Borda count", False, scores.borda),
    "approval": RankedRule("Approval of everybody ranked", False, scores.approval),
    "scottish-stv": RankedRule("Scottish single transferable vote", False, transfers.scottish_stv),
    "meek": RankedRule("Single transferable vote by Meek's method", False, meek.meek_stv),
    "ers97": RankedRule("Single transferable vote, ERS 1997", False, ers97.ers97_stv),
}
"""Names as the command line takes them."""


def count(profile: Profile, rule: str, seats: int = 1, ties: TiePolicy = LOT) -> Count:
    """Count a profile by a rule.

    Raises UnknownName for a rule that is not in ``RULES``, BallotError for seats that the rule
    or the candidates cannot fill.

    >>> count(Profile.of([["ann"], ["bob", "ann"]], [5, 4]), "fptp").winners
    ('ann',)
    """
    if rule not in RULES:
        raise UnknownName("rule of counting", rule, RULES)
    chosen = RULES[rule]
    seats_checked(profile, seats, rule, only_one=chosen.only_one)
    return chosen.count(profile, seats, ties)
