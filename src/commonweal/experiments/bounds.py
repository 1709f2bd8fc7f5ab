"""How many could be worse off, whoever meets whose luck: bounds from the two marginals.

The compiled sweep takes each row's units in order of outcome; ``share_lower`` states the same
inequality directly and is what the sweep is tested against.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from commonweal.core.kernel import kernel
from commonweal.core.protocol import Floats


@kernel
def weight_bounds(
    before: Floats,
    after: Floats,
    both: npt.NDArray[np.bool_],
    weight: Floats,
    members: npt.NDArray[np.int64],
    bounds: Floats,
) -> None:
    """Fill ``bounds`` (f8[rows, 4]) with the least and most weight whose outcome falls, then rises.

    ``before``, ``after``, ``both``, ``weight``: [rows, units]; ``members``: the units of the
    group. Units absent from either arm are left out.
    """
    first, last = np.empty(members.size), np.empty(members.size)
    here = np.empty(members.size)
    for row in range(before.shape[0]):
        count = 0
        total = 0.0
        for member in members:
            if both[row, member]:
                first[count], last[count] = before[row, member], after[row, member]
                here[count] = weight[row, member]
                total += weight[row, member]
                count += 1
        in_before = np.argsort(first[:count], kind="mergesort")
        in_after = np.argsort(last[:count], kind="mergesort")
        least_falls, least_rises, most_not_falling, most_not_rising = 0.0, 0.0, 0.0, 0.0
        at_before, at_after = 0, 0
        below_before, below_after = 0.0, 0.0
        while at_before < count or at_after < count:
            if at_after >= count or (
                at_before < count and first[in_before[at_before]] < last[in_after[at_after]]
            ):
                point = first[in_before[at_before]]
            else:
                point = last[in_after[at_after]]
            strictly_below_before, strictly_below_after = below_before, below_after
            while at_before < count and first[in_before[at_before]] <= point:
                below_before += here[in_before[at_before]]
                at_before += 1
            while at_after < count and last[in_after[at_after]] <= point:
                below_after += here[in_after[at_after]]
                at_after += 1
            least_falls = max(least_falls, below_after - below_before)
            least_rises = max(least_rises, below_before - below_after)
            most_not_falling = max(most_not_falling, below_before - strictly_below_after)
            most_not_rising = max(most_not_rising, below_after - strictly_below_before)
        bounds[row, 0] = least_falls
        bounds[row, 1] = max(least_falls, total - most_not_falling)
        bounds[row, 2] = least_rises
        bounds[row, 3] = max(least_rises, total - most_not_rising)


def share_lower(before: Floats, after: Floats, weight: Floats) -> tuple[float, float]:
    """Bounds on the weighted share whose outcome falls, under any coupling of the two arms.

    ``before``, ``after``, ``weight``: f8[u]. The Fréchet–Hoeffding inequalities in the form of
    Makarov (1981): with F the marginal distribution functions, the share lies between
    sup(F_after(y) - F_before(y)) and 1 - sup(F_before(y) - F_after(y-)).

    >>> share_lower(np.array([1.0, 2.0]), np.array([0.0, 1.5]), np.ones(2))
    (0.5, 1.0)
    """
    if before.size == 0:
        return 0.0, 0.0
    total = float(weight.sum())
    points = np.unique(np.concatenate([before, after]))
    order_before, order_after = np.argsort(before, kind="stable"), np.argsort(after, kind="stable")
    below_before = np.concatenate([[0.0], np.cumsum(weight[order_before])]) / total
    below_after = np.concatenate([[0.0], np.cumsum(weight[order_after])]) / total
    sorted_before, sorted_after = before[order_before], after[order_after]
    f_before = below_before[np.searchsorted(sorted_before, points, side="right")]
    f_after = below_after[np.searchsorted(sorted_after, points, side="right")]
    f_after_left = below_after[np.searchsorted(sorted_after, points, side="left")]
    low = max(0.0, float(np.max(f_after - f_before)))
    high = 1.0 - max(0.0, float(np.max(f_before - f_after_left)))
    return low, max(low, high)
