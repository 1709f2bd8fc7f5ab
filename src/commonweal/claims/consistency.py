"""Consistency claims: can the figures an author states all be true together?

A claim is *consistent* when some values inside the stated bounds satisfy its expression under
the strict reading, *inconsistent* when none do even under the loose one, and *undecided*
("mixed") when the readings differ. Passing says little where nearly anything would pass, so
every reading states how severe the test was: the share of alternative figures that it would
have found out. See ``docs/decisions/consistency.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from commonweal.claims import alternatives
from commonweal.claims.figures import Expression, parse_expression, scale_of
from commonweal.claims.hedges import DATE, YEAR, readings
from commonweal.claims.intervals import Box, value
from commonweal.claims.judgement import (
    AlternativeOutcome,
    FigureReading,
    Judgement,
    Reading,
    Verdict,
)
from commonweal.claims.schema import AlternativeForm, Claim, FigureForm

_TRIALS = 201
"""Alternative values tried for each figure, evenly spread: the share is exact to half a percent."""
_FACTOR = 2.0
"""An alternative figure lies within this factor of the stated one."""

_SHARES = frozenset({"share", "percent"})
_LITTLE = 0.2
"""Below this severity a pass is said to say little."""

Bounds = tuple[FigureReading, ...]


def judge(claim: Claim) -> Judgement:
    """Judge whether the figures of a claim agree, in both readings.

    Raises ClaimError, UnitError or UnknownName for figures or an expression that cannot be
    read.
    """
    assert claim.figures is not None and claim.expression is not None  # noqa: S101 - by kind
    strict, loose = read(claim)
    verdict, reason = _verdict(strict, loose)
    outcomes = tuple(_alternative(claim, form) for form in claim.alternatives)
    cites = (figure.source.cite() for figure in claim.figures.values() if figure.source)
    return Judgement(
        claim,
        verdict,
        qualifiers=(*_bases(claim.figures), *alternatives.qualifiers(verdict, outcomes)),
        reason=reason,
        readings=(strict, loose),
        alternatives=outcomes,
        sources=tuple(dict.fromkeys(cites)),
    )


def check(claim: Claim) -> None:
    """Read the figures and expressions of a claim and its alternatives, judging nothing.

    Raises what ``judge`` would raise.
    """
    _understood(claim, claim.where("expression"))
    for position, form in enumerate(claim.alternatives):
        _understood(_altered(claim, form), claim.where("alternatives", position))


def read(claim: Claim) -> tuple[Reading, Reading]:
    """The claim's arithmetic under the strict and under the loose reading."""
    bounds, expression = _understood(claim, claim.where("expression"))
    strict = _reading("strict", expression, tuple(pair[0] for pair in bounds.values()))
    loose = _reading("loose", expression, tuple(pair[1] for pair in bounds.values()))
    return strict, loose


def severity(expression: Expression, figures: Bounds) -> Mapping[str, float]:
    """For each figure, the share of alternative values that would also have passed.

    A number is multiplied by factors from a half to two, evenly spread on the logarithm of
    either side; a share stays a share. A date is moved by up to the span of the claim's own dates. The other figures stay as stated.
    """
    box = _box(figures)
    reach = {unit: _reach(figures, unit) for unit in (DATE, YEAR)}
    shares: dict[str, float] = {}
    for figure in figures:
        steps = (2 * trial / (_TRIALS - 1) - 1 for trial in range(_TRIALS))
        passed = sum(
            expression.satisfiable({**box, figure.name: _moved(figure, step, reach)})
            for step in steps
        )
        shares[figure.name] = passed / _TRIALS
    return shares


def _reading(name: Literal["strict", "loose"], expression: Expression, figures: Bounds) -> Reading:
    box = _box(figures)
    failing = [part for part in expression.comparisons if not part.possible(box)]
    shown = (failing or list(expression.comparisons))[0]
    passed = severity(expression, figures)
    return Reading(
        name,
        expression.satisfiable(box),
        shown.text,
        value(shown.left, box),
        value(shown.right, box),
        figures,
        1 - sum(passed.values()) / len(passed),
        passed,
    )


