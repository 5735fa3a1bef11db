"""Links: where they lead, and PageRank as networkx has it."""

import networkx as nx
import numpy as np
import pytest

from ecosystem.kernels.links import follow_links, pagerank

DAMPING = 0.85


@pytest.mark.parametrize(("n", "chance", "seed"), [(30, 0.1, 1), (200, 0.02, 2), (50, 0.0, 3), (300, 0.004, 4)])
def test_pagerank_is_that_of_networkx(n: int, chance: float, seed: int) -> None:
    graph = nx.gnp_random_graph(n, chance, seed=seed, directed=True)
    source, target = np.array(graph.edges, dtype=np.int64).reshape(-1, 2).T.copy()
    ours = pagerank(source, target, np.ones(n), DAMPING)
    assert ours.mean() == pytest.approx(1.0)
    expected = nx.pagerank(graph, alpha=DAMPING, tol=1e-12, max_iter=1000)
    assert ours / n == pytest.approx(np.array([expected[node] for node in range(n)]), abs=1e-6 / n)


def test_parallel_links_count_once_each_and_the_start_does_not() -> None:
    generator = np.random.default_rng(2)
    n = 40
    source, target = generator.integers(0, n, (2, 300))
    steps = np.zeros((n, n))
    np.add.at(steps, (source, target), 1.0)
    steps /= steps.sum(axis=1, keepdims=True)
    spread = np.full(n, (1.0 - DAMPING) / n)
    expected = np.linalg.solve(np.eye(n) - DAMPING * steps.T, spread) * n
    for start in (np.ones(n), generator.random(n)):
        assert pagerank(source, target, start, DAMPING) == pytest.approx(expected, abs=1e-8)


def test_links_lead_from_what_was_read_to_what_becomes_known() -> None:
    is_read, is_known = np.array([True, False, True, False]), np.array([False, True, False, False])
    follow_links(np.array([0, 1, 2, 2]), np.array([3, 2, 0, 3]), is_read, is_known)
    assert is_known.tolist() == [True, True, False, True]
