"""Keyed hashes and what is drawn with them, as functions of arrays that broadcast like those of numpy.

References
----------
Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators" (SplitMix64, the mixing constants).
"""

import math

import numpy as np

from ecosystem.kernels.arrays import KeyPair
from ecosystem.kernels.compiling import broadcast, inlined

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S11, _S27, _S30, _S31 = (np.uint64(shift) for shift in (11, 27, 30, 31))
_ONE = np.uint64(1)
TO_UNIT = 2.0**-53


@inlined
def mix(value: np.uint64, key: np.uint64) -> np.uint64:
    """Scramble a number with the two rounds of SplitMix64, with `key` between them."""
    value = (value ^ (value >> _S30)) * _MIX_1 ^ key
    value = (value ^ (value >> _S27)) * _MIX_2
    return value ^ (value >> _S31)


@inlined
def to_unit(raw: np.uint64) -> float:
    """Turn a raw number into a uniform in [0, 1) with 53 bits."""
    return (raw >> _S11) * TO_UNIT


@inlined
def follow(key: np.uint64, part: np.uint64) -> np.uint64:
    """Give the key that follows from a key and one more part."""
    return mix((key + GOLDEN * (part + _ONE)) * GOLDEN + _MIX_1, _MIX_2)


@inlined
def follow_stream(key: np.uint64, place: np.uint64) -> np.uint64:
    """Give the number at a place, from 0, of the SplitMix64 stream of a key."""
    return mix(key + GOLDEN * (place + _ONE), np.uint64(0))


@inlined
def raw_of(pair: KeyPair, key: np.uint64) -> np.uint64:
    """Give the raw number of a key under a pair of numbers that name the draw."""
    return mix(key * GOLDEN + pair[0], pair[1])


@broadcast("uint64(uint64, uint64, uint64)")
def hashed(first: np.uint64, second: np.uint64, key: np.uint64) -> np.uint64:
    """Give the raw number of a key under a pair of numbers that name the draw."""
    return mix(key * GOLDEN + first, second)


@broadcast("float64(uint64, uint64, uint64)")
def uniform(first: np.uint64, second: np.uint64, key: np.uint64) -> float:
    """Give the uniform in [0, 1) of a key under a pair of numbers that name the draw."""
    return to_unit(mix(key * GOLDEN + first, second))


@broadcast("uint64(uint64, uint64)")
def derived(key: np.uint64, part: np.uint64) -> np.uint64:
    """Give the key that follows from a key and one more part."""
    return follow(key, part)


@broadcast("uint64(uint64, uint64)")
def streamed(key: np.uint64, place: np.uint64) -> np.uint64:
    """Give the number at a place, from 0, of the SplitMix64 stream of a key."""
    return follow_stream(key, place)


@broadcast("int64(float64, float64)")
def poisson(uniform: float, mean: float) -> int:
    """Give a Poisson quantile by walking up the distribution function."""
    mass = total = math.exp(-mean)
    count = 0
    while uniform >= total and mass > 0.0:
        count += 1
        mass *= mean / count
        total += mass
    return count


@inlined
def binomial_of(uniform: float, n: int, probability: float) -> int:
    """Give a binomial quantile, for a probability of at most a half, by walking up the distribution function."""
    odds = probability / (1.0 - probability)
    mass = total = math.exp(n * math.log1p(-probability))
    count = 0
    while uniform >= total and mass > 0.0:
        count += 1
        mass *= odds * (n - count + 1) / count
        total += mass
    return count


@broadcast("int64(float64, int64, float64)")
def binomial(uniform: float, n: int, probability: float) -> int:
    """Give a binomial quantile, for a probability of at most a half, by walking up the distribution function."""
    return binomial_of(uniform, n, probability)
