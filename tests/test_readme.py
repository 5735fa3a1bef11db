import re
import tomllib
from pathlib import Path

import pytest

from ecosystem.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102
    assert "2024-12" in capsys.readouterr().out


def test_the_scenario_of_the_readme_is_valid() -> None:
    (text,) = blocks("toml")
    assert Scenario.from_toml(text).parameters.culture.persistence == 0.99


def test_the_commands_of_the_readme_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    commands = re.findall(r"uv run ecosystem (\w+)", README)
    assert set(commands) == {
        "calibrate",
        "coverage",
        "decompose",
        "equilibria",
        "freshness",
        "identify",
        "laws",
        "list",
        "parameters",
        "run",
        "scaling",
        "schedule",
        "sizes",
        "validate",
        "value",
    }
    assert project["project"]["scripts"] == {"ecosystem": "scenarios.__main__:main"}


def test_the_files_that_the_readme_names_exist() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []
