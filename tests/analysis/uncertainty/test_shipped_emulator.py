"""The emulator that comes with the project: it answers what policies can be asked, and owns up to what it cannot."""

import numpy as np
import pytest

from analysis.uncertainty.effect_surfaces import ENDS
from analysis.uncertainty.policy_emulator import LEAST_EXPLAINED, PolicyEmulator
from scenarios.commands.emulate import POLICIES
from scenarios.console.levers import read_levers


@pytest.fixture(scope="module")
def shipped() -> PolicyEmulator:
    return PolicyEmulator.shipped()


def test_it_was_fitted_to_webs_that_are_not_too_small_and_to_what_the_command_asks(shipped: PolicyEmulator) -> None:
    assert shipped.made["size"] >= 200
    assert shipped.years == list(range(2026, 2036))
    assert shipped.levers == read_levers(POLICIES)


def test_its_ranges_hold_what_they_say_at_worlds_left_out(shipped: PolicyEmulator) -> None:
    assert shipped.table["held"].mean() == pytest.approx(ENDS[2] - ENDS[0], abs=0.05)


def test_it_tells_numbers_only_where_it_explains_enough(shipped: PolicyEmulator) -> None:
    for lever in shipped.levers:
        told = shipped.effects({lever.name: lever.high})
        assert (told["is_told"] == (told["explained"] >= LEAST_EXPLAINED)).all()
        assert np.isfinite(told.loc[told["is_told"], ["low", "median", "high"]].to_numpy()).all()
    assert (shipped.table["explained"] >= LEAST_EXPLAINED).any()
