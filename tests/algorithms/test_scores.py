"""Counts that need one look at the ballots, and comparisons in pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.algorithms import condorcet_kernels
from commonweal.algorithms.condorcet import (
    condorcet_winner,
    preferring,
    schulze,
    strongest_paths,
)
from commonweal.algorithms.counts import Tie, TiePolicy
from commonweal.algorithms.profiles import Profile
from commonweal.algorithms.ranked_rules import RULES, count
from commonweal.algorithms.scores import approval, borda, plurality, supplementary_vote
from commonweal.core.errors import BallotError, UnknownName
from tests.algorithms.ballots import profiles, renamed, rows, shuffled

ONE_WINNER = sorted(name for name, rule in RULES.items() if rule.only_one)
SEVERAL = sorted(name for name, rule in RULES.items() if not rule.only_one)
GIVEN = TiePolicy(last="order")


def of(text: str) -> Profile:
    """A profile from lines such as '39 ann bob cat'."""
    lines = [line.split() for line in text.strip().splitlines()]
    return Profile.of([line[1:] for line in lines], [int(line[0]) for line in lines])


def by_hand(profile, points):
    """Points for each candidate, a ballot at a time: ``points(row, candidate)``."""
    names = range(len(profile.candidates))
    return tuple(
        sum(int(w) * points(row, c) for row, w in zip(rows(profile), profile.weights, strict=True))
        for c in names
    )


def above(row, candidate, others):
    """How many of the others a ballot ranks below the candidate, level ones by half."""
    place = {c: i for i, c in enumerate(row)}
    mine = place.get(candidate, 99)
    theirs = [place.get(other, 99) for other in others if other != candidate]
    return sum(t > mine for t in theirs) + sum(t == mine for t in theirs) / 2


@given(profiles())
def test_plurality_counts_first_preferences(profile):
    expected = by_hand(profile, lambda row, c: row[0] == c)
    assert plurality(profile).stages[0].tallies == expected


@given(profiles())
def test_approval_counts_everybody_ranked(profile):
    expected = by_hand(profile, lambda row, c: c in row)
    assert approval(profile).stages[0].tallies == expected


@given(profiles())
def test_borda_counts_everybody_ranked_below_and_half_of_those_level(profile):
    everybody = range(len(profile.candidates))
    expected = by_hand(profile, lambda row, c: above(row, c, everybody))
    assert borda(profile).votes(1) == expected


@given(profiles())
def test_pairs_are_counted_as_by_hand(profile):
    everybody = range(len(profile.candidates))
    expected = [
        by_hand(profile, lambda row, c, other=other: above(row, c, [other]) == 1)
        for other in everybody
    ]
    assert preferring(profile).T.tolist() == [list(row) for row in expected]


@given(profiles())
def test_plain_python_compares_pairs_as_the_compiled_loop_does(profile):
    arguments = (profile.rankings, profile.lengths, profile.weights, len(profile.candidates))
    plain = getattr(condorcet_kernels.preferring, "py_func", condorcet_kernels.preferring)
    assert np.array_equal(condorcet_kernels.preferring(*arguments), plain(*arguments))


@given(profiles())
def test_schulze_elects_the_condorcet_winner_where_there_is_one(profile):
    winner = condorcet_winner(profile)
    assert winner is None or schulze(profile).elected == (winner,)


@given(profiles())
def test_schulze_always_has_a_candidate_whom_no_path_beats(profile):
    assert max(schulze(profile).stages[0].tallies) == len(profile.candidates) - 1


@given(profiles(most=5))
def test_a_strongest_path_is_the_strongest_of_all_paths(profile):
    for_each = preferring(profile)
    between = ~np.eye(len(for_each), dtype=bool)
    found = [
        row[keep].tolist() for row, keep in zip(strongest_paths(for_each), between, strict=True)
    ]
    assert found == paths_by_search(for_each.tolist())


def paths_by_search(for_each):
    """The strength of the strongest simple path between each two, by trying all of them."""
    everybody = range(len(for_each))

    def strongest(here, there, seen):
        if here == there:
            return float("inf")
        steps = (
            min(for_each[here][to], strongest(to, there, seen | {to}))
            for to in everybody
            if to not in seen and for_each[here][to] > for_each[to][here]
        )
        return max(steps, default=0)

    return [[strongest(a, b, {a}) for b in everybody if b != a] for a in everybody]


def test_a_majority_elects_by_the_supplementary_vote_at_once():
    assert len(supplementary_vote(of("6 ann\n3 bob\n2 cat bob")).stages) == 1


def test_second_preferences_for_those_out_are_not_counted():
    found = supplementary_vote(of("5 ann\n3 bob\n2 cat dan bob\n1 dan bob"))
    assert found.winners == ("ann",)
    assert found.stages[1].tallies == (5, 4, 0, 0)
    assert found.exhausted == 2


def test_all_who_are_level_for_second_stay_in():
    found = supplementary_vote(of("4 ann\n3 bob\n3 cat\n2 dan cat"))
    assert found.stages[1].tallies == (4, 3, 5, 0)
    assert found.winners == ("cat",)


@given(profiles())
def test_no_ballot_is_lost_in_the_run_off(profile):
    last = supplementary_vote(profile).stages[-1]
    assert sum(last.tallies) + last.exhausted == profile.votes


@given(profiles(most=2))
def test_between_two_every_rule_of_one_winner_elects_the_same(profile):
    assert len({count(profile, rule).winners for rule in ("fptp", "sv", "av")}) == 1


@pytest.mark.parametrize("rule", ONE_WINNER + SEVERAL)
@given(profiles(most=5), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_of_candidates_matters(rule, profile, random):
    ballots = random.sample(range(len(profile)), len(profile))
    names = random.sample(range(len(profile.candidates)), len(profile.candidates))
    expected = count(profile, rule).winners
    assert count(renamed(shuffled(profile, ballots), names), rule).winners == expected


@pytest.mark.parametrize("rule", ["borda", "approval"])
def test_the_highest_fill_several_seats(rule):
    assert count(of("5 ann bob\n4 bob ann\n1 cat"), rule, 2).winners[:2] in {
        ("ann", "bob"), ("bob", "ann"),
    }  # fmt: skip


def test_a_tie_for_the_last_seat_names_who_was_level_and_who_prevailed():
    found = plurality(of("5 ann\n5 bob\n1 cat"), GIVEN)
    assert found.ties == (Tie(1, "seat", (0, 1), (0,), "order"),)


def test_who_are_level_with_seats_for_all_do_not_tie():
    assert approval(of("5 ann bob"), 2).ties == ()


def test_a_cycle_has_no_condorcet_winner():
    cycle = of("4 ann bob cat\n3 bob cat ann\n2 cat ann bob")
    assert condorcet_winner(cycle) is None
    assert schulze(cycle).winners == ("ann",)


@pytest.mark.parametrize("rule", ONE_WINNER)
def test_a_rule_for_one_winner_refuses_two_seats(rule):
    with pytest.raises(BallotError, match="elects one candidate, not 2"):
        count(of("1 ann\n1 bob"), rule, 2)


@pytest.mark.parametrize("rule", SEVERAL)
def test_a_rule_refuses_more_seats_than_candidates(rule):
    with pytest.raises(BallotError, match="2 candidates cannot fill 3 seats"):
        count(of("1 ann\n1 bob"), rule, 3)


def test_an_unknown_rule_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="'scotish-stv'") as refused:
        count(of("1 ann"), "scotish-stv")
    assert "scottish-stv" in refused.value.remedy
