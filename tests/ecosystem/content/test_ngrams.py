"""Kneser-Ney trigrams are those of the formula, sum to one at any temperature, and are drawn as they say."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from ecosystem.content.learners.ngrams import NgramModel, fit_passages
from ecosystem.randomness import derive

SIZE, LENGTH = 5, 6
GENERATOR = np.random.default_rng(1)
TEXT = GENERATOR.choice(SIZE - 1, (40, LENGTH), p=[0.5, 0.3, 0.15, 0.05]).astype(np.uint16)
ROWS = np.arange(40) % 2


def plain(row: int, before: tuple[int, int], token: int) -> float:
    """Give the probability of a token by the formula, counting anew each time."""
    mine = [[SIZE, SIZE, *passage.tolist()] for passage in TEXT[row == ROWS]]
    three = Counter((*each[place : place + 3],) for each in mine for place in range(LENGTH))
    two = Counter(key[1:] for key in three)
    one = Counter(key[1:] for key in two)
    lower = 1.0 / SIZE
    for counts, context in ((one, ()), (two, before[1:]), (three, before)):
        once, twice = (sum(count == times for count in counts.values()) for times in (1, 2))
        cut = min(max(once / max(once + 2 * twice, 1), 0.05), 0.95)
        after = {key[-1]: count for key, count in counts.items() if key[:-1] == context}
        total = sum(after.values())
        if total:
            lower = (max(after.get(token, 0) - cut, 0.0) + cut * len(after) * lower) / total
    return lower


@pytest.fixture(scope="module")
def model() -> NgramModel:
    return fit_passages(2, SIZE, ROWS, TEXT, np.ones(len(TEXT)))


def test_probabilities_are_those_of_the_formula(model: NgramModel) -> None:
    rows, passages = np.array([0, 1, 1]), np.array([[0, 1, 0, 2], [3, 3, 0, 4], [4, 4, 1, 0]], dtype=np.uint16)
    found = np.exp(model.log_probs(rows, passages))
    for row, passage, told in zip(rows.tolist(), passages.tolist(), found, strict=True):
        padded = [SIZE, SIZE, *passage]
        expected = [plain(row, (padded[at], padded[at + 1]), padded[at + 2]) for at in range(4)]
        np.testing.assert_allclose(told, expected, rtol=1e-6)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.5])
def test_all_that_may_follow_sums_to_one(model: NgramModel, temperature: float) -> None:
    pairs = np.array(list(product(range(SIZE), repeat=2)), dtype=np.uint16)
    passages = np.array([(*pair, token) for pair in pairs for token in range(SIZE)], dtype=np.uint16)
    for row in (0, 1):
        told = np.exp(model.served(temperature).log_probs(np.full(len(passages), row), passages))
        np.testing.assert_allclose(told[:, 2].reshape(-1, SIZE).sum(axis=1), 1.0, rtol=1e-5)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.5])
def test_passages_are_drawn_as_often_as_is_told(model: NgramModel, temperature: float) -> None:
    served, n = model.served(temperature), 40_000
    written = served.sample(np.ones(n, np.int64), derive("passage", np.arange(n)), 2)
    pairs = np.array(list(product(range(SIZE), repeat=2)), dtype=np.uint16)
    expected = np.exp(served.log_probs(np.ones(len(pairs), np.int64), pairs).sum(axis=1))
    found = np.bincount(written @ np.array([SIZE, 1]), minlength=SIZE**2) / n
    assert np.all(np.abs(found - expected) < 5.0 * np.sqrt(expected / n) + 1e-3)


def test_weights_count_as_repeats_do(model: NgramModel) -> None:
    twice = fit_passages(2, SIZE, ROWS, TEXT, np.full(len(TEXT), 2.0), cut=model.cut)
    repeated = fit_passages(2, SIZE, np.tile(ROWS, 2), np.tile(TEXT, (2, 1)), np.ones(2 * len(TEXT)), cut=model.cut)
    np.testing.assert_array_equal(twice.keys, repeated.keys)
    np.testing.assert_allclose(twice.log_probs(ROWS, TEXT), repeated.log_probs(ROWS, TEXT))
    more = model.with_passages(ROWS, TEXT, np.ones(len(TEXT)))
    np.testing.assert_allclose(more.log_probs(ROWS, TEXT), twice.log_probs(ROWS, TEXT))


def test_a_model_of_nothing_gives_all_tokens_the_same(model: NgramModel) -> None:
    nothing = fit_passages(2, SIZE, ROWS[:0], TEXT[:0], np.zeros(0))
    np.testing.assert_allclose(nothing.log_probs(ROWS, TEXT), -np.log(SIZE), rtol=1e-6)
    assert model.log_probs(ROWS, TEXT).mean() > -np.log(SIZE)
