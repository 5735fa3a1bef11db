"""The Gaussian learner: a mean and a covariance fitted to pages that are vectors of any dimension."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ecosystem.randomness import BulkGenerator, FloatArray, IntArray
from ecosystem.shown import shown


@shown
@dataclass(frozen=True)
class GaussianStatistics:
    """What a Gaussian fit needs of some pages; those of two sets add up to those of their union.

    The products are kept about the mean of the pages, so that a variance that shrinks over many generations does not
    drown in rounding.

    Attributes
    ----------
    n : ndarray of float, shape (n_rows,)
        Pages.
    total : ndarray of float, shape (n_rows, d)
        Sum of the pages.
    products : ndarray of float, shape (n_rows, d, d)
        Sum of the outer products of the deviations from the mean.

    References
    ----------
    Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance", eq. 2.1 (the rule of addition).
    """

    n: FloatArray
    total: FloatArray
    products: FloatArray

    @property
    def mean(self) -> FloatArray:
        """Mean of the pages, shape (n_rows, d); 0 without pages."""
        result: FloatArray = self.total / np.maximum(self.n, 1.0)[:, None]
        return result

    def __add__(self, other: "GaussianStatistics") -> "GaussianStatistics":
        """Give the statistics of the union of two sets of pages."""
        gap = other.mean - self.mean
        weight = self.n * other.n / np.maximum(self.n + other.n, 1.0)
        between = weight[:, None, None] * gap[:, :, None] * gap[:, None, :]
        products = self.products + other.products + between
        return GaussianStatistics(self.n + other.n, self.total + other.total, products)


@shown
@dataclass(frozen=True)
class GaussianModel:
    """Fitted normal distributions, one a batch row.

    Attributes
    ----------
    mean : ndarray of float, shape (n_rows, d)
    covariance : ndarray of float, shape (n_rows, d, d)
        Positive semi-definite.
    """

    mean: FloatArray
    covariance: FloatArray

    @property
    def n_dimensions(self) -> int:
        """Dimension of a page."""
        return int(self.mean.shape[1])

    @cached_property
    def _root(self) -> FloatArray:
        """Symmetric square roots of the covariances; fit for singular ones too."""
        if self.n_dimensions == 1:
            return np.sqrt(np.maximum(self.covariance, 0.0))
        values, vectors = np.linalg.eigh(self.covariance)
        result: FloatArray = (vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]) @ np.swapaxes(vectors, 1, 2)
        return result

    def place(self, rows: IntArray, noise: FloatArray) -> FloatArray:
        """Turn standard noise of shape (..., d) into pages of the models in `rows` (shape (...))."""
        if self.n_dimensions == 1:
            return self.mean[rows] + self._root[rows][..., 0] * noise
        result: FloatArray = self.mean[rows] + np.einsum("...ij,...j->...i", self._root[rows], noise)
        return result

    def sample(self, rows: IntArray, generator: BulkGenerator) -> FloatArray:
        """Draw one page for each batch row named in `rows` (shape (...)), shape (..., d)."""
        return self.place(rows, generator.standard_normal((*rows.shape, self.n_dimensions)))

    def sample_statistics(self, n: IntArray, generator: BulkGenerator) -> GaussianStatistics:
        """Draw the statistics of `n` pages of each row (shape (n_rows,)) without drawing the pages.

        Exact in one dimension only: the mean is normal and, independently, the products are chi-squared.

        References
        ----------
        Cochran 1934, "The distribution of quadratic forms in a normal system".
        """
        count = np.asarray(n, dtype=np.float64)
        deviation = np.sqrt(count)[:, None] * self._root[:, :, 0] * generator.standard_normal(self.mean.shape)
        scatter = 2.0 * generator.standard_gamma(np.maximum(count - 1.0, 0.0) / 2.0)
        return GaussianStatistics(
            count, count[:, None] * self.mean + deviation, scatter[:, None, None] * self.covariance
        )

    def log_prob(self, rows: IntArray, pages: FloatArray) -> FloatArray:
        """Give log-densities in nats of pages (shape (..., d)) under the models in `rows` (shape (...))."""
        inverse, (sign, log_det) = np.linalg.inv(self.covariance), np.linalg.slogdet(self.covariance)
        away = pages - self.mean[rows]
        distance = np.einsum("...i,...ij,...j->...", away, inverse[rows], away)
        constant = self.n_dimensions * np.log(2.0 * np.pi) + np.where(sign > 0, log_det, np.nan)
        result: FloatArray = -0.5 * (distance + constant[rows])
        return result

    def loss(self, truth: "GaussianModel") -> FloatArray:
        """Give KL(truth || model) in nats a page, shape (n_rows,); `truth` has one row or as many.

        Infinite where the model is singular.
        """
        away = self.mean - truth.mean
        sign, log_det = np.linalg.slogdet(self.covariance)
        is_proper = sign > 0
        safe = np.where(is_proper[:, None, None], self.covariance, np.eye(self.n_dimensions))
        inverse = np.linalg.inv(safe)
        trace = np.einsum("bij,bji->b", inverse, np.broadcast_to(truth.covariance, safe.shape))
        distance = np.einsum("bi,bij,bj->b", away, inverse, away)
        logs = np.where(is_proper, log_det, 0.0) - np.linalg.slogdet(truth.covariance)[1]
        return np.where(is_proper, 0.5 * (trace + distance - self.n_dimensions + logs), np.inf)

    def squared_wasserstein(self, truth: "GaussianModel") -> FloatArray:
        """Give the squared Wasserstein-2 distance to `truth` (one row or as many), shape (n_rows,).

        References
        ----------
        Dowson and Landau 1982, "The Frechet distance between multivariate normal distributions".
        """
        gap = ((self.mean - truth.mean) ** 2).sum(axis=1)
        if self.n_dimensions == 1:
            return gap + ((self._root - truth._root) ** 2).sum(axis=(1, 2))
        root = truth._root
        cross = np.linalg.eigvalsh(root @ self.covariance @ root)
        traces = np.trace(self.covariance, axis1=1, axis2=2) + np.trace(truth.covariance, axis1=1, axis2=2)
        result: FloatArray = gap + traces - 2.0 * np.sqrt(np.maximum(cross, 0.0)).sum(axis=1)
        return result


@dataclass(frozen=True)
class GaussianLearner:
    """Fits means and covariances.

    Attributes
    ----------
    ddof : int
        The products are divided by n - ddof: 0 is maximum likelihood, 1 is unbiased.
    """

    ddof: int = 0

    def statistics(self, pages: FloatArray) -> GaussianStatistics:
        """Sum up pages of shape (n_rows, n, d)."""
        n_rows, n, _ = pages.shape
        total = pages.sum(axis=1)
        away = pages - total[:, None, :] / max(n, 1)
        return GaussianStatistics(np.full(n_rows, float(n)), total, np.einsum("bni,bnj->bij", away, away))

    def fit(self, statistics: GaussianStatistics) -> GaussianModel:
        """Fit one normal distribution to each batch row; n must exceed ddof."""
        share = 1.0 / (statistics.n - self.ddof)
        return GaussianModel(statistics.mean, statistics.products * share[:, None, None])
