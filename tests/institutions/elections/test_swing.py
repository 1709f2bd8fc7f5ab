"""Swing: small cases by hand, what must hold of every model, and who stands where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.core.errors import UnknownName, WorldError
from commonweal.institutions.elections import grounds, history, swing
from commonweal.institutions.elections.grounds import Ground
from commonweal.institutions.elections.swing_checks import small_base

EVERY = [*swing.MODELS, "blend"]
TARGET = np.array([[0.2, 0.55, 0.25]])


def ground(shares, stood=None, votes=None):
    shares = np.array(shares)
    seats = len(shares)
    return Ground(
        "2019-12-12", ("Con", "Lab", "LD"), tuple("ABCDEF"[:seats]), tuple("ABCDEF"[:seats]),
        ("England",) * seats, ("North",) * seats, shares,
        np.array(shares > 0 if stood is None else stood),
        np.full(seats, 100.0) if votes is None else np.array(votes), shares.argmax(1),
    )  # fmt: skip


def tables_of_shares(parties):
    row = st.lists(st.floats(0.05, 1.0), min_size=parties, max_size=parties)
    return st.lists(row, min_size=2, max_size=6).map(lambda rows: swing.whole(np.array(rows)))


@pytest.mark.parametrize("name", EVERY)
@given(before=tables_of_shares(3), target=tables_of_shares(3))
def test_shares_stay_shares(name, before, target):
    base = swing.base_of(ground(before), before > 0, 0.5)
    found = swing.model(name, 0.5)(base, target[:1])
    assert found.min() >= 0
    assert np.allclose(found.sum(axis=1), 1.0)


@pytest.mark.parametrize("name", EVERY)
def test_a_party_that_nobody_knew_has_what_its_area_is_to_give_it(name):
    before = ground([[0.6, 0.4, 0.0], [0.4, 0.6, 0.0]])
    base = swing.base_of(before, np.ones((2, 3), dtype=bool), 0.8)
    found = swing.model(name, 0.5)(base, np.array([[0.4, 0.4, 0.2]]))
    assert found[:, 2] == pytest.approx([0.2, 0.2], abs=1e-9)


@pytest.mark.parametrize("name", EVERY)
@given(before=tables_of_shares(3))
def test_no_swing_changes_nothing(name, before):
    base = swing.base_of(ground(before), before > 0, 0.5)
    assert np.allclose(swing.model(name, 0.5)(base, base.totals()), before, atol=1e-12)


@pytest.mark.parametrize("name", EVERY)
def test_parties_and_seats_may_come_in_any_order(name):
    base, again = small_base(), small_base()
    turned = swing.Base(
        again.parties[::-1], again.shares[::-1, ::-1], again.stood, again.newly, again.area,
        again.votes, again.areas,
    )  # fmt: skip
    model = swing.model(name, 0.3)
    assert np.allclose(model(turned, TARGET[:, ::-1]), model(base, TARGET)[::-1, ::-1])


def test_a_uniform_swing_is_cut_off_at_nothing():
    target = np.array([[0.1, 0.6, 0.3]])
    found = swing.uniform(small_base(), target)
    assert found[1] == pytest.approx([0.0, 0.85 / 1.1, 0.25 / 1.1])


def test_weak_supporters_leave_first_and_strong_ones_when_no_weak_are_left():
    found = swing.strong_transition(small_base(), np.array([[0.1, 0.6, 0.3]]))
    assert found[:, 0] == pytest.approx([0.3 - 0.1, 0.0])


def test_a_blend_lies_between_its_two_parts():
    base = small_base()
    halfway = (swing.uniform(base, TARGET) + swing.proportional(base, TARGET)) / 2
    assert np.allclose(swing.model("blend", 0.5)(base, TARGET), halfway)


def test_regions_swing_each_on_their_own():
    both = ground([[0.5, 0.4, 0.1], [0.5, 0.4, 0.1]])
    split = Ground(**{**both.__dict__, "region": ("North", "South")})
    base = swing.base_of(split, split.stood, 0.0, "region")
    target = np.array([[0.5, 0.4, 0.1], [0.4, 0.5, 0.1]])
    assert np.allclose(swing.uniform(base, target), target)


def test_who_does_not_stand_gets_nothing_and_the_others_its_share():
    before = ground([[0.5, 0.3, 0.2], [0.4, 0.4, 0.2]])
    stood = np.array([[True, True, False], [True, True, True]])
    base = swing.base_of(before, stood, 0.5)
    assert base.shares[0] == pytest.approx([0.625, 0.375, 0.0])
    assert swing.uniform(base, np.array([[0.4, 0.4, 0.2]]))[0, 2] == 0.0


def test_a_newcomer_is_given_part_of_what_its_party_has_where_it_stood():
    before = ground([[0.6, 0.4, 0.0], [0.4, 0.4, 0.2]])
    base = swing.base_of(before, np.ones((2, 3), dtype=bool), 0.5)
    assert base.shares[0] == pytest.approx([0.6 / 1.1, 0.4 / 1.1, 0.1 / 1.1])
    assert base.newly.tolist() == [[False, False, True], [False, False, False]]


def test_where_no_liberal_stood_in_1955_the_support_is_an_interval_and_the_newcomer_no_zero():
    before, after = grounds.by_group("1955"), grounds.by_group("1959")
    column = before.parties.index("lib")
    stood = after.stood[[after.code.index(code) for code in before.code]]
    base = swing.base_of(before, stood, 0.8)
    newly = base.newly[:, column]
    low, high = history.election(1955).support("lib")
    assert newly.sum() > 100
    assert base.shares[newly, column].min() > 0.05
    assert low < base.votes @ base.shares[:, column] / base.votes.sum() < high


@pytest.mark.parametrize("name", EVERY)
def test_a_seat_whose_parties_all_vanish_keeps_its_base(name):
    before = ground([[1.0, 0.0, 0.0], [0.2, 0.4, 0.4]])
    base = swing.base_of(before, before.stood, 0.0)
    found = swing.model(name, 0.5)(base, np.array([[0.0, 0.5, 0.5]]))
    assert found[0].tolist() == [1.0, 0.0, 0.0]


def test_nobody_standing_in_a_seat_is_an_error():
    before = ground([[0.5, 0.3, 0.2]])
    with pytest.raises(WorldError, match="who stands"):
        swing.base_of(before, np.zeros((1, 3), dtype=bool), 0.5)


def test_a_model_that_is_not_known_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match="uniform"):
        swing.model("unifrom")


def test_tactical_votes_gather_behind_the_best_placed_of_the_bloc():
    before = ground([[0.45, 0.35, 0.2], [0.2, 0.5, 0.3], [0.5, 0.2, 0.3]])
    base = swing.base_of(before, before.stood, 0.0)
    tactics = swing.Tactics(0.5, bloc=("Lab", "LD"))
    moved = swing.tactical(base, base.shares, tactics)
    assert moved[0] == pytest.approx([0.45, 0.45, 0.1])
    assert moved[1] == pytest.approx([0.2, 0.5, 0.3]), "the Conservatives were third"
    assert moved[2] == pytest.approx([0.5, 0.1, 0.4])


def test_independents_are_never_one_candidate():
    ground_2015 = grounds.general_election("2015-05-07")
    assert not grounds.may_win(ground_2015.parties)[ground_2015.parties.index("rest")]
    assert (ground_2015.winner != ground_2015.parties.index("rest")).all()


@pytest.mark.parametrize("day", ["2010-05-06", "2015-05-07", "2017-06-08", "2019-12-12"])
def test_every_declared_winner_has_the_most_votes_of_a_column(day):
    found = grounds.general_election(day)
    able = np.where(grounds.may_win(found.parties), found.shares, -1.0)
    assert (able.argmax(axis=1) == found.winner).all()
