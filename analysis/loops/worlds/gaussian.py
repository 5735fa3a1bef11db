"""The Gaussian world: pages are numbers, models a mean and a variance."""

from dataclasses import dataclass, field

import numpy as np

from analysis.loops.worlds.world import Moment, Pages, World
from ecosystem.checks import Checks
from ecosystem.content.learners.gaussian import GaussianLearner, GaussianModel, GaussianStatistics
from ecosystem.randomness import FloatArray


@dataclass
class GaussianWorld(World[GaussianStatistics, GaussianModel]):
    """Normal truth, normal models; statistics are drawn without pages where that is exact.

    Attributes
    ----------
    truth : tuple of float
        Mean and variance.
    learner : GaussianLearner
    """

    truth: tuple[float, float] = (0.0, 1.0)
    learner: GaussianLearner = field(default_factory=GaussianLearner)

    def __post_init__(self) -> None:
        mean, variance = self.truth
        self._one = GaussianModel(np.full((1, 1), mean), np.full((1, 1, 1), variance))
        rows = self.batch.n_rows
        self._true = GaussianModel(np.full((rows, 1), mean), np.full((rows, 1, 1), variance))
        self._is_summed = self.curation is None and self.decoding.top_p == 1.0

    def real_pages(self, n: int, moment: Moment) -> Pages:
        """Draw real pages, shape (n_rows, n, 1)."""
        rows = np.zeros((self.batch.n_rows, n), dtype=np.int64)
        return self._one.sample(rows, self.batch.generator("real", moment))

    def _served(self, models: GaussianModel) -> GaussianModel:
        return GaussianModel(models.mean, models.covariance * self.decoding.spread)

    def synthetic_pages(self, models: GaussianModel, n: int, moment: Moment) -> Pages:
        """Draw synthetic pages, shape (n_rows, n, 1)."""
        served, generator = self._served(models), self.batch.generator("synthetic", moment)
        writers = self.batch.writers(n, moment)
        if self.curation is None:
            return served.place(writers, self.decoding.noise((*writers.shape, 1), generator))
        writers = np.broadcast_to(writers[..., None], (*writers.shape, self.curation.k))
        candidates = served.place(writers, self.decoding.noise((*writers.shape, 1), generator))[..., 0]
        return self.curation.keep(candidates, generator)[..., None]

    def statistics(self, pages: Pages) -> GaussianStatistics:
        """Sum up pages."""
        return self.learner.statistics(pages)

    def real(self, n: int, moment: Moment) -> GaussianStatistics:
        """Draw the statistics of real pages."""
        sizes = np.full(self.batch.n_rows, n)
        return self._true.sample_statistics(sizes, self.batch.generator("real", moment))

    def synthetic(self, models: GaussianModel, n: int, moment: Moment) -> GaussianStatistics:
        """Draw the statistics of synthetic pages."""
        if not self._is_summed or self.batch.pool_share > 0.0:
            return super().synthetic(models, n, moment)
        generator = self.batch.generator("synthetic", moment)
        return self._served(models).sample_statistics(np.full(self.batch.n_rows, n), generator)

    def fit(self, statistics: GaussianStatistics) -> GaussianModel:
        """Fit means and variances."""
        return self.learner.fit(statistics)

    def blend(self, first: GaussianModel, second: GaussianModel, weight: float) -> GaussianModel:
        """Blend means and variances."""
        mean = weight * first.mean + (1.0 - weight) * second.mean
        return GaussianModel(mean, weight * first.covariance + (1.0 - weight) * second.covariance)

    def measure(self, models: GaussianModel) -> dict[str, FloatArray]:
        """Give mean, variance, differential entropy in nats, and squared Wasserstein-2 distance to the truth."""
        variance = models.covariance[:, 0, 0]
        with np.errstate(divide="ignore"):
            entropy = 0.5 * np.log(2.0 * np.pi * np.e * variance)
        risk = models.squared_wasserstein(self._one)
        return {"mean": models.mean[:, 0], "variance": variance, "entropy": entropy, "risk": risk}

    def measure_pool(self, models: GaussianModel) -> dict[str, FloatArray]:
        """Give the variance of the equal mixture of the makers' models."""
        shape = (self.batch.n_replicas, self.batch.makers)
        mean, variance = models.mean.reshape(shape), models.covariance.reshape(shape)
        pooled = variance.mean(axis=1) + mean.var(axis=1)
        return {**super().measure_pool(models), "ecosystem_variance": pooled}

    def estimates(self, models: GaussianModel) -> FloatArray:
        """Give mean and variance, shape (n_rows, 2)."""
        return np.concatenate([models.mean, models.covariance[:, :, 0]], axis=1)

    def check_size(self, checks: Checks, name: str, n: int) -> None:
        """Note sizes that leave no degree of freedom."""
        if n <= self.learner.ddof:
            rule = f"is not above ddof = {self.learner.ddof}, so that no variance can be fitted"
            checks.range_fault(name, n, rule, f"Fit at least {self.learner.ddof + 1} pages.")
