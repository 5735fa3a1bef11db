"""Answers above search: they stand on measured parts of searches, take clicks by position, and send some to sources."""

from dataclasses import replace

import numpy as np
import pytest

from ecosystem.calendar import date_to_step
from ecosystem.errors import ParameterError
from ecosystem.indicators.answers import answered_share, citation_click_share, cited_synthetic_share
from ecosystem.kinds import ANSWERS
from ecosystem.parameters.answers import AnswerParameters
from ecosystem.policies import rules_in_force
from ecosystem.state import World
from ecosystem.web import answers
from ecosystem.web.answer_rights import readable_share
from ecosystem.web.attention import share_visits
from ecosystem.web.benchmarks import best_by_benchmark
from ecosystem.web.worth import BY_MODELS, worth
from tests.support.worlds import copied, run, scenario, series_bytes

OFF = {"controls.has_citing_answers": False}
FREE = {"attention.answers_refusal_odds": 1.0}
# Clicks of all results that are lost where an answer shows: 0.37 against 0.62 a search (Agarwal and Sen 2026), and 8
# against 15 % of visits (Pew 2025); of the first result, -58 % (Ahrefs, December 2025), -34 % in April.
LOST, LOST_FIRST = (0.34, 0.47), (0.34, 0.65)


def citing(world: World, **parameters: object) -> World:
    """The world, in whose last month answers cite."""
    each = copied(world, **parameters)
    each.month = replace(each.month)
    each.rules = rules_in_force(each.parameters, each.policies, each.step)
    share_visits(each)
    return each


@pytest.fixture(scope="module")
def citing_world(world: World) -> World:
    """A world of December 2025 in which answers cite; not to be changed."""
    return citing(world)


def test_coverage_times_the_loss_by_position_is_the_fall_of_all_clicks(citing_world: World) -> None:
    world, month = citing_world, citing_world.month
    assert world.date == "2025-12"
    coverage = float(month.answered_share @ world.rest.topic_shares)
    assert coverage == answered_share(world) == 0.5
    silent = citing(world, **{"answers.citation_clicks": 0.0})
    fall = 1.0 - float(silent.month.visits.sum() / silent.month.searches.sum())
    best = best_by_benchmark(world)
    assert best is not None
    held = float(worth(np.maximum(best.loss, 0.0)) @ world.rest.topic_shares)
    assert fall == pytest.approx(coverage * held * answers.clicks_lost(world))
    assert coverage * LOST[0] < fall < coverage * LOST[1]
    assert LOST_FIRST[0] < held * world.parameters.answers.first_click_loss < LOST_FIRST[1]


def test_visits_are_searches_less_those_who_end_with_an_answer(citing_world: World) -> None:
    month = citing_world.month
    assert month.visits.sum(axis=0) == pytest.approx(month.searches * (1.0 - month.unclicked_share))
    assert month.visits.sum() == pytest.approx(citing_world.sites.audience.sum())
    assert citation_click_share(citing_world) == pytest.approx(month.clicks_sent.sum() / month.visits.sum())
    assert 0.0 < citation_click_share(citing_world) < 0.1
    assert month.reads.sum(axis=0) == pytest.approx(month.searches * month.answered_share)


def test_first_results_lose_more_than_others(world: World, citing_world: World) -> None:
    silent = citing(world, **FREE, **{"answers.citation_clicks": 0.0})
    before, after = copied(world, **FREE), silent.sites.audience
    before.rules = replace(before.rules, answer_reach=0.0)
    share_visits(before)
    in_topic = (before.sites.topic == 0) & (before.sites.audience > 0.0)
    size, kept = before.sites.audience[in_topic], after[in_topic] / before.sites.audience[in_topic]
    assert np.all(kept < 1.0)
    assert np.corrcoef(np.log(size), kept)[0, 1] < -0.5
    flat = citing(world, **FREE, **{"answers.citation_clicks": 0.0, "answers.loss_decay": 0.0})
    assert np.ptp(flat.sites.audience[in_topic] / size) < 1e-9, "where all positions lose alike, so do all sites"
    assert citing_world.month.visits.sum() > silent.month.visits.sum(), "links send some back"


def test_sites_that_refuse_are_neither_read_nor_sent_anybody(world: World, citing_world: World) -> None:
    refusing = copied(world)
    largest = int(citing_world.sites.audience.argmax())
    assert citing_world.month.read_per_visit[largest] > 0.0
    refusing.sites.refuses[largest, ANSWERS] = True
    after = citing(refusing)
    assert after.month.read_per_visit[largest] == 0.0
    assert after.sites.audience[largest] < citing_world.sites.audience[largest]
    assert after.month.reads.sum() == pytest.approx(citing_world.month.reads.sum()), "others are read in its place"
    assert after.month.visits.sum() == pytest.approx(citing_world.month.visits.sum())


