"""Emulators: what runs would show at settings that were not run, with the error that this makes.

A surface of second degree without products, fitted by ridge regression: with some hundred parameters and some hundred
runs, products of all pairs could not be told apart, and what they and chance do is part of the error. That is measured
by leaving out each run in turn, or each group of runs, which ridge regression gives in closed form (Golub, Heath and
Wahba 1979), and nothing is ever said without it.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from ecosystem.errors import EcosystemError, Fault
from ecosystem.randomness import FloatArray, IntArray

FEWEST_POINTS = 20
"""Runs below which nothing is fitted."""
_PENALTIES = 10.0 ** np.arange(-4.0, 5.0, 0.5)
_ALMOST = 1.0 + 1e-9
"""In place of 1 less a leverage that may come to 1."""


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
        fitted = ridge(_features(points), outcomes)
        error = np.sqrt((fitted.missed**2).mean(axis=0))
        variance = np.maximum(outcomes.var(axis=0), 1e-300)
        return cls(fitted.intercept, fitted.slopes, error, 1.0 - error**2 / variance)

    def predict(self, points: FloatArray) -> FloatArray:
        """Give what the surfaces say of settings, shape (n, n_outcomes); their errors are `error`."""
        result: FloatArray = self.intercept + _features(points) @ self.slopes
        return result


@dataclass(frozen=True, slots=True)
class Ridge:
    """Sums of features that were fitted to several outcomes by ridge regression.

    Attributes
    ----------
    intercept : ndarray of float, shape (n_outcomes,)
    slopes : ndarray of float, shape (n_features, n_outcomes)
    missed : ndarray of float, shape (n, n_outcomes)
        What each run showed less what is said of it by a fit without it, and without all others of its group.
    """

    intercept: FloatArray
    slopes: FloatArray
    missed: FloatArray


def ridge(features: FloatArray, outcomes: FloatArray, groups: IntArray | None = None) -> Ridge:
    """Fit sums of features, with the penalty that misses least of what is left out.

    Parameters
    ----------
    features : ndarray of float, shape (n, n_features)
    outcomes : ndarray of float, shape (n, n_outcomes)
    groups : ndarray of int, shape (n,), optional
        Runs that are left out together, such as those of one world; no intercept is then fitted: outcomes are 0 where
        all features are. Each run by itself, and an intercept, if None.
    """
    is_centred = groups is None
    middle = features.mean(axis=0) if is_centred else np.zeros(features.shape[1])
    mean = outcomes.mean(axis=0) if is_centred else np.zeros(outcomes.shape[1])
    left, singular, right = np.linalg.svd(features - middle, full_matrices=False)
    along = left.T @ (outcomes - mean)
    members = None if groups is None else _members(groups)
    best = np.full(outcomes.shape[1], np.inf)
    slopes, missed = np.zeros((features.shape[1], outcomes.shape[1])), np.zeros(outcomes.shape)
    for penalty in _PENALTIES:
        kept = singular**2 / (singular**2 + penalty)
        residual = outcomes - mean - left @ (kept[:, None] * along)
        at_left_out = _alone(left, kept, residual) if members is None else _by_group(left, kept, residual, members)
        error = np.sqrt((at_left_out**2).mean(axis=0))
        is_better = error < best
        best = np.where(is_better, error, best)
        made = right.T @ ((singular / (singular**2 + penalty))[:, None] * along)
        slopes, missed = np.where(is_better, made, slopes), np.where(is_better, at_left_out, missed)
    return Ridge(mean - middle @ slopes, slopes, missed)


def _alone(left: FloatArray, kept: FloatArray, residual: FloatArray) -> FloatArray:
    """Give residuals at runs left out one by one: residuals over 1 less the leverage."""
    leverage = np.minimum((left**2) @ kept + 1.0 / len(left), 0.999)
    result: FloatArray = residual / (1.0 - leverage)[:, None]
    return result


def _by_group(left: FloatArray, kept: FloatArray, residual: FloatArray, members: IntArray) -> FloatArray:
    """Give residuals at groups left out: the same with the block of the leverage matrix that a group has.

    `members` are the runs of each group, shape (n_groups, most), filled up with -1.
    """
    is_there = members >= 0
    mine = np.where(is_there[..., None], left[members], 0.0)
    blocks = (mine * kept) @ mine.transpose(0, 2, 1)
    theirs = np.where(is_there[..., None], residual[members], 0.0)
    result = np.empty_like(residual)
    result[members[is_there]] = np.linalg.solve(_ALMOST * np.eye(members.shape[1]) - blocks, theirs)[is_there]
    return result


def _members(groups: IntArray) -> IntArray:
    """List the runs of each group, as `_by_group` takes them."""
    _, group, counts = np.unique(groups, return_inverse=True, return_counts=True)
    order = np.argsort(group, kind="stable")
    result = np.full((len(counts), counts.max()), -1)
    result[group[order], np.arange(len(order)) - (np.cumsum(counts) - counts)[group[order]]] = order
    return result


def _features(points: FloatArray) -> FloatArray:
    """Give Legendre polynomials of first and second degree of each parameter, shape (n, 2 d)."""
    centred = 2.0 * points - 1.0
    result: FloatArray = np.concatenate([centred, 1.5 * centred**2 - 0.5], axis=1)
    return result
