"""Fetching: how pages of sites are found, judged and read, for crawls and for licences alike."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.filters import HumanSample
from ecosystem.content.snapshot import Fetched, PageColumns, ReadingRules
from ecosystem.kernels.pages import at_most, draw_live
from ecosystem.randomness import FloatArray, IntArray, derive
from ecosystem.state import World

# Draws made for each page that a sample wants, since dead and synthetic pages are misses.
_DRAWS_PER_PAGE = 6


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


def sample_human_pages(world: World) -> HumanSample:
    """Draw live pages that are wholly human, of all ages, on which a filter sets its threshold."""
    corpus, n_wanted = world.corpus, world.parameters.filtering.threshold_pages * world.n_topics
    n_draws = _DRAWS_PER_PAGE * n_wanted
    unit = world.draws.uniform("filter sample", world.step, derive(np.arange(n_draws)))
    pages = (unit * corpus.n_pages).astype(np.int64)
    pages = pages[corpus.is_live(pages, world.step) & (corpus.n_human[pages] == corpus.ideas_per_page)]
    if pages.size == 0:
        return HumanSample.of_this_month(world.parameters, world.culture, world.draws)
    pages = pages[:n_wanted]
    return HumanSample(corpus.topic[pages].astype(np.int64), corpus.ideas[pages])


def passes_filter(world: World, pages: PageColumns) -> NDArray[np.bool_]:
    """Tell which pages the quality filter keeps; all of them when it is switched off."""
    if not world.parameters.controls.has_filter:
        return np.ones(len(pages.topic), dtype=bool)
    return world.quality_filter.keeps(pages.topic, pages.ideas)


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
