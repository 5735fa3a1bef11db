"""Trainers: what a model was trained on, when it is sold, and which data its recipe prefers."""

import numpy as np
import pytest

from ecosystem import WebEcosystem
from ecosystem.agents import trainers
from ecosystem.agents.trainers import Pool
from ecosystem.calendar import date_to_step
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.snapshot import HUMAN, SYNTHETIC
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from tests.ecosystem.conftest import Diary
from tests.ecosystem.worlds import SEED, copied, run, scenario


def pools_of(world: World, trainer: int = 0) -> list[Pool]:
    return trainers.sources(world, trainer, world.step - world.parameters.training.cutoff_lag)


def test_a_model_knows_nothing_younger_than_its_cutoff() -> None:
    model = WebEcosystem(scenario(24, 100, **{"culture.renewal_hazard": 0.02}), seed=SEED)
    world = model.world
    alive = {topic: set(row.tolist()) for topic, row in enumerate(world.culture.living)}
    born = [dict.fromkeys(alive[topic], -1) for topic in range(world.n_topics)]
    n_checked = 0
    for _ in range(24):
        model.run_for(1)
        for topic, row in enumerate(world.culture.living.tolist()):
            for identity in row:
                born[topic].setdefault(identity, world.step)
        for model_id, served in world.lineage.fitted.items():
            cutoff = world.lineage.versions[model_id].cutoff_step
            for topic in range(world.n_topics):
                for identity in np.flatnonzero(served.model.seen[topic]).tolist():
                    if identity in born[topic]:
                        assert born[topic][identity] <= max(cutoff, -1)
                        n_checked += born[topic][identity] > 0
    assert n_checked > 100, "models do learn ideas born during the run"


def test_lags_and_cadence_are_those_that_are_set(world: World) -> None:
    training = world.parameters.training
    by_trainer: dict[int, list[int]] = {}
    for version in world.lineage.versions[training.n_trainers :]:
        assert version.cutoff_step == version.trained_step - training.cutoff_lag
        assert version.released_step == version.trained_step + 1 + training.release_lag
        by_trainer.setdefault(version.trainer, []).append(version.trained_step)
    assert sorted(by_trainer) == list(range(training.n_trainers))
    for steps in by_trainer.values():
        assert np.all(np.diff(steps) == training.cadence)
    assert len({steps[0] for steps in by_trainer.values()}) == training.n_trainers, "one after the other"


@pytest.mark.parametrize(("cadence", "lag"), [(1, 12), (2, 24), (12, 0)])
def test_a_version_is_sold_from_its_release_on(cadence: int, lag: int) -> None:
    changes = {"training.cadence": cadence, "training.release_lag": lag, "training.n_trainers": 2}
    model = WebEcosystem(scenario(30, 60, **changes), seed=SEED)
    for _ in range(30):
        model.run_for(1)
        world = model.world
        for trainer, sold in enumerate(world.trainers.sold_model.tolist()):
            released = [
                version.model_id
                for version in world.lineage.versions
                if version.trainer == trainer and version.released_step <= world.step
            ]
            assert sold == released[-1]
            assert sold in world.lineage.fitted
        assert np.all(np.isfinite(world.month.loss))


def test_budgets_are_spent_and_grow(world: World) -> None:
    training = world.parameters.training
    each = copied(world)
    pools = pools_of(each)
    held = sum(pool.counts.sum() for pool in pools)
    each.step = 0
    budget = trainers.token_budget(each, 0)
    stock = each.rest.stock_per_topic * each.n_topics
    assert budget == pytest.approx(training.budget_share * stock * float(each.trainers.scale[0]))
    assert budget < 0.5 * held
    draft = trainers.draw_training_set(each, 0, pools)
    assert draft.counts.sum() == pytest.approx(budget, abs=6 * np.sqrt(budget))
    assert draft.n_different == pytest.approx(budget)
    each.step = 12
    assert trainers.token_budget(each, 0) == pytest.approx(budget * training.budget_growth)
    limitless = copied(each, **{"controls.has_budget_limit": False})
    draft = trainers.draw_training_set(limitless, 0, pools)
    assert draft.counts.sum() == draft.n_different == held


