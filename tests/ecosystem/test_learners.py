import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.learners.gaussian import GaussianLearner, GaussianModel, GaussianStatistics
from ecosystem.content.learners.kernel import KernelLearner
from ecosystem.content.learners.regression import RegressionLearner, RegressionModel
from ecosystem.randomness import BulkGenerator, Draws, FloatArray


def generator(seed: int = 1) -> BulkGenerator:
    return Draws(seed).generator("test", 0, 0)


def pages(n_rows: int, n: int, d: int, seed: int = 1) -> FloatArray:
    return generator(seed).standard_normal((n_rows, n, d)) * np.arange(1, d + 1) + 100.0


def one(mean: float, variance: float) -> GaussianModel:
    return GaussianModel(np.array([[mean]]), np.array([[[variance]]]))


@pytest.mark.parametrize("d", [1, 3])
@pytest.mark.parametrize("ddof", [0, 1])
def test_a_gaussian_fit_is_the_sample_mean_and_covariance(d: int, ddof: int) -> None:
    sample = pages(4, 30, d)
    learner = GaussianLearner(ddof)
    model = learner.fit(learner.statistics(sample))
    for row in range(4):
        assert model.mean[row] == pytest.approx(sample[row].mean(axis=0))
        expected = np.atleast_2d(np.cov(sample[row], rowvar=False, ddof=ddof))
        assert model.covariance[row] == pytest.approx(expected)


@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 3))
def test_gaussian_statistics_add_up(first: int, second: int, d: int) -> None:
    learner, sample = GaussianLearner(), pages(2, first + second, d)
    whole = learner.statistics(sample)
    parts = learner.statistics(sample[:, :first]) + learner.statistics(sample[:, first:])
    assert parts.n.tolist() == whole.n.tolist()
    assert parts.total == pytest.approx(whole.total)
    assert parts.products == pytest.approx(whole.products, abs=1e-9)


def test_no_pages_are_the_zero_of_gaussian_statistics() -> None:
    learner, sample = GaussianLearner(), pages(2, 5, 2)
    whole = learner.statistics(sample)
    none = GaussianStatistics(np.zeros(2), np.zeros((2, 2)), np.zeros((2, 2, 2)))
    for both in (whole + none, none + whole):
        assert both.total == pytest.approx(whole.total)
        assert both.products == pytest.approx(whole.products)


def test_small_variances_survive_beside_large_means() -> None:
    learner = GaussianLearner()
    sample = 1e6 + 1e-6 * generator().standard_normal((1, 40, 1))
    sum_of_parts = learner.statistics(sample[:, :20]) + learner.statistics(sample[:, 20:])
    assert learner.fit(sum_of_parts).covariance[0, 0, 0] == pytest.approx(1e-12, rel=0.5)


def test_gaussian_statistics_drawn_at_once_are_distributed_like_those_of_pages() -> None:
    rows, n = np.zeros(40_000, dtype=np.int64), 5
    truth = GaussianModel(np.full((len(rows), 1), 2.0), np.full((len(rows), 1, 1), 9.0))
    drawn = truth.sample_statistics(np.full(len(rows), n), generator())
    assert drawn.total.mean() == pytest.approx(10.0, abs=0.2)
    assert drawn.total.var() == pytest.approx(45.0, rel=0.05)
    assert drawn.products.mean() == pytest.approx(9.0 * (n - 1), rel=0.03)
    assert drawn.products.var() == pytest.approx(2.0 * 81.0 * (n - 1), rel=0.1)
    none = truth.sample_statistics(np.zeros(len(rows), dtype=np.int64), generator())
    assert not none.total.any()
    assert not none.products.any()


def test_gaussian_samples_have_the_moments_of_the_model() -> None:
    covariance = np.array([[2.0, 1.0], [1.0, 3.0]])
    model = GaussianModel(np.array([[1.0, -1.0]]), covariance[None])
    sample = model.sample(np.zeros(50_000, dtype=np.int64), generator())
    assert sample.mean(axis=0) == pytest.approx([1.0, -1.0], abs=0.05)
    assert np.cov(sample, rowvar=False) == pytest.approx(covariance, abs=0.1)
    expected = multivariate_normal([1.0, -1.0], covariance).logpdf(sample[:5])
    assert model.log_prob(np.zeros(5, dtype=np.int64), sample[:5]) == pytest.approx(expected)


