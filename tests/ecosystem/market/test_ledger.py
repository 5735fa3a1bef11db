"""The ledger: what leaves is what arrives, to the last micro-dollar."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ecosystem.errors import EcosystemError
from ecosystem.kinds import ARTICLES
from ecosystem.market.ledger import MICRO, credit_income, held_usd, paid_usd, pay, received_usd, total_balance
from ecosystem.market.subscriptions import pay_for_models, revenue_of_trainers
from ecosystem.randomness import FloatArray
from ecosystem.state import Month, World
from ecosystem.web.retrieval import serving_cost
from tests.ecosystem.conftest import Diary
from tests.support.worlds import copied


def test_all_balances_sum_to_zero_in_every_month(diary: Diary) -> None:
    assert diary.balances == [0] * len(diary.balances)


def test_endless_amounts_are_refused_before_anything_is_booked(world: World) -> None:
    each = copied(world)
    for amount in (np.nan, np.inf):
        told = (
            r"advice is not finite \(readers to suppliers\)\. Some parameters at their bounds make prices endless; move"
        )
        with pytest.raises(EcosystemError, match=told):
            pay(each, "advice", "readers", "suppliers", np.array([1.0, amount]))
    assert each.accounts == world.accounts


def test_without_ai_too(quiet_world: World) -> None:
    assert total_balance(quiet_world) == 0
    assert quiet_world.accounts["advertisers"] < 0
    assert not quiet_world.trainers.balance.any(), "nobody pays for models"


def test_balances_are_whole_numbers(world: World) -> None:
    for table in (world.authors, world.operators, world.trainers):
        assert table.balance.dtype == np.int64
    assert all(isinstance(amount, int) for amount in world.accounts.values())


def test_groups_with_one_account_remember_what_they_paid(world: World) -> None:
    each = copied(world)
    for whole in (2, 3):
        pay(each, "advice", "readers", "suppliers", np.array([whole]))
    before, after = ((of.accounts["readers"], of.accounts_paid["readers"]) for of in (world, each))
    assert (before[0] - after[0], after[1] - before[1]) == (5 * MICRO, 5 * MICRO)
    pay(each, "advice", "novices", "suppliers", np.array([2.0]))
    assert each.accounts_paid["novices"] == 2 * MICRO


def test_who_owes_holds_nothing(world: World) -> None:
    authors = copied(world).authors
    authors.balance[:3] = [2_500_000, -4_000_000, 700_000]
    assert held_usd(authors)[:3].tolist() == [2.5, 0.0, 0.7]
    assert held_usd(authors, np.array([2, 0])).tolist() == [0.7, 2.5]


def test_what_is_paid_after_decisions_waits_and_what_advertising_pays_makes_room(world: World) -> None:
    each, rows, paid = copied(world), np.array([1]), np.array([5.0])
    memory = each.parameters.authors.income_memory
    each.authors.income[1] = 2.0
    credit_income(each, each.authors, rows, paid)
    assert each.authors.income[1] == pytest.approx(2.0 + (1.0 - memory) * 5.0)
    credit_income(each, each.authors, rows, paid, waits=True)
    assert each.authors.income[1] == pytest.approx(2.0 + (1.0 - memory) * (5.0 + 5.0 / memory))


@pytest.fixture(scope="module")
def purse(world: World) -> World:
    return copied(world)


@given(amounts=hnp.arrays(np.float64, 5, elements=st.floats(0.0, 1e6)))
def test_any_payment_keeps_the_sum_at_zero(purse: World, amounts: FloatArray) -> None:
    purse.month = Month()
    rows = np.array([3, 1, 1, 7, 0])
    endowed = 10**14
    purse.accounts["readers"] += int(purse.trainers.balance.sum()) - endowed * len(purse.trainers)
    purse.trainers.balance[:] = endowed
    before = purse.authors.balance.copy()
    pay(purse, "gift", "model trainers", "human authors", amounts, payer_rows=rows % 3, payee_rows=rows)
    assert total_balance(purse) == 0
    whole = np.rint(amounts * MICRO).astype(np.int64)
    gained = purse.authors.balance - before
    assert gained[1] == whole[1] + whole[2], "who is paid twice gets both"
    assert received_usd(purse, "human authors") == paid_usd(purse, "model trainers") == whole.sum() / MICRO
    assert purse.month.payments == {("gift", "model trainers", "human authors"): int(whole.sum())}


def test_trainers_have_no_credit(world: World) -> None:
    each = copied(world)
    each.month.payments = {}
    held = int(each.trainers.balance[0])
    pay(each, "gift", "model trainers", "suppliers", np.array([1e12, 1.0]), payer_rows=np.array([0, 0]))
    assert held > 0
    assert each.trainers.balance[0] == 0
    assert each.month.payments == {("gift", "model trainers", "suppliers"): held}
    assert total_balance(each) == 0


def test_groups_outside_the_model_have_one_account(world: World) -> None:
    each = copied(world)
    before = each.accounts["suppliers"]
    pay(each, "computing", "readers", "suppliers", np.array([1.5, 0.25]))
    assert each.accounts["suppliers"] - before == 1_750_000
    assert total_balance(each) == 0


def test_royalties_go_to_human_pages_by_visits_and_count_as_income(world: World) -> None:
    each = copied(world)
    each.rules = replace(each.rules, royalty_share=0.1)
    each.month.payments = {}
    balance, income = each.authors.balance.copy(), each.authors.income.copy()
    pay_for_models(each)
    royalty = each.month.payments["royalty", "model trainers", "human authors"] / MICRO
    assert royalty == pytest.approx(0.1 * revenue_of_trainers(each).sum(), rel=1e-4)
    received = (each.authors.balance - balance) / MICRO
    human = np.where(each.authors.niche == ARTICLES, each.authors.visits - each.authors.visits_primary, 0.0)
    human *= each.authors.is_active
    assert received == pytest.approx(royalty * human / human.sum(), abs=1e-4)
    assert each.authors.income - income == pytest.approx(received / 6.0, abs=1e-4)
    assert total_balance(each) == 0


def test_a_month_pays_what_its_parts_say(world: World) -> None:
    kinds = {kind for kind, _, _ in world.month.payments}
    assert kinds >= {"advertising", "subscription", "serving", "training", "model use", "operating cost"}
    market = world.parameters.market
    paid = {kind: sum(n for (k, _, _), n in world.month.payments.items() if k == kind) / MICRO for kind in kinds}
    users = world.trainers.user_share * world.size * market.readers_per_author
    assert paid["subscription"] == pytest.approx((users * world.trainers.price).sum(), rel=1e-6)
    assert paid["serving"] == pytest.approx(users.sum() * serving_cost(world), rel=1e-6)
    assert paid["training"] == pytest.approx(paid["subscription"] * market.training_cost_share, rel=1e-6)
    assert "royalty" not in kinds
    full = paid["model use"] + paid["operating cost"]
    assert paid["model use"] == pytest.approx(full * market.api_price_share, rel=0.1), "prices differ a little"
