"""The kernel world: pages are numbers, models keep them and blur them."""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri

from analysis.loops.worlds.world import Moment, Pages, World
from ecosystem.content.learners.kernel import KernelLearner, KernelModel
from ecosystem.errors import Fault, WrongTypeError
from ecosystem.randomness import FloatArray


@dataclass
class KernelWorld(World[FloatArray, KernelModel]):
    """Normal truth, kernel densities as models.

    Attributes
    ----------
    truth : tuple of float
        Mean and variance.
    ddof : int
        The variance of the points is their scatter over n - ddof.
    """

    truth: tuple[float, float] = (0.0, 1.0)
    ddof: int = 0
    learner: KernelLearner = field(default_factory=KernelLearner)

    def real_pages(self, n: int, moment: Moment) -> Pages:
        """Draw real pages, shape (n_rows, n)."""
        mean, variance = self.truth
        noise = self.batch.generator("real", moment).standard_normal((self.batch.n_rows, n))
        pages: Pages = mean + np.sqrt(variance) * noise
        return pages

    def synthetic_pages(self, models: KernelModel, n: int, moment: Moment) -> Pages:
        """Draw synthetic pages, shape (n_rows, n)."""
        generator, writers = self.batch.generator("synthetic", moment), self.batch.writers(n, moment)
        if self.curation is None:
            return models.sample(writers, generator)
        writers = np.broadcast_to(writers[..., None], (*writers.shape, self.curation.k))
        return self.curation.keep(models.sample(writers, generator), generator)

    def statistics(self, pages: Pages) -> FloatArray:
        """Keep the pages."""
        return self.learner.statistics(pages)

    def join(self, first: FloatArray, second: FloatArray) -> FloatArray:
        """Lay two sets of pages side by side."""
        return np.concatenate([first, second], axis=1)

    def fit(self, statistics: FloatArray) -> KernelModel:
        """Fit kernel densities."""
        return self.learner.fit(statistics)

    def blend(self, first: KernelModel, second: KernelModel, weight: float) -> KernelModel:
        """Refuse: points have no weighted mean."""
        del first, second
        remedy = "Leave weight=None to pool the pages."
        raise WrongTypeError(Fault("weight", "is not defined for kernel densities", str(weight), "kde", remedy))

    def measure(self, models: KernelModel) -> dict[str, FloatArray]:
        """Give mean and variance of the points (the kernel's h^2 apart) and their squared Wasserstein-2 distance."""
        points, n = models.points, models.points.shape[1]
        mean = points.mean(axis=1)
        scatter = ((points - mean[:, None]) ** 2).sum(axis=1)
        return {"mean": mean, "variance": scatter / max(n - self.ddof, 1), "risk": self._distance(points)}

    def _distance(self, points: FloatArray) -> FloatArray:
        """Give the squared Wasserstein-2 distance of the points to the truth: of quantile functions on the line.

        The integral of the normal quantile over the i-th n-th is phi(z_(i-1)) - phi(z_i).
        """
        (mean, variance), n = self.truth, points.shape[1]
        z = ndtri(np.arange(n + 1) / n)
        density = np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi)
        standard = (points - mean) / np.sqrt(variance)
        cross = np.sort(standard, axis=1) @ (density[:-1] - density[1:])
        result: FloatArray = variance * ((standard**2).mean(axis=1) + 1.0 - 2.0 * cross)
        return result

    def estimates(self, models: KernelModel) -> FloatArray:
        """Give mean and variance of the points, shape (n_rows, 2)."""
        measured = self.measure(models)
        return np.stack([measured["mean"], measured["variance"]], axis=1)
