"""Sites: what a topic starts with, and where writers go."""

import numpy as np
import pytest

from ecosystem.kinds import (
    ARTICLES,
    BLOG,
    COMMITTED,
    FARM,
    SUBSTITUTABLE,
    code_of,
    has_own_site,
    hosts_people,
    niche_of,
)
from ecosystem.parameters import Parameters
from ecosystem.randomness import Draws
from ecosystem.state import World
from ecosystem.web.sites import choose_sites, first_sites, real_web_rank, sites_per_topic


def test_every_topic_starts_with_the_same_mix(quiet_world: World) -> None:
    kinds = sites_per_topic(Parameters())
    assert len(kinds) == 50
    first = quiet_world.sites.kind[: 50 * quiet_world.n_topics].reshape(quiet_world.n_topics, 50)
    assert np.array_equal(first, np.tile(kinds, (quiet_world.n_topics, 1)))


def test_writers_live_on_sites_of_their_topic_and_niche(world: World) -> None:
    authors, sites = world.authors, world.sites
    assert np.array_equal(sites.topic[authors.site], authors.topic)
    assert np.array_equal(niche_of(sites.kind[authors.site]), authors.niche)
    housed = world.operators.site >= 0
    host, is_guest = world.operators.site[housed], ~has_own_site(world.operators.kind[housed])
    assert np.all(sites.kind[host[~is_guest]] == FARM)
    assert np.isin(sites.kind[host[is_guest]], (code_of("news"), BLOG)).all()
    assert np.array_equal(sites.topic[world.operators.site[housed]], world.operators.topic[housed])


@pytest.mark.parametrize("niche", [ARTICLES, SUBSTITUTABLE, COMMITTED])
def test_writers_go_where_it_is_attractive(world: World, niche: int) -> None:
    n = 50_000
    keys = np.arange(n, dtype=np.uint64) + np.uint64(5)
    chosen = choose_sites(world.sites, world.draws, keys, np.ones(n, dtype=np.int64), np.full(n, niche))
    sites = world.sites
    fits = (sites.topic == 1) & (hosts_people(sites.kind)) & (niche_of(sites.kind) == niche)
    expected = np.where(fits, sites.fitness, 0.0) / sites.fitness[fits].sum()
    assert np.bincount(chosen, minlength=len(sites)) / n == pytest.approx(expected, abs=4.5 * np.sqrt(0.25 / n))


def test_site_i_of_n_stands_for_the_ranks_from_2e6_times_i_less_1_over_n_to_2e6_i_over_n() -> None:
    ranks = real_web_rank(np.array([1.0, 9.0, 3.0, 3.0]), np.array([3, 2, 1, 0]), 2_000_000)
    assert ranks.tolist() == [1.75e6, 0.25e6, 1.25e6, 0.75e6], "their middle, and ties are broken by key"


def test_sites_grow_in_number_with_entrants_and_operators(world: World) -> None:
    n_first = 50 * world.n_topics
    later = world.sites.kind[n_first:]
    assert set(later.tolist()) == {BLOG, FARM}
    founders = has_own_site(world.operators.kind) & (world.operators.site >= 0)
    assert (later == FARM).sum() == founders.sum() > 20


def test_only_articles_stand_behind_paywalls() -> None:
    crawl = Parameters().crawl.model_copy(update={"paywall_share": 0.5})
    sites = first_sites(Parameters(crawl=crawl), Draws(7), 20)
    is_article_site = (sites.kind == code_of("news")) | (sites.kind == BLOG)
    assert sites.is_paywalled[is_article_site].mean() == pytest.approx(0.5, abs=0.08)
    assert not sites.is_paywalled[~is_article_site].any()
