"""Which uncertainties move an outcome: elementary effects (Morris) to screen many, shares of variance (Sobol') of few.

All is done on the unit cube: a measure is given settings, a row each and in [0, 1] what each parameter is of its
plausible range, and the batch of seeds that each row is to be run with. One parameter more, the inert one, enters no
world: settings that differ in it differ in their batch of seeds alone, so that its index is what chance does, and can
fail to be none. All rows that are compared with one another for any other parameter have their seeds in common. What
chance could have made, or more settings could still move far, is told as such.

References
----------
Morris (1991), Factorial sampling plans for preliminary computational experiments, Technometrics 33, 161-174.
Campolongo, Cariboni and Saltelli (2007), An effective screening design, Environmental Modelling & Software 22,
1509-1518 (the mean of absolute effects).
Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications 181,
259-270 (the design, and the estimators of first and total shares).
Sarrazin, Pianosi and Wagener (2016), Global sensitivity analysis of environmental models: convergence and validation,
Environmental Modelling & Software 79, 135-152 (widths of intervals; an inert parameter as the threshold of screening).
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from scipy.special import ndtri, stdtrit

from analysis.statistics.inference import holm, student_p_value
from analysis.statistics.intervals import Interval, SampleError, finite_sample
from analysis.uncertainty.indices import INERT, Effect, Screening, Share, Shares
from ecosystem.checks import Checks
from ecosystem.errors import EcosystemError, Fault, OutOfRangeError
from ecosystem.randomness import FloatArray, IntArray

CONFIDENCE = 0.95
WIDEST_SIZE = 0.5
"""Width up to which the interval of an elementary effect counts as converged, over the largest effect."""
WIDEST_SHARE = 0.2
"""Width up to which the interval of a share of variance counts as converged."""
FEWEST_TRAJECTORIES, FEWEST_POINTS = 2, 4
_LEVELS = 4
_RESAMPLES = 500
_DIGITS = 12
_Z = float(ndtri(0.5 + CONFIDENCE / 2.0))

type Settings = FloatArray
"""Shape (n settings, n parameters), in [0, 1]."""
type Batches = IntArray
"""Shape (n settings,): settings of one batch are run with the same seeds, others with other ones."""
type Measure = Callable[[Settings, Batches], FloatArray]
"""The outcome of each setting, a mean over the seeds of its batch."""


class SensitivityError(EcosystemError, RuntimeError):
    """Sensitivity cannot be asked for."""


def n_settings(n_parameters: int, *, trajectories: int = 0, points: int = 0) -> int:
    """Count the settings that a screening (by trajectories) or shares of variance (by points) take."""
    return trajectories * (n_parameters + 2) + points * (n_parameters + 3)


def screen(measure: Measure, names: Sequence[str], *, trajectories: int = 10, seed: int = 0) -> Screening:
    """Screen parameters by their elementary effects.

    Parameters
    ----------
    measure : callable
    names : sequence of str
        Of the parameters, in the order of the columns of settings.
    trajectories : int
        Ways through the space on which each parameter is moved once, at least 2.
    seed : int
        Of the design and the bootstrap, at least 0.

    Returns
    -------
    Screening
        Intervals of sizes are by bootstrap over trajectories, those of changes Student's. An effect is told if its
        change has a sign, adjusted (Holm) for all parameters, or its size lies above that of chance.

    Raises
    ------
    SensitivityError
        Without the library.
    SampleError
        If the outcome is not defined in a setting.
    """
    check_design(names, trajectories=trajectories, seed=seed)
    sampler, analyser = _library("sample.morris"), _library("analyze.morris")
    problem = _problem(names)
    design = sampler.sample(problem, trajectories, num_levels=_LEVELS, seed=seed)
    outcome = _measured(measure, design, block=len(names) + 2)
    found = analyser.analyze(
        problem, design, outcome, num_resamples=_RESAMPLES, conf_level=CONFIDENCE, num_levels=_LEVELS, seed=seed
    )
    sizes = [
        _around(mean, reach, trajectories, least=0.0)
        for mean, reach in zip(found["mu_star"], found["mu_star_conf"], strict=True)
    ]
    student = float(stdtrit(trajectories - 1, 0.5 + CONFIDENCE / 2.0))
    errors = np.asarray(found["sigma"]) / np.sqrt(trajectories)
    changes = [
        _around(mean, student * each, trajectories, error=each) for mean, each in zip(found["mu"], errors, strict=True)
    ]
    widest = -1.0 if changes[-1].excludes_zero else WIDEST_SIZE * max(each.mean for each in sizes[:-1])
    has_sign = holm([student_p_value(each) for each in changes[:-1]]) < 1.0 - CONFIDENCE
    is_told = [*(has_sign | [size.low > sizes[-1].high for size in sizes[:-1]]).tolist(), False]
    effects = [
        Effect(name, size, change, float(spread), told, _width(size) <= widest)
        for name, size, change, spread, told in zip(
            (*names, INERT), sizes, changes, found["sigma"], is_told, strict=True
        )
    ]
    return Screening(tuple(sorted(effects[:-1], key=lambda each: -each.size.mean)), effects[-1])


def share_variance(measure: Measure, names: Sequence[str], *, points: int = 64, seed: int = 0) -> Shares:
    """Share out the variance of an outcome among a few parameters.

    Parameters
    ----------
    measure : callable
    names : sequence of str
        Of the parameters, in the order of the columns of settings.
    points : int
        From which each parameter is moved alone (rows of a scrambled Sobol' sequence); a power of two, at least 4.
    seed : int
        Of the design and the bootstrap, at least 0.

    Returns
    -------
    Shares
        Intervals are by bootstrap over points. A share is told if the parameter has one by itself, or a total above
        that of chance.

    Raises
    ------
    SensitivityError
        Without the library.
    SampleError
        If the outcome is not defined in a setting, or the same in all.
    """
    check_design(names, points=points, seed=seed)
    sampler, analyser = _library("sample.sobol"), _library("analyze.sobol")
    problem = _problem(names)
    design = sampler.sample(problem, points, calc_second_order=False, seed=seed)
    outcome = _measured(measure, design, block=len(names) + 3)
    if np.ptp(outcome) == 0.0:
        rule = "is the same in all settings, so that there is no variance to share out"
        raise SampleError(Fault("outcome", rule, remedy="Name other parameters, or another outcome."))
    found = analyser.analyze(
        problem, outcome, calc_second_order=False, num_resamples=_RESAMPLES, conf_level=CONFIDENCE, seed=seed + 1
    )
    first, total = (
        [_around(mean, reach, points) for mean, reach in zip(found[name], found[f"{name}_conf"], strict=True)]
        for name in ("S1", "ST")
    )
    widest = -1.0 if first[-1].low > 0.0 else WIDEST_SHARE
    shares = [
        Share(name, one, both, _is_told(one, both, total[-1]), max(_width(one), _width(both)) <= widest)
        for name, one, both in zip((*names, INERT), first, total, strict=True)
    ]
    ordered = tuple(sorted(shares[:-1], key=lambda each: -each.total.mean))
    return Shares(ordered, shares[-1], float(outcome.var()))


def check_design(
    names: Sequence[str], *, trajectories: int = FEWEST_TRAJECTORIES, points: int = FEWEST_POINTS, seed: int = 0
) -> None:
    """Refuse a design that cannot be drawn, and a library that is not there, before anything is run."""
    checks = Checks()
    checks.whole("parameters", len(names), 1)
    checks.whole("trajectories", trajectories, FEWEST_TRAJECTORIES)
    checks.whole("points", points, FEWEST_POINTS)
    checks.whole("seed", seed, 0)
    checks.tell()
    if points & (points - 1):
        remedy = f"Give {2 ** (points.bit_length() - 1)} or {2 ** points.bit_length()}."
        raise OutOfRangeError(Fault("points", "is no power of two", str(points), remedy=remedy))
    _library("util")


def _library(module: str) -> Any:
    """Import a module of SALib."""
    try:
        return import_module(f"SALib.{module}")
    except ImportError:
        remedy = "Install it with `uv sync --extra uncertainty` or `pip install 'web-ecosystem[uncertainty]'`."
        raise SensitivityError(Fault("package SALib", "is not installed", remedy=remedy)) from None


def _problem(names: Sequence[str]) -> dict[str, Any]:
    """Write the space as the library wants it: our parameters, and the inert one behind them."""
    every = [*names, INERT]
    return {"num_vars": len(every), "names": every, "bounds": [[0.0, 1.0]] * len(every)}


def _measured(measure: Measure, design: Settings, block: int) -> FloatArray:
    """Measure a design; rows of a block that have the inert parameter in common are one batch.

    What lies beyond `_DIGITS` of the largest outcome is rounding, and is not to be told from nothing.
    """
    blocks = np.arange(len(design)) // block
    _, batches = np.unique(np.column_stack([blocks, design[:, -1]]), axis=0, return_inverse=True)
    outcome = finite_sample("outcome", measure(design[:, :-1], batches.reshape(-1)))
    scale = float(np.abs(outcome).max()) or 1.0
    return np.round(outcome / scale, _DIGITS) * scale


def _is_told(first: Interval, total: Interval, chance: Interval) -> bool:
    """Whether a parameter does something by itself, or more with others than chance does."""
    return first.low > 0.0 or total.low > chance.high


def _around(mean: float, reach: float, n: int, least: float = -np.inf, error: float | None = None) -> Interval:
    """Give an interval that reaches as far each way; its standard error is that of a normal one if none is given."""
    low = max(float(mean - reach), least)
    return Interval(float(mean), low, float(mean + reach), n, float(reach / _Z if error is None else error), CONFIDENCE)


def _width(interval: Interval) -> float:
    return interval.high - interval.low
