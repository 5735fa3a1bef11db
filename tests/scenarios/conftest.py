import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from scenarios.__main__ import app

SMALL = ("--size", "50", "--months", "14")


def call(*words: str | Path) -> Result:
    """Call the command line inside this process, as where nobody looks on."""
    return CliRunner(env={"COLUMNS": None}).invoke(app, [str(word) for word in words])


@dataclass(frozen=True)
class FinishedRun:
    result: Result
    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text("utf-8"))
        return content


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """A small run of the baseline with all that it leaves."""
    folder = tmp_path_factory.mktemp("results") / "run"
    return FinishedRun(call("run", *SMALL, "--seed", "7", "--out", folder), folder)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the figures out: they take longer than a small run."""
    monkeypatch.setattr("scenarios.results._write_figures", lambda *_: [])
