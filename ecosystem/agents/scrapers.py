"""Scrapers: they follow links, fetch pages within a budget, keep or break rules, filter, and hold a snapshot."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from ecosystem.agents.population import Column, TableAgent
from ecosystem.content.snapshot import Crawl, Snapshot
from ecosystem.randomness import IntArray, derive
from ecosystem.state import NO_OWNER, ScraperMemory, World
from ecosystem.web.fetching import draw_pages, keep_at_most, passes_filter, read, recent_pages

_MOST_ROUNDS = 3
_MOST_MISSES = 10


class Scraper(TableAgent):
    """A crawler with a monthly budget of fetches and a snapshot of the pages that its filter kept.

    Sees: the links of sites it has crawled, their authority and their rules. Decides: which known sites to fetch from
    and which pages. Does: fetches, filters, reads each page once, and keeps the ids of what it fetched.
    """

    is_open, n_fetched = Column(), Column()


def add_scrapers(world: World) -> None:
    """Start the open crawl and the private crawlers; all know the sites of the start."""
    n = 1 + world.parameters.crawl.n_private_scrapers
    world.scrapers.append(key=derive("scraper", np.arange(n)), is_open=np.arange(n) == 0)
    for _ in range(n):
        known = np.ones(len(world.sites), dtype=bool)
        none_fetched = np.zeros(len(world.sites), dtype=np.int64)
        world.scraper_memory.append(ScraperMemory(Snapshot(world.snapshot_shape), known, none_fetched))


def may_fetch(world: World, scraper: int) -> NDArray[np.bool_]:
    """Tell from which sites a scraper fetches: known ones without a paywall whose rules allow it or are broken.

    Without a data market nothing that a site declares keeps a scraper out.
    """
    sites, scrapers = world.sites, world.scrapers
    reachable = world.scraper_memory[scraper].known_sites & _is_unowned(world, scraper)
    if not world.parameters.controls.has_data_market:
        return reachable
    ignored = world.parameters.crawl.robots_ignored_share * (not scrapers.is_open[scraper])
    pair = derive(scrapers.key[scraper], sites.key)
    breaks_rules = world.draws.uniform("robots ignored", 0, pair) < ignored
    result: NDArray[np.bool_] = reachable & (~sites.is_opted_out | breaks_rules) & ~sites.is_paywalled
    return result


def _is_unowned(world: World, scraper: int) -> NDArray[np.bool_]:
    """Tell which sites belong to no other scraper."""
    owner = world.sites.owner
    result: NDArray[np.bool_] = (owner == NO_OWNER) | (owner == scraper)
    return result


def _name(world: World, decision: str, scraper: int) -> str:
    """Name a decision of one scraper by the scraper's key."""
    return f"{decision}|{int(world.scrapers.key[scraper])}"


def find_new_pages(world: World, scraper: int, n_wanted: int) -> IntArray:
    """Find pages that the scraper has never fetched, in a few rounds of draws with a cap on each site.

    A page is chosen with a chance proportional to a power of its site's authority; pages that are dead or were
    fetched before are misses.
    """
    parameters, corpus = world.parameters.crawl, world.corpus
    _, published = recent_pages(world)
    n_sites = len(published)
    unfetched = np.maximum(world.sites.n_live[:n_sites] - world.scraper_memory[scraper].n_live_fetched[:n_sites], 0)
    authority = world.sites.authority[:n_sites] ** parameters.authority_exponent
    is_open = may_fetch(world, scraper)[:n_sites] & (unfetched > 0)
    weight = np.where(is_open, authority * published, 0.0)
    hit_chance = float((authority * unfetched)[is_open].sum() / max(weight.sum(), 1e-12))
    room = np.full(n_sites, max(1, round(parameters.site_cap * n_wanted)))
    found = np.zeros(0, dtype=np.int64)
    for round_ in range(_MOST_ROUNDS):
        missing = n_wanted - found.size
        if missing <= 0 or hit_chance == 0.0:
            break
        name = _name(world, f"new pages {round_}", scraper)
        n_draws = round(min(missing / hit_chance, _MOST_MISSES * missing)) + 8
        drawn = draw_pages(world, name, n_draws, np.where(room > 0, weight, 0.0))
        drawn = drawn[~corpus.was_fetched(drawn, scraper)]
        if round_ > 0:
            drawn = np.setdiff1d(drawn, found, assume_unique=True)
        drawn = keep_at_most(world, name, _cap_sites(world, name, drawn, room), missing)
        room -= np.bincount(corpus.site[drawn], minlength=n_sites)
        found = np.concatenate([found, drawn])
    return np.sort(found)


def _cap_sites(world: World, name: str, pages: IntArray, room: IntArray) -> IntArray:
    """Keep of each site only as many pages, chosen at random, as there is room for."""
    site = world.corpus.site[pages]
    number = np.bincount(site, minlength=len(room))
    if np.all(number <= room):
        return pages
    order = np.lexsort((world.draws.raw(f"{name}|cap", world.step, world.corpus.key[pages]), site))
    rank = np.empty(len(pages), dtype=np.int64)
    rank[order] = np.arange(len(pages)) - np.repeat(np.cumsum(number) - number, number)
    kept: IntArray = pages[rank < room[site]]
    return kept


