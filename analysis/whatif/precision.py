"""Whether effects are known as well as was asked for: half-widths of their intervals, as shares of a size."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri

from analysis.statistics.intervals import FEWEST_RUNS, mean_interval
from analysis.statistics.wording import count, exact_percent, percent, short_label
from ecosystem.errors import Fault, OutOfRangeError, quoted

POWER = 0.8
"""Share of trials in which the pairs that are said to tell a sign do tell it."""
_ROUNDING = 1e-12
"""A size below this share of the largest arm is zero but for rounding."""


def widths(table: pd.DataFrame) -> pd.DataFrame:
    """Say of every effect how wide its interval is beside the size of its outcome.

    The size of an outcome is that of its mean in the baseline. What the baseline has none of, such as payments by
    policies, has the size of its largest mean in any arm: else no number of runs would ever be enough.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.effects.effects`.

    Returns
    -------
    DataFrame
        One row an effect that has a value in some pair: arm, outcome, n_pairs; width (half of the interval over the
        size, >= 0; 0 where no pair differs, NaN without an interval); is_of_arms (the baseline is zero).
    """
    known = table[table["n_pairs"] > 0]
    largest = known["policy"].abs().groupby(known["outcome"], observed=True).transform("max")
    is_of_arms = known["baseline"].abs() <= _ROUNDING * largest
    size = known["baseline"].abs().where(~is_of_arms, largest)
    half = (known["high"] - known["low"]) / 2.0
    width = (half / size.where(size > 0.0)).where(known["method"] != "exact", 0.0)
    return known[["arm", "outcome", "n_pairs"]].assign(width=width, is_of_arms=is_of_arms)


def pairs_to_tell(changes: ArrayLike, confidence: float) -> float:
    """Give how many more pairs would tell the sign of the mean of their differences, four times out of five.

    Parameters
    ----------
    changes : array_like, shape (n,)
        One finite difference a pair.
    confidence : float
        Of the interval that is to leave out zero, in (0, 1).

    Returns
    -------
    float
        0 where the sign is told already; infinite with fewer than two pairs, or a mean of zero.

    References
    ----------
    Cohen (1988), Statistical power analysis for the behavioral sciences, 2nd edition, section 2.4 (normal quantiles).

    Examples
    --------
    >>> pairs_to_tell([1.0, -1.0, 1.0, 0.0], 0.95), pairs_to_tell([1.0, 1.1], 0.95), pairs_to_tell([0.0, 0.0], 0.95)
    (111.0, 0.0, inf)
    """
    sample = np.asarray(changes, dtype=np.float64)
    if sample.size < FEWEST_RUNS or sample.mean() == 0.0:
        return np.inf
    if mean_interval(sample, confidence).excludes_zero:
        return 0.0
    reach = float(ndtri(0.5 + confidence / 2.0) + ndtri(POWER)) * float(sample.std(ddof=1)) / float(sample.mean())
    return max(float(np.ceil(reach**2)) - sample.size, 1.0)


def is_precise(table: pd.DataFrame, precision: float) -> bool:
    """Say whether every effect is known well enough: half of its interval is at most a share of its size.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.effects.effects`.
    precision : float
        Above 0, as a share of the sizes that `widths` takes.

    Returns
    -------
    bool
        Effects that are exact are known; outcomes without any value are left out. An arm of which no outcome has a
        value is not known.

    Raises
    ------
    OutOfRangeError
        If the precision is not above 0.
    """
    if not precision > 0.0:
        remedy = "It is the half-width of an interval as a share of the baseline; did you mean 0.05?"
        raise OutOfRangeError(Fault("precision", "is not above 0", quoted(precision), remedy=remedy))
    found = widths(table)
    return bool(len(found)) and set(found["arm"]) == set(table["arm"]) and bool((found["width"] <= precision).all())


def precision_sentence(table: pd.DataFrame, precision: float) -> str:
    """Say whether a precision was reached, and if not, by which outcomes of which arms it was missed.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.effects.effects`.
    precision : float
        What was asked for, above 0.
    """
    asked = f"{exact_percent(precision)} of the baseline to each side"
    n_pairs = int(table["n_pairs"].max()) if len(table) else 0
    runs = f"with {count(n_pairs, 'pair')} of runs"
    if is_precise(table, precision):
        of_arms = widths(table).query("is_of_arms and width > 0")["outcome"].drop_duplicates()
        beside = f" ({_names(of_arms)}: of the largest arm, since the baseline is 0)" if len(of_arms) else ""
        return f"The precision asked for is reached {runs}: every interval is within {asked}{beside}."
    told = "; ".join(_missed(table, precision))
    return f"The precision asked for, {asked}, is not reached {runs}: {told}. More runs, or a lower aim, may reach it."


def _missed(table: pd.DataFrame, precision: float) -> Iterator[str]:
    """Tell, arm by arm, which intervals are too wide, and how wide they are."""
    found = widths(table)
    for arm, rows in table.groupby("arm", sort=False, observed=True):
        mine = found[found["arm"] == arm]
        wide = mine[~(mine["width"] <= precision)]
        if not len(mine):
            yield f"no pair has a value under {arm}" if len(rows) else f"no run under {arm}"
        elif len(wide):
            yield f"under {arm} {', '.join(_width(*each) for each in wide.itertuples(index=False))}"


def _width(arm: str, outcome: str, n_pairs: int, width: float, is_of_arms: bool) -> str:  # noqa: ARG001
    of_arms = " of the largest arm, since the baseline is 0" if is_of_arms else ""
    return f"{short_label(outcome)} ({'no interval' if np.isnan(width) else percent(width)}{of_arms})"


def _names(outcomes: "pd.Series[str]") -> str:
    return ", ".join(short_label(name) for name in outcomes)
