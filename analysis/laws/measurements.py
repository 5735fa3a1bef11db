"""Measurements: a mean over replicas with its standard error."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.statistics.slopes import slope_weights
from ecosystem.randomness import FloatArray


class Measurement(NamedTuple):
    """A number and its standard error, both in the same unit."""

    value: float
    standard_error: float

    def over(self, unit: float) -> "Measurement":
        """Give the measurement in another unit."""
        return Measurement(self.value / unit, self.standard_error / abs(unit))


def mean_of(values: FloatArray) -> Measurement:
    """Average independent replicas, shape (n,)."""
    return Measurement(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))))


def at_generation(frame: pd.DataFrame, column: str, generation: int) -> FloatArray:
    """Give a column of a loop's frame at one generation, one value a replica."""
    values: FloatArray = frame.loc[frame["generation"] == generation, column].to_numpy(np.float64)
    return values


def slope_through_zero(x: FloatArray, y: FloatArray) -> Measurement:
    """Give the least-squares slope of y on x without intercept.

    Parameters
    ----------
    x, y : ndarray of float, shape (n_replicas, m)
        Rows are independent; entries of a row need not be.
    """
    slope = float((x * y).sum() / (x * x).sum())
    per_replica = (x * (y - slope * x)).sum(axis=1)
    return Measurement(slope, float(np.sqrt((per_replica**2).sum()) / (x * x).sum()))


def log_slope(x: FloatArray, means_of: FloatArray) -> Measurement:
    """Give the slope of log mean(y) on log x, with its standard error by the delta method.

    Parameters
    ----------
    x : ndarray of float, shape (m,)
        Positive.
    means_of : ndarray of float, shape (n_replicas, m)
        Independent rows of y, of positive mean.
    """
    weight = slope_weights(np.log(x))
    mean = means_of.mean(axis=0)
    influence = (means_of / mean) @ weight
    error = float(influence.std(ddof=1) / np.sqrt(len(influence)))
    return Measurement(float(weight @ np.log(mean)), error)


def line_root(x: FloatArray, y: FloatArray) -> Measurement:
    """Give where the straight line through mean(y) over x crosses zero, by the delta method.

    Parameters
    ----------
    x : ndarray of float, shape (m,)
    y : ndarray of float, shape (n_replicas, m)
    """
    slopes = y @ slope_weights(x)
    levels = y.mean(axis=1)
    root = x.mean() - levels.mean() / slopes.mean()
    residual = levels + slopes * (root - x.mean())
    error = residual.std(ddof=1) / np.sqrt(len(residual)) / abs(slopes.mean())
    return Measurement(float(root), float(error))
