"""Fetching: how pages of sites are found, judged and read, for crawls and for licences alike."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.snapshot import Fetched, PageColumns, ReadingRules
from ecosystem.kernels.pages import at_most, draw_live
from ecosystem.randomness import FloatArray, IntArray, geometric_lifetime
from ecosystem.state import World

# A share so near to 1 that everything is due at once.
_ALL = 1.0 - 1e-12


def recent_pages(world: World) -> tuple[IntArray, IntArray]:
    """Give the first ordinal and the number of the pages of each site that are young enough to be live."""
    return world.corpus.published_since(world.step - world.parameters.web.archive_months + 1)


def draw_pages(world: World, name: str, n: int, weight: FloatArray) -> IntArray:
    """Draw live pages: sites by weight, then any page of the site young enough to live; dead ones are misses.

    Parameters
    ----------
    world : World
    name : str
        Keys the draws.
    n : int
        Draws, misses and repeats included.
    weight : ndarray of float, shape (n_sites,)
        Of each site; zero forbids it.

    Returns
    -------
    ndarray of int64
        Sorted ids of different live pages.
    """
    corpus = world.corpus
    first, number = recent_pages(world)
    weight = np.where(number > 0, weight, 0.0)
    if n == 0 or weight.sum() == 0.0:
        return np.zeros(0, dtype=np.int64)
    pair = world.draws.pair(name, world.step)
    live = np.sort(draw_live(corpus.blocks, first, number, weight, corpus.records, world.step, pair, n))
    return live[np.diff(live, prepend=-1) > 0]


def keep_at_most(
    world: World, name: str, pages: IntArray, n: int, is_asked: NDArray[np.bool_] | None = None
) -> IntArray:
    """Keep n pages, or of those asked for, at random when there are more."""
    pair = world.draws.pair(f"{name}|thin", world.step)
    is_asked = np.ones(len(pages), dtype=bool) if is_asked is None else is_asked
    kept: IntArray = pages[at_most(world.corpus.records, pages, is_asked, pair, n)]
    return kept


def passes_filter(world: World, pages: PageColumns, scraper: IntArray) -> NDArray[np.bool_]:
    """Tell which pages the quality filter of a scraper keeps; all of them when it is switched off.

    Parameters
    ----------
    world : World
    pages : PageColumns
    scraper : ndarray of int64, shape (n,)
        Row of the scraper that judges each page.
    """
    is_kept = np.ones(len(pages.topic), dtype=bool)
    if not world.parameters.controls.has_filter:
        return is_kept
    for row in np.unique(scraper).tolist():
        quality_filter = world.scraper_memory[row].quality_filter
        if quality_filter is not None:
            judged = np.flatnonzero(scraper == row)
            is_kept[judged] = quality_filter.keeps(pages.topic[judged], pages.ideas.take(judged, axis=0))
    return is_kept


def crawl_reader(world: World, scraper: int) -> str:
    """Give the name under which a scraper reads."""
    return f"reading|{int(world.scrapers.key[scraper])}"


def data_reader(world: World, trainer: int, *, is_given: bool = False) -> str:
    """Give the name under which a trainer gets and reads pages that it licensed, or was given."""
    return f"{'given' if is_given else 'licensed'} pages|{int(world.trainers.key[trainer])}"


def turns(world: World, name: str, pages: IntArray, share: float) -> dict[int, IntArray]:
    """Draw the month in which each page has its turn, when a share of those that had none yet has it each month.

    Parameters
    ----------
    world : World
    name : str
        Keys the draws.
    pages : ndarray of int64, shape (n,)
        Ids of pages.
    share : float
        In (0, 1].

    Returns
    -------
    dict of int to ndarray of int64
        Places in `pages` by month, this one first; what has its turn beyond the horizon is left out.
    """
    luck = world.draws.uniform(name, 0, world.corpus.key[pages])
    due = world.step + geometric_lifetime(luck, min(share, _ALL)).astype(np.int64) - 1
    order = np.argsort(due, kind="stable")
    order = order[due[order] <= world.last_step]
    months, first = np.unique(due[order], return_index=True)
    return dict(zip(months.tolist(), np.split(order, first[1:]), strict=True)) if order.size else {}


def fetched(world: World, pages: PageColumns, reader: str, held_out_share: float = 0.0) -> Fetched:
    """Note pages that were fetched this month, to be read when they are old enough.

    Parameters
    ----------
    world : World
    pages : PageColumns
        From the corpus.
    reader : str
        Name that keys the draws.
    held_out_share : float
        Share of young pages that is held out for validation.
    """
    return Fetched(world.step, pages, world.draws, reading_rules(world, reader, held_out_share))


def reading_rules(world: World, reader: str, held_out_share: float) -> ReadingRules:
    """Give how a reader of some name sums pages up, and holds out a share of young ones."""
    parameters = world.parameters
    return ReadingRules(
        parameters.content.ai_length_ratio, held_out_share, parameters.training.recipe_fresh_months, reader
    )
