"""Power-law tails: exponents, a goodness-of-fit test, and the comparison with a lognormal.

The method is that of Clauset, Shalizi and Newman (2009): maximum likelihood above a smallest value that minimises the
Kolmogorov-Smirnov distance, a semiparametric bootstrap for the goodness of fit, and Vuong's likelihood ratio. The
package `powerlaw` is not used: version 2.0 warns against its own code, and it has no goodness-of-fit test.

References
----------
Clauset, Shalizi and Newman (2009), Power-law distributions in empirical data, SIAM Review 51, 661-703, arXiv 0706.1062.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize, minimize_scalar
from scipy.special import erfc, log_ndtr, zeta

from analysis.statistics.intervals import SampleError
from ecosystem.errors import Fault
from ecosystem.randomness import Draws, FloatArray

FEWEST_VALUES = 50
"""Values below which no tail is fitted, and least number of values in a tail."""
REJECTED_BELOW = 0.1
"""p-value below which a power law is rejected, and below which a likelihood ratio says which law fits better."""
_MOST_STARTS = 40
_LARGEST_EXPONENT = 12.0


class _Law(NamedTuple):
    exponent: float
    minimum: float
    distance: float
    n_tail: int


@dataclass(frozen=True, slots=True)
class TailFit:
    """What a sample says about its upper tail.

    Attributes
    ----------
    exponent : float
        Of the density (continuous) or of the probabilities (counts), > 1.
    standard_error : float
        Of the exponent: (exponent - 1) / sqrt(n_tail).
    minimum : float
        Where the tail begins.
    n, n_tail : int
        Values above zero, and values in the tail.
    p_value : float
        Share of samples from the fitted law that lie further from their own fit; a power law is rejected below 0.1.
    ratio : float
        Vuong's normalised log-likelihood ratio, power law over lognormal: positive where the power law fits better.
    ratio_p_value : float
        Two-sided; from 0.1 on the sample cannot tell the two.
    """

    exponent: float
    standard_error: float
    minimum: float
    n: int
    n_tail: int
    p_value: float
    ratio: float
    ratio_p_value: float

    @property
    def says(self) -> str:
        """The two tests in words."""
        fit = "rejected" if self.p_value < REJECTED_BELOW else "not rejected"
        if self.ratio_p_value >= REJECTED_BELOW:
            better = "a lognormal fits as well"
        else:
            better = "a lognormal fits worse" if self.ratio > 0.0 else "a lognormal fits better"
        return f"power law {fit} (p = {self.p_value:.2f}); {better}"


def fit_tail(values: ArrayLike, *, is_count: bool, seed: int = 0, n_bootstraps: int = 100) -> TailFit:
    """Fit a power law to the upper tail of a sample and test it.

    Parameters
    ----------
    values : array_like, shape (n,)
        Those that are not above zero are left out; at least 50 must remain.
    is_count : bool
        Whether they are whole numbers.
    seed : int
        Of the bootstrap, >= 0.
    n_bootstraps : int
        Samples drawn from the fit, >= 1; the p-value is known to about 0.5 / sqrt(n_bootstraps).

    Returns
    -------
    TailFit

    Raises
    ------
    SampleError
        With fewer than 50 values above zero, or when all of them are equal.
    """
    sample = np.asarray(values, dtype=np.float64)
    sample = np.sort(sample[sample > 0.0])
    if sample.size < FEWEST_VALUES or sample[0] == sample[-1]:
        rule = f"is not enough different values above zero for a tail: it needs {FEWEST_VALUES}"
        raise SampleError(Fault("n", rule, str(sample.size), remedy="Ask for a larger size."))
    law = _best_law(sample, is_count=is_count)
    body, tail = sample[: -law.n_tail], sample[-law.n_tail :]
    generator = Draws(seed).generator("tail bootstrap", 0, sample.size)
    n_further = 0
    for _ in range(n_bootstraps):
        n_drawn = int(generator.binomial(sample.size, law.n_tail / sample.size))
        above = _sample(law, generator.random(n_drawn), is_count=is_count)
        below = generator.choice(body, sample.size - n_drawn) if body.size else np.zeros(0)
        drawn = np.sort(np.concatenate([below, above]))
        n_further += _best_law(drawn, is_count=is_count).distance >= law.distance
    ratio, ratio_p = _against_lognormal(tail, law, is_count=is_count)
    error = (law.exponent - 1.0) / np.sqrt(law.n_tail)
    p_value = n_further / n_bootstraps
    return TailFit(law.exponent, float(error), law.minimum, sample.size, law.n_tail, p_value, ratio, ratio_p)


def _best_law(sample: FloatArray, *, is_count: bool) -> _Law:
    """Choose the start of the tail at which a power law lies nearest to a sorted sample."""
    last = sample.size - min(FEWEST_VALUES, sample.size // 2)
    starts = np.unique(sample[: last + 1])
    if starts.size > _MOST_STARTS:
        starts = starts[np.linspace(0, starts.size - 1, _MOST_STARTS).round().astype(np.int64)]
    laws = [_law_above(sample[np.searchsorted(sample, start) :], start, is_count=is_count) for start in starts]
    return min(laws, key=lambda law: law.distance)


def _law_above(tail: FloatArray, minimum: float, *, is_count: bool) -> _Law:
    """Fit the exponent to a sorted tail (equations 3.1 and 3.5) and measure the Kolmogorov-Smirnov distance."""
    n, logs = tail.size, np.log(tail)
    if is_count:
        total = float(logs.sum())
        found = minimize_scalar(
            lambda a: n * np.log(zeta(a, minimum)) + a * total, bounds=(1.0001, _LARGEST_EXPONENT), method="bounded"
        )
        exponent = float(found.x)
        values, first = np.unique(tail, return_index=True)
        # Shares at or above each value, in the law and in the sample.
        distance = np.abs(zeta(exponent, values) / zeta(exponent, minimum) - (1.0 - first / n)).max()
    else:
        excess = float(logs.sum() - n * np.log(minimum))
        exponent = 1.0 + n / max(excess, n / (_LARGEST_EXPONENT - 1.0))
        below = 1.0 - (tail / minimum) ** (1.0 - exponent)
        steps = np.arange(n) / n
        distance = np.maximum(below - steps, steps + 1.0 / n - below).max()
    return _Law(exponent, float(minimum), float(distance), n)


def _sample(law: _Law, uniform: FloatArray, *, is_count: bool) -> FloatArray:
    """Draw from a law by inversion; counts by the approximation of its appendix D."""
    power = -1.0 / (law.exponent - 1.0)
    start = law.minimum - 0.5 * is_count
    drawn: FloatArray = start * (1.0 - uniform) ** power
    return np.floor(drawn + 0.5) if is_count else drawn


def _lognormal(tail: FloatArray, at: FloatArray, minimum: float, *, is_count: bool) -> FloatArray:
    """Give log densities of a lognormal cut at a minimum; `at` is its mean and the logarithm of its spread."""
    # Beyond these bounds a cut lognormal is a power law to any precision.
    mean, log_spread = np.clip(at, (-50.0, -5.0), (50.0, 5.0))
    spread = np.exp(log_spread)
    survival = log_ndtr((mean - np.log(minimum - 0.5 * is_count)) / spread)
    density: FloatArray
    if is_count:
        upper, lower = (log_ndtr((mean - np.log(tail + end)) / spread) for end in (-0.5, 0.5))
        density = upper + np.log(-np.expm1(np.minimum(lower - upper, -1e-12))) - survival
    else:
        logs = np.log(tail)
        density = -logs - log_spread - 0.5 * np.log(2.0 * np.pi) - 0.5 * ((logs - mean) / spread) ** 2 - survival
    return density


def _against_lognormal(tail: FloatArray, law: _Law, *, is_count: bool) -> tuple[float, float]:
    """Compare with a lognormal cut at the same minimum by Vuong's test; gives the ratio and its p-value."""
    logs = np.log(tail)
    if is_count:
        power = -law.exponent * logs - np.log(zeta(law.exponent, law.minimum))
    else:
        power = np.log((law.exponent - 1.0) / law.minimum) - law.exponent * (logs - np.log(law.minimum))

    def cost(at: FloatArray) -> float:
        outside = max(0.0, abs(float(at[0])) - 50.0) + max(0.0, abs(float(at[1])) - 5.0)
        return float(-_lognormal(tail, at, law.minimum, is_count=is_count).sum()) + outside

    start = np.array([logs.mean(), np.log(max(float(logs.std()), 0.1))])
    found = minimize(cost, start, method="Nelder-Mead", options={"maxiter": 2000})
    difference = power - _lognormal(tail, found.x, law.minimum, is_count=is_count)
    spread = float(difference.std())
    if spread == 0.0:
        return 0.0, 1.0
    ratio = float(difference.sum() / (spread * np.sqrt(tail.size)))
    return ratio, float(erfc(abs(ratio) / np.sqrt(2.0)))
