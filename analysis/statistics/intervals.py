"""What a handful of paired runs says: means with intervals, and when they say nothing yet."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from ecosystem.errors import EcosystemError, Fault, OutOfRangeError, quoted

FEWEST_RUNS = 2
"""Runs below which no spread, and so no interval, can be computed."""


class SampleError(EcosystemError, ValueError):
    """The values given cannot carry an interval: too few, unpaired or not finite."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its confidence interval.

    Attributes
    ----------
    mean, low, high : float
        The estimate and the two ends of its interval, in the unit of the values.
    n : int
        Number of runs, or of pairs of runs, behind it; at least 2.
    standard_error : float
        Standard deviation of the mean, in the unit of the values.
    confidence : float
        Share of such intervals that hold the true mean, in (0, 1).
    """

    mean: float
    low: float
    high: float
    n: int
    standard_error: float
    confidence: float = 0.95

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies wholly on one side of zero."""
        return self.low > 0.0 or self.high < 0.0

    def told(self, write: Callable[[float], str]) -> str:
        """Write the estimate with both ends, each as `write` does: "+1.2 [+0.8, +1.6]"."""
        return f"{write(self.mean)} [{write(self.low)}, {write(self.high)}]"

    def __str__(self) -> str:
        return self.told("{:+.3g}".format)


def mean_interval(values: ArrayLike, confidence: float = 0.95) -> Interval:
    """Give the mean of independent runs with Student's interval.

    Parameters
    ----------
    values : array_like, shape (n,)
        One finite outcome a run; n at least 2.
    confidence : float
        In (0, 1).

    Returns
    -------
    Interval
        Of zero width when all values are equal.

    Raises
    ------
    SampleError
        With fewer than two values, or values that are not finite.
    OutOfRangeError
        With a confidence outside (0, 1).

    References
    ----------
    Student (1908), The probable error of a mean, Biometrika 6, 1-25.
    """
    sample = finite_sample("values", values)
    check_confidence(confidence)
    check_size(sample)
    mean = float(sample.mean())
    error = float(sample.std(ddof=1) / np.sqrt(sample.size))
    reach = float(stdtrit(sample.size - 1, 0.5 + confidence / 2.0)) * error
    return Interval(mean, mean - reach, mean + reach, int(sample.size), error, confidence)


def check_confidence(confidence: float) -> None:
    """Refuse a confidence outside (0, 1) with an `OutOfRangeError`."""
    if not 0.0 < confidence < 1.0:
        remedy = "A confidence is a share of intervals; did you mean 0.95?"
        raise OutOfRangeError(Fault("confidence", "is outside (0, 1)", quoted(confidence), remedy=remedy))


def check_size(sample: NDArray[np.float64]) -> None:
    """Refuse a sample of fewer than two values with a `SampleError`."""
    if sample.size < FEWEST_RUNS:
        rule = f"is not enough runs to tell: an interval needs at least {FEWEST_RUNS}"
        remedy = "Ask for more replicates."
        raise SampleError(Fault("n", rule, str(sample.size), remedy=remedy))


def prediction_interval(values: ArrayLike, confidence: float = 0.9) -> tuple[float, float]:
    """Give the range in which one more replicate would lie: mean -+ t s sqrt(1 + 1/n), with n - 1 degrees of freedom.

    With three to five replicates their 5 and 95 % quantiles lie inside the sample and hold far less than 90 % of what
    other seeds would show; this interval holds it on average, if replicates scatter normally. The interval of their
    mean, which shrinks with n, is `mean_interval`.

    Parameters
    ----------
    values : array_like, shape (n,)
        One finite outcome a run; n at least 2.
    confidence : float
        In (0, 1).

    Returns
    -------
    tuple of float
        Both ends, in the unit of the values.

    Raises
    ------
    SampleError
        With fewer than two values, or values that are not finite.
    OutOfRangeError
        With a confidence outside (0, 1).

    References
    ----------
    Hahn (1969), Factors for calculating two-sided prediction intervals for samples from a normal distribution, Journal
    of the American Statistical Association 64, 878-888.
    """
    found = mean_interval(values, confidence)
    reach = (found.high - found.mean) * np.sqrt(1.0 + found.n)
    return float(found.mean - reach), float(found.mean + reach)


def wilson_interval(count: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Give Wilson's interval of the chance behind a count of independent trials; NaN without any.

    Parameters
    ----------
    count, n : float
        Trials that came true, and all trials; 0 <= count <= n.
    confidence : float
        In (0, 1).

    Returns
    -------
    tuple of float
        Both ends, in [0, 1].

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22, 209-212.
    """
    if n <= 0:
        return np.nan, np.nan
    z = float(ndtri(0.5 + confidence / 2.0))
    centre = (count + z**2 / 2.0) / (n + z**2)
    reach = z / (n + z**2) * float(np.sqrt(count * (n - count) / n + z**2 / 4.0))
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def finite_sample(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """Turn values into a one-dimensional float array, or say which of them cannot be used."""
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1:
        rule = f"has {sample.ndim} dimensions, not 1"
        raise SampleError(Fault(name, rule, remedy="Give one outcome a run, shape (n,)."))
    bad = np.flatnonzero(~np.isfinite(sample))
    if bad.size:
        value = str(sample[bad[0]])
        remedy = "Use a period in which the outcome is defined."
        raise SampleError(Fault(f"{name}[{bad[0]}]", "is not finite", value, remedy=remedy))
    return sample
