"""The rulebook: every rule of the modules in ``rules``, by name.

``commonweal explain`` finds a rule's function, file, line, law and arguments here. A rule is
added by writing one function there, and its numbers into ``parameters.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commonweal.institutions.taxes.graph import Entity, Reduction, Rule
from commonweal.institutions.taxes.rules import (
    child_benefit,
    household,
    income_tax,
    national_insurance,
)

_PARTS = (income_tax, national_insurance, child_benefit, household)

rules: Mapping[str, Rule] = MappingProxyType(
    {item.name: item for part in _PARTS for item in vars(part).values() if isinstance(item, Rule)}
)
"""Every rule by name."""

reductions: Mapping[str, Reduction] = MappingProxyType(
    {
        reduction.name: reduction
        for part in (child_benefit, household)
        for reduction in part.REDUCTIONS
    }
)
"""Every sum or maximum over members that a rule reads, by name."""

INPUTS: Mapping[str, Entity] = MappingProxyType(
    {
        "age": "person",
        "in_education": "person",
        "employment_income": "person",
        "self_employment_income": "person",
        "pension_income": "person",
        "pension_contributions": "person",
        "scottish_taxpayer": "person",
        "claims_child_benefit": "benefit_unit",
    }
)
"""What the people bring: facts of the world, and whether a family claims."""

DRAWN = frozenset({"claims_child_benefit"})
"""The inputs that luck decides; all other rules are computed once a policy."""
