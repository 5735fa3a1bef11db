"""Boxes that are planted are found, noise finds none, and boxes are told in words with units."""

import numpy as np
import pandas as pd
import pytest

from analysis.uncertainty.boxes import Flags, Restriction, box_of
from analysis.uncertainty.discovery import LEVEL, DiscoveryError, discover
from ecosystem.errors import OutOfRangeError
from ecosystem.randomness import Draws, FloatArray, derive


def uniform(name: str, n: int) -> FloatArray:
    return Draws(5).uniform(name, 0, derive("world", np.arange(n)))


def plausible_worlds(n: int, more: int = 20) -> pd.DataFrame:
    columns = {
        "attention.chat_hazard": 0.12 * uniform("hazard", n),
        "training.validation": np.array(["clean", "contaminated", "mixed"])[(3 * uniform("option", n)).astype(int)],
        "web.archive_months": (60 + 121 * uniform("months", n)).astype(int),
        "answers.start": [f"{2024 + int(3 * each)}-0{1 + int(27 * each) % 9}" for each in uniform("date", n)],
    }
    return pd.DataFrame(columns | {f"other_{place}": uniform(f"other {place}", n) for place in range(more)})


def with_errors(holds: Flags, share: float) -> Flags:
    result: Flags = holds ^ (uniform("errors", len(holds)) < share)
    return result


def test_a_planted_box_is_found_among_many_parameters_and_told_with_units() -> None:
    worlds = plausible_worlds(400)
    planted = (worlds["attention.chat_hazard"] > 0.06) & (worlds["training.validation"] != "clean")
    found = discover(worlds, with_errors(planted.to_numpy(), 0.04))
    box = found.boxes[0]
    hazard, validation = box.restrictions
    assert hazard.low == pytest.approx(0.06, abs=0.004)
    assert hazard.high is None
    assert validation.options == ("contaminated", "mixed")
    assert max(box.quasi_p) < 1e-9
    assert box.chance == 0.01
    assert box.coverage > 0.85
    assert box.density > 0.9
    assert box.words.startswith("attention.chat_hazard at least ")
    assert " a month" in box.words
    assert box.words.endswith(" and training.validation contaminated or mixed")
    assert found.finding("The levy fails").startswith("The levy fails in ")
    assert box.words in found.finding("The levy fails")


def test_whole_numbers_and_months_are_ends_that_lie_inside() -> None:
    worlds = plausible_worlds(400)
    planted = (worlds["web.archive_months"] <= 110) & (worlds["answers.start"] >= "2025-01")
    (months, start), *_ = [each.restrictions for each in discover(worlds, planted.to_numpy()).boxes]
    assert isinstance(months.high, int)
    assert abs(months.high - 110) <= 2
    assert isinstance(start.low, str)
    assert "2024-10" <= start.low <= "2025-02"
    assert Restriction("x", "2025-01", "2026-01").told({}) == "x from 2025-01 to 2026-01"


def test_a_second_box_is_found_outside_the_first() -> None:
    worlds = plausible_worlds(600, more=4)
    one = (worlds["other_0"] > 0.7) & (worlds["other_1"] > 0.5)
    other = (worlds["other_2"] < 0.25) & (worlds["other_3"] < 0.6)
    boxes = discover(worlds, (one | other).to_numpy()).boxes
    assert {tuple(each.name for each in box.restrictions) for box in boxes[:2]} == {
        ("other_0", "other_1"),
        ("other_2", "other_3"),
    }
    assert sum(box.coverage for box in boxes) > 0.85
    assert sum(box.n_holds for box in boxes) <= (one | other).sum()


def test_noise_finds_hardly_ever_a_box() -> None:
    worlds = plausible_worlds(120, more=10)
    noise = [uniform(f"noise {place}", 120) < 0.3 for place in range(30)]
    found = [discover(worlds, each, shuffles=39) for each in noise]
    assert sum(bool(each.boxes) for each in found) <= 4  # of 30, at a level of 5 %
    quiet = [each.finding("It rains") for each in found if not each.boxes and each.chance > LEVEL]
    assert all("no region stands out: as good a one was found in" in each for each in quiet)
    assert len(quiet) > 20


def test_what_lies_in_a_box_is_counted_and_a_restriction_that_does_nothing_has_a_large_quasi_p() -> None:
    worlds = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0], "b": [1.0, 1.0, 2.0, 2.0]})
    holds = np.array([False, True, True, True])
    box = box_of((Restriction("a", low=2.0), Restriction("b", high=2.0)), worlds, holds)
    assert (box.n_worlds, box.n_holds, box.coverage, box.density) == (3, 3, 1.0, 1.0)
    assert box.quasi_p == pytest.approx((0.75**3, 1.0))


def test_the_trail_of_a_peeling_trades_coverage_for_density() -> None:
    worlds = plausible_worlds(200)
    trail = discover(worlds, with_errors((worlds["other_0"] > 0.6).to_numpy(), 0.1)).trail
    assert trail["coverage"].is_monotonic_decreasing
    assert trail["coverage"].iloc[0] == 1.0
    assert trail["density"].iloc[-1] > trail["density"].iloc[0]
    assert trail["is_taken"].sum() == 1


def test_what_cannot_be_searched_is_refused() -> None:
    worlds = plausible_worlds(50)
    with pytest.raises(DiscoveryError, match=r"holds in 2 of 50 worlds.*Ask for more worlds"):
        discover(worlds, np.arange(50) < 2)
    with pytest.raises(OutOfRangeError, match=r"(?s)shuffles.*seed"):
        discover(worlds, np.arange(50) < 20, shuffles=3, seed=-1)
