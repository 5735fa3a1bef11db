"""Published anchors beside what a run shows, and whether it looks like the web that was measured.

Between truth and every anchor stands a measurement model. Anchors of the flow of new articles are
corrected for detector error and meet the true share, but the one of 2022, nearly all false
positives, meets what the auditor's detector calls AI (`detected_share`). The search anchors carry
the detector's base rate, which is added to the model. The niche anchors are an index to the mean
of January to November 2022. Sites could name an AI crawler only from August 2023, so a year's
opt-out share is the mean of the months in which it was possible; refusals of the top 10,000 sites meet
those of the sites that stand for these ranks, where the size of a run resolves them. Users are counted of the largest
assistant and meet those of all models, up to 1.6 times as many: the band holds both.

What passes: flow, niche, users, refusals and search inside the published band; the crawl within EARLY_CRAWL_TOLERANCE
before CRAWL_LOGIT_FROM and within CRAWL_LOGIT_TOLERANCE on the logit from then on. Flow, crawl, niche and users decide
whether a run is calibrated. Refusals and search are reported only: few sites stand for the first ranks, and the search
anchor is one firm's list of queries beside all visits of the model.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from analysis.evidence.anchors import (
    CRAWL_LOGIT_FROM,
    CRAWL_LOGIT_TOLERANCE,
    EARLY_CRAWL_TOLERANCE,
    NICHE_BASE_MONTHS,
    OPT_OUT_POSSIBLE_FROM,
    SEARCH_BASE_RATE,
    Anchor,
    load_anchors,
)
from analysis.statistics.intervals import FEWEST_RUNS, mean_interval, prediction_interval
from analysis.statistics.periods import around, months_of, period_mean, split_replicates
from analysis.statistics.result_columns import ANCHORS
from analysis.statistics.wording import joined
from ecosystem.parameters import Parameters
from ecosystem.shown import shown
from ecosystem.web.sites import sites_per_topic

Verdict = Literal["calibrated", "not calibrated", "too short to tell"]

DECIDING = ("flow", "crawl", "niche", "users")
"""Patterns whose anchors decide whether a run is calibrated; the others are reported."""
CONFIDENCE = 0.9
"""Of both intervals over replicates."""
FIRST_RANKS = MappingProxyType({"1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000})
"""How `opt_out_share_...` ends -> down to which rank of the real web it counts."""

TABLE_COLUMNS = tuple(ANCHORS.names)


@shown
@dataclass(frozen=True, slots=True)
class ValidationSummary:
    """How many anchors a run meets, pattern by pattern, and what follows.

    Attributes
    ----------
    counts : DataFrame
        Columns pattern, n_pass, n_fail, n_not_covered.
    verdict : {"calibrated", "not calibrated", "too short to tell"}
        By the anchors that decide.
    sentence : str
        The same in words.
    """

    counts: pd.DataFrame
    verdict: Verdict
    sentence: str


def validate(frames: pd.DataFrame | Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Lay every fitted anchor beside the value that a scenario shows.

    Parameters
    ----------
    frames : DataFrame or iterable of DataFrame
        Series of one scenario, one or several replicates.

    Returns
    -------
    DataFrame
        One row an anchor. `model` is the mean over replicates of the measured value; `model_low` and
        `model_high` are the 90 % prediction interval of one more replicate (`prediction_interval`: mean
        -+ t s sqrt(1 + 1/n)), `mean_low` and `mean_high` the 90 % confidence interval of that mean (all NaN
        with one replicate). `error` is model minus anchor, `accept_low` and `accept_high` the range that
        passes, in words `tolerance`; `verdict`, by the mean, is "pass", "fail" or "not covered", then with
        its `reason`.

    Raises
    ------
    SeriesError
        When the frames hold no series or several scenarios.
    """
    replicates = split_replicates(frames)
    anchors = load_anchors()
    fitted = anchors[anchors["use"] == "fit"].drop(columns="use")
    rows = [_row(Anchor(**record), replicates) for record in fitted.to_dict("records")]
    return ANCHORS.told(pd.DataFrame(rows, columns=list(TABLE_COLUMNS)))


