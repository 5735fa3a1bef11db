"""Statistics of vectors: how many there are, their sum, and the sum of their outer products, row by row."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from ecosystem.content.family import KeyedDraw, Tokens
from ecosystem.content.learners.gaussian import GaussianModel
from ecosystem.content.sums import Sums
from ecosystem.randomness import BulkGenerator, FloatArray, IntArray, UInt64Array, derive
from ecosystem.shown import shown


def moments_of(vectors: FloatArray) -> FloatArray:
    """Give what each vector (shape (..., d)) adds to moments, shape (..., 1 + d + d * d)."""
    d = vectors.shape[-1]
    products = (vectors[..., :, None] * vectors[..., None, :]).reshape(*vectors.shape[:-1], d * d)
    return np.concatenate([np.ones((*vectors.shape[:-1], 1)), vectors, products], axis=-1)


@shown
@dataclass
class Moments(Sums):
    """Sums of moments, shape (*rows, 1 + d + d * d); weighted vectors count with their weight."""

    @property
    def n_dimensions(self) -> int:
        """Dimension d of a vector."""
        n_cells: int = self.values.shape[-1]
        return (math.isqrt(4 * n_cells - 3) - 1) // 2

    @property
    def n_tokens(self) -> FloatArray:
        """Vectors of each row."""
        result: FloatArray = self.values[..., 0]
        return result

    @property
    def total(self) -> float:
        """Vectors of all rows."""
        return float(self.n_tokens.sum())

    @property
    def mean(self) -> FloatArray:
        """Mean of the vectors, shape (*rows, d); 0 without any."""
        result: FloatArray = self.values[..., 1 : 1 + self.n_dimensions]
        return result / np.maximum(self.n_tokens, 1e-300)[..., None]

    @property
    def covariance(self) -> FloatArray:
        """Covariance of the vectors about their mean, shape (*rows, d, d); 0 without any."""
        d, mean = self.n_dimensions, self.mean
        second = self.values[..., 1 + d :].reshape(*mean.shape, d)
        result: FloatArray = second / np.maximum(self.n_tokens, 1e-300)[..., None, None]
        return result - mean[..., :, None] * mean[..., None, :]

    @classmethod
    def like(cls, n: FloatArray, mean: FloatArray, covariance: FloatArray) -> "Moments":
        """Give the moments of `n` vectors with a mean and a covariance, shapes (rows), (rows, d) and (rows, d, d)."""
        second = covariance + mean[:, :, None] * mean[:, None, :]
        each = np.concatenate([np.ones((len(n), 1)), mean, second.reshape(len(n), -1)], axis=1)
        return cls(n[:, None] * each)

    def include(self, tokens: Tokens) -> None:
        """Add vectors, in place."""
        flat = self.values.reshape(-1, self.values.shape[-1])
        for place, column in enumerate(moments_of(tokens.ideas.astype(np.float64)).T):
            flat[:, place] += np.bincount(tokens.rows, column, minlength=len(flat))

    def thin(self, chance: float, draw: KeyedDraw) -> "Moments":
        """Keep each vector with a chance: a keyed number of each row, and moments as normal vectors would have them."""
        if chance >= 1.0:
            return self
        rows = np.nonzero(self.n_tokens)
        kept = np.zeros_like(self.values)
        keys = derive(*draw.key, *rows)
        n = np.rint(self.n_tokens[rows]).astype(np.int64)
        left = draw.draws.binomial(draw.decision, draw.step, keys, n, chance)
        kept[rows] = part_of(self[rows], left, keys, draw)
        return Moments(kept)

    def resample(self, n_each: int, generator: BulkGenerator) -> "Moments":
        """Draw normal vectors with the moments of each row that has any."""
        rows = np.flatnonzero(self.n_tokens)
        normal = GaussianModel(self.mean[rows], self.covariance[rows])
        drawn = np.zeros_like(self.values)
        for place, row in enumerate(rows.tolist()):
            vectors = normal.sample(np.full(n_each, place), generator)
            drawn[row] = moments_of(vectors).sum(axis=0)
        return Moments(drawn)


def part_of(whole: Moments, left: IntArray, keys: UInt64Array, draw: KeyedDraw) -> FloatArray:
    """Draw the moments of some of the vectors of each row, of which only those of all are known.

    Given the mean and the scatter W of n normal vectors, those of k of them have a law without parameters: with A, C
    and g the scatters of k and n - k standard vectors and the scaled gap of their means, and T = A + C + g g', a root M
    that takes T to W takes A to the scatter of the k, and g to the gap of the means. Where no more than d vectors are
    on either side, the part is as the whole.

    Parameters
    ----------
    whole : Moments
        Of m rows with n >= 1 vectors.
    left : ndarray of int64, shape (m,)
        Vectors of each that are kept, in [0, n].
    keys : ndarray of uint64, shape (m,)
    draw : KeyedDraw
        Names the noise.

    Returns
    -------
    ndarray of float, shape (m, 1 + d + d * d)

    References
    ----------
    Muirhead 1982, Aspects of Multivariate Statistical Theory, theorems 3.1.2 (mean and scatter) and 3.3.1 (the
    matrix beta law of parts of a scatter).
    """
    n, d = np.rint(whole.n_tokens), whole.n_dimensions
    result: FloatArray = whole.values * (left / n)[:, None]
    mixed = np.flatnonzero((left > d) & (n - left > d))
    if mixed.size == 0:
        return result
    k, keys = left[mixed].astype(np.float64), keys[mixed]
    rest: FloatArray = n[mixed] - k
    kept = _standard_scatter(keys, draw, "kept", k - 1.0, d)
    others = _standard_scatter(keys, draw, "left out", rest - 1.0, d)
    gap = _normals(keys, draw, "gap", d)
    scatter = whole.covariance[mixed] * (k + rest)[:, None, None]
    tiny = 1e-12 * np.trace(scatter, axis1=1, axis2=2)[:, None, None] * np.eye(d) + 1e-300 * np.eye(d)
    together = np.linalg.cholesky(kept + others + gap[:, :, None] * gap[:, None, :])
    root = np.linalg.cholesky(scatter + tiny) @ np.linalg.inv(together)
    away = np.einsum("mij,mj->mi", root, gap) * np.sqrt(rest / (k * (k + rest)))[:, None]
    covariance = root @ kept @ np.swapaxes(root, 1, 2) / k[:, None, None]
    result[mixed] = Moments.like(k, whole.mean[mixed] + away, covariance).values
    return result


def _normals(keys: UInt64Array, draw: KeyedDraw, name: str, n: int) -> FloatArray:
    """Draw standard normal numbers, n for each key."""
    return draw.draws.normal(f"{draw.decision}|{name}", draw.step, derive(keys[:, None], np.arange(n)[None, :]))


def _standard_scatter(keys: UInt64Array, draw: KeyedDraw, name: str, freedom: FloatArray, d: int) -> FloatArray:
    """Draw Wishart matrices of unit scale by the decomposition of Bartlett (1933), shape (m, d, d)."""
    lower = np.tril(_normals(keys, draw, name, d * d).reshape(-1, d, d), -1)
    places = np.arange(d)
    unit = draw.draws.uniform(f"{draw.decision}|{name} spread", draw.step, derive(keys[:, None], places[None, :]))
    lower[:, places, places] = np.sqrt(2.0 * gammaincinv((freedom[:, None] - places) / 2.0, unit))
    return lower @ np.swapaxes(lower, 1, 2)
