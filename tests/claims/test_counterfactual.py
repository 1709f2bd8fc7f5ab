"""Counterfactual claims: one judgement, with everything behind it, of planted mechanisms."""

import numpy as np
import pytest
import yaml

from commonweal.claims import files
from commonweal.claims.check import check
from commonweal.claims.planted import NAME, plugged_in
from commonweal.core.errors import ClaimError, UnitError, UnknownName

DRAWS = 1000
BASE = {
    "schema": 1, "id": "x1-planted", "statement": "The rule makes the others wait longer.",
    "source": {"author": "A", "title": "T", "publisher": "P", "published": "2000"},
    "kind": "counterfactual", "interpretation": "As planted.",
    "experiment": {
        "institution": NAME, "arms": {"now": {}, "rule": {"dose": 1}},
        "priors": {
            "response": {"distribution": "normal", "mean": 3, "sd": 0.8},
            "cost": {"distribution": "normal", "mean": 3, "sd": 0.6},
        },
    },
    "measure": {"name": "outcome", "where": {"class": "others"}},
    "compare": "rule - now",
    "regions": {"claim": "> 3.75 week", "immaterial": "2 .. 3.75 week", "opposite": "< 2 week"},
}  # fmt: skip
"""The effect is response + cost: 6 weeks with a standard deviation of 1, so that 98.8% of the
priors lie in the claim's region. With both at the low end of their central 90% it is 3.7 weeks,
outside that region: the claim is not by construction."""


@pytest.fixture(autouse=True)
def planted_mechanisms():
    with plugged_in():
        yield


@pytest.fixture
def judged(tmp_path):
    def judge(*, findings=None, draws=DRAWS, settings=None, **changes):
        text = yaml.safe_dump({"schema": 1, "evidence": findings or {}})
        (tmp_path / "evidence.yaml").write_text(text)
        path = tmp_path / "x1-planted.yaml"
        path.write_text(yaml.safe_dump({**BASE, **changes}))
        return check(files.load(path), draws=draws, **(settings or {}))

    return judge


def experiment(**changes):
    return {**BASE["experiment"], **changes}


def published(value, error, relation="difference", unit="week", **more):
    effect = {
        "measure": "outcome", "where": {"class": "others"}, "relation": relation,
        "value": value, "unit": unit, "standard_error": error,
    }  # fmt: skip
    return {"finding": "Found.", "source": {"title": "Trial"}, "effect": effect, **more}


def test_a_claim_is_supported_with_its_p_its_interval_and_its_effect(judged):
    judgement = judged()
    assert (judgement.verdict, judgement.qualifiers) == ("supported", ())
    assert judgement.p == pytest.approx(0.988, abs=0.008)
    assert 0.95 <= judgement.interval[0] < judgement.p < judgement.interval[1]
    assert judgement.effect.mean == pytest.approx(6.0, abs=0.1)
    assert judgement.effect.high - judgement.effect.low == pytest.approx(2 * 1.645, abs=0.2)
    assert judgement.effect.unit == "week"


def test_the_same_claim_the_other_way_round_is_contradicted(judged):
    assert judged(compare="now - rule").verdict == "contradicted"


def test_hinges_are_ranked_with_their_effects_at_both_ends(judged):
    first, second, third = judged().hinges
    assert (first.name, first.unit, second.name) == ("response", "week", "cost")
    assert first.importance == pytest.approx(0.64, abs=0.05)
    assert second.importance == pytest.approx(0.36, abs=0.06)
    assert third.importance == pytest.approx(0.0, abs=0.03)
    assert (first.effect_low, first.effect_high) == pytest.approx((4.684, 7.316), abs=1e-3)


def test_a_switching_value_lies_where_the_effect_meets_the_edge(judged):
    regions = {"claim": "> 6 week", "immaterial": "0 .. 6 week", "opposite": "< 0 week"}
    judgement = judged(regions=regions)
    assert judgement.hinges[0].switching_value == pytest.approx(3.0, abs=0.15)
    assert judgement.fails_where[0].startswith(
        "The claim mostly fails where “the response” is below 3"
    )