def test_where_all_refuse_answers_are_those_of_the_model_alone(world: World) -> None:
    refusing = copied(world)
    refusing.sites.refuses[:, ANSWERS] = True
    after, best = citing(refusing, **{"answers.sale_share": 0.0}), best_by_benchmark(world)
    assert best is not None
    assert after.month.told_loss == pytest.approx(after.month.served_loss[best.trainer])
    assert after.month.clicks_sent.tolist() == [0.0] * after.n_topics
    assert np.isnan(cited_synthetic_share(after))


def test_what_is_told_comes_from_what_is_read(citing_world: World) -> None:
    month, best = citing_world.month, best_by_benchmark(citing_world)
    assert best is not None
    assert np.all(month.told_loss < month.served_loss[best.trainer]), "reading makes a model current"
    assert 0.0 < cited_synthetic_share(citing_world) < 1.0
    by_models = sum(
        answers.reads_of(citing_world, table, table.visits_primary).sum()
        for table in (citing_world.authors, citing_world.operators)
    )
    assert month.reads[BY_MODELS].sum() == pytest.approx(by_models)


def test_answers_that_take_no_click_and_link_nothing_leave_visits_as_without_answers(world: World) -> None:
    nothing = citing(world, **FREE, **{"answers.first_click_loss": 0.0})
    before = copied(world, **FREE)
    before.rules = replace(before.rules, answer_reach=0.0)
    share_visits(before)
    assert np.array_equal(nothing.sites.audience, before.sites.audience)


def test_equal_exposure_holds_for_what_answers_take_and_read(world: World) -> None:
    even = citing(world, **{"controls.has_ranking": False})
    weight = even.sites.audience > 0.0
    in_topic = weight & (even.sites.topic == 0) & (readable_share(even) > 0.0)
    assert np.ptp(even.month.read_per_visit[in_topic]) < 1e-9


def test_answers_that_take_every_click_leave_no_visit_and_no_number_undefined(world: World) -> None:
    flattered = copied(world)
    flattered.month.benchmark_loss = flattered.month.benchmark_loss - 10.0
    every = {"answers.first_click_loss": 1.0, "answers.loss_decay": 0.0, "answers.coverage_by_volume": "2025-01 1"}
    all_taken = citing(flattered, **every, **{"answers.citation_clicks": 0.0})
    assert all_taken.month.visits.sum() == pytest.approx(0.0, abs=1e-6)
    assert np.all(np.isfinite(all_taken.sites.audience))
    sent = citing(flattered, **every, **{"answers.citation_clicks": 1.0, "answers.cited_share": 1.0})
    assert sent.month.clicks_sent.sum() == pytest.approx(0.95 * sent.month.searches.sum())
    assert sent.month.visits.sum() == pytest.approx(sent.month.clicks_sent.sum())


def test_where_scraping_is_free_answers_read_every_site(world: World) -> None:
    closed = copied(world)
    closed.sites.refuses[:, ANSWERS] = True
    free = citing(closed, **{"controls.has_data_market": False})
    assert np.all(readable_share(free) == 1.0)
    assert free.month.reads.sum() == pytest.approx((free.month.searches * free.month.answered_share).sum())


def test_the_parameters_of_citing_answers_do_nothing_where_answers_cite_nobody() -> None:
    moved = {
        **OFF,
        "answers.first_click_loss": 0.1,
        "answers.pages_read": 2,
        "answers.coverage_by_volume": "2023-01 1",
    }
    assert series_bytes(run(scenario(30, 60, **moved))) == series_bytes(run(scenario(30, 60, **OFF)))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("2024-04 0.0, 2025-11 0.5", "has months that have a gap of more than a year: 2024-04 to 2025-11"),
        ("2025-03 0.1, 2025-01 0.2", "has months that are not in the order of time: 2025-03 to 2025-01"),
        ("2025-03 0.1, 2025-03 0.2", "has months that are not in the order of time"),
        ("2025-03 0.1, , 2025-05 0.2", "has '' in place of a month and a share"),
        ("2025-03", "has '2025-03' in place of a month and a share"),
        ("2025-13 0.1", "has '2025-13 0.1' in place"),
        ("2025-03 1.1", "has '2025-03 1.1' in place"),
    ],
)
def test_a_table_of_coverage_with_gaps_or_faults_is_refused_in_one_sentence(table: str, message: str) -> None:
    with pytest.raises(ParameterError) as caught:
        AnswerParameters(coverage_by_keyword=table)
    assert len(caught.value.faults) == 1
    assert message in str(caught.value)
    assert "coverage_by_keyword = " in str(caught.value)


def test_coverage_lies_evenly_between_measurements_and_stays_after_the_last() -> None:
    by_keyword = AnswerParameters(coverage_basis="by keyword")
    at = {
        date: by_keyword.coverage(date_to_step(date))
        for date in ("2024-03", "2025-01", "2025-02", "2025-11", "2030-01")
    }
    assert at == pytest.approx({"2024-03": 0.0, "2025-01": 0.065, "2025-02": 0.098, "2025-11": 0.157, "2030-01": 0.157})
    assert AnswerParameters(coverage_basis="by volume").coverage(date_to_step("2025-12")) == 0.5
