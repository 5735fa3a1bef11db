import os
from pathlib import Path

import pytest

from analysis.dashboard.background import n_workers
from analysis.runs import processors as module
from analysis.runs.design import choose_workers, design_runs
from analysis.runs.processors import processors
from scenarios import load


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of eight processors without control groups."""
    monkeypatch.setattr(os, "process_cpu_count", lambda: 8, raising=False)
    monkeypatch.setattr(module, "_SYSTEM", tmp_path)
    return tmp_path


def limit(system: Path, own: str, **files: str) -> None:
    (system / "proc/self").mkdir(parents=True, exist_ok=True)
    (system / "proc/self/cgroup").write_text(own)
    for name, text in files.items():
        path = system / "sys/fs/cgroup" / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    ("own", "files", "expected"),
    [
        ("0::/\n", {"cpu_dot_max": "200000 100000\n"}, 2),
        ("0::/\n", {"cpu_dot_max": "150000 100000\n"}, 2),
        ("0::/\n", {"cpu_dot_max": "1000 100000\n"}, 1),
        ("0::/\n", {"cpu_dot_max": "max 100000\n"}, 8),
        ("0::/\n", {"cpu_dot_max": "1600000 100000\n"}, 8),
        ("0::/job/step\n", {"job__cpu_dot_max": "300000 100000\n", "job__step__cpu_dot_max": "max 100000\n"}, 3),
        ("4:cpu,cpuacct:/ab\n", {"cpu__cpu_dot_cfs_quota_us": "400000\n", "cpu__cpu_dot_cfs_period_us": "100000\n"}, 4),
        ("4:cpu:/\n", {"cpu__cpu_dot_cfs_quota_us": "-1\n", "cpu__cpu_dot_cfs_period_us": "100000\n"}, 8),
        ("3:memory:/\n", {"cpu_dot_max": "100000 100000\n"}, 8),
        ("0::/\n", {"cpu_dot_max": "100000 0\n"}, 8),
        ("0::/\n", {"cpu_dot_max": "nonsense\n"}, 8),
        ("0::/\n", {}, 8),
    ],
)  # fmt: skip
def test_a_share_of_the_time_of_processors_counts(system: Path, own: str, files: dict[str, str], expected: int) -> None:
    limit(system, own, **files)
    assert processors() == expected


def test_processors_that_are_not_ours_do_not_count(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert processors() == 8
    monkeypatch.delattr(os, "process_cpu_count")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5, 7}, raising=False)
    assert processors() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processors() == 1
    assert not (system / "proc").exists()


def test_everybody_asks_the_same_function(system: Path) -> None:
    limit(system, "0::/\n", cpu_dot_max="300000 100000\n")
    assert choose_workers(None, design_runs({"baseline": load("baseline")}, 10, 0)) == n_workers() == 3
    sources = [path for room in ("ecosystem", "analysis", "scenarios") for path in Path(room).rglob("*.py")]
    asking = [path.as_posix() for path in sources if "cpu_count" in path.read_text(encoding="utf-8")]
    assert asking == ["analysis/runs/processors.py"]