def test_the_ledger_of_the_two_arms_is_kept(judged):
    (ledger,) = judged().ledgers
    assert (ledger.arm, ledger.base, ledger.rows[0].group) == ("rule", "now", "all")


def test_the_exceedance_curve_holds_the_edges_of_the_regions(judged):
    curve = dict(judged().exceedance)
    assert {2.0, 3.75} <= curve.keys()


def test_the_control_has_no_effect_when_it_switches_the_mechanism_off(judged):
    control = judged(control={"dose": 0}).control
    assert control.effect.mean == 0
    assert control.shares.opposite == 1


def test_an_identity_is_by_construction_and_states_its_condition(judged):
    arms = {"now": {}, "rule": {"dose": 1, "mechanism": "square"}}
    regions = {"claim": "> 1 week", "opposite": "< -1 week"}
    judgement = judged(experiment=experiment(arms=arms), regions=regions)
    assert (judgement.verdict, judgement.qualifiers) == ("supported", ("by construction",))
    assert "another sign" in judgement.condition
    assert "the response: 1.68 to 4.32 weeks" in judgement.condition


def test_a_model_that_reads_nothing_has_an_exact_verdict_by_construction(judged):
    arms = {"now": {"mechanism": "fixed"}, "rule": {"mechanism": "fixed", "dose": 5}}
    judgement = judged(experiment=experiment(arms=arms))
    assert (judgement.verdict, judgement.p, judgement.interval) == ("supported", 1.0, (1.0, 1.0))
    assert judgement.qualifiers == ("by construction",)


def test_an_alternative_that_reverses_the_verdict_is_named(judged):
    backfires = {"name": "it backfires", "arms": {"now": {}, "rule": {"dose": -1}}}
    judgement = judged(alternatives=[backfires])
    assert judgement.qualifiers == ("depends on it backfires",)
    assert judgement.alternatives[0].effect.mean == pytest.approx(-6, abs=0.15)


def test_an_alternative_with_wider_priors_makes_the_verdict_fragile(judged):
    wide = {"response": {"distribution": "normal", "mean": 1, "sd": 4}}
    judgement = judged(alternatives=[{"name": "nobody knows", "priors": wide}])
    assert judgement.qualifiers == ("fragile",)


def test_an_excluded_alternative_is_shown_but_does_not_qualify(judged):
    excluded = {
        "name": "it backfires", "arms": {"now": {}, "rule": {"dose": -1}}, "excluded": "forbidden",
    }  # fmt: skip
    judgement = judged(alternatives=[excluded])
    assert judgement.qualifiers == ()
    assert judgement.alternatives[0].verdict == "contradicted"


def test_an_alternative_may_change_measure_and_comparison(judged):
    changed = {
        "name": "ours, as a ratio", "measure": {"name": "outcome", "where": {"class": "ours"}},
        "compare": "rule / now", "regions": {"claim": "> 1", "opposite": "<= 1"},
    }  # fmt: skip
    outcome = judged(alternatives=[changed]).alternatives[0]
    assert (outcome.verdict, outcome.effect.unit) == ("contradicted", "1")


def test_evidence_moves_the_draws_to_the_normal_posterior(judged):
    # prior 6 ± 1, published 4 ± 1: the posterior has mean 5 and sd 0.707
    judgement = judged(
        findings={"trial": published(4, 1)},
        evidence=[{"id": "trial", "use": "reweight"}],
        regions={"claim": "> 5 week", "opposite": "<= 5 week"},
        draws=4000,
    )
    moved = judgement.reweighting
    assert moved.p_before == pytest.approx(0.841, abs=0.02)
    assert judgement.p == moved.p_after == pytest.approx(0.5, abs=0.04)
    assert judgement.effect.mean == pytest.approx(5.0, abs=0.06)
    # Kish's size of 4,000 normal weights, by quadrature over the prior
    assert moved.effective_sample_size == pytest.approx(1778, rel=0.08)
    assert judgement.evidence[0].used == "reweighted"


def test_evidence_that_reweights_no_longer_contests(judged):
    findings = {"trial": published(-6, 1)}
    held_out = judged(findings=findings, evidence=["trial"])
    assert (held_out.qualifiers, held_out.evidence[0].bears) == (("contested",), "against")
    used = judged(findings=findings, evidence=[{"id": "trial", "use": "reweight"}])
    assert "contested" not in used.qualifiers


