"""Two libraries by others elect the same, or a stated rule of theirs says why they do not.

Each rule is put to random profiles: a few by default, a thousand where slow tests run. A
difference is explained only by what ``peer_rules`` writes out; anything else fails.
"""

import random
import sys
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.algorithms import peers
from commonweal.algorithms.apportionment import highest_averages
from commonweal.algorithms.condorcet import condorcet_winner, schulze
from commonweal.algorithms.ers97 import ers97_stv
from commonweal.algorithms.meek import meek_stv
from commonweal.algorithms.profiles import Profile
from commonweal.algorithms.scores import approval, borda, plurality
from commonweal.algorithms.transfers import alternative_vote, scottish_stv
from commonweal.core.errors import MissingExtra
from tests.algorithms.ballots import profiles, with_seats
from tests.algorithms.peer_rules import (
    VotelibPiles,
    all_level_go_together,
    another_lot,
    level_for_the_seat,
    only_1997,
)

FEW, MANY = 25, 1_000
PROPORTIONAL, RUN_OFF = "proportional_methods", "iterative_methods"


def named(drawn):
    """Only candidates whom a ballot names: votelib knows no others. At least two of them."""
    return drawn.map(
        lambda p: Profile.of(
            [[p.candidates[c] for c in row if c >= 0] for row in p.rankings.tolist()], p.weights
        )
    ).filter(lambda p: len(p.candidates) > 1)


ANY = profiles(voters=12)
NAMED = named(ANY)
COMPLETE = profiles(voters=12, complete=True)


def votelib_elects(count, ask):
    """The names that votelib elects, or none where it gives up at a tie that we found too."""
    try:
        return ask()
    except peers.PeerGaveUp:
        assert count.ties
        return count.winners


def votelib_stv(profile, seats, count):
    try:
        theirs = set(peers.votelib_stv(profile, seats))
    except peers.PeerGaveUp:
        theirs = None
    by_its_rules = VotelibPiles(profile, seats).elected()
    assert theirs == set(count.winners) or theirs == (
        by_its_rules and {profile.candidates[c] for c in by_its_rules}
    )


def scottish_votelib(drawn):
    profile, seats = drawn
    votelib_stv(profile, seats, scottish_stv(profile, seats))


def av_votelib(profile):
    votelib_stv(profile, 1, alternative_vote(profile))


def plurality_votelib(profile):
    count = plurality(profile)
    theirs = votelib_elects(count, lambda: peers.votelib_plurality(profile))
    assert theirs == count.winners


def approval_votelib(drawn):
    profile, seats = drawn
    count = approval(profile, seats)
    theirs = votelib_elects(count, lambda: peers.votelib_approval(profile, seats))
    assert set(theirs) == set(count.winners)


def borda_votelib(drawn):
    profile, seats = drawn
    count = borda(profile, seats)
    theirs = votelib_elects(count, lambda: peers.votelib_borda(profile, seats))
    assert set(theirs) == set(count.winners)


def schulze_votelib(profile):
    count = schulze(profile)
    theirs = votelib_elects(count, lambda: peers.votelib_schulze(profile))
    assert theirs == count.winners or (count.ties and level_for_the_seat(count, theirs))


def dhondt_votelib(drawn):
    votes, seats = drawn
    ours = highest_averages(votes, seats, "dhondt")
    assert ours.tie or peers.votelib_dhondt(votes, seats) == ours.seats


def scottish_pref_voting(drawn):
    profile, seats = drawn
    theirs = peers.pref_voting_elected(
        profile,
        "stv_scottish",
        PROPORTIONAL,
        num_seats=seats,
        rng=random.Random(1),  # noqa: S311 - lots
    )
    assert set(theirs) == set(scottish_stv(profile, seats).winners) or another_lot(
        scottish_stv, profile, seats, theirs
    )


def meek_pref_voting(drawn):
    profile, seats = drawn
    theirs = peers.pref_voting_elected(profile, "stv_meek", PROPORTIONAL, num_seats=seats)
    assert set(theirs) == set(meek_stv(profile, seats).winners) or another_lot(
        meek_stv, profile, seats, theirs
    )


