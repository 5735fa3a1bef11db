"""The frontier of a scraper: the pages that it may fetch next, by priority, with caps on each site.

A page that was never fetched has the priority of its site, a power of the site's authority; one that was fetched
before counts `crawl.recrawl_weight` times as much. The share of a month's fetches that are new is therefore found, not
set: it falls as less is left to fetch, so that coverage grows ever more slowly with the budget. Within a site, the
pages of all months are drawn alike: pages are found by links, and most of them are old.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.frontier import what_is_open
from ecosystem.kernels.pages import draw_known, find_new, within_room
from ecosystem.orders.crawling import FetchLimit
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.fetching import draw_pages, keep_at_most, recent_pages
from ecosystem.web.obligations import bound

_MOST_ROUNDS = 4
_MOST_MISSES = 10
_MOST_DRAWN = 0.95


@dataclass(frozen=True)
class Frontier:
    """What each scraper may fetch this month.

    Attributes
    ----------
    is_open : ndarray of bool, shape (n_scrapers, n_sites)
        Known sites that let it in.
    n_unfetched, n_fetched : ndarray of int64, shape (n_scrapers, n_sites)
        Live pages of open sites that it has never fetched, and that it has fetched before.
    cap_part : ndarray of float, shape (n_scrapers, n_sites)
        Cap of an open site over `crawl.site_cap`, as a share of the pages wanted.
    first, n_published : ndarray of int64, shape (n_sites,)
        First ordinal and number of the pages that are young enough to be live.
    priority : ndarray of float, shape (n_sites,)
        Of a page never fetched.
    most_polite : ndarray of int64, shape (n_sites,)
        Pages that politeness lets a scraper fetch of each site in a month, at least one.
    """

    is_open: NDArray[np.bool_]
    n_unfetched: IntArray
    n_fetched: IntArray
    cap_part: FloatArray
    first: IntArray
    n_published: IntArray
    priority: FloatArray
    most_polite: IntArray

    def new_share(self, recrawl_weight: float) -> FloatArray:
        """Give the share of fetches that are of pages never fetched before, shape (n_scrapers,), in [0, 1].

        Parameters
        ----------
        recrawl_weight : float
            Priority of a page fetched before over that of one that never was, >= 0.
        """
        new = self.n_unfetched @ self.priority
        old = recrawl_weight * (self.n_fetched @ self.priority)
        share: FloatArray = new / np.where(new > 0.0, new + old, 1.0)
        return share


def look_out(world: World, is_open: NDArray[np.bool_]) -> Frontier:
    """Give the frontier of the scrapers.

    Parameters
    ----------
    world : World
    is_open : ndarray of bool, shape (n_scrapers, n_sites)
        Known sites from which each fetches.
    """
    crawl, sites, (first, published) = world.parameters.crawl, world.sites, recent_pages(world)
    n_sites = len(published)
    is_open, n_live, authority = is_open[:, :n_sites], sites.n_live[:n_sites], sites.authority[:n_sites]
    n_fetched = np.stack([memory.n_live_fetched[:n_sites] for memory in world.scraper_memory])
    rows = sites.all_rows()
    rows = rows[rows < n_sites]
    order = rows[np.argsort(-authority[rows], kind="stable")]
    n_unfetched, n_fetched, place = what_is_open(is_open, n_live, n_fetched, order)
    return Frontier(
        is_open=is_open,
        n_unfetched=n_unfetched,
        n_fetched=n_fetched,
        cap_part=place**-crawl.cap_exponent / np.maximum((is_open & (n_live > 0)).sum(axis=1, keepdims=True), 1),
        first=first,
        n_published=published,
        priority=authority**crawl.authority_exponent,
        most_polite=np.maximum(np.rint(crawl.politeness * n_live).astype(np.int64), 1),
    )


def look_out_everywhere(world: World) -> Frontier:
    """Give the frontier of scrapers that every site which they know lets in."""
    return look_out(world, np.stack([memory.known_sites for memory in world.scraper_memory]))


def fetch_budgets(world: World) -> IntArray:
    """Give the fetches of each scraper this month, what policies cut taken off, shape (n_scrapers,)."""
    left = np.ones(len(world.scrapers))
    for order in world.rules.of(FetchLimit):
        left *= 1.0 - order.cut_share * bound(world, world.scrapers, order)
    budgets: IntArray = np.rint(world.parameters.crawl.coverage * world.corpus.n_live * left).astype(np.int64)
    return budgets


def most_new(world: World, frontier: Frontier, scraper: int, n_wanted: int) -> IntArray:
    """Give the most new pages that each site gets, by its rank among open sites and by politeness, shape (n_sites,).

    The cap of the last of n sites is `site_cap` of the pages wanted over n, what a mean site gets; that of rank r is
    as much over r / n to `cap_exponent`. So caps hang on what a site is of the web, not on how many stand for it.
    Every site gets at least one.
    """
    by_rank = world.parameters.crawl.site_cap * n_wanted * frontier.cap_part[scraper]
    caps: IntArray = np.maximum(np.minimum(np.rint(by_rank), frontier.most_polite), 1.0).astype(np.int64)
    return caps


def find_new_pages(world: World, frontier: Frontier, scraper: int, n_wanted: int) -> IntArray:
    """Find pages that a scraper has never fetched, in a few rounds of draws with a cap on each site.

    Pages that are dead or were fetched before are misses.

    Returns
    -------
    ndarray of int64, shape (n,)
        Sorted ids, at most `n_wanted`.
    """
    corpus, key = world.corpus, int(world.scrapers.key[scraper])
    names = (f"new pages {round_}|{key}" for round_ in range(_MOST_ROUNDS))
    pairs = world.draws.pairs((name + part for name in names for part in ("", "|cap", "|thin")), world.step)
    found = find_new(
        corpus.blocks,
        (frontier.first, frontier.n_published, frontier.n_unfetched[scraper], frontier.priority),
        most_new(world, frontier, scraper, n_wanted),
        corpus.records,
        world.step,
        scraper,
        pairs.reshape(_MOST_ROUNDS, 3, 2),
        _MOST_MISSES,
        n_wanted,
    )
    return np.sort(found)


def cap_sites(world: World, name: str, pages: IntArray, room: IntArray) -> NDArray[np.bool_]:
    """Tell which pages stay where each site has room for so many, chosen at random, shape (n,).

    Parameters
    ----------
    world : World
    name : str
        Keys the draws.
    pages : ndarray of int64, shape (n,)
        Different pages.
    room : ndarray of int64, shape (n_sites,)
        Pages that each site may have.
    """
    corpus, pair = world.corpus, world.draws.pair(f"{name}|cap", world.step)
    return within_room(corpus.records, pages, room, pair)


def find_old_pages(world: World, frontier: Frontier, scraper: int, n_wanted: int, new: IntArray) -> IntArray:
    """Draw pages to fetch again from those fetched before; dead ones and those of closed sites are misses.

    Parameters
    ----------
    world : World
    frontier : Frontier
    scraper : int
        Row of the scraper.
    n_wanted : int
    new : ndarray of int64
        New pages that are fetched this month; together with them, no site gets more than is polite.

    Returns
    -------
    ndarray of int64, shape (n,)
        Sorted ids, `n_wanted` of them but for misses.
    """
    if n_wanted == 0 or not frontier.n_fetched[scraper].any():
        return np.zeros(0, dtype=np.int64)
    name = f"old pages|{int(world.scrapers.key[scraper])}"
    by_authority = world.parameters.crawl.recrawl_order == "authority"
    draw = _draw_by_authority if by_authority else _draw_alike
    pages = draw(world, frontier, scraper, name, n_wanted)
    polite = frontier.most_polite
    room = np.maximum(polite - np.bincount(world.corpus.site[new], minlength=len(polite)), 0)
    kept: IntArray = pages[cap_sites(world, name, pages, room)]
    return np.sort(kept)


def _draw_alike(world: World, frontier: Frontier, scraper: int, name: str, n_wanted: int) -> IntArray:
    """Draw from all pages that the scraper holds."""
    corpus, known = world.corpus, world.scraper_memory[scraper].fetched.values
    n_open = int(frontier.n_fetched[scraper].sum())
    share = min(n_wanted / n_open, _MOST_MISSES * n_wanted / known.size, _MOST_DRAWN)
    # As many draws as leave this share of different pages: some are drawn twice.
    n_draws = round(-known.size * np.log1p(-share))
    pair = world.draws.pair(name, world.step)
    return draw_known(known, corpus.records, frontier.is_open[scraper], world.step, pair, n_draws)


def _draw_by_authority(world: World, frontier: Frontier, scraper: int, name: str, n_wanted: int) -> IntArray:
    """Draw from the pages of open sites by priority, and leave out those that were never fetched."""
    n_fetched, priority = frontier.n_fetched[scraper], frontier.priority
    weight = np.where(n_fetched > 0, priority * frontier.n_published, 0.0)
    hit_chance = float(priority @ n_fetched) / max(float(weight.sum()), 1e-12)
    n_draws = round(min(n_wanted / max(hit_chance, 1e-12), _MOST_MISSES * n_wanted)) + 8
    drawn = draw_pages(world, name, n_draws, weight)
    return keep_at_most(world, name, drawn[world.corpus.was_fetched(drawn, scraper)], n_wanted)
