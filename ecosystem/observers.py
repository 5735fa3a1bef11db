"""Observers: what an outsider would measure of the web with imperfect instruments.

The builders of benchmarks are in `web/benchmarks.py`, since search engines act on what they measure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.detectors import auditor_verdict
from ecosystem.randomness import IntArray
from ecosystem.state import World
from ecosystem.web.fetching import keep_at_most
from ecosystem.web.judging import heeding_marks, likelihood_detector


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
    corpus, parameters, pages = world.corpus, world.parameters, world.month.new_pages
    most = parameters.detection.audit_sample if parameters.controls.has_observer_error else max(len(pages), 1)
    pages = keep_at_most(world, "audit", pages, most, corpus.flag("is_article", pages))
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
    """Judge pages by the auditor's method, marks and signatures included.

    The auditor believes in the error rates of its detector, whatever marks and signatures change of them.
    """
    detection, corpus = world.parameters.detection, world.corpus
    if not world.parameters.controls.has_observer_error:
        return Verdicts(is_primary, 1.0, 0.0)
    detector = likelihood_detector(world) if detection.auditor == "likelihood" else None
    if detector is not None:
        is_called, tpr = detector.flags(corpus.topic[pages].astype(np.int64), corpus.ideas[pages]), detector.sensitivity
    else:
        evasion, skills = corpus.flag("is_evading", pages).astype(np.float64), world.race.of_month(world.step)
        chance = auditor_verdict(world.parameters, is_primary, evasion, world.step, skills)
        is_called = world.draws.uniform("auditor", world.step, corpus.key[pages]) < chance
        tpr = detection.auditor_tpr
    return Verdicts(heeding_marks(world, pages, is_called, "auditor"), tpr, detection.auditor_fpr)
