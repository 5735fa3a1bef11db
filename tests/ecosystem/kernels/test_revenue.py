"""Revenue: visits earn for writers and sites, as plain numpy splits it."""

import numpy as np
import pytest

from ecosystem.kernels.revenue import split_revenue


def test_what_visits_earn_is_split_and_remembered() -> None:
    generator = np.random.default_rng(1)
    rows, (visits, share, income) = generator.permutation(30)[:20], generator.random((3, 30))
    before, earned = income.copy(), visits[rows] * 0.02
    to_writers, to_sites = split_revenue(rows, visits, share, 0.02, income, 0.75)
    assert to_writers == pytest.approx(earned * share[rows])
    assert to_sites == pytest.approx(earned * (1.0 - share[rows]))
    before[rows] = 0.75 * before[rows] + 0.25 * earned * share[rows]
    assert income == pytest.approx(before)
