"""What askers are told, by hand."""

import numpy as np
import pytest

from ecosystem.kernels.surplus import worth_told


def test_who_asks_people_hears_people_and_who_asks_a_model_hears_it() -> None:
    rows, topic, is_asker = np.array([2, 0, 1]), np.array([0, 1, 1], dtype=np.uint16), np.array([True, True, False])
    rate, asking = np.array([4.0, 2.0, 8.0]), np.array([1.0, 0.25, 0.5])
    found = worth_told(rows, is_asker, topic, rate, asking, np.array([3.0, 2.0]), np.array([5.0, 7.0]))
    assert found == pytest.approx(4.0 * 3.0 + 2.0 * (0.25 * 2.0 + 0.75 * 7.0))
