"""The categorical world: pages are ideas, models distributions over them."""

from dataclasses import dataclass, field

import numpy as np

from analysis.loops.worlds.world import Moment, Pages, World
from ecosystem.content.decoding import ServedModel, decode
from ecosystem.content.learners.categorical import CategoricalLearner, CategoricalModel, kullback_leibler
from ecosystem.randomness import FloatArray


@dataclass
class CategoricalWorld(World[FloatArray, CategoricalModel]):
    """Any distribution over ideas; counts are drawn at once where that is exact.

    Attributes
    ----------
    truth : ndarray of float, shape (n_ideas,)
    learner : CategoricalLearner
        Plain maximum likelihood unless it says otherwise.
    """

    truth: FloatArray = field(default_factory=lambda: np.ones(1))
    learner: CategoricalLearner = field(default_factory=lambda: CategoricalLearner(1, is_smoothed=False))

    def __post_init__(self) -> None:
        self._n_ideas = len(self.truth)
        self._rows = np.arange(self.batch.n_rows)[:, None]
        self._living = np.broadcast_to(np.arange(self._n_ideas, dtype=np.uint16), (self.batch.n_rows, self._n_ideas))
        self._is_true = self.truth > 0.0

    def _listed(self, counts: FloatArray, n: int) -> Pages:
        """Write counts out as pages, shape (n_rows, n); their order carries no meaning."""
        ideas = np.tile(np.arange(self._n_ideas, dtype=np.uint16), self.batch.n_rows)
        return np.repeat(ideas, counts.astype(np.int64).ravel()).reshape(self.batch.n_rows, n)

    def real_pages(self, n: int, moment: Moment) -> Pages:
        """Draw real pages, shape (n_rows, n)."""
        return self._listed(self.real(n, moment), n)

    def synthetic_pages(self, models: CategoricalModel, n: int, moment: Moment) -> Pages:
        """Draw synthetic pages, shape (n_rows, n)."""
        if self.curation is None:
            return self._listed(self.synthetic(models, n, moment), n)
        served = ServedModel(models, self.decoding.temperature, self.decoding.top_p)
        generator = self.batch.generator("synthetic", moment)
        writers = self.batch.writers(n, moment)[..., None]
        raw = generator.integers(0, 2**64, (*writers.shape[:2], self.curation.k), dtype=np.uint64)
        return self.curation.keep(served.sample(writers, raw), generator)

    def _written(self, models: CategoricalModel) -> FloatArray:
        """Give the distribution of each maker's training pages, shape (n_rows, n_ideas)."""
        own = models.probabilities
        if not self.decoding.is_plain:
            own = decode(own, self.decoding.temperature, self.decoding.top_p)
        if self.batch.pool_share == 0.0 or self.batch.makers == 1:
            return own
        pooled = np.repeat(self.batch.over_makers(own), self.batch.makers, axis=0)
        return (1.0 - self.batch.pool_share) * own + self.batch.pool_share * pooled

    def statistics(self, pages: Pages) -> FloatArray:
        """Count the ideas of pages, shape (n_rows, n_ideas)."""
        return self.learner.statistics(self.batch.n_rows, self._rows, pages)

    def real(self, n: int, moment: Moment) -> FloatArray:
        """Draw the counts of real pages."""
        generator = self.batch.generator("real", moment)
        return generator.multinomial(n, self.truth, self.batch.n_rows).astype(np.float64)

    def synthetic(self, models: CategoricalModel, n: int, moment: Moment) -> FloatArray:
        """Draw the counts of synthetic pages."""
        if self.curation is not None:
            return super().synthetic(models, n, moment)
        generator = self.batch.generator("synthetic", moment)
        return generator.multinomial(n, self._written(models)).astype(np.float64)

    def mixed(self, models: CategoricalModel, n: int, synthetic_share: float, moment: Moment) -> FloatArray:
        """Draw the counts of pages of which each is synthetic with a given probability."""
        if self.curation is not None:
            return super().mixed(models, n, synthetic_share, moment)
        mixture = synthetic_share * self._written(models) + (1.0 - synthetic_share) * self.truth
        return self.batch.generator("mixture", moment).multinomial(n, mixture).astype(np.float64)

    def fit(self, statistics: FloatArray) -> CategoricalModel:
        """Fit distributions to counts."""
        return self.learner.fit(statistics, self._living)

    def blend(self, first: CategoricalModel, second: CategoricalModel, weight: float) -> CategoricalModel:
        """Blend probabilities."""
        seen = weight * first.seen + (1.0 - weight) * second.seen
        backoff = weight * first.backoff + (1.0 - weight) * second.backoff
        return CategoricalModel(seen, backoff, first.living, first.n_tokens + second.n_tokens)

    def measure(self, models: CategoricalModel) -> dict[str, FloatArray]:
        """Give heterozygosity, entropy in nats, support, KL(truth || model) in nats and the squared distance to it."""
        p = models.probabilities
        held = np.flatnonzero(p)
        values = p.ravel()[held]
        rows = held // self._n_ideas
        return {
            "heterozygosity": 1.0 - np.einsum("bi,bi->b", p, p),
            "entropy": np.bincount(rows, -values * np.log(values), self.batch.n_rows),
            "support": np.bincount(rows, minlength=self.batch.n_rows).astype(np.float64),
            "risk": self._divergence(p),
            "l2_truth": _squared_distance(p, self.truth),
        }

    def _divergence(self, p: FloatArray) -> FloatArray:
        """Give KL(truth || model), infinite where the model has lost an idea."""
        result = np.full(len(p), np.inf)
        is_whole = (p[:, self._is_true] > 0.0).all(axis=1)
        if is_whole.any():
            result[is_whole] = kullback_leibler(self.truth, p[is_whole])
        return result

    def measure_pool(self, models: CategoricalModel) -> dict[str, FloatArray]:
        """Give 1 - sum p^2 of the equal mixture of the makers' models."""
        pooled = self.batch.over_makers(models.probabilities)
        return {"ecosystem_heterozygosity": 1.0 - (pooled**2).sum(axis=1)}

    def measure_against_human(self, models: CategoricalModel, human: CategoricalModel) -> dict[str, FloatArray]:
        """Give the squared distance to the frequencies of the human pages."""
        return {"l2_human": _squared_distance(models.probabilities, human.probabilities)}

    def estimates(self, models: CategoricalModel) -> FloatArray:
        """Give the probabilities, shape (n_rows, n_ideas)."""
        return models.probabilities


def _squared_distance(first: FloatArray, second: FloatArray) -> FloatArray:
    away = first - second
    result: FloatArray = np.einsum("bi,bi->b", away, away)
    return result
