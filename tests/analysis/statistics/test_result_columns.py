"""Tables of results have the columns that are told of, and say their units."""

import numpy as np
import pandas as pd
import pytest

from analysis.evidence.validation import validate
from analysis.outcomes.collapse import collapse_report
from analysis.outcomes.welfare import gains
from analysis.statistics.result_columns import ANCHORS, CHANGES, COLLAPSE, EFFECTS, GAINS
from analysis.whatif.effects import effects
from analysis.whatif.policy_gains import gains_and_losses
from ecosystem.columns import FrameInfo
from tests.support.paired import OUTCOMES, make_accounts, make_runs


def _series() -> pd.DataFrame:
    dates = [f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13)]
    return pd.DataFrame({"scenario": "one", "replicate": 0, "date": dates, "model_loss": np.linspace(0.4, 0.6, 24)})


def _one_account() -> pd.DataFrame:
    accounts = make_accounts(1, ("baseline",))
    return accounts[accounts["months"] == 12]


TABLES = {
    "effects": (lambda: effects(make_runs(3), OUTCOMES), EFFECTS),
    "gains": (lambda: gains_and_losses(make_accounts()), GAINS),
    "changes": (lambda: gains(_one_account()), CHANGES),
    "collapse": (lambda: collapse_report(_series(), ceiling=5.0), COLLAPSE),
    "anchors": (lambda: validate(_series()), ANCHORS),
}


@pytest.mark.parametrize(("make", "info"), TABLES.values(), ids=TABLES)
def test_a_table_has_the_columns_that_are_told_of_and_says_their_units(make: object, info: FrameInfo) -> None:
    table = make()  # type: ignore[operator]
    assert list(table.columns) == info.names
    assert table.attrs["units"] == {column.name: column.unit for column in info.columns}


def test_the_confidence_of_effects_stands_beside_what_they_say_of_themselves() -> None:
    table = effects(make_runs(3), OUTCOMES, confidence=0.9)
    assert table.attrs["confidence"] == 0.9
    assert table.attrs["meanings"]["verdict"] == "What can be said of it, in words."
