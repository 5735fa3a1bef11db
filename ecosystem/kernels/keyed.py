"""Keyed hashes, as functions of arrays that broadcast like those of numpy, and what is drawn with them.

References
----------
Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators" (SplitMix64, the mixing constants).
"""

import math

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray, KeyPair, UInt64Array
from ecosystem.kernels.compiling import broadcast, compiled, inlined
from ecosystem.kernels.quantiles import HALF_STEP, TO_UNIT

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S11, _S27, _S30, _S31 = (np.uint64(shift) for shift in (11, 27, 30, 31))
_ONE = np.uint64(1)


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


@compiled
def streams(keys: UInt64Array, n: int) -> UInt64Array:
    """Give the first n numbers of the SplitMix64 stream of each key, shape (n_keys, n)."""
    result = np.empty((keys.size, n), np.uint64)
    for row in range(keys.size):
        for place in range(n):
            result[row, place] = follow_stream(keys[row], np.uint64(place))
    return result


@compiled
def binomials_of_groups(pair: KeyPair, keys: UInt64Array, group: IntArray, n: int, probability: FloatArray) -> IntArray:
    """Draw a binomial count for each key, with the probability of its group; keys of a group come one after the other.

    Parameters
    ----------
    pair : tuple of two uint64
        Names the draws.
    keys : ndarray of uint64, shape (m,)
    group : ndarray of int64, shape (m,)
        Group of each key.
    n : int
        Trials, the same for all; few.
    probability : ndarray of float, shape (n_groups,)
        In [0, 1].

    Returns
    -------
    ndarray of int64, shape (m,)
        The same as quantiles of one key at a time: only the distribution function is worked out once a group.
    """
    result, totals, last = np.zeros(keys.size, dtype=np.int64), np.ones(n + 1), -1
    is_likely = False
    for place in range(keys.size):
        if probability[group[place]] == 0.0:
            continue
        if group[place] != last:
            last = group[place]
            is_likely = probability[last] > 0.5  # noqa: PLR2004
            rarer = 1.0 - probability[last] if is_likely else probability[last]
            odds = rarer / (1.0 - rarer)
            mass = total = math.exp(n * math.log1p(-rarer))
            for count in range(n):
                totals[count] = total
                mass *= odds * (n - count) / (count + 1)
                total += mass
        uniform = to_unit(raw_of(pair, keys[place]))
        if is_likely:
            uniform = 1.0 - uniform - TO_UNIT
        count = 0
        while count < n and uniform >= totals[count]:
            count += 1
        result[place] = n - count if is_likely else count
    return result


@compiled
def choose(pair: KeyPair, keys: UInt64Array, options: UInt64Array, utility: FloatArray) -> IntArray:
    """Let each key choose an option with a chance that is the softmax of its utility.

    Whose utility plus Gumbel noise is largest comes first in a race of exponential times, which takes one logarithm.

    Parameters
    ----------
    pair : tuple of two uint64
        Names the draws.
    keys, options : ndarray of uint64, shapes (m,) and (k,)
    utility : ndarray of float, shape (m, k), or (1, k) for all keys alike
        -inf forbids an option.

    Returns
    -------
    ndarray of int64, shape (m,)
        Columns of the chosen options; the first where all are forbidden.
    """
    result, delay = np.zeros(keys.size, dtype=np.int64), np.empty(options.size)
    for place in range(keys.size):
        if place < len(utility):
            best = utility[place].max()
            for option in range(options.size):
                delay[option] = math.exp(best - utility[place, option]) if best > -math.inf else math.inf
        key, least = follow(np.uint64(0), keys[place]), math.inf
        for option in range(options.size):
            uniform = to_unit(raw_of(pair, follow(key, options[option])))
            # A time is at least (1 - uniform) * delay: most logarithms need not be taken.
            if (1.0 - uniform) * delay[option] < least:
                time = -math.log(uniform + HALF_STEP) * delay[option]
                if time < least:
                    result[place], least = option, time
    return result
