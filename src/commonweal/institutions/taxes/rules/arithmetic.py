"""Arithmetic that several rules of law share: bands of income, and rounding to whole numbers."""

from __future__ import annotations

import math

from commonweal.core.kernel import kernel
from commonweal.core.protocol import Floats

_FLOAT_NOISE = 1e-6
"""Money and percentages here are exact to a ten-thousandth; less than this is binary noise."""


@kernel
def rounded_down(amount: float) -> float:
    """The largest whole number not above an amount."""
    return math.floor(amount + _FLOAT_NOISE)


@kernel
def rounded_up(amount: float) -> float:
    """The smallest whole number not below an amount."""
    return math.ceil(amount - _FLOAT_NOISE)


@kernel
def charged_in_bands(income: float, rates: Floats, limits: Floats) -> float:
    """Charge each slice of income at the rate of its band.

    ``rates``: f8[k], ``limits``: f8[k - 1], ascending: where each band but the last ends.
    """
    charged = 0.0
    start = 0.0
    for band in range(limits.shape[0]):
        if income <= limits[band]:
            return float(charged + rates[band] * (income - start))
        charged += rates[band] * (limits[band] - start)
        start = limits[band]
    return float(charged + rates[-1] * (income - start))