def find_old_pages(world: World, scraper: int, n_wanted: int) -> IntArray:
    """Draw pages to fetch again from those fetched before; dead ones and those that are refused now are misses."""
    memory = world.scraper_memory[scraper]
    known, is_open = memory.fetched.values, may_fetch(world, scraper)
    n_open = int(memory.n_live_fetched[is_open].sum())
    if n_open == 0 or n_wanted == 0:
        return np.zeros(0, dtype=np.int64)
    n_draws = round(min(n_wanted * known.size / n_open, _MOST_MISSES * n_wanted))
    unit = world.draws.uniform(_name(world, "old pages", scraper), world.step, derive(np.arange(n_draws)))
    pages = known[(unit * known.size).astype(np.int64)]
    fetched: IntArray = pages[world.corpus.is_live(pages, world.step) & is_open[world.corpus.site[pages]]]
    return fetched


def _count_live(world: World, pages: IntArray) -> IntArray:
    """Count live pages by site, shape (n_sites,)."""
    live = pages[world.corpus.is_live(pages, world.step)]
    return np.bincount(world.corpus.site[live], minlength=len(world.sites))


def _discover(world: World, scraper: int, pages: IntArray) -> None:
    """Follow the links of the sites that were crawled this month."""
    known = world.scraper_memory[scraper].known_sites
    crawled = np.zeros(len(known), dtype=bool)
    crawled[np.unique(world.corpus.site[pages])] = True
    links = world.links
    known[links.target[crawled[links.source]]] = True


def _record(world: World, pages: IntArray, kept: IntArray) -> Crawl:
    """Count a month's fetches by what the pages really are."""
    corpus = world.corpus
    is_primary = world.is_primary(corpus.n_human[pages])
    kept_is_primary = world.is_primary(corpus.n_human[kept])
    tokens = 1.0 + (world.parameters.content.ai_length_ratio - 1.0) * (1.0 - corpus.human_share(kept))
    n_kept_primary = int(kept_is_primary.sum())
    return Crawl(
        n_fetched=len(pages),
        n_primary=int(is_primary.sum()),
        n_kept_human=len(kept) - n_kept_primary,
        n_kept_primary=n_kept_primary,
        tokens_kept=float(tokens.sum()),
        tokens_kept_primary=float(tokens[kept_is_primary].sum()),
    )


def _fetch(world: World, scraper: int, new: IntArray, old: IntArray) -> None:
    """Fetch pages: judge and read those that are new to the scraper, once; note what it holds."""
    memory = world.scraper_memory[scraper]
    is_kept = passes_filter(world, new)
    world.corpus.mark(new, scraper, is_kept)
    share = world.parameters.training.validation_share
    memory.snapshot.add(read(world, new[is_kept], world.snapshot_shape, _name(world, "reading", scraper), share))
    memory.fetched.extend(new)
    memory.n_live_fetched += _count_live(world, new)
    kept_before = old[world.corpus.was_kept(old, scraper)]
    pages = np.concatenate([new, old])
    world.month.crawls[scraper] = _record(world, pages, np.concatenate([new[is_kept], kept_before]))
    world.scrapers.n_fetched[scraper] += len(new)
    _discover(world, scraper, pages)


def act(world: World) -> None:
    """Run the phase: every scraper chooses its pages on the same state, then all are fetched."""
    if not world.parameters.controls.has_crawl_limit:
        new = world.month.new_pages
        for scraper in world.scrapers.all_rows().tolist():
            _fetch(world, scraper, new[_is_unowned(world, scraper)[world.corpus.site[new]]], new[:0])
        return
    parameters = world.parameters.crawl
    n_fetches = round(parameters.coverage * world.corpus.n_live)
    n_new = round(parameters.new_share * n_fetches)
    plans = [
        (scraper, find_new_pages(world, scraper, n_new), find_old_pages(world, scraper, n_fetches - n_new))
        for scraper in world.scrapers.all_rows().tolist()
    ]
    for scraper, new, old in plans:
        _fetch(world, scraper, new, old)


def crawl_hazard(world: World) -> float:
    """Give the monthly chance at which an unfetched page is fetched once crawling is at rest.

    At rest the new fetches of a month, a share of the live pages, come from the pages not fetched yet, whose number
    by age falls with both hazards. Solved for the hazard.
    """
    parameters = world.parameters
    age = np.arange(parameters.web.archive_months)
    live = (1.0 - parameters.content.death_hazard) ** age
    rate = parameters.crawl.coverage * parameters.crawl.new_share
    if rate == 0.0:
        return 0.0

    def surplus(hazard: float) -> float:
        return float(hazard * (live * (1.0 - hazard) ** age).sum() - rate * live.sum())

    highest = 0.5
    return float(brentq(surplus, 0.0, highest)) if surplus(highest) > 0.0 else highest


def fetch_archive(world: World) -> None:
    """Fetch what every scraper holds when the burn-in begins: as if it had crawled the archive at rest all along.

    Pages that are offline by now count too: they were fetched while they were live.
    """
    corpus, sites = world.corpus, world.sites
    pages = np.arange(corpus.n_pages)
    months = np.minimum(corpus.death, world.step).astype(np.int64) - corpus.step
    hazard = crawl_hazard(world)
    for scraper in world.scrapers.all_rows().tolist():
        weight = np.where(may_fetch(world, scraper), sites.authority**world.parameters.crawl.authority_exponent, 0.0)
        pull = weight / max((weight * sites.n_live).sum() / max(sites.n_live.sum(), 1), 1e-12)
        chance = -np.expm1(-hazard * pull[corpus.site] * months)
        keys = derive(world.scrapers.key[scraper], corpus.key)
        is_fetched = world.draws.uniform("archive crawl", world.step, keys) < chance
        is_open = _is_unowned(world, scraper)[corpus.site]
        fetched = pages[is_open & (is_fetched | (not world.parameters.controls.has_crawl_limit))]
        _fetch(world, scraper, fetched, fetched[:0])
