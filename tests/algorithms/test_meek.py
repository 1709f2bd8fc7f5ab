"""Meek's method: equal to exact arithmetic, and what only it keeps to."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.algorithms import meek_kernels
from commonweal.algorithms.counts import TiePolicy
from commonweal.algorithms.meek import MEEK_PARTS, SMALL_SURPLUS, meek_stv
from commonweal.algorithms.profiles import Profile
from commonweal.algorithms.reference_meek import reference_meek
from commonweal.algorithms.transfers import alternative_vote
from commonweal.core.errors import BallotError
from tests.algorithms.ballots import profiles, renamed, shuffled, with_seats

POLICIES = st.builds(
    TiePolicy, history=st.booleans(), last=st.sampled_from(["lot", "order"]), seed=st.integers(0, 9)
)


@given(with_seats(profiles()), POLICIES)
@settings(max_examples=150)
def test_every_stage_is_that_of_the_reference(drawn, policy):
    profile, seats = drawn
    count = meek_stv(profile, seats, policy)
    expected = reference_meek(profile, seats, policy)
    assert [
        (s.action, s.candidates, set(s.elected), count.votes(s.number),
         Fraction(s.exhausted, count.parts), s.lost)
        for s in count.stages
    ] == expected.stages  # fmt: skip
    assert [(set(t.claimants), t.chosen[0]) for t in count.ties] == expected.tied


@given(with_seats(profiles(ballots=40, voters=400)))
@settings(max_examples=60)
def test_no_vote_is_lost_at_any_stage(drawn):
    profile, seats = drawn
    count = meek_stv(profile, seats)
    assert {sum(s.tallies) + s.exhausted for s in count.stages} == {profile.votes * MEEK_PARTS}


@given(with_seats(profiles()))
def test_as_many_are_elected_as_there_are_seats_and_each_once(drawn):
    profile, seats = drawn
    elected = meek_stv(profile, seats).elected
    assert len(elected) == len(set(elected)) == seats


@given(with_seats(profiles()), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_of_candidates_matters(drawn, random):
    profile, seats = drawn
    ballots = random.sample(range(len(profile)), len(profile))
    names = random.sample(range(len(profile.candidates)), len(profile.candidates))
    other = renamed(shuffled(profile, ballots), names)
    assert meek_stv(other, seats).winners == meek_stv(profile, seats).winners


@given(profiles())
def test_with_one_seat_it_elects_whom_the_alternative_vote_elects_where_nobody_is_level(profile):
    by_transfers, by_meek = alternative_vote(profile), meek_stv(profile, 1)
    assert by_meek.winners == by_transfers.winners or by_transfers.by_lot


@given(with_seats(profiles(most=4, ballots=6)))
@settings(max_examples=20)
def test_plain_python_counts_as_the_compiled_loops_do(drawn):
    profile, seats = drawn
    arguments = (
        (profile.rankings, profile.lengths, profile.weights),
        TiePolicy().standing(profile.candidates), seats, MEEK_PARTS, SMALL_SURPLUS, -1,
    )  # fmt: skip
    plain = getattr(meek_kernels.meek, "py_func", meek_kernels.meek)
    expected = [a.tolist() for a in plain(*arguments)]
    assert [a.tolist() for a in meek_kernels.meek(*arguments)] == expected


@given(st.integers(1, 10**9), st.integers(1, 5 * 10**17), st.integers(0, 5 * 10**17))
def test_a_keep_value_is_scaled_exactly_whatever_the_size_of_the_product(keep, quota, more):
    votes = quota + min(more, 5 * 10**17 - quota)
    assert meek_kernels.scaled_up(keep, quota, votes) == -(-keep * quota // votes)


def test_the_elected_keep_the_quota_and_no_more():
    profile = Profile.of([["ann", "bob"], ["bob", "cat"], ["cat"], ["dan"]], [60, 20, 12, 11])
    last = meek_stv(profile, 2).stages[-1]
    assert last.tallies[0] - last.quota < SMALL_SURPLUS


def test_a_ballot_for_one_already_elected_still_reaches_them():
    ballots = [["ann"], ["cat", "ann", "dan"], ["bob"], ["dan"]]
    count = meek_stv(Profile.of(ballots, [40, 9, 20, 15]), 2)
    before, after = count.stages[1:3]
    assert after.candidates == (2,)
    assert after.keep[0] < before.keep[0]
    assert 15 * MEEK_PARTS < after.tallies[3] < 24 * MEEK_PARTS


def test_the_quota_falls_as_ballots_are_exhausted():
    profile = Profile.of([["ann"], ["bob"], ["cat"], ["dan"]], [40, 9, 8, 7])
    quotas = [stage.quota for stage in meek_stv(profile, 2).stages]
    assert quotas == sorted(quotas, reverse=True)
    assert quotas[-1] < quotas[0]


def test_candidates_whom_only_rounding_tells_apart_are_level():
    ballots = [["ann", "bob"], ["ann", "cat"], ["bob"], ["cat"]]
    count = meek_stv(Profile.of(ballots, [16, 8, 9, 12]), 2)
    assert count.stages[1].tallies[1] != count.stages[1].tallies[2]
    assert [tie.claimants for tie in count.ties] == [(1, 2)]


def test_half_a_thousand_million_votes_are_counted_exactly():
    profile = Profile.of([["ann", "bob"], ["bob"], ["cat"]], [499_999_990, 7, 3])
    expected = reference_meek(profile, 2).stages[-1].tallies
    assert meek_stv(profile, 2).votes(len(meek_stv(profile, 2).stages)) == expected


def test_more_seats_than_candidates_are_refused():
    with pytest.raises(BallotError, match="2 candidates cannot fill 3 seats"):
        meek_stv(Profile.of([["ann"], ["bob"]]), 3)
