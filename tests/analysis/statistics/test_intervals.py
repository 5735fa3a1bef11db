import numpy as np
import pytest

from analysis.statistics.intervals import Interval, SampleError, mean_interval, prediction_interval, wilson_interval
from ecosystem.errors import OutOfRangeError
from ecosystem.randomness import Draws


def test_interval_by_hand() -> None:
    """Mean 3, standard deviation sqrt(2.5), and t(.975, 4) = 2.776445."""
    interval = mean_interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert interval.mean == 3.0
    assert interval.n == 5
    assert interval.standard_error == pytest.approx(np.sqrt(0.5))
    assert interval.low == pytest.approx(3.0 - 2.776445 * np.sqrt(0.5), abs=1e-6)
    assert interval.high == pytest.approx(3.0 + 2.776445 * np.sqrt(0.5), abs=1e-6)


def test_two_runs_have_the_wide_interval_of_one_degree_of_freedom() -> None:
    interval = mean_interval([0.0, 2.0])
    assert interval.high == pytest.approx(1.0 + 12.7062, abs=1e-4)
    narrow = mean_interval([0.0, 2.0], confidence=0.5)
    assert narrow.high == pytest.approx(2.0)
    assert narrow.confidence == 0.5


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0, -0.1])
def test_a_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(OutOfRangeError, match=r"did you mean 0\.95"):
        mean_interval([1.0, 2.0], confidence)


def test_an_interval_is_written_with_both_ends() -> None:
    interval = Interval(0.12, 0.08, 0.16, 5, 0.014)
    assert str(interval) == "+0.12 [+0.08, +0.16]"
    assert interval.told("{:.1f}".format) == "0.1 [0.1, 0.2]"


def test_a_prediction_interval_holds_one_more_run_as_often_as_it_says() -> None:
    runs = Draws(3).generator("test", 0, 0).normal(2.0, 0.5, (1_500, 5))
    ends = [prediction_interval(row[:4]) for row in runs]
    n_inside = sum(low <= one_more <= high for (low, high), one_more in zip(ends, runs[:, 4], strict=True))
    assert n_inside / 1_500 == pytest.approx(0.9, abs=0.025)


def test_a_prediction_interval_needs_two_runs() -> None:
    with pytest.raises(SampleError):
        prediction_interval([1.0])
    assert prediction_interval([1.0, 1.0]) == (1.0, 1.0)


def test_wilsons_interval_is_the_set_of_chances_that_a_score_test_accepts() -> None:
    for count, n in ((0, 10), (3, 10), (81, 263), (10, 10)):
        low, high = wilson_interval(count, n)
        assert 0.0 <= low <= count / n <= high <= 1.0
        for end in (low, high):
            if 0.0 < end < 1.0:
                score = (count / n - end) / np.sqrt(end * (1.0 - end) / n)
                assert abs(score) == pytest.approx(1.959964, abs=1e-5)
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # Newcombe 1998, table I
    assert np.isnan(wilson_interval(0, 0)).all()
