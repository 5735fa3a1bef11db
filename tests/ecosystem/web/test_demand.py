"""Demand: askers who switch to chat, and readers who choose a model."""

import numpy as np
import pytest

from ecosystem.content.corpus import NO_MODEL
from ecosystem.kinds import ARTICLES, COMMITTED, SUBSTITUTABLE
from ecosystem.policies import AuthorLevy
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.demand import (
    chance_that_model_answers_better,
    choose_models,
    choose_writing_models,
    loss_on_the_web,
    overall_loss,
    relative_price,
    set_prices,
    switch_to_chat,
)
from ecosystem.web.retrieval import serving_cost
from tests.support.worlds import copied


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


def _liking(world: World) -> FloatArray:
    """Utility of each model to readers, in logits."""
    market, loss = world.parameters.market, overall_loss(world, world.month.answer_loss)
    return -market.quality_weight * loss - market.price_sensitivity * world.trainers.price


def test_without_a_cost_of_switching_readers_move_slowly_to_a_logit(world: World) -> None:
    market = world.parameters.market
    still = copied(world, **{"market.switching_cost": 0.0})
    for _ in range(400):
        choose_models(still)
    weights = np.exp([*_liking(still), -market.quality_weight * loss_on_the_web(world)])
    assert still.trainers.user_share == pytest.approx((weights / weights.sum())[:-1])
    assert still.trainers.user_share.sum() < 1.0
    once = copied(world, **{"market.switching_cost": 0.0})
    choose_models(once)
    inertia = market.switching_inertia
    assert once.trainers.user_share == pytest.approx(
        inertia * world.trainers.user_share + (1 - inertia) * still.trainers.user_share
    )


def test_a_cost_of_switching_holds_readers_where_they_are(world: World) -> None:
    held = copied(world, **{"market.switching_cost": 15.0})
    for _ in range(50):
        choose_models(held)
    assert held.trainers.user_share == pytest.approx(world.trainers.user_share, abs=1e-3)
    free = copied(world, **{"market.switching_cost": 0.0})
    free.trainers.price[:] = 100.0
    for _ in range(400):
        choose_models(free)
    assert free.trainers.user_share.sum() < 1e-6, "nobody pays any price"


@pytest.mark.parametrize("levy", [0.0, 0.3, 0.9])
def test_prices_are_best_replies_also_to_levies(world: World, levy: float) -> None:
    """At the price set, no other price brings a trainer more, by a search over prices on the logit demand itself."""
    market, each = world.parameters.market, copied(world)
    trainers = each.trainers
    each.rules = AuthorLevy(share=levy).fold(each.rules, each.step + 24)
    for _ in range(200):
        utility = (
            -market.quality_weight * overall_loss(each, each.month.answer_loss)
            - market.price_sensitivity * trainers.price
        )
        weights = np.exp([*utility, -market.quality_weight * loss_on_the_web(world)])
        trainers.user_share[:] = (weights / weights.sum())[:-1]
        set_prices(each)
    others = weights.sum() - weights[0]
    price = np.linspace(serving_cost(world), 15.0, 600_001)
    mine = np.exp(_liking(each)[0] - market.price_sensitivity * (price - trainers.price[0]))
    profit = ((1.0 - levy) * price - serving_cost(world)) * mine / (mine + others)
    assert trainers.price[0] == pytest.approx(price[np.argmax(profit)], abs=1e-4)


def test_what_is_not_passed_on_moves_no_price_and_few_give_up_a_model_that_gets_dearer(world: World) -> None:
    free, step = copied(world), world.step + 24
    set_prices(free)
    for share in (0.0, 0.5, 1.0):
        each = copied(world, **{"market.duty_pass_through": share})
        each.rules = AuthorLevy(share=0.4).fold(each.rules, step)
        set_prices(each)
        cost = serving_cost(world)
        assert each.trainers.price - free.trainers.price == pytest.approx(cost / (1.0 - 0.4 * share) - cost)
        assert np.array_equal(each.trainers.user_share, free.trainers.user_share), "the rise is less than switching"
    each.rules = AuthorLevy(share=1.0).fold(each.rules, step)
    set_prices(each)
    assert each.trainers.user_share.sum() == pytest.approx(0.0, abs=1e-100)


def test_who_has_more_users_asks_more(world: World) -> None:
    each = copied(world)
    each.trainers.user_share[:] = np.linspace(0.0, 0.5, len(each.trainers))
    set_prices(each)
    assert np.all(np.diff(each.trainers.price) > 0)
    assert relative_price(each).mean() == pytest.approx(1.0)


def test_one_model_serves_all_where_there_is_no_choice(world: World) -> None:
    each = copied(world, **{"controls.has_model_choice": False})
    each.month.answer_loss = each.month.served_loss
    best = int(np.argmin(overall_loss(each, each.month.served_loss)))
    choose_models(each)
    assert each.trainers.user_share[best] == each.trainers.user_share.sum() > 0.0, "nobody stays with another"
    chosen = choose_writing_models(each, np.arange(100, dtype=np.uint64))
    assert set(chosen.tolist()) == {int(each.trainers.sold_model[best])}


def test_writers_choose_among_models_on_sale_by_quality_and_price(world: World) -> None:
    changed = copied(world)
    keys = np.arange(40_000, dtype=np.uint64)
    chosen = choose_writing_models(changed, keys)
    sold = changed.trainers.sold_model
    assert set(chosen.tolist()) <= set(sold.tolist())
    loss = changed.month.served_loss @ changed.rest.topic_shares
    generators = changed.parameters.generators
    weights = np.exp(-generators.quality_weight * loss - generators.price_weight * relative_price(changed))
    shares = np.array([(chosen == model).mean() for model in sold.tolist()])
    assert shares == pytest.approx(weights / weights.sum(), abs=4.5 * np.sqrt(0.25 / keys.size))
    changed.month.served_loss[0] = np.nan
    assert sold[0] not in choose_writing_models(changed, keys).tolist(), "what is not measured is not on sale"
    changed.month.served_loss[:] = np.nan
    assert np.all(choose_writing_models(changed, keys) == NO_MODEL)
