"""Verdicts: the thresholds of the specification, and each reason for being undecided."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.claims.regions import parse_regions
from commonweal.claims.verdicts import decide, effective_size, wilson

ONE_SIDED = parse_regions({"claim": "> 1", "immaterial": "-1 .. 1", "opposite": "< -1"}, "1")
ABOUT = parse_regions({"claim": "9 .. 11"}, "1")
GAPPED = parse_regions({"claim": "> 2", "opposite": "< 0"}, "1")


def draws(**count_at):
    """So many draws at each value, such as ``draws(at_2=190, at_0=10)``."""
    spelt = {float(name.removeprefix("at_").replace("m", "-")): n for name, n in count_at.items()}
    return np.repeat(list(spelt), list(spelt.values()))


@pytest.mark.parametrize(
    ("size", "least"),
    [(200, 198), (1000, 968)],
)
def test_support_needs_99_percent_at_200_draws_and_96_8_at_1000(size, least):
    assert decide(draws(at_2=least, at_0=size - least), ONE_SIDED).verdict == "supported"
    below = decide(draws(at_2=least - 1, at_0=size - least + 1), ONE_SIDED)
    assert (below.verdict, below.reason) == ("undecided", "too few draws")


def test_the_wilson_interval_agrees_with_its_published_form():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3: 81 of 263 at 95%
    low, high = wilson(81 / 263, 263, z=1.959964)
    assert low == pytest.approx(0.2553, abs=5e-5)
    assert high == pytest.approx(0.3662, abs=5e-5)


def test_contradiction_is_held_to_the_same_standard_as_support():
    assert decide(draws(at_m2=968, at_0=32), ONE_SIDED).verdict == "contradicted"
    assert decide(draws(at_m2=967, at_0=33), ONE_SIDED).verdict == "undecided"


def test_mass_between_the_regions_is_immaterial_and_not_a_contradiction():
    assert decide(draws(at_0=1000), ONE_SIDED).verdict == "immaterial"


def test_an_equivalence_claim_is_contradicted_beyond_one_edge():
    assert decide(draws(at_12=980, at_10=20), ABOUT).verdict == "contradicted"


def test_an_equivalence_claim_is_never_contradicted_because_the_model_is_too_vague():
    vague = decide(draws(at_2=500, at_30=500), ABOUT)
    assert (vague.verdict, vague.reason) == ("undecided", "too imprecise")
    assert vague.masses.shares.opposite == 1.0


def test_a_stated_two_sided_opposite_does_not_let_vagueness_contradict():
    regions = parse_regions({"claim": "9 .. 11", "opposite": "< 8 or > 12"}, "1")
    assert decide(draws(at_2=500, at_30=500), regions).reason == "too imprecise"
    assert decide(draws(at_30=1000), regions).verdict == "contradicted"


def test_priors_that_allow_either_answer_are_too_imprecise():
    assert decide(draws(at_2=700, at_m2=300), ONE_SIDED).reason == "too imprecise"


def test_priors_that_part_between_claim_and_immaterial_are_mixed():
    decision = decide(draws(at_2=700, at_0=300), ONE_SIDED)
    assert (decision.verdict, decision.reason) == ("undecided", "mixed")
    assert "70%" in decision.because


def test_a_share_near_the_threshold_asks_for_more_draws():
    assert decide(draws(at_2=192, at_0=8), ONE_SIDED).reason == "too few draws"


def test_fewer_draws_than_the_floor_decide_nothing():
    assert decide(draws(at_2=199), ONE_SIDED).reason == "too few draws"
    assert decide(draws(at_2=200), ONE_SIDED).verdict == "supported"


def test_mass_in_a_gap_is_reported():
    decision = decide(draws(at_1=1000), GAPPED)
    assert decision.masses.gap == 1.0
    assert (decision.verdict, decision.reason) == ("undecided", "mixed")


@pytest.mark.parametrize(
    ("value", "verdict", "p"),
    [(2, "supported", 1), (-2, "contradicted", 0), (0, "immaterial", 0)],
)
def test_an_exact_figure_has_p_of_0_or_1_and_no_sampling_interval(value, verdict, p):
    decision = decide(value, ONE_SIDED, exact=True)
    assert (decision.verdict, decision.p, decision.interval) == (verdict, p, (p, p))


def test_an_exact_figure_in_a_gap_is_undecided_and_says_so():
    decision = decide(1, GAPPED, exact=True)
    assert (decision.verdict, decision.reason) == ("undecided", "mixed")
    assert "none of the regions" in decision.because


def test_weighted_draws_count_for_their_effective_size():
    effect = draws(at_2=1000)
    even = decide(effect, ONE_SIDED, weights=np.ones(1000))
    uneven = decide(effect, ONE_SIDED, weights=np.repeat([1.0, 1e-9], [100, 900]))
    assert (even.verdict, even.size) == ("supported", 1000)
    assert (uneven.verdict, uneven.reason) == ("undecided", "too few draws")
    assert uneven.size == pytest.approx(100, rel=1e-6)


def test_weights_move_the_share():
    decision = decide(draws(at_2=500, at_m2=500), ONE_SIDED, weights=np.repeat([3.0, 1.0], 500))
    assert decision.p == pytest.approx(0.75)


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=50))
def test_the_effective_size_never_exceeds_the_number_of_draws(weights):
    assert 1 - 1e-9 <= effective_size(np.array(weights)) <= len(weights) * (1 + 1e-9)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=300))
def test_the_shares_of_regions_that_tile_the_line_sum_to_one(effect):
    masses = decide(effect, ONE_SIDED).masses
    shares = masses.shares
    assert shares.claim + shares.immaterial + shares.opposite == pytest.approx(1)
    assert masses.gap == 0


@given(st.lists(st.floats(-5, 5), min_size=200, max_size=400))
def test_mirroring_a_claim_mirrors_its_verdict(effect):
    mirror = {"supported": "contradicted", "contradicted": "supported"}
    there = decide(effect, ONE_SIDED).verdict
    back = decide(-np.array(effect), ONE_SIDED).verdict
    assert back == mirror.get(there, there)
