"""Cases: what a counterfactual claim asks to be run and compared, and what came of it.

A claim and each of its alternatives are cases. Everything a claim names (institution, arms,
levers, priors, measure, regions) is checked here, before anything is run, and a mistake is
answered with its place in the claim's file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonweal.claims.comparison import Comparison, effect_of, luck_error, parse_comparison
from commonweal.claims.judgement import Estimate
from commonweal.claims.regions import Regions, parse_regions
from commonweal.claims.schema import Claim, MeasureForm
from commonweal.core.errors import UnknownName
from commonweal.core.protocol import Floats, Measure
from commonweal.experiments.ledger import central
from commonweal.experiments.maps import Mode, Progress
from commonweal.experiments.run import Run, run, run_at
from commonweal.experiments.specification import SEED, Arm, Experiment
from commonweal.experiments.store import Store
from commonweal.institutions import registry
from commonweal.parameters.policy import accept

DRAWS, REPLICATES = 1000, 2


@dataclass(frozen=True)
class Effort:
    """How much is computed, with which luck, by whom, and where it is kept."""

    draws: int = DRAWS
    replicates: int = REPLICATES
    seed: int = SEED
    store: Store | None = None
    workers: int = 1
    mode: Mode = "threads"
    progress: Progress | None = None

    def run(self, experiment: Experiment) -> Run:
        """Run an experiment as its seed and this effort say."""
        return run(
            experiment, draws=self.draws, replicates=self.replicates, store=self.store,
            workers=self.workers, mode=self.mode, progress=self.progress,
        )  # fmt: skip


@dataclass(frozen=True)
class Case:
    """An experiment, the measure that is compared between its arms, and the regions."""

    experiment: Experiment
    measure: Measure
    chosen: MeasureForm
    comparison: Comparison
    regions: Regions

    @property
    def unit(self) -> str:
        """The unit of the effect."""
        return self.comparison.unit(self.measure.unit)

    def measured(self, of: Run) -> dict[str, Floats]:
        """The measure under every arm that the comparison needs: f8[draws, replicates]."""
        return measured(of, self.chosen, self.comparison)

    def effect(self, of: Run) -> Floats:
        """The effect in each draw, f8[draws]."""
        return effect_of(
            self.comparison, self.measured(of), better=self.measure.better, where="compare"
        )

    def expected_effect(self, of: Run) -> tuple[float, float]:
        """One effect from all draws and replicates at once, with its standard error.

        For a run whose draws differ by luck alone.
        """
        pooled = {arm: values.reshape(1, -1) for arm, values in self.measured(of).items()}
        effect = effect_of(self.comparison, pooled, better=self.measure.better, where="compare")
        return float(effect[0]), luck_error(self.comparison, pooled)

    def effect_at(self, values: Mapping[str, Floats], replicates: int) -> tuple[Floats, float]:
        """The effect at stated values of the uncertainties, and the error that luck leaves.

        f8[points] for f8[points] values each; every point meets the same luck.
        """
        probed = run_at(self.experiment, values, replicates=replicates)
        return self.effect(probed), luck_error(self.comparison, self.measured(probed))


def case_of(claim: Claim, seed: int = SEED) -> Case:
    """What a counterfactual claim asks for; every name in it is checked.

    Raises UnknownName, UnitError, ParameterError or ClaimError with the place in the file.
    """
    form, chosen, regions = claim.experiment, claim.measure, claim.regions
    assert form and chosen and regions and claim.compare  # noqa: S101 - by the schema
    institution = registry.find(form.institution, where=claim.where("experiment", "institution"))
    for name, changes in form.arms.items():
        accept(institution, changes, where=claim.where("experiment", "arms", name))
    for name in form.priors:
        if name not in institution.uncertainties:
            raise UnknownName(
                "uncertainty", name, institution.uncertainties,
                where=claim.where("experiment", "priors", name),
            )  # fmt: skip
    if chosen.name not in institution.measures:
        raise UnknownName(
            "measure", chosen.name, institution.measures, where=claim.where("measure", "name")
        )
    measure = institution.measures[chosen.name]
    comparison = parse_comparison(claim.compare, form.arms, where=claim.where("compare"))
    arms = tuple(Arm(name, changes) for name, changes in form.arms.items())
    return Case(
        Experiment(form.institution, arms, form.world, form.period, form.priors, seed),
        measure, chosen, comparison,
        parse_regions(
            regions.model_dump(exclude_none=True), comparison.unit(measure.unit),
            place=lambda name: claim.where("regions", name),
        ),
    )  # fmt: skip


def measured(of: Run, chosen: MeasureForm, comparison: Comparison) -> dict[str, Floats]:
    """A measure under the arms that a comparison needs; a rank needs them all."""
    wanted = [name for name in (comparison.arm, comparison.base) if name is not None]
    if comparison.kind == "rank":
        wanted = [arm.name for arm in of.experiment.arms]
    return {arm: of.measure(arm, chosen.name, chosen.where, chosen.at) for arm in wanted}


def estimate(effect: Floats, unit: str, weights: Floats | None = None) -> Estimate:
    """The mean of an effect over draws and its central 90%, weighted where evidence says so."""
    low, high = central(effect, weights)
    return Estimate(float(np.average(effect, weights=weights)), low, high, unit)