def summary(table: pd.DataFrame) -> ValidationSummary:
    """Count verdicts by pattern and draw the conclusion.

    Parameters
    ----------
    table : DataFrame
        From `validate`.

    Returns
    -------
    ValidationSummary
        "too short to tell" when no deciding anchor fails but some lie beyond the run.
    """
    patterns = list(dict.fromkeys(table["pattern"]))
    counts = pd.DataFrame(
        {
            "pattern": patterns,
            **{
                f"n_{verdict.replace(' ', '_')}": [
                    int(((table["pattern"] == pattern) & (table["verdict"] == verdict)).sum()) for pattern in patterns
                ]
                for verdict in ("pass", "fail", "not covered")
            },
        }
    )
    deciding = table[_is_deciding(table)]
    failed = deciding[deciding["verdict"] == "fail"]
    n_pass = int((deciding["verdict"] == "pass").sum())
    if len(failed):
        verdict: Verdict = "not calibrated"
    elif is_calibrated(table):
        verdict = "calibrated"
    else:
        verdict = "too short to tell"
    sentence = (
        f"{verdict.capitalize()}: {n_pass} of {len(deciding)} deciding anchors "
        f"({joined(DECIDING)}) are met{_worst(failed)}."
    )
    return ValidationSummary(counts, verdict, sentence)


def single_run_sentence(table: pd.DataFrame) -> str:
    """Say how many deciding anchors one run meets; whether a scenario is calibrated, one run does not tell."""
    deciding = table[_is_deciding(table) & (table["verdict"] != "not covered")]
    n_pass = int((deciding["verdict"] == "pass").sum())
    return (
        f"This one run meets {n_pass} of {len(deciding)} deciding anchors ({joined(DECIDING)}) that it reaches"
        f"{_worst(deciding[deciding['verdict'] == 'fail'])}. `ecosystem validate` judges a scenario by several runs."
    )


def is_calibrated(table: pd.DataFrame) -> bool:
    """Say whether all anchors that decide pass.

    Parameters
    ----------
    table : DataFrame
        From `validate`.

    Returns
    -------
    bool
        False also when the run does not reach one of them.
    """
    deciding = table[_is_deciding(table)]
    return bool(len(deciding)) and bool((deciding["verdict"] == "pass").all())


def acceptance(pattern: str, date: str, anchor: float, low: float, high: float) -> tuple[float, float, str]:
    """Give the range of model values that passes an anchor, and the rule in words.

    Parameters
    ----------
    pattern, date : str
        Of the anchor.
    anchor, low, high : float
        Published value and band, in the unit of the anchor.

    Returns
    -------
    tuple of float, float, str
        Lowest and highest value that pass, and the rule.
    """
    if pattern == "crawl" and months_of(date)[0] >= CRAWL_LOGIT_FROM:
        ends = expit(logit(anchor) + np.array([-1.0, 1.0]) * CRAWL_LOGIT_TOLERANCE)
        return float(ends[0]), float(ends[1]), f"within {CRAWL_LOGIT_TOLERANCE:g} on the logit"
    if pattern == "crawl":
        return anchor - EARLY_CRAWL_TOLERANCE, anchor + EARLY_CRAWL_TOLERANCE, f"within {EARLY_CRAWL_TOLERANCE:g}"
    return low, high, "inside the published band"


def _row(anchor: Anchor, replicates: Sequence[pd.DataFrame]) -> dict[str, object]:
    accept_low, accept_high, tolerance = acceptance(anchor.pattern, anchor.date, anchor.value, anchor.low, anchor.high)
    reason = _why_not_covered(anchor, replicates)
    values = np.empty(0) if reason else _measured(anchor, replicates)
    if not reason and np.isnan(values).any():
        reason, values = _why_not_defined(anchor), np.empty(0)
    model = float(values.mean()) if values.size else float("nan")
    ends, of_mean = intervals(values)
    verdict = "not covered"
    if values.size:
        reason = _too_few_sites(anchor, replicates)
    if values.size and not reason:
        verdict = "pass" if accept_low <= model <= accept_high else "fail"
    return {
        "pattern": anchor.pattern,
        "indicator": anchor.indicator,
        "quantity": anchor.quantity,
        "date": anchor.date,
        "anchor": anchor.value,
        "low": anchor.low,
        "high": anchor.high,
        "model": model,
        "model_low": ends[0],
        "model_high": ends[1],
        "mean_low": of_mean[0],
        "mean_high": of_mean[1],
        "error": model - anchor.value,
        "accept_low": accept_low,
        "accept_high": accept_high,
        "tolerance": tolerance,
        "verdict": verdict,
        "reason": reason,
        "source": anchor.source,
    }


