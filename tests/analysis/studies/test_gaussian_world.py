from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.statistics.intervals import Interval
from analysis.statistics.paired_runs import paired_effect
from analysis.studies.gaussian_content import (
    BlankPages,
    GaussianContent,
    GaussianCulture,
    GaussianFilter,
    VectorArray,
    page_moments,
    sum_by_topic,
    to_statistics,
    write_vectors,
)
from analysis.studies.gaussian_world import GaussianWorld, run_gaussian, run_gaussian_arms
from ecosystem import WebEcosystem
from ecosystem.content.culture import zipf_mandelbrot
from ecosystem.content.learners.gaussian import GaussianLearner, GaussianModel
from ecosystem.errors import OutOfRangeError
from ecosystem.parameters.content import ContentParameters
from ecosystem.parameters.culture import CultureParameters
from ecosystem.parameters.filtering import FilteringParameters
from ecosystem.randomness import Draws, derive
from scenarios import baseline, denoising, gaussian_world
from scenarios.asking import Plan

DRAWS = Draws(3)
STILL = {"controls.has_drift": False, "controls.has_filter": False}
# Long enough, and with operators enough, for models to be trained on what models wrote.
SHORT = {
    "size": 50,
    "months": 32,
    "web.archive_months": 36,
    "web.burn_in_months": 12,
    "filtering.reference_step": -20,
    "generators.pool_flow": 5.0,
}


@cache
def followed(*options: tuple[str, Any], seed: int = 0) -> GaussianWorld:
    scenario = baseline.SCENARIO.replace(**{**SHORT, **dict(options)})
    model = WebEcosystem(scenario, seed=seed)
    world = GaussianWorld(model)
    for _ in range(scenario.months):
        model.step()
        world.follow()
    return world


def culture_of(content: GaussianContent, n_topics: int = 2) -> GaussianCulture:
    return GaussianCulture(content, DRAWS, n_topics, first_step=0, persistence=0.9985)


def write(parameters: ContentParameters, culture: GaussianCulture, n_human: int, n: int = 2_000) -> VectorArray:
    key = derive("page", np.arange(n))
    human = np.full(n, n_human, dtype=np.uint8)
    blank = BlankPages(key, np.arange(n) % culture.n_topics, human, np.zeros(n, dtype=np.uint16))
    far = GaussianModel(np.full((culture.n_topics, 2), 100.0), np.stack([np.diag([4.0, 1.0])] * culture.n_topics))
    return write_vectors(parameters, culture, [far], blank, DRAWS, variance_scale=0.25)


def test_the_loss_is_the_divergence_worked_out_by_hand() -> None:
    truth = culture_of(GaussianContent(), n_topics=1).truth
    model = GaussianModel(truth.mean + np.array([1.0, 0.0]), np.diag([2.0, 0.5])[None])
    # (trace 1/2 + 2, distance 1/2, less 2 dimensions, log-determinant 0) / 2
    assert model.loss(truth)[0] == pytest.approx(0.5)
    assert truth.loss(truth)[0] == pytest.approx(0.0)


def test_a_weight_of_two_is_seeing_the_idea_twice() -> None:
    vectors = DRAWS.normal("test", 0, derive(np.arange(24))).reshape(4, 3, 2).astype(np.float32)
    moments = page_moments(vectors, np.array([3, 1, 0, 3], dtype=np.uint8))
    assert moments[:, :, 0].tolist() == [[3, 0], [1, 2], [0, 3], [3, 0]]
    weighted = to_statistics(sum_by_topic(moments, np.array([0, 0, 0, 1]), 2), np.array([1.0, 2.0]))
    seen = np.concatenate([vectors[0], vectors[1], vectors[1, 1:], vectors[2], vectors[2]])
    plain = GaussianLearner().statistics(seen.astype(np.float64)[None])
    assert weighted.n.tolist() == [14.0, 3.0]
    assert weighted.total[0] == pytest.approx(plain.total[0])
    assert weighted.products[0] == pytest.approx(plain.products[0])


