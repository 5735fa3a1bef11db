"""The regression learner: ordinary least squares on pages that are a row of inputs and a label."""

from dataclasses import dataclass

import numpy as np

from ecosystem.randomness import BulkGenerator, FloatArray, IntArray
from ecosystem.shown import shown


@shown
@dataclass(frozen=True)
class RegressionStatistics:
    """What least squares needs of some pages; those of two sets add up to those of their union.

    Attributes
    ----------
    n : ndarray of float, shape (n_rows,)
        Pages.
    gram : ndarray of float, shape (n_rows, d, d)
        X'X.
    cross : ndarray of float, shape (n_rows, d)
        X'y.
    """

    n: FloatArray
    gram: FloatArray
    cross: FloatArray

    def __add__(self, other: "RegressionStatistics") -> "RegressionStatistics":
        """Give the statistics of the union of two sets of pages."""
        return RegressionStatistics(self.n + other.n, self.gram + other.gram, self.cross + other.cross)


@shown
@dataclass(frozen=True)
class RegressionModel:
    """Fitted linear rules with normal noise, one a batch row.

    Attributes
    ----------
    coefficients : ndarray of float, shape (n_rows, d)
    noise : float
        Standard deviation of the labels, >= 0; known, not fitted.
    """

    coefficients: FloatArray
    noise: float

    def predict(self, rows: IntArray, inputs: FloatArray) -> FloatArray:
        """Give the expected labels of inputs (shape (..., d)) by the models in `rows` (shape (...))."""
        result: FloatArray = np.einsum("...d,...d->...", inputs, self.coefficients[rows])
        return result

    def sample(self, rows: IntArray, inputs: FloatArray, generator: BulkGenerator) -> FloatArray:
        """Draw a label for each row of inputs (shape (..., d)) from the models in `rows` (shape (...))."""
        expected = self.predict(rows, inputs)
        return expected + self.noise * generator.standard_normal(expected.shape)

    def log_prob(self, rows: IntArray, inputs: FloatArray, labels: FloatArray) -> FloatArray:
        """Give log-densities of labels in nats given their inputs; the noise must be positive."""
        away = (labels - self.predict(rows, inputs)) / self.noise
        result: FloatArray = -0.5 * (away**2 + np.log(2.0 * np.pi)) - np.log(self.noise)
        return result

    def loss(self, truth: FloatArray) -> FloatArray:
        """Give the test error in excess of the noise for standard normal inputs, shape (n_rows,).

        Parameters
        ----------
        truth : ndarray of float, shape (d,) or (n_rows, d)
            True coefficients.
        """
        result: FloatArray = ((self.coefficients - truth) ** 2).sum(axis=1)
        return result


@dataclass(frozen=True)
class RegressionLearner:
    """Fits linear rules by ordinary least squares."""

    def statistics(self, inputs: FloatArray, labels: FloatArray) -> RegressionStatistics:
        """Sum up pages: inputs of shape (n_rows, n, d), labels of shape (n_rows, n)."""
        n_rows, n, _ = inputs.shape
        transposed = np.swapaxes(inputs, 1, 2)
        cross = (transposed @ labels[..., None])[..., 0]
        return RegressionStatistics(np.full(n_rows, float(n)), transposed @ inputs, cross)

    def fit(self, statistics: RegressionStatistics, noise: float = 0.0) -> RegressionModel:
        """Fit one rule to each batch row; each needs at least d pages in general position."""
        coefficients = np.linalg.solve(statistics.gram, statistics.cross[..., None])[..., 0]
        return RegressionModel(coefficients, noise)
