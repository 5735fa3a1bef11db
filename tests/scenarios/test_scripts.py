"""Every scenario runs by itself and prints its question and its answer."""

from pathlib import Path

import pytest

from analysis.rewiring import RESULTS
from ecosystem.scenario import Scenario
from scenarios import baseline, denoising, detector_arms_race, no_ai, no_feedback, rewiring


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


def test_denoising_prints_both_temperatures(capsys: pytest.CaptureFixture[str]) -> None:
    denoising.main(size=50, months=14, replicates=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == denoising.SCENARIO.question
    assert [line.split(",")[0] for line in lines[1:]] == ["- At temperature 0.9", "- At temperature 1"]


def test_the_arms_race_prints_each_outcome_with_and_without_it(capsys: pytest.CaptureFixture[str]) -> None:
    detector_arms_race.main(size=50, months=14, replicates=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == detector_arms_race.SCENARIO.question
    assert [line[2:].split(":")[0] for line in lines[1:]] == list(detector_arms_race.OUTCOMES)
    gap = lines[1].split()
    assert float(gap[2]) == 0.0, "no race in the baseline"
    assert float(gap[6]) != 0.0


def test_rewiring_prints_what_becomes_of_each_result_and_writes_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(setting: Scenario, seed: int) -> dict[str, float]:
        is_rewired = setting.parameters.web.structure != "scale_free"
        return {each.name: 1.0 + seed + 2.0 * is_rewired for each in RESULTS}

    monkeypatch.setattr("analysis.rewiring.measure_web", measured)
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
