"""Liability: what is owed for refused pages, who pays it to whom, and whom it keeps from taking them."""

import numpy as np
import pytest

from ecosystem.agents.scrapers import may_fetch
from ecosystem.kinds import TRAINING
from ecosystem.market.damages import is_worth_damages
from ecosystem.market.ledger import AUTHORS, OPERATORS, READERS, SITES, TRAINERS, total_balance
from ecosystem.market.pay_per_crawl import pays_for
from ecosystem.policies import Liability, OptOutByDefault
from ecosystem.state import World
from ecosystem.web.demand import choose_models, cost_of_use
from tests.ecosystem.policies.test_worlds import outcomes, paid, under
from tests.support.policies import example
from tests.support.worlds import advance, copied

REFUSING = OptOutByDefault(opt_in_share=0.0, enforcement=0.0)
OWNERS = {AUTHORS, OPERATORS, SITES}
LIABLE = ("seller", "trainer", "user")


@pytest.fixture(scope="module")
def lawless(world: World) -> World:
    """A web whose sites all refuse while crawlers heed nothing."""
    return copied(world, **{"crawl.robots_ignored_share": 1.0, "market.pay_per_crawl_share": 0.0})


def taken(world: World, before: World, *, only_kept: bool) -> int:
    """How many pages of refusing sites private crawlers took for the first time since another state."""
    corpus, total = world.corpus, 0
    for scraper in np.flatnonzero(~world.scrapers.is_open).tolist():
        pages = world.scraper_memory[scraper].fetched.values[before.scraper_memory[scraper].fetched.values.size :]
        pages = pages[world.sites.refuses[:, TRAINING][corpus.site[pages]]]
        total += int(corpus.was_kept(pages, scraper).sum()) if only_kept else len(pages)
    return total


@pytest.mark.parametrize("liable", LIABLE)
def test_those_liable_pay_owners_what_is_to_be_expected_for_each_page(lawless: World, liable: str) -> None:
    policy = example("liability", liable=liable, held_share=0.5, usd_per_page=1e-4)
    owing = under(lawless, policy, REFUSING)
    n_pages = taken(owing, lawless, only_kept=liable != "seller")
    assert n_pages > 0
    damages = paid(owing, "damages")
    assert {payer for payer, _ in damages} == {READERS if liable == "user" else TRAINERS}
    assert {payee for _, payee in damages} <= OWNERS
    assert sum(damages.values()) == pytest.approx(0.5e-4 * n_pages, rel=1e-3)
    assert total_balance(owing) == 0


@pytest.mark.parametrize("liable", LIABLE)
def test_damages_above_their_worth_keep_crawlers_from_refusing_sites_and_nothing_else(
    lawless: World, liable: str
) -> None:
    wary = under(lawless, example("liability", liable=liable, held_share=1.0, usd_per_page=1000.0), REFUSING, months=2)
    may, refuses = may_fetch(wary, pays_for(wary)), wary.sites.refuses[:, TRAINING]
    private, has_users = ~wary.scrapers.is_open, np.zeros(len(wary.scrapers), dtype=bool)
    has_users[wary.trainers.scraper[wary.trainers.user_share > 0.0]] = True
    assert (private & has_users).any()
    assert not may[private & has_users][:, refuses].any()
    assert may[private & has_users][:, ~refuses].any()
    assert not paid(wary, "damages")


def test_more_damages_deter_from_more_sites_and_none_from_none(lawless: World) -> None:
    shares = []
    for usd in (0.0, 0.1, 3.0, 1000.0):
        owing = copied(lawless)
        policy = Liability(liable="trainer", held_share=1.0, usd_per_page=usd)
        owing.rules = policy.fold(owing.rules, owing.step + 60)
        shares.append(is_worth_damages(owing)[~owing.scrapers.is_open].mean())
    assert shares[0] == 1.0
    assert shares[-1] == 0.0
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("off", [{"held_share": 0.0}, {"usd_per_page": 0.0}, {"coverage": 0.0}, {"compliance": 0.0}])
def test_no_chance_no_damages_or_nobody_liable_changes_no_number(lawless: World, off: dict[str, float]) -> None:
    plain = under(lawless, REFUSING)
    for liable in LIABLE:
        assert outcomes(under(lawless, example("liability", liable=liable, **off), REFUSING)) == outcomes(plain)


def test_users_count_what_they_owe_until_it_ends(lawless: World) -> None:
    owing = under(lawless, Liability(liable="user", held_share=0.01, usd_per_page=0.2), REFUSING)
    damages = owing.trainers.damages
    assert (damages > 0.0).any()
    assert np.all((damages > 0.0) <= ~owing.scrapers.is_open[owing.trainers.scraper])
    assert np.array_equal(cost_of_use(owing) - owing.trainers.price > 0.0, damages > 0.0)
    users = owing.trainers.user_share * owing.size * owing.parameters.market.readers_per_author
    assert float(damages @ users) == pytest.approx(sum(paid(owing, "damages").values()), rel=1e-3)
    free = copied(owing)
    free.trainers.damages[:] = 0.0
    dear = copied(owing)
    dear.trainers.damages[:] = damages * 100.0
    choose_models(free)
    choose_models(dear)
    lost = free.trainers.user_share - dear.trainers.user_share
    assert np.all(lost[damages > 0.0] > 0.0)
    ended = copied(owing)
    ended.policies = ()
    assert not advance(ended).trainers.damages.any()


def test_only_covered_trainers_are_liable_and_more_coverage_only_adds_some(lawless: World) -> None:
    amounts = []
    for coverage in (0.0, 0.5, 1.0):
        policy = Liability(liable="trainer", coverage=coverage, held_share=1.0, usd_per_page=1e-4)
        amounts.append(sum(paid(under(lawless, policy, REFUSING), "damages").values()))
    assert amounts[0] == 0.0
    assert amounts[0] <= amounts[1] <= amounts[2]
    assert amounts[2] > 0.0


def test_the_sentence_says_who_is_liable_and_for_how_much() -> None:
    sentence = Liability(start="2026-08", liable="trainer").describe()
    for part in ("from 2026-08 on", "who uses the model: trainer", "of those used: 7 %", "for a page: 20 USD a page"):
        assert part in sentence
