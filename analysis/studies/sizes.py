"""Whether results per author depend on how many authors are simulated."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
import pandas as pd
import scipy  # its statistics are slow to import, and come when they are first asked for
from numpy.typing import NDArray
from scipy.special import stdtrit

from analysis.runs.controls import run_series
from analysis.runs.runner import IN_TURN, Runner
from analysis.statistics.inference import holm
from analysis.statistics.intervals import FEWEST_RUNS, Interval, mean_interval
from analysis.statistics.periods import final_year_mean
from ecosystem import Scenario
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault
from ecosystem.indicators import INDICATORS
from ecosystem.profile import peak_bytes
from ecosystem.shown import shown

SIZES = (200, 500, 1000, 2000)
"""Those that answers use."""
MARGIN = 0.05
"""Differences within this share of the mean count as none."""
LEVEL = 0.05
"""Chance of calling sizes different, in any indicator, when none is."""
COUNTS = frozenset({"ideas", "pages", "pages a month", "authors", "operators", "sites"})
"""Units of indicators that grow with the web and are divided by its size."""
RECIPROCALS = frozenset({"nats per 1,000 tokens"})
"""Units of indicators that fall with the web, as the tokens are spread over all topics: multiplied by its size."""

Verdict = Literal["same", "differs", "cannot tell", "not defined"]
Array = NDArray[np.float64]


class SizesError(EcosystemError, ValueError):
    """Sizes that cannot be laid beside one another."""


@shown
@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave and what it cost.

    Attributes
    ----------
    size, replicate : int
    outcomes : mapping of str to float
        Mean of each indicator over the last twelve months, counts per author; NaN where it is not defined, infinite
        where a model gives no chance to what people write.
    seconds : float
        Time of the run.
    peak_memory : float
        Largest memory of its process in MiB; NaN where the system does not tell.
    """

    size: int
    replicate: int
    outcomes: Mapping[str, float]
    seconds: float
    peak_memory: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator at several sizes.

    Attributes
    ----------
    indicator, unit : str
    means : tuple of float
        By size.
    intervals : tuple of Interval or None
        By size; None with one run.
    p : float
        Chance of such differences among sizes that do not differ, by Welch's test; NaN if it cannot be made.
    adjusted_p : float
        The same, adjusted by Holm for the number of indicators.
    widest : float
        Largest difference of two sizes over the mean of all, with the 90 % interval for equivalence added to it.
    verdict : {"same", "differs", "cannot tell", "not defined"}
    """

    indicator: str
    unit: str
    means: tuple[float, ...]
    intervals: tuple[Interval | None, ...]
    p: float
    adjusted_p: float
    widest: float
    verdict: Verdict


def per_author(indicator: str, value: float, size: int) -> float:
    """Divide a count by the human authors at the start, multiply what is per token by them, leave all else as it is."""
    unit = INDICATORS[indicator].unit
    if unit in RECIPROCALS:
        return value * size
    return value / size if unit in COUNTS else value


def unit_per_author(indicator: str) -> str:
    """Give the unit of an indicator per author."""
    unit = INDICATORS[indicator].unit
    return f"{unit} per author at the start" if unit in COUNTS | RECIPROCALS else unit


def run_sizes(
    scenario: Scenario,
    sizes: Sequence[int] = SIZES,
    *,
    replicates: int = 3,
    seed: int = 0,
    runner: Runner = IN_TURN,
) -> list[Run]:
    """Run a scenario at several sizes, each run in a process of its own so that its memory can be told.

    Parameters
    ----------
    scenario : Scenario
    sizes : sequence of int
        At least one, all different.
    replicates : int
        Runs of each size, at least 1; replicate r uses the seed `seed + r`.
    seed : int
        At least 0.
    runner : Runner
        How the runs are made.

    Returns
    -------
    list of Run
        By size and replicate.

    Raises
    ------
    OutOfRangeError
        When a number is below its bound.
    SizesError
        When there is no size, or one is named twice.
    """
    scenarios = check_sizes(scenario, sizes, replicates=replicates, seed=seed)
    jobs = [(each, seed + replicate, replicate) for each in scenarios for replicate in range(replicates)]
    # The longest runs first, so that no processor idles at the end.
    order = sorted(range(len(jobs)), key=lambda index: -jobs[index][0].size)
    done = runner.run(_measured, [jobs[index] for index in order], is_fresh=True)
    return [Run(**run) for _, run in sorted(zip(order, done, strict=True), key=lambda pair: pair[0])]


def check_sizes(scenario: Scenario, sizes: Sequence[int], *, replicates: int, seed: int) -> list[Scenario]:
    """Give the scenario at each size, or say all that is wrong before anything is run."""
    check_bounds(replicates=(replicates, 1), seed=(seed, 0))
    if len(set(sizes)) < max(len(sizes), 1):
        told = ", ".join(map(str, sizes)) or "none"
        raise SizesError(Fault("sizes", "are not all different, or none is given", told, remedy="Name each once."))
    return [scenario.replace(size=size) for size in sizes]


def compare_sizes(runs: Sequence[Run], margin: float = MARGIN, level: float = LEVEL) -> list[Comparison]:
    """Tell of every indicator whether sizes agree.

    An indicator *differs* when Welch's test of equal means, adjusted by Holm over all indicators, rejects at `level`.
    It is the *same* when, for every two sizes, the 90 % interval of the difference of means (two one-sided tests at
    5 %) lies within `margin` times the mean over sizes. Otherwise these runs *cannot tell*. An indicator that differs
    by less than the margin is still said to differ.

    Parameters
    ----------
    runs : sequence of Run
        At least two of each size, for a verdict.
    margin : float
        Share of the mean, > 0.
    level : float
        In (0, 1).

    Returns
    -------
    list of Comparison
        In the order of INDICATORS. Runs in which an indicator is not finite are left out of it.

    References
    ----------
    Welch (1951), On the comparison of several mean values, Biometrika 38, 330-336; Holm (1979), A simple sequentially
    rejective multiple test procedure, Scandinavian Journal of Statistics 6, 65-70; Schuirmann (1987), A comparison of
    the two one-sided tests procedure, Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
    """
    names = [name for name in INDICATORS if all(name in run.outcomes for run in runs)]
    sizes = list(dict.fromkeys(run.size for run in runs))
    samples = {
        name: [np.array([run.outcomes[name] for run in runs if run.size == size]) for size in sizes] for name in names
    }
    samples = {name: [each[np.isfinite(each)] for each in groups] for name, groups in samples.items()}
    p_values = {name: welch_test(groups) for name, groups in samples.items()}
    adjusted = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    result = []
    for name, groups in samples.items():
        intervals = tuple(mean_interval(each) if each.size >= FEWEST_RUNS else None for each in groups)
        means = tuple(float(each.mean()) if each.size else np.nan for each in groups)
        widest = widest_difference(groups)
        verdict = _verdict(groups, adjusted[name], widest, margin, level)
        p, unit = p_values[name], unit_per_author(name)
        result.append(Comparison(name, unit, means, intervals, p, adjusted[name], widest, verdict))
    return result


def welch_test(groups: Sequence[Array]) -> float:
    """Give the chance of such differences among the means of groups that share one mean but not one variance.

    Parameters
    ----------
    groups : sequence of ndarray of float
        At least two values each.

    Returns
    -------
    float
        In [0, 1]; NaN with fewer than two groups or values. Groups without any spread are judged by whether their
        means are equal; a group without spread among others that have one has the least of theirs.
    """
    if len(groups) < 2 or any(each.size < FEWEST_RUNS for each in groups):  # noqa: PLR2004 - two to compare
        return np.nan
    if all(np.ptp(each) == 0.0 for each in groups):
        return float(np.allclose([each[0] for each in groups], groups[0][0]))  # sums of topics are rounded
    least = min(each.std(ddof=1) for each in groups if np.ptp(each) > 0.0)
    spread = [each if np.ptp(each) > 0.0 else each + least * _standard(each.size) for each in groups]
    return float(scipy.stats.f_oneway(*spread, equal_var=False).pvalue)


def _standard(n: int) -> Array:
    """Give so many values with mean 0 and standard deviation 1."""
    places = np.arange(n) - (n - 1) / 2.0
    return places / places.std(ddof=1)


def widest_difference(groups: Sequence[Array], confidence: float = 0.9) -> float:
    """Give how far apart two of the groups may be, as a share of the mean of all.

    Parameters
    ----------
    groups : sequence of ndarray of float
    confidence : float
        Of the intervals of differences of two means (Welch), in (0, 1).

    Returns
    -------
    float
        The end, farthest from zero, of any of the intervals, over the mean of the group means; 0 where all values
        are equal, NaN with too few values.
    """
    if len(groups) < 2 or any(each.size < FEWEST_RUNS for each in groups):  # noqa: PLR2004 - two to compare
        return np.nan
    reach = 0.0
    for first, second in combinations(groups, 2):
        error = np.array([first.var(ddof=1) / first.size, second.var(ddof=1) / second.size])
        total = float(error.sum())
        spread = 0.0
        if total > 0.0:
            freedom = total**2 / float((error**2 / [first.size - 1, second.size - 1]).sum())
            spread = float(stdtrit(freedom, 0.5 + confidence / 2.0)) * total**0.5
        reach = max(reach, abs(float(first.mean() - second.mean())) + spread)
    scale = abs(float(np.mean([each.mean() for each in groups])))
    if reach == 0.0:
        return 0.0
    return reach / scale if scale > 0.0 else np.inf


def _verdict(groups: Sequence[Array], adjusted_p: float, widest: float, margin: float, level: float) -> Verdict:
    if any(each.size == 0 for each in groups):
        return "not defined"
    if adjusted_p < level:
        return "differs"
    return "same" if widest <= margin else "cannot tell"


def _measured(job: tuple[Scenario, int, int]) -> dict[str, Any]:
    """Give the fields of a `Run`."""
    scenario, seed, replicate = job
    started = time.perf_counter()
    series = run_series(scenario, seed)
    seconds = time.perf_counter() - started
    made = {"size": scenario.size, "replicate": replicate, "outcomes": outcomes_of(series, scenario.size)}
    return made | {"seconds": seconds, "peak_memory": peak_bytes() / (1 << 20)}


def outcomes_of(series: pd.DataFrame, size: int) -> dict[str, float]:
    """Give the mean of each indicator of one run over its last twelve months, counts per author."""
    names = [name for name in INDICATORS if name in series.columns]
    return {name: per_author(name, float(final_year_mean(series, name)[0]), size) for name in names}


def runs_frame(runs: Sequence[Run]) -> pd.DataFrame:
    """Give one row a run: size, replicate, seconds, peak memory (MiB), then its outcomes per author."""
    rows = [
        {"size": run.size, "replicate": run.replicate, "seconds": run.seconds, "peak_memory_mib": run.peak_memory}
        | dict(run.outcomes)
        for run in runs
    ]
    return pd.DataFrame(rows)
