"""Observers: what an outsider would measure of the web with imperfect instruments."""

from dataclasses import dataclass

import numpy as np

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
    """Run the auditor's detector over all new articles of the month."""
    corpus, detection = world.corpus, world.parameters.detection
    pages = world.month.new_pages
    pages = pages[corpus.is_article[pages]]
    if pages.size == 0:
        return Audit(np.nan, np.nan)
    is_primary = world.is_primary(corpus.n_human[pages])
    chance = np.where(is_primary, detection.auditor_tpr, detection.auditor_fpr)
    called = world.draws.uniform("auditor", world.step, corpus.key[pages]) < chance
    human = called[~is_primary]
    return Audit(float(called.mean()), float(human.mean()) if human.size else np.nan)
