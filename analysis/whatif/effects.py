"""What policies do: their effects on outcomes, pair by pair, with intervals and a verdict on each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.claims import adjusted, claimed, side
from analysis.statistics.inference import Inference, infer
from analysis.statistics.intervals import FEWEST_RUNS, check_confidence
from analysis.statistics.paired_runs import arms_of, check_runs, levels, pairs_of, period_means, replicates_of, window
from analysis.statistics.result_columns import EFFECTS
from analysis.statistics.wording import amount, exact_percent, joined, label, number, short_label
from ecosystem.indicators import INDICATORS, Indicator
from ecosystem.indicators.added import names_of

_OUTCOMES = (
    "synthetic_share_new",
    "synthetic_share_crawl",
    "synthetic_share_search",
    "synthetic_share_training",
    "model_loss",
    "tail_recall",
    "licence_price",
    "reachable_human_pages",
    "n_authors",
    "human_posts",
    "author_income",
    "generator_profit",
    "trainer_hhi",
    "user_share",
    "trainer_revenue",
    "reader_welfare",
    "policy_payments",
)
HEADLINE: tuple[str, ...] = tuple(name for name in _OUTCOMES if name in INDICATORS)
"""Outcomes of which every comparison tells, in this order."""
LARGE_STANDARDISED = 0.8
"""Least large effect in standard deviations of the baseline over its replicates (Cohen 1988, section 2.2.3)."""
LARGE_RELATIVE = 0.1
"""Least large effect as a share of the baseline: the 10 % within which the study of rewiring says that an outcome stays
(judgement). It stands beside Cohen's measure since replicates of a large world hardly differ, so that a change of no
importance can be many of their standard deviations."""
CONSISTENT_SHARE = 0.9
"""Least share of pairs with the sign of the mean, for an effect to be consistent (judgement)."""
UNTOLD, UNCHANGED, UNDEFINED = "not enough runs to tell", "exactly unchanged", "no values to compare"
UNADJUSTED = f"{UNTOLD} once adjusted for all comparisons"
"""Verdict where the interval by itself leaves out zero."""
_KINDS = {
    (True, True): "a large and consistent effect",
    (True, False): "a large effect, but not a consistent one",
    (False, True): "a consistent effect, but not a large one",
    (False, False): "neither a large nor a consistent effect",
}
"""Words for effects that are large, and consistent."""
COLUMNS = tuple(EFFECTS.names)


def effects(
    frame: pd.DataFrame,
    outcomes: Sequence[str | Indicator] = HEADLINE,
    *,
    reference: str = "baseline",
    confidence: float = 0.95,
    months: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Give the effect of every arm on every outcome: policy less baseline in the same replicate.

    Each run counts with the mean of the outcome over the last twelve months, or over `months`. Pairs in which either
    run has no value are left out. The interval is Student's, or the BCa bootstrap where pairs are skewed, and says
    "exact" where no pair differs at all; `analysis.statistics.inference.infer` holds the rule and its measured
    coverage.

    Parameters
    ----------
    frame : DataFrame
        Series of all runs: columns arm, replicate, date (YYYY-MM) and indicators. Replicate r of all arms has the
        same seed. If the column of arms is categorical, every category is an arm, also one without any run.
    outcomes : sequence of str or Indicator
        Indicators, or other columns of the frame.
    reference : str
        The arm that the others are compared with.
    confidence : float
        In (0, 1).
    months : str or sequence of str, optional
        Months (YYYY-MM) that the runs have, to average over instead of the last twelve of the reference.

    Returns
    -------
    DataFrame
        One row an arm (but the reference) and outcome, always, in order of appearance: arm, outcome, unit, better;
        baseline, policy, difference, low, high (in the unit); method ("t", "BCa", "exact", "none"); relative
        (difference over the size of the baseline; NaN if that is 0), standardised (over the standard deviation of the
        baseline's replicates; NaN if that is 0); p_better (share of pairs in which the policy is better, in [0, 1],
        ties count half; NaN where neither direction is); n_pairs; variance_ratio (variance of the difference without
        pairing over that with; NaN if the pairs do not differ); p_value, p_holm (adjusted over all rows of the
        table); is_real (p_holm < 1 - confidence), is_large (`LARGE_STANDARDISED` and `LARGE_RELATIVE`), is_consistent
        (`CONSISTENT_SHARE` of pairs have the sign of the mean, and so have the means of both halves of the months);
        verdict.
        `attrs["confidence"]` holds the confidence.

    Raises
    ------
    SeriesError
        If a column is missing, a run holds a month twice, or the runs lack a month that is asked for.
    UnknownNameError
        If the frame has no such arm, or nobody knows an outcome.
    OutOfRangeError
        With a confidence outside (0, 1).

    References
    ----------
    Cohen (1988), Statistical power analysis for the behavioral sciences, 2nd edition.
    """
    check_confidence(confidence)
    outcomes = names_of(outcomes)
    check_runs(frame, outcomes, reference)
    dates = window(frame, reference, months)
    half = len(dates) // 2
    periods = [period_means(frame, outcomes, part) for part in (dates, dates[:half], dates[half:])]
    rows = [
        _row(arm, outcome, [pairs_of(period, reference, arm, outcome) for period in periods], confidence)
        | {"n_runs": len(replicates_of(periods[0], reference) & replicates_of(periods[0], arm))}
        for arm in arms_of(frame)
        if arm != reference
        for outcome in outcomes
    ]
    return EFFECTS.told(_judged(pd.DataFrame(rows, columns=[*COLUMNS, "n_runs"]), confidence)[list(COLUMNS)])


