"""The categorical learner: counts add up, discounts are those of the formula, losses are exact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from ecosystem.content.learners.categorical import CategoricalLearner, CategoricalModel, kullback_leibler
from ecosystem.randomness import Draws, FloatArray, derive

SLOTS = 6
LEARNER, PLAIN = CategoricalLearner(8), CategoricalLearner(8, is_smoothed=False)
LIVING = np.arange(SLOTS, dtype=np.uint16)[None, :]

COUNTS = hnp.arrays(np.float64, (1, 8), elements=st.integers(0, 40).map(float)).map(
    lambda counts: counts * (np.arange(8) < SLOTS)
)


def row(*counts: float) -> FloatArray:
    return np.array([[*counts] + [0.0] * (8 - len(counts))])


@given(COUNTS, st.booleans())
def test_a_fit_sums_to_one(counts: FloatArray, is_smoothed: bool) -> None:
    model = CategoricalLearner(8, is_smoothed=is_smoothed).fit(counts, LIVING)
    assert model.probabilities.sum() == pytest.approx(1.0, abs=1e-12)
    assert model.probabilities.min() >= 0.0
    assert model.seen.sum() + model.backoff[0] == pytest.approx(1.0, abs=1e-12)


def test_statistics_are_additive() -> None:
    rows = np.array([0, 0, 1, 1, 1])[:, None]
    ideas = np.array([[0, 1], [1, 1], [7, 0], [2, 2], [2, 7]], dtype=np.uint16)
    whole = LEARNER.statistics(2, rows, ideas)
    parts = LEARNER.statistics(2, rows[:2], ideas[:2]) + LEARNER.statistics(2, rows[2:], ideas[2:])
    assert np.array_equal(whole, parts)
    assert whole[0].tolist() == [1, 3, 0, 0, 0, 0, 0, 0]
    assert whole[1].tolist() == [1, 0, 3, 0, 0, 0, 0, 2]
    weights = np.full(ideas.shape, 1.5)
    assert np.array_equal(LEARNER.statistics(2, rows, ideas, weights), 1.5 * whole)


@pytest.mark.parametrize(
    ("counts", "discount"),
    [
        ((1, 1, 1, 2, 2, 5), 3 / (3 + 2 * 2)),
        ((1, 1, 1, 1, 9, 9), 0.95),  # 4 / 4, clipped
        ((3, 4, 5, 6, 7, 8), 0.05),  # 0, clipped
        ((2, 2, 2, 9, 9, 9), 0.05),
        ((1, 2, 2, 2, 9, 9), 1 / 7),
        ((), 0.05),
    ],
)
def test_the_discount_is_n1_over_n1_plus_2_n2(counts: tuple[float, ...], discount: float) -> None:
    assert LEARNER.discount(row(*counts)) == pytest.approx([discount])
    assert PLAIN.discount(row(*counts)).tolist() == [0.0]


def test_a_fit_by_hand() -> None:
    model = LEARNER.fit(row(4, 2, 1, 1), LIVING)
    discount = 2 / (2 + 2 * 1)
    assert model.seen[0, :4] == pytest.approx([3.5 / 8, 1.5 / 8, 0.5 / 8, 0.5 / 8])
    assert model.backoff == pytest.approx([4 * discount / 8])
    assert model.probabilities[0] == pytest.approx(
        [3.5 / 8 + 1 / 24, 1.5 / 8 + 1 / 24, 0.5 / 8 + 1 / 24, 0.5 / 8 + 1 / 24, 1 / 24, 1 / 24, 0, 0]
    )
    assert model.n_tokens.tolist() == [8.0]


@given(COUNTS.filter(lambda counts: bool(counts.sum() > 0)))
def test_the_unsmoothed_fit_is_maximum_likelihood(counts: FloatArray) -> None:
    model = PLAIN.fit(counts, LIVING)
    assert model.probabilities == pytest.approx(counts / counts.sum())
    assert np.all(model.probabilities[counts == 0.0] == 0.0), "what it never saw it cannot utter"
    assert np.all(np.isneginf(model.log_prob(np.zeros(1, dtype=np.int64), np.array([6], dtype=np.uint16))))


def test_many_unsmoothed_fits_lose_everything_on_an_unseen_idea() -> None:
    counts = np.random.default_rng(0).integers(0, 30, (5000, 8)).astype(np.float64)
    counts[:, SLOTS - 1 :] = 0.0
    counts[:, 0] += 1.0
    losses = PLAIN.fit(counts, np.tile(LIVING, (5000, 1))).loss(np.full((5000, SLOTS), 1.0 / SLOTS))
    assert np.all(np.isposinf(losses))


def test_without_tokens_a_model_is_uniform() -> None:
    for learner in (LEARNER, PLAIN):
        model = learner.fit(np.zeros((1, 8)), LIVING)
        assert model.probabilities[0] == pytest.approx([1 / 6] * 6 + [0, 0])
        assert model.loss(np.full((1, 6), 1 / 6)) == pytest.approx([0.0])


def test_the_divergence_by_hand() -> None:
    truth = np.array([[0.5, 0.25, 0.25, 0.0]])
    model = np.array([[0.25, 0.5, 0.125, 0.125]])
    assert kullback_leibler(truth, model) == pytest.approx([0.5 * np.log(2)])
    assert kullback_leibler(truth, truth).tolist() == [0.0]
    with_hole = np.array([[0.0, 0.5, 0.25, 0.25]])
    assert np.isposinf(kullback_leibler(truth, with_hole))[0]


def test_an_unseen_idea_costs_a_finite_loss() -> None:
    model = LEARNER.fit(row(4, 2, 1, 1), LIVING)
    truth = np.array([[0.0, 0.0, 0.0, 0.0, 0.0, 1.0]])
    assert model.loss(truth) == pytest.approx([-np.log(1 / 24)])


def test_a_newborn_idea_has_the_back_off_of_its_slot_and_the_dead_keep_their_mass() -> None:
    model = LEARNER.fit(row(4, 2, 1, 1), LIVING)
    today = LIVING.copy()
    today[0, 0] = 7
    assert model.slot_probabilities(today)[0] == pytest.approx([1 / 24, *model.probabilities[0, 1:6]])
    assert model.slot_probabilities(today).sum() == pytest.approx(1.0 - 3.5 / 8), "never renormalised"
    truth = np.array([[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    assert model.loss(truth, today) == pytest.approx([np.log(24)])
    assert model.loss(truth) == pytest.approx([-np.log(3.5 / 8 + 1 / 24)])


def test_batch_rows_are_fitted_apart() -> None:
    counts = np.concatenate([row(4, 2, 1, 1), row(0, 0, 9), np.zeros((1, 8))])
    together = LEARNER.fit(counts, np.tile(LIVING, (3, 1)))
    for index in range(3):
        alone = LEARNER.fit(counts[index : index + 1], LIVING)
        assert np.array_equal(together.probabilities[index], alone.probabilities[0])


def test_the_discount_of_weighted_counts_comes_from_what_was_really_seen() -> None:
    counts = row(4, 2, 1, 1)
    model = LEARNER.fit(3.0 * counts, LIVING, counts)
    assert model.backoff == pytest.approx([4 * 0.5 / 24])
    assert model.occurrences is counts


def test_samples_have_the_frequencies_of_the_model() -> None:
    counts = np.concatenate([row(40, 20, 5, 5, 1), row(0, 0, 9, 1)])
    model: CategoricalModel = LEARNER.fit(counts, np.tile(LIVING, (2, 1)))
    n = 100_000
    raw = Draws(3).raw("sample", 0, derive(np.arange(2 * n))).reshape(2, n)
    drawn = model.sample(np.arange(2)[:, None], raw)
    for index in range(2):
        observed = np.bincount(drawn[index], minlength=8)
        expected = model.probabilities[index] * n
        assert observed[6:].sum() == 0
        assert stats.chisquare(observed[:6], expected[:6]).pvalue > 1e-3
