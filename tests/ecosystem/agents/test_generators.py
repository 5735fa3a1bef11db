"""AI generators of four kinds enter while it pays, publish pages and leave when it does not."""

from dataclasses import replace

import numpy as np
import pytest

from ecosystem.agents import generators
from ecosystem.agents.generators import AIGenerator
from ecosystem.calendar import date_to_step
from ecosystem.content.corpus import NO_MODEL
from ecosystem.kinds import ASSISTED, BLOG, BOT, BRAND, CONTENT_FARM, FARM, OPERATOR_KINDS, code_of, has_own_site
from ecosystem.market.ledger import MICRO, OPERATORS, SUPPLIERS, total_balance
from ecosystem.state import World
from ecosystem.tables import OPERATOR_SCHEMA, Table
from ecosystem.web.demand import choose_writing_models, relative_price
from tests.ecosystem.conftest import Diary
from tests.support.worlds import copied, run, scenario, world_before


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
    profit, is_active = generators.look_ahead(hasty, rows).profit, hasty.operators.is_active[rows]
    entering, leaving = np.isin(rows, decisions.entering), np.isin(rows, decisions.leaving)
    assert entering.any()
    assert np.all(profit[entering] > 0.0)
    assert np.all(profit[leaving] < 0.0)
    assert not (entering & is_active).any()
    assert not (leaving & ~is_active).any()


def test_what_just_pays_draws_nobody_in_and_what_costs_nothing_draws_all(world: World) -> None:
    each = copied(world, **{"generators.entry_hazard": 1.0, "generators.exit_hazard": 1.0})
    rows = each.operators.all_rows()
    before = generators.look_ahead(each, rows)
    each.operators.cost[rows] *= before.earned / before.cost
    ahead = generators.look_ahead(each, rows)
    same = ahead.evasion == before.evasion
    assert same.mean() > 0.9
    assert ahead.margin[same] == pytest.approx(np.zeros(same.sum()), abs=1e-9)
    each.operators.cost[:] = 0.0
    assert generators.look_ahead(each, rows).margin == pytest.approx(np.ones(rows.size))
    assert set(generators.decide(each).entering) == set(np.flatnonzero(~each.operators.is_active))
    each.operators.cost[:] = 1e9
    assert generators.look_ahead(each, rows).margin == pytest.approx(-np.ones(rows.size), abs=1e-3)
    assert len(generators.decide(each).leaving) > 0.9 * each.operators.is_active.sum()


def test_hazards_are_those_that_are_set(world: World) -> None:
    each = copied(world)
    margin = generators.look_ahead(each, np.arange(len(each.operators))).margin
    waiting = np.maximum(margin, 0.0) * ~each.operators.is_active
    n_months, n_entered = 1000, 0
    for month in range(n_months):
        each.step = world.step + month
        n_entered += len(generators.decide(each).entering)
    expected = world.parameters.generators.entry_hazard * waiting.sum() * n_months
    assert expected > 50
    assert n_entered == pytest.approx(expected, abs=4.5 * np.sqrt(expected))


def test_the_pool_is_finite_and_has_the_output_that_is_set() -> None:
    world = world_before(scenario(12, 1000))
    parameters = world.parameters
    flow = 0.8 * 1000 * parameters.authors.posts_mean
    n = round(1000 * parameters.generators.operators_per_author)
    assert len(world.operators) == n
    assert world.operators.output.sum() == pytest.approx(parameters.generators.pool_flow * flow, rel=0.2)
    shares = np.bincount(world.operators.topic, minlength=world.n_topics) / n
    assert shares == pytest.approx(world.rest.topic_shares, abs=4.5 * np.sqrt(0.1 / 500))


