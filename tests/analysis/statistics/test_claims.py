"""What may be claimed of a row: the adjusted verdict where there is one, else its own interval."""

import pandas as pd
import pytest

from analysis.statistics.claims import claimed, is_told, side

ROWS = pd.DataFrame(
    {
        "difference": [0.5, 0.5, -0.5, 0.5],
        "low": [0.1, 0.1, -0.9, -0.1],
        "high": [0.9, 0.9, -0.1, 1.1],
        "better": ["lower", "higher", "neither", "higher"],
        "is_real": [True, False, True, False],
    }
)


def test_an_adjusted_verdict_goes_before_the_interval_of_a_row() -> None:
    assert is_told(ROWS).tolist() == [True, False, True, False]
    assert is_told(ROWS.drop(columns="is_real")).tolist() == [True, True, True, False]
    assert claimed(ROWS).index.tolist() == [0, 2]


@pytest.mark.parametrize(("place", "expected"), [(0, "worse"), (1, ""), (2, "changed"), (3, "")])
def test_a_row_points_the_way_that_is_better_for_its_outcome(place: int, expected: str) -> None:
    assert side(ROWS.iloc[place].to_dict()) == expected


def test_more_money_is_better_where_a_row_says_nothing() -> None:
    money = ROWS.drop(columns=["better", "is_real"])
    assert [side(row) for row in money.to_dict("records")] == ["better", "better", "worse", ""]
