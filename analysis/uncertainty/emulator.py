"""Emulators: what runs would show at settings that were not run, with the error that this makes.

A surface of second degree without products, fitted by ridge regression: with some hundred parameters and some hundred
runs, products of all pairs could not be told apart, and what they and chance do is part of the error. That is measured
by leaving out each run in turn, which ridge regression gives in closed form (Golub, Heath and Wahba 1979), and nothing
is ever said without it.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from ecosystem.errors import EcosystemError, Fault
from ecosystem.randomness import FloatArray

FEWEST_POINTS = 20
"""Runs below which nothing is fitted."""
_PENALTIES = 10.0 ** np.arange(-4.0, 5.0, 0.5)


class EmulatorError(EcosystemError, ValueError):
    """Runs are too few for an emulator."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """Surfaces of several outcomes over the same settings.

    Attributes
    ----------
    intercept : ndarray of float, shape (n_outcomes,)
    slopes : ndarray of float, shape (n_features, n_outcomes)
    error : ndarray of float, shape (n_outcomes,)
        Root mean square error at a run that was left out, in units of the outcome.
    explained : ndarray of float, shape (n_outcomes,)
        Part of the variance between runs that is explained at runs left out; at most 1, below 0 where the mean of all
        would do better.
    """

    intercept: FloatArray
    slopes: FloatArray
    error: FloatArray
    explained: FloatArray

    @classmethod
    def fit(cls, points: FloatArray, outcomes: FloatArray) -> Self:
        """Fit surfaces to runs.

        Parameters
        ----------
        points : ndarray of float, shape (n, d)
            Settings in [0, 1].
        outcomes : ndarray of float, shape (n, n_outcomes)
            What the runs showed; finite.

        Raises
        ------
        EmulatorError
            With fewer than FEWEST_POINTS runs.
        """
        if len(points) < FEWEST_POINTS:
            remedy = f"Make at least {FEWEST_POINTS} runs."
            raise EmulatorError(Fault("runs", "are too few for an emulator", str(len(points)), remedy=remedy))
        features, mean = _features(points), outcomes.mean(axis=0)
        middle = features.mean(axis=0)
        left, singular, right = np.linalg.svd(features - middle, full_matrices=False)
        along = left.T @ (outcomes - mean)
        # Of each penalty: errors at what is left out are residuals over 1 less the leverage.
        errors, slopes = [], []
        for penalty in _PENALTIES:
            kept = singular**2 / (singular**2 + penalty)
            leverage = np.minimum((left**2) @ kept + 1.0 / len(points), 0.999)
            residual = outcomes - mean - left @ (kept[:, None] * along)
            errors.append(np.sqrt(((residual / (1.0 - leverage)[:, None]) ** 2).mean(axis=0)))
            slopes.append(right.T @ ((singular / (singular**2 + penalty))[:, None] * along))
        best = np.argmin(errors, axis=0)
        places = np.arange(outcomes.shape[1])
        error = np.array(errors)[best, places]
        variance = np.maximum(outcomes.var(axis=0), 1e-300)
        chosen = np.array(slopes)[best, :, places].T
        return cls(mean - middle @ chosen, chosen, error, 1.0 - error**2 / variance)

    def predict(self, points: FloatArray) -> FloatArray:
        """Give what the surfaces say of settings, shape (n, n_outcomes); their errors are `error`."""
        result: FloatArray = self.intercept + _features(points) @ self.slopes
        return result


def _features(points: FloatArray) -> FloatArray:
    """Give Legendre polynomials of first and second degree of each parameter, shape (n, 2 d)."""
    centred = 2.0 * points - 1.0
    result: FloatArray = np.concatenate([centred, 1.5 * centred**2 - 0.5], axis=1)
    return result
