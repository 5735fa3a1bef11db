"""The frontier of a scraper: the pages that it may fetch next, by priority, with caps on each site.

A page that was never fetched has the priority of its site, a power of the site's authority; one that was fetched
before counts `crawl.recrawl_weight` times as much. The share of a month's fetches that are new is therefore found, not
set: it falls as less is left to fetch, so that coverage grows ever more slowly with the budget. Within a site, the
pages of all months are drawn alike: pages are found by links, and most of them are old.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    """What one scraper may fetch this month.

    Attributes
    ----------
    scraper : int
        Row of the scraper.
    name : str
        Of the scraper, for keyed draws: its key.
    is_open : ndarray of bool, shape (n_sites,)
        Known sites that let it in; others have no priority.
    n_unfetched, n_fetched : ndarray of int64, shape (n_sites,)
        Live pages of open sites that it has never fetched, and that it has fetched before.
    n_published : ndarray of int64, shape (n_sites,)
        Pages of open sites that are young enough to be live.
    priority : ndarray of float, shape (n_sites,)
        Of a page never fetched; 0 where the site is closed.
    """

    scraper: int
    name: str
    is_open: NDArray[np.bool_]
    n_unfetched: IntArray
    n_fetched: IntArray
    n_published: IntArray
    priority: FloatArray

    def new_share(self, recrawl_weight: float) -> float:
        """Give the share of fetches that are of pages never fetched before, in [0, 1].

        Parameters
        ----------
        recrawl_weight : float
            Priority of a page fetched before over that of one that never was, >= 0.
        """
        new = float(self.priority @ self.n_unfetched)
        old = recrawl_weight * float(self.priority @ self.n_fetched)
        return new / (new + old) if new > 0.0 else 0.0


def look_out(world: World, scraper: int, is_open: NDArray[np.bool_]) -> Frontier:
    """Give the frontier of a scraper.

    Parameters
    ----------
    world : World
    scraper : int
        Row of the scraper.
    is_open : ndarray of bool, shape (n_sites,)
        Known sites from which it fetches.
    """
    _, published = recent_pages(world)
    n_sites = len(published)
    is_open = is_open[:n_sites]
    n_fetched = world.scraper_memory[scraper].n_live_fetched[:n_sites]
    n_unfetched = np.maximum(world.sites.n_live[:n_sites] - n_fetched, 0)
    priority = world.sites.authority[:n_sites] ** world.parameters.crawl.authority_exponent
    return Frontier(
        scraper=scraper,
        name=str(int(world.scrapers.key[scraper])),
        is_open=is_open,
        n_unfetched=np.where(is_open, n_unfetched, 0),
        n_fetched=np.where(is_open, n_fetched, 0),
        n_published=np.where(is_open, published, 0),
        priority=np.where(is_open, priority, 0.0),
    )


def fetch_budget(world: World, scraper: int) -> int:
    """Give the fetches of a scraper this month, what policies cut taken off."""
    left = 1.0
    for order in world.rules.of(FetchLimit):
        left *= 1.0 - order.cut_share * bool(bound(world, world.scrapers, order)[scraper])
    return round(world.parameters.crawl.coverage * world.corpus.n_live * left)


def most_new(world: World, frontier: Frontier, n_wanted: int) -> IntArray:
    """Give the most new pages that each site gets, by its rank among open sites and by politeness, shape (n_sites,).

    The cap of the first site is `site_cap` of the pages wanted; that of rank r is as much over r to `cap_exponent`.
    Every site gets at least one.
    """
    parameters, n_sites = world.parameters.crawl, len(frontier.is_open)
    keys, authority = world.sites.key[:n_sites], world.sites.authority[:n_sites]
    order = np.lexsort((keys, -authority, ~frontier.is_open))
    rank = np.empty(n_sites)
    rank[order] = np.arange(1, n_sites + 1)
    by_rank = parameters.site_cap * n_wanted * rank**-parameters.cap_exponent
    return np.maximum(np.minimum(np.rint(by_rank).astype(np.int64), most_polite(world, n_sites)), 1)


def most_polite(world: World, n_sites: int) -> IntArray:
    """Give the most pages that politeness lets a scraper fetch from each site in a month, at least one."""
    allowed = world.parameters.crawl.politeness * world.sites.n_live[:n_sites]
    result: IntArray = np.maximum(np.rint(allowed).astype(np.int64), 1)
    return result


def find_new_pages(world: World, frontier: Frontier, n_wanted: int) -> IntArray:
    """Find pages that the scraper has never fetched, in a few rounds of draws with a cap on each site.

    Pages that are dead or were fetched before are misses.

    Returns
    -------
    ndarray of int64, shape (n,)
        Sorted ids, at most `n_wanted`.
    """
    corpus = world.corpus
    first, _ = recent_pages(world)
    names = (f"new pages {round_}|{frontier.name}" for round_ in range(_MOST_ROUNDS))
    pairs = world.draws.pairs((name + part for name in names for part in ("", "|cap", "|thin")), world.step)
    found = find_new(
        corpus.blocks,
        (first, frontier.n_published, frontier.n_unfetched, frontier.priority),
        most_new(world, frontier, n_wanted),
        (corpus.death, corpus.site, corpus.key, corpus.fetched_by),
        world.step,
        frontier.scraper,
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
    return within_room(corpus.site, corpus.key, pages, room, pair)


def find_old_pages(world: World, frontier: Frontier, n_wanted: int, new: IntArray) -> IntArray:
    """Draw pages to fetch again from those fetched before; dead ones and those of closed sites are misses.

    Parameters
    ----------
    world : World
    frontier : Frontier
    n_wanted : int
    new : ndarray of int64
        New pages that are fetched this month; together with them, no site gets more than is polite.

    Returns
    -------
    ndarray of int64, shape (n,)
        Sorted ids, `n_wanted` of them but for misses.
    """
    n_open = int(frontier.n_fetched.sum())
    if n_open == 0 or n_wanted == 0:
        return np.zeros(0, dtype=np.int64)
    name = f"old pages|{frontier.name}"
    by_authority = world.parameters.crawl.recrawl_order == "authority"
    draw = _draw_by_authority if by_authority else _draw_alike
    pages = draw(world, frontier, name, n_wanted)
    n_sites = len(frontier.is_open)
    room = np.maximum(most_polite(world, n_sites) - np.bincount(world.corpus.site[new], minlength=n_sites), 0)
    kept: IntArray = pages[cap_sites(world, name, pages, room)]
    return np.sort(kept)


def _draw_alike(world: World, frontier: Frontier, name: str, n_wanted: int) -> IntArray:
    """Draw from all pages that the scraper holds."""
    corpus, known = world.corpus, world.scraper_memory[frontier.scraper].fetched.values
    share = min(n_wanted / int(frontier.n_fetched.sum()), _MOST_MISSES * n_wanted / known.size, _MOST_DRAWN)
    # As many draws as leave this share of different pages: some are drawn twice.
    n_draws = round(-known.size * np.log1p(-share))
    columns, pair = (corpus.death, corpus.site, corpus.fetched_by), world.draws.pair(name, world.step)
    return draw_known(known, columns, frontier.is_open, world.step, frontier.scraper, pair, n_draws)


def _draw_by_authority(world: World, frontier: Frontier, name: str, n_wanted: int) -> IntArray:
    """Draw from the pages of open sites by priority, and leave out those that were never fetched."""
    weight = np.where(frontier.n_fetched > 0, frontier.priority * frontier.n_published, 0.0)
    hit_chance = float(frontier.priority @ frontier.n_fetched) / max(float(weight.sum()), 1e-12)
    n_draws = round(min(n_wanted / max(hit_chance, 1e-12), _MOST_MISSES * n_wanted)) + 8
    drawn = draw_pages(world, name, n_draws, weight)
    return keep_at_most(world, name, drawn[world.corpus.was_fetched(drawn, frontier.scraper)], n_wanted)
