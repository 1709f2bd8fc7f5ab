"""What the results since 1950 are checked against: published seats and votes of every election.

The totals at hand come from second sources, which reproduce the printed tables of the House of
Commons Library: an appendix reproduced online for 1950 to 1970, ParlGov from 1974 to 2005.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from commonweal.core.checks import Check, Fault
from commonweal.institutions.elections import history, history_faults

_HISTORY = "commonweal.institutions.elections.history"
_WINNER = f"{_HISTORY}.GroupElection.winner"
_READ = f"{_HISTORY}.from_groups"
_PRINTED = (
    "British general election results 1945 to 2001, appendix, as reproduced by docslib.org "
    "(second hand)"
)
_PARLGOV = "ParlGov, elections in the United Kingdom (second hand)"
_POINTS = 0.2
"""Votes agree to so many points of all votes: small parties are pooled with allies before 1955."""


@dataclass(frozen=True)
class Published:
    """Published totals of an election: Conservative, Labour, Liberal; then the whole house.

    ``speaker_apart``: whether the Speaker is with the others in these totals.
    """

    name: str
    seats: tuple[int, int, int]
    house: int
    votes: tuple[int, int, int]
    total_votes: int
    source: str
    speaker_apart: bool = True


PUBLISHED = (
    Published("1950", (298, 315, 9), 625, (12_502_567, 13_266_592, 2_621_548), 28_772_671, _PRINTED),
    Published("1951", (321, 295, 6), 625, (13_717_538, 13_948_605, 730_556), 28_595_668, _PRINTED),
    Published("1955", (344, 277, 6), 630, (13_311_936, 12_404_970, 722_405), 26_760_493, _PRINTED),
    Published("1959", (365, 258, 6), 630, (13_749_830, 12_215_538, 1_638_571), 27_859_241, _PRINTED),
    Published("1964", (303, 317, 9), 630, (12_001_396, 12_205_814, 3_092_878), 27_649_002, _PRINTED),
    Published("1966", (253, 363, 12), 630, (11_418_433, 13_064_951, 2_327_533), 27_263_606, _PRINTED),
    Published("1970", (330, 287, 6), 630, (13_145_123, 12_179_341, 2_117_035), 28_344_798, _PRINTED),
    Published("1974F", (296, 301, 14), 635, (11_872_180, 11_645_616, 6_059_519), 31_340_162, _PARLGOV),
    Published("1974O", (277, 319, 13), 635, (10_462_565, 11_457_079, 5_346_704), 29_189_104, _PARLGOV, False),
    Published("1979", (339, 269, 11), 635, (13_697_923, 11_532_218, 4_313_804), 31_221_362, _PARLGOV, False),
    Published("1983", (397, 209, 23), 650, (13_012_316, 8_456_934, 7_780_949), 30_671_137, _PARLGOV, False),
    Published("1987", (376, 229, 22), 650, (13_760_583, 10_029_807, 7_341_633), 32_529_578, _PARLGOV, False),
    Published("1992", (336, 271, 20), 651, (14_093_007, 11_560_484, 5_999_606), 33_614_074, _PARLGOV),
    Published("1997", (165, 418, 46), 659, (9_600_943, 13_518_167, 5_242_947), 31_286_284, _PARLGOV),
    Published("2001", (166, 412, 52), 659, (8_357_615, 10_724_953, 4_814_321), 26_367_383, _PARLGOV),
    Published("2005", (198, 355, 62), 646, (8_784_915, 9_552_436, 5_985_454), 27_148_510, _PARLGOV),
)  # fmt: skip
"""In February 1974 ParlGov counts the Speaker as a Conservative; the seats here are without."""

_RUNNER_UP = Fault(
    "the group that came second is elected", _WINNER, property(history_faults.second_of_each_seat)
)
_AS_IT_STANDS = Fault("the source is taken as it stands", _READ, history_faults.as_in_the_source)
_MORE_FAULTS = {
    "1950": (
        _AS_IT_STANDS,
        Fault("the Speaker is counted with a party", f"{_HISTORY}.GroupElection.speaker",
              property(history_faults.nobody_in_the_chair)),
    ),
    "1951": (
        _AS_IT_STANDS,
        Fault("members returned unopposed are lost", _READ, history_faults.unopposed_members_lost),
        Fault("pooled candidates make a winner", _WINNER,
              property(history_faults.largest_of_each_seat)),
    ),
}  # fmt: skip


def checks() -> Sequence[Check]:
    """The published seats of each election, and the published votes of all."""
    return (
        *(_seats_check(published) for published in PUBLISHED),
        *_votes_checks(),
        _bounds_check(),
    )


def _seats_check(published: Published) -> Check:
    others = published.house - sum(published.seats)
    return Check(
        f"seats-{published.name}", "official result",
        f"Conservative, Labour, Liberal and other seats of {published.name}, from constituencies",
        [*published.seats, others], _seats_of(published), 0, published.source,
        (_RUNNER_UP, *_MORE_FAULTS.get(published.name, ())),
    )  # fmt: skip


def _seats_of(published: Published) -> Callable[[], list[int]]:
    def seats() -> list[int]:
        found = history.election(published.name)
        members = found.members()
        if published.speaker_apart and found.speaker != history.UNKNOWN:
            members[found.winner[found.speaker]] -= 1
        won = [int(members[found.column(group)]) for group in ("con", "lab", "lib")]
        return [*won, found.house - sum(won)]

    return seats


def _votes_checks() -> Sequence[Check]:
    britain = Fault(
        "Great Britain is taken for the kingdom", _READ,
        history_faults.great_britain_for_the_kingdom,
    )  # fmt: skip
    return (
        Check(
            "shares-1950-2005", "official result",
            "Conservative, Labour and Liberal shares of the votes, 1950 to 2005, percent",
            [100 * cast / p.total_votes for p in PUBLISHED for cast in p.votes], _shares,
            _POINTS, f"{_PRINTED}; {_PARLGOV}", (britain, _AS_IT_STANDS),
        ),
        Check(
            "valid-votes-1950-2005", "official result",
            "Valid votes from 1950 to 2005, of those published, percent",
            [100.0] * len(PUBLISHED), _totals, _POINTS, f"{_PRINTED}; {_PARLGOV}", (britain,),
        ),
    )  # fmt: skip


EARLIER: Mapping[str, tuple[int, int]] = {
    "1918": (57, 36), "1922": (142, 62), "1923": (191, 158), "1924": (151, 40),
    "1929": (287, 59), "1931": (52, 36), "1935": (154, 21), "1945": (393, 12),
}  # fmt: skip
"""Labour and Liberal members, with unendorsed Labour and independent Liberals in 1931."""


def _bounds_check() -> Check:
    return Check(
        "seats-1918-1945", "published estimate",
        "Labour and Liberal seats from 1918 to 1945 outside what one-member seats allow",
        0, _outside, 0, _PARLGOV, (_RUNNER_UP,),
    )  # fmt: skip


def _outside() -> int:
    """How many published figures lie below the seats known, or above them and the unknown ones."""
    outside = 0
    for name, published in EARLIER.items():
        found = history.election(name)
        members = found.members()
        unknown = found.house - int(members.sum())
        for group, seats in zip(("lab", "lib"), published, strict=True):
            known = int(members[found.column(group)])
            outside += not known <= seats <= known + unknown
    return outside


def _shares() -> list[float]:
    return [
        100 * history.election(published.name).support(group)[0]
        for published in PUBLISHED
        for group in ("con", "lab", "lib")
    ]


def _totals() -> list[float]:
    return [
        100 * int(history.election(published.name).votes.sum()) / published.total_votes
        for published in PUBLISHED
    ]
