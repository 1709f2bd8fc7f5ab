"""By construction: what cannot give another answer is told from what merely does not."""

import numpy as np
import pytest

from commonweal.claims.comparison import Comparison
from commonweal.claims.construction import constructed, explore, question
from commonweal.claims.regions import parse_regions
from commonweal.parameters.priors import Prior

UNIFORM = Prior(distribution="uniform", low=0.0, high=1.0)
PRIORS = {"wait": UNIFORM, "share": UNIFORM}
NAMED = {"wait": ("the wait", "week"), "share": ("the share", "1")}
DIFFERENCE = Comparison("difference", "a", "b")
BY_SIGN = parse_regions({"claim": "> 0.1", "immaterial": "-.1 .. .1", "opposite": "< -0.1"}, "1")
NOTHING_DRAWN = (np.zeros(0), {"wait": np.zeros(0), "share": np.zeros(0)}, 0.0)


def construction_of(mechanism, *, regions=BY_SIGN, comparison=DIFFERENCE, verdict="supported",
           luck=0.0, priors=PRIORS, drawn=NOTHING_DRAWN):  # fmt: skip
    score, _ = question(verdict, comparison, regions)
    box = explore(lambda values: (mechanism(**values), luck), priors, score)
    return constructed(verdict, comparison, regions, box, drawn, NAMED)


def test_a_mechanism_with_one_sign_is_by_construction_and_states_its_condition():
    found = construction_of(lambda wait, share: wait * share)
    assert found.holds
    assert found.condition == (
        "Nothing that was tried gives another sign within: "
        "the wait: 0.05 to 0.95 weeks; the share: 0.05 to 0.95."
    )


def test_a_mechanism_that_turns_in_a_corner_is_not():
    # with one uncertainty at an end and the other at its middle the effect is still positive
    assert not construction_of(lambda wait, share: wait + share - 0.3).holds


def test_a_mechanism_that_turns_only_outside_the_central_90_percent_is_by_construction():
    assert construction_of(lambda wait, share: wait + share - 0.09).holds


def test_the_walk_to_the_corner_follows_interactions():
    # each uncertainty alone raises the effect; only both together at the low end turn it
    assert not construction_of(lambda wait, share: np.maximum(wait, share) - 0.06).holds


def test_no_effect_is_not_another_sign():
    assert construction_of(lambda wait, share: np.maximum(0.0, wait - 0.5)).holds


def test_a_draw_inside_the_box_that_turns_the_sign_counts():
    drawn = (np.array([-1.0]), {"wait": np.array([0.5]), "share": np.array([0.5])}, 0.0)
    assert not construction_of(lambda wait, share: wait + 1.0, drawn=drawn).holds


def test_a_draw_outside_the_box_does_not_count():
    drawn = (np.array([-1.0]), {"wait": np.array([0.99]), "share": np.array([0.5])}, 0.0)
    assert construction_of(lambda wait, share: wait + 1.0, drawn=drawn).holds


def test_luck_is_not_taken_for_another_sign():
    assert construction_of(lambda wait, share: wait - 0.06, luck=0.5).holds
    assert not construction_of(lambda wait, share: wait - 0.06, luck=0.001).holds


def test_luck_in_a_thousand_draws_is_not_taken_for_another_sign():
    effects = np.random.default_rng(3).normal(size=1000)
    middle = {name: np.full(1000, 0.5) for name in PRIORS}
    assert effects.min() < -3
    assert construction_of(lambda wait, share: wait, drawn=(effects, middle, 1.0)).holds
    effects[0] = -6.0
    assert not construction_of(lambda wait, share: wait, drawn=(effects, middle, 1.0)).holds


def test_a_model_that_reads_nothing_uncertain_is_by_construction():
    found = construction_of(lambda: np.ones(1), priors={})
    assert found.holds
    assert "read nothing uncertain" in found.condition


@pytest.mark.parametrize("comparison", [Comparison("level", "a"), Comparison("rank", "a")])
def test_of_a_level_or_a_rank_the_question_is_leaving_the_region(comparison):
    regions = parse_regions({"claim": "> 1", "opposite": "< 0.5"}, "1")
    inside = construction_of(lambda wait, share: wait + 1.5, regions=regions, comparison=comparison)
    leaving = construction_of(
        lambda wait, share: wait + 0.9, regions=regions, comparison=comparison
    )
    assert (inside.holds, leaving.holds) == (True, False)
    assert "an effect outside the region '> 1'" in inside.condition


def test_a_ratio_turns_at_one():
    regions = parse_regions({"claim": "> 1.1", "opposite": "< 0.9"}, "1")
    ratio = Comparison("ratio", "a", "b")
    assert construction_of(lambda wait, share: 1 + wait, regions=regions, comparison=ratio).holds
    assert not construction_of(
        lambda wait, share: 0.5 + wait, regions=regions, comparison=ratio
    ).holds


def test_where_both_regions_lie_on_one_side_of_no_effect_the_region_is_the_question():
    regions = parse_regions({"claim": "> 10", "opposite": "< 5"}, "1")
    assert not construction_of(lambda wait, share: 20 * wait, regions=regions).holds


def test_an_immaterial_verdict_asks_whether_the_effect_can_leave_its_region():
    assert construction_of(lambda wait, share: 0.1 * (wait - 0.5), verdict="immaterial").holds
    assert not construction_of(lambda wait, share: wait - 0.5, verdict="immaterial").holds


def test_a_contradicted_claim_is_by_construction_when_its_region_cannot_be_reached():
    regions = parse_regions({"claim": "9 .. 11"}, "1")
    found = construction_of(lambda wait, share: wait, regions=regions, verdict="contradicted")
    assert found.holds
    assert "an effect in the region '9 .. 11'" in found.condition


def test_an_undecided_claim_is_never_by_construction():
    assert not construction_of(lambda wait, share: wait, verdict="undecided").holds


def test_the_effect_at_each_end_is_taken_with_the_others_in_the_middle():
    score, _ = question("supported", DIFFERENCE, BY_SIGN)
    box = explore(lambda v: (v["wait"] + 10 * v["share"], 0.0), PRIORS, score)
    assert box.ends["wait"] == pytest.approx((5.05, 5.95))
    assert box.ends["share"] == pytest.approx((1.0, 10.0))
    assert box.centre == pytest.approx(5.5)
