"""Revenue: visits earn for writers and sites, as plain numpy splits it."""

import numpy as np
import pytest

from ecosystem.kernels.revenue import income_per_page, split_revenue


def test_what_visits_earn_is_split_and_remembered() -> None:
    generator = np.random.default_rng(1)
    rows, (visits, share, income) = generator.permutation(30)[:20], generator.random((3, 30))
    before, earned = income.copy(), visits[rows] * 0.02
    to_writers, to_sites = split_revenue(rows, visits, share, 0.02, income, 0.75)
    assert to_writers == pytest.approx(earned * share[rows])
    assert to_sites == pytest.approx(earned * (1.0 - share[rows]))
    before[rows] = 0.75 * before[rows] + 0.25 * earned * share[rows]
    assert income == pytest.approx(before)


def test_a_page_earns_what_its_writers_earn_over_their_pages() -> None:
    generator = np.random.default_rng(2)
    rows, topic = generator.permutation(30), generator.integers(0, 3, 30)
    (income, rate), is_writing = generator.random((2, 30)), generator.random(30) < 0.5
    expected = [
        income[is_writing & (topic == each)].sum() / rate[is_writing & (topic == each)].sum() for each in range(3)
    ]
    assert income_per_page(rows, is_writing, topic, income, rate, 4) == pytest.approx([*expected, 0.0])
