"""Targets of speed: what is measured, and what it is to come to."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from math import log
from time import process_time
from typing import NamedTuple

import numpy as np

from analysis.uncertainty.policy_emulator import PolicyEmulator
from tests.benchmarks import frames, objects
from tests.benchmarks.many_runs import WAYS, many_runs
from tests.benchmarks.one_run import apart
from tests.benchmarks.yardsticks import MONTHS, WholeRun, gain, seconds_of_bare_loops, seconds_of_runs
from tests.support.worlds import advance, scenario, world_before


@dataclass(frozen=True)
class Target:
    """One number of the table.

    Attributes
    ----------
    number : str
        As the list of targets has it.
    says : str
        What is measured.
    measured, limit : float
    unit : str
    is_least : bool
        Whether the limit is the least that is asked for, not the most.
    """

    number: str
    says: str
    measured: float
    limit: float
    unit: str = ""
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.measured >= self.limit if self.is_least else self.measured <= self.limit

    def __str__(self) -> str:
        limit = f"at {'least' if self.is_least else 'most'} {self.limit:g} {self.unit}"
        verdict = "pass" if self.is_met else "fail"
        return f"{verdict}  {self.number}  {self.says:<72}{f'{self.measured:.3g} {self.unit}':>14}   {limit}".rstrip()


def quick() -> Iterator[Target]:
    """Measure what takes minutes."""
    yield whole_run(200, 20.0)
    yield whole_run(2000, 12.0)
    yield Target(
        "2", "ecosystem run from the shell to files and figures", shell("run", "--out", "run").clock, 20.0, "s"
    )
    yield Target("2", "ecosystem --help", min(shell("--help").clock for _ in range(5)), 0.5, "s")
    yield Target("2", "an instant answer of all outcomes and years", instant_answer(), 50.0, "ms")
    yield Target("3", "time per page in month 160 beside month 60, 2,000 authors", ageing(2000), 1.3)
    for size in (200, 2000):
        ratio, n_live = objects.times_faster(size)
        says = f"times faster than an object a page, {n_live:,} pages live"
        yield Target("5", says, ratio, 50.0, is_least=True)
    if find_spec("polars"):
        says = "times faster than polars, near-duplicates in 10^6 pages"
        yield Target("5", says, frames.times_faster(), 2.0, is_least=True)
    says = "gain by two processes, beside that of two bare loops"
    yield Target("6", says, gain(seconds_of_runs, 500, 3) / gain(seconds_of_bare_loops, 500, 3), 0.9, is_least=True)
    for way in WAYS:
        says = f"share of two workers' time within runs of 200 authors ({way})"
        yield Target("7", says, many_runs(way, 200, MONTHS, 20).share, 0.9, is_least=True)


def large() -> Iterator[Target]:
    """Measure what takes many minutes and much memory."""
    yield whole_run(20_000, 6.0, rounds=1)
    arms = ("compare", "baseline", "no_ai", "author_levy", "--size", "200", "--replicates", "30", "--workers", "2")
    yield Target(
        "2", "three arms of 30 pairs, 200 authors, two processes", shell(*arms, "--out", "pairs").clock, 60.0, "s"
    )
    cost = {size: apart(size) for size in (1_000, 10_000, 100_000)}
    small, big = cost[1_000], cost[100_000]
    power = log(big.seconds / small.seconds) / log(big.n_pages / small.n_pages)
    yield Target("3", "power by which time grows with pages, 10^3 to 10^5 authors", power, 1.05)
    yield Target("4", f"10^5 authors, {big.n_pages:.2g} pages: time", big.seconds / 60.0, 6.0, "min")
    yield Target("4", "10^5 authors: memory", big.peak_bytes / 2**30, 10.0, "GiB")
    yield Target("4", "bytes a page is kept in", big.page_bytes, 48.0, "bytes")


def whole_run(size: int, limit: float, rounds: int = 5) -> Target:
    """Give the time of a run as a multiple of the bare cost of its pages."""
    runs = WholeRun(size).measured(rounds)
    return Target("1", f"a run of {size:,} authors, {runs.n_pages:,} pages", runs.ratio, limit, "x bare")


class Seconds(NamedTuple):
    """By the clock, and of all processors together."""

    clock: float
    processor: float


def shell(*words: str) -> Seconds:
    """Give the seconds of a command of ours from the shell."""
    return seconds_of([sys.executable, "-m", "scenarios", *words])


def seconds_of(command: list[str]) -> Seconds:
    """Give the seconds of a command, in an empty folder."""
    with tempfile.TemporaryDirectory() as place:
        before = os.times()
        subprocess.run(command, cwd=place, capture_output=True, check=True)
        after = os.times()
    processor = sum(getattr(after, name) - getattr(before, name) for name in ("children_user", "children_system"))
    return Seconds(after.elapsed - before.elapsed, processor)


def instant_answer(rounds: int = 100) -> float:
    """Give the milliseconds of the processor that an emulated answer takes."""
    emulator = PolicyEmulator.shipped()
    started = process_time()
    for place in range(rounds):
        emulator.effects({emulator.levers[0].name: emulator.levers[0].high * place / rounds})
    return 1000.0 * (process_time() - started) / rounds


def ageing(size: int, half_width: int = 6) -> float:
    """Compare the time per page published or fetched around month 160 with that around month 60."""
    world = world_before(scenario(MONTHS, size))
    times = {}
    for middle in (60, 160):
        advance(world, middle - half_width - world.step)
        each = []
        for _ in range(2 * half_width):
            started = process_time()
            advance(world)
            n_pages = world.month.new_pages.size + sum(crawl.n_fetched for crawl in world.month.crawls.values())
            each.append((process_time() - started) / n_pages)
        times[middle] = float(np.median(each))
    return times[160] / times[60]
