"""Worlds that are run once and that no test may change; who wants to change one takes `worlds.copied`."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from ecosystem import WebEcosystem
from ecosystem.content.snapshot import Crawl
from ecosystem.kinds import TRAINING
from ecosystem.market.ledger import total_balance
from ecosystem.randomness import IntArray
from ecosystem.state import World
from tests.support.worlds import SEED, scenario

DIARY_MONTHS = 48
HORIZON = 60


@dataclass
class Diary:
    """A model, and what a witness wrote down about each of its months."""

    model: WebEcosystem
    balances: list[int] = field(default_factory=list)
    new_fetches: list[list[IntArray]] = field(default_factory=list)
    crawls: list[dict[int, Crawl]] = field(default_factory=list)
    refusing: list[IntArray] = field(default_factory=list)
    prices: list[float] = field(default_factory=list)
    adopters: list[IntArray] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.model.world

    def run_month(self) -> None:
        n_before = [memory.fetched.values.size for memory in self.world.scraper_memory]
        self.model.run_for(1)
        world = self.world
        fetched = [memory.fetched.values.astype(np.int64) for memory in world.scraper_memory]
        self.balances.append(total_balance(world))
        self.new_fetches.append([ids[n:].copy() for ids, n in zip(fetched, n_before, strict=True)])
        self.crawls.append(dict(world.month.crawls))
        self.refusing.append(np.flatnonzero(world.sites.refuses[:, TRAINING]))
        self.prices.append(world.licence_price)
        self.adopters.append(np.flatnonzero(world.authors.has_adopted))


@pytest.fixture(scope="session")
def diary() -> Diary:
    """The baseline with trainers whose names draw alike, so that all of them buy: 200 authors, 48 of 60 months."""
    result = Diary(WebEcosystem(scenario(HORIZON).replace(**{"market.brand_spread": 0.0}), seed=SEED))
    for _ in range(DIARY_MONTHS):
        result.run_month()
    return result


@pytest.fixture(scope="session")
def world(diary: Diary) -> World:
    """The world of the diary; not to be changed."""
    return diary.world


@pytest.fixture(scope="session")
def quiet_world() -> World:
    """A web without AI, 200 authors, after 24 of 48 months; not to be changed."""
    model = WebEcosystem(scenario(48, **{"controls.has_ai": False}), seed=SEED)
    model.run_for(24)
    return model.world