def test_evidence_that_leaves_few_draws_decides_nothing_and_says_so(judged):
    judgement = judged(
        findings={"trial": published(8.5, 0.02)}, evidence=[{"id": "trial", "use": "reweight"}]
    )
    assert judgement.verdict == "undecided"
    assert judgement.reweighting.effective_sample_size < 200
    assert "fewer than the 200 a verdict needs" in judgement.reason


@pytest.mark.parametrize(
    ("value", "error", "bears", "qualifiers"),
    [
        (6, 1, "for", ()),
        (4, 1, "neither", ()),
        (1.9, 1, "against", ("contested",)),
        (12, 1, "for", ("contested",)),
    ],
)
def test_held_out_evidence_bears_on_the_claim_at_95_percent(
    judged, value, error, bears, qualifiers
):
    judgement = judged(findings={"trial": published(value, error)}, evidence=["trial"])
    (outcome,) = judgement.evidence
    assert (outcome.bears, judgement.qualifiers, outcome.used) == (bears, qualifiers, "held out")
    assert outcome.published.high - outcome.published.mean == pytest.approx(1.645 * error, rel=1e-3)


def test_evidence_in_another_relation_bears_by_its_sign(judged):
    finding = published(0.92, 0.02, relation="ratio", unit="1")
    judgement = judged(findings={"trial": finding}, evidence=["trial"])
    assert judgement.evidence[0].bears == "against"
    assert judgement.qualifiers == ("contested",)


def test_evidence_that_was_fitted_contests_nothing(judged):
    finding = published(-6, 1, status="fitted", calibration="2010")
    judgement = judged(findings={"trial": finding}, evidence=["trial"])
    assert (judgement.qualifiers, judgement.evidence[0].used) == ((), "shown")


def test_evidence_that_was_fitted_cannot_reweight_as_well(judged):
    finding = published(-6, 1, status="fitted", calibration="2010")
    with pytest.raises(ClaimError, match="already used by the calibration"):
        judged(findings={"trial": finding}, evidence=[{"id": "trial", "use": "reweight"}])


def test_evidence_without_an_effect_stands_beside_and_cannot_reweight(judged):
    finding = {"finding": "They said so.", "source": {"title": "Interviews"}}
    shown = judged(findings={"talk": finding}, evidence=["talk"]).evidence[0]
    assert (shown.used, shown.bears, shown.published) == ("shown", "neither", None)
    with pytest.raises(ClaimError, match="states no effect"):
        judged(findings={"talk": finding}, evidence=[{"id": "talk", "use": "reweight"}])


def test_evidence_stated_as_another_relation_than_its_arms_is_refused(judged):
    with pytest.raises(ClaimError, match="states a difference"):
        judged(
            findings={"trial": published(4, 1)},
            evidence=[{"id": "trial", "arms": "rule / now"}],
        )


def test_evidence_is_converted_to_the_unit_of_the_measure(judged):
    finding = published(42, 7, unit="day")
    outcome = judged(findings={"trial": finding}, evidence=["trial"]).evidence[0]
    assert (outcome.published.mean, outcome.published.unit) == (6.0, "week")


def test_with_fewer_than_three_effects_the_tipping_error_is_given(judged):
    judgement = judged(findings={"trial": published(6, 1)}, evidence=["trial"])
    # 2.25 standard deviations inside, and 1.85 of them needed: 0.4 weeks may be lost
    assert judgement.tipping_error == pytest.approx(0.4, abs=0.15)
    assert judgement.discrepancy is None


def test_with_three_effects_the_models_own_error_is_fitted_and_counted(judged):
    findings = {f"trial-{n}": published(value, 0.5) for n, value in enumerate([1, 11, 2, 10])}
    judgement = judged(findings=findings, evidence=list(findings))
    # misses of 5, 5, 4 and 4: mean square 20.5, less .25 of published and 1 of prior variance
    assert judgement.discrepancy == pytest.approx(4.39, abs=0.1)
    assert judgement.tipping_error is None
    assert judgement.verdict == "undecided"
    assert "the model's own error" in judgement.reason.lower()


