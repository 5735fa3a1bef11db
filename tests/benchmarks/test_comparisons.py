"""That what the model is compared with does the same: a web of objects, and one step in a library of frames."""

import math

import numpy as np
import pytest

from tests.benchmarks.frames import Fetched, new_by_frames, new_by_kernels
from tests.benchmarks.objects import Page, WebOfObjects, advance_by_columns, reduced, times_faster
from tests.support.worlds import advance, scenario, world_before

MONTHS = 12
LARGEST_SCORE = 4.0
"""Standard errors by which two results of chance may differ."""


def score(first: float, second: float, variance: float) -> float:
    return abs(first - second) / math.sqrt(max(variance, 1.0))


@pytest.mark.slow
def test_objects_and_columns_give_the_same_web_in_distribution() -> None:
    world = advance(world_before(reduced(100, 1 + MONTHS)))
    objects, n_before, since = WebOfObjects(world, seed=3), world.corpus.n_pages, world.step
    for _ in range(MONTHS):
        objects.step()
    advance_by_columns(world, MONTHS)
    corpus, crawler = world.corpus, objects.crawler
    new = np.arange(n_before, corpus.n_pages)
    assert score(crawler.n_fetched, new.size, 2.0 * new.size) < LARGEST_SCORE
    n_live, n_left = corpus.n_live, len(objects.agents_by_type[Page])
    assert score(n_left, n_live, 4.0 * new.size) < LARGEST_SCORE
    is_kept = (corpus.kept_by[new] & 1).astype(bool)
    variance = 2.0 * is_kept.mean() * (1.0 - is_kept.mean()) / new.size
    assert abs(crawler.n_kept / crawler.n_fetched - is_kept.mean()) < LARGEST_SCORE * np.sqrt(variance)
    kept = new[is_kept]
    ours = np.zeros(np.shape(objects.reference))
    np.add.at(ours, (corpus.topic[kept][:, None], corpus.ideas[kept]), 1.0)
    theirs = np.zeros_like(ours)
    for idea, count in crawler.kept.items():
        theirs[idea] = count
    expected = (ours + theirs) / 2.0
    is_common = expected >= 20.0
    assert np.count_nonzero(is_common) > 50
    spread = ((ours - theirs * ours.sum() / theirs.sum()) ** 2)[is_common] / (2.0 * expected[is_common])
    assert 0.7 < spread.mean() < 1.4, "ideas differ as counts of chance do"
    assert since + MONTHS == objects.month == world.step


@pytest.mark.benchmark
def test_columns_are_many_times_faster_than_objects() -> None:
    ratio, n_live = times_faster(1000)
    assert n_live > 4e5
    assert ratio > 20.0, f"{ratio:.0f} times"


@pytest.mark.benchmark
def test_a_library_of_frames_finds_the_same_near_duplicates() -> None:
    pytest.importorskip("polars", reason="uv run --group bench pytest -m benchmark -n 0 tests/benchmarks")
    pages = Fetched.of(world_before(scenario(1, 100)), 50_000)
    is_new = new_by_kernels(pages)
    np.testing.assert_array_equal(new_by_frames(pages), is_new)
    assert 0 < is_new.sum() < is_new.size
