import numpy as np
import pytest

from analysis.uncertainty import emulator
from analysis.uncertainty.emulator import FEWEST_POINTS, Emulator, EmulatorError, ridge


def surface(points: np.ndarray) -> np.ndarray:
    """One outcome that hangs on three of the parameters, and one that hangs on none."""
    wave = 2.0 * points[:, 0] - 3.0 * (points[:, 1] - 0.4) ** 2 + points[:, 2]
    return np.stack([wave, np.zeros(len(points))], axis=1)


def settings(n: int, seed: int, d: int = 30) -> np.ndarray:
    return np.random.default_rng(seed).random((n, d))


def test_a_surface_of_second_degree_is_found_among_many_parameters() -> None:
    points, others = settings(120, 0), settings(300, 1)
    fitted = Emulator.fit(points, surface(points))
    assert fitted.predict(others)[:, 0] == pytest.approx(surface(others)[:, 0], abs=0.05)
    assert fitted.explained[0] > 0.99


def test_the_error_is_that_at_settings_that_were_not_run() -> None:
    points, others = settings(500, 2), settings(4000, 3)
    noise = np.random.default_rng(4)
    fitted = Emulator.fit(points, surface(points) + noise.normal(0.0, 0.3, (500, 2)))
    seen = surface(others) + noise.normal(0.0, 0.3, (4000, 2))
    missed = np.sqrt(((fitted.predict(others) - seen) ** 2).mean(axis=0))
    assert fitted.error == pytest.approx(missed, rel=0.1)
    assert fitted.explained[1] < 0.1, "nothing is explained of what is chance alone"


def test_a_bend_that_the_surface_cannot_follow_is_part_of_the_error() -> None:
    points, others = settings(300, 5, 3), settings(2000, 6, 3)
    fitted = Emulator.fit(points, np.sin(12.0 * points[:, :1]))
    missed = np.sqrt(((fitted.predict(others) - np.sin(12.0 * others[:, :1])) ** 2).mean())
    assert fitted.error[0] == pytest.approx(missed, rel=0.1)
    assert fitted.error[0] > 0.5


def test_too_few_runs_are_refused() -> None:
    with pytest.raises(EmulatorError, match="runs = 19 are too few for an emulator"):
        Emulator.fit(settings(FEWEST_POINTS - 1, 0), np.zeros((FEWEST_POINTS - 1, 1)))


def test_what_is_missed_at_a_group_left_out_is_what_a_fit_without_it_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emulator, "_PENALTIES", np.array([1e-6]))
    random = np.random.default_rng(7)
    features, groups = random.normal(size=(40, 3)), np.array([0] * 5 + [3] * 2 + [1] * 12 + [2] * 21)
    outcomes = features @ np.array([[1.0], [-2.0], [0.5]]) + 0.3 * random.normal(size=(40, 1))
    missed = ridge(features, outcomes, groups).missed
    for group in range(4):
        out = groups == group
        without = np.linalg.lstsq(features[~out], outcomes[~out], rcond=None)[0]
        assert missed[out] == pytest.approx(outcomes[out] - features[out] @ without, rel=1e-4)
