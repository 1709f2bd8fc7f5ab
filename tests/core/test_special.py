"""The special functions agree with SciPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special as oracle

from commonweal.core import special

shapes = st.floats(0.05, 300)
inside = st.floats(1e-6, 1 - 1e-6)


@given(st.lists(st.floats(-37, 37), min_size=1, max_size=20))
def test_normal_shares(values):
    np.testing.assert_allclose(special.normal_shares(values), oracle.ndtr(values), rtol=1e-12)


@given(st.lists(st.floats(1e-300, 1 - 1e-12), min_size=1, max_size=20))
def test_normal_quantiles(shares):
    found = special.normal_quantiles(shares)
    np.testing.assert_allclose(found, oracle.ndtri(shares), rtol=1e-11, atol=1e-13)


def test_the_ends_of_a_normal_distribution_are_infinite():
    assert special.normal_quantiles(np.array([0.0, 1.0])).tolist() == [-np.inf, np.inf]


@given(shapes, shapes, inside)
def test_beta_shares(a, b, value):
    assert special.beta_share(a, b, value) == pytest.approx(
        oracle.betainc(a, b, value), rel=1e-9, abs=1e-13
    )


@given(shapes, shapes, inside)
def test_beta_quantiles_return_the_share_they_were_asked_for(a, b, share):
    value = special.beta_quantiles(a, b, np.array([share]))[0]
    below = oracle.betainc(a, b, np.nextafter(value, 0) * (1 - 1e-12))
    above = oracle.betainc(a, b, min(1.0, np.nextafter(value, 1) * (1 + 1e-12)))
    assert below - 1e-9 <= share <= above + 1e-9


@given(st.integers(1, 60), st.integers(1, 2000), st.floats(0, 50))
def test_f_tails(between, within, value):
    assert special.f_tail(between, within, value) == pytest.approx(
        oracle.fdtrc(between, within, value), rel=1e-8, abs=1e-12
    )
