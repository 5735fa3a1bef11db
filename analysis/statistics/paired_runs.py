"""Runs of several arms on the same seeds: from one long frame to the pairs of each outcome."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.inference import Inference, paired_difference
from analysis.statistics.periods import MONTHS_PER_YEAR, SeriesError, final_year_mean, known_months
from ecosystem.errors import Fault, UnknownNameError, unknown_name
from ecosystem.indicators import INDICATORS

RUN = ("arm", "replicate")
"""Columns that tell runs apart; replicate r of all arms has the same seed."""


def arms_of(frame: pd.DataFrame) -> list[str]:
    """List the arms in order of appearance, or all categories if the column has them: also arms without any run."""
    column = frame["arm"]
    names = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else pd.unique(column)
    return [str(name) for name in names]


def check_runs(frame: pd.DataFrame, outcomes: Sequence[str], reference: str, needed: Sequence[str] = ("date",)) -> None:
    """Refuse a frame that lacks columns or the reference, holds a month twice, or outcomes that nobody knows."""
    columns = set(map(str, frame.columns))
    missing = [name for name in (*RUN, *needed) if name not in columns]
    if missing:
        remedy = "Give the runs of all arms below one another, told apart by arm and replicate."
        raise SeriesError(*(Fault("frame", f"has no column `{name}`", remedy=remedy) for name in missing))
    arms = arms_of(frame)
    if len(frame) and reference not in arms:
        raise UnknownNameError(unknown_name(reference, arms, where="arms of the runs"))
    unknown = [name for name in outcomes if name not in columns and name not in INDICATORS]
    if unknown:
        raise UnknownNameError(*(unknown_name(name, {*columns, *INDICATORS}, where="outcomes") for name in unknown))
    if "date" in needed and frame.duplicated([*RUN, "date"]).any():
        remedy = "Number the replicates of each arm in a column `replicate`."
        raise SeriesError(Fault("date", "appears twice in a replicate", remedy=remedy))


def window(frame: pd.DataFrame, reference: str, months: str | Sequence[str] | None) -> list[str]:
    """List the months to average over, in order: the last twelve, or those asked for, which the runs must have."""
    is_reference = frame["arm"] == reference
    dates = frame.loc[is_reference if is_reference.any() else slice(None), "date"].astype(str).unique()
    return sorted(dates)[-MONTHS_PER_YEAR:] if months is None else known_months(months, dates)


def period_means(frame: pd.DataFrame, outcomes: Sequence[str], dates: Sequence[str]) -> pd.DataFrame:
    """Average the outcomes of each run over some months, where they are defined; what is not in the frame is NaN."""
    rows = frame[frame["date"].astype(str).isin(dates)]
    values = rows.reindex(columns=list(outcomes)).astype(float)
    values = values.where(np.isfinite(values)).assign(arm=rows["arm"].astype(str), replicate=rows["replicate"])
    return values.groupby(list(RUN), sort=True).mean()


def pairs_of(means: pd.DataFrame, reference: str, arm: str, outcome: str) -> NDArray[np.float64]:
    """Give the outcome of both arms in every pair that has both; shape (n, 2), baseline first."""
    parts = [
        means.loc[means.index.get_level_values("arm") == name, outcome].droplevel("arm") for name in (reference, arm)
    ]
    pairs: NDArray[np.float64] = pd.concat(parts, axis=1, join="inner").dropna().to_numpy(dtype=np.float64)
    return pairs


def replicates_of(means: pd.DataFrame, arm: str) -> set[int]:
    """Give the replicates that an arm has in the means of its runs."""
    return {replicate for name, replicate in means.index if name == arm}


def paired_effect(
    frame: pd.DataFrame,
    indicator: str,
    reference: str,
    other: str,
    confidence: float = 0.95,
    months: str | Sequence[str] | None = None,
) -> Inference:
    """Give the effect of `other` against `reference` on an indicator's last twelve months, or on other months.

    The cost of the feedback loop is
    `paired_effect(frame, "model_loss", "no_feedback", "baseline")`.

    Parameters
    ----------
    frame : DataFrame
        From `run_paired`.
    indicator, reference, other : str
        A column of the frame and the names of two scenarios in it.
    confidence : float
        In (0, 1).
    months : str or sequence of str, optional
        Months (YYYY-MM) to average over instead of the last twelve.

    Returns
    -------
    Inference
        `other` minus `reference`, pair by pair, in the unit of the indicator.

    Raises
    ------
    SampleError
        With fewer than two pairs.
    SeriesError
        When the two scenarios have not the same replicates, or not all of the months.
    """
    first, second = (final_year_mean(frame, indicator, scenario, months) for scenario in (reference, other))
    pairs = [sorted(frame.loc[frame["scenario"] == scenario, "replicate"].unique()) for scenario in (reference, other)]
    if pairs[0] != pairs[1]:
        remedy = "A paired effect needs the same replicates in both."
        raise SeriesError(Fault("replicate", f"differs between {reference} and {other}", remedy=remedy))
    return paired_difference(first, second, confidence)


def levels(pairs: NDArray[np.float64]) -> tuple[float, float]:
    """Average both arms over the pairs; NaN without any."""
    if not len(pairs):
        return np.nan, np.nan
    return float(pairs[:, 0].mean()), float(pairs[:, 1].mean())
