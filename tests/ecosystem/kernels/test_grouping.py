"""Grouping: rows by what they belong to, in the order in which they came."""

import numpy as np

from ecosystem.kernels.grouping import grouped, ordinals


def test_rows_are_sorted_by_group_and_keep_their_order_within_one() -> None:
    generator = np.random.default_rng(1)
    group, rows = generator.integers(0, 9, 200), generator.permutation(200)[:150]
    expected = rows[np.argsort(group[rows], kind="stable")]
    assert np.array_equal(grouped(rows, group, 12), expected)
    assert grouped(rows[:0], group, 9).size == 0


def test_items_are_numbered_within_their_group() -> None:
    group = np.random.default_rng(2).integers(0, 9, 200)
    assert ordinals(group, 9).tolist() == [int(np.sum(group[:item] == group[item])) for item in range(200)]
