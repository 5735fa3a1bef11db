"""Marginal value: the change of a loss that a refit would show."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ecosystem.content.families.categorical import Counts
from ecosystem.content.learners.categorical import CategoricalLearner, CategoricalModel, kullback_leibler
from ecosystem.content.valuation import Valuation
from ecosystem.market import recipes, sources
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from tests.support.ideas import ideas_of, shares, table
from tests.support.worlds import copied

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


def loss_of(counts: FloatArray, truth: FloatArray, living: Identities, weights: FloatArray | None = None) -> float:
    """The loss of a fit from the beginning; an idea of the truth that lives in no slot counts like an unseen one."""
    model = LEARNER.fit(counts if weights is None else weights, LIVING, counts)
    full = model.seen.copy()
    slots = np.union1d(living[0], np.flatnonzero(truth[0]))
    full[0, slots] += model.backoff[0] / model.n_slots
    return float(kullback_leibler(truth, np.where(truth > 0.0, full, 1.0))[0])


def refitted(counts: FloatArray, idea: int, truth: FloatArray, living: Identities) -> float:
    """The fall of the loss when the model is fitted anew with one more token, discount and all."""
    extra = np.zeros_like(counts)
    extra[0, idea] = 1.0
    return loss_of(counts, truth, living) - loss_of(counts + extra, truth, living)


def marginal_value(model: CategoricalModel, truth: FloatArray, addition: FloatArray, n: float) -> FloatArray:
    return Valuation(model, truth).marginal(Counts(addition), n)


def test_tokens_like_the_truth_are_worth_the_mean_of_single_ones() -> None:
    model, truth = LEARNER.fit(random_counts(3, 0), LIVING), random_counts(4)
    expected = (Valuation(model, truth).of_one * truth).sum() / truth.sum()
    assert marginal_value(model, truth, truth, 2.0)[0] == pytest.approx(2.0 * expected, rel=1e-9)


def value(counts: FloatArray, extra: FloatArray, truth: FloatArray) -> float:
    return float(marginal_value(LEARNER.fit(counts, LIVING), truth, extra, float(extra.sum()))[0])


@given(st.integers(0, 10_000), st.integers(0, 3))
def test_one_token_of_any_idea_is_worth_what_a_refit_says(seed: int, least: int) -> None:
    counts, today = random_counts(seed, least), LIVING.copy()
    counts[0, : SLOTS // 2] = np.minimum(counts[0, : SLOTS // 2], least + 2)
    today[0, 4] = 27
    truth = full_truth(np.random.default_rng(seed + 2).random(SLOTS), today)
    truth[0, 4] = 0.01
    truth /= truth.sum()
    values = Valuation(LEARNER.fit(counts, LIVING), truth).of_one[0]
    expected = [refitted(counts, idea, truth, today) for idea in range(N)]
    assert values == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_repeats_weigh_as_in_the_fit() -> None:
    counts = random_counts(8, 0)
    weights = np.where(np.arange(N) % 3 == 0, 2.5, 1.0) * counts
    truth, extra = full_truth(np.ones(SLOTS)), np.zeros((1, N))
    values = Valuation(LEARNER.fit(weights, LIVING, counts), truth).of_one[0]
    for idea in (0, 3, 4, 7):
        extra[:] = 0.0
        extra[0, idea] = 1.0
        before = loss_of(counts, truth, LIVING, weights)
        assert values[idea] == pytest.approx(before - loss_of(counts + extra, truth, LIVING, weights + extra), rel=1e-9)


@pytest.mark.parametrize("page_class", range(3))
def test_a_thousand_tokens_of_a_kind_of_page_are_worth_what_refits_with_real_draws_say(
    world: World, page_class: int
) -> None:
    """Within 0.2 % of what such ideas are worth, whatever their sign: the mean over refits with tokens really drawn."""
    kinds = shares(table(world.scraper_memory[0].snapshot.young)[page_class])
    topic = int(np.argmax(kinds.sum(axis=1) > 0.0))
    learner = CategoricalLearner(ideas_of(world).n_identities)
    many = copied(world, **{"training.absorption": 1.0, "training.budget_share": 0.005})
    draft = recipes.draw_training_set(many, 0, sources.sources(many, 0, many.step), many.trainers.recipe[0])
    counts, living = table(draft.distinct)[topic : topic + 1], ideas_of(world).living[topic : topic + 1]
    truth = np.zeros(counts.shape)
    truth[0, living[0]] = ideas_of(world).probabilities[topic]
    fit = learner.fit(counts, living)
    # Ten ideas are 1,000 tokens. Orders of few draws from 2,000 samples, common to both, leave the noise out.
    drawn = world.draws.generator("test", 0, page_class).choice(counts.size, (2000, 10), p=kinds[topic])
    worth = Valuation(fit, truth).of_one[0]
    found = worth[drawn].sum(axis=1)
    before = float(fit.loss(ideas_of(world).probabilities[topic : topic + 1], living)[0])
    refits = []
    for ideas in drawn:
        more = learner.fit(counts + np.bincount(ideas, minlength=counts.size), living)
        refits.append(before - float(more.loss(ideas_of(world).probabilities[topic : topic + 1], living)[0]))
    assert found.mean() == pytest.approx(np.mean(refits), abs=0.002 * float(np.abs(worth[drawn]).sum(axis=1).mean()))


def test_more_of_what_is_missing_helps_and_more_of_what_abounds_harms() -> None:
    counts = random_counts(3)
    truth = full_truth(np.ones(SLOTS))
    scarce, plenty = np.zeros((1, N)), np.zeros((1, N))
    scarce[0, int(counts[0, :SLOTS].argmin())] = 5.0
    plenty[0, int(counts[0, :SLOTS].argmax())] = 5.0
    assert value(counts, scarce, truth) > 0.0 > value(counts, plenty, truth)


def test_tokens_like_a_large_fit_are_worth_next_to_nothing() -> None:
    counts = 1e4 * random_counts(4, 5)
    model = LEARNER.fit(counts, LIVING)
    truth = full_truth(np.arange(1.0, SLOTS + 1))
    alike = float(marginal_value(model, truth, model.probabilities, 1.0)[0])
    other = float(marginal_value(model, truth, truth, 1.0)[0])
    assert abs(alike) < 1e-3 * other


def test_an_oracle_learns_nothing_from_a_token() -> None:
    truth = full_truth(np.arange(1.0, SLOTS + 1))
    oracle = LEARNER.oracle(truth[:, :SLOTS], LIVING)
    assert not marginal_value(oracle, truth, truth, 10.0).any()


def test_what_is_added_is_left_as_it_was() -> None:
    counts = random_counts(5)
    addition = shares(counts)
    kept = addition.copy()
    marginal_value(LEARNER.fit(counts, LIVING), addition, addition, 3.0)
    assert np.array_equal(addition, kept)


def test_tokens_like_the_truth_are_worth_more_than_others() -> None:
    rng = np.random.default_rng(0)
    weights = 1.0 / np.arange(1.0, SLOTS + 1)
    truth = full_truth(weights)
    counts = np.zeros((1, N))
    counts[0, :SLOTS] = rng.multinomial(300, weights / weights.sum())
    true_tokens, other = 100 * truth, 100 * full_truth(weights[::-1].copy())
    assert value(counts, true_tokens, truth) > max(0.0, value(counts, other, truth))


def test_an_addition_of_nothing_gains_nothing() -> None:
    model, truth = LEARNER.fit(random_counts(6), LIVING), full_truth(np.ones(SLOTS))
    assert marginal_value(model, truth, np.zeros((1, N)), 5.0).tolist() == [0.0]


def test_human_data_are_worth_more_than_synthetic_ones_in_the_baseline(world: World) -> None:
    outcomes = world.month.outcomes
    assert outcomes["marginal_value_human"] > 0.0
    assert outcomes["marginal_value_human"] > outcomes["marginal_value_synthetic"]


def test_a_model_without_tokens_has_a_finite_value_of_data() -> None:
    learner = CategoricalLearner(4)
    living = np.arange(4, dtype=np.uint16)[None, :]
    empty = learner.fit(np.zeros((1, 4)), living)
    truth = np.array([[0.7, 0.1, 0.1, 0.1]])
    worth = marginal_value(empty, truth, truth, 1.0)
    assert np.isfinite(worth).all()
    assert worth[0] > 0.0
