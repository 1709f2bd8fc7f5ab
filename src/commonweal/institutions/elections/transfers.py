"""To whom votes pass when their candidate is out: orders of parties, by the first preference.

The voters of each party are taken to rank the others as they did in some real ballots, or as a
user's matrix says. A vote passes to whichever party still in comes first in its voter's order, so
that what a party has it keeps while it is in, and a vote that names nobody left is exhausted.

Orders come from Scottish council elections: from people who knew their papers would be ranked, in
a country with a party system of its own. That they serve for Westminster is an assumption; two
years far apart, a matrix of one's own and drawn shares show how much hangs on it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from commonweal.algorithms.apportionment import Ints
from commonweal.core.errors import ParameterError, UnknownName
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import tables
from commonweal.parameters.policy import Policy

FAMILIES: tuple[str, ...] = ("Con", "Lab", "LD", "SNP", "Green", "Other")
"""Whom a vote can pass to. Other is everybody else, together."""
SUPPORTERS: tuple[str, ...] = (*FAMILIES, "UKIP")
"""Whose votes pass: UKIP's voters, and those of its like, are told from those of the others."""
NOBODY = len(FAMILIES)
"""The last place of a row: votes that pass to nobody."""
MASKS = 1 << len(FAMILIES)
"""Sets of families still in, as bits: 1 for the first, 2 for the second, and so on."""
_UKIP_YEAR = "2012"
"""UKIP stood in six suitable wards of 2022 and had 158 voters there: too few to tell anything."""
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Preferences:
    """How the supporters of each party rank the others.

    ``supporters``: i8[orders], places in ``SUPPORTERS``; ``then``: i8[orders, ranks], places in
    ``FAMILIES`` after the first preference, padded with -1; ``shares``: f8[orders], of the
    party's supporters, adding up to one for each; ``concentration``: f8[supporters], how sure
    the shares are, as the concentration of a Dirichlet distribution.
    """

    supporters: Ints
    then: Ints
    shares: Floats
    concentration: Floats

    def passing(self, shares: Floats | None = None) -> Floats:
        """To whom votes pass: f8[supporters, sets of families still in, families + nobody].

        ``shares``: others than the stated, as ``drawn`` gives them. Rows add up to one.
        """
        weights = self.shares if shares is None else shares
        size = len(SUPPORTERS) * MASKS * (NOBODY + 1)
        cells: Floats = np.bincount(self._cell.ravel(), np.repeat(weights, MASKS), size).astype(
            np.float64
        )
        return cells.reshape(len(SUPPORTERS), MASKS, NOBODY + 1)

    @cached_property
    def _cell(self) -> Ints:
        """The cell of ``passing`` that each order adds to, under each set: i8[orders, sets]."""
        first = np.full((self.shares.size, MASKS), NOBODY)
        masks = np.arange(MASKS)
        for family in self.then.T[::-1]:
            present = (family >= 0)[:, None] & ((masks >> np.maximum(family, 0)[:, None]) & 1 > 0)
            first = np.where(present, family[:, None], first)
        row = self.supporters[:, None] * MASKS + masks
        return np.asarray(row * (NOBODY + 1) + first, dtype=np.int64)

    def drawn(self, key: npt.NDArray[np.uint32]) -> Floats:
        """Shares drawn from a Dirichlet distribution about the stated ones: f8[orders].

        Sums of its parts are Dirichlet too, so the share that passes from one party to another
        is drawn with the concentration measured for it, whoever is still in. Shares that are
        sure, as those of a matrix are, stay as stated. ``key``: u4[2].
        """
        from scipy.special import gammaincinv

        from commonweal.core import randomness

        entities = np.arange(self.shares.size, dtype=np.int64)
        uniform = randomness.uniforms(key, randomness.decision(_ROWS), entities)
        known = np.isfinite(self.concentration)
        concentration = np.where(known, self.concentration, 1.0)
        shape = self.shares * concentration[self.supporters]
        # A gamma of tiny shape is nought but for rare values; below this it counts as nought.
        gamma = np.where(shape > 0, gammaincinv(np.maximum(shape, 1e-300), uniform), 0.0)
        whole = np.bincount(self.supporters, gamma, len(SUPPORTERS))
        whole = np.where(known, whole, 1.0)
        parts = np.where(known[self.supporters], gamma / whole[self.supporters], self.shares)
        return np.asarray(parts, dtype=np.float64)

    def second(self, supporters: str, family: str) -> float:
        """The share of a party's supporters whose next party is this one (or "nobody").

        Everybody else being in. Raises UnknownName for a party that is not in the table.
        """
        for name, known in ((supporters, SUPPORTERS), (family, (*FAMILIES, "nobody"))):
            if name not in known:
                raise UnknownName("party of a transfer", name, known)
        to = NOBODY if family == "nobody" else FAMILIES.index(family)
        return float(self.passing()[SUPPORTERS.index(supporters), MASKS - 1, to])


