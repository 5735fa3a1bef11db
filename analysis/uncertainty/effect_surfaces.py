"""Surfaces of effects: what settings of levers do in the mean, and how far it differs between worlds and seeds.

An effect is 0 where no lever is moved, and the more is moved the further it differs between worlds. So the mean is a
sum of features that are 0 there, the variance a sum of squared amounts of levers with weights of at least 0, and each
is fitted with what the other says (Carroll and Ruppert 1988, Transformation and weighting in regression). What is
missed at worlds left out, over its standard deviation, gives the range: as far as nine tenths of them lie (conformal
prediction: Lei et al. 2018, JASA 113, 1094-1111), with no law assumed.
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
"""Parts of the worlds that are left out in turn, to count how often ranges hold."""
_ROUNDS = 3
_LEAST = 1e-4
"""Of the variance that a lever would have if all had the same: no lever is taken to differ less between worlds."""


@dataclass(frozen=True, slots=True)
class Surface:
    """The effect of levers on one outcome.

    Attributes
    ----------
    slopes : ndarray of float, shape (n_features,)
        Of the mean.
    spreads : ndarray of float, shape (n_levers,)
        Standard deviation between worlds and seeds where only this lever is on, in full.
    ends : ndarray of float, shape (3,)
        Quantiles ENDS of what is missed at worlds left out, over its standard deviation.
    error : float
        Root mean square of what is missed at worlds left out, in the unit of the outcome.
    explained : float
        Part of the squared effects at worlds left out that is explained, each over its variance; at most 1, at 0 to say
        that nothing happens would do as well, below 0 better; 1 where there is nothing to explain.
    """

    slopes: FloatArray
    spreads: FloatArray
    ends: FloatArray
    error: float
    explained: float

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
            return cls(np.zeros(features.shape[1]), np.zeros(amounts.shape[1]), np.zeros(len(ENDS)), 0.0, 1.0)
        squares, deviation = amounts**2, np.ones(len(effects))
        for _ in range(_ROUNDS):
            weight = np.sqrt((deviation**2).mean()) / deviation
            weighted = features * weight[:, None]
            size = np.maximum(np.sqrt((weighted**2).mean(axis=0)), 1e-12)  # no lever is held back more than others
            fitted = ridge(weighted / size, (effects * weight)[:, None], worlds)
            missed = fitted.missed[:, 0] / weight
            variances = _variances(squares, missed, deviation)
            deviation = np.sqrt(squares @ variances)
        ends = np.quantile(missed / deviation, ENDS, method="weibull")
        error = float(np.sqrt((missed**2).mean()))
        explained = 1.0 - float(((missed / deviation) ** 2).sum() / ((effects / deviation) ** 2).sum())
        return cls(fitted.slopes[:, 0] / size, np.sqrt(variances), ends, error, explained)

    def told(self, features: FloatArray, amounts: FloatArray) -> FloatArray:
        """Give the ENDS of effects at some settings, shape (n, 3): low end, median and high end."""
        deviation = np.sqrt(amounts**2 @ self.spreads**2)
        result: FloatArray = (features @ self.slopes)[:, None] + deviation[:, None] * self.ends
        return result


def held(features: FloatArray, amounts: FloatArray, effects: FloatArray, worlds: IntArray) -> float:
    """Give the share of effects within the ranges of surfaces that were fitted without their worlds."""
    names = np.unique(worlds)
    is_within = np.zeros(len(effects), dtype=np.bool_)
    for fold in range(FOLDS):
        out = np.isin(worlds, names[fold::FOLDS])
        if out.any():
            surface = Surface.fit(features[~out], amounts[~out], effects[~out], worlds[~out])
            low, _, high = surface.told(features[out], amounts[out]).T
            is_within[out] = (low <= effects[out]) & (effects[out] <= high)
    return float(is_within.mean())


def _variances(squares: FloatArray, missed: FloatArray, deviation: FloatArray) -> FloatArray:
    """Give the variance that each lever makes by itself, from what is missed; weighted by how well that is known."""
    same = float((missed**2).sum() / squares.sum())
    weight = 1.0 / deviation**2
    found, _ = nnls(squares * weight[:, None], missed**2 * weight)
    result: FloatArray = np.maximum(found, _LEAST * same)
    return result