def test_drift_and_junk_weigh_as_much_as_in_the_own_content() -> None:
    parameters = CultureParameters()
    content = GaussianContent.like(parameters)
    culture = culture_of(content, n_topics=4_000)
    before = culture.truth
    for _ in range(12):
        culture.advance()
    # 0.058 nats a year of age, without births (analysis.studies.freshness.staleness_expected).
    assert before.loss(culture.truth).mean() == pytest.approx(0.058, rel=0.05)
    popularity = zipf_mandelbrot(parameters.n_ideas, parameters.zipf_exponent, parameters.zipf_shift)
    gap = float((popularity - 1e-3) @ np.log(popularity))
    assert content.n_dimensions * (content.junk_scale**2 - 1.0) / 2.0 == pytest.approx(gap)
    assert GaussianContent.like(CultureParameters(persistence=1.0)).mean_spread == 0.0


def test_a_mixed_page_holds_human_and_synthetic_vectors() -> None:
    parameters, culture = ContentParameters(junk_page_share=0.0), culture_of(GaussianContent())
    vectors = write(parameters, culture, n_human=6)
    away = vectors.astype(np.float64) - culture.mean[np.arange(2_000) % 2][:, None, :]
    assert away[:, :6].std() == pytest.approx(1.0, abs=0.02)
    # A quarter of the variances 4 and 1.
    assert vectors[:, 6:].mean(axis=(0, 1)) == pytest.approx(100.0, abs=0.1)
    assert vectors[:, 6:].astype(np.float64).std(axis=(0, 1)) == pytest.approx([1.0, 0.5], abs=0.03)
    # Human ideas are the same whatever else stands on the page.
    assert np.array_equal(write(parameters, culture, n_human=8)[:, :6], vectors[:, :6])


def test_junk_comes_in_its_share() -> None:
    culture = culture_of(GaussianContent(junk_scale=10.0))
    vectors = write(ContentParameters(junk_page_share=0.5, junk_idea_share=0.6), culture, n_human=8)
    away = vectors.astype(np.float64) - culture.mean[np.arange(2_000) % 2][:, None, :]
    assert away.var() == pytest.approx(0.7 + 0.3 * 100.0, rel=0.05)


def test_the_filter_keeps_its_share_of_human_pages_and_prefers_narrow_ones() -> None:
    culture = culture_of(GaussianContent())
    topic = np.arange(2_000) % 2
    noisy = write(ContentParameters(), culture, n_human=8)
    quality = GaussianFilter.fit(FilteringParameters(keep_share=0.39), culture, DRAWS, (topic, noisy))
    assert quality.keeps(topic, noisy).mean() == pytest.approx(0.39, abs=0.01)
    centre = culture.mean[topic][:, None, :]
    narrow = (centre + 0.7 * (noisy - centre)).astype(np.float32)
    assert quality.keeps(topic, narrow).mean() > 0.6
    assert not quality.keeps(topic, (noisy + np.float32(50.0))).any()


@pytest.mark.parametrize("options", [{"n_dimensions": 0}, {"mean_spread": -1.0}, {"junk_scale": 0.0}])
def test_bad_content_is_refused(options: dict[str, float]) -> None:
    with pytest.raises(OutOfRangeError, match="GaussianContent"):
        GaussianContent(**options)  # type: ignore[arg-type]


def test_without_drift_noise_and_ai_a_large_sample_is_learnt_whole() -> None:
    off = dict.fromkeys(("controls.has_ai", "controls.has_budget_limit", "controls.has_crawl_limit"), False)
    world = followed(*{**STILL, **off, "content.junk_page_share": 0.0, "months": 1}.items())
    outcomes = world.outcomes()
    assert 0.0 < outcomes["gaussian_loss"] < 0.001
    assert outcomes["gaussian_variance"] == pytest.approx(1.0, abs=0.02)
    assert outcomes["gaussian_offset"] < 0.001


def test_drift_costs_what_the_age_of_the_pages_says() -> None:
    outcomes = followed().outcomes()
    assert outcomes["gaussian_offset"] > 0.01
    assert outcomes["gaussian_loss"] > 0.01


def test_without_feedback_no_version_sees_a_synthetic_vector() -> None:
    with_feedback, without = followed(), followed(("controls.has_feedback", False))
    assert without.synthetic_share == [0.0] * len(without.models)
    assert max(with_feedback.synthetic_share) > 0.05
    assert len(with_feedback.models) == with_feedback.world.lineage.n_versions
    # What humans wrote before any model is the same in both arms.
    n_archive = int(np.count_nonzero(without.world.corpus.step < -24))
    assert np.array_equal(without.vectors[:n_archive], with_feedback.vectors[:n_archive])