def sentences(table: pd.DataFrame) -> list[str]:
    """Say in plain sentences what a table of effects says.

    Parameters
    ----------
    table : DataFrame
        From `effects`.

    Returns
    -------
    list of str
        One sentence for each real effect, in the order of the table, then at most one each for outcomes for which
        there are "not enough runs to tell", for those exactly unchanged in every pair, and for those without values.
    """
    confidence = float(table.attrs.get("confidence", 0.95))
    told = [_sentence(row, confidence) for row in claimed(table).to_dict("records")]
    texts = {
        UNTOLD: "There are not enough runs to tell the effect of",
        UNCHANGED: "Exactly unchanged in every pair of runs under",
        UNDEFINED: "No pair of runs has a value to compare under",
    }
    for verdict, text in texts.items():
        rows = table[table["verdict"].str.startswith(verdict)]
        parts = [
            f"{arm}{' on' if verdict == UNTOLD else ':'} {_listed(part, table)}"
            for arm, part in rows.groupby("arm", sort=False, observed=True)
        ]
        told += [f"{text} {'; '.join(parts)}."] if parts else []
    return told


def _row(arm: str, outcome: str, periods: list[NDArray[np.float64]], confidence: float) -> dict[str, Any]:
    """Give all that one arm and outcome say by themselves."""
    pairs, *halves = periods
    known = INDICATORS.get(outcome)
    better = known.better if known is not None else "neither"
    change = pairs[:, 1] - pairs[:, 0]
    found = infer(change, confidence)
    baseline, policy = levels(pairs)
    spread = float(pairs[:, 0].std(ddof=1)) if len(pairs) >= FEWEST_RUNS else np.nan
    return {
        "arm": arm,
        "outcome": outcome,
        "unit": known.unit if known is not None else "",
        "better": better,
        "baseline": baseline,
        "policy": policy,
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
        "method": found.method,
        "relative": _ratio(found.mean, abs(baseline)),
        "standardised": _ratio(found.mean, spread),
        "p_better": _share_better(change, better),
        "n_pairs": len(pairs),
        "variance_ratio": _variance_ratio(pairs),
        "p_value": found.p_value,
        "is_consistent": _is_consistent(change, halves, found),
    }


def _judged(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Add what can be said of a row only beside all others: the adjusted p-value and the verdict."""
    table = adjusted(table, confidence)
    is_large = table["standardised"].abs().ge(LARGE_STANDARDISED) & table["relative"].abs().ge(LARGE_RELATIVE)
    table["is_large"], table["is_consistent"] = is_large, table["is_consistent"].astype(bool)
    table["verdict"] = [_verdict(row) for row in table.to_dict("records")]
    table["n_pairs"] = table["n_pairs"].astype(int)
    table.attrs["confidence"] = confidence
    return table


def _verdict(row: dict[str, Any]) -> str:
    if row["n_pairs"] == 0 and row["n_runs"] > 0:
        return UNDEFINED
    if row["method"] == "exact":
        return UNCHANGED
    if not row["is_real"]:
        return UNADJUSTED if row["low"] > 0.0 or row["high"] < 0.0 else UNTOLD
    return "real, " + (
        ", ".join(name for name in ("large", "consistent") if row[f"is_{name}"]) or "neither large nor consistent"
    )


def _ratio(value: float, size: float) -> float:
    """Divide by a size; NaN if that is zero or rounding."""
    return value / size if size > 1e-12 * abs(value) else np.nan


def _share_better(change: NDArray[np.float64], better: str) -> float:
    if better == "neither" or not change.size:
        return np.nan
    gain = change if better == "higher" else -change
    return float((gain > 0.0).mean() + (gain == 0.0).mean() / 2.0)


def _variance_ratio(pairs: NDArray[np.float64]) -> float:
    if len(pairs) < FEWEST_RUNS:
        return np.nan
    first, second = pairs.T
    return _ratio(float(first.var(ddof=1) + second.var(ddof=1)), float((second - first).var(ddof=1)))


def _is_consistent(change: NDArray[np.float64], halves: list[NDArray[np.float64]], found: Inference) -> bool:
    """Say whether nearly all pairs, and both halves of the months, have the sign of the mean."""
    if found.method in {"exact", "none"} or found.mean == 0.0:
        return False
    signs = [np.sign((half[:, 1] - half[:, 0]).mean()) for half in halves if len(half)]
    has_sign = np.sign(change) == np.sign(found.mean)
    return bool(has_sign.mean() >= CONSISTENT_SHARE and all(sign == np.sign(found.mean) for sign in signs))


def _listed(part: pd.DataFrame, table: pd.DataFrame) -> str:
    """Name the outcomes of some rows of one arm; "all" where none is missing."""
    n_all = int((table["arm"] == part["arm"].iloc[0]).sum())
    return f"all {n_all} outcomes" if len(part) == n_all > 1 else joined(short_label(name) for name in part["outcome"])


def _sentence(row: dict[str, Any], confidence: float) -> str:
    """Tell one real effect with its numbers and units."""
    unit, change = row["unit"], row["difference"]
    verb, told = "rises" if change > 0.0 else "falls", side(row)
    judged = f", which is {told}" if told in {"better", "worse"} else ""
    share = "" if np.isnan(row["relative"]) else f" ({number(100.0 * row['relative'], has_sign=True)} %)"
    low, high = (amount(row[end], unit, is_change=True, has_sign=True, has_unit=False) for end in ("low", "high"))
    return (
        f"Under {row['arm']} {label(row['outcome'])} {verb} by {amount(abs(change), unit, is_change=True)} "
        f"({exact_percent(confidence)} interval {low} to {high}, {row['n_pairs']} pairs), "
        f"from {amount(row['baseline'], unit, has_unit=unit == 'share')} to {amount(row['policy'], unit)}{share}"
        f"{judged}: {_KINDS[bool(row['is_large']), bool(row['is_consistent'])]}."
    )
