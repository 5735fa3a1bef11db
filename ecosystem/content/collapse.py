"""The eight published definitions of model collapse, as functions of the history of a line of models.

"Collapse" has been said of eight different things, and a run can show some and not others. Each function takes what was
measured of the models, in the order of their generations, and gives the first place from which the definition holds to
the end of the history, or None if it does not hold at the end. Nothing here feeds back into the model.

References
----------
Schaeffer et al. 2025, "Position: model collapse does not mean what you think", arXiv 2503.03150, section 2.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ecosystem.content.learners.categorical import kullback_leibler
from ecosystem.randomness import FloatArray

COLLAPSED_SHARE = 0.1
"""Share of its first value below which a variance or a mode counts as gone."""
LOST_TAIL_SHARE = 0.5
"""Share of its first value below which the hold on rare ideas counts as lost."""
STEADY_GROWTH = 0.9
"""Growth over the last doubling of generations, over that of the one before, from which a risk counts as diverging.

A risk that grows like the logarithm of generations has 1, like a straight line 2; one that converges like the sum of
1 / k^2 has 1/2. By Cauchy's condensation test a series diverges if its growth over doublings does not fall.
"""
MODE_SHARE = 0.01
"""Share of the truth from which an idea is a mode."""
SCALING_WINDOW = 6
"""Fewest models over which an exponent is fitted."""


def since(holds: NDArray[np.bool_]) -> int | None:
    """Give the first place from which something holds to the end, or None."""
    if not holds.size or not holds[-1]:
        return None
    breaks = np.flatnonzero(~holds)
    return int(breaks[-1]) + 1 if breaks.size else 0


def risk_of_ignorance(truth: FloatArray) -> float:
    """Give the loss of a model that knows nothing, KL(truth || uniform) in nats; truth sums to 1, shape (n,)."""
    return float(kullback_leibler(truth, np.full(len(truth), 1.0 / len(truth))))


def catastrophic_rise(risk: ArrayLike, ceiling: float) -> int | None:
    """Tell since when the risk is as high as that of a model that knows nothing (definition 1).

    Parameters
    ----------
    risk : array_like of float, shape (t,)
        Held-out loss of each model.
    ceiling : float
        Loss of a model that knows nothing, in the same unit.
    """
    return since(np.asarray(risk, dtype=np.float64) >= ceiling)


def any_rise(risk: ArrayLike, tolerance: float = 0.0) -> int | None:
    """Tell since when the risk is above that of the first model (definition 2).

    Parameters
    ----------
    risk : array_like of float, shape (t,)
    tolerance : float
        Rise that is noise, >= 0, in the unit of the risk.
    """
    values = np.asarray(risk, dtype=np.float64)
    return since(values > values[:1] + tolerance)


def diverging_risk(risk: ArrayLike, tolerance: float = 0.0) -> int | None:
    """Tell since when the risk grows without slowing, so that no bound is in sight (definition 3).

    At each generation the growth over the last doubling of generations is compared with that over the doubling before;
    a risk that grew in the last one only is too young to tell. The onset is the first generation from which on this
    could be said at every one: it does not move when the history becomes longer and the risk goes on to grow.

    Parameters
    ----------
    risk : array_like of float, shape (t,)
        Of generations 1 to t; fewer than 8 are too few to tell, and give None.
    tolerance : float
        Growth over the last doubling that is noise, >= 0.
    """
    values = np.asarray(risk, dtype=np.float64)
    if values.size and np.isinf(values[-1]):
        return since(np.isinf(values))
    number = np.arange(1, len(values) + 1)
    if not values.size:
        return None
    half, quarter = (np.interp(number / part, number, values) for part in (2.0, 4.0))
    with np.errstate(invalid="ignore"):
        before, last = half - quarter, values - half
    # Two doublings of at least two generations.
    return since((number >= 8) & (last > tolerance) & (before > 0.0) & (last >= STEADY_GROWTH * before))  # noqa: PLR2004


def variance_collapse(variance: ArrayLike, share: float = COLLAPSED_SHARE) -> int | None:
    """Tell since when the variance or diversity is below a share of that of the first model (definition 4)."""
    values = np.asarray(variance, dtype=np.float64)
    return since(values <= share * values[:1])


def changed_scaling(tokens: ArrayLike, risk: ArrayLike, reference: ArrayLike, tolerance: float = 0.05) -> int | None:
    """Tell since when the loss falls with tokens by another exponent than that of human-only training (definition 5).

    The exponents are those of the latest models, as many as it takes for tokens to double, and at least
    `SCALING_WINDOW`; until tokens have doubled there is nothing to tell.

    Parameters
    ----------
    tokens : array_like of float, shape (t,)
        Training tokens, > 0.
    risk, reference : array_like of float, shape (t,)
        Loss of the models, and of models trained on as many human tokens; > 0.
    tolerance : float
        Difference of exponents that is noise, >= 0.
    """
    x = np.log(np.asarray(tokens, dtype=np.float64))
    pair = np.stack([np.asarray(values, dtype=np.float64) for values in (risk, reference)])
    y = np.diff(np.log(np.where(np.isfinite(pair), pair, np.nan)), axis=0)[0]
    gaps = np.array([_last_slope(x[:end], y[:end]) for end in range(1, len(x) + 1)])
    return since(np.abs(gaps) > tolerance)


def _last_slope(x: FloatArray, y: FloatArray) -> float:
    """Give the slope over the last places, as many as it takes for exp(x) to double; 0 where it never did."""
    back = x[::-1]
    spread = np.maximum.accumulate(back) - np.minimum.accumulate(back)
    n = max(int(np.searchsorted(spread, np.log(2.0) - 1e-9)) + 1, SCALING_WINDOW)
    return _slope(x[-n:], y[-n:]) if n <= len(x) else 0.0


def _slope(x: FloatArray, y: FloatArray) -> float:
    away = x - x.mean()
    spread = float((away**2).sum())
    return float((away * y).sum()) / spread if spread > 0.0 else 0.0


def mode_recall(model: FloatArray, truth: FloatArray, least: float = MODE_SHARE) -> FloatArray:
    """Give how much of its worst-kept mode a model holds, in [0, 1], shape (...).

    Parameters
    ----------
    model, truth : ndarray of float, shape (..., n)
        Distributions over the same ideas.
    least : float
        Probability from which an idea of the truth is a mode.
    """
    is_mode = truth >= least
    held = np.where(is_mode, np.minimum(model / np.maximum(truth, 1e-300), 1.0), 1.0)
    result: FloatArray = held.min(axis=-1)
    return result


def lost_modes(recall: ArrayLike, share: float = COLLAPSED_SHARE) -> int | None:
    """Tell since when a mode of the truth is as good as gone (definition 6); `recall` as from `mode_recall`."""
    return since(np.asarray(recall, dtype=np.float64) < share)


def lost_tails(recall: ArrayLike, share: float = LOST_TAIL_SHARE) -> int | None:
    """Tell since when the hold on rare ideas is below a share of that of the first model (definition 7).

    Parameters
    ----------
    recall : array_like of float, shape (t,)
        Share of the human mass of rare ideas that each model holds, in [0, 1].
    share : float
        In (0, 1).
    """
    values = np.asarray(recall, dtype=np.float64)
    return since(values < share * values[:1])


def hallucinated_mass(mass: ArrayLike, tolerance: float = 0.01) -> int | None:
    """Tell since when models put more mass than the first one on what is not in the truth (definition 8).

    Parameters
    ----------
    mass : array_like of float, shape (t,)
        Probability of all that has no probability under the truth, in [0, 1].
    tolerance : float
        Rise that does not count, >= 0.
    """
    values = np.asarray(mass, dtype=np.float64)
    return since(values > values[:1] + tolerance)
