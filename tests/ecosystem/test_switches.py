"""Off switches: each stops its mechanism, and the others go on."""

import numpy as np
import pytest

from analysis.runs.controls import CONTROLS
from ecosystem import WebEcosystem
from ecosystem.agents import scrapers
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.kinds import COMMITTED, SUBSTITUTABLE, TRAINING
from ecosystem.market import sellers
from ecosystem.market.pay_per_crawl import is_metered, pays_for
from ecosystem.market.recipes import first_recipes
from ecosystem.state import World
from ecosystem.trades import COLLECTIVE
from ecosystem.web.frontier import find_new_pages, look_out
from tests.ecosystem.conftest import Diary
from tests.support.worlds import copied, run, scenario, series_bytes, world_before

OPEN = 0


def switched(control: str, months: int, size: int = 60) -> WebEcosystem:
    return run(scenario(months, size, **CONTROLS[control].overrides))


@pytest.fixture(scope="module")
def oracle() -> WebEcosystem:
    """A web whose models know what humans know, 24 months; not to be changed."""
    return switched("oracle_model", 24, 100)


@pytest.fixture(scope="module")
def free() -> WebEcosystem:
    """A web in which scrapers fetch what they like, 48 months; not to be changed."""
    return switched("free_scraping", 48, 100)


def test_an_oracle_loses_nothing_in_the_month_of_its_training(oracle: WebEcosystem, world: World) -> None:
    versions = oracle.world.lineage.versions
    assert len(versions) > 2 * oracle.world.parameters.training.n_trainers
    for version in versions:
        assert version.loss_at_training == pytest.approx(0.0, abs=1e-12)
        assert version.cutoff_step == version.trained_step
    assert min(version.loss_at_training for version in world.lineage.versions) > 0.1, "which a fitted model does"


def test_an_oracle_ages_like_any_other_model(oracle: WebEcosystem) -> None:
    losses = oracle.series().model_loss
    assert 0.0 < losses.min() <= losses.max() < 0.05
    still = run(scenario(12, 60, **CONTROLS["oracle_model"].overrides, **CONTROLS["no_drift"].overrides)).series()
    assert still.model_loss.to_numpy() == pytest.approx(np.zeros(12), abs=1e-12)
    assert still.tail_recall.min() > 0.95


def test_an_oracle_has_no_data_and_wants_none(oracle: WebEcosystem) -> None:
    frame, series = oracle.models_frame(), oracle.series()
    assert frame[["n_tokens", "synthetic_share_training", "lineage_depth"]].to_numpy().max() == 0.0
    assert oracle.lineage_graph().number_of_edges() == 0
    assert np.array_equal(oracle.world.trainers.recipe, first_recipes(oracle.world, oracle.world.trainers.key))
    assert series.marginal_value_human.abs().max() == series.marginal_value_synthetic.abs().max() == 0.0
    assert series.licence_income.max() == 0.0
    assert series.data_multiplier.isna().all()


def test_the_web_around_an_oracle_goes_on(oracle: WebEcosystem) -> None:
    last = oracle.series().iloc[-1]
    assert last.synthetic_share_new > 0.05
    assert last.synthetic_share_crawl_raw > 0.0
    assert last.trainer_hhi > 0.0
    assert oracle.world.authors.asking_share.min() < 1.0


@pytest.mark.parametrize("is_smoothed", [True, False])
def test_an_oracle_is_exact_and_gives_newborn_ideas_no_more_than_its_backoff(is_smoothed: bool) -> None:
    truth = np.random.default_rng(0).dirichlet(np.ones(50), 3)
    living = np.argsort(np.random.default_rng(1).random((3, 60)), axis=1)[:, :50].astype(np.uint16)
    model = CategoricalLearner(60, is_smoothed).oracle(truth, living)
    assert model.slot_probabilities(living) == pytest.approx(truth, abs=1e-15)
    assert model.seen.sum(axis=1) + model.backoff == pytest.approx(np.ones(3))
    dead = np.ones((3, 60), dtype=bool)
    np.put_along_axis(dead, living.astype(np.int64), values=False, axis=1)
    assert np.all(model.seen[dead] == 0.0)
    assert np.all(model.backoff > 0.0) == is_smoothed


def test_a_fixed_recipe_stays_and_others_learn(world: World) -> None:
    model = switched("fixed_recipe", 24)
    before = world_before(model.setting)
    assert np.array_equal(model.world.trainers.recipe, before.trainers.recipe)
    assert model.models_frame().n_tokens.min() > 0.0
    assert np.all(np.any(world.trainers.recipe != before.trainers.recipe, axis=1))


