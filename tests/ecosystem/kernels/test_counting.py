"""Tables of counts are added to and thinned as a few lines of numpy would."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.kernels.counting import add_drawn, count, summed, thinned
from ecosystem.randomness import Draws, FloatArray, IntArray, derive

RNG = np.random.default_rng(8)


@pytest.mark.parametrize("table", [np.ones((4, 30), dtype=np.int32), np.full((4, 30), 0.5)], ids=["whole", "faded"])
def test_each_token_counts_once(table: NDArray[np.int32] | FloatArray) -> None:
    rows, identities, expected = RNG.integers(0, 4, 500), RNG.integers(0, 30, 500).astype(np.uint16), table.copy()
    np.add.at(expected, (rows, identities), 1)
    assert count(table, rows, identities)
    assert np.array_equal(table, expected)


def test_a_count_that_is_too_large_is_told() -> None:
    table = np.full((1, 2), np.iinfo(np.int32).max - 1, dtype=np.int32)
    rows, identities = np.zeros(2, dtype=np.int64), np.array([0, 1], dtype=np.uint16)
    assert count(table, rows, identities)
    assert not count(table, rows, identities)


def drawn(counts: IntArray, chance: float) -> IntArray:
    """What is kept of each cell, by the draws of the project."""
    rows, identities = np.indices(counts.shape)
    keys = derive("row", rows, identities).reshape(-1)
    return Draws(2).binomial("thin", 5, keys, counts.reshape(-1), chance).reshape(counts.shape)


@pytest.mark.parametrize("chance", [0.0, 0.02, 0.3, 0.5, 0.7, 0.99])
def test_thinning_is_one_binomial_draw_a_cell(chance: float) -> None:
    counts = RNG.integers(0, 300, (3, 80)) * (RNG.random((3, 80)) < 0.7)
    kept = thinned(counts, derive("row", np.arange(3)), Draws(2).pair("thin", 5), chance)
    assert np.array_equal(kept, drawn(counts, chance))


@pytest.mark.parametrize("chance", [0.3, 1.0])
def test_what_is_drawn_is_added_with_and_without_its_weight(chance: float) -> None:
    counts = RNG.integers(0, 300, (3, 80))
    weighted, distinct = np.ones((2, 3, 80))
    add_drawn(counts, derive("row")[0], Draws(2).pair("thin", 5), chance, 2.5, weighted, distinct)
    kept = drawn(counts, chance) if chance < 1.0 else counts
    assert np.array_equal(distinct, 1 + kept)
    assert np.array_equal(weighted, 1.0 + 2.5 * kept)


def test_sums_hold_more_than_what_is_summed_up() -> None:
    table = RNG.integers(0, np.iinfo(np.int32).max, (5, 30), dtype=np.int32)
    assert np.array_equal(summed(table), table.sum(axis=0, dtype=np.int64))
