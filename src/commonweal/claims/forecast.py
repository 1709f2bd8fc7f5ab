"""Forecasts: resolved by a dated published outcome, and open until there is one."""

from __future__ import annotations

from commonweal.claims.data import ask, judged, regions_of
from commonweal.claims.judgement import Estimate, Judgement, Rows
from commonweal.claims.schema import Claim
from commonweal.claims.tables import cites
from commonweal.core.units import unit_named


def judge(claim: Claim) -> Judgement:
    """Judge a forecast by its outcome; without one it is undecided, with the day to look again.

    Raises QueryError where the outcome is a query that fails.
    """
    resolution = claim.resolution
    assert resolution is not None and claim.regions is not None  # noqa: S101 - by kind
    cited: tuple[str, ...] = (resolution.source.cite(),)
    rows: Rows | None = None
    if resolution.query is not None:
        answer = ask(resolution.query, claim.folder, where=claim.where("resolution", "query"))
        value, rows, cited = answer.value, answer.rows, (*cited, *cites(answer.tables))
    elif resolution.value is not None:
        value = resolution.value
    else:
        return Judgement(
            claim,
            "undecided",
            reason=f"not resolved yet: the outcome is published on {resolution.date} "
            f"({resolution.source.cite()}).",
            sources=cited,
        )
    unit = unit_named(resolution.unit, where=claim.where("resolution", "unit")).name
    regions = regions_of(claim.with_changes(unit=unit), claim.regions, ("regions",))
    verdict, reason = judged(value, regions)
    return Judgement(
        claim,
        verdict,
        reason=f"Resolved by the outcome published on {resolution.date}. {reason}",
        effect=Estimate(value, value, value, unit),
        rows=rows,
        sources=cited,
    )
