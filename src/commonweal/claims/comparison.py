"""Comparisons: what of the arms is compared, and the effect that each draw gives.

``compare`` names an arm (its level), a difference ``a - b``, a ratio ``a / b``, or
``rank(a)`` among all arms. The effect of a draw compares expected measures: the mean over
the replicates of the draw comes first, so that luck does not pass for a difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from commonweal.core.errors import ClaimError, UnknownName
from commonweal.core.protocol import Better, Floats

Kind = Literal["level", "difference", "ratio", "rank"]
_RANK = re.compile(r"rank\s*\(\s*(.+?)\s*\)")
_NEUTRAL: Mapping[Kind, float | None] = {
    "level": None, "difference": 0.0, "ratio": 1.0, "rank": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: one arm's level or rank, or an arm against a base."""

    kind: Kind
    arm: str
    base: str | None = None

    @property
    def neutral(self) -> float | None:
        """The effect of no effect: 0 of a difference, 1 of a ratio, none of a level or rank."""
        return _NEUTRAL[self.kind]

    def unit(self, measured: str) -> str:
        """The unit of the effect, given that of the measure."""
        return measured if self.kind in ("level", "difference") else "1"

    def __str__(self) -> str:
        sign = {"difference": " - ", "ratio": " / "}.get(self.kind)
        if sign is not None:
            return f"{self.arm}{sign}{self.base}"
        return f"rank({self.arm})" if self.kind == "rank" else self.arm


def parse_comparison(text: str, arms: Iterable[str], *, where: str = "") -> Comparison:
    """Read ``guarantee - first-come``; an arm's own name may hold a hyphen.

    Raises UnknownName for an arm that the experiment lacks, ClaimError for an arm compared
    with itself.

    >>> str(parse_comparison("guarantee - first-come", ["guarantee", "first-come"]))
    'guarantee - first-come'
    """
    names, spelt = tuple(arms), text.strip()
    if spelt in names:
        return Comparison("level", spelt)
    if match := _RANK.fullmatch(spelt):
        return Comparison("rank", _known(match[1], names, where))
    kinds: Mapping[str, Kind] = {" - ": "difference", " − ": "difference", " / ": "ratio"}
    for sign, kind in kinds.items():
        first, found, second = spelt.partition(sign)
        if not found:
            continue
        arm, base = _known(first.strip(), names, where), _known(second.strip(), names, where)
        if arm == base:
            raise ClaimError(
                f"'{spelt}' compares the arm '{arm}' with itself", where=where,
                remedy="Name two different arms.",
            )  # fmt: skip
        return Comparison(kind, arm, base)
    raise UnknownName("arm", spelt, names, where=where)


def effect_of(
    comparison: Comparison,
    measured: Mapping[str, Floats],
    *,
    better: Better = "neither",
    where: str = "",
) -> Floats:
    """The effect in each draw; ``measured`` holds f8[draws, replicates] by arm -> f8[draws].

    Rank 1 is the best arm where the measure has a better direction, otherwise the largest;
    arms that tie share the mean of their ranks. Raises ClaimError for a ratio to zero.
    """
    expected: dict[str, Floats] = {name: values.mean(axis=1) for name, values in measured.items()}
    ours = expected[comparison.arm]
    if comparison.kind == "level":
        return ours
    if comparison.kind == "rank":
        return _rank(ours, list(expected.values()), rising=better == "lower")
    assert comparison.base is not None  # noqa: S101 - by construction
    theirs = expected[comparison.base]
    if comparison.kind == "difference":
        return ours - theirs
    if not bool(np.all(theirs)):
        raise ClaimError(
            f"the ratio '{comparison}' divides by zero in some draws", where=where,
            remedy=f"Compare the difference: '{comparison.arm} - {comparison.base}'.",
        )  # fmt: skip
    return ours / theirs


def luck_error(comparison: Comparison, measured: Mapping[str, Floats]) -> float:
    """The standard error that luck leaves in the effect of one draw.

    Pooled over draws from the scatter of the replicates' own effects; 0 where there is one
    replicate, or for a rank.
    """
    replicates = measured[comparison.arm].shape[1]
    if replicates < 2 or comparison.kind == "rank":
        return 0.0
    ours = measured[comparison.arm]
    if comparison.base is not None:
        theirs = measured[comparison.base]
        if comparison.kind == "difference":
            ours = ours - theirs
        else:
            mean = theirs.mean(axis=1, keepdims=True)
            ours = (ours - theirs * (ours.mean(axis=1, keepdims=True) / mean)) / mean
    return float(np.sqrt(ours.var(axis=1, ddof=1).mean() / replicates))


def _rank(ours: Floats, everyone: list[Floats], *, rising: bool) -> Floats:
    stacked = np.stack(everyone)
    ahead = stacked < ours if rising else stacked > ours
    level = stacked == ours
    return np.asarray(1.0 + ahead.sum(axis=0) + (level.sum(axis=0) - 1) / 2, dtype=np.float64)


def _known(name: str, names: tuple[str, ...], where: str) -> str:
    if name not in names:
        raise UnknownName("arm", name, names, where=where)
    return name
