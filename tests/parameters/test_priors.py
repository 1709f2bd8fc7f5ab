"""Priors: each has the quantiles of its distribution, and refuses what cannot be one."""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from commonweal.parameters.priors import Prior

SHARES = np.array([0.001, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999])


@pytest.mark.parametrize(
    ("keys", "distribution"),
    [
        ({"distribution": "uniform", "low": 2, "high": 6}, stats.uniform(2, 4)),
        (
            {"distribution": "triangular", "low": 1, "mode": 2, "high": 5},
            stats.triang(0.25, 1, 4),
        ),
        ({"distribution": "triangular", "low": 0, "mode": 0, "high": 1}, stats.triang(0, 0, 1)),
        ({"distribution": "triangular", "low": 0, "mode": 1, "high": 1}, stats.triang(1, 0, 1)),
        ({"distribution": "normal", "mean": 3, "sd": 2}, stats.norm(3, 2)),
        (
            {"distribution": "normal", "mean": 0, "sd": 2, "low": -1, "high": 3},
            stats.truncnorm(-0.5, 1.5, 0, 2),
        ),
        (
            {"distribution": "normal", "mean": 0, "sd": 1, "low": 9},
            stats.truncnorm(9, np.inf),
        ),
        ({"distribution": "lognormal", "median": 3, "sigma": 0.5}, stats.lognorm(0.5, 0, 3)),
        ({"distribution": "beta", "a": 2, "b": 5}, stats.beta(2, 5)),
        ({"distribution": "beta", "a": 2, "b": 5, "low": -1, "high": 3}, stats.beta(2, 5, -1, 4)),
    ],
)
def test_quantiles_are_those_of_the_distribution(keys, distribution):
    assert Prior(**keys).quantile(SHARES) == pytest.approx(distribution.ppf(SHARES), rel=1e-9)


def test_a_lognormal_prior_is_cut_where_it_says():
    prior = Prior(distribution="lognormal", median=1, sigma=1, low=0.5, high=4)
    quantiles = prior.quantile(SHARES)
    assert quantiles.min() > 0.5
    assert quantiles.max() < 4
    assert np.all(np.diff(quantiles) > 0)


def test_a_point_is_always_its_value():
    assert Prior(distribution="point", value=7).quantile(SHARES).tolist() == [7.0] * 7


def test_a_choice_takes_its_values_by_weight():
    prior = Prior(distribution="choice", values=(1, 2, 3), weights=(1, 0, 3))
    assert prior.quantile(np.array([0.1, 0.24, 0.26, 0.9])).tolist() == [1, 1, 3, 3]


def test_a_choice_without_weights_takes_all_alike():
    prior = Prior(distribution="choice", values=(1, 2))
    assert prior.quantile(np.array([0.49, 0.51])).tolist() == [1, 2]


def test_an_empirical_prior_interpolates_its_sample():
    assert Prior(distribution="empirical", values=(0, 10)).quantile(np.array([0.3])) == [3.0]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"distribution": "gaussian"}, "Input should be 'point'"),
        ({"distribution": "uniform", "low": 0}, "needs 'high'"),
        ({"distribution": "uniform", "low": 1, "high": 1}, "must lie below"),
        ({"distribution": "uniform", "low": 0, "high": float("inf")}, "finite"),
        ({"distribution": "uniform", "low": 0, "high": float("nan")}, "finite"),
        ({"distribution": "uniform", "low": 0, "high": 1, "mean": 0.5}, "does not use 'mean'"),
        ({"distribution": "uniform", "low": 0, "high": 1, "hihg": 2}, "Extra inputs"),
        ({"distribution": "triangular", "low": 0, "mode": 2, "high": 1}, "mode must lie"),
        ({"distribution": "normal", "mean": 0, "sd": 0}, "'sd' must be positive"),
        ({"distribution": "normal", "mean": 0, "sd": 1, "low": 2, "high": 1}, "must lie below"),
        ({"distribution": "lognormal", "median": 0, "sigma": 1}, "'median' must be positive"),
        ({"distribution": "lognormal", "median": 1, "sigma": 1, "high": -1}, "must be positive"),
        ({"distribution": "beta", "a": 1, "b": 1, "low": 2}, "must lie below"),
        ({"distribution": "choice", "values": ()}, "must not be empty"),
        ({"distribution": "choice", "values": (1, 2), "weights": (1,)}, "one weight a value"),
        ({"distribution": "choice", "values": (1, 2), "weights": (1, -1)}, "not be negative"),
        ({"distribution": "choice", "values": (1, 2), "weights": (0, 0)}, "nor all zero"),
        ({"distribution": "empirical", "values": (1, 2), "weights": (1, 1)}, "not use 'weights'"),
        ({"distribution": "choice", "values": (1, float("nan"))}, "finite"),
    ],
)
def test_what_cannot_be_a_prior_is_refused(keys, message):
    with pytest.raises(ValidationError, match=message):
        Prior(**keys)
