"""How the commands make many runs: counted on stderr, kept where asked, and with a word on Ctrl-C."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.console.endings import saying_when_interrupted
from scenarios.console.files import check_folder
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from analysis.runs.runner import Runner


@contextmanager
def running(text: str, workers: int, keep: Path | None, dask: str | None = None) -> Iterator["Runner"]:
    """Give what makes the runs of a command.

    Parameters
    ----------
    text : str
        What is counted.
    workers : int
        Processes, at least 1.
    keep : Path or None
        Folder in which every finished run is kept.
    dask : str or None
        Address of a Dask scheduler whose workers make the runs instead.

    Yields
    ------
    Runner
        A folder or number that cannot be exits with 2, an error of the block with 1; an interruption says what is left.
    """
    from analysis.runs.progress import counting
    from analysis.runs.runner import Runner

    with counting(text) as told, ExitStack() as stack:
        with exit_on_error(2):
            check_folder(keep)
            runner = Runner(workers, keep, told, stack.enter_context(executor_on(dask)))
        with exit_on_error(1), saying_when_interrupted(left_in(keep)):
            yield runner


@contextmanager
def executor_on(dask: str | None) -> Iterator["Executor | None"]:
    """Give what makes runs on the cluster of a Dask scheduler; None without.

    Raises
    ------
    ClusterError
        If the cluster cannot be used.
    """
    from analysis.runs.clusters import dask_executor

    if dask is None:
        yield None
    else:
        with dask_executor(dask) as executor:
            yield executor


def left_in(keep: Path | None) -> str:
    """Say what is left of a command that was interrupted."""
    if keep is None:
        return "No run is kept; with --keep FOLDER the same command would go on from what is finished."
    return f"Finished runs are kept in {keep.as_posix()}; the same command goes on from there."
