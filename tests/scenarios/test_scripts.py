"""Every scenario runs by itself and prints its question and its answer."""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from analysis.studies.rewiring import RESULTS
from ecosystem.calendar import step_to_date
from ecosystem.indicators import INDICATORS
from ecosystem.scenario import Scenario
from scenarios import (
    baseline,
    clean_archive,
    denoising,
    detector_arms_race,
    no_ai,
    no_demotion,
    no_feedback,
    opt_out_wave,
    private_data_advantage,
    replace_vs_accumulate,
    rewiring,
)

ANSWERS = Path(baseline.__file__).parent / "answers"
VERDICT = re.compile(r"95 % interval|exactly the same in all \d+ pairs|no difference can be told")
COMPARISONS = (
    clean_archive,
    detector_arms_race,
    no_demotion,
    opt_out_wave,
    private_data_advantage,
    replace_vs_accumulate,
)


@pytest.mark.parametrize("script", [baseline, no_ai])
def test_a_scenario_prints_its_question_and_its_answer(script: object, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = script.SCENARIO  # type: ignore[attr-defined]
    baseline.main(scenario.replace(size=50, months=14))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == scenario.question
    assert len(lines) > 3
    assert all(line.startswith("- ") for line in lines[1:])


def test_no_feedback_prints_the_paired_difference_with_its_interval(
    capsys: pytest.CaptureFixture[str],
) -> None:
    no_feedback.main(size=50, months=14, replicates=2)
    text = capsys.readouterr().out
    assert text.startswith(no_feedback.SCENARIO.question)
    assert "the loss of the best model" in text
    assert "pairs" in text


@pytest.mark.slow
def test_denoising_prints_both_temperatures(capsys: pytest.CaptureFixture[str]) -> None:
    denoising.main(size=50, months=14, replicates=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == denoising.SCENARIO.question
    assert [line.split(",")[0] for line in lines[1:]] == ["- At temperature 0.9", "- At temperature 1"]


def check_answer(script: ModuleType, text: str) -> None:
    """An answer begins with the question, and every outcome of every pair of arms has a difference or says why not."""
    question, *lines = text.splitlines()
    assert question == script.SCENARIO.question
    for outcome in script.OUTCOMES:
        told = [line for line in lines if re.match(rf"- {outcome}( in [^:]+)?: \S+ in ", line)]
        assert len(told) >= max(len(getattr(script, "PAIRS", ())), 1)
        assert all(VERDICT.search(line) for line in told)
    assert all(line.startswith("- ") for line in lines)


def stub_series(scenario: Scenario, seed: int = 0) -> pd.DataFrame:
    """Give series in which every outcome depends on the name of the scenario and on the seed."""
    values = dict.fromkeys(INDICATORS, 1.0 + 0.01 * seed * len(scenario.name))
    return pd.DataFrame({"date": [step_to_date(step) for step in range(scenario.months)], **values})


@pytest.mark.parametrize("script", COMPARISONS)
def test_a_comparison_has_a_line_for_every_outcome(
    script: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenarios.pairs.WORKERS", 1)
    monkeypatch.setattr("analysis.runs.controls.run_series", stub_series)
    script.main(months=24, replicates=2)
    text = capsys.readouterr().out
    check_answer(script, text)
    assert "no difference can be told" not in text


@pytest.mark.slow
@pytest.mark.parametrize("script", COMPARISONS)
def test_a_comparison_runs(
    script: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenarios.pairs.WORKERS", 1)
    script.main(size=50, months=14, replicates=2)
    check_answer(script, capsys.readouterr().out)


@pytest.mark.parametrize("script", [each for each in COMPARISONS if (ANSWERS / f"{each.SCENARIO.name}.md").exists()])
def test_an_answer_that_comes_with_a_script_is_one_of_it(script: ModuleType) -> None:
    text = (ANSWERS / f"{script.SCENARIO.name}.md").read_text(encoding="utf-8")
    check_answer(script, text)
    assert " 5 pairs" in text


def test_the_baseline_and_no_feedback_keep_their_answers() -> None:
    for script in (baseline, no_feedback):
        question, *lines = (ANSWERS / f"{script.SCENARIO.name}.md").read_text(encoding="utf-8").splitlines()
        assert question == script.SCENARIO.question
        assert lines
    assert all(line.startswith("- ") for line in (ANSWERS / "baseline.md").read_text("utf-8").splitlines()[1:])
    assert re.search(
        r"rises by \+0\.\d+ nats per idea \(95 % interval", (ANSWERS / "no_feedback.md").read_text("utf-8")
    )


def test_every_answer_has_a_script() -> None:
    for path in ANSWERS.glob("*.md"):
        assert import_module(f"scenarios.{path.stem}").SCENARIO.name == path.stem


def test_the_claims_that_are_asked_have_their_answers() -> None:
    asked = {script.SCENARIO.name for script in COMPARISONS} - {"detector_arms_race", "no_demotion"}
    assert asked <= {path.stem for path in ANSWERS.glob("*.md")}


def test_the_arms_race_is_off_in_the_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    detector_arms_race.main(size=50, months=14, replicates=2)
    gap = capsys.readouterr().out.splitlines()[1].split()
    assert gap[1] == "detection_skill_gap:"
    assert float(gap[2]) == 0.0, "no race in the baseline"
    assert float(gap[5]) != 0.0


def test_rewiring_prints_what_becomes_of_each_result_and_writes_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(setting: Scenario, seed: int) -> dict[str, float]:
        is_rewired = setting.parameters.web.structure != "scale_free"
        return {each.name: 1.0 + seed + 2.0 * is_rewired for each in RESULTS}

    monkeypatch.setattr("analysis.studies.rewiring.measure_web", measured)
    page = tmp_path / "docs" / "rewiring.md"
    rewiring.main(size=50, months=12, replicates=2, workers=1, write=page)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == rewiring.QUESTION
    assert lines[1].startswith("- in_link_gini (Gini index) rises on the random web: +2 [+2, +2] from 1.5")
    assert sum(" web: +2 " in line for line in lines) == 4 * len(RESULTS)
    assert page.read_text(encoding="utf-8").startswith("# Rewiring")


def test_rewiring_refuses_what_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        rewiring.main(replicates=1)
    assert caught.value.code == 2
    assert "replicates = 1 is below 2" in capsys.readouterr().err
