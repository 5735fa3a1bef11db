"""Webs of vectors: sums of moments, normal models, and a run of the whole ecosystem on them."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from ecosystem import WebEcosystem
from ecosystem.content.ageing import age_cost
from ecosystem.content.culture import zipf_mandelbrot
from ecosystem.content.families.gaussian import GaussianFamily, cubature
from ecosystem.content.family import KeyedDraw, Tokens
from ecosystem.content.learners.gaussian import GaussianModel
from ecosystem.content.moments import Moments, moments_of
from ecosystem.content.snapshot import SYNTHETIC
from ecosystem.content.vector_culture import VectorCulture, junk_scale
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, FloatArray, derive
from scenarios import baseline
from tests.support.worlds import series_bytes

DRAWS = Draws(3)
# Long enough, and with operators enough, for models to be trained on what models wrote.
SHORT = {
    "size": 50,
    "months": 32,
    "content.family": "gaussian",
    "web.archive_months": 36,
    "web.burn_in_months": 12,
    "generators.pool_flow": 5.0,
}
STILL = {"controls.has_drift": False, "controls.has_filter": False}


@cache
def lived(*options: tuple[str, Any], seed: int = 0) -> WebEcosystem:
    model = WebEcosystem(baseline.SCENARIO.replace(**{**SHORT, **dict(options)}), seed=seed)
    model.run_for(model.setting.months)
    return model


def last(model: WebEcosystem, name: str) -> float:
    return float(model.series()[name].iloc[-1])


def culture_of(n_topics: int = 2, n_dimensions: int = 2) -> VectorCulture:
    return VectorCulture(CultureParameters(), DRAWS, n_topics, n_dimensions=n_dimensions)


def vectors(n: int, d: int = 2) -> FloatArray:
    scale = np.diag(np.arange(1.0, d + 1.0))
    return 3.0 + DRAWS.normal("test", 0, derive(np.arange(n * d))).reshape(n, d) @ scale


def test_moments_are_those_of_the_vectors() -> None:
    seen = vectors(60, 3)
    held = Moments(np.zeros((2, 13)))
    held.include(Tokens(np.repeat([0, 1], 30), seen.astype(np.float32)))
    assert held.n_dimensions == 3
    assert held.n_tokens.tolist() == [30.0, 30.0]
    assert held.mean[1] == pytest.approx(seen[30:].mean(axis=0), rel=1e-6)
    assert held.covariance[1] == pytest.approx(np.cov(seen[30:].T, ddof=0), rel=1e-5)
    again = Moments.like(held.n_tokens, held.mean, held.covariance)
    assert again.values == pytest.approx(held.values)


def test_a_weight_of_two_is_seeing_the_idea_twice() -> None:
    seen = moments_of(vectors(10))
    family = GaussianFamily(culture_of(n_topics=1))
    heavy, twice = Moments(seen.sum(axis=0)[None]) * 2.0, Moments((seen.sum(axis=0) + seen.sum(axis=0))[None])
    assert np.array_equal(family.fit(heavy).normal.covariance, family.fit(twice).normal.covariance)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_a_part_has_the_mean_and_the_scatter_of_tokens_that_were_really_left_out(d: int) -> None:
    """The law of the part, given the whole, against real subsets of the same vectors: means and spreads."""
    n, n_parts = 40, 4_000
    seen = vectors(n, d)
    whole = Moments(np.tile(moments_of(seen).sum(axis=0), (n_parts, 1)))
    told = whole.thin(0.4, KeyedDraw(DRAWS, "part", 0))
    is_kept = DRAWS.uniform("kept", 0, derive(np.arange(n_parts)[:, None], np.arange(n)[None, :])) < 0.4
    real = Moments(is_kept.astype(np.float64) @ moments_of(seen))
    assert told.values.mean(axis=0) == pytest.approx(real.values.mean(axis=0), rel=0.02)
    assert told.mean.std(axis=0) == pytest.approx(real.mean.std(axis=0), rel=0.06)
    # The vectors of one sample are no normal distribution, whose fourth moments the spread of variances shows.
    assert told.covariance.std(axis=0) == pytest.approx(real.covariance.std(axis=0), rel=0.35, abs=0.1)
    rest = Moments(whole.values - told.values)
    assert np.linalg.eigvalsh(rest.covariance).min() > -1e-9, "what is left out is a set of vectors too"


@pytest.mark.parametrize("d", [1, 2, 5])
def test_cubature_has_the_moments_of_a_normal_up_to_the_fifth(d: int) -> None:
    points, weights = cubature(d)
    assert weights.sum() == pytest.approx(1.0)
    assert points.T @ weights == pytest.approx(np.zeros(d), abs=1e-12)
    assert (points.T * weights) @ points == pytest.approx(np.eye(d))
    assert (points**4).T @ weights == pytest.approx(np.full(d, 3.0))
    if d > 1:
        assert weights @ (points[:, 0] ** 2 * points[:, 1] ** 2) == pytest.approx(1.0)


def test_the_loss_is_the_divergence_worked_out_by_hand() -> None:
    truth = culture_of(n_topics=1).truth
    model = GaussianModel(truth.mean + np.array([1.0, 0.0]), np.diag([2.0, 0.5])[None])
    # (trace 1/2 + 2, distance 1/2, less 2 dimensions, log-determinant 0) / 2
    assert model.loss(truth)[0] == pytest.approx(0.5)


def test_a_temperature_scales_the_variance_of_what_is_served() -> None:
    family = GaussianFamily(culture_of())
    served = family.serve(family.oracle(), 0.25, 1.0)
    raw = DRAWS.raw("served", 0, derive(np.arange(4_000)))
    written = served.sample(np.zeros(4_000, dtype=np.int64), raw).astype(np.float64)
    assert written.std(axis=0) == pytest.approx([0.5, 0.5], abs=0.03)
    assert family.measures["diversity_ratio"](served) == pytest.approx([0.25, 0.25])
    assert family.measures["tail_recall"](family.serve(family.oracle(), 0.1, 1.0)) == pytest.approx([1.0, 1.0])


def test_drift_and_junk_weigh_as_much_as_among_named_ideas() -> None:
    parameters, culture = CultureParameters(), culture_of(n_topics=4_000)
    before = culture.truth
    for _ in range(12):
        culture.advance()
    assert before.loss(culture.truth).mean() == pytest.approx(age_cost(parameters, 12), rel=0.05)
    popularity = zipf_mandelbrot(parameters.n_ideas, parameters.zipf_exponent, parameters.zipf_shift)
    gap = float((popularity - 1e-3) @ np.log(popularity))
    assert 2 * (junk_scale(parameters, 2) ** 2 - 1.0) / 2.0 == pytest.approx(gap)
    assert VectorCulture(CultureParameters(persistence=1.0), DRAWS, 1).spread == 0.0


def test_a_web_of_vectors_learns_them_whole_without_drift_noise_and_ai() -> None:
    off = dict.fromkeys(("controls.has_ai", "controls.has_budget_limit", "controls.has_crawl_limit"), False)
    model = lived(*{**STILL, **off, "content.junk_page_share": 0.0, "training.absorption": 1.0, "months": 1}.items())
    assert 0.0 < last(model, "model_loss") < 0.001
    assert last(model, "tail_recall") > 0.97
    assert np.isnan(last(model, "stale_mass")), "nothing dies there"


def test_without_feedback_no_version_of_vectors_sees_a_synthetic_one() -> None:
    fed, unfed = lived(), lived(("controls.has_feedback", False))
    assert unfed.models_frame().synthetic_share_training.max() == 0.0
    assert fed.models_frame().synthetic_share_training.max() > 0.05
    held = unfed.world.scraper_memory[0].snapshot.statistics
    assert held[SYNTHETIC].total > 0.0, "it was crawled"
    n_archive = int(np.count_nonzero(unfed.world.corpus.step < -24))
    assert np.array_equal(unfed.world.corpus.ideas[:n_archive], fed.world.corpus.ideas[:n_archive])


def test_drift_costs_the_models_of_vectors() -> None:
    clean = {"content.junk_page_share": 0.0, "controls.has_filter": False, "controls.has_ai": False}
    moving, still = (lived(*{**clean, "controls.has_drift": drift}.items()) for drift in (True, False))
    assert last(moving, "model_loss") > 2.0 * last(still, "model_loss") > 0.0


def test_the_same_seed_gives_the_same_web_of_vectors() -> None:
    assert series_bytes(lived()) == series_bytes(lived.__wrapped__())
    assert series_bytes(lived()) != series_bytes(lived(seed=1))
