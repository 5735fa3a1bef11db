"""One run of a comparison: it ends as results, or as a failure that is told."""

import time
import traceback
from concurrent.futures import Future
from dataclasses import dataclass

import pandas as pd

import ecosystem
from analysis.runs.design import Run, run_id
from ecosystem.shown import shown


@shown
@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended.

    Attributes
    ----------
    run : Run
    seconds : float
        Time that it took; 0 where that is not known.
    series, welfare : DataFrame or None
        As `WebEcosystem.series` and `WebEcosystem.welfare_frame` give them; None where the run failed.
    stage : str
        Where it failed: "build", "run step N", "observe" or "worker"; empty where it did not.
    message, trace : str
        What it failed of, in a line and at length.
    """

    run: Run
    seconds: float = 0.0
    series: pd.DataFrame | None = None
    welfare: pd.DataFrame | None = None
    stage: str = ""
    message: str = ""
    trace: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether there are results."""
        return not self.stage


class OtherCodeError(RuntimeError):
    """A worker has other source files than the process that asks it to run something."""


def simulate(run: Run) -> Outcome:
    """Make one run; what goes wrong in it becomes an outcome, not an error.

    Parameters
    ----------
    run : Run

    Returns
    -------
    Outcome
        The same numbers wherever it is made.
    """
    started = time.perf_counter()
    stage = "build"
    try:
        if run_id(run.scenario, run.seed, run.indicators) != run.run_id:
            message = "the code of this worker, or of a part that it imports, is not that of who asked for the run"
            raise OtherCodeError(message)  # noqa: TRY301
        model = ecosystem.WebEcosystem(run.scenario, seed=run.seed, replicate=run.replicate, indicators=run.indicators)
        for step in range(run.scenario.months):
            stage = f"run step {step}"
            model.run_for(1)
        stage = "observe"
        series, welfare = model.series(), model.welfare_frame()
    except Exception as error:
        return _failure(run, stage, error, time.perf_counter() - started)
    return Outcome(run, time.perf_counter() - started, series, welfare)


def outcome_of(run: Run, ended: Future[Outcome]) -> Outcome:
    """Give the outcome of a run that is over; what the runner could not make is a failure at the worker."""
    error = ended.exception()
    return ended.result() if error is None else _failure(run, "worker", error)


def _failure(run: Run, stage: str, error: BaseException, seconds: float = 0.0) -> Outcome:
    """Turn an error into the outcome of a run."""
    text = " ".join(str(error).split())
    message = f"{type(error).__name__}: {text}" if text else type(error).__name__
    trace = "".join(traceback.format_exception(error))
    return Outcome(run, seconds, stage=stage, message=message, trace=trace)
