"""AI generators enter while it pays, publish synthetic pages and leave when it does not."""

import numpy as np
import pytest

from ecosystem.agents import generators
from ecosystem.calendar import date_to_step
from ecosystem.content.corpus import NO_MODEL
from ecosystem.market.ledger import MICRO
from ecosystem.state import FARM, World
from tests.ecosystem.conftest import Diary
from tests.ecosystem.worlds import copied, run, scenario, world_before


def test_nobody_enters_when_cost_is_prohibitive() -> None:
    setting = scenario(24, 100, **{"generators.cost_median": 1000.0, "generators.cost_spread": 0.1})
    model = run(setting.replace(**{"generators.cost_fall_factor": 1.0}))
    assert model.series().n_generators.max() == 0.0
    assert not model.world.corpus.is_operated.any()
    assert not np.any(model.world.sites.kind == FARM)


def test_entry_follows_the_fall_of_cost(diary: Diary) -> None:
    fall = date_to_step(diary.world.parameters.generators.cost_fall_date)
    number = diary.model.series().n_generators
    assert number[fall - 1] <= number[0] + 2, "at rest before"
    assert number[fall + 12] > 5 * max(number[fall - 1], 1)
    late = run(scenario(24, 100, **{"generators.cost_fall_date": "2023-06"})).series().n_generators
    assert late[16] <= late[0] + 2
    assert late[23] > late[16]


def test_who_enters_expects_a_profit_and_who_leaves_a_loss(world: World) -> None:
    hasty = copied(world, **{"generators.entry_hazard": 1.0, "generators.exit_hazard": 1.0})
    decisions = generators.decide(hasty)
    rows = hasty.operators.all_rows()
    profit = dict(zip(rows.tolist(), generators.expected_profit(hasty, rows).tolist(), strict=True))
    entering, leaving = set(decisions.entering.tolist()), set(decisions.leaving.tolist())
    for row, expected in profit.items():
        is_active = bool(hasty.operators.is_active[row])
        assert (row in entering) == (not is_active and expected > 0)
        assert (row in leaving) == (is_active and expected < 0)


def test_hazards_are_those_that_are_set(world: World) -> None:
    each = copied(world)
    waiting = ~each.operators.is_active & (generators.expected_profit(each, np.arange(len(each.operators))) > 0)
    n_months, n_entered = 200, 0
    for month in range(n_months):
        each.step = world.step + month
        n_entered += len(generators.decide(each).entering)
    n = waiting.sum() * n_months
    hazard = world.parameters.generators.entry_hazard
    assert n > 1000
    assert n_entered / n == pytest.approx(hazard, abs=4.5 * np.sqrt(hazard / n))


def test_the_pool_is_finite_and_has_the_output_that_is_set() -> None:
    world = world_before(scenario(12, 1000))
    parameters = world.parameters
    flow = 0.8 * 1000 * parameters.authors.posts_mean
    assert len(world.operators) == 500
    assert world.operators.output.sum() == pytest.approx(parameters.generators.pool_flow * flow, rel=0.2)
    shares = np.bincount(world.operators.topic, minlength=world.n_topics) / 500
    assert shares == pytest.approx(world.rest.topic_shares, abs=4.5 * np.sqrt(0.1 / 500))


def test_operators_pay_their_full_cost_and_part_of_it_goes_to_trainers(world: World) -> None:
    each = copied(world)
    each.month.payments = {}
    before, trainers_before = each.operators.balance.copy(), each.trainers.balance.copy()
    pages = generators.plan_output(each)
    spent = (before - each.operators.balance) / MICRO
    n_pages = np.bincount(pages.writer, minlength=len(each.operators))
    rows = np.arange(len(each.operators))
    assert spent == pytest.approx(generators.cost_per_page(each, rows) * n_pages, abs=1e-5)
    to_trainers = (each.trainers.balance - trainers_before).sum() / MICRO
    assert to_trainers == pytest.approx(spent.sum() * each.parameters.market.api_price_share, rel=1e-4)


def test_pages_are_wholly_synthetic_and_by_models_on_sale(world: World) -> None:
    pages = generators.plan_output(copied(world))
    assert len(pages.writer) > 0
    assert np.all(pages.n_human == 0)
    assert not np.any(pages.model == NO_MODEL)
    assert set(pages.model.tolist()) <= set(world.trainers.sold_model.tolist())
    assert world.operators.is_active[pages.writer].all()


def test_the_cost_of_a_page_follows_the_rules(world: World) -> None:
    rows = np.arange(3)
    unit = float(world.rest.page_revenue @ world.rest.topic_shares)
    by_hand = world.operators.cost[rows] * world.rules.operator_cost_level * unit
    assert generators.cost_per_page(world, rows) == pytest.approx(by_hand)


def test_farms_lie_lower_than_other_sites(world: World) -> None:
    is_farm = world.sites.kind == FARM
    assert is_farm.sum() > 20
    assert np.median(world.sites.authority[is_farm]) < np.median(world.sites.authority[~is_farm])
