"""What was fetched of an archive, held against arrays."""

import numpy as np
import pytest

from ecosystem.kernels.archive import fetched_at_rest
from ecosystem.kernels.arrays import PAGE
from ecosystem.randomness import Draws, derive


@pytest.mark.parametrize("is_limited", [True, False])
def test_pages_are_fetched_at_the_rate_of_their_site(is_limited: bool) -> None:
    n, draws, scraper = 500, Draws(5), derive("scraper")
    key, site, months, step = derive(np.arange(n)), np.arange(n) % 4, np.arange(n) % 30, 7
    records = np.zeros(n, dtype=PAGE)
    records["key"], records["site"] = key, site
    records["step"], records["death"] = step - months, step + np.arange(n) % 2
    hazard, is_open = np.array([0.0, 0.02, 0.1, 0.1]), np.array([True, True, True, False])
    pair = draws.pair("archive", step)
    found = fetched_at_rest(records, step, hazard, is_open, scraper[0], pair, is_limited)
    chance = -np.expm1(-hazard[site] * months)
    is_fetched = draws.uniform("archive", step, derive(scraper, key)) < chance
    assert np.array_equal(found, np.flatnonzero(is_open[site] & (is_fetched | (not is_limited))))
    assert 0 < found.size < n
