"""Alias tables: every distribution is laid out whole, and drawn from as its cells say."""

from collections import Counter
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels.alias import alias_cells, draw_names, draw_outcomes

CAPACITY = 1 << 32


@given(st.lists(st.integers(0, 50), min_size=1, max_size=17).filter(any), st.integers(0, 1))
def test_buckets_hold_each_outcome_as_often_as_it_is_likely(weights: list[int], more_bits: int) -> None:
    n, bits = len(weights), max(1, (len(weights) - 1).bit_length()) + more_bits
    rows = np.array([weights, weights[::-1]], dtype=np.float64)
    for row, cells in zip(rows, alias_cells(rows, rows.sum(axis=1), n, bits), strict=True):
        mass: Counter[int] = Counter()
        for bucket, cell in enumerate(cells.tolist()):
            threshold, other, own = cell >> 32, cell >> 16 & 0xFFFF, cell & 0xFFFF
            assert own == bucket
            mass[own] += threshold
            mass[other] += CAPACITY - threshold
        for outcome in range(1 << bits):
            share = Fraction(int(row[outcome]) if outcome < n else 0, int(row.sum()))
            assert abs(mass[outcome] - share * CAPACITY * len(cells)) <= n


def test_the_high_bits_choose_a_bucket_and_the_low_ones_its_outcome() -> None:
    cells = np.array([[3 << 32 | 1 << 16, 5 << 32 | 1], [1 << 32 | 1 << 16, 1]], dtype=np.uint64)
    raw = np.array([2, 3, (1 << 63) + 4, (1 << 63) + 5] * 2, dtype=np.uint64)
    assert draw_outcomes(cells, 1, np.array([0, 1]), raw).tolist() == [0, 1, 1, 0, 1, 1, 0, 0]
    assert draw_outcomes(cells, 1, np.array([0]), raw).tolist() == [0, 1, 1, 0] * 2


def test_outcomes_have_the_names_of_their_row() -> None:
    cells = np.array([[3 << 32 | 1 << 16, 5 << 32 | 1]], dtype=np.uint64)
    raw = np.array([2, 3, (1 << 63) + 4, (1 << 63) + 5] * 2, dtype=np.uint64)
    names = np.array([[70, 71], [80, 81]], dtype=np.uint16)
    assert draw_names(cells, 1, names, np.array([1, 0]), raw).tolist() == [80, 81, 81, 80, 70, 71, 71, 70]
