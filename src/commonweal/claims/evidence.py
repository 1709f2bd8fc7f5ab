"""Evidence: published effects beside the model's own prediction of them.

An effect that reweights the draws is no longer held out. One that is held out is compared
with what the model predicts, and contests a verdict it disagrees with. The definitions, and
why they were chosen, stand in ``docs/decisions/evidence.md``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from commonweal.claims.cases import Case, estimate, measured
from commonweal.claims.comparison import Comparison, effect_of, luck_error, parse_comparison
from commonweal.claims.judgement import Estimate, EvidenceOutcome, Verdict
from commonweal.claims.regions import Region
from commonweal.claims.schema import Claim, EvidenceUse, MeasureForm
from commonweal.claims.verdicts import SHARE
from commonweal.core.errors import ClaimError, UnknownName
from commonweal.core.protocol import Floats
from commonweal.core.units import convert
from commonweal.experiments.run import Run
from commonweal.institutions import registry
from commonweal.parameters.evidence import Effect, Evidence, read_evidence

Bears = Literal["for", "against", "neither"]

GROSS = 3.0
"""Combined standard errors by which a prediction must miss a held-out effect to be contested."""
_Z90 = 1.6448536269514722


@dataclass(frozen=True, eq=False)
class Published:
    """One published effect and the model's prediction of it, draw by draw.

    ``position``: its place among the claim's evidence. ``value`` and ``error`` (standard error) are in ``unit``, the unit of the prediction;
    ``predicted``: f8[draws]; ``luck``: the standard error luck leaves in one draw's
    prediction. ``own`` says that it is the very effect the claim is about, ``sign`` that it
    compares the same measure between the same arms, if in another relation.
    """

    position: int
    comparison: Comparison
    unit: str
    value: float
    error: float
    predicted: Floats
    luck: float
    own: bool
    sign: bool
    reweights: bool
    held_out: bool

    def share_in(self, region: Region) -> float:
        """The share of the published effect's normal distribution that lies in a region."""
        from commonweal.core.special import normal_share

        def below(edge: float) -> float:
            return normal_share((edge - self.value) / self.error)

        return sum(below(i.high) - below(i.low) for i in region.intervals)

    def misses_grossly(self, weights: Floats | None) -> bool:
        """Whether published and predicted effect lie further apart than their errors allow."""
        mean = float(np.average(self.predicted, weights=weights))
        spread = float(np.average((self.predicted - mean) ** 2, weights=weights))
        return abs(self.value - mean) > GROSS * math.sqrt(self.error**2 + spread)


def known_to(claim: Claim) -> dict[str, Evidence]:
    """The evidence a claim may call on: that of its institution, and of its own folder."""
    known: dict[str, Evidence] = {}
    if claim.experiment is not None:
        known |= registry.find(claim.experiment.institution).evidence
    if claim.folder is not None:
        known |= read_evidence(claim.folder / "evidence.yaml")
    return known


def predictions(
    claim: Claim, case: Case, of: Run, known: Mapping[str, Evidence]
) -> tuple[Published, ...]:
    """The published effects a claim calls on, each with the model's prediction of it.

    Findings without an effect are left out here. Raises UnknownName for evidence, a measure
    or an arm that does not exist, ClaimError for a use that cannot be.
    """
    found = []
    for position, use in enumerate(claim.evidence):
        where = claim.where("evidence", position)
        evidence = finding(use, known, where)
        if evidence.effect is None:
            if use.use == "reweight":
                raise ClaimError(
                    f"the evidence '{use.id}' states no effect, so it cannot reweight the draws",
                    where=where,
                    remedy="Show it, or state its effect in evidence.yaml.",
                )
            continue
        found.append(_predicted(position, claim, evidence, evidence.effect, case, of))
    return tuple(found)


def finding(use: EvidenceUse, known: Mapping[str, Evidence], where: str) -> Evidence:
    """The evidence of that name; UnknownName with the nearest when there is none."""
    if use.id not in known:
        raise UnknownName("evidence", use.id, known, where=where)
    return known[use.id]


def reweighted(effects: Sequence[Published], size: int) -> Floats | None:
    """The weight of each draw, f8[size], summing to 1; None where nothing reweights.

    A draw counts by the normal likelihood of the published effects at its predictions, with
    their standard errors and what luck leaves in a prediction.
    """
    used = [effect for effect in effects if effect.reweights]
    if not used:
        return None
    log_weight = np.zeros(size)
    for effect in used:
        variance = effect.error**2 + effect.luck**2
        log_weight -= (effect.predicted - effect.value) ** 2 / (2 * variance)
    weight: Floats = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    return weight


