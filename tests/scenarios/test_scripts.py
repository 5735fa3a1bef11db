"""Every scenario runs by itself and prints its question and its answer."""

import re
import runpy
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from analysis.outcomes.feedback import ROWS
from analysis.statistics.wording import MEAN_OVER_WORLDS
from analysis.studies.rewiring import RESULTS
from analysis.uncertainty.ensemble import Ensemble
from ecosystem.calendar import step_to_date
from ecosystem.indicators import INDICATORS
from ecosystem.scenario import Scenario
from scenarios import (
    adaptive_trainers,
    baseline,
    clean_archive,
    concentration,
    denoising,
    detector_arms_race,
    no_ai,
    no_demotion,
    no_feedback,
    number_or_share,
    opt_out_wave,
    private_data_advantage,
    replace_vs_accumulate,
    strong_collapse,
    what_is_feedback,
)
from scenarios.asking import Findings, Pairs, Plan, Study
from scenarios.catalogue import STUDIES
from scenarios.commands.rewiring import QUESTION
from scenarios.telling import DETAILS, RESTS_ON
from tests.support.answers import ANSWERS, answer_lines, check_over_worlds
from tests.support.commands import call

SMALL = Plan(50, months=14, replicates=2, workers=1)
COMPARISONS = (
    clean_archive,
    concentration,
    detector_arms_race,
    no_demotion,
    number_or_share,
    opt_out_wave,
    private_data_advantage,
    replace_vs_accumulate,
)


@pytest.mark.parametrize("script", [baseline, no_ai])
def test_a_scenario_has_its_question_and_its_answer(script: ModuleType) -> None:
    lines = list(script.STUDY.answer(Plan(50, months=14, replicates=1)))
    assert lines[0] == script.SCENARIO.question
    assert len(lines) > 3
    assert all(line.startswith("- ") for line in lines[1:] if line != RESTS_ON)
    assert not any(line.startswith("- Contradicts history") for line in lines), "14 months reach nothing of it"


def test_what_contradicts_history_is_told_before_all_that_was_found() -> None:
    fast = Findings(no_ai.SCENARIO.replace(**{"culture.persistence": 0.99}))
    first, *others = fast(Plan(50, months=2, replicates=1))
    assert first.startswith("- Contradicts history: texts of the two years after its training are 48 % more perplexing")
    assert not any(line.startswith("- Contradicts history") for line in others)


def test_no_feedback_has_a_card_and_the_paired_difference_with_its_interval() -> None:
    question, against, sentence, *others = no_feedback.STUDY.answer(SMALL)
    assert (question, against) == (no_feedback.SCENARIO.question, "Against no_feedback:")
    assert sentence.startswith("With feedback, nobody can tell ")
    told = others[others.index(DETAILS) + 1 :]
    assert re.match(
        r"- model_loss under the_baseline: \S+ -> \S+ nats per idea, \S+ \[\S+ \S+\]; not enough runs", told[0]
    )
    assert re.match(r"- A loss of \S+ \(no_feedback\) is that of a perfect model of \d+ months ago", told[1])


def check_split(lines: list[str], n_pairs: int) -> None:
    """An answer says what AI costs models, what each part is, and all parts of some years with their intervals."""
    assert lines[0] == what_is_feedback.SCENARIO.question
    assert re.search(
        rf"recursion \S+ \[.*stale pollution .*crowding out .*\({n_pairs} pairs, 95 % intervals\)", lines[1]
    )
    names = [f"- {part.name}" for part in ROWS]
    assert [line.split(" is ")[0] for line in lines if re.match(r"- [\w ]+ is ", line)] == names
    years = [line for line in lines if re.match(r"- \d{4}, nats per idea: ", line)]
    assert years
    assert all(line.count("[") == len(ROWS) for line in years)
    assert any(line.startswith("- Generations of models between people and the models on sale") for line in lines)


@pytest.mark.slow
def test_what_is_feedback_takes_the_cost_of_ai_apart() -> None:
    lines = list(what_is_feedback.STUDY.answer(replace(SMALL, months=13)))
    check_split(lines, 2)
    assert sum("Only 2 pairs" in line for line in lines) == 1


def test_the_answer_that_comes_with_what_is_feedback_is_one_of_it() -> None:
    plan = what_is_feedback.STUDY.plan
    assert plan.size >= 500
    assert plan.worlds >= 30
    lines = answer_lines("what_is_feedback")
    check_split(lines, plan.worlds)
    over = [line.split(": ")[0] for line in lines if line.endswith(f" of {plan.worlds}.")]
    assert over == [f"- {part.name}" for part in ROWS]


