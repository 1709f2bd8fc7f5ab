"""Shares of a list by weeks, where its ages are counted by calendar months."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.health.rtt import month_edges


def share_within(waiting: Floats, months: Sequence[str], weeks: float) -> Floats:
    """The share of a list that has waited less than so many weeks: f8[..., t, b] to f8[..., t].

    ``months`` name the t months at whose ends the list is counted. Pathways are taken to be
    spread evenly inside the bucket the limit falls into: at the end of May 2025, 18 weeks are
    the four buckets back to February and 6 of January's 31 days. An empty list has nobody
    beyond any limit: its share is 1. Raises ParameterError for a limit inside the last bucket.
    """
    counted = np.stack([_counted(month, waiting.shape[-1], weeks) for month in months])
    total = waiting.sum(axis=-1)
    within = (waiting * counted).sum(axis=-1)
    return np.asarray(np.where(total > 0, within / np.where(total > 0, total, 1.0), 1.0))


def _counted(month: str, buckets: int, weeks: float) -> Floats:
    """The part of each bucket below the limit: f8[b]."""
    begins = month_edges(month, buckets)
    if not 0 < weeks <= begins[-1]:
        raise ParameterError(
            f"ages by month cannot tell who has waited less than {weeks:g} weeks",
            remedy=f"Ask for more than 0 and at most {begins[-1]:.0f} weeks.",
        )
    lengths = np.append(np.diff(begins), np.inf)
    return np.asarray(np.clip((weeks - begins) / lengths, 0.0, 1.0))
