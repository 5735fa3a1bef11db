"""The fit by absolute discounting and its surprise, against a few lines of numpy."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecosystem.kernels.discounting import cross_entropy, discounts, fit, surprise_at
from ecosystem.randomness import FloatArray

_COUNTS = arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 12)), elements=st.integers(0, 5).map(float))


@given(_COUNTS)
def test_the_discount_is_the_share_of_ideas_seen_once_among_those_seen_once_or_twice_counted_twice(
    counts: FloatArray,
) -> None:
    once, twice = (counts == 1.0).sum(axis=1), (counts == 2.0).sum(axis=1)
    expected = np.clip(once / np.maximum(once + 2 * twice, 1), 0.05, 0.95)
    np.testing.assert_array_equal(discounts(counts), expected)


@given(_COUNTS, st.floats(0.0, 0.95))
def test_what_is_taken_from_each_count_becomes_back_off(counts: FloatArray, rate: float) -> None:
    seen, backoff, n_tokens = fit(counts, np.full(len(counts), rate))
    total = counts.sum(axis=1)
    np.testing.assert_array_equal(n_tokens, total)
    np.testing.assert_allclose(seen * total[:, None], np.maximum(counts - rate, 0.0), atol=1e-12)
    np.testing.assert_allclose(backoff + seen.sum(axis=1), 1.0)


def test_nothing_taken_leaves_no_back_off_to_the_last_bit() -> None:
    counts = np.random.default_rng(0).random((4, 7)) + 0.1
    assert not fit(counts, np.zeros(4))[1].any()


def test_surprise_is_the_mean_over_the_truth_of_who_lives_in_each_slot() -> None:
    logs = np.array([[-1.0, -2.0, -np.inf], [-3.0, -4.0, -5.0]])
    truth, living = np.array([[0.25, 0.75], [1.0, 0.0]]), np.array([[1, 0], [2, 1]], dtype=np.uint16)
    assert cross_entropy(logs, truth, living).tolist() == [1.25, 5.0]
    living[0] = (2, 0)
    assert cross_entropy(logs, truth, living)[0] == np.inf
    truth[0] = (0.0, 1.0)
    assert cross_entropy(logs, truth, living)[0] == 1.0, "what has no share does not count"


def test_surprise_at_counted_ideas_adds_up_by_topic() -> None:
    logs = np.array([[-1.0, -2.0], [-4.0, -8.0], [-16.0, -32.0]])
    topic, idea, count = np.array([0, 0, 2]), np.array([0, 1, 1]), np.array([3, 1, 2])
    assert surprise_at(logs, topic, idea, count).tolist() == [5.0, 0.0, 64.0]
