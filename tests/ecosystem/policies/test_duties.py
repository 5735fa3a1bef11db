"""Liability and disclosure: who owes what for refused pages, who learns of them, and whom that keeps from them."""

from dataclasses import replace

import numpy as np
import pytest

from ecosystem.agents.scrapers import may_fetch
from ecosystem.kinds import TRAINING
from ecosystem.market.damages import is_worth_damages
from ecosystem.market.ledger import AUTHORS, OPERATORS, READERS, SITES, TRAINERS, total_balance
from ecosystem.market.pay_per_crawl import pays_for
from ecosystem.orders.duties import Disclosure
from ecosystem.policies import Liability, PurposeOptOut, TrainingDisclosure
from ecosystem.state import World
from ecosystem.web.demand import choose_models, cost_of_use
from ecosystem.web.disclosure import acting_owners, distaste, named_sites
from ecosystem.web.obligations import bound
from tests.ecosystem.policies.test_worlds import outcomes, paid, under
from tests.support.policies import example
from tests.support.worlds import advance, copied

REFUSING = PurposeOptOut(opt_in_share=0.0, enforcement=0.0)
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


@pytest.mark.parametrize(
    "off", [{"coverage": 0.0}, {"compliance": 0.0}, {"listed_share": 0.0, "aversion": 0.0}, {"enforcement": 0.0}]
)
def test_a_disclosure_that_nobody_makes_or_minds_changes_no_number(lawless: World, off: dict[str, float]) -> None:
    unmoved = {"aversion": 0.0} if "enforcement" in off else {}
    policy = example("training_disclosure", **{**off, **unmoved})
    assert outcomes(under(lawless, policy, REFUSING)) == outcomes(under(lawless, REFUSING))


def test_bound_trainers_name_the_sites_of_which_they_have_most_pages(lawless: World) -> None:
    disclosed = under(lawless, TrainingDisclosure(coverage=0.5, listed_share=0.2, enforcement=0.3))
    trainers = disclosed.trainers
    discloses = bound(disclosed, trainers, disclosed.rules.of(Disclosure)[0])
    acting = acting_owners(disclosed)
    assert set(np.unique(acting)) == {0.0, 0.3}
    for scraper in range(len(disclosed.scrapers)):
        held = disclosed.scraper_memory[scraper].n_live_fetched
        named = np.flatnonzero(acting[scraper])
        if not discloses[trainers.scraper == scraper].any():
            assert named.size == 0
            continue
        assert set(named) == set(named_sites(disclosed, scraper, 0.2))
        assert len(named) == round(0.2 * np.count_nonzero(held))
        assert held[named].min() >= np.delete(held, named).max()


def test_owners_who_learn_of_broken_refusals_enforce_them_and_others_do_not(lawless: World) -> None:
    disclosed = under(lawless, TrainingDisclosure(listed_share=0.2, enforcement=1.0), REFUSING)
    may, refuses = may_fetch(disclosed, pays_for(disclosed)), disclosed.sites.refuses[:, TRAINING]
    for scraper in np.flatnonzero(~disclosed.scrapers.is_open).tolist():
        is_named = np.zeros(len(refuses), dtype=bool)
        is_named[named_sites(disclosed, scraper, 0.2)] = True
        assert (is_named & refuses).any()
        assert not may[scraper][is_named & refuses].any()
        assert may[scraper][~is_named & refuses].any()


def test_liability_rises_where_owners_learn_of_what_was_taken(lawless: World) -> None:
    policy = Liability(liable="trainer", held_share=0.2, usd_per_page=1e-4)
    known = TrainingDisclosure(listed_share=1.0, enforcement=0.5, aversion=0.0)
    alone, both = under(lawless, policy, REFUSING), under(lawless, policy, known, REFUSING)
    n_alone, n_both = (taken(each, lawless, only_kept=True) for each in (alone, both))
    assert 0 < n_both < n_alone
    assert sum(paid(alone, "damages").values()) == pytest.approx(0.2e-4 * n_alone, rel=1e-3)
    assert sum(paid(both, "damages").values()) == pytest.approx(0.6e-4 * n_both, rel=1e-3)


def test_readers_like_models_less_by_the_synthetic_share_of_their_training(lawless: World) -> None:
    disclosed = under(lawless, TrainingDisclosure(coverage=0.5, aversion=2.0, enforcement=0.0))
    discloses = bound(disclosed, disclosed.trainers, disclosed.rules.of(Disclosure)[0])
    versions, sold = disclosed.lineage.versions, disclosed.trainers.sold_model
    share = np.array([versions[model].synthetic_share for model in sold.tolist()])
    assert share[discloses].max() > 0.0
    assert distaste(disclosed) == pytest.approx(2.0 * share * discloses)
    silent = copied(disclosed)
    silent.rules = replace(silent.rules, orders=())
    choose_models(disclosed)
    choose_models(silent)
    odds = disclosed.trainers.user_share / silent.trainers.user_share
    assert odds[discloses & (share > 0.0)].max() < odds[~discloses].min()


def test_the_sentence_of_a_disclosure_says_what_is_told_and_what_it_does() -> None:
    sentence = TrainingDisclosure(start="2026-08").describe()
    for part in ("of all that it uses: 10 %", "respected now: 50 %", "synthetic text alone: 0.2 logits"):
        assert part in sentence