def ers97_pref_voting(drawn):
    profile, seats = drawn
    count = ers97_stv(profile, seats)
    theirs = peers.pref_voting_elected(
        profile, "stv_nb", PROPORTIONAL, num_seats=seats, ers_rounding=True
    )
    assert (
        set(theirs) == set(count.winners)
        or only_1997(count)
        or another_lot(ers97_stv, profile, seats, theirs)
    )


def av_pref_voting(profile):
    count = alternative_vote(profile)
    theirs = peers.pref_voting_elected(
        profile, "instant_runoff_for_truncated_linear_orders", RUN_OFF
    )
    assert theirs == count.winners or (count.ties and set(theirs) == all_level_go_together(profile))


def av_by_every_lot_pref_voting(profile):
    count = alternative_vote(profile)
    theirs = peers.pref_voting_elected(profile, "instant_runoff_put", RUN_OFF, complete=True)
    assert theirs == count.winners or (count.ties and set(count.winners) <= set(theirs))


def one_winner_pref_voting(rule, method, module):
    def check(profile):
        count = rule(profile)
        theirs = peers.pref_voting_elected(profile, method, module, complete=True)
        level = {count.candidates[c] for tie in count.ties for c in tie.claimants}
        assert set(theirs) == (level or set(count.winners))

    return check


def condorcet_pref_voting(profile):
    theirs = peers.pref_voting_elected(profile, "condorcet", "c1_methods", complete=True)
    winner = condorcet_winner(profile)
    expected = profile.candidates if winner is None else (profile.candidates[winner],)
    assert theirs == expected


VOTES = st.lists(st.integers(1, 10**6), min_size=1, max_size=8)
CASES = {
    "votelib: Scottish STV": (with_seats(NAMED), scottish_votelib),
    "votelib: alternative vote": (NAMED, av_votelib),
    "votelib: plurality": (NAMED, plurality_votelib),
    "votelib: approval": (with_seats(NAMED), approval_votelib),
    "votelib: Borda": (with_seats(COMPLETE), borda_votelib),
    "votelib: Schulze": (NAMED, schulze_votelib),
    "votelib: D'Hondt": (st.tuples(VOTES, st.integers(1, 60)), dhondt_votelib),
    "pref_voting: Scottish STV": (with_seats(ANY), scottish_pref_voting),
    "pref_voting: Meek": (with_seats(ANY), meek_pref_voting),
    "pref_voting: ERS 1997": (with_seats(ANY), ers97_pref_voting),
    "pref_voting: alternative vote": (ANY, av_pref_voting),
    "pref_voting: alternative vote by every lot": (COMPLETE, av_by_every_lot_pref_voting),
    "pref_voting: plurality": (
        COMPLETE,
        one_winner_pref_voting(plurality, "plurality", "scoring_methods"),
    ),
    "pref_voting: Borda": (COMPLETE, one_winner_pref_voting(borda, "borda", "scoring_methods")),
    "pref_voting: Schulze": (
        COMPLETE,
        one_winner_pref_voting(schulze, "beat_path", "margin_based_methods"),
    ),
    "pref_voting: Condorcet winner": (COMPLETE, condorcet_pref_voting),
}


def put(case, examples):
    """Put a case to random profiles; what a peer's dependencies warn of is their affair."""
    pytest.importorskip(case.partition(":")[0])
    strategy, check = CASES[case]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        settings(max_examples=examples, suppress_health_check=list(HealthCheck))(
            given(strategy)(check)
        )()


@pytest.mark.parametrize("case", CASES)
def test_a_peer_elects_the_same_or_a_stated_rule_says_why_not(case):
    put(case, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_peer_elects_the_same_or_a_stated_rule_says_why_not_a_thousand_times(case):
    put(case, MANY)


@pytest.mark.parametrize("ask", [peers.votelib, peers.pref_voting])
def test_an_absent_peer_says_how_to_install_it(ask, monkeypatch):
    monkeypatch.setitem(sys.modules, ask.__name__, None)
    monkeypatch.setitem(sys.modules, f"{ask.__name__}.profiles", None)
    with pytest.raises(MissingExtra, match=ask.__name__) as absent:
        ask("profiles")
    assert "commonweal[peers]" in absent.value.remedy
