"""Elections as shares of the votes, seat by seat, and pairs of them on the same boundaries.

The columns of an election by candidate are the parties that swing as one, and what is left:
the two strongest other candidates of a seat each stay themselves, and all further ones are a
rest that wins nothing, since a pooled "other" would win seats that nobody gave it. Before 2010
the columns are the groups of ``history``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import UnknownName
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import history, tables, worlds
from commonweal.institutions.elections.history import GROUPS, UNKNOWN, Ints, Mask

PARTIES = (
    "Con", "Lab", "LD", "RUK", "Green", "SNP", "PC",
    "DUP", "SF", "SDLP", "UUP", "APNI", "TUV", "Speaker",
)  # fmt: skip
REST = "rest"
COLUMNS = (*PARTIES, "other 1", "other 2", REST)
_ALONE = ("Speaker", "other 1", "other 2", REST)
FORERUNNERS: Mapping[str, Mapping[str, str]] = {
    "2010-05-06": {"UKIP": "RUK", "UCUNF": "UUP"},
    "2015-05-07": {"UKIP": "RUK"},
    "2017-06-08": {"UKIP": "RUK"},
    "2019-12-12": {"BRX": "RUK"},
}
"""Whose votes a party is compared with: the same leader's parties before Reform UK, and the
Ulster Conservatives and Unionists of 2010."""
GREAT_BRITAIN = ("England", "Scotland", "Wales")
_SAME_ELECTORATE = 0.15


@dataclass(frozen=True, eq=False)
class Ground:
    """Shares of the votes in each seat: f8[seats, parties], rows of one, 0 where nobody stood.

    ``stood``: the mask of who did; ``votes``: f8[seats], cast in all; ``winner``: i8[seats],
    a column, or UNKNOWN where votes by group do not tell.
    """

    day: str
    parties: tuple[str, ...]
    code: tuple[str, ...]
    name: tuple[str, ...]
    nation: tuple[str, ...]
    region: tuple[str, ...]
    shares: Floats
    stood: Mask
    votes: Floats
    winner: Ints

    def rows(self, places: Sequence[int] | Ints) -> Ground:
        """Some of the seats, in the order given."""
        at = np.asarray(places, dtype=np.int64)

        def some(texts: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(texts[place] for place in at.tolist())

        return Ground(
            self.day, self.parties, some(self.code), some(self.name), some(self.nation),
            some(self.region), self.shares[at], self.stood[at], self.votes[at], self.winner[at],
        )  # fmt: skip

    def within(self, *nations: str) -> Ground:
        """The seats of some nations."""
        return self.rows([at for at, nation in enumerate(self.nation) if nation in nations])

    def codes(self, by: str) -> tuple[tuple[str, ...], Ints]:
        """The areas, and the area of each seat: by "nation", "region" or "whole".

        Raises UnknownName for any other division.
        """
        texts = {
            "nation": self.nation, "region": self.region, "whole": ("all",) * len(self.code),
        }  # fmt: skip
        if by not in texts:
            raise UnknownName("division into areas", by, texts)
        names = tuple(sorted(set(texts[by])))
        return names, np.array([names.index(text) for text in texts[by]], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Pair:
    """Two elections over the same seats and columns, in the same order."""

    before: Ground
    after: Ground

    @property
    def name(self) -> str:
        named = {day: name for name, day in history.names().items()}
        return f"{named[self.before.day]} to {named[self.after.day]}"


@cache
def general_election(day: str) -> Ground:
    """An election since 2010 by candidate, by its day. Raises UnknownName for another day."""
    boundaries = worlds.election_named(day)["boundary_set"]
    return _from_candidates(day, boundaries, worlds.candidacies(day))


@cache
def notional() -> Ground:
    """The votes of 2019 as they would have fallen on the boundaries of 2024."""
    stood = tables.rows("notional_candidacies")
    return _from_candidates(stood[0]["election"], "2024", stood)


@cache
def by_label(day: str) -> Ground:
    """An election since 2010 with every label of the source a column; the rest are independents.

    The plain reading of an election: no forerunners, and nobody told apart within a label.
    """
    boundaries = worlds.election_named(day)["boundary_set"]
    return _labelled(day, boundaries, worlds.candidacies(day))


@cache
def notional_by_label() -> Ground:
    """The votes of 2019 on the boundaries of 2024, with every label a column."""
    stood = tables.rows("notional_candidacies")
    return _labelled(stood[0]["election"], "2024", stood)


@cache
def by_group(name: str) -> Ground:
    """An election since 1918 by group of parties: one-member seats where votes were cast."""
    found = history.election(name)
    kept = found.where((found.seats == 1) & found.contested)
    votes = kept.votes.astype(np.float64)
    cast: Floats = votes.sum(axis=1)
    winner = np.where(kept.pooled, UNKNOWN, kept.winner)
    return Ground(
        kept.day, GROUPS, kept.code, kept.name, kept.nation, kept.region,
        votes / cast[:, None], kept.stood & (votes > 0), cast, winner,
    )  # fmt: skip


def candidate_pairs() -> tuple[Pair, ...]:
    """The pairs of elections from 2010 to 2019, by candidate, in Great Britain."""
    days = [row["election"] for row in tables.rows("elections") if row["boundary_set"] == "2010"]
    found = [general_election(day).within(*GREAT_BRITAIN) for day in days]
    return tuple(Pair(*both) for both in pairwise(found))


@cache
def group_pairs() -> tuple[Pair, ...]:
    """Every two successive elections to 2019, by group, over seats that can be compared.

    The same code is the same seat. Where boundaries were redrawn, a seat of the same name and
    nation is taken for the same if its electorate changed by less than 15%; pairs with fewer
    than a hundred seats are left out, and Northern Ireland is.
    """
    names = [name for name, day in history.names().items() if day < "2024"]
    pairs = (_paired(*both) for both in pairwise(names))
    return tuple(pair for pair in pairs if len(pair.before.code) >= 100)


def _paired(first: str, second: str) -> Pair:
    before, after = by_group(first), by_group(second)
    known = {key: at for at, key in enumerate(zip(before.name, before.nation, strict=True))}
    codes = {code: at for at, code in enumerate(before.code)}
    voters = [_electorates(first), _electorates(second)]
    both = []
    for at, code in enumerate(after.code):
        place = codes.get(code)
        if place is None:
            place = known.get((after.name[at], after.nation[at]))
            if place is not None:
                ratio = voters[1][code] / voters[0][before.code[place]]
                # An electorate that is not known fails the comparison, and the seat is left out.
                place = place if abs(ratio - 1.0) < _SAME_ELECTORATE else None
        if place is not None and after.nation[at] in GREAT_BRITAIN:
            both.append((place, at))
    return Pair(before.rows([b for b, _ in both]), after.rows([a for _, a in both]))


def _electorates(name: str) -> Mapping[str, float]:
    found = history.election(name)
    return dict(zip(found.code, found.electorate.tolist(), strict=True))


def _labelled(day: str, boundaries: str, stood: Sequence[tables.Row]) -> Ground:
    labels = {row["party"] for name in ("candidacies", "notional_candidacies")
              for row in tables.rows(name)} - {worlds.INDEPENDENT}  # fmt: skip
    columns = [row["party"] if row["party"] in labels else REST for row in stood]
    return _dense(day, boundaries, stood, columns, (*sorted(labels), REST))


def _from_candidates(day: str, boundaries: str, stood: Sequence[tables.Row]) -> Ground:
    known = FORERUNNERS.get(day, {})
    labels = [known.get(row["party"], row["party"]) for row in stood]
    taken: set[tuple[str, str]] = set()
    columns = [""] * len(stood)
    for at in sorted(range(len(stood)), key=lambda at: -int(stood[at]["votes"])):
        place = stood[at]["constituency"]
        fitting = (labels[at],) if labels[at] in PARTIES else COLUMNS[len(PARTIES) :]
        free = (name for name in fitting if name == REST or (place, name) not in taken)
        columns[at] = next(free, REST)
        taken.add((place, columns[at]))
    return _dense(day, boundaries, stood, columns, COLUMNS)


def _dense(
    day: str, boundaries: str, stood: Sequence[tables.Row], columns: Sequence[str],
    parties: tuple[str, ...],
) -> Ground:  # fmt: skip
    places = worlds.constituencies(boundaries)
    at = {code: place for place, code in enumerate(places)}
    column_of = {party: column for column, party in enumerate(parties)}
    votes = np.zeros((len(places), len(parties)))
    winner = np.full(len(places), UNKNOWN, dtype=np.int64)
    for row, party in zip(stood, columns, strict=True):
        place, column = at[row["constituency"]], column_of[party]
        votes[place, column] += int(row["votes"])
        if row["elected"] == "true":
            winner[place] = column
    cast: Floats = votes.sum(axis=1)
    described = tuple(places.values())
    return Ground(
        day, parties, tuple(places), tuple(row["name"] for row in described),
        tuple(row["nation"] for row in described), tuple(row["region"] for row in described),
        votes / cast[:, None], votes > 0, cast, winner,
    )  # fmt: skip


def may_win(parties: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which columns are one candidate: all but the rest."""
    return np.array([party != REST for party in parties])


def alone(parties: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which columns are nobody's party: different people in every seat, whom no poll speaks of."""
    return np.array([party in _ALONE for party in parties])
