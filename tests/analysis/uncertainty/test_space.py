"""The space of plausible worlds: what its axes are, how draws fill it, and which draws go together."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import kstest, spearmanr

from analysis.uncertainty.space import TOGETHER, Space
from ecosystem.errors import OutOfRangeError, UnknownNameError
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from scenarios import load

N = 1024


def assert_same(found: dict[str, Any], told: dict[str, Any]) -> None:
    """Compare values, numbers to the last digits but a few."""
    assert found == {
        name: pytest.approx(value, rel=1e-9, abs=1e-12) if isinstance(value, float) else value
        for name, value in told.items()
    }


def test_all_that_is_uncertain_is_an_axis() -> None:
    assert Space.of().names == tuple(info.name for info in describe(Parameters) if info.kind == "uncertainty")


def test_every_draw_is_a_setting_that_the_model_takes_within_the_plausible_ranges() -> None:
    space, baseline = Space.of(), load("baseline")
    for row in space.sample(24, 3):
        values = space.values(row)
        setting = baseline.replace(**values)
        assert all(setting.value(name) == value for name, value in values.items())
        for info in space.fields:
            if info.type == "text":
                assert values[info.name] in info.plausible
            else:
                assert info.plausible[0] <= values[info.name] <= info.plausible[1]


def test_values_have_their_place_in_the_space() -> None:
    space = Space.of()
    for row in space.sample(8, 1):
        values = space.values(row)
        assert_same(space.values(space.unit(values)), values)


def test_places_of_numbers_are_found_again() -> None:
    space = Space.of(["culture.persistence", "generators.pool_flow", "authors.adoption_stigma"])
    row = np.array([0.2, 0.7, 0.0])
    assert space.unit(space.values(row)) == pytest.approx(row, abs=1e-9)


def test_the_baseline_lies_in_the_space() -> None:
    space, baseline = Space.of(), load("baseline")
    own = {name: baseline.value(name) for name in space.names}
    assert_same(space.values(space.unit(own)), own)


def test_every_axis_is_even_and_pairs_go_together_as_told() -> None:
    space = Space.of()
    drawn = space.sample(N, 5)
    assert drawn.shape == (N, len(space.names))
    assert ((drawn >= 0.0) & (drawn <= 1.0)).all()
    assert max(kstest(axis, "uniform").statistic for axis in drawn.T) < 0.03  # of independent draws about 0.06
    found = spearmanr(drawn).statistic
    place = {name: index for index, name in enumerate(space.names)}
    told = [pair for pair in TOGETHER if pair.first in place]
    assert [found[place[pair.first], place[pair.second]] for pair in told] == pytest.approx(
        [pair.correlation for pair in told], abs=0.05
    )
    apart = np.abs(found[space.correlation() == 0.0])
    assert np.quantile(apart, 0.95) < 0.1


def test_what_has_a_log_scale_is_even_on_it() -> None:
    space = Space.of(["generators.pool_flow"])
    drawn = [space.values(row)["generators.pool_flow"] for row in space.sample(N, 0)]
    scaled = np.log(np.array(drawn) / 4.0) / np.log(40.0 / 4.0)
    assert space.fields[0].plausible == (4.0, 40.0)
    assert kstest(scaled, "uniform").statistic < 0.01


def test_options_are_drawn_equally_often() -> None:
    space = Space.of(["filtering.reference"])
    counts = Counter(space.values(row)["filtering.reference"] for row in space.sample(N, 0))
    assert set(counts) == {"model", "held", "old"}
    assert max(counts.values()) - min(counts.values()) <= 2


def test_more_draws_of_one_seed_begin_with_the_same_settings() -> None:
    space = Space.of(["culture.persistence", "culture.renewal_hazard"])
    assert np.array_equal(space.sample(100, 7)[:10], space.sample(10, 7))
    assert not np.array_equal(space.sample(10, 8), space.sample(10, 7))


def test_correlations_can_all_hold_at_once() -> None:
    everything = {name for pair in TOGETHER for name in (pair.first, pair.second)}
    space = Space.of(sorted(everything))
    assert np.linalg.eigvalsh(space.correlation()).min() > 0.05
    assert len({frozenset((pair.first, pair.second)) for pair in TOGETHER}) == len(TOGETHER)
    assert all(pair.why.endswith(".") and -1.0 < pair.correlation < 1.0 for pair in TOGETHER)


def test_fields_of_policies_are_axes_when_they_are_named() -> None:
    space = Space.of(["marking.survival", "culture.persistence"])
    assert space.values([0.0, 1.0]) == {"marking.survival": 0.5, "culture.persistence": 0.9991}


@pytest.mark.parametrize(
    ("names", "error", "words"),
    [
        (["culture.persistance"], UnknownNameError, "culture.persistance is not a known name.*persistence"),
        (["culture.n_ideas"], OutOfRangeError, "culture.n_ideas is not uncertain: it is a parameter.*plausible range"),
        (["market.royalty_share"], OutOfRangeError, "market.royalty_share is not uncertain: it is a lever"),
        (["culture.persistence", "culture.persistence"], OutOfRangeError, "is named twice"),
        ([], OutOfRangeError, "name no parameter"),
    ],
)
def test_what_is_no_axis_is_refused(names: list[str], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Space.of(names)


def test_ranges_that_cross_are_refused_also_where_a_space_is_made_by_hand() -> None:
    info = replace(Space.of(["culture.persistence"]).fields[0], plausible=(0.9991, 0.9977))
    with pytest.raises(OutOfRangeError, match=r"plausible range of culture.persistence = .* has ends that cross"):
        Space((info,))


@pytest.mark.parametrize("row", [[0.5], [0.5, 1.2], [0.5, np.nan]])
def test_places_outside_the_space_are_refused(row: list[float]) -> None:
    with pytest.raises(OutOfRangeError, match=r"row = .* is not 2 numbers in \[0, 1\]"):
        Space.of(["culture.persistence", "culture.renewal_hazard"]).values(row)


def test_a_value_that_is_missing_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"culture\.renewal_hazard has no value"):
        Space.of(["culture.persistence", "culture.renewal_hazard"]).unit({"culture.persistence": 0.999})


@pytest.mark.parametrize(("n", "seed", "words"), [(0, 0, "n = 0"), (1, -1, "seed = -1")])
def test_draws_that_cannot_be_made_are_refused(n: int, seed: int, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        Space.of(["culture.persistence"]).sample(n, seed)
