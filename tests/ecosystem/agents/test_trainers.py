"""Trainers: what a model was trained on, when it is sold, and which data its recipe prefers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ecosystem import WebEcosystem
from ecosystem.calendar import date_to_step
from ecosystem.content.families.categorical import Counts
from ecosystem.content.family import KeyedDraw
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.snapshot import HUMAN, SYNTHETIC, SnapshotShape
from ecosystem.market import absorption, recipes, sources
from ecosystem.market.ablations import ablate, fitted
from ecosystem.market.capital import relative_budget
from ecosystem.market.ledger import MICRO
from ecosystem.market.sources import ARCHIVE, LICENSED, OPEN, SYNTHETIC_SOURCE, Pool
from ecosystem.parameters.training import TrainingParameters
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.tables import SOURCES
from ecosystem.web.demand import overall_loss
from tests.ecosystem.conftest import Diary
from tests.support.ideas import ideas_of, pool_table, table
from tests.support.worlds import SEED, copied, run, scenario, world_before


def pools_of(world: World, trainer: int = 0) -> list[Pool]:
    return sources.sources(world, trainer, world.step - world.parameters.training.cutoff_lag)


def ages(shape: SnapshotShape, step: int) -> FloatArray:
    """Mean ages of the pages of each year, in months."""
    return step - shape.first_step - 12.0 * (np.arange(shape.n_years, dtype=np.float64) + 0.5)


def test_a_model_knows_nothing_younger_than_its_cutoff() -> None:
    model = WebEcosystem(scenario(24, 100, **{"culture.renewal_hazard": 0.02, "training.absorption": 1.0}), seed=SEED)
    world = model.world
    alive = {topic: set(row.tolist()) for topic, row in enumerate(ideas_of(world).living)}
    born = [dict.fromkeys(alive[topic], -1) for topic in range(world.n_topics)]
    n_checked = 0
    for _ in range(24):
        model.run_for(1)
        for topic, row in enumerate(ideas_of(world).living.tolist()):
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
    held = np.array([pool.total for pool in pools])
    each.step = 0
    budget = absorption.token_budget(each, 0)
    stock = each.rest.stock_per_topic * each.n_topics
    assert budget == pytest.approx(training.budget_share * stock * float(relative_budget(each)[0]))
    assert budget < 0.5 * held[:3].sum()
    draft = recipes.draw_training_set(each, 0, pools, each.trainers.recipe[0])
    assert draft.n_seen == draft.n_different == pytest.approx(budget)
    absorbed = training.absorption * budget
    assert draft.n_absorbed == pytest.approx(absorbed)
    assert draft.weighted.total == draft.distinct.total == pytest.approx(absorbed, abs=6 * np.sqrt(absorbed))
    each.step = 12
    assert absorption.token_budget(each, 0) == pytest.approx(budget * training.budget_growth)
    limitless = copied(each, **{"controls.has_budget_limit": False})
    draft = recipes.draw_training_set(limitless, 0, pools, limitless.trainers.recipe[0])
    uses = training.max_epochs * each.trainers.recipe[0]
    assert draft.n_by_source == pytest.approx(np.minimum(uses, 1.0) * held)
    assert draft.n_seen == pytest.approx(uses @ held)


def test_a_recipe_says_how_sources_weigh_against_one_another_whatever_the_budget() -> None:
    recipe, held = np.array([1.0, 0.5, 0.1, 1.0]), np.array([100.0, 1000.0, 0.0, 0.0])
    full = np.array([1.0, 0.5, 0.0, 0.0])
    assert absorption.uses_of(recipe, held, 60.0, 4.0) == pytest.approx(0.1 * full)
    assert absorption.uses_of(recipe, held, 1200.0, 4.0) == pytest.approx(2.0 * full)
    for budget in (2400.0, 1e9, np.inf):
        assert absorption.uses_of(recipe, held, budget, 4.0) == pytest.approx(4.0 * full)
    assert not absorption.uses_of(recipe, np.zeros(4), 10.0, 4.0).any()
    liked_but_empty = absorption.uses_of(np.array([0.8, 0.4, 1.0]), np.array([10.0, 10.0, 0.0]), np.inf, 4.0)
    assert liked_but_empty == pytest.approx([4.0, 2.0, 0.0]), "a source that holds nothing is no yardstick"


def test_no_token_is_used_more_than_the_epochs_allow(world: World) -> None:
    each = copied(world)
    each.step = 400
    draft = recipes.draw_training_set(each, 0, pools_of(each), each.trainers.recipe[0])
    assert draft.n_seen <= each.parameters.training.max_epochs * draft.n_different + 1e-6


def test_without_feedback_no_synthetic_idea_is_trained_on() -> None:
    setting = scenario(36, **{"controls.has_feedback": False})
    without = run(setting)
    assert without.world.corpus.is_operated.any(), "AI pages are there, and crawled"
    assert table(without.world.scraper_memory[0].snapshot.statistics)[SYNTHETIC].sum() > 0
    frame = without.models_frame()
    assert frame.synthetic_share_training.max() == 0.0
    assert frame.lineage_depth.max() == 0.0
    assert without.lineage_graph().number_of_edges() == 0
    human = table(without.world.scraper_memory[0].snapshot.statistics)[HUMAN].sum(axis=0)
    draft = recipes.draw_training_set(without.world, 0, pools_of(without.world), without.world.trainers.recipe[0])
    dropped = without.world.scraper_memory[0].dropped
    assert dropped is not None
    licensed = table(without.world.trainer_memory[0].licensed.statistics)[HUMAN, 0]
    assert np.all(table(draft.distinct) <= human + licensed + table(dropped.statistics)[HUMAN].sum(axis=0))
    assert draft.n_by_source[SYNTHETIC_SOURCE] == 0.0


def test_without_feedback_the_number_of_tokens_is_the_same(world: World) -> None:
    early = copied(world)
    early.step = 12
    without = copied(early, **{"controls.has_feedback": False})
    for trainer in range(6):
        pools = pools_of(world, trainer)
        drafts = [
            recipes.draw_training_set(each, trainer, pools, each.trainers.recipe[trainer]) for each in (early, without)
        ]
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
    age = ages(snapshot.shape, cutoff)
    crawled = sum(pool_table(pool) for pool in pools[:3])
    assert np.array_equal(crawled, table(snapshot.statistics)[:, age < training.window_months].sum(axis=1))
    assert np.array_equal(
        pool_table(pools[0]), table(snapshot.statistics)[:, age < training.recipe_fresh_months].sum(axis=1)
    )
    for pool in pools:
        assert pool.total == pool.model_tokens.sum()
        assert pool.human.total == pool.model_tokens[0]


@pytest.mark.parametrize(
    "changes",
    [{}, {"window_months": 36}, {"window_months": 1200}, {"recipe_fresh_months": 60}, {"last_year_of_pages": 2019}],
)
def test_each_year_with_pages_is_in_the_one_class_of_its_age(changes: dict[str, Any]) -> None:
    training, shape = TrainingParameters(**changes), SnapshotShape.over(-180, 60, 2)
    for cutoff in range(-6, 61):
        age, has_pages = ages(shape, cutoff), np.arange(shape.n_years) <= shape.year_of(cutoff)
        is_used = has_pages & (2022 - 15 + np.arange(shape.n_years) <= training.last_year_of_pages)
        in_window, is_fresh, is_old = (
            age < training.window_months, age < training.recipe_fresh_months, age >= training.recipe_old_months,
        )  # fmt: skip
        recent = is_used & in_window
        expected = (recent & is_fresh, recent & ~is_fresh & ~is_old, recent & is_old, is_used & ~in_window)
        for years, wanted in zip(sources.years_by_age(training, shape, cutoff).values(), expected, strict=True):
            assert np.arange(shape.n_years)[years].tolist() == np.flatnonzero(wanted).tolist()


def test_replace_trains_on_what_came_in_since_the_last_model() -> None:
    model = run(scenario(30, 100, **{"controls.does_accumulate": False, "training.cutoff_lag": 0}), 28)
    world = model.world
    for trainer in range(len(world.trainers)):
        memory = world.trainer_memory[trainer]
        snapshot = world.scraper_memory[int(world.trainers.scraper[trainer])].snapshot
        pools = pools_of(world, trainer)
        assert memory.crawled_before is not None
        new = table(snapshot.statistics) - table(memory.crawled_before.statistics)
        is_used = ages(snapshot.shape, world.step) < world.parameters.training.window_months
        assert sum(pool.total for pool in pools[:3]) == new[:, is_used].sum()
        for pool in pools:
            assert pool.total == pool.model_tokens.sum(), "the lineage is that of the same tokens"


def test_thinning_keeps_whole_tokens_with_the_chance_that_is_set(world: World) -> None:
    counts = np.full((2, 1000), 20, dtype=np.int64)
    counts[0, :10] = 0
    first, second = (KeyedDraw(world.draws, "test", world.step, (key,)) for key in world.trainers.key[:2])
    kept = table(Counts(counts).thin(0.3, first))
    assert np.all((kept >= 0) & (kept <= counts))
    n = counts.sum()
    assert kept.sum() == pytest.approx(0.3 * n, abs=4.5 * np.sqrt(0.21 * n))
    assert table(Counts(counts).thin(1.0, first)) is counts
    assert not np.array_equal(kept, table(Counts(counts).thin(0.3, second))), "each trainer draws for itself"


def like(distribution: FloatArray, n: float) -> Pool:
    counts = Counts(np.rint(distribution * n).astype(np.int64))
    return Pool(counts, counts * 0, np.array([counts.total]))


def pools_like(distributions: list[FloatArray], n: float) -> list[Pool]:
    """Pools of the first sources; the others hold nothing."""
    empty = np.zeros_like(distributions[0])
    return [like(each, n) for each in distributions] + [like(empty, 0)] * (len(SOURCES) - len(distributions))


def with_sample(world: World, sample: FloatArray, **parameters: float) -> World:
    """A world whose trainer 0 validates on a sample, shape (n_topics, n_slots), and begins with an even recipe."""
    each = copied(world, **parameters)
    each.trainers.recipe[:] = 1.0
    held_out = table(each.scraper_memory[int(each.trainers.scraper[0])].snapshot.held_out)
    held_out[:] = 0.0
    held_out[HUMAN, :, : ideas_of(each).n_slots] = sample
    return each


def over_identities(world: World, slots: FloatArray) -> FloatArray:
    full = np.zeros((world.n_topics, ideas_of(world).n_identities))
    full[:, : ideas_of(world).n_slots] = slots
    return full


@pytest.mark.parametrize("share", [0.2, 0.5, 0.85])
def test_ablations_before_one_version_find_the_known_optimum_of_a_toy_case(world: World, share: float) -> None:
    """Two sources, and a truth that is a mixture of both: the likelihood is highest at that mixture."""
    rng = np.random.default_rng(3)
    first, second = (rng.dirichlet(np.full(ideas_of(world).n_slots, 0.5), world.n_topics) for _ in range(2))
    each = with_sample(world, 1e4 * (share * first + (1.0 - share) * second), **{"training.budget_share": 0.5})
    each.step = 0
    pools = pools_like([over_identities(each, one) for one in (first, second)], 2e6)

    def mixture_after(n_rounds: int) -> float:
        draft = recipes.draw_training_set(each, 0, pools, ablate(each, 0, pools, 0, n_rounds))
        return float(draft.n_by_source[0] / draft.n_different)

    assert mixture_after(0) == pytest.approx(0.5, abs=0.01)
    assert mixture_after(each.parameters.training.recipe_rounds) == pytest.approx(share, abs=0.02)
    assert mixture_after(100) == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("trainer", [0, 1])
def test_where_recipes_come_to_rest_does_not_hang_on_where_they_start(world: World, trainer: int) -> None:
    """Own text, by a model of the same pages, can stand in for any of them; what is learnt hardly differs."""
    each = copied(world)
    pools, cutoff = pools_of(each, trainer), each.step - each.parameters.training.cutoff_lag

    def mixture_and_loss(archive: float, last: float, n_rounds: int) -> FloatArray:
        each.trainers.recipe[trainer] = [1.0, 1.0, 1.0, archive, 1.0, archive, last]
        draft = recipes.draw_training_set(each, trainer, pools, ablate(each, trainer, pools, cutoff, n_rounds))
        loss = float(each.family.loss(fitted(each, draft, cutoff)).mean())
        return np.append(draft.n_by_source / draft.n_different, loss)

    first, rest = (
        np.abs(mixture_and_loss(0.05, 0.02, n_rounds) - mixture_and_loss(1.0, 1.0, n_rounds))
        for n_rounds in (0, each.parameters.training.recipe_first_rounds)
    )
    assert rest[[ARCHIVE, OPEN]].max() < 0.2 * first[[ARCHIVE, OPEN]].max()
    assert rest[-1] < min(0.01, 0.2 * first[-1])


def test_recipes_at_rest_move_from_all_ages_without_drift_to_fresh_pages_with_it() -> None:
    fresh, _, old, *_ = world_before(scenario(12, **{"controls.has_drift": False})).trainers.recipe.mean(axis=0)
    assert old > fresh
    moving = scenario(12, 200, **{"culture.renewal_hazard": 0.005})
    fresh, middle, old, *_ = world_before(moving).trainers.recipe.mean(axis=0)
    assert fresh > 2.0 * middle > 2.0 * old


def test_a_dearer_source_is_used_less(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = np.random.default_rng(4).dirichlet(np.full(ideas_of(world).n_slots, 0.5), world.n_topics)
    each = with_sample(world, 1e4 * sample, **{"training.budget_share": 0.5})
    each.step = 0
    pools = pools_like([over_identities(each, sample)] * 2, 2e6)
    costs = np.ones(len(SOURCES))
    costs[1] = 3.0
    monkeypatch.setattr(recipes, "relative_costs", lambda *_: costs)
    draft = recipes.draw_training_set(each, 0, pools, each.trainers.recipe[0])
    model = CategoricalLearner(ideas_of(each).n_identities).fit(
        table(draft.weighted), ideas_of(each).living, table(draft.distinct)
    )
    each.trainers.recipe[0] = recipes.next_recipe(each, 0, pools, model, draft, each.trainers.recipe[0])
    assert each.trainers.recipe[0, 1] < each.trainers.recipe[0, 0] == 1.0


def test_a_clean_validation_sample_holds_human_ideas_only(world: World) -> None:
    clean = copied(world, **{"training.validation": "clean"})
    held_out = table(world.scraper_memory[0].snapshot.held_out)
    assert held_out[SYNTHETIC].sum() > 0.0
    assert np.array_equal(table(recipes.validation_sample(clean, 0)), held_out[HUMAN])
    assert np.array_equal(table(recipes.validation_sample(world, 0)), held_out.sum(axis=0))


def test_trainers_believe_differently_at_first_and_no_source_is_given_up(world: World) -> None:
    start = recipes.first_recipes(world, world.trainers.key)
    assert np.all(start.max(axis=1) == 1.0)
    assert np.all(start >= world.parameters.training.least_use)
    assert np.all(start[:, :3].min(axis=1) > 5.0 * start[:, [OPEN, SYNTHETIC_SOURCE]].max(axis=1))
    assert np.unique(start, axis=0).shape[0] == len(start)
    alike = recipes.first_recipes(copied(world, **{"training.belief_spread": 0.0}), world.trainers.key)
    assert np.all(alike == alike[0])


def test_what_a_token_costs_follows_from_prices(world: World) -> None:
    each = copied(world)
    each.licence_price = 0.5
    costs = sources.relative_costs(each, 1)
    each.licence_price = 1.0
    dearer = sources.relative_costs(each, 1)
    assert dearer[LICENSED] - 1.0 == pytest.approx(2.0 * (costs[LICENSED] - 1.0))
    assert costs[OPEN] == 1.0 < costs[0] < costs[SYNTHETIC_SOURCE]
    on_open_crawl = int(np.flatnonzero(world.trainers.scraper == 0)[0])
    assert sources.relative_costs(world, on_open_crawl)[0] == 1.0
    poor = copied(world)
    poor.trainers.user_share[:] = 0.0
    assert np.all(sources.relative_costs(poor, 1) == 1.0)


def test_own_text_is_what_the_verifier_lets_pass_and_is_paid_for(world: World) -> None:
    each = copied(world, **{"training.start_synthetic": 0.5})
    each.trainers.recipe[:] = recipes.first_recipes(each, each.trainers.key)
    pools = pools_of(each)
    own, latest = pools[SYNTHETIC_SOURCE], int(each.trainers.latest_model[0])
    assert own.human.total == 0
    assert own.model_tokens[latest + 1] == own.total > 0
    filtered = sum(pool.total for pool in pools[:3])
    assert own.total == pytest.approx(each.parameters.training.synthetic_ratio * filtered, rel=0.01)
    strict = copied(
        each, **{"training.verifier_psi": 0.0, "training.verifier_phi": 1.0, "training.synthetic_best_of": 50}
    )
    living = np.zeros(table(own.synthetic).shape, dtype=bool)
    living[np.arange(each.n_topics)[:, None], ideas_of(each).living] = True
    verified = pools_of(strict)[SYNTHETIC_SOURCE]
    assert table(own.synthetic)[~living].sum() > table(verified.synthetic)[~living].sum() == 0
    before = each.trainers.balance.copy()
    sources.pay_for_model_text(each, 0, 1000.0)
    usd = (
        1000.0
        * 100.0
        / 1000.0
        * each.parameters.training.synthetic_best_of
        * each.parameters.market.generation_cost_usd
    )
    assert (before - each.trainers.balance)[0] == round(usd * MICRO)
    without = copied(each, **{"controls.has_own_synthetic": False})
    assert pools_of(without)[SYNTHETIC_SOURCE].total == 0


def test_text_can_be_bought_from_the_rival_whose_model_is_best(world: World) -> None:
    changes = {"training.synthetic_writer": "best on sale", "market.rival_text_price": 3.0}
    each, price = copied(world, **changes), world.parameters.market.generation_cost_usd
    losses = np.where(each.trainers.sold_model >= 0, overall_loss(each, each.month.served_loss), np.inf)
    best, buyer = (int(row) for row in np.argsort(losses)[:2])
    assert sources.text_writer(each, best) == each.trainers.latest_model[best]
    sold = int(each.trainers.sold_model[best])
    assert sources.text_writer(each, buyer) == sold != world.trainers.latest_model[buyer]
    bought = pools_of(each, buyer)[SYNTHETIC_SOURCE]
    assert bought.model_tokens[sold + 1] == bought.total > 0
    dearer, own = sources.relative_costs(each, buyer), sources.relative_costs(world, buyer)
    assert dearer[SYNTHETIC_SOURCE] - 1.0 == pytest.approx(3.0 * (own[SYNTHETIC_SOURCE] - 1.0))
    before, computing = each.trainers.balance.copy(), 0.1 * each.parameters.training.synthetic_best_of * price * 1000.0
    sources.pay_for_model_text(each, buyer, 1000.0)
    paid = (each.trainers.balance - before) / MICRO
    assert paid[buyer] == pytest.approx(-3.0 * computing, abs=1e-5)
    assert paid[best] == pytest.approx(2.0 * computing, abs=1e-5), "suppliers take what it costs"
    each.trainers.sold_model[:] = -1
    assert sources.text_writer(each, buyer) == each.trainers.latest_model[buyer], "nothing to buy"


def test_the_open_source_is_what_the_trainer_does_not_have_filtered(world: World) -> None:
    dropped = world.scraper_memory[0].dropped
    assert dropped is not None
    cutoff = world.step - world.parameters.training.cutoff_lag
    in_window = ages(dropped.shape, cutoff) < world.parameters.training.window_months
    of_open, of_private = int(np.flatnonzero(world.trainers.scraper == 0)[0]), 1
    left = table(dropped.statistics)[:, in_window].sum(axis=1)
    kept = table(world.scraper_memory[0].snapshot.statistics)[:, in_window].sum(axis=1)
    assert np.array_equal(pool_table(pools_of(world, of_open)[OPEN]), left)
    assert np.array_equal(pool_table(pools_of(world, of_private)[OPEN]), left + kept)
    assert min(left.sum(), kept.sum()) > 0
    without = copied(world, **{"controls.has_open_source": False})
    assert pools_of(without, of_open)[OPEN].total == 0


def test_each_private_scraper_is_one_trainers_own(world: World) -> None:
    assert world.trainers.scraper.tolist() == [0, 1, 2, 3, 0, 0]


def test_pages_from_after_the_last_year_are_not_used(world: World) -> None:
    clean = copied(world, **{"training.last_year_of_pages": 2021})
    shape = world.snapshot_shape
    is_old = shape.first_step + 12 * np.arange(shape.n_years) < 0
    snapshot = world.scraper_memory[0].snapshot
    used = sum(pool_table(pool) for pool in pools_of(clean)[:4])
    assert np.array_equal(used, table(snapshot.statistics)[:, is_old].sum(axis=1))
    assert table(snapshot.statistics)[:, ~is_old].sum() > 0


def test_a_dead_idea_does_not_move_a_recipe_more_than_an_unseen_one(world: World) -> None:
    training = world.parameters.training
    each = copied(world)
    recipe = each.trainers.recipe[0]
    recipe[:] = 1.0
    pools = pools_of(each)
    draft = recipes.draw_training_set(each, 0, pools, each.trainers.recipe[0])
    dead = int(np.setdiff1d(np.arange(ideas_of(each).n_identities), ideas_of(each).living[0])[0])
    table(draft.weighted)[0, dead] = 0.0
    table(each.scraper_memory[int(each.trainers.scraper[0])].snapshot.held_out)[HUMAN, 0, dead] += 1.0
    pools[0] = replace(pools[0])
    table(pools[0].human)[0, dead] += 1
    model = CategoricalLearner(ideas_of(each).n_identities).fit(table(draft.weighted), ideas_of(each).living)
    each.trainers.recipe[0] = recipes.next_recipe(each, 0, pools, model, draft, each.trainers.recipe[0])
    assert np.all(np.abs(np.log(recipe)) < 5 * training.recipe_learning_rate)


def test_a_recipe_stays_as_it_starts_or_where_it_first_comes_to_rest() -> None:
    world = run(scenario(12, 60, **{"training.recipe_learning_rate": 0.0})).world
    assert np.array_equal(world.trainers.recipe, recipes.first_recipes(world, world.trainers.key))
    setting = scenario(12, 60, **{"training.recipe_rounds": 0})
    before, after = world_before(setting).trainers.recipe, run(setting).world.trainers.recipe
    assert np.array_equal(before, after)
    assert np.any(after != world.trainers.recipe)


@pytest.mark.parametrize(("learners", "learning"), [("open crawl", [0, 4, 5]), ("private crawl", [1, 2, 3])])
def test_recipes_of_one_kind_of_trainers_can_be_held(learners: str, learning: list[int]) -> None:
    setting = scenario(12, 60, **{"training.recipe_learners": learners})
    before, after = world_before(setting).trainers.recipe, run(setting).world.trainers.recipe
    has_moved = np.any(before != after, axis=1)
    assert np.flatnonzero(has_moved).tolist() == learning


def test_models_on_sale_are_good_but_not_perfect(diary: Diary) -> None:
    losses = diary.model.series().model_loss
    assert losses.notna().all()
    assert 0.1 < losses.min() <= losses.max() < 2.0


def test_unsmoothed_models_can_be_run() -> None:
    changes = {"training.smoothing": "none", "controls.has_temperature": False}
    model = run(scenario(6, 60, **changes))
    assert len(model.series()) == 6
