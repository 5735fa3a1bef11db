"""Scrapers: they follow links, fetch pages within a budget, keep or break rules, filter, and hold a snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from ecosystem.agents.population import Column, TableAgent
from ecosystem.content.filters import STAGES
from ecosystem.content.memories import ScraperMemory
from ecosystem.content.snapshot import Crawl, Snapshot
from ecosystem.kernels.archive import fetched_at_rest
from ecosystem.kernels.links import follow_links
from ecosystem.kernels.tallies import tally_fetches
from ecosystem.kinds import PURPOSES, TRAINING
from ecosystem.market.damages import is_worth_damages, pay_damages
from ecosystem.market.data_filter import look_again, pay_for_judging
from ecosystem.market.ledger import SUPPLIERS, TRAINERS, pay
from ecosystem.market.pay_per_crawl import pay_for_fetches, pays_for
from ecosystem.market.scraping_price import affordable_fetches, is_worth_scraping, pay_for_scraping
from ecosystem.parameters import Parameters
from ecosystem.randomness import IntArray, derive
from ecosystem.state import World
from ecosystem.tables import NO_OWNER
from ecosystem.web.disclosure import acting_owners
from ecosystem.web.fetching import crawl_reader, fetched
from ecosystem.web.frontier import find_new_pages, find_old_pages, look_out
from ecosystem.web.judging import found_synthetic, methods_of
from ecosystem.web.pipeline import FirstFetches, filter_pages, new_audit
from ecosystem.web.quality_filters import fit_filter
from ecosystem.web.refusals import strictest, unenforced


class Scraper(TableAgent):
    """A crawler with a monthly budget of fetches and a snapshot of the pages that its filter kept.

    Sees: the links of sites it has crawled, their authority and their rules. Decides: which known sites to fetch from
    and which pages. Does: fetches, filters, reads each page once, and keeps the ids of what it fetched.
    """

    is_open, n_fetched = Column(), Column()


@dataclass(frozen=True)
class Plan:
    """What one scraper will fetch this month.

    Attributes
    ----------
    scraper : int
        Its row.
    new, old : ndarray of int64
        Ids of pages that it has not fetched before, and of those that it fetches again.
    pays_for : ndarray of bool, shape (n_sites,)
        Sites of which it buys each fetch.
    """

    scraper: int
    new: IntArray
    old: IntArray
    pays_for: NDArray[np.bool_]


@dataclass(frozen=True)
class Decisions:
    """What all scrapers decided on the state at the start of the phase.

    Attributes
    ----------
    plans : tuple of Plan
        In the order of the scrapers' keys.
    """

    plans: tuple[Plan, ...]


def add_scrapers(world: World) -> None:
    """Start the open crawl and the private crawlers; all know the sites of the start."""
    n, shape = 1 + world.parameters.crawl.n_private_scrapers, world.snapshot_shape
    young_memory = world.parameters.training.young_memory
    keys, is_open = derive("scraper", np.arange(n)), np.arange(n) == 0
    is_mixed = world.draws.uniform("mixed crawler", 0, keys) < world.parameters.crawl.mixed_share
    purposes = np.repeat((is_mixed & ~is_open)[:, None], len(PURPOSES), axis=1)
    purposes[:, TRAINING] = True
    world.scrapers.append(key=keys, is_open=is_open, purposes=purposes)
    for follows_young in is_open.tolist():
        memory = ScraperMemory(
            snapshot=Snapshot(shape, world.family, young_memory, follows_young=follows_young),
            dropped=Snapshot(shape, world.family, holds_out=False, follows_young=False) if follows_young else None,
            known_sites=np.ones(len(world.sites), dtype=bool),
            n_live_fetched=np.zeros(len(world.sites), dtype=np.int64),
            audit=new_audit(world.last_step, world.n_topics),
        )
        world.scraper_memory.append(memory)


def may_fetch(world: World, pays: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell from which sites each scraper fetches: known ones whose rules allow it, are broken, or that it pays.

    A crawler of several purposes falls under the strictest rule: who refuses one of them refuses it. Paywalls keep it
    out whatever it would pay for a fetch; those sites sell licences.

    Without a data market nothing that a site declares keeps a scraper out.

    Parameters
    ----------
    world : World
    pays : ndarray of bool, shape (n_scrapers, n_sites)
        Sites of which each buys fetches (`pays_for`).

    Returns
    -------
    ndarray of bool, shape (n_scrapers, n_sites)
    """
    sites, scrapers = world.sites, world.scrapers
    reachable = np.stack([memory.known_sites for memory in world.scraper_memory]) & _is_unowned(world)
    if not world.parameters.controls.has_data_market:
        return reachable
    lax, crawlers = unenforced(world), scrapers.purposes
    unheeded = np.stack([strictest(sites.refuses, lax, purposes) for purposes in crawlers])
    ignored = world.parameters.crawl.robots_ignored_share * unheeded * ~scrapers.is_open[:, None]
    ignored = ignored * (1.0 - acting_owners(world))
    pair = derive(scrapers.key[:, None], sites.key)
    breaks_rules = (world.draws.uniform("robots ignored", 0, pair) < ignored) & is_worth_damages(world)
    lets_in = ~_is_refused(world) | breaks_rules | pays
    result: NDArray[np.bool_] = reachable & lets_in & ~sites.is_paywalled & is_worth_scraping(world)
    return result


def _is_refused(world: World) -> NDArray[np.bool_]:
    """Tell which sites refuse a purpose of each scraper, shape (n_scrapers, n_sites)."""
    return np.stack([world.sites.refuses[:, purposes].any(axis=1) for purposes in world.scrapers.purposes])


def _is_unowned(world: World) -> NDArray[np.bool_]:
    """Tell which sites belong to no other scraper, shape (n_scrapers, n_sites)."""
    owner = world.sites.owner
    result: NDArray[np.bool_] = (owner == NO_OWNER) | (owner == np.arange(len(world.scrapers))[:, None])
    return result


def _without_leave(world: World, plan: Plan) -> NDArray[np.bool_]:
    """Tell which pages that are new to a scraper it takes although their site refuses, unpaid, shape (n,)."""
    is_refused = _is_refused(world)[plan.scraper] & ~plan.pays_for
    result: NDArray[np.bool_] = is_refused[world.corpus.site[plan.new]]
    return result


def _fetch(world: World, plans: Sequence[Plan]) -> None:
    """Let scrapers fetch pages: judge and read those that are new to each, once; note what it holds."""
    fetches = FirstFetches.of(world.corpus, {plan.scraper: plan.new for plan in plans})
    is_kept, by_human = filter_pages(world, fetches), []
    for plan in plans:
        memory = world.scraper_memory[plan.scraper]
        world.corpus.mark(plan.new, plan.scraper, is_kept[fetches.parts[plan.scraper]])
        memory.fetched.extend(plan.new)
        memory.n_fetched_until[world.step] = memory.fetched.values.size
        world.scrapers.n_fetched[plan.scraper] += len(plan.new)
        by_human.append(_note(world, plan))
    _line_up(world, fetches, is_kept)
    _record(world, plans, np.array(by_human))


def _line_up(world: World, fetches: FirstFetches, is_kept: NDArray[np.bool_]) -> None:
    """Put what scrapers kept, and what the open crawl dropped and hands on all the same, in line to be read."""
    share = world.parameters.training.validation_share
    for scraper, part in fetches.parts.items():
        memory, reader = world.scraper_memory[scraper], crawl_reader(world, scraper)
        kept = part.start + np.flatnonzero(is_kept[part])
        memory.snapshot.add(fetched(world, fetches.columns.of(kept), reader, share))
        if memory.dropped is not None:
            dropped = part.start + np.flatnonzero(~is_kept[part])
            if methods := methods_of(world, scraper):
                is_found = found_synthetic(world, fetches.pages[dropped], methods)
                world.corpus.withhold(fetches.pages[dropped[is_found]])
                dropped = dropped[~is_found]
            memory.dropped.add(fetched(world, fetches.columns.of(dropped), f"{reader}|dropped", share))


def _note(world: World, plan: Plan) -> IntArray:
    """Note of which sites a scraper fetched and to which these link, and count the pages by their human ideas."""
    corpus, memory, links = world.corpus, world.scraper_memory[plan.scraper], world.links
    of_scraper = world.step, plan.scraper, corpus.ideas_per_page
    is_crawled = np.zeros(len(world.sites), dtype=bool)
    by_human = tally_fetches(corpus.records, plan.new, plan.old, *of_scraper, memory.n_live_fetched, is_crawled)
    follow_links(links.source, links.target, is_crawled, memory.known_sites)
    return by_human


def _record(world: World, plans: Sequence[Plan], by_human: IntArray) -> None:
    """Count the month's fetches by what the pages really are.

    Parameters
    ----------
    world : World
    plans : sequence of Plan
    by_human : ndarray of int64, shape (n_plans, 2, ideas_per_page + 1)
        Pages fetched, and those of them that were ever kept, by their human ideas.
    """
    content, n_human = world.parameters.content, np.arange(by_human.shape[2])
    is_primary = world.is_primary(n_human)
    length = 1.0 + (content.ai_length_ratio - 1.0) * (1.0 - n_human / content.ideas_per_page)
    n, n_primary = by_human.sum(axis=2).tolist(), (by_human @ is_primary).tolist()
    tokens, tokens_primary = (by_human[:, 1] @ length).tolist(), (by_human[:, 1] @ (length * is_primary)).tolist()
    for place, plan in enumerate(plans):
        world.month.crawls[plan.scraper] = Crawl(
            n_fetched=n[place][0],
            n_new=len(plan.new),
            n_primary=n_primary[place][0],
            n_kept_human=n[place][1] - n_primary[place][1],
            n_kept_primary=n_primary[place][1],
            tokens_kept=tokens[place],
            tokens_kept_primary=tokens_primary[place],
        )


def _pay_for_crawling(world: World, scraper: int, n_fetches: int) -> None:
    """Charge the trainers who use a private scraper, equally, for fetching pages; and all users for detection.

    The open crawl lives on donations, which are outside of the model; who looks for synthetic pages in it pays.
    Before there is chat trainers sell nothing, and what they spend is not accounted for.
    """
    parameters = world.parameters
    users = np.flatnonzero((world.trainers.scraper == scraper) & world.trainers.is_active)
    if users.size == 0 or not world.rules.has_chat:
        return
    memory, is_open = world.scraper_memory[scraper], bool(world.scrapers.is_open[scraper])
    fetching = n_fetches * parameters.crawl.fetch_cost_usd
    if fetching > 0.0 and not is_open:
        amounts = np.full(users.size, fetching / users.size)
        pay(world, "crawling", TRAINERS, SUPPLIERS, amounts, payer_rows=users)
    # The open crawl judges all that it would hand on, others what has come so far.
    stage = 0 if is_open else STAGES.index("detector")
    pay_for_judging(world, users, int(memory.n_left[stage]), methods_of(world, scraper))


def decide(world: World) -> Decisions:
    """Let all scrapers decide on the state at the start of the phase.

    Without a limit each fetches all new pages, else what its budget allows.
    """
    rows, pays, new = world.scrapers.all_rows().tolist(), pays_for(world), world.month.new_pages
    if not world.parameters.controls.has_crawl_limit:
        is_mine = _is_unowned(world)[:, world.corpus.site[new]]
        return Decisions(tuple(Plan(row, new[is_mine[row]], new[:0], pays[row]) for row in rows))
    view, n_fetches = look_out(world, may_fetch(world, pays)), affordable_fetches(world)
    n_new = np.rint(view.new_share(world.parameters.crawl.recrawl_weight) * n_fetches).astype(np.int64)
    plans = []
    for row in rows:
        new = find_new_pages(world, view, row, int(n_new[row]))
        old = find_old_pages(world, view, row, int(n_fetches[row] - n_new[row]), new)
        plans.append(Plan(row, new, old, pays[row]))
    return Decisions(tuple(plans))


def apply(world: World, decisions: Decisions) -> None:
    """Fetch what was planned, and pay for it."""
    _fetch(world, decisions.plans)
    pay_damages(world, {plan.scraper: plan.new[_without_leave(world, plan)] for plan in decisions.plans})
    for plan in decisions.plans:
        pages = np.concatenate([plan.new, plan.old])
        if plan.pays_for.any():
            pay_for_fetches(world, plan.scraper, pages[plan.pays_for[world.corpus.site[pages]]])
        pay_for_scraping(world, plan.scraper, pages)
        _pay_for_crawling(world, plan.scraper, len(pages))


def act(world: World) -> None:
    """Let scrapers choose pages to fetch, then fetch, filter and read them, and judge again what duties ask for."""
    apply(world, decide(world))
    look_again(world)


def crawl_hazard(parameters: Parameters) -> float:
    """Give the monthly chance at which an unfetched page is fetched once crawling is at rest.

    At rest the new fetches of a month come from the pages not fetched yet, whose number by age falls with both
    hazards; they are as large a part of all fetches as the frontier says. Solved for the hazard.
    """
    age = np.arange(parameters.web.archive_months)
    live = (1.0 - parameters.content.death_hazard) ** age
    n_live = float(live.sum())
    if parameters.crawl.coverage == 0.0:
        return 0.0

    def surplus(hazard: float) -> float:
        unfetched = float((live * (1.0 - hazard) ** age).sum())
        weight = unfetched + parameters.crawl.recrawl_weight * (n_live - unfetched)
        return hazard - parameters.crawl.coverage * n_live / weight

    highest = 0.5
    return float(brentq(surplus, 0.0, highest)) if surplus(highest) > 0.0 else highest


def fetch_archive(world: World) -> None:
    """Fetch what every scraper holds when the burn-in begins: as if it had crawled the archive at rest all along.

    Pages that are offline by now count too: they were fetched while they were live.
    """
    corpus, sites = world.corpus, world.sites
    pair, is_limited = world.draws.pair("archive crawl", world.step), world.parameters.controls.has_crawl_limit
    hazard = crawl_hazard(world.parameters)
    pays, is_unowned = pays_for(world), _is_unowned(world)
    may = may_fetch(world, pays)
    for scraper in world.scrapers.all_rows().tolist():
        weight = np.where(may[scraper], sites.authority**world.parameters.crawl.authority_exponent, 0.0)
        pull = weight / max((weight * sites.n_live).sum() / max(sites.n_live.sum(), 1), 1e-12)
        key, is_open = world.scrapers.key[scraper], is_unowned[scraper]
        rates = hazard * pull
        fetched = fetched_at_rest(corpus.records, world.step, rates, is_open, key, pair, is_limited)
        if fetched.size:
            world.scraper_memory[scraper].quality_filter = fit_filter(world, scraper, fetched)
        _fetch(world, [Plan(scraper, fetched, fetched[:0], pays[scraper])])
        world.scraper_memory[scraper].settle(world.step)  # so that only one archive waits at a time


def found(world: World) -> None:
    """Found the scrapers, with what they have fetched of the archive."""
    add_scrapers(world)
    fetch_archive(world)
