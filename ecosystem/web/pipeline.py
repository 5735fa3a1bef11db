"""The filter of a scraper: a pipeline of stages, each of which drops pages and is audited.

Near-duplicates of pages that the scraper read before go first, then pages that are not typical of its reference, then,
where scrapers look for them, pages that a detector calls synthetic, and at last what one site has beyond its cap. The
audit counts human, mixed and synthetic pages before and after each stage by group of writers and by topic, so that
one can see whom a filter harms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import MONTHS_A_YEAR
from ecosystem.content.corpus import Corpus
from ecosystem.content.filters import STAGES, FilterAudit
from ecosystem.content.marks import BoolArray
from ecosystem.content.snapshot import PAGE_CLASSES, PageColumns
from ecosystem.randomness import IntArray
from ecosystem.state import World
from ecosystem.web.author_groups import GROUPS, group_of_pages
from ecosystem.web.fetching import passes_filter
from ecosystem.web.frontier import cap_sites
from ecosystem.web.judging import found_synthetic, methods_of


def new_audit(last_step: int, n_topics: int) -> FilterAudit:
    """Give an empty audit for the months from January 2022 on."""
    return FilterAudit(last_step // MONTHS_A_YEAR + 1, len(GROUPS), len(PAGE_CLASSES), n_topics)


@dataclass(frozen=True)
class FirstFetches:
    """Pages that scrapers fetch for the first time, those of one after those of another.

    Attributes
    ----------
    parts : dict of int to slice
        Places of the pages of each scraper, by its row.
    pages : ndarray of int64, shape (n,)
    columns : PageColumns
        What stands on them.
    """

    parts: dict[int, slice]
    pages: IntArray
    columns: PageColumns

    @classmethod
    def of(cls, corpus: Corpus, by_scraper: Mapping[int, IntArray]) -> "FirstFetches":
        """Take what stands on the pages of each scraper out of the store, once for all that is done with them."""
        pages = np.concatenate(list(by_scraper.values()))
        ends = accumulate(map(len, by_scraper.values()), initial=0)
        parts = {row: slice(*part) for row, part in zip(by_scraper, pairwise(ends), strict=True)}
        return cls(parts, pages, PageColumns.taken(corpus, pages))

    @property
    def reader(self) -> IntArray:
        """Row of the scraper of each page."""
        return np.repeat(list(self.parts), [part.stop - part.start for part in self.parts.values()])


def filter_pages(world: World, fetches: FirstFetches) -> BoolArray:
    """Run the pipeline over pages that scrapers have fetched for the first time, and audit it.

    Returns
    -------
    ndarray of bool, shape (n,)
        Pages that passed all stages; every page where the filter is switched off.
    """
    is_left = np.ones(len(fetches.pages), dtype=bool)
    n_passed = np.full(len(fetches.pages), len(STAGES), dtype=np.int8)
    if world.parameters.controls.has_filter:
        n_passed[:] = 0
        for stage in (_find_duplicates, _find_untypical, _find_synthetic, _find_surplus):
            stage(world, fetches, is_left)
            n_passed += is_left
        if world.step >= 0:
            _audit(world, fetches, n_passed)
    for scraper, part in fetches.parts.items():
        n_left = np.bincount(n_passed[part], minlength=1 + len(STAGES))
        world.scraper_memory[scraper].n_left = n_left[::-1].cumsum()[::-1]
    return is_left


def _audit(world: World, fetches: FirstFetches, n_passed: NDArray[np.int8]) -> None:
    columns, group = fetches.columns, group_of_pages(world, fetches.pages)
    year, n_ideas = world.step // MONTHS_A_YEAR, world.corpus.ideas_per_page
    for scraper, part in fetches.parts.items():
        audit = world.scraper_memory[scraper].audit
        audit.record(year, n_passed[part], group[part], columns.topic[part], columns.n_human[part], n_ideas)


def _find_duplicates(world: World, fetches: FirstFetches, is_left: BoolArray) -> None:
    """Leave out near-duplicates of what the same scraper has read; too short pages cannot be judged."""
    filtering, columns = world.parameters.filtering, fetches.columns
    if filtering.duplicate_bands > 0 and world.corpus.ideas_per_page >= filtering.duplicate_ideas_least:
        is_left &= world.duplicates.is_new(columns.key, columns.topic, columns.ideas, fetches.reader)


def _find_untypical(world: World, fetches: FirstFetches, is_left: BoolArray) -> None:
    """Leave out pages that the quality filter of their scraper does not keep."""
    is_left &= passes_filter(world, fetches.columns, fetches.reader)


def _find_synthetic(world: World, fetches: FirstFetches, is_left: BoolArray) -> None:
    """Leave out pages that a detector of their scraper calls synthetic."""
    for scraper, part in fetches.parts.items():
        if methods := methods_of(world, scraper):
            judged = part.start + np.flatnonzero(is_left[part])
            is_left[judged] = ~found_synthetic(world, fetches.pages[judged], methods)


def _find_surplus(world: World, fetches: FirstFetches, is_left: BoolArray) -> None:
    """Leave out what a site has beyond so many times a mean site's part of a scraper's pages; an archive has no cap."""
    n_sites = int(np.count_nonzero(world.sites.n_live))
    share = world.parameters.filtering.site_cap / max(n_sites, 1)
    if share >= 1.0 or world.step < -world.parameters.web.burn_in_months:
        return
    for scraper, part in fetches.parts.items():
        left = part.start + np.flatnonzero(is_left[part])
        room = np.full(len(world.sites), max(1, round(share * len(left))))
        name = f"site cap|{int(world.scrapers.key[scraper])}"
        is_left[left] = cap_sites(world, name, fetches.pages[left], room)
