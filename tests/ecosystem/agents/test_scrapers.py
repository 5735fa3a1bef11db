"""Scrapers: they keep to their budget, to the rules and to what they have found."""

from itertools import pairwise

import numpy as np
import pytest

from ecosystem.agents import scrapers
from ecosystem.randomness import IntArray
from ecosystem.state import FARM, World
from ecosystem.web.fetching import passes_filter
from tests.ecosystem.conftest import Diary
from tests.ecosystem.worlds import advance, copied, run, scenario, world_before

OPEN = 0


def live_pages(world: World, step: int | None = None) -> IntArray:
    step = world.step if step is None else step
    return np.flatnonzero((world.corpus.step <= step) & (world.corpus.death > step))


@pytest.fixture(scope="module")
def crowd() -> World:
    """500 authors before January 2022; not to be changed."""
    return world_before(scenario(2, 500))


def test_the_open_crawl_never_fetches_from_refusing_or_walled_sites(diary: Diary) -> None:
    world = diary.world
    assert diary.refusing[-1].size > 5
    for fetched, refusing in zip(diary.new_fetches, diary.refusing, strict=True):
        assert not np.isin(world.corpus.site[fetched[OPEN]], refusing).any()
        for each in fetched:
            assert not world.sites.is_paywalled[world.corpus.site[each]].any()
    again = scrapers.find_old_pages(world, OPEN, 2000)
    assert again.size > 1000
    assert not world.sites.is_opted_out[world.corpus.site[again]].any(), "nor does it come back to them"


def test_private_scrapers_ignore_the_share_of_rules_that_is_set(crowd: World) -> None:
    world = copied(crowd)
    world.sites.is_paywalled[:] = False
    world.sites.is_opted_out[:] = True
    assert not scrapers.may_fetch(world, OPEN).any()
    for scraper in (1, 2, 3):
        world.scraper_memory[scraper].known_sites[:] = True
        assert scrapers.may_fetch(world, scraper).mean() == pytest.approx(0.13, abs=4.5 * np.sqrt(0.113 / 250))
    broken = [scrapers.may_fetch(world, scraper) for scraper in (1, 2)]
    assert not np.array_equal(broken[0], broken[1]), "each breaks the rules of other sites"
    world.step += 5
    assert np.array_equal(scrapers.may_fetch(world, 1), broken[0]), "and always of the same ones"


def test_the_budget_is_kept_and_42_percent_of_it_is_new(diary: Diary) -> None:
    crawl, world = diary.world.parameters.crawl, diary.world
    fetched, new, budget = 0, 0, 0
    for step, (crawls, ids) in enumerate(zip(diary.crawls, diary.new_fetches, strict=True)):
        allowed = round(crawl.coverage * live_pages(world, step).size)
        for scraper in range(len(ids)):
            assert ids[scraper].size <= round(crawl.new_share * allowed)
            assert crawls[scraper].n_fetched <= 1.3 * allowed
            fetched += crawls[scraper].n_fetched
            new += ids[scraper].size
            budget += allowed
    assert fetched / budget == pytest.approx(1.0, abs=0.02)
    assert new / fetched == pytest.approx(crawl.new_share, abs=0.01)


@pytest.mark.parametrize("scraper", [0, 3])
def test_new_pages_are_live_unread_and_on_known_sites(world: World, scraper: int) -> None:
    pages = scrapers.find_new_pages(world, scraper, 300)
    assert pages.size == np.unique(pages).size
    assert 285 <= pages.size <= 300, "a few rounds of draws may leave some per cent unfound"
    assert world.corpus.is_live(pages, world.step).all()
    assert not world.corpus.was_fetched(pages, scraper).any()
    assert world.scraper_memory[scraper].known_sites[world.corpus.site[pages]].all()


def test_old_pages_are_live_and_read(world: World) -> None:
    pages = scrapers.find_old_pages(world, OPEN, 300)
    assert 250 < pages.size < 350
    assert world.corpus.is_live(pages, world.step).all()
    assert world.corpus.was_fetched(pages, OPEN).all()


def test_no_site_gets_more_than_its_cap(diary: Diary) -> None:
    crawl, world = diary.world.parameters.crawl, diary.world
    for step, ids in enumerate(diary.new_fetches):
        n_new = round(crawl.new_share * round(crawl.coverage * live_pages(world, step).size))
        for each in ids:
            assert np.bincount(world.corpus.site[each]).max() <= max(1, round(crawl.site_cap * n_new))


def test_authority_attracts_crawlers(crowd: World) -> None:
    world = copied(crowd, **{"crawl.site_cap": 1.0})
    high = world.sites.authority > np.median(world.sites.authority)
    site_of_live = world.corpus.site[live_pages(world)]
    unread = ~world.corpus.was_fetched(live_pages(world), OPEN) & ~world.sites.is_paywalled[site_of_live]
    pages = scrapers.find_new_pages(world, OPEN, 400)
    found = high[world.corpus.site[pages]].mean()
    assert found > high[site_of_live[unread]].mean() + 0.02


