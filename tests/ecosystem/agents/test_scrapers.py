"""Scrapers: they keep to their budget, to the rules and to what they have found."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.agents import scrapers
from ecosystem.content.snapshot import PageColumns
from ecosystem.kinds import FARM, TRAINING
from ecosystem.market.pay_per_crawl import pays_for
from ecosystem.randomness import IntArray
from ecosystem.state import World
from ecosystem.web import frontier
from ecosystem.web.fetching import passes_filter
from ecosystem.web.quality_filters import fit_filter
from tests.ecosystem.conftest import Diary
from tests.support.worlds import advance, copied, run, scenario, world_before

OPEN = 0
NOTHING: IntArray = np.zeros(0, dtype=np.int64)


def live_pages(world: World, step: int | None = None) -> IntArray:
    step = world.step if step is None else step
    return np.flatnonzero((world.corpus.step <= step) & (world.corpus.death > step))


def sites_open(world: World) -> NDArray[np.bool_]:
    return scrapers.may_fetch(world, pays_for(world))


def view_of(world: World) -> frontier.Frontier:
    return frontier.look_out(world, sites_open(world))


def new_pages(world: World, scraper: int, n: int) -> IntArray:
    return frontier.find_new_pages(world, view_of(world), scraper, n)


def old_pages(world: World, scraper: int, n: int) -> IntArray:
    return frontier.find_old_pages(world, view_of(world), scraper, n, NOTHING)


@pytest.fixture(scope="module")
def crowd() -> World:
    """500 authors before January 2022; not to be changed."""
    return world_before(scenario(2, 500))


def test_the_open_crawl_never_fetches_from_refusing_or_walled_sites(diary: Diary) -> None:
    world = diary.world
    assert diary.refusing[-1].size > 3
    for fetched, refusing in zip(diary.new_fetches, diary.refusing, strict=True):
        assert not np.isin(world.corpus.site[fetched[OPEN]], refusing).any()
        for each in fetched:
            assert not world.sites.is_paywalled[world.corpus.site[each]].any()
    again = old_pages(world, OPEN, 2000)
    assert again.size > 1000
    assert not world.sites.refuses[world.corpus.site[again], TRAINING].any(), "nor does it come back to them"


def test_private_scrapers_ignore_the_share_of_rules_that_is_set(crowd: World) -> None:
    world = copied(crowd)
    world.sites.is_paywalled[:] = False
    world.sites.refuses[:, TRAINING] = True
    assert not sites_open(world)[OPEN].any()
    for scraper in (1, 2, 3):
        world.scraper_memory[scraper].known_sites[:] = True
        assert sites_open(world)[scraper].mean() == pytest.approx(0.13, abs=4.5 * np.sqrt(0.113 / 250))
    broken = [sites_open(world)[scraper] for scraper in (1, 2)]
    assert not np.array_equal(broken[0], broken[1]), "each breaks the rules of other sites"
    world.step += 5
    assert np.array_equal(sites_open(world)[1], broken[0]), "and always of the same ones"


def test_the_budget_is_kept_and_the_share_of_new_pages_is_found_near_the_published_one(diary: Diary) -> None:
    """Common Crawl statistics 2022-24: 35 to 46 % of the addresses of a crawl were never fetched before."""
    crawl, world = diary.world.parameters.crawl, diary.world
    fetched, new, budget = 0, 0, 0
    for step, (crawls, ids) in enumerate(zip(diary.crawls, diary.new_fetches, strict=True)):
        allowed = round(crawl.coverage * live_pages(world, step).size)
        for scraper in range(len(ids)):
            assert crawls[scraper].n_new == ids[scraper].size
            assert crawls[scraper].n_fetched <= 1.3 * allowed
            fetched += crawls[scraper].n_fetched
            new += ids[scraper].size
            budget += allowed
    assert fetched / budget == pytest.approx(1.0, abs=0.02)
    assert 0.35 < new / fetched < 0.46


def test_the_share_of_new_pages_falls_with_what_was_fetched_and_with_the_weight_of_old_ones(world: World) -> None:
    view = view_of(world)
    assert view.new_share(0.0)[OPEN] == 1.0
    shares = [view.new_share(weight)[OPEN] for weight in (0.5, 1.0, 2.5, 10.0)]
    assert np.all(np.diff(shares) < 0.0)
    more = copied(world)
    memory = more.scraper_memory[OPEN]
    memory.n_live_fetched[:] = np.minimum(memory.n_live_fetched + 5, more.sites.n_live)
    assert view_of(more).new_share(2.5)[OPEN] < shares[2]
    shut = frontier.look_out(world, np.zeros((len(world.scrapers), len(world.sites)), dtype=bool))
    assert shut.new_share(2.5)[OPEN] == 0.0
    assert frontier.find_new_pages(world, shut, OPEN, 50).size == 0
    assert frontier.find_old_pages(world, shut, OPEN, 50, NOTHING).size == 0


@pytest.mark.parametrize("scraper", [0, 3])
def test_new_pages_are_live_unread_and_on_known_sites(world: World, scraper: int) -> None:
    pages = new_pages(world, scraper, 300)
    assert pages.size == np.unique(pages).size
    assert 285 <= pages.size <= 300, "a few rounds of draws may leave some per cent unfound"
    assert world.corpus.is_live(pages, world.step).all()
    assert not world.corpus.was_fetched(pages, scraper).any()
    assert world.scraper_memory[scraper].known_sites[world.corpus.site[pages]].all()


def test_old_pages_are_live_and_read(world: World) -> None:
    pages = old_pages(world, OPEN, 300)
    assert 250 < pages.size < 350
    assert world.corpus.is_live(pages, world.step).all()
    assert world.corpus.was_fetched(pages, OPEN).all()


def test_no_site_gets_more_than_its_cap_which_falls_with_its_rank(crowd: World) -> None:
    world = copied(crowd, **{"crawl.site_cap": 2.0})
    view = view_of(world)
    caps, has_pages = frontier.most_new(world, view, OPEN, 1000), view.is_open[OPEN] & (world.sites.n_live > 0)
    found = np.bincount(world.corpus.site[frontier.find_new_pages(world, view, OPEN, 1000)], minlength=len(caps))
    assert np.all(found <= caps)
    assert (found == caps)[has_pages].mean() > 0.1, "and it binds"
    order = np.argsort(-world.sites.authority[has_pages], kind="stable")
    large = world.sites.n_live[has_pages][order] > 400
    assert np.all(np.diff(caps[has_pages][order][large]) <= 0)
    flat = copied(world, **{"crawl.cap_exponent": 0.0, "crawl.politeness": 1.0})
    alike = frontier.most_new(flat, view_of(flat), OPEN, 1000)
    assert np.array_equal(alike, np.clip(world.sites.n_live, 1, round(2.0 * 1000 / has_pages.sum())))


def test_as_many_times_a_mean_site_as_there_are_sites_is_no_cap(crowd: World) -> None:
    n_sites = int((view_of(crowd).is_open[OPEN] & (crowd.sites.n_live > 0)).sum())
    off = copied(crowd, **{"crawl.site_cap": float(n_sites), "crawl.cap_exponent": 0.0, "crawl.politeness": 1.0})
    view = view_of(off)
    assert np.array_equal(frontier.most_new(off, view, OPEN, 500), np.clip(off.sites.n_live, 1, 500))
    free = copied(off, **{"crawl.site_cap": 1e6})
    assert np.array_equal(frontier.find_new_pages(off, view, OPEN, 500), frontier.find_new_pages(free, view, OPEN, 500))


@pytest.mark.parametrize("size", [100, 500])
def test_caps_hang_on_what_a_site_is_of_the_web_and_not_on_how_many_sites_there_are(size: int, crowd: World) -> None:
    world = crowd if size == crowd.size else world_before(scenario(2, size))
    has_pages = view_of(world).is_open[OPEN] & (world.sites.n_live > 0)
    of_mean_site = view_of(world).cap_part[OPEN][has_pages] * has_pages.sum()
    assert of_mean_site.min() == pytest.approx(1.0), "the last site"
    assert np.median(of_mean_site) == pytest.approx(0.5**-0.25, rel=0.01)
    assert of_mean_site.max() == pytest.approx(has_pages.sum() ** 0.25), "the first one stands for its part of the web"


def test_a_polite_scraper_does_not_fetch_more_of_a_site_than_its_part(crowd: World) -> None:
    world = copied(crowd, **{"crawl.politeness": 0.02, "crawl.coverage": 0.2, "crawl.site_cap": 1e6})
    view = view_of(world)
    new = frontier.find_new_pages(world, view, OPEN, 4000)
    old = frontier.find_old_pages(world, view, OPEN, 20_000, new)
    number = np.bincount(world.corpus.site[np.concatenate([new, old])], minlength=len(world.sites))
    most = np.maximum(np.rint(0.02 * world.sites.n_live), 1)
    assert np.all(np.bincount(world.corpus.site[old], minlength=len(world.sites)) <= most)
    assert np.all(number <= most + 1), "old pages take what new ones leave"
    assert (number == most).mean() > 0.5, "and it binds"
    rude = copied(world, **{"crawl.politeness": 1.0})
    assert frontier.find_old_pages(rude, view_of(rude), OPEN, 20_000, NOTHING).size > 3 * old.size


def test_pages_can_be_fetched_again_by_authority(crowd: World) -> None:
    world = copied(
        crowd, **{"crawl.recrawl_order": "authority", "crawl.authority_exponent": 1.0, "crawl.politeness": 1.0}
    )
    alike = copied(crowd, **{"crawl.authority_exponent": 1.0, "crawl.politeness": 1.0})
    by_authority, uniform = old_pages(world, OPEN, 1000), old_pages(alike, OPEN, 1000)
    assert 700 < by_authority.size <= 1000
    assert world.corpus.was_fetched(by_authority, OPEN).all()
    authority = world.sites.authority[world.corpus.site[by_authority]].mean()
    assert authority > 1.2 * world.sites.authority[world.corpus.site[uniform]].mean()


def test_snapshots_can_be_asked_for_by_date(diary: Diary) -> None:
    memory, n_total = diary.world.scraper_memory[OPEN], 0
    for step, ids in enumerate(diary.new_fetches):
        n_total += ids[OPEN].size
        assert np.array_equal(memory.pages_at(step)[-ids[OPEN].size :], ids[OPEN])
    assert memory.pages_at(47).size - memory.pages_at(-1).size == n_total
    assert memory.pages_at(-999).size == 0
    assert np.array_equal(memory.pages_at(999), memory.fetched.values)


def test_authority_attracts_crawlers(crowd: World) -> None:
    world = copied(crowd, **{"crawl.site_cap": 1e6, "crawl.authority_exponent": 1.0})
    high = world.sites.authority > np.median(world.sites.authority)
    site_of_live = world.corpus.site[live_pages(world)]
    unread = ~world.corpus.was_fetched(live_pages(world), OPEN) & ~world.sites.is_paywalled[site_of_live]
    pages = new_pages(world, OPEN, 400)
    found = high[world.corpus.site[pages]].mean()
    assert found > high[site_of_live[unread]].mean() + 0.02


def test_most_fetched_pages_are_old(quiet_world: World) -> None:
    corpus, step = quiet_world.corpus, quiet_world.step
    new = new_pages(quiet_world, OPEN, 420)
    old = old_pages(quiet_world, OPEN, 580)
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
    assert not world.sites.refuses[world.sites.kind == FARM, TRAINING].any()


def test_a_larger_budget_reaches_more_at_a_falling_rate() -> None:
    """Coverage is concave in the budget: each further fetch a month adds less than the one before."""
    shares, reach = [0.0], []
    budgets = np.array([0.0, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16])
    for coverage in budgets[1:].tolist():
        world = run(scenario(4, 60, **{"crawl.coverage": coverage})).world
        shares.append(world.corpus.was_fetched(live_pages(world), OPEN).mean())
        last = world.scraper_memory[OPEN].fetched.values[-world.month.crawls[OPEN].n_fetched :]
        reach.append(np.unique(world.corpus.site[last]).size)
    slopes = np.diff(shares) / np.diff(budgets)
    assert np.all(slopes > 0)
    assert np.all(np.diff(slopes) < 0)
    assert all(later < 2 * earlier for earlier, later in pairwise(reach))


def test_the_crawl_hazard_keeps_the_flow_at_rest(world: World) -> None:
    hazard = scrapers.crawl_hazard(world.parameters)
    parameters = world.parameters
    unread, live, flow, unread_live = 1.0, 0.0, 0.0, 0.0
    for age in range(parameters.web.archive_months):
        alive = (1.0 - parameters.content.death_hazard) ** age
        live += alive
        unread_live += alive * unread
        flow += alive * unread * hazard
        unread *= 1.0 - hazard
    new_share = unread_live / (unread_live + parameters.crawl.recrawl_weight * (live - unread_live))
    assert flow / live == pytest.approx(parameters.crawl.coverage * new_share, rel=1e-6)
    assert 0.35 < new_share < 0.46, "as published"
    assert scrapers.crawl_hazard(copied(world, **{"crawl.coverage": 0.0}).parameters) == 0.0


def test_crawls_count_what_was_fetched(diary: Diary) -> None:
    for crawls in diary.crawls:
        for crawl in crawls.values():
            assert 0 <= crawl.n_kept_human + crawl.n_kept_primary <= crawl.n_fetched
            assert crawl.n_kept_primary <= crawl.n_primary <= crawl.n_fetched
            assert 0.0 <= crawl.tokens_kept_primary <= crawl.tokens_kept
            n_kept = crawl.n_kept_human + crawl.n_kept_primary
            assert n_kept <= crawl.tokens_kept <= 1.6 * n_kept + 1e-9


def kept_by_open_crawl(world: World, pages: IntArray) -> NDArray[np.bool_]:
    return passes_filter(world, PageColumns.taken(world.corpus, pages), np.full(len(pages), OPEN))


def test_the_filter_passes_its_share_of_fetched_pages(quiet_world: World) -> None:
    keep_share = quiet_world.parameters.filtering.keep_share
    lately = quiet_world.scraper_memory[OPEN].fetched_after(quiet_world.step - 13)
    assert kept_by_open_crawl(quiet_world, lately).mean() == pytest.approx(keep_share, abs=0.04)
    crawl = quiet_world.month.crawls[OPEN]
    assert crawl.n_kept_human / crawl.n_fetched == pytest.approx(keep_share, abs=0.08)


def test_who_knew_current_culture_would_keep_fewer_old_pages_beside_new_ones_than_models_do(quiet_world: World) -> None:
    of_age = [np.flatnonzero(quiet_world.corpus.step > quiet_world.step - 6)]
    of_age.append(np.flatnonzero(quiet_world.corpus.step < quiet_world.step - 120))
    oracle = copied(quiet_world, **{"filtering.reference": "clean"})
    memory = oracle.scraper_memory[OPEN]
    memory.quality_filter = fit_filter(oracle, OPEN, memory.fetched_after(oracle.step - 13))
    new, old = (kept_by_open_crawl(oracle, pages).mean() for pages in of_age)
    assert old < 0.8 * new, "culture has moved on"
    by_model = [kept_by_open_crawl(quiet_world, pages).mean() for pages in of_age]
    assert by_model[1] / by_model[0] > old / new, "models do not know it yet"


def test_without_a_filter_everything_is_kept() -> None:
    world = run(scenario(2, 100, **{"controls.has_filter": False}), 2).world
    for memory in world.scraper_memory:
        assert memory.fetched.values.size > 0
    for crawl in world.month.crawls.values():
        assert crawl.n_kept_human + crawl.n_kept_primary == crawl.n_fetched
