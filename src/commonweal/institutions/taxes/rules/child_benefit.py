"""Child benefit, and the charge that takes it back from families with a high income."""

from __future__ import annotations

from commonweal.institutions.taxes.graph import Reduction, rule
from commonweal.institutions.taxes.rules.arithmetic import rounded_down

SSCBA = "https://www.legislation.gov.uk/ukpga/1992/4"
RATES = "https://www.legislation.gov.uk/uksi/2006/965/regulation/2"
ITEPA = "https://www.legislation.gov.uk/ukpga/2003/1"


@rule(
    entity="person",
    unit="yes/no",
    law="Social Security Contributions and Benefits Act 1992 s.142; "
    "Child Benefit (General) Regulations 2006 reg. 3",
    link=f"{SSCBA}/section/142",
)
def counts_as_child(
    age: float, in_education: float, child_age: float, young_person_age: float
) -> float:
    """Whether a person is a child under 16, or under 20 in approved education: 1 or 0."""
    if age < child_age or (age < young_person_age and in_education > 0.0):
        return 1.0
    return 0.0


CHILDREN = Reduction("children", of="counts_as_child", how="sum", entity="benefit_unit")


@rule(entity="benefit_unit", law="Child Benefit (Rates) Regulations 2006 reg. 2", link=RATES)
def child_benefit_entitlement(
    children: float,
    eldest_child_weekly: float,
    other_child_weekly: float,
    weeks_in_year: float,
) -> float:
    """A year of child benefit: one rate for the eldest child, another for each other child."""
    if children < 1.0:
        return 0.0
    return weeks_in_year * (eldest_child_weekly + (children - 1.0) * other_child_weekly)


@rule(
    entity="benefit_unit",
    law="Social Security Administration Act 1992 s.13 (a claim is needed)",
    link="https://www.legislation.gov.uk/ukpga/1992/5/section/13",
)
def child_benefit(child_benefit_entitlement: float, claims_child_benefit: float) -> float:
    """Child benefit received: the entitlement of a family that claims it."""
    return child_benefit_entitlement if claims_child_benefit > 0.0 else 0.0


@rule(
    entity="person",
    law="Income Tax (Earnings and Pensions) Act 2003 s.681B",
    link=f"{ITEPA}/section/681B",
)
def income_for_charge(adjusted_net_income: float, counts_as_child: float) -> float:
    """The income the charge looks at: that of a claimant or partner, not of a child."""
    return 0.0 if counts_as_child > 0.0 else adjusted_net_income


HIGHEST_INCOME = Reduction(
    "highest_adjusted_net_income", of="income_for_charge", how="max", entity="benefit_unit"
)


@rule(
    entity="benefit_unit",
    unit="percent",
    law="Income Tax (Earnings and Pensions) Act 2003 ss.681B and 681C(2) and (3)(b)",
    link=f"{ITEPA}/section/681C",
)
def charge_percentage(
    highest_adjusted_net_income: float, charge_threshold: float, charge_step: float
) -> float:
    """One per cent of the benefit for each £200 of the higher income above £60,000.

    Rounded down to a whole per cent, and never above 100.
    """
    excess = max(0.0, highest_adjusted_net_income - charge_threshold)
    return min(100.0, rounded_down(excess / charge_step))


@rule(
    entity="benefit_unit",
    law="Income Tax (Earnings and Pensions) Act 2003 s.681C(1) and (3)(a)",
    link=f"{ITEPA}/section/681C",
)
def child_benefit_charge(child_benefit: float, charge_percentage: float) -> float:
    """The high income child benefit charge: that percentage of the child benefit received.

    Both the benefit it is taken of and the charge are rounded down to whole pounds.
    """
    return rounded_down(charge_percentage * rounded_down(child_benefit) / 100.0)


REDUCTIONS = (CHILDREN, HIGHEST_INCOME)
