"""Scores, groups of writers and counts of a filter are those of a few lines of numpy."""

import numpy as np
import pytest

from ecosystem.kernels.judging import count_passed, groups_of_writers, mean_scores

RNG = np.random.default_rng(5)


def test_scores_are_means_over_the_ideas_of_each_page() -> None:
    table = RNG.normal(size=(3, 40)).astype(np.float32)
    topic, ideas = RNG.integers(0, 3, 60), RNG.integers(0, 40, (60, 7)).astype(np.uint16)
    expected = table[topic[:, None], ideas].mean(axis=1, dtype=np.float64)
    assert mean_scores(table, topic, ideas) == pytest.approx(expected, rel=1e-14)


def test_groups_follow_from_niche_trait_and_kind() -> None:
    niche, trait = np.array([0, 0, 0, 1, 2], dtype=np.uint8), np.array([0.1, 0.4, 0.9, 0.9, 0.1])
    kind, bounds, of_niche = np.array([3, 0], dtype=np.uint8), np.array([0.2, 0.4]), np.array([-1, 5, 6])
    writer, is_operator = np.array([0, 1, 2, 3, 4, 0, 1], dtype=np.uint32), np.arange(7) > 4
    groups = groups_of_writers(writer, is_operator, niche, trait, kind, bounds, of_niche, 7)
    assert groups.tolist() == [0, 1, 2, 5, 6, 10, 7], "a trait on a bound lies below it"


def test_a_page_counts_before_each_stage_that_it_came_to_by_its_class() -> None:
    n_passed, group, topic = RNG.integers(0, 3, 80).astype(np.int8), RNG.integers(0, 4, 80), RNG.integers(0, 5, 80)
    n_human = RNG.integers(0, 4, 80).astype(np.uint8)
    by_group, by_topic = np.zeros((3, 4, 3), dtype=np.int64), np.zeros((3, 5, 3), dtype=np.int64)
    for _ in range(2):
        count_passed(by_group, by_topic, n_passed, group, topic, n_human, 3)
    page_class = np.where(n_human == 3, 0, np.where(n_human > 0, 1, 2))
    for table, rows in ((by_group, group), (by_topic, topic)):
        expected = np.zeros_like(table)
        for stage in range(3):
            came = n_passed >= stage
            np.add.at(expected[stage], (rows[came], page_class[came]), 1)
        assert np.array_equal(table, 2 * expected)
