"""Sharing out seats among lists by any of the rules, in one district or in many.

Ties stay undecided unless a seed for the lot is given. The lot is drawn from the seed and the
names, so it does not depend on the order of a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction

from commonweal.algorithms import additional_members, apportionment
from commonweal.algorithms.apportionment import Apportionment
from commonweal.algorithms.biproportional import biproportional
from commonweal.core.errors import ParameterError
from commonweal.institutions.elections.allocation_result import (
    Allocation,
    ListResult,
    Terms,
    TiedSeats,
)
from commonweal.institutions.elections.votes_file import ListVotes, Votes


def allocate(votes: Votes, terms: Terms, seats: int | None = None) -> Allocation:
    """Share out the seats of each district, or of all at once, by the terms.

    ``seats``: of the house, where the votes do not say it of each district; for ams and mmp the
    whole house, constituencies and lists together. The threshold is a share of the votes of a
    district, under biproportional of all votes.

    Raises ParameterError for seats that are missing or contradict the file, a threshold that
    nobody reaches, and what the rule itself refuses.
    """
    houses = _houses(votes, seats)
    _check_turnout(votes, houses, terms)
    if any(row.constituencies for row in votes.rows) and terms.rule not in ("ams", "mmp"):
        raise ParameterError(
            f"the rule {terms.rule} knows no constituencies",
            where="column 'constituencies'",
            remedy="Leave the column out, or take ams or mmp.",
        )
    if terms.rule == "biproportional":
        return _across_districts(votes, houses, terms)
    found = [_within(votes.within(name), due, terms) for name, due in houses.items()]
    return Allocation(
        terms, sum(houses.values()), tuple(r for results, _ in found for r in results),
        tuple(tie for _, tie in found if tie), _quotas(houses, [results for results, _ in found], terms),
    )  # fmt: skip


def _quotas(
    houses: Mapping[str, int], found: Sequence[Sequence[ListResult]], terms: Terms
) -> dict[str, Fraction]:
    """What a seat costs in each district: the votes of those who share in the seats, per seat."""
    if terms.rule not in ("hare", "droop"):
        return {}
    return {
        name: apportionment.quota_size(sum(r.votes for r in here if r.entitled), due, terms.rule)
        for (name, due), here in zip(houses.items(), found, strict=True)
    }


def _houses(votes: Votes, seats: int | None) -> dict[str, int]:
    """The seats of each district."""
    stated = [votes.seats.get(name) for name in votes.districts]
    known = {n: s for n, s in zip(votes.districts, stated, strict=True) if s is not None}
    if not known and len(stated) == 1 and seats is not None:
        return {votes.districts[0]: seats}
    if len(known) < len(stated):
        missing = next(name for name in votes.districts if name not in known)
        raise ParameterError(
            f"the seats of {missing or 'the house'} are not stated",
            remedy="Give --seats N." if len(stated) == 1
            else "Add a column 'seats': those of its district in each row.",
        )  # fmt: skip
    if seats is not None and seats != sum(known.values()):
        raise ParameterError(
            f"the file says {sum(known.values())} seats, not {seats}",
            where="--seats", remedy="Leave --seats out: the file says them.",
        )  # fmt: skip
    return known


def _check_turnout(votes: Votes, houses: Mapping[str, int], terms: Terms) -> None:
    """Raise ParameterError where more votes were cast than electors have."""
    for name, electors in votes.electorate.items():
        cast = sum(row.votes for row in votes.within(name))
        most = electors * (houses[name] if terms.votes_each == "seats" else 1)
        if cast > most:
            place = f" in {name}" if name else ""
            raise ParameterError(
                f"{cast:,} votes{place} are more than {electors:,} electors can cast",
                where="column 'votes'", remedy="Check the votes, and the electorate.",
            )  # fmt: skip


def _within(
    rows: Sequence[ListVotes], house: int, terms: Terms
) -> tuple[list[ListResult], TiedSeats | None]:
    """The seats of one district."""
    votes, won = [row.votes for row in rows], [row.constituencies for row in rows]
    _check_house(house, votes, rows[0].district)
    may = additional_members.entitled(
        votes, terms.threshold, won, terms.waiver,
        exempt=[row.status == "exempt" for row in rows],
        pooled=[row.status == "pooled" for row in rows],
    )  # fmt: skip
    given, over, tie = _given(rows, house, terms, may)
    results = [
        ListResult(row.district, row.party, row.votes, m, row.constituencies, s, o, row.status)
        for row, m, s, o in zip(rows, may, given, over, strict=True)
    ]
    return results, tie


def _given(
    rows: Sequence[ListVotes], house: int, terms: Terms, may: Sequence[bool]
) -> tuple[tuple[int, ...], tuple[int, ...], TiedSeats | None]:
    """Seats and overhang of each list, and the tie; settled where the lot is drawn."""
    votes = [row.votes for row in rows]
    if terms.rule not in ("ams", "mmp"):
        shared = _shared([v if m else 0 for v, m in zip(votes, may, strict=True)], house, terms)
        tie = _drawn(shared, rows, terms)
        seats = shared.settled(_places(tie, rows)) if tie and tie.winners else shared.seats
        return seats, (0,) * len(rows), tie
    rule = (
        additional_members.without_overhang if terms.rule == "ams"
        else additional_members.with_overhang
    )  # fmt: skip
    won = [row.constituencies for row in rows]
    mixed = rule(votes, won, house, formula=terms.averages, entitled=may)
    tie = _drawn(mixed.share, rows, terms)
    if tie and tie.winners:
        mixed = mixed.settled(_places(tie, rows))
    return mixed.seats, mixed.overhang, tie


def _shared(votes: Sequence[int], house: int, terms: Terms) -> Apportionment:
    if terms.rule in ("hare", "droop"):
        return apportionment.largest_remainders(votes, house, terms.rule)
    return apportionment.highest_averages(votes, house, terms.averages)


def _across_districts(votes: Votes, houses: Mapping[str, int], terms: Terms) -> Allocation:
    """Seats by district and party at once: first each party's of the house, then where."""
    due, upper = _of_the_house(votes, houses, terms)
    cast_for = {(row.district, row.party): row.votes for row in votes.rows}
    matrix = [[cast_for.get((name, party), 0) for party in due] for name in houses]
    found = biproportional(matrix, list(houses.values()), list(due.values()), terms.averages)
    names, parties = list(houses), list(due)
    cells = [(names[row], parties[at]) for row, at in found.tied]
    winners: tuple[tuple[int, int], ...] = ()
    if cells and terms.lot is not None:
        winners = _cells_by_lot(found.tied, cells, found.districts, found.parties, terms.lot)
    given = {
        (name, party): seats
        for name, line in zip(
            names, found.settled(winners) if winners else found.seats, strict=True
        )
        for party, seats in zip(parties, line, strict=True)
    }
    results = tuple(
        ListResult(row.district, row.party, row.votes, row.party in due, 0,
                   given.get((row.district, row.party), 0), status=row.status)
        for row in votes.rows
    )  # fmt: skip
    ties = [upper] if upper else []
    if cells:
        named = tuple((names[row], parties[at]) for row, at in winners)
        ties.append(TiedSeats(sum(found.districts), tuple(cells), named))
    return Allocation(terms, sum(houses.values()), results, tuple(ties))