_ROWS = "elections.transfers.rows"


def chosen(policy: Policy) -> Preferences:
    """The transfers that a rulebook names.

    Raises ParameterError for a matrix of one's own that is none.
    """
    match policy.choice("transfers.from"):
        case "nobody":
            return exhausted()
        case "own":
            return of_matrix(policy.table("transfers.own"))
        case named:
            return scottish(named.removeprefix("scottish-"))


@cache
def scottish(year: str) -> Preferences:
    """The orders of Scotland's voters at the council elections of a year.

    UKIP's are those of 2012 in either year. Raises UnknownName for a year without ballots.
    """
    years = sorted({row["year"] for row in tables.rows("party_rankings")})
    if year not in years:
        raise UnknownName("year of ballots", year, years)
    wanted = {name: _UKIP_YEAR if name == "UKIP" else year for name in SUPPORTERS}
    rows = [
        row for row in tables.rows("party_rankings") if wanted[row["supporters"]] == row["year"]
    ]
    certain = {
        row["supporters"]: float(row["concentration"])
        for row in tables.rows("party_supporters")
        if wanted[row["supporters"]] == row["year"]
    }
    orders = [
        (
            SUPPORTERS.index(row["supporters"]),
            [FAMILIES.index(name) for name in row["then"].split(">") if name],
            float(row["voters"]),
        )
        for row in rows
    ]
    return _preferences(orders, [certain[name] for name in SUPPORTERS])


def exhausted() -> Preferences:
    """Nobody names a second party: the alternative vote is then first past the post."""
    return _preferences([(place, [], 1.0) for place in range(len(SUPPORTERS))], _sure())


def of_matrix(matrix: Mapping[str, float]) -> Preferences:
    """Orders from shares of second preferences, such as {"Con to LD": 0.4, "LD to Lab": 0.5}.

    What a row leaves over names nobody; a row that is absent is all exhausted. A third
    preference is the second party's own next one among those not yet named. Raises UnknownName
    for a pair of unknown parties, ParameterError for a share outside 0 to 1, or a row that adds
    up to more than one.

    >>> of_matrix({"Con to LD": 0.4}).second("Con", "nobody")
    0.6
    """
    rows = np.zeros((len(SUPPORTERS), len(FAMILIES)))
    for pair, share in matrix.items():
        if pair not in PAIRS:
            raise UnknownName("transfer", pair, PAIRS, where="transfers.own")
        if not 0 <= share <= 1:
            raise ParameterError(
                f"'{pair}' is {share:g}", where="transfers.own",
                remedy="A share of a party's voters lies between 0 and 1.",
            )  # fmt: skip
        of, _, to = pair.partition(" to ")
        rows[SUPPORTERS.index(of), FAMILIES.index(to)] = share
    for name, total in zip(SUPPORTERS, rows.sum(axis=1).tolist(), strict=True):
        if total > 1 + _ROUNDING:
            raise ParameterError(
                f"the transfers of {name}'s voters add up to {total:.3g}", where="transfers.own",
                remedy="Give shares that add up to 1 at most; what is left over names nobody.",
            )  # fmt: skip
    orders = [
        (place, order, share)
        for place in range(len(SUPPORTERS))
        for order, share in _continued(rows, place, (), 1.0)
        if share > 0
    ]
    return _preferences(orders, _sure())


PAIRS: tuple[str, ...] = tuple(
    f"{of} to {to}" for of, to in itertools.product(SUPPORTERS, FAMILIES) if of != to
)
"""The entries of a matrix."""


def _continued(
    rows: Floats, last: int, named: tuple[int, ...], share: float
) -> list[tuple[Sequence[int], float]]:
    """Every order that begins with those named, and its share."""
    row = rows[last].copy()
    seen = [place for place in (last, *named) if place < NOBODY]
    # Those named already cannot be named again: their part is spread over all the others.
    taken = float(row[seen].sum())
    row[seen] = 0.0
    row = row / (1 - taken) if taken < 1 - _ROUNDING else np.zeros_like(row)
    found: list[tuple[Sequence[int], float]] = [(named, share * max(0.0, 1 - float(row.sum())))]
    for family in np.flatnonzero(row).tolist():
        found += _continued(rows, family, (*named, family), share * float(row[family]))
    return found


def _sure() -> list[float]:
    return [np.inf] * len(SUPPORTERS)


def _preferences(
    orders: Sequence[tuple[int, Sequence[int], float]], concentration: Sequence[float]
) -> Preferences:
    supporters = np.array([of for of, _, _ in orders], dtype=np.int64)
    then = np.full((len(orders), len(FAMILIES)), -1, dtype=np.int64)
    for row, (_, order, _) in enumerate(orders):
        then[row, : len(order)] = order
    weights = np.array([weight for _, _, weight in orders])
    whole = np.bincount(supporters, weights, len(SUPPORTERS))
    return Preferences(
        supporters, then, weights / whole[supporters], np.array(concentration, dtype=np.float64)
    )
