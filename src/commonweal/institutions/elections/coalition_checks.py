"""What power in the house is checked against: a textbook game, stated indices, and a plain count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from commonweal.algorithms import power, reference_power
from commonweal.algorithms.power import Game
from commonweal.core.checks import Check, Fault
from commonweal.institutions.elections import coalition_faults, coalitions
from commonweal.institutions.elections.coalitions import House

_POWER = "commonweal.algorithms.power"
_HOUSE = "commonweal.institutions.elections.coalitions.house"
_ROUNDED = 0.0005
"""The stated indices have three decimals."""

_SEATS_FOR_POWER = Fault(
    "a share of the seats is taken for power", f"{_POWER}.banzhaf", coalition_faults.share_of_seats
)
_ORDERS = Fault(
    "Shapley and Shubik's index is Banzhaf's", f"{_POWER}.shapley_shubik", power.banzhaf
)
_TIES_WIN = Fault("half of the house is a majority", f"{_POWER}.majority", coalition_faults.half)


def checks() -> Sequence[Check]:
    """[3; 2, 1, 1]; the house of 2010 in four variants; the fast count beside the plain one."""
    return (
        Check(
            "power-3-2-1-1", "closed form",
            "Banzhaf's and Shapley and Shubik's indices of [3; 2, 1, 1]",
            [3 / 5, 1 / 5, 1 / 5, 2 / 3, 1 / 6, 1 / 6], _textbook, 1e-12,
            "By hand: swings 3, 1, 1; the first member completes four of six orders",
            (_SEATS_FOR_POWER, _ORDERS),
        ),
        *_house_of_2010(),
        Check(
            "power-as-counted-one-by-one", "identity",
            "Members of the four houses of 2010 whose fast and plain indices differ",
            0, _differences, 0, "Every coalition looked at, one by one",
            (Fault("a member's own factor is not divided out", f"{_POWER}._between",
                   coalition_faults.one_weight_short),),
        ),
        Check(
            "minimal-coalitions-2010", "identity",
            "Minimal winning coalitions of the house of 2010 that a look at all does not find, or "
            "that it finds besides",
            0, _minimal_differences, 0, "Every coalition looked at, one by one",
            (Fault("any winning coalition is called minimal", f"{_POWER}._completed",
                   coalition_faults.one_more_than_needed),),
        ),
    )  # fmt: skip


def variants_of_2010() -> tuple[House, ...]:
    """The Speaker a Conservative or absent, Sinn Féin present or absent."""
    return (
        coalitions.house(2010, speaker="former-party", absent=()),
        coalitions.house(2010, speaker="former-party", absent=("SF",)),
        coalitions.house(2010, speaker="absent", absent=()),
        coalitions.house(2010, speaker="absent", absent=("SF",)),
    )


def _house_of_2010() -> Sequence[Check]:
    """Indices stated to three decimals before the code was written, for two of the four variants."""
    source = (
        "Stated beforehand; every coalition of the same seats counted one by one gives the same"
    )
    chair = Fault(
        "the Speaker and Sinn Féin are counted whatever was asked", _HOUSE,
        coalition_faults.everybody_votes,
    )  # fmt: skip
    return (
        Check(
            "power-2010-all", "closed form",
            "Quota; then Banzhaf, then Shapley and Shubik of Con, Lab and LD in 2010, the Speaker "
            "a Conservative",
            [326, 0.363, 0.208, 0.208, 0.399, 0.217, 0.217], _indices("former-party", ()),
            _ROUNDED, source, (_SEATS_FOR_POWER, _ORDERS, _TIES_WIN),
        ),
        Check(
            "power-2010-voting", "closed form",
            "Quota; then Banzhaf of Con, Lab and LD in 2010 without the Speaker and Sinn Féin",
            [323, 0.363, 0.229, 0.229],
            lambda: _indices("absent", ("SF",))()[:4], _ROUNDED, source,
            (_SEATS_FOR_POWER, chair),
        ),
        Check(
            "quotas-2010", "closed form", "More than half of those who vote in each variant of 2010",
            [326, 323, 325, 323], lambda: [found.game.quota for found in variants_of_2010()], 0,
            "By hand: 650, 645, 649 and 644 members", (chair, _TIES_WIN),
        ),
    )  # fmt: skip


def _textbook() -> list[float]:
    game = Game((2, 1, 1), 3)
    return [float(own) for own in (*power.banzhaf(game), *power.shapley_shubik(game))]


def _indices(speaker: coalitions.Speaker, absent: Sequence[str]) -> Callable[[], list[float]]:
    def found() -> list[float]:
        house = coalitions.house(2010, speaker=speaker, absent=absent)
        places = [house.parties.index(party) for party in ("Con", "Lab", "LD")]
        banzhaf, shapley = power.banzhaf(house.game), power.shapley_shubik(house.game)
        return [
            house.game.quota,
            *(float(banzhaf[place]) for place in places),
            *(float(shapley[place]) for place in places),
        ]

    return found


def _differences() -> int:
    differing = 0
    for house in variants_of_2010():
        fast = zip(power.swings(house.game), power.shapley_shubik(house.game), strict=True)
        plain = zip(
            reference_power.swings(house.game), reference_power.shapley_shubik(house.game),
            strict=True,
        )  # fmt: skip
        differing += sum(one != other for one, other in zip(fast, plain, strict=True))
    return differing


def _minimal_differences() -> int:
    game = coalitions.house(2010, speaker="former-party", absent=()).game
    fast = {frozenset(coalition) for coalition in power.minimal_winning(game)}
    return len(fast ^ reference_power.minimal_winning(game))
