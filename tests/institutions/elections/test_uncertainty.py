"""Elections drawn at random: whose luck is whose, what the covariances give back, the freeze."""

import math
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from commonweal.core.errors import ParameterError, WorldError
from commonweal.institutions.elections import (
    backtest,
    contests,
    coverage,
    frozen,
    grounds,
    montecarlo,
    patterns,
    swing,
    uncertainty,
)  # fmt: skip
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.history import GROUPS

NOTHING = np.zeros((5, 5))
NO_PATTERNS = np.zeros((11, 11))
STILL = uncertainty.Spread(np.zeros(11), NO_PATTERNS, NOTHING, NOTHING, NOTHING, 1.0)


def thought(spread, places=range(0, 632, 40), method=None):
    pair = grounds.candidate_pairs()[2]
    small = grounds.Pair(pair.before.rows(list(places)), pair.after.rows(list(places)))
    method = method or Method("uniform", newcomer=0.8)
    base, target = backtest.told_result(small, 0.8)
    return uncertainty.outlook(method, base, target, small.before, spread)


def seats_of(found, draws=50, seed=7, viable=contests.VIABLE):
    made, _, _ = contests.contests_of(found, viable)
    seats = contests.no_seats(draws, found)
    keys = contests.keys(seed, draws)
    montecarlo.draw_winners(keys, montecarlo.DECISIONS, made, seats, contests.no_wins(made))
    return seats


def shares_of(found, draws=400, seed=7):
    made, seat, party = contests.contests_of(found, np.inf)
    shares = np.empty((draws, seat.size))
    montecarlo.draw_shares(contests.keys(seed, draws), montecarlo.DECISIONS, made, shares)
    return shares, seat, party


def test_without_uncertainty_every_draw_is_the_swing():
    found = thought(STILL)
    winners = backtest.winners(found.shares, found.stood, found.parties)
    assert (seats_of(found) == np.bincount(winners, minlength=len(found.parties))).all()


def test_every_seat_goes_to_one_party_in_every_draw():
    found = thought(frozen.chosen().polled)
    assert (seats_of(found).sum(axis=1) == found.shares.shape[0]).all()


def test_shares_of_a_draw_are_shares():
    shares, seat, _ = shares_of(thought(frozen.chosen().polled), 20)
    assert shares.min() >= 0
    assert np.allclose([np.bincount(seat, row) for row in shares], 1.0)


def test_the_same_seed_gives_the_same_bits_and_more_draws_begin_with_fewer():
    found = thought(frozen.chosen().polled)
    assert (seats_of(found, 50)[:20] == seats_of(found, 20)).all()
    assert (seats_of(found, 50) != seats_of(found, 50, seed=8)).any()


def test_a_seat_has_its_own_luck_whoever_else_is_counted():
    spread = replace(STILL, seat=np.diag([0.01] * 5))
    few, seat_few, _ = shares_of(thought(spread, [0, 80]), 30)
    more, seat_more, _ = shares_of(thought(spread, [0, 40, 80]), 30)
    assert np.corrcoef(few[:, 0], more[:, 0])[0, 1] > 0.99
    assert np.corrcoef(few[:, seat_few == 1][:, 0], more[:, seat_more == 2][:, 0])[0, 1] > 0.99


def test_the_viability_cut_changes_no_winner_that_could_be_seen():
    found = thought(frozen.chosen().polled, range(0, 632, 8))
    cut, whole = seats_of(found, 400), seats_of(found, 400, viable=1e9)
    assert np.abs(cut - whole).sum() <= 0.0005 * cut.sum()


def test_the_cut_leaves_out_those_who_cannot_win_and_never_the_leader():
    found = thought(frozen.chosen().polled, range(0, 632, 8))
    sparse, seat, party = contests.contests_of(found)
    complete, _, _ = contests.contests_of(found, np.inf)
    winners = backtest.winners(found.shares, found.stood, found.parties)
    assert sparse.party.size < 0.9 * complete.party.size
    assert all(winner in party[seat == at] for at, winner in enumerate(winners))


