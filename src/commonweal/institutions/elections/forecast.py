"""A forecast: polls or constituency estimates in, seats and their chances out, with a hash.

What is put in is all that is known of the election: no votes of it, of a seat or of the nation,
are read. Polls move the base election by the frozen method, each nation on its own where there
are polls of it and by the change in Great Britain where there are none; estimates by
constituency take the place of the swing. Uncertainty is the frozen one, polls' errors included.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from commonweal.core.errors import ParameterError, UnknownName
from commonweal.core.protocol import Floats
from commonweal.institutions.elections import (
    contests,
    frozen,
    grounds,
    patterns,
    swing,
    uncertainty,
)
from commonweal.institutions.elections.grounds import GREAT_BRITAIN, Ground
from commonweal.institutions.elections.history import Ints, Mask
from commonweal.institutions.elections.polls_file import BRITAIN, Estimates, Stated
from commonweal.institutions.elections.swing import Base
from commonweal.institutions.elections.uncertainty import Outlook

BASES: Mapping[str, Callable[[], Ground]] = {
    "2024": lambda: grounds.general_election("2024-07-04"),
    "2019-on-2024": grounds.notional,
    "2019": lambda: grounds.general_election("2019-12-12"),
    "2017": lambda: grounds.general_election("2017-06-08"),
    "2015": lambda: grounds.general_election("2015-05-07"),
    "2010": lambda: grounds.general_election("2010-05-06"),
}
"""Elections that a forecast may start from."""
_AT_A_TIME = 1_000
LEVELS = (0.5, 0.8, 0.95)
OTHERS = "others"
"""Independents and small parties: each a candidate alone, added up only to be shown."""
EVERYWHERE = ("Con", "Lab", "LD", "RUK", "Green")
_HOME = {"SNP": "Scotland", "PC": "Wales"}


@dataclass(frozen=True, eq=False)
class Forecast:
    """Seats by draw and party, i8[draws, parties], and the chances of every seat.

    ``parties``: those of the seats, the last of which is everybody else together. ``chances``
    and ``shares``: f8[seats, columns of the ground], the part of the draws won and the expected
    share, of one candidate each; ``inputs`` says what it was made from.
    """

    ground: Ground
    parties: tuple[str, ...]
    seats: Ints
    chances: Floats
    shares: Floats
    inputs: Mapping[str, Any]

    @property
    def house(self) -> int:
        return len(self.ground.code)

    def named(self) -> tuple[str, ...]:
        """The parties that win a seat in some draw, the likeliest largest first."""
        mean = self.seats.mean(axis=0)
        order = np.argsort(-mean, kind="stable")
        return tuple(self.parties[at] for at in order if mean[at] > 0)

    def won(self, party: str) -> Ints:
        """The seats of a party in each draw: i8[draws]."""
        found: Ints = self.seats[:, self.parties.index(party)]
        return found

    def interval(self, party: str, level: float) -> tuple[float, float]:
        """The ends of the central part of a party's seats."""
        low, high = np.quantile(self.won(party), [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def most(self, party: str) -> float:
        """The chance of more seats than any other party; none for those who are no party."""
        rivals = [self.won(other) for other in self.parties if other not in (party, OTHERS)]
        ahead = self.won(party) > np.max(rivals, axis=0)
        return 0.0 if party == OTHERS else float(ahead.mean())

    def majority(self, party: str) -> float:
        """The chance of more than half of the seats."""
        return float((2 * self.won(party) > self.house).mean())

    def document(self) -> dict[str, Any]:
        """Everything that is forecast, with the SHA-256 of all of it."""
        found: dict[str, Any] = {
            "inputs": dict(self.inputs),
            "parties": [self._party(party) for party in self.named()],
            "constituencies": [self._seat(at) for at in range(self.house)],
        }
        return {**found, "hash": hash_of(found)}

    def _party(self, party: str) -> dict[str, Any]:
        seats = self.won(party)
        ends = {f"{level:.0%}": list(self.interval(party, level)) for level in LEVELS}
        return {
            "party": party, "mean": round(float(seats.mean()), 2),
            "median": float(np.median(seats)), "intervals": ends,
            "most_seats": self.most(party), "majority": self.majority(party),
        }  # fmt: skip

    def _seat(self, at: int) -> dict[str, Any]:
        ground = self.ground
        likely = {
            party: {"chance": round(float(chance), 4), "share": round(float(share), 4)}
            for party, chance, share in zip(
                ground.parties, self.chances[at], self.shares[at], strict=True
            )
            if share > 0
        }
        return {
            "code": ground.code[at], "name": ground.name[at], "region": ground.region[at],
            "parties": likely,
        }  # fmt: skip


def hash_of(document: Mapping[str, Any]) -> str:
    """The SHA-256 of a forecast: of its JSON with sorted keys and no spaces, the hash left out."""
    kept = {key: value for key, value in document.items() if key != "hash"}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def forecast(
    stated: Estimates, base: str, draws: int, seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Forecast:  # fmt: skip
    """Forecast every seat from polls or constituency estimates.

    ``progress`` is told how many of how many elections are drawn, from time to time.
    Raises UnknownName for a base or a constituency that is not known, ParameterError for a
    seat of Great Britain that estimates leave out, or polls that do not fit the base.
    """
    if base not in BASES:
        raise UnknownName("election to start from", base, BASES, where="--base")
    ground = BASES[base]()
    thought = _by_seat(stated, ground) if stated.by_constituency else _by_polls(stated, ground)
    seats, wins = _drawn(thought, draws, seed, progress)
    fixed = frozen.chosen()
    inputs = {
        "estimates": stated.digest, "rows": len(stated.rows),
        "kind": "constituencies" if stated.by_constituency else "polls", "base": base,
        "method": fixed.method.model, "frozen": hashlib.sha256(frozen.FILE.read_bytes()).hexdigest(),
        "draws": draws, "seed": seed,
    }  # fmt: skip
    single = [at for at, party in enumerate(ground.parties) if party in grounds.PARTIES]
    others = seats.sum(axis=1, keepdims=True) - seats[:, single].sum(axis=1, keepdims=True)
    parties = (*(ground.parties[at] for at in single), OTHERS)
    together: Ints = np.hstack([seats[:, single], others])
    return Forecast(ground, parties, together, wins / draws, thought.shares, inputs)


def _drawn(
    thought: Outlook, draws: int, seed: int, progress: Callable[[int, int], None] | None
) -> tuple[Ints, Floats]:
    """Seats by draw and party, and wins by seat and party.

    Draws are made a thousand at a time, each by its own key, so that they can be interrupted.
    """
    from commonweal.institutions.elections import montecarlo

    found, seat, party = contests.contests_of(thought)
    seats, wins = contests.no_seats(draws, thought), contests.no_wins(found)
    keys = contests.keys(seed, draws)
    for first in range(0, draws, _AT_A_TIME):
        part = slice(first, first + _AT_A_TIME)
        montecarlo.draw_winners(keys[part], montecarlo.DECISIONS, found, seats[part], wins)
        if progress is not None:
            progress(min(first + _AT_A_TIME, draws), draws)
    table = np.zeros(thought.shares.shape)
    table[seat, party] = wins
    return seats, table


def standing(ground: Ground) -> Mask:
    """Who is taken to stand: the parties of Great Britain everywhere there, others as at the base.

    Nobody else opposes a Speaker who sought re-election at the base.
    """
    stood = ground.stood.copy()
    britain = np.array([nation in GREAT_BRITAIN for nation in ground.nation])
    chair = ground.stood[:, ground.parties.index("Speaker")]
    for party in EVERYWHERE:
        stood[britain & ~chair, ground.parties.index(party)] = True
    for party, nation in _HOME.items():
        stood[np.array([name == nation for name in ground.nation]), ground.parties.index(party)] = (
            True
        )
    return stood


def _by_polls(stated: Estimates, ground: Ground) -> Outlook:
    fixed = frozen.chosen()
    base = swing.base_of(ground, standing(ground), fixed.method.newcomer)
    target = targets(stated, ground, base)
    return uncertainty.outlook(fixed.method, base, target, ground, fixed.polled)


def targets(stated: Estimates, ground: Ground, base: Base) -> Floats:
    """What each nation's shares are to be, from the mean of its polls: f8[nations, parties].

    Where a nation has no polls of its own, its parties change by as many points as in Great
    Britain, and Northern Ireland not at all. Raises ParameterError for an area without seats, and for a nation
    of Great Britain that no poll is of.
    """
    polls = {area: _mean([row for row in stated.rows if row.where == area])
             for area in {row.where for row in stated.rows}}  # fmt: skip
    home = [nation in GREAT_BRITAIN for nation in base.areas]
    weight = np.bincount(base.area, base.votes, len(base.areas)) * home
    british = weight @ base.totals() / weight.sum()
    found = base.totals().copy()
    for at, nation in enumerate(base.areas):
        if nation in polls:
            found[at] = _polled(found[at], polls[nation], ground.parties, None)
        elif home[at] and BRITAIN in polls:
            found[at] = _polled(found[at], polls[BRITAIN], ground.parties, british)
        elif home[at]:
            raise ParameterError(
                f"there is no poll of {nation}", where=str(stated.path),
                remedy="Give polls of GB, or of England, Scotland and Wales each.",
            )  # fmt: skip
    unknown = set(polls) - {BRITAIN, *base.areas}
    if unknown:
        raise ParameterError(
            f"the base election has no seats in {min(unknown)}", where=str(stated.path)
        )
    return found


def _polled(
    before: Floats, poll: Mapping[str, float], parties: Sequence[str], britain: Floats | None
) -> Floats:
    """A nation's shares after a poll: polled parties move, the rest keep their proportions.

    ``britain``: the base's shares in Great Britain, where the poll is one of all of it.
    """
    of = before if britain is None else britain
    after, named = before.copy(), np.zeros(before.size, dtype=np.bool_)
    for party, share in poll.items():
        # A party of one nation is not moved by polls of the whole of Great Britain.
        if party == "other" or (party in _HOME and britain is not None):
            continue
        at = parties.index(party)
        named[at] = True
        after[at] = max(before[at] + share - of[at], 0.0)
    rest = 1.0 - after[named].sum()
    others = before[~named].sum()
    if rest > 0 and others > 0:
        after[~named] = before[~named] * rest / others
    found: Floats = after / after.sum()
    return found


def _mean(rows: Sequence[Stated]) -> dict[str, float]:
    """The mean over polls of each party, of those that state it."""
    stated: dict[str, list[float]] = {}
    for row in rows:
        for party, share in row.shares.items():
            stated.setdefault(party, []).append(share)
    return {party: float(np.mean(each)) for party, each in stated.items()}


def _by_seat(stated: Estimates, ground: Ground) -> Outlook:
    """Estimates take the place of shares; what they call other is divided as at the base."""
    places = {code: at for at, code in enumerate(ground.code)}
    shares, stood = ground.shares.copy(), standing(ground)
    for row in stated.rows:
        if row.where not in places:
            raise UnknownName(
                "constituency", row.where, places, where=f"{stated.path}, line {row.line}",
                remedy="Codes are those of the boundaries of the base: see --base.",
            )  # fmt: skip
        at = places[row.where]
        shares[at], stood[at] = _estimated(row, ground, at)
    given = {row.where for row in stated.rows}
    lacking = [
        name for code, name, nation in zip(ground.code, ground.name, ground.nation, strict=True)
        if code not in given and nation in GREAT_BRITAIN
    ]  # fmt: skip
    if lacking:
        raise ParameterError(
            f"{len(lacking)} constituencies are not there: {lacking[0]}"
            + (" and others" if len(lacking) > 1 else ""),
            where=str(stated.path), remedy="Every seat of Great Britain needs a row.",
        )  # fmt: skip
    base = replace(swing.base_of(ground, stood, 1.0), newly=np.zeros_like(stood))
    said = swing.whole(np.where(stood, shares, 0.0))
    spread = frozen.chosen().polled
    moved = patterns.directions(base, said)
    nation = base.totals(said)[base.area]
    known = (nation > 0) & ~grounds.alone(ground.parties)
    reach = np.where(known, said / np.maximum(nation, 1e-9), 0.0)
    return Outlook(ground, stood, said, reach, moved, patterns.size(said), spread)


def _estimated(row: Stated, ground: Ground, at: int) -> tuple[Floats, Mask]:
    found, before = np.zeros(len(ground.parties)), ground.shares[at]
    named = [ground.parties.index(party) for party in row.shares if party != "other"]
    for party, share in row.shares.items():
        if party != "other":
            found[ground.parties.index(party)] = share
    others = np.array([
        at not in named and party not in (*EVERYWHERE, *_HOME)
        for at, party in enumerate(ground.parties)
    ])  # fmt: skip
    rest = before * others
    if row.shares.get("other", 0.0) > 0 and rest.sum() > 0:
        found += rest * row.shares["other"] / rest.sum()
    elif row.shares.get("other", 0.0) > 0:
        found[ground.parties.index(grounds.REST)] += row.shares["other"]
    return found, found > 0
