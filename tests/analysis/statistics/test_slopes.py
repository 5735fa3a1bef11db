import numpy as np
import pytest
from scipy.stats import linregress

from analysis.statistics.slopes import slope_weights


def test_weighted_values_make_the_slope_of_least_squares() -> None:
    x, y = np.array([1.0, 2.0, 4.0, 8.0]), np.array([3.0, 1.0, 2.0, 7.0])
    assert slope_weights(x) @ y == pytest.approx(linregress(x, y).slope)
    assert slope_weights(x).sum() == pytest.approx(0.0, abs=1e-15)
    assert slope_weights(x) @ np.full(4, 5.0) == pytest.approx(0.0, abs=1e-15)
    assert slope_weights(x) @ (2.0 * x - 3.0) == pytest.approx(2.0)


def test_places_without_spread_have_no_slope() -> None:
    assert np.isnan(slope_weights([2.0, 2.0])).all()
    assert np.isnan(slope_weights([2.0])).all()
    assert slope_weights([]).shape == (0,)
