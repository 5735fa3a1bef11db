"""Finished jobs in a folder: nothing is made twice, nothing is taken for something else, nothing broken is believed."""

import errno
import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.runs import keeping
from analysis.runs.keeping import KeepError
from analysis.runs.runner import Runner
from tests.support.jobs import Job, begun, fail, process, square, table
from tests.support.processes import children, is_alive, until

ROOT = Path(__file__).resolve().parents[3]
FULL = [0, 1, 4, 9, 16, 25]


@pytest.fixture
def keep(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "kept"


def six(folder: Path, **changes: Any) -> list[Job]:
    return [Job(number, str(folder), **changes) for number in range(6)]


def files(keep: Path) -> list[Path]:
    return sorted(keep.glob("*.json"))


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted_runs_go_on_where_they_were(tmp_path: Path, keep: Path, workers: int) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Runner(workers, keep, interrupt).run(square, six(tmp_path))
    assert len(files(keep)) == 3
    told: list[tuple[int, int]] = []
    assert Runner(workers, keep, lambda *done: told.append(done)).run(square, six(tmp_path)) == FULL
    assert told == [(4, 6), (5, 6), (6, 6)]
    assert len(begun(tmp_path)) <= 6 + (workers - 1), "at most what other workers were at was begun twice"
    assert Runner(workers, keep).run(square, six(tmp_path)) == FULL


def test_what_was_finished_before_an_error_is_kept(keep: Path) -> None:
    jobs = [Job(0), Job(2), Job(1), Job(3)]
    with pytest.raises(ValueError, match="number = 1"):
        Runner(keep=keep).run(fail, jobs)
    assert len(files(keep)) == 2


def test_a_result_comes_back_as_it_was(keep: Path) -> None:
    (made,) = Runner(keep=keep).run(table, [Job(1)])
    (read,) = Runner(keep=keep).run(table, [Job(1)])
    pd.testing.assert_frame_equal(read.pop("frame"), made.pop("frame"), check_exact=True)
    assert read == made


def test_another_function_job_or_code_is_another_result(
    tmp_path: Path, keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = jobs = [Job(1, str(tmp_path))]
    Runner(keep=keep).run(square, jobs)
    assert Runner(keep=keep).run(process, jobs) == [os.getpid()]
    Runner(keep=keep).run(square, [replace(job, seconds=0.001)])
    assert len(begun(tmp_path)) == 2
    monkeypatch.setattr("analysis.runs.keeping.study_version", lambda: "other")
    Runner(keep=keep).run(square, jobs)
    assert len(begun(tmp_path)) == 3
    assert len(files(keep)) == 4


def other_number(text: str) -> str:
    return text.replace('"result": 16', '"result": 17')


@pytest.mark.parametrize(
    "harm", [lambda text: text[: len(text) // 2], other_number, lambda _: "", lambda _: "[1]", lambda _: '{"a": 1}']
)
def test_a_broken_file_is_made_again_and_nothing_else(tmp_path: Path, keep: Path, harm: Callable[[str], str]) -> None:
    Runner(keep=keep).run(square, six(tmp_path))
    (broken,) = [path for path in files(keep) if json.loads(path.read_text())["result"] == 16]
    whole = broken.read_text()
    assert harm(whole) != whole
    broken.write_text(harm(whole))
    (keep / "foreign.json").write_bytes(b"\xff\x00")
    assert Runner(keep=keep).run(square, six(tmp_path)) == FULL
    assert begun(tmp_path) == [0, 1, 2, 3, 4, 4, 5]
    assert broken.read_text() == whole


@pytest.mark.parametrize("content", ['{"result": ' + "9" * 10_000 + "}", "[" * 100_000, "\0", None])
def test_what_is_hostile_or_no_file_is_made_again_and_nobody_waits_for_it(
    tmp_path: Path, keep: Path, content: str | None
) -> None:
    Runner(keep=keep).run(square, six(tmp_path))
    path = files(keep)[0]
    whole = path.read_text()
    path.unlink()
    if content is None:
        os.mkfifo(path)
    else:
        path.write_text(content)
    assert Runner(keep=keep).run(square, six(tmp_path)) == FULL
    assert path.read_text() == whole


@pytest.mark.parametrize(
    "told", [b"[", b"\xff", b'{"index_columns": [3]}', b'{"columns": [], "column_indexes": [{}, {}]}']
)
def test_frames_with_odd_words_of_pandas_are_made_again(told: bytes, keep: Path) -> None:
    Runner(keep=keep).run(table, [Job(1)])
    (path,) = files(keep)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"(a": [1, 2]}).replace_schema_metadata({"pandas": told}), sink)
    frame = {"parquet, base64": b64encode(sink.getvalue()).decode()}
    content = {"result": {"frame": frame}}
    path.write_text(json.dumps({**content, "sha256": keeping._digest(content["result"])}))
    assert Runner(keep=keep).run(table, [Job(1)])[0]["frame"]["n"].tolist() == [1, 2]


def test_frames_that_are_none_are_made_again(keep: Path) -> None:
    Runner(keep=keep).run(table, [Job(1)])
    (path,) = files(keep)
    whole = path.read_text()
    content = json.loads(whole)
    content["result"]["frame"] = {"parquet, base64": "AAAA"}
    path.write_text(json.dumps(content))
    assert Runner(keep=keep).run(table, [Job(1)])[0]["frame"]["n"].tolist() == [1, 2]
    assert path.read_text() == whole


def a_set(job: Job) -> set[int]:
    return {job.number}


def test_what_cannot_be_kept_or_found_again_is_refused(keep: Path) -> None:
    with pytest.raises(KeepError, match="a job = set has no form that can be kept"):
        Runner(keep=keep).run(a_set, [Job(1)])
    with pytest.raises(KeepError, match=r"cannot be found under its name.*top of a module"):
        Runner(keep=keep).run(lambda job: job, [1])
    with pytest.raises(KeepError, match="a job = set has no form"):
        Runner(keep=keep).run(square, [Job(1, folder={1})])  # type: ignore[arg-type]
    assert not files(keep)


def test_a_place_that_is_no_folder_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(KeepError, match="cannot hold finished runs"):
            Runner(keep=place).run(square, [Job(1, str(tmp_path))])
    assert begun(tmp_path) == []


def test_a_disk_that_is_full_is_named_with_its_remedy(keep: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("analysis.runs.keeping.write_file", full)
    with pytest.raises(KeepError, match=r"No space left on device.*with room left"):
        Runner(keep=keep).run(square, [Job(1, str(keep))])


SCRIPT = """
from pathlib import Path
from analysis.runs.runner import Runner
from tests.support.jobs import Job, square
if __name__ == "__main__":
    jobs = [Job(number, PLACE, seconds=0.1) for number in range(30)]
    print(Runner(2, Path(PLACE) / "kept").run(square, jobs))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to see the processes of another one")
def test_a_killed_study_leaves_no_worker_and_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    script, keep = tmp_path / "script.py", tmp_path / "kept"
    script.write_text(SCRIPT.replace("PLACE", repr(str(tmp_path))))
    with subprocess.Popen([sys.executable, script], env={**os.environ, "PYTHONPATH": str(ROOT)}) as driver:
        assert until(lambda: len(files(keep)) >= 5, 40)
        workers = children(driver.pid)
        os.kill(driver.pid, signal.SIGKILL)
    assert until(lambda: not any(map(is_alive, workers)), 10)
    n_kept, once = len(files(keep)), begun(tmp_path)
    assert 5 <= n_kept < 30
    assert not list(tmp_path.glob("kept/[!.]*-????????")), "nothing half-written"
    jobs = [Job(number, str(tmp_path), seconds=0.1) for number in range(30)]
    assert Runner(keep=keep).run(square, jobs) == [number**2 for number in range(30)]
    assert len(begun(tmp_path)) - len(once) == 30 - n_kept
    assert len(begun(tmp_path)) <= 30 + 2


@pytest.mark.slow
def test_a_killed_worker_of_a_kept_study_loses_no_finished_job_and_makes_none_twice(tmp_path: Path, keep: Path) -> None:
    jobs = [replace(job, kills=int(job.number in {0, 3})) for job in six(tmp_path)]
    assert Runner(2, keep).run(square, jobs) == FULL
    assert begun(tmp_path) == [0, 0, 1, 2, 3, 3, 4, 5]
    assert Runner(keep=keep).run(square, jobs) == FULL
    assert len(begun(tmp_path)) == 8
