import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.reports.comparison_report import write_tables
from analysis.runs.design import Run
from analysis.runs.parts import EMPTY
from analysis.runs.simulation import Outcome
from analysis.statistics.wording import short_label
from analysis.whatif.comparison import Comparison
from scenarios.catalogue import load
from scenarios.commands.compare import _draw as draw
from tests.support.commands import call
from tests.support.stubs import Singly, pretend

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--size", "50", "--months", "2", "--workers", "1")
WORDS = ("compare", "baseline", "no_ai", "no_feedback", *SMALL)
ASKED = (*WORDS, "--replicates", "3")


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Leave figure and report out, which take longer than runs that are pretended, and tell where they were to go."""
    folders: list[Path] = []

    def leave(result: Comparison, _: object, folder: Path) -> None:
        folders.append(folder)
        write_tables(result, folder)

    monkeypatch.setattr("scenarios.commands.compare._draw", leave)
    return folders


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Pretend to simulate, and tell which runs were asked for."""
    runs: list[Run] = []

    def simulate(run: Run) -> Outcome:
        runs.append(run)
        return pretend(run)

    for module in ("whatif.making", "runs.reruns"):
        monkeypatch.setattr(f"analysis.{module}.simulate", Singly(simulate))
    return runs


def test_compare_prints_effects_and_leaves_them_with_every_run(here: Path, made: list[Run], drawn: list[Path]) -> None:
    result = call(*ASKED)
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("9 runs, about ")
    folder = here / "runs" / "compare-1"
    assert "runs/compare-1" in result.stdout
    assert "Too small for conclusions: a web of 50 authors is for tests" in result.stdout
    cells = [line.split("│")[1].strip() for line in result.stdout.splitlines() if "│" in line]
    table = pd.read_csv(folder / "effects.csv")
    assert cells == [f"{short_label(row.outcome)} ({row.unit})" for row in table.itertuples()]
    assert set(table["arm"]) == {"no_ai", "no_feedback"}
    assert len(pd.read_parquet(folder / "runs.parquet")) == len(made) == 9
    assert {run.scenario.size for run in made} == {50}
    assert drawn == [Path("runs/compare-1")]
    assert call(*ASKED).exit_code == 0
    assert (here / "runs" / "compare-2").is_dir()


def test_the_same_command_goes_on_with_a_folder(tmp_path: Path, made: list[Run]) -> None:
    folder = tmp_path / "mine"
    call(*ASKED, "--out", folder)
    result = call(*WORDS, "--out", folder, "--replicates", "4", "--json")
    assert result.exit_code == 0, result.output
    assert "3 runs, about " in result.stderr
    assert "9 finished runs are there already" in result.stderr
    assert len(made) == 12
    content = json.loads(result.stdout)
    assert (content["n_pairs"], content["arms"]) == (4, ["baseline", "no_ai", "no_feedback"])
    assert {row["arm"] for row in content["effects"]} == {"no_ai", "no_feedback"}
    assert content["failures"] == []


