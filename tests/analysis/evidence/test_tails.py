import numpy as np
import pytest

from analysis.evidence.tails import TailFit, fit_tail
from analysis.statistics.intervals import SampleError
from ecosystem.randomness import Draws, FloatArray, power_law_quantile

N = 1_500


def uniforms(seed: int = 1, n: int = N) -> FloatArray:
    result: FloatArray = Draws(seed).generator("test", 0, 0).random(n)
    return result


def fitted(values: FloatArray, *, is_count: bool = False) -> TailFit:
    return fit_tail(values, is_count=is_count, n_bootstraps=40)


@pytest.mark.parametrize("exponent", [1.8, 2.5])
def test_a_power_law_is_found_and_not_rejected(exponent: float) -> None:
    fit = fitted(3.0 * (1.0 - uniforms()) ** (-1.0 / (exponent - 1.0)))
    assert abs(fit.exponent - exponent) < 4.0 * fit.standard_error
    assert fit.p_value > 0.1
    assert fit.ratio_p_value > 0.1 or fit.ratio > 0.0
    assert "power law not rejected" in fit.says


def test_a_power_law_above_another_body_is_found_where_it_begins() -> None:
    body = 10.0 * uniforms(2)
    tail = 10.0 * (1.0 - uniforms(3, 700)) ** (-1.0 / 1.5)
    fit = fitted(np.concatenate([body, tail]))
    assert 7.0 < fit.minimum < 30.0
    assert abs(fit.exponent - 2.5) < 4.0 * fit.standard_error


def test_counts_are_fitted_by_their_own_law() -> None:
    drawn = Draws(4).generator("test", 0, 0).zipf(2.2, N).astype(np.float64)
    fit = fitted(drawn, is_count=True)
    assert abs(fit.exponent - 2.2) < 4.0 * fit.standard_error
    assert fit.p_value > 0.1


def test_a_lognormal_is_told_from_a_power_law() -> None:
    generator = Draws(5).generator("test", 0, 0)
    values = np.exp(generator.normal(2.0, 0.6, 4 * N))
    everything = fit_tail(values[values > 5.0], is_count=False, n_bootstraps=40)
    assert everything.exponent > 3.0
    assert everything.ratio < 0.0
    values = np.exp(generator.normal(3.0, 0.5, N)).round()
    assert fitted(values, is_count=True).ratio < 0.0


def test_an_exponential_is_nearer_to_a_lognormal() -> None:
    fit = fitted(np.round(-40.0 * np.log(1.0 - uniforms(6, 4 * N))) + 20.0, is_count=True)
    assert fit.exponent > 3.0
    assert fit.ratio < 0.0


def test_the_cut_of_the_models_own_laws_is_seen() -> None:
    cut = fitted(power_law_quantile(uniforms(7, 4 * N), 2.0, 30.0, 1.0))
    assert cut.p_value < 0.1
    assert "rejected" in cut.says


def test_the_seed_fixes_the_bootstrap() -> None:
    values = (1.0 - uniforms(8, 300)) ** -1.0
    assert fitted(values) == fitted(values)


@pytest.mark.parametrize("values", [np.ones(200), np.arange(49.0), np.zeros(500)])
def test_too_few_values_are_an_error(values: FloatArray) -> None:
    with pytest.raises(SampleError, match="larger size"):
        fitted(values)
