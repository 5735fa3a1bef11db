"""Quantiles of compiled loops are those of scipy."""

import numpy as np
import pytest
from scipy import special, stats

from ecosystem.kernels import quantiles

UNIFORM = (np.arange(2000) + 0.5) / 2000
FIRST, LAST = 0.0, 1.0 - 2.0**-53


def test_normal_quantiles_are_those_of_scipy_to_the_last_bits() -> None:
    deep = 2.0 ** -np.arange(2.0, 53.0)
    for tail in (deep, UNIFORM[:1000]):
        found = quantiles.normal(tail - quantiles.HALF_STEP)
        assert found == pytest.approx(special.ndtri(tail), rel=4e-15, abs=1e-15)
    assert np.allclose(quantiles.normal(1.0 - deep), -quantiles.normal(deep - 2.0**-53), rtol=1e-12)
    assert quantiles.normal(FIRST) == -quantiles.normal(LAST) == pytest.approx(special.ndtri(2.0**-54), rel=1e-14)


@pytest.mark.parametrize("mean", [0.0, 1e-3, 2.5, quantiles.INVERSION_LIMIT])
def test_small_poisson_counts_are_exact_quantiles(mean: float) -> None:
    counts = quantiles.poisson(UNIFORM, np.full(2000, mean))
    assert np.all(stats.poisson.cdf(counts, mean) >= UNIFORM - 1e-12)
    assert np.all(stats.poisson.cdf(counts - 1, mean) <= UNIFORM + 1e-12)


@pytest.mark.parametrize(("n", "p"), [(0, 0.5), (1, 0.3), (8, 0.0), (8, 0.49), (8, 0.51), (8, 1.0), (5000, 0.004)])
def test_small_binomial_counts_are_exact_quantiles_of_the_rarer_outcome(n: int, p: float) -> None:
    counts = quantiles.binomial(UNIFORM, np.full(2000, n), p)
    rare = counts if p <= 0.5 else n - counts
    wanted, rarer = (UNIFORM, p) if p <= 0.5 else (1.0 - UNIFORM, 1.0 - p)
    assert np.all(stats.binom.cdf(rare, n, rarer) >= wanted - 1e-12)
    assert np.all(stats.binom.cdf(rare - 1, n, rarer) <= wanted + 1e-12)


def test_large_means_stand_beside_small_ones() -> None:
    mean = np.where(np.arange(2000) % 3 == 0, 400.0, 2.0)
    counts = quantiles.poisson(UNIFORM, mean)
    assert np.max(np.abs(counts - stats.poisson.ppf(UNIFORM, mean))) <= 1
    assert np.array_equal(counts[mean == 2.0], quantiles.poisson(UNIFORM[mean == 2.0], 2.0))
    n, p = np.where(mean > 2.0, 1000, 10), np.where(np.arange(2000) % 2 == 0, 0.3, 0.8)
    counts = quantiles.binomial(UNIFORM, n, p)
    exact = np.where(p < 0.5, stats.binom.ppf(UNIFORM, n, p), n - stats.binom.ppf(1.0 - UNIFORM, n, 1.0 - p))
    assert np.max(np.abs(counts - exact)) <= 1


def test_large_counts_are_rounded_normal_quantiles_with_skewness() -> None:
    mean, z = 400.0, special.ndtri(UNIFORM)
    expected = np.floor(mean + np.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5)
    assert np.array_equal(quantiles.poisson(UNIFORM, mean), expected)


@pytest.mark.parametrize("uniform", [FIRST, LAST])
def test_the_ends_of_all_uniforms_count_no_more_than_there_are(uniform: float) -> None:
    for n in [*range(1, 40), 65, 1000]:
        for p in (0.5, 0.6):
            assert 0 <= quantiles.binomial(uniform, n, p) <= n
