import numpy as np
import pandas as pd
import pytest

from analysis.statistics.periods import (
    SeriesError,
    around,
    months_of,
    period_mean,
    split_replicates,
    year_mean,
    year_of,
)
from ecosystem.errors import DateError
from tests.support.synthetic import make_series


def test_a_year_a_quarter_and_a_month_name_their_months() -> None:
    assert months_of("2023")[0] == "2023-01"
    assert months_of("2023")[-1] == "2023-12"
    assert len(months_of("2023")) == 12
    assert months_of("2025-Q1") == ("2025-01", "2025-02", "2025-03")
    assert months_of("2025-Q4") == ("2025-10", "2025-11", "2025-12")
    assert months_of("2023-11") == ("2023-11",)


@pytest.mark.parametrize("date", ["", "23", "2023-13", "2023-00", "2023-Q5", "2023-1", "soon"])
def test_other_dates_are_refused(date: str) -> None:
    with pytest.raises(DateError, match="a quarter"):
        months_of(date)


def test_the_months_around_a_month_cross_the_year() -> None:
    assert around("2023-01") == ("2022-12", "2023-01", "2023-02")


def test_months_lie_in_their_middle() -> None:
    assert year_of(["2022-01", "2023-07"]) == pytest.approx([2022 + 1 / 24, 2023 + 13 / 24])


def test_means_leave_out_what_is_missing() -> None:
    frame = pd.DataFrame({"date": ["2022-01", "2022-02", "2022-03"], "x": [1.0, np.nan, 4.0]})
    assert period_mean(frame, "x", ("2022-01", "2022-02", "2022-03")) == 2.5
    assert period_mean(frame, "x", ("2022-01", "2030-01")) == 1.0
    assert np.isnan(period_mean(frame, "x", ("2022-02",)))
    assert np.isnan(period_mean(frame, "y", ("2022-01",)))
    assert year_mean([frame, frame.assign(x=6.5)], "x", "2022") == 4.5


def test_replicates_are_parted_whether_tidy_or_apart() -> None:
    tidy = make_series(14, replicates=3)
    assert [len(part) for part in split_replicates(tidy)] == [14, 14, 14]
    apart = [make_series(14), make_series(14)]
    assert len(split_replicates(apart)) == 2
    shuffled = tidy.sample(frac=1.0, random_state=1)
    pd.testing.assert_frame_equal(split_replicates(shuffled)[2], split_replicates(tidy)[2])


def test_series_that_are_none_are_refused() -> None:
    with pytest.raises(SeriesError, match="holds no row"):
        split_replicates([])
    with pytest.raises(SeriesError, match="no column `date`"):
        split_replicates(pd.DataFrame({"x": [1.0]}))
    with pytest.raises(SeriesError, match="baseline, no_ai"):
        split_replicates([make_series(3), make_series(3, name="no_ai")])
    with pytest.raises(SeriesError, match="appears twice"):
        split_replicates(pd.concat([make_series(3), make_series(3)]))
