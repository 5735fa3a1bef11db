import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from analysis import compare
from analysis.runs.manifest import StoreError
from analysis.runs.store import read_store
from ecosystem import Scenario
from tests.support.processes import children, is_alive, until
from tests.support.stubs import BASE, Singly, pretend

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import analysis.whatif.making
from analysis import compare
from tests.analysis.whatif.test_kills import OTHER, WEB
from tests.support.stubs import Singly, slow
if __name__ == "__main__":
    if {is_pretended}:
        analysis.whatif.making.simulate = Singly(slow)
    compare(WEB, OTHER, replicates={n_pairs}, store={store!r}, workers=2)
"""
WEB = BASE.replace(months=12)
OTHER: Mapping[str, Scenario] = {"other": WEB.replace(name="other", **{"controls.has_ai": False})}
TOLD = "told.txt"
"""What all drivers have told."""
MOST_BELOW_A_DRIVER = 3
"""Of the processes of one driver that are killed: were a run in each of them, it would still have one more try."""


@contextmanager
def driver(tmp_path: Path, store: Path, n_pairs: int, *, is_pretended: bool) -> Iterator[subprocess.Popen[bytes]]:
    """A process that compares with two workers and keeps the runs in a store."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(store=str(store), n_pairs=n_pairs, is_pretended=is_pretended))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    told = (tmp_path / TOLD).open("ab")
    with told, subprocess.Popen([sys.executable, script], env=environment, stderr=told) as process:
        yield process
        process.kill()


def finished(store: Path) -> dict[str, list[int]]:
    """The runs that a store tells of, with the times at which their files were written."""
    names = [path.name for path in store.glob("runs.parquet/*.parquet") if path.stem != "empty"]
    return {name: [path.stat().st_mtime_ns for path in sorted(store.glob(f"*.parquet/{name}"))] for name in names}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to see the processes of another one")
@pytest.mark.parametrize(
    ("n_drivers", "n_pairs", "is_pretended"),
    [pytest.param(2, 40, True, marks=pytest.mark.slow), pytest.param(30, 500, False, marks=pytest.mark.large)],
)
def test_kills_at_random_moments_lose_no_finished_run_and_make_none_twice(
    n_drivers: int,
    n_pairs: int,
    is_pretended: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    store, chance, before = tmp_path / "store", random.Random(7), dict[str, list[int]]()  # noqa: S311 - for no secret
    for _ in range(n_drivers):
        with driver(tmp_path, store, n_pairs, is_pretended=is_pretended) as process:
            assert until(lambda: len(finished(store)) > len(before), 120)  # noqa: B023 - called at once
            with pytest.raises(StoreError, match="is being written to by another process"):
                compare(WEB, OTHER, replicates=n_pairs, store=store, workers=1)
            below = set[int]()  # what is below a process that is killed is nobody's
            for _ in range(MOST_BELOW_A_DRIVER):
                time.sleep(chance.uniform(0, 1))
                below |= children(process.pid)
                os.kill(chance.choice(sorted(filter(is_alive, below))), signal.SIGKILL)
            time.sleep(chance.uniform(0, 1))
            assert process.poll() is None, (tmp_path / TOLD).read_text()
            below |= children(process.pid)
            os.kill(process.pid, signal.SIGKILL)
        assert until(lambda: not any(map(is_alive, below)), 10)  # noqa: B023
        now = finished(store)
        assert before.items() <= now.items(), "a finished run is lost or was made again"
        assert len(before) < len(now) < 2 * n_pairs
        assert {f"{run_id}.parquet" for run_id in read_store(store)[1].finished()} == now.keys()
        before = now
    if is_pretended:
        monkeypatch.setattr("analysis.whatif.making.simulate", Singly(pretend))
    result = compare(WEB, OTHER, replicates=n_pairs, store=store, workers=1 if is_pretended else 2)
    assert before.items() <= finished(store).items()
    assert result.failures.empty
    if is_pretended:
        undisturbed = compare(WEB, OTHER, replicates=n_pairs, workers=1)
        pd.testing.assert_frame_equal(result.series, undisturbed.series)
    record_property("processes killed at random moments", n_drivers * (MOST_BELOW_A_DRIVER + 1))
    record_property("runs finished before one of these kills", len(before))
