"""Runs that are over at once, or go wrong as asked: what a scenario's story says happens to its run."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.runs.design import Run, Together, design_runs
from analysis.runs.simulation import Outcome
from analysis.runs.tables import SCHEMAS
from ecosystem import Scenario
from ecosystem.calendar import step_to_date

BASE = Scenario(name="base", size=50, months=2)


def arm(**changes: Any) -> Scenario:
    return BASE.replace(**changes)


def arms(*, story: str = "") -> dict[str, Scenario]:
    """A baseline and an arm of its content with one parameter changed; the story is that of the arm."""
    return {
        "baseline": BASE.replace(name="baseline"),
        "other": BASE.replace(name="other", story=story, **{"controls.has_ai": False}),
    }


def some_runs(replicates: int = 3, *, story: str = "") -> list[Run]:
    return design_runs(arms(story=story), replicates, 0)


def pretend(run: Run) -> Outcome:
    """Numbers of the right form that depend on content and seed alone."""
    story, _, place = run.scenario.story.partition(" ")
    if story == "raise":
        message = "as asked"
        raise SystemExit(message)
    if story == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if story == "kill-once" and not Path(place).exists():
        Path(place).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if story == "fail":
        return Outcome(run, 0.1, stage="run step 1", message="ValueError: as asked", trace="Traceback: as asked")
    noise = np.random.default_rng(run.seed).normal(size=(run.scenario.months, len(SCHEMAS["series"].names)))
    series = pd.DataFrame(noise, columns=SCHEMAS["series"].names)
    series["step"] = range(run.scenario.months)
    series["date"] = [step_to_date(step) for step in series["step"]]
    welfare = pd.DataFrame(np.ones((1, len(SCHEMAS["welfare"].names))), columns=SCHEMAS["welfare"].names)
    welfare = welfare.astype({"year": int, "months": int})
    welfare["group"], welfare["subgroup"] = "authors", "all"
    return Outcome(run, 0.1, series, welfare)


@dataclass(frozen=True)
class Singly:
    """Makes runs that are asked for together one by one."""

    function: Callable[[Run], Outcome]

    def __call__(self, runs: Together) -> tuple[Outcome, ...]:
        return tuple(map(self.function, runs))


def process(run: Run) -> Outcome:
    """Tell in which process a run is made."""
    return Outcome(run, message=str(os.getpid()))


def slow(run: Run) -> Outcome:
    time.sleep(0.3)
    return pretend(run)