def test_gaussian_losses_are_those_known_by_hand() -> None:
    truth, model = one(0.0, 1.0), one(1.0, 4.0)
    assert model.loss(truth)[0] == pytest.approx(np.log(2.0) + 2.0 / 8.0 - 0.5)
    assert model.squared_wasserstein(truth)[0] == pytest.approx(2.0)
    assert truth.loss(truth)[0] == pytest.approx(0.0)
    assert one(0.0, 0.0).loss(truth)[0] == np.inf
    wide = GaussianModel(np.zeros((1, 2)), np.diag([4.0, 9.0])[None])
    standard = GaussianModel(np.zeros((1, 2)), np.eye(2)[None])
    assert wide.squared_wasserstein(standard)[0] == pytest.approx(1.0 + 4.0)
    assert wide.loss(standard)[0] == pytest.approx(0.5 * (1 / 4 + 1 / 9 - 2 + np.log(36.0)))


def test_regression_finds_the_least_squares_rule_and_adds_up() -> None:
    learner = RegressionLearner()
    inputs = generator().standard_normal((3, 40, 2))
    labels = RegressionModel(np.array([[1.0, -2.0]]), 0.5).sample(
        np.zeros((3, 40), dtype=np.int64), inputs, generator(2)
    )
    whole = learner.statistics(inputs, labels)
    parts = learner.statistics(inputs[:, :15], labels[:, :15]) + learner.statistics(inputs[:, 15:], labels[:, 15:])
    model = learner.fit(whole, 0.5)
    assert parts.n.tolist() == whole.n.tolist()
    assert learner.fit(parts).coefficients == pytest.approx(model.coefficients)
    for row in range(3):
        expected = np.linalg.lstsq(inputs[row], labels[row])[0]
        assert model.coefficients[row] == pytest.approx(expected)
    assert model.loss(np.array([1.0, -2.0]))[0] == pytest.approx(((model.coefficients[0] - [1.0, -2.0]) ** 2).sum())
    density = model.log_prob(np.zeros(1, dtype=np.int64), inputs[0, :1], labels[0, :1])
    assert density[0] == pytest.approx(norm(inputs[0, 0] @ model.coefficients[0], 0.5).logpdf(labels[0, 0]))


def test_a_kernel_density_spreads_by_its_bandwidth() -> None:
    learner = KernelLearner(0.5)
    model = learner.fit(learner.statistics(np.array([[-1.0, 1.0], [0.0, 0.0]])))
    sample = model.sample(np.zeros(50_000, dtype=np.int64), generator())
    assert (sample**2).mean() == pytest.approx(1.25, abs=0.03)
    expected = np.log((norm(-1.0, 0.5).pdf(0.3) + norm(1.0, 0.5).pdf(0.3)) / 2.0)
    assert model.log_prob(np.zeros(1, dtype=np.int64), np.array([0.3]))[0] == pytest.approx(expected)
    held_out = np.array([[0.3], [0.0]])
    assert model.loss(held_out) == pytest.approx([-expected, -norm(0.0, 0.5).logpdf(0.0)])


def test_the_kernel_has_a_bandwidth_by_rule_if_none_is_given() -> None:
    points = generator().standard_normal((2, 32))
    assert KernelLearner().fit(points).bandwidth == pytest.approx(1.06 * points.std(axis=1) * 0.5)
    assert (KernelLearner().fit(np.zeros((1, 3))).bandwidth > 0.0).all()


def test_the_unsmoothed_categorical_fit_never_brings_a_lost_idea_back() -> None:
    counts = np.array([[1.0, 2.0, 0.0, 4.0], [0.0, 49.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    learner = CategoricalLearner(4, is_smoothed=False)
    model = learner.fit(counts, np.tile(np.arange(4, dtype=np.uint16), (3, 1)))
    assert model.probabilities[0].tolist() == [1 / 7, 2 / 7, 0.0, 4 / 7]
    assert model.probabilities[1].tolist() == [0.0, 1.0, 0.0, 0.0]
    assert model.probabilities[2].tolist() == [0.25] * 4
    assert model.backoff.tolist() == [0.0, 0.0, 1.0]


def test_absolute_discounting_by_hand() -> None:
    counts = np.array([[1.0, 1.0, 2.0, 6.0, 0.0]])
    learner = CategoricalLearner(5)
    assert learner.discount(counts)[0] == 0.5
    model = learner.fit(counts, np.arange(5, dtype=np.uint16)[None, :])
    backoff = 4 * 0.5 / 10
    assert model.probabilities[0] == pytest.approx(np.array([0.5, 0.5, 1.5, 5.5, 0.0]) / 10 + backoff / 5)
