"""The terms on which seats are shared out among lists, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal, cast

from commonweal.algorithms.apportionment import Formula
from commonweal.core.errors import ParameterError, UnknownName
from commonweal.institutions.elections.votes_file import Status

Rule = Literal["dhondt", "sainte-lague", "hare", "droop", "ams", "mmp", "biproportional"]
RULES: Mapping[str, str] = {
    "dhondt": "D'Hondt (highest averages)",
    "sainte-lague": "Sainte-Laguë (highest averages)",
    "hare": "largest remainders by the Hare quota",
    "droop": "largest remainders by the Droop quota",
    "ams": "additional members without overhang, as in Scotland",
    "mmp": "mixed members with overhang, as in New Zealand",
    "biproportional": "in proportion by district and party at once, as in Zürich",
}
_FORMULAS: Mapping[str, Formula] = {
    "ams": "dhondt", "mmp": "sainte-lague", "biproportional": "sainte-lague",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """The rule and what it leaves open.

    ``threshold``: share of votes a list needs; ``waived_by``: constituencies that do instead, 0
    for none; ``formula``: which averages ams, mmp and biproportional use; ``lot``: the seed that
    settles ties, None to leave them open; ``votes_each``: under biproportional, whether a voter
    has one vote, or as many as the district has seats. The defaults of ``formula`` and ``waived_by`` are
    those of the laws that the rules are named after.
    """

    rule: Rule
    threshold: float = 0.0
    waived_by: int | None = None
    formula: Formula | None = None
    lot: int | None = None
    votes_each: Literal["one", "seats"] = "one"

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise UnknownName("rule", self.rule, RULES)
        if not 0 <= self.threshold <= 1:
            raise ParameterError("a threshold is a share of the votes, from 0 to 1")
        if self.formula is not None and self.rule not in _FORMULAS:
            raise ParameterError(
                f"the rule {self.rule} leaves no formula open",
                where="--formula", remedy=f"It can be chosen for {', '.join(_FORMULAS)}.",
            )  # fmt: skip

        if self.waived_by is not None and self.rule not in ("ams", "mmp"):
            raise ParameterError(
                f"the rule {self.rule} knows no constituencies", where="--waived-by",
                remedy="Leave it out, or take ams or mmp.",
            )  # fmt: skip
        if self.votes_each == "seats" and self.rule != "biproportional":
            raise ParameterError(
                "votes are made comparable between districts under biproportional alone",
                where="--votes-each",
            )

    @property
    def averages(self) -> Formula:
        """The divisors in use, where the rule is one of averages."""
        return self.formula or _FORMULAS.get(self.rule) or cast("Formula", self.rule)

    @property
    def waiver(self) -> int:
        """How many constituencies waive the threshold."""
        return int(self.rule == "mmp") if self.waived_by is None else self.waived_by


@dataclass(frozen=True, slots=True)
class ListResult:
    """What a list gets in a district: certain seats, of which so many from its list.

    ``entitled``: over the threshold, or waived. ``overhang``: constituencies beyond its share.
    """

    district: str
    party: str
    votes: int
    entitled: bool
    constituencies: int
    seats: int
    overhang: int = 0
    status: Status = "list"

    @property
    def additional(self) -> int:
        """Seats from the list."""
        return self.seats - self.constituencies


@dataclass(frozen=True, slots=True)
class TiedSeats:
    """Equal claims: so many ``seats`` among these, and who has them where the lot was drawn.

    ``claimants`` and ``winners``: (district, party).
    """

    seats: int
    claimants: tuple[tuple[str, str], ...]
    winners: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Allocation:
    """Who has the seats. ``house``: the seats there were to share, before any overhang."""

    terms: Terms
    house: int
    results: tuple[ListResult, ...]
    ties: tuple[TiedSeats, ...] = ()
    quotas: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def undecided(self) -> int:
        """Seats left to a lot that was not drawn."""
        return sum(tie.seats for tie in self.ties if not tie.winners)

    @property
    def votes(self) -> int:
        """All votes for lists."""
        return sum(result.votes for result in self.results)

    @cached_property
    def parties(self) -> tuple[ListResult, ...]:
        """Each party's results added up over the districts, the largest first."""
        totals: dict[str, ListResult] = {}
        for result in self.results:
            before = totals.get(result.party)
            totals[result.party] = result if before is None else _sum(before, result)
        return tuple(sorted(totals.values(), key=lambda r: (-r.votes, r.party)))

    @property
    def gallagher(self) -> float | None:
        """Gallagher's index over parties, in points; None while seats are undecided."""
        import numpy as np

        from commonweal.institutions.elections.measures import gallagher

        seats = np.array([party.seats for party in self.parties], dtype=np.float64)
        if self.undecided or not seats.sum():
            return None
        votes = np.array([party.votes for party in self.parties], dtype=np.float64)
        return gallagher(votes / votes.sum(), seats / seats.sum())


def _sum(one: ListResult, other: ListResult) -> ListResult:
    """Two districts' results of a party as one."""
    return replace(
        one, district="", votes=one.votes + other.votes, entitled=one.entitled or other.entitled,
        constituencies=one.constituencies + other.constituencies, seats=one.seats + other.seats,
        overhang=one.overhang + other.overhang,
    )  # fmt: skip