def test_a_seat_misses_as_far_as_its_covariance_says():
    spread = replace(STILL, seat=np.diag([0.0004] * 5))
    found = thought(spread, range(0, 632, 16))
    shares, seat, party = shares_of(found, 3000)
    con = party == found.parties.index("Con")
    missed = (shares[:, con] - found.shares[seat[con], 0]) / found.scale[seat[con], 0]
    # A share is made whole with the others, which takes part of its own movement back.
    assert 0.5 * 0.02 < missed.std() < 1.05 * 0.02


def test_tails_are_those_of_student_with_five_degrees_of_freedom():
    stats = pytest.importorskip("scipy.stats")
    keys = contests.keys(3, 4000)
    scale = [montecarlo.tail_scale(k0, k1, montecarlo.DECISIONS, 9) for k0, k1 in keys]
    normal = np.random.default_rng(1).normal(size=4000)
    t5 = stats.t(5, scale=math.sqrt(3 / 5))
    assert stats.kstest(scale * normal, t5.cdf).pvalue > 0.01


def test_the_pools_are_the_quantiles_of_a_normal_and_of_a_tail():
    stats = pytest.importorskip("scipy.stats")
    normals, tails = montecarlo.pools()
    shares = (np.arange(montecarlo.POOL) + 0.5) / montecarlo.POOL
    assert np.allclose(normals, stats.norm.ppf(shares))
    assert np.allclose(tails, np.sqrt(3 / stats.chi2.ppf(shares, 5)), rtol=1e-5)
    assert (normals**2).mean() == pytest.approx(1, abs=1e-3)


def test_seats_of_one_election_move_together():
    own = replace(STILL, seat=np.diag([0.006] * 5))
    shared = replace(own, patterns=np.diag([0.01] * 5 + [0.04] * 5 + [0.001]))
    places = range(0, 632, 4)
    alone = seats_of(thought(own, places), 400)[:, 0].std()
    assert seats_of(thought(shared, places), 400)[:, 0].std() > 1.5 * alone


def test_a_polling_error_reaches_every_seat():
    national = np.diag([0.0004, 0.0004, 0.0004, 0, 0])
    shares, _, party = shares_of(thought(replace(STILL, national=national)), 200)
    con = shares[:, party == 0]
    assert np.corrcoef(con.T).min() > 0.5


@pytest.mark.parametrize("name", ["uniform", "proportional", "additive-logit"])
def test_a_point_more_of_a_nation_is_a_point_more_over_its_seats(name):
    pair = grounds.candidate_pairs()[2]
    base, target = backtest.told_result(pair, 0.8)
    reach = uncertainty.reach_of(Method(name, newcomer=0.8), base, target)
    england = base.totals(reach)[base.areas.index("England")]
    assert england[:3] == pytest.approx([1, 1, 1], abs=0.2)


def test_a_polling_error_reaches_whoever_leads():
    found = thought(frozen.chosen().polled, method=Method("additive-logit", newcomer=0.8))
    seats = np.arange(found.shares.shape[0])
    leader = backtest.winners(found.shares, found.stood, found.parties)
    assert found.reach[seats, leader].min() > 0.2


def test_independents_and_the_speaker_do_not_swing_with_a_nation():
    base, target = backtest.told_result(grounds.candidate_pairs()[2], 0.8)
    reach = uncertainty.reach_of(Method("additive-logit", newcomer=0.8), base, target)
    names = ("Speaker", "other 1", "other 2", "rest")
    assert not reach[:, [base.parties.index(name) for name in names]].any()


def test_no_liberal_at_the_base_makes_a_wider_interval():
    pair = next(pair for pair in grounds.group_pairs() if pair.name == "1955 to 1959")
    base, target = backtest.told_result(pair, 0.8)
    spread = frozen.chosen().told
    found = uncertainty.outlook(Method("uniform"), base, target, pair.before, spread)
    newly = base.newly[:, 1]
    wider = (found.scale / patterns.size(found.shares))[newly, 1]
    assert spread.newcomer > 1.5
    assert wider.min() > 1.2
    assert found.shares[newly, 1].min() > 0


