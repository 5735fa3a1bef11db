"""Quality filters: each scraper fits its own to what it or its trainers have, never to text that nobody owns.

The reference is the best model of its trainers, or a fit to pages that it holds; what it is fitted to, trainers may
train on as well. The threshold is set on pages as they were fetched, whoever wrote them. Before there is a model, and
before it holds anything, a scraper starts from what it fetched of the archive.
"""

from typing import Any

import numpy as np

from ecosystem.calendar import MONTHS_A_YEAR, date_to_step
from ecosystem.content.family import Statistics, Tokens
from ecosystem.content.filters import PageSample, TypicalityFilter, clean_statistics
from ecosystem.randomness import IntArray, derive
from ecosystem.state import World

_PAGES_AT_ONCE = 1 << 14


def refresh_filters(world: World) -> None:
    """Fit the filters of all scrapers anew each January, if so set, where they fetched anything in the year before."""
    if world.parameters.filtering.refresh == "never" or world.step % MONTHS_A_YEAR != 0:
        return
    for scraper, memory in enumerate(world.scraper_memory):
        pages = memory.fetched_after(world.step - MONTHS_A_YEAR - 1)
        if pages.size:
            memory.quality_filter = fit_filter(world, scraper, pages)


def fit_filter(world: World, scraper: int, pages: IntArray) -> TypicalityFilter:
    """Fit the quality filter of a scraper.

    Parameters
    ----------
    world : World
    scraper : int
        Its row.
    pages : ndarray of int64, shape (n,)
        Ids of pages as it fetched them, on some of which the threshold is set.
    """
    filtering = world.parameters.filtering
    model, sample = _reference(world, scraper, pages), _sample(world, scraper, pages)
    return TypicalityFilter.fit(world.family, model, sample, filtering.keep_share)


def old_text(world: World, scraper: int) -> Statistics:
    """Give what a scraper holds of pages from before chat models, as far back as trainers look, one row a topic."""
    until = min(date_to_step(world.parameters.attention.chat_start), world.step)
    return _held(world, scraper, until, whole_years=True)


def _held(world: World, scraper: int, until: int, *, whole_years: bool) -> Statistics:
    """Give the pages that a scraper holds of the window before a month, whoever wrote them."""
    snapshot = world.scraper_memory[scraper].snapshot
    first, last = (
        max(int(snapshot.shape.year_of(step)), 0) for step in (until - world.parameters.training.window_months, until)
    )
    held: Statistics = snapshot.statistics[:, first : last + (not whole_years)].sum(axis=0).sum(axis=0)
    return held


def _reference(world: World, scraper: int, pages: IntArray) -> Any:
    """Give the model by which a scraper judges; of the pages that it fetched where it has nothing better yet."""
    kind, family = world.parameters.filtering.reference, world.family
    if kind == "clean":
        return family.fit(clean_statistics(family, world.draws, world.parameters.filtering.reference_tokens))
    if kind == "model":
        best = best_of_trainers(world, scraper)
        if best is not None:
            return world.lineage.fitted[best].model
    else:
        held = old_text(world, scraper) if kind == "old" else _held(world, scraper, world.step, whole_years=False)
        if held.total > 0.0:
            return family.fit(held)
    return family.fit(_as_fetched(world, pages))


def best_of_trainers(world: World, scraper: int) -> int | None:
    """Give the latest version of a scraper's trainers that saw most different tokens; None while there is none."""
    trainers = world.trainers
    rows = np.flatnonzero((trainers.scraper == scraper) & (trainers.latest_model >= 0))
    seen = [(world.lineage.versions[int(trainers.latest_model[row])], int(trainers.key[row])) for row in rows]
    if not seen:
        return None
    return max(seen, key=lambda each: (each[0].n_different_tokens, each[1]))[0].model_id


def _as_fetched(world: World, pages: IntArray) -> Statistics:
    """Sum up all that stands on pages, one row a topic."""
    corpus = world.corpus
    result: Statistics = world.family.empty(world.n_topics)
    for first in range(0, len(pages), _PAGES_AT_ONCE):
        part = pages[first : first + _PAGES_AT_ONCE]
        ideas = corpus.ideas.take(part, axis=0)
        rows = np.repeat(corpus.topic[part].astype(np.int64), ideas.shape[1])
        result.include(Tokens(rows, ideas.reshape(-1, *ideas.shape[2:])))
    return result


def _sample(world: World, scraper: int, pages: IntArray) -> PageSample:
    """Draw some of the pages of a scraper, with replacement."""
    n = min(world.parameters.filtering.threshold_pages * world.n_topics, len(pages))
    key = derive("filter sample", int(world.scrapers.key[scraper]), np.arange(n))
    chosen = pages[(world.draws.uniform("filter sample", world.step, key) * len(pages)).astype(np.int64)]
    return PageSample(world.corpus.topic[chosen].astype(np.int64), world.corpus.ideas.take(chosen, axis=0))
