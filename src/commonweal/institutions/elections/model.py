"""Elections: the same votes, counted under several rulebooks.

A count of real votes reads no uncertainty: how people would vote under another rulebook is not
modelled. Only to whom votes would pass can be drawn, and a tie reads luck, because the law settles
it by lot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from commonweal.algorithms.apportionment import Ints
from commonweal.core.period import Period
from commonweal.core.protocol import LUCK, Draws, Floats, Result, UnitValues
from commonweal.core.world import World
from commonweal.institutions.elections import (
    century,
    counting,
    measures,
    pivotality,
    tables,
    worlds,
)
from commonweal.institutions.elections.century import Campaigned, Century
from commonweal.institutions.elections.counting import Contest, Count
from commonweal.parameters.policy import Policy
from commonweal.parameters.room import Room

if TYPE_CHECKING:
    from commonweal.core.checks import Check

_LOT = "elections.lot"
_TRANSFERS = "transfers_drawn"
_Key = np.ndarray[tuple[int], np.dtype[np.uint32]]


@dataclass(frozen=True, eq=False)
class CountedElection:
    """An election counted under one rulebook, ready to report.

    ``again``: the count of a row, where transfers (``drawn``: the uncertainty they are keyed by) or
    districts (by the row's luck) are drawn; ``worth``: what one
    more vote is worth, where it is reckoned.
    """

    contest: Contest
    count: Count
    again: counting.Keyed | None = None
    drawn: frozenset[str] = frozenset()
    worth: pivotality.Pivotality | None = None

    @property
    def reads(self) -> frozenset[str]:
        """Nothing, unless equal votes leave a seat to the lot, or more than a count is asked."""
        luck = {LUCK} if self.count.ties else set()
        return frozenset(luck | self.drawn | set(pivotality.READS if self.worth else ()))

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        voters = {"class": (*pivotality.CLASSES, "all")} if self.worth else {}
        return {"party": self.contest.parties, **voters}

    @property
    def tie_log(self) -> tuple[str, ...]:
        """One line a tie: how many seats, and the constituency and party of each claimant."""
        return tuple(
            f"{tie.seats} seat(s) by lot between "
            + ", ".join(self._named(claimant) for claimant in tie.claimants)
            for tie in self.count.ties
        )

    @cached_property
    def voters(self) -> measures.VoterGroups:
        return measures.voter_groups(self.contest)

    def run(self, draws: Draws) -> Result:
        """Measures and voter groups for each row; rows differ only where a lot is drawn."""
        rows = len(draws)
        if not (self.count.ties or self.again):
            outcomes = [self._outcome(self.count, self.count.won)] * rows
        else:
            outcomes = [self._outcome(*self._counted(draws, row)) for row in range(rows)]
        taken = {name: np.array([found[name] for found, _ in outcomes]) for name in outcomes[0][0]}
        if self.worth:
            taken |= self.worth.taken(*(draws.values[name] for name in pivotality.READS))
        value = np.array([value for _, value in outcomes])
        return Result(taken, {"voters": UnitValues(self.voters.table, value)})

    def _outcome(self, count: Count, won: Ints) -> tuple[dict[str, Floats], Floats]:
        found = measures.of(self.contest, count, won)
        return found, self.voters.values(self.contest, count, won)

    def _counted(self, draws: Draws, row: int) -> tuple[Count, Ints]:
        """The count of a row, and its seats once lots are drawn."""
        count = self.count
        if self.again:
            shares, luck = None, draws.keys[row] if LUCK in self.drawn else None
            if _TRANSFERS in self.drawn:
                # The uncertainty is a number without order: its bits are the key of the shares.
                shares = draws.values[_TRANSFERS][row : row + 1].copy().view(np.uint32)
            count = self.again(shares, luck)
        return count, self._settled(count, draws.keys[row]) if count.ties else count.won

    def _settled(self, count: Count, key: _Key) -> Ints:
        """Draw the lots: each claimant draws a number, and the highest have the seats.

        A list draws as its first candidate, who is the same under every rulebook.
        """
        from commonweal.core import randomness

        won = count.won.copy()
        for tie in count.ties:
            claimants = np.array(tie.claimants)
            entities = np.array([self._first_candidate(claimant) for claimant in tie.claimants])
            drawn = randomness.uniforms(key, randomness.decision(_LOT), entities)
            won[claimants[np.argsort(-drawn, kind="stable")[: tie.seats]]] += 1
        return won

    def _first_candidate(self, claimant: int) -> int:
        return int(np.flatnonzero(self.count.list_of == claimant)[0])

    def _named(self, claimant: int) -> str:
        candidate = self._first_candidate(claimant)
        place = self.contest.world.labels["constituency"][self.contest.constituency[candidate]]
        return f"{self.contest.parties[self.contest.counted_for[candidate]]} ({place})"


def prepare(world: World, policy: Policy, period: Period) -> CountedElection:
    """Count the votes of one election once under a rulebook.

    Raises WorldError for votes that cannot be counted, ParameterError where no list reaches
    the threshold.
    """
    contest = counting.contest(world, policy)
    system = policy.choice("electoral_system")
    drawn = _drawn(system, policy)
    again = counting.KEYED[system](contest, policy) if drawn else None
    worth = None
    if policy.choice("pivotality.count") == "with-pivotality":
        worth = pivotality.of(contest, policy)
    return CountedElection(contest, counting.SYSTEMS[system](contest, policy), again, drawn, worth)


def _drawn(system: str, policy: Policy) -> frozenset[str]:
    """What of a count is drawn: to whom votes pass, and where districts lie."""
    found = set()
    if system in ("av", "stv", "av-plus") and policy.choice("transfers.shares") == "drawn":
        found.add(_TRANSFERS)
    if system in ("stv", "ams", "av-plus") and policy.choice("districts.drawn_up") == "drawn":
        found.add(LUCK)
    return frozenset(found)


def prepare_any(
    world: World, policy: Policy, period: Period
) -> CountedElection | Century | Campaigned:
    """Prepare a world of one election, or of every election since 1918.

    Raises what either raises, and ParameterError for a pact or a campaign in a world of one
    election.
    """
    if century.is_century(world):
        return century.prepare(world, policy)
    century.refuse_scenarios(world, policy)
    return prepare(world, policy, period)


def _checks() -> Sequence[Check]:
    from commonweal.institutions.elections import validation

    return validation.checks()


def _open_file(path: str) -> World:
    from commonweal.institutions.elections import source_files

    return source_files.open_world(path)


institution = Room(
    name="elections",
    title="General elections to the House of Commons since 1918",
    folder=Path(__file__).parent,
    period=Period.parse("1918-12-14..2024-07-04"),
    prepare_model=prepare_any,
    worlds={**worlds.shipped(), **century.shipped()},
    open_file=_open_file,
    tables=tables.TABLES,
    list_checks=_checks,
)
