"""The inner loop that compares candidates in pairs on every ballot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from commonweal.core.kernel import kernel


@kernel
def preferring(
    rankings: npt.NDArray[np.int16],
    lengths: npt.NDArray[np.int32],
    weights: npt.NDArray[np.int64],
    candidates: int,
) -> npt.NDArray[np.int64]:
    """Voters who prefer each candidate to each other one, i8[candidates, candidates]."""
    found = np.zeros((candidates, candidates), dtype=np.int64)
    ranked_at = np.full(candidates, -1, dtype=np.int64)
    for ballot in range(weights.size):
        for rank in range(lengths[ballot]):
            ranked_at[rankings[ballot, rank]] = ballot
            for lower in range(rank + 1, lengths[ballot]):
                found[rankings[ballot, rank], rankings[ballot, lower]] += weights[ballot]
        for left_off in range(candidates):
            if ranked_at[left_off] != ballot:
                for rank in range(lengths[ballot]):
                    found[rankings[ballot, rank], left_off] += weights[ballot]
    return found