def test_a_dry_run_says_what_it_would_take_and_leaves_nothing(here: Path, made: list[Run]) -> None:
    result = call(*ASKED, "--dry-run")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("It would take 9 runs, about ")
    content = json.loads(call(*ASKED, "--dry-run", "--json", "--out", "mine").stdout)
    assert content["n_runs"] == 9
    assert content["bytes"] > 0
    assert list(here.iterdir()) == []
    assert made == []
    assert "would take at least 15 runs" in call(*WORDS, "--precision", "0.1", "--dry-run").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("baseline", "nowhere"), "nowhere"),
        (("baseline", "baseline"), "is the name of the baseline"),
        (("baseline", "no_ai", "no_ai"), "is given twice"),
        (("baseline",), "Missing argument"),
        (("baseline", "no_ai", "--replicates", "0"), "replicates = 0 is below 1"),
        (("baseline", "no_ai", "--replicates", "2", "--precision", "0.1"), "are given both"),
        (("baseline", "no_ai", "--precision", "-1"), "precision = -1.0 is not above 0"),
        (("baseline", "no_ai", "--size", "3"), "size = 3"),
        (("baseline", "no_ai", "--workers", "2", "--dask", "tcp://127.0.0.1:1"), "cannot be given with --workers"),
        (("baseline", "no_ai", "--out", "file"), "not a folder"),
        (("baseline", "no_ai", "--out", "file/deep"), "not a folder"),
        (("baseline", "no_ai", "--out", "used"), "holds something that is not a comparison"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(words: tuple[str, ...], told: str, here: Path, made: list[Run]) -> None:
    (here / "file").write_text("mine")
    (here / "used").mkdir()
    (here / "used" / "letters").write_text("mine")
    result = call("compare", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert sorted(path.name for path in here.rglob("*")) == ["file", "letters", "used"]
    assert made == []


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.runs.clusters.TIMEOUT_SECONDS", 0.5)
    result = call("compare", "baseline", "no_ai", "--dask", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "Dask scheduler = 'tcp://127.0.0.1:1' does not answer" in result.stderr
    assert list(here.iterdir()) == []


def test_failures_are_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def simulate(run: Run) -> Outcome:
        if run.arm == "no_ai" and run.replicate == 0:
            return Outcome(run, 0.1, stage="run step 1", message="ValueError: no", trace="where")
        return pretend(run)

    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(simulate))
    result = call(*ASKED)
    assert result.exit_code == 0, result.output
    assert "Failed: no_ai, replicate 0, at run step 1: ValueError: no" in result.stdout
    assert [path.read_text() for path in here.glob("runs/compare-1/failures/*")] == ["where"]


def test_no_pair_at_all_is_a_failure(here: Path, drawn: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "analysis.whatif.making.simulate", Singly(lambda run: Outcome(run, stage="build", message="no"))
    )
    result = call(*ASKED)
    assert result.exit_code == 1
    assert "no replicate came through in all arms" in result.stderr
    assert drawn == []
    assert (here / "runs" / "compare-1" / "effects.csv").exists()


def test_an_interruption_says_which_command_goes_on(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def simulate(run: Run) -> Outcome:
        if run.replicate == 1:
            raise KeyboardInterrupt
        return pretend(run)

    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(simulate))
    result = call(*ASKED)
    assert result.exit_code == 130
    (again,) = [line.strip() for line in result.stderr.splitlines() if line.startswith("  ecosystem compare ")]
    assert again.endswith("--out runs/compare-1")
    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(pretend))
    resumed = call(*again.split()[1:])
    assert resumed.exit_code == 0, resumed.output
    assert "3 finished runs are there already" in resumed.stderr
    assert len(pd.read_parquet(here / "runs" / "compare-1" / "runs.parquet")) == 9


@pytest.mark.slow
def test_compare_leaves_a_figure_and_a_report_and_can_be_made_again(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenarios.commands.compare._draw", draw)
    result = call("compare", "baseline", "no_ai", *SMALL, "--replicates", "2")
    assert result.exit_code == 0, result.output
    folder = here / "runs" / "compare-1"
    assert (folder / "effects.png").exists()
    assert list(folder.glob("report*"))
    result = call("rerun", folder, "--replicates", "1")
    assert result.exit_code == 0, result.output
    assert "2 runs made again" in result.stdout


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_finished(here: Path) -> None:
    words = ("compare", "baseline", "no_ai", "--size", "50", "--months", "2", "--replicates", "60", "--workers", "2")
    with subprocess.Popen(
        [sys.executable, "-m", "scenarios", *words, "--out", "mine"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    ) as process:
        end = time.monotonic() + 40
        while len(list(here.glob("mine/runs.parquet/*.parquet"))) < 3 and time.monotonic() < end:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert f"ecosystem {' '.join(words[:3])}" in told
    assert told.rstrip().endswith("--out mine")
    assert (pd.read_parquet(here / "mine" / "runs.parquet")["status"] == "ok").sum() >= 2


@pytest.fixture
def store(tmp_path: Path, made: list[Run]) -> Path:
    """A finished comparison."""
    folder = tmp_path / "mine"
    assert call(*ASKED, "--out", folder).exit_code == 0
    made.clear()
    return folder


def part_of_a_run(store: Path, table: str) -> Path:
    """Give a file of a table that holds what one run gave."""
    return next(path for path in (store / f"{table}.parquet").iterdir() if path.stem != EMPTY)


def test_rerun_finds_the_same_numbers(store: Path, made: list[Run]) -> None:
    before = {path: path.stat().st_mtime_ns for path in store.rglob("*")}
    result = call("rerun", store)
    assert result.exit_code == 0, result.output
    assert "9 runs made again: all " in result.stdout
    assert "the same to the last bit" in result.stdout
    assert len(made) == 9
    assert {path: path.stat().st_mtime_ns for path in store.rglob("*")} == before
    content = json.loads(call("rerun", store, "--replicates", "1", "--json").stdout)
    assert (content["n_runs"], content["n_different"], content["is_reproduced"]) == (3, 0, True)


@pytest.mark.parametrize(("change", "code"), [(1e-3, 1), (1e-13, 0)])
def test_rerun_finds_a_number_that_was_changed(store: Path, change: float, code: int) -> None:
    part = part_of_a_run(store, "series")
    frame = pd.read_parquet(part)
    frame.loc[1, "model_loss"] *= 1.0 + change
    frame.to_parquet(part, index=False)
    result = call("rerun", store)
    assert result.exit_code == code, result.output
    assert "9 runs made again: 1 of " in result.stdout
    assert "series, model_loss, row 1" in result.stdout
    assert ("rounding" in result.stdout) == (code == 0)


def test_rerun_tells_what_was_lost(store: Path) -> None:
    part = part_of_a_run(store, "welfare")
    part.unlink()
    result = call("rerun", store, "--json")
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert (content["n_runs"], content["n_missing"], content["largest"]) == (8, 1, 0.0)
    assert f"welfare.parquet/{part.name} is not there" in result.stderr


def test_rerun_tells_of_other_code_and_runs_that_are_missing(store: Path) -> None:
    manifest = store / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "code": "0.0.9+abc", "replicates": 4}))
    result = call("rerun", store)
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("Warning: the folder was made by code 0.0.9+abc")
    assert "(3 more have no results to compare)" in result.stdout