def test_no_token_is_used_more_than_the_epochs_allow(world: World) -> None:
    each = copied(world)
    each.step = 400
    draft = trainers.draw_training_set(each, 0, pools_of(each))
    assert draft.n_seen <= each.parameters.training.max_epochs * draft.n_different + 1e-6


def test_without_feedback_no_synthetic_idea_is_trained_on() -> None:
    setting = scenario(36, **{"controls.has_feedback": False})
    without = run(setting)
    assert without.world.corpus.is_operated.any(), "AI pages are there, and crawled"
    assert without.world.scraper_memory[0].snapshot.counts[SYNTHETIC].sum() > 0
    frame = without.models_frame()
    assert frame.synthetic_share_training.max() == 0.0
    assert frame.lineage_depth.max() == 0.0
    assert without.lineage_graph().number_of_edges() == 0
    human = without.world.scraper_memory[0].snapshot.counts[HUMAN].sum(axis=0)
    draft = trainers.draw_training_set(without.world, 0, pools_of(without.world))
    assert np.all(draft.discount_counts <= human + without.world.trainer_memory[0].licensed.counts[HUMAN, 0])


def test_without_feedback_the_number_of_tokens_is_the_same(world: World) -> None:
    early = copied(world)
    early.step = 12
    without = copied(early, **{"controls.has_feedback": False})
    for trainer in range(6):
        pools = pools_of(world, trainer)
        drafts = [trainers.draw_training_set(each, trainer, pools) for each in (early, without)]
        assert drafts[1].n_seen == pytest.approx(drafts[0].n_seen)
        assert drafts[0].model_tokens[1:].sum() > 0.0
        assert drafts[1].model_tokens[1:].sum() == 0.0


def test_frozen_models_are_not_trained_after_chat() -> None:
    model = run(scenario(24, 60, **{"controls.has_retraining": False}))
    chat = date_to_step(model.setting.parameters.attention.chat_start)
    assert model.models_frame().trained_step.max() < chat


def test_sources_divide_the_snapshot_by_age(world: World) -> None:
    training, cutoff = world.parameters.training, world.step - world.parameters.training.cutoff_lag
    pools = pools_of(world, 1)
    snapshot = world.scraper_memory[int(world.trainers.scraper[1])].snapshot
    age = snapshot.shape.ages_in_months(cutoff)
    crawled = sum(pool.counts for pool in pools[:3])
    assert np.array_equal(crawled, snapshot.counts[:, age < training.window_months].sum(axis=1))
    assert np.array_equal(pools[0].counts, snapshot.counts[:, age < training.recipe_fresh_months].sum(axis=1))
    for pool in pools:
        assert pool.counts.sum() == pool.model_tokens.sum()
        assert pool.counts[HUMAN].sum() == pool.model_tokens[0]


def test_replace_trains_on_what_came_in_since_the_last_model() -> None:
    model = run(scenario(30, 100, **{"controls.does_accumulate": False, "training.cutoff_lag": 0}), 28)
    world = model.world
    for trainer in range(len(world.trainers)):
        memory = world.trainer_memory[trainer]
        snapshot = world.scraper_memory[int(world.trainers.scraper[trainer])].snapshot
        pools = pools_of(world, trainer)
        assert memory.crawled_before is not None
        new = snapshot.counts - memory.crawled_before.counts
        is_used = snapshot.shape.ages_in_months(world.step) < world.parameters.training.window_months
        assert sum(pool.counts.sum() for pool in pools[:3]) == new[:, is_used].sum()
        for pool in pools:
            assert pool.counts.sum() == pool.model_tokens.sum(), "the lineage is that of the same tokens"


