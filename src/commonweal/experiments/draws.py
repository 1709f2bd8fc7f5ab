"""Draws: joint samples of the uncertainties, each a pure function of seed, number and name."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from commonweal.core.protocol import Draws, Floats
from commonweal.parameters.priors import Prior


def sampled(
    priors: Mapping[str, Prior], first: int, last: int, replicates: int, seed: int
) -> Draws:
    """The draws from ``first`` up to ``last``, each repeated ``replicates`` times in a row.

    An uncertainty's value depends on the seed, the number of the draw and its own name, so
    neither more draws nor another uncertainty changes it.
    """
    from commonweal.core import randomness

    numbers = np.arange(first, last, dtype=np.int64)
    values: dict[str, Floats] = {}
    if priors:
        joint = randomness.draw_keys(seed, np.zeros(1, np.int64), np.zeros(1, np.int64))[0]
        for name, prior in priors.items():
            share = randomness.uniforms(joint, randomness.decision(f"prior of {name}"), numbers)
            values[name] = np.repeat(prior.quantile(share), replicates)
    index = np.repeat(numbers, replicates)
    replicate = np.tile(np.arange(replicates, dtype=np.int64), last - first)
    return Draws(index, replicate, values, randomness.draw_keys(seed, index, replicate))


def given(values: Mapping[str, Floats], replicates: int, seed: int) -> Draws:
    """Draws at stated values of the uncertainties, all points meeting the same luck."""
    from commonweal.core import randomness

    points = max((len(column) for column in values.values()), default=1)
    index = np.repeat(np.arange(points, dtype=np.int64), replicates)
    replicate = np.tile(np.arange(replicates, dtype=np.int64), points)
    keys = randomness.draw_keys(seed, np.zeros_like(index), replicate)
    repeated = {
        name: np.repeat(np.asarray(column, dtype=np.float64), replicates)
        for name, column in values.items()
    }
    return Draws(index, replicate, repeated, keys)
