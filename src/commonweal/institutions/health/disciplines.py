"""Who is called next: the registered rules of the lever ``waiting_list.discipline``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from commonweal.core.errors import ParameterError
from commonweal.parameters.policy import Policy

NEVER = 1_000_000
"""Weeks after which nobody is called out of turn."""


@dataclass(frozen=True, slots=True)
class Discipline:
    """A rule of calling, resolved from a policy.

    Patients whose guarantee is honoured are called once they have waited ``call_at_weeks``;
    the slots that are left go to whoever has waited longest. ``enforcement`` is the share of
    guarantees that the rulebook has honoured, before the hospital's own adherence; at 0 the
    rule is first come, first served.
    """

    name: str
    guarantee_weeks: int
    call_at_weeks: int
    enforcement: float

    @property
    def moves_up(self) -> bool:
        return self.enforcement > 0


def first_come(policy: Policy) -> Discipline:
    """Oldest first, whoever the doctor is."""
    weeks = int(policy.number("waiting_list.guarantee_weeks"))
    return Discipline("first-come", weeks, NEVER, 0.0)


def guarantee(policy: Policy) -> Discipline:
    """Guaranteed patients about to wait too long are called first, then oldest first."""
    weeks = int(policy.number("waiting_list.guarantee_weeks"))
    lead = int(policy.number("waiting_list.lead_weeks"))
    if lead > weeks:
        raise ParameterError(
            f"patients cannot be called {lead} weeks before a guarantee of {weeks} weeks",
            where="waiting_list.lead_weeks",
            remedy="Set lead_weeks no larger than guarantee_weeks.",
        )
    return Discipline("guarantee", weeks, weeks - lead, policy.number("waiting_list.enforcement"))


DISCIPLINES: Mapping[str, Callable[[Policy], Discipline]] = MappingProxyType(
    {"first-come": first_come, "guarantee": guarantee}
)
"""Add a rule here, and its sentence under the lever's options in ``parameters.yaml``."""
