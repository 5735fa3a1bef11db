"""Readers' surplus: known values of the logit, and each part by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import softmax

from ecosystem.kinds import ARTICLES
from ecosystem.market.surplus import logit_surplus, questions_answered, readers_surplus
from ecosystem.state import World
from ecosystem.web.answers import tell_readers
from ecosystem.web.retrieval import best_answer_loss
from ecosystem.web.worth import BY_PEOPLE
from tests.support.worlds import copied, run, scenario


def test_one_model_as_good_as_none_is_worth_the_log_of_two() -> None:
    assert logit_surplus(np.array([0.5]), np.array([1.3]), 1.3, 2.0) == pytest.approx(np.log(2) / 2)


@pytest.mark.parametrize("outside", [-3.0, 0.0, 2.0])
def test_at_the_shares_of_the_logit_it_is_the_log_sum(outside: float) -> None:
    utility = np.array([0.5, -1.0, 2.0])
    shares = softmax([*utility, outside])[:-1]
    expected = np.log(np.exp([*utility, outside]).sum()) - outside
    assert logit_surplus(shares, utility, outside, 1.0) == pytest.approx(expected)
    assert expected == pytest.approx(-np.log(1.0 - shares.sum()))
    assert logit_surplus(shares, utility, outside, 4.0) == pytest.approx(expected / 4)


def test_inertia_leaves_readers_less() -> None:
    utility = np.array([0.5, -1.0, 2.0])
    best = logit_surplus(softmax([*utility, 0.0])[:-1], utility, 0.0, 1.0)
    for shares in np.random.default_rng(3).dirichlet(np.ones(4), 50):
        assert logit_surplus(shares[:-1], utility, 0.0, 1.0) < best
    bad = logit_surplus(np.array([0.9]), np.array([-5.0]), 0.0, 1.0)
    assert bad < 0.0, "who is stuck with a bad model would be better off without"


def test_without_users_there_is_no_surplus() -> None:
    assert logit_surplus(np.zeros(2), np.array([9.0, 1.0]), 0.0, 1.0) == 0.0


def test_each_part_by_hand(world: World) -> None:
    market, surplus = world.parameters.market, readers_surplus(world)
    value, saved = market.value_per_question_usd, market.answer_time_saved_usd
    read = world.month.visits.sum(axis=0) * np.exp(-world.month.pages_loss)
    assert surplus.pages == pytest.approx(value * float(read.sum()))
    answered = world.month.searches * world.month.unclicked_share
    worth = np.exp(-world.month.told_loss)
    assert surplus.answers == pytest.approx((value + saved) * float((answered * worth).sum()))
    assert surplus.answers > 0.0
    rows = np.flatnonzero(world.authors.is_active & (world.authors.niche != ARTICLES))
    served = best_answer_loss(world)
    assert served is not None
    by_hand = 0.0
    for row in rows.tolist():
        asking, rate = world.authors.asking_share[row], world.authors.rate[row]
        topic = world.authors.topic[row]
        told, chat = np.exp(-world.month.kind_loss[BY_PEOPLE, topic]) * value, np.exp(-served[topic]) * (value + saved)
        by_hand += rate * (asking * told + (1 - asking) * chat)
    assert surplus.askers == pytest.approx(by_hand)
    assert surplus.total_usd == surplus.pages + surplus.answers + surplus.models + surplus.askers


def test_the_truth_counts_not_what_is_measured(world: World) -> None:
    plain = copied(world)
    plain.rules = replace(plain.rules, has_citing_answers=False)
    tell_readers(plain)
    worse, flattered = copied(plain), copied(plain)
    worse.month.answer_loss = worse.month.answer_loss + 0.5
    tell_readers(worse)
    assert readers_surplus(worse).answers == pytest.approx(np.exp(-0.5) * readers_surplus(plain).answers)
    flattered.month.benchmark_loss = flattered.month.benchmark_loss - 5.0
    tell_readers(flattered)
    assert readers_surplus(flattered) == readers_surplus(plain)


def test_without_ai_only_pages_and_people_count(quiet_world: World) -> None:
    surplus = readers_surplus(quiet_world)
    assert surplus.answers == surplus.models == 0.0
    assert surplus.pages > 0.0
    assert surplus.askers > 0.0


def test_worth_nothing_leaves_the_surplus_of_models_only(world: World) -> None:
    changed = {"market.value_per_question_usd": 0.0, "market.answer_time_saved_usd": 0.0}
    surplus = readers_surplus(copied(world, **changed))
    assert surplus.total_usd == surplus.models != 0.0


def test_readers_surplus_grows_by_the_questions_answered_with_what_one_is_worth(world: World) -> None:
    value = world.parameters.market.value_per_question_usd
    dearer = copied(world, **{"market.value_per_question_usd": value + 2.0})
    rise = readers_surplus(dearer).total_usd - readers_surplus(world).total_usd
    assert rise == pytest.approx(2.0 * questions_answered(world))


def test_nobody_is_better_off_where_all_human_text_is_junk() -> None:
    junk = {"content.junk_page_share": 1.0, "content.junk_idea_share": 1.0}
    for months in (12, 36):
        good, bad = (run(scenario(months, 100, **changes)).series().iloc[-1] for changes in ({}, junk))
        assert bad.reader_welfare < 0.5 * good.reader_welfare
        assert bad.questions_answered < 0.5 * good.questions_answered
