"""Swing: what a change in the shares of large areas says of each seat.

Every model turns the shares of a base election into those of the next, given each area's new
shares. Who does not stand gets nothing; shares below zero are cut off and rows add to one; no
change of an area is no change of its seats. ``Base`` first settles who stands: where a party
withdraws its share goes to the others in proportion, and where one newly stands it is given
part of what it had where it stood, for nobody knows what it would have had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import UnknownName, WorldError
from commonweal.core.protocol import Floats
from commonweal.institutions.elections.grounds import Ground
from commonweal.institutions.elections.history import Ints, Mask

WEAK = 0.2
"""Baxter's threshold: up to this share of a seat's votes a party's supporters are weak."""
_ROUNDS = 200
_CLOSE = 1e-12
_TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Base:
    """The base of a swing: shares of those who stand now, and the areas that are known.

    ``shares``: f8[seats, parties], rows of one; ``stood``: the mask of who stands now;
    ``newly``: who did not at the base; ``area``: i8[seats]; ``votes``: f8[seats], the weights.
    """

    parties: tuple[str, ...]
    shares: Floats
    stood: Mask
    newly: Mask
    area: Ints
    votes: Floats
    areas: tuple[str, ...]

    def totals(self, shares: Floats | None = None) -> Floats:
        """Each party's share of an area's votes, at the base or of the shares given."""
        shown = self.shares if shares is None else shares
        return area_shares(shown, self.votes, self.area, len(self.areas))


def base_of(ground: Ground, stood: Mask, newcomer: float, by: str = "nation") -> Base:
    """A base election as if those had stood who stand now.

    ``newcomer`` is what a party is given where it newly stands, as a part of its share over
    the seats of the area where it stood, or of the country if it stood nowhere there. Raises WorldError where the mask does not fit, or
    nobody stands.
    """
    if stood.shape != ground.shares.shape or not stood.any(axis=1).all():
        raise WorldError(
            "the mask of who stands does not fit the base election", where=ground.day,
            remedy="Give one row a seat and one column a party, with somebody in every seat.",
        )  # fmt: skip
    areas, area = ground.codes(by)
    newly = stood & ~ground.stood
    shares = np.where(stood, ground.shares, 0.0)
    before = area_shares(ground.shares, ground.votes, area, len(areas))
    reach = area_shares(ground.stood.astype(np.float64), ground.votes, area, len(areas))
    where_stood = before / np.maximum(reach, _TINY)
    anywhere = ground.votes @ ground.shares / np.maximum(ground.votes @ ground.stood, _TINY)
    where_stood = np.where(reach > 0, where_stood, anywhere)
    shares = np.where(newly, newcomer * where_stood[area], shares)
    empty = shares.sum(axis=1) == 0
    shares[empty] = stood[empty]
    return Base(ground.parties, whole(shares), stood, newly, area, ground.votes, areas)


def area_shares(shares: Floats, votes: Floats, area: Ints, areas: int) -> Floats:
    """Shares of the votes of whole areas: f8[areas, parties]."""
    cast = np.zeros((areas, shares.shape[1]))
    np.add.at(cast, area, shares * votes[:, None])
    found: Floats = cast / np.bincount(area, votes, areas)[:, None]
    return found


def whole(shares: Floats) -> Floats:
    """Cut off what is below zero, and make every row add up to one."""
    kept = np.maximum(shares, 0.0)
    found: Floats = kept / kept.sum(axis=1, keepdims=True)
    return found


def uniform(base: Base, target: Floats) -> Floats:
    """The same points for a party in every seat of an area.

    Butler and Stokes, "Political Change in Britain", 1969.
    """
    change = (target - base.totals())[base.area]
    return _standing(base, base.shares + change)


def proportional(base: Base, target: Floats) -> Floats:
    """The same part of its share for a party in every seat of an area.

    A party that an area did not know has the same share in all its seats.
    """
    return _standing(base, _seeded(base, target) * _ratio(base, target)[base.area])


def blend(base: Base, target: Floats, uniform_part: float) -> Floats:
    """Part of the change in equal points, the rest in proportion to a party's share."""
    one, other = uniform(base, target), proportional(base, target)
    return whole(uniform_part * one + (1.0 - uniform_part) * other)


