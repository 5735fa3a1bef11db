"""The quality filter of scrapers: how typical a page is under a model of what is worth keeping.

A page's typicality is the mean log-probability of its ideas under a reference: a model that the scraper or its trainers
have, or fit to text that they hold. The threshold keeps a set share of the pages that the scraper fetched.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.family import AnyFamily, Scorer, Statistics, Tokens
from ecosystem.content.writing import clean_sample
from ecosystem.kernels.judging import count_passed
from ecosystem.randomness import Draws, FloatArray, IntArray
from ecosystem.shown import shown

_IDEAS_AT_ONCE = 1 << 15
STAGES = ("duplicates", "quality", "detector", "site cap")
"""Stages of the filter of a scraper, in their order."""


@shown
class FilterAudit:
    """How many pages each stage of a filter kept, by year of the fetch, group of writers, topic and class of page.

    Parameters
    ----------
    n_years, n_groups, n_classes, n_topics : int

    Attributes
    ----------
    by_group : ndarray of int64, shape (n_years, 1 + n_stages, n_groups, n_classes)
        Pages that came in (stage 0), and that were left after each stage.
    by_topic : ndarray of int64, shape (n_years, 1 + n_stages, n_topics, n_classes)
    """

    def __init__(self, n_years: int, n_groups: int, n_classes: int, n_topics: int) -> None:
        self.by_group = np.zeros((n_years, 1 + len(STAGES), n_groups, n_classes), dtype=np.int64)
        self.by_topic = np.zeros((n_years, 1 + len(STAGES), n_topics, n_classes), dtype=np.int64)

    def record(
        self,
        year: int,
        n_passed: NDArray[np.int8],
        group: IntArray,
        topic: IntArray,
        n_human: NDArray[np.uint8],
        ideas_per_page: int,
    ) -> None:
        """Add the pages of one fetch.

        Parameters
        ----------
        year : int
        n_passed : ndarray of int8, shape (n,)
            Stages that each page passed, in [0, n_stages].
        group, topic : ndarray of int64, shape (n,)
        n_human : ndarray of uint8, shape (n,)
            Human ideas of each page.
        ideas_per_page : int
        """
        count_passed(self.by_group[year], self.by_topic[year], n_passed, group, topic, n_human, ideas_per_page)


@dataclass(frozen=True)
class PageSample:
    """Pages on which the threshold of a filter is set; topics, and ideas of shape (n, ideas_per_page, ...)."""

    topic: IntArray
    ideas: NDArray[Any]


def clean_statistics(family: AnyFamily, draws: Draws, n: int) -> Statistics:
    """Sum up `n` clean ideas of each topic as people hold them this month, a few topics at a time."""
    culture, n_at_once = family.culture, max(_IDEAS_AT_ONCE // n, 1)
    result: Statistics = family.empty(culture.n_topics)
    for first in range(0, culture.n_topics, n_at_once):
        topics = np.arange(first, min(first + n_at_once, culture.n_topics))
        ideas = clean_sample(culture, draws, topics, n)
        result.include(Tokens(np.repeat(topics, n), ideas.reshape(-1, *ideas.shape[2:])))
    return result


def _thresholds(scores: FloatArray, topic: IntArray, n_topics: int, level: float) -> FloatArray:
    """Give the quantile of the scores of each topic; of all scores where a topic has none."""
    ranked = scores[np.lexsort((scores, topic))]
    n_each = np.bincount(topic, minlength=n_topics)
    place = np.cumsum(n_each) - n_each + level * np.maximum(n_each - 1, 0)
    of_topics = np.interp(place, np.arange(ranked.size), ranked)
    return np.where(n_each > 0, of_topics, np.quantile(scores, level))


@shown
@dataclass(frozen=True)
class TypicalityFilter:
    """Keeps pages whose mean log-probability under the reference reaches the threshold of their topic.

    Attributes
    ----------
    reference : Scorer
        Gives mean log-probabilities under the reference in nats.
    threshold : ndarray of float, shape (n_topics,)
        In nats per idea.
    """

    reference: Scorer
    threshold: FloatArray

    @classmethod
    def fit(cls, family: AnyFamily, reference: Any, sample: PageSample, keep_share: float) -> "TypicalityFilter":
        """Set the threshold so that a share of some pages is kept; who has no pages keeps all.

        Parameters
        ----------
        family : ContentFamily
        reference : object
            A model of the family.
        sample : PageSample
            Of the pages that the filter will meet.
        keep_share : float
            In [0, 1].
        """
        scorer, n_topics = family.reference(reference), family.culture.n_topics
        if sample.topic.size == 0:
            return cls(scorer, np.full(n_topics, -np.inf))
        scores = scorer.scores(sample.topic, sample.ideas)
        return cls(scorer, _thresholds(scores, sample.topic, n_topics, 1.0 - keep_share))

    def keeps(self, topics: IntArray, ideas: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which pages pass, shape (n,)."""
        result: NDArray[np.bool_] = self.reference.scores(topics, ideas) >= self.threshold[topics]
        return result
