"""The normal distribution's quantiles, compiled: the same bits in kernels and NumPy callers."""

from __future__ import annotations

import math

from commonweal.core.kernel import kernel

_CENTRE_ABOVE = (
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
)  # fmt: skip
_CENTRE_BELOW = (
    5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0,
)  # fmt: skip
_SIDE_ABOVE = (
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
    1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
    4.6303378461565452959, 1.42343711074968357734,
)  # fmt: skip
_SIDE_BELOW = (
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
    0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
    2.05319162663775882187, 1.0,
)  # fmt: skip
_TAIL_ABOVE = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
    0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358,
    5.4637849111641143699, 6.6579046435011037772,
)  # fmt: skip
_TAIL_BELOW = (
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
    7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
    0.59983220655588793769, 1.0,
)  # fmt: skip


@kernel
def normal_quantile(share: float) -> float:
    """The standard normal value below which a share in (0, 1) lies, to about 16 digits.

    Wichura (1988), Algorithm AS 241, "The percentage points of the normal distribution",
    Applied Statistics 37, 477-484 (PPND16).
    """
    from_middle = share - 0.5
    if abs(from_middle) <= 0.425:
        return from_middle * _ratio(
            0.180625 - from_middle * from_middle, _CENTRE_ABOVE, _CENTRE_BELOW
        )
    r = math.sqrt(-math.log(share if from_middle < 0.0 else 1.0 - share))
    if r <= 5.0:
        size = _ratio(r - 1.6, _SIDE_ABOVE, _SIDE_BELOW)
    else:
        size = _ratio(r - 5.0, _TAIL_ABOVE, _TAIL_BELOW)
    return -size if from_middle < 0.0 else size


@kernel(inlined=True)
def _ratio(r: float, above: tuple[float, ...], below: tuple[float, ...]) -> float:
    """The quotient of two polynomials, coefficients from the highest power down."""
    numerator, denominator = 0.0, 0.0
    for power in range(8):
        numerator = numerator * r + above[power]
        denominator = denominator * r + below[power]
    return numerator / denominator
