"""Benchmarks: nearly unbiased from few ideas, and the better the more of them the model wrote."""

import numpy as np
import pytest

from ecosystem.content.benchmarks import CountedIdeas, _damped_harmonic, entropy_estimate
from ecosystem.content.learners.categorical import CategoricalLearner, CategoricalModel, kullback_leibler
from ecosystem.randomness import FloatArray

N_IDEAS = 400
RANDOM_SEED = 5


def zipf() -> FloatArray:
    weight = (np.arange(1, N_IDEAS + 1) + 2.7) ** -1.1
    result: FloatArray = weight / weight.sum()
    return result


def entropy(shares: FloatArray) -> float:
    return -float((shares * np.log(shares)).sum())


def weak_model() -> CategoricalModel:
    """A model of a few hundred human ideas."""
    rng = np.random.default_rng(RANDOM_SEED)
    counts = rng.multinomial(300, zipf()).astype(np.float64)[None, :]
    return CategoricalLearner(N_IDEAS).fit(counts, np.arange(N_IDEAS, dtype=np.uint16)[None, :])


@pytest.mark.parametrize(("n", "x"), [(8, 0.0), (8, 0.9), (50, 0.3), (500, 0.999), (7000, 0.9997), (7000, 0.95)])
def test_the_series_of_the_unseen_is_its_sum(n: int, x: float) -> None:
    k = np.arange(300_000)
    by_hand = float((x**k / (n + k)).sum())
    assert _damped_harmonic(np.array([x]), np.array([float(n)]))[0] == pytest.approx(by_hand, rel=1e-6)


@pytest.mark.parametrize(("n", "most"), [(300, 0.1), (1000, 0.02), (4000, 0.005)])
def test_the_entropy_of_a_sample_is_nearly_unbiased_where_the_plain_one_is_not(n: int, most: float) -> None:
    rng, shares = np.random.default_rng(RANDOM_SEED), zipf()
    estimates, plain = [], []
    for _ in range(300):
        counts = rng.multinomial(n, shares)
        seen = counts[counts > 0]
        estimates.append(entropy_estimate(np.zeros(seen.size, dtype=np.int64), seen, 1)[0])
        plain.append(entropy(seen / n))
    bias = abs(np.mean(estimates) - entropy(shares))
    assert bias < most + 3 * np.std(estimates) / np.sqrt(300)
    assert np.mean(plain) < entropy(shares) - 4 * most, "the plain estimate falls short"


def test_entropies_of_rows_are_apart() -> None:
    row, count = np.array([0, 0, 2]), np.array([50, 50, 7])
    assert entropy_estimate(row, count, 3) == pytest.approx([np.log(2), 0.0, 0.0], abs=0.01)


def test_the_loss_on_human_pages_is_the_true_loss() -> None:
    model, shares = weak_model(), zipf()
    truth = float(kullback_leibler(shares[None, :], model.probabilities)[0])
    rng = np.random.default_rng(RANDOM_SEED)
    found = []
    for _ in range(200):
        pages = rng.choice(N_IDEAS, size=(100, 8), p=shares).astype(np.uint16)
        found.append(CountedIdeas.of_pages(np.zeros(100, dtype=np.int64), pages, 1).loss(model)[0])
    assert np.mean(found) == pytest.approx(truth, abs=0.03)


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_a_benchmark_that_the_model_helped_to_write_flatters_it(share: float) -> None:
    """What is measured is KL(mixture || model), which falls to nothing as the model's own share grows."""
    model, shares = weak_model(), zipf()
    own = model.probabilities[0]
    mixture = (1.0 - share) * shares + share * own
    rng = np.random.default_rng(RANDOM_SEED)
    found = []
    for _ in range(100):
        pages = rng.choice(N_IDEAS, size=(200, 8), p=mixture).astype(np.uint16)
        found.append(CountedIdeas.of_pages(np.zeros(200, dtype=np.int64), pages, 1).loss(model)[0])
    truth = float(kullback_leibler(shares[None, :], model.probabilities)[0])
    assert np.mean(found) == pytest.approx(float(kullback_leibler(mixture[None, :], own[None, :])[0]), abs=0.03)
    assert np.mean(found) < (1.0 - share) * truth + 0.03


def test_a_topic_without_pages_has_no_loss() -> None:
    model = weak_model()
    two = CategoricalModel(
        np.repeat(model.seen, 2, axis=0),
        np.repeat(model.backoff, 2),
        np.repeat(model.living, 2, axis=0),
        np.repeat(model.n_tokens, 2),
    )
    benchmark = CountedIdeas.of_pages(np.array([1, 1]), np.array([[0, 1], [0, 2]], dtype=np.uint16), 2)
    assert benchmark.n_ideas.tolist() == [0, 4]
    assert np.isnan(benchmark.loss(two)).tolist() == [True, False]
