"""Ballots: aggregated without losing a vote, and refused, by row, where they are wrong."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.algorithms import profile_kernels
from commonweal.algorithms.profiles import MOST_VOTES, Profile
from commonweal.core.errors import BallotError

NAMES = ("ann", "bob", "cat", "dan")
BALLOTS = st.lists(
    st.permutations(NAMES).flatmap(lambda p: st.integers(1, 4).map(lambda n: tuple(p[:n]))),
    min_size=1, max_size=60,
)  # fmt: skip


def named(profile: Profile) -> Counter[tuple[str, ...]]:
    return Counter(
        {
            tuple(profile.candidates[c] for c in row[:n]): int(w)
            for row, n, w in zip(profile.rankings, profile.lengths, profile.weights, strict=True)
        }
    )


@given(BALLOTS)
def test_every_ballot_is_kept_once_with_all_who_cast_it(ballots):
    profile = Profile.of(ballots, candidates=NAMES)
    assert named(profile) == Counter(ballots)
    assert len(profile) == len(set(ballots))
    assert profile.votes == len(ballots)


def matrix(ballots):
    rows = [[NAMES.index(c) for c in b] + [-1] * (4 - len(b)) for b in ballots]
    return np.array(rows, dtype=np.int16)


@given(BALLOTS)
def test_plain_python_groups_as_the_compiled_loop_does(ballots):
    rankings, weights = matrix(ballots), np.arange(1, len(ballots) + 1)
    plain = getattr(profile_kernels.group, "py_func", profile_kernels.group)
    with np.errstate(over="ignore"):
        expected = plain(rankings, weights)
        found = profile_kernels.group(rankings, weights)
    assert [a.tolist() for a in found] == [a.tolist() for a in expected]


@given(BALLOTS)
def test_counters_group_as_the_table_does(ballots):
    rankings, weights = matrix(ballots), np.arange(1, len(ballots) + 1)
    plain = getattr(profile_kernels.group_few, "py_func", profile_kernels.group_few)
    with np.errstate(over="ignore"):
        expected = [a.tolist() for a in profile_kernels.group(rankings, weights)]
        compiled = profile_kernels.group_few(rankings, weights, 4, 6**4)
        uncompiled = plain(rankings, weights, 4, 6**4)
    assert [a.tolist() for a in compiled] == expected
    assert [a.tolist() for a in uncompiled] == expected


def test_more_distinct_ballots_than_the_first_table_holds():
    pairs = np.arange(5000, dtype=np.int64) % 2500
    unranked = np.full(5000, -1)
    rankings = np.stack([pairs // 50, 50 + pairs % 50, unranked, unranked], axis=1)
    profile = Profile.of(rankings, candidates=[f"c{i}" for i in range(100)])
    assert len(profile) == 2500
    assert set(profile.weights.tolist()) == {2}


@pytest.mark.parametrize("ranks", [2, 9])
def test_a_wrong_ballot_is_found_by_its_row_however_ballots_are_grouped(ranks):
    rankings = np.full((6, ranks), -1)
    rankings[:, 0] = [0, 0, 1, 0, 9, 3]
    with pytest.raises(BallotError, match="ballot 5: preference 1 is for nobody"):
        Profile.of(rankings, candidates=NAMES)


def test_weights_of_like_ballots_add_up():
    profile = Profile.of([["ann"], ["bob", "ann"], ["ann"]], [3, 4, 5], NAMES[:2])
    assert named(profile) == Counter({("ann",): 8, ("bob", "ann"): 4})


def test_without_names_candidates_are_those_named_in_alphabetical_order():
    assert Profile.of([["bob"], ["ann"]]).candidates == ("ann", "bob")


def test_ballots_may_give_places_in_the_list_of_candidates():
    assert named(Profile.of([[1, 0], [1]], candidates=NAMES)) == Counter(
        {("bob", "ann"): 1, ("bob",): 1}
    )


def test_a_profile_is_frozen():
    profile = Profile.of([["ann"]])
    with pytest.raises(ValueError, match="read-only"):
        profile.weights[0] = 2


@pytest.mark.parametrize(
    ("ballot", "says"),
    [
        (["ann", "bob", "ann"], "ballot 2: 'ann' is ranked twice"),
        ([0, -1, 1], "ballot 2: preference 2 is skipped"),
        ([-1, -1, 1], "ballot 2: preference 1 is skipped"),
        ([0, 7], "ballot 2: preference 2 is for nobody who stands"),
        ([0, -5], "ballot 2: preference 2 is for nobody who stands"),
        (["ann", "bop"], "ballot 2: nobody named 'bop' stands"),
        ([], "ballot 2: the ballot ranks nobody"),
        (["ann", "bob", "cat", "dan", "ann"], "ballot 2: 'ann' is ranked twice"),
    ],
)
def test_a_ballot_that_is_wrong_is_refused_by_its_row(ballot, says):
    with pytest.raises(BallotError, match=says) as refused:
        Profile.of([["bob"], ballot], candidates=NAMES)
    assert refused.value.remedy


def test_the_nearest_name_is_suggested():
    with pytest.raises(BallotError) as refused:
        Profile.of([["bop"]], candidates=NAMES)
    assert "'bob'" in refused.value.remedy


def test_the_place_of_a_ballot_is_told_as_its_reader_tells_it():
    with pytest.raises(BallotError, match=r"votes\.blt, line 12"):
        Profile.of([["ann", "ann"]], place=lambda row: f"votes.blt, line {row + 11}")


@pytest.mark.parametrize("number", [40_000, -40_000, 2**40])
def test_a_number_too_large_for_a_candidate_is_unknown(number):
    with pytest.raises(BallotError, match="nobody who stands"):
        Profile.of(np.array([[number]]), candidates=NAMES)


@pytest.mark.parametrize("weight", [0, -1, MOST_VOTES + 1])
def test_nobody_casts_no_ballots(weight):
    with pytest.raises(BallotError, match=r"ballot 2: .* voters cannot have cast a ballot"):
        Profile.of([["ann"], ["bob"]], [1, weight])


@pytest.mark.parametrize("weights", [[1], [1, 2, 3], [0.5, 1.5], ["1", "2"]])
def test_weights_are_whole_numbers_one_for_each_ballot(weights):
    with pytest.raises(BallotError, match="one weight, a whole number, for each of the 2"):
        Profile.of([["ann"], ["bob"]], weights)


def test_more_votes_than_can_be_counted_exactly_are_refused():
    with pytest.raises(BallotError, match="more than 500,000,000 votes"):
        Profile.of([["ann"], ["bob"]], [MOST_VOTES, 1])


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["ann", "bob", "ann"], "two candidates are named 'ann'"),
        (["ann", " "], "a candidate has no name"),
        ([], "a candidate has no name"),
        (["x"] * 1_001, "more than the 1000 allowed"),
    ],
)
def test_candidates_are_named_and_told_apart(names, says):
    with pytest.raises(BallotError, match=says):
        Profile.of([[0]], candidates=names)


@pytest.mark.parametrize("ballots", [[], np.zeros((0, 3), dtype=np.int64)])
def test_no_ballots_are_no_election(ballots):
    with pytest.raises(BallotError, match="there are no ballots"):
        Profile.of(ballots, candidates=NAMES)


def test_places_without_names_do_not_say_who_stands():
    with pytest.raises(BallotError, match="do not say who stands"):
        Profile.of([[0, 1]])


@pytest.mark.parametrize("array", [np.zeros(3, dtype=np.int64), np.zeros((2, 2))])
def test_an_array_of_rankings_is_whole_numbers_by_ballot_and_rank(array):
    with pytest.raises(BallotError, match="by ballot and rank"):
        Profile.of(array, candidates=NAMES)
