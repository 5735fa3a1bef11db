from pathlib import Path

import mesa  # noqa: F401 - it looks through the stack when it is imported, for seconds where that is as deep as in a test
import pytest
from hypothesis import settings

from tests.support.commands import SMALL, FinishedRun, call
from tests.support.real_text import write_python_text

# An example that is the first to need a loop waits until that is compiled; and benchmarks time, tests do not.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """A small run of the baseline with all that it leaves."""
    folder = tmp_path_factory.mktemp("results") / "run"
    return FinishedRun(call("run", *SMALL, "--seed", "7", "--out", folder), folder)


@pytest.fixture(scope="session")
def python_text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of real writing."""
    return write_python_text(tmp_path_factory.mktemp("text"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the figures out: they take longer than a small run."""
    monkeypatch.setattr("analysis.reports.run_files._write_figures", lambda *_: [])
