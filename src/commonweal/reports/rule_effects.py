"""Who waits longer under each rule of calling: a run with one arm a rule, against one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonweal.claims.judgement import Estimate
from commonweal.reports.numbers import dress, number, signed

if TYPE_CHECKING:
    from commonweal.core.protocol import Floats
    from commonweal.experiments.run import Run

CLASSES = {"fundholding": "fundholding", "others": "others", "everybody": "all"}
PLACES = {"median": "50%", "92nd percentile": "92%"}
"""What the waiting list calls its classes, and the places in line, as a reader is told of them."""

_COARSEST = 10.0
"""Tenths of a week, or of a percentage point, are as much as such a list can tell."""


@dataclass(frozen=True, slots=True)
class View:
    """One way to divide the patients, and how each group's figure changes under each rule.

    ``levels`` hold the groups' figures under the base, ``changes`` by rule what it makes of
    them: means with the central 90% over the draws, None for a group in which nobody is.
    """

    name: str
    title: str
    unit: str
    groups: tuple[str, ...]
    levels: tuple[Estimate | None, ...]
    changes: Mapping[str, tuple[Estimate | None, ...]]


@dataclass(frozen=True, slots=True)
class _Cut:
    """What a view is made of: a measure, and the labels that pick each group."""

    name: str
    title: str
    measure: str
    groups: Mapping[str, Mapping[str, str]]


def told(found: Estimate, *, change: bool) -> str:
    """A figure with its interval, to a tenth at most; without it where both ends read the same.

    >>> told(Estimate(46.96, 14.2, 124.4, "week"), change=True)
    '+47 (14 to 124)'
    >>> told(Estimate(0.1071, 0.1070, 0.1072, "share"), change=False)
    '10.7'
    """
    factor = dress(found.unit, change=change)[0]
    mean, low, high = (factor * end for end in (found.mean, found.low, found.high))
    like = max(abs(low), abs(high), abs(mean), _COARSEST)
    said = (signed if change else number)(mean, like=like)
    ends = [number(end, like=like) for end in (low, high)]
    return said if ends[0] == ends[1] else f"{said} ({' to '.join(ends)})"


def views(made: Run, base: str, joined: str) -> tuple[View, ...]:
    """How every rule of the run changes waits against the base.

    ``joined`` is a label of the axis ``at``: those who join then are told by class and by
    their place in the distribution. Those already waiting at the start are told by the weeks
    they had waited, where the world brings its own list: only then are they the same people
    under every rule. Raises UnknownName for an arm or label that does not exist.
    """
    own_list = "waiting" in made.prepared.world.arrays
    cuts = _cuts(joined, made.labels["waited"])
    return tuple(
        _view(made, base, cut) for cut in cuts if own_list or cut.measure != "mean_wait_by_age"
    )


def _cuts(joined: str, waited: Iterable[str]) -> tuple[_Cut, ...]:
    whom = f"of those who join in {'the ' if joined == 'long run' else ''}{joined}"
    by_class = {name: {"class": label, "at": joined} for name, label in CLASSES.items()}
    by_age = {label: {"class": "all", "waited": label} for label in waited}
    by_place = {
        name: {"class": "all", "share": label, "at": joined} for name, label in PLACES.items()
    }
    return (
        _Cut("by-class", f"Mean wait {whom}", "mean_wait", by_class),
        _Cut(
            "by-weeks-waited",
            "Mean wait of those on the list at the start, by weeks waited then",
            "mean_wait_by_age",
            by_age,
        ),
        _Cut("by-place", f"Waits by their order, {whom}", "wait_percentile", by_place),
        _Cut("untreated", f"Share that leaves untreated, {whom}", "share_removed", by_class),
    )


def _view(made: Run, base: str, cut: _Cut) -> View:
    unit = made.prepared.institution.measures[cut.measure].unit
    rules = [arm.name for arm in made.experiment.arms if arm.name != base]
    before = [made.measure(base, cut.measure, where) for where in cut.groups.values()]
    after = {
        rule: [made.measure(rule, cut.measure, where) for where in cut.groups.values()]
        for rule in rules
    }
    peopled = [
        cut.measure == "share_removed"
        or bool(first.any())
        or any(after[r][at].any() for r in rules)
        for at, first in enumerate(before)
    ]
    return View(
        cut.name, cut.title, unit, tuple(cut.groups), _estimates(before, peopled, unit),
        {
            rule: _estimates(
                (then - first for then, first in zip(after[rule], before, strict=True)),
                peopled, unit,
            )
            for rule in rules
        },
    )  # fmt: skip


def _estimates(
    values: Iterable[Floats], peopled: Iterable[bool], unit: str
) -> tuple[Estimate | None, ...]:
    """Each group's f8[draws, replicates] as a mean with the central 90% over the draws."""
    from commonweal.experiments.ledger import central

    return tuple(
        Estimate(float(held.mean()), *central(held.mean(axis=1)), unit) if anybody else None
        for held, anybody in zip(values, peopled, strict=True)
    )
