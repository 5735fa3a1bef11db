"""Curves of loss against tokens are read as straight lines on logarithmic scales."""

import numpy as np
import pytest

from ecosystem.kernels.human_curves import data_multiplier, loss_at

LOG_TOKENS, LOG_LOSS = np.log([10.0, 100.0, 1000.0]), np.log([1.0, 0.1, 0.02])


def test_losses_are_read_off_the_curve() -> None:
    at = np.log([1e-300, 2.0, 10.0, 50.0, 100.0, 300.0, 1000.0])
    found = [loss_at(LOG_TOKENS, LOG_LOSS, each) for each in at]
    assert found == pytest.approx(np.exp(np.interp(at, LOG_TOKENS, LOG_LOSS)))


def test_beyond_the_last_point_the_last_line_goes_on() -> None:
    assert loss_at(LOG_TOKENS, LOG_LOSS, np.log(10_000.0)) == pytest.approx(0.004)


def test_tokens_so_divided_have_the_loss() -> None:
    at, weights = np.log([150.0, 4000.0]), np.array([0.3, 0.7])
    found = data_multiplier(LOG_TOKENS, LOG_LOSS, at, weights, 0.05)
    losses = [loss_at(LOG_TOKENS, LOG_LOSS, each - np.log(found)) for each in at]
    assert weights @ losses == pytest.approx(0.05)
