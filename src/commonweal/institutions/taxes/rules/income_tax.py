"""Income tax on earnings, profits and pensions: Income Tax Act 2007, part 2 and part 3.

Savings and dividend income, the marriage and blind person's allowances, gift aid and other
reliefs are left out.
"""

from __future__ import annotations

from commonweal.core.protocol import Floats
from commonweal.institutions.taxes.graph import rule
from commonweal.institutions.taxes.rules.arithmetic import charged_in_bands, rounded_up

ITA = "https://www.legislation.gov.uk/ukpga/2007/3"


@rule(
    entity="person",
    law="Income Tax Act 2007 s.58 and s.23 steps 1 and 2; Finance Act 2004 s.193",
    link=f"{ITA}/section/58",
)
def adjusted_net_income(
    employment_income: float,
    self_employment_income: float,
    pension_income: float,
    pension_contributions: float,
) -> float:
    """All taxable income, less contributions to a pension.

    Contributions are gross amounts under net pay arrangements: the employer takes them from
    pay before tax (Finance Act 2004 s.193(4)). GBP a year; never below zero.
    """
    income = employment_income + self_employment_income + pension_income
    return max(0.0, income - pension_contributions)


@rule(entity="person", law="Income Tax Act 2007 s.35", link=f"{ITA}/section/35")
def allowance_after_withdrawal(
    adjusted_net_income: float,
    personal_allowance: float,
    allowance_income_limit: float,
    allowance_withdrawal_rate: float,
) -> float:
    """The personal allowance, reduced by half of the income above £100,000.

    What remains is rounded up to a whole pound (s.35(3)).
    """
    excess = max(0.0, adjusted_net_income - allowance_income_limit)
    return rounded_up(max(0.0, personal_allowance - allowance_withdrawal_rate * excess))


@rule(entity="person", law="Income Tax Act 2007 s.23 step 3", link=f"{ITA}/section/23")
def taxable_income(adjusted_net_income: float, allowance_after_withdrawal: float) -> float:
    """Income less the personal allowance."""
    return max(0.0, adjusted_net_income - allowance_after_withdrawal)


@rule(
    entity="person",
    law="Income Tax Act 2007 ss.10, 11A and 11B; Scotland Act 1998 s.80C",
    link=f"{ITA}/section/10",
)
def income_tax(
    taxable_income: float,
    scottish_taxpayer: float,
    main_rates: Floats,
    main_rate_limits: Floats,
    scottish_rates: Floats,
    scottish_rate_limits: Floats,
) -> float:
    """Income tax at the main rates, or at the Scottish rates for a Scottish taxpayer.

    The Welsh rates, with the main rates less 10 points that they add to, come to the main
    rates again in the years covered. Bands are of income above the allowance.
    """
    if scottish_taxpayer > 0.0:
        return charged_in_bands(taxable_income, scottish_rates, scottish_rate_limits)
    return charged_in_bands(taxable_income, main_rates, main_rate_limits)
