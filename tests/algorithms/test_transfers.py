"""The alternative vote and Scottish STV: to the last part of a vote as the rules say."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.algorithms import transfer_kernels as kernels
from commonweal.algorithms.counts import Tie, TiePolicy
from commonweal.algorithms.profiles import Profile
from commonweal.algorithms.reference_transfers import (
    reference_alternative_vote,
    reference_scottish_stv,
)
from commonweal.algorithms.scores import plurality
from commonweal.algorithms.transfers import alternative_vote, scottish_stv
from commonweal.core.errors import BallotError
from tests.algorithms.ballots import profiles, renamed, shuffled, with_seats

POLICIES = st.builds(
    TiePolicy, history=st.booleans(), last=st.sampled_from(["lot", "order"]), seed=st.integers(0, 9)
)


def of(text: str) -> Profile:
    """A profile from lines such as '39 ann bob cat'."""
    lines = [line.split() for line in text.strip().splitlines()]
    return Profile.of([line[1:] for line in lines], [int(line[0]) for line in lines])


def stages(count):
    return [
        (s.action, s.candidates, set(s.elected), count.votes(s.number),
         Fraction(s.exhausted, count.parts), Fraction(s.lost, count.parts))
        for s in count.stages
    ]  # fmt: skip


def ties(count):
    return [(set(t.claimants), t.chosen[0], t.settled_by == "history") for t in count.ties]


@given(with_seats(profiles()), POLICIES)
@settings(max_examples=300)
def test_every_stage_of_scottish_stv_is_that_of_the_reference(drawn, policy):
    profile, seats = drawn
    count = scottish_stv(profile, seats, policy)
    expected = reference_scottish_stv(profile, seats, policy)
    assert stages(count) == expected.stages
    assert ties(count) == expected.tied
    assert set(count.elected) == set(expected.elected)


@given(profiles(), POLICIES)
@settings(max_examples=300)
def test_every_stage_of_the_alternative_vote_is_that_of_the_reference(profile, policy):
    count = alternative_vote(profile, policy)
    expected = reference_alternative_vote(profile, policy)
    assert stages(count) == expected.stages
    assert ties(count) == expected.tied


@given(with_seats(profiles(ballots=40, voters=400)))
@settings(max_examples=60)
def test_no_vote_is_lost_at_any_stage(drawn):
    profile, seats = drawn
    count = scottish_stv(profile, seats)
    accounted = {sum(s.tallies) + s.exhausted + s.lost for s in count.stages}
    assert accounted == {profile.votes * count.parts}


@given(with_seats(profiles()))
def test_as_many_are_elected_as_there_are_seats_and_each_once(drawn):
    profile, seats = drawn
    elected = scottish_stv(profile, seats).elected
    assert len(elected) == len(set(elected)) == seats


@given(with_seats(profiles()), POLICIES)
@settings(max_examples=30)
def test_plain_python_counts_as_the_compiled_loops_do(drawn, policy):
    profile, seats = drawn
    arguments = (
        (profile.rankings, profile.lengths, profile.weights),
        policy.standing(profile.candidates), seats, 100_000, (kernels.BACKWARDS, False),
    )  # fmt: skip
    plain = getattr(kernels.count_by_transfers, "py_func", kernels.count_by_transfers)
    expected = [a.tolist() for a in plain(*arguments)]
    assert [a.tolist() for a in kernels.count_by_transfers(*arguments)] == expected


@given(with_seats(profiles()), st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_ballots_are_given(drawn, random):
    profile, seats = drawn
    order = random.sample(range(len(profile)), len(profile))
    assert scottish_stv(shuffled(profile, order), seats) == scottish_stv(profile, seats)


@given(with_seats(profiles()), st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_candidates_are_given(drawn, random):
    profile, seats = drawn
    order = random.sample(range(len(profile.candidates)), len(profile.candidates))
    assert (
        scottish_stv(renamed(profile, order), seats).winners == scottish_stv(profile, seats).winners
    )


@given(profiles(), POLICIES)
@settings(max_examples=300)
def test_stv_with_one_seat_elects_whom_the_alternative_vote_elects(profile, policy):
    assert scottish_stv(profile, 1, policy).winners == alternative_vote(profile, policy).winners


@given(st.lists(st.integers(1, 30), min_size=2, max_size=6))
def test_where_nobody_ranks_a_second_the_alternative_vote_is_first_past_the_post(votes):
    names = [f"c{i}" for i in range(len(votes))]
    profile = Profile.of([[i] for i in range(len(votes))], votes, names)
    assert alternative_vote(profile).winners == plurality(profile).winners


def test_votes_gained_can_lose_an_alternative_vote():
    before = of("39 ann bob cat\n35 bob cat ann\n26 cat ann bob")
    after = of("49 ann bob cat\n25 bob cat ann\n26 cat ann bob")
    assert alternative_vote(before).winners == ("ann",)
    assert alternative_vote(after).winners == ("cat",)


def test_a_transfer_value_drops_what_is_beyond_five_places():
    count = scottish_stv(of("7 ann bob\n1 cat\n1 dan"), 2)
    assert count.quota == 4
    assert count.votes(2)[:2] == (4, 7 * Fraction(42857, 100_000))
    assert Fraction(count.stages[1].lost, count.parts) == Fraction(1, 100_000)


def test_the_larger_surplus_goes_first():
    count = scottish_stv(of("9 ann cat\n12 bob cat\n1 cat\n1 dan"), 3)
    assert [s.candidates for s in count.stages] == [(), (1,)]


def test_papers_pass_over_those_elected_or_excluded():
    count = scottish_stv(of("10 ann bob cat\n6 bob\n2 cat\n1 dan"), 3)
    assert count.votes(2) == (5, 6, 2 + 10 * Fraction(1, 2), 1)


def test_candidates_as_many_as_seats_are_elected_without_further_transfers():
    count = scottish_stv(of("9 ann bob\n1 bob\n1 cat"), 3)
    assert len(count.stages) == 1
    assert count.winners[0] == "ann"


def test_a_tie_at_the_bottom_is_settled_by_the_last_stage_that_tells_them_apart():
    count = alternative_vote(of("5 ann\n4 bob\n3 cat\n1 dan cat"), TiePolicy(last="order"))
    assert count.ties == (Tie(2, "exclusion", (1, 2), (2,), "history"),)


def test_a_tie_that_was_level_all_along_is_settled_by_lot():
    count = alternative_vote(of("2 ann\n2 bob"))
    assert count.ties[0].settled_by == "lot"
    assert count.by_lot


def test_a_tie_may_be_settled_by_the_order_given():
    assert alternative_vote(of("2 ann\n2 bob"), TiePolicy(last="order")).winners == ("ann",)


def test_the_lot_falls_on_each_of_two_about_as_often():
    tied = of("2 ann\n2 bob")
    winners = [alternative_vote(tied, TiePolicy(seed=seed)).winners[0] for seed in range(400)]
    assert 150 < winners.count("ann") < 250


def test_all_tied_fills_every_seat_and_says_so():
    count = scottish_stv(of("1 ann\n1 bob\n1 cat\n1 dan"), 2)
    assert len(count.winners) == 2
    assert [tie.settled_by for tie in count.ties] == ["lot"] * len(count.ties)
    assert count.by_lot


def test_one_candidate_is_elected_by_anybody():
    assert alternative_vote(of("1 ann")).winners == ("ann",)


@pytest.mark.parametrize("seats", [0, -1, 3])
def test_more_seats_than_candidates_or_none_are_refused(seats):
    with pytest.raises(BallotError, match="2 candidates cannot fill"):
        scottish_stv(of("1 ann\n1 bob"), seats)


def test_half_a_thousand_million_votes_are_counted_exactly():
    profile = Profile.of([["ann", "bob"], ["bob"], ["cat"]], [499_999_990, 7, 3])
    count = scottish_stv(profile, 2)
    assert stages(count) == reference_scottish_stv(profile, 2).stages


def test_tallies_are_whole_parts_in_every_stage():
    count = scottish_stv(of("7 ann bob\n1 cat\n1 dan"), 2)
    assert {type(t) for s in count.stages for t in s.tallies} == {int}
    assert np.array([s.tallies for s in count.stages]).dtype == np.int64
