"""Multinomial draws are those of numpy."""

import numpy as np
import pytest

from ecosystem.kernels.multinomial import multinomial
from ecosystem.randomness import BulkGenerator, Draws, FloatArray

RNG = np.random.default_rng(6)


def generator() -> BulkGenerator:
    return Draws(4).generator("multinomial", 2, 7)


def shares_of(weights: FloatArray) -> FloatArray:
    return weights / weights.sum(axis=1)[:, None]


@pytest.mark.parametrize("n", [0, 1, 40, 3000, 10**7])
def test_the_same_numbers_follow_from_the_same_generator(n: int) -> None:
    even, steep = RNG.random((3, 60)) * (RNG.random((3, 60)) < 0.8), np.exp(-0.3 * np.arange(60.0))[None, ::-1]
    for weights in (even, steep, steep[:, ::-1]):
        shares, ours, theirs = shares_of(weights), generator(), generator()
        number = np.full(len(shares), n)
        # Numpy draws none for a last outcome, so that one without a share stands there.
        expected = theirs.multinomial(number, np.pad(shares, ((0, 0), (0, 1))))[:, :-1]
        assert np.array_equal(multinomial(ours, number, shares), expected)
        assert ours.random() == theirs.random(), "as many numbers were used"


def test_rows_without_shares_draw_nothing() -> None:
    shares = np.array([[0.0, 0.0], [0.25, 0.75]])
    assert multinomial(generator(), np.array([0, 8]), shares).sum(axis=1).tolist() == [0, 8]
