"""Ideas that are vectors: statistics are sums of moments, and models are normal distributions.

Nothing here dies or is born and no idea comes twice, so that stale mass, modes and near-duplicates have no counterpart;
neither has top-p, which is left alone. A temperature scales the variance: a density to the power of 1 / T is that of a
normal distribution whose variance is T times as large.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Self

import numpy as np
from numpy.typing import DTypeLike
from scipy.special import digamma, gammaincinv

from ecosystem.content.curation import Curation
from ecosystem.content.learners.gaussian import GaussianModel
from ecosystem.content.moments import Moments, moments_of
from ecosystem.content.vector_culture import VectorArray, VectorCulture, mean_spread, noise_of
from ecosystem.parameters import Parameters
from ecosystem.randomness import BulkGenerator, Draws, FloatArray, IntArray, UInt64Array, derive

# Share of the culture in which an idea is right, and beyond which it is rare.
_RIGHT_SHARE, _COMMON_SHARE = 0.95, 0.8
_RARE_POINTS = 512


def radius_squared(n_dimensions: int, share: float) -> float:
    """Give the squared radius of the ball that holds a share of a standard normal distribution."""
    return 2.0 * float(gammaincinv(n_dimensions / 2.0, share))


@cache
def cubature(d: int) -> tuple[FloatArray, FloatArray]:
    """Give points (shape (m, d)) and weights whose sums are the moments of a standard normal up to the fifth.

    References
    ----------
    Stroud and Secrest 1963, "Approximate integration formulas for certain spherically symmetric regions".
    """
    axis = np.eye(d) * np.sqrt(d + 2.0)
    first, second = np.triu_indices(d, 1)
    pairs = (axis[first][:, None, :] + np.array([1.0, -1.0])[:, None] * axis[second][:, None, :]) / np.sqrt(2.0)
    pairs = pairs.reshape(-1, d)
    points = np.concatenate([np.zeros((1, d)), axis, -axis, pairs, -pairs])
    on_axis, on_pair = (4.0 - d) / (2.0 * (d + 2.0) ** 2), 1.0 / (d + 2.0) ** 2
    weights = np.repeat([2.0 / (d + 2.0), on_axis, on_pair], [1, 2 * d, 2 * len(pairs)])
    return points, weights


@dataclass(frozen=True)
class VectorModel:
    """A normal distribution fitted to vectors of each topic.

    Attributes
    ----------
    normal : GaussianModel
    held : Moments
        What it was fitted to; without end for an oracle.
    """

    normal: GaussianModel
    held: Moments

    @property
    def n_tokens(self) -> FloatArray:
        """Tokens of each topic that it was fitted to."""
        return self.held.n_tokens


@dataclass(frozen=True)
class ServedNormal:
    """A model as its users meet it: with its variance scaled by the temperature."""

    model: VectorModel
    normal: GaussianModel

    def sample(self, rows: IntArray, raw: UInt64Array) -> VectorArray:
        """Draw an idea of the topic in `rows` for each raw number, shape (*shape of raw, d)."""
        return self.normal.place(rows, noise_of(raw, self.normal.n_dimensions)).astype(np.float32)


@dataclass(frozen=True)
class MeanDensity:
    """Scores by mean log-densities, shape (n,): under one normal, or under one over another."""

    above: GaussianModel
    below: GaussianModel | None = None

    def scores(self, topics: IntArray, ideas: VectorArray) -> FloatArray:
        """Give the mean over the ideas of each page in nats."""
        rows, vectors = np.broadcast_to(topics[:, None], ideas.shape[:2]), ideas.astype(np.float64)
        density = self.above.log_prob(rows, vectors)
        result: FloatArray = (density if self.below is None else density - self.below.log_prob(rows, vectors)).mean(1)
        return result


@dataclass(frozen=True)
class VectorBenchmark:
    """A benchmark of vectors: their moments by topic; topics of no more than d vectors tell nothing."""

    held: Moments

    @property
    def n_ideas(self) -> IntArray:
        """Ideas of each topic that tells something."""
        n = self.held.n_tokens.astype(np.int64)
        return np.where(n > self.held.n_dimensions, n, 0)

    def loss(self, model: VectorModel) -> FloatArray:
        """Estimate KL(benchmark || model) in nats per idea; the entropy is that of a normal, without bias.

        References
        ----------
        Ahmed and Gokhale 1989, "Entropy expressions and their estimators for multivariate distributions".
        """
        d, rows = self.held.n_dimensions, np.flatnonzero(self.n_ideas)
        n, result = self.held.n_tokens[rows], np.full(len(self.held.n_tokens), np.nan)
        away = self.held.mean[rows] - model.normal.mean[rows]
        second = self.held.covariance[rows] + away[:, :, None] * away[:, None, :]
        inverse = np.linalg.inv(model.normal.covariance[rows])
        surprise = np.einsum("mij,mji->m", inverse, second) + np.linalg.slogdet(model.normal.covariance[rows])[1]
        bias = digamma((n[:, None] - np.arange(1, d + 1)) / 2.0).sum(axis=1) + d * np.log(2.0) - d * np.log(n)
        result[rows] = 0.5 * (surprise - d - np.linalg.slogdet(self.held.covariance[rows])[1] + bias)
        return result


@dataclass(frozen=True)
class VectorHashes:
    """Hash functions of vectors: only equal ones have equal hashes."""

    n_functions: int

    def __call__(self, ideas: VectorArray) -> UInt64Array:
        """Give the least hash of the ideas of each page by each function, shape (n_functions, n)."""
        bits = np.moveaxis(np.ascontiguousarray(ideas, dtype=np.float32).view(np.uint32), -1, 0)
        return np.stack([derive("minhash", function, *bits).min(axis=1) for function in range(self.n_functions)])


@dataclass(frozen=True)
class VectorValuation:
    """What vectors are worth to a fit: the fall of its loss when it is fitted anew with them.

    Attributes
    ----------
    family : GaussianFamily
    model : VectorModel
    truth : GaussianModel
        What the loss is measured against.
    is_known : ndarray of bool, shape (n_topics,)
        Topics of which there is a truth.
    """

    family: "GaussianFamily"
    model: VectorModel
    truth: GaussianModel
    is_known: np.ndarray

    def _gain(self, added: FloatArray) -> FloatArray:
        """Give the fall of the loss with moments of shape (m, n_topics, n_cells) added, shape (m, n_topics)."""
        if not np.isfinite(self.model.n_tokens).all():
            return np.zeros(added.shape[:2])
        m, n_topics = added.shape[:2]
        after = self.family.normal_of(Moments((self.model.held.values + added).reshape(m * n_topics, -1)))
        truth = GaussianModel(np.tile(self.truth.mean, (m, 1)), np.tile(self.truth.covariance, (m, 1, 1)))
        gain = self.model.normal.loss(self.truth) - after.loss(truth).reshape(m, n_topics)
        return np.where(self.is_known, gain, 0.0)

    def _one(self, addition: Moments) -> FloatArray:
        """Give the expected gain of one vector, as if additions were normal."""
        points, weights = cubature(self.model.held.n_dimensions)
        like = GaussianModel(addition.mean, addition.covariance)
        rows = np.broadcast_to(np.arange(len(addition.mean)), (len(points), len(addition.mean)))
        vectors = like.place(rows, np.broadcast_to(points[:, None, :], (*rows.shape, points.shape[1])))
        result: FloatArray = weights @ self._gain(moments_of(vectors))
        return np.where(addition.n_tokens > 0.0, result, 0.0)

    def marginal(self, addition: Moments, n_tokens: float) -> FloatArray:
        """Give the expected gain of one more vector times their number."""
        return n_tokens * self._one(addition)

    def relative(self, addition: Moments) -> FloatArray:
        """Give the expected gain of one more vector times those that the model holds of each topic."""
        gain = self._one(addition)
        return np.where(gain == 0.0, 0.0, gain * np.where(gain == 0.0, 0.0, self.model.n_tokens))

    def many(self, addition: Moments, n_tokens: float) -> FloatArray:
        """Give the gain of vectors that are exactly like the addition."""
        n = addition.n_tokens
        added = addition.values * np.where(n > 0.0, n_tokens / np.maximum(n, 1e-300), 0.0)[:, None]
        result: FloatArray = self._gain(added[None])[0]
        return result


@dataclass(frozen=True)
class GaussianFamily:
    """A web of vectors.

    Attributes
    ----------
    culture : VectorCulture
    is_smoothed : bool
        Whether models start from one vector of what the culture is like over the long run; without it they do so only
        where they hold no more than d vectors.
    """

    name: ClassVar[str] = "gaussian"
    idea_type: ClassVar[DTypeLike] = np.float32

    culture: VectorCulture
    is_smoothed: bool = True

    @classmethod
    def build(cls, parameters: Parameters, draws: Draws, n_topics: int, first_step: int, last_step: int) -> Self:
        """Make the content of a world as it is in its first month."""
        del last_step
        culture = VectorCulture(
            parameters.culture,
            draws,
            n_topics,
            n_dimensions=parameters.content.vector_dimensions,
            first_step=first_step,
            has_drift=parameters.controls.has_drift,
        )
        return cls(culture, parameters.training.smoothing != "none")

    @classmethod
    def ignorance(cls, parameters: Parameters) -> float:
        """Give the expected KL(culture || what cultures are like over the long run) in nats per idea."""
        d = parameters.content.vector_dimensions
        return 0.5 * d * float(np.log1p(mean_spread(parameters.culture, d) ** 2))

    @property
    def idea_shape(self) -> tuple[int, ...]:
        """An idea is a vector."""
        return (self.culture.n_dimensions,)

    def empty(self, *rows: int) -> Moments:
        """Give moments of nothing."""
        d = self.culture.n_dimensions
        return Moments(np.zeros((*rows, 1 + d + d * d)))

    def normal_of(self, held: Moments) -> GaussianModel:
        """Fit a normal distribution to each row of moments."""
        d, n = held.n_dimensions, held.n_tokens
        first = np.where(self.is_smoothed | (n <= d), 1.0, 0.0)
        width = (1.0 + self.culture.spread**2) * np.eye(d)
        start = Moments.like(first, np.zeros((len(n), d)), np.broadcast_to(width, (len(n), d, d)))
        both = held + start
        return GaussianModel(both.mean, both.covariance)

    def fit(self, statistics: Moments, distinct: Moments | None = None, months_ago: int = 0) -> VectorModel:
        """Fit a normal distribution to each row; a repeated vector counts as often as it is seen."""
        del distinct, months_ago
        return VectorModel(self.normal_of(statistics), statistics)

    def oracle(self) -> VectorModel:
        """Give the model that holds this month's culture."""
        truth = self.culture.truth
        return VectorModel(truth, Moments(np.full((len(truth.mean), self.empty(1).values.shape[1]), np.inf)))

    def serve(self, model: VectorModel, temperature: float, top_p: float) -> ServedNormal:
        """Decode a model with a temperature."""
        del top_p
        return ServedNormal(model, GaussianModel(model.normal.mean, temperature * model.normal.covariance))

    def loss(self, model: VectorModel) -> FloatArray:
        """Give KL(culture || model) in nats per idea."""
        return model.normal.loss(self.culture.truth)

    def pages_loss(self, model: VectorModel, pages: Moments) -> FloatArray:
        """Give the same of what stands on pages, which are many beside what there is to know."""
        del pages
        return self.loss(model)

    def served_loss(self, served: ServedNormal, read: VectorModel | None = None, weight: float = 0.0) -> FloatArray:
        """Give KL(culture || model as served) in nats per idea; a mixture counts as the normal with its moments."""
        if read is None or weight == 0.0:
            return served.normal.loss(self.culture.truth)
        shares = np.full((2, self.culture.n_topics), weight)
        shares[0] = 1.0 - weight
        normals = served.normal, read.normal
        parts = [Moments.like(n, each.mean, each.covariance) for n, each in zip(shares, normals, strict=True)]
        both = parts[0] + parts[1]
        return GaussianModel(both.mean, both.covariance).loss(self.culture.truth)

    def appraise(self, model: VectorModel, truth: Moments | None = None) -> VectorValuation:
        """Ask what more vectors would be worth to a model."""
        if truth is None:
            return VectorValuation(self, model, self.culture.truth, np.ones(self.culture.n_topics, dtype=bool))
        d = truth.n_dimensions
        is_known = truth.n_tokens > d
        with np.errstate(divide="ignore"):
            is_known &= np.linalg.slogdet(truth.covariance)[0] > 0.0
        covariance = np.where(is_known[:, None, None], truth.covariance, np.eye(d))
        return VectorValuation(self, model, GaussianModel(truth.mean, covariance), is_known)

    def own_text(self, served: ServedNormal, curation: Curation, n_each: int, generator: BulkGenerator) -> Moments:
        """Let a model write and keep what a verifier prefers: the first sample that passed, or else the first.

        A sample is right if it lies among the 95 % of what humans write this month that are nearest to their mean.
        """
        culture, written = self.culture, self.empty(self.culture.n_topics)
        radius = radius_squared(culture.n_dimensions, _RIGHT_SHARE)
        for topic in range(culture.n_topics):
            raw = generator.integers(0, 1 << 64, (n_each, curation.best_of), dtype=np.uint64)
            luck = generator.random(raw.shape)
            kept = np.empty((n_each, culture.n_dimensions), np.float32)
            waiting = np.arange(n_each)
            for place in range(curation.best_of):
                samples = served.sample(np.array(topic), raw[waiting, place])
                is_right = ((samples - culture.mean[topic]) ** 2).sum(axis=1) <= radius
                passed = luck[waiting, place] < np.where(is_right, curation.phi, curation.psi)
                taken = passed if place else slice(None)
                kept[waiting[taken]] = samples[taken]
                waiting = waiting[~passed]
            written.values[topic] = moments_of(kept.astype(np.float64)).sum(axis=0)
        return written

    def reference(self, model: VectorModel) -> MeanDensity:
        """Give log-densities."""
        return MeanDensity(model.normal)

    def contrast(self, served: ServedNormal, reference: MeanDensity) -> MeanDensity:
        """Give log-ratios of densities."""
        return MeanDensity(served.normal, reference.above)

    def benchmark(self, topics: IntArray, ideas: VectorArray) -> VectorBenchmark:
        """Sum the ideas of some pages up."""
        held, moments = self.empty(self.culture.n_topics), moments_of(ideas.astype(np.float64)).sum(axis=1)
        np.add.at(held.values, topics, moments)
        return VectorBenchmark(held)

    def hasher(self, n_functions: int) -> VectorHashes:
        """Give hash functions of vectors."""
        return VectorHashes(n_functions)

    def human_curve(self) -> None:
        """Nobody has measured how the loss of human-only models falls here."""

    @property
    def measures(self) -> Mapping[str, Callable[[ServedNormal], FloatArray]]:
        """Give the hold on rare ideas and the diversity: the mean variance over that of the culture."""
        return {"tail_recall": self._tail_recall, "diversity_ratio": _mean_variance}

    def _tail_recall(self, served: ServedNormal) -> FloatArray:
        """Give the share of the human mass far from the mean that the fitted model holds, shape (n_topics,).

        An idea counts with the smaller of both densities, as among named ideas; ideas beyond a radius are rare.
        """
        noise = noise_of(derive("rare idea", np.arange(_RARE_POINTS)), self.culture.n_dimensions)
        rare = noise[(noise**2).sum(axis=1) > radius_squared(self.culture.n_dimensions, _COMMON_SHARE)]
        rows = np.broadcast_to(np.arange(self.culture.n_topics)[:, None], (self.culture.n_topics, len(rare)))
        vectors = self.culture.mean[:, None, :] + rare[None]
        gap = served.model.normal.log_prob(rows, vectors) - self.culture.truth.log_prob(rows, vectors)
        result: FloatArray = np.exp(np.minimum(gap, 0.0)).mean(axis=1)
        return result


def _mean_variance(served: ServedNormal) -> FloatArray:
    result: FloatArray = np.trace(served.normal.covariance, axis1=1, axis2=2) / served.normal.n_dimensions
    return result
