"""Straight lines through points: the slope of least squares as a sum of weighted values."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def slope_weights(x: ArrayLike) -> NDArray[np.float64]:
    """Give the weights with which values at places make their least-squares slope: `slope_weights(x) @ y`.

    Parameters
    ----------
    x : array_like, shape (n,)
        Places, in any unit.

    Returns
    -------
    ndarray of float, shape (n,)
        They add up to zero, and are those of 1 over the unit of `x`; all NaN where `x` has no spread.
    """
    places = np.asarray(x, dtype=np.float64)
    away = places - places.mean() if places.size else places
    spread = float((away**2).sum())
    return away / spread if spread > 0.0 else np.full(places.shape, np.nan)
