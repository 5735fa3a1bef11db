"""Rows of passages stand for all that came in, however few of them are kept."""

import numpy as np
import pytest

from ecosystem.content.family import KeyedDraw, Tokens
from ecosystem.content.passages import Passages
from ecosystem.randomness import Draws

LENGTH = 3


def held(n: int, most: int = 10_000, seed: int = 1) -> Passages:
    generator = np.random.default_rng(seed)
    result = Passages.empty((2, 3), LENGTH, most)
    result.include(Tokens(generator.integers(0, 6, n), generator.integers(0, 40, (n, LENGTH)).astype(np.uint16)))
    return result


def test_rows_that_are_full_keep_their_sums() -> None:
    whole, sampled = held(3000), held(3000, most=50)
    np.testing.assert_allclose(sampled.n_tokens, whole.n_tokens)
    assert np.bincount(sampled.row).max() == 50
    np.testing.assert_allclose((sampled + whole).n_tokens, 2.0 * whole.n_tokens)
    np.testing.assert_allclose(sampled.sum(axis=0).n_tokens, whole.n_tokens.sum(axis=0))


def test_what_is_kept_is_like_all_of_it() -> None:
    """The share of a token in many samples of a row is that in the row."""
    found = []
    for seed in range(200):
        whole = held(300, seed=seed)
        some = whole.sampled(20)
        found.append([(each.weight * (each.tokens[:, 0] < 10)).sum() / each.total for each in (whole, some)])
    whole_share, kept_share = np.mean(found, axis=0)
    assert abs(kept_share - whole_share) < 4.0 * np.std(np.diff(found, axis=1)) / np.sqrt(200)


def test_passages_by_the_way_they_are_chosen_and_taken_away() -> None:
    earlier, later = held(40), held(60, seed=2)
    both = earlier + later
    np.testing.assert_allclose((both - earlier).n_tokens, later.n_tokens)
    assert (both - both).total == 0.0
    np.testing.assert_allclose(both[1].n_tokens, both.n_tokens[1])
    np.testing.assert_allclose(both[:, 1:].n_tokens, both.n_tokens[:, 1:])
    np.testing.assert_allclose((both * np.array([1.0, 0.0, 2.0])).n_tokens, both.n_tokens * [1.0, 0.0, 2.0])


@pytest.mark.parametrize("weight", [1.0, 2.5])
def test_thinning_keeps_what_passages_stand_for(weight: float) -> None:
    many = held(4000) * weight
    kept = [many.thin(0.3, KeyedDraw(Draws(1), "thin", 0, (key,))).total for key in range(30)]
    assert abs(np.mean(kept) - 0.3 * many.total) < 4.0 * np.std(kept) / np.sqrt(30)
