"""Quantiles: normal ones, and those of counts, which large means take from normal ones.

References
----------
Wichura 1988, Algorithm AS 241: the percentage points of the normal distribution, Applied Statistics 37, 477-484.
"""

import math

import numpy as np

from ecosystem.kernels.compiling import broadcast, compiled, inlined

TO_UNIT = 2.0**-53
HALF_STEP = 2.0**-54
"""What keeps a uniform away from 0 where its logarithm or a quantile is taken."""
INVERSION_LIMIT = 32.0
"""Above this mean counts are not found by a walk up from 0."""

_INVERSES = 1.0 / np.arange(1.0, 257.0)  # of counts that a walk can come to

# Numerator and denominator of AS 241, the highest power first: about the middle, in the tails, and far out.
_MIDDLE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
     1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
     687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_TAIL = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)  # fmt: skip
_FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)  # fmt: skip
_MIDDLE_WIDTH, _MIDDLE_SQUARED, _TAIL_START, _TAIL_END = 0.425, 0.180625, 1.6, 5.0


@inlined
def _ratio(x: float, polynomials: tuple[tuple[float, ...], tuple[float, ...]]) -> float:
    above = below = 0.0
    for power in range(8):
        above, below = above * x + polynomials[0][power], below * x + polynomials[1][power]
    return above / below


@compiled
def normal_of(uniform: float) -> float:
    """Give the standard normal quantile of the middle of a step of uniforms in [0, 1), to 1e-16 of itself."""
    distance = uniform - 0.5 + HALF_STEP
    if abs(distance) <= _MIDDLE_WIDTH:
        return distance * _ratio(_MIDDLE_SQUARED - distance * distance, _MIDDLE)
    tail = uniform + HALF_STEP if distance < 0.0 else 1.0 - uniform - HALF_STEP
    depth = math.sqrt(-math.log(tail))
    size = _ratio(depth - _TAIL_START, _TAIL) if depth <= _TAIL_END else _ratio(depth - _TAIL_END, _FAR)
    return -size if distance < 0.0 else size


@broadcast("float64(float64)")
def normal(uniform: float) -> float:
    """Give the standard normal quantile of the middle of a step of uniforms in [0, 1)."""
    return normal_of(uniform)


@inlined
def _count_of_many(uniform: float, mean: float, variance: float, skewness: float) -> float:
    """Give a rounded Cornish-Fisher quantile of first order, at least 0.

    The error in any quantile of a count of large mean is below half a unit, which the property tests check.
    """
    z = normal_of(uniform)
    return max(math.floor(mean + math.sqrt(variance) * (z + skewness * (z * z - 1.0) / 6.0) + 0.5), 0.0)


@broadcast("int64(float64, float64)")
def poisson(uniform: float, mean: float) -> int:
    """Give a Poisson quantile: exact by a walk up from 0, and normal with skewness above a mean of 32."""
    if mean > INVERSION_LIMIT:
        return int(_count_of_many(uniform, mean, mean, 1.0 / math.sqrt(mean)))
    mass = total = math.exp(-mean)
    count = 0
    while uniform >= total and mass > 0.0:
        count += 1
        mass *= mean / count
        total += mass
    return count


@inlined
def log_likelier(probability: float) -> float:
    """Give the logarithm of the chance of the likelier outcome of a trial."""
    return math.log1p(-min(probability, 1.0 - probability))


@inlined
def binomial_of(uniform: float, n: int, probability: float, none: float) -> int:
    """Give a binomial quantile by that of the rarer outcome: exact by a walk, or normal with skewness, as above.

    Parameters
    ----------
    uniform : float
    n : int
    probability : float
    none : float
        Chance that no trial has the rarer outcome: n times `log_likelier` is its logarithm.
    """
    is_likely = probability > 0.5  # noqa: PLR2004
    rarer = 1.0 - probability if is_likely else probability
    place = 1.0 - uniform - TO_UNIT if is_likely else uniform
    mean = n * rarer
    if mean > INVERSION_LIMIT:
        variance = mean * (1.0 - rarer)
        count = min(int(_count_of_many(place, mean, variance, (1.0 - 2.0 * rarer) / math.sqrt(variance))), n)
    else:
        odds, mass, count, left = rarer / (1.0 - rarer), none, 0, float(n)
        while place >= mass and left > 0.0 and count < _INVERSES.size:
            place -= mass
            mass *= left * odds * _INVERSES[count]
            left -= 1.0
            count += 1
    return n - count if is_likely else count


@broadcast("int64(float64, int64, float64)")
def binomial(uniform: float, n: int, probability: float) -> int:
    """Give a binomial quantile, in [0, n]."""
    return binomial_of(uniform, n, probability, math.exp(n * log_likelier(probability)))
