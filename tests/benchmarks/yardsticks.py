"""What the model is measured by: the least that its runs could cost, and what the machine gives right now."""

from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

import numpy as np

from analysis.runs.runner import Runner
from ecosystem import WebEcosystem
from tests.support.worlds import scenario

MONTHS = 168
_BLOCK = 1 << 15
_N_IDEAS, _IDEAS_PER_PAGE, _AUTHORS_PER_TOPIC = 1000, 8, 100


def draw_bare(n_pages: int, n_topics: int) -> float:
    """Draw the ideas of pages as plainly as numpy can, from an alias table a topic; give the seconds of this process.

    The tables hold anything: what is drawn does not change what it costs.
    """
    rng = np.random.default_rng(0)
    keep = rng.random((n_topics, _N_IDEAS))
    other = rng.integers(0, _N_IDEAS, (n_topics, _N_IDEAS))
    topic = rng.integers(0, n_topics, n_pages)[:, None]
    started = process_time()
    for start in range(0, n_pages, _BLOCK):
        rows = topic[start : start + _BLOCK]
        place = rng.random((rows.size, _IDEAS_PER_PAGE)) * _N_IDEAS
        own = place.astype(np.int64)
        np.where(place - own < keep[rows, own], own, other[rows, own])
    return process_time() - started


def seconds_of_runs(size: int) -> float:
    """Seconds by the clock of a run of the baseline."""
    runs = WholeRun(size)
    started = perf_counter()
    runs.simulate()
    return perf_counter() - started


def seconds_of_bare_loops(size: int) -> float:
    """The same of drawing ideas for about as long."""
    started = perf_counter()
    for _ in range(20):
        draw_bare(1000 * size, size // _AUTHORS_PER_TOPIC)
    return perf_counter() - started


def gain(function: Callable[[int], float], size: int, rounds: int) -> float:
    """How many times more two processes at once do of something than one; 2 where they do not disturb each other."""
    alone, both = [], []
    for _ in range(rounds):
        alone += Runner(1).run(function, [size], is_fresh=True)
        both += Runner(2).run(function, [size, size])
    return 2.0 * median(alone) / median(both)


class WholeRun:
    """Runs of the baseline from its start to its horizon, and the bare cost of its pages after each.

    Seconds are those of this process: on a machine that does other work besides they hold better than those of a
    clock.
    """

    def __init__(self, size: int, months: int = MONTHS, seed: int = 0) -> None:
        self.setting, self.seed = scenario(months, size), seed
        self.seconds: list[float] = []
        self.bare: list[float] = []
        self.model = WebEcosystem(self.setting.replace(size=50, months=12), seed=0)
        self.model.run_for(12)  # compiles what is not compiled yet

    def simulate(self) -> None:
        started = process_time()
        self.model = WebEcosystem(self.setting, seed=self.seed)
        self.model.run_for(self.setting.months)
        self.seconds.append(process_time() - started)

    def draw_bare(self) -> None:
        world = self.model.world
        self.bare.append(draw_bare(world.corpus.n_pages, world.n_topics))

    def measured(self, rounds: int) -> "WholeRun":
        for _ in range(rounds):
            self.simulate()
            self.draw_bare()
        return self

    @property
    def n_pages(self) -> int:
        return self.model.world.corpus.n_pages

    @property
    def ratio(self) -> float:
        """How many times the bare cost the runs took, by their medians."""
        return median(self.seconds) / median(self.bare)

    @property
    def least_ratio(self) -> float:
        """The same by the least of each: what else the machine does disturbs it less."""
        return min(self.seconds) / min(self.bare)
