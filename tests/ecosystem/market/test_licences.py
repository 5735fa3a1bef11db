"""Licences: prices answer to demand and supply, markets clear, and who is paid is who wrote."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.content.learners.categorical import CategoricalLearner, CategoricalModel
from ecosystem.content.valuation import Valuation
from ecosystem.indicators.market import data_worth, model_price, reserve_price_share, revenue_per_nat
from ecosystem.kernels.clearing import worth_of
from ecosystem.kinds import FARM, TRAINING
from ecosystem.market.clearing import Demand, clear
from ecosystem.market.contracts import choose_contracts
from ecosystem.market.demand_for_data import appraise, demand_for_data, half_of_gain, ideas_priced
from ecosystem.market.ledger import MICRO, SUPPLIERS, total_balance
from ecosystem.market.licences import clear_market
from ecosystem.market.recipes import validation_sample
from ecosystem.market.sellers import (
    is_head,
    is_reserved,
    offers_of_month,
    page_thousands,
    reserved_sites,
    segments,
    shared_contract,
    thousands_not_owned,
)
from ecosystem.market.subscriptions import revenue_of_trainers
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import Month, World
from ecosystem.trades import COLLECTIVE, HEAD, TAIL
from ecosystem.web.fetching import data_reader
from tests.ecosystem.conftest import Diary
from tests.support.ideas import ideas_of, shares, table
from tests.support.worlds import copied, run, scenario

RICH = {"market.readers_per_author": 2000.0}
FRICTIONLESS = {"market.deal_cost_usd": 0.0, "market.collective_share": 0.0}


def cleared(world: World, **parameters: float) -> World:
    """The market of the month cleared anew; what was bought this month before stays bought."""
    each = copied(world, **parameters)
    each.month = Month(loss=each.month.loss, served_loss=each.month.served_loss, crawls=each.month.crawls)
    clear_market(each)
    return each


def wanted(world: World) -> Demand:
    """What trainers want of reserved sites."""
    sites = reserved_sites(world)
    return demand_for_data(world, sites, thousands_not_owned(world, sites))


def bought(world: World, after: World) -> list[IntArray]:
    """Pages that each trainer bought."""
    pages = np.arange(world.corpus.n_pages)
    return [
        np.flatnonzero(after.corpus.is_licensed(pages, row) & ~world.corpus.is_licensed(pages, row))
        for row in range(len(world.trainers))
    ]


def spent(world: World, after: World) -> FloatArray:
    """What each trainer spent, USD."""
    result: FloatArray = (world.trainers.balance - after.trainers.balance) / MICRO
    return result


def test_prices_rise_with_demand_and_fall_with_supply(world: World) -> None:
    prices = [cleared(world, **{"market.readers_per_author": each}).month.trade.price for each in (20.0, 60.0, 180.0)]
    assert np.all(prices[0] < prices[1])
    assert np.all(prices[1] < prices[2])
    offers = [cleared(world, **FRICTIONLESS, **{"market.licence_offer_share": each}) for each in (0.01, 0.02, 0.04)]
    assert np.all(np.diff([each.month.trade.price for each in offers], axis=0) < 0.0)


def test_every_market_clears_in_every_month(diary: Diary) -> None:
    series = diary.model.series()
    excess = series.market_excess.to_numpy()
    is_open = series.date >= "2022-12"
    has_market = np.isfinite(excess)
    assert has_market[is_open].mean() > 0.9
    assert not has_market[~is_open].any()
    assert np.all(excess[has_market] <= diary.world.parameters.market.clearing_tolerance)


def test_what_is_wanted_at_the_price_is_bought(world: World) -> None:
    # So many pages that chance is small: more of a dear topic than planned would cost a trainer others.
    trade = cleared(world, **FRICTIONLESS, **{"market.licence_offer_share": 0.1}).month.trade
    page = page_thousands(world.parameters.content)
    assert trade.wanted.min() > 5.0 * page
    assert np.all(np.abs(trade.bought - trade.wanted) <= np.maximum(2.0 * page, 0.05 * trade.wanted))


def test_without_buyers_the_price_is_the_reserve_price(world: World) -> None:
    nobody = cleared(world, **FRICTIONLESS, **{"market.quality_weight": 0.0})
    reserve = world.parameters.market.reserve_price_usd
    assert nobody.licence_price == pytest.approx(reserve)
    assert nobody.month.trade.excess == 0.0, "which explains the excess supply"
    assert not any(nobody.month.payments.values())


def test_how_much_is_sold_at_the_reserve_price_is_told(world: World) -> None:
    market = world.parameters.market
    low, high = (
        cleared(world, **{"market.reserve_price_usd": 1e-4}),
        cleared(world, **{"market.reserve_price_usd": 30.0}),
    )
    assert reserve_price_share(low) < 0.05
    assert reserve_price_share(high) == pytest.approx(1.0)
    assert high.licence_price == pytest.approx(30.0)
    poor = copied(world)
    poor.trainers.user_share[:] = 0.0
    nobody = cleared(poor)
    assert reserve_price_share(nobody) == pytest.approx(1.0), "of what was offered"
    assert data_worth(nobody) == revenue_per_nat(nobody) == 0.0
    assert data_worth(low) == pytest.approx(low.trainers.data_value.mean())
    per_month = revenue_of_trainers(low) * (1.0 - low.trainers.user_share) * market.quality_weight
    expected = (per_month * market.licence_payback_months).mean() / low.size
    assert revenue_per_nat(low) == pytest.approx(expected)


def test_users_pay_the_mean_price_of_models(world: World) -> None:
    each = copied(world)
    each.trainers.price[:], each.trainers.user_share[:] = 1.0, 0.0
    each.trainers.price[0] = 3.0
    assert model_price(each) == pytest.approx(1.0 + 2.0 / len(each.trainers))
    each.trainers.user_share[:2] = 0.1, 0.3
    assert model_price(each) == pytest.approx(1.5)


def test_there_is_no_market_before_there_is_chat(quiet_world: World, diary: Diary) -> None:
    assert quiet_world.licence_price == quiet_world.parameters.market.licence_price_start_usd
    start = diary.world.parameters.market.licence_price_start_usd
    assert diary.prices[:11] == [start] * 11
    assert diary.prices[12] != start


def test_buyers_get_reserved_pages_that_they_do_not_have_and_pay_their_writers(world: World) -> None:
    after = cleared(world, **RICH)
    pages_of = bought(world, after)
    assert sum(map(len, pages_of)) > 0
    price = np.rint(after.sites.licence_price * page_thousands(world.parameters.content) * MICRO).astype(np.int64)
    paid, to_sites = np.zeros(len(world.authors), dtype=np.int64), np.zeros(len(world.sites), dtype=np.int64)
    n_sold = np.zeros(len(world.authors))
    for pages in pages_of:
        assert is_reserved(world)[world.corpus.site[pages]].all()
        assert world.corpus.is_live(pages, world.step).all()
        human = pages[~world.corpus.is_operated[pages]]
        articles, communal = (human[world.corpus.is_article[human] == which] for which in (True, False))
        np.add.at(paid, world.corpus.writer[articles].astype(np.int64), price[world.corpus.site[articles]])
        np.add.at(n_sold, world.corpus.writer[articles].astype(np.int64), 1.0)
        np.add.at(to_sites, world.corpus.site[communal].astype(np.int64), price[world.corpus.site[communal]])
    assert np.array_equal(after.authors.balance - world.authors.balance, paid)
    assert np.array_equal(after.sites.balance - world.sites.balance, to_sites)
    missed = after.authors.income - world.authors.income - paid / MICRO / 5.0
    assert np.all(np.abs(missed) <= 1e-9 + 0.5 * n_sold / MICRO / 5.0), "each payment is rounded to a micro-dollar"
    assert total_balance(after) == 0


def test_contracts_and_collectives_are_paid_for(world: World) -> None:
    after = cleared(world, **RICH, **{"market.collective_share": 0.5, "market.collective_start": "2022-01"})  # type: ignore[arg-type]
    parts, sites = segments(after), world.corpus.site
    market, n_contracts, fees = after.parameters.market, 0.0, 0.0
    for pages in bought(world, after):
        sellers = np.unique(sites[pages])
        n_contracts += int((parts[sellers] != COLLECTIVE).sum()) + shared_contract(after) * bool(
            (parts[sellers] == COLLECTIVE).any()
        )
        of_members = after.sites.licence_price[sites[pages]][parts[sites[pages]] == COLLECTIVE].sum()
        fee = market.collective_fee_share
        fees += of_members * page_thousands(world.parameters.content) / (1.0 - fee) * fee
    payments = {kind: amount for (kind, _, payee), amount in after.month.payments.items() if payee == SUPPLIERS}
    assert payments["data contracts"] == pytest.approx(
        n_contracts * market.deal_cost_usd * MICRO, abs=len(world.trainers)
    )
    assert payments["collective fee"] / MICRO == pytest.approx(fees, rel=1e-4)
    assert fees > 0.0
    assert total_balance(after) == 0


def test_a_page_is_licensed_to_several_and_to_each_once(world: World) -> None:
    pages_of = bought(world, cleared(world, **RICH, **{"market.licence_offer_share": 0.5}))
    counts = np.bincount(np.concatenate(pages_of))
    assert counts.max() > 1
    again = cleared(cleared(world, **RICH), **RICH)
    for row, pages in enumerate(bought(cleared(world, **RICH), again)):
        assert not world.corpus.is_licensed(pages, row).any()


def test_the_market_remembers_which_live_pages_are_licensed(diary: Diary) -> None:
    world = diary.world
    pages = np.arange(world.corpus.n_pages)
    pages = pages[world.corpus.is_live(pages, world.step)]
    held = world.market.licensed(len(world.trainers), len(world.sites))
    assert held.sum() > 0
    for row in range(len(world.trainers)):
        mine = pages[world.corpus.is_licensed(pages, row)]
        assert np.array_equal(held[row], np.bincount(world.corpus.site[mine], minlength=len(world.sites)))


def test_licensed_pages_are_trained_on_after_the_cutoff_lag(world: World) -> None:
    after = cleared(world, **RICH)
    row = max(range(6), key=lambda trainer: len(bought(world, after)[trainer]))
    before, licensed = world.trainer_memory[row].licensed, after.trainer_memory[row].licensed
    licensed.settle(world.step - 1)
    assert licensed.statistics.total == settled_sum(world, row, world.step - 1)
    licensed.settle(world.step)
    assert licensed.statistics.total > before.statistics.total


def settled_sum(world: World, row: int, until: int) -> int:
    snapshot = copied(world).trainer_memory[row].licensed
    snapshot.settle(until)
    return int(snapshot.statistics.total)


@pytest.mark.parametrize("deal_cost", [0.0, 1.0, 20.0])
@pytest.mark.parametrize("share", [0.02, 0.2])
def test_a_trainer_keeps_to_its_budget(world: World, deal_cost: float, share: float) -> None:
    after = cleared(world, **{"market.deal_cost_usd": deal_cost, "market.licence_budget_share": share})
    assert np.all(spent(world, after) <= share * revenue_of_trainers(world) + 1e-3)
    assert (spent(world, after).sum() > 0.0) == (after.month.trade.n_sellers > 0)


@pytest.mark.parametrize("deal_cost", [0.0, 1.0, 5.0])
def test_nobody_buys_above_what_data_are_worth(world: World, deal_cost: float) -> None:
    rich = copied(world, **{"market.licence_budget_share": 1.0, "market.deal_cost_usd": deal_cost})
    appraise(rich)
    offers, market = offers_of_month(rich), rich.parameters.market
    demand = demand_for_data(rich, offers.site, offers.new)
    found = clear(demand, offers.supply, market.reserve_price_usd, market.clearing_tolerance)
    assert np.all(found.price < demand.worth.max(axis=0))
    topic = offers.supply.topic
    net = np.maximum(found.price[topic] - offers.deal_cost, market.reserve_price_usd)
    signed = 0
    for place, plan in enumerate(choose_contracts(rich, offers, found, demand, net)):
        cost = np.bincount(topic, plan * net + deal_cost * (plan > 0.0), minlength=rich.n_topics)
        amount = np.bincount(topic, plan, minlength=rich.n_topics)
        worth = np.vectorize(worth_of, otypes=[float])(
            demand.worth[place], demand.half[place], demand.pending[place], amount
        )
        assert np.all(cost <= worth * (1.0 + 1e-9))
        assert np.all(offers.supply.ask[plan > 0.0] <= found.price[topic[plan > 0.0]])
        assert np.all(plan <= offers.new[place] + 1e-9)
        signed += int((plan > 0.0).sum())
    assert signed > 0


def test_no_owner_sells_below_the_reserve_price(world: World) -> None:
    sold = cleared(world, **{"market.reserve_price_usd": 0.3}).month.trade
    assert sold.thousands.sum() > 0.0
    is_sold = sold.thousands > 0.0
    assert np.all(sold.paid_usd[is_sold] / sold.thousands[is_sold] >= 0.3 - 1e-12)
    assert cleared(world, **{"market.reserve_price_usd": 30.0}).month.trade.thousands.sum() == 0.0


def test_contracts_keep_the_tail_out_and_a_collective_lets_it_sell(world: World) -> None:
    costly = {"market.deal_cost_usd": 20.0, "market.head_share": 0.05}
    each = copied(world, **costly)
    alone = cleared(each, **{"market.collective_share": 0.0}).month.trade
    assert alone.thousands[TAIL] < 0.5 * cleared(each, **FRICTIONLESS).month.trade.thousands[TAIL]
    since = {"market.collective_start": "2022-01"}
    together = cleared(each, **{"market.collective_share": 1.0}, **since).month.trade  # type: ignore[arg-type]
    assert together.thousands[COLLECTIVE] > 2.0 * alone.thousands[TAIL]
    assert together.n_sellers > alone.n_sellers


def test_segments_are_the_head_the_members_and_the_rest(world: World) -> None:
    each = copied(world, **{"market.collective_share": 0.3, "market.collective_start": "2022-01"})
    parts, sites = segments(each), each.sites
    head = np.flatnonzero(parts == HEAD)
    human = np.flatnonzero((sites.kind != FARM) & (sites.n_live > 0))
    assert len(head) == round(0.1 * len(human))
    assert sites.authority[head].min() >= sites.authority[np.setdiff1d(human, head)].max()
    assert (parts == COLLECTIVE)[parts != HEAD].mean() == pytest.approx(0.3, abs=0.08)
    more = segments(copied(each, **{"market.collective_share": 0.6}))
    assert np.all(more[parts == COLLECTIVE] == COLLECTIVE), "a larger share only adds members"
    assert not np.any(segments(copied(each, **{"market.collective_start": "2035-12"})) == COLLECTIVE)
    assert not is_head(copied(world, **{"market.head_share": 0.0})).any()


def test_what_is_bought_and_not_trained_on_yet_is_not_wanted_again(world: World) -> None:
    first = cleared(world, **FRICTIONLESS)
    appraise(first)
    before, again = wanted(copied(world)), wanted(first)
    bought = again.pending - before.pending
    assert again.pending.sum() > before.pending.sum() > 0.0
    price = np.full(world.n_topics, 0.1)
    free = replace(again, budget=np.full_like(again.budget, np.inf), most=np.full_like(again.most, np.inf))
    without = replace(free, pending=before.pending)
    np.testing.assert_allclose(free.at(price), np.maximum(without.at(price) - bought, 0.0))


def test_data_are_worth_something_to_those_with_readers(world: World) -> None:
    each = copied(world)
    appraise(each)
    assert np.all(each.market.value >= 0.0)
    assert each.trainers.data_value.min() > 0.0
    each.trainers.user_share[:] = 0.0
    appraise(each)
    assert each.market.value.max() == 0.0


def test_later_tokens_are_worth_less_as_refits_say(world: World) -> None:
    """The curve that demand is drawn from against the mean fall of the loss when models are fitted to more draws."""
    row = 0
    model = world.lineage.fitted[int(world.trainers.latest_model[row])].model
    assert model.occurrences is not None
    truth, held = shares(table(validation_sample(world, row))), model.n_tokens
    learner, living = CategoricalLearner(ideas_of(world).n_identities), ideas_of(world).living
    further = world.lineage.versions[int(world.trainers.latest_model[row])].further
    read, value = half_of_gain(world, row, validation_sample(world, row)), Valuation(model, truth).of_one
    half = read * further
    assert np.all((ideas_priced(world.parameters.content) <= read) & (half <= held))
    generator = world.draws.generator("test", 0, 0)
    weights = np.where(model.occurrences > 0, model.seen * held[:, None], 0.0)
    repeats = np.where(model.occurrences > 0, (weights + learner.discount(model.occurrences)[:, None]), 0.0)
    for share in (0.03, 0.1):
        n = round(share * float(held.mean()))
        falls = []
        for _ in range(200):
            extra = generator.multinomial(n, truth).astype(np.float64)
            more = learner.fit(repeats + extra, living, model.occurrences + extra)
            with np.errstate(divide="ignore", invalid="ignore"):
                change = np.log(full(more, truth, living) / full(model, truth, living))
            falls.append(np.where(truth > 0.0, truth * change, 0.0).sum(axis=1))
        first = (truth * value).sum(axis=1)
        curve = first * half * n / (half + n)
        assert curve == pytest.approx(np.mean(falls, axis=0), rel=0.25), share
        assert np.all(np.mean(falls, axis=0) < first * n), "later tokens are worth less"


def full(model: CategoricalModel, truth: FloatArray, living: NDArray[np.uint16]) -> FloatArray:
    slots = truth > 0.0
    slots[np.arange(len(truth))[:, None], living] = True
    result: FloatArray = model.seen + np.where(slots, model.backoff[:, None] / model.n_slots, 0.0)
    return result


def test_nothing_reserved_nothing_sold(world: World) -> None:
    open_web = copied(world)
    open_web.sites.refuses[:, TRAINING] = False
    open_web.sites.is_paywalled[:] = False
    price = open_web.licence_price
    clear_market(open_web)
    assert open_web.licence_price == price
    assert open_web.month.trade.n_sellers == 0


def test_outcomes_of_the_segments_add_up(diary: Diary) -> None:
    last = diary.world.month.outcomes
    parts = [last[f"licence_income_{name}"] for name in ("head", "tail", "collective")]
    assert last["licence_income"] == pytest.approx(sum(parts), rel=1e-4)
    assert last["licence_income_head"] > 0.0
    prices = [last[f"licence_price_{name}"] for name in ("head", "tail", "collective")]
    assert np.nanmin(prices) <= last["licence_price"] <= np.nanmax(prices)
    assert 0.0 < last["licensed_site_share"] <= 1.0


@pytest.mark.parametrize(
    "extreme",
    [
        {"market.licence_offer_share": 1.0, "market.deal_cost_usd": 0.0, "market.readers_per_author": 1e5},
        {"market.deal_cost_usd": 1e4, "market.collective_share": 1.0, "market.collective_fee_share": 0.9},
        {"market.licence_offer_share": 1e-9, "market.reserve_price_usd": 30.0},
        {"training.n_trainers": 32, "crawl.paywall_share": 1.0, "market.clearing_tolerance": 1e-6},
        {"content.death_hazard": 0.1, "market.licence_offer_share": 1.0, "market.head_share": 1.0},
        {"market.quality_weight": 50.0, "market.licence_budget_share": 1.0, "market.licence_payback_months": 240.0},
    ],
)
def test_no_setting_inside_the_bounds_breaks_the_market(extreme: dict[str, float]) -> None:
    changes = {"attention.chat_start": "2022-01", "authors.opt_out_start": "2022-01", **extreme}
    world = run(scenario(6, 60, **changes)).world
    assert total_balance(world) == 0
    assert np.isfinite(world.licence_price)
    excess, tolerance = world.month.trade.excess, world.parameters.market.clearing_tolerance
    assert np.isnan(excess) or excess <= tolerance * (1.0 + 1e-6)


def test_nobody_buys_what_its_own_crawl_has_fetched(diary: Diary) -> None:
    world = diary.world
    for row, scraper in enumerate(world.trainers.scraper.tolist()):
        first = {page: step for step, pages in enumerate(diary.new_fetches) for page in pages[scraper].tolist()}
        for step, pages in world.corpus.licences(data_reader(world, row)):
            fetched = pages[world.corpus.was_fetched(pages, scraper)].tolist()
            assert all(first.get(page, -1) > step for page in fetched), "only later, if at all"
