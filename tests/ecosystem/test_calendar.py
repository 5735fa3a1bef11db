import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.errors import DateError, OutOfRangeError

FIRST_STEP, LAST_STEP = -2021 * 12, (9999 - 2022) * 12 + 11


@pytest.mark.parametrize(
    ("step", "date"),
    [(0, "2022-01"), (11, "2022-12"), (55, "2026-08"), (167, "2035-12"), (-1, "2021-12")],
)
def test_step_zero_is_january_2022(step: int, date: str) -> None:
    assert step_to_date(step) == date
    assert date_to_step(date) == step


@given(st.integers(FIRST_STEP, LAST_STEP))
def test_steps_and_dates_are_one_to_one(step: int) -> None:
    assert date_to_step(step_to_date(step)) == step


def test_a_numpy_integer_is_a_step() -> None:
    assert step_to_date(np.int16(12)) == "2023-01"


@pytest.mark.parametrize("step", [FIRST_STEP - 1, LAST_STEP + 1])
def test_steps_outside_the_calendar_are_refused(step: int) -> None:
    with pytest.raises(OutOfRangeError, match="outside the years 1 to 9999"):
        step_to_date(step)


@pytest.mark.parametrize("date", ["2022-13", "2022-00", "2022-1", "0000-01", "22-01", "2022-01\n", "", "٢٠٢٢-01"])
def test_what_is_not_a_month_is_refused(date: str) -> None:
    with pytest.raises(DateError, match="is not a month"):
        date_to_step(date)
