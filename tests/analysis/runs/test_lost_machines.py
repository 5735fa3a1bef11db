"""What a cluster loses on the way: a worker, all of them, its scheduler, or a run that kills whoever tries it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from analysis import compare
from analysis.runs import clusters
from analysis.runs.clusters import LostClusterError, _Cluster, dask_executor
from analysis.runs.keeping import Shelf
from analysis.runs.runner import Runner
from analysis.runs.workers import WorkerError
from scenarios import load
from tests.support.clusters import ROOT, local_cluster
from tests.support.jobs import Job, ends_of, square
from tests.support.processes import until


class KilledWorker(Exception):  # noqa: N818 - as Dask has it
    """All workers that tried a job have died."""


@dataclass
class Machines(Executor):
    """What a client of Dask is to us: jobs are made at once, unless the plan has something else for their number."""

    plan: dict[int, Any] = field(default_factory=dict)
    n_threads: int = 1
    status: str = "running"
    tried: list[int] = field(default_factory=list)
    most: int = 0
    flying: list[Future[Any]] = field(default_factory=list)

    def get_executor(self, pure: bool) -> Executor:
        assert not pure
        return self

    def nthreads(self) -> dict[str, int]:
        return {"tcp://there": self.n_threads} if self.n_threads else {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        number, ended = args[-1].number, Future[Any]()
        self.tried.append(number)
        self.flying = [each for each in self.flying if not each.done()] + [ended]
        self.most = max(self.most, len(self.flying))
        what = self.plan.get(number, "make")
        if isinstance(what, list):
            what = what.pop(0) if what else "make"
        if what == "kill":
            ended.set_exception(KilledWorker(f"job {number}"))
        elif what == "lose":
            for each in self.flying:
                if each.cancel():
                    each.set_running_or_notify_cancel()
        elif what == "leave":
            self.n_threads = 0
        else:
            try:
                ended.set_result(fn(*args, **kwargs))
            except clusters.ClusterError as error:
                ended.set_exception(error)
        return ended


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("PATIENCE_SECONDS", 0.1), ("_LOOK_SECONDS", 0.02), ("_SECONDS_WITHOUT_NEWS", 0.01)):
        monkeypatch.setattr(clusters, name, seconds)


def on(machines: Machines) -> _Cluster:
    return _Cluster(machines, "tcp://there:1", KilledWorker)


JOBS = [Job(number) for number in range(20)]


@pytest.mark.slow
def test_a_cluster_is_given_no_more_than_keeps_it_busy() -> None:
    machines = Machines(n_threads=3)
    with on(machines) as cluster:
        assert Runner(executor=cluster).run(square, JOBS) == [job.number**2 for job in JOBS]
    assert machines.most <= 6
    assert machines.tried == list(range(20))


def test_a_job_whose_workers_died_is_made_again_alone_when_all_else_is_done() -> None:
    machines = Machines({3: ["kill"]})
    with on(machines) as cluster:
        assert Runner(executor=cluster).run(square, JOBS) == [job.number**2 for job in JOBS]
    assert machines.tried == [*range(20), 3]


def test_a_job_that_kills_all_that_try_it_fails_by_itself() -> None:
    machines = Machines({3: "kill"})
    with on(machines) as cluster:
        ends = ends_of(Runner(executor=cluster), square, JOBS)
    assert [place for place, ended in ends.items() if ended.exception() is not None] == [3]
    with pytest.raises(WorkerError, match="has killed all workers that tried it"):
        ends[3].result()


@pytest.mark.parametrize(("what", "told"), [("lose", "has died"), ("leave", "has been without workers for 0.1 s")])
def test_a_cluster_that_dies_is_one_error_and_what_it_finished_is_kept(what: str, told: str, tmp_path: Path) -> None:
    with on(Machines({7: what})) as cluster, pytest.raises(LostClusterError, match=told) as raised:
        Runner(executor=cluster, keep=tmp_path).run(square, JOBS)
    assert str(raised.value).startswith("Dask scheduler = 'tcp://there:1' ")
    assert len(Shelf(tmp_path, square).find(JOBS)) >= 6
    with pytest.raises(LostClusterError):
        cluster.submit(square, JOBS[0])
    assert Runner(keep=tmp_path).run(square, JOBS) == [job.number**2 for job in JOBS]


def test_workers_that_come_with_other_code_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["ours", "theirs", *["ours"] * 50])
    monkeypatch.setattr(clusters, "study_version", lambda: next(codes))
    with on(Machines()) as cluster, pytest.raises(LostClusterError, match="has workers that came with other code"):
        Runner(executor=cluster).run(square, JOBS)


PATIENCE = 600.0
N_RUNS = 8
SIZE, MONTHS, REPLICATES, SEED = 50, 14, N_RUNS // 2, 5


def asked(folder: Path, *words: str) -> subprocess.Popen[str]:
    numbers = {"size": SIZE, "months": MONTHS, "replicates": REPLICATES, "seed": SEED}
    options = [word for name, number in numbers.items() for word in (f"--{name}", str(number))]
    command = [
        sys.executable,
        "-m",
        "scenarios",
        "compare",
        "baseline",
        "no_ai",
        *options,
        "--out",
        str(folder),
        *words,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def compare_here(folder: Path) -> None:
    """What the command asks, in this process."""
    world, other = (load(name).replace(size=SIZE, months=MONTHS) for name in ("baseline", "no_ai"))
    compare(world, {"no_ai": other}, replicates=REPLICATES, seed=SEED, store=folder, workers=1)


def parts(folder: Path) -> dict[str, bytes]:
    """All that runs gave, but how long they took."""
    found = [path for table in ("series", "welfare") for path in (folder / f"{table}.parquet").iterdir()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def n_finished(folder: Path) -> int:
    return len(list((folder / "runs.parquet").glob("*.parquet"))) - 1


def finishes_one(asking: subprocess.Popen[str], folder: Path) -> bool:
    """Whether a command comes to its first run and is not through with all by then."""
    until(lambda: n_finished(folder) >= 1 or asking.poll() is not None, PATIENCE)
    return 1 <= n_finished(folder) < N_RUNS


def ended(asking: subprocess.Popen[str]) -> tuple[int, str]:
    """How a command ended, and what it said of it."""
    told = asking.communicate(timeout=PATIENCE)[1]
    return asking.returncode, told


@pytest.mark.slow
def test_a_worker_that_is_killed_on_the_way_costs_no_run_and_changes_no_byte(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    here, there = tmp_path / "here", tmp_path / "there"
    with local_cluster(tmp_path, 2) as cluster, asked(there, "--dask", cluster.address) as asking:
        assert finishes_one(asking, there)
        cluster.workers[0].send_signal(signal.SIGKILL)
        assert ended(asking)[0] == 0
    compare_here(here)
    assert len(parts(here)) == 2 * (N_RUNS + 1)
    assert parts(there) == parts(here)


@pytest.mark.slow
def test_a_scheduler_that_is_killed_on_the_way_is_one_error_and_the_command_goes_on_without_it(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    folder = tmp_path / "there"
    with local_cluster(tmp_path, 1) as cluster, asked(folder, "--dask", cluster.address) as asking:
        assert finishes_one(asking, folder)
        cluster.scheduler.send_signal(signal.SIGKILL)
        code, told = ended(asking)
    assert code == 1
    # What Dask calls the cause, an error too, may stand in brackets.
    (error,) = [line for line in told.splitlines() if line.startswith("Error: ")]
    assert error.startswith(f"Error: Dask scheduler = '{cluster.address}' has died")
    assert "Traceback" not in told
    kept = {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet") if path.is_file()}
    assert 1 <= n_finished(folder) < N_RUNS
    compare_here(folder)
    assert n_finished(folder) == N_RUNS
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


@pytest.mark.slow
def test_a_scheduler_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(clusters, "TIMEOUT_SECONDS", 2.0)
    told = r"has no workers\. Start some with `dask worker tcp://127\.0\.0\.1:\d+ --nworkers 4 --nthreads 1`\."
    with (
        local_cluster(tmp_path, 0) as cluster,
        pytest.raises(clusters.ClusterError, match=told),
        dask_executor(cluster.address),
    ):
        pass
