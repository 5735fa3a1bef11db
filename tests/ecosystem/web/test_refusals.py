"""Who refuses which crawlers, what it costs, and who keeps to it."""

from dataclasses import replace

import numpy as np
import pytest

from ecosystem.agents.scrapers import Plan, _without_leave, may_fetch
from ecosystem.indicators import refusals
from ecosystem.kinds import AGENTS, ANSWERS, PURPOSES, TRAINING, hosts_people
from ecosystem.orders.refusing import Refusing
from ecosystem.rules import Reach
from ecosystem.state import World
from ecosystem.web.attention import share_visits
from ecosystem.web.refusals import barred_share, refusal_costs, refusals_of_month, set_defaults, share_of_visits_left
from ecosystem.web.retrieval import _readable
from ecosystem.web.site_worth import is_ranked, worth_rank
from tests.ecosystem.test_model import outcomes, permuted
from tests.support.worlds import copied

ALL_AT_ONCE = {"authors.opt_out_hazard": 1.0, "authors.opt_out_peer_weight": 0.0}
UNWEIGHED = {"authors.opt_out_cost_weight": 0.0}
FREE = {"attention.mention_weight": 0.0, "attention.answers_refusal_odds": 1.0}
TRAINING_ALONE = {"authors.opt_out_answers_share": 0.0, "authors.opt_out_agents_share": 0.0}


def willing(world: World, **parameters: float) -> np.ndarray:
    """What sites that had refused nothing would refuse in a month in which all act."""
    each = copied(world, **ALL_AT_ONCE, **parameters)
    each.sites.refuses[:] = False
    return refusals_of_month(each)


def with_order(world: World, *purposes: int, **fields: object) -> World:
    """The world under a rule that allows what it names, unless it says otherwise."""
    told = {"is_default": False, "opt_in_share": 0.0, "enforcement": 0.0, "protects_rank": False} | fields
    order = Refusing("rule", Reach(), purposes, **told)  # type: ignore[arg-type]
    each = copied(world)
    each.rules = replace(each.rules, orders=(order,))
    return each


class TestWho:
    def test_sites_refuse_training_alone_unless_they_name_more(self, world: World) -> None:
        alone = willing(world, **TRAINING_ALONE)
        assert alone[:, TRAINING].any()
        assert not alone[:, [ANSWERS, AGENTS]].any()

    def test_who_refuses_answers_or_agents_refuses_training_too(self, world: World) -> None:
        all_named = {"authors.opt_out_answers_share": 0.6, "authors.opt_out_agents_share": 1.0}
        plain, named = (willing(world, **UNWEIGHED, **shares) for shares in (TRAINING_ALONE, all_named))
        assert np.array_equal(named[:, TRAINING], plain[:, TRAINING])
        assert np.array_equal(named[:, AGENTS], plain[:, TRAINING])
        assert 0 < named[:, ANSWERS].sum() < named[:, TRAINING].sum()
        assert np.all(named[:, TRAINING][named[:, ANSWERS]])

    def test_sites_worth_more_refuse_more_and_no_more_sites_refuse(self, world: World) -> None:
        steep = {**UNWEIGHED, "authors.opt_out_intercept": 0.4, "authors.opt_out_worth_slope": 2.5}
        even, tilted = willing(world, **{**steep, "authors.opt_out_worth_slope": 0.0}), willing(world, **steep)
        rank, asked = worth_rank(world), is_ranked(world)
        high, low = asked & (rank >= 0.75), asked & (rank < 0.25)
        assert tilted[high, TRAINING].mean() > 3.0 * tilted[low, TRAINING].mean()
        assert tilted[asked, TRAINING].mean() == pytest.approx(even[asked, TRAINING].mean(), abs=0.05)

    def test_sites_that_weigh_costs_refuse_less(self, world: World) -> None:
        each = copied(world)
        each.trainers.user_share[:] = 0.5 / len(each.trainers)
        dear = {"attention.mention_weight": 4.0, "authors.opt_out_intercept": 0.8}
        blind, weighing = (willing(each, **dear, **{"authors.opt_out_cost_weight": weight}) for weight in (0.0, 1.0))
        assert weighing.sum() < 0.6 * blind.sum()
        assert np.all(blind[weighing])

    def test_who_is_no_longer_willing_takes_its_refusal_back(self, world: World) -> None:
        each = copied(world, **ALL_AT_ONCE, **{"authors.opt_out_intercept": 0.0})
        each.sites.refuses[:, TRAINING] = True
        assert not refusals_of_month(each)[hosts_people(each.sites.kind)].any()
        later = copied(each, **{"authors.opt_out_hazard": 0.0})
        assert np.array_equal(refusals_of_month(later), each.sites.refuses), "who does not act keeps to it"

    def test_what_is_refused_by_default_is_so_by_purpose_and_ends(self, world: World) -> None:
        each = with_order(world, ANSWERS, is_default=True, opt_in_share=0.25)
        own = each.sites.refuses.copy()
        set_defaults(each)
        human = hosts_people(each.sites.kind)
        assert each.sites.refuses[human, ANSWERS].mean() == pytest.approx(0.75, abs=0.15)
        assert not each.sites.refuses[~human].any()
        assert np.array_equal(each.sites.refuses[:, [TRAINING, AGENTS]], own[:, [TRAINING, AGENTS]])
        each.rules = replace(each.rules, orders=())
        set_defaults(each)
        assert np.array_equal(each.sites.refuses, own)


