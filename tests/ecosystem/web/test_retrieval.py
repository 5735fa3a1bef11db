"""Retrieval: what reading pages before answers does to what users are told, and what it costs."""

from typing import Any

import numpy as np
import pytest

from ecosystem.content.families.categorical import Counts
from ecosystem.market.subscriptions import pay_for_models, revenue_of_trainers
from ecosystem.rules import rules_at
from ecosystem.state import World
from ecosystem.web.demand import chance_that_model_answers_better, set_prices
from ecosystem.web.retrieval import best_answer_loss, serving_cost, weigh_answers
from ecosystem.web.worth import mix_of
from tests.support.ideas import ideas_of
from tests.support.worlds import copied, run, scenario


def answering(world: World, share: float, weight: float = 0.45, met: Counts | None = None) -> World:
    """A copy in which models read before a share of their answers: what readers meet, or other text."""
    each = copied(world, **{"attention.retrieval_weight": weight})
    each.sites.refuses[:] = False
    each.rules = each.rules.__class__(**{**vars(each.rules), "retrieval_share": share})
    weigh_answers(each, each.family.fit(mix_of(each, each.month.visits) if met is None else met))
    return each


def culture_of(world: World) -> Counts:
    culture = ideas_of(world)
    counts = np.zeros((culture.n_topics, culture.n_identities))
    counts[np.arange(culture.n_topics)[:, None], culture.living] = np.round(1e7 * culture.probabilities)
    return Counts(counts)


def test_answers_are_those_of_the_model_where_nothing_is_read(world: World) -> None:
    for share, weight in ((0.0, 0.45), (0.3, 0.0)):
        each = answering(world, share, weight)
        assert np.array_equal(each.month.answer_loss, each.month.served_loss)
    assert serving_cost(answering(world, 0.0)) == world.parameters.market.serving_cost_usd


def test_some_answers_are_a_mixture_of_the_model_and_of_what_is_read(world: World) -> None:
    each = answering(world, 0.3)
    read = each.family.fit(mix_of(each, each.month.visits))
    for row, sold in enumerate(each.trainers.sold_model.tolist()):
        served: Any = each.lineage.fitted[sold]
        living = ideas_of(each).living
        rows = np.arange(each.n_topics)[:, None]
        told = 0.55 * np.exp(served.log_if_living)[rows, living] + 0.45 * np.exp(read.log_if_living)[rows, living]
        truth = ideas_of(each).probabilities
        reading = (truth * np.log(truth / told)).sum(axis=1)
        expected = 0.7 * each.month.served_loss[row] + 0.3 * reading
        assert each.month.answer_loss[row] == pytest.approx(expected, rel=1e-9)


def test_who_reads_only_and_always_knows_what_stands_there(world: World) -> None:
    each = answering(world, 1.0, 1.0)
    read = each.family.loss(each.family.fit(mix_of(each, each.month.visits)))
    assert each.month.answer_loss == pytest.approx(np.tile(read, (len(each.trainers), 1)), rel=1e-9)
    current = answering(world, 1.0, 1.0, culture_of(world))
    assert np.nanmax(current.month.answer_loss) < 1e-3


def test_reading_moves_askers_but_neither_the_model_nor_what_it_writes(world: World) -> None:
    plain, reading = answering(world, 0.0), answering(world, 1.0, 0.9, culture_of(world))
    best = best_answer_loss(reading)
    assert best is not None
    assert np.all(best < plain.month.served_loss.min(axis=0))
    assert np.all(chance_that_model_answers_better(reading) > chance_that_model_answers_better(plain))
    for name in ("loss", "served_loss", "benchmark_loss"):
        assert np.array_equal(getattr(plain.month, name), getattr(reading.month, name))


def test_trainers_pay_for_reading_and_ask_more(world: World) -> None:
    market, bill = world.parameters.market, []
    for share in (0.0, 0.3):
        each = answering(world, share)
        assert serving_cost(each) == pytest.approx(
            market.serving_cost_usd + share * market.answers_per_user * market.retrieval_cost_usd
        )
        set_prices(each)
        users = revenue_of_trainers(each) / each.trainers.price
        each.month.payments.clear()
        pay_for_models(each)
        paid = {kind: amount for (kind, _, _), amount in each.month.payments.items()}
        bill.append((float(each.trainers.price.mean()), paid["serving"] / 1e6 / users.sum()))
    assert bill[1][0] > bill[0][0]
    assert bill[1][1] - bill[0][1] == pytest.approx(0.3 * market.answers_per_user * market.retrieval_cost_usd, rel=1e-3)


def test_reading_spreads_from_its_first_month_to_its_full_share(world: World) -> None:
    shares = [rules_at(world.parameters, step).retrieval_share for step in (12, 13, 27, 41, 60)]
    most = world.parameters.attention.retrieval_share_max
    assert shares[0] == 0.0 < shares[1] < shares[2] < shares[3] == shares[4] == most
    assert rules_at(copied(world, **{"controls.has_ai": False}).parameters, 60).retrieval_share == 0.0


def test_without_retrieval_both_losses_are_one_column() -> None:
    series = run(scenario(18, 60, **{"attention.retrieval_share_max": 0.0})).series()
    assert np.array_equal(series.model_loss_answers, series.model_loss_served, equal_nan=True)
    reading = run(scenario(18, 60)).series()
    assert not np.array_equal(reading.model_loss_answers, reading.model_loss_served, equal_nan=True)