def test_free_scrapers_fetch_from_refusing_and_from_walled_sites(free: WebEcosystem, diary: Diary) -> None:
    world = free.world
    refusing, walled = world.sites.refuses[:, TRAINING], world.sites.is_paywalled
    assert refusing.any(), "sites refuse all the same"
    for scraper in world.scrapers.all_rows().tolist():
        known = world.scraper_memory[scraper].known_sites
        assert np.array_equal(scrapers.may_fetch(world, pays_for(world))[scraper], known)
        assert not np.array_equal(scrapers.may_fetch(diary.world, pays_for(diary.world))[scraper], known)
        fetched = world.corpus.site[world.scraper_memory[scraper].fetched.values]
        assert np.isin(fetched, np.flatnonzero(walled)).any()
    pages = find_new_pages(world, look_out(world, scrapers.may_fetch(world, pays_for(world))), OPEN, 2000)
    assert np.isin(world.corpus.site[pages], np.flatnonzero(refusing)).any()


def test_free_scrapers_leave_what_another_owns() -> None:
    world = run(scenario(1, 100, **CONTROLS["free_scraping"].overrides, **{"crawl.owned_share": 0.5})).world
    is_owned = world.sites.owner >= 0
    assert is_owned.any()
    assert not scrapers.may_fetch(world, pays_for(world))[OPEN][is_owned & (world.sites.owner != OPEN)].any()


def test_where_scraping_is_free_nothing_is_sold(free: WebEcosystem, diary: Diary) -> None:
    start = free.world.parameters.market.licence_price_start_usd
    series = free.series()
    assert series.licence_income.max() == 0.0
    assert np.all(series.licence_price == start)
    assert all(memory.licensed.statistics.total == 0 for memory in free.world.trainer_memory)
    assert diary.model.series().licence_income.max() > 0.0, "which the market does"


def test_contracts_collectives_and_fetches_are_switched_off_one_by_one(world: World) -> None:
    each = copied(world, **{"market.collective_share": 1.0, "market.pay_per_crawl_share": 1.0})
    assert np.any(sellers.segments(each) == COLLECTIVE)
    assert is_metered(each).any()
    assert offers_cost(each) > 0.0
    assert not np.any(sellers.segments(copied(each, **CONTROLS["no_collective"].overrides)) == COLLECTIVE)
    assert not is_metered(copied(each, **CONTROLS["no_pay_per_crawl"].overrides)).any()
    assert offers_cost(copied(each, **CONTROLS["no_deal_cost"].overrides)) == 0.0
    assert not is_metered(copied(each, **CONTROLS["free_scraping"].overrides)).any()


def offers_cost(world: World) -> float:
    """What contracts add to the price that sellers ask for, at most."""
    return float(sellers.offers_of_month(world).deal_cost.max())


@pytest.mark.parametrize("control", ["perfect_detection", "no_detection"])
def test_detectors_that_know_all_or_nothing(control: str) -> None:
    model = switched(control, 36)
    corpus, series = model.world.corpus, model.series()
    pages = np.arange(corpus.n_pages)
    is_primary = model.world.is_primary(corpus.n_human[pages])
    assert is_primary.any()
    knows = control == "perfect_detection"
    assert np.array_equal(corpus.is_flagged[pages], is_primary & knows)
    assert series.detected_share.to_numpy() == pytest.approx(series.synthetic_share_new.to_numpy() * knows)
    assert series.false_positive_share.max() == 0.0


def test_askers_stay_without_switching_and_answers_are_shown() -> None:
    model = switched("no_chat_switching", 36)
    assert np.all(model.world.authors.asking_share == 1.0)
    assert model.world.month.unclicked_share.min() > 0.0
    assert model.world.trainers.user_share.sum() > 0.0, "readers use models, but not instead of asking"


def test_without_answers_every_search_ends_with_a_click_and_askers_leave() -> None:
    world = switched("no_answers", 36).world
    assert world.rules.answer_reach > 0.0
    assert np.all(world.month.unclicked_share == 0.0)
    assert world.month.visits.sum() == pytest.approx(world.size * world.parameters.attention.visits_per_author)
    is_community = np.isin(world.authors.niche, (SUBSTITUTABLE, COMMITTED))
    assert world.authors.asking_share[is_community].max() < 1.0


def test_learners_that_take_in_all_at_once_gain_nothing_from_progress() -> None:
    off = {"training.absorption": 1.0}
    runs = [run(scenario(12, 60, **off, **{"training.efficiency_growth": growth})) for growth in (0.0, 2.0)]
    assert series_bytes(runs[0]) == series_bytes(runs[1])
    assert series_bytes(runs[0]) != series_bytes(run(scenario(12, 60)))
