"""Validation of the taxes institution: hand arithmetic, published figures, identities.

Every check runs people through the whole rulebook, rules applied plainly unless it is about
the compiled loops. Each names a mistake in the code or the law under which it must miss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from commonweal.core import randomness
from commonweal.core.checks import Check, Fault
from commonweal.core.protocol import Institution
from commonweal.core.world import World
from commonweal.institutions.taxes import engine, model, people, rulebook
from commonweal.institutions.taxes.household_file import REGIONS
from commonweal.institutions.taxes.rules import national_insurance
from commonweal.institutions.taxes.trials import (
    DAY_OF_2024_25,
    DAY_OF_2026_27,
    YEARS,
    change_of_net_income,
    disagreement,
    drawn,
    earning,
    law,
    of_each,
    of_family,
    person,
    policy,
    profiting,
    standing_for_three,
    unexplained,
)
from commonweal.parameters.policy import accept

_TAXES = "commonweal.institutions.taxes"
_PENNY = 0.005
_POUND = 0.5
"""A figure printed in whole pounds is met to half a pound."""

NI_EXAMPLE = (
    "GOV.UK, National Insurance rates and categories: contribution rates, example for 2025-26, "
    "https://www.gov.uk/national-insurance-rates-letters/contribution-rates"
)
FACTSHEET = (
    "HM Treasury, Spring Budget 2024: Personal Tax Factsheet (6 March 2024), "
    "https://www.gov.uk/government/publications/spring-budget-2024-personal-tax-factsheet/"
    "spring-budget-2024-personal-tax-factsheet"
)
SPICE = (
    "Scottish Parliament Information Centre, briefing on the Scottish Budget 2026-27 "
    "(January 2026), table 8, https://www.parliament.scot"
)
CIOT = (
    "Chartered Institute of Taxation, response to the Scottish Budget (4 December 2024), table "
    "for 2025/26, https://www.tax.org.uk/ciot-response-to-scottish-budget"
)
INCOME_EXAMPLE = (
    "GOV.UK, Income Tax rates: previous tax years, example for 2024-25, of the allowance still "
    "in force, https://www.gov.uk/income-tax-rates/previous-tax-years"
)
OVER_100000 = (
    "GOV.UK, Income Tax rates: income over £100,000, "
    "https://www.gov.uk/income-tax-rates/income-over-100000"
)


def checks() -> tuple[Check, ...]:
    """Every check of the institution."""
    return (
        *_income_tax(),
        *_national_insurance(),
        *_child_benefit(),
        *_published(),
        *_identities(),
        *_take_up(),
    )


def _mistaken(description: str, name: str, value: Callable[[Any], float]) -> Fault:
    """The rulebook with one rule computing something else from the same arguments."""
    right = rulebook.rules[name]

    @wraps(right.function)
    def wrong(**given: float) -> float:
        return value(SimpleNamespace(**given))

    rules = MappingProxyType({**rulebook.rules, name: replace(right, function=wrong)})
    return Fault(description, f"{_TAXES}.rulebook.rules", rules)


def _misread(description: str, **wrong: object) -> Fault:
    """The law with some of its numbers wrong."""
    right = model.parameters_of
    return Fault(description, f"{_TAXES}.model.parameters_of", lambda p: {**right(p), **wrong})


def _income_tax() -> tuple[Check, ...]:
    return (
        Check(
            "income-tax-main-rates", "closed form",
            "Income tax 2025-26 on £12,570, £30,000, £50,270, £60,000 and £100,000",
            [0.0, 3486.0, 7540.0, 11432.0, 27432.0],
            lambda: of_each("income_tax", *earning(12570, 30000, 50270, 60000, 100000)), _PENNY,
            "20% × (30,000 − 12,570) = 3,486; 20% × 37,700 = 7,540; + 40% × 9,730 = 11,432; "
            "+ 40% × 49,730 = 27,432",
            (_mistaken("no allowance is given", "taxable_income", lambda v: v.adjusted_net_income),),
        ),
        Check(
            "income-tax-withdrawal", "closed form",
            "Income tax 2025-26 on £110,000, £125,140 and £150,000: the allowance withdrawn",
            [33432.0, 42516.0, 53703.0],
            lambda: of_each("income_tax", *earning(110000, 125140, 150000)), _PENNY,
            "allowance 12,570 − 5,000 = 7,570: 7,540 + 40% × 64,730 = 33,432; none left: 7,540 + "
            "40% × 87,440 = 42,516; + 45% × 24,860 = 53,703",
            (_mistaken("the allowance is never withdrawn", "allowance_after_withdrawal",
                       lambda v: v.personal_allowance),
             _misread("the additional rate begins at £150,000",
                      main_rate_limits=np.array([37700.0, 150000.0]))),
        ),
        Check(
            "income-tax-allowance-rounding", "closed form",
            "Personal allowance 2025-26 at £100,001, £100,002 and £100,003: rounded up",
            [12570.0, 12569.0, 12569.0],
            lambda: of_each("allowance_after_withdrawal", *earning(100001, 100002, 100003)), 0.0,
            "12,570 − 0.5 = 12,569.5 → 12,570; 12,569; 12,568.5 → 12,569 (Income Tax Act 2007 s.35(3))",
            (_mistaken("the allowance is not rounded", "allowance_after_withdrawal",
                       lambda v: v.personal_allowance - (v.adjusted_net_income - 100000) / 2),),
        ),
        Check(
            "income-tax-pension-contributions", "closed form",
            "Income tax 2025-26 on £60,000 less contributions of £5,000, and NI on all of it",
            [9432.0, 3210.6],
            lambda: [of_each(rule, *earning(60000, pension_contributions=5000))[0]
                     for rule in ("income_tax", "national_insurance")], _PENNY,
            "7,540 + 40% × (55,000 − 50,270) = 9,432; 8% × 37,700 + 2% × 9,730 = 3,210.60",
            (_mistaken("contributions are taxed", "adjusted_net_income",
                       lambda v: v.employment_income),),
        ),
        Check(
            "scottish-income-tax", "closed form",
            "Scottish income tax 2025-26 on £30,000 and £150,000",
            [3482.82, 59666.10],
            lambda: of_each("income_tax", *earning(30000, 150000, region="Scotland")), _PENNY,
            "19% × 2,827 + 20% × 12,094 + 21% × 2,509 = 3,482.82; 537.13 + 2,418.80 + 3,395.91 + "
            "42% × 31,338 + 45% × 62,710 + 48% × 24,860 = 59,666.10",
            (Fault("nobody is a Scottish taxpayer", f"{_TAXES}.model.REGIONS",
                   ("Scotland", *REGIONS)),),
        ),
    )  # fmt: skip


def _national_insurance() -> tuple[Check, ...]:
    return (
        Check(
            "employee-ni", "closed form",
            "Employee's contributions 2025-26 on £12,570, £30,000, £50,270 and £60,000",
            [0.0, 1394.4, 3016.0, 3210.6],
            lambda: of_each("employee_national_insurance", *earning(12570, 30000, 50270, 60000)),
            _PENNY, "8% × 17,430 = 1,394.40; 8% × 37,700 = 3,016; + 2% × 9,730 = 3,210.60",
            (_misread("the main rate has no upper limit", upper_earnings_limit=1e9),),
        ),
        Check(
            "ni-by-age", "closed form",
            "Employee's contributions 2025-26 on £30,000 at ages 15, 16, 65 and 66",
            [0.0, 1394.4, 1394.4, 0.0],
            lambda: [float(law(person(employment_income=30000, age=age), person(2))
                           ["employee_national_insurance"][0]) for age in (15, 16, 65, 66)], _PENNY,
            "due from 16 until pension age: Social Security Contributions and Benefits Act 1992 s.6",
            (_mistaken("everybody contributes", "of_contributing_age", lambda v: 1.0),),
        ),
        Check(
            "employer-ni", "closed form",
            "Employer's contributions 2025-26: £5,000, £30,000, £30,000 at 70, £55,000 at 20",
            [0.0, 3750.0, 3750.0, 709.5],
            lambda: of_each("employer_national_insurance", *earning(5000, 30000),
                            *earning(30000, age=70), *earning(55000, age=20)), _PENNY,
            "15% × 25,000 = 3,750, pension age or not; under 21 15% × (55,000 − 50,270) = 709.50",
            (_mistaken("the young have no higher threshold", "threshold_for_employer",
                       lambda v: v.secondary_threshold),),
        ),
        Check(
            "class-4-ni", "closed form",
            "Class 4 contributions 2025-26 on profits of £12,570, £30,000 and £60,000",
            [0.0, 1045.8, 2456.6],
            lambda: of_each("self_employed_national_insurance", *profiting(12570, 30000, 60000)),
            _PENNY, "6% × 17,430 = 1,045.80; 6% × 37,700 + 2% × 9,730 = 2,456.60",
            (_misread("profits pay the employee's rate", self_employed_main_rate=0.08),),
        ),
        Check(
            "class-2-ni", "closed form",
            "Class 2 treated as paid in 2025-26 on profits of £6,844 and £6,845, at no cost",
            [0.0, 1.0, 0.0],
            lambda: [*of_each("class_2_treated_as_paid", *profiting(6844, 6845)),
                     *of_each("national_insurance", *profiting(6845))], 0.0,
            "Social Security Contributions and Benefits Act 1992 s.11 from 6 April 2024",
            (_misread("the threshold of the year before stands", small_profits_threshold=6725.0),),
        ),
    )  # fmt: skip


def _child_benefit() -> tuple[Check, ...]:
    incomes = (60000, 60199, 60200, 70000, 79999, 80000, 100000)
    return (
        Check(
            "child-benefit", "closed form",
            "Child benefit 2025-26 for no, one, two and three children",
            [0.0, 1354.6, 2251.6, 3148.6],
            lambda: [of_family("child_benefit", 20000, children=n) for n in range(4)], _PENNY,
            "52 × 26.05 = 1,354.60; 52 × (26.05 + 17.25) = 2,251.60; 52 × (26.05 + 34.50) = 3,148.60",
            (_misread("a year has 365.25 / 7 weeks", weeks_in_year=365.25 / 7),),
        ),
        Check(
            "child-benefit-ages", "closed form",
            "Who counts as a child: 15; 16 in education; 19 in education; 16 at work; 20 in education",
            [1.0, 1.0, 1.0, 0.0, 0.0],
            lambda: [float(law(person(), person(2, age=age, in_education=learns))["children"][0])
                     for age, learns in ((15, 0), (16, 1), (19, 1), (16, 0), (20, 1))], 0.0,
            "Social Security Contributions and Benefits Act 1992 s.142: under 16, or under 20 in education",
            (_mistaken("nobody asks about education", "counts_as_child",
                       lambda v: float(v.age < v.young_person_age)),),
        ),
        Check(
            "child-benefit-charge", "closed form",
            "The charge 2025-26 for two children at £60,000, £60,199, £60,200, £70,000, £79,999, "
            "£80,000 and £100,000",
            [0.0, 0.0, 22.0, 1125.0, 2228.0, 2251.0, 2251.0],
            lambda: [of_family("child_benefit_charge", income, 0, children=2) for income in incomes],
            0.0,
            "benefit 2,251.60 → 2,251; 1% = 22.51 → 22; 50% = 1,125.50 → 1,125; 99% = 2,228.49 → "
            "2,228; 100% = 2,251 (Income Tax (Earnings and Pensions) Act 2003 s.681C(3))",
            (_mistaken("the percentage is not rounded down", "charge_percentage",
                       lambda v: min(100, max(0, v.highest_adjusted_net_income - 60000) / 200)),
             _mistaken("the charge is not rounded down", "child_benefit_charge",
                       lambda v: v.charge_percentage * v.child_benefit / 100)),
        ),
        Check(
            "child-benefit-charge-one-earner", "closed form",
            "The charge looks at the higher income, not the sum: £55,000 each, £70,000 alone",
            [0.0, 1125.0],
            lambda: [of_family("child_benefit_charge", 55000, 55000, children=2),
                     of_family("child_benefit_charge", 70000, children=2)], 0.0,
            "Income Tax (Earnings and Pensions) Act 2003 s.681B(3) and (4)",
            (Fault("the incomes of a couple are added up", f"{_TAXES}.rulebook.reductions",
                   _summed("highest_adjusted_net_income")),),
        ),
    )  # fmt: skip


def _summed(name: str) -> Mapping[str, object]:
    wrong = replace(rulebook.reductions[name], how="sum")
    return MappingProxyType({**rulebook.reductions, name: wrong})


def _published() -> tuple[Check, ...]:
    incomes, old_rate = (20000, 30000, 50000, 100000, 150000), 0.12
    return (
        Check(
            "official-ni-week", "official result",
            "Employee's contribution on £1,000 in a week of 2025-26", 58.66,
            lambda: national_insurance.employee_national_insurance(
                1000.0, 1.0, 242.0, 967.0, *_employee_rates()), _PENNY,
            f"{NI_EXAMPLE}: nothing on £242, 8% to £967, 2% above",
            (_misread("the rate of the year before stands", employee_main_rate=0.10),),
        ),
        Check(
            "official-taxable-income", "official result",
            "Taxable income of somebody with £35,000, and the allowance left at £125,140",
            [22430.0, 0.0],
            lambda: [*of_each("taxable_income", *earning(35000)),
                     *of_each("allowance_after_withdrawal", *earning(125140))], 0.0,
            f"{INCOME_EXAMPLE}; {OVER_100000}",
            (_misread("the allowance is withdrawn too slowly", allowance_withdrawal_rate=0.4),),
        ),
        Check(
            "official-ni-cut", "official result",
            "What cutting the main rate from 12% to 8% gives: two earners on £35,400; £38,900; "
            "£42,618",
            [1826, 1053, 1202],
            lambda: [count * _gain_of_cut(old_rate, earned)
                     for count, earned in ((2, 35400), (1, 38900), (1, 42618))], _POUND,
            f"{FACTSHEET}, printed to the pound",
            (_misread("contributions begin at £9,100", primary_threshold=9100.0),),
        ),
        Check(
            "official-scottish-income-tax", "official result",
            "Scottish income tax 2026-27 on £20,000, £30,000, £50,000, £100,000 and £150,000",
            [1446, 3451, 8982, 30732, 59634],
            lambda: of_each("income_tax", *earning(*incomes, region="Scotland"),
                            day=DAY_OF_2026_27), _POUND,
            f"{SPICE}, printed to the pound",
            (_misread("the bands of the year before stand",
                      scottish_rate_limits=np.array([2827.0, 14921.0, 31092.0, 62430.0, 125140.0])),),
        ),
        Check(
            "published-scotland-and-uk", "published estimate",
            "Income tax 2025-26 on £35,000, £55,000 and £60,000, in the rest of the UK and in "
            "Scotland",
            [4486, 9432, 11432, 4533, 11114, 13214],
            lambda: [*of_each("income_tax", *earning(35000, 55000, 60000)),
                     *of_each("income_tax", *earning(35000, 55000, 60000, region="Scotland"))],
            _POUND, f"{CIOT}, printed to the pound",
            (_misread("the Scottish bands of 2024-25 stand",
                      scottish_rate_limits=np.array([2306.0, 13991.0, 31092.0, 62430.0, 125140.0])),),
        ),
    )  # fmt: skip


def _employee_rates() -> tuple[float, float]:
    read = model.parameters_of(policy())
    return read["employee_main_rate"], read["employee_additional_rate"]


def _gain_of_cut(old_rate: float, earned: float) -> float:
    before = {"national_insurance.employee_main_rate": old_rate}
    rule, worker = "national_insurance", earning(earned)[0]
    (paid,) = of_each(rule, worker, day=DAY_OF_2024_25, changes=before)
    (pays,) = of_each(rule, worker, day=DAY_OF_2024_25)
    return paid - pays


def _identities() -> tuple[Check, ...]:
    return (
        Check(
            "components-sum", "identity",
            "Net income is income less contributions, taxes and charge, plus child benefit", 0.0,
            lambda: unexplained(model.derive(_example(), policy(), engine.plain)), 1e-6,
            "definition of net income, summed over the example households",
            (_mistaken("the charge is left out of net income", "child_benefit_kept",
                       lambda v: v.child_benefit),),
        ),
        Check(
            "higher-rate-limit", "identity",
            "The higher rate limit is twice the allowance plus the limit of its withdrawal",
            [0.0] * len(YEARS),
            lambda: [_limit_gap(model.parameters_of(policy(day))) for day in YEARS], 0.0,
            "Income Tax Act 2007 s.10(5A), in each year covered",
            (_misread("the limit of before 2023 stands",
                      main_rate_limits=np.array([37700.0, 150000.0])),),
        ),
        Check(
            "null-reform", "identity",
            "The law's own values laid over the law change nobody's net income", 0.0,
            lambda: change_of_net_income(_example(), policy(), policy(changes=policy().values)),
            0.0, "the same law twice, over the example households",
            (Fault("the overlay adds a pound to the allowance",
                   "commonweal.parameters.policy.accept", _a_pound_more),),
        ),
        Check(
            "weights", "identity",
            "A household that counts three times is three households, in every total and mean", 0.0,
            lambda: standing_for_three(_MEANS), 1e-6,
            "one household of weight 3 beside one of 1, and three households beside one",
            (Fault("totals forget the weights", f"{_TAXES}.model.TaxModel._total",
                   lambda self, values, entity: float(values.sum())),
             Fault("means forget the weights", f"{_TAXES}.model.TaxModel._means",
                   _plain_means)),
        ),
        Check(
            "compiled-is-plain", "identity",
            "Compiled loops and plain rules agree on every value for the example households", 0.0,
            lambda: disagreement(_example(), policy()), 1e-9,
            "the same functions, compiled and not",
            (Fault("the loops keep seven digits", f"{_TAXES}.engine.compiled",
                   lambda *given: engine.plain(*given).astype(np.float32).astype(np.float64)),),
        ),
    )  # fmt: skip


_MEANS = ("mean_net_income_by_family_type", "mean_net_income_by_region")
"""Not by income: what makes a fifth of the households depends on how they are counted."""


def _plain_means(self: Any, net: Any, group: str) -> Any:
    codes = self.groups.codes[group]
    return np.bincount(codes, weights=net) / np.bincount(codes)


def _a_pound_more(
    institution: Institution, changes: Mapping[str, object], *, where: str = ""
) -> dict[str, Any]:
    right: dict[str, Any] = dict(accept(institution, changes, where=where))
    name = "income_tax.personal_allowance"
    return {**right, name: right[name] + 1.0} if name in right else right


def _example() -> World:
    return people.example_households()


def _limit_gap(read: Mapping[str, Any]) -> float:
    limit = read["main_rate_limits"][1]
    return float(limit - 2 * read["personal_allowance"] - read["allowance_income_limit"])


def _take_up() -> tuple[Check, ...]:
    uniforms = "commonweal.core.randomness.uniforms"
    return (
        Check(
            "certain-take-up", "identity",
            "Where every family is certain to claim, child benefit is what the law alone gives", 0.0,
            _unclaimed_when_certain, 1e-6, "a share of 1 leaves nothing to luck",
            (Fault("luck may be 1", uniforms, lambda key, what, who: np.ones(who.shape)),),
        ),
        Check(
            "take-up-share", "closed form",
            "With a share of .89, 89% of entitled families claim, over 600 rows of luck", 0.89,
            lambda: _share_claiming(0.89, 600), 0.01,
            "40 families × 600 rows: the standard error is .0020, the tolerance five of them",
            (Fault("take-up is applied twice", uniforms, _applied_twice),),
        ),
        Check(
            "same-families-claim", "identity",
            "A reform of the rates changes nobody's claim", 0.0, _claims_changed_by_reform, 0.0,
            "luck belongs to the benefit unit, whatever the law",
            (Fault("luck is drawn in turn", uniforms, _drawn_in_turn),),
        ),
    )  # fmt: skip


def _unclaimed_when_certain() -> float:
    law_alone = float(model.derive(_example(), policy())["child_benefit"].sum())
    return law_alone - float(drawn(_example(), 1.0, 3).measures["child_benefit"].min())


def _share_claiming(share: float, rows: int) -> float:
    paid = drawn(_example(), share, rows).measures["families_paid_child_benefit"]
    entitled = drawn(_example(), 1.0, 1).measures["families_paid_child_benefit"][0]
    return float(paid.mean() / entitled)


def _claims_changed_by_reform() -> float:
    reform = {"child_benefit.eldest_child_weekly": 30.0, "child_benefit.charge_threshold": 50000.0}
    counts = [
        drawn(_example(), 0.5, 20, changes).measures["families_paid_child_benefit"]
        for changes in ({}, reform)
    ]
    return float(np.max(np.abs(counts[1] - counts[0])))


_uniforms = randomness.uniforms
_in_turn = np.random.default_rng(1)


def _applied_twice(key: Any, what: int, who: Any) -> Any:
    return np.sqrt(_uniforms(key, what, who))


def _drawn_in_turn(key: Any, what: int, who: Any) -> Any:
    return _in_turn.random(who.shape)
