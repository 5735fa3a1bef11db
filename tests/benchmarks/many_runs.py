"""Many runs on processes and on a Dask cluster of this machine: python -m tests.benchmarks.many_runs --runs 60.

Printed are how long they take, and so 1,000; which share of the workers' time is spent within runs; and how much memory
the process that asks for them needs as their number grows. The share holds on a machine that does other work, too: what
is within a run takes longer then, as all else does.
"""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from analysis.runs.clusters import dask_executor
from analysis.runs.compiling import compile_first
from analysis.runs.store import read_store
from analysis.whatif.comparison import compare
from ecosystem import Scenario
from tests.benchmarks.yardsticks import MONTHS
from tests.support.clusters import local_cluster

WAYS = ("processes", "Dask")
_MANY = 1000


@dataclass(frozen=True)
class ManyRuns:
    """What some runs took.

    Attributes
    ----------
    way : str
        One of WAYS.
    n_runs, n_workers : int
    seconds : float
        By the clock, from the first that is asked for to the last that is kept.
    within : float
        Of all runs, as they tell it.
    held : dict of int to float
        MiB that the process that asks had in memory after so many runs.
    """

    way: str
    n_runs: int
    n_workers: int
    seconds: float
    within: float
    held: dict[int, float]

    @property
    def share(self) -> float:
        """Which part of the workers' time was spent within runs: 1 is ideal."""
        return self.within / (self.n_workers * self.seconds)

    def __str__(self) -> str:
        minutes = self.seconds / self.n_runs * _MANY / 60.0
        held = ", ".join(f"{mib:.0f} after {n}" for n, mib in self.held.items())
        return (
            f"{self.n_runs} runs on {self.n_workers} workers ({self.way}): {self.seconds:.0f} s, and {_MANY:,} take "
            f"{minutes:.0f} min; {self.share:.2f} of their time within runs; MiB of who asks: {held}"
        )


def many_runs(way: str, size: int, months: int, n_runs: int, n_workers: int = 2) -> ManyRuns:
    """Make runs of two worlds, keep each in a store as it ends, and measure."""
    held: dict[int, float] = {}
    told_at = {n_runs * part // 6 for part in (1, 2, 4, 6)}

    def note(n_done: int, _: int) -> None:
        if n_done in told_at:
            held[n_done] = _resident_mib()

    one = Scenario(name="one", size=size, months=months)
    arms = {"other": one.replace(name="other", **{"culture.persistence": 0.98})}
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        executor = None
        if way == "Dask":
            address = stack.enter_context(local_cluster(place, n_workers)).address
            executor = stack.enter_context(dask_executor(address))
            compare(one.replace(months=12), {"other": arms["other"].replace(months=12)}, executor=executor)
        started = perf_counter()
        compare(
            one,
            arms,
            replicates=n_runs // 2,
            store=place / "store",
            workers=None if executor else n_workers,
            executor=executor,
            on_done=note,
        )
        seconds = perf_counter() - started
        within = sum(read_store(place / "store")[1].finished().values())
    return ManyRuns(way, n_runs, n_workers, seconds, within, held)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.many_runs", description=__doc__)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    compile_first()
    for way in WAYS:
        sys.stdout.write(f"{many_runs(way, asked.size, asked.months, asked.runs, asked.workers)}\n")
        sys.stdout.flush()


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
