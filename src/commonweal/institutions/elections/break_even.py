"""How well voters must follow for a pact to matter: election by election, and for a century.

The break-even of an election is the least share of both partners' voters who must follow so that
the Conservatives lose the majority they had. The surface asks the same of Liberal and Labour
voters apart, and adds up the years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import UnknownName
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import century, history, pacts
from commonweal.institutions.elections.history import Ints
from commonweal.institutions.elections.pacts import CON, Fought, Rule, Scope, Transfers

_STEPS = 100
_GRID = 20


@dataclass(frozen=True, slots=True)
class Terms:
    """Who stands down where, and what the voters do: shares, as in ``pacts.Transfers``."""

    liberals_follow: float
    liberals_leak: float
    labour_follow: float
    labour_leak: float
    rule: Rule = "weaker-before"
    scope: Scope = "everywhere"


@dataclass(frozen=True, slots=True)
class Tried:
    """A pact at one election. Seats are in the order of ``history.GROUPS``.

    ``constituencies``: where somebody stands down. ``break_even``: the least share of both
    partners' voters who must follow to end a Conservative majority; None where there was none,
    or where not even all are enough (``out_of_reach``).
    """

    election: str
    house: int
    constituencies: int
    apart: tuple[int, ...]
    pact: tuple[int, ...]
    break_even: float | None
    out_of_reach: bool

    @property
    def majority_apart(self) -> bool:
        """Whether Conservatives and allies had more than half of the seats."""
        return 2 * self.apart[CON] > self.house

    @property
    def majority_with_pact(self) -> bool:
        """Whether they would still have."""
        return 2 * self.pact[CON] > self.house


@dataclass(frozen=True, eq=False)
class Surface:
    """Years with a Conservative majority in a span, by how many follow.

    ``shares``: f8[k]; ``years``: f8[k, k], Liberals who follow down, Labour across; ``apart``:
    the years without a pact; ``elections``: how many the span has.
    """

    span: str
    terms: Terms
    shares: Floats
    years: Floats
    apart: float
    elections: int

    def least(self, fewer: float) -> float | None:
        """The least share that both must follow for so many years fewer; None if never."""
        both = np.diagonal(self.years)
        enough = np.flatnonzero(self.apart - both >= fewer)
        return float(self.shares[enough[0]]) if enough.size else None


def tried(terms: Terms, elections: Sequence[str] = ()) -> tuple[Tried, ...]:
    """A pact at some elections, or at every one since 1918.

    Raises UnknownName for an election that is not known, ParameterError for what is no share.
    """
    days = history.names()
    wanted = [history.election(name).day for name in elections] or list(days.values())
    named = {day: name for name, day in days.items()}
    whole = _fought()
    place = {day: at for at, day in enumerate(days.values())}
    return tuple(_tried(named[day], whole[place[day]], terms) for day in wanted)


def surface(terms: Terms, span: str = "1918 to 2000") -> Surface:
    """The years of Conservative majorities over a grid of both shares; leaks are those of the terms.

    Raises UnknownName for a span that is not one of ``century.SPANS``.
    """
    if span not in century.SPANS:
        raise UnknownName("span", span, century.SPANS, where="pact")
    shares = np.linspace(0, 1, _GRID + 1)
    liberal, labour = (side.ravel() for side in np.meshgrid(shares, shares, indexing="ij"))
    transfers = _transfers(terms, liberal, labour)
    which = list(century.SPANS).index(span)
    day = century.world()["day"]
    years = century.years_after(day)[:, which]
    with_pact, apart = np.zeros(liberal.size), 0.0
    for place, fought in enumerate(_fought()):
        house = int(fought.members.sum())
        seats = pacts.seats(fought, _counted(fought, terms, transfers))
        with_pact += years[place] * (2 * seats[:, CON] > house)
        apart += years[place] * (2 * int(fought.members[:, CON].sum()) > house)
    size = shares.size
    return Surface(
        span, terms, shares, with_pact.reshape(size, size), apart, int((years > 0).sum())
    )


def _tried(name: str, fought: Fought, terms: Terms) -> Tried:
    stated = _transfers(terms, np.array([terms.liberals_follow]), np.array([terms.labour_follow]))
    counted = _counted(fought, terms, stated)
    apart = fought.members.sum(axis=0)
    house = int(apart.sum())
    least, out = None, False
    if 2 * int(apart[CON]) > house:
        least = _break_even(fought, terms, house)
        out = least is None
    return Tried(
        name, house, int(counted.seat.size), _ints(apart), _ints(pacts.seats(fought, counted)[0]),
        least, out,
    )  # fmt: skip


def _break_even(fought: Fought, terms: Terms, house: int) -> float | None:
    """The least share without a majority: more who follow never give the Conservatives a seat."""
    shares = np.arange(_STEPS + 1) / _STEPS
    seats = pacts.seats(fought, _counted(fought, terms, _transfers(terms, shares, shares)))
    enough = np.flatnonzero(2 * seats[:, CON] <= house)
    return float(shares[enough[0]]) if enough.size else None


def _counted(fought: Fought, terms: Terms, transfers: Transfers) -> pacts.Pacted:
    return pacts.tried(fought, fought.leaving(terms.rule, terms.scope), transfers)


def _transfers(terms: Terms, liberals: Floats, labour: Floats) -> Transfers:
    return Transfers(
        liberals, np.full(liberals.size, terms.liberals_leak),
        labour, np.full(labour.size, terms.labour_leak),
    )  # fmt: skip


def _ints(seats: Ints) -> tuple[int, ...]:
    return tuple(int(held) for held in seats)


def _fought() -> tuple[Fought, ...]:
    return century.fought(century.world())
