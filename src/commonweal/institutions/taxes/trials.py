"""People and laws on trial: the small runs that validation and tests ask their questions of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from commonweal.core.protocol import Draws, Floats, Result
from commonweal.core.world import World
from commonweal.institutions.taxes import engine, model, people
from commonweal.institutions.taxes.household_file import AMOUNTS, PersonRow
from commonweal.parameters.policy import Policy, resolve

DAY_OF_2024_25, DAY_OF_2025_26, DAY_OF_2026_27 = YEARS = (
    date(2024, 4, 6),
    date(2025, 4, 6),
    date(2026, 4, 6),
)
Facts = Mapping[str, Any]


def person(number: int = 1, **facts: Any) -> PersonRow:
    """A person of 40 in London, in household 1, with these facts and incomes."""
    amounts = tuple(float(facts.pop(name, 0.0)) for name in AMOUNTS)
    usual = {"household": 1, "benefit_unit": 1, "region": "London", "weight": 1.0, "age": 40}
    given: dict[str, Any] = {"in_education": 0, **usual, **facts}
    return PersonRow(line=number, person=number, amounts=amounts, **given)


def policy(day: date = DAY_OF_2025_26, changes: Facts | None = None) -> Policy:
    """The law of a day with a reform laid over it."""
    return resolve(model.institution, day, changes or {})


def law(
    *rows: PersonRow, day: date = DAY_OF_2025_26, changes: Facts | None = None
) -> dict[str, Floats]:
    """Every rule's values for a few people under the law of a day, rules applied plainly."""
    world = people.build_world("people", rows, "trial", {})
    return model.derive(world, policy(day, changes), engine.plain)


def of_each(rule: str, *facts: Facts, **law_of: Any) -> list[float]:
    """One rule's value for each of several people, each alone in the world."""
    return [float(law(person(**one), **law_of)[rule][0]) for one in facts]


def earning(*amounts: float, **facts: Any) -> list[Facts]:
    """People with these earnings, one each, and the same facts."""
    return [{"employment_income": amount, **facts} for amount in amounts]


def profiting(*amounts: float) -> list[Facts]:
    """Self-employed people with these profits, one each."""
    return [{"self_employment_income": amount} for amount in amounts]


def of_family(rule: str, *earned: float, children: int = 0) -> float:
    """One rule's value for a family of adults with these earnings and young children."""
    adults = [person(n, employment_income=income) for n, income in enumerate(earned, start=1)]
    young = [person(len(adults) + n, age=2 * n) for n in range(1, children + 1)]
    return float(law(*adults, *young)[rule][0])


def unexplained(values: Mapping[str, Floats]) -> float:
    """Net income less what its components come to, over all households."""
    income = sum(float(values[name].sum()) for name in AMOUNTS[:3])
    paid = ("pension_contributions", "income_tax", "national_insurance", "child_benefit_charge")
    left = income - sum(float(values[name].sum()) for name in paid)
    return left + float(values["child_benefit"].sum() - values["household_net_income"].sum())


def change_of_net_income(world: World, before: Policy, after: Policy) -> float:
    """The largest change of any household's net income, either way."""
    old, new = (model.derive(world, each)["household_net_income"] for each in (before, after))
    return float(np.max(np.abs(new - old)))


def disagreement(world: World, under: Policy) -> float:
    """How far compiled loops and plain rules lie apart, over every value of every rule."""
    fast = model.derive(world, under, engine.compiled)
    slow = model.derive(world, under, engine.plain)
    return max(float(np.max(np.abs(fast[name] - slow[name]))) for name in slow)


def standing_for_three(means: Sequence[str]) -> float:
    """The largest change of a total, or of one of these means, when a weight of 3 is three people."""

    def earner(number: int, income: float, weight: float) -> PersonRow:
        return person(
            number, household=number, benefit_unit=number, weight=weight, employment_income=income
        )

    weighted = _measures_of(earner(1, 30000, 3.0), earner(2, 80000, 1.0))
    counted = _measures_of(*(earner(n, 30000, 1.0) for n in (1, 2, 3)), earner(4, 80000, 1.0))
    compared = [name for name in weighted if weighted[name].ndim == 1 or name in means]
    return max(float(np.max(np.abs(weighted[name] - counted[name]))) for name in compared)


def _measures_of(*rows: PersonRow) -> Mapping[str, Floats]:
    world = people.build_world("people", rows, "trial", {})
    prepared = model.prepare(world, policy(), model.institution.period)
    once = np.zeros(1, dtype=np.int64)
    keys = np.zeros((1, 2), dtype=np.uint32)
    return prepared.run(Draws(once, once, {}, keys)).measures


def drawn(world: World, share: float, rows: int, changes: Facts | None = None) -> Result:
    """Runs with estimated take-up at one share, each row with luck of its own."""
    estimated = policy(changes={"take_up.applied": "estimated", **(changes or {})})
    prepared = model.prepare(world, estimated, model.institution.period)
    index = np.arange(rows)
    keys = np.column_stack([index, index + rows]).astype(np.uint32)
    shares = np.full(rows, share)
    return prepared.run(Draws(index, np.zeros_like(index), {model.TAKE_UP: shares}, keys))