class TestWhatItCosts:
    def test_refusals_cost_nothing_unless_models_or_engines_say_less(self, world: World) -> None:
        each = copied(world, **FREE)
        each.sites.refuses[:] = True
        assert np.all(share_of_visits_left(each) == 1.0)

    def test_models_speak_less_of_whom_they_may_not_read(self, world: World) -> None:
        each = copied(world, **{**FREE, "attention.mention_weight": 2.0})
        each.trainers.user_share[:] = 0.1 / len(each.trainers)
        each.rules = replace(each.rules, retrieval_share=0.25)
        assert refusal_costs(each)[0] == pytest.approx([0.15, 0.0, 0.05])
        each.sites.refuses[:] = [True, False, True]
        assert share_of_visits_left(each) == pytest.approx(np.exp(-0.2))

    def test_a_rule_may_forbid_to_show_sites_less_that_refuse_answers(self, world: World) -> None:
        each = with_order(copied(world, **{**FREE, "attention.answers_refusal_odds": 0.6}), ANSWERS)
        each.rules = replace(each.rules, answer_reach=0.5)
        each.sites.refuses[:] = [False, True, False]
        assert share_of_visits_left(each) == pytest.approx(0.8)
        order = replace(each.rules.orders[0], protects_rank=True)  # type: ignore[call-arg]
        each.rules = replace(each.rules, orders=(order,))
        assert np.all(share_of_visits_left(each) == 1.0)

    def test_visits_go_from_sites_that_refuse_to_those_that_do_not(self, world: World) -> None:
        plain, dear = (copied(world, **{**FREE, "attention.mention_weight": weight}) for weight in (0.0, 2.0))
        for each in (plain, dear):
            each.trainers.user_share[:] = 0.05 / len(each.trainers)
            share_visits(each)
        refuses = plain.sites.refuses.any(axis=1) & (plain.sites.audience > 0.0)
        before, after = (each.sites.audience for each in (plain, dear))
        assert np.all(after[refuses] < before[refuses])
        assert after[~refuses].sum() > before[~refuses].sum()
        assert after.sum() == pytest.approx(before.sum(), rel=0.01), "as many visits, elsewhere"


def test_refusals_are_counted_by_purpose(world: World) -> None:
    each = copied(world)
    rows = refusals.live_human_sites(each)
    each.sites.refuses[:] = False
    each.sites.refuses[rows[: len(rows) // 2], ANSWERS] = True
    each.sites.refuses[rows, AGENTS] = True
    assert refusals.share_of_first(each, len(rows)) == 0.0
    assert refusals.opt_out_share_answers(each) == pytest.approx(0.5, abs=0.01)
    assert refusals.opt_out_share_agents(each) == 1.0


def test_refusals_and_their_costs_do_not_depend_on_the_order_of_rows(world: World) -> None:
    on = {"authors.opt_out_worth_slope": 3.0, "authors.opt_out_cost_weight": 2.0, "attention.mention_weight": 1.5}
    on |= {"authors.opt_out_answers_share": 0.5, "authors.opt_out_agents_share": 0.8}
    each = copied(world, **on, **{"attention.answers_refusal_odds": 0.7, "authors.opt_out_intercept": 0.5})
    mixed = permuted(each, 4)
    assert outcomes(mixed, 2) == outcomes(each, 2)
    assert each.sites.refuses[:, AGENTS].any()


class TestWhoKeepsToIt:
    def test_a_mixed_crawler_falls_under_the_strictest_rule(self, world: World) -> None:
        each = copied(world, **{"crawl.robots_ignored_share": 0.0})
        each.sites.refuses[:] = [False, True, False]
        nobody = np.zeros((len(each.scrapers), len(each.sites)), dtype=bool)
        assert np.all(may_fetch(each, nobody).any(axis=1)), "crawlers of training alone are let in"
        each.scrapers.purposes[1] = True
        fetched = may_fetch(each, nobody)
        assert not fetched[1].any()
        assert fetched[[0, 2, 3]].any(axis=1).all()
        pages = np.arange(5)
        taken = [_without_leave(each, Plan(scraper, pages, pages[:0], nobody[scraper])) for scraper in (0, 1)]
        assert [part.tolist() for part in taken] == [[False] * 5, [True] * 5], "what it takes is taken without leave"

    @pytest.mark.parametrize("purpose", range(len(PURPOSES)), ids=PURPOSES)
    def test_enforcement_is_by_purpose(self, world: World, purpose: int) -> None:
        other = (purpose + 1) % len(PURPOSES)
        lax = {"crawl.answers_ignored_share": 0.2}
        each = with_order(copied(world, **lax), purpose, enforcement=1.0)
        each.sites.refuses[:] = True
        assert np.all(barred_share(each, purpose) == 1.0)
        assert np.all(barred_share(each, other) < 1.0)

    def test_models_read_for_users_what_lets_them_in(self, world: World) -> None:
        each = copied(world, **{"crawl.agents_ignored_share": 0.0})
        met = object()
        each.sites.refuses[:] = [True, True, False]
        assert _readable(each, met) is met, "who refuses no agents is read"
        human = hosts_people(each.sites.kind)
        each.sites.refuses[human, AGENTS] = True
        read = each.family.loss(_readable(each, met))
        open_to_all = copied(each, **{"crawl.agents_ignored_share": 1.0})
        assert read.mean() > each.family.loss(_readable(open_to_all, met)).mean(), "what is left is by models"
