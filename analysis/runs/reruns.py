"""Whether the runs of a store give the same numbers when they are made again."""

from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.runs.design import Run, choose_workers, together
from analysis.runs.manifest import refused
from analysis.runs.progress import Told, counting
from analysis.runs.runner import Runner
from analysis.runs.simulation import Outcome, outcomes_of, simulate
from analysis.runs.store import read_store
from analysis.runs.tables import OK, SCHEMAS, Tables
from ecosystem.checks import check_bounds
from ecosystem.program import code_version
from ecosystem.shown import shown
from ecosystem.sources import sources_of

TOLERANCE = 1e-9
"""Relative difference up to which a number counts as reproduced: processors differ in the last bits of exp and log."""
_KEYS = ("arm", "replicate")


@shown
@dataclass(frozen=True, slots=True)
class Finished:
    """What a store has, to be made again.

    Attributes
    ----------
    code : str
        Code that the store was made by.
    changed : tuple of str
        Parts of others that have another source now.
    tables : Tables
    runs : tuple of Run
        Those with results.
    n_missing : int
        Runs that the store asks for and has no results of.
    """

    code: str
    changed: tuple[str, ...]
    tables: Tables
    runs: tuple[Run, ...]
    n_missing: int

    @property
    def is_same_code(self) -> bool:
        """Whether the code has not changed since."""
        return self.code == code_version() and not self.changed


@dataclass(frozen=True, slots=True)
class Check:
    """What making runs again has shown.

    Attributes
    ----------
    n_runs : int
        Runs that were made again.
    n_missing : int
        Runs that the store asks for and has not got, so that there was nothing to compare.
    n_numbers, n_different : int
        Numbers compared, and those that are not the same to the last bit.
    largest : float
        Largest difference over the larger of the two numbers; infinite where only one of them is there, or a run fails
        that did not fail before.
    where : str
        Where that was; empty if nothing differs.
    """

    n_runs: int
    n_missing: int
    n_numbers: int
    n_different: int
    largest: float
    where: str

    @property
    def is_reproduced(self) -> bool:
        """Whether no number differs by more than rounding."""
        return self.largest <= TOLERANCE


@dataclass(frozen=True, slots=True)
class _Difference:
    n_numbers: int
    n_different: int
    largest: float
    where: str


def finished_runs(folder: Path, replicates: int | None = None) -> Finished:
    """Read the runs of a store that can be made again.

    Parameters
    ----------
    folder : Path
        Of a store; nothing is written there.
    replicates : int, optional
        Only the first so many of each arm, at least 1.

    Returns
    -------
    Finished

    Raises
    ------
    StoreError
        If there is no store in the folder, or none of its runs is finished.
    """
    check_bounds(replicates=(1 if replicates is None else replicates, 1))
    manifest, memory = read_store(folder)
    if replicates is not None:
        manifest = replace(manifest, replicates=min(replicates, manifest.replicates))
    tables = memory.tables(manifest)
    ok = tables.runs[tables.runs["status"] == OK]
    done = set(zip(ok["arm"], ok["replicate"], strict=True))
    asked = manifest.runs()
    runs = tuple(run for run in asked if (run.arm, run.replicate) in done)
    if not runs:
        raise refused(folder, "has no finished run that could be made again", "Finish it first.")
    here = sources_of(*manifest.arms.values(), indicators=manifest.indicators)
    changed = tuple(f"{each.what} {each.name!r}" for each in manifest.sources if each not in here)
    return Finished(manifest.code, changed, tables, runs, len(asked) - len(runs))


def rerun(
    finished: Finished,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    on_done: Told | None = None,
) -> Check:
    """Make finished runs again, in memory, and compare every number.

    Parameters
    ----------
    finished : Finished
        From `finished_runs`.
    workers, executor : optional
        As in `compare`.
    on_done : callable, optional
        Told after each run how many are done, and of how many; a bar on stderr if not given, where somebody looks on.

    Returns
    -------
    Check

    Raises
    ------
    WorkerError
        When no process can be started, or the executor is at its end.
    """
    runs, tables = finished.runs, finished.tables
    found: list[_Difference] = []

    known = tables.runs.loc[tables.runs["status"] == OK, "seconds"].tolist()
    n_workers = choose_workers(workers, runs, known)
    jobs = together(runs, n_workers)

    def take(place: int, ended: Future[tuple[Outcome, ...]]) -> None:
        for outcome in outcomes_of(jobs[place], ended):
            found.append(_compared(outcome, {"series": tables.series, "welfare": tables.welfare}))
            tell(len(found), len(runs))

    with counting("runs", on_done, total=len(runs)) as tell:
        Runner(n_workers, executor=executor).make(simulate, jobs, take)
    worst = max(found, key=lambda each: each.largest)
    return Check(
        n_runs=len(runs),
        n_missing=finished.n_missing,
        n_numbers=sum(each.n_numbers for each in found),
        n_different=sum(each.n_different for each in found),
        largest=worst.largest,
        where=worst.where,
    )


def _compared(outcome: Outcome, stored: dict[str, pd.DataFrame]) -> _Difference:
    """Lay a run beside what the store has of it."""
    run = outcome.run
    name = f"arm {run.arm}, replicate {run.replicate}"
    made = {"series": outcome.series, "welfare": outcome.welfare}
    n_numbers, n_different, largest, where = 0, 0, 0.0, ""
    for table, new in made.items():
        if new is None:
            return _Difference(0, 0, float("inf"), f"{name}: it failed at {outcome.stage}: {outcome.message}")
        frame = stored[table]
        old = frame[(frame["arm"] == run.arm) & (frame["replicate"] == run.replicate)]
        for column in [*SCHEMAS[table].names, *(each.name for each in run.indicators if table == "series")]:
            if column in _KEYS:
                continue
            distances = _distances(old, new, column)
            n_numbers += distances.size
            n_different += int((distances > 0.0).sum())
            if distances.max(initial=0.0) > largest:
                largest, where = float(distances.max()), f"{name}: {table}, {column}, row {int(distances.argmax())}"
    return _Difference(n_numbers, n_different, largest, where)


def _distances(old: pd.DataFrame, new: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Give the relative difference of two columns row by row; infinite where one is not there."""
    if len(old) != len(new) or column not in old or column not in new:
        return np.full(max(len(old), len(new), 1), np.inf)
    first, second = old[column].to_numpy(), new[column].to_numpy()
    if not pd.api.types.is_numeric_dtype(new[column]):
        return np.where(first == second, 0.0, np.inf)
    return relative_difference(first.astype(float), second.astype(float))


def relative_difference(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give |a - b| over the larger of |a| and |b|.

    Returns
    -------
    ndarray of float
        0 where both are equal or both not defined; infinite where only one is a finite number.
    """
    is_same = (first == second) | (np.isnan(first) & np.isnan(second))
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        distance = np.abs(first - second) / np.maximum(np.abs(first), np.abs(second))
    return np.where(is_same, 0.0, np.where(np.isfinite(first) & np.isfinite(second), distance, np.inf))
