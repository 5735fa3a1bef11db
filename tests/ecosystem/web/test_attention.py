"""Attention: every search that is not answered is a visit, and equal pages get equal visits."""

from typing import Any

import numpy as np
import pytest

from ecosystem.parameters.attention import AttentionParameters
from ecosystem.randomness import FloatArray
from ecosystem.state import Month, World
from ecosystem.tables import Table
from ecosystem.web.attention import age_pages, share_visits, topic_shares
from tests.support.worlds import copied, run, scenario


def visited(world: World) -> World:
    """The same month's attention shared anew."""
    month = world.month
    world.month = Month(loss=month.loss, served_loss=month.served_loss, benchmark_loss=month.benchmark_loss)
    share_visits(world)
    return world


def fresh_by_hand(world: World, table: Table, *, is_operated: bool) -> FloatArray:
    """Freshness-weighted live pages of each writer by class, from the corpus."""
    corpus = world.corpus
    pages = np.flatnonzero((corpus.is_operated == is_operated) & (corpus.death > world.step))
    weight = world.parameters.attention.freshness ** (world.step - corpus.step[pages]).astype(np.float64)
    kind = 2 * corpus.is_flagged[pages] + world.is_primary(corpus.n_human[pages])
    result = np.zeros((len(table), 4))
    np.add.at(result, (corpus.writer[pages].astype(np.int64), kind), weight)
    return result


def test_topic_shares_are_zipf_and_do_not_depend_on_the_number_of_topics() -> None:
    shares = topic_shares(AttentionParameters(), 1000)
    assert shares.sum() == pytest.approx(1.0)
    assert np.all(np.diff(shares) < 0)
    assert shares[0] / shares[-1] == pytest.approx(10.0, rel=0.01)
    for n_topics in (2, 3, 10, 50):
        few = n_topics * topic_shares(AttentionParameters(), n_topics)
        assert few.mean() == pytest.approx(1.0)
        assert few.var() == pytest.approx((1000 * shares).var(), rel=1e-3), "a small web has the same spread"
        assert 0.1 < few.min() < few.max() < 10.0 * few.min()
    assert topic_shares(AttentionParameters(topic_spread=1.0), 3) == pytest.approx(1 / 3)
    assert topic_shares(AttentionParameters(topic_spread=1000.0), 2) == pytest.approx([0.9995, 0.0005])
    coarse = topic_shares(AttentionParameters(), 20)
    assert coarse == pytest.approx(shares.reshape(20, 50).sum(axis=1), rel=0.05)


def test_visits_are_searches_less_answers(world: World) -> None:
    attention = world.parameters.attention
    month = world.month
    assert month.unclicked_share.max() > 0.0, "answers were shown by then"
    expected = world.size * attention.visits_per_author * (1.0 - month.unclicked_share @ world.rest.topic_shares)
    assert month.visits.sum() == pytest.approx(expected, rel=1e-12)
    by_writer = world.authors.visits.sum() + world.operators.visits.sum()
    assert by_writer == pytest.approx(expected, rel=1e-12)
    assert world.sites.audience.sum() == pytest.approx(expected, rel=1e-12)
    assert np.all((month.visits > 0.0) == [[True], [True]])
    people = world.authors.visits_primary.sum() + world.operators.visits_primary.sum()
    assert month.visits[1].sum() == pytest.approx(people, rel=1e-12)


def test_visits_by_topic_follow_the_questions(quiet_world: World) -> None:
    authors = quiet_world.authors
    by_topic = np.bincount(authors.topic, authors.visits)
    assert by_topic / by_topic.sum() == pytest.approx(quiet_world.rest.topic_shares)
    assert quiet_world.month.unclicked_share.tolist() == [0.0, 0.0]


def test_equal_pages_get_equal_visits_where_readers_see_all_of_them(world: World) -> None:
    flat = copied(world, **{"attention.results_shown": 0, "attention.worth_sensitivity": 0.0})
    flat.sites.refuses[:] = False
    flat.authors.appeal[:] = 1.0
    flat.sites.authority[:] = 1.0
    flat.operators.appeal[:] = 1.0
    flat.rules = type(flat.rules)(**{**vars(flat.rules), "ai_odds_factor": 1.0, "has_citing_answers": False})
    visited(flat)
    for table in (flat.authors, flat.operators):
        weight = np.maximum(table.fresh, 0.0).sum(axis=1)
        rows = np.flatnonzero(weight > 0.0)
        per_page = table.visits[rows] / weight[rows]
        for topic in range(flat.n_topics):
            mine = per_page[table.topic[rows] == topic]
            assert mine == pytest.approx(np.full(mine.size, mine.mean() if mine.size else 0.0))


def test_equal_exposure_gives_each_live_page_of_a_topic_the_same_visits() -> None:
    flat: dict[str, Any] = {"controls.has_ranking": False, "controls.has_citing_answers": False}
    world = run(scenario(30, **flat)).world
    corpus = world.corpus
    # Attention of a month sees the pages of the month before.
    pages = np.flatnonzero((corpus.death >= world.step) & (corpus.step < world.step))
    n_pages = np.bincount(corpus.site[pages], minlength=len(world.sites))
    n_in_topic = np.bincount(corpus.topic[pages], minlength=world.n_topics)
    expected = (world.month.searches * (1.0 - world.month.unclicked_share) / n_in_topic)[world.sites.topic]
    assert world.sites.audience == pytest.approx(n_pages * expected, rel=1e-9, abs=1e-6)
    assert world.month.visits[1].sum() > 0.0


def test_appeal_and_authority_attract(world: World) -> None:
    again = visited(copied(world))
    better = copied(world)
    better.authors.appeal[0] *= 2.0
    visited(better)
    odds = again.authors.visits[0] / np.bincount(again.authors.topic, again.authors.visits)[again.authors.topic[0]]
    assert better.authors.visits[0] > again.authors.visits[0]
    if odds < 0.1:
        assert better.authors.visits[0] == pytest.approx(2.0 * again.authors.visits[0], rel=0.2)


def test_demotion_lowers_the_exposure_of_ai_pages(world: World) -> None:
    shares = []
    for factor in (4.0, 1.0, 0.5, 0.2, 0.0):
        each = copied(world)
        each.rules = type(each.rules)(**{**vars(each.rules), "ai_odds_factor": factor})
        visited(each)
        shares.append(each.month.visits[1].sum() / each.month.visits.sum())
    assert shares == sorted(shares, reverse=True)
    assert shares[1] > 1.5 * shares[-1]
    assert shares[-1] > 0.0, "some AI pages pass unnoticed"


@pytest.mark.parametrize("name", ["world", "quiet_world"])
def test_freshness_is_what_a_count_of_the_live_pages_says(name: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(name)
    for table, is_operated in ((world.authors, False), (world.operators, True)):
        expected = fresh_by_hand(world, table, is_operated=is_operated)
        assert table.fresh == pytest.approx(expected, abs=1e-9)


def test_a_month_takes_its_share_of_freshness(world: World) -> None:
    older = copied(world)
    age_pages(older)
    assert older.authors.fresh == pytest.approx(world.authors.fresh * world.parameters.attention.freshness)
