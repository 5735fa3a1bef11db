"""What parts cost by themselves: memory of a run, crawling by the number of pages stored, chains, the help."""

import subprocess
import sys
from dataclasses import replace
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pytest

from analysis.loops import Accumulate, run_loop
from ecosystem.agents import scrapers
from ecosystem.agents.trainers import settle_snapshots
from ecosystem.content.corpus import NO_MODEL, Corpus
from ecosystem.content.duplicates import NearDuplicates
from ecosystem.content.growing import GrowingArray
from ecosystem.content.snapshot import Snapshot
from ecosystem.kernels.arrays import PAGE
from ecosystem.market.pay_per_crawl import pays_for
from ecosystem.randomness import derive
from ecosystem.state import World
from ecosystem.web.frontier import find_new_pages, find_old_pages, look_out
from tests.benchmarks.targets import seconds_of
from tests.support.worlds import scenario, world_before

GIBIBYTE = 1 << 30
DEFAULT_RUN = """
from ecosystem import WebEcosystem
from ecosystem.profile import peak_bytes
from scenarios import load

setting = load("baseline")
WebEcosystem(setting, seed=0).run_for(setting.months)
print(peak_bytes())
"""


@pytest.mark.benchmark
def test_the_default_run_needs_less_than_one_gibibyte() -> None:
    done = subprocess.run([sys.executable, "-c", DEFAULT_RUN], capture_output=True, text=True, check=True)
    peak = float(done.stdout)
    assert peak < GIBIBYTE, f"{peak / 2**20:.0f} MiB"


def stocked(n_pages: int) -> World:
    """A web of about 1,000 sites on which many pages are live, a third of them fetched; one scraper fetches 100,000."""
    changes = {"crawl.n_private_scrapers": 0, "training.n_trainers": 1}
    world = world_before(scenario(12, 2000, **changes))
    rng, n_sites, n_ideas = np.random.default_rng(1), len(world.sites), world.parameters.content.ideas_per_page
    world.corpus = Corpus(n_ideas, world.first_step, world.last_step)
    months = range(world.first_step, world.step + 1)
    for step in months:
        n = n_pages // len(months)
        site = np.sort(rng.integers(0, n_sites, n))
        topic = world.sites.topic[site]
        records = np.zeros(n, dtype=PAGE)
        records["key"], records["site"], records["topic"] = derive("stock", step, np.arange(n)), site, topic
        records["n_human"], records["model"], records["step"] = n_ideas, NO_MODEL, step
        records["death"], records["flags"] = world.last_step + 99, 1 << Corpus.FLAGS.index("is_article")
        raw = rng.integers(0, 2**63, (n, n_ideas)).astype(np.uint64)
        world.corpus.append(records, world.culture.draw_ideas(topic[:, None], raw), step, n_sites)
    world.sites.n_live[:] = np.bincount(world.corpus.site, minlength=n_sites)
    memory = world.scraper_memory[0]
    bands, rows = world.parameters.filtering.duplicate_bands, world.parameters.filtering.duplicate_rows
    fresh = Snapshot(world.snapshot_shape, world.family)
    world.scraper_memory[0] = replace(
        memory,
        snapshot=fresh,
        dropped=Snapshot(world.snapshot_shape, world.family),
        n_live_fetched=np.zeros(n_sites, dtype=np.int64),
        fetched=GrowingArray(),
        n_fetched_until={},
    )
    world.duplicates = NearDuplicates(world.family.hasher(bands * rows), bands)
    fetched = np.flatnonzero(rng.random(world.corpus.n_pages) < 1 / 3)
    scrapers._fetch(world, [scrapers.Plan(0, fetched, fetched[:0], pays_for(world)[0])])
    settle_snapshots(world, world.step)
    return world


def crawl_time(world: World) -> float:
    """Seconds to find, filter and read 42,000 new pages and find 58,000 old ones; snapshots settle apart."""
    world.step += 1
    start = perf_counter()
    pays = pays_for(world)
    view = look_out(world, scrapers.may_fetch(world, pays))
    new = find_new_pages(world, view, 0, 42_000)
    scrapers._fetch(world, [scrapers.Plan(0, new, find_old_pages(world, view, 0, 58_000, new), pays[0])])
    taken = perf_counter() - start
    settle_snapshots(world, world.step)
    assert world.month.crawls[0].n_fetched == pytest.approx(1e5, rel=0.03)
    return taken


def read_time(world: World) -> float:
    """Seconds to read one column of as many random pages."""
    column, pages = world.corpus.key, np.random.default_rng(world.step).integers(0, world.corpus.n_pages, 100_000)
    start = perf_counter()
    column[pages]
    return perf_counter() - start


@pytest.mark.benchmark
def test_a_step_of_crawling_costs_what_it_fetches_and_not_what_is_stored() -> None:
    """At most 1.3 times the time at 10^7 stored pages as at 10^6, both fetching 10^5 a month.

    Bare reads of memory take longer, too, where more is stored than caches hold: that much longer is allowed.
    """
    worlds = stocked(10**6), stocked(10**7)
    times = np.array([[(crawl_time(each), read_time(each)) for each in worlds] for _ in range(10)])[1:].min(axis=0)
    ratio, of_reads = (times[1] / times[0]).tolist()
    told = f"{ratio:.2f} times, bare reads {of_reads:.2f}; ns a fetched page: {(1e4 * times[:, 0]).round()}"
    assert ratio <= 1.3 * of_reads, told


@pytest.mark.benchmark
@pytest.mark.parametrize(("learner", "truth"), [("gaussian", (1.0, 4.0)), ("categorical", np.full(10, 0.1))])
def test_twenty_thousand_replicas_of_a_chain_take_less_than_five_seconds(learner: str, truth: Any) -> None:
    start = process_time()
    run_loop(learner, truth, Accumulate(20), replicas=20_000)
    assert process_time() - start < 5.0


@pytest.mark.benchmark
def test_help_comes_at_once() -> None:
    """Before anything heavy is loaded: in less than it takes to load the framework of the model alone."""
    told, framework = (
        min(seconds_of([sys.executable, *words]).processor for _ in range(3))
        for words in (("-m", "scenarios", "--help"), ("-c", "import mesa"))
    )
    assert told < 0.7 * framework, f"{told:.2f} s beside {framework:.2f} s"
