"""What a run costs: memory, time by the number of authors, and crawling by the number of pages stored."""

import subprocess
import sys
from time import perf_counter

import numpy as np
import pytest

from ecosystem.agents.scrapers import may_fetch
from ecosystem.state import World
from ecosystem.web.frontier import find_new_pages, find_old_pages, look_out
from tests.ecosystem.worlds import run, scenario, world_before

GIBIBYTE = 1 << 30
DEFAULT_RUN = """
import resource
from ecosystem import WebEcosystem
from scenarios import load

setting = load("baseline")
WebEcosystem(setting, seed=0).run_for(setting.months)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@pytest.mark.benchmark
def test_the_default_run_needs_less_than_one_gibibyte() -> None:
    done = subprocess.run([sys.executable, "-c", DEFAULT_RUN], capture_output=True, text=True, check=True)
    peak = int(done.stdout)
    assert peak < GIBIBYTE, f"{peak / 2**20:.0f} MiB"


@pytest.mark.benchmark
def test_ten_times_the_authors_cost_at_most_eleven_times_the_time() -> None:
    times: dict[int, list[float]] = {1_000: [], 10_000: []}
    for _ in range(3):
        for size, taken in times.items():
            start = perf_counter()
            run(scenario(24, size))
            taken.append(perf_counter() - start)
    ratio = min(times[10_000]) / min(times[1_000])
    assert ratio <= 11.0, f"{ratio:.1f} times: {times}"


def crawl_time(world: World) -> float:
    """Least seconds to find 2,000 pages."""
    taken = []
    for _ in range(7):
        start = perf_counter()
        frontier = look_out(world, 0, may_fetch(world, 0))
        find_old_pages(world, frontier, 1200, find_new_pages(world, frontier, 800))
        taken.append(perf_counter() - start)
    return float(np.min(taken))


@pytest.mark.benchmark
def test_crawling_does_not_search_the_stock() -> None:
    small, large = (world_before(scenario(1, 1000, **{"web.archive_months": months})) for months in (36, 240))
    stored = large.corpus.n_pages / small.corpus.n_pages
    assert stored > 5.0
    crawl_time(small)
    ratio = crawl_time(large) / crawl_time(small)
    assert ratio < 2.0, f"{stored:.1f} times the pages, {ratio:.1f} times the time"