def _of_the_house(
    votes: Votes, houses: Mapping[str, int], terms: Terms
) -> tuple[dict[str, int], TiedSeats | None]:
    """The seats of the house that each party is due, and the tie that was drawn for, if any."""
    support = _support(votes, houses, terms)
    totals = list(support.values())
    _check_house(sum(houses.values()), totals, "")
    status = {row.party: row.status for row in votes.rows}
    for row in votes.rows:
        if row.status != status[row.party]:
            raise ParameterError(
                f"'{row.party}' is {row.status} in {row.district}, and {status[row.party]} elsewhere",
                where="column 'status'", remedy="A party is the same in every district.",
            )  # fmt: skip
    may = additional_members.entitled(
        totals, terms.threshold,
        exempt=[status[party] == "exempt" for party in support],
        pooled=[status[party] == "pooled" for party in support],
    )  # fmt: skip
    rows = [
        ListVotes("", party, cast)
        for (party, cast), entitled in zip(support.items(), may, strict=True)
        if entitled
    ]
    shared = apportionment.highest_averages(
        [row.votes for row in rows], sum(houses.values()), terms.averages
    )
    tie = _drawn(shared, rows, terms)
    if tie and not tie.winners:
        raise ParameterError(
            f"{_named(tie)} have equal claims to {tie.seats} of the seats of the house",
            remedy="Draw the lot with --lot SEED; then the districts can be shared out.",
        )
    due = shared.settled(_places(tie, rows)) if tie else shared.seats
    return {row.party: seats for row, seats in zip(rows, due, strict=True)}, tie