def _box(figures: Bounds) -> Box:
    return {f.name: (f.low * scale_of(f.unit), f.high * scale_of(f.unit)) for f in figures}


def _reach(figures: Bounds, unit: str) -> float:
    """How far apart the claim's own dates of a unit lie."""
    dates = [figure for figure in figures if figure.unit == unit]
    return max((f.high for f in dates), default=0) - min((f.low for f in dates), default=0)


def _moved(figure: FigureReading, step: float, reach: Mapping[str, float]) -> tuple[float, float]:
    """The figure's interval around another value; step runs from -1 to 1."""
    if figure.unit in reach:
        shift = step * max(reach[figure.unit], figure.high - figure.low, 1.0)
        if figure.unit == YEAR:
            shift = round(shift)
        return figure.low + shift, figure.high + shift
    scale = scale_of(figure.unit)
    largest = _FACTOR
    if figure.unit in _SHARES and 0 < figure.high * scale <= 1:
        largest = min(_FACTOR, 1 / (figure.high * scale))
    factor = (largest**step if step > 0 else _FACTOR**step) * scale
    return figure.low * factor, figure.high * factor


def _verdict(strict: Reading, loose: Reading) -> tuple[Verdict, str]:
    if strict.holds:
        tested = f"{_percent(strict.severity)} of alternative figures would have been found out"
        little = ", so that agreement says little" if strict.severity < _LITTLE else ""
        return "consistent", f"The figures agree even when read strictly; {tested}{little}."
    if not loose.holds:
        return (
            "inconsistent",
            f"Not even the loose reading makes '{loose.expression}' hold.",
        )
    return (
        "undecided",
        "mixed: the figures agree only when read loosely; "
        f"read strictly, '{strict.expression}' cannot hold.",
    )


def _understood(
    claim: Claim, where: str
) -> tuple[dict[str, tuple[FigureReading, FigureReading]], Expression]:
    bounds = {
        name: readings(name, figure, where=claim.where("figures", name))
        for name, figure in (claim.figures or {}).items()
    }
    units = {name: pair[0].unit for name, pair in bounds.items()}
    expression = parse_expression(claim.expression or "", units, where=where)
    expression.refuse_division_by_zero(_box(tuple(b[0] for b in bounds.values())), where=where)
    return bounds, expression


def _alternative(claim: Claim, form: AlternativeForm) -> AlternativeOutcome:
    bounds, expression = _understood(_altered(claim, form), claim.where("expression"))
    strict, loose = (
        expression.satisfiable(_box(tuple(pair[reading] for pair in bounds.values())))
        for reading in (0, 1)
    )
    verdict: Verdict = "consistent" if strict else "undecided" if loose else "inconsistent"
    return AlternativeOutcome(form.name, verdict, excluded=form.excluded)


def _altered(claim: Claim, form: AlternativeForm) -> Claim:
    """The claim with an alternative's figures and expression laid over its own.

    An alternative's own expression may leave out figures that it does not need.
    """
    figures = {**(claim.figures or {}), **(form.figures or {})}
    if form.expression:
        needed = _words(form.expression) | set(form.figures or {})
        figures = {name: figure for name, figure in figures.items() if name in needed}
    return claim.with_changes(figures=figures, expression=form.expression or claim.expression)


def _words(expression: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", expression))


def _bases(figures: Mapping[str, FigureForm]) -> tuple[str, ...]:
    bases = list(dict.fromkeys(f.base for f in figures.values() if f.base))
    return (f"mixed sources: {'; '.join(bases)}",) if len(bases) > 1 else ()


def _percent(share: float) -> str:
    return f"{100 * share:.3g}%"
