"""Where the spread of effects comes from: known parts are found again."""

import numpy as np
import pandas as pd
import pytest

from analysis.runs.worlds import OWN
from analysis.uncertainty.variance import SOURCES, Split, variance_split

STRUCTURES = (OWN, "other", "third", "fourth")


def drawn(seeds: float, parameters: float, structure: float, n_worlds: int, n_again: int, trial: int) -> pd.DataFrame:
    """Effects that are a sum of parts with given standard deviations, as a comparison over worlds has them."""
    rng = np.random.default_rng([7, trial])
    of_world, of_structure = rng.normal(0.0, parameters, n_worlds), rng.normal(0.0, structure, len(STRUCTURES))
    places = [(world, world, 0) for world in range(n_worlds)]
    places += [(world, n_worlds + world, 0) for world in range(n_again)]
    places += [(world, world, kind) for world in range(n_again) for kind in range(1, len(STRUCTURES))]
    rows = [
        (world, seed, STRUCTURES[kind], 3.0 + of_world[world] + of_structure[kind] + rng.normal(0.0, seeds))
        for world, seed, kind in places
    ]
    return pd.DataFrame(rows, columns=["world", "seed", "structure", "change"])


def test_known_variances_are_found_again_without_bias() -> None:
    found = [variance_split(drawn(0.5, 1.0, 2.0, 30, 10, trial)) for trial in range(120)]
    for source, truth in zip(SOURCES, (0.25, 1.0, 4.0), strict=True):
        values = np.array([getattr(split, source) for split in found])
        assert values.mean() == pytest.approx(truth, abs=3.0 * values.std() / np.sqrt(len(values)))


def test_what_is_not_there_is_estimated_around_zero_and_has_no_share_on_average() -> None:
    found = [variance_split(drawn(1.0, 0.0, 0.0, 30, 10, trial)) for trial in range(120)]
    for source in ("parameters", "structure"):
        values = np.array([getattr(split, source) for split in found])
        assert abs(values.mean()) < 3.0 * values.std() / np.sqrt(len(values))
        assert (values < 0.0).any(), "estimates are not cut at zero, else they would be too large on average"
    assert np.mean([split.share("seeds") for split in found]) > 0.8


def test_two_seeds_of_two_worlds_are_split_as_by_hand() -> None:
    rows = [(0, 0, OWN, 1.0), (0, 1, OWN, 3.0), (1, 2, OWN, 6.0), (1, 3, OWN, 8.0)]
    rows += [(0, 0, "other", 2.0), (1, 2, "other", 7.0)]
    found = variance_split(pd.DataFrame(rows, columns=["world", "seed", "structure", "change"]))
    assert (found.seeds, found.parameters, found.structure, found.n_repeats) == (2.0, 11.5, 0.5, 2)
    assert [found.share(source) for source in SOURCES] == pytest.approx([2.0 / 14.0, 11.5 / 14.0, 0.5 / 14.0])


def test_too_few_pairs_split_nothing_and_pairs_without_a_value_do_not_count() -> None:
    rows = [(0, 0, OWN, 1.0), (0, 1, OWN, 2.0), (1, 2, OWN, 4.0), (1, 3, OWN, np.nan), (0, 0, "other", np.nan)]
    found = variance_split(pd.DataFrame(rows, columns=["world", "seed", "structure", "change"]))
    assert np.isnan([found.seeds, found.structure, found.share("seeds")]).all()
    assert found.n_repeats == 1
    assert np.isnan(Split(0.0, 0.0, 0.0).share("seeds")), "nothing varies"
    assert Split(2.0, -1.0, 2.0).share("parameters") == 0.0
