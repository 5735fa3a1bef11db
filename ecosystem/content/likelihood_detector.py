"""A detector that compares how likely a page is under a known model and under human writing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.decoding import ServedModel
from ecosystem.randomness import FloatArray, IntArray, UInt64Array

# Log-probability of what can hardly be written, in nats.
_LEAST = -50.0


@dataclass(frozen=True)
class LikelihoodDetector:
    """Calls a page synthetic where the mean log-ratio of its ideas, model over human reference, passes a threshold.

    Attributes
    ----------
    log_ratio : ndarray of float32, shape (n_topics, n_identities)
        In nats.
    threshold : float
        In nats per idea.
    sensitivity : float
        Share of pages written by the model itself that pass, in [0, 1].

    References
    ----------
    Neyman and Pearson 1933: no test of the same false-positive rate detects more pages of this model.
    """

    log_ratio: NDArray[np.float32]
    threshold: float
    sensitivity: float

    @classmethod
    def fit(
        cls,
        served: ServedModel,
        human_log_prob: NDArray[np.float32],
        topic: IntArray,
        ideas: NDArray[np.uint16],
        raw: UInt64Array,
        false_positive_rate: float,
    ) -> "LikelihoodDetector":
        """Set the threshold on pages taken to be human, and measure the sensitivity on pages of the model.

        Parameters
        ----------
        served : ServedModel
            The model whose pages it looks for.
        human_log_prob : ndarray of float32, shape (n_topics, n_identities)
            Log-probabilities under the reference of human writing, in nats.
        topic : ndarray of int, shape (n,)
        ideas : ndarray of uint16, shape (n, ideas_per_page)
            Of the pages taken to be human; n >= 1.
        raw : ndarray of uint64, shape (n, ideas_per_page)
            Raw numbers from which the model writes as many pages.
        false_positive_rate : float
            Share of the human pages that may pass, in [0, 1].
        """
        backoff = served.model.backoff[:, None]
        written = (1.0 - backoff) * served.probabilities + backoff / served.model.n_slots
        with np.errstate(divide="ignore"):
            # What one of both can never write decides by itself, but keeps sums finite.
            log_ratio = np.maximum(np.log(written), _LEAST) - np.maximum(human_log_prob, _LEAST)
        log_ratio = log_ratio.astype(np.float32)
        scores = cls(log_ratio, 0.0, 0.0).scores(topic, ideas)
        threshold = float(np.quantile(scores, 1.0 - false_positive_rate))
        pages = served.sample(np.broadcast_to(topic[:, None], raw.shape), raw)
        detector = cls(log_ratio, threshold, 0.0)
        return cls(log_ratio, threshold, float(detector.flags(topic, pages).mean()))

    def scores(self, topic: IntArray, ideas: NDArray[np.uint16]) -> FloatArray:
        """Give the mean log-ratio of the ideas of each page in nats, shape (n,)."""
        cells = topic.astype(np.int64)[:, None] * self.log_ratio.shape[1] + ideas
        result: FloatArray = self.log_ratio.ravel().take(cells).mean(axis=1, dtype=np.float64)
        return result

    def flags(self, topic: IntArray, ideas: NDArray[np.uint16]) -> NDArray[np.bool_]:
        """Tell which pages it calls synthetic, shape (n,)."""
        result: NDArray[np.bool_] = self.scores(topic, ideas) > self.threshold
        return result
