"""What the model is measured by: the least that its runs could cost, and what the machine gives right now."""

from statistics import median
from time import process_time

import numpy as np

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


class WholeRun:
    """Runs of the baseline from its start to its horizon, and the bare cost of its pages after each.

    Seconds are those of this process: on a machine that does other work besides they hold better than those of a
    clock.
    """

    def __init__(self, size: int, months: int = MONTHS) -> None:
        self.setting = scenario(months, size)
        self.seconds: list[float] = []
        self.bare: list[float] = []
        self.model = WebEcosystem(self.setting.replace(size=50, months=12), seed=0)
        self.model.run_for(12)  # compiles what is not compiled yet

    def simulate(self) -> None:
        started = process_time()
        self.model = WebEcosystem(self.setting, seed=0)
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
        """How many times the bare cost the runs took."""
        return median(self.seconds) / median(self.bare)
