"""Decoding: temperature and top-p against the definitions, written out naively."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecosystem.content.decoding import ServedModel, decode
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.randomness import Draws, derive

LEARNER = CategoricalLearner(8)
LIVING = np.arange(6, dtype=np.uint16)[None, :]
MODEL = LEARNER.fit(np.array([[40.0, 20.0, 5.0, 5.0, 1.0, 0.0, 0.0, 0.0]]), LIVING)


def naive(probabilities: list[float], temperature: float, top_p: float) -> list[float]:
    powers = [p ** (1.0 / temperature) for p in probabilities]
    tempered = [power / sum(powers) for power in powers]
    kept, mass = set(), 0.0
    for index in sorted(range(len(tempered)), key=lambda i: (-tempered[i], i)):
        if mass >= top_p:
            break
        kept.add(index)
        mass += tempered[index]
    total = sum(tempered[index] for index in kept)
    return [tempered[index] / total if index in kept else 0.0 for index in range(len(tempered))]


@given(
    st.lists(st.integers(1, 1000), min_size=1, max_size=12),
    st.sampled_from([0.3, 0.9, 1.0, 2.5]),
    st.sampled_from([0.05, 0.5, 0.83, 1.0]),
)
def test_decoding_is_what_its_definition_says(weights: list[int], temperature: float, top_p: float) -> None:
    probabilities = [weight / sum(weights) for weight in weights]
    expected = naive(probabilities, temperature, top_p)
    cut = np.cumsum(np.sort(np.array(expected))[::-1])
    if np.any(np.abs(np.cumsum(sorted(naive(probabilities, temperature, 1.0), reverse=True)) - top_p) < 1e-9):
        return  # a tie at the edge of the nucleus is decided by rounding
    assert decode(np.array([probabilities]), temperature, top_p)[0] == pytest.approx(expected, abs=1e-12)
    assert cut[-1] == pytest.approx(1.0)


def test_decoding_by_hand() -> None:
    given_ = np.array([[0.4, 0.3, 0.2, 0.1]])
    assert decode(given_) == pytest.approx(given_)
    assert decode(given_, 0.5)[0] == pytest.approx(np.array([16, 9, 4, 1]) / 30)
    assert decode(given_, top_p=0.8)[0] == pytest.approx([4 / 9, 3 / 9, 2 / 9, 0])
    assert decode(given_, top_p=0.01)[0] == pytest.approx([1, 0, 0, 0])
    assert decode(given_, 0.5, 0.8)[0] == pytest.approx([16 / 25, 9 / 25, 0, 0])


def test_an_impossible_idea_stays_impossible() -> None:
    decoded = decode(np.array([[0.7, 0.0, 0.3]]), 0.9)
    assert decoded[0, 1] == 0.0
    assert decoded.sum() == pytest.approx(1.0)


@given(st.floats(0.2, 0.95))
def test_below_one_the_likely_becomes_likelier(temperature: float) -> None:
    decoded = decode(MODEL.probabilities, temperature)
    assert decoded[0, 0] > MODEL.probabilities[0, 0]
    assert (decoded**2).sum() > (MODEL.probabilities**2).sum()


def test_served_as_fitted_the_loss_is_that_of_the_fit_mixed_with_its_back_off() -> None:
    backoff = MODEL.backoff[0]
    mixed = (1 - backoff) * MODEL.probabilities[:, :6] + backoff / 6
    assert np.exp(ServedModel(MODEL).log_if_living[:, :6]) == pytest.approx(mixed)


def test_the_loss_as_served_is_finite_for_what_decoding_cut_off_and_for_newborn_ideas() -> None:
    served = ServedModel(MODEL, 0.9, 0.5)
    for idea in (7, 5):
        assert served.log_if_living[0, idea] == pytest.approx(np.log(MODEL.backoff[0] / 6))


def test_users_get_the_decoded_frequencies() -> None:
    served, n = ServedModel(MODEL, 0.7, 0.99), 100_000
    drawn = served.sample(np.zeros(n, dtype=np.int64), Draws(3).raw("sample", 0, derive(np.arange(n))))
    observed, expected = np.bincount(drawn, minlength=8), served.probabilities[0] * n
    assert observed[expected == 0].sum() == 0
    assert stats.chisquare(observed[expected > 0], expected[expected > 0]).pvalue > 1e-3
