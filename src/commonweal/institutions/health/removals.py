"""Who leaves the list without being treated."""

from __future__ import annotations

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats


def survival(hazard: Floats, profile: Floats, ages: int) -> Floats:
    """The share still on the list, if not treated, by whole weeks waited.

    ``hazard``: f8[n], the share that leaves a week; ``profile``: f8[k], that hazard's size at
    each week waited relative to its level, the last entry holding on. Returns f8[n, ages],
    1 at age 0. Raises ParameterError where a hazard lies outside 0 to 1.
    """
    relative = np.concatenate([profile, np.full(max(ages - profile.size, 0), profile[-1])])
    weekly = hazard[:, None] * relative[None, : ages - 1]
    if bool(np.any(weekly < 0)) or bool(np.any(weekly >= 1)):
        raise ParameterError(
            "the weekly removals must be a share from 0 to below 1",
            where="removal_hazard",
            remedy="Bound the prior of removal_hazard, or the world's removal_profile.",
        )
    alive = np.ones((hazard.size, ages))
    np.cumprod(1.0 - weekly, axis=1, out=alive[:, 1:])
    return alive
