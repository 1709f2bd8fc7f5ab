"""Seats made ready to be drawn: who may win each, and the numbers the compiled loops read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from commonweal.core.errors import WorldError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections.grounds import may_win
from commonweal.institutions.elections.history import Ints, Mask
from commonweal.institutions.elections.patterns import TILTS, groups_of
from commonweal.institutions.elections.uncertainty import Outlook, for_parties

if TYPE_CHECKING:
    from commonweal.institutions.elections.montecarlo import Contests, Keys

VIABLE = 10.0
"""A candidate further behind the leader than so many standard deviations is left out."""


def contests_of(found: Outlook, viable: float = VIABLE) -> tuple[Contests, Ints, Ints]:
    """The candidates who may win, seat by seat, for the compiled loops; their seats and columns.

    With ``viable`` infinite everybody who stands is kept, so that shares are complete. Raises
    WorldError where nobody who stands in a seat may win it.
    """
    from commonweal.institutions.elections import montecarlo
    from commonweal.institutions.elections.montecarlo import Contests

    national, regional, own = (
        for_parties(level, found.parties)
        for level in (found.spread.national, found.spread.regional, found.spread.seat)
    )
    kept = _viable(found, national, regional, own, viable)
    seat, party = np.nonzero(kept)
    each = np.bincount(seat, minlength=kept.shape[0])
    if not each.all():
        raise WorldError(
            f"nobody can win '{found.ground.name[int(np.argmin(each))]}'",
            remedy="Somebody has to stand in every seat.",
        )  # fmt: skip
    start = np.concatenate([[0], np.cumsum(each)])
    regions, region = found.ground.codes("region")
    codes = found.ground.code
    moving = np.array([found.reach, *found.moved, found.scale])
    return Contests(
        start, party, found.shares[kept], np.ascontiguousarray(moving[:, kept].T),
        found.scale[kept][:, None] * _mixing(own, party, start), region,
        _ids("seat", [(code,) for code in codes]), _triangle(national), _triangle(regional),
        _triangle(found.spread.patterns), groups_of(found.parties),
        _ids("party", [(name,) for name in found.parties]),
        np.array([_ids("region", [(name, p) for p in found.parties]) for name in regions]),
        *montecarlo.pools(),
    ), seat, party  # fmt: skip


def _viable(found: Outlook, national: Floats, regional: Floats, own: Floats, viable: float) -> Mask:
    able = found.stood & may_win(found.parties)
    if np.isinf(viable):
        return found.stood
    amounts, groups = np.diag(found.spread.patterns), groups_of(found.parties)
    lead = np.full(groups.size, amounts[2 * TILTS])
    each = np.array([amounts[groups], amounts[TILTS + groups], lead])
    variance = (
        found.reach**2 * np.diag(national)
        + (found.moved**2 * each[:, None, :]).sum(axis=0)
        + found.scale**2 * np.diag(regional + own)
    )
    leading = np.where(able, found.shares, -1.0).argmax(axis=1)
    rows = np.arange(leading.size)
    behind = found.shares[rows, leading][:, None] - found.shares
    apart = np.sqrt(variance + variance[rows, leading][:, None])
    near: Mask = able & (behind <= viable * apart)
    near[rows, leading] = able[rows, leading]
    return near


def _mixing(own: Floats, party: Ints, start: Ints) -> Floats:
    """For each seat the lower triangle of the covariance of its candidates."""
    widest = int(np.diff(start).max())
    found = np.zeros((party.size, widest))
    known: dict[tuple[int, ...], Floats] = {}
    for first, last in zip(start[:-1].tolist(), start[1:].tolist(), strict=True):
        here = tuple(party[first:last].tolist())
        if here not in known:
            known[here] = _triangle(own[np.ix_(here, here)])
        found[first:last, : last - first] = known[here]
    return found


def _triangle(covariance: Floats) -> Floats:
    """A lower triangle L with L times its transpose the covariance, which may lack directions.

    By way of eigenvalues, since Cholesky's method refuses what rounding makes singular.
    """
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    _, upper = np.linalg.qr(root.T)
    found: Floats = np.where(np.diag(upper) < 0, -upper.T, upper.T)
    return np.ascontiguousarray(found)


def _ids(kind: str, names: Sequence[tuple[str, ...]]) -> Ints:
    """Persistent ids from names, so that a seat's luck is its own in every run."""
    return np.array(
        [
            int.from_bytes(
                hashlib.blake2b("\x1f".join((kind, *name)).encode(), digest_size=8).digest(),
                "little",
            )
            >> 1
            for name in names
        ],
        dtype=np.int64,
    )


def keys(seed: int, draws: int) -> Keys:
    """The keys of draws 0 to n - 1: u4[draws, 2]."""
    from commonweal.core.randomness import draw_keys

    return draw_keys(seed, np.arange(draws), np.zeros(draws, dtype=np.int64))


def no_seats(draws: int, found: Outlook) -> Ints:
    """Room for seats by draw and party."""
    return np.zeros((draws, len(found.parties)), dtype=np.int64)


def no_wins(found: Contests) -> Ints:
    """Room for wins by candidate."""
    return np.zeros(found.party.size, dtype=np.int64)
