"""National Insurance contributions: Social Security Contributions and Benefits Act 1992, part I.

Class 1 is assessed on a year's earnings from one employment, as a director's is: thresholds
are the yearly equivalents of regulation 11 of the Contributions Regulations. Left out: the
employment allowance, the yearly maximum for people with several jobs, reduced rates, apprentices,
and voluntary contributions.
"""

from __future__ import annotations

from commonweal.institutions.taxes.graph import rule

SSCBA = "https://www.legislation.gov.uk/ukpga/1992/4"


@rule(
    entity="person",
    unit="yes/no",
    law="Social Security Contributions and Benefits Act 1992 s.6(1) and (3); "
    "Contributions Regulations 2001 regs 91 and 93",
    link=f"{SSCBA}/section/6",
)
def of_contributing_age(age: float, lowest_contributing_age: float, pension_age: float) -> float:
    """Whether a person is at least 16 and below pension age: 1 or 0."""
    return 1.0 if lowest_contributing_age <= age < pension_age else 0.0


@rule(
    entity="person",
    law="Social Security Contributions and Benefits Act 1992 s.8",
    link=f"{SSCBA}/section/8",
)
def employee_national_insurance(
    employment_income: float,
    of_contributing_age: float,
    primary_threshold: float,
    upper_earnings_limit: float,
    employee_main_rate: float,
    employee_additional_rate: float,
) -> float:
    """Class 1 contributions of an employee: the main rate, then the additional rate above."""
    between = max(0.0, min(employment_income, upper_earnings_limit) - primary_threshold)
    above = max(0.0, employment_income - max(upper_earnings_limit, primary_threshold))
    return of_contributing_age * (employee_main_rate * between + employee_additional_rate * above)


@rule(
    entity="person",
    law="Social Security Contributions and Benefits Act 1992 ss.9 and 9A",
    link=f"{SSCBA}/section/9A",
)
def threshold_for_employer(
    age: float,
    secondary_threshold: float,
    under_21_upper_secondary_threshold: float,
    full_employer_rate_age: float,
) -> float:
    """The earnings above which an employer pays: higher for an employee under 21."""
    if age < full_employer_rate_age:
        return under_21_upper_secondary_threshold
    return secondary_threshold


@rule(
    entity="person",
    law="Social Security Contributions and Benefits Act 1992 ss.6 and 9",
    link=f"{SSCBA}/section/9",
)
def employer_national_insurance(
    employment_income: float,
    age: float,
    lowest_contributing_age: float,
    threshold_for_employer: float,
    employer_rate: float,
) -> float:
    """Class 1 contributions of the employer, due also for employees above pension age."""
    if age < lowest_contributing_age:
        return 0.0
    return employer_rate * max(0.0, employment_income - threshold_for_employer)


@rule(
    entity="person",
    law="Social Security Contributions and Benefits Act 1992 s.15",
    link=f"{SSCBA}/section/15",
)
def self_employed_national_insurance(
    self_employment_income: float,
    of_contributing_age: float,
    lower_profits_limit: float,
    upper_profits_limit: float,
    self_employed_main_rate: float,
    self_employed_additional_rate: float,
) -> float:
    """Class 4 contributions on profits: the main rate, then the additional rate above."""
    between = max(0.0, min(self_employment_income, upper_profits_limit) - lower_profits_limit)
    above = max(0.0, self_employment_income - max(upper_profits_limit, lower_profits_limit))
    return of_contributing_age * (
        self_employed_main_rate * between + self_employed_additional_rate * above
    )


@rule(
    entity="person",
    unit="yes/no",
    law="Social Security Contributions and Benefits Act 1992 s.11",
    link=f"{SSCBA}/section/11",
)
def class_2_treated_as_paid(
    self_employment_income: float, of_contributing_age: float, small_profits_threshold: float
) -> float:
    """Whether class 2 contributions count as paid, at no cost: 1 or 0.

    Since 6 April 2024 nobody must pay class 2; profits at or above the small profits threshold
    earn the record, and below it contributions are voluntary.
    """
    return of_contributing_age if self_employment_income >= small_profits_threshold else 0.0


@rule(
    entity="person",
    law="Social Security Contributions and Benefits Act 1992 s.1(2)",
    link=f"{SSCBA}/section/1",
)
def national_insurance(
    employee_national_insurance: float, self_employed_national_insurance: float
) -> float:
    """What a person pays: class 1 as an employee and class 4 on profits."""
    return employee_national_insurance + self_employed_national_insurance
