"""How what data are worth hangs on how synthetic the web is: slopes over arms that differ in nothing else.

Within one run the worth of data moves with budgets, revenue and drift, as the synthetic share does with time, so that a
slope over its months says nothing about cause. Here several arms run on the same seeds and differ only in how many AI
pages all potential operators could write (`generators.pool_flow`). Within each replicate, the mean of an outcome over a
period is regressed on the mean synthetic share of the crawl over the same period, across arms. The slope is what more
AI pages do by every way that the model knows: what they take from human authors and sites as well as what they do to
models. The slope over the months of the arm that is the scenario itself stands beside it, as the naive one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.runs.controls import run_series
from analysis.runs.runner import IN_TURN, Runner
from analysis.statistics.intervals import FEWEST_RUNS, Interval, mean_interval
from analysis.statistics.periods import MONTHS_PER_YEAR, months_of, period_mean
from analysis.statistics.result_columns import VALUE_SLOPES
from analysis.statistics.slopes import slope_weights
from analysis.statistics.wording import joined, percent
from ecosystem import Scenario
from ecosystem.calendar import step_to_date
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault
from ecosystem.indicators import INDICATORS

FACTORS = (0.25, 0.5, 1.0, 2.0)
"""Pools of operators of the arms, over that of the scenario."""
SHARE = "synthetic_share_crawl"
OUTCOMES = (
    "licence_price",
    "licence_price_head",
    "licence_price_tail",
    "licence_income",
    "reserve_price_share",
    "data_worth",
    "revenue_per_nat",
    "marginal_value_human",
    "marginal_value_mixed",
    "marginal_value_synthetic",
    "reachable_human_pages",
)
"""Measures of what data are worth."""
EARLY = "2026"
"""Earlier period, in which AI pages are still new."""
TEN_POINTS = 0.1
"""Slopes are told for so much more synthetic share."""
_FEWEST_MONTHS = 3
_SUBJECTS = (
    ("licence_price", "the licence price"),
    ("marginal_value_human", "the marginal value of human pages"),
    ("reachable_human_pages", "the reachable human stock"),
)
"""What the finding tells: indicator and subject."""

Verdict = Literal["rises", "falls", "stays", "not enough runs to tell", "not defined"]


class ArmsOfValueError(EcosystemError, ValueError):
    """Arms that cannot tell what the synthetic share does."""


@dataclass(frozen=True, slots=True)
class Slope:
    """How an outcome moves with ten percentage points more of the crawl synthetic.

    Attributes
    ----------
    period, outcome, unit : str
        Months that are averaged, indicator, and its unit.
    level : float
        Mean of the outcome over arms and replicates; NaN where it is not defined in some run.
    slope : Interval or None
        Over arms within each replicate, in the unit of the outcome; None where it is not defined in some run.
    naive : Interval or None
        Over all months of the scenario itself, within each replicate; the same for all periods.
    naive_level : float
        Mean of the outcome over those months.
    note : str
        Why there is no slope; empty if there is one.
    """

    period: str
    outcome: str
    unit: str
    level: float
    slope: Interval | None
    naive: Interval | None
    naive_level: float
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """Which way the outcome goes across arms."""
        return verdict_of(self.slope)

    @property
    def relative(self) -> float:
        """Slope over the size of the level; NaN where there is none."""
        return _relative(self.slope, self.level)

    @property
    def naive_relative(self) -> float:
        """The naive slope over the size of its level."""
        return _relative(self.naive, self.naive_level)


def arms_of(scenario: Scenario, factors: Sequence[float] = FACTORS) -> dict[float, Scenario]:
    """Give the scenario with pools of AI operators of several sizes.

    Parameters
    ----------
    scenario : Scenario
        With AI and operators.
    factors : sequence of float
        At least two different, each >= 0, 1 among them.

    Returns
    -------
    dict of float to Scenario
        By factor, in their order.

    Raises
    ------
    ArmsOfValueError
        When the arms could not differ, or the scenario is not among them.
    ScenarioError
        When a pool is larger than the parameter may be.
    """
    faults = []
    if not scenario.parameters.controls.has_ai:
        faults.append(Fault("controls.has_ai", "is off, so that all arms are alike", remedy="Leave it on."))
    pool = scenario.parameters.generators.pool_flow
    if pool == 0.0:
        faults.append(Fault("generators.pool_flow", "is 0, so that all arms are alike", remedy="Give a positive one."))
    if len(set(factors)) < max(len(factors), 2):
        remedy = "Give at least two different ones."
        faults.append(Fault("factors", "are not all different, or fewer than two", _listed(factors), remedy=remedy))
    if 1.0 not in factors:
        faults.append(Fault("factors", "lack 1, the scenario as it is", _listed(factors), remedy="Add 1."))
    if faults:
        raise ArmsOfValueError(*faults)
    return {factor: scenario.replace(**{"generators.pool_flow": pool * factor}) for factor in factors}


def check_value(scenario: Scenario, factors: Sequence[float], *, replicates: int, seed: int) -> None:
    """Refuse what cannot be run, before anything is."""
    check_bounds(replicates=(replicates, FEWEST_RUNS), seed=(seed, 0))
    arms_of(scenario, factors)


def run_arms(
    scenario: Scenario,
    factors: Sequence[float] = FACTORS,
    *,
    replicates: int = 6,
    seed: int = 0,
    runner: Runner = IN_TURN,
) -> pd.DataFrame:
    """Run every arm on the same seeds.

    Parameters
    ----------
    scenario : Scenario
    factors : sequence of float
        As in `arms_of`.
    replicates : int
        At least 2; replicate r uses the seed `seed + r` in every arm.
    seed : int
        At least 0.
    runner : Runner
        How the runs are made.

    Returns
    -------
    DataFrame
        One row a factor, replicate and month: factor, replicate, date, SHARE and OUTCOMES.

    Raises
    ------
    OutOfRangeError, ArmsOfValueError
        As `check_value` does.
    """
    check_value(scenario, factors, replicates=replicates, seed=seed)
    arms = arms_of(scenario, factors)
    jobs = [(arm, seed + replicate) for replicate in range(replicates) for arm in arms.values()]
    frames = runner.run(_run_arm, jobs)
    places = [(factor, replicate) for replicate in range(replicates) for factor in arms]
    told = [frame.assign(factor=each[0], replicate=each[1]) for each, frame in zip(places, frames, strict=True)]
    return pd.concat(told, ignore_index=True)[["factor", "replicate", "date", SHARE, *OUTCOMES]]


def periods_of(months: int) -> dict[str, tuple[str, ...]]:
    """Name the periods that are looked at: an early year if the horizon goes beyond it, and the last twelve months.

    Parameters
    ----------
    months : int
        Horizon, >= 1.
    """
    last = tuple(step_to_date(step) for step in range(max(months - MONTHS_PER_YEAR, 0), months))
    name = last[-1][:4] if last == months_of(last[-1][:4]) else f"{last[0]} to {last[-1]}"
    early = months_of(EARLY)
    return ({EARLY: early} if early[-1] < last[0] else {}) | {name: last}


def period_means(runs: pd.DataFrame) -> pd.DataFrame:
    """Average the months of every run over each period, leaving out months in which an outcome is not defined.

    Parameters
    ----------
    runs : DataFrame
        From `run_arms`.

    Returns
    -------
    DataFrame
        One row a period, replicate and factor: period, replicate, factor, SHARE and OUTCOMES; NaN where an outcome has
        no value in the whole period.
    """
    rows = []
    for period, months in periods_of(runs["date"].nunique()).items():
        for (replicate, factor), run in runs.groupby(["replicate", "factor"]):
            means = {name: period_mean(run, name, months) for name in (SHARE, *OUTCOMES)}
            rows.append({"period": period, "replicate": replicate, "factor": factor} | means)
    return pd.DataFrame(rows)


def slopes_of(runs: pd.DataFrame) -> list[Slope]:
    """Give the slope of every outcome in every period, with the naive one beside it.

    Parameters
    ----------
    runs : DataFrame
        From `run_arms`, or with its columns.
    """
    means = period_means(runs)
    naive = {outcome: _naive(runs, outcome) for outcome in OUTCOMES}
    return [
        _slope(part, str(period), outcome, *naive[outcome])
        for period, part in means.groupby("period", sort=False)
        for outcome in OUTCOMES
    ]


def slopes_frame(slopes: Sequence[Slope]) -> pd.DataFrame:
    """Give one row a slope: means, ends of the 95 % intervals and what they say, per TEN_POINTS of synthetic share."""
    return VALUE_SLOPES.told(pd.DataFrame([_row(each) for each in slopes]))


def value_finding(slopes: Sequence[Slope]) -> str:
    """Say in one sentence, without full stop, how the three measures of worth move, and what months would have said.

    Parameters
    ----------
    slopes : sequence of Slope
        Of all outcomes in one or several periods; the last period is told.
    """
    last = slopes[-1].period
    mine = {each.outcome: each for each in slopes if each.period == last}
    moved, unsure = [], []
    for outcome, subject in _SUBJECTS:
        each = mine[outcome]
        naive = f"({percent(each.naive_relative, has_sign=True)})"
        if each.verdict in ("rises", "falls"):
            moved.append(f"{subject} {each.verdict} by {percent(abs(each.relative))} {naive}")
        else:
            unsure.append(f"{subject} {naive}")
    told = [joined(moved)] if moved else []
    told += [f"these runs cannot tell how {joined(unsure)} would move"] if unsure else []
    return (
        f"With ten points more of the crawl synthetic, in {last} {'; '.join(told)}; in brackets, what the months of "
        "single runs would say"
    )


def verdict_of(slope: Interval | None) -> Verdict:
    """Say which way an interval points, if it does."""
    if slope is None:
        return "not defined"
    if slope.low == slope.high == 0.0:
        return "stays"
    if not slope.excludes_zero:
        return "not enough runs to tell"
    return "rises" if slope.mean > 0.0 else "falls"


def _run_arm(job: tuple[Scenario, int]) -> pd.DataFrame:
    frame = run_series(*job)
    return frame[["date", SHARE, *OUTCOMES]]


def _slope(means: pd.DataFrame, period: str, outcome: str, naive: Interval | None, naive_level: float) -> Slope:
    """Regress an outcome across arms within each replicate of one period."""
    n_missing = int((means[outcome].isna() | means[SHARE].isna()).sum())
    slopes = [_regress(part[SHARE], part[outcome]) for _, part in means.groupby("replicate")]
    note = "" if np.all(np.isfinite(slopes)) else "the synthetic share is the same in all arms"
    if n_missing:
        note = f"no value in {n_missing} of {len(means)} runs"
    interval = None if note else mean_interval(np.array(slopes) * TEN_POINTS)
    level = float("nan") if note else float(means[outcome].mean())
    return Slope(period, outcome, INDICATORS[outcome].unit, level, interval, naive, naive_level, note)


def _naive(runs: pd.DataFrame, outcome: str) -> tuple[Interval | None, float]:
    """Regress an outcome over the months of each run of the scenario itself; give the slope and the mean outcome."""
    mine = runs[runs["factor"] == 1.0]
    known = mine[mine[outcome].notna() & mine[SHARE].notna()]
    parts = [part for _, part in known.groupby("replicate") if len(part) >= _FEWEST_MONTHS]
    slopes = np.array([_regress(part[SHARE], part[outcome]) for part in parts])
    if len(parts) < mine["replicate"].nunique() or not np.all(np.isfinite(slopes)):
        return None, float("nan")
    return mean_interval(slopes * TEN_POINTS), float(np.mean([part[outcome].mean() for part in parts]))


def _regress(share: "pd.Series[float]", outcome: "pd.Series[float]") -> float:
    """Give the slope of least squares, exactly 0 where the outcome does not move; NaN where the share does not."""
    y = outcome.to_numpy(np.float64)
    return float(slope_weights(share) @ (y - y[0]))


def _row(slope: Slope) -> dict[str, str | float]:
    """Give a slope as a row of a table."""
    known: dict[str, str | float] = {"period": slope.period, "outcome": slope.outcome, "unit": slope.unit}
    known |= {"verdict": slope.verdict, "level": slope.level}
    known |= _ends("slope", slope.slope) | {"relative": slope.relative}
    known |= _ends("naive", slope.naive) | {"naive_relative": slope.naive_relative}
    return known | {"note": slope.note}


def _ends(name: str, interval: Interval | None) -> dict[str, float]:
    mean, low, high = (np.nan,) * 3 if interval is None else (interval.mean, interval.low, interval.high)
    return {name: mean, f"{name}_low": low, f"{name}_high": high}


def _relative(slope: Interval | None, level: float) -> float:
    return slope.mean / abs(level) if slope is not None and level else float("nan")


def _listed(factors: Sequence[float]) -> str:
    return ", ".join(f"{factor:g}" for factor in factors)
