"""Argument names are the dependency graph; what does not fit together is refused."""

from __future__ import annotations

import pytest

from commonweal.core.errors import ModelError, UnknownName
from commonweal.institutions.taxes.graph import Graph, Reduction, rule

INPUTS = {"earnings": "person", "claims": "benefit_unit"}


@rule(entity="person", law="an act", link="https://example.org")
def tax(earnings: float, rate: float) -> float:
    """A tax."""
    return earnings * rate


@rule(entity="benefit_unit", law="an act", link="https://example.org")
def benefit(family_tax: float, claims: float) -> float:
    """A benefit."""
    return claims - family_tax


@rule(entity="benefit_unit", law="an act", link="https://example.org")
def careless(tax: float) -> float:
    """A rule that forgets that a family has several people."""
    return tax


@rule(entity="person", law="an act", link="https://example.org")
def misspelt(earning: float) -> float:
    """A rule with a misspelt argument."""
    return earning


@rule(entity="person", law="an act", link="https://example.org")
def first(second: float) -> float:
    """One half of a circle."""
    return second


@rule(entity="person", law="an act", link="https://example.org")
def second(first: float) -> float:
    """The other half."""
    return first


@rule(entity="person", law="an act", link="https://example.org")
def rate(earnings: float) -> float:
    """A rule named like a lever."""
    return earnings


FAMILY_TAX = Reduction("family_tax", of="tax", how="sum", entity="benefit_unit")


def graph(*rules, reductions=()):
    named = {each.name: each for each in rules}
    return Graph(named, {each.name: each for each in reductions}, INPUTS, frozenset({"rate"}))


def test_rules_come_after_what_they_are_computed_from():
    assert graph(benefit, tax, reductions=[FAMILY_TAX]).order == ("tax", "family_tax", "benefit")


def test_only_what_follows_from_an_input_is_computed_again():
    whole = graph(benefit, tax, reductions=[FAMILY_TAX])
    assert whole.following_from({"claims"}) == ("benefit",)
    assert whole.following_from({"earnings"}) == ("tax", "family_tax", "benefit")


def test_an_unknown_argument_is_answered_with_the_nearest_name():
    with pytest.raises(UnknownName, match="Did you mean 'earnings'"):
        graph(misspelt)


def test_a_circle_is_refused():
    with pytest.raises(ModelError, match="in a circle"):
        graph(first, second)


def test_a_familys_rule_must_not_read_one_persons_value():
    with pytest.raises(ModelError, match="of which it has several"):
        graph(tax, careless)


def test_a_reduction_goes_from_smaller_to_larger():
    backwards = Reduction("each_benefit", of="benefit", how="sum", entity="person")
    with pytest.raises(ModelError, match="not of a smaller entity"):
        graph(tax, benefit, reductions=[FAMILY_TAX, backwards])


def test_a_name_has_one_meaning():
    with pytest.raises(ModelError, match="'rate' has two meanings"):
        graph(rate)