def bearing(effect: Published, case: Case) -> Bears:
    """Which way an effect points, at 95%: into the claim's region, out of it, or neither.

    One in another relation points by its sign alone, where the claim's region lies on one
    side of no effect.
    """
    if effect.own:
        inside = effect.share_in(case.regions.claim)
        if inside >= SHARE:
            return "for"
        return "against" if inside <= 1 - SHARE else "neither"
    neutral, own_neutral = effect.comparison.neutral, case.comparison.neutral
    if not effect.sign or neutral is None or own_neutral is None:
        return "neither"
    claim = case.regions.claim
    claimed = 1 if claim.low >= own_neutral else -1 if claim.high <= own_neutral else 0
    if claimed == 0 or abs(effect.value - neutral) < _Z90 * effect.error:
        return "neither"
    return "for" if math.copysign(1, effect.value - neutral) == claimed else "against"


def contests(verdict: Verdict, effect: Published, case: Case, weights: Floats | None) -> bool:
    """Whether held-out evidence disagrees with a verdict, or grossly with the model.

    It disagrees with a supported claim when it points against it, with a contradicted one
    when the effect itself lies in the claim's region, with an immaterial one when it lies
    outside the immaterial region, each at 95%.
    """
    if not effect.held_out:
        return False
    if effect.misses_grossly(weights):
        return True
    if verdict == "supported":
        return bearing(effect, case) == "against"
    if verdict == "contradicted":
        return effect.own and effect.share_in(case.regions.claim) >= SHARE
    if verdict == "immaterial" and case.regions.immaterial is not None:
        return effect.own and effect.share_in(case.regions.immaterial) <= 1 - SHARE
    return False


def outcomes(
    claim: Claim,
    case: Case,
    effects: Sequence[Published],
    known: Mapping[str, Evidence],
    weights: Floats | None,
) -> tuple[EvidenceOutcome, ...]:
    """Every finding the claim calls on, in its order, as a report shows it."""
    placed = {effect.position: effect for effect in effects}
    shown = []
    for position, use in enumerate(claim.evidence):
        evidence = finding(use, known, claim.where("evidence", position))
        effect = placed.get(position)
        if effect is None:
            shown.append(EvidenceOutcome(use.id, evidence.finding, evidence.source.cite()))
            continue
        reach = _Z90 * effect.error
        shown.append(
            EvidenceOutcome(
                use.id, evidence.finding, evidence.source.cite(),
                Estimate(effect.value, effect.value - reach, effect.value + reach, effect.unit),
                estimate(effect.predicted, effect.unit, weights),
                bearing(effect, case),
                "reweighted" if effect.reweights else "held out" if effect.held_out else "shown",
            )
        )  # fmt: skip
    return tuple(shown)


def _predicted(
    position: int, claim: Claim, evidence: Evidence, effect: Effect, case: Case, of: Run
) -> Published:
    use, where = claim.evidence[position], claim.where("evidence", position)
    if use.use == "reweight" and evidence.status == "fitted":
        raise ClaimError(
            f"the evidence '{use.id}' was already used by the calibration "
            f"'{evidence.calibration}', so it cannot reweight the draws as well",
            where=where,
            remedy="Show it, or use evidence that is held out.",
        )
    institution = of.prepared.institution
    if effect.measure not in institution.measures:
        raise UnknownName("measure", effect.measure, institution.measures, where=where)
    comparison = _comparison(use, effect, case, where)
    chosen = MeasureForm(name=effect.measure, where=effect.where, at=effect.at)
    measured_ = measured(of, chosen, comparison)
    unit = comparison.unit(institution.measures[effect.measure].unit)
    same = (chosen.name, dict(chosen.where), chosen.at) == (
        case.chosen.name, dict(case.chosen.where), case.chosen.at,
    )  # fmt: skip
    arms = (comparison.arm, comparison.base) == (case.comparison.arm, case.comparison.base)
    return Published(
        position, comparison, unit,
        convert(effect.value, effect.unit, unit, where=where),
        convert(effect.error, effect.unit, unit, where=where),
        effect_of(comparison, measured_, where=where), luck_error(comparison, measured_),
        own=same and comparison == case.comparison, sign=same and arms,
        reweights=use.use == "reweight",
        held_out=use.use != "reweight" and evidence.status == "held out",
    )  # fmt: skip


def _comparison(use: EvidenceUse, effect: Effect, case: Case, where: str) -> Comparison:
    """Between which arms the effect is predicted: those named, or those of the claim."""
    arms = [arm.name for arm in case.experiment.arms]
    if use.arms:
        comparison = parse_comparison(use.arms, arms, where=where)
        if comparison.kind != effect.relation:
            raise ClaimError(
                f"the evidence '{use.id}' states a {effect.relation}, but '{use.arms}' is a "
                f"{comparison.kind}",
                where=where,
                remedy="Write 'a - b' for a difference, 'a / b' for a ratio, an arm for a level.",
            )
        return comparison
    own = case.comparison
    if effect.relation == "level":
        return Comparison("level", own.arm)
    if own.base is None:
        raise ClaimError(
            f"the evidence '{use.id}' states a {effect.relation}, but the claim compares no two "
            "arms",
            where=where,
            remedy="Name them: {id: " + use.id + ', arms: "one / other"}.',
        )
    return Comparison(effect.relation, own.arm, own.base)
