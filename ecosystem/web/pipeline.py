"""The filter of a scraper: a pipeline of stages, each of which drops pages and is audited.

Near-duplicates of pages that the scraper read before go first, then pages that are not typical of human writing, then,
where scrapers look for them, pages that a detector calls synthetic, and at last what one site has beyond its cap. The
audit counts human, mixed and synthetic pages before and after each stage by group of writers and by topic, so that
one can see whom a filter harms.
"""

import numpy as np

from ecosystem.calendar import MONTHS_A_YEAR
from ecosystem.content.filters import STAGES, FilterAudit
from ecosystem.content.marks import BoolArray
from ecosystem.content.snapshot import PAGE_CLASSES, PageColumns
from ecosystem.randomness import IntArray
from ecosystem.state import World
from ecosystem.web.author_groups import GROUPS, group_of_pages
from ecosystem.web.frontier import cap_sites
from ecosystem.web.judging import calls_synthetic, methods_of


def new_audit(last_step: int, n_topics: int) -> FilterAudit:
    """Give an empty audit for the months from January 2022 on."""
    return FilterAudit(last_step // MONTHS_A_YEAR + 1, len(GROUPS), len(PAGE_CLASSES), n_topics)


def filter_pages(world: World, scraper: int, pages: IntArray, columns: PageColumns) -> BoolArray:
    """Run the pipeline over pages that a scraper has fetched for the first time, and audit it.

    Parameters
    ----------
    world : World
    scraper : int
        Row of the scraper.
    pages : ndarray of int64, shape (n,)
    columns : PageColumns
        What stands on them.

    Returns
    -------
    ndarray of bool, shape (n,)
        Pages that passed all stages; every page where the filter is switched off.
    """
    memory = world.scraper_memory[scraper]
    memory.n_left = np.full(1 + len(STAGES), len(pages))
    is_left = np.ones(len(pages), dtype=bool)
    if not world.parameters.controls.has_filter:
        return is_left
    n_passed = np.zeros(len(pages), dtype=np.int64)
    for place, stage in enumerate((_is_new, _is_typical, _seems_human, _is_within_cap), start=1):
        is_left = stage(world, scraper, pages, columns, is_left)
        n_passed += is_left
        memory.n_left[place] = np.count_nonzero(is_left)
    if world.step >= 0:
        year, n_ideas = world.step // MONTHS_A_YEAR, world.corpus.ideas_per_page
        memory.audit.record(year, n_passed, group_of_pages(world, pages), columns.topic, columns.n_human, n_ideas)
    return is_left


def _is_new(world: World, scraper: int, pages: IntArray, columns: PageColumns, is_left: BoolArray) -> BoolArray:
    """Tell which pages are no near-duplicates of what the scraper has read; too short ones cannot be judged."""
    del pages
    filtering = world.parameters.filtering
    if filtering.duplicate_bands == 0 or world.corpus.ideas_per_page < filtering.duplicate_ideas_least:
        return is_left
    reader = np.full(len(is_left), scraper)
    return world.duplicates.is_new(columns.key, columns.topic, columns.ideas, reader)


def _is_typical(world: World, scraper: int, pages: IntArray, columns: PageColumns, is_left: BoolArray) -> BoolArray:
    """Tell which pages the quality filter keeps of those that are left, whoever the scraper is."""
    del scraper, pages
    return is_left & world.quality_filter.keeps(columns.topic, columns.ideas)


def _seems_human(world: World, scraper: int, pages: IntArray, columns: PageColumns, is_left: BoolArray) -> BoolArray:
    """Tell which pages no detector that the scraper uses calls synthetic, of those that are left."""
    del columns
    for method in methods_of(world, scraper):
        judged = np.flatnonzero(is_left)
        is_left = is_left.copy()
        is_left[judged] = ~calls_synthetic(world, pages[judged], method)
    return is_left


def _is_within_cap(world: World, scraper: int, pages: IntArray, columns: PageColumns, is_left: BoolArray) -> BoolArray:
    """Tell which pages stay when no site may have more than its part; the archive of the start has no cap."""
    del columns
    share, left = world.parameters.filtering.site_share_most, pages[is_left]
    if share == 1.0 or world.step < -world.parameters.web.burn_in_months:
        return is_left
    room = np.full(len(world.sites), max(1, round(share * len(left))))
    is_left = is_left.copy()
    is_left[is_left] = cap_sites(world, f"site cap|{int(world.scrapers.key[scraper])}", left, room)
    return is_left