@pytest.mark.slow
def test_denoising_tells_of_both_temperatures() -> None:
    lines = list(denoising.STUDY.answer(SMALL))
    assert lines[0] == denoising.SCENARIO.question
    told = [line.split(",")[0] for line in lines if "models are" in line]
    assert told == [f"With feedback at temperature {temperature:g}" for temperature in denoising.TEMPERATURES]


@pytest.mark.slow
def test_strong_collapse_tells_of_every_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strong_collapse, "SHARES", strong_collapse.SHARES[::3])
    lines = list(strong_collapse.STUDY.answer(SMALL))
    assert lines[0] == strong_collapse.SCENARIO.question
    assert lines[1].startswith("More tokens help less than with 0 % synthetic at ")
    assert len([line for line in lines if line.startswith("- With")]) == len(strong_collapse.SHARES)


def check_answer(script: ModuleType, question: str, *lines: str) -> None:
    """An answer has a card by reference, and every outcome of every pair of arms with its difference."""
    assert question == script.SCENARIO.question
    (asked,) = script.STUDY.steps
    references = dict.fromkeys(reference for reference, _ in asked.pairs)
    assert [line for line in lines if line.startswith("Against")] == [f"Against {name}:" for name in references]
    assert len([line for line in lines if "models are" in line]) == len(references)
    for outcome in asked.outcomes:
        assert len([line for line in lines if line.startswith(f"- {outcome} under ")]) == len(asked.pairs) > 0


def stub_series(scenario: Scenario, seed: int = 0, _: object = None) -> pd.DataFrame:
    """Give series in which every outcome depends on the name of the scenario and on the seed."""
    values = dict.fromkeys(INDICATORS, 1.0 + 0.01 * seed * len(scenario.name))
    return pd.DataFrame({"date": [step_to_date(step) for step in range(scenario.months)], **values})


@pytest.mark.parametrize("script", COMPARISONS)
def test_a_comparison_asks_of_its_own_arms_what_there_is(script: ModuleType) -> None:
    (asked,) = script.STUDY.steps
    assert {name for pair in (*asked.pairs, *asked.collapsed) for name in pair} <= {arm.name for arm in asked.arms}
    assert set(asked.said) <= {arm.name for arm in asked.arms}
    assert set(asked.outcomes) <= set(INDICATORS)


def check_ways(lines: list[str], n_pairs: int) -> None:
    """An answer tells the cost of feedback under each way to adapt, and what each changes of it and of the loss."""
    names = [way.name for way, _ in adaptive_trainers.WAYS]
    assert lines[0] == adaptive_trainers.SCENARIO.question
    assert lines[1].startswith("Feedback moves the loss of models with fixed recipes by ")
    assert all(name.replace("_", " ") in lines[1] for name in names[1:])
    assert [line.split(" (")[0] for line in lines[2:8]] == [f"- {name}" for name in names]
    assert [line.split(" against")[0] for line in lines[8:18]] == [f"- {name}" for name in names[1:] for _ in range(2)]
    assert all(f"{n_pairs} pairs" in line for line in lines[2:18])


def test_adaptive_trainers_tells_costs_and_losses_of_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.runs.controls.run_series", stub_series)
    plan = replace(adaptive_trainers.STUDY.plan, months=24, replicates=3, worlds=0, workers=1)
    check_ways(list(adaptive_trainers.STUDY.answer(plan)), 3)


def test_the_answer_that_comes_with_adaptive_trainers_is_one_of_it() -> None:
    plan = adaptive_trainers.STUDY.plan
    assert plan.size >= 500
    lines = answer_lines("adaptive_trainers")
    left_out = re.search(r"- Left out are (\d+) of (\d+) pairs, in which nobody sells models", " ".join(lines))
    assert left_out is not None
    assert int(left_out[2]) == plan.worlds
    check_ways(lines, plan.worlds - int(left_out[1]))


@pytest.mark.slow
@pytest.mark.parametrize("script", COMPARISONS)
def test_a_comparison_runs(script: ModuleType) -> None:
    check_answer(script, *script.STUDY.answer(SMALL))


@pytest.mark.slow
def test_pairs_over_worlds_are_told_by_reference_with_all_that_is_asked_of_them(tmp_path: Path) -> None:
    file = tmp_path / "worlds.parquet"
    Ensemble(pd.DataFrame({"attention.chat_hazard": [0.05, 0.06]}), np.array([0.5, 0.5]), {}).write(file)
    pair = (no_feedback.SCENARIO.name, baseline.SCENARIO.name)
    arms = (no_feedback.SCENARIO, baseline.SCENARIO)
    asked = Pairs(arms, (pair,), ("model_loss",), ordered="model_loss", ranked="model_loss", collapsed=(pair[::-1],))
    lines = list(asked(Plan(50, months=14, workers=1, worlds=2, ensemble=file)))
    assert lines[0] == "Against no_feedback:"
    assert lines[1] == "The loss of the best model in the last 12 months: nobody can tell whether it rises or falls."
    check_over_worlds([*lines, f"- {MEAN_OVER_WORLDS}"], 2, ["the_baseline"], ["model_loss"])
    assert [line.split(" of ")[0] for line in lines if " against " in line and "95 %" in line] == [
        "- model_loss in the last 12 months, largest change first (95 %, adjusted for these pairs): not to be told: "
        "baseline against no_feedback.",
        "- model_loss",
    ]
    assert sum(line.startswith("- baseline: ") for line in lines) == 1, "whether it collapses is told"


