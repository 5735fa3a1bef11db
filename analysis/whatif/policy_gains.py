"""Who gains and who loses by a policy: the welfare accounts of paired runs in one year."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.outcomes.welfare import ALL_TENTHS, EVERYBODY, TENTHS, WelfareError, full_years
from analysis.statistics.claims import adjusted
from analysis.statistics.inference import infer
from analysis.statistics.intervals import check_confidence
from analysis.statistics.paired_runs import RUN, arms_of, check_runs, levels, pairs_of
from analysis.statistics.result_columns import GAINS
from analysis.whatif.effects import UNADJUSTED, UNCHANGED, UNTOLD
from ecosystem.errors import Fault, quoted

GAIN_COLUMNS = tuple(GAINS.names)
GAINS_NEEDED = ("year", "months", "group", "welfare_usd")
TENTHS_NEEDED = ("year", "months", "subgroup", "net_usd")
"""Columns of accounts that each table is made of, besides arm and replicate."""


def gains_and_losses(
    welfare: pd.DataFrame, year: int | None = None, confidence: float = 0.95, reference: str = "baseline"
) -> pd.DataFrame:
    """Say what each group of the welfare account gains or loses by each policy in one year.

    Parameters
    ----------
    welfare : DataFrame
        Accounts of all runs: columns arm and replicate, and those of `WebEcosystem.welfare_frame`.
    year : int, optional
        The last one that all runs have in full, if not given.
    confidence : float
        In (0, 1).
    reference : str
        The arm that the others are compared with.

    Returns
    -------
    DataFrame
        One row an arm (but the reference) and group, the last of each arm "all together": arm, group, year; baseline,
        policy, difference, low, high (welfare of the whole group, USD a year; the ends NaN with fewer than two
        pairs); method (as in `effects`); n_pairs; p_value, p_holm (adjusted over all rows of the table), is_real
        (p_holm < 1 - confidence) and verdict. Each interval stands for itself. No row if no year is full.

    Raises
    ------
    SeriesError
        If a column is missing.
    UnknownNameError
        If the frame has no such arm.
    WelfareError
        If `year` is not a full year of every run.
    OutOfRangeError
        With a confidence outside (0, 1).
    """
    check_runs(welfare, (), reference, GAINS_NEEDED)
    return _changes(welfare, "welfare_usd", EVERYBODY, year, confidence, reference)


def gains_by_tenth(
    welfare: pd.DataFrame, year: int | None = None, confidence: float = 0.95, reference: str = "baseline"
) -> pd.DataFrame:
    """Say what each tenth of the authors of articles gains or loses in income by each policy in one year.

    Tenths are by earning power, from the poorest to the richest, with the bounds of January 2022: nobody moves to
    another tenth by what a policy does. Income is money received less money paid.

    Parameters
    ----------
    welfare : DataFrame
    year : int, optional
    confidence : float
    reference : str
        All as `gains_and_losses` takes them.

    Returns
    -------
    DataFrame
        As `gains_and_losses` gives it, of the income of whole tenths; the last row of each arm is that of all tenths.

    Raises
    ------
    SeriesError, UnknownNameError, WelfareError, OutOfRangeError
        As `gains_and_losses` raises them.
    """
    check_runs(welfare, (), reference, TENTHS_NEEDED)
    tenths = welfare[welfare["subgroup"].isin(TENTHS)]
    named = tenths.assign(group=tenths["subgroup"].astype(str).map(TENTHS))
    return _changes(named, "net_usd", ALL_TENTHS, year, confidence, reference)


def _changes(
    accounts: pd.DataFrame, column: str, whole: str, year: int | None, confidence: float, reference: str
) -> pd.DataFrame:
    """Give what one column of accounts changes by in each group, and in all of them as a whole."""
    check_confidence(confidence)
    runs = [full_years(run) for _, run in accounts.groupby(list(RUN), observed=True)]
    common = set.intersection(*map(set, runs)) if runs else set()
    if year is None and not common:
        return GAINS.told(pd.DataFrame(columns=list(GAIN_COLUMNS)))
    chosen = max(common) if year is None else year
    if chosen not in common:
        remedy = "Choose a year of which all runs have all twelve months."
        raise WelfareError(Fault("year", "is not a full year of every run", quoted(year), remedy=remedy))
    sums = accounts[accounts["year"] == chosen].assign(arm=accounts["arm"].astype(str))
    groups = list(dict.fromkeys(sums["group"]))
    wide = sums.pivot_table(column, list(RUN), "group", aggfunc="sum", fill_value=0.0)[groups]
    wide[whole] = wide.sum(axis=1)
    rows = [
        (arm, group, chosen, *_gain(pairs_of(wide, reference, arm, group), confidence))
        for arm in arms_of(accounts)
        if arm != reference
        for group in wide.columns
    ]
    table = adjusted(pd.DataFrame(rows, columns=list(GAIN_COLUMNS[:11])), confidence)
    table["verdict"] = [_verdict(row) for row in table.to_dict("records")]
    return GAINS.told(table[list(GAIN_COLUMNS)])


def _verdict(row: dict[str, Any]) -> str:
    if row["method"] == "exact":
        return UNCHANGED
    if row["is_real"]:
        return "real"
    is_alone = row["low"] > 0.0 or row["high"] < 0.0
    return UNADJUSTED if is_alone else UNTOLD


def _gain(pairs: NDArray[np.float64], confidence: float) -> tuple[float | str, ...]:
    """Give baseline, policy, difference, low, high, method, number of pairs and p-value of one group."""
    found = infer(pairs[:, 1] - pairs[:, 0], confidence)
    baseline, policy = levels(pairs)
    return baseline, policy, found.mean, found.low, found.high, found.method, len(pairs), found.p_value
