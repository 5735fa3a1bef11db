"""Demand: askers who switch to chat, and readers who choose a model."""

import numpy as np
import pytest

from ecosystem.content.corpus import NO_MODEL
from ecosystem.state import ARTICLES, COMMITTED, SUBSTITUTABLE, World
from ecosystem.web.demand import (
    chance_that_model_answers_better,
    choose_models,
    choose_writing_models,
    human_page_loss,
    switch_to_chat,
)
from tests.ecosystem.worlds import copied


def test_junk_costs_a_reader_what_it_dilutes(world: World) -> None:
    assert human_page_loss(world) == pytest.approx(-np.log(1 - 0.5 * 0.6))


def test_only_askers_switch_and_the_substitutable_first(world: World) -> None:
    authors = world.authors
    asking = [authors.asking_share[authors.niche == niche] for niche in (ARTICLES, SUBSTITUTABLE, COMMITTED)]
    assert np.all(asking[0] == 1.0)
    assert asking[1].max() < asking[2].min() <= asking[2].max() < 1.0
    assert asking[2].min() > 0.95


def test_the_hazard_to_switch_by_hand(world: World) -> None:
    chance = chance_that_model_answers_better(world)
    assert np.all((chance > 0) & (chance < 1))
    after = copied(world)
    switch_to_chat(after)
    asker = int(np.flatnonzero(world.authors.niche == SUBSTITUTABLE)[0])
    topic = world.authors.topic[asker]
    expected = world.authors.asking_share[asker] * (1 - world.parameters.attention.chat_hazard * chance[topic])
    assert after.authors.asking_share[asker] == pytest.approx(expected)


def test_nobody_switches_before_there_is_chat(quiet_world: World) -> None:
    assert np.all(quiet_world.authors.asking_share == 1.0)
    assert np.all(quiet_world.trainers.user_share == 0.0)


def test_readers_move_slowly_to_a_logit_over_models_and_the_human_web(world: World) -> None:
    market = world.parameters.market
    still = copied(world)
    for _ in range(400):
        choose_models(still)
    loss = still.month.served_loss @ still.rest.topic_shares
    weights = np.exp(-market.quality_weight * np.array([*loss, human_page_loss(world)]))
    assert still.trainers.user_share == pytest.approx((weights / weights.sum())[:-1])
    assert still.trainers.user_share.sum() < 1.0
    once = copied(world)
    choose_models(once)
    inertia = market.switching_inertia
    assert once.trainers.user_share == pytest.approx(
        inertia * world.trainers.user_share + (1 - inertia) * still.trainers.user_share
    )


def test_writers_choose_among_models_on_sale_by_quality(world: World) -> None:
    changed = copied(world)
    keys = np.arange(40_000, dtype=np.uint64)
    chosen = choose_writing_models(changed, keys)
    sold = changed.trainers.sold_model
    assert set(chosen.tolist()) <= set(sold.tolist())
    loss = changed.month.served_loss @ changed.rest.topic_shares
    weights = np.exp(-changed.parameters.generators.quality_weight * loss)
    shares = np.array([(chosen == model).mean() for model in sold.tolist()])
    assert shares == pytest.approx(weights / weights.sum(), abs=4.5 * np.sqrt(0.25 / keys.size))
    changed.month.served_loss[0] = np.nan
    assert sold[0] not in choose_writing_models(changed, keys).tolist(), "what is not measured is not on sale"
    changed.month.served_loss[:] = np.nan
    assert np.all(choose_writing_models(changed, keys) == NO_MODEL)