def test_the_shelves_hold_what_the_run_fetched_and_the_filter_kept() -> None:
    world = followed(*STILL.items(), ("training.validation_share", 0.0))
    for shelf, memory in zip(world._crawled, world.world.scraper_memory, strict=True):
        held = shelf.between(world.world.first_step - 1, world.world.step)
        assert np.array_equal(held, memory.fetched.values)
    corpus = world.world.corpus
    for trainer, shelf in enumerate(world._licensed):
        bought = shelf.between(world.world.first_step - 1, world.world.step)
        assert np.array_equal(np.sort(bought), np.flatnonzero(corpus.is_licensed(np.arange(corpus.n_pages), trainer)))


def test_the_synthetic_share_in_training_is_near_that_of_the_run_without_filter() -> None:
    world = followed(*STILL.items(), ("training.validation_share", 0.0))
    own = [version.synthetic_share for version in world.world.lineage.versions]
    assert world.synthetic_share[-6:] == pytest.approx(own[-6:], abs=0.03)


def test_decoding_below_one_narrows_models_that_replace_their_data() -> None:
    replacing = {
        **STILL,
        "controls.does_accumulate": False,
        "controls.has_crawl_limit": False,
        "content.junk_page_share": 0.0,
        "training.temperature": 0.5,
    }
    narrow = followed(*replacing.items()).outcomes()
    plain = followed(*replacing.items(), ("controls.has_temperature", False)).outcomes()
    assert narrow["gaussian_variance"] < plain["gaussian_variance"] - 0.1


def test_same_seed_same_numbers() -> None:
    scenario = baseline.SCENARIO.replace(**{**SHORT, "months": 2})
    first = run_gaussian_arms([scenario], 2)
    pd.testing.assert_frame_equal(first[:2], run_gaussian(scenario).assign(replicate=0))
    assert len(first) == 2 * 2
    losses = first.groupby("replicate")["gaussian_loss"].last()
    assert losses[0] != losses[1]
    same = pd.concat([first, first.assign(scenario="other")])
    assert paired_effect(same, "gaussian_loss", "other", "baseline").high == 0.0
    with pytest.raises(OutOfRangeError, match="replicates"):
        run_gaussian_arms([scenario], 0)


def test_the_verdict_reads_the_interval_and_not_the_hope() -> None:
    worse, better, helpless = gaussian_world.claims(Plan(size=50, months=12))
    up, down, wide = (
        Interval(mean, mean - reach, mean + reach, 8, 0.1) for mean, reach in ((1, 0.5), (-1, 0.5), (1, 2))
    )
    assert gaussian_world.verdict(worse, up) == "holds"
    assert gaussian_world.verdict(worse, down).startswith("does not hold")
    assert gaussian_world.verdict(worse, wide) == "not enough runs to tell"
    assert gaussian_world.verdict(better, down) == "holds"
    assert gaussian_world.verdict(better, up).startswith("does not hold")
    assert gaussian_world.verdict(helpless, down) == "does not hold"
    assert gaussian_world.verdict(helpless, up) == "holds"
    assert [claim.fed.parameters.training.temperature for claim in (worse, better, helpless)] == [0.9, 0.9, 1.0]
    assert better.fed.parameters == denoising.SCENARIO.parameters


@pytest.mark.slow
def test_the_study_has_an_answer_to_each_claim() -> None:
    lines = list(gaussian_world.STUDY.answer(Plan(size=50, months=14, replicates=2)))
    assert lines[0] == gaussian_world.QUESTION
    assert all(line.startswith("- ") for line in lines[1:])
    assert sum(line.startswith("- The ecosystem's own content") for line in lines) == 3
    assert "of 3 conclusions" in lines[-1]


def test_vectors_handed_out_stay_what_they_were() -> None:
    model = WebEcosystem(baseline.SCENARIO.replace(**SHORT), seed=0)
    world = GaussianWorld(model)
    held = world.vectors
    before = held.copy()
    for _ in range(24):
        model.step()
        world.follow()
    assert world.vectors.base is not held.base, "it had to make room"
    assert np.array_equal(held, before)
