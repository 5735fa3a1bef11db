"""Sums along rows are what numpy gives, and zeros behind a row change nothing."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecosystem.kernels.sums import row_sums
from ecosystem.randomness import FloatArray

_TABLES = st.tuples(st.integers(0, 3), st.integers(0, 40)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-1e6, 1e6))
)


@settings(deadline=None)
@given(_TABLES, st.integers(0, 300))
def test_rows_add_up_and_zeros_that_follow_change_no_bit(table: FloatArray, n_more: int) -> None:
    sums = row_sums(table)
    np.testing.assert_allclose(sums, table.sum(axis=1), rtol=1e-12, atol=1e-6)
    assert sums.tobytes() == row_sums(np.pad(table, ((0, 0), (0, n_more)))).tobytes()
