"""The kernel learner: a density that keeps its pages and blurs them with a normal kernel."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from ecosystem.randomness import BulkGenerator, FloatArray, IntArray
from ecosystem.shown import shown


@shown
@dataclass(frozen=True)
class KernelModel:
    """Kernel densities on the line, one a batch row.

    Attributes
    ----------
    points : ndarray of float, shape (n_rows, n)
        The pages themselves.
    bandwidth : ndarray of float, shape (n_rows,)
        Standard deviation of the kernel, > 0, in the unit of the pages.
    """

    points: FloatArray
    bandwidth: FloatArray

    def sample(self, rows: IntArray, generator: BulkGenerator) -> FloatArray:
        """Draw one page for each batch row named in `rows`: one of its points, plus noise of the bandwidth."""
        pick = generator.integers(0, self.points.shape[1], rows.shape)
        noise = generator.standard_normal(rows.shape)
        result: FloatArray = self.points[rows, pick] + self.bandwidth[rows] * noise
        return result

    def log_prob(self, rows: IntArray, pages: FloatArray) -> FloatArray:
        """Give log-densities in nats of pages (shape of `rows`)."""
        width = self.bandwidth[rows][..., None]
        away = (pages[..., None] - self.points[rows]) / width
        logs = -0.5 * (away**2 + np.log(2.0 * np.pi)) - np.log(width)
        result: FloatArray = logsumexp(logs, axis=-1) - np.log(self.points.shape[1])
        return result

    def loss(self, held_out: FloatArray) -> FloatArray:
        """Give minus the mean log-density of held-out pages (shape (n_rows, m)) in nats, shape (n_rows,)."""
        rows = np.broadcast_to(np.arange(len(held_out))[:, None], held_out.shape)
        result: FloatArray = -self.log_prob(rows, held_out).mean(axis=1)
        return result


@dataclass(frozen=True)
class KernelLearner:
    """Fits kernel densities; its statistics are the pages, and those of a union are both in a row.

    Attributes
    ----------
    bandwidth : float, optional
        Standard deviation of the kernel, > 0; by the normal reference rule 1.06 s n^(-1/5) if not given.

    References
    ----------
    Silverman 1986, "Density estimation for statistics and data analysis", eq. 3.28.
    """

    bandwidth: float | None = None

    def statistics(self, pages: FloatArray) -> FloatArray:
        """Keep the pages, shape (n_rows, n)."""
        return pages

    def fit(self, pages: FloatArray) -> KernelModel:
        """Fit one density to each batch row of pages, shape (n_rows, n)."""
        n_rows, n = pages.shape
        if self.bandwidth is None:
            width = 1.06 * pages.std(axis=1) * n**-0.2
            return KernelModel(pages, np.maximum(width, np.finfo(np.float64).tiny))
        return KernelModel(pages, np.full(n_rows, self.bandwidth))
