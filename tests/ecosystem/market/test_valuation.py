"""Marginal value: the change of a loss that a refit would show."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ecosystem.content.learners.categorical import CategoricalLearner, kullback_leibler
from ecosystem.market.valuation import discount_of, marginal_value, row_distributions
from ecosystem.randomness import FloatArray
from ecosystem.state import World

type Identities = NDArray[np.uint16]

N, SLOTS = 30, 25
LEARNER = CategoricalLearner(N)
LIVING = np.arange(SLOTS, dtype=np.uint16)[None, :]


def random_counts(seed: int, least: int = 1) -> FloatArray:
    counts = np.zeros((1, N))
    counts[0, :SLOTS] = np.random.default_rng(seed).integers(least, 60, SLOTS)
    return counts


def full_truth(weights: FloatArray, living: Identities = LIVING) -> FloatArray:
    truth = np.zeros((1, N))
    truth[0, living[0].astype(np.int64)] = weights / weights.sum()
    return truth


def refitted(counts: FloatArray, extra: FloatArray, truth: FloatArray, living: Identities = LIVING) -> float:
    """The fall of the loss when the same discount is fitted to more tokens, whatever is seen for the first time."""
    rate = LEARNER.discount(counts)
    before, after = LEARNER.fit(counts, LIVING, rate), LEARNER.fit(counts + extra, LIVING, rate)
    on_slots = truth[np.zeros((1, 1), dtype=np.int64), living.astype(np.int64)]
    losses = [kullback_leibler(on_slots, model.slot_probabilities(living))[0] for model in (before, after)]
    return float(losses[0] - losses[1])


def value(counts: FloatArray, extra: FloatArray, truth: FloatArray, living: Identities = LIVING) -> float:
    model = LEARNER.fit(counts, LIVING)
    distribution = row_distributions(extra)
    return float(marginal_value(model, LEARNER.discount(counts), truth, distribution, float(extra.sum()), living)[0])


@given(st.integers(0, 10_000))
def test_for_ideas_seen_before_it_is_what_a_refit_says(seed: int) -> None:
    counts, extra = random_counts(seed), random_counts(seed + 1, 0)
    truth = full_truth(np.random.default_rng(seed + 2).random(SLOTS))
    assert value(counts, extra, truth) == pytest.approx(refitted(counts, extra, truth), rel=1e-9, abs=1e-12)


def test_for_one_new_token_of_an_unseen_idea_too() -> None:
    counts = random_counts(1)
    counts[0, 4] = 0.0
    extra = np.zeros((1, N))
    extra[0, 4] = 1.0
    truth = full_truth(np.ones(SLOTS))
    assert value(counts, extra, truth) == pytest.approx(refitted(counts, extra, truth), rel=1e-9)
    assert value(counts, extra, truth) > 0.0


def test_a_token_about_a_newborn_idea_is_worth_something() -> None:
    counts, today = random_counts(2), LIVING.copy()
    today[0, 4] = 27
    extra = np.zeros((1, N))
    extra[0, 27] = 1.0
    truth = full_truth(np.ones(SLOTS), today)
    worth = value(counts, extra, truth, today)
    assert worth > 0.0
    assert worth == pytest.approx(refitted(counts, extra, truth, today), rel=1e-9)


def test_more_of_what_is_missing_helps_and_more_of_what_abounds_harms() -> None:
    counts = random_counts(3)
    truth = full_truth(np.ones(SLOTS))
    scarce, plenty = np.zeros((1, N)), np.zeros((1, N))
    scarce[0, int(counts[0, :SLOTS].argmin())] = 5.0
    plenty[0, int(counts[0, :SLOTS].argmax())] = 5.0
    assert value(counts, scarce, truth) > 0.0 > value(counts, plenty, truth)


def test_tokens_like_the_fit_change_nothing() -> None:
    counts = random_counts(4, 5)
    model = LEARNER.fit(counts, LIVING, np.zeros(1))
    worth = marginal_value(model, np.zeros(1), full_truth(np.arange(1.0, SLOTS + 1)), model.probabilities, 10.0, LIVING)
    assert worth == pytest.approx([0.0], abs=1e-15)


def test_what_is_added_is_left_as_it_was() -> None:
    counts = random_counts(5)
    addition = row_distributions(counts)
    kept = addition.copy()
    marginal_value(LEARNER.fit(counts, LIVING), np.zeros(1), addition, addition, 3.0, LIVING)
    assert np.array_equal(addition, kept)


def test_tokens_like_the_truth_are_worth_more_than_others() -> None:
    rng = np.random.default_rng(0)
    weights = 1.0 / np.arange(1.0, SLOTS + 1)
    truth = full_truth(weights)
    counts = np.zeros((1, N))
    counts[0, :SLOTS] = rng.multinomial(300, weights / weights.sum())
    true_tokens, other = 100 * truth, 100 * full_truth(weights[::-1].copy())
    assert value(counts, true_tokens, truth) > max(0.0, value(counts, other, truth))


@given(st.integers(0, 10_000))
def test_the_discount_of_a_fit_is_recovered(seed: int) -> None:
    counts = random_counts(seed, 0)
    assert discount_of(LEARNER.fit(counts, LIVING)) == pytest.approx(LEARNER.discount(counts))


def test_rows_without_counts_stay_zero() -> None:
    assert row_distributions(np.array([[2.0, 6.0], [0.0, 0.0]])).tolist() == [[0.25, 0.75], [0.0, 0.0]]


def test_human_data_are_worth_more_than_synthetic_ones_in_the_baseline(world: World) -> None:
    outcomes = world.month.outcomes
    assert outcomes["marginal_value_human"] > 0.0
    assert outcomes["marginal_value_human"] > outcomes["marginal_value_synthetic"]


def test_a_model_without_tokens_has_a_finite_value_of_data() -> None:
    learner = CategoricalLearner(4)
    living = np.arange(4, dtype=np.uint16)[None, :]
    empty = learner.fit(np.zeros((1, 4)), living)
    truth = np.array([[0.7, 0.1, 0.1, 0.1]])
    worth = marginal_value(empty, discount_of(empty), truth, truth, 1.0, living)
    assert np.isfinite(worth).all()
    assert worth[0] > 0.0
