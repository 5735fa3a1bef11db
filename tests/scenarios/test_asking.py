"""The lines that lay one arm beside another, on series that are made up."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.runs.controls import ArmsError
from analysis.statistics.wording import SEEDS_ONLY
from ecosystem.calendar import step_to_date
from ecosystem.errors import OutOfRangeError
from scenarios import baseline
from scenarios.asking import HORIZON, Pairs, Plan, Study
from scenarios.telling import RESTS_ON, collapse_line, order_line, rank_line

ARM = baseline.SCENARIO.replace(name="arm")
N_PAIRS = 3
PAIR = ("baseline", "arm")


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


def test_years_are_told_by_the_side_on_which_their_interval_lies() -> None:
    frame = made_up({"2022": -1.0, "2023": 0.01, "2024": 1.0, "2025": 2.0})
    full = order_line(frame[frame["date"] < "2025-12"], "model_loss", "baseline", "arm")
    empty = order_line(frame[frame["date"] < "2022-12"], "tail_recall", "baseline", "arm")
    assert full.endswith("above it in 2024; below it in 2022; not to be told from it in 2023.")
    assert empty.endswith("above it in no year; below it in no year; not to be told from it in no year.")


def test_pairs_are_ranked_by_how_much_they_change_as_far_as_can_be_told() -> None:
    frame = made_up({"2022": 0.5})
    frame["tail_recall"] = 0.5
    again = frame[frame["scenario"] == "arm"].assign(scenario="again", model_loss=lambda arm: arm["model_loss"] + 1.0)
    pairs = (PAIR, ("arm", "again"))
    told = rank_line(pd.concat([frame, again]), "model_loss", pairs)
    assert told.index("again against arm +1 [") < told.index("arm against baseline +0.5 [")
    silent = rank_line(pd.concat([frame, again]), "tail_recall", pairs)
    assert silent.endswith("not to be told: arm against baseline and again against arm.")


def test_collapse_is_told_of_the_mean_of_an_arms_runs() -> None:
    frame = made_up({"2022": 0.0, "2023": 1.0})
    risen, still = (collapse_line(frame, arm, "baseline") for arm in (ARM, baseline.SCENARIO))
    assert risen.startswith("- arm: ")
    assert "any rise of risk (since 2023-01)" in risen
    assert still.startswith("- baseline: ")
    assert "not any rise of risk" in still


def test_arms_of_one_name_are_refused_before_anything_is_run_or_told() -> None:
    step = Pairs((ARM, baseline.SCENARIO, ARM), (("baseline", "arm"),), ("model_loss",))
    with pytest.raises(ArmsError, match="several scenarios"):
        next(Study("Which?", Plan(50, months=1, replicates=2), step).answer())


def test_the_steps_of_a_study_are_told_in_their_order_by_one_plan() -> None:
    def sizes(plan: Plan) -> Iterator[str]:
        yield f"- {plan.size}"

    study = Study(
        "How large?", Plan(50, replicates=5), sizes, lambda plan: iter([f"- {plan.months}", f"- {plan.seed}"])
    )
    *told, head, small, few, seeds = study.answer()
    assert seeds == f"- {SEEDS_ONLY}"
    assert told == ["How large?", "- 50", f"- {HORIZON}", "- 0"]
    assert head == RESTS_ON
    assert small.startswith("- Too small for conclusions: a web of 50 authors ")
    assert few.startswith("- Only 5 pairs of runs: ")
    once = Plan(200, months=7, replicates=1, seed=3)
    assert list(study.answer(once)) == ["How large?", "- 200", "- 7", "- 3"], "no interval, nothing to be said of it"
    assert list(study.answer(replace(once, replicates=10)))[4:] == [RESTS_ON, f"- {SEEDS_ONLY}"]


def test_a_plan_has_the_horizon_of_the_baseline_and_refuses_numbers_below_their_bound() -> None:
    assert Plan(50).months == baseline.SCENARIO.months
    with pytest.raises(OutOfRangeError) as caught:
        Plan(50, replicates=0, seed=-1, workers=0)
    assert len(caught.value.faults) == 3
