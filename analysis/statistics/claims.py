"""What may be claimed: the one place that says which differences are told from chance, and which way they point."""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

Side = Literal["better", "worse", "changed", ""]


def is_told(table: pd.DataFrame) -> "pd.Series[bool]":
    """Say of each row whether its difference is told from chance, so that a title or a sentence may claim it.

    Parameters
    ----------
    table : DataFrame
        Of effects, whose column is_real is adjusted for all outcomes of an arm; or of any other differences with the
        ends of their intervals, low and high, which then stand each for itself.

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
