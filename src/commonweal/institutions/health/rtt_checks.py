"""What the shipped lists must show: official totals, and books that balance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from commonweal.core.checks import Check, Fault
from commonweal.core.protocol import Floats
from commonweal.institutions.health import rtt, rtt_summary, rtt_tables, rtt_worlds
from commonweal.institutions.health.rtt import ListSeries, ListSnapshot

_ROOM = "commonweal.institutions.health"
_official = partial(
    Check,
    kind="official result",
    source="NHS England, RTT waiting times (OGL v3.0); see data/SOURCES.md",
)
_identity = partial(Check, kind="identity", source="Derived: see the module's docstrings")


def checks() -> Sequence[Check]:
    """England's lists of three times, and the books of 2024-25."""
    return (
        _official(
            id="england-2014-within-18-weeks",
            title="England, December 2014 to May 2015: percent waiting less than 18 weeks",
            expected=[92.8, 92.6, 93.1, 93.1, 93.3, 93.5],
            got=_winter_of_2014,
            tolerance=0.0501,
            faults=(_ONE_WEEK_LESS,),
        ),
        _official(
            id="england-2024-list",
            title="England's list, May 2024 and May 2025, in millions",
            expected=[7.48, 7.29],
            got=lambda: [
                float(rtt_tables.england_by_month().waiting[at].sum()) / 1e6 for at in (0, -1)
            ],
            tolerance=0.005,
            faults=(_TOTAL_ADDED,),
        ),
        _official(
            id="england-june-2026",
            title="England, June 2026: waiting, percent within 18 weeks, over 52 weeks",
            expected=[7_178_718.0, 65.8, 106_621.0],
            got=lambda: list(rtt_tables.totals_of_june_2026().values()),
            tolerance=0.0,
            faults=(_ACUTE_ONLY,),
        ),
        _identity(
            id="acute-trusts-add-up",
            title="Acute trusts, June 2026: their sum less their stated total, within and over",
            expected=[0.0, 0.0, 0.0],
            got=_trusts_less_their_total,
            tolerance=0.051,
            faults=(_TOTALS_AMONG_TRUSTS,),
        ),
        _identity(
            id="england-books-balance",
            title="Left unrecorded by months waited, less the same from all ages together",
            expected=0.0,
            got=_books_less_flows,
            tolerance=2.0,
            faults=(_LONG_WAITERS_LOST, _JOINERS_FORGOTTEN),
        ),
        Check(
            id="england-unreported-removals",
            kind="published estimate",
            title="Pathways that left England's list unrecorded, a month, June 2024 to May 2025",
            expected=245_000.0,
            got=lambda: float(rtt_tables.england_by_month().removals().mean()),
            tolerance=16_000.0,  # two standard errors of a mean of twelve such months
            source="QualityWatch (Health Foundation and Nuffield Trust), 2025, cited by the "
            "Health Service Journal: about 245,000 a month",
            faults=(_JOINERS_FORGOTTEN,),
        ),
        _identity(
            id="weeks-keep-the-list",
            title="Spread over weeks, lists by months keep their size, and their share in 18 weeks",
            expected=[0.0, 0.0],
            got=_spread_less_list,
            tolerance=1e-6,
            faults=(_NO_LAST_WEEK, _MONTHS_AS_FOUR_WEEKS),
        ),
    )


def _winter_of_2014() -> list[float]:
    shares = (
        rtt_summary.share_within(snapshot, 18)
        for snapshot in rtt_tables.england_by_week().snapshots
    )
    return [100 * share.value for share in shares if share is not None]


def _trusts_less_their_total() -> list[float]:
    trusts = np.array([list(row.values()) for row in rtt_tables.acute_trusts_of_june_2026()])
    total = list(rtt_tables.totals_of_june_2026("ACUTE").values())
    waiting, within, over = trusts.T
    added = [waiting.sum(), float(np.average(within, weights=waiting)), over.sum()]
    return [float(ours - theirs) for ours, theirs in zip(added, total, strict=True)]


def _books_less_flows() -> float:
    flows = np.array(
        [
            [float(row[name]) for name in ("waiting", "joined", "treated")]
            for row in rtt_tables.rows("england_flows")
        ]
    )
    waiting, joined, treated = flows.T
    plain = waiting[:-1] + joined[1:] - treated[1:] - waiting[1:]
    return float(np.abs(rtt_tables.england_by_month().removals() - plain).max())


def _spread_less_list() -> list[float]:
    last = rtt_tables.england_by_month().snapshots[-1]
    weeks = rtt_worlds.by_whole_weeks(last)
    edges = np.array([0, 31, 61, 92, 120, 151]) / 7
    younger = np.concatenate([[0.0], np.cumsum(last.waiting[:5])])
    within = float(np.interp(18, edges, younger))
    return [float(weeks.sum()) - last.size, float(weeks[:18].sum()) - within]


def _fault(description: str, target: str, replacement: object) -> Fault:
    return Fault(description, f"{_ROOM}.{target}", replacement)


_share_within = rtt_summary.share_within
_totals = rtt_tables.totals_of_june_2026
_trusts = rtt_tables.acute_trusts_of_june_2026
_spread = rtt_worlds.by_whole_weeks
_counts_of: Callable[..., dict[str, dict[str, Floats]]] = rtt_tables.counts_of


def _counts_seventeen_weeks(snapshot: ListSnapshot, weeks: float) -> Any:
    return _share_within(snapshot, weeks - 1)


def _adds_specialties_to_their_total(*key: str) -> dict[str, dict[str, Floats]]:
    return {
        month: {part: 2 * counts for part, counts in parts.items()}
        for month, parts in _counts_of(*key).items()
    }


def _drops_the_last_bucket(*key: str) -> dict[str, dict[str, Floats]]:
    return {
        month: {part: np.append(counts[:-1], 0.0) for part, counts in parts.items()}
        for month, parts in _counts_of(*key).items()
    }


def _counts_totals_among_trusts() -> list[Mapping[str, float]]:
    return [*_trusts(), _totals("ACUTE")]


def _forgets_who_joined(self: ListSeries) -> Floats:
    return np.zeros(len(self.snapshots))


def _forgets_the_longest(snapshot: ListSnapshot) -> Floats:
    return _spread(snapshot)[:-1]


_ONE_WEEK_LESS = _fault(
    "weeks are counted from one", "rtt_summary.share_within", _counts_seventeen_weeks
)
_TOTAL_ADDED = _fault(
    "specialties and their total are added",
    "rtt_tables.counts_of",
    _adds_specialties_to_their_total,
)
_ACUTE_ONLY = _fault(
    "acute trusts stand for all providers",
    "rtt_tables.totals_of_june_2026",
    lambda code="ACUTE": _totals("ACUTE"),
)
_TOTALS_AMONG_TRUSTS = _fault(
    "the total is added to the trusts",
    "rtt_tables.acute_trusts_of_june_2026",
    _counts_totals_among_trusts,
)
_LONG_WAITERS_LOST = _fault(
    "those of twelve months and over are lost", "rtt_tables.counts_of", _drops_the_last_bucket
)
_JOINERS_FORGOTTEN = _fault(
    "who joined is forgotten", "rtt.ListSeries.joined", property(_forgets_who_joined)
)
_NO_LAST_WEEK = _fault(
    "the last week is left out", "rtt_worlds.by_whole_weeks", _forgets_the_longest
)
_MONTHS_AS_FOUR_WEEKS = _fault(
    "a month is taken for four weeks",
    "rtt_tables.month_edges",
    lambda month, count: 4.0 * rtt.week_edges(count - 1),
)
