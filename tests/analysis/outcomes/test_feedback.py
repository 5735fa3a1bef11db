"""The cost of AI to models comes apart into parts that add up, and the words follow the numbers."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analysis import figures
from analysis.outcomes.feedback import (
    ARMS,
    BESIDE,
    ITSELF,
    PARTS,
    ROWS,
    WHOLE,
    all_of,
    feedback_finding,
    feedback_frame,
    feedback_of,
    feedback_of_arms,
    feedback_title,
    is_told,
)
from analysis.runs.controls import CONTROLS, with_control
from analysis.statistics.result_columns import FEEDBACK
from ecosystem import Scenario
from ecosystem.calendar import step_to_date

USUAL = {ITSELF: 0.9, "first_generation_writers": 0.8, "no_feedback": 0.6, "no_ai": 0.5, "current_writers": 0.55}
BASELINE = Scenario(name="baseline")


def series(loss: float, months: int, replicates: int, scatter: float, own: int) -> pd.DataFrame:
    """Losses that grow to `loss` in the last year; scatter is common to all arms but for a little of their own."""
    steps = np.arange(months)
    parts = []
    for replicate in range(replicates):
        noise = scatter * (np.sin(7.0 * replicate) + 0.1 * np.cos(5.0 * replicate + own))
        grown = 0.4 + (loss - 0.4) * np.minimum(steps / max(months - 12, 1), 1.0) + noise
        dates = [step_to_date(step) for step in steps]
        parts.append(pd.DataFrame({"scenario": "x", "replicate": replicate, "date": dates, "model_loss": grown}))
    return pd.concat(parts, ignore_index=True)


def runs(months: int = 48, replicates: int = 1, scatter: float = 0.02, **losses: float) -> dict[str, pd.DataFrame]:
    values = USUAL | losses
    return {arm: series(values[arm], months, replicates, scatter, own) for own, arm in enumerate((ITSELF, *ARMS))}


def last(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["year"] == frame["year"].max()].set_index("part")


def test_the_arms_are_controls_and_each_part_begins_where_the_one_before_it_ends() -> None:
    assert set(ARMS) <= set(CONTROLS)
    assert (PARTS[0].more, PARTS[-1].less) == (WHOLE.more, WHOLE.less) == (ITSELF, "no_ai")
    for part, following in pairwise(PARTS):
        assert part.less == following.more
    assert (BESIDE.more, BESIDE.less) == ("current_writers", "no_feedback")


@pytest.mark.parametrize("replicates", [1, 2, 12])
def test_parts_add_up_to_the_whole_in_every_year(replicates: int) -> None:
    frame = feedback_frame(runs(replicates=replicates))
    assert list(frame.columns) == FEEDBACK.names
    for _, rows in frame.groupby("year"):
        by_part = rows.set_index("part")["difference"]
        assert by_part[[part.name for part in PARTS]].sum() == pytest.approx(by_part[WHOLE.name], abs=1e-12)
    assert sorted(set(frame["year"])) == ["2022", "2023", "2024", "2025"]
    assert set(frame["n_pairs"]) == {replicates}
    assert last(frame)["difference"].to_list() == pytest.approx([0.1, 0.2, 0.1, 0.4, -0.05], abs=0.01)


def test_only_pairs_count_in_which_all_arms_have_a_loss() -> None:
    given = runs(replicates=3)
    lost = given["no_ai"]
    given["no_ai"] = lost.assign(model_loss=lost["model_loss"].where(lost["replicate"] != 1))
    frame = feedback_frame(given)
    assert set(frame["n_pairs"]) == {2}
    assert last(frame)["difference"].to_list() == pytest.approx([0.1, 0.2, 0.1, 0.4, -0.05], abs=0.01)


def test_differences_are_those_of_pairs_of_one_seed() -> None:
    given = runs(replicates=5, scatter=1.0)
    shuffled = {arm: frame.iloc[::-1].reset_index(drop=True) for arm, frame in given.items()}
    pd.testing.assert_frame_equal(feedback_frame(given), feedback_frame(shuffled))
    width = last(feedback_frame(given)).eval("high - low").max()
    assert width < 0.5, "what seeds have in common drops out"


def test_the_words_follow_the_numbers() -> None:
    told = feedback_finding(feedback_frame(runs(replicates=12)))
    assert told.startswith("AI raises the loss of the best model in 2025 by 0.40 nats per idea [")
    assert "recursion +0.10 [" in told
    assert "recursion is 25 % of it" in told
    assert "would change the loss of models that read none by -0.050 [" in told
    assert "(12 pairs, 95 % intervals)" in told
    helps = feedback_frame(runs(replicates=12, first_generation_writers=1.0))
    assert "recursion -0.10 [" in feedback_finding(helps)
    assert "of it" not in feedback_finding(helps), "a share of a sum of both signs says nothing"
    better = feedback_finding(feedback_frame(runs(replicates=12, no_ai=1.2)))
    assert better.startswith("AI lowers the loss of the best model in 2025 by 0.30 nats per idea")
    assert feedback_title(feedback_frame(runs())).endswith(
        "by 0.40 nats per idea: recursion +0.10, stale pollution +0.20 and crowding out +0.10"
    )


def test_what_may_be_chance_is_said_to_be() -> None:
    frame = feedback_frame(runs(replicates=3, scatter=1.0))
    told = feedback_finding(frame)
    assert told.startswith("AI changes the loss of the best model in 2025 by +0.")
    assert "] (not told from none): recursion" in told
    assert told.count("(not told from none)") == 5
    assert "nats per idea (not told from none): " in feedback_title(frame)
    assert "of it" not in told
    assert not any(is_told(row) for _, row in last(frame).iterrows())


def test_one_pair_has_no_interval_and_arms_that_are_the_same_differ_by_nothing() -> None:
    frame = feedback_frame(runs())
    assert frame["low"].isna().all()
    assert "one pair of runs each, so that no interval is known" in feedback_finding(frame)
    same = feedback_frame({arm: series(0.5, 24, 3, 0.02, 0) for arm in (ITSELF, *ARMS)})
    assert (same["method"] == "exact").all()
    assert "recursion +0.000 [+0.000, +0.000], " in feedback_finding(same)


def test_without_a_loss_nothing_is_taken_apart() -> None:
    given = {arm: frame.assign(model_loss=np.nan) for arm, frame in runs().items()}
    frame = feedback_frame(given)
    assert frame["difference"].isna().all()
    assert "cannot be taken apart" in feedback_finding(frame)
    assert "cannot be taken apart" in feedback_title(frame)


def test_a_scenario_that_is_one_of_the_arms_stands_for_it() -> None:
    own, controls = runs()[ITSELF], {arm: frame for arm, frame in runs().items() if arm != ITSELF}
    assert last(feedback_of(BASELINE, own, controls)).loc["recursion", "difference"] == pytest.approx(0.1, abs=0.01)
    twins = BASELINE.replace(name="mine", **CONTROLS["first_generation_writers"].overrides)
    without = {arm: frame for arm, frame in controls.items() if arm != "first_generation_writers"}
    assert feedback_of(BASELINE, own, without).empty
    assert last(feedback_of(twins, own, without)).loc["recursion", "difference"] == 0.0
    no_ai = with_control(BASELINE, "no_ai")
    assert feedback_of(no_ai, own, controls).empty, "without AI there is nothing to take apart"


def test_a_comparison_that_holds_the_controls_is_taken_apart_whatever_its_arms_are_called() -> None:
    given = runs(replicates=3)
    arms = {"baseline": BASELINE, **{f"arm {name}": with_control(BASELINE, name) for name in ARMS}}
    names = dict(zip((ITSELF, *ARMS), arms, strict=True))
    frame = pd.concat([given[name].assign(arm=arm) for name, arm in names.items()]).drop(columns="scenario")
    table = feedback_of_arms(BASELINE, arms, frame)
    pd.testing.assert_frame_equal(table, feedback_frame(given))
    few = {arm: scenario for arm, scenario in arms.items() if arm != "arm current_writers"}
    without = feedback_of_arms(BASELINE, few, frame)
    assert BESIDE.name not in set(without["part"])
    assert "current as culture" not in feedback_finding(without)
    assert len(figures.what_feedback_is(without, "web-ecosystem, a test").axes[1].collections) == len(ROWS) - 1
    assert feedback_of_arms(BASELINE, few, frame[frame["arm"] != "arm no_ai"]).empty, "its runs are lost"
    assert feedback_of_arms(BASELINE.replace(size=60, months=24), {}, frame).empty


def test_other_seeds_of_a_scenario_are_laid_below_its_first() -> None:
    given = runs(replicates=3)
    first, rest = (given[ITSELF][given[ITSELF]["replicate"] == 0], given[ITSELF][given[ITSELF]["replicate"] > 0])
    own, controls = all_of(first, {"no_ai": given["no_ai"], ITSELF: rest})
    pd.testing.assert_frame_equal(own, given[ITSELF])
    assert set(controls) == {"no_ai"}
    assert all_of(first, {})[0] is first


def test_the_figure_has_a_line_for_each_part_and_bands_over_pairs() -> None:
    frame = feedback_frame(runs(replicates=3))
    stack, lines = figures.what_feedback_is(frame, "web-ecosystem, a test").axes
    drawn = {line.get_label(): line for line in lines.lines}
    for part in ROWS:
        (line,) = [each for label, each in drawn.items() if str(label).startswith(part.name)]
        expected = frame[frame["part"] == part.name]["difference"].to_numpy(float)
        assert np.asarray(line.get_ydata()) == pytest.approx(expected)
    assert len(lines.collections) == len(ROWS)
    top = np.asarray(stack.lines[-2].get_ydata())
    assert top == pytest.approx(frame[frame["part"] == WHOLE.name]["difference"].to_numpy(float), abs=1e-12)
    assert len({line.get_linestyle() for line in lines.lines}) > 1
