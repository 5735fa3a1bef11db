"""Fitting parameters of the baseline to the published anchors, so that the default values can be found again.

Least squares over all anchors that a short run covers. Draws are keyed, so that a small step of a parameter changes a
run only where it matters, and the misfit has usable slopes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import least_squares

from analysis.evidence.validation import validate
from analysis.runs.controls import run_series
from analysis.runs.runner import IN_TURN, Runner
from ecosystem import Scenario
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault, OutOfRangeError, UnknownNameError, quoted, unknown_name
from ecosystem.parameters import MOVED, Parameters
from ecosystem.parameters.fields import describe
from ecosystem.parameters.plausible import between, place_between

SEARCHED = (
    "generators.pool_flow",
    "generators.cost_median",
    "generators.cost_fall_factor",
    "generators.entry_hazard",
    "generators.farm.rank_gap",
    "attention.freshness",
    "attention.chat_hazard",
)
"""Dotted names of the parameters that are fitted, each searched in its plausible range."""
FIT_MONTHS = 43
"""Months of a run that reaches the last deciding anchor (June 2025, as the mean of three months)."""
_STEP = 0.04
"""Of slopes, as a share of the range in which a parameter is searched."""
_OFFSET = 10.0
"""Steps are relative to where a parameter is; so far from zero, all are within a tenth of _STEP."""
_FARTHEST = 20.0

Run = Callable[[Scenario, int], pd.DataFrame]
"""Simulates a scenario with a seed and gives its series."""


class CalibrationError(EcosystemError, ValueError):
    """A scenario cannot be fitted to the anchors."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a fit found.

    Attributes
    ----------
    values : dict of str to float
        Fitted parameters by dotted name.
    before, after : float
        Misfit at the start and at the end: root mean square of the errors of the anchors, each in half-widths of what
        is accepted, patterns weighted equally. At 1 an anchor is as far away as is just accepted.
    n_evaluations : int
        Settings that were run, slopes included.
    """

    values: dict[str, float]
    before: float
    after: float
    n_evaluations: int


@dataclass(frozen=True, slots=True)
class _Problem:
    """Errors of the anchors as a function of parameters scaled to [0, 1] and shifted by _OFFSET."""

    scenario: Scenario
    ranges: tuple[tuple[str, float, float], ...]
    seeds: tuple[int, ...]
    run: Run
    runner: Runner
    weights: NDArray[np.float64]

    def values(self, point: NDArray[np.float64]) -> dict[str, float]:
        return {
            name: between(low, high, x)
            for (name, low, high), x in zip(self.ranges, (point - _OFFSET).tolist(), strict=True)
        }

    def point(self) -> NDArray[np.float64]:
        """Give where the scenario itself lies, moved inside the ranges."""
        found = []
        for name, low, high in self.ranges:
            place = place_between(low, high, float(self.scenario.value(name)))
            found.append(min(max(place, 0.02), 0.98))
        return np.array(found) + _OFFSET

    def errors_at(self, points: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
        """Give the errors at several points, whose runs are all made at once."""
        settings = [self.scenario.replace(**self.values(point)) for point in points]
        jobs = [(self.run, setting, seed) for setting in settings for seed in self.seeds]
        runs, n = self.runner.run(series_of, jobs), len(self.seeds)
        errors = [errors_of(runs[first : first + n], self.weights) for first in range(0, len(runs), n)]
        # What the scenario shows and a setting no longer does counts as far away; what only the setting shows does not
        # count, so that all settings are measured by the same anchors on the same scale.
        return [np.nan_to_num(each[~np.isnan(self.weights)], nan=_FARTHEST) for each in errors]


def errors_of(replicates: Sequence[pd.DataFrame], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Give the errors of all anchors in runs of one setting, in half-widths of what is accepted, weighted.

    Parameters
    ----------
    replicates : sequence of DataFrame
        Series.
    weights : ndarray of float, shape (n anchors,), optional
        As `weights_of` gives them; those of the runs themselves if None.

    Returns
    -------
    ndarray of float, shape (n anchors,)
        NaN where the runs do not cover an anchor, or where it has no weight.
    """
    table = _laid_beside(replicates)
    error = np.where(table["verdict"] != "not covered", half_widths(table), np.nan)
    result: NDArray[np.float64] = error * (_weights(table) if weights is None else weights)
    return np.clip(result, -_FARTHEST, _FARTHEST)


def half_widths(table: pd.DataFrame) -> NDArray[np.float64]:
    """Give how far the model lies from the middle of what is accepted in each row of `validate`, in half-widths."""
    half = (table["accept_high"] - table["accept_low"]) / 2.0
    centre = (table["accept_high"] + table["accept_low"]) / 2.0
    result: NDArray[np.float64] = ((table["model"] - centre) / half).to_numpy(np.float64)
    return result


