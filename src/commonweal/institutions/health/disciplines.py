"""Who is called next: the registered rules of the lever ``waiting_list.discipline``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from commonweal.core.errors import ParameterError
from commonweal.parameters.policy import Policy

NEVER = 1_000_000
"""Weeks after which nobody is called out of turn."""


Order = Literal["oldest", "class", "points", "urgent", "lot", "profile"]


@dataclass(frozen=True, slots=True)
class Discipline:
    """A rule of calling, resolved from a policy.

    Patients whose guarantee is honoured are called once they have waited ``call_at_weeks``;
    the slots that are left go to whoever has waited longest. ``enforcement`` is the share of
    guarantees that the rulebook has honoured, before the hospital's own adherence; at 0 the
    rule is first come, first served. ``order`` says who comes next where no guarantee binds; ``points_ratio`` and
    ``urgent_share`` are what some orders need. ``for_everybody``: the limit is a target for all
    patients, not a guarantee for those of fundholding practices.
    """

    name: str
    guarantee_weeks: int
    call_at_weeks: int
    enforcement: float
    order: Order = "oldest"
    points_ratio: float = 1.0
    urgent_share: float = 0.0
    for_everybody: bool = False

    @property
    def moves_up(self) -> bool:
        return self.enforcement > 0

    @property
    def is_plain(self) -> bool:
        """True where whoever has waited longest comes next, a guarantee for some apart."""
        return self.order == "oldest" and not self.for_everybody


def first_come(policy: Policy) -> Discipline:
    """Oldest first, whoever the doctor is."""
    return _ordered(policy, "first-come", "oldest")


def guarantee(policy: Policy) -> Discipline:
    """Guaranteed patients about to wait too long are called first, then oldest first."""
    if _has_target(policy):
        raise ParameterError(
            "a limit for everybody leaves nothing for a guarantee to some",
            where="waiting_list.target",
            remedy="Set waiting_list.target: nobody, or another waiting_list.discipline.",
        )
    weeks, call_at = _weeks(policy)
    return Discipline("guarantee", weeks, call_at, policy.number("waiting_list.enforcement"))


def strict(policy: Policy) -> Discipline:
    """Fundholding patients before all others, each kind oldest first."""
    return _ordered(policy, "strict", "class")


def accumulating(policy: Policy) -> Discipline:
    """Most points first: fundholding patients gather them faster (Stanford et al. 2014)."""
    return _ordered(policy, "accumulating", "points")


def urgent_first(policy: Policy) -> Discipline:
    """Urgent patients before all others, each kind oldest first."""
    return _ordered(policy, "urgent-first", "urgent")


def by_lot(policy: Policy) -> Discipline:
    """Everybody on the list has the same chance each week."""
    return _ordered(policy, "by-lot", "lot")


def profile(policy: Policy) -> Discipline:
    """The slots are shared over the weeks waited as the world's treatments were."""
    return _ordered(policy, "profile", "profile")


def _ordered(policy: Policy, name: str, order: Order) -> Discipline:
    has_target = _has_target(policy)
    promised = int(policy.number("waiting_list.guarantee_weeks"))
    weeks, call_at = _weeks(policy) if has_target else (promised, NEVER)
    return Discipline(
        name,
        weeks,
        call_at,
        policy.number("waiting_list.enforcement") if has_target else 0.0,
        order,
        policy.number("waiting_list.points_ratio") if order == "points" else 1.0,
        policy.number("waiting_list.urgent_share") if order == "urgent" else 0.0,
        has_target,
    )


def _has_target(policy: Policy) -> bool:
    return policy.choice("waiting_list.target") == "everybody"


def _weeks(policy: Policy) -> tuple[int, int]:
    """The weeks promised, and those after which patients are called to keep the promise."""
    weeks = int(policy.number("waiting_list.guarantee_weeks"))
    lead = int(policy.number("waiting_list.lead_weeks"))
    if lead > weeks:
        raise ParameterError(
            f"patients cannot be called {lead} weeks before a guarantee of {weeks} weeks",
            where="waiting_list.lead_weeks",
            remedy="Set lead_weeks no larger than guarantee_weeks.",
        )
    return weeks, weeks - lead


DISCIPLINES: Mapping[str, Callable[[Policy], Discipline]] = MappingProxyType(
    {
        "first-come": first_come,
        "guarantee": guarantee,
        "strict": strict,
        "accumulating": accumulating,
        "urgent-first": urgent_first,
        "by-lot": by_lot,
        "profile": profile,
    }
)
"""Add a rule here, and its sentence under the lever's options in ``parameters.yaml``."""
