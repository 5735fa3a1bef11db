"""Keyed draws: every random number is a pure function of (seed, decision, step, id).

A stream of numbers would tie each draw to all draws before it, so that one page more in one arm of an experiment
would change every later page. Here a draw belongs to its entity instead: `Draws(seed).uniform("exit", step, keys)`
gives an author the same number whatever the others do. Ids are the entities' own 64-bit keys (`derive`), never row
numbers.

This is the only module that knows `numpy.random`, and it uses it only inside one agent's own bulk action
(`Draws.generator`).

References
----------
Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators" (SplitMix64, the mixing constants).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from struct import unpack

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from ecosystem.kernels import keyed, quantiles
from ecosystem.kernels.arrays import FloatArray as FloatArray  # noqa: PLC0414 - handed on
from ecosystem.kernels.arrays import IntArray as IntArray  # noqa: PLC0414
from ecosystem.kernels.arrays import UInt64Array as UInt64Array  # noqa: PLC0414

BulkGenerator = np.random.Generator
"""What `Draws.generator` gives: a source of many draws for one action."""


def _digest(seed: int, decision: str, step: int) -> bytes:
    return blake2b(f"{seed}|{decision}|{step}".encode(), digest_size=16).digest()


@lru_cache(maxsize=4096)
def _key_pair(seed: int, decision: str, step: int) -> tuple[np.uint64, np.uint64]:
    first, second = unpack("<QQ", _digest(seed, decision, step))
    return np.uint64(first), np.uint64(second)


def derive(*parts: int | str | ArrayLike) -> UInt64Array:
    """Derive 64-bit keys from the parts that make an entity what it is.

    Parameters
    ----------
    *parts : int, str or integer array
        Text and whole numbers, or arrays of them that broadcast together, e.g. (niche, founding step, ordinal).

    Returns
    -------
    ndarray of uint64
        One key for each element of the broadcast parts (0-d input gives shape (1,)).
    """
    key: UInt64Array = np.zeros(1, dtype=np.uint64)
    for part in parts:
        value = number_of(part) if isinstance(part, str) else np.asarray(part).astype(np.uint64)
        key = keyed.derived.ufunc(key, value)
    return key


@lru_cache(maxsize=4096)
def number_of(text: str) -> np.uint64:
    """Give the number that stands for a text among the parts of a key."""
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little"))


def stream(keys: UInt64Array, n: int) -> UInt64Array:
    """Give each key its own SplitMix64 stream of `n` raw 64-bit numbers.

    Parameters
    ----------
    keys : ndarray of uint64, shape (m,)
    n : int
        Numbers a key, at least 1.

    Returns
    -------
    ndarray of uint64, shape (m, n)
    """
    return keyed.streams(keys, n)


def to_unit(raw: UInt64Array) -> FloatArray:
    """Turn raw 64-bit numbers into uniforms in [0, 1) with 53 bits."""
    return (raw >> np.uint64(11)).astype(np.float64) * quantiles.TO_UNIT


def normal_quantile(uniform: FloatArray) -> FloatArray:
    """Give the standard normal quantile of uniforms in [0, 1); finite everywhere."""
    result: FloatArray = quantiles.normal.ufunc(uniform)
    return result


def beta_quantile(uniform: FloatArray, mean: float, concentration: float) -> FloatArray:
    """Give quantiles of a beta distribution by mean and concentration (sum of its two pseudo-counts)."""
    if mean in {0.0, 1.0}:
        return np.full(uniform.shape, mean)
    result: FloatArray = betaincinv(mean * concentration, (1.0 - mean) * concentration, uniform)
    return result


def power_law_quantile(uniform: FloatArray, exponent: float, ratio: float, mean: float = 1.0) -> FloatArray:
    """Give quantiles of a power law cut at `ratio` times its least value, scaled to a mean.

    Parameters
    ----------
    uniform : ndarray of float
        In [0, 1).
    exponent : float
        Of the density, > 1.
    ratio : float
        Largest over smallest value, > 1.
    mean : float
        Mean of the distribution, in the unit of the result.
    """
    tail = exponent - 1.0
    cut = 1.0 - ratio**-tail
    scale = np.log(ratio) / cut if tail == 1.0 else tail / (1.0 - tail) * (ratio ** (1.0 - tail) - 1.0) / cut
    result: FloatArray = (1.0 - uniform * cut) ** (-1.0 / tail) * (mean / scale)
    return result


def geometric_lifetime(uniform: FloatArray, hazard: float) -> IntArray:
    """Give lifetimes in whole steps, at least 1, of things that die with a constant hazard a step."""
    if hazard <= 0.0:
        return np.full(uniform.shape, np.iinfo(np.int32).max, dtype=np.int64)
    with np.errstate(over="ignore"):
        steps = np.floor(np.log1p(-uniform) / np.log1p(-hazard))
    result: IntArray = 1 + np.minimum(steps, np.iinfo(np.int32).max - 1).astype(np.int64)
    return result


@dataclass(frozen=True)
class Draws:
    """The keyed draws of one run.

    Parameters
    ----------
    seed : int
        Seed of the replicate, >= 0.

    Examples
    --------
    >>> import numpy as np
    >>> draws, keys = Draws(seed=7), derive("author", np.arange(1000))
    >>> uniform = draws.uniform("leaving", 12, keys)
    >>> bool((draws.uniform("leaving", 12, keys[::-1]) == uniform[::-1]).all())  # whoever else draws
    True
    >>> bool((draws.uniform("leaving", 13, keys) == uniform).any())
    False
    """

    seed: int

    def pair(self, decision: str, step: int) -> tuple[np.uint64, np.uint64]:
        """Give the pair of numbers that names the draws of a decision, for compiled loops that draw."""
        return _key_pair(self.seed, decision, step)

    def pairs(self, decisions: Iterable[str], step: int) -> UInt64Array:
        """Give the pairs of several decisions, shape (n, 2)."""
        digests = b"".join(_digest(self.seed, decision, step) for decision in decisions)
        return np.frombuffer(digests, dtype="<u8").astype(np.uint64).reshape(-1, 2)

    def raw(self, decision: str, step: int, keys: UInt64Array) -> UInt64Array:
        """Give one raw 64-bit number for each key, in the shape of `keys`."""
        first, second = _key_pair(self.seed, decision, step)
        result: UInt64Array = keyed.hashed.ufunc(first, second, keys)
        return result

    def uniform(self, decision: str, step: int, keys: UInt64Array) -> FloatArray:
        """Give one uniform in [0, 1) for each key, in the shape of `keys`."""
        result: FloatArray = keyed.uniform.ufunc(*_key_pair(self.seed, decision, step), keys)
        return result

    def normal(self, decision: str, step: int, keys: UInt64Array) -> FloatArray:
        """Give one standard normal variate for each key, in the shape of `keys`."""
        return normal_quantile(self.uniform(decision, step, keys))

    def poisson(self, decision: str, step: int, keys: UInt64Array, mean: FloatArray) -> IntArray:
        """Give one Poisson count for each key (shape (m,)) with its own mean (shape (m,))."""
        result: IntArray = quantiles.poisson.ufunc(self.uniform(decision, step, keys), mean)
        return result

    def binomial(
        self, decision: str, step: int, keys: UInt64Array, n: IntArray, probability: FloatArray | float
    ) -> IntArray:
        """Give one binomial count for each key (shape (m,))."""
        result: IntArray = quantiles.binomial.ufunc(self.uniform(decision, step, keys), n, probability)
        return result

    def binomials_of_groups(
        self, decision: str, step: int, keys: UInt64Array, group: IntArray, n: int, probability: FloatArray
    ) -> IntArray:
        """Give one binomial count of few trials for each key, by groups (`kernels.keyed.binomials_of_groups`)."""
        return keyed.binomials_of_groups(_key_pair(self.seed, decision, step), keys, group, n, probability)

    def choose(
        self, decision: str, step: int, keys: UInt64Array, options: UInt64Array, utility: FloatArray
    ) -> IntArray:
        """Let each agent choose the option of highest utility plus Gumbel noise keyed by (agent, option).

        Parameters
        ----------
        keys : ndarray of uint64, shape (m,)
        options : ndarray of uint64, shape (k,)
        utility : ndarray of float, shape (m, k) or (k,)
            In units of the noise; -inf forbids an option.

        Returns
        -------
        ndarray of int64, shape (m,)
            Columns of the chosen options. The chance of an option is the softmax of its utility.
        """
        pair = _key_pair(self.seed, decision, step)
        result: IntArray = keyed.choose(pair, keys, options, utility.reshape(-1, len(options)))
        return result

    def generator(self, decision: str, step: int, key: int) -> BulkGenerator:
        """Give a counter-based generator for bulk draws inside one agent's own action."""
        first, second = _key_pair(self.seed, decision, step)
        mixed = keyed.hashed.ufunc(first, second, np.uint64(key))
        return np.random.Generator(np.random.Philox(key=int(mixed)))
