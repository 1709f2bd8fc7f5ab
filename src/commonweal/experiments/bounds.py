"""How many could be worse off, whoever meets whose luck: bounds from the two marginals."""

from __future__ import annotations

import numpy as np

from commonweal.core.protocol import Floats


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
