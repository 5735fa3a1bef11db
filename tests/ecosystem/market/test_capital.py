"""What computing costs each trainer, who pays in lean months, and who leaves and comes."""

import numpy as np
import pytest

from ecosystem.market.capital import entry_margin, relative_budget, training_costs
from ecosystem.market.ledger import total_balance
from ecosystem.market.subscriptions import revenue_of_trainers
from ecosystem.policies import AuthorLevy
from ecosystem.state import World
from ecosystem.web.retrieval import serving_cost
from tests.ecosystem.policies.test_worlds import under
from tests.support.worlds import advance, copied, run, scenario

RUINOUS = {"market.runway_months": 1, "training.budget_follows_revenue": 0.0, "market.entry_hazard": 0.0}


@pytest.fixture(scope="module")
def selling() -> World:
    """A world in which all six trainers sell."""
    return run(scenario(24, 100), 18).world


def test_budgets_that_do_not_follow_revenue_are_those_of_the_start(selling: World) -> None:
    fixed = copied(selling, **{"training.budget_follows_revenue": 0.0})
    assert relative_budget(fixed).tolist() == selling.trainers.scale.tolist()


def test_budgets_follow_revenue_as_far_as_they_are_told_to(selling: World) -> None:
    revenue = revenue_of_trainers(selling)
    half, full = (
        relative_budget(copied(selling, **{"training.budget_follows_revenue": much, "training.budget_reach": 1000.0}))
        for much in (0.5, 1.0)
    )
    assert full / selling.trainers.scale == pytest.approx(revenue / revenue.mean())
    assert half / selling.trainers.scale == pytest.approx(np.sqrt(revenue / revenue.mean()))


def test_training_costs_a_share_of_all_revenue_by_budget(selling: World) -> None:
    costs = training_costs(selling)
    share = selling.parameters.market.training_cost_share
    assert costs.sum() == pytest.approx(share * revenue_of_trainers(selling).sum())
    assert costs / costs.sum() == pytest.approx(relative_budget(selling) / relative_budget(selling).sum())


def test_who_left_pays_nothing_and_sells_nothing(selling: World) -> None:
    world = copied(selling)
    world.trainers.is_active[2] = False
    paid = int(world.trainers.paid[2])
    assert training_costs(world)[2] == 0.0
    advance(world, 1)
    assert world.trainers.sold_model[2] == -1
    assert world.trainers.user_share[2] == 0.0
    assert world.trainers.paid[2] == paid
    assert np.isnan(world.month.served_loss[2]).all()


def test_a_newcomer_with_a_name_like_the_others_keeps_what_they_keep(selling: World) -> None:
    world = copied(selling, **{"training.budget_follows_revenue": 0.0})
    world.trainers.brand[:] = 0.0
    world.trainers.is_active[0] = False
    market, trainers = world.parameters.market, world.trainers
    revenue = float(revenue_of_trainers(world).sum())
    users = float(trainers.user_share[trainers.rows()].sum()) * world.size * market.readers_per_author
    net = (revenue - users * serving_cost(world)) / 6.0
    (margin,) = entry_margin(world, np.array([0]), np.zeros(1))
    assert margin == pytest.approx(1.0 - market.training_cost_share * revenue / 6.0 / net)
    assert entry_margin(world, np.array([0]), np.array([-20.0])) == pytest.approx(0.0)


def test_trainers_whose_investors_stop_leave_and_owe_nothing() -> None:
    model = run(scenario(36, 100, **RUINOUS))
    trainers = model.world.trainers
    assert 1 <= trainers.is_active.sum() < len(trainers)
    assert (trainers.balance >= 0).all()
    assert model.world.accounts["investors"] < 0
    assert total_balance(model.world) == 0
    assert model.series()["n_trainers"].is_monotonic_decreasing


def test_fixed_trainers_stay_and_investors_pay_on() -> None:
    model = run(scenario(36, 100, **RUINOUS, **{"controls.has_trainer_turnover": False}))
    assert model.world.trainers.is_active.all()
    assert model.world.accounts["investors"] < 0


def test_newcomers_take_vacant_places_and_sell_once_they_have_trained() -> None:
    world = run(scenario(40, 100, **(RUINOUS | {"market.entry_hazard": 1.0})), 20).world
    world.trainers.is_active[3] = False
    advance(world, 1)
    brand = float(world.trainers.brand[3])
    entered = [advance(world, 1).trainers.is_active[3] for _ in range(18)]
    assert any(entered), world.trainers.runway
    assert float(world.trainers.brand[3]) != brand


def test_a_levy_that_leaves_nothing_for_computing_drives_out_who_has_no_savings(selling: World) -> None:
    poor = copied(selling, **{"market.runway_months": 1, "market.duty_pass_through": 0.0, "market.entry_hazard": 0.0})
    poor.trainers.balance[:] = 0
    free, levied = under(poor, months=4), under(poor, AuthorLevy(share=1.0), months=4)
    assert free.trainers.is_active.sum() > levied.trainers.is_active.sum()
