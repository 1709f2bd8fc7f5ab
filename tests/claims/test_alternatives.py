"""Alternatives: what they change, and what they do to a verdict."""

import pytest

from commonweal.claims.alternatives import laid_over, merged, qualifiers
from commonweal.claims.judgement import AlternativeOutcome
from commonweal.claims.schema import AlternativeForm, Claim

CLAIM = Claim.model_validate(
    {
        "schema": 1, "id": "x1", "statement": "s", "kind": "counterfactual",
        "source": {"author": "a", "title": "t", "publisher": "p", "published": "2000"},
        "interpretation": "i",
        "experiment": {
            "institution": "planted", "world": "here", "period": 2010,
            "arms": {"now": {}, "then": {"tax": 10, "bands": {"low": 1, "high": 2}}},
            "priors": {"response": {"distribution": "point", "value": 1}},
        },
        "measure": {"name": "income"}, "compare": "then - now",
        "regions": {"claim": "> 1", "opposite": "< 0"},
    }
)  # fmt: skip


def altered(**changes):
    return laid_over(CLAIM, AlternativeForm.model_validate({"name": "other", **changes}))


def test_levers_are_set_on_every_arm_and_of_tables_only_the_named_entries():
    arms = altered(set={"grant": 5, "bands": {"high": 9}}).experiment.arms
    assert arms["now"] == {"grant": 5, "bands": {"high": 9}}
    assert arms["then"] == {"tax": 10, "grant": 5, "bands": {"low": 1, "high": 9}}


def test_an_alternative_lever_wins_over_that_of_the_arm():
    assert altered(set={"tax": 0}).experiment.arms["then"]["tax"] == 0


def test_arms_are_replaced_by_name():
    arms = altered(arms={"then": {"tax": 3}}).experiment.arms
    assert arms == {"now": {}, "then": {"tax": 3}}


@pytest.mark.parametrize(
    ("changes", "key", "value"),
    [
        ({"world": "there"}, "world", "there"),
        ({"period": 1997}, "period", "1997"),
        ({"world": ""}, "period", "2010"),
    ],
)
def test_world_and_period_are_replaced_and_the_rest_stays(changes, key, value):
    assert getattr(altered(**changes).experiment, key) == value


def test_priors_are_replaced_for_the_named_uncertainties_only():
    wide = {"distribution": "uniform", "low": 0, "high": 9}
    priors = altered(priors={"delay": wide}).experiment.priors
    assert set(priors) == {"response", "delay"}


def test_measure_comparison_and_regions_are_replaced():
    claim = altered(
        measure={"name": "wealth"}, compare="now", regions={"claim": "> 9", "opposite": "< 9"}
    )
    assert (claim.measure.name, claim.compare, claim.regions.claim) == ("wealth", "now", "> 9")


def test_the_claim_itself_is_left_alone():
    altered(set={"tax": 0}, compare="now")
    assert CLAIM.compare == "then - now"
    assert CLAIM.experiment.arms["then"]["tax"] == 10


def test_changes_are_merged_without_touching_either():
    arm, over = {"bands": {"low": 1}}, {"bands": {"high": 2}}
    assert merged(arm, over) == {"bands": {"low": 1, "high": 2}}
    assert (arm, over) == ({"bands": {"low": 1}}, {"bands": {"high": 2}})


@pytest.mark.parametrize(
    ("verdict", "others", "expected"),
    [
        ("supported", ["supported"], ()),
        ("supported", ["contradicted"], ("depends on alternative 0",)),
        ("contradicted", ["supported"], ("depends on alternative 0",)),
        ("consistent", ["inconsistent"], ("depends on alternative 0",)),
        ("supported", ["undecided"], ("fragile",)),
        ("supported", ["immaterial"], ("fragile",)),
        ("contradicted", ["undecided"], ("fragile",)),
        ("immaterial", ["undecided"], ("fragile",)),
        ("immaterial", ["supported"], ()),
        ("undecided", ["supported", "contradicted"], ()),
        ("supported", ["undecided", "contradicted"], ("depends on alternative 1", "fragile")),
        (
            "supported",
            ["contradicted", "contradicted"],
            ("depends on alternative 0", "depends on alternative 1"),
        ),
    ],
)
def test_alternatives_qualify_a_verdict(verdict, others, expected):
    outcomes = [AlternativeOutcome(f"alternative {i}", other) for i, other in enumerate(others)]
    assert qualifiers(verdict, outcomes) == expected


def test_an_alternative_excluded_with_a_reason_qualifies_nothing():
    excluded = AlternativeOutcome("other", "contradicted", excluded="the law forbade it")
    assert qualifiers("supported", [excluded]) == ()
