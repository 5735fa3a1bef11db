"""Content of another kind: pages of vectors, a culture that is a normal distribution, and a filter of typical pages.

Nothing is fitted to a result here. The dimension is a choice; the pace of the culture and the width of junk are set
such that a year of age and a junk idea weigh as many nats as in the ecosystem's own content.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analysis.studies.freshness import staleness_expected
from ecosystem.checks import Checks
from ecosystem.content.culture import zipf_mandelbrot
from ecosystem.content.learners.gaussian import GaussianLearner, GaussianModel, GaussianStatistics
from ecosystem.parameters.content import ContentParameters
from ecosystem.parameters.culture import CultureParameters
from ecosystem.parameters.filtering import FilteringParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array, derive

VectorArray = NDArray[np.float32]
_YEAR = 12


@dataclass(frozen=True)
class GaussianContent:
    """What the vectors of a Gaussian world look like; the covariance of the culture is the unit matrix.

    That is no restriction: Kullback-Leibler divergences do not change under affine maps of the vectors.

    Attributes
    ----------
    n_dimensions : int
        Of the vector of an idea, >= 1.
    mean_spread : float
        Standard deviation, over the long run, of each coordinate of the culture's mean; >= 0, and 0 is no drift.
    junk_scale : float
        Standard deviation of junk over that of the culture, > 0; junk lies around the culture's mean.
    """

    n_dimensions: int = 2
    mean_spread: float = 1.0
    junk_scale: float = 2.0

    def __post_init__(self) -> None:
        checks = Checks("GaussianContent")
        checks.whole("n_dimensions", self.n_dimensions, 1)
        checks.positive("junk_scale", self.junk_scale)
        if checks.number("mean_spread", self.mean_spread) and self.mean_spread < 0.0:
            checks.range_fault("mean_spread", self.mean_spread, "is below 0", "0 is a culture that stands still.")
        checks.tell()

    @classmethod
    def like(cls, culture: CultureParameters, n_dimensions: int = 2) -> Self:
        """Give the content whose drift and junk weigh as much as those of a culture of ideas.

        A mean of AR(1) coordinates with spread s and persistence f costs a perfect model of age a months
        d s^2 (1 - f^a) nats; s is chosen such that a year costs `staleness_expected` (births left out). Ideas drawn
        uniformly are less probable under the culture than its own by a gap in mean log-probability; junk of scale w
        is so by d (w^2 - 1) / 2, and w is chosen to make both equal.
        """
        popularity = zipf_mandelbrot(culture.n_ideas, culture.zipf_exponent, culture.zipf_shift)
        gap = float((popularity - 1.0 / culture.n_ideas) @ np.log(popularity))
        moved = 1.0 - culture.persistence**_YEAR
        spread = np.sqrt(staleness_expected(culture, _YEAR) / (n_dimensions * moved)) if moved > 0.0 else 0.0
        return cls(n_dimensions, float(spread), float(np.sqrt(1.0 + 2.0 * gap / n_dimensions)))


class GaussianCulture:
    """The normal distribution, one a topic, from which humans draw the vectors of their ideas.

    Parameters
    ----------
    content : GaussianContent
    draws : Draws
    n_topics : int
    first_step : int
    persistence : float
        AR(1) coefficient of the mean a month, in [0, 1]; 1 is a culture that stands still.

    Attributes
    ----------
    mean : ndarray of float, shape (n_topics, d)
    """

    def __init__(
        self, content: GaussianContent, draws: Draws, n_topics: int, first_step: int, persistence: float
    ) -> None:
        self.content, self.step = content, first_step
        self._draws, self._persistence = draws, persistence
        self._keys = derive("mean", np.arange(n_topics)[:, None], np.arange(content.n_dimensions)[None, :])
        self.mean = content.mean_spread * draws.normal("gaussian culture", first_step, self._keys)

    @property
    def n_topics(self) -> int:
        """Number of topics."""
        return len(self.mean)

    @property
    def truth(self) -> GaussianModel:
        """The culture of this month as a model."""
        unit = np.eye(self.content.n_dimensions)
        return GaussianModel(self.mean, np.broadcast_to(unit, (self.n_topics, *unit.shape)))

    def advance(self) -> None:
        """Move the culture on by one month."""
        self.step += 1
        shocks = self._draws.normal("gaussian culture", self.step, self._keys)
        innovation = self.content.mean_spread * np.sqrt(1.0 - self._persistence**2)
        self.mean = self._persistence * self.mean + innovation * shocks


@dataclass(frozen=True)
class BlankPages:
    """Pages before their vectors are drawn: key, topic, number of human ideas and version of the others."""

    key: UInt64Array
    topic: IntArray
    n_human: NDArray[np.uint8]
    model: NDArray[np.uint16]


def write_vectors(
    parameters: ContentParameters,
    culture: GaussianCulture,
    models: list[GaussianModel],
    pages: BlankPages,
    draws: Draws,
    *,
    variance_scale: float,
) -> VectorArray:
    """Draw a vector for each idea of new pages.

    Human ideas come from this month's culture, or from junk around it in the shares of `parameters`; the others from
    the version that writes them.

    Parameters
    ----------
    parameters : ContentParameters
    culture : GaussianCulture
        Of this month.
    models : list of GaussianModel
        By version.
    pages : BlankPages
        n pages.
    draws : Draws
        Noise is keyed by page and idea, so that a page whose writer knows the same is the same.
    variance_scale : float
        Factor of a model's variance when it writes, > 0. A density raised to the power 1/T is that of a normal
        distribution whose variance is T times as large: it is the temperature.

    Returns
    -------
    ndarray of float32, shape (n, ideas_per_page, d)
    """
    ideas, dimensions = np.arange(parameters.ideas_per_page), np.arange(culture.content.n_dimensions)
    keys = derive(pages.key[:, None], ideas[None, :])
    noise = draws.normal("gaussian idea", 0, derive(keys[:, :, None], dimensions[None, None, :]))
    is_junk = draws.uniform("gaussian junk", 0, keys) < parameters.junk_idea_share
    is_junk &= (draws.uniform("gaussian junk page", 0, pages.key) < parameters.junk_page_share)[:, None]
    width = np.where(is_junk, culture.content.junk_scale, 1.0)
    vectors = culture.mean[pages.topic][:, None, :] + width[:, :, None] * noise
    is_synthetic = ideas[None, :] >= pages.n_human[:, None]
    for version in np.unique(pages.model[is_synthetic.any(axis=1)]).tolist():
        page, idea = np.nonzero(is_synthetic & (pages.model == version)[:, None])
        scaled = np.sqrt(variance_scale) * noise[page, idea]
        vectors[page, idea] = models[version].place(pages.topic[page], scaled)
    return vectors.astype(np.float32)


def page_moments(vectors: VectorArray, n_human: NDArray[np.uint8]) -> FloatArray:
    """Sum up each page once: number, sum and outer products of its ideas.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n, ideas_per_page, d)
    n_human : ndarray of uint8, shape (n,)
        Human ideas on each page, which come first.

    Returns
    -------
    ndarray of float, shape (n, 2, 1 + d + d * d)
        Human ideas apart from synthetic ones.
    """
    n, n_ideas, d = vectors.shape
    rows = vectors.astype(np.float64)
    products = (rows[:, :, :, None] * rows[:, :, None, :]).reshape(n, n_ideas, d * d)
    table = np.concatenate([np.ones((n, n_ideas, 1)), rows, products], axis=2)
    is_human = (np.arange(n_ideas)[None, :] < n_human[:, None])[:, :, None]
    return np.stack([(table * is_human).sum(axis=1), (table * ~is_human).sum(axis=1)], axis=1)


def sum_by_topic(moments: FloatArray, topics: IntArray, n_topics: int) -> FloatArray:
    """Add up the moments of pages by topic, shape (n_topics, 2, 1 + d + d * d)."""
    return np.stack([moments[topics == topic].sum(axis=0) for topic in range(n_topics)])


def to_statistics(sums: FloatArray, weights: FloatArray) -> GaussianStatistics:
    """Turn sums of moments into what a fit needs.

    Parameters
    ----------
    sums : ndarray of float, shape (n_topics, 2, 1 + d + d * d)
    weights : ndarray of float, shape (2,)
        Tokens for which a human and a synthetic idea stand, >= 0.
    """
    table = np.einsum("o,tom->tm", weights, sums)
    d = int(np.sqrt(table.shape[1] - 1))
    n, total = table[:, 0], table[:, 1 : 1 + d]
    square = total[:, :, None] * total[:, None, :] / np.where(n > 0.0, n, 1.0)[:, None, None]
    return GaussianStatistics(n, total, table[:, 1 + d :].reshape(-1, d, d) - square)


@dataclass(frozen=True)
class GaussianFilter:
    """Keeps pages whose mean log-density under a reference model reaches the threshold of their topic.

    Attributes
    ----------
    reference : GaussianModel
        Fitted to ideas of the reference month without junk.
    threshold : ndarray of float, shape (n_topics,)
        In nats per idea.
    """

    reference: GaussianModel
    threshold: FloatArray

    @classmethod
    def fit(
        cls,
        parameters: FilteringParameters,
        culture: GaussianCulture,
        draws: Draws,
        human_pages: tuple[IntArray, VectorArray],
    ) -> Self:
        """Fit the reference to this month's culture and the threshold to topics and vectors of human pages."""
        topics, dimensions = np.arange(culture.n_topics), np.arange(culture.content.n_dimensions)
        ideas = np.arange(parameters.reference_tokens)
        keys = derive("reference", topics[:, None, None], ideas[None, :, None], dimensions[None, None, :])
        clean = culture.mean[:, None, :] + draws.normal("gaussian reference", culture.step, keys)
        learner = GaussianLearner()
        reference = learner.fit(learner.statistics(clean))
        topic, scores = human_pages[0], _typicality(reference, *human_pages)
        level = 1.0 - parameters.keep_share
        everywhere = np.quantile(scores, level)
        has_pages = np.bincount(topic, minlength=culture.n_topics) > 0
        threshold = [np.quantile(scores[topic == k], level) if has_pages[k] else everywhere for k in topics]
        return cls(reference, np.array(threshold))

    def keeps(self, topics: IntArray, vectors: VectorArray) -> NDArray[np.bool_]:
        """Tell which pages pass, shape (n,)."""
        result: NDArray[np.bool_] = _typicality(self.reference, topics, vectors) >= self.threshold[topics]
        return result


def _typicality(reference: GaussianModel, topics: IntArray, vectors: VectorArray) -> FloatArray:
    """Give the mean log-density of the ideas of each page in nats, shape (n,)."""
    rows = np.broadcast_to(topics[:, None], vectors.shape[:2])
    result: FloatArray = reference.log_prob(rows, vectors.astype(np.float64)).mean(axis=1)
    return result
