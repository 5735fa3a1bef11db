"""Every scenario runs by itself and prints its question and its answer."""

import pytest

from scenarios import baseline, denoising, no_ai, no_feedback


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
