"""What the patterns measure: functions of the arms of one replicate, and published ranges from the anchors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evidence.anchors import CRAWL_LOGIT_FROM, CRAWL_LOGIT_TOLERANCE, load_anchors
from analysis.evidence.observations import COSTS_STAY, REFERENCE, Observation
from analysis.statistics.periods import around, months_of, period_mean, year_of
from analysis.statistics.slopes import slope_weights
from ecosystem.calendar import date_to_step, step_to_date

Arms = Mapping[str, Observation]
"""What the arms of one replicate showed, by name."""
Range = tuple[float, float]
NO_RANGE: Range = (float("nan"), float("nan"))
RUSSELL = "Russell et al. 2026, arXiv 2609.40295"


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number that tells whether a pattern is there.

    Attributes
    ----------
    number : int
        Of the pattern, from 1.
    name : str
        What is measured, with its unit.
    measure : callable
        From the arms of one replicate to the number; NaN where it is not defined.
    accepted : tuple of float
        Lowest and highest value that pass; NaN where nothing is asked.
    source : str
        Of the accepted range.
    needs : tuple of str
        Arms besides the scenario itself.
    until : str
        Last month that it reads; empty for the tails, which come with any run.
    note : str
        What a reader must know.
    is_of_series : bool
        Whether it reads nothing but the series of runs.
    """

    number: int
    name: str
    measure: Callable[[Arms], float]
    accepted: Range
    source: str
    needs: tuple[str, ...] = ()
    until: str = field(kw_only=True)
    note: str = ""
    is_of_series: bool = True


def mean(column: str, months: Sequence[str], arm: str = REFERENCE) -> Callable[[Arms], float]:
    """Give the measure that averages a column over months."""
    return lambda arms: period_mean(arms[arm].series, column, months)


def median(column: str, months: Sequence[str], arm: str = REFERENCE) -> Callable[[Arms], float]:
    """Give the measure that takes the median of a column over months, leaving out where it is not defined."""

    def measure(arms: Arms) -> float:
        series = arms[arm].series
        if column not in series.columns:
            return float("nan")
        return float(series.loc[series["date"].isin(months), column].median())

    return measure


def rise(arms: Arms, arm: str = REFERENCE) -> float:
    """Give the rise of the flow from 2022 to the first quarter of 2025."""
    series = arms[arm].series
    late, early = (period_mean(series, "synthetic_share_new", months_of(date)) for date in ("2025-Q1", "2022"))
    return late - early


def lost_rise(arms: Arms) -> float:
    """Give the part of the rise that is gone when operators' costs stay as they were."""
    whole = rise(arms)
    return 1.0 - rise(arms, COSTS_STAY) / whole if whole > 0.0 else float("nan")


def crawl_over_flow(arms: Arms) -> float:
    """Give the synthetic share of the crawl over that of new articles at the end of 2024."""
    series = arms[REFERENCE].series
    flow = period_mean(series, "synthetic_share_new", around("2024-11"))
    return period_mean(series, "synthetic_share_crawl", around("2024-12")) / flow if flow > 0.0 else float("nan")


def late_crawl() -> pd.DataFrame:
    """Give the anchors of the crawl that are judged on the logit."""
    anchors = load_anchors()
    return anchors[(anchors["pattern"] == "crawl") & (anchors["date"] >= CRAWL_LOGIT_FROM)]


def _logit(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the log-odds of shares; NaN where they are not strictly between 0 and 1."""
    inside = np.where((share > 0.0) & (share < 1.0), share, np.nan)
    return np.log(inside / (1.0 - inside))


def crawl_slope(arms: Arms) -> float:
    """Give the slope of the crawl's log-odds a year at the dates of its late anchors."""
    dates = list(late_crawl()["date"])
    shares = [period_mean(arms[REFERENCE].series, "synthetic_share_crawl", around(date)) for date in dates]
    return float(slope_weights(year_of(dates)) @ _logit(np.array(shares)))


def published_crawl_slope() -> Range:
    """Give the published slope a year, -+ what independent errors of CRAWL_LOGIT_TOLERANCE at each date make of it."""
    anchors = late_crawl()
    weights = slope_weights(year_of(anchors["date"]))
    slope = float(weights @ _logit(anchors["value"].to_numpy(np.float64)))
    reach = float(np.sqrt((weights**2).sum())) * CRAWL_LOGIT_TOLERANCE
    return slope - reach, slope + reach


def log_slope(column: str, first: str, last: str, arm: str = REFERENCE) -> Callable[[Arms], float]:
    """Give the measure of a column's change a month, by least squares on its logarithm."""
    months = [step_to_date(step) for step in range(date_to_step(first), date_to_step(last) + 1)]

    def measure(arms: Arms) -> float:
        series = arms[arm].series.set_index("date")
        values = series[column].reindex(months).to_numpy(np.float64)
        positive = np.where(values > 0.0, values, np.nan)
        return float(np.expm1(slope_weights(np.arange(len(months))) @ np.log(positive)))

    return measure


def committed_ratio(arms: Arms) -> float:
    """Give the posts of committed communities in the last year of the anchors over those of 2022."""
    series = arms[REFERENCE].series
    last = [step_to_date(step) for step in range(date_to_step("2024-07"), date_to_step("2025-06") + 1)]
    before = period_mean(series, "human_posts_committed", months_of("2022"))
    return period_mean(series, "human_posts_committed", last) / before if before > 0.0 else float("nan")


def band(pattern: str, date: str) -> Range:
    """Give the published band of an anchor."""
    anchors = load_anchors()
    found = anchors[(anchors["pattern"] == pattern) & (anchors["date"] == date)].iloc[0]
    return float(found["low"]), float(found["high"])


def refusals_rise(arms: Arms) -> float:
    """Give by how much the share of refusing live human sites grew from July 2023 to February 2025."""
    series = arms[REFERENCE].series
    before, after = (period_mean(series, "opt_out_share", months) for months in (("2023-07",), around("2025-02")))
    return after - before


def rank_slope(arms: Arms) -> float:
    """Give the least-squares slope of refusing on the log of the rank that a site stands for."""
    sites = arms[REFERENCE].sites
    ranked = sites[sites["rank"].notna()]
    return float(slope_weights(np.log(ranked["rank"])) @ ranked["is_opted_out"].to_numpy(np.float64))


def loss_exponent(arm: str) -> Callable[[Arms], float]:
    """Give the measure of the slope of log loss at training on log different tokens, over all versions."""

    def measure(arms: Arms) -> float:
        models = arms[arm].models
        told = models[(models["loss_at_training"] > 0.0) & (models["n_different_tokens"] > 0.0)]
        return float(slope_weights(np.log(told["n_different_tokens"])) @ np.log(told["loss_at_training"]))

    return measure
