"""Runs of a comparison: each ends as results, or as a failure that is told."""

import time
import traceback
from concurrent.futures import Future
from copy import copy
from dataclasses import dataclass

import pandas as pd

from analysis.runs.design import BASELINE, Run, Together, parted, run_id
from analysis.runs.sampled_pages import PagesOfYear, sampled_pages
from ecosystem import WebEcosystem
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
    pages : tuple of PagesOfYear
        Some passages of the baseline, to be read by people, where pages are of real text.
    stage : str
        Where it failed: "build", "run step N", "observe" or "worker"; empty where it did not.
    message, trace : str
        What it failed of, in a line and at length.
    """

    run: Run
    seconds: float = 0.0
    series: pd.DataFrame | None = None
    welfare: pd.DataFrame | None = None
    pages: tuple[PagesOfYear, ...] = ()
    stage: str = ""
    message: str = ""
    trace: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether there are results."""
        return not self.stage


class OtherCodeError(RuntimeError):
    """A worker has other source files than the process that asks it to run something."""


def simulate(runs: Together) -> tuple[Outcome, ...]:
    """Make runs together: months that they have in common once, with the numbers of runs made alone.

    What goes wrong becomes an outcome, not an error: of all runs whose months it is.

    Parameters
    ----------
    runs : tuple of Run
        Of one seed, which differ by policies and words alone (`analysis.runs.design.together`).

    Returns
    -------
    tuple of Outcome
        In the order of the runs; time spent on common months is shared out evenly.
    """
    made: dict[str, Outcome] = {}
    waiting = [_Stretch(runs)]
    while waiting:
        stretch = waiting.pop()
        outcomes, rest = _made(stretch)
        made |= {each.run.arm: each for each in outcomes}
        waiting += rest
    return tuple(made[run.arm] for run in runs)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Months that some runs have in common.

    Attributes
    ----------
    runs : tuple of Run
    model : WebEcosystem, optional
        Where the months before have led; None before there is a world.
    seconds : float
        Time that each run has taken so far.
    is_last : bool
        Whether nobody else goes on from the model.
    """

    runs: Together
    model: WebEcosystem | None = None
    seconds: float = 0.0
    is_last: bool = True


def _made(stretch: _Stretch) -> tuple[list[Outcome], list[_Stretch]]:
    """Make the months of a stretch; give the outcomes of runs that end with it, and the stretches that follow."""
    runs, started, stage = stretch.runs, time.perf_counter(), "build"

    def seconds() -> float:
        return stretch.seconds + (time.perf_counter() - started) / len(runs)

    try:
        model = _begun(stretch)
        end, parts = parted(runs)
        for step in range(model.steps, end):
            stage = f"run step {step}"
            model.run_for(1)
        if len(parts) > 1:
            # The last to be taken up goes on with the model itself, the others with copies.
            return [], [_Stretch(part, model, seconds(), number == 0) for number, part in enumerate(parts)]
        stage = "observe"
        found = [_observed(run, model) for run in runs]
    except Exception as error:
        return [_failure(run, stage, error, seconds()) for run in runs], []
    return [Outcome(run, seconds(), *frames) for run, frames in zip(runs, found, strict=True)], []


def _begun(stretch: _Stretch) -> WebEcosystem:
    """Give the model of a stretch as it is before its first month."""
    first = stretch.runs[0]
    if stretch.model is not None:
        model = stretch.model if stretch.is_last else copy(stretch.model)
        model.follow(first.scenario)
        return model
    if any(run_id(run.scenario, run.seed, run.indicators) != run.run_id for run in stretch.runs):
        message = "the code of this worker, or of a part that it imports, is not that of who asked for the run"
        raise OtherCodeError(message)
    return WebEcosystem(first.scenario, seed=first.seed, replicate=first.replicate, indicators=first.indicators)


def _observed(run: Run, model: WebEcosystem) -> tuple[pd.DataFrame, pd.DataFrame, tuple[PagesOfYear, ...]]:
    """Give series, welfare account and pages of a run that has come to its end."""
    model.follow(run.scenario)
    return model.series(), model.welfare_frame(), sampled_pages(model.world) if run.arm == BASELINE else ()


def outcomes_of(runs: Together, ended: Future[tuple[Outcome, ...]]) -> tuple[Outcome, ...]:
    """Give the outcomes of runs that are over; what the runner could not make is a failure at the worker."""
    error = ended.exception()
    return ended.result() if error is None else tuple(_failure(run, "worker", error) for run in runs)


def _failure(run: Run, stage: str, error: BaseException, seconds: float = 0.0) -> Outcome:
    """Turn an error into the outcome of a run."""
    text = " ".join(str(error).split())
    message = f"{type(error).__name__}: {text}" if text else type(error).__name__
    trace = "".join(traceback.format_exception(error))
    return Outcome(run, seconds, stage=stage, message=message, trace=trace)