def test_operators_pay_their_full_cost_and_part_of_it_goes_to_trainers(world: World) -> None:
    each = copied(world)
    generators.enter(each, each.operators.all_rows())
    each.operators.evasion[::2] = 1.0
    each.month.payments = {}
    before, trainers_before = each.operators.balance.copy(), each.trainers.balance.copy()
    decisions = replace(generators.decide(each), evasion=each.operators.evasion.copy())
    generators.apply(each, decisions)
    pages = decisions.output.pages
    spent = (before - each.operators.balance) / MICRO
    n_pages = np.bincount(pages.writer, minlength=len(each.operators))
    rows = np.arange(len(each.operators))
    written = generators.cost_per_page(each, rows) * n_pages
    hidden = written * each.operators.evasion * each.parameters.detection.evasion_cost
    assert spent == pytest.approx(written + hidden, abs=1e-5)
    to_trainers = (each.trainers.balance - trainers_before).sum() / MICRO
    models = choose_writing_models(each, each.operators.key).tolist()
    asked = relative_price(each)[[each.lineage.versions[model].trainer for model in models]]
    assert to_trainers == pytest.approx((written * asked).sum() * each.parameters.market.api_price_share, rel=1e-5)
    assert each.month.payments["evasion", OPERATORS, SUPPLIERS] / MICRO == pytest.approx(hidden.sum(), rel=1e-4)
    assert total_balance(each) == 0, "what one pays another gets"
    assert np.all(np.bincount(each.operators.kind, spent, minlength=4) > 0.0), "all kinds pay"


def test_pages_are_by_active_operators_and_models_on_sale(world: World) -> None:
    pages = generators.plan_output(copied(world)).pages
    assert len(pages.writer) > 0
    is_synthetic = pages.n_human < world.parameters.content.ideas_per_page
    assert np.array_equal(pages.model == NO_MODEL, ~is_synthetic)
    assert set(pages.model[is_synthetic].tolist()) <= set(world.trainers.sold_model.tolist())
    assert world.operators.is_active[pages.writer].all()


def test_pages_are_as_human_as_their_kind(world: World) -> None:
    each = copied(world, **{"generators.brand.human_share": 1.0, "generators.assisted.human_share": 0.4})
    each.operators.output[:] = 200.0
    generators.enter(each, each.operators.all_rows())
    pages = generators.plan_output(each).pages
    kind, n_ideas = each.operators.kind[pages.writer], each.parameters.content.ideas_per_page
    assert np.all(pages.n_human[(kind == CONTENT_FARM) | (kind == BOT)] == 0)
    assert np.all(pages.n_human[kind == BRAND] == n_ideas)
    assert np.all(pages.model[kind == BRAND] == NO_MODEL)
    share = pages.n_human[kind == ASSISTED] / n_ideas
    assert share.mean() == pytest.approx(0.4, abs=4.5 * np.sqrt(0.24 / n_ideas / share.size))


def test_the_cost_of_a_page_follows_the_rules(world: World) -> None:
    rows = np.arange(3)
    unit = float(world.rest.page_revenue @ world.rest.topic_shares)
    by_hand = world.operators.cost[rows] * world.rules.operator_cost_level * unit
    assert generators.cost_per_page(world, rows) == pytest.approx(by_hand)


def test_farms_lie_lower_than_other_sites(world: World) -> None:
    is_farm = world.sites.kind == FARM
    assert is_farm.sum() > 20
    assert np.median(world.sites.authority[is_farm]) < np.median(world.sites.authority[~is_farm])


def test_own_sites_lie_lower_by_the_rank_gap_of_their_kind(world: World) -> None:
    each = copied(world, **{"generators.farm.rank_gap": 2.0, "generators.brand.rank_gap": 0.5})
    level = copied(world, **{"generators.farm.rank_gap": 0.0, "generators.brand.rank_gap": 0.0})
    new = np.flatnonzero(world.operators.site < 0)
    for one in (each, level):
        generators.enter(one, one.operators.all_rows())
    ratio = each.sites.fitness[each.operators.site[new]] / level.sites.fitness[level.operators.site[new]]
    gap = np.where(world.operators.kind[new] == BRAND, 0.5, 2.0)
    assert len(set(gap.tolist())) == 2
    assert ratio == pytest.approx(np.exp(-gap))


def test_each_kind_publishes_where_it_should(world: World) -> None:
    operators, sites = world.operators, world.sites
    published = np.unique(world.corpus.writer[world.corpus.is_operated]).astype(np.int64)
    assert set(operators.kind[published].tolist()) == set(range(len(OPERATOR_KINDS)))
    site, owns = operators.site[published], has_own_site(operators.kind[published])
    assert np.all(sites.kind[site[owns]] == FARM)
    assert np.unique(site[owns]).size == owns.sum(), "one site each"
    assert np.isin(sites.kind[site[~owns]], (code_of("news"), BLOG)).all()
    assert np.array_equal(sites.topic[site], operators.topic[published])


