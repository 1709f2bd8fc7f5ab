"""Percentiles of patients counted by whole weeks."""

import numpy as np
import pytest

from commonweal.institutions.health.percentiles import fill_percentiles

HALF = np.array([0.5])


def percentiles(fundholding, others, levels=HALF, between=False):
    patients = np.array([[[fundholding], [others]]], dtype=float)
    found = np.full((1, 3, len(levels), 1), np.nan)
    fill_percentiles(patients, np.asarray(levels), between, found)
    return found[0, :, :, 0]


def test_whole_weeks_are_the_fewest_by_which_the_share_is_reached():
    assert percentiles([1, 1, 2], [0, 0, 1])[:, 0].tolist() == [1, 2, 2]


def test_between_two_weeks_patients_are_spread_evenly():
    found = percentiles([4, 0, 0], [0, 2, 2], between=True)[:, 0]
    assert found.tolist() == pytest.approx([0.5, 2.0, 1.0])


def test_nobody_has_waited_nothing():
    assert percentiles([0, 0, 0], [0, 0, 0], between=True)[:, 0].tolist() == [0, 0, 0]


def test_a_share_that_is_reached_but_for_rounding_is_reached():
    tenths = [0.1] * 10
    assert percentiles(tenths, tenths, [0.3])[:, 0].tolist() == [2, 2, 2]


@pytest.mark.parametrize("level", [0.05, 0.5, 0.92, 1.0])
def test_the_percentile_is_that_of_a_list_of_every_patient(level):
    counts = np.random.default_rng(5).integers(0, 9, (2, 40))
    everybody = [np.repeat(np.arange(40), row) for row in (*counts, counts.sum(axis=0))]
    expected = [np.quantile(weeks, level, method="inverted_cdf") for weeks in everybody]
    assert percentiles(*counts, [level])[:, 0].tolist() == expected
