"""Answers above search and money: what engines earn, what they pay for uses, and what policies let them share."""

from typing import Any

import numpy as np
import pytest

from ecosystem.calendar import step_to_date
from ecosystem.indicators.answers import answer_payments, citation_click_share, engine_profit
from ecosystem.kinds import ANSWERS, TRAINING
from ecosystem.market.ledger import ADVERTISERS, AUTHORS, ENGINES, MICRO, OPERATORS, SITES, SUPPLIERS, total_balance
from ecosystem.market.sellers import is_reserved
from ecosystem.market.welfare import WelfareAccount
from ecosystem.policies import AnswerCitation, AnswerPayment, Policy, PurposeOptOut
from ecosystem.state import World
from ecosystem.web.answer_rights import is_paid, prices_of_use, readable_share
from tests.support.worlds import advance, copied

OFF = {"controls.has_citing_answers": False}
SELLING: dict[str, Any] = {"answers.sale_share": 1.0}
OWNERS = (AUTHORS, OPERATORS, SITES)


def on(world: World, *policies: Policy, months: int = 1, **parameters: Any) -> World:
    """A copy of the world some months on, in which answers cite, under policies."""
    each = copied(world, **parameters)
    each.policies = policies
    return advance(each, months)


def refusing(world: World) -> World:
    """A copy of the world in which half of all sites refuse answers."""
    each = copied(world)
    each.sites.refuses[:, ANSWERS] = np.arange(len(each.sites)) % 2 == 0
    return each


def soon(world: World) -> str:
    return step_to_date(world.step + 1)


def paid(world: World, kind: str) -> dict[tuple[str, str], float]:
    return {key[1:]: amount / MICRO for key, amount in world.month.payments.items() if key[0] == kind and amount}


@pytest.fixture(scope="module")
def plain(world: World) -> World:
    """The world a month on, in which answers cite; not to be changed."""
    return on(world)


def outcomes(world: World) -> bytes:
    return np.array(list(world.month.outcomes.values())).tobytes()


def test_an_answer_earns_as_far_as_it_holds(plain: World) -> None:
    month, usd = plain.month, plain.parameters.answers.revenue_usd
    earned = usd * float((month.searches * month.answered_share * np.exp(-month.told_loss)).sum())
    assert paid(plain, "answers") == {(ADVERTISERS, ENGINES): pytest.approx(earned)}
    assert engine_profit(plain) == pytest.approx(earned / plain.size)
    assert answer_payments(plain) == 0.0, "nobody pays yet"
    assert total_balance(plain) == 0


def test_a_share_of_what_an_answer_earns_goes_to_what_it_cites(world: World, plain: World) -> None:
    shared = on(world, AnswerPayment(start=soon(world), share=0.4))
    earned = paid(shared, "answers")[ADVERTISERS, ENGINES]
    due = paid(shared, "answer payment")
    assert sum(due.values()) == pytest.approx(0.4 * 0.95 * earned, rel=1e-6)
    assert set(due) == {(ENGINES, owner) for owner in OWNERS}, "whoever wrote what is cited"
    assert answer_payments(shared) == pytest.approx(sum(due.values()) / shared.size)
    assert engine_profit(shared) == pytest.approx((earned - sum(due.values())) / shared.size)
    assert shared.authors.income.sum() > plain.authors.income.sum()
    assert np.all(shared.month.page_price > plain.month.page_price), "operators count on it"
    assert shared.month.outcomes["policy_payments"] == pytest.approx(sum(due.values()) / shared.size)
    assert total_balance(shared) == 0


def test_what_engines_keep_stands_in_the_welfare_account(world: World) -> None:
    each = copied(world)
    each.policies = (AnswerPayment(start=soon(world)),)
    account = WelfareAccount(each)
    account.record(advance(each))
    entries = account.entries(each)
    assert sum(entry.received - entry.paid for entry in entries) == 0
    engines = next(entry for entry in entries if entry.subgroup == ENGINES)
    assert (engines.received - engines.paid) / MICRO == pytest.approx(engine_profit(each) * each.size)


