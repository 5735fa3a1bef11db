"""Whom the filter of the open crawl harms: keep rates by class of page, by group of writers and by topic.

The published paradox is that filters for quality keep synthetic pages more often than human ones (Russell et al. 2026,
arXiv 2609.40295: about 1.7 times as often, with language divided out). Intervals lie over replicates where there are
several; in one run they are binomial: they take pages as independent, which pages of the same author or model are not,
and say nothing of how runs differ (with 300 authors for four years about three times as much).
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from analysis.statistics.intervals import FEWEST_RUNS, mean_interval, wilson_interval
from analysis.statistics.wording import percent
from ecosystem.content.filters import STAGES
from ecosystem.errors import UnknownNameError, unknown_name
from ecosystem.randomness import FloatArray
from ecosystem.shown import shown

PUBLISHED_RATIO, PUBLISHED_BAND = 1.7, (1.3, 2.5)
"""How many times as often filters keep synthetic pages as human ones (Russell et al. 2026), and what is accepted."""
ALL_STAGES = "all stages"
AUTHOR_GROUPS = ("plain", "middle", "unusual", "substitutable", "committed")
"""Groups of human writers; of operators hardly any page is wholly human."""
FEWEST_PAGES = 30
"""Pages of a class below which a finding does not speak of it."""
_TWO_SIDED = 1.96
"""Standard errors to each end of a 95 % interval of normal estimates."""
_LEFT = ("fetched", *STAGES)
_CHANGES = {**{after: (before, after) for before, after in pairwise(_LEFT)}, ALL_STAGES: (_LEFT[0], _LEFT[-1])}


def keep_rates(frame: pd.DataFrame, rows: Literal["page_class", "group", "topic"]) -> pd.DataFrame:
    """Give what each stage of the filter of the open crawl keeps of the pages that come to it, and all stages together.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.audit_frame`, or `audit_by_topic_frame` for topics; replicates one below the other with a
        column `replicate`. Pick the years beforehand.
    rows : str
        Whose pages: of each class, or the wholly human ones of each group of authors or topic.

    Returns
    -------
    DataFrame
        Columns stage (of `filters.STAGES`, then "all stages"), what `rows` names, before and kept (pages), rate (in
        [0, 1]; NaN where none came), low and high (95 % interval: Student's over replicates, else Wilson's).
    """
    runs = _counts(frame, rows)
    parts = [part.assign(rate=part["kept"] / part["before"].where(part["before"] > 0)) for part in runs]
    result = parts[0][["stage", rows]].copy()
    result["before"], result["kept"] = (sum(part[name] for part in parts) for name in ("before", "kept"))
    if len(parts) == 1:
        result["rate"] = parts[0]["rate"]
        ends = [wilson_interval(kept, n) for kept, n in zip(result["kept"], result["before"], strict=True)]
        return result.assign(low=[low for low, _ in ends], high=[high for _, high in ends])
    table = np.stack([part["rate"].to_numpy(float) for part in parts], axis=1)
    found = [_over_replicates(rates[np.isfinite(rates)]) for rates in table]
    return result.assign(**{name: [row[place] for row in found] for place, name in enumerate(("rate", "low", "high"))})


def _over_replicates(rates: FloatArray) -> tuple[float, float, float]:
    """Give mean and interval of the rates of replicates; without an end where fewer than two have any pages."""
    if rates.size < FEWEST_RUNS:
        return float(rates.mean()) if rates.size else np.nan, np.nan, np.nan
    found = mean_interval(rates)
    return found.mean, max(found.low, 0.0), min(found.high, 1.0)


def _replicates(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Part the audits of the open crawl by replicate."""
    audited = frame[frame["is_open"].astype(bool)]
    if "replicate" not in audited.columns:
        return [audited]
    return [part for _, part in audited.groupby("replicate")]


def _counts(frame: pd.DataFrame, rows: str) -> list[pd.DataFrame]:
    """Give the pages before and after each stage, one frame a replicate, all with the same rows."""
    result = []
    for part in _replicates(frame):
        mine = part
        if rows != "page_class":
            mine = part[part["page_class"] == "human"]
        if rows == "group":
            mine = mine[mine["group"].isin(AUTHOR_GROUPS)]
        left = mine.groupby([rows, "stage"], sort=False)["pages"].sum().unstack("stage")
        stages = [
            pd.DataFrame({"stage": stage, rows: left.index, "before": left[before].array, "kept": left[after].array})
            for stage, (before, after) in _CHANGES.items()
        ]
        result.append(pd.concat(stages, ignore_index=True))
    return result


class Ratio(NamedTuple):
    """How many times as often synthetic pages are kept as human ones, with the ends of its 95 % interval."""

    ratio: float
    low: float
    high: float

    @property
    def is_told_from_one(self) -> bool:
        """Whether the interval lies wholly on one side of 1."""
        return self.low > 1.0 or self.high < 1.0


def synthetic_over_human(frame: pd.DataFrame, stage: str = "quality") -> Ratio:
    """Compare the synthetic pages kept with those that were if they were kept like human pages of the same year.

    Without that, a filter that keeps more in later years would seem to like synthetic pages, which come late.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.audit_frame`, one run or several with a column `replicate`.
    stage : str
        Of `filters.STAGES`, or "all stages".

    Returns
    -------
    Ratio
        NaN where no synthetic page came. The interval is Student's on the logarithm over replicates, or by the delta
        method on the logarithm, from binomial counts.
    """
    _check_stage(stage)
    found = [_log_ratio(part, stage) for part in _replicates(frame)]
    logs = np.array([log for log, _ in found])
    logs = logs[np.isfinite(logs)]
    if logs.size == 0:
        return Ratio(np.nan, np.nan, np.nan)
    if logs.size < FEWEST_RUNS:
        centre, error = next(each for each in found if np.isfinite(each[0]))
        reach = _TWO_SIDED * error
        return Ratio(*(float(np.exp(each)) for each in (centre, centre - reach, centre + reach)))
    interval = mean_interval(logs)
    return Ratio(*(float(np.exp(each)) for each in (interval.mean, interval.low, interval.high)))


def _check_stage(stage: str) -> None:
    """Refuse a stage that nobody knows."""
    if stage not in _CHANGES:
        raise UnknownNameError(unknown_name(stage, _CHANGES, where="stages of filters"))


def _log_ratio(part: pd.DataFrame, stage: str) -> tuple[float, float]:
    """Give the logarithm of the ratio in one run and its standard error."""
    counts = part.groupby(["year", "stage", "page_class"])["pages"].sum().unstack("year")
    before, after = (counts.loc[name].loc[["human", "synthetic"]].to_numpy(float) for name in _CHANGES[stage])
    before, after = before[:, (before > 0.0).all(axis=0)], after[:, (before > 0.0).all(axis=0)]
    (n_human, n_synthetic), (kept_human, kept_synthetic) = before, after
    rate = kept_human / n_human
    expected, kept, n = float((n_synthetic * rate).sum()), float(kept_synthetic.sum()), float(n_synthetic.sum())
    if expected == 0.0 or kept == 0.0:
        return np.nan, np.nan
    of_expected = float((n_synthetic**2 * rate * (1.0 - rate) / n_human).sum()) / expected**2
    return float(np.log(kept / expected)), float(np.sqrt((1.0 - kept / n) / kept + of_expected))


@shown
@dataclass(frozen=True, slots=True)
class TopicSpread:
    """How much the keep rate of human pages differs between topics.

    Attributes
    ----------
    least, most : Series
        The rows of `keep_rates` of the topics with the smallest and the largest rate.
    beyond_chance : float
        Standard deviation of rates over topics less what binomial counts alone would give, in shares of pages.
    """

    least: "pd.Series[float]"
    most: "pd.Series[float]"
    beyond_chance: float

    @property
    def sentence(self) -> str:
        """Say it in one sentence with full stop."""
        ends = " to ".join(
            f"{percent(row['rate'])} ({percent(row['low'])} to {percent(row['high'])})"
            for row in (self.least, self.most)
        )
        beyond = 100.0 * self.beyond_chance
        return f"By topic it keeps {ends} of human pages, a spread of {beyond:.1f} points beyond chance."


def spread_over_topics(frame: pd.DataFrame, stage: str = ALL_STAGES) -> TopicSpread | None:
    """Find the topics of which the filter keeps the least and the largest part of the human pages.

    The extremes of many topics lie apart by chance alone; `beyond_chance` says how much of it is more than that.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.audit_by_topic_frame`, one run or several with a column `replicate`, of which topics of the
        same number are taken together: they are alike in what readers ask, not in their culture.
    stage : str
        Of `filters.STAGES`, or "all stages".

    Returns
    -------
    TopicSpread, optional
        None where fewer than two topics have human pages.
    """
    _check_stage(stage)
    rates = keep_rates(frame, "topic")
    rates = rates[(rates["stage"] == stage) & (rates["before"] > 0)]
    if len(rates) < FEWEST_RUNS:
        return None
    values, n = rates["rate"].to_numpy(float), rates["before"].to_numpy(float)
    by_chance = float((values * (1.0 - values) / n).mean())
    beyond = float(np.sqrt(max(float(values.var(ddof=1)) - by_chance, 0.0)))
    return TopicSpread(rates.loc[rates["rate"].idxmin()], rates.loc[rates["rate"].idxmax()], beyond)


def filter_finding(frame: pd.DataFrame) -> str:
    """Say in one sentence, without full stop, whom the filter of the open crawl harms.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.audit_frame`, one run or several with a column `replicate`.
    """
    groups = keep_rates(frame, "group")
    groups = groups[(groups["stage"] == ALL_STAGES) & (groups["before"] >= FEWEST_PAGES)]
    if groups.empty or (groups["kept"] == groups["before"]).all():
        return "No human page was lost to the filter of the open crawl"
    least, most = groups.loc[groups["rate"].idxmin()], groups.loc[groups["rate"].idxmax()]
    harm = (
        f"{percent(least['rate'])} of human pages by {least['group']} authors and {percent(most['rate'])} of those by "
        f"{most['group']} ones"
    )
    classes = keep_rates(frame, "page_class").set_index(["page_class", "stage"])
    if classes.loc[("synthetic", "quality"), "before"] < FEWEST_PAGES:
        return f"The filter of the open crawl keeps {harm}; hardly a synthetic page has come to it"
    found = synthetic_over_human(frame)
    kind = "binomial interval" if len(_replicates(frame)) == 1 else "interval"
    told = f"{found.ratio:.2f} times as often as human ones of the same year (95 % {kind} "
    ends = f"{found.low:.2f} to {found.high:.2f}"
    unsure = "" if found.is_told_from_one else ", not told from 1"
    return (
        f"The quality filter keeps synthetic pages {told}{ends}{unsure}; published: about {PUBLISHED_RATIO}); all "
        f"stages keep {harm}"
    )