def test_the_covariance_of_independents_is_theirs_alone():
    grown = uncertainty.for_parties(np.diag([1.0, 2, 3, 4, 5]), ("Con", "Green", "RUK"))
    assert grown == pytest.approx(np.diag([1.0, 5, 5]))


def test_a_covariance_loses_its_negative_directions():
    mended = uncertainty.positive(np.array([[1.0, 2.0], [2.0, 1.0]]))
    assert np.linalg.eigvalsh(mended).min() > -1e-12


def test_patterns_that_are_planted_are_found():
    pair = grounds.group_pairs()[-1]
    method = Method("uniform")
    base, target = backtest.told_result(pair, 0.0)
    said = method.predict(base, target)
    planted = np.zeros(len(patterns.NAMES))
    planted[[0, 6, 10]] = [-0.05, 0.03, 0.01]
    moved = patterns.directions(base, said)
    after = said + patterns.moved_by(moved, patterns.groups_of(base.parties), planted)
    again = grounds.Ground(**{**pair.after.__dict__, "shares": after})
    found = patterns.amounts(grounds.Pair(pair.before, again), method)
    assert found[[0, 6, 10]] == pytest.approx(planted[[0, 6, 10]], abs=0.02)


def test_a_tilt_and_a_front_take_nothing_from_a_party_and_a_lead_nothing_from_a_seat():
    pair = grounds.candidate_pairs()[1]
    base, target = backtest.told_result(pair, 0.8)
    tilt, front, lead = patterns.directions(base, swing.uniform(base, target))
    # The Conservatives and Labour stood everywhere but in the Speaker's seat.
    assert np.abs(base.totals(tilt))[:, :2].max() < 2e-3
    assert np.abs(base.totals(front))[:, :2].max() < 2e-3
    assert np.abs(lead.sum(axis=1)).max() < 1e-12


def test_one_pair_is_too_few_to_learn_from():
    misses = [uncertainty.misses_of(grounds.group_pairs()[-1], Method("uniform"))]
    with pytest.raises(ParameterError, match="two pairs"):
        uncertainty.spread_of(misses)


def test_an_election_is_never_among_those_its_intervals_come_from():
    pairs = grounds.group_pairs()[-4:]
    misses = [uncertainty.misses_of(pair, Method("uniform")) for pair in pairs]
    others = coverage.others_of(pairs[1], misses)
    assert [other.pair for other in others] == [pair.name for pair in (pairs[0], *pairs[2:])]


def test_a_seat_where_only_the_pooled_rest_stands_cannot_be_won():
    found = thought(STILL, [0])
    rest = np.zeros_like(found.stood)
    rest[0, found.parties.index("rest")] = True
    with pytest.raises(WorldError, match="nobody can win"):
        contests.contests_of(replace(found, stood=rest))


def test_the_groups_of_the_frozen_file_are_those_of_history():
    spread = frozen.chosen().polled
    assert spread.seat.shape == spread.national.shape == (len(GROUPS),) * 2
    assert spread.usual.shape == (len(patterns.NAMES),)
    assert set(frozen.rivals()) == {"uniform", "proportional"}


PROBE = """
import numpy as np
from commonweal.institutions.elections import montecarlo
from tests.institutions.elections.test_uncertainty import seats_of, thought, frozen
print(seats_of(thought(frozen.chosen().polled, [0, 100, 600]), 3).tolist())
"""


@pytest.mark.slow
def test_the_loops_do_the_same_without_the_compiler():
    said = [
        subprocess.run(
            [sys.executable, "-c", PROBE], check=True, capture_output=True, text=True,
            env={**os.environ, "NUMBA_DISABLE_JIT": off},
        ).stdout
        for off in ("0", "1")
    ]  # fmt: skip
    assert said[0] == said[1]