def test_rerun_of_what_is_no_comparison_is_refused(tmp_path: Path, store: Path) -> None:
    (tmp_path / "letters").write_text("mine")
    for folder, told in ((tmp_path, "not a comparison"), (tmp_path / "letters", "not a folder")):
        result = call("rerun", folder)
        assert result.exit_code == 2
        assert told in result.stderr
    assert call("rerun", tmp_path / "nowhere").exit_code == 2
    assert "replicates = 0 is below 1" in call("rerun", store, "--replicates", "0").stderr
    shutil.rmtree(store / "runs.parquet")
    assert call("rerun", store).exit_code == 2


def test_scenarios_of_files_are_compared(here: Path, made: list[Run]) -> None:
    (here / "mine.toml").write_text(load("no_ai").replace(name="mine").to_toml())
    result = call("compare", "baseline", "mine.toml", "--replicates", "2", *SMALL)
    assert result.exit_code == 0, result.output
    assert {run.arm for run in made} == {"baseline", "mine"}


def test_a_place_where_no_folder_can_be_made_is_bad_input(here: Path) -> None:
    result = call(*ASKED, "--out", "/proc/nothing")
    assert result.exit_code == 2
    assert "store = '/proc/nothing' cannot be written to" in result.stderr
    assert list(here.iterdir()) == []
