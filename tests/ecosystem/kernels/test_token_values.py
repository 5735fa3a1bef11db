"""What tokens are worth, against fitting anew in numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels.discounting import discounts, fit
from ecosystem.kernels.token_values import gain_of_many, lessons, mean_values, token_values
from ecosystem.randomness import FloatArray

N, N_SLOTS = 12, 10
type Fitted = tuple[FloatArray, FloatArray, FloatArray, FloatArray, int, bool]


def fitted(counts: FloatArray, weights: FloatArray, is_smoothed: bool = True) -> Fitted:
    seen, backoff, n_tokens = fit(weights, discounts(counts) * is_smoothed)
    return seen, backoff, n_tokens, counts, N_SLOTS, is_smoothed


def refit(counts: FloatArray, weights: FloatArray, is_smoothed: bool = True) -> FloatArray:
    """Probabilities of all ideas of a row, each as if it lived in a slot."""
    once, twice = (counts == 1.0).sum(), (counts == 2.0).sum()
    rate = np.clip(once / max(once + 2 * twice, 1), 0.05, 0.95) * is_smoothed
    backoff = rate * (counts > 0.0).sum() / weights.sum() if weights.any() else 1.0
    result: FloatArray = np.maximum(weights - rate, 0.0) / max(weights.sum(), 1e-300) + backoff / N_SLOTS
    return result


def some_row(seed: int, typical: float, weight: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Counts, their weights, and a truth that need not sum to 1."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(typical * rng.exponential(size=N)).astype(float)
    truth = 3.0 * rng.random(N) * (rng.random(N) < 0.7) + np.eye(N)[rng.integers(N)]
    return counts, counts * np.where(rng.random(N) < 0.5, 1.0, weight), truth


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 3.0, 300.0]), st.floats(1.0, 4.0))
def test_one_token_of_any_idea_is_worth_what_a_refit_says(seed: int, typical: float, weight: float) -> None:
    counts, weights, truth = some_row(seed, typical, weight)
    values = token_values(lessons(*fitted(counts[None], weights[None])), truth[None])[0]
    before = refit(counts, weights)
    expected = [truth @ np.log(refit(counts + one, weights + one) / before) / truth.sum() for one in np.eye(N)]
    assert values == pytest.approx(expected, rel=1e-9, abs=1e-13)


def test_without_a_discount_what_a_model_never_saw_is_left_out() -> None:
    counts, _, truth = some_row(1, 3.0, 1.0)
    counts[:3], counts[3:] = 0.0, np.maximum(counts[3:], 1.0)
    values = token_values(lessons(*fitted(counts[None], counts[None], is_smoothed=False)), truth[None])[0]
    before, rest = refit(counts, counts, is_smoothed=False)[3:], truth[3:]
    after = [refit(counts + one, counts + one, is_smoothed=False)[3:] for one in np.eye(N)]
    assert values == pytest.approx([rest @ np.log(each / before) / truth.sum() for each in after], rel=1e-9)


def test_rows_do_not_meddle_and_one_without_a_truth_has_zeros() -> None:
    rows = [some_row(seed, 3.0, 2.0) for seed in range(3)]
    counts, weights, truth = (np.stack(each) for each in zip(*rows, strict=True))
    truth[1] = 0.0
    values = token_values(lessons(*fitted(counts, weights)), truth)
    assert not values[1].any()
    for row in (0, 2):
        alone = token_values(lessons(*fitted(counts[row : row + 1], weights[row : row + 1])), truth[row : row + 1])
        assert np.array_equal(values[row], alone[0])


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 3.0, 300.0]))
def test_the_mean_over_the_truth_needs_no_table(seed: int, typical: float) -> None:
    counts, weights, truth = (np.stack([each, each]) for each in some_row(seed, typical, 2.0))
    truth[1] = 0.0
    values = token_values(lessons(*fitted(counts, weights)), truth)
    expected = [(values[0] * truth[0]).sum() / truth[0].sum(), 0.0]
    assert mean_values(lessons(*fitted(counts, weights)), truth) == pytest.approx(expected, rel=1e-9, abs=1e-13)


def test_zeros_behind_a_row_change_no_bit() -> None:
    counts, weights, truth = (np.pad(each, (0, 5))[None] for each in some_row(7, 3.0, 2.0))
    wide, narrow = fitted(counts, weights), fitted(counts[:, :N].copy(), weights[:, :N].copy())
    assert np.array_equal(
        token_values(lessons(*wide), truth)[:, :N], token_values(lessons(*narrow), truth[:, :N].copy())
    )
    assert np.array_equal(mean_values(lessons(*wide), truth), mean_values(lessons(*narrow), truth[:, :N].copy()))
    many = gain_of_many(*wide, truth, truth, 9.0), gain_of_many(*narrow, truth[:, :N].copy(), truth[:, :N].copy(), 9.0)
    assert np.array_equal(*many)


@given(st.integers(0, 10_000), st.sampled_from([0.3, 3.0, 300.0]), st.floats(1.0, 4.0), st.floats(0.1, 100.0))
def test_many_tokens_move_a_fit_to_its_expectation(seed: int, typical: float, weight: float, n_more: float) -> None:
    counts, weights, truth = some_row(seed, typical, weight)
    addition = some_row(seed + 1, 3.0, 1.0)[0]
    more = n_more * addition / max(addition.sum(), 1e-300)
    none, one, two = np.exp(-more), more * np.exp(-more), 0.5 * more**2 * np.exp(-more)
    is_once, is_twice, is_unseen = counts == 1.0, counts == 2.0, counts == 0.0
    once = (is_unseen * one + is_once * none).sum()
    twice = (is_unseen * two + is_once * one + is_twice * none).sum()
    met = np.where(is_unseen, 1.0 - none, 1.0)
    rate, total = np.clip(once / max(once + 2 * twice, 1), 0.05, 0.95), max(weights.sum() + more.sum(), 1e-300)
    after = np.maximum(weights + more - rate * met, 0.0) / total + rate * met.sum() / total / N_SLOTS
    usable = (truth > 0.0) & (after > 0.0)
    expected = (truth * np.log(np.where(usable, after, 1.0) / refit(counts, weights)))[usable].sum() / truth.sum()
    found = gain_of_many(*fitted(counts[None], weights[None]), truth[None], addition[None], n_more)
    assert found[0] == pytest.approx(expected, rel=1e-8, abs=1e-12)