def _support(votes: Votes, houses: Mapping[str, int], terms: Terms) -> dict[str, int]:
    """Each party's voters in all districts.

    Where a voter has as many votes as the district has seats, that many votes are one voter,
    rounded in each district (Zürich, Gesetz über die politischen Rechte, § 103).
    """
    support = dict.fromkeys(votes.parties, 0)
    for row in votes.rows:
        each = max(houses[row.district], 1) if terms.votes_each == "seats" else 1
        support[row.party] += (2 * row.votes + each) // (2 * each)
    return support


def _check_house(house: int, votes: Sequence[int], district: str) -> None:
    place = f" in {district}" if district else ""
    if house < 1:
        raise ParameterError(f"there are no seats to share out{place}", remedy="Give 1 or more.")
    if not any(votes):
        raise ParameterError(f"nobody voted{place}: the seats have nobody to go to")


def _drawn(shared: Apportionment, rows: Sequence[ListVotes], terms: Terms) -> TiedSeats | None:
    """The tie, with the winners where there is a lot."""
    if shared.tie is None:
        return None
    names = [(rows[at].district, rows[at].party) for at in shared.tie.claimants]
    if terms.lot is None:
        return TiedSeats(shared.tie.seats, tuple(names))
    seed = terms.lot
    ranked = sorted(names, key=lambda name: _lot(seed, *name), reverse=True)
    return TiedSeats(shared.tie.seats, tuple(names), tuple(ranked[: shared.tie.seats]))


def _places(tie: TiedSeats | None, rows: Sequence[ListVotes]) -> list[int]:
    won = set(tie.winners) if tie else set()
    return [at for at, row in enumerate(rows) if (row.district, row.party) in won]


def _cells_by_lot(
    tied: Sequence[tuple[int, int]], names: Sequence[tuple[str, str]],
    districts: Sequence[int], parties: Sequence[int], seed: int,
) -> tuple[tuple[int, int], ...]:  # fmt: skip
    """Let each tied cell draw a number, and take the cells with the highest numbers together.

    The numbers are so near to one another that no cell would get two seats before another
    gets one, so sharing the seats in proportion to them takes each cell once at most.
    """
    table = [[0] * len(parties) for _ in districts]
    for (row, at), name in zip(tied, names, strict=True):
        table[row][at] = (1 << 80) + _lot(seed, *name)
    chosen = biproportional(table, districts, parties, "dhondt")
    return tuple(cell for cell in tied if chosen.seats[cell[0]][cell[1]])


def _lot(seed: int, district: str, party: str) -> int:
    text = f"{seed}\0{district}\0{party}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def _named(tie: TiedSeats) -> str:
    return ", ".join(party for _, party in tie.claimants)
