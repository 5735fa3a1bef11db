"""Sums along rows are what numpy gives, and zeros behind a row change nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecosystem.kernels.sums import row_means, row_sums
from ecosystem.randomness import FloatArray

_TABLES = st.tuples(st.integers(0, 3), st.integers(0, 40)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-1e6, 1e6))
)


@given(_TABLES, st.integers(0, 300))
def test_rows_add_up_and_zeros_that_follow_change_no_bit(table: FloatArray, n_more: int) -> None:
    sums = row_sums(table)
    np.testing.assert_allclose(sums, table.sum(axis=1), rtol=1e-12, atol=1e-6)
    assert sums.tobytes() == row_sums(np.pad(table, ((0, 0), (0, n_more)))).tobytes()


def test_means_of_rows_are_weighted_and_zero_without_a_weight() -> None:
    values, weights = np.random.default_rng(0).normal(size=(3, 9)), np.random.default_rng(1).random((3, 9))
    weights[1] = 0.0
    found = row_means(values, weights)
    assert found[[0, 2]] == pytest.approx(np.average(values[[0, 2]], axis=1, weights=weights[[0, 2]]))
    assert found[1] == 0.0
