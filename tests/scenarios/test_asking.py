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
from scenarios.telling import RESTS_ON, collapse_line, effect_lines, order_line, rank_line

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


def lines_of(
    frame: pd.DataFrame, outcomes: tuple[str, ...], years: tuple[str, ...] = (), pair: tuple[str, str] = PAIR
) -> list[str]:
    return effect_lines(frame, (pair,), outcomes, years)[pair]


def test_each_line_has_both_means_and_the_paired_difference() -> None:
    frame = made_up({"2022": 0.0, "2023": 1.0})
    lines = lines_of(frame, ("model_loss", "diversity_ratio"))
    reach = 4.302653 * 0.1 / np.sqrt(N_PAIRS)  # Student's t with two degrees of freedom
    assert lines == [
        f"- model_loss: 3 in baseline, 4 in arm; it rises by +1 nats per idea (95 % interval {1 - reach:+.3g} to "
        f"{1 + reach:+.3g}, 3 pairs).",
        "- diversity_ratio: 0.5 in baseline, 0.5 in arm; it is exactly the same in all 3 pairs.",
    ]


def test_the_order_of_arms_decides_the_sign_and_zero_inside_is_not_enough() -> None:
    (reverse,) = lines_of(made_up({"2022": 1.0}), ("model_loss",), pair=("arm", "baseline"))
    (unclear,) = lines_of(made_up({"2022": 0.01}), ("model_loss",))
    assert "4 in arm, 3 in baseline; it falls by -1 " in reverse
    assert unclear.endswith("3 pairs): not enough runs to tell its sign.")


def test_a_sign_that_one_comparison_could_claim_is_not_claimed_among_many() -> None:
    frame = made_up({"2022": 0.3})
    noise = 1.0 + (frame["replicate"] - 1.0) ** 2 * (frame["scenario"] == "arm")
    frame["tail_recall"] = frame["diversity_ratio"] = noise
    (alone,) = lines_of(frame, ("model_loss",))
    assert "it rises by +0.3" in alone
    many = effect_lines(frame, (PAIR,), ("model_loss", "tail_recall", "diversity_ratio"))[PAIR]
    assert many[0].endswith("not enough runs to tell its sign once adjusted for all comparisons.")


def test_years_that_runs_reach_are_told_and_the_last_months_once() -> None:
    frame = made_up({"2022": 0.0, "2023": 1.0})
    lines = lines_of(frame, ("model_loss",), ("2022", "2023", "2030"))
    assert [line.split(":")[0] for line in lines] == ["- model_loss in 2022", "- model_loss in 2023"]
    frame = frame[frame["date"] < "2023-07"]
    lines = lines_of(frame, ("model_loss",), ("2022", "2023"))
    assert [line.split(":")[0] for line in lines] == ["- model_loss in 2022", "- model_loss in the last 12 months"]
    assert "3.5 in arm" in lines[1], "half a year of each"


def test_an_outcome_that_is_not_defined_says_so() -> None:
    (line,) = lines_of(made_up({"2022": 0.0}), ("tail_recall",))
    assert "nan in baseline, nan in arm; no difference can be told" in line
    assert "is not finite" in line


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