@pytest.mark.parametrize("script", [each for each in COMPARISONS if (ANSWERS / f"{each.SCENARIO.name}.md").exists()])
def test_an_answer_that_comes_with_a_script_is_one_of_it(script: ModuleType) -> None:
    lines, plan = answer_lines(script.SCENARIO.name), script.STUDY.plan
    if plan.worlds:
        (asked,) = script.STUDY.steps
        arms = {other if other != baseline.SCENARIO.name else f"the_{other}" for _, other in asked.pairs}
        check_over_worlds(lines, plan.worlds, arms, asked.outcomes)
        return
    check_answer(script, *lines)
    assert f" {plan.replicates} pairs" in "".join(lines)


def test_the_baseline_and_no_feedback_keep_their_answers() -> None:
    for script in (baseline, no_feedback):
        question, *lines = answer_lines(script.SCENARIO.name)
        assert question == script.SCENARIO.question
        assert lines
    assert all(line.startswith("- ") for line in answer_lines("baseline")[1:])
    told, plan = answer_lines("no_feedback"), no_feedback.STUDY.plan
    assert told[2].startswith("With feedback, models are ")
    check_over_worlds(told, plan.worlds, ["the_baseline"], ["model_loss"])


def test_every_answer_has_a_script() -> None:
    for path in set(ANSWERS.glob("*.md")) - {ANSWERS / "README.md"}:
        assert import_module(f"scenarios.{path.stem}").SCENARIO.name == path.stem


def test_the_claims_that_are_asked_have_their_answers() -> None:
    asked = {script.SCENARIO.name for script in COMPARISONS} - {"detector_arms_race", "no_demotion"}
    assert asked <= {path.stem for path in ANSWERS.glob("*.md")}


def test_the_arms_race_is_off_in_the_baseline() -> None:
    lines = detector_arms_race.STUDY.answer(SMALL)
    (gap,) = [line.split() for line in lines if line.startswith("- detection_skill_gap under ")]
    assert float(gap[4]) == 0.0, "no race in the baseline"
    assert float(gap[6]) != 0.0


def test_rewiring_prints_what_becomes_of_each_result_and_writes_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(setting: Scenario, seed: int) -> dict[str, float]:
        is_rewired = setting.parameters.web.structure != "scale_free"
        return {each.name: 1.0 + seed + 2.0 * is_rewired for each in RESULTS}

    monkeypatch.setattr("analysis.studies.rewiring.measure_web", measured)
    page = tmp_path / "docs" / "rewiring.md"
    result = call("rewiring", "--size", "50", "--months", "12", "--replicates", "2", "--workers", "1", "--write", page)
    lines = result.stdout.splitlines()
    assert lines[0] == QUESTION
    assert any(
        line.startswith("- in_link_gini (Gini index) rises on the random web: +2 [+2, +2] from 1.5") for line in lines
    )
    assert sum(" web: +2 " in line for line in lines) == 4 * len(RESULTS)
    written = page.read_text(encoding="utf-8")
    assert written.startswith("# Rewiring")
    assert "Only 2 pairs of runs: " in written


def test_rewiring_refuses_what_cannot_be() -> None:
    result = call("rewiring", "--replicates", "1")
    assert result.exit_code == 2
    assert "replicates = 1 is below 2" in result.stderr


@pytest.mark.parametrize("name", [*STUDIES, "rewiring"])
def test_a_module_run_by_itself_asks_its_question(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(Study, "tell", lambda study: asked.append(study.question))
    monkeypatch.setattr("scenarios.command_line.app", asked.append)
    runpy.run_path(str(ANSWERS.parent / f"{name}.py"), run_name="__main__")
    assert len(asked) == 1


def test_a_study_told_prints_its_question_at_once_and_then_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    def step(_: Plan) -> Iterator[str]:
        assert capsys.readouterr().out == "Why?\n", "the question comes before the first run"
        yield "- Because."

    Study("Why?", SMALL, step).tell()
    assert capsys.readouterr().out.startswith(f"- Because.\n{RESTS_ON}\n- ")
