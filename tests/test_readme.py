import re
import tomllib
from pathlib import Path

import pytest

from ecosystem.scenario import Scenario
from scenarios.command_line import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for code in blocks("python"):
        exec(compile(code, "README.md", "exec"), names)  # noqa: S102
    told = capsys.readouterr().out
    assert "2024-12" in told
    assert "policy_payments" in told


def test_the_scenario_of_the_readme_is_valid() -> None:
    (text,) = blocks("toml")
    assert Scenario.from_toml(text).parameters.culture.persistence == 0.99


def test_the_commands_of_the_readme_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    commands = re.findall(r"uv run ecosystem (\w+)", README)
    assert set(commands) == {name for panel in COMMANDS.values() for name in panel}
    assert project["project"]["scripts"] == {"ecosystem": "scenarios.__main__:main"}


def test_the_files_that_the_readme_names_exist() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []
