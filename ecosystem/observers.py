"""Observers: what an outsider would measure of the web with imperfect instruments."""

from dataclasses import dataclass

import numpy as np

from ecosystem.content.detectors import auditor_verdict
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World


@dataclass(frozen=True)
class Audit:
    """What an auditor's detector says about the month's new articles.

    Attributes
    ----------
    detected_share : float
        Articles called AI-primary, uncorrected, in [0, 1]; NaN without articles.
    false_positive_share : float
        Human articles called AI-primary over human articles, in [0, 1]; NaN without any.
    """

    detected_share: float
    false_positive_share: float


def audit_new_articles(world: World) -> Audit:
    """Run the auditor's detector over all new articles of the month; it misses more of those that evade."""
    corpus = world.corpus
    pages = world.month.new_pages
    pages = pages[corpus.is_article[pages]]
    if pages.size == 0:
        return Audit(np.nan, np.nan)
    is_primary = world.is_primary(corpus.n_human[pages])
    chance = auditor_verdict(world.parameters, is_primary, _evasion(world, pages), world.step)
    called = world.draws.uniform("auditor", world.step, corpus.key[pages]) < chance
    human = called[~is_primary]
    return Audit(float(called.mean()), float(human.mean()) if human.size else np.nan)


def _evasion(world: World, pages: IntArray) -> FloatArray:
    """Give the effort against detectors that this month's pages were written with, in [0, 1]; authors make none."""
    is_operated, writer = world.corpus.is_operated[pages], world.corpus.writer[pages]
    effort = np.zeros(len(pages))
    effort[is_operated] = world.operators.evasion[writer[is_operated]]
    return effort