def test_thinning_keeps_whole_tokens_with_the_chance_that_is_set(world: World) -> None:
    counts = np.full((2, 1000), 20, dtype=np.int64)
    counts[0, :10] = 0
    kept = trainers.thin(world, 0, "test", counts, 0.3)
    assert np.all((kept >= 0) & (kept <= counts))
    n = counts.sum()
    assert kept.sum() == pytest.approx(0.3 * n, abs=4.5 * np.sqrt(0.21 * n))
    assert trainers.thin(world, 0, "test", counts, 1.0) is counts
    assert not np.array_equal(kept, trainers.thin(world, 1, "test", counts, 0.3)), "each trainer draws for itself"


def like(distribution: FloatArray, n: float) -> Pool:
    counts = np.zeros((2, *distribution.shape), dtype=np.int64)
    counts[HUMAN] = np.rint(distribution * n)
    return Pool(counts, np.array([counts.sum()], dtype=np.float64))


def test_recipes_shift_to_sources_like_the_validation_sample(world: World) -> None:
    each = copied(world)
    each.trainers.recipe[:] = 1.0
    snapshot = each.scraper_memory[int(each.trainers.scraper[0])].snapshot
    rng = np.random.default_rng(0)
    sample = rng.dirichlet(np.full(each.culture.n_slots, 0.3), each.n_topics)
    snapshot.held_out[:] = 0.0
    snapshot.held_out[:, : each.culture.n_slots] = sample
    alike = snapshot.held_out.copy()
    junk = np.where(np.arange(each.culture.n_identities) < each.culture.n_slots, 1.0, 0.0)
    pools = [
        like(alike, 1e6),
        like(np.tile(junk, (each.n_topics, 1)), 100),
        like(np.tile(junk, (each.n_topics, 1)), 100),
    ]
    pools.append(like(np.zeros_like(alike), 0))
    counts = np.sum([pool.counts.sum(axis=0) for pool in pools[1:]], axis=0, dtype=np.float64)
    model = CategoricalLearner(each.culture.n_identities).fit(counts, each.culture.living)
    trainers.shift_recipe(each, 0, pools, model)
    recipe = each.trainers.recipe[0]
    assert recipe[0] > recipe[1] == pytest.approx(recipe[2])
    for _ in range(50):
        trainers.shift_recipe(each, 0, pools, model)
    assert np.all((recipe >= 0.1) & (recipe <= 10.0))


def test_a_dead_idea_does_not_move_a_recipe_more_than_an_unseen_one(world: World) -> None:
    training = world.parameters.training
    each = copied(world)
    recipe = each.trainers.recipe[0]
    recipe[:] = 1.0
    pools = pools_of(each)
    draft = trainers.draw_training_set(each, 0, pools)
    dead = int(np.setdiff1d(np.arange(each.culture.n_identities), each.culture.living[0])[0])
    draft.counts[0, dead] = 0.0
    each.scraper_memory[int(each.trainers.scraper[0])].snapshot.held_out[0, dead] += 1.0
    pools[0].counts[HUMAN, 0, dead] += 1
    model = CategoricalLearner(each.culture.n_identities).fit(draft.counts, each.culture.living)
    trainers.shift_recipe(each, 0, pools, model)
    assert np.all(np.abs(np.log(recipe)) < 5 * training.recipe_learning_rate)


def test_a_recipe_that_does_not_learn_stays() -> None:
    world = run(scenario(12, 60, **{"training.recipe_learning_rate": 0.0})).world
    assert np.all(world.trainers.recipe == 1.0)


def test_models_on_sale_are_good_but_not_perfect(diary: Diary) -> None:
    losses = diary.model.series().model_loss
    assert losses.notna().all()
    assert 0.1 < losses.min() <= losses.max() < 2.0


def test_unsmoothed_models_can_be_run() -> None:
    changes = {"training.smoothing": "none", "controls.has_temperature": False}
    model = run(scenario(6, 60, **changes))
    assert len(model.series()) == 6
