"""The rules of 1997, paragraph by paragraph."""

from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.algorithms.counts import Tie, TiePolicy
from commonweal.algorithms.ers97 import ers97_stv
from commonweal.algorithms.profiles import Profile
from commonweal.algorithms.transfers import alternative_vote
from tests.algorithms.ballots import profiles, renamed, shuffled, with_seats

GIVEN = TiePolicy(last="order")


def of(text: str) -> Profile:
    """A profile from lines such as '39 ann bob cat'."""
    lines = [line.split() for line in text.strip().splitlines()]
    return Profile.of([line[1:] for line in lines], [int(line[0]) for line in lines])


def shown(count):
    """What happened at each stage, and to whom."""
    names = count.candidates
    return [(s.action, [names[c] for c in s.candidates]) for s in count.stages]


@given(with_seats(profiles(ballots=30, voters=60)))
@settings(max_examples=150)
def test_no_vote_is_lost_at_any_stage(drawn):
    profile, seats = drawn
    count = ers97_stv(profile, seats)
    accounted = {sum(s.tallies) + s.exhausted + s.lost for s in count.stages}
    assert accounted == {profile.votes * 100}


@given(with_seats(profiles()))
@settings(max_examples=200)
def test_as_many_are_elected_as_there_are_seats_and_each_once(drawn):
    profile, seats = drawn
    elected = ers97_stv(profile, seats).elected
    assert len(elected) == len(set(elected)) == seats


@given(with_seats(profiles()), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_of_candidates_matters(drawn, random):
    profile, seats = drawn
    ballots = random.sample(range(len(profile)), len(profile))
    names = random.sample(range(len(profile.candidates)), len(profile.candidates))
    other = renamed(shuffled(profile, ballots), names)
    assert set(ers97_stv(other, seats).winners) == set(ers97_stv(profile, seats).winners)


@given(profiles())
@settings(max_examples=200)
def test_with_one_seat_it_elects_whom_the_alternative_vote_elects_where_nobody_is_level(profile):
    by_transfers, by_batches = alternative_vote(profile), ers97_stv(profile, 1)
    assert by_batches.winners == by_transfers.winners or by_transfers.ties or by_batches.ties


@given(with_seats(profiles(ballots=30, voters=60)))
def test_only_a_count_without_anybody_elected_lowers_its_quota(drawn):
    profile, seats = drawn
    stages = ers97_stv(profile, seats).stages
    first = next(i for i, stage in enumerate(stages) if stage.elected)
    assert len({stage.quota for stage in stages[first:]}) == 1


def test_a_quota_that_divides_exactly_stays_and_another_is_rounded_up():
    assert ers97_stv(of("8 ann\n4 bob"), 1).quota == 6
    assert float(ers97_stv(of("8 ann\n3 bob\n2 cat"), 2).quota) == 4.34


def test_a_surplus_that_cannot_change_who_is_last_waits():
    count = ers97_stv(of("11 ann dan\n9 bob\n8 cat\n2 dan"), 2)
    assert shown(count)[1] == ("exclusion", ["dan"])


def test_several_of_the_last_are_excluded_together():
    count = ers97_stv(of("20 ann\n16 bob\n2 cat bob\n3 dan ann\n4 eve bob"), 1)
    assert shown(count)[1] == ("exclusion", ["cat", "dan", "eve"])
    assert count.winners == ("ann",)


def test_only_the_batch_that_made_a_surplus_is_passed_on():
    count = ers97_stv(of("20 ann bob cat\n9 bob dan\n8 cat\n3 dan"), 3)
    assert shown(count)[1:] == [("surplus", ["ann"]), ("surplus", ["bob"])]
    assert count.stages[1].tallies == (1000, 1900, 800, 300)
    assert count.stages[2].tallies == (1000, 1000, 1700, 300)


def test_a_transfer_value_drops_what_is_beyond_two_places():
    count = ers97_stv(of("7 ann bob\n3 bob\n3 cat"), 2)
    assert count.stages[1].lost == 266 - 7 * 38
    assert count.stages[1].tallies == (434, 300 + 7 * 38, 300)


def test_papers_without_a_next_preference_leave_the_value_of_the_others_as_it_was():
    count = ers97_stv(of("7 ann\n1 ann bob\n3 bob\n3 cat\n1 dan"), 2)
    surplus = next(stage for stage in count.stages if stage.action == "surplus")
    assert surplus.tallies[1] == 400
    assert surplus.exhausted == 200


def test_who_cannot_be_passed_is_elected_below_the_quota():
    count = ers97_stv(of("12 ann\n7 bob\n5 cat\n3 dan"), 2)
    assert count.winners == ("ann", "bob")
    assert count.stages[-1].tallies[1] < count.stages[-1].quota


def test_a_tie_is_settled_by_the_earliest_difference():
    count = ers97_stv(of("9 ann\n8 bob\n4 cat\n2 dan cat\n1 dan ann\n6 eve"), 1, GIVEN)
    assert count.ties == (Tie(2, "exclusion", (2, 4), (2,), "history"),)


def test_a_tie_that_was_level_all_along_is_settled_by_the_last_resort():
    count = ers97_stv(of("2 ann\n2 bob"), 1, GIVEN)
    assert count.winners == ("ann",)
    assert count.ties == (Tie(1, "exclusion", (0, 1), (1,), "order"),)
