"""Operators hide from detectors exactly when it pays; engine and auditor miss more of those who hide."""

from dataclasses import replace
from math import comb

import numpy as np
import pytest

from ecosystem.agents import generators
from ecosystem.content.arms_race import ArmsRace
from ecosystem.indicators.people import evading_share
from ecosystem.kinds import ASSISTED, CONTENT_FARM, OPERATOR_KINDS
from ecosystem.observers import audit_new_articles
from ecosystem.state import World
from tests.support.worlds import advance, copied, run, scenario

# What the cases below are computed with by hand, whatever the baseline says.
TPR, EFFECT, ODDS, COST, FPR = 0.7, 0.3, 0.2, 0.5, 0.02


@pytest.fixture
def case(world: World) -> World:
    """A world with the numbers of the cases; it may be changed."""
    rates = {"detection.engine_tpr": TPR, "detection.engine_fpr": FPR, "detection.evasion_effect": EFFECT}
    each = copied(world, **rates, **{"detection.evasion_cost": COST})
    each.rules = replace(each.rules, ai_odds_factor=ODDS)
    return each


def gain_of_hiding(world: World, code: int) -> float:
    """Share of a page's undemoted earnings that full evasion saves, by hand."""
    human: float = world.parameters.generators.kinds[OPERATOR_KINDS[code]].human_share
    primary = sum(comb(8, k) * human**k * (1.0 - human) ** (8 - k) for k in range(4))
    return float(primary * TPR * EFFECT * (1.0 - ODDS))


def price(world: World, code: int, ratio: float) -> None:
    """Let evasion cost all operators of one kind `ratio` of what it saves them."""
    rows = np.flatnonzero(world.operators.kind == code)
    saved = generators.page_prospects(world, rows) * gain_of_hiding(world, code)
    unit = generators.cost_per_page(world, rows) / world.operators.cost[rows]
    world.operators.cost[rows] = ratio * saved / (COST * unit)


@pytest.mark.parametrize("code", range(len(OPERATOR_KINDS)))
def test_operators_hide_exactly_when_it_pays(case: World, code: int) -> None:
    rows = np.flatnonzero(case.operators.kind == code)
    price(case, code, 1.0 - 1e-9)
    assert np.all(generators.look_ahead(case, rows).evasion == 1.0)
    price(case, code, 1.0 + 1e-9)
    assert np.all(generators.look_ahead(case, rows).evasion == 0.0)


def test_who_writes_with_more_ideas_of_its_own_has_less_to_hide(case: World) -> None:
    assert gain_of_hiding(case, CONTENT_FARM) == pytest.approx(0.168)
    assert gain_of_hiding(case, ASSISTED) < 0.168


@pytest.mark.parametrize(
    "changes", [{"detection.evasion_effect": 0.0}, {"controls.has_evasion": False}, {"detection.engine_tpr": 0.0}]
)
def test_nobody_hides_when_it_has_no_effect(world: World, changes: dict[str, float]) -> None:
    each = copied(world, **{"detection.evasion_cost": 0.0, **changes})
    assert not generators.look_ahead(each, each.operators.all_rows()).evasion.any()
    assert not generators.decide(each).evasion.any()


def test_nobody_hides_where_nothing_is_demoted(case: World) -> None:
    each = copied(case, **{"detection.evasion_cost": 0.0})
    rows = each.operators.all_rows()
    assert generators.look_ahead(each, rows).evasion.all()
    each.rules = replace(each.rules, ai_odds_factor=1.0)
    assert not generators.look_ahead(each, rows).evasion.any()


def test_an_expected_profit_is_that_of_the_better_choice(case: World) -> None:
    rows = np.flatnonzero(case.operators.kind != ASSISTED)
    earned, cost = generators.page_prospects(case, rows), generators.cost_per_page(case, rows)
    plain = earned * (1.0 - 0.7 * 0.8) - cost
    hidden = earned * (1.0 - 0.49 * 0.8) - cost * 1.5
    assert generators.look_ahead(case, rows).profit == pytest.approx(np.maximum(plain, hidden))
    assert np.any(plain > hidden)
    assert np.any(plain < hidden)


def test_operators_hide_the_more_the_more_skill_helps_them(case: World) -> None:
    rows = case.operators.all_rows()
    share = {}
    for evasion, detector in ((0.0, 0.0), (2.0, 0.0), (0.0, 4.0), (4.0, 4.0)):
        case.race = ArmsRace(evasion=[evasion], detector=[detector])
        efforts = (np.zeros(len(rows)), np.ones(len(rows)))
        caught = [generators.chance_of_belief(case, rows, effort).mean() for effort in efforts]
        assert caught[1] < caught[0]
        share[evasion, detector] = generators.look_ahead(case, rows).evasion.mean()
    assert share[2.0, 0.0] > share[0.0, 0.0], "what hides better is worth more"
    assert share[0.0, 4.0] < share[0.0, 0.0], "a detector that sees through it leaves nothing to gain"
    assert share[4.0, 4.0] > share[0.0, 4.0]


MARKS = {"detection.watermark_share": 0.5, "detection.provenance_share": 0.5, "detection.watermark_fpr": 0.05}
MARKS |= {"detection.provenance_survival": 0.8, "detection.provenance_forged_share": 0.5}


