"""Publishing: counts of sites never drift from the corpus."""

import numpy as np
import pytest

from ecosystem.content.corpus import NO_MODEL
from ecosystem.kinds import ARTICLES, BOT, BRAND, CONTENT_FARM, FARM
from ecosystem.state import World
from tests.support.ideas import ideas_of


@pytest.mark.parametrize("name", ["world", "quiet_world"])
def test_sites_count_their_live_pages(name: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(name)
    corpus, n_sites = world.corpus, len(world.sites)
    live = np.flatnonzero(corpus.death > world.step)
    primary = live[world.is_primary(corpus.n_human[live])]
    assert np.array_equal(world.sites.n_live, np.bincount(corpus.site[live], minlength=n_sites))
    assert np.array_equal(world.sites.n_live_primary, np.bincount(corpus.site[primary], minlength=n_sites))
    assert corpus.n_live == live.size


@pytest.mark.parametrize("name", ["world", "quiet_world"])
def test_scrapers_count_the_live_pages_that_they_fetched(name: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(name)
    corpus = world.corpus
    for scraper, memory in enumerate(world.scraper_memory):
        fetched = memory.fetched.values.astype(np.int64)
        assert np.unique(fetched).size == fetched.size, "a page is read once"
        assert np.array_equal(np.sort(fetched), np.flatnonzero(corpus.was_fetched(np.arange(corpus.n_pages), scraper)))
        live = fetched[corpus.is_live(fetched, world.step)]
        assert np.array_equal(memory.n_live_fetched, np.bincount(corpus.site[live], minlength=len(world.sites)))


def test_months_lie_one_after_the_other_and_sites_in_order_within_them(world: World) -> None:
    corpus = world.corpus
    assert np.all(np.diff(corpus.step.astype(np.int64)) >= 0)
    same_month = np.diff(corpus.step) == 0
    assert np.all(np.diff(corpus.site.astype(np.int64))[same_month] >= 0)
    assert np.unique(corpus.key).size == corpus.n_pages, "no two pages share a key"


def test_columns_of_pages_agree_with_one_another(world: World) -> None:
    corpus, n_ideas = world.corpus, world.parameters.content.ideas_per_page
    assert np.array_equal(corpus.model == NO_MODEL, corpus.n_human == n_ideas)
    operated = np.flatnonzero(corpus.is_operated)
    kind = np.full(corpus.n_pages, -1)
    kind[operated] = world.operators.kind[corpus.writer[operated]]
    assert np.all(corpus.n_human[np.isin(kind, (CONTENT_FARM, BRAND, BOT))] == 0), "wholly synthetic pages"
    assert np.array_equal(world.sites.kind[corpus.site] == FARM, np.isin(kind, (CONTENT_FARM, BRAND)))
    assert np.all(corpus.death > corpus.step)
    assert np.all(corpus.death - corpus.step <= world.parameters.web.archive_months)
    mine = np.flatnonzero(~corpus.is_operated)
    writer = corpus.writer[mine]
    assert np.array_equal(world.authors.site[writer], corpus.site[mine])
    assert np.array_equal(world.authors.topic[writer], corpus.topic[mine])
    assert np.array_equal(world.authors.niche[writer] == ARTICLES, corpus.is_article[mine])
    farmed = np.flatnonzero(corpus.is_operated)
    assert np.array_equal(world.operators.site[corpus.writer[farmed]], corpus.site[farmed])
    assert corpus.is_article[farmed].all()
    versions = world.lineage.versions
    synthetic = np.flatnonzero(corpus.model != NO_MODEL)
    released = np.array([version.released_step for version in versions])
    assert np.all(released[corpus.model[synthetic]] <= corpus.step[synthetic]), "written by models on sale"


def test_ideas_were_alive_or_at_least_born(world: World) -> None:
    assert world.corpus.ideas.max() < ideas_of(world).n_identities
    human = world.corpus.n_human == world.parameters.content.ideas_per_page
    newest = np.flatnonzero(human & (world.corpus.step == world.step))
    for page in newest[:200].tolist():
        assert np.isin(world.corpus.ideas[page], ideas_of(world).living[world.corpus.topic[page]]).all()


def test_pages_die_at_the_rate_that_is_set(quiet_world: World) -> None:
    corpus = quiet_world.corpus
    old = np.flatnonzero(corpus.step < -36)
    life = (corpus.death - corpus.step)[old].astype(np.float64)
    hazard, most = quiet_world.parameters.content.death_hazard, quiet_world.parameters.web.archive_months
    for age in (12, 120):
        expected = 1.0 - (1.0 - hazard) ** age
        assert (life <= age).mean() == pytest.approx(expected, abs=4.5 * np.sqrt(0.25 / old.size))
    assert life.max() == most


def test_the_engine_believes_what_its_error_rates_say(world: World) -> None:
    corpus, detection = world.corpus, world.parameters.detection
    primary, operated = world.is_primary(corpus.n_human), corpus.is_operated
    for mine, rate in ((primary & ~operated, detection.engine_tpr), (~primary, detection.engine_fpr)):
        n = mine.sum()
        assert corpus.is_flagged[mine].mean() == pytest.approx(rate, abs=4.5 * np.sqrt(rate * (1 - rate) / n))


def test_operators_who_hide_are_found_less_often(world: World) -> None:
    corpus, detection = world.corpus, world.parameters.detection
    mine = world.month.new_pages
    mine = mine[world.is_primary(corpus.n_human[mine]) & corpus.is_operated[mine]]
    hides = world.operators.evasion[corpus.writer[mine]] > 0.0
    assert 0 < hides.sum() < len(mine)
    for which, expected in ((hides, 1.0 - detection.evasion_effect), (~hides, 1.0)):
        margin = 4.5 * np.sqrt(0.25 / which.sum())
        assert corpus.is_flagged[mine[which]].mean() == pytest.approx(detection.engine_tpr * expected, abs=margin)


def test_without_ai_nothing_is_believed_synthetic(quiet_world: World) -> None:
    assert not quiet_world.corpus.is_flagged.any()
    assert np.all(quiet_world.corpus.model == NO_MODEL)
