"""What readers meet: the ideas of live pages as they are visited, and what is lost on who reads them."""

import numpy as np
import pytest

from ecosystem.agents import generators
from ecosystem.kinds import has_own_site
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.attention import share_visits
from ecosystem.web.publishing import publish
from ecosystem.web.worth import (
    BY_MODELS,
    BY_PEOPLE,
    age_readings,
    include_pages,
    learnt_odds,
    mix_of,
    weigh_pages,
    worth,
)
from tests.support.worlds import copied, run, scenario


def readings_by_hand(world: World) -> FloatArray:
    """Freshness-weighted counts of the ideas on live pages, shape (2, n_topics, n_identities), from the corpus."""
    corpus, attention = world.corpus, world.parameters.attention
    pages = np.flatnonzero(corpus.death > world.step)
    weight = attention.freshness ** (world.step - corpus.step[pages]).astype(np.float64)
    result = np.zeros(world.readings.values.shape)
    is_primary = world.is_primary(corpus.n_human[pages]).astype(np.int64)
    np.add.at(result, (is_primary[:, None], corpus.topic[pages][:, None], corpus.ideas[pages]), weight[:, None])
    return result


def test_readers_meet_the_ideas_of_live_pages_weighted_by_freshness(world: World) -> None:
    """Deaths are counted as they are expected, so that both agree up to the chance of which pages die."""
    expected = readings_by_hand(world)
    for kind, rel in ((BY_PEOPLE, 0.02), (BY_MODELS, 0.05)):
        held, by_hand = world.readings.values[kind], expected[kind]
        assert held.sum(axis=1) == pytest.approx(by_hand.sum(axis=1), rel=rel)
        assert np.corrcoef(held.ravel(), by_hand.ravel())[0, 1] > 0.99


def test_new_pages_count_once_and_age_like_attention(world: World) -> None:
    each = copied(world)
    before = each.readings.copy()
    each.step += 1
    publish(each)
    new = each.month.new_pages
    include_pages(each, each.corpus.records[new], each.corpus.ideas[new])
    twice = 2 * new.size * each.parameters.content.ideas_per_page
    assert each.readings.total - before.total == pytest.approx(twice)
    held = each.readings.total
    age_readings(each)
    left = world.parameters.attention.freshness * (1.0 - world.parameters.content.death_hazard)
    assert each.readings.total == pytest.approx(left * held)


def test_kinds_weigh_as_they_are_visited(world: World) -> None:
    each = copied(world)
    for visits, kind in (([[3.0, 3.0], [0.0, 0.0]], BY_PEOPLE), ([[0.0, 0.0], [5.0, 5.0]], BY_MODELS)):
        each.month.visits = np.array(visits)
        shares = mix_of(each, each.month.visits).values / mix_of(each, each.month.visits).n_tokens[:, None]
        of_kind = each.readings[kind]
        assert shares == pytest.approx(of_kind.values / of_kind.n_tokens[:, None])
    each.month.visits = np.array([[1.0, 1.0], [1.0, 1.0]])
    halves = [each.readings[kind].values / each.readings[kind].n_tokens[:, None] for kind in (BY_PEOPLE, BY_MODELS)]
    assert mix_of(each, each.month.visits).values / mix_of(each, each.month.visits).n_tokens[:, None] == pytest.approx(
        np.mean(halves, axis=0)
    )
    each.month.visits = np.zeros((2, 2))
    assert mix_of(each, each.month.visits).values == pytest.approx(each.readings.values.sum(axis=0)), (
        "nobody visits: as published"
    )


def test_fresh_human_pages_lose_what_junk_and_age_cost_and_ai_pages_more(world: World) -> None:
    month, content = world.month, world.parameters.content
    junk = content.junk_page_share * content.junk_idea_share
    assert np.all(month.kind_loss[BY_PEOPLE] > 0.0)
    assert np.all(month.kind_loss[BY_PEOPLE] < -np.log(1.0 - junk) + 0.3)
    assert np.all(month.kind_loss[BY_MODELS] > month.kind_loss[BY_PEOPLE])
    assert np.all(month.pages_loss < month.kind_loss[BY_MODELS])


def test_a_kind_without_pages_is_held_to_be_as_all_pages(world: World) -> None:
    each = copied(world)
    each.readings.values[BY_MODELS] = 0.0
    each.month.visits[BY_MODELS] = 0.0
    weigh_pages(each)
    assert each.month.kind_loss[BY_MODELS] == pytest.approx(each.month.pages_loss, abs=0.01)


def test_where_nobody_has_written_readers_learn_nothing(world: World) -> None:
    each = copied(world)
    each.readings *= 0.0
    weigh_pages(each)
    ignorance = each.family.ignorance(each.parameters)
    assert each.month.pages_loss == pytest.approx(np.full(each.n_topics, ignorance))


def test_pages_of_a_culture_that_stands_still_do_not_age() -> None:
    drifting, still = (run(scenario(24, **{"controls.has_drift": has_drift})).world for has_drift in (True, False))
    assert np.all(still.month.kind_loss[BY_PEOPLE] < drifting.month.kind_loss[BY_PEOPLE])


def test_worth_is_the_share_that_holds() -> None:
    assert worth(np.array([0.0, np.log(2.0), np.inf])) == pytest.approx([1.0, 0.5, 0.0])


def primary_visits(world: World, gap: float, sensitivity: float = 1.0) -> FloatArray:
    """The share of visits to AI-primary pages by topic where readers have learnt a gap of losses."""
    each = copied(world, **{"attention.worth_sensitivity": sensitivity})
    each.worth_gap[:] = gap
    share_visits(each)
    result: FloatArray = each.month.visits[BY_MODELS] / each.month.visits.sum(axis=0)
    return result


def test_what_readers_have_learnt_to_be_worth_less_is_visited_less(world: World) -> None:
    equal, worse, better = (primary_visits(world, gap) for gap in (0.0, 1.0, -1.0))
    assert np.all(worse < equal)
    assert np.all(equal < better)
    assert primary_visits(world, 1.0, sensitivity=2.0) == pytest.approx(primary_visits(world, 2.0))


def test_who_is_not_sensitive_ignores_worth_to_the_last_bit(world: World) -> None:
    assert np.array_equal(primary_visits(world, 1.0, sensitivity=0.0), primary_visits(world, 0.0))
    flat = copied(world, **{"controls.has_ranking": False})
    flat.worth_gap[:] = 1.0
    assert learnt_odds(flat).tolist() == [1.0] * flat.n_topics


def test_worth_is_learnt_over_the_months_that_are_set(world: World) -> None:
    each = copied(world, **{"attention.worth_memory_months": 4.0})
    each.worth_gap[:] = 0.0
    weigh_pages(each)
    gap = each.month.kind_loss[BY_MODELS] - each.month.kind_loss[BY_PEOPLE]
    assert each.worth_gap == pytest.approx(gap / 4.0)
    weigh_pages(each)
    assert each.worth_gap == pytest.approx(gap * (1.0 - 0.75**2))


def test_operators_know_what_readers_have_learnt(world: World) -> None:
    rows, each = world.operators.all_rows(), copied(world)
    each.worth_gap[:] = 0.0
    before = generators.page_prospects(each, rows)
    each.worth_gap[:] = np.log(2.0)
    kept = generators.page_prospects(each, rows) / before
    assert np.all(kept[has_own_site(world.operators.kind[rows])] == pytest.approx(0.5)), "pages of models alone"
    assert kept.max() < 0.65, "assisted writers have ideas of their own"