def test_effects_that_the_model_meets_leave_it_no_error_of_its_own(judged):
    findings = {f"trial-{n}": published(value, 1) for n, value in enumerate([6, 6.3, 5.8])}
    judgement = judged(findings=findings, evidence=list(findings))
    assert (judgement.discrepancy, judgement.verdict) == (0.0, "supported")


POINTS = {
    name: {"distribution": "point", "value": value}
    for name, value in (("response", 3), ("cost", 3), ("level", 20))
}


def test_priors_of_single_points_give_an_exact_verdict(judged):
    judgement = judged(experiment=experiment(priors=POINTS))
    assert (judgement.verdict, judgement.p, judgement.interval) == ("supported", 1.0, (1.0, 1.0))
    assert (judgement.qualifiers, judgement.hinges) == (("by construction",), ())


@pytest.mark.parametrize(
    ("edge", "verdict", "reason"),
    [(19, "supported", ""), (26, "undecided", "too few draws"), (33, "contradicted", "")],
)
def test_luck_alone_is_judged_by_its_expected_effect(judged, edge, verdict, reason):
    # a level of 26 weeks, known to 30/sqrt(2000) = .67 weeks
    arms = {"rule": {"luck": 30, "dose": 1}}
    judgement = judged(
        experiment=experiment(arms=arms, priors=POINTS), compare="rule",
        regions={"claim": f"> {edge} week", "opposite": f"<= {edge} week"},
    )  # fmt: skip
    assert judgement.verdict == verdict
    assert judgement.reason.startswith(reason)


def test_luck_that_replicates_leave_is_told_where_it_blurs_p(judged):
    arms = {"now": {}, "rule": {"dose": 1, "luck": 1.0}}
    two = judged(experiment=experiment(arms=arms))
    # a variance of 1 between draws, and of 1 / 2 that two replicates leave of luck
    assert "Luck that 2 replicates leave is 3" in two.reason
    many = judged(experiment=experiment(arms=arms), settings={"replicates": 40})
    assert "Luck" not in many.reason


def test_luck_that_both_arms_share_does_not_blur_their_difference(judged):
    arms = {"now": {"luck": 30}, "rule": {"luck": 30, "dose": 1}}
    assert judged(experiment=experiment(arms=arms)).verdict == "supported"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"compare": "rule - nobody"}, UnknownName),
        ({"measure": {"name": "outcom"}}, UnknownName),
        ({"measure": {"name": "outcome", "where": {"class": "theirs"}}}, UnknownName),
        ({"measure": {"name": "outcome"}}, ClaimError),
        ({"regions": {"claim": "> 1 seat", "opposite": "< 0 seat"}}, UnitError),
        ({"regions": {"claim": "> 1 week"}}, ClaimError),
        ({"control": {"doze": 0}}, UnknownName),
        ({"alternatives": [{"name": "x", "set": {"doze": 0}}]}, UnknownName),
        ({"evidence": ["nothing"]}, UnknownName),
    ],
)
def test_what_a_claim_gets_wrong_is_named_with_its_file(judged, changes, error):
    with pytest.raises(error) as raised:
        judged(**changes)
    assert "x1-planted.yaml" in raised.value.where


def test_too_few_draws_are_refused(judged):
    with pytest.raises(ClaimError, match="too few"):
        judged(draws=199)


def test_more_workers_judge_alike(judged):
    one, two = judged(), judged(settings={"workers": 2})
    assert one.as_json() == two.as_json()


def test_another_seed_gives_other_draws_and_the_same_verdict(judged):
    one, two = judged(), judged(settings={"seed": 9})
    assert one.effect.mean != two.effect.mean
    assert one.verdict == two.verdict


def test_attribution_divides_the_effect_among_the_rules_on_request(judged):
    arms = {"now": {}, "rule": {"dose": 1, "luck": 0.0, "mechanism": "square"}}
    attribution = judged(
        experiment=experiment(arms=arms), settings={"attribution": True}
    ).attribution
    assert np.sum([part.mean for part in attribution.parts]) == pytest.approx(attribution.whole)
    assert judged().attribution is None
