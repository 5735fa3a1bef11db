import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.market.sellers import largest


@given(st.integers(0, 2**32 - 1), st.integers(0, 15))
def test_the_largest_are_those_that_come_first_in_a_sorted_list(seed: int, n: int) -> None:
    generator = np.random.default_rng(seed)
    rows, size = generator.permutation(20)[:15], generator.integers(0, 6, 15) / 4.0
    assert set(largest(rows, size, n)) == set(rows[np.argsort(-size, kind="stable")[:n]])
    assert len(largest(rows, size, n)) == n
