"""Training sets are drawn alike from all statistics: those that can draw several parts at once, and others."""

import numpy as np

from ecosystem.content.families.categorical import Counts
from ecosystem.content.family import KeyedDraw, Statistics
from ecosystem.content.mixtures import Part, mix
from ecosystem.content.moments import Moments
from ecosystem.randomness import Draws
from tests.support.ideas import table

RNG = np.random.default_rng(5)
CHANCES, WEIGHTS = (0.3, 1.0, 0.8), (1.0, 1.5, 2.0)


def parts_of(*held: Statistics) -> list[Part[Statistics]]:
    rows = enumerate(zip(held, CHANCES, WEIGHTS, strict=True))
    return [Part(*row, KeyedDraw(Draws(3), f"part {place}", 4, (np.uint64(9),))) for place, row in rows]


def test_counts_are_drawn_as_one_part_after_the_other_would_be() -> None:
    parts = parts_of(*(Counts(counts) for counts in RNG.integers(0, 90, (3, 2, 50)).astype(np.int32)))
    one_by_one, nothing = mix.dispatch(object), Counts(np.zeros((2, 50), dtype=np.int32))
    for found, expected in zip(mix(nothing, parts), one_by_one(nothing, parts), strict=True):
        assert np.array_equal(table(found), table(expected))


def test_vectors_are_mixed_too() -> None:
    vectors = Moments.like(np.full(2, 40.0), np.ones((2, 3)), np.tile(np.eye(3), (2, 1, 1)))
    weighted, distinct = mix(vectors * 0.0, parts_of(vectors, vectors, vectors))
    n = [part.held.thin(part.chance, part.draw).n_tokens for part in parts_of(vectors, vectors, vectors)]
    assert np.allclose(distinct.n_tokens, n[0] + n[1] + n[2])
    assert np.allclose(weighted.n_tokens, n[0] + 1.5 * n[1] + 2.0 * n[2])
    assert np.all(n[0] < n[1])