@pytest.mark.parametrize(
    "policy",
    [
        AnswerPayment(share=0.0),
        AnswerPayment(coverage=0.0),
        AnswerCitation(cite_share=0.0, link_share=0.0, click_factor=1.0),
        AnswerCitation(coverage=0.0),
        AnswerCitation(compliance=0.0),
    ],
)
def test_policies_for_answers_that_ask_nothing_change_no_number(world: World, plain: World, policy: Policy) -> None:
    dated = type(policy)(**{**policy.to_dict(), "start": soon(world)})
    assert outcomes(on(world, dated)) == outcomes(plain)


@pytest.mark.parametrize("policy", [AnswerPayment(), AnswerCitation()])
def test_policies_for_answers_change_no_number_where_answers_cite_nobody(world: World, policy: Policy) -> None:
    dated = type(policy)(**{**policy.to_dict(), "start": soon(world)})
    each, off = copied(world, **OFF), copied(world, **OFF)
    each.policies = (dated,)
    assert outcomes(advance(each)) == outcomes(advance(off))


def test_a_duty_to_cite_sends_more_readers_on(world: World, plain: World) -> None:
    cited = on(world, AnswerCitation(start=soon(world), coverage=0.5))
    assert cited.rules.cited_share == pytest.approx(0.975)
    assert cited.rules.citation_clicks == pytest.approx(1.5 * plain.rules.citation_clicks)
    assert citation_click_share(cited) > 1.4 * citation_click_share(plain)
    assert cited.month.visits.sum() > plain.month.visits.sum()


def test_sites_that_refuse_answers_sell_uses_on_the_marketplace(world: World) -> None:
    selling = on(refusing(world), months=2, **{"answers.sale_share": 1.0})
    is_sold, price = is_paid(selling), prices_of_use(selling)
    assert 0.0 < is_sold.mean() < 1.0
    assert not is_sold[~(selling.sites.refuses[:, ANSWERS] | selling.sites.is_paywalled)].any(), "others are free"
    assert np.all(price[is_sold] <= selling.market.answer_value[selling.sites.topic][is_sold] + 1e-4)
    to_owners, fee = sum(paid(selling, "answer use").values()), paid(selling, "marketplace fee")[ENGINES, SUPPLIERS]
    assert fee == pytest.approx(0.15 * (to_owners + fee), rel=1e-4)
    assert answer_payments(selling) == pytest.approx(to_owners / selling.size)
    none = on(refusing(world), months=2, **{"answers.sale_share": 0.0})
    assert not is_paid(none).any()
    assert readable_share(none).sum() < readable_share(selling).sum()
    dear = on(refusing(world), months=2, **{"answers.sale_share": 1.0, "answers.use_price_usd": 1.0})
    assert not is_paid(dear).any(), "nobody buys what is worth less than it costs"


def test_a_licence_for_answers_is_none_for_training_nor_the_other_way_round(world: World) -> None:
    selling = on(refusing(world), months=2, **SELLING)
    keeping = copied(selling, **{"answers.sale_share": 0.0})
    assert readable_share(keeping).sum() < readable_share(selling).sum()
    assert np.array_equal(is_reserved(keeping), is_reserved(selling)), "crawlers for training are as they were"
    licensing = copied(selling)
    licensing.sites.refuses[:, TRAINING] = ~licensing.sites.refuses[:, TRAINING]
    assert not np.array_equal(is_reserved(licensing), is_reserved(selling))
    assert np.array_equal(readable_share(licensing), readable_share(selling))


def test_enforcement_lowers_unpaid_use(world: World) -> None:
    rule = PurposeOptOut(start=soon(world), purposes="answers", default="allow", enforcement=0.5)
    broken: dict[str, Any] = {"crawl.answers_ignored_share": 0.4, "answers.sale_share": 0.0}
    free, held = on(refusing(world), **broken), on(refusing(world), rule, **broken)
    mine = free.sites.refuses[:, ANSWERS] & ~free.sites.is_paywalled
    mine = mine[: len(free.month.read_per_visit)]
    assert readable_share(free)[: len(mine)][mine] == pytest.approx(0.4)
    assert readable_share(held)[: len(mine)][mine].mean() < 0.25
    reads = [each.month.read_per_visit[mine].sum() for each in (free, held)]
    assert reads[0] > 1.5 * reads[1] > 0.0
