"""Members for constituencies with members from lists to make the whole proportional.

Two families. *Without overhang* (the Scottish Parliament, the Senedd to 2021, the London
Assembly) the house has a fixed size: list seats go by the highest averages on top of the
constituencies that lists hold, and a list that holds more than its share leaves less for the
others. *With overhang* (New Zealand) the whole house is shared first and each list is topped up
to its share; a list that holds more keeps them, and the house grows.

Votes are the votes for lists. A constituency held by nobody's list, an independent's, is a row
with no votes: it never has list seats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from commonweal.algorithms.apportionment import (
    Apportionment,
    Formula,
    Tie,
    exact_highest_averages,
    highest_averages,
)
from commonweal.core.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Mixed:
    """Who sits for constituencies and who from lists, list by list.

    ``share``: what the rule of proportion gave: under overhang each list's share of the house,
    otherwise its list seats. ``shared``: under overhang, which lists took part in sharing. A
    ``tie`` is over seats of the share.
    """

    constituency: tuple[int, ...]
    share: Apportionment
    shared: tuple[bool, ...] = ()

    @property
    def overhang_allowed(self) -> bool:
        """True where the whole house was shared, and may grow."""
        return bool(self.shared)

    @property
    def tie(self) -> Tie | None:
        return self.share.tie

    @property
    def additional(self) -> tuple[int, ...]:
        """Each list's certain seats from its list."""
        if not self.overhang_allowed:
            return self.share.seats
        return tuple(
            max(0, due - won) for due, won in zip(self.share.seats, self.constituency, strict=True)
        )

    @property
    def seats(self) -> tuple[int, ...]:
        """Each list's certain seats, of both kinds."""
        return tuple(
            won + added for won, added in zip(self.constituency, self.additional, strict=True)
        )

    @property
    def overhang(self) -> tuple[int, ...]:
        """How many constituencies each list holds beyond its share of a house that may grow."""
        if not self.overhang_allowed:
            return (0,) * len(self.constituency)
        return tuple(
            max(0, won - due) if shares else 0
            for due, won, shares in zip(
                self.share.seats, self.constituency, self.shared, strict=True
            )
        )

    def settled(self, winners: Iterable[int]) -> Mixed:
        """The house once the tie is settled for these claimants.

        Raises ParameterError unless they are as many of the claimants as there are seats.
        """
        return replace(self, share=Apportionment(self.share.settled(winners)))


def without_overhang(
    votes: Sequence[int],
    constituency: Sequence[int],
    house: int,
    *,
    formula: Formula = "dhondt",
    entitled: Sequence[bool] = (),
) -> Mixed:
    """Fill a house of fixed size: list seats go to the lists furthest behind their votes.

    A list's average is its votes divided by one more than all seats it has by then (D'Hondt).
    ``entitled``: which lists may have list seats at all; every one unless given.
    Scotland Act 1998, sections 7 and 8, where the house is that of one region.

    Raises ParameterError for more constituencies than seats, or numbers that do not fit.

    >>> without_overhang([133_917, 74_088, 37_027, 36_114, 6_079], [9, 0, 0, 0, 0], 16).seats
    (9, 4, 2, 1, 0)
    """
    taking_part, held = _taking_part(votes, constituency, entitled)
    _check_house(house, held)
    shared = highest_averages(taking_part, house - sum(held), formula, held)
    return Mixed(tuple(held), shared)


def exact_without_overhang(
    votes: Sequence[int],
    constituency: Sequence[int],
    house: int,
    *,
    formula: Formula = "dhondt",
    entitled: Sequence[bool] = (),
) -> Mixed:
    """The reference for ``without_overhang``: exact fractions, one list seat after another."""
    taking_part, held = _taking_part(votes, constituency, entitled)
    _check_house(house, held)
    shared = exact_highest_averages(taking_part, house - sum(held), formula, held)
    return Mixed(tuple(held), shared)


def with_overhang(
    votes: Sequence[int],
    constituency: Sequence[int],
    house: int,
    *,
    formula: Formula = "sainte-lague",
    entitled: Sequence[bool] = (),
) -> Mixed:
    """Share out the house in proportion, top lists up, and let it grow where one holds more.

    ``entitled``: which lists share in the house; every one that has votes unless given.
    Constituencies held outside the lists that share are taken off the house first.
    New Zealand's Electoral Act 1993, sections 191 and 192.

    Raises ParameterError for more constituencies than seats, or numbers that do not fit.

    >>> grown = with_overhang([44, 40, 4], [1, 1, 4], 10)
    >>> grown.seats, grown.overhang
    ((5, 5, 4), (0, 0, 4))
    """
    taking_part, held = _taking_part(votes, constituency, entitled)
    _check_house(house, held)
    outside = sum(won for cast, won in zip(taking_part, held, strict=True) if not cast)
    due = highest_averages(taking_part, house - outside, formula)
    return Mixed(tuple(held), due, tuple(cast > 0 for cast in taking_part))


def entitled(
    votes: Sequence[int],
    share: float,
    constituency: Sequence[int] = (),
    waived_by: int = 0,
    *,
    exempt: Sequence[bool] = (),
    pooled: Sequence[bool] = (),
) -> tuple[bool, ...]:
    """Which lists share in the seats: those with enough votes, or with enough constituencies.

    ``share``: of all votes cast for lists; exactly so many are enough. ``waived_by``: how many
    constituencies do instead (one in New Zealand), 0 for a threshold that nothing waives.
    ``exempt``: lists that no threshold binds; ``pooled``: votes for several, never entitled.
    Raises ParameterError where no list would be left.

    >>> entitled([96, 3, 1], 0.05, [60, 0, 1], waived_by=1)
    (True, False, True)
    """
    total, none = sum(votes), [False] * len(votes)
    rows = zip(votes, constituency or [0] * len(votes), exempt or none, pooled or none, strict=True)
    found = tuple(
        cast > 0 and not several and (free or cast / total >= share or 0 < waived_by <= won)
        for cast, won, free, several in rows
    )
    if not any(found):
        raise ParameterError(
            f"no list reaches the threshold of {share:.3g} of the votes",
            remedy="Lower the threshold: the seats would have nobody to go to.",
        )
    return found


def _taking_part(
    votes: Sequence[int], constituency: Sequence[int], entitled: Sequence[bool]
) -> tuple[list[int], list[int]]:
    """The votes that count for list seats, and the constituencies held."""
    held = [int(won) for won in constituency]
    if len(held) != len(votes) or min(held, default=0) < 0:
        raise ParameterError("constituencies held are whole numbers from 0, one for each list")
    if not entitled:
        return [int(cast) for cast in votes], held
    if len(entitled) != len(votes):
        raise ParameterError("say of each list whether it is entitled to list seats")
    return [int(cast) if may else 0 for cast, may in zip(votes, entitled, strict=True)], held


def _check_house(house: int, held: Sequence[int]) -> None:
    if sum(held) > house:
        raise ParameterError(
            f"{sum(held)} constituencies are more than the {house} seats of the house",
            remedy="Give the seats of the whole house: constituencies and lists together.",
        )
