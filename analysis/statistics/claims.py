"""What may be claimed: the one place that says which differences are told from chance, and which way they point."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.statistics.inference import holm

Side = Literal["better", "worse", "changed", ""]


def adjusted(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Add p-values adjusted for all rows of a table (Holm), and whether a row is told from chance by them.

    All arms and outcomes of a comparison are looked at together, so all of them are one family of tests.

    Parameters
    ----------
    table : DataFrame
        With a column p_value.
    confidence : float
        In (0, 1).

    Returns
    -------
    DataFrame
        With p_holm and is_real.
    """
    p_holm = holm(table["p_value"].astype(np.float64))
    return table.assign(p_holm=p_holm, is_real=p_holm < 1.0 - confidence)


def is_told(table: pd.DataFrame) -> "pd.Series[bool]":
    """Say of each row whether its difference is told from chance, so that a title or a sentence may claim it.

    Parameters
    ----------
    table : DataFrame
        Of effects or gains, whose column is_real is adjusted for all rows of the table; or of any other differences
        with the ends of their intervals, low and high, which then stand each for itself.

    Returns
    -------
    Series of bool
    """
    if "is_real" in table.columns:
        return table["is_real"].astype(bool)
    return (table["low"] > 0.0) | (table["high"] < 0.0)


def claimed(table: pd.DataFrame) -> pd.DataFrame:
    """Give the rows that may be claimed."""
    return table[is_told(table)]


def side(row: Mapping[str, Any]) -> Side:
    """Say which way a row points: "better", "worse", or "changed" where neither is; nothing if it may not be claimed.

    Money is better the more it is, where a row does not say what is better.
    """
    told = row["is_real"] if "is_real" in row else row["low"] > 0.0 or row["high"] < 0.0
    better = row.get("better", "higher")
    if not told:
        return ""
    if better == "neither":
        return "changed"
    return "better" if (row["difference"] > 0.0) == (better == "higher") else "worse"
