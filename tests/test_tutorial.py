"""The tutorial can be followed: its Python runs, its scenario is valid, and its commands exist."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ecosystem.scenario import Scenario
from scenarios.command_line import app

TUTORIAL = (Path(__file__).resolve().parents[1] / "docs" / "tutorial.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TUTORIAL, re.DOTALL)


@pytest.mark.slow
def test_the_python_of_the_tutorial_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    exec(compile(code, "tutorial.md", "exec"), {})  # noqa: S102
    told = capsys.readouterr().out
    assert "synthetic_share_training" in told
    assert "cap_and_levy" in told


def test_the_scenario_of_the_tutorial_is_valid() -> None:
    (text,) = blocks("toml")
    scenario = Scenario.from_toml(text)
    assert [policy.kind for policy in scenario.policies] == ["labelling_mandate", "author_levy", "change"]


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines()])
def test_the_commands_of_the_tutorial_are_understood(line: str) -> None:
    words = line.removeprefix("uv run ecosystem ").split()
    result = CliRunner(env={"COLUMNS": None}).invoke(app, [*words, "--dry-run"])
    assert result.exit_code == 0, result.output
