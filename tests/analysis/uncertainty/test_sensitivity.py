"""Indices of functions that are known, and when they are told."""

import importlib
from dataclasses import replace

import numpy as np
import pytest

from analysis.statistics.intervals import SampleError
from analysis.uncertainty import sensitivity
from analysis.uncertainty.indices import Screening
from analysis.uncertainty.sensitivity import (
    Batches,
    Measure,
    SensitivityError,
    Settings,
    n_settings,
    screen,
    share_variance,
)
from ecosystem.errors import OutOfRangeError
from ecosystem.randomness import Draws, FloatArray, derive

WEIGHTS = np.array([4.0, -2.0, 1.0, 0.0])
NAMES = ("a", "b", "c", "d")


def linear(chance: float) -> Measure:
    """A sum of parameters, and of what the seeds of a batch do."""

    def measure(settings: Settings, batches: Batches) -> FloatArray:
        result: FloatArray = settings @ WEIGHTS + chance * Draws(1).normal("seeds", 0, derive(batches))
        return result

    return measure


def ishigami(settings: Settings, _: Batches) -> FloatArray:
    """The function of Ishigami and Homma (1990) with a = 7, b = 0.1."""
    x, y, z = (2.0 * np.pi * settings.T - np.pi)[:3]
    result: FloatArray = np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    return result


def test_screening_finds_the_effects_of_a_linear_function_and_their_signs() -> None:
    found = screen(linear(0.05), NAMES, trajectories=10)
    assert [each.name for each in found.effects] == list(NAMES)
    assert [each.size.mean for each in found.effects] == pytest.approx(abs(WEIGHTS))
    assert [each.change.mean for each in found.effects] == pytest.approx(WEIGHTS)
    assert [each.direction for each in found.effects] == ["raises", "lowers", "raises", "either way"]
    assert [each.is_told for each in found.effects] == [True, True, True, False]
    assert found.strongest(2) == ("a", "b")
    assert found.strongest(9) == ("a", "b", "c")
    assert found.finding("the loss", "nats") == (
        "a, b and c move the loss most: by 4.00 nats, 2.00 nats and 1.00 nats over what is plausible"
    )
    first, *others = found.effects
    less = Screening((replace(first, is_told=False), *others), found.inert)
    assert less.headline("the loss") == "b and c move the loss most of all that is told from chance"
    silent = Screening(found.effects[3:], found.inert)
    assert silent.finding("the loss", "nats") == (
        "Nothing that is uncertain is seen to move the loss more than chance does"
    )


def test_chance_has_a_size_and_no_direction_and_hides_what_is_smaller_and_has_none_either() -> None:
    def with_interaction(settings: Settings, batches: Batches) -> FloatArray:
        a, d = settings[:, 0], settings[:, 3]
        result: FloatArray = linear(1.0)(settings, batches) + 0.8 * (d - 0.5) * np.where(a > 0.5, 1.0, -1.0)
        return result

    found = screen(with_interaction, NAMES, trajectories=20)
    assert found.is_sound
    assert found.inert.size.mean == pytest.approx(1.5 * 2.0 / np.sqrt(np.pi), rel=0.4)  # a step is 2/3 of the range
    assert not found.inert.is_told
    effects = {each.name: each for each in found.effects}
    assert effects["c"].size.mean < found.inert.size.mean
    assert effects["c"].is_told  # it has a sign on common seeds
    assert effects["d"].size.low > 0.0
    assert not effects["d"].is_told


def test_an_effect_that_hangs_on_the_others_is_told_as_students_test_tells_it() -> None:
    found = screen(ishigami, NAMES, trajectories=12)
    for each in found.effects:
        ratio = each.spread / np.sqrt(12)
        assert each.change.standard_error == pytest.approx(ratio)
        assert each.change.high - each.change.mean == pytest.approx(
            2.2009852 * ratio
        )  # Student's, 11 degrees of freedom


def test_shares_of_variance_of_the_ishigami_function_are_those_that_are_published() -> None:
    found = share_variance(ishigami, NAMES, points=1024)
    known = {"a": (0.3139, 0.5576), "b": (0.4424, 0.4424), "c": (0.0, 0.2437), "d": (0.0, 0.0)}
    assert found.variance == pytest.approx(13.84, rel=0.03)
    for each in found.shares:
        assert each.first.low <= known[each.name][0] <= each.first.high
        assert each.total.low <= known[each.name][1] <= each.total.high
        assert each.is_converged
    assert {each.name for each in found.shares if each.is_told} == {"a", "b", "c"}
    assert (found.inert.first.low, found.inert.first.high) == (0.0, 0.0)


def test_a_little_chance_lies_within_its_interval_of_zero() -> None:
    found = share_variance(linear(0.02), NAMES, points=128)
    assert found.inert.first.low <= 0.0 <= found.inert.first.high
    assert found.inert.total.mean > 0.0
    assert [each.name for each in found.shares] == list(NAMES)
    assert found.is_sound


def test_where_chance_moves_the_outcome_nothing_has_converged() -> None:
    found = share_variance(linear(5.0), NAMES, points=64)
    assert not found.is_sound
    assert not any(each.is_converged for each in (*found.shares, found.inert))
    assert not any(each.is_told for each in found.shares)


def test_few_points_have_not_converged() -> None:
    assert not share_variance(ishigami, NAMES, points=16).shares[0].is_converged


def test_each_comparison_has_its_seeds_in_common_and_chance_alone_changes_them() -> None:
    seen: dict[str, tuple[Settings, Batches]] = {}

    def measure(settings: Settings, batches: Batches) -> FloatArray:
        seen["last"] = settings, batches
        return settings.sum(axis=1)

    screen(measure, NAMES, trajectories=5)
    settings, batches = seen["last"]
    assert len(settings) == n_settings(4, trajectories=5) == 30
    for way, seeds in zip(settings.reshape(5, 6, 4), batches.reshape(5, 6), strict=True):
        n_moved = (np.diff(way, axis=0) != 0.0).sum(axis=1)
        assert sorted(n_moved) == [0, 1, 1, 1, 1]
        assert ((np.diff(seeds) != 0) == (n_moved == 0)).all()
    assert len(np.unique(batches)) == 10
    share_variance(measure, NAMES, points=4)
    settings, batches = seen["last"]
    assert len(settings) == n_settings(4, points=4) == 28
    assert len(np.unique(batches)) == 8


def test_the_same_seed_gives_the_same_design_and_intervals() -> None:
    first, again, other = (share_variance(ishigami, NAMES, points=16, seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert first != other


def test_what_cannot_be_asked_is_refused_before_anything_is_run() -> None:
    with pytest.raises(OutOfRangeError, match=r"(?s)trajectories.*seed"):
        screen(ishigami, NAMES, trajectories=1, seed=-1)
    with pytest.raises(OutOfRangeError, match=r"is no power of two.*Give 64 or 128"):
        share_variance(ishigami, NAMES, points=100)
    with pytest.raises(OutOfRangeError, match="parameters"):
        screen(ishigami, ())
    with pytest.raises(SampleError, match="no variance"):
        share_variance(lambda settings, _: np.ones(len(settings)), NAMES, points=4)
    with pytest.raises(SampleError, match="not finite"):
        screen(lambda settings, _: np.full(len(settings), np.nan), NAMES, trajectories=2)


def test_a_library_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(sensitivity, "import_module", missing)
    with pytest.raises(SensitivityError, match=r"SALib is not installed.*--extra uncertainty"):
        screen(ishigami, NAMES)
    monkeypatch.setattr(sensitivity, "import_module", importlib.import_module)
    assert screen(ishigami, NAMES, trajectories=2).effects
