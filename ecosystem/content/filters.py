"""The quality filter of scrapers: how typical a page is under a reference model of human writing.

A page's typicality is the mean log-probability of its ideas under a reference model fitted to clean human text of a
reference month. The threshold keeps a set share of the human pages of that month.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.culture import Culture
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.writing import clean_sample, write_ideas
from ecosystem.parameters.content import ContentParameters
from ecosystem.parameters.filtering import FilteringParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, derive

_PAGES_FOR_THRESHOLD = 400


@dataclass(frozen=True)
class TypicalityFilter:
    """Keeps pages whose mean log-probability under the reference reaches the threshold of their topic.

    Attributes
    ----------
    log_prob : ndarray of float32, shape (n_topics, n_identities)
        In nats.
    threshold : ndarray of float, shape (n_topics,)
        In nats per idea.
    """

    log_prob: NDArray[np.float32]
    threshold: FloatArray

    @classmethod
    def fit(
        cls, parameters: FilteringParameters, content: ContentParameters, culture: Culture, draws: Draws
    ) -> "TypicalityFilter":
        """Fit reference and threshold to the human culture of this month."""
        topics = np.arange(culture.n_topics)[:, None]
        learner = CategoricalLearner(culture.n_identities)
        sample = clean_sample(culture, draws, parameters.reference_tokens)
        reference = learner.fit(learner.statistics(culture.n_topics, topics, sample), culture.living)
        slots = reference.backoff[:, None] / culture.n_slots
        # What is born after the reference month is as unknown to it as a living idea that it never saw.
        log_prob = np.log(reference.seen + slots).astype(np.float32)
        scores = cls(log_prob, np.zeros(culture.n_topics))._score_human_pages(content, culture, draws)
        return cls(log_prob, np.quantile(scores, 1.0 - parameters.keep_share, axis=1))

    def _score_human_pages(self, content: ContentParameters, culture: Culture, draws: Draws) -> FloatArray:
        """Score human pages of this month, shape (n_topics, pages)."""
        topics = np.repeat(np.arange(culture.n_topics), _PAGES_FOR_THRESHOLD)
        keys = draws.raw("threshold page", culture.step, derive(topics, np.arange(topics.size)))
        n_human = np.full(topics.size, content.ideas_per_page, dtype=np.uint8)
        no_model = np.zeros(topics.size, dtype=np.uint16)
        ideas = write_ideas(content, culture, {}, keys, topics, n_human, no_model)
        return self.typicality(topics, ideas).reshape(culture.n_topics, -1)

    def typicality(self, topics: IntArray, ideas: NDArray[np.uint16]) -> FloatArray:
        """Give the mean log-probability of the ideas of each page in nats, shape (n,)."""
        n_identities = self.log_prob.shape[1]
        cells = topics.astype(np.int64)[:, None] * n_identities + ideas
        result: FloatArray = self.log_prob.ravel().take(cells).mean(axis=1, dtype=np.float64)
        return result

    def keeps(self, topics: IntArray, ideas: NDArray[np.uint16]) -> NDArray[np.bool_]:
        """Tell which pages pass, shape (n,)."""
        result: NDArray[np.bool_] = self.typicality(topics, ideas) >= self.threshold[topics]
        return result