def pool(world: World, n: int = 10_000, **changes: float) -> World:
    """The same world with a large pool of operators, made anew; only its operators may be looked at."""
    each = copied(world, **{"generators.operators_per_author": n / 2000, **changes})
    each.size = 2000
    each.operators = Table(OPERATOR_SCHEMA)
    generators.add_operators(each)
    return each


def test_each_kind_has_the_share_cost_reach_and_output_that_are_set(world: World) -> None:
    each = pool(world)
    parameters, operators = each.parameters.generators, each.operators
    weights = {kind: parameters.kinds[kind].share for kind in OPERATOR_KINDS}
    factors = {kind: parameters.kinds[kind].output_factor for kind in OPERATOR_KINDS}
    typical = parameters.pool_flow * 0.8 * 2000 * each.parameters.authors.posts_mean / len(operators)
    mean_factor = sum(weights[kind] * factors[kind] for kind in OPERATOR_KINDS) / sum(weights.values())
    for code, kind in enumerate(OPERATOR_KINDS):
        mine = operators.kind == code
        n, share = mine.sum(), weights[kind] / sum(weights.values())
        assert n / len(operators) == pytest.approx(share, abs=4.5 * np.sqrt(0.25 / len(operators)))
        cost = np.log(operators.cost[mine])
        expected = np.log(parameters.cost_median * parameters.kinds[kind].cost_factor)
        assert cost.mean() == pytest.approx(expected, abs=4.5 * parameters.cost_spread / np.sqrt(n))
        assert cost.std() == pytest.approx(parameters.cost_spread, rel=4.5 / np.sqrt(n))
        reach = np.log(operators.appeal[mine])
        expected = parameters.kinds[kind].reach
        assert reach.mean() == pytest.approx(expected, abs=4.5 * parameters.reach_spread / np.sqrt(n))
        output = operators.output[mine]
        assert output.mean() == pytest.approx(
            typical * factors[kind] / mean_factor, abs=4.5 * output.std() / np.sqrt(n)
        )


def test_a_number_of_one_kind_moves_that_kind_only(world: World) -> None:
    plain, dear = pool(world).operators, pool(world, 10_000, **{"generators.brand.cost_factor": 5.0}).operators
    is_brand = plain.kind == BRAND
    assert np.array_equal(plain.kind, dear.kind)
    assert np.array_equal(plain.cost[~is_brand], dear.cost[~is_brand])
    factor = 5.0 / world.parameters.generators.brand.cost_factor
    assert dear.cost[is_brand] == pytest.approx(factor * plain.cost[is_brand])


def test_more_operators_leave_the_draws_of_the_others_alone(world: World) -> None:
    few, many = pool(world, 500), pool(world, 1000)
    first = np.arange(500)
    for name in ("key", "kind", "topic", "site", "cost", "appeal"):
        assert np.array_equal(getattr(few.operators, name), getattr(many.operators, name)[first]), name
    assert many.operators.output[first] == pytest.approx(few.operators.output / 2.0), "the flow is shared by more"


def test_the_pool_never_grows(diary: Diary) -> None:
    n = round(diary.world.parameters.generators.operators_per_author * diary.world.size)
    assert len(diary.world.operators) == n
    assert diary.model.series().n_generators.max() <= n


@pytest.mark.parametrize("code", range(len(OPERATOR_KINDS)))
def test_a_kind_that_no_longer_pays_leaves_and_the_others_stay(world: World, code: int) -> None:
    hasty = copied(world, **{"generators.entry_hazard": 1.0, "generators.exit_hazard": 1.0})
    mine = hasty.operators.kind == code
    before = generators.decide(hasty)
    hasty.operators.cost[mine] *= 1e6
    after = generators.decide(hasty)
    assert not mine[after.entering].any()
    assert set(np.flatnonzero(mine & hasty.operators.is_active)) == set(after.leaving[mine[after.leaving]])
    for one, other in ((before.entering, after.entering), (before.leaving, after.leaving)):
        assert np.array_equal(one[~mine[one]], other[~mine[other]])


def test_mesa_agents_show_kind_and_evasion(diary: Diary) -> None:
    agents = diary.model.agents_by_type[AIGenerator]
    shown = sorted((agent.row, agent.kind, agent.evasion) for agent in agents)
    rows = np.flatnonzero(diary.world.operators.is_active)
    operators = diary.world.operators
    assert shown == list(zip(rows, operators.kind[rows], operators.evasion[rows], strict=True))
    assert {kind for _, kind, _ in shown} == set(range(len(OPERATOR_KINDS)))
