"""Check a claim: one call for every kind."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from commonweal.claims import consistency, data, forecast, preregistration, record
from commonweal.claims.files import evidence_for
from commonweal.claims.judgement import EvidenceOutcome, Judgement
from commonweal.claims.schema import FEWEST_DRAWS, Claim, Kind
from commonweal.claims.tables import library_folder
from commonweal.core.errors import ClaimError

if TYPE_CHECKING:
    from commonweal.experiments.maps import Mode, Progress
    from commonweal.experiments.store import Store

DRAWS = 1000
"""Draws of a claim that states none."""
REPLICATES = 2
"""Runs of each draw that differ by luck alone."""

_BY_KIND: Mapping[Kind, Callable[[Claim], Judgement]] = {
    "data": data.judge,
    "consistency": consistency.judge,
    "forecast": forecast.judge,
    "record": record.judge,
}


def check(  # noqa: PLR0913 - each is a setting of the command line
    claim: Claim,
    *,
    draws: int | None = None,
    replicates: int = REPLICATES,
    seed: int | None = None,
    workers: int = 1,
    mode: Mode = "threads",
    store: Store | None = None,
    progress: Progress | None = None,
    attribution: bool = False,
) -> Judgement:
    """Judge a claim by its own experiment, query or arithmetic.

    ``draws`` replaces the claim's own number, 1,000 unless it states one, and 200 at least;
    they and the settings after them matter to counterfactual claims only. ``attribution`` asks
    which rule did it. Raises ClaimError
    for too few draws, and whatever the kind of claim raises.
    """
    if draws is not None and draws < FEWEST_DRAWS:
        raise ClaimError(
            f"{draws} draws are too few to judge a claim",
            where=f"claim '{claim.id}'",
            remedy=f"Use at least {FEWEST_DRAWS}.",
        )
    if claim.kind == "counterfactual":
        from commonweal.claims.counterfactual import judge

        stated = claim.experiment.draws if claim.experiment else None
        judgement = judge(
            claim,
            draws=draws or stated or DRAWS,
            replicates=replicates,
            seed=seed,
            workers=workers,
            mode=mode,
            store=store,
            progress=progress,
            attribution=attribution,
        )
    else:
        judgement = _BY_KIND[claim.kind](claim)
        judgement = dataclasses.replace(judgement, evidence=_shown(claim))
    return dataclasses.replace(
        judgement,
        command=judgement.command or command_of(claim, draws=draws, seed=seed),
        preregistration=preregistration.status(claim),
    )


def command_of(claim: Claim, *, draws: int | None = None, seed: int | None = None) -> str:
    """The command line that gives the same judgement again."""
    shipped = claim.path is not None and library_folder() in claim.path.parents
    name = claim.id if shipped or claim.path is None else str(claim.path)
    options = [
        f"--draws {draws}" if draws is not None else "",
        f"--seed {seed}" if seed is not None else "",
    ]
    return " ".join(["commonweal check", shlex.quote(name), *filter(None, options)])


def _shown(claim: Claim) -> tuple[EvidenceOutcome, ...]:
    """Published findings beside a claim that no model predicts anything for."""
    if not claim.evidence:
        return ()
    known = evidence_for(claim)
    findings = (known[use.id] for use in claim.evidence)
    return tuple(EvidenceOutcome(e.id, e.finding, e.source.cite()) for e in findings)
