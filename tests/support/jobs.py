"""Jobs that are over at once, or go wrong as asked, and that leave a mark for each time they are begun."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from analysis.runs.runner import Runner
from ecosystem.checks import check_bounds


@dataclass(frozen=True)
class Job:
    """A number to be squared; each start leaves a file in the folder, named by the number."""

    number: int
    folder: str = ""
    seconds: float = 0.0
    kills: int = 0

    def __str__(self) -> str:
        return f"{self.number:03d}"


def begun(folder: Path) -> list[int]:
    """The numbers of all jobs that were begun, one for each time."""
    return sorted(int(path.name[:3]) for path in folder.glob("*-begun"))


def ends_of(runner: Runner, function: Callable[[Job], Any], jobs: Sequence[Job]) -> dict[int, Future[Any]]:
    """How each job ended, by its place."""
    ends: dict[int, Future[Any]] = {}
    runner.make(function, jobs, ends.__setitem__)
    return ends


def square(job: Job) -> int:
    if job.folder:
        folder = Path(job.folder)
        (folder / f"{job}-{uuid4().hex}-begun").touch()
        if begun(folder).count(job.number) <= job.kills:
            os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(job.seconds)
    return job.number**2


def table(job: Job) -> dict[str, Any]:
    """What studies give: frames, numbers that are none, texts."""
    frame = pd.DataFrame({"date": ["2022-01", "2022-02"], "share": [0.1 + 0.2, float("nan")], "n": [job.number, 2]})
    frame["is_so"], frame["short"] = [True, False], frame["n"].astype("uint16")
    return {"frame": frame, "parts": [1, 2.5, None, float("inf")], "name": str(job), "share": 0.1 + 0.2}


def process(_: Job) -> int:
    return os.getpid()


def leave(job: Job) -> int:
    if job.number == 1:
        message = "as asked"
        raise SystemExit(message)
    return job.number


def fail(job: Job) -> int:
    if job.number == 1:
        check_bounds(number=(job.number, 2))
    return job.number


class StubbornError(Exception):
    """An error that cannot travel."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)
        self.second = second


def stubborn(job: Job) -> int:
    raise StubbornError(str(job), "lost")


def nameless(_: Job) -> object:
    return lambda: None
