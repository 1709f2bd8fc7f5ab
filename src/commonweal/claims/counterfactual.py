"""Judging a counterfactual claim: its experiment, its verdict, and everything behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commonweal.claims import alternatives, construction, discrepancy, evidence, hinges
from commonweal.claims.cases import DRAWS, REPLICATES, Case, Effort, case_of, estimate
from commonweal.claims.evidence import Published
from commonweal.claims.judgement import (
    AlternativeOutcome,
    Control,
    Hinge,
    Judgement,
    Reweighting,
)
from commonweal.claims.phrases import percent_said
from commonweal.claims.schema import AlternativeForm, Claim
from commonweal.claims.verdicts import FLOOR, Decision, Z, decide, effective_size
from commonweal.core.errors import CommonwealError
from commonweal.core.protocol import LUCK, Floats
from commonweal.experiments.attribution import Attribution, attribute
from commonweal.experiments.ledger import Ledger
from commonweal.experiments.maps import Mode, Progress
from commonweal.experiments.run import Run
from commonweal.experiments.specification import SEED
from commonweal.experiments.store import Store
from commonweal.parameters.evidence import Evidence

_PROBE_REPLICATES = 8
"""Replicates of a probe where models use luck: a probe is one point, so luck weighs more."""
_MUCH_LUCK = 0.1
"""Share of the spread of the effect, in variance, from which luck left in it is told."""


@dataclass(frozen=True, eq=False)
class Finding:
    """What a case gave: the run, the effect of each draw f8[draws], and the decision.

    ``weights`` are those that evidence gave the draws, None where none did; ``deviation`` is
    the model's own error, None where it could not be fitted; ``exact`` says that no draw
    moves the effect.
    """

    case: Case
    run: Run
    effect: Floats
    effects: tuple[Published, ...]
    weights: Floats | None
    deviation: float | None
    exact: bool
    decision: Decision


def judge(  # noqa: PLR0913 - the settings of a run, all but the claim with a default
    claim: Claim,
    *,
    draws: int = DRAWS,
    replicates: int = REPLICATES,
    seed: int | None = None,
    workers: int = 1,
    mode: Mode = "threads",
    store: Store | None = None,
    progress: Progress | None = None,
    attribution: bool = False,
) -> Judgement:
    """Run a counterfactual claim, its alternatives and its control, and judge it.

    ``attribution`` asks which rule did it (Shapley values), where two arms are compared.
    Raises ClaimError, UnknownName, UnitError or ParameterError with the place in the file.
    """
    effort = Effort(
        draws, replicates, SEED if seed is None else seed, store, workers, mode, progress
    )
    known = evidence.known_to(claim)
    found = _found(claim, effort, known)
    case, decision = found.case, found.decision
    box, built = _construction(found)
    outcomes = tuple(
        _alternative(claim, position, effort, known) for position in range(len(claim.alternatives))
    )
    contested = any(
        evidence.contests(decision.verdict, effect, case, found.weights) for effect in found.effects
    )
    ranked, fails = _hinges(found, box)
    return Judgement(
        claim, decision.verdict,
        qualifiers=(
            *(("by construction",) if built.holds else ()),
            *alternatives.qualifiers(decision.verdict, outcomes),
            *(("contested",) if contested else ()),
        ),
        reason=_reason(found), p=decision.p, interval=decision.interval,
        shares=decision.masses.shares, effect=estimate(found.effect, case.unit, found.weights),
        exceedance=hinges.exceedance(found.effect, found.weights, _edges(case)),
        ledgers=_ledgers(found), hinges=ranked, fails_where=fails, alternatives=outcomes,
        control=_control(claim, effort, found),
        evidence=evidence.outcomes(claim, case, found.effects, known, found.weights),
        reweighting=_reweighting(found),
        tipping_error=_tipping_error(found), discrepancy=found.deviation,
        condition=built.condition,
        attribution=_attribution(found, effort) if attribution else None,
        run=found.run.id, seed=case.experiment.seed, draws=found.run.draws,
        replicates=found.run.replicates,
    )  # fmt: skip


def _found(claim: Claim, effort: Effort, known: Mapping[str, Evidence]) -> Finding:
    """Run a case and decide it, moved by the evidence that is to move it."""
    case = case_of(claim, effort.seed)
    with _placed(claim.where("experiment")):
        of = effort.run(case.experiment)
    with _placed(claim.where("measure")):
        effect = case.effect(of)
    effects = evidence.predictions(claim, case, of, known)
    weights = evidence.reweighted(effects, effect.size) if _varied(of) else None
    deviation = discrepancy.fitted_discrepancy(effects, case, weights)
    certain = not _varied(of) and not deviation
    exact = certain and LUCK not in of.prepared.reads
    if certain and not exact:
        decision, expected = _by_luck(case, of)
        effect = np.full(effect.shape, expected)
        return Finding(case, of, effect, effects, weights, deviation, True, decision)
    judged = (
        discrepancy.with_discrepancy(effect, deviation, case.experiment.seed)
        if deviation
        else effect
    )
    decision = decide(judged[:1] if exact else judged, case.regions, weights=weights, exact=exact)
    return Finding(case, of, effect, effects, weights, deviation, exact, decision)


def _by_luck(case: Case, of: Run) -> tuple[Decision, float]:
    """Decide where draws differ by luck alone: one expected effect, known with an error."""
    effect, error = case.expected_effect(of)
    ends = [decide(effect + side * Z * error, case.regions, exact=True) for side in (-1, 1)]
    centre = decide(effect, case.regions, exact=True)
    if all(end.verdict == centre.verdict for end in ends):
        return centre, effect
    unsure = Decision(
        "undecided", "too few draws",
        "Luck leaves the expected effect too uncertain: it may lie on either side of an edge.",
        centre.p, (min(e.p for e in ends), max(e.p for e in ends)), centre.masses, centre.size,
    )  # fmt: skip
    return unsure, effect


def _construction(found: Finding) -> tuple[construction.Box, construction.Construction]:
    case, of, verdict = found.case, found.run, found.decision.verdict
    score, _ = construction.question(verdict, case.comparison, case.regions)
    replicates = _PROBE_REPLICATES if of.rows == "replicate" else 1

    varied = _varied(of)
    fixed = {name: values[:1] for name, values in of.values.items() if name not in varied}

    def probe(values: Mapping[str, Floats]) -> tuple[Floats, float]:
        return case.effect_at({**fixed, **values}, replicates)

    priors = {name: of.prepared.priors[name] for name in varied}
    box = construction.explore(probe, priors, score)
    drawn = (found.effect, of.values, _luck(found))
    return box, construction.constructed(
        verdict, case.comparison, case.regions, box, drawn, _named(of)
    )


def _hinges(found: Finding, box: construction.Box) -> tuple[tuple[Hinge, ...], tuple[str, ...]]:
    """The uncertainties by their importance, and in words where the claim fails."""
    of, claim = found.run, found.case.regions.claim
    margin, named = claim.margin(found.effect), _named(of)
    holds: npt.NDArray[np.bool_] = claim.contains(found.effect)
    influences = {
        name: hinges.influence(of.values[name], margin, found.weights, holds)
        for name in _varied(of)
    }
    ranked = sorted(influences, key=lambda name: -influences[name].importance)
    listed = tuple(
        Hinge(
            name, *named[name], influences[name].importance, *box.ends[name],
            influences[name].switching_value,
        )
        for name in ranked
    )  # fmt: skip
    return listed, hinges.fails_where(influences, of.values, named, holds, found.weights)


def _alternative(
    claim: Claim, position: int, effort: Effort, known: Mapping[str, Evidence]
) -> AlternativeOutcome:
    alternative = claim.alternatives[position]
    with _placed(claim.where("alternatives", position)):
        found = _found(alternatives.laid_over(claim, alternative), effort, known)
    decision = found.decision
    return AlternativeOutcome(
        alternative.name, decision.verdict, decision.p, decision.interval, alternative.excluded,
        estimate(found.effect, found.case.unit, found.weights),
    )  # fmt: skip


def _control(claim: Claim, effort: Effort, found: Finding) -> Control | None:
    """The effect with the mechanism off, over the same draws and weights."""
    if claim.control is None:
        return None
    off = alternatives.laid_over(claim, AlternativeForm(name="control", set=claim.control))
    with _placed(claim.where("control")):
        case = case_of(off, effort.seed)
        of = effort.run(case.experiment)
        effect = case.effect(of)
    exact = not _varied(of) and LUCK not in of.prepared.reads
    weights = None if exact else found.weights
    decision = decide(effect[:1] if exact else effect, case.regions, weights=weights, exact=exact)
    return Control(claim.control, estimate(effect, case.unit, weights), decision.masses.shares)


def _reweighting(found: Finding) -> Reweighting | None:
    if not any(effect.reweights for effect in found.effects):
        return None
    before = decide(found.effect, found.case.regions, exact=found.exact)
    size = found.effect.size if found.weights is None else effective_size(found.weights)
    return Reweighting(before.p, found.decision.p, float(size))


def _tipping_error(found: Finding) -> float | None:
    """How wrong the effect would have to be, where published effects cannot tell how wrong it is."""
    if found.deviation is not None:
        return None
    effect = found.effect[:1] if found.exact else found.effect
    return discrepancy.tipping_error(
        effect, found.case, found.decision.verdict, found.weights, exact=found.exact
    )


def _ledgers(found: Finding) -> tuple[Ledger, ...]:
    comparison = found.case.comparison
    if comparison.base is None:
        return ()
    built = (
        found.run.ledger(comparison.arm, comparison.base, table, found.weights)
        for table in found.run.sums
    )
    return tuple(ledger for ledger in built if ledger is not None)


def _attribution(found: Finding, effort: Effort) -> Attribution | None:
    case = found.case
    if case.comparison.base is None:
        return None
    return attribute(
        case.experiment, case.comparison.arm, case.comparison.base, case.measure.name,
        where=case.chosen.where, at=case.chosen.at, weights=found.weights, draws=found.run.draws,
        replicates=effort.replicates, store=effort.store, workers=effort.workers,
        mode=effort.mode, progress=effort.progress,
    )  # fmt: skip


def _reason(found: Finding) -> str:
    decision = found.decision
    text = f"{decision.reason}: {decision.because}" if decision.reason else decision.because
    if found.weights is not None and (size := effective_size(found.weights)) < FLOOR:
        text += (
            f" Evidence leaves {found.effect.size} draws worth only {size:.0f}, fewer than the "
            f"{FLOOR} a verdict needs; ask for more draws."
        )
    if (luck := _luck_left(found)) >= _MUCH_LUCK:
        text += (
            f" Luck that {found.run.replicates} replicates leave is {percent_said(luck)} of the spread "
            "between draws and blurs p; more replicates would sharpen it."
        )
    if found.deviation:
        text += (
            f" The model's own error, {found.deviation:.3g} {found.case.unit} as fitted on "
            "published effects, is counted in."
        )
    return text


def _edges(case: Case) -> list[float]:
    stated = (case.regions.claim, case.regions.immaterial, case.regions.opposite)
    return [edge for region in stated if region is not None for edge in region.edges]


def _varied(of: Run) -> list[str]:
    """The uncertainties whose value differs between draws: a prior may be a single point."""
    return [name for name, values in of.values.items() if np.ptp(values) > 0]


def _named(of: Run) -> dict[str, tuple[str, str]]:
    uncertainties = of.prepared.institution.uncertainties
    return {name: (uncertainties[name].title, uncertainties[name].unit) for name in of.values}


def _luck_left(found: Finding) -> float:
    """The share of the variance of the draws' effects that is luck their means still hold."""
    spread = float(found.effect.var())
    return 0.0 if found.exact or spread == 0 else min(1.0, _luck(found) ** 2 / spread)


def _luck(found: Finding) -> float:
    from commonweal.claims.comparison import luck_error

    return luck_error(found.case.comparison, found.case.measured(found.run))


@contextmanager
def _placed(place: str) -> Iterator[None]:
    """Name the place in the claim's file in errors that come from deeper down."""
    try:
        yield
    except CommonwealError as error:
        error.where = f"{place}: {error.where}" if error.where else place
        raise
