"""Records: what an article says that is kept but not judged, with the reason why."""

from __future__ import annotations

from commonweal.claims.judgement import Judgement
from commonweal.claims.schema import Claim


def judge(claim: Claim) -> Judgement:
    """Record the claim with its author's reason for modelling nothing."""
    assert claim.reason is not None  # noqa: S101 - by kind
    return Judgement(claim, "recorded", reason=claim.reason)