def test_most_fetched_pages_are_old(quiet_world: World) -> None:
    corpus, step = quiet_world.corpus, quiet_world.step
    new = scrapers.find_new_pages(quiet_world, OPEN, 420)
    old = scrapers.find_old_pages(quiet_world, OPEN, 580)
    age = step - corpus.step[np.concatenate([new, old])]
    assert 60 < age.mean() < 90


def test_a_third_of_the_archive_is_fetched_at_the_start() -> None:
    world = world_before(scenario(1))
    for scraper in range(len(world.scrapers)):
        fetched = world.corpus.was_fetched(live_pages(world), scraper)
        assert fetched.mean() == pytest.approx(1 / 3, abs=0.06)


def test_a_new_site_is_found_by_links_from_crawled_sites() -> None:
    world = run(scenario(24), 14).world
    later = np.arange(50 * world.n_topics, len(world.sites))
    known = world.scraper_memory[OPEN].known_sites
    assert known[: 50 * world.n_topics].all(), "the sites of the start are known"
    assert known[later].any(), "others are found"
    fetched = world.scraper_memory[OPEN].fetched.values
    assert known[world.corpus.site[fetched]].all()
    lonely = int(later[-1])
    hermit = copied(world)
    hermit.links.target[hermit.links.target == lonely] = 0
    hermit.scraper_memory[OPEN].known_sites[lonely] = False
    hermit.parameters = copied(hermit, **{"web.has_growth": False}).parameters
    advance(hermit, 2)
    assert not hermit.scraper_memory[OPEN].known_sites[lonely], "what nobody links to stays unknown"


def test_operators_do_not_refuse(world: World) -> None:
    assert not world.sites.is_opted_out[world.sites.kind == FARM].any()


def test_a_larger_budget_reaches_more_at_a_falling_rate() -> None:
    shares, reach = [], []
    for coverage in (0.02, 0.04, 0.08, 0.16):
        world = run(scenario(4, 60, **{"crawl.coverage": coverage})).world
        shares.append(world.corpus.was_fetched(live_pages(world), OPEN).mean())
        last = world.scraper_memory[OPEN].fetched.values[-world.month.crawls[OPEN].n_fetched :]
        reach.append(np.unique(world.corpus.site[last]).size)
    gains = np.diff(shares)
    assert np.all(gains > 0)
    assert np.all(np.diff(gains) < 0)
    assert all(later < 2 * earlier for earlier, later in pairwise(reach))


def test_the_crawl_hazard_keeps_the_flow_at_rest(world: World) -> None:
    hazard = scrapers.crawl_hazard(world)
    parameters = world.parameters
    unread, live, flow = 1.0, 0.0, 0.0
    for age in range(parameters.web.archive_months):
        alive = (1.0 - parameters.content.death_hazard) ** age
        live += alive
        flow += alive * unread * hazard
        unread *= 1.0 - hazard
    assert flow / live == pytest.approx(parameters.crawl.coverage * parameters.crawl.new_share, rel=1e-6)
    assert scrapers.crawl_hazard(copied(world, **{"crawl.coverage": 0.0})) == 0.0


def test_crawls_count_what_was_fetched(diary: Diary) -> None:
    for crawls in diary.crawls:
        for crawl in crawls.values():
            assert 0 <= crawl.n_kept_human + crawl.n_kept_primary <= crawl.n_fetched
            assert crawl.n_kept_primary <= crawl.n_primary <= crawl.n_fetched
            assert 0.0 <= crawl.tokens_kept_primary <= crawl.tokens_kept
            n_kept = crawl.n_kept_human + crawl.n_kept_primary
            assert n_kept <= crawl.tokens_kept <= 1.6 * n_kept + 1e-9


def test_the_filter_passes_its_share_of_live_human_pages_and_fewer_old_ones(quiet_world: World) -> None:
    corpus, step = quiet_world.corpus, quiet_world.step
    keep_share = quiet_world.parameters.filtering.keep_share
    assert passes_filter(quiet_world, live_pages(quiet_world)).mean() == pytest.approx(keep_share, abs=0.04)
    new, old = np.flatnonzero(corpus.step > step - 6), np.flatnonzero(corpus.step < step - 120)
    assert passes_filter(quiet_world, old).mean() < 0.8 * passes_filter(quiet_world, new).mean(), "culture has moved on"
    crawl = quiet_world.month.crawls[OPEN]
    assert crawl.n_kept_human / crawl.n_fetched == pytest.approx(keep_share, abs=0.08)


def test_without_a_filter_everything_is_kept() -> None:
    world = run(scenario(2, 100, **{"controls.has_filter": False}), 2).world
    for memory in world.scraper_memory:
        assert memory.fetched.values.size > 0
    for crawl in world.month.crawls.values():
        assert crawl.n_kept_human + crawl.n_kept_primary == crawl.n_fetched
