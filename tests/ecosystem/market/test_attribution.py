"""Attribution: what a version was trained on, by group of sites, and what a set of groups is worth."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from ecosystem.content.families.categorical import Counts
from ecosystem.content.snapshot import HUMAN, SYNTHETIC
from ecosystem.kinds import FARM, code_of
from ecosystem.market import sources
from ecosystem.market.absorption import Intake
from ecosystem.market.attribution import (
    LICENSED,
    DataGame,
    GroupStatistics,
    best_on_sale,
    data_game,
    drawn,
    human_part,
    site_groups,
    statistics_by_group,
)
from ecosystem.state import World
from ecosystem.tables import SOURCES
from tests.support.ideas import ideas_of, pool_table, table
from tests.support.worlds import run, scenario, world_before

NAMES = ("platform", "forum", "news head", "news tail", "blog head", "blog tail", "farm")


def of_best(world: World) -> GroupStatistics:
    version = best_on_sale(world)
    assert version is not None
    return statistics_by_group(world, version, site_groups(world))


@cache
def whole(**controls: bool) -> World:
    """A web whose trainers take in all that they have, read some of it more than once, and no text of their own."""
    changes: dict[str, float] = {f"controls.{name}": value for name, value in controls.items()}
    changes |= {
        "training.absorption": 1.0,
        "training.max_epochs": 30.0,
        "training.start_archive": 0.2,
        "training.start_open": 0.2,
        "training.recipe_learning_rate": 0.0,
    }
    off = {"controls.has_budget_limit": False, "controls.has_own_synthetic": False}
    return run(scenario(24, 100, **changes, **off)).world


def test_sites_stand_in_one_group_each_and_the_head_is_a_tenth(world: World) -> None:
    groups = site_groups(world)
    assert groups.names == NAMES
    kind = world.sites.kind
    assert set(groups.code[kind == code_of("platform")]) == {0}
    assert set(groups.code[kind == FARM]) == {6}
    heads = np.isin(groups.code, [2, 4])
    least = world.sites.authority[heads].min()
    assert (world.sites.authority[kind != FARM] >= least).mean() == pytest.approx(0.1, abs=0.02)
    assert world.sites.authority[np.isin(groups.code, [3, 5])].max() < least


@pytest.mark.parametrize("trainer", [0, 1])
def test_groups_add_up_to_what_the_trainer_held(world: World, trainer: int) -> None:
    version = best_on_sale(world, trainer)
    assert version is not None
    settled = world.step - world.parameters.training.cutoff_lag
    found = statistics_by_group(world, replace(version, cutoff_step=settled), site_groups(world))
    assert found.names == (*NAMES, LICENSED)
    pools = sources.sources(world, trainer, settled)
    both = np.stack([table(found.human), table(found.synthetic)])
    for place, (name, pool) in enumerate(zip(SOURCES, pools, strict=True)):
        if name != "synthetic":
            assert np.array_equal(both[:, place].sum(axis=1), pool_table(pool)), name
            assert pool.total > 0, name
    bought = table(world.trainer_memory[trainer].licensed.statistics)[:, 0]
    assert np.array_equal(both[:, :, -1].sum(axis=1), bought), "what was bought is a group of its own"


def test_all_groups_together_are_the_training_set_where_no_source_is_thinned() -> None:
    world = whole()
    version = best_on_sale(world)
    assert version is not None
    uses = version.uses[version.uses > 0.0]
    assert uses.min() >= 1.0
    assert np.unique(uses).size >= 5, "sources weigh differently"
    found = of_best(world)
    assert found.tokens.sum() == version.n_different_tokens
    game = data_game(world, version, found)
    every = frozenset(found.names)
    assert game.loss(every) == pytest.approx(np.nanmin(world.month.loss @ world.rest.topic_shares), rel=1e-12)
    assert game.worth(frozenset()) == 0.0
    assert game.worth(every) == game.loss(frozenset()) - game.loss(every)


def test_trainers_that_start_afresh_hold_what_came_since_their_last_version() -> None:
    world = whole(does_accumulate=False)
    version = best_on_sale(world)
    assert version is not None
    n_tokens = of_best(world).tokens.sum()
    assert n_tokens == version.n_different_tokens
    assert n_tokens < of_best(whole()).tokens.sum() / 2


def test_without_feedback_only_human_ideas_count() -> None:
    world = whole(has_feedback=False)
    version = best_on_sale(world)
    assert version is not None
    found = of_best(world)
    assert found.tokens[SYNTHETIC].sum() == 0
    assert found.tokens[HUMAN].sum() > 0
    part = human_part(found, version.uses)
    assert np.nanmax(part) == np.nanmin(part) == 1.0


def test_a_farm_holds_synthetic_ideas_and_some_groups_hold_none(world: World) -> None:
    ones = np.ones(len(SOURCES))
    share = dict(zip((*NAMES, LICENSED), human_part(of_best(world), ones), strict=True))
    assert share["farm"] < 0.2
    assert share["platform"] > 0.8
    nothing = world.family.empty(len(SOURCES), 1, 2)
    assert np.isnan(human_part(GroupStatistics(("a",), np.zeros(1, dtype=np.int64), nothing, nothing), ones)).all()


def test_a_draw_uses_each_source_as_asked_and_no_group_minds_the_others(world: World) -> None:
    found, chance = of_best(world), np.array([0.3, 1.0, 1.0, 0.0, 1.0, 0.1, 0.0])
    intake = Intake(chance, np.array([1.0, 1.0, 3.0, 1.0, 1.5, 1.0, 1.0]), 1.0)
    counts, occurrences = (np.stack([table(each) for each in side]) for side in drawn(world, found, intake))
    held = table(found.human + found.synthetic)
    expected = chance @ held.sum(axis=(1, 2, 3))
    assert abs(occurrences.sum() - expected) < 5.0 * np.sqrt(expected)
    assert np.array_equal(occurrences, np.floor(occurrences))
    weighed = held[[1, 2, 4]].sum(axis=(1, 2, 3)) @ np.array([1.0, 3.0, 1.5])
    thinned = occurrences.sum() - held[[1, 2, 4]].sum()
    assert counts.sum() == pytest.approx(weighed + thinned)
    some = GroupStatistics(found.names[4:6], found.n_pages[4:6], found.human[:, 4:6], found.synthetic[:, 4:6])
    again = [np.stack([table(each) for each in side]) for side in drawn(world, some, intake)]
    assert np.array_equal(again[0], counts[4:6])
    assert np.array_equal(again[1], occurrences[4:6])


def test_worth_is_the_fall_of_the_loss_of_the_model_fitted_to_the_sum(world: World) -> None:
    culture = ideas_of(world)
    counts = np.zeros((2, culture.n_topics, culture.n_identities))
    rows = np.arange(culture.n_topics)[:, None]
    counts[0, rows, culture.living] = np.floor(1e6 * culture.probabilities)
    counts[1, rows, culture.living] = 1e5
    game = DataGame(
        world, ("true", "flat"), (Counts(counts[0]), Counts(counts[1])), (Counts(counts[0]), Counts(counts[1]))
    )
    n_slots = culture.living.shape[1]
    uniform = (culture.probabilities * np.log(culture.probabilities * n_slots)).sum(axis=1) @ world.rest.topic_shares
    assert game.loss(frozenset()) == pytest.approx(uniform)
    assert game.worth(frozenset({"true"})) == pytest.approx(uniform, rel=0.01)
    assert game.worth(frozenset({"flat"})) == pytest.approx(0.0, abs=1e-12)
    assert 0.0 < game.worth(frozenset({"true", "flat"})) < game.worth(frozenset({"true"}))


def test_nothing_is_on_sale_before_the_first_release() -> None:
    world = world_before(scenario(6, 60))
    assert best_on_sale(world) is not None
    world.month.loss[:] = np.nan
    assert best_on_sale(world) is None
    world.month.loss = np.zeros((0, 0))
    assert best_on_sale(world, 1) is None
