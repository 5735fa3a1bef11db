"""Published anchors beside what a run shows, and whether it looks like the web that was measured.

Between truth and every anchor stands a measurement model. Anchors of the flow of new articles are
corrected for detector error and meet the true share, but the one of 2022, nearly all false
positives, meets what the auditor's detector calls AI (`detected_share`). The search anchors carry
the detector's base rate, which is added to the model. The niche anchors are an index to the mean
of January to November 2022. Sites could name an AI crawler only from August 2023, so a year's
opt-out share is the mean of the months in which it was possible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.periods import around, months_of, period_mean, split_replicates

Verdict = Literal["calibrated", "not calibrated", "too short to tell"]

FLOW_TOLERANCE = 0.10
"""Share: largest distance of the flow of new articles from its anchors (first calibration)."""
CRAWL_FACTOR = 2.0
"""Largest ratio, either way, of the crawl share to its anchors from CRAWL_FACTOR_FROM on."""
CRAWL_FACTOR_FROM = "2023-06"
EARLY_CRAWL_TOLERANCE = 0.01
"""Share: largest distance of the crawl share from its anchors before CRAWL_FACTOR_FROM."""
SEARCH_BASE_RATE = 0.023
"""Share of human results that the detector behind the search anchors calls AI."""
OPT_OUT_POSSIBLE_FROM = "2023-08"
"""First month in which robots.txt could name an AI crawler."""
NICHE_BASE_MONTHS = months_of("2022")[:11]
"""January to November 2022, to whose mean the niche anchors are indexed."""
ALL_SITES = "top-2M"
"""The rank that stands for all sites of the model: site i of n has rank 2e6 i/n."""

TABLE_COLUMNS = (
    "pattern",
    "indicator",
    "quantity",
    "date",
    "anchor",
    "low",
    "high",
    "model",
    "model_low",
    "model_high",
    "error",
    "accept_low",
    "accept_high",
    "tolerance",
    "verdict",
    "reason",
    "source",
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One published figure with its band and source."""

    pattern: str
    indicator: str
    quantity: str
    date: str
    value: float
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class ValidationSummary:
    """How many anchors a run meets, pattern by pattern, and what follows.

    Attributes
    ----------
    counts : DataFrame
        Columns pattern, n_pass, n_fail, n_not_covered.
    verdict : {"calibrated", "not calibrated", "too short to tell"}
        By the flow anchors and the crawl anchors from June 2023 on.
    sentence : str
        The same in words.
    """

    counts: pd.DataFrame
    verdict: Verdict
    sentence: str


def load_anchors() -> pd.DataFrame:
    """Read the published anchors that come with the package.

    Returns
    -------
    DataFrame
        Columns pattern, indicator, quantity, date (str), value, low, high (in the unit of the
        indicator, mostly shares), source, use ("fit" or "context").
    """
    return _load("calibration_anchors.csv")


def load_events() -> pd.DataFrame:
    """Read the dated events behind the baseline's timeline.

    Returns
    -------
    DataFrame
        Columns date (YYYY-MM-DD), event, lever.
    """
    return _load("events.csv")


def validate(frames: pd.DataFrame | Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Lay every fitted anchor beside the value that a scenario shows.

    Parameters
    ----------
    frames : DataFrame or iterable of DataFrame
        Series of one scenario, one or several replicates.

    Returns
    -------
    DataFrame
        One row an anchor. `model` is the mean over replicates of the measured value,
        `model_low` and `model_high` its 5 and 95 % quantiles (NaN with one replicate), `error`
        is model minus anchor, `accept_low` and `accept_high` the range that passes, in words
        `tolerance`; `verdict` is "pass", "fail" or "not covered", then with its `reason`.

    Raises
    ------
    SeriesError
        When the frames hold no series or several scenarios.
    """
    replicates = split_replicates(frames)
    anchors = load_anchors()
    fitted = anchors[anchors["use"] == "fit"].drop(columns="use")
    rows = [_row(Anchor(**record), replicates) for record in fitted.to_dict("records")]
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS))


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
        f"{verdict.capitalize()}: {n_pass} of {len(deciding)} deciding anchors (flow, and crawl "
        f"from {CRAWL_FACTOR_FROM}) are met{_worst(failed)}."
    )
    return ValidationSummary(counts, verdict, sentence)


def is_calibrated(table: pd.DataFrame) -> bool:
    """Say whether all flow anchors and all crawl anchors from June 2023 on pass.

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
    if pattern == "flow":
        return anchor - FLOW_TOLERANCE, anchor + FLOW_TOLERANCE, f"within {FLOW_TOLERANCE:.2f}"
    if pattern == "crawl" and months_of(date)[0] >= CRAWL_FACTOR_FROM:
        return anchor / CRAWL_FACTOR, anchor * CRAWL_FACTOR, f"within a factor {CRAWL_FACTOR:g}"
    if pattern == "crawl":
        reach = EARLY_CRAWL_TOLERANCE
        return anchor - reach, anchor + reach, f"within {reach:.2f}"
    return low, high, "inside the published band"


def _load(name: str) -> pd.DataFrame:
    with files("analysis").joinpath("data", name).open(encoding="utf-8") as handle:
        return pd.read_csv(handle, dtype={"date": str, "indicator": str}, keep_default_na=False)


def _row(anchor: Anchor, replicates: Sequence[pd.DataFrame]) -> dict[str, object]:
    accept_low, accept_high, tolerance = acceptance(anchor.pattern, anchor.date, anchor.value, anchor.low, anchor.high)
    reason = _why_not_covered(anchor, replicates)
    values = np.empty(0) if reason else _measured(anchor, replicates)
    if not reason and np.isnan(values).any():
        reason, values = f"{anchor.indicator} is not defined at this date", np.empty(0)
    model = float(values.mean()) if values.size else float("nan")
    ends = np.quantile(values, (0.05, 0.95)) if values.size > 1 else (float("nan"),) * 2
    verdict = "not covered"
    if values.size:
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
        "model_low": float(ends[0]),
        "model_high": float(ends[1]),
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
    if anchor.pattern == "opt_out_rank" and not anchor.quantity.endswith(ALL_SITES):
        return "the series holds no opt-out share of sites down to this rank"
    if any(anchor.indicator not in part.columns for part in replicates):
        return f"the series has no column {anchor.indicator}"
    needed = set(_named_months(anchor))
    if anchor.pattern == "niche":
        needed |= set(NICHE_BASE_MONTHS)
    missing = sorted(set().union(*(needed - set(part["date"]) for part in replicates)))
    return f"the run lacks {missing[0]}" if missing else ""


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
    late_crawl = (table["pattern"] == "crawl") & (table["date"] >= CRAWL_FACTOR_FROM)
    return (table["pattern"] == "flow") | late_crawl


def _worst(failed: pd.DataFrame) -> str:
    """Name the deciding anchor that is missed by most, in units of its accepted half-width."""
    if not len(failed):
        return ""
    half_width = (failed["accept_high"] - failed["accept_low"]) / 2.0
    row = failed.loc[(failed["error"].abs() / half_width).idxmax()]
    return f"; the worst is {row['indicator']} in {row['date']}: {row['model']:.3f} against {row['anchor']:.3f}"
