"""Surfaces of effects: what settings of levers do in the middle of worlds and seeds, and how far these lie from it.

Effects differ between worlds by orders of magnitude, so a mean is made by the few worlds in which most happens. The
middle is a sum of features that are 0 where no lever is moved, fitted so that runs far from it pull no more than others
(Huber 1964, Annals of Mathematical Statistics 35, 73-101), close to a median. The variance around it is a sum of
squared amounts of levers with weights of at least 0. What is missed at worlds left out, over its standard deviation,
gives the range: as far as nine tenths of them lie (conformal prediction: Lei et al. 2018, JASA 113, 1094-1111), with no
law assumed.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.optimize import nnls

from analysis.uncertainty.emulator import ridge
from ecosystem.randomness import FloatArray, IntArray

ENDS = (0.05, 0.5, 0.95)
"""Quantiles of what is missed that are told: a range of 90 %, and the median."""
FOLDS = 10
"""Parts of the worlds that are left out in turn, to judge what is told of them."""
_NEAR = 0.1
"""Part of a middling effect within which a miss counts by its square; beyond, by its size."""
_ROUNDS = 5
_LEAST = 1e-2
"""Of the variance that a lever would have if all had the same: no lever is taken to differ less between worlds."""


@dataclass(frozen=True, slots=True)
class Surface:
    """The effect of levers on one outcome.

    Attributes
    ----------
    slopes : ndarray of float, shape (n_features,)
        Of the middle.
    spreads : ndarray of float, shape (n_levers,)
        Standard deviation between worlds and seeds where only this lever is on, in full.
    ends : ndarray of float, shape (3,)
        Quantiles ENDS of what is missed at worlds left out, over its standard deviation.
    """

    slopes: FloatArray
    spreads: FloatArray
    ends: FloatArray

    @classmethod
    def fit(cls, features: FloatArray, amounts: FloatArray, effects: FloatArray, worlds: IntArray) -> Self:
        """Fit a surface to runs.

        Parameters
        ----------
        features : ndarray of float, shape (n, n_features)
            0 where all levers are off.
        amounts : ndarray of float, shape (n, n_levers)
            How much of each lever is on, in [0, 1]; something is on in every run.
        effects : ndarray of float, shape (n,)
            In the unit of the outcome.
        worlds : ndarray of int, shape (n,)
            Of each run; those of one world are left out together.
        """
        if not effects.any():
            return cls(np.zeros(features.shape[1]), np.zeros(amounts.shape[1]), np.zeros(len(ENDS)))
        near = _NEAR * _middling(effects)
        size = np.maximum(np.sqrt((features**2).mean(axis=0)), 1e-12)  # no lever is held back more than others
        weight, squares, deviation = np.ones(len(effects)), amounts**2, np.ones(len(effects))
        for _ in range(_ROUNDS):
            fitted = ridge(features / size * weight[:, None], (effects * weight)[:, None], worlds)
            missed = fitted.missed[:, 0] / weight
            weight = np.sqrt(np.minimum(1.0, near / np.maximum(np.abs(missed), 1e-300)))
            variances = _variances(squares, missed, deviation)
            deviation = np.sqrt(squares @ variances)
        ends = np.quantile(missed / deviation, ENDS, method="weibull")
        return cls(fitted.slopes[:, 0] / size, np.sqrt(variances), ends)

    def told(self, features: FloatArray, amounts: FloatArray) -> FloatArray:
        """Give the ENDS of effects at some settings, shape (n, 3): low end, median and high end."""
        deviation = np.sqrt(amounts**2 @ self.spreads**2)
        result: FloatArray = (features @ self.slopes)[:, None] + deviation[:, None] * self.ends
        return result


@dataclass(frozen=True, slots=True)
class Judged:
    """How well surfaces do at worlds that they were fitted without.

    Attributes
    ----------
    error : float
        How far the middle misses, half of the time by more, in the unit of the outcome.
    explained : float
        Part of the squares of effects that is explained, once all are bent so that a large one counts by its order of
        magnitude (inverse hyperbolic sine, of parts of a middling effect); at most 1, at 0 to say that nothing happens
        would do as well, below 0 better; 1 where there is nothing to explain.
    held : float
        Share of effects within the ranges.
    """

    error: float
    explained: float
    held: float


def judged(features: FloatArray, amounts: FloatArray, effects: FloatArray, worlds: IntArray) -> Judged:
    """Judge surfaces of runs, as `Surface.fit` takes them, by leaving out parts of the worlds in turn."""
    if not effects.any():
        return Judged(0.0, 1.0, 1.0)
    names = np.unique(worlds)
    told = np.zeros((len(effects), len(ENDS)))
    for fold in range(min(FOLDS, len(names))):
        out = np.isin(worlds, names[fold::FOLDS])
        surface = Surface.fit(features[~out], amounts[~out], effects[~out], worlds[~out])
        told[out] = surface.told(features[out], amounts[out])
    low, median, high = told.T
    bent, bent_told = np.arcsinh(effects / _middling(effects)), np.arcsinh(median / _middling(effects))
    explained = 1.0 - float(((bent - bent_told) ** 2).sum() / (bent**2).sum())
    is_within = (low <= effects) & (effects <= high)
    return Judged(float(np.median(np.abs(effects - median))), explained, float(is_within.mean()))


def _middling(effects: FloatArray) -> float:
    """Give the median size of the effects that are not 0; there is at least one."""
    return float(np.median(np.abs(effects[effects != 0.0])))


def _variances(squares: FloatArray, missed: FloatArray, deviation: FloatArray) -> FloatArray:
    """Give the variance that each lever makes by itself, from what is missed; weighted by how well that is known."""
    same = float((missed**2).sum() / squares.sum())
    weight = 1.0 / deviation**2
    found, _ = nnls(squares * weight[:, None], missed**2 * weight)
    result: FloatArray = np.maximum(found, _LEAST * same)
    return result
