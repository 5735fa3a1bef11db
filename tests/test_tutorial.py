"""The tutorial can be followed: its Python runs, its scenario is valid, and its commands exist."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ecosystem.scenario import Scenario
from scenarios.command_line import app
from tests.support.own_parts import own_names  # noqa: F401 - a fixture

TUTORIAL = (Path(__file__).resolve().parents[1] / "docs" / "tutorial.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TUTORIAL, re.DOTALL)


@pytest.fixture
def study(here: Path, own_names: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:  # noqa: F811
    """The reader's own file, in the folder that the reader works in."""
    del own_names
    (text,) = [block for block in blocks("python") if block.startswith("# my_study.py")]
    (here / "my_study.py").write_text(text)
    monkeypatch.syspath_prepend(str(here))
    sys.modules.pop("my_study", None)
    yield
    sys.modules.pop("my_study", None)


@pytest.mark.slow
@pytest.mark.usefixtures("study")
def test_the_python_of_the_tutorial_runs(capsys: pytest.CaptureFixture[str]) -> None:
    codes = [code for code in blocks("python") if not code.startswith("# my_study.py")]  # that is imported by them
    for place, code in enumerate(codes):
        exec(compile(code, f"tutorial-{place}.py", "exec"), {"__name__": f"tutorial_{place}"})  # noqa: S102
    told = capsys.readouterr().out
    for expected in ("synthetic_share_training", "cap_and_levy", "operator_wealth", "Replace(n=9) [0.1, "):
        assert expected in told


def test_the_scenario_of_the_tutorial_is_valid() -> None:
    (text,) = blocks("toml")
    scenario = Scenario.from_toml(text)
    assert [policy.kind for policy in scenario.policies] == ["labelling_mandate", "author_levy", "change"]


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines()])
def test_the_commands_of_the_tutorial_are_understood(line: str) -> None:
    words = line.removeprefix("uv run ecosystem ").split()
    result = CliRunner(env={"COLUMNS": None}).invoke(app, [*words, "--dry-run"])
    assert result.exit_code == 0, result.output
