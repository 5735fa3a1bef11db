"""``ecosystem rerun``: whether the runs of a folder give the same numbers again."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.console.answers import Answer
from scenarios.console.options import AsJson, Dask, Processes
from scenarios.console.running import executor_on
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from analysis.runs.reruns import Check


def rerun(
    folder: Annotated[Path, typer.Argument(help="Folder that `ecosystem compare` left.")],
    replicates: Annotated[int | None, typer.Option(help="Only the first so many of each arm.")] = None,
    workers: Processes = None,
    dask: Dask = None,
    as_json: AsJson = False,
) -> None:
    """Make the runs of a comparison again and compare every number."""
    from dataclasses import asdict

    from analysis.runs.design import choose_workers, duration, estimate
    from analysis.runs.reruns import TOLERANCE, finished_runs
    from analysis.runs.reruns import rerun as make_again
    from ecosystem.program import code_version

    with exit_on_error(2):
        finished = finished_runs(folder, replicates)
    if not finished.is_same_code:
        told = f"the folder was made by code {finished.code}, and this is {code_version()}"
        if finished.changed:
            told = f"the folder was made by other sources of {', '.join(finished.changed)} than these"
        sys.stderr.write(f"Warning: {told}; its numbers may differ.\n")
    known = finished.tables.runs["seconds"].tolist()
    n_workers = choose_workers(workers, finished.runs, known)
    expected = estimate(finished.runs, n_workers, known)
    sys.stderr.write(f"{expected.n_runs} runs to make again, about {duration(expected.wall_seconds)}.\n")
    with ExitStack() as stack:
        with exit_on_error(2):
            executor = stack.enter_context(executor_on(dask))
        with exit_on_error(1):
            check = make_again(finished, workers=workers, executor=executor)
    numbers = {**asdict(check), "is_reproduced": check.is_reproduced, "is_same_code": finished.is_same_code}
    Answer(says=[_sentence(check, TOLERANCE)], numbers={**numbers, "largest": check.largest}).tell(as_json=as_json)
    if not check.is_reproduced:
        raise SystemExit(1)


def _sentence(check: "Check", tolerance: float) -> str:
    """Say what was found."""
    runs = f"{check.n_runs} runs made again"
    if check.n_missing:
        runs += f" ({check.n_missing} more have no results to compare)"
    if check.largest == 0.0:
        return f"{runs}: all {check.n_numbers:,} numbers are the same to the last bit."
    verdict = "which counts as rounding" if check.is_reproduced else f"more than {tolerance:g}"
    return (
        f"{runs}: {check.n_different:,} of {check.n_numbers:,} numbers differ, by at most {check.largest:.3g} of the "
        f"larger one, {verdict} ({check.where})."
    )
