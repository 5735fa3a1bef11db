"""The plainest web in Mesa: an object a page, written as Mesa's examples are, for the rules of publishing and crawling.

Authors publish, pages die, a crawler fetches each page once, drops near-duplicates and what is not typical of human
writing, and a trainer counts what is left. It begins where a world of ours stands, and knows its numbers.
"""

from bisect import bisect
from collections import Counter
from math import log1p
from statistics import median
from time import process_time
from typing import Any

import mesa
import numpy as np

from ecosystem.scenario import Scenario
from ecosystem.schedule import SCHEDULE
from ecosystem.state import World
from tests.support.worlds import advance, scenario, world_before

REDUCED = {
    "content.junk_page_share": 0.0,
    "controls.has_ai": False,
    "controls.has_author_turnover": False,
    "controls.has_crawl_limit": False,
    "controls.has_data_market": False,
    "controls.has_drift": False,
    "crawl.n_private_scrapers": 0,
    "filtering.site_cap": 1e6,
    "training.n_trainers": 1,
}
"""What is taken out of our model, so that its publishing and crawling follow the same rules as the objects."""
LEFT_OUT = {"market", "observe"}
"""Phases that the objects have no counterpart of; others that they lack, as attention, lead to these."""


def reduced(size: int, months: int) -> Scenario:
    return scenario(months, size, **REDUCED)


def advance_by_columns(world: World, months: int) -> None:
    """Run months of our model without its market and what is measured of it."""
    rows = [row for row in SCHEDULE if row.name not in LEFT_OUT]
    for _ in range(months):
        world.step += 1
        for row in rows:
            row.function(world)


def times_faster(size: int, months: int = 6, rounds: int = 3) -> tuple[float, int]:
    """Say how many times faster columns run months than objects from the same world, and how many pages are live."""
    world = advance(world_before(reduced(size, 1 + rounds * months)))
    objects, times = WebOfObjects(world, seed=1), np.empty((rounds, 2))
    for each in range(rounds):
        started = process_time()
        for _ in range(months):
            objects.step()
        halfway = process_time()
        advance_by_columns(world, months)
        times[each] = halfway - started, process_time() - halfway
    return median(times[:, 0]) / median(times[:, 1]), world.corpus.n_live


class Page(mesa.Agent):  # type: ignore[misc] # Mesa has no types
    """A page: a topic, what stands on it, and the month in which it goes offline."""

    def __init__(self, model: "WebOfObjects", topic: int, ideas: list[int], death: int) -> None:
        super().__init__(model)
        self.topic, self.ideas, self.death, self.is_fetched = topic, ideas, death, False

    def step(self) -> None:
        """Die when it is time."""
        if self.death <= self.model.month:
            self.remove()


class Author(mesa.Agent):  # type: ignore[misc]
    """An author of one topic."""

    def __init__(self, model: "WebOfObjects", topic: int, rate: float) -> None:
        super().__init__(model)
        self.topic, self.rate = topic, rate

    def step(self) -> None:
        """Publish pages: each idea is drawn from the culture of the topic."""
        model, below = self.model, self.model.below[self.topic]
        for _ in range(model.rng.poisson(self.rate)):
            ideas = [bisect(below, self.random.random()) for _ in range(model.n_ideas)]
            life = 1 + int(log1p(-self.random.random()) / log1p(-model.hazard))
            Page(model, self.topic, ideas, model.month + min(life, model.longest_life))


class Crawler(mesa.Agent):  # type: ignore[misc]
    """A crawler that fetches every page once and keeps those that pass its filter."""

    def __init__(self, model: "WebOfObjects") -> None:
        super().__init__(model)
        self.seen: set[tuple[int, ...]] = set()
        self.kept = Counter[tuple[int, int]]()
        self.n_fetched = self.n_kept = 0

    def step(self) -> None:
        """Fetch what is new."""
        for page in self.model.agents_by_type[Page]:
            if not page.is_fetched:
                page.is_fetched = True
                self.n_fetched += 1
                if self.is_new(page.topic, page.ideas) and self.is_typical(page.topic, page.ideas):
                    self.n_kept += 1
                    self.kept.update((page.topic, idea) for idea in page.ideas)

    def is_new(self, topic: int, ideas: list[int]) -> bool:
        """Tell whether no band of least hashes is that of a page before."""
        least = [min(table[idea] for idea in ideas) for table in self.model.hashes]
        n_rows = len(least) // self.model.n_bands
        bands = {(band, topic, *least[band : band + n_rows]) for band in range(0, len(least), n_rows)}
        is_new = self.seen.isdisjoint(bands)
        self.seen |= bands
        return is_new

    def is_typical(self, topic: int, ideas: list[int]) -> bool:
        """Tell whether the mean log-probability of the ideas reaches the threshold."""
        reference = self.model.reference[topic]
        return bool(sum(reference[idea] for idea in ideas) / len(ideas) >= self.model.threshold[topic])


class Trainer(mesa.Agent):  # type: ignore[misc]
    """A trainer whose model holds ideas as often as the crawler does."""

    shares: dict[tuple[int, int], float]

    def step(self) -> None:
        """Fit the model anew, twice a year."""
        if self.model.month % 6 == 0:
            total = self.model.crawler.kept.total()
            self.shares = {idea: count / total for idea, count in self.model.crawler.kept.items()}


class WebOfObjects(mesa.Model):  # type: ignore[misc]
    """A web that begins where a world of ours stands, whose pages its crawler has seen."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(rng=seed)
        corpus, content, filtering = world.corpus, world.parameters.content, world.parameters.filtering
        culture: Any = world.culture
        quality: Any = world.scraper_memory[int(world.scrapers.is_open.argmax())].quality_filter
        self.month, self.hazard, self.n_ideas = world.step, content.death_hazard, content.ideas_per_page
        self.longest_life, self.n_bands = world.parameters.web.archive_months, filtering.duplicate_bands
        self.below = np.cumsum(culture.probabilities, axis=1).tolist()
        self.reference, self.threshold = quality.reference.values.tolist(), quality.threshold.tolist()
        hashes: Any = world.family.hasher(self.n_bands * filtering.duplicate_rows)
        self.hashes = hashes.values.tolist()
        for row in world.authors.rows().tolist():
            Author(self, int(world.authors.topic[row]), float(world.authors.rate[row]))
        self.crawler, self.trainer = Crawler(self), Trainer(self)
        columns = (corpus.topic.tolist(), corpus.ideas.tolist(), corpus.death.tolist())
        for topic, ideas, death in zip(*columns, strict=True):
            self.crawler.is_new(topic, ideas)
            if death > self.month:
                Page(self, topic, ideas, death).is_fetched = True

    def step(self) -> None:
        """Run one month."""
        self.month += 1
        for kind in (Page, Author, Crawler, Trainer):
            self.agents_by_type[kind].do("step")
