"""What is measured of models: from young pages of the crawl, unless observers are perfect."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from ecosystem.content.benchmarks import CountedIdeas
from ecosystem.indicators.models import benchmark_loss, model_loss
from ecosystem.state import Month, World
from ecosystem.web.answers import unclicked_share
from ecosystem.web.benchmarks import best_by_benchmark, renew_benchmark
from ecosystem.web.models_on_sale import measure_models
from tests.ecosystem.conftest import Diary
from tests.support.worlds import advance, copied, scenario, series_bytes
from tests.support.worlds import run as run_model


def test_the_benchmark_holds_young_kept_pages_that_the_crawl_found_in_the_half_year_before(diary: Diary) -> None:
    world = diary.world
    assert world.benchmarking is not None
    assert world.benchmarking.benchmark is not None
    renewed = world.step - world.step % 3
    pages = np.concatenate([fetches[0] for fetches in diary.new_fetches[renewed - 6 : renewed]])
    pages = pages[world.corpus.was_kept(pages, 0) & (renewed - world.corpus.step[pages] < 24)]
    expected = CountedIdeas.of_pages(
        world.corpus.topic[pages].astype(np.int64), world.corpus.ideas[pages], world.n_topics
    )
    found = world.benchmarking.benchmark
    assert isinstance(found, CountedIdeas)
    assert found.n_ideas.tolist() == expected.n_ideas.tolist()
    assert found.count.tolist() == expected.count.tolist()
    is_synthetic = world.corpus.n_human[pages] < world.parameters.content.ideas_per_page
    assert 0.05 < is_synthetic.mean() < 0.95, "human and synthetic ideas alike"


def test_no_model_on_sale_has_been_trained_on_it(diary: Diary) -> None:
    world = diary.world
    renewed = world.step - world.step % 3
    cutoffs = [world.lineage.versions[model].cutoff_step for model in world.trainers.sold_model.tolist()]
    assert max(cutoffs) < renewed - 6


def test_it_is_renewed_once_a_quarter(world: World) -> None:
    each = copied(world)
    seen = []
    for _ in range(6):
        advance(each)
        seen.append((each.step % 3 == 0, id(each.benchmarking)))
    changes = [now != before for (_, before), (_, now) in pairwise(seen)]
    assert changes == [is_due for is_due, _ in seen[1:]]


def test_where_the_crawl_finds_nothing_the_old_one_stays(world: World) -> None:
    each = copied(world)
    assert each.benchmarking is not None
    old = each.benchmarking.benchmark
    each.step = 3 * (each.step // 3) + 36
    renew_benchmark(each)
    assert each.benchmarking.benchmark is old, "by then all of its pages are old"


def test_a_perfect_observer_measures_the_truth(world: World) -> None:
    each = copied(world, **{"controls.has_observer_error": False})
    measure_models(each)
    assert np.array_equal(each.month.benchmark_loss, each.month.loss)
    assert benchmark_loss(each) == model_loss(each)
    assert benchmark_loss(world) != model_loss(world)


def test_answers_follow_what_is_measured_not_what_is_true(world: World) -> None:
    world = replace(world, rules=replace(world.rules, has_citing_answers=False))
    best = best_by_benchmark(world)
    assert best is not None
    reach = world.rules.answer_reach * world.parameters.attention.answer_share_max
    assert unclicked_share(world) == pytest.approx(reach * np.exp(-np.clip(best.loss, 0.0, None)))
    flattered = copied(world)
    flattered.month.benchmark_loss = flattered.month.benchmark_loss - 10.0
    assert unclicked_share(flattered) == pytest.approx(reach)
    worse = copied(world)
    worse.month.loss, worse.month.served_loss = worse.month.loss + 1.0, worse.month.served_loss + 1.0
    assert np.array_equal(unclicked_share(worse), unclicked_share(world))


def test_nothing_is_measured_before_anything_is_sold(world: World) -> None:
    each = copied(world)
    each.month = Month()
    assert best_by_benchmark(each) is None
    assert np.isnan(benchmark_loss(each))
    assert unclicked_share(each).tolist() == [0.0] * each.n_topics


def test_a_perfect_observer_sees_in_a_run_what_is_true() -> None:
    series = run_model(scenario(15, 60, **{"controls.has_observer_error": False})).series()
    assert series["benchmark_loss"].equals(series["model_loss"])
    assert series["detected_share"].equals(series["synthetic_share_new"])
    assert (series["false_positive_share"] == 0.0).all()


def test_before_answers_are_shown_measuring_changes_nothing() -> None:
    perfect = run_model(scenario(15, 60, **{"controls.has_observer_error": False}))
    erring = run_model(scenario(15, 60))
    seen = ["benchmark_loss", "detected_share", "corrected_share", "false_positive_share"]
    assert perfect.series().drop(columns=seen).equals(erring.series().drop(columns=seen))
    assert series_bytes(perfect) != series_bytes(erring)


@pytest.mark.slow
def test_gauges_can_look_healthy_while_the_truth_is_not() -> None:
    series = run_model(scenario(144)).series()
    first, last = (series.iloc[months].mean(numeric_only=True) for months in (slice(36, 48), slice(-12, None)))
    factor = 1.2
    assert last.model_loss > factor * first.model_loss, "models are clearly worse"
    assert first.benchmark_loss > factor * last.benchmark_loss, "and the gauge says as clearly that they are better"
