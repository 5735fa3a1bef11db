"""The worlds that come with the project: they can be run, and lie in what is plausible."""

import numpy as np
import pytest

from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.narrowing import narrowings
from analysis.uncertainty.space import Space
from scenarios import load


@pytest.fixture(scope="module")
def shipped() -> Ensemble:
    return Ensemble.shipped()


def test_there_are_worlds_of_all_that_is_uncertain_and_how_they_were_made(shipped: Ensemble) -> None:
    assert len(shipped) > 100
    assert shipped.n_effective > 20.0
    assert set(shipped.values.columns) == set(Space.of().names)
    assert shipped.made["runs"] == 900
    assert shipped.made["size"] == 500


def test_each_world_can_be_run_and_lies_in_what_is_plausible(shipped: Ensemble) -> None:
    baseline, space = load("baseline"), Space.of()
    for world in range(len(shipped)):
        settings = shipped.settings(world)
        assert space.values(space.unit(settings)) == pytest.approx(settings)
        laid = shipped.world(world, baseline)
        assert laid.value("attention.chat_hazard") == settings["attention.chat_hazard"]


def test_history_narrows_what_it_is_about(shipped: Ensemble) -> None:
    told = {each.name for each in narrowings(shipped) if each.is_told}
    assert "attention.chat_hazard" in told
    assert len(told) < 10, "of more than a hundred"
    assert np.all(shipped.weight > 0.0)
