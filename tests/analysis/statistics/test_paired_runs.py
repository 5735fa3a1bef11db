import numpy as np
import pandas as pd
import pytest

from analysis.statistics.intervals import SampleError
from analysis.statistics.paired_runs import paired_effect
from analysis.statistics.periods import SeriesError, final_year_mean
from ecosystem.calendar import step_to_date
from ecosystem.errors import UnknownNameError


def runs(replicates: int) -> pd.DataFrame:
    """Two years of both scenarios: in the last the loss is the replicate, and more in the baseline, most in the odd."""
    step = np.arange(24)
    parts = [
        pd.DataFrame(
            {
                "scenario": scenario,
                "replicate": replicate,
                "date": [step_to_date(each) for each in step],
                "model_loss": replicate + extra + np.where(step < 12, 99.0, 0.0),
            }
        )
        for replicate in range(replicates)
        for scenario, extra in (("baseline", 0.1 + 0.02 * (replicate % 2)), ("no_feedback", 0.0))
    ]
    return pd.concat(parts, ignore_index=True)


def test_an_effect_is_the_difference_of_last_years_pair_by_pair() -> None:
    frame = runs(3)
    assert final_year_mean(frame, "model_loss", "no_feedback").tolist() == [0.0, 1.0, 2.0]
    assert final_year_mean(frame, "model_loss", "baseline") == pytest.approx([0.1, 1.12, 2.1])
    cost = paired_effect(frame, "model_loss", "no_feedback", "baseline")
    assert cost.mean == pytest.approx((0.1 + 0.12 + 0.1) / 3)
    assert (cost.n, cost.method) == (3, "t")
    assert cost.excludes_zero
    assert paired_effect(frame, "model_loss", "baseline", "no_feedback").mean == pytest.approx(-cost.mean)


def test_an_effect_can_be_that_of_other_months() -> None:
    frame = runs(3)
    frame.loc[(frame["scenario"] == "baseline") & (frame["date"] == "2022-03"), "model_loss"] += 5.0
    early = paired_effect(frame, "model_loss", "no_feedback", "baseline", months=("2022-03",))
    assert early.mean == pytest.approx(5.0 + 0.32 / 3)


def test_one_pair_has_no_interval() -> None:
    with pytest.raises(SampleError, match="not enough runs"):
        paired_effect(runs(1), "model_loss", "no_feedback", "baseline")


def test_effects_need_the_same_replicates() -> None:
    frame = runs(3)
    lame = frame[(frame["scenario"] == "baseline") | (frame["replicate"] != 1)]
    with pytest.raises(SeriesError, match="same replicates"):
        paired_effect(lame, "model_loss", "no_feedback", "baseline")


def test_names_that_a_frame_lacks_get_a_suggestion() -> None:
    frame = runs(1)
    with pytest.raises(UnknownNameError, match="model_loss"):
        final_year_mean(frame, "model_los", "no_feedback")
    with pytest.raises(UnknownNameError, match="baseline"):
        final_year_mean(frame, "model_loss", "base_line")
    with pytest.raises(SeriesError, match="baseline, no_feedback"):
        final_year_mean(frame, "model_loss")
