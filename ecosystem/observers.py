"""Observers: what an outsider would measure of the web with imperfect instruments.

The builders of benchmarks are in `web/benchmarks.py`, since search engines act on what they measure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import date_to_step
from ecosystem.content.detectors import auditor_verdict
from ecosystem.content.likelihood_detector import LikelihoodDetector
from ecosystem.randomness import FloatArray, IntArray, derive
from ecosystem.state import World
from ecosystem.web.benchmarks import best_by_benchmark
from ecosystem.web.fetching import keep_at_most

# Articles that an auditor takes to be human are at most this much older than the first chat model.
_HUMAN_MONTHS = 36


@dataclass(frozen=True)
class Audit:
    """What an auditor's detector says about a sample of the month's new articles.

    Attributes
    ----------
    detected_share : float
        Articles called AI-primary, uncorrected, in [0, 1]; NaN without articles.
    false_positive_share : float
        Human articles called AI-primary over human articles, in [0, 1]; NaN without any.
    corrected_share : float
        Estimate of the share of AI-primary articles by what the auditor holds the detector's error rates to be. It is
        unbiased where they are right and can then fall below 0 or pass 1 by luck; NaN for a detector that tells
        nothing.

    References
    ----------
    Rogan and Gladen 1978, Estimating prevalence from the results of a screening test, American Journal of
    Epidemiology 107, 71-76, eq. 2.
    """

    detected_share: float
    false_positive_share: float
    corrected_share: float


@dataclass(frozen=True)
class Verdicts:
    """Which pages a detector calls AI-primary, and the error rates that its user believes in."""

    is_called: NDArray[np.bool_]
    tpr: float
    fpr: float


def audit_new_articles(world: World) -> Audit:
    """Run the auditor's detector over a random sample of the month's new articles; a perfect auditor reads all."""
    corpus, parameters = world.corpus, world.parameters
    pages = world.month.new_pages
    pages = pages[corpus.is_article[pages]]
    if parameters.controls.has_observer_error:
        pages = keep_at_most(world, "audit", pages, parameters.detection.audit_sample)
    if pages.size == 0:
        return Audit(np.nan, np.nan, np.nan)
    is_primary = world.is_primary(corpus.n_human[pages])
    verdicts = _judge(world, pages, is_primary)
    detected = float(verdicts.is_called.mean())
    human = verdicts.is_called[~is_primary]
    power = verdicts.tpr - verdicts.fpr
    corrected = (detected - verdicts.fpr) / power if power > 0.0 else np.nan
    return Audit(detected, float(human.mean()) if human.size else np.nan, corrected)


def _judge(world: World, pages: IntArray, is_primary: NDArray[np.bool_]) -> Verdicts:
    """Judge pages by the auditor's method."""
    detection = world.parameters.detection
    if not world.parameters.controls.has_observer_error:
        return Verdicts(is_primary, 1.0, 0.0)
    detector = likelihood_detector(world) if detection.auditor == "likelihood" else None
    if detector is not None:
        is_called = detector.flags(world.corpus.topic[pages].astype(np.int64), world.corpus.ideas[pages])
        return Verdicts(is_called, detector.sensitivity, detection.auditor_fpr)
    chance = auditor_verdict(world.parameters, is_primary, _evasion(world, pages), world.step)
    is_called = world.draws.uniform("auditor", world.step, world.corpus.key[pages]) < chance
    return Verdicts(is_called, detection.auditor_tpr, detection.auditor_fpr)


def _evasion(world: World, pages: IntArray) -> FloatArray:
    """Give the effort against detectors that this month's pages were written with, in [0, 1]; authors make none."""
    is_operated, writer = world.corpus.is_operated[pages], world.corpus.writer[pages]
    effort = np.zeros(len(pages))
    effort[is_operated] = world.operators.evasion[writer[is_operated]]
    return effort


def likelihood_detector(world: World) -> LikelihoodDetector | None:
    """Build a detector of the model that measures best; None while nothing is sold.

    Its human reference is that of the quality filter, and its threshold lets the published rate of false positives
    pass among articles of the three years before chat, which an auditor takes to be human.
    """
    best, corpus, detection = best_by_benchmark(world), world.corpus, world.parameters.detection
    if best is None:
        return None
    end = min(date_to_step(world.parameters.attention.chat_start), world.step + 1)
    first, last = np.searchsorted(corpus.step, [end - _HUMAN_MONTHS, end]).tolist()
    order = derive(np.arange(detection.audit_sample))
    pages = first + (world.draws.uniform("human articles", world.step, order) * (last - first)).astype(np.int64)
    pages = pages[corpus.is_article[pages]] if last > first else pages[:0]
    if pages.size == 0:
        return None
    topic, ideas = corpus.topic[pages].astype(np.int64), corpus.ideas[pages]
    keys = derive(np.arange(pages.size)[:, None], np.arange(ideas.shape[1])[None, :])
    return LikelihoodDetector.fit(
        world.lineage.fitted[int(world.trainers.sold_model[best.trainer])],
        world.quality_filter.log_prob,
        topic,
        ideas,
        world.draws.raw("known synthetic pages", world.step, keys),
        detection.auditor_fpr,
    )
