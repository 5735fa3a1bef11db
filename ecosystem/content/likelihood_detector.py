"""A detector that compares how likely a page is under a known model and under human writing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.family import AnyFamily, Scorer, Served
from ecosystem.randomness import IntArray, UInt64Array


@dataclass(frozen=True)
class LikelihoodDetector:
    """Calls a page synthetic where the mean log-ratio of its ideas, model over human reference, passes a threshold.

    Attributes
    ----------
    log_ratio : Scorer
        In nats.
    threshold : float
        In nats per idea.
    sensitivity : float
        Share of pages written by the model itself that pass, in [0, 1].

    References
    ----------
    Neyman and Pearson 1933: no test of the same false-positive rate detects more pages of this model.
    """

    log_ratio: Scorer
    threshold: float
    sensitivity: float

    @classmethod
    def fit(
        cls,
        family: AnyFamily,
        served: Served,
        reference: Scorer,
        topic: IntArray,
        ideas: NDArray[Any],
        raw: UInt64Array,
        false_positive_rate: float,
    ) -> "LikelihoodDetector":
        """Set the threshold on pages taken to be human, and measure the sensitivity on pages of the model.

        Parameters
        ----------
        family : ContentFamily
        served : Served
            The model whose pages it looks for.
        reference : Scorer
            Of human writing, as the family made it.
        topic : ndarray of int, shape (n,)
        ideas : ndarray, shape (n, ideas_per_page, ...)
            Of the pages taken to be human; n >= 1.
        raw : ndarray of uint64, shape (n, ideas_per_page)
            Raw numbers from which the model writes as many pages.
        false_positive_rate : float
            Share of the human pages that may pass, in [0, 1].
        """
        log_ratio = family.contrast(served, reference)
        threshold = float(np.quantile(log_ratio.scores(topic, ideas), 1.0 - false_positive_rate))
        pages = served.sample(np.broadcast_to(topic[:, None], raw.shape), raw)
        detector = cls(log_ratio, threshold, 0.0)
        return cls(log_ratio, threshold, float(detector.flags(topic, pages).mean()))

    def flags(self, topic: IntArray, ideas: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which pages it calls synthetic, shape (n,)."""
        result: NDArray[np.bool_] = self.log_ratio.scores(topic, ideas) > self.threshold
        return result
