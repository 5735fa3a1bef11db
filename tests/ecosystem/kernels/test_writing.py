"""Writing: which ideas are junk and which a model writes, as plain numpy finds them."""

import numpy as np

from ecosystem.kernels.writing import junk_ideas, synthetic_ideas
from ecosystem.randomness import derive, number_of, stream, to_unit

N, N_IDEAS = 300, 5
N_HUMAN = (np.arange(N) % (N_IDEAS + 1)).astype(np.uint8)
SEEDS, TOPICS = derive("page", np.arange(N)), np.arange(N) * 7 % 11
NAMES = (number_of("a"), number_of("b"), number_of("c"))
IS_HUMAN = np.arange(N_IDEAS)[None, :] < N_HUMAN[:, None]


def test_junk_is_found_by_the_draws_of_its_page() -> None:
    chance = np.linspace(0.0, 1.0, N)
    place, topic, raw = junk_ideas(SEEDS, TOPICS, N_HUMAN, chance, 0.4, N_IDEAS, NAMES)
    is_junk = (to_unit(derive(SEEDS, "a")) < chance)[:, None] & IS_HUMAN
    is_junk &= to_unit(stream(derive(SEEDS, "b"), N_IDEAS)) < 0.4
    assert np.array_equal(place, np.flatnonzero(is_junk))
    assert np.array_equal(topic, TOPICS[place // N_IDEAS])
    assert np.array_equal(raw, stream(derive(SEEDS, "c"), N_IDEAS)[is_junk])


def test_all_human_ideas_can_be_junk() -> None:
    place, *_ = junk_ideas(SEEDS, TOPICS, np.full(N, N_IDEAS, dtype=np.uint8), np.ones(N), 1.0, N_IDEAS, NAMES)
    assert np.array_equal(place, np.arange(N * N_IDEAS))


def test_synthetic_ideas_are_found_by_model() -> None:
    model = np.random.default_rng(1).choice(np.array([1, 4, 5], dtype=np.uint16), N)
    model[N_HUMAN == N_IDEAS] = np.iinfo(np.uint16).max
    place, topic, raw, ends = synthetic_ideas(SEEDS, TOPICS, N_HUMAN, model, N_IDEAS)
    expected = np.flatnonzero(~IS_HUMAN)
    expected = expected[np.argsort(model[expected // N_IDEAS], kind="stable")]
    assert np.array_equal(place, expected)
    assert np.array_equal(topic, TOPICS[place // N_IDEAS])
    assert np.array_equal(raw, stream(SEEDS, N_IDEAS).ravel()[place])
    assert np.array_equal(ends, np.searchsorted(model[place // N_IDEAS], np.arange(6), side="right"))
    assert all(found.size == 0 for found in synthetic_ideas(SEEDS[:0], TOPICS[:0], N_HUMAN[:0], model[:0], N_IDEAS))