def weights_of(replicates: Sequence[pd.DataFrame]) -> NDArray[np.float64]:
    """Give the weight of each anchor that runs cover, with which the mean square of errors weights patterns alike.

    Parameters
    ----------
    replicates : sequence of DataFrame
        Series.

    Returns
    -------
    ndarray of float, shape (n anchors,)
        Root of n anchors over (n patterns times anchors of the pattern), counting those that the runs cover; NaN
        for the others.
    """
    return _weights(_laid_beside(replicates))


def _laid_beside(replicates: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return validate([frame.assign(replicate=number) for number, frame in enumerate(replicates)])


def _weights(table: pd.DataFrame) -> NDArray[np.float64]:
    is_covered = table["verdict"] != "not covered"
    covered = table[is_covered]
    number = covered.groupby("pattern")["date"].transform("size")
    result: NDArray[np.float64] = np.full(len(table), np.nan)
    result[is_covered] = np.sqrt(len(covered) / (covered["pattern"].nunique() * number))
    return result


def misfit(errors: NDArray[np.float64]) -> float:
    """Give the root mean square of the errors of what is covered."""
    return float(np.sqrt(np.nanmean(errors**2)))


def calibrate(
    scenario: Scenario,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    *,
    replicates: int = 4,
    seed: int = 0,
    rounds: int = 6,
    run: Run = run_series,
    runner: Runner = IN_TURN,
) -> Calibration:
    """Fit parameters of a scenario to the published anchors.

    Parameters
    ----------
    scenario : Scenario
        Where the search begins.
    ranges : mapping of str to (low, high), optional
        What is fitted, and between which values, on a log scale where `ecosystem.parameters.plausible` has one;
        SEARCHED in their plausible ranges if None.
    replicates : int
        Seeds behind each evaluation, at least 1.
    seed : int
        The first of them, at least 0.
    rounds : int
        Steps of the search, at least 1; each costs one evaluation and one for each parameter.
    run : callable
        Simulates a scenario with a seed.
    runner : Runner
        How the runs are made; told of each lot that the search asks for.

    Raises
    ------
    UnknownNameError
        For a parameter that is not known.
    OutOfRangeError
        When a number is below its bound.
    CalibrationError
        When the scenario reaches fewer anchors than there are parameters to fit.
    """
    ranges = plausible_ranges(SEARCHED) if ranges is None else ranges
    _check(scenario, ranges, replicates=(replicates, 1), seed=(seed, 0), rounds=(rounds, 1))
    seeds = tuple(range(seed, seed + replicates))
    runs = runner.run(series_of, [(run, scenario, each) for each in seeds])
    weights = weights_of(runs)
    n_covered = int((~np.isnan(weights)).sum())
    if n_covered < len(ranges):
        rule = f"reach {n_covered} anchors, fewer than the {len(ranges)} parameters to fit"
        remedy = f"Run {FIT_MONTHS} months, or fit fewer parameters."
        raise CalibrationError(Fault("months", rule, str(scenario.months), remedy=remedy))
    problem = _Problem(scenario, tuple((name, *ends) for name, ends in ranges.items()), seeds, run, runner, weights)
    found = least_squares(
        lambda point: problem.errors_at([point])[0],
        problem.point(),
        bounds=(_OFFSET, _OFFSET + 1.0),
        diff_step=_STEP / _OFFSET,
        loss="soft_l1",
        max_nfev=rounds + 1,
        workers=lambda _, points: problem.errors_at(list(points)),
    )
    n_evaluations = 1 + found.nfev + len(ranges) * found.njev
    return Calibration(problem.values(found.x), misfit(errors_of(runs, weights)), misfit(found.fun), n_evaluations)


def series_of(job: tuple[Run, Scenario, int]) -> pd.DataFrame:
    """Give the series of one (run, scenario, seed)."""
    run, scenario, seed = job
    return run(scenario, seed)


def plausible_ranges(names: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Give the plausible ranges of uncertain parameters that are numbers, by dotted name."""
    ends = {info.name: info.plausible for info in describe(Parameters)}
    return {name: (float(ends[name][0]), float(ends[name][1])) for name in names}


def _check(scenario: Scenario, ranges: Mapping[str, tuple[float, float]], **numbers: tuple[int, int]) -> None:
    """Refuse what cannot be searched, before anything is run."""
    fields = {info.name: info for info in describe(type(scenario.parameters))}
    for name in ranges:
        if name not in fields:
            raise UnknownNameError(unknown_name(name, fields, where="parameters", moved=MOVED))
    check_bounds(**numbers)
    remedy = "Give a range (low, high) with low below high."
    faults = [
        Fault(name, "is empty", quoted(ends), remedy=remedy) for name, ends in ranges.items() if not ends[0] < ends[1]
    ]
    if faults:
        raise OutOfRangeError(*faults)
