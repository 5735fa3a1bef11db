"""The drift of a culture, held against arrays."""

import numpy as np

from ecosystem.kernels.culture import by_idea, count_births, drift, popularity
from ecosystem.randomness import Draws, derive

N_TOPICS, N_SLOTS = 3, 40
KEYS = derive("idea", np.arange(N_TOPICS)[:, None], np.arange(N_SLOTS)[None, :])
DRAWS, HAZARD = Draws(3), 0.1


def is_born(step: int) -> np.ndarray:
    return DRAWS.uniform("births", step, KEYS) < HAZARD


def test_births_of_topics_are_counted_over_months() -> None:
    pairs = np.array([DRAWS.pair("births", step) for step in range(5)])
    expected = np.sum([is_born(step).sum(axis=1) for step in range(5)], axis=0)
    assert count_births(KEYS, pairs, HAZARD).tolist() == expected.tolist()


def test_scores_move_and_births_begin_anew() -> None:
    scores, shocks = DRAWS.normal("scores", 0, KEYS), DRAWS.normal("shocks", 1, KEYS)
    living = np.tile(np.arange(N_SLOTS, dtype=np.uint16), (N_TOPICS, 1))
    n_born, before = np.array([0, 2, 5]), scores.copy()
    drift(scores, living, n_born, KEYS, DRAWS.pair("shocks", 1), 0.9, DRAWS.pair("births", 1), HAZARD)
    born = is_born(1)
    assert np.array_equal(scores, np.where(born, shocks, 0.9 * before + np.sqrt(1.0 - 0.9**2) * shocks))
    for topic, first in enumerate((0, 2, 5)):
        n = int(born[topic].sum())
        assert n > 0
        assert living[topic, born[topic]].tolist() == [N_SLOTS + first + place for place in range(n)]
        assert np.array_equal(living[topic, ~born[topic]], np.flatnonzero(~born[topic]))
        assert n_born[topic] == first + n


def test_shares_go_by_rank() -> None:
    scores = DRAWS.normal("scores", 0, KEYS)
    living = np.argsort(DRAWS.raw("living", 0, KEYS), axis=1).astype(np.uint16)
    order, by_rank = np.argsort(-scores, axis=1), np.sort(np.arange(N_SLOTS) ** 2.0)[::-1]
    ideas, shares = popularity(order, living, by_rank)
    assert np.array_equal(ideas, np.take_along_axis(living, order, axis=1))
    assert np.array_equal(np.take_along_axis(shares, order, axis=1), np.tile(by_rank, (N_TOPICS, 1)))


def test_shares_of_slots_become_those_of_ideas() -> None:
    shares, living = np.array([[0.7, 0.3], [0.4, 0.6]]), np.array([[0, 1], [3, 1]], dtype=np.uint16)
    assert by_idea(shares, living, 4).tolist() == [[0.7, 0.3, 0.0, 0.0], [0.0, 0.6, 0.0, 0.4]]
