"""The few special functions that priors and tests need, compiled with everything else.

They stand here because the library that has them (SciPy) takes 143 MB of an installation that
is to stay under 600; the tests compare each with it. See ``docs/decisions/special-functions.md``.
"""

from __future__ import annotations

import math

import numpy as np

from commonweal.core.kernel import kernel
from commonweal.core.normal import normal_quantile
from commonweal.core.protocol import Floats

_TINY = 1e-300
_CLOSE = 1e-15
_TERMS = 500
_HALVINGS = 1100
"""Enough to reach the smallest number there is; an ordinary value takes about 55."""


def normal_shares(values: Floats) -> Floats:
    """The share of a standard normal distribution below each value: f8[n] -> f8[n]."""
    return _each_normal_share(np.atleast_1d(np.asarray(values, dtype=np.float64)))


def normal_quantiles(shares: Floats) -> Floats:
    """The standard normal values below which the shares, from 0 to 1, lie: f8[n] -> f8[n]."""
    return _each_normal_quantile(np.atleast_1d(np.asarray(shares, dtype=np.float64)))


def beta_quantiles(a: float, b: float, shares: Floats) -> Floats:
    """The values below which the shares of a Beta(a, b) distribution lie: f8[n] -> f8[n]."""
    return _each_beta_quantile(a, b, np.atleast_1d(np.asarray(shares, dtype=np.float64)))


def f_tail(between: float, within: float, value: float) -> float:
    """The chance that an F ratio with these degrees of freedom exceeds a value.

    Through the incomplete beta function, at whichever of the two complementary points is the
    smaller: the other would have lost digits.
    """
    if value <= 0:
        return 1.0
    all_of_it = within + between * value
    if between * value < within:
        return 1.0 - beta_share(between / 2, within / 2, between * value / all_of_it)
    return beta_share(within / 2, between / 2, within / all_of_it)


@kernel
def normal_share(value: float) -> float:
    """The share of a standard normal distribution below a value."""
    return 0.5 * math.erfc(-value / math.sqrt(2.0))


@kernel
def beta_share(a: float, b: float, value: float) -> float:
    """The share of a Beta(a, b) distribution below a value: the regularised incomplete beta.

    By its continued fraction (Lentz's method; Abramowitz and Stegun 26.5.8), which converges
    fast below the mean; above, by symmetry.
    """
    if value <= 0.0:
        return 0.0
    if value >= 1.0:
        return 1.0
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        + a * math.log(value) + b * math.log1p(-value)
    )  # fmt: skip
    if value < (a + 1.0) / (a + b + 2.0):
        return math.exp(log_front) * _fraction(a, b, value) / a
    return 1.0 - math.exp(log_front) * _fraction(b, a, 1.0 - value) / b


@kernel
def _fraction(a: float, b: float, value: float) -> float:
    above, below = 1.0, _away_from_zero(1.0 - (a + b) * value / (a + 1.0))
    below = 1.0 / below
    product = below
    for m in range(1, _TERMS):
        even = m * (b - m) * value / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * value / ((a + 2 * m) * (a + 2 * m + 1.0))
        step = 1.0
        for term in (even, odd):
            below = 1.0 / _away_from_zero(1.0 + term * below)
            above = _away_from_zero(1.0 + term / above)
            step = above * below
            product *= step
        if abs(step - 1.0) < _CLOSE:
            break
    return product


@kernel
def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


@kernel
def _beta_quantile(a: float, b: float, share: float) -> float:
    """By halving: slow beside Newton's method, but it cannot leave the interval."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if beta_share(a, b, middle) < share:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@kernel
def _each_normal_share(values: Floats) -> Floats:
    shares = np.empty(values.size)
    for i in range(values.size):
        shares[i] = normal_share(values[i])
    return shares


@kernel
def _each_normal_quantile(shares: Floats) -> Floats:
    values = np.empty(shares.size)
    for i in range(shares.size):
        if shares[i] <= 0.0:
            values[i] = -math.inf
        elif shares[i] >= 1.0:
            values[i] = math.inf
        else:
            values[i] = normal_quantile(shares[i])
    return values


@kernel
def _each_beta_quantile(a: float, b: float, shares: Floats) -> Floats:
    values = np.empty(shares.size)
    for i in range(shares.size):
        values[i] = _beta_quantile(a, b, shares[i])
    return values
