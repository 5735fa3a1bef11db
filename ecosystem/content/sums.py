"""Statistics that are one array: rows in front, and behind them what is summed up over the tokens of a row."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ecosystem.randomness import FloatArray
from ecosystem.shown import shown


@shown
@dataclass
class Sums:
    """An array of sums, with the arithmetic that statistics need.

    Attributes
    ----------
    values : ndarray, shape (*rows, n_cells)
    """

    values: NDArray[Any]

    def __add__(self, other: Self) -> Self:
        """Give both together, row by row."""
        return type(self)(self.values + other.values)

    def __sub__(self, earlier: Self) -> Self:
        """Give what has come in since an earlier time."""
        return type(self)(self.values - earlier.values)

    def __mul__(self, weight: float | FloatArray) -> Self:
        """Let each token count as often as this, one number or one a row."""
        return type(self)(np.asarray(weight)[..., None] * self.values)

    def __imul__(self, weight: float | FloatArray) -> Self:
        """Let each token count as often as this, in place; the sums are fractions then."""
        each = np.asarray(weight)[..., None]
        self.values = np.multiply(self.values, each, out=self.values if self.values.dtype == np.float64 else None)
        return self

    def __getitem__(self, rows: Any) -> Self:
        """Choose rows, as numpy does."""
        return type(self)(self.values[rows])

    def sum(self, axis: int) -> Self:
        """Add up along an axis of the rows."""
        return type(self)(self.values.sum(axis=axis))

    def copy(self) -> Self:
        """Keep the sums as they are now."""
        return type(self)(self.values.copy())