def _why_not_covered(anchor: Anchor, replicates: Sequence[pd.DataFrame]) -> str:
    """Say why no value of these runs can meet an anchor; empty when one can."""
    if any(anchor.indicator not in part.columns for part in replicates):
        return f"the series has no column {anchor.indicator}"
    needed = set(_named_months(anchor))
    if anchor.pattern == "niche":
        needed |= set(NICHE_BASE_MONTHS)
    missing = sorted(set().union(*(needed - set(part["date"]) for part in replicates)))
    return f"the run lacks {missing[0]}" if missing else ""


def _why_not_defined(anchor: Anchor) -> str:
    """Say why an outcome that a series has is not defined when an anchor needs it."""
    rank = FIRST_RANKS.get(anchor.indicator.rpartition("_")[2])
    if rank is None or anchor.pattern not in {"opt_out", "opt_out_rank"}:
        return f"{anchor.indicator} is not defined at this date"
    n_sites, needed = authors_needed(rank)
    return f"no site stands for a rank this high: needs {n_sites} live human sites, so more than {needed} authors"


def _too_few_sites(anchor: Anchor, replicates: Sequence[pd.DataFrame]) -> str:
    """Say that a share of sites is too coarse to be laid beside its band; empty when it is not.

    The standard error of a share p of n sites is the root of p (1 - p) / n; it must not exceed half the band's width.
    """
    is_share_of_sites = anchor.pattern in {"opt_out", "opt_out_rank"}
    if not is_share_of_sites or any("n_human_sites" not in part.columns for part in replicates):
        return ""
    n_real = Parameters().web.real_web_sites
    rank = FIRST_RANKS.get(anchor.indicator.rpartition("_")[2], n_real)
    months = _named_months(anchor)
    n_live = sum(period_mean(part, "n_human_sites", months) for part in replicates)
    n_sites = math.floor(n_live * rank / n_real)
    needed = math.ceil(anchor.value * (1.0 - anchor.value) / ((anchor.high - anchor.low) / 2.0) ** 2)
    if n_sites >= needed:
        return ""
    return f"{n_sites} sites of all runs stand for these ranks; to tell a share within the band takes {needed}"


def authors_needed(rank: int) -> tuple[int, int]:
    """Give how large a web must be to have a site that stands for a rank of the real web.

    Parameters
    ----------
    rank : int
        In the real web, from 1 to 2e6.

    Returns
    -------
    tuple of int
        Live human sites, and the authors at the start who have as many with the default parameters if none is empty;
        as readers and writers choose, about 3 in 10 are.
    """
    parameters = Parameters()
    n_sites = math.ceil(parameters.web.real_web_sites / rank)
    per_author = len(sites_per_topic(parameters)) / parameters.authors.authors_per_topic
    return n_sites, math.ceil(n_sites / per_author)


def intervals(values: NDArray[np.float64]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Give the 90 % intervals of replicates: of one more replicate, and of their mean; NaN below two of them."""
    if values.size < FEWEST_RUNS:
        return (math.nan, math.nan), (math.nan, math.nan)
    of_mean = mean_interval(values, CONFIDENCE)
    return prediction_interval(values, CONFIDENCE), (of_mean.low, of_mean.high)


def _measured(anchor: Anchor, replicates: Sequence[pd.DataFrame]) -> NDArray[np.float64]:
    """Give the value of each replicate as the source of the anchor would have measured it."""
    named = _named_months(anchor)
    window = around(named[0]) if len(named) == 1 else named
    values = np.array([period_mean(part, anchor.indicator, window) for part in replicates])
    if anchor.pattern == "search":
        values = values + SEARCH_BASE_RATE
    if anchor.pattern == "niche":
        base = np.array([period_mean(part, anchor.indicator, NICHE_BASE_MONTHS) for part in replicates])
        values = values / np.where(base > 0.0, base, np.nan)
    return values


def _named_months(anchor: Anchor) -> tuple[str, ...]:
    months = months_of(anchor.date)
    if anchor.pattern == "opt_out":
        return tuple(month for month in months if month >= OPT_OUT_POSSIBLE_FROM)
    return months


def _is_deciding(table: pd.DataFrame) -> pd.Series:
    return table["pattern"].isin(DECIDING)


def _worst(failed: pd.DataFrame) -> str:
    """Name the deciding anchor that is missed by most, in units of its accepted half-width."""
    if not len(failed):
        return ""
    half_width = (failed["accept_high"] - failed["accept_low"]) / 2.0
    row = failed.loc[(failed["error"].abs() / half_width).idxmax()]
    return f"; the worst is {row['indicator']} in {row['date']}: {row['model']:.3f} against {row['anchor']:.3f}"