@pytest.mark.parametrize("cost", [0.0, 10.0])
def test_operators_expect_what_the_engine_will_believe_marks_included(case: World, cost: float) -> None:
    each = copied(case, **MARKS, **{"detection.evasion_cost": cost})
    each.operators.output[:] *= 20.0
    each.step += 1
    rows = each.operators.rows()
    expected = np.zeros(len(each.operators))
    expected[rows] = generators.chance_of_belief(each, rows, generators.look_ahead(each, rows).evasion)
    each.step -= 1
    advance(each)
    corpus, pages = each.corpus, each.month.new_pages
    mine = pages[corpus.is_operated[pages]]
    chance = expected[corpus.writer[mine]]
    assert mine.size > 2000
    assert corpus.is_marked[mine].any()
    assert corpus.is_signed[mine].any()
    assert corpus.is_flagged[mine].mean() == pytest.approx(chance.mean(), abs=4.5 * np.sqrt(0.25 / mine.size))


def test_without_marks_the_two_ways_to_expect_are_the_same(case: World) -> None:
    rows = case.operators.all_rows()
    effort = (rows % 2).astype(np.float64)
    unread = copied(case, **{"detection.watermark_share": 1e-9, "detection.watermark_fpr": 0.0})
    expected = generators.chance_of_belief(case, rows, effort)
    assert generators.chance_of_belief(unread, rows, effort) == pytest.approx(expected, abs=1e-12)


def test_only_active_operators_make_an_effort(world: World) -> None:
    decisions = generators.decide(copied(world))
    assert not decisions.evasion[~world.operators.is_active].any()
    active = world.operators.rows()
    assert np.array_equal(decisions.evasion[active], generators.look_ahead(world, active).evasion)


def test_the_effort_is_that_of_the_month_of_writing(case: World) -> None:
    each = case
    each.step += 1
    decided = generators.decide(each).evasion
    generators.act(each)
    assert np.array_equal(each.operators.evasion, decided)
    assert 0.0 < evading_share(each) < 1.0
    assert evading_share(each) == pytest.approx(decided[each.month.by_operators.writer].mean())


def test_who_hides_perfectly_is_found_by_neither_engine_nor_auditor(world: World) -> None:
    free = {"detection.evasion_cost": 0.0, "detection.evasion_effect": 1.0, "detection.auditor_fpr": 0.0}
    free["detection.audit_sample"] = 100_000
    each = advance(copied(world, **free))
    corpus, pages = each.corpus, each.month.new_pages
    primary, operated = each.is_primary(corpus.n_human[pages]), corpus.is_operated[pages]
    assert (primary & operated).sum() > 100
    assert not corpus.is_flagged[pages[primary & operated]].any()
    by_authors = corpus.is_flagged[pages[primary & ~operated]]
    assert by_authors.any(), "authors do not hide"
    articles = corpus.is_article[pages]
    found = audit_new_articles(each).detected_share
    assert found <= (primary & ~operated & articles).sum() / articles.sum()


def test_a_hiding_operator_is_found_less_often(world: World) -> None:
    free = {"detection.evasion_cost": 0.0, "detection.evasion_effect": 0.5, "detection.auditor_tpr": 1.0}
    each = copied(world, **{**free, "detection.auditor_fpr": 0.0, "detection.engine_tpr": 1.0})
    each.operators.output[:] *= 10.0
    advance(each)
    corpus, pages = each.corpus, each.month.new_pages
    primary, operated = each.is_primary(corpus.n_human[pages]), corpus.is_operated[pages]
    hidden = primary & operated
    assert hidden.sum() > 1000
    tolerance = 4.5 * np.sqrt(0.25 / hidden.sum())
    assert corpus.is_flagged[pages[hidden]].mean() == pytest.approx(0.5, abs=tolerance)
    assert corpus.is_flagged[pages[primary & ~operated]].all()
    articles = corpus.is_article[pages]
    expected = (0.5 * (hidden & articles).sum() + (primary & ~operated & articles).sum()) / articles.sum()
    assert audit_new_articles(each).detected_share == pytest.approx(expected, abs=tolerance)


def test_the_share_of_hidden_pages_is_not_defined_without_pages(world: World) -> None:
    each = copied(world)
    each.operators.is_active[:] = False
    generators.act(each)
    assert np.isnan(evading_share(each))


def test_a_fixed_set_publishes_from_the_fall_of_cost_on_whatever_it_pays() -> None:
    fixed = {"controls.has_operator_entry": False, "generators.fixed_active_share": 0.5}
    setting = scenario(16, 200, **fixed, **{"generators.cost_median": 1000.0, "generators.cost_fall_factor": 1.0})
    model = run(setting)
    number = model.series().n_generators.to_numpy()
    assert np.all(number[:11] == 0), "the fall comes in December 2022"
    assert np.all(number[11:] == number[-1]), "nobody enters or leaves"
    world = model.world
    uniform = world.draws.uniform("fixed operator", 0, world.operators.key)
    assert np.array_equal(world.operators.is_active, uniform < 0.5)
    assert number[-1] / len(world.operators) == pytest.approx(0.5, abs=4.5 * np.sqrt(0.25 / 100))
    assert np.all(generators.look_ahead(world, world.operators.rows()).profit < 0.0)
    assert world.corpus.is_operated.sum() > 100
