"""A benchmark: ideas of some pages that models have not seen, and what a model's loss on them is estimated to be.

The loss of a model q on the distribution p from which the pages were drawn is KL(p || q), the cross-entropy less the
entropy of p. The mean of -log q over the ideas estimates the first without bias. The plain entropy of the shares that
were counted falls short of the second by about the number of different ideas over twice their total, some 0.3 nats at
usual sizes, and would make each model look worse by as much; so it is estimated with what the ideas counted once and
twice say of those not counted at all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, hyperu

from ecosystem.content.family import Benchmark
from ecosystem.content.learners.categorical import CategoricalModel
from ecosystem.kernels.counting import count as count_ideas
from ecosystem.kernels.discounting import surprise_at
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.shown import shown

_FIRST_TERMS = 32


@shown
@dataclass(frozen=True)
class CountedIdeas:
    """A benchmark of named ideas: how often each occurs on some pages.

    Attributes
    ----------
    topic, idea, count : ndarray of int64, shape (n_cells,)
        How often each idea occurs; cells without an idea are left out.
    n_ideas : ndarray of int64, shape (n_topics,)
        Ideas of each topic.
    entropy : ndarray of float, shape (n_topics,)
        Estimated entropy of the distribution from which they were drawn, in nats; 0 where there are none.
    """

    topic: IntArray
    idea: IntArray
    count: IntArray
    n_ideas: IntArray
    entropy: FloatArray

    @classmethod
    def of_pages(cls, topic: IntArray, ideas: NDArray[np.uint16], n_topics: int) -> "CountedIdeas":
        """Count the ideas of pages.

        Parameters
        ----------
        topic : ndarray of int, shape (n,)
        ideas : ndarray of uint16, shape (n, ideas_per_page)
        n_topics : int
        """
        counts = np.zeros((n_topics, int(ideas.max(initial=0)) + 1), dtype=np.int32)
        count_ideas(counts, np.repeat(topic.astype(np.int64), ideas.shape[1]), ideas.ravel())
        row, idea = np.nonzero(counts)
        count, n_ideas = counts[row, idea].astype(np.int64), counts.sum(axis=1, dtype=np.int64)
        return cls(row, idea, count, n_ideas, entropy_estimate(row, count, n_topics))

    def loss(self, model: CategoricalModel) -> FloatArray:
        """Estimate KL(benchmark || model) in nats per idea, before decoding.

        Parameters
        ----------
        model : CategoricalModel
            Its back-off is shared by slots, and goes to whichever identity of a slot is asked for, dead or alive.

        Returns
        -------
        ndarray of float, shape (n_topics,)
            An estimate, so that it can fall below 0; NaN where there is no idea.
        """
        surprise = surprise_at(model.log_if_living, self.topic, self.idea, self.count)
        with np.errstate(divide="ignore", invalid="ignore"):
            result: FloatArray = surprise / self.n_ideas - self.entropy
        return result


@shown
@dataclass(frozen=True)
class Benchmarking:
    """The benchmark in use, and how far its builders have read.

    Attributes
    ----------
    benchmark : Benchmark, optional
        None as long as the crawl has found nothing to build it from.
    n_before, n_fetched : int
        Pages that the open crawl had fetched when it was built, the time before last and the last time.
    """

    benchmark: Benchmark | None
    n_before: int
    n_fetched: int


def entropy_estimate(row: IntArray, count: IntArray, n_rows: int) -> FloatArray:
    """Estimate the entropy of each row's distribution from the counts of a sample.

    Parameters
    ----------
    row, count : ndarray of int, shape (n_cells,)
        Row of each different outcome that was seen, and how often, at least once.
    n_rows : int

    Returns
    -------
    ndarray of float, shape (n_rows,)
        Nats; 0 for a row without outcomes.

    References
    ----------
    Chao, Wang and Jost 2013, Entropy and the species accumulation curve, Methods in Ecology and Evolution 4,
    1091-1100, eq. 7.
    """
    n = np.bincount(row, count, minlength=n_rows)
    once = np.bincount(row[count == 1], minlength=n_rows).astype(np.float64)
    twice = np.bincount(row[count == 2], minlength=n_rows).astype(np.float64)  # noqa: PLR2004
    of_count = digamma(np.arange(count.max(initial=0) + 1.0))
    terms = count / n[row] * (digamma(n)[row] - of_count[count])
    seen = np.bincount(row, terms, minlength=n_rows)
    # The chance that one more outcome is new, and what is left of it when outcomes seen once are seen twice.
    size = np.maximum(n, 2.0)
    new = np.where(
        twice > 0.0,
        2.0 * twice / np.maximum((size - 1.0) * once + 2.0 * twice, 1.0),
        2.0 / ((size - 1.0) * np.maximum(once - 1.0, 0.0) + 2.0),
    )
    left = 1.0 - new
    # Equation 7 as the sum over k >= 0 of left ** (k + 1) / (n + k): no difference of large numbers.
    unseen = once / size * left * _damped_harmonic(left, size)
    result: FloatArray = seen + np.where(once > 0.0, unseen, 0.0)
    return result


def _damped_harmonic(x: FloatArray, n: FloatArray) -> FloatArray:
    """Sum x ** k / (n + k) over k >= 0, for x in [0, 1): some terms, then the integral by Euler and Maclaurin."""
    k = np.arange(_FIRST_TERMS)
    first = (x[:, None] ** k / (n[:, None] + k)).sum(axis=1)
    damping = -np.log(np.maximum(x, 1e-300))
    place = n + _FIRST_TERMS
    term = x**_FIRST_TERMS / place
    # U(1, 1, z) is exp(z) times the exponential integral of z.
    integral = x**_FIRST_TERMS * hyperu(1.0, 1.0, np.maximum(damping * place, 1e-12))
    result: FloatArray = first + integral + term / 2.0 + term * (damping + 1.0 / place) / 12.0
    return result
