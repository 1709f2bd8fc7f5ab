"""What a household is left with: definitions that add up, not provisions of law."""

from __future__ import annotations

from commonweal.institutions.taxes.graph import Reduction, rule

HBAI = "https://www.gov.uk/government/collections/households-below-average-income-hbai--2"
_DEFINITION = "definition; compare Households Below Average Income, net income before housing costs"


@rule(entity="person", law=_DEFINITION, link=HBAI)
def income_after_tax(
    employment_income: float,
    self_employment_income: float,
    pension_income: float,
    pension_contributions: float,
    income_tax: float,
    national_insurance: float,
) -> float:
    """A person's income less pension contributions, income tax and National Insurance."""
    income = employment_income + self_employment_income + pension_income
    return income - pension_contributions - income_tax - national_insurance


@rule(entity="benefit_unit", law=_DEFINITION, link=HBAI)
def child_benefit_kept(child_benefit: float, child_benefit_charge: float) -> float:
    """Child benefit received less the charge on it."""
    return child_benefit - child_benefit_charge


MEMBERS_INCOME = Reduction(
    "members_income_after_tax", of="income_after_tax", how="sum", entity="household"
)
BENEFIT = Reduction(
    "household_child_benefit_kept", of="child_benefit_kept", how="sum", entity="household"
)


@rule(entity="household", law=_DEFINITION, link=HBAI)
def household_net_income(
    members_income_after_tax: float, household_child_benefit_kept: float
) -> float:
    """What all members have after tax, with the child benefit they keep."""
    return members_income_after_tax + household_child_benefit_kept


REDUCTIONS = (MEMBERS_INCOME, BENEFIT)
