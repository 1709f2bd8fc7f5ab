"""What must hold of the rules whatever the incomes: order, bounds, continuity, cliffs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.institutions.taxes import rulebook
from commonweal.institutions.taxes.rules import child_benefit
from commonweal.institutions.taxes.trials import earning, law, of_each, of_family, person, profiting

few = settings(max_examples=40, deadline=None)
pennies = st.integers(min_value=0, max_value=30_000_000).map(lambda number: number / 100)
steps = st.integers(min_value=1, max_value=100_000).map(lambda number: number / 100)
region = st.sampled_from(["London", "Wales", "Scotland"])


@few
@given(pennies, steps, region)
def test_more_earnings_mean_no_less_tax_and_no_less_left(earned, more, region):
    lower, higher = (
        law(person(employment_income=amount, region=region)) for amount in (earned, earned + more)
    )
    rounding_of_the_allowance = 0.48
    assert higher["income_tax"][0] >= lower["income_tax"][0] - rounding_of_the_allowance
    assert higher["household_net_income"][0] >= (
        lower["household_net_income"][0] - rounding_of_the_allowance
    )


@few
@given(pennies, region)
def test_tax_has_no_cliff(earned, region):
    below, above = of_each("income_tax", *earning(earned, earned + 0.01, region=region))
    assert above - below <= 0.01 * 0.75 + 0.48


@few
@given(pennies)
def test_contributions_have_no_cliff(earned):
    below, above = of_each("national_insurance", *earning(earned, earned + 0.01))
    assert 0 <= above - below <= 0.01 * 0.08 + 1e-9


@few
@given(pennies)
def test_the_self_employed_pay_no_more_than_employees_do(earned):
    (employed,) = of_each("national_insurance", *earning(earned))
    (self_employed,) = of_each("national_insurance", *profiting(earned))
    assert self_employed <= employed


@few
@given(pennies, steps, st.integers(min_value=1, max_value=5))
def test_the_charge_rises_with_income_and_never_exceeds_the_benefit(earned, more, children):
    lower = of_family("child_benefit_charge", earned, children=children)
    higher = of_family("child_benefit_charge", earned + more, children=children)
    assert 0 <= lower <= higher <= of_family("child_benefit", earned, children=children)


@pytest.mark.parametrize(
    ("income", "percentage"),
    [(60_000, 0), (60_199.99, 0), (60_200, 1), (60_200.01, 1), (79_800, 99), (80_000, 100)],
)
def test_the_charge_steps_at_every_two_hundred_pounds(income, percentage):
    assert child_benefit.charge_percentage(income, 60_000.0, 200.0) == percentage


def test_binary_noise_does_not_lose_a_whole_per_cent():
    assert child_benefit.charge_percentage(60_000 + 0.1 * 3 * 2000, 60_000.0, 200.0) == 3


def test_a_childs_own_earnings_bring_no_charge():
    family = law(
        person(1, employment_income=30_000),
        person(2, age=17, in_education=1, employment_income=90_000),
    )
    assert family["child_benefit_charge"][0] == 0
    assert family["child_benefit"][0] > 0


def test_a_rule_can_be_called_like_the_law_it_states():
    assert rulebook.rules["taxable_income"](30_000.0, 12_570.0) == 17_430.0


@pytest.mark.parametrize("rule", rulebook.rules.values(), ids=lambda rule: rule.name)
def test_every_rule_says_its_law_and_where_it_stands(rule):
    assert rule.law
    assert rule.link.startswith("https://")
    assert rule.title.endswith(".")
    assert f"def {rule.name}(" in rule.file.read_text(encoding="utf-8")
    assert rule.line > 0
