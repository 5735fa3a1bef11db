"""A Dask cluster of processes on this machine, each of which can be killed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import until

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
"""How long a scheduler may take to be up."""


@dataclass(frozen=True)
class LocalCluster:
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def local_cluster(folder: Path, n_workers: int = 2) -> Iterator[LocalCluster]:
    """Start a scheduler and workers without nannies, as on a shell; none of them is left."""
    file = folder / "scheduler.json"
    with ExitStack() as stack:
        place = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        scheduler = stack.enter_context(_started("scheduler", *place, "--scheduler-file", str(file)))
        assert until(lambda: file.exists() and file.read_text("utf-8"), START_SECONDS)
        address = json.loads(file.read_text("utf-8"))["address"]
        alone = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder))
        workers = tuple(stack.enter_context(_started("worker", address, *alone)) for _ in range(n_workers))
        yield LocalCluster(address, scheduler, workers)


@contextmanager
def _started(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dask", *words]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:
        try:
            yield process
        finally:
            process.kill()
