"""Hinges: planted sensitivities are recovered, noise has none, and switching values are found."""

from itertools import pairwise

import numpy as np
import pytest

from commonweal.claims.hinges import exceedance, fails_where, influence

RNG = np.random.default_rng(11)
N = 2000
WAIT = RNG.uniform(10, 30, N)
SHARE = RNG.uniform(0, 1, N)
IDLE = RNG.uniform(0, 1, N)
MARGIN = (WAIT - 16) / np.std(WAIT) * 2 + (SHARE - 0.5) / np.std(SHARE)


def test_importance_recovers_the_shares_of_an_additive_margin():
    # variances 4 and 1, so shares .8 and .2, and 0 for what is not in it
    assert influence(WAIT, MARGIN).importance == pytest.approx(0.8, abs=0.03)
    assert influence(SHARE, MARGIN).importance == pytest.approx(0.2, abs=0.04)
    assert influence(IDLE, MARGIN).importance == pytest.approx(0.0, abs=0.02)


def test_importance_does_not_depend_on_the_scale_of_the_uncertainty():
    assert influence(np.exp(WAIT), MARGIN).importance == pytest.approx(
        influence(WAIT, MARGIN).importance
    )


def test_an_edge_far_beyond_every_effect_is_no_overflow():
    huge = np.ldexp(MARGIN, 900)
    assert influence(WAIT, huge).importance == influence(WAIT, MARGIN).importance


def test_noise_is_not_taken_for_influence():
    noise = [influence(RNG.uniform(size=200), RNG.normal(size=200)).importance for _ in range(200)]
    assert np.mean(noise) < 0.02


def test_the_switching_value_is_where_the_claim_begins_to_fail_in_most_draws():
    assert influence(WAIT, MARGIN).switching_value == pytest.approx(16, abs=0.7)


def test_a_few_huge_effects_do_not_move_the_switching_value():
    # one draw in ten is a hundred times as far inside: the mean margin is above 0 almost everywhere
    tailed = np.where((RNG.uniform(size=N) < 0.1) & (MARGIN > 0), 100 * MARGIN, MARGIN)
    assert influence(WAIT, tailed).switching_value == pytest.approx(16, abs=0.7)


def test_draws_on_the_edge_hold_where_the_region_says_so():
    coin = (IDLE > 0.5).astype(float)
    on_or_off = np.where(coin > 0, 0.0, -1.0)
    assert influence(coin, on_or_off).switching_value is None
    assert influence(coin, on_or_off, None, coin > 0).switching_value == pytest.approx(0.5)


@pytest.mark.parametrize("values", [SHARE + 5, IDLE])
def test_an_uncertainty_that_turns_nothing_has_no_switching_value(values):
    assert influence(values, MARGIN + 50).switching_value is None


def test_an_uncertainty_with_two_values_has_a_bin_for_each():
    coin = (IDLE > 0.5).astype(float)
    found = influence(coin, coin * 2 - 1)
    assert found.importance == pytest.approx(1.0)
    assert found.switching_value == pytest.approx(0.5)


def test_an_uncertainty_that_never_varies_has_no_influence():
    assert influence(np.ones(N), MARGIN).importance == 0


def test_weights_move_the_influence():
    heavy = np.where(WAIT < 12, 1.0, 1e-6)
    assert influence(WAIT, MARGIN, heavy).importance < influence(WAIT, MARGIN).importance


def test_exceedance_falls_from_one_to_nothing_and_holds_the_edges():
    curve = exceedance(MARGIN, edges=[0.0])
    shares = [share for _, share in curve]
    assert (shares[0], shares[-1]) == (1.0, 0.0)
    assert shares == sorted(shares, reverse=True)
    assert dict(curve)[0.0] == pytest.approx((MARGIN > 0).mean())


def test_exceedance_follows_most_draws_however_long_the_tail():
    tailed = np.concatenate([np.linspace(0, 1, 999), [1000.0]])
    curve = exceedance(tailed, edges=[0.5])
    values = [value for value, _ in curve]
    assert values == sorted(set(values))
    assert len(curve) <= 2 * 61 + 1
    assert max(first - second for (_, first), (_, second) in pairwise(curve)) < 0.03


def test_exceedance_follows_the_weights():
    heavy = np.where(MARGIN > 0, 3.0, 1.0)
    share = heavy[MARGIN > 0].sum() / heavy.sum()
    assert dict(exceedance(MARGIN, heavy, edges=[0.0]))[0.0] == pytest.approx(share)


def test_exceedance_of_a_single_figure_is_a_step():
    curve = exceedance(np.array([3.0]), edges=[1.0, 3.0])
    assert dict(curve)[1.0] == 1.0
    assert dict(curve)[3.0] == 0.0


def test_the_part_of_the_priors_where_the_claim_fails_is_put_into_words():
    texts = fails_where(
        {"wait": influence(WAIT, MARGIN), "idle": influence(IDLE, MARGIN)},
        {"wait": WAIT, "idle": IDLE},
        {"wait": ("The wait", "week"), "idle": ("idle", "1")},
        MARGIN > 0,
    )
    assert len(texts) == 1
    assert texts[0].startswith(
        "The claim mostly fails where “The wait” is below 16.8 weeks: there in 77"
    )


def test_a_share_is_said_as_a_percentage_and_the_upper_part_as_such():
    texts = fails_where(
        {"share": influence(SHARE, 0.4 - SHARE)}, {"share": SHARE},
        {"share": ("Share kept", "share")}, SHARE < 0.4,
    )  # fmt: skip
    assert len(texts) == 1
    assert "“Share kept” is 39.8% or more: there in " in texts[0]


def test_a_claim_that_never_fails_has_no_such_part():
    found = {"wait": influence(WAIT, MARGIN)}
    named = {"wait": ("the wait", "week")}
    assert fails_where(found, {"wait": WAIT}, named, np.ones(N, dtype=bool)) == ()
