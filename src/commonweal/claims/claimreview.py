"""Export: a judgement as schema.org ClaimReview, in JSON-LD.

See https://schema.org/ClaimReview. A rating from 1 (contradicted) to 5 (supported) is given
only where there is a finding on truth; undecided and recorded claims carry the verdict's name
and no number.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from commonweal.claims.judgement import Judgement, Verdict

_WORST, _BEST = 1, 5
_RATING: dict[Verdict, int] = {
    "contradicted": _WORST, "inconsistent": _WORST, "immaterial": 2,
    "supported": _BEST, "consistent": _BEST,
}  # fmt: skip


def claim_review(
    judgement: Judgement, *, reviewer: str, published: date, url: str = ""
) -> dict[str, Any]:
    """One judgement as a JSON-LD object.

    ``reviewer`` is the organisation that answers for the review, ``published`` its date, and
    ``url`` the page it stands on.
    """
    claim = judgement.claim
    source = claim.source
    appearance: dict[str, Any] = {
        "@type": "Article",
        "headline": source.title,
        "author": {"@type": "Person", "name": source.author},
        "publisher": {"@type": "Organization", "name": source.publisher},
        "datePublished": source.published,
    }
    if source.link:
        appearance["url"] = source.link
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "identifier": claim.id,
        "datePublished": published.isoformat(),
        "author": {"@type": "Organization", "name": reviewer},
        "claimReviewed": claim.statement,
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": source.author},
            "datePublished": source.published,
            "appearance": appearance,
        },
        "reviewRating": _rating(judgement),
        "reviewBody": judgement.reason,
    }
    if url:
        review["url"] = url
    return review


def _rating(judgement: Judgement) -> dict[str, Any]:
    name: str = judgement.verdict
    if judgement.qualifiers:
        name = f"{name} ({'; '.join(judgement.qualifiers)})"
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": name}
    if judgement.verdict in _RATING:
        rating |= {
            "ratingValue": _RATING[judgement.verdict], "bestRating": _BEST, "worstRating": _WORST,
        }  # fmt: skip
    return rating
