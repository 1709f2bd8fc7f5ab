"""What a pact of Labour and Liberals, and a campaign of Labour's, are checked against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from commonweal.core.checks import Check, Fault
from commonweal.institutions.elections import campaign, history, pact_faults, pacts
from commonweal.institutions.elections.history import Ints
from commonweal.institutions.elections.pacts import CON, LAB, LIB, NAT, OTH, Fought, Transfers

_PACTS = "commonweal.institutions.elections.pacts"
_WEAKER = f"{_PACTS}.Fought.weaker"
_TRANSFERS = f"{_PACTS}.Transfers.of"
_CAMPAIGN = "commonweal.institutions.elections.campaign"
_STATED = "Stated beforehand, from another count of the same votes"
_COMPARED = ("1923", "1951", "1983", "2024")
_IMPERFECT = ((0.7, 0.5, 0.8, 0.4), (0.5, 0.5, 0.6, 0.4))
"""Liberals follow, leak; Labour follows, leaks. The stated results name no leak: see docs/pacts.md."""

_STRONGER = Fault("the stronger of the two stands down", _WEAKER,
                  property(pact_faults.stronger))  # fmt: skip
_SWAPPED = Fault(
    "Labour's voters do what Liberals' do, and the other way", _TRANSFERS, pact_faults.swapped
)
_NO_LEAK = Fault("nobody turns to the Conservatives", _TRANSFERS, pact_faults.nobody_turns)


def checks() -> Sequence[Check]:
    """The pact of 2010 with perfect and imperfect transfers; nobody lost; the plain count."""
    return (
        Check(
            "pact-2010-all-follow", "closed form",
            "Con, Lab and LD seats of 2010, had the weaker of Lab and LD stood down and all followed",
            [190, 354, 81], _seats_of_2010((1, 0, 1, 0)), 0, _STATED,
            (_STRONGER, Fault("nobody stands down", f"{_PACTS}.Fought.leaving",
                              pact_faults.nobody_stands_down)),
        ),
        Check(
            "pact-2010-some-follow", "calibration target",
            "The same, where 80% of Labour's and 70% of Liberal voters follow; then 60% and 50%",
            [232, 319, 73, 268, 289, 67],
            lambda: [s for shares in _IMPERFECT for s in _seats_of_2010(shares)()], 0,
            f"{_STATED}; the shares that turn to the Conservatives are fitted to these results",
            (_SWAPPED, _NO_LEAK),
        ),
        Check(
            "pact-house-is-full", "identity",
            "Members of each election since 1918, with everybody's pact",
            [history.election(name).house for name in history.names()], _houses, 0,
            "As many members as seats",
            (Fault("seats where somebody stands down are lost", f"{_PACTS}.seats",
                   pact_faults.pacted_seats_lost),),
        ),
        Check(
            "pact-as-counted-one-by-one", "identity",
            "Constituencies of 1923, 1951, 1983 and 2024 in which fast and plain counts differ",
            0, _differences, 0, "Each constituency added up by fractions",
            (_SWAPPED, _NO_LEAK, Fault("others win as one candidate", f"{_PACTS}._members",
                                       pact_faults.others_everywhere)),
        ),
        Check(
            "campaign-same-votes", "closed form",
            "Votes that Labour wins in 2010 in each area, for 2.5% of all votes, and seats for none",
            [0.025 * 29_687_604] * len(campaign.AREAS) + [258] * len(campaign.AREAS), _campaigned,
            1e-3, "By hand: a fortieth of 29,687,604 votes; 258 seats as they were",
            (Fault("an area's own votes are taken for all", f"{_CAMPAIGN}.votes",
                   pact_faults.share_of_the_area),
             Fault("Labour's seats go to the Conservatives", f"{_CAMPAIGN}.seats",
                   pact_faults.nobody_votes_labour)),
        ),
    )  # fmt: skip


def _seats_of_2010(shares: Sequence[float]) -> Callable[[], list[int]]:
    def found() -> list[int]:
        fought = pacts.fought(history.election(2010))
        pacted = pacts.tried(fought, fought.leaving("weaker-here", "everywhere"), _shares(shares))
        return [int(pacts.seats(fought, pacted)[0, group]) for group in (CON, LAB, LIB)]

    return found


def _shares(shares: Sequence[float]) -> Transfers:
    return Transfers(*(np.array([share], dtype=np.float64) for share in shares))


def _houses() -> list[int]:
    found = []
    for name in history.names():
        fought = pacts.fought(history.election(name))
        pacted = pacts.tried(
            fought, fought.leaving("weaker-here", "everywhere"), _shares(_IMPERFECT[0])
        )
        found.append(int(pacts.seats(fought, pacted).sum()))
    return found


def _differences() -> int:
    return sum(_differing(name) for name in _COMPARED)


def _differing(name: str) -> int:
    found = history.election(name)
    fought = pacts.fought(found)
    leaving = fought.leaving("weaker-here", "everywhere")
    pacted = pacts.tried(fought, leaving, _shares(_IMPERFECT[0]))
    winner = fought.members.argmax(axis=1)
    winner[pacted.seat] = pacted.won[0]
    plain = [_winner(fought, found.winner, place) for place in range(leaving.size)]
    return int((winner != np.array(plain)).sum())


def _winner(fought: Fought, declared: Ints, place: int) -> int:
    """Add one constituency up by hand, with the first of the imperfect transfers."""
    if not fought.open[place]:
        return int(fought.members[place].argmax())
    votes = [Fraction(cast) for cast in fought.votes[place].tolist()]
    leaves, stays = (LAB, LIB) if votes[LAB] < votes[LIB] else (LIB, LAB)
    follow, leak = (Fraction("0.7"), Fraction("0.5"))
    if leaves == LAB:
        follow, leak = (Fraction("0.8"), Fraction("0.4"))
    gone, votes[leaves] = votes[leaves], Fraction(0)
    votes[stays] += follow * gone
    if fought.stood[place, CON]:
        votes[CON] += (1 - follow) * leak * gone
    if declared[place] != OTH:
        votes[OTH] = Fraction(0)
    return max((stays, CON, NAT, OTH), key=lambda group: votes[group])


def _campaigned() -> list[float]:
    """Labour's votes won by area, then its seats where nothing is won."""
    found = history.election(2010)
    fought = pacts.fought(found)
    names = tuple(sorted(set(found.region)))
    region = np.array([names.index(here) for here in found.region])
    won, kept = [], []
    for area in campaign.AREAS:
        here = campaign.reached(fought, area, region, names)
        after = campaign.votes(fought, here, _gain(0.025))
        won.append(float((after.labour[0] - fought.votes[here][:, LAB]).sum()))
        nothing = campaign.votes(fought, here, _gain(0.0))
        kept.append(float(campaign.seats(fought, here, nothing)[0, LAB]))
    return [*won, *kept]


def _gain(votes: float) -> campaign.Gain:
    return campaign.Gain(*(np.array([share]) for share in (votes, 0.5, 0.5)))
