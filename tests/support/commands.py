"""The command line inside this process, and the run that many tests look at."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typer.testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from scenarios.command_line import app

# It would build all commands anew for every call.
typer.testing._get_command = cache(get_command)  # type: ignore[attr-defined]
SMALL = ("--size", "50", "--months", "14")


def call(*words: str | Path) -> Result:
    """Call the command line inside this process, as where nobody looks on."""
    return CliRunner(env={"COLUMNS": None}).invoke(app, [str(word) for word in words])


def check_answer(content: dict[str, Any], folder: Path = Path()) -> None:
    """What a command tells as JSON has its answer, and names a file to open if it has left any."""
    assert content["answer"]
    assert content["open"] is None or (folder / content["open"]).is_file()


@dataclass(frozen=True)
class FinishedRun:
    result: Result
    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text("utf-8"))
        return content
