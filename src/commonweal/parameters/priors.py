"""Uncertainties: inputs nobody knows exactly, with the prior that says how far they may lie."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import model_validator

from commonweal.core.protocol import Floats
from commonweal.parameters.sources import Form, Source

Distribution = Literal[
    "point", "uniform", "triangular", "normal", "lognormal", "beta", "choice", "empirical"
]
_MAY_HAVE: Mapping[str, tuple[str, ...]] = {
    "normal": ("low", "high"),
    "lognormal": ("low", "high"),
    "beta": ("low", "high"),
    "choice": ("weights",),
}
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "point": ("value",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "sigma"),
    "beta": ("a", "b"),
    "choice": ("values",),
    "empirical": ("values",),
}


class Prior(Form):
    """A distribution over the values an uncertainty may take.

    ``low`` and ``high`` bound a uniform or triangular prior, and cut the tails of a normal or
    lognormal one; a beta prior is stretched between them (0 and 1 unless given). ``values``
    are the options of a choice (with ``weights``) or the sample of an empirical prior.
    """

    distribution: Distribution
    value: float | None = None
    low: float | None = None
    high: float | None = None
    mode: float | None = None
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    sigma: float | None = None
    a: float | None = None
    b: float | None = None
    values: tuple[float, ...] | None = None
    weights: tuple[float, ...] | None = None

    @model_validator(mode="after")
    def _has_its_keys(self) -> Prior:
        for key in _NEEDS[self.distribution]:
            if getattr(self, key) is None:
                raise ValueError(f"a {self.distribution} prior needs '{key}'")
        known = {"distribution", *_NEEDS[self.distribution], *_MAY_HAVE.get(self.distribution, ())}
        for key in sorted(self.model_fields_set - known):
            if getattr(self, key) is not None:
                raise ValueError(f"a {self.distribution} prior does not use '{key}'")
        return self

    @model_validator(mode="after")
    def _coherent(self) -> Prior:
        low, high = _bounds(self)
        if not low < high:
            raise ValueError(f"the prior's low {low:g} must lie below its high {high:g}")
        if self.distribution == "lognormal" and high <= 0:
            raise ValueError("the high of a lognormal prior must be positive")
        for key in ("sd", "sigma", "a", "b", "median"):
            size = getattr(self, key)
            if size is not None and size <= 0:
                raise ValueError(f"the prior's '{key}' must be positive")
        if self.mode is not None and not low <= self.mode <= high:
            raise ValueError("the prior's mode must lie between low and high")
        if self.values is not None and not self.values:
            raise ValueError("the prior's 'values' must not be empty")
        if self.weights is not None:
            if self.values is None or len(self.weights) != len(self.values):
                raise ValueError("the prior needs one weight a value")
            if min(self.weights) < 0 or sum(self.weights) <= 0:
                raise ValueError("the prior's weights must not be negative, nor all zero")
        return self

    def quantile(self, share: Floats) -> Floats:
        """The value below which this share of the prior lies; vectorised, shares in (0, 1)."""
        return _QUANTILES[self.distribution](self, np.asarray(share, dtype=np.float64))


def _point(prior: Prior, share: Floats) -> Floats:
    return np.full(share.shape, prior.value, dtype=np.float64)


def _uniform(prior: Prior, share: Floats) -> Floats:
    low, high = _bounds(prior)
    return low + (high - low) * share


def _triangular(prior: Prior, share: Floats) -> Floats:
    low, high = _bounds(prior)
    mode = float(prior.mode or 0.0)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(np.maximum(share * (high - low) * (mode - low), 0.0))
    falling = high - np.sqrt(np.maximum((1 - share) * (high - low) * (high - mode), 0.0))
    return np.where(share < turn, rising, falling)


def _normal(prior: Prior, share: Floats) -> Floats:
    mean, sd = float(prior.mean or 0.0), float(prior.sd or 1.0)
    low, high = _bounds(prior)
    standard = _cut_normal((low - mean) / sd, (high - mean) / sd, share)
    return np.clip(mean + sd * standard, low, high)


def _lognormal(prior: Prior, share: Floats) -> Floats:
    centre, sigma = math.log(float(prior.median or 1.0)), float(prior.sigma or 1.0)
    low, high = _bounds(prior)
    first = (math.log(low) - centre) / sigma if low > 0 else -math.inf
    last = (math.log(high) - centre) / sigma
    return np.clip(np.exp(centre + sigma * _cut_normal(first, last, share)), low, high)


def _cut_normal(low: float, high: float, share: Floats) -> Floats:
    """Quantiles of the standard normal between two bounds.

    The upper tail is mirrored: there the distribution function is too close to 1 to tell
    values apart.
    """
    from commonweal.core.special import normal_quantiles, normal_shares

    if low > 0:
        return -_cut_normal(-high, -low, 1 - share)
    first, last = normal_shares(np.array([low, high]))
    return normal_quantiles((first + (last - first) * share).ravel()).reshape(share.shape)


def _beta(prior: Prior, share: Floats) -> Floats:
    from commonweal.core.special import beta_quantiles

    low, high = _bounds(prior)
    a, b = float(prior.a or 1.0), float(prior.b or 1.0)
    return low + (high - low) * beta_quantiles(a, b, share.ravel()).reshape(share.shape)


def _choice(prior: Prior, share: Floats) -> Floats:
    values = np.asarray(prior.values, dtype=np.float64)
    weights = np.asarray(prior.weights or [1.0] * values.size, dtype=np.float64)
    steps = np.cumsum(weights / weights.sum())
    return values[np.minimum(np.searchsorted(steps, share, side="right"), values.size - 1)]


def _empirical(prior: Prior, share: Floats) -> Floats:
    return np.asarray(np.quantile(np.asarray(prior.values), share), dtype=np.float64)


_QUANTILES: Mapping[str, Callable[[Prior, Floats], Floats]] = {
    "point": _point,
    "uniform": _uniform,
    "triangular": _triangular,
    "normal": _normal,
    "lognormal": _lognormal,
    "beta": _beta,
    "choice": _choice,
    "empirical": _empirical,
}


def _bounds(prior: Prior) -> tuple[float, float]:
    """The stated bounds, or those between which a distribution lies by itself."""
    first, last = (0.0, 1.0) if prior.distribution == "beta" else (-math.inf, math.inf)
    return (
        first if prior.low is None else prior.low,
        last if prior.high is None else prior.high,
    )


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """An input nobody knows exactly: central value, unit, prior, and where both come from.

    Either ``source`` names a publication or ``assumption`` gives the one reason.
    """

    name: str
    title: str
    unit: str
    value: float
    prior: Prior
    source: Source | None = None
    assumption: str = ""
