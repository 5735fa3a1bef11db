"""The lines that lay one arm beside another, on series that are made up."""

import numpy as np
import pandas as pd
import pytest

from analysis.runs.controls import ArmsError
from ecosystem.calendar import step_to_date
from scenarios import baseline, pairs

ARM = baseline.SCENARIO.replace(name="arm")
N_PAIRS = 3


def made_up(effect_by_year: dict[str, float], noise: float = 0.1) -> pd.DataFrame:
    """Give three pairs in which the arm's loss lies above the baseline's by an effect of the year, with some noise."""
    n_months = 12 * len(effect_by_year)
    dates = [step_to_date(step) for step in range(n_months)]
    parts = []
    for name, is_arm in (("baseline", 0.0), ("arm", 1.0)):
        for replicate in range(N_PAIRS):
            shift = np.array([effect_by_year[date[:4]] for date in dates]) + noise * (replicate - 1.0)
            loss = 2.0 + replicate + is_arm * shift
            columns = {"date": dates, "model_loss": loss, "tail_recall": np.nan, "diversity_ratio": 0.5}
            parts.append(pd.DataFrame({**columns, "scenario": name, "replicate": replicate}))
    return pd.concat(parts, ignore_index=True)


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_each_line_has_both_means_and_the_paired_difference(capsys: pytest.CaptureFixture[str]) -> None:
    frame = made_up({"2022": 0.0, "2023": 1.0})
    pairs.print_effects(frame, "baseline", "arm", ("model_loss", "diversity_ratio"))
    reach = 4.302653 * 0.1 / np.sqrt(N_PAIRS)  # Student's t with two degrees of freedom
    assert printed(capsys) == [
        f"- model_loss: 3 in baseline, 4 in arm; it rises by +1 nats per idea (95 % interval {1 - reach:+.3g} to "
        f"{1 + reach:+.3g}, 3 pairs).",
        "- diversity_ratio: 0.5 in baseline, 0.5 in arm; it is exactly the same in all 3 pairs.",
    ]


def test_the_order_of_arms_decides_the_sign_and_zero_inside_is_not_enough(capsys: pytest.CaptureFixture[str]) -> None:
    pairs.print_effects(made_up({"2022": 1.0}), "arm", "baseline", ("model_loss",))
    pairs.print_effects(made_up({"2022": 0.01}), "baseline", "arm", ("model_loss",))
    reverse, unclear = printed(capsys)
    assert "4 in arm, 3 in baseline; it falls by -1 " in reverse
    assert unclear.endswith("3 pairs): not enough runs to tell its sign.")


def test_years_that_runs_reach_are_told_and_the_last_months_once(capsys: pytest.CaptureFixture[str]) -> None:
    frame = made_up({"2022": 0.0, "2023": 1.0})
    pairs.print_effects(frame, "baseline", "arm", ("model_loss",), ("2022", "2023", "2030"))
    assert [line.split(":")[0] for line in printed(capsys)] == ["- model_loss in 2022", "- model_loss in 2023"]
    frame = frame[frame["date"] < "2023-07"]
    pairs.print_effects(frame, "baseline", "arm", ("model_loss",), ("2022", "2023"))
    lines = printed(capsys)
    assert [line.split(":")[0] for line in lines] == ["- model_loss in 2022", "- model_loss in the last 12 months"]
    assert "3.5 in arm" in lines[1], "half a year of each"


def test_an_outcome_that_is_not_defined_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    pairs.print_effects(made_up({"2022": 0.0}), "baseline", "arm", ("tail_recall",))
    (line,) = printed(capsys)
    assert "nan in baseline, nan in arm; no difference can be told" in line
    assert "is not finite" in line


def test_years_are_told_by_the_side_on_which_their_interval_lies(capsys: pytest.CaptureFixture[str]) -> None:
    frame = made_up({"2022": -1.0, "2023": 0.01, "2024": 1.0, "2025": 2.0})
    pairs.print_order(frame[frame["date"] < "2025-12"], "model_loss", "baseline", "arm")
    pairs.print_order(frame[frame["date"] < "2022-12"], "tail_recall", "baseline", "arm")
    full, empty = printed(capsys)
    assert full.endswith("above it in 2024; below it in 2022; not to be told from it in 2023.")
    assert empty.endswith("above it in no year; below it in no year; not to be told from it in no year.")


def test_collapse_is_told_of_the_mean_of_an_arms_runs(capsys: pytest.CaptureFixture[str]) -> None:
    frame = made_up({"2022": 0.0, "2023": 1.0})
    pairs.print_collapse(frame, ARM, "baseline")
    pairs.print_collapse(frame, baseline.SCENARIO, "baseline")
    risen, still = printed(capsys)
    assert risen.startswith("- arm: ")
    assert "any rise of risk (since 2023-01)" in risen
    assert still.startswith("- baseline: ")
    assert "not any rise of risk" in still


def test_arms_of_one_name_are_refused_before_anything_runs() -> None:
    with pytest.raises(ArmsError, match="several scenarios"):
        pairs.run_at((ARM, baseline.SCENARIO, ARM), size=50, months=1, replicates=2)