def additive_logit(base: Base, target: Floats) -> Floats:
    """The same change in the log odds of a party in every seat of an area.

    The changes are those that give each area the shares it is to have.
    """
    shift = np.ones_like(target)
    found = start = _standing(base, _seeded(base, target))
    for _ in range(_ROUNDS):
        totals = base.totals(found)
        step = np.where(totals > _TINY, target / np.maximum(totals, _TINY), 1.0)
        step = np.where(target > 0, step, 0.0)
        if float(np.abs(step - 1.0)[target > 0].max(initial=0.0)) < _CLOSE:
            break
        shift = shift * step
        scaled = start * shift[base.area]
        found = _standing(base, scaled / np.maximum(1.0 - start + scaled, _TINY))
    return found


def strong_transition(base: Base, target: Floats, threshold: float = WEAK) -> Floats:
    """A falling party loses first its weak supporters, up to a threshold in each seat.

    Those beyond the threshold are strong, and leave only when the area has no weak ones left.
    What a seat loses goes to the parties that gain in its area, in proportion to their gains.
    M. Baxter, "Strong Transition Model 2007", Electoral Calculus.
    """
    before = base.totals()
    weak = np.minimum(base.shares, threshold)
    weak_total = base.totals(weak)
    loss = np.maximum(before - target, 0.0)
    of_weak = np.minimum(loss / np.maximum(weak_total, _TINY), 1.0)
    strong_total = np.maximum(before - weak_total, _TINY)
    of_strong = np.minimum(np.maximum(loss - weak_total, 0.0) / strong_total, 1.0)
    lost = weak * of_weak[base.area] + (base.shares - weak) * of_strong[base.area]
    gain = np.where(base.stood, np.maximum(target - before, 0.0)[base.area], 0.0)
    part = gain / np.maximum(gain.sum(axis=1, keepdims=True), _TINY)
    return _standing(base, base.shares - lost + part * lost.sum(axis=1, keepdims=True))


Model = Callable[[Base, Floats], Floats]
MODELS: Mapping[str, Model] = {
    "uniform": uniform,
    "proportional": proportional,
    "additive-logit": additive_logit,
    "strong-transition": strong_transition,
}
"""The models without a parameter of their own, by name."""


def model(name: str, uniform_part: float = 0.0) -> Model:
    """A model by name, "blend" with its part. Raises UnknownName for another name."""
    if name == "blend":
        return lambda base, target: blend(base, target, uniform_part)
    if name not in MODELS:
        raise UnknownName("swing model", name, (*MODELS, "blend"))
    return MODELS[name]


@dataclass(frozen=True, slots=True)
class Tactics:
    """Votes against one party gathering behind its best-placed opponent.

    In seats where ``against`` was first or second at the base, ``part`` of what the others of
    the ``bloc`` would have goes to the one of them who had most at the base.
    """

    part: float
    against: str = "Con"
    bloc: tuple[str, ...] = ("Lab", "LD", "Green")


def tactical(base: Base, shares: Floats, tactics: Tactics) -> Floats:
    """Move votes to the best-placed opponent of one party, seat by seat."""
    return shares + tactics.part * tactical_direction(base, shares, tactics)


def tactical_direction(base: Base, shares: Floats, tactics: Tactics) -> Floats:
    """What would move if everybody of the bloc did: f8[seats, parties], rows of zero."""
    bloc = [base.parties.index(party) for party in tactics.bloc]
    against = base.parties.index(tactics.against)
    rank = (base.shares > base.shares[:, [against]]).sum(axis=1)
    at_stake = base.stood[:, against] & (rank <= 1)
    best = np.array(bloc)[np.argmax(base.shares[:, bloc], axis=1)]
    at_stake &= base.stood[np.arange(best.size), best]
    moved = np.zeros_like(shares)
    moved[:, bloc] = -shares[:, bloc] * at_stake[:, None]
    moved[np.arange(best.size), best] = 0.0
    moved[np.arange(best.size), best] = -moved.sum(axis=1)
    return moved


def _standing(base: Base, shares: Floats) -> Floats:
    """Shares of those who stand; where nothing is left to any of them, those of the base."""
    kept = np.where(base.stood, shares, 0.0)
    nothing = np.maximum(kept, 0.0).sum(axis=1, keepdims=True) <= 0.0
    return whole(np.where(nothing, base.shares, kept))


def _seeded(base: Base, target: Floats) -> Floats:
    """The shares, and for parties that an area did not know those that it is to have."""
    return np.where(base.totals()[base.area] > _TINY, base.shares, target[base.area])


def _ratio(base: Base, target: Floats) -> Floats:
    before = base.totals()
    return np.where(before > _TINY, target / np.maximum(before, _TINY), 1.0)
